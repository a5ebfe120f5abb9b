//! How money is paid.

use alloc::boxed::Box;
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::values::{Day, MethodId, Money};

/// A kind of payment method.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum MethodKind {
    /// A card, stored with the gateway.
    Card,
    /// A `PayPal` account that agreed to be charged.
    PayPal,
    /// A bank transfer (*bonifico*).
    BankTransfer,
    /// A postal slip filled in by the payer (*bollettino*).
    PostalSlip,
    /// A postal slip filled in by the provider (*bollettino precompilato*).
    PrefilledSlip,
    /// Credit that the account has (*credito residuo*), such as one that a refund became (R-53).
    Credit,
}

impl MethodKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Card,
        Self::PayPal,
        Self::BankTransfer,
        Self::PostalSlip,
        Self::PrefilledSlip,
        Self::Credit,
    ];

    /// Whether it can be charged again without the customer, and so be bound (R-10).
    #[must_use]
    pub const fn is_reusable(self) -> bool {
        match self {
            Self::Card | Self::PayPal => true,
            Self::BankTransfer | Self::PostalSlip | Self::PrefilledSlip | Self::Credit => false,
        }
    }
}

impl fmt::Display for MethodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Card => "card",
            Self::PayPal => "paypal",
            Self::BankTransfer => "bank transfer",
            Self::PostalSlip => "postal slip",
            Self::PrefilledSlip => "pre-filled slip",
            Self::Credit => "credit",
        })
    }
}

impl FromStr for MethodKind {
    type Err = MethodKindError;

    /// Reads what is printed.
    ///
    /// # Errors
    /// - [`MethodKindError`] for any other text.
    fn from_str(text: &str) -> Result<Self, MethodKindError> {
        match text {
            "card" => Ok(Self::Card),
            "paypal" => Ok(Self::PayPal),
            "bank transfer" => Ok(Self::BankTransfer),
            "postal slip" => Ok(Self::PostalSlip),
            "pre-filled slip" => Ok(Self::PrefilledSlip),
            "credit" => Ok(Self::Credit),
            _ => Err(MethodKindError { received: text.into() }),
        }
    }
}

/// Why a text is not a kind of payment method; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error(
    "{received:?} is not a payment method: expected card, paypal, bank transfer, postal slip, \
     pre-filled slip or credit"
)]
pub struct MethodKindError {
    /// The text.
    pub received: Box<str>,
}

/// One payment method of a customer, as far as it is known here.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// Its name with the caller.
    pub id: MethodId,
    /// What it is; only what is reusable can be bound (R-10).
    pub kind: MethodKind,
    /// Its last good day, if it has one; inclusive.
    pub valid_until: Option<Day>,
    /// The most that one charge may ask for, if the mandate says so (R-38); inclusive.
    pub mandate_cap: Option<Money>,
}

impl Method {
    /// A card with nothing known against it: no last good day, no cap.
    ///
    /// # Examples
    /// ```
    /// use pec_renewal::catalogue::Method;
    /// use pec_renewal::values::{MethodId, uuid::Uuid};
    ///
    /// let id = MethodId::from(Uuid::from_u128(3));
    /// let card = Method { valid_until: Some("2027-05-31".parse()?), ..Method::card(id) };
    /// assert!(card.is_valid_on("2027-05-31".parse()?));
    /// # Ok::<(), pec_renewal::values::CalendarError>(())
    /// ```
    #[must_use]
    pub const fn card(id: MethodId) -> Self {
        Self { id, kind: MethodKind::Card, valid_until: None, mandate_cap: None }
    }

    /// A `PayPal` account with nothing known against it: no last good day, no cap.
    #[must_use]
    pub const fn paypal(id: MethodId) -> Self {
        Self { id, kind: MethodKind::PayPal, valid_until: None, mandate_cap: None }
    }

    /// Whether it is not past its own expiry date, as far as that is known.
    #[must_use]
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.valid_until.is_none_or(|last| day <= last)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{format, string::ToString};

    use super::{Day, Method, MethodId, MethodKind, Money};
    use crate::values::{
        testing::{assert_text, assert_wire},
        uuid::Uuid,
    };

    #[test]
    fn r_10_cards_and_paypal_are_reusable() {
        let names = ["card", "paypal", "bank transfer", "postal slip", "pre-filled slip", "credit"];
        let wire = ["Card", "PayPal", "BankTransfer", "PostalSlip", "PrefilledSlip", "Credit"];
        for (index, kind) in MethodKind::ALL.iter().enumerate() {
            assert_text(kind, names.get(index).unwrap());
            assert_wire(kind, &format!("{:?}", wire.get(index).unwrap()));
            assert_eq!(kind.is_reusable(), index < 2);
        }
        assert_eq!(MethodKind::ALL.len(), names.len());
        assert!("Card".parse::<MethodKind>().unwrap_err().to_string().starts_with("\"Card\" is "));
    }

    #[test]
    fn is_valid_through_its_last_day() {
        let last = Day::new(2026, 1, 31).unwrap();
        let id = MethodId::new(Uuid::nil());
        let mandate_cap = Some(Money::of_cents(5_000));
        let method = Method { valid_until: Some(last), mandate_cap, ..Method::card(id) };
        assert!(method.is_valid_on(last.previous()));
        assert!(method.is_valid_on(last));
        assert!(!method.is_valid_on(last.next()));
        for (method, kind) in
            [(Method::card(id), MethodKind::Card), (Method::paypal(id), MethodKind::PayPal)]
        {
            assert_eq!((method.id, method.kind, method.mandate_cap), (id, kind, None));
            assert!(method.is_valid_on(Day::MAX));
        }
        let json = concat!(
            r#"{"id":"00000000-0000-0000-0000-000000000000","kind":"Card","#,
            r#""valid_until":"2026-01-31","mandate_cap":"50.00"}"#
        );
        assert_wire(&method, json);
    }
}
