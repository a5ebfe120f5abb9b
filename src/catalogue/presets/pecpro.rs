//! PECpro, of domainregister: charged once, half a month before expiry.

use alloc::vec;

use super::{
    super::{
        grace::{GracePhases, MailAccess},
        ladder::Ladder,
        parameters::Parameters,
        policy::Policy,
    },
    phase, prices, unstated,
};

impl Policy {
    /// A policy after the public help pages of domainregister on PECpro, version 1: days of order,
    /// charge, suspension and deletion are theirs, and all else is assumed.
    ///
    /// The manual says so of each value ([`providers`](crate::manual::providers)). The provider
    /// neither made nor endorsed it. The prices are illustrative.
    #[must_use]
    pub fn pecpro() -> Self {
        Self::preset(parameters(), prices::illustrative())
    }
}

fn parameters() -> Parameters {
    Parameters {
        order_lead_days: 15,
        ladder: Ladder::preset(vec![15]),
        // Suspended on the 7th day after expiry, and deleted on the 67th: neither is the last good one.
        grace: GracePhases::preset(vec![phase(6, MailAccess::FULL), phase(60, MailAccess::NONE)]),
        reminders_after: vec![1, 30, 60],
        ..unstated()
    }
}
