//! The table of the service.

use alloc::{format, string::ToString};

use super::given::{DUE, EXPIRY, LAST_DAY, TODAY, open_order, specimens};
use super::table::{InWords, Table, Words};
use crate::{
    order::{Order, Paid},
    service::{Input, InvalidTransition, Period, Service},
    values::Day,
};

pub(super) fn table() -> Table {
    Table::of(
        "service",
        "The service (R-60 to R-63): what it becomes by each input, or why the input has no place. \
         The last day of grace is 2026-04-15.",
        &states(&()),
        inputs,
        |state, input| state.step(&input).map_err(|invalid| why(invalid).to_string()),
    )
}

specimens! {
    states, states_stand_in_place: Service, given _nothing: &();
    Service::Active { .. } => [Service::Active { period: PERIOD }],
    Service::TerminatedAtExpiry { .. } => [Service::TerminatedAtExpiry { period: PERIOD }],
    Service::Ending { .. } => [Service::Ending { period: PERIOD }],
    Service::Deleted { .. } => [
        Service::Deleted { expiry: EXPIRY, on: LAST_DAY.next(), logs_until: LOGS_UNTIL },
    ],
}

specimens! {
    inputs, inputs_stand_in_place: Input, given _state: &Service;
    Input::Renew { .. } => [
        paid().map(|paid| Input::Renew { paid, next: NEXT }),
        paid().map(|paid| Input::Renew { paid, next: PERIOD }),
    ],
    Input::TerminateAtExpiry { .. } => [
        Input::TerminateAtExpiry { on: EXPIRY },
        Input::TerminateAtExpiry { on: EXPIRY.next() },
    ],
    Input::RevokeTermination { .. } => [
        Input::RevokeTermination { on: EXPIRY },
        Input::RevokeTermination { on: EXPIRY.next() },
    ],
    Input::Resume { .. } => [
        Input::Resume { on: EXPIRY },
        Input::Resume { on: EXPIRY.next() },
    ],
    Input::TerminateNow => [Input::TerminateNow],
    Input::Delete { .. } => [
        delete(TODAY, false),
        delete(LAST_DAY, false),
        delete(LAST_DAY.next(), false),
        delete(LAST_DAY.next(), true),
    ],
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
            Self::Delete { on, unresolved, .. } => {
                let charge = if *unresolved { "a charge is" } else { "no charge is" };
                Words::with("deleted", format!("{on}, {charge} unresolved"))
            }
        }
    }
}

const fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::Deleted => "it is deleted",
        InvalidTransition::Ending => "it ends now, and nothing renews it any more",
        InvalidTransition::TerminationStands => "a termination at expiry stands",
        InvalidTransition::NotTerminated => "no termination stands",
        InvalidTransition::ExpiryOver => "the expiry day is over",
        InvalidTransition::ExpiryNotExtended => "the expiry would not move ahead",
        InvalidTransition::GraceNotOver => "the last day of grace is not over",
        InvalidTransition::ChargeUnresolved => "a charge is unresolved, and deletion waits for it",
    }
}

fn until(period: &Period) -> alloc::string::String {
    format!("expiry {}", period.expiry)
}

/// The proof that the order is paid, which only the order gives.
fn paid() -> Option<Paid> {
    let (_, paid) = Order::AwaitingPayment(open_order()?).pay(DUE, DUE).ok()?;
    Some(paid)
}

const fn delete(on: Day, unresolved: bool) -> Input {
    Input::Delete { on, last_grace_day: LAST_DAY, logs_until: LOGS_UNTIL, unresolved }
}

const PERIOD: Period = Period {
    anchor: Day::literal(2025, 1, 15),
    years: 1,
    expiry: EXPIRY,
    began_on: Day::literal(2025, 1, 15),
    exit_right: false,
};

const NEXT: Period =
    Period { years: 2, expiry: Day::literal(2027, 1, 15), began_on: TODAY, ..PERIOD };

const LOGS_UNTIL: Day = Day::literal(2028, 10, 16);

#[cfg(test)]
mod tests {
    #[test]
    fn specimens_stand_in_place() {
        super::states_stand_in_place(&());
        super::states(&()).iter().for_each(super::inputs_stand_in_place);
    }
}
