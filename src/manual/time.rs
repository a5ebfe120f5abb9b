//! Time: days, anchors, and what a tick does (R-01 … R-08).
//!
//! The engine owns no clock. Whoever asks it says which moment it is, in the zone of the provider,
//! and only the civil day of that moment counts: every deadline is a day, from its first minute to
//! its last. A tick is the command that says no more than which day it is.
//!
//! ## R-01 in service through the expiry day
//!
//! The expiry (*scadenza*) is the last day of service. The mailbox can be used in full until that
//! day ends; on the day after it has expired, and the grace phases say what it may still do (R-60).
//! That the day counts to its last minute is how the provider words it for domains (H1); for
//! mailboxes the same is assumed.
//!
//! ## R-02 terms run from the anchor, never by repeated addition
//!
//! The anchor is the day of activation, or the day stated when a mailbox is taken over. The expiry
//! is always the anchor plus all years bought since, added in one step. So three renewals of a year
//! and one of three years end on the same day, and a day that a year lacks is not lost: who was
//! activated on 29 February expires on 28 February in common years, and on the 29th again in leap
//! years. This is how terms of years are counted by law (Civil Code art. 2963).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let anchor = day("2028-02-29");
//! assert_eq!(anchor.plus_years(1), Some(day("2029-02-28")));
//! assert_eq!(anchor.plus_years(2), Some(day("2030-02-28")));
//! assert_eq!(anchor.plus_years(4), Some(day("2032-02-29")));
//! ```
//!
//! *Decided:* at a take-over the stated expiry must be the anchor plus a whole number of years, or
//! the opening is refused (`expiry-off-anchor`). Whoever knows no anchor states the expiry itself
//! as one. The last possible expiry is 2899-12-31; a renewal beyond it is refused
//! (`beyond-calendar`).
//!
//! ## R-03 a renewal extends from the previous expiry
//!
//! A renewal adds its years to the expiry that it renews, whether it is paid months before or weeks
//! after: paying early gives no day away, and paying late wins none. This is `extension_base`,
//! assumed for mailboxes and stated for domains (H1). A provider that counts from the payment
//! instead gets a new anchor on the day of that payment, where it lies after the expiry.
//!
//! A renewal by hand that would end today or earlier is refused (`term-too-short`), with the
//! shortest term that reaches further. For the same reason automatic renewal generates no order,
//! and says so.
//!
//! ## R-04 time comes from the caller and does not run backwards
//!
//! Moments of one day have no order among them. A command dated on a day before that of the last
//! recorded event is refused (`clock-went-backwards`). A report of what happened outside
//! is not: reports may overtake one another, and a late one is handled on the day of the last
//! event. The day that a report itself states may lie in the past, but never in the future
//! (`dated-in-the-future`).
//!
//! *Decided:* what a late report leads to carries the moment of the last recorded event. A charge's
//! outcome states no day of its own, since what counts is the day of the request (R-42).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-03-02", Command::SwitchOn { method: card(1) })?;
//!
//! let refused = life.on("2026-03-01", Command::SwitchOff).unwrap_err();
//! assert_eq!(refused.code(), "clock-went-backwards");
//!
//! let used = UsedSpace { mailbox: "700 MB".parse()?, archive: Bytes::ZERO };
//! let late = life.on("2026-03-01", Command::UsedSpace { used, on: day("2026-02-28") })?;
//! assert_eq!(names(&late), ["UsedSpaceReported"]);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! ## R-05 missed days lose nothing and double nothing
//!
//! If no tick came for some days, the next one does whatever is still due, as of its own day, and
//! each thing once. What is no longer due is not made up for but skipped, and the skipping is
//! recorded: a reminder for a day gone by (R-80), a rung of the ladder that the next one overtook
//! (R-33). Two ticks, or the later one alone, leave the same expiry, service, money and open order,
//! the order's opening day and price apart; unless the earlier tick requested a charge, or an order
//! lapsed in between.
//!
//! *Decided:* a third case stands beside these two. Where what is to be repeated has a price on one of
//! the days only, an order is opened on that day and on no other (R-41).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! // A mailbox of a business, expiring on 2027-01-15; nobody ticks until two days before.
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! let tick = life.on("2027-01-13", Command::Tick)?;
//! assert_eq!(
//!     names(&tick),
//!     [
//!         "OrderOpened",     // due from 15 days before expiry on
//!         "RungSkipped",     // 7 days before
//!         "RungSkipped",     // 5 days before
//!         "ChargeRequested", // 3 days before: in force until the day before expiry
//!         "ReminderSkipped", // 90, 60, 30, 15 and 7 days before
//!         "ReminderSkipped",
//!         "ReminderSkipped",
//!         "ReminderSkipped",
//!         "ReminderSkipped",
//!     ]
//! );
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-06 the next deadline is the next day on which a tick acts
//!
//! [`next_deadline`](crate::next_deadline) names the first day, not before the last recorded one,
//! on which a tick would do something. A tick before it does nothing, a tick on it does something,
//! and a second tick on the same day does nothing more. A deleted mailbox and one on the customer's
//! own domain have no deadline. A deletion that waits for a charge sets none of its own (R-61): the
//! deadline is then that of the next inquiry.
//!
//! *Decided:* the reason for which no order is generated (R-15) is looked at on three days only,
//! since while nothing else happens it can change on no other: the first day of the lead, the first
//! day that has a price, and the day after the last renewable one.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! assert_eq!(life.deadline(), Some(day("2026-10-17"))); // the reminder 90 days before expiry
//! assert_eq!(life.on("2026-10-16", Command::Tick)?, []);
//! assert_eq!(names(&life.on("2026-10-17", Command::Tick)?), ["NoticeDue"]);
//! assert_eq!(life.on("2026-10-17", Command::Tick)?, []);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-07 what days decide holds whether ticked or not
//!
//! Some things follow from the day alone: that the mailbox has expired, in which grace phase it is,
//! whether it can be renewed, that an order has lapsed, that deletion is due. They hold from their
//! day on for every question and every command, even if no tick ever came. Other things must be
//! done: generating an order, charging, notifying, deleting. Only ticks do those, so a command that
//! is handled on a day before its tick comes first.
//!
//! *Decided:* an order whose last day is over counts as lapsed for every command. The lapse is then
//! recorded together with what the command leads to, and before it; a command that leads to nothing
//! records nothing.
//!
//! ## R-08 the order of work in a tick
//!
//! On one day a tick works in this order: an order lapses; the mailbox is deleted, and then nothing
//! more; a plan that was bought takes effect, and a report of used space is asked for; an order is
//! generated; a charge is requested; a charge that is unresolved is asked about; notices are given.
//!
//! *Decided:* of the notices, that of art. 65-bis (R-81) comes before the reminder, and what was
//! missed is skipped oldest first. The order goes by kind of work rather than by age throughout,
//! because that is what can be checked from the events.
