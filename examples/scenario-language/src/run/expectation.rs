//! What should be so, against what is.

use pec_renewal::{
    Action, Event, Mailbox, Permission, Refund, access,
    audit::explain::{English, Language},
    auto_renewal::AutoRenewal,
    catalogue::{Package, Policy, Term},
    charge::Charge,
    next_deadline, order, permitted,
    service::Standing,
    values::{Day, MethodId, Money},
};

use super::{Outcome, command::due, life::Life, page::Words};
use crate::{
    read::action_name,
    script::{Expectation, Sum},
};

/// What an expectation can look at.
pub(super) struct View<'a> {
    pub(super) life: &'a Life,
    pub(super) policy: &'a Policy,
    pub(super) outcome: &'a Outcome,
    pub(super) day: Option<Day>,
    /// The day that the line names.
    pub(super) on: Option<Day>,
    pub(super) words: &'a Words,
}

/// Both sides of an expectation that does not hold.
pub(super) struct Failed {
    pub(super) expected: String,
    pub(super) found: String,
}

impl View<'_> {
    /// Checks one expectation; the events that it names.
    ///
    /// # Errors
    /// It does not hold.
    pub(super) fn check(&self, expectation: &Expectation) -> Result<Vec<&Event>, Failed> {
        match expectation {
            Expectation::Past(past) => self.past(past),
            other => self.of_the_mailbox(other).map(|()| Vec::new()),
        }
    }

    fn of_the_mailbox(&self, expectation: &Expectation) -> Result<(), Failed> {
        let (Some(state), Some(day)) = (&self.life.state, self.day) else {
            return unless(false, "a mailbox".to_string(), "none that was opened".to_string());
        };
        let method = |id: MethodId| self.words.name(&id.to_string());
        match expectation {
            Expectation::Past(_) => Ok(()),
            Expectation::Expiry(expected) => same("expiry", expected, &state.expiry()),
            Expectation::Refund { number, state: expected } => {
                let found = state.refund(*number).map_or("unknown to this mailbox", refund_state);
                same(&format!("refund {number}"), expected, &found)
            }
            Expectation::Debt { number, open } => {
                let text = |open| if open { "open" } else { "settled" };
                let found = state.debt(*number).map(|debt| !debt.open.is_zero());
                let found = found.map_or("unknown to this mailbox", text);
                same(&format!("debt {number}"), &text(*open), &found)
            }
            Expectation::Deadline(expected) => {
                let text = |day: Option<Day>| day.map_or("none".to_string(), |day| day.to_string());
                let found = next_deadline(state, self.policy);
                same("deadline", &text(*expected), &text(found))
            }
            Expectation::State { state: expected, phase } => {
                let (name, found) = standing(state.standing(day));
                let expected = (*expected, phase.unwrap_or(found));
                same("state", &in_phase(expected), &in_phase((name, found)))
            }
            Expectation::Access(expected) => {
                let words = |access| English.access(access);
                same("access to", &words(*expected), &words(access(state, day)))
            }
            Expectation::Money { what, amount } => {
                let (name, found) = sum(state, *what, day);
                same(name, amount, &found)
            }
            Expectation::AutoRenewalOff => {
                same("automatic renewal", &"off".to_string(), &auto_renewal(state, &method))
            }
            Expectation::AutoRenewalOn(with) => {
                let found = auto_renewal(state, &method);
                let expected = match with {
                    Some(with) => format!("on with {}", method(*with)),
                    None if state.auto_renewal().is_on() => found.clone(),
                    None => "on".to_string(),
                };
                same("automatic renewal", &expected, &found)
            }
            Expectation::Order { ordinal, state: expected } => {
                same(&format!("order {ordinal}"), expected, &order_state(state, *ordinal, day))
            }
            Expectation::NoOrderOpen => {
                let open = state.open_order_on(day).map(|order| order.id.ordinal());
                let found = open.map_or("none".to_string(), |ordinal| format!("order {ordinal}"));
                same("open order", &"none".to_string(), &found)
            }
            Expectation::Charge(expected) => same("charge", expected, &charge_state(state)),
            Expectation::Awaited(expected) => {
                let text = |awaited| if awaited { "awaited" } else { "not awaited" };
                let unresolved = state.charge().unresolved();
                let found = unresolved.is_some_and(|request| state.awaits(&request.key));
                same("charge", &text(*expected), &text(found))
            }
            Expectation::Plan { plan, extra } => {
                let found = state.space().package;
                let text = |package: Package| format!("{} {}", package.plan, package.extra);
                let expected = Package { plan: *plan, extra: extra.unwrap_or(found.extra) };
                same("plan", &text(expected), &text(found))
            }
            Expectation::Room(expected) => {
                let text = |room: pec_renewal::values::Room| {
                    format!("{} archive {}", room.mailbox, room.archive)
                };
                same("room", &text(*expected), &text(state.space().room))
            }
            Expectation::Term(expected) => {
                same("term", &of_years(*expected), &of_years(state.purchase().term))
            }
            Expectation::ExitRight(expected) => {
                let found = state.service().period().is_some_and(|period| period.exit_right);
                let text = |right| if right { "given" } else { "not given" };
                same("exit right", &text(*expected), &text(found))
            }
            Expectation::Dead { method: id, dead } => {
                let text = |dead| if dead { "dead" } else { "alive" };
                let name = format!("method {}", method(*id));
                same(&name, &text(*dead), &text(state.is_dead(*id)))
            }
            Expectation::Permitted { action, refused_with } => {
                let found = permitted(state, self.policy, day);
                can(*action, *refused_with, &found)
            }
        }
    }
}

const fn refund_state(refund: &Refund) -> &'static str {
    if refund.is_open() {
        "open"
    } else if refund.payout.is_some() {
        "settled"
    } else {
        "withdrawn"
    }
}

fn can(
    action: Action,
    refused_with: Option<&str>,
    listed: &[(Action, Permission)],
) -> Result<(), Failed> {
    let expected = refused_with.map_or("yes".to_string(), |code| format!("no, {code}"));
    let found = listed.iter().find(|(listed, _)| *listed == action);
    let found = found.map_or("no answer".to_string(), |(_, permission)| possible(permission));
    same(&format!("\"{}\" to be possible:", action_name(action)), &expected, &found)
}

fn possible(permission: &Permission) -> String {
    match permission {
        Permission::Permitted
        | Permission::PermittedBesideCharge { .. }
        | Permission::PermittedEnding { .. }
        | Permission::AlreadySo => "yes".to_string(),
        Permission::Refused(refusal) => format!("no, {}", refusal.code()),
    }
}

fn of_years(term: Term) -> String {
    match term.years() {
        1 => "of 1 year".to_string(),
        more => format!("of {more} years"),
    }
}

fn standing(standing: Standing) -> (&'static str, u8) {
    match standing {
        Standing::InService => ("in service", 0),
        Standing::InGrace { phase, .. } => ("in grace", phase),
        Standing::GraceOver => ("grace over", 0),
        Standing::Ending => ("ending", 0),
        Standing::Deleted => ("deleted", 0),
    }
}

fn in_phase((name, phase): (&str, u8)) -> String {
    if phase == 0 { name.to_string() } else { format!("{name} phase {phase}") }
}

fn sum(state: &Mailbox, what: Sum, day: Day) -> (&'static str, Money) {
    let ledger = state.ledger();
    match what {
        Sum::Registered => ("registered", ledger.registered),
        Sum::Applied => ("applied", ledger.applied),
        Sum::Held => ("held", ledger.held),
        Sum::OwedBack => ("owed back", ledger.owed_back),
        Sum::PaidOut => ("paid out", ledger.paid_out),
        Sum::Reversed => ("reversed", ledger.reversed),
        Sum::Debts => ("debts", ledger.debts),
        Sum::Receivables => ("receivables", ledger.receivables),
        Sum::WrittenOff => ("written off", ledger.written_off),
        Sum::Due => ("due", due(state, day).unwrap_or(Money::ZERO)),
    }
}

fn auto_renewal(state: &Mailbox, method: &dyn Fn(MethodId) -> String) -> String {
    match state.auto_renewal() {
        AutoRenewal::Off { .. } => "off".to_string(),
        AutoRenewal::On { method: bound, .. } => format!("on with {}", method(bound.id)),
    }
}

/// How an order stands on a day: one whose last day is over has lapsed, ticked or not.
fn order_state(state: &Mailbox, ordinal: u32, day: Day) -> &'static str {
    if state.open_order().is_some_and(|order| order.id.ordinal() == ordinal) {
        return if state.open_order_on(day).is_some() { "open" } else { "lapsed" };
    }
    let closed = state.closed_orders().iter().find(|closed| closed.ordinal == ordinal);
    match closed.map(|closed| closed.status) {
        Some(order::FinalStatus::Fulfilled) => "fulfilled",
        Some(order::FinalStatus::Cancelled) => "cancelled",
        Some(order::FinalStatus::Lapsed) => "lapsed",
        None => "unknown to this mailbox",
    }
}

fn charge_state(state: &Mailbox) -> &'static str {
    match state.charge() {
        Charge::Unresolved { .. } => "unresolved",
        Charge::Orphaned { .. } => "orphaned",
        Charge::Idle
        | Charge::Waiting { .. }
        | Charge::RetryDue { .. }
        | Charge::Barred { .. }
        | Charge::Exhausted { .. }
            if !state.doubts().is_empty() =>
        {
            "in doubt"
        }
        Charge::Idle => "idle",
        Charge::Waiting { .. } => "waiting",
        Charge::RetryDue { .. } => "retry due",
        Charge::Barred { .. } => "barred",
        Charge::Exhausted { .. } => "exhausted",
    }
}

fn same<T: PartialEq + std::fmt::Display>(
    what: &str,
    expected: &T,
    found: &T,
) -> Result<(), Failed> {
    unless(expected == found, format!("{what} {expected}"), format!("{what} {found}"))
}

pub(super) fn unless(holds: bool, expected: String, found: String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(Failed { expected, found }) }
}
