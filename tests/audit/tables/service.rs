//! The table of the service.

use pec_renewal::{
    catalogue::Policy,
    order::Paid,
    service::{Input, InvalidTransition, Period, Service},
    values::Day,
};
use pec_test_support::day;

use super::{
    given::{due, expiry, last_day, open_order, specimens, today},
    table::{InWords, Table, Words},
};

pub fn table() -> Table {
    Table::of(
        "service",
        "The service (R-60 to R-64, R-82): what it becomes by each input, or why the input has no place. \
         The holder was warned of a deletion on 2026-04-16.",
        &states(),
        |_| inputs(),
        |state, input| state.step(&input).map_err(why),
    )
}

fn states() -> Vec<Service> {
    specimens!(Service {
        Service::Active { .. } => [
            Service::Active { period: period() },
            Service::Active { period: with_exit_right() },
        ],
        Service::TerminatedAtExpiry { .. } => [
            Service::TerminatedAtExpiry { period: period() },
            Service::TerminatedAtExpiry { period: with_exit_right() },
        ],
        Service::Ending { .. } => [Service::Ending { period: period() }],
        Service::Deleted { .. } => [
            Service::Deleted {
                expiry: expiry(),
                on: last_day().next(),
                logs_until: logs_until(last_day().next()),
            },
        ],
    })
}

fn inputs() -> Vec<Input> {
    specimens!(Input {
        Input::Renew { .. } => [
            Input::Renew { paid: paid(), next: next_period() },
            Input::Renew { paid: paid(), next: period() },
        ],
        Input::TerminateAtExpiry { .. } => [
            Input::TerminateAtExpiry { on: expiry() },
            Input::TerminateAtExpiry { on: expiry().next() },
        ],
        Input::RevokeTermination { .. } => [
            Input::RevokeTermination { on: expiry() },
            Input::RevokeTermination { on: expiry().next() },
        ],
        Input::Resume { .. } => [
            Input::Resume { on: expiry() },
            Input::Resume { on: expiry().next() },
        ],
        Input::TerminateNow => [Input::TerminateNow],
        Input::Undo { .. } => [
            Input::Undo { next: earlier_period() },
            Input::Undo { next: period() },
            Input::Undo { next: next_period() },
        ],
        Input::LiftExitRight => [Input::LiftExitRight],
        Input::Delete { .. } => [
            delete(today(), Some(warned_of()), false),
            delete(last_day(), Some(warned_of()), false),
            delete(warned_of(), Some(warned_of()), false),
            delete(warned_of(), Some(warned_of()), true),
            delete(warned_of(), None, false),
        ],
    })
}

impl InWords for Service {
    fn words(&self) -> Words {
        match self {
            Self::Active { period } => Words::with("active", until(period)),
            Self::TerminatedAtExpiry { period } => {
                Words::with("terminated at expiry", until(period))
            }
            Self::Ending { period } => Words::with("ending", until(period)),
            Self::Deleted { expiry, on, logs_until } => Words::with(
                "deleted",
                format!("on {on}, last expiry {expiry}, logs until {logs_until}"),
            ),
        }
    }
}

impl InWords for Input {
    fn words(&self) -> Words {
        match self {
            Self::Renew { paid, next } => {
                let renews = paid.order().expiry();
                Words::with("renewed", format!("from {renews} to {}", next.expiry))
            }
            Self::TerminateAtExpiry { on } => {
                Words::with("terminated at expiry", format!("asked {on}"))
            }
            Self::RevokeTermination { on } => {
                Words::with("termination revoked", format!("asked {on}"))
            }
            Self::Resume { on } => Words::with("renewal asked again", format!("asked {on}")),
            Self::TerminateNow => Words::plain("terminated now"),
            Self::Undo { next } => Words::with("term ended", format!("back to {}", next.expiry)),
            Self::LiftExitRight => Words::plain("exit right lifted"),
            Self::Delete { on, due, unresolved, .. } => {
                let charge = if *unresolved { "a charge is" } else { "no charge is" };
                let warned = if due.is_some() { "" } else { ", nobody warned" };
                Words::with("deleted", format!("{on}, {charge} unresolved{warned}"))
            }
        }
    }
}

fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::Deleted => "it is deleted (R-62)",
        InvalidTransition::Ending => "it ends now, and nothing renews it any more (R-63)",
        InvalidTransition::TerminationStands => "a termination at expiry stands (R-63)",
        InvalidTransition::NotTerminated => "no termination stands (R-63)",
        InvalidTransition::ExpiryOver => "the expiry day is over (R-63)",
        InvalidTransition::ExpiryNotExtended => "the expiry would not move ahead (R-50)",
        InvalidTransition::ExpiryNotMovedBack => "the expiry would move ahead (R-64, R-82)",
        InvalidTransition::GraceNotOver => {
            "the day of which the holder was warned has not come (R-61)"
        }
        InvalidTransition::Unwarned => "the holder was not warned (R-61)",
        InvalidTransition::ChargeUnresolved => {
            "a charge is unresolved, and deletion waits for it (R-61)"
        }
    }
}

fn until(period: &Period) -> String {
    let right = if period.exit_right { ", with the exit right, R-82" } else { "" };
    format!("expiry {}{right}", period.expiry)
}

/// The proof that the order is paid, which only the order gives.
fn paid() -> Paid {
    let (_, paid) = open_order().pay(due(), due(), last_day()).unwrap();
    paid
}

fn delete(on: Day, due: Option<Day>, unresolved: bool) -> Input {
    Input::Delete { on, due, logs_until: logs_until(on), unresolved }
}

fn warned_of() -> Day {
    last_day().next()
}

fn period() -> Period {
    Period {
        anchor: day("2025-01-15"),
        years: 1,
        expiry: expiry(),
        began_on: day("2025-01-15"),
        exit_right: false,
    }
}

/// A consumer's, renewed with no true notice in time.
fn with_exit_right() -> Period {
    Period { exit_right: true, ..period() }
}

/// What a holder who left on that day is left with.
fn earlier_period() -> Period {
    let left_on = day("2025-11-03");
    Period { anchor: left_on, years: 0, expiry: left_on, ..period() }
}

fn next_period() -> Period {
    Period { years: 2, expiry: day("2027-01-15"), began_on: today(), ..period() }
}

/// Logs are kept for 30 months after the deletion.
fn logs_until(deleted_on: Day) -> Day {
    let months = Policy::aruba().parameters().log_retention_months;
    deleted_on.plus_months(months).unwrap()
}
