//! Prices: a net amount, the tax on it, and their sum.

use alloc::boxed::Box;
use core::{fmt, str::FromStr};

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    money::Money,
    text::{Text, excerpt, hundredths},
    wire::{Compact, serde_as_text_or_numbers},
};

/// A rate of value-added tax (*IVA*), in hundredths of a percent, from 0 to 100 % (R-40).
///
/// Its text is the percentage without a sign: `22`, `5.5`.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct VatRate(u16);

impl VatRate {
    /// The largest rate, 100 %; inclusive.
    pub const MAX: Self = Self(10_000);

    /// The Italian ordinary rate, 22 %.
    pub const ORDINARY: Self = Self(2_200);

    /// No tax, 0 %.
    pub const ZERO: Self = Self(0);

    /// The rate of so many hundredths of a percent: 2200 is 22 %.
    ///
    /// # Errors
    /// - [`VatRateError::AboveMaximum`] above 10000.
    pub fn new(hundredths: u16) -> Result<Self, VatRateError> {
        within_bounds(hundredths.into())
    }

    /// The rate in hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// The tax on a net amount, rounded half away from zero to the cent (R-40).
    ///
    /// The tax on an amount within the bounds lies within them too; `None` is never seen.
    #[must_use]
    pub fn on(self, net: Money) -> Option<Money> {
        if net.is_zero() {
            return Some(Money::ZERO);
        }
        let cents = Decimal::from(net.cents()).checked_mul(Decimal::new(self.0.into(), 4))?;
        let whole = cents.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Money::from_cents(whole.to_u64()?).ok()
    }
}

impl fmt::Debug for VatRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}%")
    }
}

impl fmt::Display for VatRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = Text::<8>::new().number((self.0 / 100).into(), 1);
        let text = match (self.0 / 10 % 10, self.0 % 10) {
            (0, 0) => percent,
            (tenths, 0) => percent.text(b".").number(tenths.into(), 1),
            _ => percent.text(b".").number((self.0 % 100).into(), 2),
        };
        f.pad(text.as_str())
    }
}

impl FromStr for VatRate {
    type Err = VatRateError;

    /// Reads a percentage with at most two decimals.
    ///
    /// # Errors
    /// - [`VatRateError::NotARate`] for any other text.
    /// - [`VatRateError::AboveMaximum`] above 100 %.
    fn from_str(text: &str) -> Result<Self, VatRateError> {
        let rate =
            hundredths(text).ok_or_else(|| VatRateError::NotARate { received: excerpt(text) })?;
        within_bounds(rate)
    }
}

impl Compact for VatRate {
    /// The hundredths of a percent.
    type Numbers = u16;

    fn numbers(&self) -> u16 {
        self.0
    }

    fn of_numbers(hundredths: u16) -> Option<Self> {
        Self::new(hundredths).ok()
    }
}

serde_as_text_or_numbers!(
    VatRate,
    "a percentage with at most two decimals, as text",
    "at most 10000 hundredths of a percent"
);

/// Why something is not a rate of tax; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum VatRateError {
    /// The text is no rate: write the percentage, without the sign.
    #[error(
        "{received:?} is not a rate: expected a percentage with at most two decimals, as in 22"
    )]
    NotARate {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The rate is above 100 %.
    #[error("{hundredths} hundredths of a percent are too many: expected at most {maximum}")]
    AboveMaximum {
        /// The rate received, in hundredths of a percent.
        hundredths: u64,
        /// The largest rate, in the same unit.
        maximum: u16,
    },
}

/// What something costs: the net amount, the tax on it, and the gross amount (R-40).
///
/// # Properties
/// - `net + vat = gross`, exactly.
/// - `vat` is the rate applied to `net`, rounded half away from zero to the cent.
///
/// Both hold for a price that was read from the wire as well.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "Parts")]
pub struct Price {
    net: Money,
    vat: Money,
    gross: Money,
    rate: VatRate,
}

impl Price {
    /// The price of a net amount at a rate, or `None` if the gross amount is above
    /// [`Money::MAX`].
    #[must_use]
    pub fn of(net: Money, rate: VatRate) -> Option<Self> {
        let vat = rate.on(net)?;
        Some(Self { net, vat, gross: net.checked_add(vat)?, rate })
    }

    /// The amount without tax: all that a public body under split payment owes.
    #[must_use]
    pub const fn net(&self) -> Money {
        self.net
    }

    /// The tax on the net amount, rounded to the cent.
    #[must_use]
    pub const fn vat(&self) -> Money {
        self.vat
    }

    /// The amount with tax.
    #[must_use]
    pub const fn gross(&self) -> Money {
        self.gross
    }

    /// What is owed of it: the net amount under split payment, else the gross amount (R-40).
    #[must_use]
    pub const fn owed(&self, net_only: bool) -> Money {
        if net_only { self.net } else { self.gross }
    }

    /// The rate of the tax.
    #[must_use]
    pub const fn rate(&self) -> VatRate {
        self.rate
    }
}

/// Why four amounts read from the wire are not a price; the writer was at fault.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PriceError {
    /// The net amount leaves no room for its tax.
    #[error("a net amount of {net} at {rate} % is above the largest gross amount: {maximum}")]
    AboveMaximum {
        /// The net amount received.
        net: Money,
        /// The rate received.
        rate: VatRate,
        /// The largest gross amount.
        maximum: Money,
    },
    /// The tax is not that of the net amount.
    #[error("a tax of {received} does not belong to {net} at {rate} %: expected {expected}")]
    VatNotOfNet {
        /// The net amount received.
        net: Money,
        /// The rate received.
        rate: VatRate,
        /// The tax that belongs to them.
        expected: Money,
        /// The tax received.
        received: Money,
    },
    /// Net and tax do not add up.
    #[error("a gross amount of {received} is not {net} and {vat}: expected {expected}")]
    GrossNotSum {
        /// The net amount received.
        net: Money,
        /// The tax received.
        vat: Money,
        /// The sum of net and tax.
        expected: Money,
        /// The gross amount received.
        received: Money,
    },
}

/// A price as it stands on the wire, not yet believed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Price")]
struct Parts {
    net: Money,
    vat: Money,
    gross: Money,
    rate: VatRate,
}

impl TryFrom<Parts> for Price {
    type Error = PriceError;

    fn try_from(parts: Parts) -> Result<Self, PriceError> {
        let Parts { net, vat, gross, rate } = parts;
        let price = Self::of(net, rate).ok_or(PriceError::AboveMaximum {
            net,
            rate,
            maximum: Money::MAX,
        })?;
        if vat != price.vat {
            let expected = price.vat;
            return Err(PriceError::VatNotOfNet { net, rate, expected, received: vat });
        }
        if gross != price.gross {
            let expected = price.gross;
            return Err(PriceError::GrossNotSum { net, vat, expected, received: gross });
        }
        Ok(price)
    }
}

fn within_bounds(hundredths: u64) -> Result<VatRate, VatRateError> {
    u16::try_from(hundredths)
        .ok()
        .map(VatRate)
        .filter(|rate| *rate <= VatRate::MAX)
        .ok_or(VatRateError::AboveMaximum { hundredths, maximum: VatRate::MAX.0 })
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]
mod tests {
    use alloc::{format, string::ToString};

    use proptest::prelude::{any, proptest};

    use super::{Money, Price, VatRate};
    use crate::values::testing::{assert_text, assert_wire, refusal};

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn a_rate_is_a_percentage() {
        for (hundredths, text) in
            [(0, "0"), (7, "0.07"), (50, "0.5"), (550, "5.5"), (525, "5.25"), (2_200, "22")]
        {
            assert_text(&VatRate::new(hundredths).unwrap(), text);
        }
        assert_text(&VatRate::MAX, "100");
        assert_wire(&VatRate::ORDINARY, r#""22""#);
        assert_eq!(VatRate::ORDINARY.hundredths(), 2_200);
        assert_eq!("22.00".parse(), Ok(VatRate::ORDINARY));
        assert_eq!(format!("{:?}", VatRate::ORDINARY), "22%");
        assert_eq!(
            VatRate::new(10_001).unwrap_err().to_string(),
            "10001 hundredths of a percent are too many: expected at most 10000"
        );
        assert_eq!(
            "700".parse::<VatRate>().unwrap_err(),
            super::within_bounds(70_000).unwrap_err()
        );
        for text in ["", "22%", "-1", "1.234", " 22"] {
            assert!(text.parse::<VatRate>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn r_40_tax_is_rounded_half_away_from_zero() {
        let half = VatRate::new(5_000).unwrap();
        for (net, vat) in [("0.01", "0.01"), ("0.02", "0.01"), ("0.03", "0.02"), ("0.05", "0.03")] {
            assert_eq!(half.on(money(net)), Some(money(vat)), "banker's rounding would differ");
        }
        assert_eq!(VatRate::ORDINARY.on(money("7.90")), Some(money("1.74")));
        assert_eq!(VatRate::MAX.on(Money::MAX), Some(Money::MAX));
        assert_eq!(VatRate::ZERO.on(Money::MAX), Some(Money::ZERO));
    }

    proptest! {
        #[test]
        fn r_40_tax_is_that_of_whole_numbers(
            cents in 0..=Money::MAX.cents(),
            rate in 0..=10_000_u16,
        ) {
            let expected = (u128::from(cents) * u128::from(rate) + 5_000) / 10_000;
            let vat = VatRate::new(rate).unwrap().on(Money::of_cents(cents)).unwrap();
            assert_eq!(u128::from(vat.cents()), expected);
        }

        #[test]
        fn r_40_net_and_tax_are_the_gross_amount(cents in any::<u32>(), rate in 0..=10_000_u16) {
            let net = Money::of_cents(cents.into());
            let price = Price::of(net, VatRate::new(rate).unwrap()).unwrap();
            assert_eq!(price.net(), net);
            assert_eq!(price.net().checked_add(price.vat()), Some(price.gross()));
        }
    }

    #[test]
    fn a_price_is_believed_only_if_it_adds_up() {
        let price = Price::of(money("7.9"), VatRate::ORDINARY).unwrap();
        assert_eq!((price.gross(), price.rate()), (money("9.64"), VatRate::ORDINARY));
        assert_eq!((price.owed(true), price.owed(false)), (money("7.90"), money("9.64")));
        assert_wire(&price, r#"{"net":"7.90","vat":"1.74","gross":"9.64","rate":"22"}"#);
        for (json, text) in [
            (
                r#"{"net":"7.90","vat":"1.73","gross":"9.63","rate":"22"}"#,
                "a tax of 1.73 does not belong to 7.90 at 22 %: expected 1.74",
            ),
            (
                r#"{"net":"7.90","vat":"1.74","gross":"9.65","rate":"22"}"#,
                "a gross amount of 9.65 is not 7.90 and 1.74: expected 9.64",
            ),
            (
                r#"{"net":"10000000000","vat":"1","gross":"1","rate":"22"}"#,
                "a net amount of 10000000000.00 at 22 % is above the largest gross amount: \
                 10000000000.00",
            ),
            (
                r#"{"net":"1","vat":"0","gross":"1","rate":"0","was":"2"}"#,
                "unknown field `was`, expected one of `net`, `vat`, `gross`, `rate`",
            ),
        ] {
            assert_eq!(refusal::<Price>(json), text);
        }
        assert_eq!(Price::of(Money::MAX, VatRate::ORDINARY), None);
    }
}
