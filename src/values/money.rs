//! Euro amounts, in whole cents.

use alloc::boxed::Box;
use core::{fmt, str::FromStr};

use thiserror::Error;

use super::{
    text::{Text, excerpt, hundredths},
    wire::{Compact, serde_as_text_or_numbers},
};

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
    pub const MAX: Self = Self(1_000_000_000_000);

    /// Nothing, 0.00 euro: the smallest amount.
    pub const ZERO: Self = Self(0);

    /// The amount of so many cents.
    ///
    /// # Errors
    /// - [`MoneyError::AboveMaximum`] above [`Money::MAX`].
    pub fn from_cents(cents: u64) -> Result<Self, MoneyError> {
        let amount = Self(cents);
        if Self::MAX < amount {
            // Prints like any amount; it is not let out.
            let received = excerpt(amount.text().as_str());
            return Err(MoneyError::AboveMaximum { received, maximum: Self::MAX });
        }
        Ok(amount)
    }

    /// The amount of so many cents, stopping at [`Money::MAX`]: for amounts written in this crate.
    pub(crate) const fn of_cents(cents: u64) -> Self {
        if cents < Self::MAX.0 { Self(cents) } else { Self::MAX }
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
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(within_bounds)
    }

    /// The sum, stopping at [`Money::MAX`].
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        self.checked_add(other).unwrap_or(Self::MAX)
    }

    /// The difference, or `None` below zero.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// What is left after taking `other` away, never below zero.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// So many times this amount, or `None` above [`Money::MAX`].
    #[must_use]
    pub fn times(self, count: u32) -> Option<Self> {
        self.0.checked_mul(u64::from(count)).and_then(within_bounds)
    }

    /// This amount times `part` over `whole`, rounded half away from zero to the cent; nothing of no
    /// whole.
    pub(crate) fn share(self, part: u32, whole: u32) -> Self {
        let (part, whole) = (u64::from(part), u64::from(whole));
        let twice = self.0.saturating_mul(part).saturating_mul(2).saturating_add(whole);
        Self::of_cents(twice.checked_div(whole.saturating_mul(2)).unwrap_or_default())
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
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let cents =
            hundredths(text).ok_or_else(|| MoneyError::NotAnAmount { received: excerpt(text) })?;
        within_bounds(cents)
            .ok_or_else(|| MoneyError::AboveMaximum { received: excerpt(text), maximum: Self::MAX })
    }
}

impl Compact for Money {
    /// The cents.
    type Numbers = u64;

    fn numbers(&self) -> u64 {
        self.0
    }

    fn of_numbers(cents: u64) -> Option<Self> {
        within_bounds(cents)
    }
}

serde_as_text_or_numbers!(
    Money,
    "euro with at most two decimals, as text",
    "at most 1000000000000 cents"
);

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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::string::ToString;

    use super::{Money, MoneyError};
    use crate::values::testing::{assert_text, assert_wire, refusal};

    #[test]
    fn r_64_a_share_is_rounded_half_away_from_zero_to_the_cent() {
        let share = |cents, part, whole| Money(cents).share(part, whole).cents();
        assert_eq!(share(964, 73, 365), 193); // 192.8
        assert_eq!(share(964, 360, 365), 951); // 950.79
        assert_eq!([share(1, 1, 2), share(3, 1, 2), share(5, 1, 4)], [1, 2, 1]); // 0.5, 1.5, 1.25
        assert_eq!([share(964, 0, 365), share(964, 365, 365), share(964, 1, 0)], [0, 964, 0]);
        assert_eq!(Money::MAX.share(365_000, 365_000), Money::MAX);
    }

    #[test]
    fn reads_and_prints_two_decimals() {
        for (text, cents, printed) in [
            ("0", 0, "0.00"),
            ("12", 1_200, "12.00"),
            ("12.5", 1_250, "12.50"),
            ("12.50", 1_250, "12.50"),
            ("0.07", 7, "0.07"),
            ("10000000000", 1_000_000_000_000, "10000000000.00"),
        ] {
            let amount: Money = text.parse().unwrap();
            assert_eq!(amount.cents(), cents);
            assert_text(&amount, printed);
        }
        assert_wire(&Money::of_cents(1_250), r#""12.50""#);
    }

    #[test]
    fn refuses_every_other_text() {
        for text in ["", ".", ".5", "5.", "-1", "+1", "1.234", "1e3", " 1", "1 ", "1,50", "1.5.0"] {
            let error = text.parse::<Money>().unwrap_err();
            assert_eq!(error, MoneyError::NotAnAmount { received: text.into() });
        }
        assert_eq!(
            "1,50".parse::<Money>().unwrap_err().to_string(),
            r#""1,50" is not an amount: expected euro with at most two decimals, as in 12.50"#
        );
        assert_eq!(
            refusal::<Money>("12.5"),
            "invalid type: floating point `12.5`, \
             expected euro with at most two decimals, as text"
        );
    }

    #[test]
    fn stops_at_the_maximum() {
        let cent = Money::of_cents(1);
        assert_eq!(Money::from_cents(Money::MAX.cents()), Ok(Money::MAX));
        assert_eq!(
            Money::from_cents(Money::MAX.cents() + 1).unwrap_err().to_string(),
            "10000000000.01 is above the largest amount: expected at most 10000000000.00"
        );
        for text in ["10000000000.01", "99999999999999999999999999"] {
            let (received, maximum) = (text.into(), Money::MAX);
            let error = MoneyError::AboveMaximum { received, maximum };
            assert_eq!(text.parse::<Money>(), Err(error));
        }
        assert_eq!(Money::of_cents(u64::MAX), Money::MAX);
        assert_eq!(Money::MAX.checked_sub(cent).unwrap().checked_add(cent), Some(Money::MAX));
        assert_eq!(Money::MAX.checked_add(cent), None);
        assert_eq!(cent.saturating_add(cent), Money::of_cents(2));
        assert_eq!(Money::MAX.saturating_sub(cent).saturating_add(cent), Money::MAX);
        assert_eq!(Money::MAX.saturating_add(cent), Money::MAX);
        assert_eq!(Money::of_cents(500_000_000_000).times(2), Some(Money::MAX));
        assert_eq!(Money::of_cents(500_000_000_001).times(2), None);
        assert_eq!(Money::MAX.times(u32::MAX), None);
    }

    #[test]
    fn never_goes_below_zero() {
        let (less, more) = (Money::of_cents(1), Money::of_cents(3));
        assert_eq!(more.checked_sub(less), Some(Money::of_cents(2)));
        assert_eq!(more.saturating_sub(less), Money::of_cents(2));
        assert_eq!(less.checked_sub(more), None);
        assert_eq!(less.saturating_sub(more), Money::ZERO);
        assert!(Money::default().is_zero());
        assert!(!less.is_zero());
    }
}
