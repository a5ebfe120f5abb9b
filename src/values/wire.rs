//! The two wire forms of a value: its text where people read along, numbers where only programs do.

use core::{fmt, marker::PhantomData, str::FromStr};

use serde::{
    Serialize,
    de::{DeserializeOwned, Error, Visitor},
};

/// A value that says the same in numbers as in its text: shorter, and read without parsing.
pub(super) trait Compact: Sized {
    /// The numbers, or the values they are part of.
    type Numbers: DeserializeOwned + Serialize;

    /// The numbers of this value.
    fn numbers(&self) -> Self::Numbers;

    /// The value of these numbers, with the range that its text has; `None` outside.
    fn of_numbers(numbers: Self::Numbers) -> Option<Self>;
}

/// Writes and reads a value as its own text in formats for people, as its numbers in all others.
macro_rules! serde_as_text_or_numbers {
    ($value:ty, $text:literal, $range:literal) => {
        impl serde::Serialize for $value {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    return serializer.collect_str(self);
                }
                serde::Serialize::serialize(
                    &$crate::values::wire::Compact::numbers(self),
                    serializer,
                )
            }
        }

        impl<'de> serde::Deserialize<'de> for $value {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                if source.is_human_readable() {
                    return source.deserialize_str($crate::values::wire::TextVisitor::new($text));
                }
                let numbers = serde::Deserialize::deserialize(source)?;
                $crate::values::wire::Compact::of_numbers(numbers)
                    .ok_or_else(|| serde::de::Error::custom(concat!("expected ", $range)))
            }
        }
    };
}
pub(super) use serde_as_text_or_numbers;

/// Reads a value from its text, without a copy.
pub(super) struct TextVisitor<T> {
    expected: &'static str,
    value: PhantomData<T>,
}

impl<T> TextVisitor<T> {
    pub(super) fn new(expected: &'static str) -> Self {
        Self { expected, value: PhantomData }
    }
}

impl<T> Visitor<'_> for TextVisitor<T>
where
    T: FromStr,
    T::Err: fmt::Display,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::string::ToString;
    use core::fmt::{Debug, Display};

    use proptest::prelude::{any, proptest};

    use super::{Compact, FromStr};
    use crate::values::{ChargeKey, Day, MailboxId, Moment, Money, OrderId, VatRate, uuid::Uuid};

    /// The value that a compact binary format reads from these numbers, if it lets them in: then it
    /// is one that is let in as text too, and its numbers are these.
    #[track_caller]
    fn read<T>(numbers: T::Numbers) -> Option<T>
    where
        T: Compact<Numbers: Copy + Debug + PartialEq> + Debug + Display + PartialEq,
        T: FromStr<Err: Debug> + for<'de> serde::Deserialize<'de>,
    {
        let bytes = postcard::to_allocvec(&numbers).unwrap();
        let value: T = postcard::from_bytes(&bytes).ok()?;
        assert_eq!(value.to_string().parse::<T>().unwrap(), value);
        assert_eq!(value.numbers(), numbers);
        Some(value)
    }

    #[test]
    fn numbers_are_as_documented() {
        let day = Day::new(2026, 1, 15).unwrap();
        let order = OrderId::new(MailboxId::new(Uuid::from_u128(1)), day, 3);
        let moment: Moment = "2026-01-15T09:30:00-03:30".parse().unwrap();
        assert_eq!(day.numbers(), 20_468);
        assert_eq!(moment.numbers(), (1_768_482_000, -210));
        assert_eq!("12.50".parse::<Money>().unwrap().numbers(), 1_250);
        assert_eq!(VatRate::ORDINARY.numbers(), 2_200);
        assert_eq!(order.numbers(), (order.mailbox(), day, 3));
        assert_eq!(ChargeKey::new(order, 2).numbers(), (order, 2));
    }

    #[test]
    fn ranges_are_those_of_the_texts() {
        let (first, last) = (Day::MIN.numbers(), Day::MAX.numbers());
        assert_eq!((read(first), read(last)), (Some(Day::MIN), Some(Day::MAX)));
        for days in [i32::MIN, first - 1, last + 1, i32::MAX] {
            assert_eq!(read::<Day>(days), None, "{days}");
        }
        let first = "2000-01-01T00:00:00+00:00".parse::<Moment>().unwrap().numbers().0;
        let last = "2899-12-31T23:59:59+00:00".parse::<Moment>().unwrap().numbers().0;
        for numbers in [(first, 0), (first - 60, 1), (last, 0), (last + 60, -1), (last, -1_439)] {
            assert!(read::<Moment>(numbers).is_some(), "{numbers:?}");
        }
        for numbers in [(first - 1, 0), (last + 1, 0), (first, 1_440), (first, -1), (last, 1)] {
            assert_eq!(read::<Moment>(numbers), None, "{numbers:?}");
        }
        for minutes in [i32::MIN, -1_440, i32::MAX] {
            assert_eq!(read::<Moment>((last - 100_000, minutes)), None, "{minutes}");
        }
        let most = Money::MAX.cents();
        assert_eq!((read(0), read(most)), (Some(Money::ZERO), Some(Money::MAX)));
        assert_eq!((read::<Money>(most + 1), read::<Money>(u64::MAX)), (None, None));
        assert_eq!((read(0), read(10_000)), (Some(VatRate::ZERO), Some(VatRate::MAX)));
        assert_eq!((read::<VatRate>(10_001), read::<VatRate>(u16::MAX)), (None, None));
    }

    proptest! {
        #[test]
        fn whatever_numbers_are_let_in_are_a_text_too(
            days: i32,
            seconds: i64,
            (second, minutes) in (0..90_000_000_000_i64, -2_000..2_000_i32),
            cents: u64,
            hundredths: u16,
        ) {
            read::<Day>(days);
            read::<Day>(days >> 10);
            read::<Moment>((seconds, minutes));
            read::<Moment>((second, minutes));
            read::<Money>(cents);
            read::<Money>(cents >> 30);
            read::<VatRate>(hundredths);
        }

        #[test]
        fn keys_come_back(uuid in any::<u128>(), days in 0..401_768, ordinal: u32, attempt: u32) {
            let mailbox = MailboxId::new(Uuid::from_u128(uuid));
            let order = OrderId::new(mailbox, Day::MIN.plus_days(days), ordinal);
            assert_eq!(read(order.numbers()), Some(order));
            assert_eq!(read((order, attempt)), Some(ChargeKey::new(order, attempt)));
        }
    }
}
