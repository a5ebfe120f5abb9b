//! Notices: reminders, the statutory notice, and what its absence costs (R-80 … R-83).
//!
//! A notice is something that the holder is to be told. The engine says what and when; the caller
//! chooses words and channel, and reports how delivery went, because the law requires proof for one
//! notice.
//!
//! ## R-80 reminders before and after expiry
//!
//! Each reminder is due once per period: 90 days before expiry (A6, A7), 60, 30, 15, 7 and 1 days
//! before it (assumed), and 1, 30, 60 and 80 days after it (assumed). It carries the expiry, the
//! last day to renew, the price, the open order with what is still to be paid for it, and whether
//! the mailbox will renew by itself. It never promises that if something known today would prevent
//! the coming charge: automatic renewal is off, no order will be made (R-15), the method may not be
//! charged (R-34, R-38), or the ladder is at its end. The reminder then gives that reason.
//!
//! *Decided:* the late fee owed on top that day (R-44), if any, stands beside the price. Reminders
//! after expiry are sent only in grace. While a charge is unresolved, the reminder says that
//! nothing else is charged until its outcome. If the method is barred and the ladder is at its end,
//! the reminder names the bar, since with another method the order is charged at once (R-34).
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
//! A consumer on automatic renewal is owed a notice, at least 30 days before expiry, that says
//! until when the renewal can be prevented (Consumer Code art. 65-bis). It names the last day on
//! which switching off surely prevents the charge: the day before the next rung. It is owed once
//! per period, 45 days before expiry (`statutory_notice_days`, assumed; never fewer than 30), or at
//! once if automatic renewal is switched on later. If its delivery failed, it is owed again the
//! next day, until 30 days before expiry. Its delivery is recorded: that is the proof.
//!
//! *Decided:* the notice also names the term and the price. They are those of what renews by itself
//! (R-13), whatever else the holder has ordered. While an order of the holder's own is open, the
//! notice names only the day before the ladder's first rung as sure, since that order can be
//! cancelled on any day. All this holds under the policy of the notice's day: if a ladder or a
//! price changes before the order is generated, the holder is not told again and has no exit right
//! (R-82). The notice is owed while the mailbox can be renewed and the purchase to repeat would
//! give an expiry after that day.
//!
//! Any notice of the period that arrived is the proof, and the earliest delivery counts. After a
//! failure the notice is owed again on the day after the report, if that is at least 30 days before
//! expiry. If no tick comes in time, the next one still sends it, although it then proves nothing.
//! A delivery dated before the notice was due is refused (`notice-report-differs`). A delivery
//! reported after a failure of the same notice counts. The 30 days are counted back from the
//! expiry, and no holiday shifts them: with 45 days there is time. A notice stated at a take-over
//! must lie in the term last bought, counted back from the expiry by 366 days a year; an earlier one
//! was for another expiry and is refused (`notice-of-another-term`).
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
//! Under art. 65-bis, a consumer who was not told in time may leave at no cost until the next
//! expiry. So when a charge renews a consumer's mailbox, the new term carries the mark of the exit
//! right, unless a delivery of the notice dated at least 30 days before the old expiry has been
//! recorded by then. A payment by hand leaves no such mark: whoever pays knows of the renewal.
//! The mark stands until the next renewal. Leaving, and what is then owed back, is left to a later
//! version.
//!
//! *Decided:* the event that renews sets the mark (`exit_right` of the new period).
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
//! That a notice is due, was delivered or failed is an event of the mailbox. Each mailbox numbers
//! its notices and never reuses a number. A report names one of them (`unknown-notice` if there is
//! none).
//!
//! *Decided:* a failure reported after a delivery is no event, since the notice did arrive.
