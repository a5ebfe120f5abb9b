//! Structured keys: an order, an attempt to charge it, and the reference of a payment.

use alloc::{boxed::Box, sync::Arc};
use core::{fmt, str::FromStr};

use thiserror::Error;
use uuid::Uuid;

use super::{
    day::Day,
    ids::MailboxId,
    text::{Text, canonical_number, excerpt},
    wire::{Compact, TextVisitor, serde_as_text_or_numbers},
};

/// The identity of an order: the mailbox, the expiry it renews, and its ordinal.
///
/// The ordinal counts every order that the mailbox ever had, so that none returns. Its text, at
/// most 52 characters, is `<mailbox, 32 hexadecimal digits>.<yyyymmdd>.<ordinal>`; only that
/// spelling is read, so two texts are equal exactly if the orders are.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct OrderId {
    mailbox: MailboxId,
    expiry: Day,
    ordinal: u32,
}

impl OrderId {
    /// The identity of the mailbox's order with this ordinal, which renews this expiry.
    #[must_use]
    pub const fn new(mailbox: MailboxId, expiry: Day, ordinal: u32) -> Self {
        Self { mailbox, expiry, ordinal }
    }

    /// The mailbox that the order renews.
    #[must_use]
    pub const fn mailbox(&self) -> MailboxId {
        self.mailbox
    }

    /// The expiry that the order renews.
    #[must_use]
    pub const fn expiry(&self) -> Day {
        self.expiry
    }

    /// The place of the order among all that the mailbox ever had.
    #[must_use]
    pub const fn ordinal(&self) -> u32 {
        self.ordinal
    }

    fn write(self) -> Text<KEY_CHARS> {
        let mut hex = [0; 32];
        let mailbox = self.mailbox.uuid().simple().encode_lower(&mut hex).as_bytes();
        self.expiry
            .write_compact(Text::new().text(mailbox).text(b"."))
            .text(b".")
            .number(self.ordinal.into(), 1)
    }
}

impl fmt::Debug for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.write().as_str())
    }
}

impl FromStr for OrderId {
    type Err = KeyError;

    /// Reads exactly what is printed.
    ///
    /// # Errors
    /// - [`KeyError::NotAnOrder`] for any other text.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        order_from_bytes(text.as_bytes())
            .ok_or_else(|| KeyError::NotAnOrder { received: excerpt(text) })
    }
}

impl Compact for OrderId {
    type Numbers = (MailboxId, Day, u32);

    fn numbers(&self) -> (MailboxId, Day, u32) {
        (self.mailbox, self.expiry, self.ordinal)
    }

    fn of_numbers((mailbox, expiry, ordinal): (MailboxId, Day, u32)) -> Option<Self> {
        Some(Self { mailbox, expiry, ordinal })
    }
}

serde_as_text_or_numbers!(OrderId, "the identity of an order, as text", "an order");

/// The idempotency key of a charge: its order, and which attempt it is.
///
/// Its text, at most 63 ASCII characters, is the order's, a point and the attempt; only that
/// spelling is read.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ChargeKey {
    order: OrderId,
    attempt: u32,
}

impl ChargeKey {
    /// The key of the order's attempt with this ordinal, counted from the recorded ones.
    #[must_use]
    pub const fn new(order: OrderId, attempt: u32) -> Self {
        Self { order, attempt }
    }

    /// The order that is charged for.
    #[must_use]
    pub const fn order(&self) -> OrderId {
        self.order
    }

    /// The place of the attempt among those of its order.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    fn write(self) -> Text<KEY_CHARS> {
        self.order.write().text(b".").number(self.attempt.into(), 1)
    }
}

impl fmt::Debug for ChargeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ChargeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.write().as_str())
    }
}

impl FromStr for ChargeKey {
    type Err = KeyError;

    /// Reads exactly what is printed.
    ///
    /// # Errors
    /// - [`KeyError::NotACharge`] for any other text.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let key = text.rsplit_once('.').and_then(|(order, attempt)| {
            let order = order_from_bytes(order.as_bytes())?;
            Some(Self { order, attempt: canonical_number(attempt.as_bytes())? })
        });
        key.ok_or_else(|| KeyError::NotACharge { received: excerpt(text) })
    }
}

impl Compact for ChargeKey {
    type Numbers = (OrderId, u32);

    fn numbers(&self) -> (OrderId, u32) {
        (self.order, self.attempt)
    }

    fn of_numbers((order, attempt): (OrderId, u32)) -> Option<Self> {
        Some(Self { order, attempt })
    }
}

serde_as_text_or_numbers!(ChargeKey, "the key of a charge, as text", "a charge");

/// The provider's reference of a payment (*causale*) or of a payout, by which it is recognised for ever
///
///
/// It has 1 to 64 printable ASCII characters, with no space at either end; case counts.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
// Shared by its copies: it stands with a payment, and with every portion of its money.
pub struct PaymentReference(Arc<str>);

impl PaymentReference {
    /// The reference of a settled charge: its key.
    #[must_use]
    pub fn of_charge(key: &ChargeKey) -> Self {
        Self(key.write().as_str().into())
    }

    /// The reference as the provider wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PaymentReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for PaymentReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for PaymentReference {
    type Err = KeyError;

    /// Reads a reference as it stands: nothing is trimmed.
    ///
    /// # Errors
    /// - [`KeyError::NotAReference`] if it is empty, too long, padded or not printable ASCII.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        if is_reference(text) {
            Ok(Self(text.into()))
        } else {
            Err(KeyError::NotAReference { received: excerpt(text) })
        }
    }
}

impl serde::Serialize for PaymentReference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for PaymentReference {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_str(TextVisitor::new("the reference of a payment, as text"))
    }
}

/// The number by which an order was known to the system that a mailbox was taken over from.
///
/// It has 1 to 64 printable ASCII characters, with no space at either end; case counts.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ForeignNumber(Box<str>);

impl ForeignNumber {
    /// The number as that system wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ForeignNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for ForeignNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for ForeignNumber {
    type Err = KeyError;

    /// Reads a number as it stands: nothing is trimmed.
    ///
    /// # Errors
    /// - [`KeyError::NotANumber`] if it is empty, too long, padded or not printable ASCII.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        if is_reference(text) {
            Ok(Self(text.into()))
        } else {
            Err(KeyError::NotANumber { received: excerpt(text) })
        }
    }
}

impl serde::Serialize for ForeignNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for ForeignNumber {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_str(TextVisitor::new("the number of an order elsewhere, as text"))
    }
}

/// Why a text is not the key it should be; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum KeyError {
    /// The text is no order: send back the identity exactly as it was given out.
    #[error("{received:?} is not an order: expected <32 hexadecimal digits>.<yyyymmdd>.<ordinal>")]
    NotAnOrder {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text is no charge: send back the key exactly as it was given out.
    #[error("{received:?} is not a charge: expected <order>.<attempt>, as it was given out")]
    NotACharge {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text is no reference.
    #[error(
        "{received:?} is not a payment reference: expected 1 to 64 printable ASCII characters, \
         with no space at either end"
    )]
    NotAReference {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text is no number of an order elsewhere.
    #[error(
        "{received:?} is not the number of an order: expected 1 to 64 printable ASCII characters, \
         with no space at either end"
    )]
    NotANumber {
        /// The text, or its beginning.
        received: Box<str>,
    },
}

fn is_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    let fits = (1..=REFERENCE_CHARS_MAX).contains(&bytes.len());
    let printable = bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    let padded = text.starts_with(' ') || text.ends_with(' ');
    fits && printable && !padded
}

fn order_from_bytes(text: &[u8]) -> Option<OrderId> {
    let (mailbox, rest) = text.split_at_checked(32)?;
    let (b".", rest) = rest.split_at_checked(1)? else {
        return None;
    };
    let (expiry, rest) = rest.split_at_checked(8)?;
    let [b'.', ordinal @ ..] = rest else {
        return None;
    };
    if !mailbox.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    Some(OrderId {
        mailbox: MailboxId::new(Uuid::try_parse_ascii(mailbox).ok()?),
        expiry: Day::read_compact(expiry)?,
        ordinal: canonical_number(ordinal)?,
    })
}

/// The longest key: 32 + 1 + 8 + 1 + 10 for the order, 1 + 10 for the attempt.
const KEY_CHARS: usize = 63;
const REFERENCE_CHARS_MAX: usize = 64;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{format, string::ToString};

    use proptest::prelude::{any, proptest};

    use super::{ChargeKey, Day, KeyError, MailboxId, OrderId, PaymentReference, Uuid};
    use crate::values::testing::{assert_text, assert_wire};

    const ORDER: &str = "000000000000000000000000000000a1.20260115.3";

    fn order() -> OrderId {
        let expiry = Day::new(2026, 1, 15).unwrap();
        OrderId::new(MailboxId::new(Uuid::from_u128(0xA1)), expiry, 3)
    }

    #[test]
    fn r_20_an_order_is_mailbox_expiry_and_ordinal() {
        assert_text(&order(), ORDER);
        assert_wire(&order(), &format!("{ORDER:?}"));
        assert_eq!(order().mailbox().uuid().as_u128(), 0xA1);
        assert_eq!(order().expiry().to_string(), "2026-01-15");
        assert_eq!(order().ordinal(), 3);
    }

    #[test]
    fn r_30_a_charge_is_order_and_attempt() {
        let key = ChargeKey::new(order(), 12);
        assert_text(&key, &format!("{ORDER}.12"));
        assert_wire(&key, &format!("\"{ORDER}.12\""));
        assert_eq!((key.order(), key.attempt()), (order(), 12));
        let reference = PaymentReference::of_charge(&key);
        assert_eq!(reference.as_str(), key.to_string());
        assert_eq!(reference.as_str().parse(), Ok(reference));
    }

    #[test]
    fn the_longest_key_has_63_characters() {
        let order = OrderId::new(MailboxId::new(Uuid::max()), Day::MAX, u32::MAX);
        let key = ChargeKey::new(order, u32::MAX);
        assert_text(&key, "ffffffffffffffffffffffffffffffff.29991231.4294967295.4294967295");
        assert_eq!(key.to_string().len(), 63);
    }

    #[test]
    fn only_what_is_printed_is_read() {
        for text in [
            "",
            "000000000000000000000000000000a1.20260115",
            "000000000000000000000000000000a1.20260115.",
            "000000000000000000000000000000a1.20260115.03",
            "000000000000000000000000000000a1.20260115.+3",
            "000000000000000000000000000000a1.20260115.4294967296",
            "000000000000000000000000000000a1.20260115.3 ",
            "000000000000000000000000000000a1.20260230.3",
            "000000000000000000000000000000a1-20260115.3",
            "000000000000000000000000000000a1.20260115-3",
            "000000000000000000000000000000A1.20260115.3",
            "00000000-0000-0000-0000-000000a1.20260115.3",
            "000000000000000000000000000000g1.20260115.3",
        ] {
            let error = KeyError::NotAnOrder { received: text.into() };
            assert_eq!(text.parse::<OrderId>(), Err(error));
        }
        for text in ["", "7", ".", ORDER, &format!("{ORDER}."), &format!("{ORDER}.01")] {
            let error = KeyError::NotACharge { received: text.into() };
            assert_eq!(text.parse::<ChargeKey>(), Err(error));
        }
    }

    #[test]
    fn r_43_a_reference_is_short_and_printable() {
        let longest = "x".repeat(64);
        for text in ["A", "CRO 12/34", "~", &longest] {
            let reference: PaymentReference = text.parse().unwrap();
            assert_text(&reference, text);
            assert_wire(&reference, &format!("{text:?}"));
        }
        for text in ["", " ", " a", "a ", "a\n", "perché", "\u{7f}", &"x".repeat(65)] {
            let error = KeyError::NotAReference { received: text.into() };
            assert_eq!(text.parse::<PaymentReference>(), Err(error));
        }
    }

    #[test]
    fn errors_repeat_only_the_beginning() {
        let text = "é".repeat(1_000);
        let error = KeyError::NotAReference { received: "é".repeat(80).into() };
        assert_eq!(text.parse::<PaymentReference>(), Err(error));
    }

    proptest! {
        #[test]
        fn keys_come_back(uuid in any::<u128>(), days in 0..401_768, ordinal: u32, attempt: u32) {
            let mailbox = MailboxId::new(Uuid::from_u128(uuid));
            let order = OrderId::new(mailbox, Day::MIN.plus_days(days), ordinal);
            assert_eq!(order.to_string().parse(), Ok(order));
            let key = ChargeKey::new(order, attempt);
            assert_eq!(key.to_string().parse(), Ok(key));
        }

        #[test]
        fn what_is_read_is_what_is_printed(text in "[0-9a-f]{32}\\.20[0-9]{6}\\.[0-9]{1,3}") {
            if let Ok(order) = text.parse::<OrderId>() {
                assert_eq!(order.to_string(), text);
            }
        }
    }
}
