//! Notices: reminders, the statutory notice, and what its absence costs (R-80 … R-83).
//!
//! A notice is something that the holder is to be told. The engine says what and when; words and
//! channel are the caller's. How delivery went is reported back, because for one notice the law
//! asks for it.
//!
//! ## R-80 reminders before and after expiry
//!
//! Reminders are due once in a period, 90 days before expiry (A6, A7) and 60, 30, 15, 7 and 1 days
//! before it (assumed), and 1, 30, 60 and 80 days after it (assumed). Each carries the expiry, the
//! last day to renew, the price, the open order and what is still to be paid for it, and whether
//! the mailbox will renew by itself. That last is never promised where something known today would
//! bar the coming charge: automatic renewal is off, no order will be made (R-15), the method may
//! not be charged (R-34, R-38), the ladder is at its end. The reminder then gives that reason.
//!
//! *Decided:* beside the price stands the late fee that is owed on top that day (R-44), if any.
//! Reminders are sent within grace only. While a charge is unresolved, the reminder says
//! that nothing else is charged until its outcome. What bars the method is named before the end of the
//! ladder, since with another method the order is charged at once (R-34).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! let expired = Some(day("2026-12-31"));
//! let method = Method { valid_until: expired, ..card(1) };
//! life.on("2026-01-15", Command::SwitchOn { method })?;
//! let facts = life.ticks_until("2026-10-17"); // 90 days before expiry
//! let Fact::NoticeDue { notice, .. } = &facts[0] else { panic!() };
//! let Notice::ExpiryReminder(reminder) = notice else { panic!() };
//! assert_eq!(reminder.days_left, 90);
//!
//! // The card will be past its date when it is to be charged, on 2027-01-08.
//! let reason = NoRenewal::MethodBarred(Bar::MethodExpired);
//! assert_eq!(reminder.outlook, Outlook::WillNotRenew { reason });
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-81 the statutory notice of automatic renewal
//!
//! A consumer on automatic renewal is owed, at least 30 days before expiry, a notice that says
//! until when the renewal can be prevented (Consumer Code art. 65-bis). It names the last day on
//! which switching off surely prevents the charge, which is the day before the first rung to come.
//! It is owed once in a period, 45 days before expiry (`statutory_notice_days`, assumed; never
//! fewer than 30), or at once where automatic renewal is switched on later. If its delivery failed,
//! it is owed again on the next day, until 30 days before expiry. Its delivery is recorded: that is
//! the proof.
//!
//! *Decided:* it names the term and the price as well: those of what renews by itself (R-13), whatever
//! else the holder has ordered. While an order of the holder's is open, only the day before the ladder's
//! first rung is named as sure, since that order can be cancelled on any day. All this holds under the
//! policy of the notice's day: a ladder or a price changed before the order is generated is not told
//! again, and leaves no exit right (R-82). It is owed while the mailbox can be renewed, and
//! what would be repeated would give an expiry after that day. Any of the notices of a period that
//! arrived is the proof, the earliest delivery counting. Sent again after a failure, it is owed
//! on the day after the report, if that is at least 30 days before expiry; should no tick come in
//! time, the next one still sends it, though it then proves nothing. A delivery dated before the
//! notice was due is refused (`notice-report-differs`). A delivery reported after a failure of the
//! same notice counts. The term is counted back from the expiry and never shifted by a holiday:
//! with 45 days there is time.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! let facts = life.ticks_until("2026-12-01"); // 45 days before expiry
//! let Some(Fact::NoticeDue { number, notice }) = facts.last() else { panic!() };
//! let Notice::TacitRenewal { opt_out_by, .. } = notice else { panic!() };
//! assert_eq!(*opt_out_by, Some(day("2027-01-07"))); // charged from the 8th on
//!
//! let on = day("2026-12-02");
//! life.on("2026-12-02", Command::NoticeDelivered { notice: *number, on })?;
//! assert_eq!(life.mailbox.notices().statutory, StatutoryNotice::Delivered { on });
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-82 the exit right of an unwarned consumer
//!
//! By art. 65-bis, a consumer who was not told in time may leave at no cost until the next expiry.
//! So a consumer's term that a charge renewed carries the mark of the exit right, unless by then a
//! delivery of the notice was recorded that is dated at least 30 days before the old expiry. A
//! payment by hand leaves no such mark: whoever pays knows of the renewal. Leaving itself, with
//! what is owed back then, is for a later version; the mark is there for it, and stands until the next
//! renewal.
//!
//! *Decided:* the mark is set in the event that renews (`exit_right` of the new period).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! life.ticks_until("2027-01-08"); // the notice was given, but no delivery was reported
//! let (key, outcome) = (life.charge(), Outcome::Settled { amount: money("9.64") });
//! life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//! assert!(life.mailbox.service().period().unwrap().exit_right);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-83 notices are facts of the engine
//!
//! That a notice is due, that it was delivered, that it failed: each is an event of the mailbox.
//! Notices have numbers, counted for each mailbox and never used again; a report names one
//! (`unknown-notice` if there was none).
//!
//! *Decided:* a failure reported after a delivery is no event, since the notice did arrive.
