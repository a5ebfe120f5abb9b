//! The states of an order, and the one match over (state, input).

use serde::{Deserialize, Serialize};

use super::Offer;
use crate::{
    offer::Purchase,
    values::{Day, Money, OrderId},
};

/// One renewal offered.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Order {
    /// Open: payable and, unless a charge of it is unresolved, cancellable.
    AwaitingPayment(Offer),
    /// Closed for good.
    Closed(ClosedOrder),
}

/// What is remembered for ever of an order that is closed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedOrder {
    /// Its ordinal in the mailbox.
    pub ordinal: u32,
    /// The expiry that it was to renew.
    pub expiry: Day,
    /// The last day on which a payment could fulfil it.
    pub last_day: Day,
    /// How it ended.
    pub outcome: Outcome,
}

/// How an order ended: each is final.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Paid, and the mailbox renewed (*evaso*).
    Fulfilled,
    /// Cancelled (*annullato*).
    Cancelled,
    /// Its last day went by unpaid.
    Lapsed,
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Input {
    /// Money held for it is counted against what is due.
    Pay {
        /// What is held.
        held: Money,
        /// What is due in all.
        due: Money,
    },
    /// It is called off.
    Cancel {
        /// A charge of it is unresolved.
        unresolved: bool,
    },
    /// Its last day is over.
    Lapse {
        /// The first day on which it no longer holds.
        on: Day,
        /// A charge of it is unresolved.
        unresolved: bool,
    },
}

/// Why an input has no place in a state.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Barred {
    /// It is closed, and every closing is final.
    Closed(Outcome),
    /// A charge of it is unresolved.
    ChargeUnresolved,
    /// What is held does not cover what is due.
    NotCovered,
    /// Its last day is not over.
    NotOver,
}

/// Proof that an order was paid in full: what the service needs to renew.
#[derive(Debug, Eq, Hash, PartialEq)]
pub struct Paid {
    order: OrderId,
    purchase: Purchase,
}

impl Paid {
    /// The order.
    #[must_use]
    pub const fn order(&self) -> OrderId {
        self.order
    }

    /// What was bought.
    #[must_use]
    pub const fn purchase(&self) -> Purchase {
        self.purchase
    }
}

impl Order {
    /// The order paid in full, with the proof of it.
    ///
    /// # Errors
    ///
    /// [`Barred`] where it is closed, or `held` does not cover `due`.
    pub fn pay(&self, held: Money, due: Money) -> Result<(Self, Paid), Barred> {
        let next = self.step(Input::Pay { held, due })?;
        match self {
            Self::AwaitingPayment(offer) => {
                Ok((next, Paid { order: offer.id, purchase: offer.purchase }))
            }
            Self::Closed(closed) => Err(Barred::Closed(closed.outcome)),
        }
    }

    /// What the order becomes when `input` happens: every pair of state and input stands here.
    ///
    /// # Errors
    ///
    /// [`Barred`] where the input has no place in this state.
    pub fn step(&self, input: Input) -> Result<Self, Barred> {
        match (self, input) {
            (Self::AwaitingPayment(offer), Input::Pay { held, due }) => {
                if due <= held {
                    Ok(closed(offer, Outcome::Fulfilled))
                } else {
                    Err(Barred::NotCovered)
                }
            }
            (
                Self::AwaitingPayment(_),
                Input::Cancel { unresolved: true } | Input::Lapse { unresolved: true, .. },
            ) => Err(Barred::ChargeUnresolved),
            (Self::AwaitingPayment(offer), Input::Cancel { unresolved: false }) => {
                Ok(closed(offer, Outcome::Cancelled))
            }
            (Self::AwaitingPayment(offer), Input::Lapse { on, unresolved: false }) => {
                if offer.last_day < on {
                    Ok(closed(offer, Outcome::Lapsed))
                } else {
                    Err(Barred::NotOver)
                }
            }
            (
                Self::Closed(order),
                Input::Pay { .. } | Input::Cancel { .. } | Input::Lapse { .. },
            ) => Err(Barred::Closed(order.outcome)),
        }
    }
}

const fn closed(offer: &Offer, outcome: Outcome) -> Order {
    Order::Closed(ClosedOrder {
        ordinal: offer.id.ordinal(),
        expiry: offer.id.expiry(),
        last_day: offer.last_day,
        outcome,
    })
}
