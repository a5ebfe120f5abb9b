//! The situations, each a sentence, the day it is looked at, and what led to it.
//!
//! Where nothing else is said, a consumer holds a Standard mailbox bought for a year on 2025-01-15,
//! it renews by itself with a card, and the policy is the preset of Aruba: reminders 90, 60, 30, 15,
//! 7 and 1 days before 2026-01-15, the notice of art. 65-bis on 2025-12-01, the order on 2025-12-31,
//! the ladder on 8, 10, 12 and 14 January, grace until 2026-04-15.

mod automatic;
mod charges;
pub mod ends;
mod orders;
mod plans;

use std::panic::Location;

use pec_renewal::{
    Command, ManualRenewal, Opening,
    catalogue::{Method, MethodKind, Plan, Policy, Purchase, Term},
    charge::Outcome,
    values::{ChargeKey, Day, Money, NoticeNumber, OrderId},
};
use pec_test_support::{card, day, mailbox_id, method, money, opening, transfer};

use super::Life;

/// A named situation of one mailbox.
pub struct Situation {
    /// The sentence that names it.
    pub name: &'static str,
    /// The day it is looked at.
    pub on: Day,
    /// What led to it, in order.
    pub steps: Vec<Step>,
    /// The policy all the while.
    pub policy: Policy,
    /// Where it is listed.
    listed: &'static Location<'static>,
}

/// One thing that led to a situation.
pub enum Step {
    /// On a day something was asked or reported.
    On(Day, &'static str, Command),
    /// Ticks came on every deadline up to a day.
    TicksThrough(Day),
}

/// All of them, chapter by chapter.
pub fn situations() -> Vec<Situation> {
    let chapters = [
        automatic::situations(),
        charges::situations(),
        orders::situations(),
        plans::situations(),
        ends::situations(),
    ];
    chapters.into_iter().flatten().collect()
}

impl Situation {
    /// The life that led to it.
    #[track_caller]
    pub fn lived(&self) -> Life {
        let whose = format!("situation \"{}\" ({})", self.name, self.listed);
        let mut life = Life::under(self.policy.clone()).named(whose);
        for step in &self.steps {
            match step {
                Step::On(day, words, command) => life.does(*day, words, command),
                Step::TicksThrough(day) => life.ticks_through(*day),
            }
        }
        life.comes_to(self.on);
        life
    }

    /// The same, but under another policy.
    pub fn under(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }
}

/// A situation under the preset.
#[track_caller]
pub fn situation(name: &'static str, on: &str, steps: impl IntoIterator<Item = Step>) -> Situation {
    let steps = steps.into_iter().collect();
    Situation { name, on: day(on), steps, policy: Policy::aruba(), listed: Location::caller() }
}

pub fn on(date: &str, words: &'static str, command: Command) -> Step {
    Step::On(day(date), words, command)
}

pub fn ticks_through(date: &str) -> Step {
    Step::TicksThrough(day(date))
}

/// What came before, and one thing more.
pub fn then(mut before: Vec<Step>, more: impl IntoIterator<Item = Step>) -> Vec<Step> {
    before.extend(more);
    before
}

/// The mailbox is bought, and will renew by itself with the card.
pub fn bought() -> Vec<Step> {
    vec![on(
        "2025-01-15",
        "bought for a year, automatic renewal on with a card",
        open(bought_with_a_card()),
    )]
}

/// The mailbox is bought, and will not renew by itself.
pub fn bought_without_automatic_renewal() -> Vec<Step> {
    let opening = Opening { bound_method: None, ..bought_with_a_card() };
    vec![on("2025-01-15", "bought for a year, automatic renewal off", open(opening))]
}

/// Nights passed up to a day, and the notice of art. 65-bis was delivered.
pub fn warned_and_ticked_through(date: &str) -> Vec<Step> {
    let delivered =
        Command::NoticeDelivered { notice: NoticeNumber::new(3), on: day("2025-12-01") };
    then(
        bought(),
        [
            ticks_through("2025-12-01"),
            on("2025-12-02", "the notice of art. 65-bis was delivered", delivered),
            ticks_through(date),
        ],
    )
}

/// The first charge was requested, on 2026-01-08.
pub fn charge_requested() -> Vec<Step> {
    warned_and_ticked_through("2026-01-08")
}

/// The gateway reports of an attempt for the first order, on a day.
pub fn report(date: &str, words: &'static str, attempt: u32, outcome: Outcome) -> Step {
    on(date, words, Command::ChargeOutcome { key: charge(1, attempt), outcome })
}

/// How every mailbox here is bought, where nothing else is said.
pub fn bought_with_a_card() -> Opening {
    Opening { bound_method: Some(card()), ..opening(day("2025-01-15")) }
}

pub fn open(opening: Opening) -> Command {
    Command::Open(Box::new(opening))
}

/// A renewal of the expiry of 2026-01-15 by transfer, for a year.
pub fn renewal(plan: Plan) -> ManualRenewal {
    ManualRenewal {
        expiry: day("2026-01-15"),
        purchase: Purchase::new(plan, Term::ONE),
        method_kind: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
        informed: false,
        start_requested: false,
    }
}

/// A transfer for the first order, registered on a day.
pub fn by_transfer(reference: &str, amount: &str, registered_on: &str) -> Command {
    Command::Payment(transfer(reference, order(1), money(amount), day(registered_on)))
}

/// The price of the Standard plan for a year, VAT included.
pub fn price() -> Money {
    money("12.08")
}

/// The order with this ordinal that renews the expiry of 2026-01-15.
pub fn order(ordinal: u32) -> OrderId {
    OrderId::new(mailbox_id(), day("2026-01-15"), ordinal)
}

/// An attempt to charge such an order.
pub fn charge(ordinal: u32, attempt: u32) -> ChargeKey {
    ChargeKey::new(order(ordinal), attempt)
}

pub fn other_card() -> Method {
    method(0xCB, MethodKind::Card)
}
