//! Virgilio PEC: out of use at expiry, and kept for a purchase that restores it.

use alloc::vec;

use super::{
    super::{
        grace::{GracePhases, MailAccess},
        parameters::{ExtensionBase, Parameters},
        policy::Policy,
    },
    phase, prices, unstated,
};

impl Policy {
    /// A policy after the public help page of Virgilio PEC, version 1: what becomes of an expired
    /// mailbox is theirs, and all else is assumed.
    ///
    /// The manual says so of each value ([`providers`](crate::manual::providers)). The provider
    /// neither made nor endorsed it. The prices are illustrative.
    #[must_use]
    pub fn virgilio() -> Self {
        Self::preset(parameters(), prices::illustrative())
    }
}

fn parameters() -> Parameters {
    Parameters {
        grace: GracePhases::preset(vec![phase(90, MailAccess::NONE)]),
        extension_base: ExtensionBase::PaymentDay,
        ..unstated()
    }
}
