//! The table of the order.

use pec_renewal::{
    order::{ClosedOrder, FinalStatus, Input, InvalidTransition, OpenOrder, Order},
    values::Day,
};
use pec_test_support::cents;

use super::{
    given::{due, expiry, last_day, open_order, order, specimens},
    table::{InWords, Table, Words},
};

pub fn table() -> Table {
    let open = open_order();
    let replaced = ClosedOrder { replaced: true, ..closed(FinalStatus::Cancelled) };
    let [fulfilled, cancelled, lapsed] =
        [FinalStatus::Fulfilled, FinalStatus::Cancelled, FinalStatus::Lapsed].map(closed);
    let closed = [fulfilled, cancelled, replaced, lapsed];
    Table::of(
        "order",
        "The renewal order (R-20 to R-29): what it becomes by each input, or why the input has no \
         place.",
        &states(&open, &closed),
        |_| inputs(),
        |state, input| state.step(input, last_day()).map_err(why),
    )
}

fn states<'a>(open: &'a OpenOrder, closed: &'a [ClosedOrder; 4]) -> Vec<Order<'a>> {
    let [fulfilled, cancelled, replaced, lapsed] = closed;
    specimens!(Order<'_> {
        Order::AwaitingPayment(_) => [Order::AwaitingPayment(open)],
        Order::Closed(_) => [
            Order::Closed(fulfilled),
            Order::Closed(cancelled),
            Order::Closed(replaced),
            Order::Closed(lapsed),
        ],
    })
}

fn inputs() -> Vec<Input> {
    specimens!(Input {
        Input::Pay { .. } => [
            Input::Pay { held: due(), due: due() },
            Input::Pay { held: cents(due().cents() + 1), due: due() },
            Input::Pay { held: cents(due().cents() - 1), due: due() },
        ],
        Input::Cancel { .. } => [
            Input::Cancel { unresolved: false, replaced: false },
            Input::Cancel { unresolved: false, replaced: true },
            Input::Cancel { unresolved: true, replaced: false },
        ],
        Input::Lapse { .. } => [
            lapse(margin_ends(), false),
            lapse(margin_ends().next(), false),
            lapse(margin_ends().next(), true),
        ],
    })
}

impl InWords for Order<'_> {
    fn words(&self) -> Words {
        match self {
            Self::AwaitingPayment(_) => {
                let days = format!("last day {}, margin until {}", last_day(), margin_ends());
                Words::with("awaiting payment", days)
            }
            Self::Closed(closed) => closed.words(),
        }
    }
}

impl InWords for ClosedOrder {
    fn words(&self) -> Words {
        Words::plain(match self.status {
            FinalStatus::Fulfilled => "fulfilled",
            FinalStatus::Cancelled if self.replaced => "cancelled and replaced",
            FinalStatus::Cancelled => "cancelled",
            FinalStatus::Lapsed => "lapsed",
        })
    }
}

impl InWords for Input {
    fn words(&self) -> Words {
        match self {
            Self::Pay { held, due } => Words::with("paid", format!("held {held}, due {due}")),
            Self::Cancel { unresolved, replaced } => {
                let name = if *replaced { "replaced" } else { "called off" };
                Words::with(name, charge_is(*unresolved).to_string())
            }
            Self::Lapse { on, unresolved, .. } => {
                Words::with("margin over", format!("{on}, {}", charge_is(*unresolved)))
            }
        }
    }
}

/// How an order is closed.
pub fn final_statuses() -> Vec<FinalStatus> {
    specimens!(FinalStatus {
        FinalStatus::Fulfilled => [FinalStatus::Fulfilled],
        FinalStatus::Cancelled => [FinalStatus::Cancelled],
        FinalStatus::Lapsed => [FinalStatus::Lapsed],
    })
}

/// Five days after the last one, as the preset says.
fn margin_ends() -> Day {
    last_day().plus_days(5)
}

fn lapse(on: Day, unresolved: bool) -> Input {
    Input::Lapse { on, margin_ends: margin_ends(), unresolved }
}

fn charge_is(unresolved: bool) -> &'static str {
    if unresolved { "a charge is unresolved" } else { "no charge is unresolved" }
}

fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::Closed(status) => match status {
            FinalStatus::Fulfilled => "it is fulfilled for good (R-27)",
            FinalStatus::Cancelled => "it is cancelled for good (R-27)",
            FinalStatus::Lapsed => "it has lapsed for good (R-27)",
        },
        InvalidTransition::ChargeUnresolved => "a charge of it is unresolved (R-24, R-32)",
        InvalidTransition::NotCovered => "what is held does not cover what is due (R-44)",
        InvalidTransition::NotOver => "its margin is not over (R-26)",
    }
}

fn closed(status: FinalStatus) -> ClosedOrder {
    let (ordinal, expiry) = (order().ordinal(), expiry());
    ClosedOrder { ordinal, expiry, last_day: last_day(), status, replaced: false }
}
