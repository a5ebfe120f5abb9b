//! The table of the failed-charge machine.

use alloc::{
    format,
    string::{String, ToString},
};

use super::given::{DUE, ORDER, REQUESTED, TODAY, method, specimens};
use super::table::{InWords, Table, Words};
use crate::{
    catalogue::MethodKind,
    charge::{Bar, Charge, Failure, Input, InvalidTransition, Progress, Rebound, Request},
    values::{ChargeKey, MethodId},
};

pub(super) fn table() -> Table {
    Table::of(
        "charge",
        "The failed-charge machine (R-30 to R-38): what the collection of an order becomes by \
         each input, or why the input has no place. A rung or attempt numbered n means that n are \
         spent.",
        &states(&()),
        inputs,
        |state, input| state.step(input).map_err(|invalid| why(invalid).to_string()),
    )
}

specimens! {
    states, states_stand_in_place: Charge, given _nothing: &();
    Charge::Idle => [Charge::Idle],
    Charge::Waiting { .. } => [
        Charge::Waiting { progress: Progress::default() },
        Charge::Waiting { progress: ONCE },
        Charge::Waiting { progress: FAILED },
    ],
    Charge::RetryDue { .. } => [Charge::RetryDue { progress: ONCE }],
    Charge::Barred { .. } => [
        Charge::Barred { progress: FAILED, bar: Bar::MethodDead },
        Charge::Barred { progress: FAILED, bar: Bar::AuthenticationRequired },
    ],
    Charge::Exhausted { .. } => [
        Charge::Exhausted { progress: FAILED, bar: None },
        Charge::Exhausted { progress: FAILED, bar: Some(Bar::MethodDead) },
    ],
    Charge::Unresolved { .. } => [
        Charge::Unresolved { progress: ONCE, request: REQUEST, rebound: None },
        Charge::Unresolved { progress: ONCE, request: REQUEST, rebound: Some(Rebound::RetryDue) },
        Charge::Unresolved { progress: ONCE, request: REQUEST, rebound: Some(Rebound::NextRung) },
        Charge::Unresolved {
            progress: ONCE,
            request: Request { is_retry: true, spent_before: 1, ..REQUEST },
            rebound: None,
        },
    ],
    Charge::Orphaned { .. } => [
        Charge::Orphaned { request: REQUEST, next: None },
        Charge::Orphaned { request: REQUEST, next: Some(NEXT_ORDER) },
    ],
}

specimens! {
    inputs, inputs_stand_in_place: Input, given state: &Charge;
    Input::OrderGenerated => [Input::OrderGenerated],
    Input::Request { .. } => [
        request(next_attempt(state), next_rung(state)),
        request(next_attempt(state), rungs_spent(state)),
        request(next_attempt(state).saturating_sub(1), next_rung(state)),
    ],
    Input::SkipRung { .. } => [
        Input::SkipRung { spent: next_rung(state) },
        Input::SkipRung { spent: rungs_spent(state) },
    ],
    Input::BarMethod { .. } => [
        Input::BarMethod { spent: next_rung(state), bar: Bar::MethodExpired },
        Input::BarMethod { spent: rungs_spent(state), bar: Bar::AboveMandateCap },
    ],
    Input::Exhaust => [Input::Exhaust],
    Input::BindMethod { .. } => [
        Input::BindMethod { method: OTHER_METHOD, recharge: true },
        Input::BindMethod { method: OTHER_METHOD, recharge: false },
        Input::BindMethod { method: REQUEST.method, recharge: true },
    ],
    Input::Inquire { .. } => [Input::Inquire { on: TODAY }],
    Input::Unknown { .. } => [Input::Unknown { key: FIRST }, Input::Unknown { key: OTHER }],
    Input::Settle { .. } => [
        Input::Settle { key: FIRST, amount: DUE },
        Input::Settle { key: OTHER, amount: DUE },
    ],
    Input::Fail { .. } => [
        Input::Fail { key: FIRST, failure: Failure::SoftDecline },
        Input::Fail { key: FIRST, failure: Failure::HardDecline },
        Input::Fail { key: FIRST, failure: Failure::AuthenticationRequired },
        Input::Fail { key: OTHER, failure: Failure::SoftDecline },
    ],
    Input::NotExecuted { .. } => [
        Input::NotExecuted { key: FIRST, on: TODAY },
        Input::NotExecuted { key: OTHER, on: TODAY },
    ],
    Input::CloseOrder => [Input::CloseOrder],
}

impl InWords for Charge {
    fn words(&self) -> Words {
        match self {
            Self::Idle => Words::plain("idle"),
            Self::Waiting { progress } => Words::with("waiting", of(progress)),
            Self::RetryDue { progress } => Words::with("retry due", of(progress)),
            Self::Barred { progress, bar } => {
                Words::with("method barred", format!("{}; {}", because(*bar), of(progress)))
            }
            Self::Exhausted { progress, bar: None } => Words::with("exhausted", of(progress)),
            Self::Exhausted { progress, bar: Some(bar) } => {
                Words::with("exhausted", format!("{}; {}", because(*bar), of(progress)))
            }
            Self::Unresolved { progress, request, rebound } => {
                let rebound = match rebound {
                    None => "",
                    Some(Rebound::RetryDue) => "; method bound since, to be asked at once",
                    Some(Rebound::NextRung) => "; method bound since, to wait for its rung",
                };
                let detail = format!("{}; {}{rebound}", asked(request), of(progress));
                Words::with("unresolved", detail)
            }
            Self::Orphaned { request, next } => {
                let next =
                    next.map_or_else(String::new, |next| format!("; next order {}", of(&next)));
                Words::with("orphaned", format!("{}{next}", asked(request)))
            }
        }
    }
}

impl InWords for Input {
    fn words(&self) -> Words {
        match self {
            Self::OrderGenerated => Words::plain("order generated"),
            Self::Request { request, spent } => Words::with(
                "charge requested",
                format!("attempt {}, rung {spent}", request.key.attempt()),
            ),
            Self::SkipRung { spent } => Words::with("rung skipped", format!("rung {spent}")),
            Self::BarMethod { spent, bar } => {
                Words::with("method barred", format!("{}, rung {spent}", because(*bar)))
            }
            Self::Exhaust => Words::plain("last rung spent"),
            Self::BindMethod { method, recharge } => {
                let which = if *method == REQUEST.method { "the same" } else { "another" };
                let then = if *recharge { "to be charged at once" } else { "to wait for its rung" };
                Words::with("method bound", format!("{which}, {then}"))
            }
            Self::Inquire { on } => Words::with("gateway asked", on.to_string()),
            Self::Unknown { key } => Words::with("outcome unknown", attempt(*key)),
            Self::Settle { key, amount } => {
                Words::with("settled", format!("{}, {amount}", attempt(*key)))
            }
            Self::Fail { key, failure } => {
                let name = match failure {
                    Failure::SoftDecline => "soft decline",
                    Failure::HardDecline => "hard decline",
                    Failure::AuthenticationRequired => "authentication required",
                };
                Words::with(name, attempt(*key))
            }
            Self::NotExecuted { key, on } => {
                Words::with("not executed", format!("{}, told {on}", attempt(*key)))
            }
            Self::CloseOrder => Words::plain("order closed"),
        }
    }
}

const fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::NothingToCollect => "there is no generated order to collect",
        InvalidTransition::AlreadyCollecting => "a generated order is already being collected",
        InvalidTransition::ChargeUnresolved(_) => "a charge is unresolved",
        InvalidTransition::NotUnresolved => "that charge is not unresolved",
        InvalidTransition::MethodBarred(bar) => match bar {
            Bar::MethodDead => "the method is dead",
            Bar::MethodExpired => "the method is expired",
            Bar::AuthenticationRequired => "the method must first be bound anew",
            Bar::AboveMandateCap => "the amount is above the method's cap",
        },
        InvalidTransition::LadderExhausted => "the ladder is exhausted",
        InvalidTransition::RungsOutOfOrder => "rung or attempt is out of turn",
    }
}

const fn because(bar: Bar) -> &'static str {
    match bar {
        Bar::MethodDead => "dead",
        Bar::MethodExpired => "expired",
        Bar::AuthenticationRequired => "authentication required",
        Bar::AboveMandateCap => "above cap",
    }
}

fn of(progress: &Progress) -> String {
    let episode = if progress.episode { ", episode open" } else { "" };
    let not_before =
        progress.not_before.map_or_else(String::new, |day| format!(", not before {day}"));
    format!("rungs {}, attempts {}{episode}{not_before}", progress.spent, progress.attempts)
}

fn asked(request: &Request) -> String {
    let is_retry = if request.is_retry { " of a method newly bound" } else { "" };
    let unknown = if request.unknown { ", may have happened" } else { "" };
    let inquired_on =
        request.inquired_on.map_or_else(String::new, |day| format!(", gateway asked {day}"));
    format!("{}{is_retry}{unknown}{inquired_on}", attempt(request.key))
}

fn attempt(key: ChargeKey) -> String {
    format!("attempt {}", key.attempt())
}

const fn request(attempt: u32, spent: u8) -> Input {
    let key = ChargeKey::new(ORDER, attempt);
    Input::Request { request: Request { key, on: TODAY, ..REQUEST }, spent }
}

fn next_attempt(state: &Charge) -> u32 {
    state.progress().map_or(1, Progress::next_attempt)
}

fn rungs_spent(state: &Charge) -> u8 {
    state.progress().map_or(0, |progress| progress.spent)
}

fn next_rung(state: &Charge) -> u8 {
    rungs_spent(state).saturating_add(1)
}

const FIRST: ChargeKey = ChargeKey::new(ORDER, 1);
/// Not the one that was asked.
const OTHER_METHOD: MethodId = method(MethodKind::PayPal).id;

const OTHER: ChargeKey = ChargeKey::new(ORDER, 9);

/// One charge was requested on the first rung.
const ONCE: Progress = Progress { spent: 1, attempts: 1, episode: false, not_before: None };

/// It was refused.
const FAILED: Progress = Progress { episode: true, ..ONCE };

/// The next period's order, for which nothing was tried.
const NEXT_ORDER: Progress = Progress { spent: 0, attempts: 0, episode: false, not_before: None };

const REQUEST: Request = Request {
    key: FIRST,
    amount: DUE,
    method: method(MethodKind::Card).id,
    on: REQUESTED,
    inquired_on: None,
    unknown: false,
    spent_before: 0,
    is_retry: false,
};

#[cfg(test)]
mod tests {
    #[test]
    fn specimens_stand_in_place() {
        super::states_stand_in_place(&());
        super::states(&()).iter().for_each(super::inputs_stand_in_place);
    }
}
