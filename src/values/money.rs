//! Euro amounts, in whole cents.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use thiserror::Error;

use super::text::{Text, excerpt, hundredths, serde_as_text};

/// An amount of euro, in whole cents, from [`Money::ZERO`] to [`Money::MAX`] (R-40).
///
/// Its text is euro with two decimals, `12.50`; `12` and `12.5` are read too. A sign, a third
/// decimal, an exponent, a space or a grouping mark is refused.
///
/// # Examples
/// ```
/// use pec_renewal::values::Money;
///
/// let price: Money = "7.9".parse()?;
/// assert_eq!(price.cents(), 790);
/// assert_eq!(price.times(3).map(|sum| sum.to_string()).as_deref(), Some("23.70"));
/// # Ok::<(), pec_renewal::values::MoneyError>(())
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Money(u64);

impl Money {
    /// Ten thousand million euro, the largest amount; inclusive.
    pub const MAX: Money = Money(1_000_000_000_000);

    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// The amount of so many cents.
    ///
    /// # Errors
    /// - [`MoneyError::AboveMaximum`] above [`Money::MAX`].
    pub fn from_cents(cents: u64) -> Result<Money, MoneyError> {
        let amount = Money(cents);
        if Money::MAX < amount {
            // Prints like any amount; it is not let out.
            let received = excerpt(amount.text().as_str());
            return Err(MoneyError::AboveMaximum { received, maximum: Money::MAX });
        }
        Ok(amount)
    }

    /// The amount of so many cents, stopping at [`Money::MAX`]: for amounts written in this crate.
    pub(crate) const fn of_cents(cents: u64) -> Money {
        if cents < Money::MAX.0 { Money(cents) } else { Money::MAX }
    }

    /// The amount in cents.
    #[must_use]
    pub const fn cents(self) -> u64 {
        self.0
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` above [`Money::MAX`].
    #[must_use]
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).and_then(within_bounds)
    }

    /// The difference, or `None` below zero.
    #[must_use]
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// What is left after taking `other` away, never below zero.
    #[must_use]
    pub fn saturating_sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }

    /// So many times this amount, or `None` above [`Money::MAX`].
    #[must_use]
    pub fn times(self, count: u32) -> Option<Money> {
        self.0.checked_mul(u64::from(count)).and_then(within_bounds)
    }

    fn text(self) -> Text<24> {
        Text::new().number(self.0 / 100, 1).text(b".").number(self.0 % 100, 2)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text().as_str())
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads euro with at most two decimals.
    ///
    /// # Errors
    /// - [`MoneyError::NotAnAmount`] for any other text.
    /// - [`MoneyError::AboveMaximum`] above [`Money::MAX`].
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let cents =
            hundredths(text).ok_or_else(|| MoneyError::NotAnAmount { received: excerpt(text) })?;
        within_bounds(cents).ok_or_else(|| MoneyError::AboveMaximum {
            received: excerpt(text),
            maximum: Money::MAX,
        })
    }
}

serde_as_text!(Money, "euro with at most two decimals, as text");

/// Why something is not an amount; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum MoneyError {
    /// The text is no amount: write digits, and at most two decimals after a point.
    #[error("{received:?} is not an amount: expected euro with at most two decimals, as in 12.50")]
    NotAnAmount {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The amount is larger than any this crate works with.
    #[error("{received} is above the largest amount: expected at most {maximum}")]
    AboveMaximum {
        /// The amount as received, or its beginning.
        received: Box<str>,
        /// The largest amount accepted.
        maximum: Money,
    },
}

fn within_bounds(cents: u64) -> Option<Money> {
    Some(Money(cents)).filter(|amount| *amount <= Money::MAX)
}
