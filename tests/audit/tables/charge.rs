//! The table of the failed-charge machine.

use pec_renewal::{
    catalogue::{MethodKind, Rung},
    charge::{
        Bar, Charge, Failure, FinalOutcome, Input, InvalidTransition, Progress, Rebound,
        Replacement, Request,
    },
    values::ChargeKey,
};

use super::{
    given::{due, of_kind, order, requested, specimens, today},
    table::{InWords, Table, Words},
};

pub fn table() -> Table {
    let table = Table::of(
        "charge",
        "The failed-charge machine (R-30 to R-39): what the collection of an order becomes by \
         each input, or why the input has no place. A rung or attempt numbered n means that n are \
         spent. A charge in doubt is no state of this machine (R-39): it is kept beside it, as its \
         order may have closed, and \"doubt ended\" puts its outcome in place of the first.",
        &states(),
        inputs,
        |state, input| state.step(input).map_err(why),
    );
    let beside = "a charge in doubt (R-39) is kept beside the machine, until an outcome ends the doubt \
                  and takes the place of the first";
    Table { beside: Some(beside), ..table }
}

fn states() -> Vec<Charge> {
    let (progress, request) = (ONCE, asked());
    let retried = Request { is_retry: true, spent_before: Some(Rung::FIRST), ..request };
    let put_off = Progress { not_before: Some(today().plus_days(4)), ..FAILED };
    let unknown = Request { unknown: true, inquired_on: Some(today()), ..request };
    specimens!(Charge {
        Charge::Idle => [Charge::Idle],
        Charge::Waiting { .. } => [
            Charge::Waiting { progress: Progress::default() },
            Charge::Waiting { progress: ONCE },
            Charge::Waiting { progress: FAILED },
            Charge::Waiting { progress: put_off },
        ],
        Charge::RetryDue { .. } => [Charge::RetryDue { progress: ONCE }],
        Charge::Barred { .. } => [
            Charge::Barred { progress: FAILED, bar: Bar::MethodDead },
            Charge::Barred { progress: FAILED, bar: Bar::MethodExpired },
            Charge::Barred { progress: FAILED, bar: Bar::AuthenticationRequired },
            Charge::Barred { progress: FAILED, bar: Bar::AboveMandateCap },
            Charge::Barred { progress: RECHARGED, bar: Bar::AboveMandateCap },
        ],
        Charge::Exhausted { .. } => [
            Charge::Exhausted { progress: FAILED, bar: None },
            Charge::Exhausted { progress: FAILED, bar: Some(Bar::MethodDead) },
            Charge::Exhausted { progress: FAILED, bar: Some(Bar::MethodExpired) },
            Charge::Exhausted { progress: FAILED, bar: Some(Bar::AuthenticationRequired) },
            Charge::Exhausted { progress: FAILED, bar: Some(Bar::AboveMandateCap) },
        ],
        Charge::Unresolved { .. } => [
            Charge::Unresolved { progress, request, rebound: None },
            Charge::Unresolved { progress, request, rebound: Some(Rebound::RetryDue) },
            Charge::Unresolved { progress, request, rebound: Some(Rebound::NextRung) },
            Charge::Unresolved { progress, request: retried, rebound: None },
            Charge::Unresolved { progress, request: unknown, rebound: None },
            Charge::Unresolved { progress: FAILED, request, rebound: None },
            Charge::Unresolved { progress: FAILED, request: unknown, rebound: None },
        ],
        Charge::Orphaned { .. } => [
            Charge::Orphaned { request, next: None },
            Charge::Orphaned { request, next: Some(Progress::default()) },
            Charge::Orphaned { request: unknown, next: Some(FAILED) },
        ],
    })
}

fn inputs(state: &Charge) -> Vec<Input> {
    let progress = state.progress().copied().unwrap_or_default();
    let spent = progress.spent;
    let next_rung = Some(rung(place(spent) + 1));
    let attempt = progress.next_attempt();
    specimens!(Input {
        Input::OrderGenerated => [Input::OrderGenerated],
        Input::Request { .. } => [
            request(attempt, next_rung),
            request(attempt, spent),
            request(attempt - 1, next_rung),
        ],
        Input::SkipRung { .. } => [
            Input::SkipRung { spent: next_rung },
            Input::SkipRung { spent },
        ],
        Input::BarMethod { .. } => [
            Input::BarMethod { spent: next_rung, bar: Bar::MethodExpired },
            Input::BarMethod { spent, bar: Bar::AboveMandateCap },
        ],
        Input::Exhaust => [Input::Exhaust],
        Input::BindMethod { .. } => [
            Input::BindMethod { method: of_kind(MethodKind::PayPal).id, recharge: true },
            Input::BindMethod { method: of_kind(MethodKind::PayPal).id, recharge: false },
            Input::BindMethod { method: asked().method, recharge: true },
        ],
        Input::Refresh { .. } => [
            Input::Refresh { bars: None, lifted: true, recharge: true },
            Input::Refresh { bars: None, lifted: true, recharge: false },
            Input::Refresh { bars: Some(Bar::MethodExpired), lifted: false, recharge: true },
        ],
        Input::Inquire { .. } => [Input::Inquire { on: today() }],
        Input::Unknown { .. } => [
            Input::Unknown { key: key(1) },
            Input::Unknown { key: key(9) },
        ],
        Input::Settle { .. } => [
            Input::Settle { key: key(1), amount: due() },
            Input::Settle { key: key(9), amount: due() },
        ],
        Input::Fail { .. } => [
            Input::Fail { key: key(1), failure: Failure::SOFT_DECLINE },
            Input::Fail { key: key(1), failure: Failure::HardDecline },
            Input::Fail { key: key(1), failure: Failure::AuthenticationRequired },
            Input::Fail { key: key(1), failure: Failure::Stopped },
            Input::Fail { key: key(9), failure: Failure::SOFT_DECLINE },
        ],
        Input::NotExecuted { .. } => [
            Input::NotExecuted { key: key(1), on: today() },
            Input::NotExecuted { key: key(9), on: today() },
        ],
        Input::Reissue => [Input::Reissue],
        Input::Replace(_) => [
            replace(FinalOutcome::Settled, spent, None),
            replace(FinalOutcome::Failed(Failure::SOFT_DECLINE), spent, None),
            replace(FinalOutcome::Failed(Failure::HardDecline), spent, None),
            replace(FinalOutcome::Failed(Failure::AuthenticationRequired), spent, None),
            replace(FinalOutcome::Failed(Failure::Stopped), spent, None),
            replace(FinalOutcome::NotExecuted, spent.or(next_rung), None),
            replace(FinalOutcome::NotExecuted, None, None),
            replace(FinalOutcome::Failed(Failure::SOFT_DECLINE), next_rung, None),
            replace(FinalOutcome::Failed(Failure::HardDecline), spent, Some(Rebound::RetryDue)),
            replace(FinalOutcome::NotExecuted, spent, Some(Rebound::NextRung)),
        ],
        Input::CloseOrder => [Input::CloseOrder],
    })
}

impl InWords for Charge {
    fn words(&self) -> Words {
        match self {
            Self::Idle => Words::plain("idle"),
            Self::Waiting { progress } => Words::with("waiting", of_progress(progress)),
            Self::RetryDue { progress } => Words::with("retry due", of_progress(progress)),
            Self::Barred { progress, bar } => Words::with(
                "method barred",
                format!("{}; {}", because(*bar), of_progress(progress)),
            ),
            Self::Exhausted { progress, bar: None } => {
                Words::with("exhausted", of_progress(progress))
            }
            Self::Exhausted { progress, bar: Some(bar) } => {
                Words::with("exhausted", format!("{}; {}", because(*bar), of_progress(progress)))
            }
            Self::Unresolved { progress, request, rebound } => {
                let rebound = bound_since(*rebound);
                let detail = format!("{}; {}{rebound}", of_request(request), of_progress(progress));
                Words::with("unresolved", detail)
            }
            Self::Orphaned { request, next } => {
                let next = next.map_or_else(String::new, |next| {
                    format!("; next order {}", of_progress(&next))
                });
                Words::with("orphaned", format!("{}{next}", of_request(request)))
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
                format!("attempt {}, rung {}", request.key.attempt(), place(*spent)),
            ),
            Self::SkipRung { spent } => {
                Words::with("rung skipped", format!("rung {}", place(*spent)))
            }
            Self::BarMethod { spent, bar } => {
                Words::with("method barred", format!("{}, rung {}", because(*bar), place(*spent)))
            }
            Self::Exhaust => Words::plain("last rung spent"),
            Self::Refresh { bars, lifted, recharge } => {
                let lifted = if *lifted { "lifts the bar" } else { "lifts nothing" };
                let bars = bars.map_or(String::new(), |bar| format!(", {bar}"));
                let recharge = if *recharge { ", charge at once" } else { "" };
                Words::with("method refreshed", format!("{lifted}{bars}{recharge}"))
            }
            Self::BindMethod { method, recharge } => {
                let which = if *method == asked().method { "the same" } else { "another" };
                let then = if *recharge { "to be charged at once" } else { "to wait for its rung" };
                Words::with("method bound", format!("{which}, {then}"))
            }
            Self::Inquire { on } => Words::with("gateway asked", on.to_string()),
            Self::Unknown { key } => Words::with("outcome unknown", attempt(*key)),
            Self::Settle { key, amount } => {
                Words::with("settled", format!("{}, {amount}", attempt(*key)))
            }
            Self::Fail { key, failure } => Words::with(name_of(*failure), attempt(*key)),
            Self::NotExecuted { key, on } => {
                Words::with("not executed", format!("{}, told {on}", attempt(*key)))
            }
            Self::Reissue => Words::plain("order reissued"),
            Self::Replace(by) => {
                let outcome = match by.outcome {
                    FinalOutcome::Settled => "settled",
                    FinalOutcome::Failed(failure) => name_of(failure),
                    FinalOutcome::NotExecuted => "not executed",
                };
                let on = match by.rung {
                    Some(rung) => format!("rung {}", rung.place()),
                    None => "a method newly bound".to_owned(),
                };
                let rebound = bound_since(by.rebound);
                Words::with("doubt ended", format!("{outcome}, {on}{rebound}"))
            }
            Self::CloseOrder => Words::plain("order closed"),
        }
    }
}

fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::NothingToCollect => "there is no generated order to collect (R-37)",
        InvalidTransition::AlreadyCollecting => {
            "a generated order is already being collected (R-20)"
        }
        InvalidTransition::ChargeUnresolved(_) => "a charge is unresolved (R-32)",
        InvalidTransition::NotUnresolved => "that charge is not unresolved (R-39)",
        InvalidTransition::MethodBarred(bar) => match bar {
            Bar::MethodDead => "the method is dead (R-34)",
            Bar::MethodExpired => "the method is expired (R-34)",
            Bar::AuthenticationRequired => "the method must first be bound anew (R-34)",
            Bar::AboveMandateCap => "the amount is above the method's cap (R-38)",
        },
        InvalidTransition::LadderExhausted => "the ladder is exhausted (R-35)",
        InvalidTransition::RungsOutOfOrder => "rung or attempt is out of turn (R-33)",
    }
}

const fn name_of(failure: Failure) -> &'static str {
    match failure {
        Failure::SoftDecline { .. } => "soft decline",
        Failure::HardDecline => "hard decline",
        Failure::AuthenticationRequired => "authentication required",
        Failure::Stopped => "stopped",
    }
}

const fn bound_since(rebound: Option<Rebound>) -> &'static str {
    match rebound {
        None => "",
        Some(Rebound::RetryDue) => "; method bound since, to be asked at once",
        Some(Rebound::NextRung) => "; method bound since, to wait for its rung",
    }
}

/// The outcome that ends a doubt, of a charge requested on this rung and first refused for good.
fn replace(outcome: FinalOutcome, rung: Option<Rung>, rebound: Option<Rebound>) -> Input {
    let (is_retry, barred) = (rung.is_none(), Some(Bar::MethodDead));
    let (was_returned, on) = (false, today());
    Input::Replace(Replacement { outcome, rung, is_retry, was_returned, barred, rebound, on })
}

/// The bar, with its rule.
pub fn because(bar: Bar) -> &'static str {
    match bar {
        Bar::MethodDead => "dead, R-34",
        Bar::MethodExpired => "expired, R-34",
        Bar::AuthenticationRequired => "authentication required, R-34",
        Bar::AboveMandateCap => "above cap, R-38",
    }
}

fn of_progress(progress: &Progress) -> String {
    let episode = if progress.episode { ", episode open" } else { "" };
    let not_before =
        progress.not_before.map_or_else(String::new, |day| format!(", not before {day}"));
    let spent = place(progress.spent);
    let recharged = if progress.recharged { ", refreshed before" } else { "" };
    format!("rungs {spent}, attempts {}{episode}{not_before}{recharged}", progress.attempts)
}

fn of_request(request: &Request) -> String {
    let is_retry = if request.is_retry { " of a method newly bound" } else { "" };
    let unknown = if request.unknown { ", may have happened" } else { "" };
    let inquired_on =
        request.inquired_on.map_or_else(String::new, |day| format!(", gateway asked {day}"));
    format!("{}{is_retry}{unknown}{inquired_on}", attempt(request.key))
}

fn attempt(key: ChargeKey) -> String {
    format!("attempt {}", key.attempt())
}

fn request(attempt: u32, spent: Option<Rung>) -> Input {
    Input::Request { request: Request { key: key(attempt), on: today(), ..asked() }, spent }
}

/// The charge that is unresolved wherever one is: the first.
fn asked() -> Request {
    Request {
        key: key(1),
        amount: due(),
        method: of_kind(MethodKind::Card).id,
        on: requested(),
        inquired_on: None,
        unknown: false,
        spent_before: None,
        is_retry: false,
    }
}

fn key(attempt: u32) -> ChargeKey {
    ChargeKey::new(order(), attempt)
}

/// How many rungs are spent: the place of the last one, or 0.
fn place(spent: Option<Rung>) -> u8 {
    spent.map_or(0, Rung::place)
}

fn rung(place: u8) -> Rung {
    Rung::new(place).unwrap()
}

/// One charge was requested on the first rung.
const ONCE: Progress = Progress {
    spent: Some(Rung::FIRST),
    attempts: 1,
    episode: false,
    not_before: None,
    recharged: false,
};

/// News of the method lifted a bar before, and another came.
const RECHARGED: Progress = Progress { recharged: true, ..FAILED };

/// It was refused.
const FAILED: Progress = Progress { episode: true, ..ONCE };

/// Why a method is not charged for the open order.
pub fn bars() -> Vec<Bar> {
    specimens!(Bar {
        Bar::MethodDead => [Bar::MethodDead],
        Bar::MethodExpired => [Bar::MethodExpired],
        Bar::AuthenticationRequired => [Bar::AuthenticationRequired],
        Bar::AboveMandateCap => [Bar::AboveMandateCap],
    })
}
