//! Why a stored history cannot be folded.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use crate::values::Day;

/// A history that this engine cannot have written: events missing, reordered, foreign or altered.
#[derive(Clone, Debug, Deserialize, Eq, thiserror::Error, PartialEq, Serialize)]
#[error("event {sequence} ({fact}) cannot follow: {why}")]
#[serde(deny_unknown_fields)]
pub struct CorruptHistory {
    /// The event's place in the history, counted from 1.
    pub sequence: u64,
    /// The name of its fact.
    pub fact: Box<str>,
    /// What contradicts it.
    pub why: Contradiction,
}

/// What contradicts an event.
#[derive(Clone, Copy, Debug, Deserialize, Eq, thiserror::Error, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Contradiction {
    /// The history does not begin with the opening.
    #[error("the mailbox is not open yet")]
    NotOpen,
    /// A second opening.
    #[error("the mailbox is open already")]
    AlreadyOpen,
    /// The event is dated before the one that precedes it.
    #[error("it is dated {received}, before {last}")]
    OutOfOrder {
        /// The day of the event before.
        last: Day,
        /// The day of this event.
        received: Day,
    },
    /// The order named is not this mailbox's open order.
    #[error("it names an order that is not the open one")]
    NotTheOpenOrder,
    /// The order opened does not follow the ones before.
    #[error("it opens an order out of turn")]
    OrderOutOfTurn,
    /// The charge named was never requested, or is not the unresolved one.
    #[error("it names a charge that is not the unresolved one")]
    NotTheUnresolvedCharge,
    /// The charge machine has no such transition.
    #[error("the collection of the order does not allow it")]
    ChargeBarsIt,
    /// The machine of automatic renewal has no such transition.
    #[error("automatic renewal does not allow it")]
    AutoRenewalBarsIt,
    /// The order machine has no such transition.
    #[error("the order does not allow it")]
    OrderBarsIt,
    /// The service machine has no such transition.
    #[error("the service does not allow it")]
    ServiceBarsIt,
    /// Sums would leave the range of money, or more would be moved than is there.
    #[error("the sums do not add up")]
    SumsDoNotAddUp,
    /// A payment reference that is known already.
    #[error("its payment reference is known already")]
    PaymentRepeated,
    /// A charge is asked for under a key that settled money came under already.
    #[error("its charge key is known already")]
    ChargeKeyRepeated,
    /// A notice out of sequence, or a report of none.
    #[error("its notice is out of turn")]
    NoticeOutOfTurn,
    /// A plan takes effect that was not planned.
    #[error("the plan was not to change")]
    PlanNotPlanned,
    /// What it says is so already.
    #[error("what it says is so already")]
    NothingNew,
}
