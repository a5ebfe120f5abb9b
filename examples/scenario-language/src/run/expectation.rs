//! What should be so, against what is.

use pec_renewal::{
    Mailbox, Permission, Refund, access,
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
    pub(super) words: &'a Words,
}

/// Both sides of an expectation that does not hold.
pub(super) struct Failed {
    pub(super) expected: String,
    pub(super) found: String,
}

impl View<'_> {
    /// Checks one expectation.
    ///
    /// # Errors
    /// It does not hold.
    pub(super) fn check(&self, expectation: &Expectation) -> Result<(), Failed> {
        match expectation {
            Expectation::Refusal { code, words } => self.refusal(code, words),
            Expectation::Event { name, words } => self.event(name, words),
            Expectation::NoEvent { name, words } => self.no_event(*name, words),
            other => self.of_the_mailbox(other),
        }
    }

    fn refusal(&self, code: &str, words: &[String]) -> Result<(), Failed> {
        let found = self
            .outcome
            .refusal
            .as_ref()
            .map(|refusal| (refusal.code(), self.words.name(&English.refusal(refusal))));
        let holds =
            found.as_ref().is_some_and(|(found, text)| *found == code && all_in(words, text));
        let found = found.map_or("no refusal".to_string(), |(_, text)| format!("refusal {text}"));
        unless(holds, with(&format!("refusal {code}"), words), found)
    }

    fn event(&self, name: &str, words: &[String]) -> Result<(), Failed> {
        unless(
            self.happened(Some(name), words),
            with(&format!("event {name}"), words),
            self.found(),
        )
    }

    fn no_event(&self, name: Option<&str>, words: &[String]) -> Result<(), Failed> {
        let expected = match name {
            Some(name) => with(&format!("no event {name}"), words),
            None => "no event".to_string(),
        };
        let refused = name.is_none() && self.outcome.refusal.is_some();
        unless(!refused && !self.happened(name, words), expected, self.found())
    }

    fn happened(&self, name: Option<&str>, words: &[String]) -> bool {
        self.outcome.events.iter().any(|event| {
            name.is_none_or(|name| name == event.fact.name())
                && all_in(words, &self.words.event(event))
        })
    }

    /// What the last line led to.
    fn found(&self) -> String {
        if let Some(refusal) = &self.outcome.refusal {
            return format!("refusal {}", refusal.code());
        }
        let events: Vec<String> =
            self.outcome.events.iter().map(|event| self.words.event(event)).collect();
        if events.is_empty() { "no event".to_string() } else { events.join(" | ") }
    }

    fn of_the_mailbox(&self, expectation: &Expectation) -> Result<(), Failed> {
        let (Some(state), Some(day)) = (&self.life.state, self.day) else {
            return unless(false, "a mailbox".to_string(), "none that was opened".to_string());
        };
        let method = |id: MethodId| self.words.name(&id.to_string());
        match expectation {
            Expectation::Refusal { .. }
            | Expectation::Event { .. }
            | Expectation::NoEvent { .. } => Ok(()),
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
                let expected = refused_with.map_or("yes".to_string(), |code| format!("no, {code}"));
                let listed = permitted(state, self.policy, day);
                let found = listed.iter().find(|(listed, _)| listed == action);
                let found = match found.map(|(_, permission)| permission) {
                    None => "no answer".to_string(),
                    Some(permission) => possible(permission),
                };
                same(&format!("\"{}\" to be possible:", action_name(*action)), &expected, &found)
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

/// Whether every word stands in the text, as a whole word: `9.6` and `64` do not stand in `9.64`.
fn all_in(words: &[String], text: &str) -> bool {
    words.iter().all(|word| {
        text.match_indices(word.as_str()).any(|(start, found)| {
            let before = text[..start].chars().rev();
            let after = text[start + found.len()..].chars();
            !goes_on(before) && !goes_on(after)
        })
    })
}

/// Whether a word goes on here: with a letter or digit, or with one behind a point or a hyphen.
fn goes_on(mut characters: impl Iterator<Item = char>) -> bool {
    match characters.next() {
        Some('.' | '-') => characters.next().is_some_and(char::is_alphanumeric),
        Some(character) => character.is_alphanumeric(),
        None => false,
    }
}

fn with(what: &str, words: &[String]) -> String {
    if words.is_empty() { what.to_string() } else { format!("{what} {}", words.join(" ")) }
}

fn same<T: PartialEq + std::fmt::Display>(
    what: &str,
    expected: &T,
    found: &T,
) -> Result<(), Failed> {
    unless(expected == found, format!("{what} {expected}"), format!("{what} {found}"))
}

fn unless(holds: bool, expected: String, found: String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(Failed { expected, found }) }
}
