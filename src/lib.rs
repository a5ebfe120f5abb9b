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
//! It is no billing system, payment gateway, scheduler, store or mail server, and no legal advice.
//! It reads no clock, contacts nobody and keeps nothing: the backend that links it does all of
//! that, and the events say when and why. It issues no invoices, moves no money and words no
//! notice. It is not made or endorsed by any provider. The preset
//! [`Policy::aruba`](catalogue::Policy::aruba) says of each value whether a public page states it or it
//! is assumed; its prices are illustrative.
//!
//! # A year in the life
//!
//! ```
//! use chrono_tz::Europe::Rome;
//! use pec_renewal::catalogue::{Holder, HolderKind, Method, MethodKind, Plan, Policy, Purchase, Term};
//! use pec_renewal::values::{AccountId, Day, ExtraSpace, MailboxId, MethodId, Moment, uuid::Uuid};
//! use pec_renewal::{Command, Event, Mailbox, Opening, charge::Outcome, decide, evolve};
//!
//! let policy = Policy::aruba();
//! // The instant is the backend's; the zone makes a civil day of it, and only that day counts.
//! let morning = |day: Day| Moment::in_zone(format!("{day}T08:00:00Z").parse().unwrap(), &Rome);
//! let (mut history, mut mailbox): (Vec<Event>, Option<Mailbox>) = (Vec::new(), None);
//! let mut give = |mailbox: &mut Option<Mailbox>, command: Command, on: Day| {
//!     for event in decide(mailbox.as_ref(), &command, &policy, morning(on)?)? {
//!         *mailbox = Some(evolve(mailbox.take(), &event)?);
//!         history.push(event);
//!     }
//!     Ok::<(), Box<dyn core::error::Error>>(())
//! };
//!
//! // A business buys a mailbox for a year, and stores a card for automatic renewal.
//! let holder = Holder { kind: HolderKind::Business, tax_id: "00000000123".parse()? };
//! let purchase = Purchase { plan: Plan::Pro, extra: ExtraSpace::NONE, term: Term::ONE };
//! let (id, account) = (MailboxId::new(Uuid::from_u128(1)), AccountId::new(Uuid::from_u128(2)));
//! let activated = Day::new(2026, 3, 10)?;
//! let opening = Opening::activated(id, holder, account, purchase, activated).ok_or("too late")?;
//! let card = MethodId::new(Uuid::from_u128(3));
//! let method = Method { id: card, kind: MethodKind::Card, valid_until: None, mandate_cap: None };
//! give(&mut mailbox, Command::Open(Box::new(opening)), activated)?;
//! give(&mut mailbox, Command::SwitchOn { method }, activated)?;
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
//! 1. **One transaction.** Store the events of a decision, and in the same transaction the state,
//!    the deadline and an outbox of what the events ask for. Compare the sequence first
//!    ([`Mailbox::sequence`]): if another decision came between, store nothing, load the mailbox
//!    again and decide again.
//! 2. **Request before contact.** Contact the gateway only after [`Fact::ChargeRequested`] is
//!    stored, with the amount and the idempotency key that it names. After a crash, send the same
//!    key again, never a new one (R-30).
//! 3. **Report every outcome**, also late, twice, or in contradiction ([`Command::ChargeOutcome`]).
//!    Never turn silence into a failure: report *unknown*, and inquire when
//!    [`Fact::InquiryRequested`] says so (R-32). Report every payment once it is registered,
//!    with the provider's reference, whatever became of its order (R-49).
//! 4. **Tick when due.** Store [`next_deadline`] beside the mailbox, and give it [`Command::Tick`]
//!    on that day or as soon after as you can. What is still due after missed days is done at once,
//!    and what no longer is (a reminder of a day gone by) is skipped (R-05); no charge, notice or
//!    deletion happens without a tick (R-07).
//! 5. **A deadline belongs to a policy.** Store the versions of parameters and prices with it, and
//!    compute it anew when either changes. Give every version a number of its own.
//! 6. **One zone.** Build each [`Moment`](values::Moment) from the instant and the provider's zone,
//!    and do not change that zone.
//! 7. **Never edit history.** Events are the record and the state is a cache: when in doubt,
//!    [`replay`]. The fold refuses histories that cannot be, but not every gap is visible to it: the
//!    sequence of point 1 is what guards against those. Money booked with a wrong amount stays under
//!    its reference (R-43): what is really there is reported under another.
//! 8. **Run the errands.** Deliver each [`Fact::NoticeDue`] and report back how it went; the proof
//!    of the notice of art. 65-bis is that report (R-81). Pay out each [`Fact::RefundOwed`], delete
//!    on [`Fact::ContentsDeletionDue`], measure on [`Fact::UsedSpaceRequested`], and open the new
//!    mailbox that [`Fact::AddressReleased`] names. An errand may be run twice after a crash, so
//!    make each idempotent.
//! 9. **Identifiers are yours.** The identifiers of mailboxes, methods and accounts are the
//!    caller's, and are never used for another. Make sure of who asks: the engine compares tax ids
//!    where an address is bought again (R-62), and authenticates nobody.
//! 10. **Keep tax ids private.** They stand in [`Fact::MailboxOpened`] and [`Fact::HolderChanged`]
//!     and
//!     in the state, and are written out there in full; `Debug` masks them, and no refusal has one.
//!     Store events and states accordingly.
//!
//! # Map: where to change what
//!
//! A module uses only modules above it in this table. The rules themselves stand in the [`manual`],
//! one chapter for each file.
//!
//! | module | holds |
//! |---|---|
//! | [`values`] | money, days, keys, space, and the numbers of the rules: values that cannot be wrong |
//! | [`catalogue`] | plans, prices, methods, the ladder, the grace phases, the policy and its preset |
//! | [`auto_renewal`], [`charge`] | two machines: the switch, and the failed-charge machine |
//! | [`order`] | a machine: open, then fulfilled, cancelled or lapsed |
//! | [`service`] | a machine: in service, in grace, deleted; and access |
//! | the crate root | commands, events, refusals, state, and what composes the four machines |
//! | [`audit`] | events and states in words, and the tables of the machines |
//! | [`manual`] | the rule book |
//!
//! | to change | look at |
//! |---|---|
//! | the retry ladder, the grace period, the days of reminders | [`Parameters`](catalogue::Parameters): no code; for the preset `src/catalogue/presets.rs` |
//! | a price | [`PriceList`](catalogue::PriceList): no code; the illustrative one is in `src/catalogue/presets.rs` |
//! | what a failed charge leads to | `src/charge/machine.rs`, then `src/mailbox/decide/charges.rs` |
//! | on which day something is due | `src/mailbox/due.rs` |
//! | what a notice says | `src/mailbox/notice.rs`, filled in by `src/mailbox/decide/notices.rs` |
//! | a refusal: its text, its code, its rank | `src/mailbox/refusal/` |
//! | what is owed back, and why | `src/mailbox/decide/payments.rs` |
//! | a rule | its chapter in `src/manual/` and in `src/mailbox/decide/`, and its table and scenario |
//!
//! # Testing and verification
//!
//! - Every pair of state and input of the four machines is a row of a committed table, made from
//!   the code; so is every command in a list of situations. A change of behaviour is a changed
//!   line.
//! - Dated scripts in plain text are run and compared with committed transcripts; anyone can write
//!   one, in the [scenario language](manual::scenario_language), without Rust.
//! - What must always hold is a list of sentences ([`Invariant`]), checked after the events of the
//!   tests. A backend can run the same checks: [`check`] and [`check_step`].
//! - Properties of terms, money, time and repetition are tried on random histories.
//! - The wire form of every event is pinned, and every rule must be cited in the code, in the
//!   manual and in a test.
//! - The library contains no `unsafe` code, and the lints at the head of this file refuse what
//!   could panic: indexing, unchecked arithmetic, `unwrap`. It needs no `std`.
//!
//! # MSRV and stability
//!
//! It builds with Rust 1.85 (the manifest's `rust-version`), the first with edition 2024, and the
//! gates build it with that; a newer one is asked for in a minor version only. These make a new
//! major version:
//!
//! - a change or removal in the public types and functions, and a new variant of [`Fact`] or of a
//!   state: they are exhaustive, so that no projection misses one. [`Command`] and [`Refusal`] may
//!   grow in a minor version;
//! - a stored event that no longer folds, or folds to something else: old JSON is read for ever. A
//!   compact binary form is read back by the same version only;
//! - a code of a refusal, the number of a rule or the text of a key that comes to mean something
//!   else.
//!
//! That the same command is decided differently, because a rule was read better, is a minor
//! version, named with its number under *Rules* in the change log: what was decided and stored
//! stays as it is.

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
