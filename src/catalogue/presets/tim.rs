//! TIM PEC, by the year: charged on the day itself, and daily after it.

use alloc::vec;

use super::{
    super::{
        grace::{GracePhases, MailAccess},
        ladder::Ladder,
        parameters::{AfterExhaustion, Parameters},
        policy::Policy,
    },
    phase, prices, unstated,
};

impl Policy {
    /// A policy after the public page of TIM on its yearly PEC, version 1: days of charges and of the
    /// end are theirs, and all else is assumed.
    ///
    /// The manual says so of each value ([`providers`](crate::manual::providers)). The provider
    /// neither made nor endorsed it. The prices are illustrative.
    #[must_use]
    pub fn tim() -> Self {
        Self::preset(parameters(), prices::illustrative())
    }
}

fn parameters() -> Parameters {
    Parameters {
        order_lead_days: 0,
        ladder: Ladder::preset(vec![
            0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13, -14,
        ]),
        late_charge: false,
        after_exhaustion: AfterExhaustion::SwitchOff,
        grace: GracePhases::preset(vec![
            phase(15, MailAccess::FULL),
            phase(30, MailAccess::RECEIVE_AND_READ),
        ]),
        // The message that the end begins leaves these days.
        deletion_warning_days: 30,
        reminders_after: vec![45],
        ..unstated()
    }
}
