//! Aruba: the provider whose pages say most.

use alloc::vec;

use super::{
    super::{
        grace::{GracePhases, MailAccess},
        ladder::Ladder,
        parameters::{AutoEnableOn, LatePayment, Parameters},
        policy::Policy,
    },
    phase, prices, unstated,
};

impl Policy {
    /// A policy after the public help pages of Aruba, version 1.
    ///
    /// It is not the provider's own statement, and much of it is guesswork: the manual says of each
    /// value whether a page states it or it is *assumed* ([`providers`](crate::manual::providers)).
    /// The prices are illustrative, and have no end: bring your own list.
    ///
    /// Paying by card or `PayPal` switches automatic renewal on, as the pages say. The Italian
    /// competition authority fined the practice of tying it to the choice of a way to pay (decision
    /// 26626 of 2017, upheld in court in 2019): with consumers, ask for their consent, keep it on
    /// record, and set `auto_enable_needs_consent`.
    #[must_use]
    pub fn aruba() -> Self {
        Self::preset(parameters(), prices::illustrative())
    }
}

fn parameters() -> Parameters {
    Parameters {
        // A3 and A27 say 7, and nothing of a second attempt.
        ladder: Ladder::preset(vec![7, 5, 3, 1]),
        grace: GracePhases::preset(vec![phase(90, MailAccess::RECEIVE_AND_READ)]),
        auto_enable_on: AutoEnableOn { card: true, paypal: true },
        late_payment: LatePayment::Credit { months: 12 },
        ..unstated()
    }
}
