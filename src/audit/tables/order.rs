//! The table of the order.

use alloc::{format, string::ToString};

use super::given::{DUE, EXPIRY, LAST_DAY, ORDER, open_order, specimens};
use super::table::{InWords, Table, Words};
use crate::{
    order::{ClosedOrder, FinalStatus, Input, InvalidTransition, Order},
    values::Money,
};

pub(super) fn table() -> Table {
    Table::of(
        "order",
        "The renewal order (R-20 to R-29): what it becomes by each input, or why the input has no \
         place.",
        &states(&()),
        inputs,
        |state, input| state.step(input).map_err(|invalid| why(invalid).to_string()),
    )
}

specimens! {
    states, states_stand_in_place: Order, given _nothing: &();
    Order::AwaitingPayment(_) => [open_order().map(Order::AwaitingPayment)],
    Order::Closed(_) => [
        closed(FinalStatus::Fulfilled),
        closed(FinalStatus::Cancelled),
        closed(FinalStatus::Lapsed),
    ],
}

specimens! {
    inputs, inputs_stand_in_place: Input, given _state: &Order;
    Input::Pay { .. } => [
        Input::Pay { held: DUE, due: DUE },
        Input::Pay { held: MORE, due: DUE },
        Input::Pay { held: LESS, due: DUE },
    ],
    Input::Cancel { .. } => [
        Input::Cancel { unresolved: false },
        Input::Cancel { unresolved: true },
    ],
    Input::Lapse { .. } => [
        Input::Lapse { on: LAST_DAY, unresolved: false },
        Input::Lapse { on: LAST_DAY.next(), unresolved: false },
        Input::Lapse { on: LAST_DAY.next(), unresolved: true },
    ],
}

impl InWords for Order {
    fn words(&self) -> Words {
        match self {
            Self::AwaitingPayment(order) => {
                Words::with("awaiting payment", format!("last day {}", order.last_day))
            }
            Self::Closed(closed) => Words::plain(match closed.status {
                FinalStatus::Fulfilled => "fulfilled",
                FinalStatus::Cancelled => "cancelled",
                FinalStatus::Lapsed => "lapsed",
            }),
        }
    }
}

impl InWords for Input {
    fn words(&self) -> Words {
        match self {
            Self::Pay { held, due } => Words::with("paid", format!("held {held}, due {due}")),
            Self::Cancel { unresolved } => {
                Words::with("called off", charge_is(*unresolved).to_string())
            }
            Self::Lapse { on, unresolved } => {
                Words::with("last day over", format!("{on}, {}", charge_is(*unresolved)))
            }
        }
    }
}

const fn charge_is(unresolved: bool) -> &'static str {
    if unresolved { "a charge is unresolved" } else { "no charge is unresolved" }
}

const fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::Closed(status) => match status {
            FinalStatus::Fulfilled => "it is fulfilled for good",
            FinalStatus::Cancelled => "it is cancelled for good",
            FinalStatus::Lapsed => "it has lapsed for good",
        },
        InvalidTransition::ChargeUnresolved => "a charge of it is unresolved",
        InvalidTransition::NotCovered => "what is held does not cover what is due",
        InvalidTransition::NotOver => "its last day is not over",
    }
}

const fn closed(status: FinalStatus) -> Order {
    Order::Closed(ClosedOrder {
        ordinal: ORDER.ordinal(),
        expiry: EXPIRY,
        last_day: LAST_DAY,
        status,
    })
}

const MORE: Money = Money::of_cents(DUE.cents().saturating_add(1));
const LESS: Money = Money::of_cents(DUE.cents().saturating_sub(1));

#[cfg(test)]
mod tests {
    #[test]
    fn specimens_stand_in_place() {
        super::states_stand_in_place(&());
        super::states(&()).iter().for_each(super::inputs_stand_in_place);
    }
}
