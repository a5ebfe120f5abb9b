//! Register.it: a month that receives, then five days that can only be read.

use alloc::vec;

use super::{
    super::{
        grace::{GracePhase, GracePhases, MailAccess},
        parameters::Parameters,
        policy::Policy,
    },
    phase, prices, unstated,
};

impl Policy {
    /// A policy after the public help pages of Register.it, version 1: what becomes of an expired
    /// mailbox is theirs, and all else is assumed.
    ///
    /// The manual says so of each value ([`providers`](crate::manual::providers)). The provider
    /// neither made nor endorsed it. The prices are illustrative.
    #[must_use]
    pub fn register_it() -> Self {
        Self::preset(parameters(), prices::illustrative())
    }
}

fn parameters() -> Parameters {
    let read_only = GracePhase { renewable: false, ..phase(5, MailAccess::READ_ONLY) };
    Parameters {
        grace: GracePhases::preset(vec![phase(30, MailAccess::RECEIVE_AND_READ), read_only]),
        reminders_after: vec![1, 30],
        ..unstated()
    }
}
