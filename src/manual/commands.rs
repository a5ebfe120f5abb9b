//! Commands, events, refusals: how the engine is asked, and how it answers (R-90 … R-98).
//!
//! A command asks for something, or reports something that happened outside. The answer is a list
//! of events, which say what happened, or a refusal, which says why nothing did. Everything known
//! about a mailbox is the sum of its events.
//!
//! ## R-90 deciding is pure and total
//!
//! [`advance`](crate::advance) answers from what it is given: the mailbox, the command, the policy and
//! the moment. It uses no clock, no randomness, no network and no files, so the same question always
//! has the same answer. Every question has one: it never stops half way. It also folds the events into
//! the mailbox; [`decide`](crate::decide) gives the same answer and changes nothing. Folding computes
//! nothing from the policy, so a later policy cannot change what a history means. A mailbox is the fold
//! of its events and nothing else ([`replay`](crate::replay)). A history that this engine cannot have
//! written is reported as corrupt, with the event and what contradicts it. [`check`](crate::check) says
//! the same of a state that no history adds up to.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let policy = Policy::aruba();
//! let opening = Box::new(standard(HolderKind::Consumer, "2026-01-15"));
//! let mut history = decide(None, &Command::Open(opening), &policy, morning("2026-01-15"))?;
//! let before = replay(&history)?.unwrap();
//!
//! let command = Command::RenewByHand(by_hand("2027-01-15"));
//! let events = decide(Some(&before), &command, &policy, morning("2026-06-01"))?;
//! assert!(before.open_order().is_none()); // deciding changed nothing
//! history.extend(events);
//! assert!(replay(&history)?.unwrap().open_order().is_some());
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! ## R-91 asking for what is already so is no event
//!
//! If a command asks for what is already so, the answer is an empty list of events, unless a rule
//! refuses the command. A command with the same identity but other content is refused, and the refusal
//! shows both.
//!
//! *Decided:* opening a mailbox again is compared with the recorded opening, and the refusal
//! (`mailbox-already-open`) names the first field that differs. A delivery reported again with another day
//! is no event either: the first stands (R-83).
//!
//! ## R-92 every refusal is typed and ranked
//!
//! Every refusal has a reason of its own, with a stable code that no other reason ever takes. It
//! says what it rests on, who can act on it ([`Refusal::who`](crate::Refusal::who)), and whether waiting
//! may help ([`Refusal::is_transient`](crate::Refusal::is_transient)). No refusal shows a tax
//! id. If several reasons apply, the answer is the one declared first in
//! [`Refusal`](crate::Refusal). Roughly, they come in this order: no such mailbox, the clock, other
//! content, deleted, own domain, termination, not renewable, wrong expiry, order open, charge
//! unresolved, and then the rest. The list of all is the file `src/manual/refusals.md`, which the built
//! documentation shows below.
//!
//! *Decided:* if the buyer of a deleted address is not its former holder, that reason (`other-holder`)
//! ranks before the one that the address was already given out (`address-already-released`), which
//! would tell a stranger about a mailbox. An ending mailbox counts as deleted (`mailbox-deleted`).
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
#![doc = include_str!("refusals.md")]
//!
//! ## R-93 every event names its rule and its numbers
//!
//! Every event says which rule caused it ([`Event::rule`](crate::Event::rule)) and carries the
//! numbers that were used: the amount, the day, the rung, the versions of policy and prices. The list of
//! all is the file `src/manual/events.md`, which the built documentation shows below.
//! [`audit::explain`](crate::audit::explain) says events, notices, refusals, errands, states and what is
//! permitted in words, in English and in Italian. Both languages say the same values, in their own form:
//! `12.08 €` and `2026-01-15`, or `12,08 €` and `15 gennaio 2026`.
//!
//! [`answer`](crate::audit::explain::answer) answers what is asked about a mailbox: why was I charged, why
//! was it not renewed, what can I not do and why, what happens next and when, what would make it renew,
//! where is my money. An answer works nothing out: it is a list of grounds, each of which is an event of
//! the history, an event to come (R-95), the outlook that a reminder would give (R-84), a permission
//! (R-94), or where money lies (R-46), with its rule. A language says it, a line for each ground.
//!
//! *Decided:* why it was charged is answered for the latest charge; why it was not renewed, from the last
//! renewal on, which is told first. What happens next is what the next tick that does anything records,
//! deliveries apart, and the outlook. Where the money is begins with all that came in, went out or was
//! taken back, so that the sums can be followed.
//!
//! *Decided:* causes and kinds on which a text or an alert depends have a stable code
//! ([`Code`](crate::audit::Code)), as refusals have theirs. A code names the variant alone.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! use pec_renewal::audit::explain::{English, Italian, Language, Question, answer};
//!
//! let life = Life::of_a_consumer("2026-01-15");
//! let (mailbox, policy, today) = (&life.mailbox, &life.policy, day("2027-01-10"));
//! let given = answer(Question::WhatWouldRenew, mailbox, &[], policy, today);
//! assert_eq!(
//!     Italian.answer(&given)[0],
//!     "la casella scade il 15 gennaio 2027, tra 5 giorni; non si rinnova da sola: il rinnovo automatico è \
//!      disattivato; si può rinnovare manualmente con 12,08 € fino al 15 aprile 2027; se la casella non \
//!      viene rinnovata, dal 16 gennaio 2027 non può più inviare e il 16 aprile 2027 viene cancellata con \
//!      tutta la posta",
//! );
//! assert_eq!(English.answer(&given)[2], "renew by hand: possible");
//! assert_eq!(given.grounds[2].rule(), Rule::R94);
//! ```
//!
#![doc = include_str!("events.md")]
//!
//! ## R-94 what is permitted, and why not
//!
//! [`permitted`](crate::permitted) lists what the holder can do on a day and, for everything else, why
//! not. It asks [`decide`](crate::decide), so the two cannot disagree. What a refusal advises is itself
//! permitted. Only paying is judged separately. It is refused after an order's last day (R-26), and
//! while a charge of the open order is unresolved, so that the customer does not pay twice, although
//! money that arrives anyway is accepted (R-45). Nobody has to lose a mailbox for that:
//! `charge_unresolved_days` after the first inquiry is owed (R-32), and in any case on the day after
//! the expiry for a charge requested by then, paying is permitted, and so it is while a charge is in
//! doubt (R-39). The answer then names the charge
//! ([`PermittedBesideCharge`](crate::Permission::PermittedBesideCharge)): whoever pays is to be told
//! that what is taken twice comes back in cash (R-45).
//!
//! Of leaving and of withdrawing the answer also says what they lead to
//! ([`PermittedEnding`](crate::Permission::PermittedEnding)): what comes back, the expiry from then on, and
//! the day of deletion if nobody renews (R-64, R-82).
//!
//! *Decided:* withdrawing is answered for the latest renewal by hand, as declared on that day.
//!
//! *Decided:* renewing by hand is permitted if any plan and term would be accepted. If none would,
//! the reason given is the one against renewing as last time. Paying is refused if no order is
//! open, or if the mailbox is ending. After the order's last day the reason is that the mailbox can
//! no longer be renewed (`not-renewable`); else that only the outcome of a charge keeps the order
//! open (`charge-unresolved`); else that its last day is over (`order-past-its-last-day`), with
//! whether a renewal by hand can take its place. An unresolved charge of an older order that was
//! paid otherwise does not forbid paying: it cannot settle any part of the new order, and might
//! stay unresolved until the mailbox is lost.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
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
//! ## R-95 what ticks will do if nobody acts
//!
//! [`project`](crate::project) lists, day by day, the facts that ticks will record if nobody acts,
//! and what follows from them. What becomes of the charges is assumed
//! ([`Assumption`](crate::Assumption)): all settle in full, or all are declined for now, each on the
//! day of its request, or no outcome ever comes. Every notice reaches the holder on its own day, and
//! used space is not measured, so that a measurement still owed is asked for daily (R-51).
//!
//! The list is not a second reading of the rules. The mailbox is ticked on a copy, on each deadline
//! (R-06), and the assumed outcomes and deliveries are reported to it. Whoever lives on in that way
//! sees the same facts on the same days. To see what would follow from a command, decide on it
//! first, on a copy.
//!
//! *Decided:* a charge already requested keeps waiting for its outcome, and a notice already given
//! for its delivery, because their day has gone by. A tick that is still due on the day on which an
//! outcome came is given on that day.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! let days_of = |name: &str, assumption| -> Vec<String> {
//!     let facts = project(&life.mailbox, &life.policy, day("2027-06-01"), assumption);
//!     let named = facts.iter().filter(|one| one.fact.name() == name);
//!     named.map(|one| one.on.to_string()).collect()
//! };
//! assert_eq!(days_of("OrderFulfilled", Assumption::Settled), ["2027-01-08"]);
//! assert_eq!(days_of("LadderExhausted", Assumption::SoftlyDeclined), ["2027-01-14"]);
//! assert_eq!(days_of("MailboxDeleted", Assumption::SoftlyDeclined), ["2027-04-21"]);
//! assert_eq!(days_of("MailboxDeleted", Assumption::Unanswered), [""; 0]); // R-61
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-96 the requests and the reports
//!
//! Requests: open a mailbox, switch on, switch off, replace a method, remove a method, renew by
//! hand, cancel an order, terminate at expiry, revoke a termination, terminate now, leave, buy
//! again, tick. Reports: a payment, a commitment, a reversal, a refund paid, the outcome of a charge,
//! news of a method, a withdrawal, that the holder was informed of that right, a notice delivered, a
//! notice failed, used space, space bought, holder changed, account changed.
//!
//! ## R-97 without a rule, requests are refused and reports recorded
//!
//! A request that no rule provides for is refused. A report that no rule provides for is recorded
//! once and changes nothing else. A deleted mailbox refuses every request except *buy again*, and
//! its ticks do nothing. It still accepts reports of money, of notices and of withdrawals.
//!
//! *Decided:* measurements and reports older than what is known leave no event, because recording
//! each of them would let a state grow without end. For a deleted mailbox, used space, space
//! bought, and a change of holder or account are refused (R-17).
//!
//! ## R-98 a contradictory policy is refused when built
//!
//! A policy is checked as a whole before it decides anything, and a contradiction is named with both
//! values. Orders must not be generated after the first rung. Rungs must follow one another. The last
//! rung must come while the mailbox can be renewed, and before an unpaid order lapses. No grace phase
//! may be renewable after one that is not. No more than 20 rungs may stand within 30 days, since card
//! schemes let a merchant try no more often; the single requests of R-34 are not counted. An order's
//! margin has at most 30 days, and the warning before deletion comes 1 to 60 days before. A refund is
//! due after 1 to 14 days, where any are set, and a consumer has at least 14 to withdraw in (R-64). The
//! statutory notice must be due at least 30 days before expiry, and before the first charge. Further
//! checks keep counts of days within the calendar and reminders in order and within grace, and make
//! sure that logs are kept for as long as the law requires. What can be due for one order, its price
//! and the late fee with the tax on both, is at most [100000000.00](crate::catalogue::AMOUNT_DUE_MAX):
//! near the end of the range of money an order could be neither charged nor paid.
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
