//! What notices say of the future: what will happen if nobody acts, and what can be done.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    charge::Bar,
    mailbox::event::NotGenerated,
    order::Due,
    values::{ChargeKey, Day, Money, OrderId},
};

/// Whether a mailbox renews by itself if nobody acts and its charges settle.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Outlook {
    /// The bound method will be charged, and the mailbox renewed.
    WillRenew {
        /// The day and the sum.
        charge: NextCharge,
    },
    /// A charge is unresolved or in doubt: what follows depends on its outcome.
    AwaitsOutcome {
        /// The charge whose outcome is awaited.
        key: ChargeKey,
        /// The order that its money counts for: its own, or the one that took its place.
        order: OrderId,
        /// What it asks for; none where it is in doubt.
        amount: Option<Money>,
    },
    /// It will not renew by itself.
    WillNotRenew {
        /// The first reason that bars it.
        reason: NoRenewal,
    },
}

/// A charge to come.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NextCharge {
    /// The day on which it is requested.
    pub on: Day,
    /// What it asks of this holder.
    pub amount: Money,
}

/// Why a mailbox will not renew by itself.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum NoRenewal {
    /// Its holder terminated it at expiry.
    TerminationStands,
    /// Automatic renewal is off.
    AutoRenewalOff,
    /// No order will be generated.
    NoOrder(NotGenerated),
    /// The bound method may not be charged.
    MethodBarred(Bar),
    /// The ladder is exhausted, or no rung is left.
    LadderExhausted,
}

/// What can be done so that the mailbox is renewed, with what it costs this holder and until when.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum WayOut {
    /// Pay the open order.
    Pay {
        /// The order.
        order: OrderId,
        /// The sum, and those that take its place on later days.
        dues: Vec<Due>,
    },
    /// Renew by hand what was last paid for; in place of the open order, where one is in its margin
    ///
    Renew {
        /// The first day on which that is possible.
        from: Day,
        /// The sum, and those that take its place on later days.
        dues: Vec<Due>,
    },
}

/// What follows if the mailbox is not renewed: if nobody acts and every charge is declined.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IfNotRenewed {
    /// The day on which sending stops; none where the mailbox cannot send any more, and while what
    /// follows depends on the outcome of a charge.
    pub sending_stops: Option<Day>,
    /// The day on which the mailbox is deleted; none while that depends on the outcome of a charge.
    pub deletion: Option<Day>,
}
