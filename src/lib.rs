#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::todo,
    clippy::unimplemented,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::wildcard_enum_match_arm,
    missing_docs
)]
//! Decides everything about renewing a certified mailbox (PEC): orders, charges, expiry, grace,
//! money and notices, as a pure function of *(history, command, policy, moment)*.
//!
//! # What it is not
//!
//! It is not a billing system, payment gateway, scheduler, store or mail server, and it is not
//! legal advice. It reads no clock, contacts nobody and keeps nothing: your backend does that, and
//! the events say when and why. It issues no invoices, moves no money and writes no letters. No
//! provider made or endorsed it. It has presets after the public pages of six providers
//! ([`Policy::PRESETS`](catalogue::Policy::PRESETS)); the manual says of each value whether a page
//! states it or it is assumed ([`providers`](manual::providers)). Their prices are illustrative.
//!
//! # A year in the life
//!
//! ```
//! use chrono_tz::Europe::Rome;
//! use pec_renewal::catalogue::{Holder, HolderKind, Method, Plan, Policy, Purchase, Term};
//! use pec_renewal::values::{AccountId, Day, MailboxId, MethodId, Moment, uuid::Uuid};
//! use pec_renewal::{Activation, Command, Event, Mailbox, advance, charge::Outcome};
//!
//! let policy = Policy::aruba();
//! // The instant is the backend's; the zone makes a civil day of it, and only that day counts.
//! let morning = |day: Day| Moment::in_zone(format!("{day}T08:00:00Z").parse().unwrap(), &Rome);
//! let (mut history, mut mailbox): (Vec<Event>, Option<Mailbox>) = (Vec::new(), None);
//! let mut give = |mailbox: &mut Option<Mailbox>, command: Command, on: Day| {
//!     advance(&mut history, mailbox, &command, &policy, morning(on)?)?;
//!     Ok::<(), Box<dyn core::error::Error>>(())
//! };
//!
//! // A business buys a mailbox for a year, and stores a card for automatic renewal.
//! let holder = Holder { kind: HolderKind::Business { split_payment: false }, tax_id: "00000000123".parse()? };
//! let purchase = Purchase::new(Plan::Pro, Term::ONE);
//! let (id, account) = (MailboxId::from(Uuid::from_u128(1)), AccountId::from(Uuid::from_u128(2)));
//! let activated_on = Day::new(2026, 3, 10)?;
//! let activation = Activation { mailbox: id, holder, account, purchase, activated_on };
//! let method = Method::card(MethodId::from(Uuid::from_u128(3)));
//! give(&mut mailbox, Command::Open(Box::new(activation.opening()?)), activated_on)?;
//! give(&mut mailbox, Command::SwitchOn { method, consent: None }, activated_on)?;
//!
//! // Tick on every deadline, until a charge is requested; the gateway settles it the same day.
//! while let Some(today) = mailbox.as_ref().and_then(|m| pec_renewal::next_deadline(m, &policy)) {
//!     give(&mut mailbox, Command::Tick, today)?;
//!     let Some(request) = mailbox.as_ref().and_then(|m| m.charge().unresolved().copied())
//!     else { continue };
//!     let outcome = Outcome::Settled { amount: request.amount };
//!     give(&mut mailbox, Command::ChargeOutcome { key: request.key, outcome }, today)?;
//!     break;
//! }
//! let mailbox = mailbox.ok_or("it was opened")?;
//! assert_eq!(mailbox.expiry(), Day::new(2028, 3, 10)?);
//! assert_eq!(mailbox.last_moment().day(), Day::new(2027, 3, 3)?); // 7 days before expiry
//! assert_eq!(mailbox.ledger().applied, "30.50".parse()?); // 25.00, and 22 % of VAT
//! # let facts: Vec<&str> = history.iter().map(|event| event.fact.name()).collect();
//! # assert_eq!(facts.iter().filter(|name| **name == "ChargeRequested").count(), 1);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # The caller's contract
//!
//! The engine is right only together with a backend that keeps these promises.
//!
//! 1. **One call, one transaction.** Give each command to [`Step::of`], or to [`advance`]: it
//!    decides and folds in one call. Store the step's events, the state, the deadline and the
//!    errands in one transaction, and only if `expected_sequence` is still the number of events
//!    stored. If it is not, another decision came first: store nothing, load the mailbox again and
//!    decide again.
//! 2. **Request before contact.** Contact the gateway only for an [`Errand::Charge`] that is
//!    stored, with the amount and the idempotency key that it names. After a crash, send the same
//!    key again, never a new one (R-30). Charges and inquiries are the errands that can cost a
//!    holder money twice; eight promises prevent that (R-31, R-32):
//!    1. **Errands in their order.** Run the errands of one mailbox one after the other, in the order
//!       of their events: no inquiry is made while the request before it is still to be sent.
//!    2. **Ask where you send.** Ask [`Mailbox::awaits`] in the same transaction, or under the same
//!       lease, in which you send, never of a state read before; and mark there that the request
//!       leaves, before it does.
//!    3. **Only what is awaited is sent.** A request that has not left is never sent once its key is
//!       not awaited, or once its last moment is over, if it has one already; report it as *not
//!       executed*. Never report so what may still leave.
//!    4. **What may have left is unknown** until the gateway answers. Silence, a crash or a timeout
//!       says nothing else.
//!    5. **Every request has one last moment**, shorter than the gateway's memory of keys, after
//!       which neither your workers nor the gateway take it. The engine names none: choose it when
//!       you first send, and store it with the request. Sent again, it has the last moment that it
//!       had. A gateway that has forgotten a key would charge it a second time.
//!    6. **An inquiry sends again only what is awaited.** Ask the gateway by key. Send the same
//!       request again to find out only if its key is awaited, and only before its last moment.
//!    7. **What is not found later is unknown**, never *not executed*: the gateway may have forgotten
//!       it.
//!    8. **What a person finds is final.** Where the gateway never answers, somebody looks into its
//!       books. Report the outcome found, and keep the gateway's reference beside it.
//! 3. **Report every outcome**, even if it is late, repeated or contradictory
//!    ([`Command::ChargeOutcome`]), but one report once: a second copy of it would pass for news. A
//!    report is what arrived, known by the number of the gateway's message or of your own timeout; a
//!    later message with the same outcome is another one. Never turn silence into a failure. *Unknown* after a failure is reported too: the charge is
//!    then in doubt (R-39). Report every payment once it is registered, with the provider's
//!    reference, whatever became of its order (R-49), and every refund once it is paid out or
//!    credited (R-53).
//! 4. **Tick when due.** Give the mailbox [`Command::Tick`] on its deadline ([`next_deadline`]), or
//!    as soon after as you can. After missed days a tick does at once what is still due, and skips
//!    what no longer is, such as the reminder of a day gone by (R-05). No charge, notice or
//!    deletion happens without a tick (R-07).
//! 5. **A deadline belongs to a policy.** Store the versions of parameters and prices with it, and
//!    compute it again when either changes. Give every version a number of its own.
//! 6. **One zone.** Build each [`Moment`](values::Moment) from the instant and the provider's zone,
//!    and never change that zone. A text in `Z` is not a moment: it does not say which day it is
//!    there.
//! 7. **Never edit history.** Events are the record and the state is a cache: when in doubt,
//!    [`replay`] the events, or fold them one by one with [`Mailbox::apply`]. Both refuse a history
//!    that cannot have happened, but they cannot see every gap: the sequence of point 1 guards
//!    against those. Money booked with a wrong amount stays under its reference (R-43): report what
//!    is really there under another.
//! 8. **Run the errands.** [`Errand`] is a closed list, and says for each errand what to do and
//!    what to report back. Run those of one mailbox in order (2.1). After a crash an errand may run
//!    twice, so make each idempotent: mailbox and sequence identify it. Report how every notice
//!    went; for the notice of art. 65-bis that report is the proof (R-81). Before you pay a refund,
//!    ask whether it is open ([`Mailbox::refund`]).
//! 9. **Identifiers are yours.** You choose the identifiers of mailboxes, methods and accounts, and
//!    never use one for another. Make sure who is asking: the engine compares tax ids when an
//!    address is bought again (R-62), and authenticates nobody.
//! 10. **Keep tax ids private.** They are written out in full in [`Fact::MailboxOpened`], in
//!     [`Fact::HolderChanged`] and in the state. `Debug` masks them, and no refusal contains one.
//!     Store events and states accordingly. If a holder may ask to be forgotten, give a
//!     [pseudonym](values::TaxId::pseudonym) from the start: history is never edited (7).
//!
//! # Map: where to change what
//!
//! A module uses only modules above it in this table. The rules themselves are in the [`manual`],
//! one chapter per file.
//!
//! | module | holds |
//! |---|---|
//! | [`values`] | money, days, keys, space, and the numbers of the rules: values that cannot be wrong |
//! | [`catalogue`] | plans, prices, methods, the ladder, the grace phases, the policy and its presets |
//! | [`auto_renewal`], [`charge`] | two machines: the switch, and the failed-charge machine |
//! | [`order`] | a machine: open, then fulfilled, cancelled or lapsed |
//! | [`service`] | a machine: active, terminated at expiry, ending, deleted; and access |
//! | the crate root, in `src/mailbox/` | commands, events, refusals, errands, the state, and what joins the four machines |
//! | [`audit`] | facts, states and refusals in words |
//! | [`manual`] | the rule book |
//!
//! `src/mailbox/` has a folder for each chapter of the rules: `opening`, `automatic_renewal`,
//! `orders`, `charges`, `payments`, `plans`, `life`, `leaving` and `notices`. In each, `asked` says what a
//! command or a report leads to, `due` on which day something falls due, `ticked` what a tick then
//! does, and `folded` what the events make of the state; a folder has only those that it needs.
//!
//! | beside `src/` | holds |
//! |---|---|
//! | `tests/audit/` | proofs about behaviour: scripts and tables in plain text, properties, the reference model, the search, the simulation |
//! | `tests/it/` | proofs about the crate: wire form, public surface, floors, where each rule is cited |
//! | `examples/` | small stories, and packages that are not published: `step` (what every backend repeats), `nightly` (the nightly job), `postgres` (many workers and an API, a workspace of its own), `decline-codes` and `scenario-language` |
//! | `benches/` | what it costs, each figure against a floor |
//! | `.ci/run` | the gates |
//!
//! | to change | look at |
//! |---|---|
//! | the retry ladder, the grace period, the days of reminders | [`Parameters`](catalogue::Parameters): no code; the presets are in `src/catalogue/presets/` |
//! | a price | [`PriceList`](catalogue::PriceList): no code; the illustrative list is in `src/catalogue/presets/prices.rs` |
//! | what a policy can say | `src/catalogue/policy.rs`; which values contradict each other: `contradiction.rs` beside it |
//! | how a price is found, taxed and rounded | `src/catalogue/price_list.rs`, `src/values/price.rs` |
//! | what an expired mailbox may do | `src/catalogue/grace.rs`, `src/service/access.rs` |
//! | when an order is generated, and what it says | `src/mailbox/orders/due.rs`, `src/mailbox/orders/opening.rs` |
//! | when and whether a method is charged | `src/mailbox/charges/due.rs`; what a rung is: `src/catalogue/ladder.rs` |
//! | what a failed charge leads to | `src/charge/machine.rs`, then `src/mailbox/charges/trouble.rs` |
//! | where a payment goes, and what is owed back | `src/mailbox/payments/receiving.rs`, `src/mailbox/ledger.rs`; refunds and what settles them: `src/mailbox/refund.rs` |
//! | what a renewal does to the expiry | `src/mailbox/payments/fulfilment.rs`, `src/mailbox/orders/extension.rs` |
//! | what withdrawing or leaving ends, and gives back | `src/mailbox/leaving/reckoned.rs` |
//! | what a notice says | `src/mailbox/notice/`, filled in by `src/mailbox/notices/content.rs` |
//! | what will come if nobody acts, as notices tell it | `src/mailbox/notices/outlook.rs` |
//! | on which day a notice is due | `src/mailbox/notices/due.rs` |
//! | the order of work in a tick | `src/mailbox/tick.rs` |
//! | what days alone decide: grace, access, an order's lapse | `src/mailbox/by_day.rs` |
//! | what a projection assumes | `src/mailbox/projection.rs` |
//! | what the backend is asked to do | `src/mailbox/errand.rs` |
//! | a refusal: its text, code, rule and rank | `src/mailbox/refusal/reason.rs` |
//! | the words of transcripts, or their language | `src/audit/explain/` |
//! | a rule | its chapter in `src/manual/`, its folder in `src/mailbox/`, its table and its scenario |
//!
//! # Testing and verification
//!
//! - Every pair of state and input of the four machines is a row of a committed table, made from
//!   the code. So is every command in a list of named situations. A change of behaviour is a
//!   changed line.
//! - Dated scripts in plain text are run and compared with committed transcripts. Anyone can write
//!   one in the [scenario language](manual::scenario_language), without Rust.
//! - What must always hold is a list of sentences ([`Invariant`]), checked after the events of the
//!   tests. A backend can run the same checks: [`check`] and [`check_step`].
//! - Random histories test what is claimed about terms, money, time and repetition.
//! - The wire form of every event is pinned, and every rule must be cited in the code, in the
//!   manual and in a test.
//! - The library contains no `unsafe` code, and the lints at the head of this file refuse what
//!   could panic: indexing, unchecked arithmetic, `unwrap`. It needs no `std`.
//!
//! # MSRV and stability
//!
//! It builds with Rust 1.85 (the manifest's `rust-version`), the first with edition 2024, and the
//! gates build it with that. Only a minor version may ask for a newer one. These make a new major
//! version:
//!
//! - a change or removal in the public types and functions, and a new variant of [`Fact`] or of a
//!   state: they are exhaustive, so that no projection misses one. [`Command`] and [`Refusal`] may
//!   grow in a minor version;
//! - a stored event that no longer folds, or folds to something else: old JSON is read for ever. A
//!   compact binary form is read back only by the version that wrote it;
//! - a refusal's code or another ([`audit::Code`]), a rule's number or a key's text that comes to mean
//!   something else.
//!
//! If the same command is decided differently because a rule was read better, that is a minor
//! version, named with its rule under *Rules* in the change log. What was decided and stored stays
//! as it is.

extern crate alloc;

pub mod audit;
pub mod auto_renewal;
pub mod catalogue;
pub mod charge;
mod mailbox;
pub mod manual;

pub mod order;
pub mod service;
pub mod values;

pub use mailbox::*;

/// The examples of the README compile and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
