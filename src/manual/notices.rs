//! Notices: reminders, the statutory notice, what its absence costs, and what is confirmed (R-80 … R-85).
//!
//! A notice is something that the holder is to be told. The engine says what and when; the caller
//! chooses words and channel, and reports how delivery went, because the law requires proof for one
//! notice.
//!
//! ## R-80 reminders before and after expiry
//!
//! Each reminder is due once per period, on days before expiry (`reminders_before`: 90 60 30 15 7 1; A6
//! and A7 state the first, and the others are assumed) and after it (`reminders_after`: 1 30 60 80,
//! assumed). It carries the expiry; whether the mailbox will renew by itself, and by which charge or
//! why not; what this holder can do, such as paying the open order, for which sum and until when; and
//! the days on which sending would stop and the mailbox be deleted if it is not renewed. It never
//! promises a renewal that something known today would prevent: a termination stands, automatic renewal
//! is off, no order will be made (R-15), the method may not be charged (R-34, R-38), or the ladder is
//! at its end. The reminder then gives that reason.
//!
//! *Decided:* reminders after expiry are sent only in grace. A price still to come, or a manual order
//! still to lapse, is no reason to say that nothing will renew. While a charge is unresolved, the
//! reminder says that what follows depends on its outcome, and names no day that depends on it. It asks
//! for nothing until the order may be paid by hand all the same (R-94), and then says that what is
//! taken twice comes back in cash, where what the charge took counts for that order or for one that it
//! replaced (R-29). If the method is barred and the ladder is at its end, the reminder names the bar,
//! since with another method the order is charged at once (R-34).
//!
//! *Differs:* Aruba's first reminder comes three months before expiry (A6, A7), and three months are
//! not always 90 days.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! let expired = Some(day("2026-12-31"));
//! let method = Method { valid_until: expired, ..card(1) };
//! life.on("2026-01-15", Command::SwitchOn { method, consent: None })?;
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
//! A consumer on automatic renewal is owed a notice, at least 30 days before expiry, that says until
//! when the renewal can be prevented (Consumer Code art. 65-bis). It names the last day on which
//! switching off certainly prevents the charge: the day before the first rung to come. It is owed once
//! per period, some days before expiry (`statutory_notice_days`: 45, assumed; at least 30), or at once
//! if automatic renewal is switched on later, whatever bars the renewal now: it then names the bar. It
//! is not owed while a termination stands, nor where the period cannot be renewed. If its delivery
//! failed, it is owed again the next day, until 30 days before expiry. Its delivery is recorded: that
//! is the proof.
//!
//! It is owed once more for each change that the holder did not make and that makes what it said
//! untrue: the charge will ask for more, or for a sum where none was named, or may come earlier, or may
//! come where no day was named. With fewer than 30 days left the renewal carries the exit right instead
//! (R-82).
//!
//! *Decided:* the notice also names the term, the day and the sum of the charge to come, as this holder
//! owes it; where there is no price yet, it says so. They are those of what renews by itself (R-13),
//! whatever else the holder has ordered. While an order of the holder's own is open, only the day before
//! the ladder's first rung is named as certain, since that order can be cancelled on any day. The notice is
//! owed while the mailbox can be renewed and the purchase to repeat would give an expiry after that day.
//! While a charge is on its way, the notice names that charge and its sum, and foretells no other before the
//! outcome.
//!
//! *Decided:* each notice of the period that arrived is remembered, and any of them may be the true one
//! (R-82). After a failure of the last one the notice is owed again on the day after the report, if
//! that is at least 30 days before expiry and none that said as much arrived. If no tick comes in time,
//! the next one still sends it, although it then proves nothing. A delivery dated before the notice was
//! due is refused (`notice-report-differs`). A delivery reported after a failure of the same notice
//! counts. The 30 days are counted back from the expiry, and no holiday shifts them: with 45 days there
//! is time. A notice stated at a take-over must lie in the term last bought, counted back from the
//! expiry by 366 days a year; an earlier one was for another expiry and is refused
//! (`notice-of-another-term`).
//!
//! *Differs:* Aruba's pages tell of reminders (A6, A7) and not of this notice. It is the law's, and no
//! reminder stands for it.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! let facts = life.ticks_until("2026-12-01"); // 45 days before expiry
//! let Some(Fact::NoticeDue { number, notice, .. }) = facts.last() else { panic!() };
//! let Notice::TacitRenewal(told) = notice else { panic!() };
//! assert_eq!(told.opt_out_by, Some(day("2027-01-07"))); // charged on the 8th
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
//! expiry. So when a generated order renews a consumer's mailbox, however it was paid, the new term
//! carries the mark of the exit right, unless a *true* notice was delivered at least 30 days before the
//! old expiry: one that named the day and the sum, and no later day and no smaller sum than came, but for
//! the holder's own acts. Who pays by hand chooses the day, so then only the sum is compared. A renewal
//! that the holder ordered by hand leaves no such mark; it can be withdrawn from (R-64).
//!
//! The right belongs to the term that was renewed, and stands from the fulfilment to the last day of that
//! term. Told late that a true notice had come in time, it is lifted, unless it was used
//! (`ExitRightLifted`).
//!
//! Leaving (*recesso senza spese*, `Leave`) ends that term and every later one. The later of that day
//! and the day before the term began becomes the expiry, and the anchor where it is another than the
//! old expiry; grace phases and notices are those of the period before, and the warning is owed anew,
//! as in R-64. Automatic renewal goes off, an open order is cancelled, and of each term that ends the
//! unused part, reckoned as in R-64, is owed back in cash. With a charge unresolved or in doubt it is
//! as in R-64. Whoever may leave and terminates the mailbox now (R-63) has left it.
//!
//! *Decided:* the event that renews sets the mark (`exit_right` of the new period), and names the notices
//! that would lift it. A notice given elsewhere, before a take-over, of which only the day of its delivery is
//! known counts as true; where it is stated what it named (R-68), that counts.
//!
//! *Decided:* leaving names the order that bought the term, for two terms may carry the right.
//! [`Mailbox::leavable_on`](crate::Mailbox::leavable_on) names the first, which ends the most. On the last day
//! of the term nothing comes back, and it can be left all the same. Leaving twice is no event.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08"); // the notice was given, but no delivery was reported
//! let (key, outcome) = (life.charge(), Outcome::Settled { amount: money("12.08") });
//! life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//! assert!(life.mailbox.service().period().unwrap().exit_right);
//!
//! // Of the 365 days from 2027-01-16 on 73 are left: 12.08 × 73 ÷ 365 = 2.42.
//! let order = key.order();
//! life.on("2027-11-03", Command::Leave { order })?;
//! assert_eq!(life.mailbox.expiry(), day("2027-11-03"));
//! assert_eq!(life.mailbox.ledger().owed_back, money("2.42"));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-83 notices are facts of the engine
//!
//! That a notice is due, was delivered or failed is an event of the mailbox. Each mailbox numbers
//! its notices and never reuses a number. A report names one of them (`unknown-notice` if there is
//! none). No delivery is older than its notice: a report of one is refused (`notice-report-differs`).
//!
//! What an event asks the backend to do is one closed list, [`Errand`](crate::Errand): charge, inquire,
//! notify, refund, set the access, measure, delete, open a new life of the address.
//!
//! *Decided:* a failure reported after a delivery is no event, since the notice did arrive. The first
//! delivery reported of a notice stands: reported again, on whatever day, it is no event. Of most notices the
//! day is not kept; of that of art. 65-bis the day first told is the proof (R-81), and no later report betters
//! it.
//!
//! ## R-84 what is told is what happens
//!
//! Every day, amount and outlook in a notice is what will really happen. It is read from the projection of
//! the mailbox as it stands (R-95), which lists what ticks will do if nobody acts. What will happen is read
//! from the one in which charges settle; what happens if it is not renewed, from the one in which they are
//! declined. While a charge is unresolved or in doubt, what depends on it is told as depending on it.
//!
//! What is offered is told with what it costs this holder, the last day on which that sum suffices, and, as
//! a condition, what follows if it is not taken. Nothing that is barred is offered: a renewal by hand is
//! offered from the first day on which neither the window, the gap, the price list nor the furthest expiry
//! bars it. What will not happen is not announced. Of several reasons the first that bars is given.
//!
//! Another policy or price list can make untrue what the holder was told. What becomes untrue to the
//! holder's loss is told again (`OutlookChanged`) on the next tick, once per change:
//!
//! - The mailbox was to renew by itself, and will not.
//! - The charge asks for more, or comes earlier.
//! - It does not renew by itself, and the sum offered for a renewal by hand does not suffice as long as was
//!   said.
//!
//! Only the latest notice that said so counts, and never the holder's own act. Where a reminder falls due in
//! time, it says so; while the notice of art. 65-bis is still in time, that one does (R-81). A next charge
//! that is barred and the end of the ladder are told as failures (R-35), a later day of deletion by another
//! warning (R-61).
//!
//! *Decided:* the projection that a notice is read from goes only as far as the notice asks. It has
//! no notices but the warning before deletion, on which the day of deletion rests; what that warning itself
//! says is read from one without it. Nothing is asked in it either, neither about a charge nor about used
//! space, since no answer comes.
//!
//! *Decided:* a renewal by hand can take the place of an order (R-29). What it costs is told less what is
//! held for that order, while its margin lasts.
//!
//! *Decided:* a warning names the day of deletion as it stands: an order generated later moves it on, and
//! that is told in its turn (R-61).
//!
//! *Decided:* sending stops, for the holder, on the day on which the mail platform is told so (R-67). Where
//! no tick came on the day after the expiry, a notice of a later day names that later day.
//!
//! *Decided:* a reminder is in time, and nothing else needs to be told again, if it comes before the day of
//! the charge; where no charge comes, up to the expiry; and for a sum offered, up to the last day on which
//! it still suffices.
//!
//! *Decided:* a generated order has frozen its price and its ladder (R-21), so nothing that is said of it is
//! overtaken. One that is generated late, since no tick came on its day, asks for the price of that later
//! day (R-05): where that is more than was said, it is told again too. A rise that is waived (R-44) is none.
//! On the tick that generates the order, what is told again comes right after it and speaks of it: from then
//! on the order can be paid.
//!
//! *Decided:* a sum suffices as long as was said only if it does so on every day up to that one. Where a
//! price list to come leaves a gap, it ends sooner, and the notice names the days on which it suffices.
//!
//! *Decided:* every `NoticeDue` carries the versions of policy and price list by which it speaks.
//!
//! *Decided:* where terms run from the payment (R-03), a sum is offered through the last renewable day.
//! A notice that awaits the outcome of a charge names the order that its money counts for: its own, or
//! the one that took its place (R-29).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! let facts = life.ticks_until("2026-10-17"); // 90 days before expiry
//! let Fact::NoticeDue { notice: Notice::ExpiryReminder(told), .. } = &facts[0] else { panic!() };
//! let Outlook::WillRenew { charge } = told.outlook else { panic!() };
//! assert_eq!((charge.on, charge.amount), (day("2027-01-08"), money("12.08")));
//!
//! let facts = life.ticks_until("2027-01-08");
//! let asked = facts.iter().find(|fact| fact.name() == "ChargeRequested");
//! let Some(Fact::ChargeRequested { amount, .. }) = asked else { panic!() };
//! assert_eq!(*amount, charge.amount); // as it was told
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-85 what is confirmed to the holder
//!
//! The holder is also told what has happened: that the mailbox was renewed, with the new expiry and
//! what was paid; that money is owed back, how much, why, how and by when; that a termination was
//! received and what it leads to, until when it can be revoked, and until when the mailbox can be
//! renewed by hand in the grace after it; that it was revoked, or that it moved with a renewal; that a
//! withdrawal or the leaving of a term was received, of which order, with the moment of the
//! declaration, and what it leads to; that automatic renewal was switched off, by whom or what, and
//! what follows; that the mailbox was deleted. A warning before deletion (R-61) that failed to arrive
//! is owed again on the next day, while days are left.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-06-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let paid = Command::Payment(transfer("CRO 1", life.open_order(), "12.08", "2026-06-02"));
//! let facts = life.on("2026-06-02", paid)?;
//! let Some(Fact::NoticeDue { notice: Notice::Renewed(told), .. }) = facts.last() else { panic!() };
//! assert_eq!((told.expiry, told.paid), (day("2028-01-15"), money("12.08")));
//! # Ok::<(), Refusal>(())
//! ```
