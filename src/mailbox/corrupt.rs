//! Why a stored history cannot be folded.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::opening::contradiction::CarriedContradiction;
use crate::{auto_renewal, charge, order, service, values::Day};

/// A history that this engine cannot have written: events are missing, reordered, foreign or
/// altered.
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
    /// The order opened does not follow the previous ones.
    #[error("it opens an order out of turn")]
    OrderOutOfTurn,
    /// The order lapses on a day that has not come.
    #[error("its order lapses on a later day")]
    LapsedAhead,
    /// The order renews another expiry than the mailbox has.
    #[error("it renews another expiry")]
    OtherExpiry,
    /// The charge named was never requested.
    #[error("it names a charge that was never requested")]
    NeverRequested,
    /// The method named is not the one bound.
    #[error("its method is not the one bound")]
    MethodIsNotBound,
    /// The method named is never charged again.
    #[error("its method is dead")]
    MethodIsDead,
    /// The method named is not to be asked again before a later day.
    #[error("its method is not to be asked again before a later day")]
    MethodIsPutOff,
    /// The charge machine has no such transition.
    #[error("{0}")]
    Charge(charge::InvalidTransition),
    /// The machine of automatic renewal has no such transition.
    #[error("{0}")]
    AutoRenewal(auto_renewal::InvalidTransition),
    /// The order machine has no such transition.
    #[error("{0}")]
    Order(order::InvalidTransition),
    /// The service machine has no such transition.
    #[error("{0}")]
    Service(service::InvalidTransition),
    /// A mailbox is deleted although it has an open order or renews by itself.
    #[error("the mailbox still has an open order or automatic renewal")]
    DeletedInUse,
    /// It needs a deleted mailbox.
    #[error("the mailbox is not deleted")]
    NotDeleted,
    /// Sums would leave the range of money, or more would be moved than is there.
    #[error("the sums do not add up")]
    SumsDoNotAddUp,
    /// The expiry is not a whole number of years after the anchor.
    #[error("its expiry is off its anchor")]
    OffAnchor,
    /// A payment of nothing.
    #[error("its payment is of nothing")]
    PaymentOfNothing,
    /// A payment that counts for a later day than its event.
    #[error("its payment counts for a later day")]
    PaymentAhead,
    /// A consent on record that was given after its event.
    #[error("its consent was given on a later day")]
    ConsentAhead,
    /// A settled charge under another reference than its key, or naming another order; or a payment
    /// by hand under the key of a charge.
    #[error("its payment reference is not that of its source")]
    OtherReference,
    /// A reference that names a payment or a payout already.
    #[error("its payment reference is known already")]
    PaymentRepeated,
    /// A refund of nothing, or a payout of nothing.
    #[error("its refund is of nothing")]
    RefundOfNothing,
    /// A payout on a later day than its event.
    #[error("its payout lies on a later day")]
    PayoutAhead,
    /// A refund out of sequence, or a payout for none.
    #[error("its refund is out of turn")]
    RefundOutOfTurn,
    /// A payout for a refund that was settled before.
    #[error("its refund is settled already")]
    RefundSettled,
    /// A payout that settles another refund, or leaves another debt, than it says.
    #[error("its payout settles something else")]
    SettlesOtherwise,
    /// A reversal of money that is not there so, or that leaves another debt than it says.
    #[error("it takes back money that does not lie so")]
    NotTheirsToReverse,
    /// A reversal dated on a later day than its event.
    #[error("its reversal lies on a later day")]
    ReversalAhead,
    /// A debt out of sequence, or one that is not known.
    #[error("its debt is out of turn")]
    DebtOutOfTurn,
    /// A second commitment for what is to come already.
    #[error("its order has something to come already")]
    ReceivableTwice,
    /// Money for what was never to come.
    #[error("nothing is to come for its order")]
    NoReceivable,
    /// A commitment on a later day than its event, or of a holder that is not a public body.
    #[error("its commitment is not one of a public body by that day")]
    NoCommitment,
    /// A charge is requested under a key under which money has already settled.
    #[error("its charge key is known already")]
    ChargeKeyRepeated,
    /// It says that a day has gone by which has not.
    #[error("it says that a day has gone by which has not")]
    DatedAhead,
    /// A notice out of sequence, or a report of none.
    #[error("its notice is out of turn")]
    NoticeOutOfTurn,
    /// It ends a term that was not bought, or not as it says.
    #[error("it ends a term that was not bought so")]
    NotBought,
    /// A plan takes effect that was not planned.
    #[error("the plan was not to change")]
    PlanNotPlanned,
    /// What it carries of a life lived elsewhere contradicts itself.
    #[error("{0}")]
    Carried(CarriedContradiction),
    /// What the policy is said to have made of what it carries is of something else.
    #[error("what was judged is not what it carries")]
    JudgedOtherwise,
    /// What it says is so already.
    #[error("what it says is so already")]
    NothingNew,
}
