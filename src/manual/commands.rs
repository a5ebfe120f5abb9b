//! Commands, events, refusals: how the engine is asked, and how it answers (R-90 … R-98).
//!
//! A command asks for something, or reports what happened outside. The answer is a list of events, which is what
//! happened, or a refusal, which is why not. Everything that is known of a mailbox is the sum of
//! its events.
//!
//! ## R-90 deciding is pure and total
//!
//! [`decide`](crate::decide) answers from what it is given: the mailbox, the command, the policy
//! and the moment. It has no clock, no randomness, no network and no files, so the same question
//! always has the same answer, and it answers every question. [`evolve`](crate::evolve) only
//! records: it computes nothing from the policy, so a later policy cannot change what a history
//! means. A mailbox is the fold of its events and nothing else. A history that this engine cannot
//! have written is named as corrupt, with the event and what contradicts it.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let policy = Policy::aruba();
//! let opening = Box::new(standard(HolderKind::Consumer, "2026-01-15"));
//! let mut history = decide(None, &Command::Open(opening), &policy, nine("2026-01-15"))?;
//! let before = replay(&history)?.unwrap();
//!
//! let command = Command::RenewByHand(by_hand("2027-01-15"));
//! let events = decide(Some(&before), &command, &policy, nine("2026-06-01"))?;
//! assert!(before.open_order().is_none()); // deciding changed nothing
//! history.extend(events);
//! assert!(replay(&history)?.unwrap().open_order().is_some());
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! ## R-91 asking for what is already so is no event
//!
//! Asking for what is so already is answered with no events, unless a rule refuses. The same
//! identity with other content is refused.
//!
//! *Decided:* opening a mailbox again is compared with the opening as it was recorded, and the
//! refusal (`mailbox-already-open`) names the first field that differs.
//!
//! ## R-92 every refusal is typed and ranked
//!
//! Every refusal is a reason of its own, with a stable code that is never used for another, the
//! facts that it rests on, who can act on it, and whether waiting may help. No refusal shows a tax
//! id. Where several reasons apply, the one that stands first in the declaration of
//! [`Refusal`](crate::Refusal) is given. Roughly: no such mailbox, the clock, other content,
//! deleted, own domain, termination, not renewable, wrong expiry, order open, charge unresolved,
//! and then the rest.
//!
//! *Decided:* that the buyer of a deleted address is not its former holder (`other-holder`) ranks
//! before the address having been given out already, which would tell a stranger of a mailbox. A
//! mailbox that is ending counts as deleted (`mailbox-deleted`).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! let refused = life.on("2026-06-01", Command::RenewByHand(by_hand("2026-01-15"))).unwrap_err();
//! assert_eq!(refused.code(), "wrong-expiry");
//! assert_eq!(refused.to_string(), "the mailbox expires on 2027-01-15, not on 2026-01-15");
//! assert_eq!((refused.who(), refused.is_transient()), (Who::Holder, false));
//! ```
//!
//! ### The codes of refusals
//!
//! In the order in which they are checked. *Who can act* is [`Refusal::who`](crate::Refusal::who);
//! *waiting* is [`Refusal::is_transient`](crate::Refusal::is_transient): whether the same command
//! may be accepted later with nothing else done.
//!
#![doc = include_str!("refusals.md")]
//!
//! ## R-93 every event names its rule and its numbers
//!
//! Every event says which rule caused it ([`Event::rule`](crate::Event::rule)) and carries the
//! numbers that were used: the amount, the day, the rung, the version of policy and prices. From
//! them one can answer why a charge was made, or why a mailbox was not renewed.
//! [`explain`](crate::audit::explain) puts an event into words. Ready-made answers to such
//! questions are for a later version.
//!
//! ### The names of events
//!
//! Where one event has several rules, its cause decides which. A notice is the event `NoticeDue`
//! with a name of its own.
//!
#![doc = include_str!("events.md")]
//!
//! ## R-94 what is permitted, and why not
//!
//! [`permitted`](crate::permitted) lists what the holder can do on a day, and for everything
//! refused, why. It asks [`decide`](crate::decide), so the two cannot disagree. Paying alone is
//! judged apart: it is refused while a charge of the open order is unresolved, lest the customer pay
//! twice, although money that comes is taken (R-45).
//!
//! *Decided:* renewing by hand is permitted if any plan and term would be accepted. If none is, it
//! is refused with the reason against renewing as last time. Paying is refused where no order is
//! open. The charge of an older order, paid otherwise, does not forbid it: that charge can settle nothing of
//! the new order, and might stay unresolved until the mailbox is lost.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! life.ticks_until("2027-01-02"); // the order was generated
//! for (action, permission) in permitted(&life.mailbox, &life.policy, day("2027-01-02")) {
//!     match (action, permission) {
//!         (Action::RenewByHand, Permission::Refused(why)) => {
//!             assert_eq!(why.code(), "order-already-open");
//!         }
//!         (Action::Pay | Action::CancelOrder, permission) => {
//!             assert_eq!(permission, Permission::Permitted);
//!         }
//!         (Action::RenewByHand, _) => panic!("an order is open"),
//!         _ => {}
//!     }
//! }
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-96 the requests and the reports
//!
//! Requests: open a mailbox, switch on, switch off, replace a method, remove a method, renew by
//! hand, cancel an order, terminate at expiry, revoke a termination, terminate now, buy again,
//! tick. Reports: a payment, the outcome of a charge, a notice delivered, a notice failed, used
//! space, space bought, holder changed, account changed. Withdrawing and leaving, commitments and
//! reversals come with the rules that they belong to.
//!
//! ## R-97 without a rule, requests are refused and reports recorded
//!
//! Where no rule gives a request an effect, it is refused. Where none gives a report one, it is
//! recorded, once, and changes nothing else. A deleted mailbox refuses every request but *buy
//! again*, and its ticks do nothing. What is reported of money and notices it still takes.
//!
//! *Decided:* measurements and reports older than what is known leave no event: recording each of
//! them would let a state grow without end. Of a deleted mailbox, used space, space bought, and a
//! change of holder or account are refused (R-17).
//!
//! ## R-98 a contradictory policy is refused when built
//!
//! A policy is checked as a whole before anything is decided by it, and a contradiction is named
//! with both values. Orders must not be generated after the first rung; rungs must follow one
//! another; the last must come while the mailbox can be renewed, and before an unpaid order lapses;
//! no grace phase may be renewable after one that is not; the statutory notice must be due at least
//! 30 days before expiry, and before the first charge. Further checks keep counts of days within
//! the calendar, reminders in order and within grace, and logs for as long as the law asks.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let aruba = Policy::aruba();
//! let parameters = Parameters { order_lead_days: 5, ..aruba.parameters().clone() };
//! let refused = Policy::new(parameters, aruba.prices().clone()).unwrap_err();
//! assert_eq!(
//!     refused.to_string(),
//!     "orders are generated 5 days before expiry and first charged 7: expected a lead of at \
//!      least the first rung"
//! );
//! ```
