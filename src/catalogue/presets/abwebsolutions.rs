//! ABWebSolutions, a reseller: an early invoice that expires, one attempt, a surcharge.

use alloc::vec;

use super::{
    super::{
        grace::{GracePhase, GracePhases, MailAccess},
        ladder::Ladder,
        parameters::{AutoEnableOn, Parameters},
        policy::Policy,
    },
    phase, prices, unstated,
};
use crate::values::Money;

impl Policy {
    /// A policy after the public help pages of ABWebSolutions, version 1: the invoice, the attempt and
    /// the surcharge are theirs, and all else is assumed.
    ///
    /// The manual says so of each value ([`providers`](crate::manual::providers)). The provider
    /// neither made nor endorsed it. The prices are illustrative.
    #[must_use]
    pub fn abwebsolutions() -> Self {
        Self::preset(parameters(), prices::illustrative())
    }
}

fn parameters() -> Parameters {
    let with_surcharge = GracePhase {
        late_fee_net: Money::of_cents(1_000),
        ..phase(60, MailAccess::RECEIVE_AND_READ)
    };
    Parameters {
        order_lead_days: 40,
        ladder: Ladder::preset(vec![2]),
        recharge_on_method_update: false,
        unpaid_order_days: Some(40),
        grace: GracePhases::preset(vec![phase(30, MailAccess::RECEIVE_AND_READ), with_surcharge]),
        auto_enable_on: AutoEnableOn { card: true, paypal: false },
        ..unstated()
    }
}
