//! The states of an order, and the one match over (state, input).

use core::fmt;

use serde::{Deserialize, Serialize};

use super::OpenOrder;
use crate::{
    catalogue::Purchase,
    values::{Day, Money, OrderId},
};

/// One renewal order, as it stands: what is asked of it is answered by [`Order::step`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Order<'a> {
    /// Open: payable and, unless a charge of it is unresolved, cancellable.
    AwaitingPayment(&'a OpenOrder),
    /// Closed for good.
    Closed(&'a ClosedOrder),
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
    pub status: FinalStatus,
    /// The next order took its place: money that names it counts for that one.
    pub replaced: bool,
}

/// How an order ended: each is final.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum FinalStatus {
    /// Paid, and the mailbox renewed (*evaso*).
    Fulfilled,
    /// Cancelled (*annullato*).
    Cancelled,
    /// Its last day went by unpaid.
    Lapsed,
}

impl fmt::Display for FinalStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Fulfilled => "was fulfilled",
            Self::Cancelled => "was cancelled",
            Self::Lapsed => "lapsed",
        })
    }
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Input {
    /// Money held for it is counted against what is due.
    Pay {
        /// What is held.
        held: Money,
        /// What covers it: what is due in all, less what is waived.
        due: Money,
    },
    /// It is cancelled.
    Cancel {
        /// A charge of it is unresolved.
        unresolved: bool,
        /// Another order takes its place.
        replaced: bool,
    },
    /// Its last day and its margin are over.
    Lapse {
        /// The first day on which it no longer holds.
        on: Day,
        /// The last day of its margin.
        margin_ends: Day,
        /// A charge of it is unresolved.
        unresolved: bool,
    },
}

/// Why an input has no place in a state.
#[derive(Clone, Copy, Debug, Deserialize, Eq, thiserror::Error, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum InvalidTransition {
    /// It is closed, and every closing is final.
    #[error("the order is closed for good: it {0}")]
    Closed(FinalStatus),
    /// A charge of it is unresolved.
    #[error("a charge of the order is unresolved")]
    ChargeUnresolved,
    /// What is held does not cover what is due.
    #[error("what is held does not cover the order")]
    NotCovered,
    /// Its margin is not over.
    #[error("the margin of the order is not over")]
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

impl Order<'_> {
    /// The closed order that it becomes when `input` happens: every pair of state and input stands
    /// here. `last_day` is remembered with it.
    ///
    /// # Errors
    ///
    /// [`InvalidTransition`] where the input has no place in this state.
    pub fn step(self, input: Input, last_day: Day) -> Result<ClosedOrder, InvalidTransition> {
        match (self, input) {
            (Self::AwaitingPayment(open), Input::Pay { held, due }) => {
                if due <= held {
                    Ok(open.closed(FinalStatus::Fulfilled, last_day, false))
                } else {
                    Err(InvalidTransition::NotCovered)
                }
            }
            (
                Self::AwaitingPayment(_),
                Input::Cancel { unresolved: true, .. } | Input::Lapse { unresolved: true, .. },
            ) => Err(InvalidTransition::ChargeUnresolved),
            (Self::AwaitingPayment(open), Input::Cancel { unresolved: false, replaced }) => {
                Ok(open.closed(FinalStatus::Cancelled, last_day, replaced))
            }
            (Self::AwaitingPayment(open), Input::Lapse { on, margin_ends, unresolved: false }) => {
                if margin_ends < on {
                    Ok(open.closed(FinalStatus::Lapsed, last_day, false))
                } else {
                    Err(InvalidTransition::NotOver)
                }
            }
            (
                Self::Closed(order),
                Input::Pay { .. } | Input::Cancel { .. } | Input::Lapse { .. },
            ) => Err(InvalidTransition::Closed(order.status)),
        }
    }
}

impl OpenOrder {
    /// The closed order that it becomes.
    ///
    /// # Errors
    ///
    /// As [`Order::step`].
    pub fn close(&self, input: Input, last_day: Day) -> Result<ClosedOrder, InvalidTransition> {
        Order::AwaitingPayment(self).step(input, last_day)
    }

    /// The order paid in full, with the proof of it.
    ///
    /// # Errors
    ///
    /// [`InvalidTransition::NotCovered`] where `held` does not cover `due`.
    pub fn pay(
        &self,
        held: Money,
        due: Money,
        last_day: Day,
    ) -> Result<(ClosedOrder, Paid), InvalidTransition> {
        let closed = self.close(Input::Pay { held, due }, last_day)?;
        Ok((closed, Paid { order: self.id, purchase: self.purchase }))
    }

    const fn closed(&self, status: FinalStatus, last_day: Day, replaced: bool) -> ClosedOrder {
        let (ordinal, expiry) = (self.id.ordinal(), self.id.expiry());
        ClosedOrder { ordinal, expiry, last_day, status, replaced }
    }
}
