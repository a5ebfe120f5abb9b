//! The table of the order.

use alloc::{format, string::ToString};

use super::given::{DUE, EXPIRY, LAST_DAY, ORDER, offer, specimens};
use super::table::{InWords, Table, Words};
use crate::{
    order::{Barred, ClosedOrder, Input, Order, Outcome},
    values::Money,
};

pub(super) fn table() -> Table {
    Table::of(
        "order",
        "The renewal order (R-20 to R-29): what it becomes by each input, or why the input has no \
         place.",
        &states(&()),
        inputs,
        |state, input| state.step(input).map_err(|barred| why(barred).to_string()),
    )
}

specimens! {
    states, states_stand_in_place: Order, given _nothing: &();
    Order::AwaitingPayment(_) => [offer().map(Order::AwaitingPayment)],
    Order::Closed(_) => [
        closed(Outcome::Fulfilled),
        closed(Outcome::Cancelled),
        closed(Outcome::Lapsed),
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
            Self::AwaitingPayment(offer) => {
                Words::with("awaiting payment", format!("last day {}", offer.last_day))
            }
            Self::Closed(closed) => Words::plain(match closed.outcome {
                Outcome::Fulfilled => "fulfilled",
                Outcome::Cancelled => "cancelled",
                Outcome::Lapsed => "lapsed",
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

const fn why(barred: Barred) -> &'static str {
    match barred {
        Barred::Closed(outcome) => match outcome {
            Outcome::Fulfilled => "it is fulfilled for good",
            Outcome::Cancelled => "it is cancelled for good",
            Outcome::Lapsed => "it has lapsed for good",
        },
        Barred::ChargeUnresolved => "a charge of it is unresolved",
        Barred::NotCovered => "what is held does not cover what is due",
        Barred::NotOver => "its last day is not over",
    }
}

const fn closed(outcome: Outcome) -> Order {
    Order::Closed(ClosedOrder {
        ordinal: ORDER.ordinal(),
        expiry: EXPIRY,
        last_day: LAST_DAY,
        outcome,
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
