//! Parameters and prices that go together.

use serde::{Deserialize, Serialize};

use super::{
    contradiction::{self, PolicyContradiction},
    parameters::Parameters,
    price_list::PriceList,
};

/// Parameters and prices that go together: the policy of a provider.
///
/// # Properties
/// - What is due for any order is at most [`AMOUNT_DUE_MAX`](super::AMOUNT_DUE_MAX), tax and late fee
///   included, so that no tick is refused for the sake of the policy.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "Parts")]
pub struct Policy {
    parameters: Parameters,
    prices: PriceList,
}

impl Policy {
    /// The policy of these parameters and prices.
    ///
    /// # Errors
    /// - [`PolicyContradiction`]: the first that is found, in the order of its variants.
    pub fn new(parameters: Parameters, prices: PriceList) -> Result<Self, PolicyContradiction> {
        contradiction::check(&parameters, &prices)?;
        Ok(Self { parameters, prices })
    }

    /// A policy written in this crate; a test proves that [`Policy::new`] accepts it.
    pub(super) fn preset(parameters: Parameters, prices: PriceList) -> Self {
        Self { parameters, prices }
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The price list.
    #[must_use]
    pub fn prices(&self) -> &PriceList {
        &self.prices
    }
}

/// A policy as it stands on the wire, not yet believed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Policy")]
struct Parts {
    parameters: Parameters,
    prices: PriceList,
}

impl TryFrom<Parts> for Policy {
    type Error = PolicyContradiction;

    fn try_from(parts: Parts) -> Result<Self, PolicyContradiction> {
        Self::new(parts.parameters, parts.prices)
    }
}
