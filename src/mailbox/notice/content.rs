//! What the longer notices carry.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::outlook::{IfNotRenewed, NextCharge, NoRenewal, Outlook, WayOut};
use crate::{
    catalogue::Term,
    charge::{Bar, Failure},
    order::Due,
    values::{Day, Money, OrderId},
};

/// What an expiry reminder carries.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiryReminder {
    /// The last day of service.
    pub expiry: Day,
    /// Days from today to the expiry; negative once expired.
    pub days_left: i32,
    /// Whether it renews by itself.
    pub outlook: Outlook,
    /// How the holder can renew it; none where nothing can be done now.
    pub way_out: Option<WayOut>,
    /// What follows if it is not renewed.
    pub if_not_renewed: IfNotRenewed,
}

/// What the notice of art. 65-bis carries.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TacitRenewal {
    /// The expiry of the running period.
    pub expiry: Day,
    /// The term that the renewal will buy.
    pub term: Term,
    /// The last day on which switching off certainly prevents the charge: the one before the first
    /// rung to come; none where a charge is on its way, or the next tick may ask for one.
    pub opt_out_by: Option<Day>,
    /// The charge: the one that comes or, where something bars it, the one that comes if the bar
    /// falls; none where no price is known, and before the outcome of a charge on its way.
    pub charge: Option<NextCharge>,
    /// Whether it renews by itself, and if not, what bars it now.
    pub outlook: Outlook,
}

/// What the warning before deletion carries.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DeletionWarning {
    /// The last day of service.
    pub expiry: Day,
    /// The day on which the mailbox is deleted if it is not renewed, or later if that depends on a
    /// charge.
    pub deletion: Day,
    /// Days from today to the deletion.
    pub days_left: i32,
    /// The last day on which it can be renewed; it may be over.
    pub renewable_until: Day,
    /// Whether it renews by itself.
    pub outlook: Outlook,
    /// How the holder can renew it; none where nothing can be done now.
    pub way_out: Option<WayOut>,
}

/// What the notice carries that takes back what another one said.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OutlookChanged {
    /// The last day of service.
    pub expiry: Day,
    /// Days from today to the expiry; negative once expired.
    pub days_left: i32,
    /// What was said and no longer holds.
    pub overtaken: Overtaken,
    /// Whether it renews by itself.
    pub outlook: Outlook,
    /// How the holder can renew it; none where nothing can be done now.
    pub way_out: Option<WayOut>,
    /// What follows if it is not renewed.
    pub if_not_renewed: IfNotRenewed,
}

/// What was said and, to the holder's loss and by no act of the holder's, no longer holds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Overtaken {
    /// It was to renew by itself, and will not.
    WillNotRenew,
    /// The charge will ask for more.
    SumRose {
        /// The sum that was named.
        said: Money,
    },
    /// The charge will come earlier.
    ChargeNearer {
        /// The day that was named.
        said: Day,
    },
    /// The sum that was offered does not suffice as long as was said.
    OfferEndsSooner {
        /// The sum offered.
        amount: Money,
        /// The last day that was named for it.
        said: Day,
    },
}

impl Overtaken {
    pub(crate) const fn is_of_the_sum(&self) -> bool {
        match self {
            Self::SumRose { .. } => true,
            Self::WillNotRenew | Self::ChargeNearer { .. } | Self::OfferEndsSooner { .. } => false,
        }
    }
}

/// Why a notice of a failed charge is owed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Trouble {
    /// A charge was refused.
    Failed(Failure),
    /// A charge could not be asked for.
    Barred(Bar),
    /// The last charge was made: no other follows.
    Exhausted,
}

/// What the notice of a failed charge carries.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeFailed {
    /// The order that is being collected.
    pub order: OrderId,
    /// What went wrong this time.
    pub trouble: Trouble,
    /// The next charge, if one follows by itself.
    pub next_charge: Option<NextCharge>,
    /// Why no charge follows, where none does.
    pub reason: Option<NoRenewal>,
    /// What is to be paid by hand, and until when; empty where that is not asked for now.
    pub dues: Vec<Due>,
    /// The charge that comes if another method is bound today; none where a charge comes anyway, or
    /// where that brings none.
    pub with_another_method: Option<NextCharge>,
    /// What follows if it is not renewed.
    pub if_not_renewed: IfNotRenewed,
}

/// What the notice of a part payment carries.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentIncomplete {
    /// The order that was paid in part.
    pub order: OrderId,
    /// What is held for it.
    pub held: Money,
    /// What is missing as of today.
    pub missing: Money,
    /// Whether the rest is charged by itself, or depends on a charge.
    pub outlook: Outlook,
    /// What is to be paid by hand, and until when; empty where that is not asked for now.
    pub dues: Vec<Due>,
    /// What follows if it is not renewed.
    pub if_not_renewed: IfNotRenewed,
}

/// What the acknowledgement carries that a holder withdrew or left.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DepartureReceived {
    /// The order whose renewal was withdrawn from, or whose term was left.
    pub order: OrderId,
    /// What is owed back of it and of every later one, in cash.
    pub owed_back: Money,
    /// The last day of service from now on; it may be over. None where the mailbox is deleted or
    /// ending: only the money comes back.
    pub expiry: Option<Day>,
    /// How the holder can renew it; none where nothing can be done now.
    pub way_out: Option<WayOut>,
    /// What follows if it is not renewed.
    pub if_not_renewed: IfNotRenewed,
}

/// What the confirmation of a renewal carries.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Renewed {
    /// The order that was fulfilled.
    pub order: OrderId,
    /// The new expiry.
    pub expiry: Day,
    /// What was paid for it.
    pub paid: Money,
    /// What is still to come for it, by the commitment of a public body.
    pub receivable: Money,
}
