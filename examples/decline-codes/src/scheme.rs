//! Whose code it is.

use std::{fmt, str::FromStr};

/// Whose code it is: the same digits mean different things in different lists.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Scheme {
    /// Response codes of ISO 8583, where nothing more is known of the scheme.
    Iso8583,
    /// Visa's response codes.
    Visa,
    /// Visa's categories 1 to 4 of declines.
    VisaCategory,
    /// Mastercard's response codes.
    Mastercard,
    /// Mastercard's merchant advice codes, by Mastercard's own numbers.
    MastercardAdvice,
    /// Issues and states of `PayPal`'s Orders and Payments interfaces.
    PayPal,
    /// Numbers of `PayPal`'s older interfaces for reference transactions.
    PayPalNvp,
}

/// A scheme that the table does not have.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("there is no scheme {received:?}: expected one of {}", Scheme::names())]
pub struct UnknownScheme {
    /// What was said.
    pub received: String,
}

impl Scheme {
    /// Every scheme, in the order of the table.
    pub const ALL: [Self; 7] = [
        Self::Iso8583,
        Self::Visa,
        Self::VisaCategory,
        Self::Mastercard,
        Self::MastercardAdvice,
        Self::PayPal,
        Self::PayPalNvp,
    ];

    /// Whether its codes come beside a response code and say when to ask again, not whether the
    /// charge was approved.
    #[must_use]
    pub const fn is_advice(self) -> bool {
        match self {
            Self::VisaCategory | Self::MastercardAdvice => true,
            Self::Iso8583 | Self::Visa | Self::Mastercard | Self::PayPal | Self::PayPalNvp => false,
        }
    }

    fn names() -> String {
        Self::ALL.map(|scheme| scheme.to_string()).join(", ")
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Iso8583 => "iso-8583",
            Self::Visa => "visa",
            Self::VisaCategory => "visa-category",
            Self::Mastercard => "mastercard",
            Self::MastercardAdvice => "mastercard-advice",
            Self::PayPal => "paypal",
            Self::PayPalNvp => "paypal-nvp",
        })
    }
}

impl FromStr for Scheme {
    type Err = UnknownScheme;

    fn from_str(text: &str) -> Result<Self, UnknownScheme> {
        Self::ALL
            .into_iter()
            .find(|scheme| scheme.to_string() == text)
            .ok_or_else(|| UnknownScheme { received: text.to_owned() })
    }
}
