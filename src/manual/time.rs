//! Time: days, anchors, and what a tick does (R-01 … R-08).
//!
//! The engine has no clock. Whoever asks it says what moment it is, in the provider's zone, and
//! only the civil day of that moment counts: every deadline is a whole day, from its first minute
//! to its last. A tick is a command that only says what day it is.
//!
//! ## R-01 in service through the expiry day
//!
//! The expiry (*scadenza*) is the last day of service. The mailbox works in full until that day
//! ends. The day after, it has expired, and the grace phases say what it may still do (R-60). For
//! domains, the provider states that the day counts to its last minute (H1); for mailboxes this is
//! assumed.
//!
//! ## R-02 terms run from the anchor, never by repeated addition
//!
//! The anchor is the day of activation, or the day stated when a mailbox is taken over, until a rule
//! sets a later one. The expiry is always the anchor plus all the years bought since then, added in one
//! step. So three renewals of one year end on the same day as one renewal of three, and a day that some
//! years lack is not lost: a mailbox activated on 29 February expires on 28 February in common years
//! and on the 29th in leap years. This is how the law counts terms of years (Civil Code art. 2963). A
//! rule that sets another anchor begins the count at none: a payment after the expiry where that is the
//! base (R-03), a new life of the address (R-62), a withdrawal or a leaving that makes another day the
//! expiry (R-64, R-82).
//!
//! *Decided:* at a take-over the stated expiry must be the anchor plus a whole number of years, or
//! the opening is refused (`expiry-off-anchor`). A caller who does not know the anchor states the
//! expiry as the anchor. The last possible expiry is 2899-12-31; a renewal beyond it is refused
//! (`beyond-calendar`).
//!
//! *Differs:* TIM sells mailboxes by the month as well (TI1). Here a term is counted in years.
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
//! ## R-03 a renewal extends from the previous expiry
//!
//! A renewal adds its years to the expiry that it renews, whether it is paid months before or weeks
//! after: paying early loses no days, and paying late gains none. So it is with Aruba's domains (H1),
//! and of mailboxes it is assumed (`extension_base`: previous expiry, assumed). Where a provider counts
//! from the payment instead, the day of a payment after the expiry becomes the new anchor.
//!
//! A renewal by hand that would end today or earlier is refused (`term-too-short`), and the refusal
//! names the shortest term that reaches further. In the same case automatic renewal generates no order,
//! and says so.
//!
//! *Decided:* nor does money buy a term that is over by the day on which it is told, say because a
//! charge kept the order open for more than a year: it is owed back, with that reason. An order keeps
//! the base with which it was opened (R-21).
//!
//! ## R-04 time comes from the caller and does not run backwards
//!
//! Moments of the same day have no order among themselves. A command dated on a day before that of
//! the last recorded event is refused (`clock-went-backwards`). A report of something that happened
//! outside is not refused: reports may overtake one another, and a late one is handled on the day
//! of the last event. The day that a report states may lie in the past, but never in the future
//! (`dated-in-the-future`).
//!
//! *Decided:* a moment is written with the offset of the provider's zone,
//! `2026-01-08T00:30:00+01:00`. A text in `Z` is refused when it is read: it names the instant, but
//! not which day it is there.
//!
//! *Decided:* the events of a late report carry the moment of the last recorded event. A charge's
//! outcome states no day of its own, since the day of the request is the one that counts (R-42).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-03-02", Command::SwitchOn { method: card(1), consent: None })?;
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
//! If no tick came for some days, the next one does everything that is still due, as of its own day
//! and each thing once. It does not make up for what is no longer due: it skips that and records
//! the skip. This concerns a reminder whose day has gone by (R-80) and a rung of the ladder that
//! was overtaken by the next one (R-33). Two ticks lead to the same expiry, service, money and open
//! order as the later one alone, apart from the day on which the order was opened and its price.
//! The exceptions are that the earlier tick
//! requested a charge or gave the warning before deletion (R-61), or that an order lapsed in between.
//!
//! *Decided:* there is one more exception. If the purchase to be repeated has a price on only one of
//! the two days, the order is opened on that day and on no other (R-41).
//!
//! *Decided:* what was due on a day, by the policy of today, and can no longer be done leaves one
//! event, `DueDayMissed`, which names the day: no tick came in time, or the policy changed since. So
//! the next deadline always lies after the day of the last tick, and a loop over deadlines comes to an
//! end.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! // A mailbox of a business, expiring on 2027-01-15; nobody ticks until two days before.
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
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
//! The engine does what is due only when it is ticked, that is, told which day it is. Nobody has to tick every
//! mailbox every day: of each there is a next deadline ([`next_deadline`](crate::next_deadline)), the first
//! day, not before the last recorded one, on which a tick would do something. A tick before that day does
//! nothing, a tick on it does something, and a second tick on the same day does nothing more.
//!
//! A deleted mailbox has no deadline, and neither has one on the customer's own domain. A deletion that
//! waits for a charge sets no deadline (R-61): the next inquiry about the charge does. One that waits for
//! the days of a warning, or for an order's margin (R-26), sets that day.
//!
//! *Decided:* why no order is generated (R-15) can change on three days only, if nothing else happens: the
//! first day of the lead, the first day that has a price, and the day after the last renewable one. The
//! engine looks at it on those days and on no other.
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
//! Some things follow from the day alone: that the mailbox has expired, which grace phase it is in,
//! whether it can be renewed, that grace is over, that grace goes on because nobody was warned (R-61),
//! that an order has lapsed, unless a charge of it is unresolved. From their day on they hold for every
//! question and every command, even if no tick ever came. Other things have to be done: generating an
//! order, charging, notifying, telling the mail platform, deleting. Only ticks do those, so a command
//! handled before that day's tick comes before them.
//!
//! *Decided:* an order whose margin is over (R-26) counts as lapsed for every command. The lapse is
//! recorded together with the events of the command, and before them; a command without events
//! records no lapse.
//!
//! *Decided:* an order that has lapsed stays so, also where the mailbox can be renewed again on a later
//! day because nobody was warned (R-61).
//!
//! ## R-08 the order of work in a tick
//!
//! On any one day a tick works in this order: an order lapses; the mail platform is told of a change
//! of access; the mailbox is deleted, and then nothing follows but what tells of it; a plan that was
//! bought takes effect, and a report of used space is asked for; an order is generated; a charge is
//! requested; the gateway is asked about an unresolved charge; notices are given.
//!
//! *Decided:* among the notices, the warning before deletion (R-61) comes first, then that of
//! art. 65-bis (R-81), then the reminder, and missed reminders are skipped oldest first. A deletion
//! skips the missed ones before it. The order goes by kind of work and not by age, because that can be
//! checked from the events.
