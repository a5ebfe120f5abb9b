//! Names that the caller gives: mailboxes, methods, accounts; and the numbers of notices, refunds and
//! debts.

use alloc::boxed::Box;
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
pub use uuid;
use uuid::Uuid;

use super::text::excerpt;

macro_rules! id {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        ///
        /// Its text is the UUID with hyphens; the other spellings of a UUID are read too.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes the UUID that the caller chose; any will do.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID that the caller chose.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self::new(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.uuid()
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// Reads a UUID.
            ///
            /// # Errors
            /// - [`IdError::NotAUuid`] for any other text.
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::try_parse(text)
                    .map(Self)
                    .map_err(|_| IdError::NotAUuid { received: excerpt(text) })
            }
        }
    };
}

id! {
    /// Names one mailbox (*casella*), for the whole of its life.
    MailboxId
}

id! {
    /// Names one stored payment method; a replaced card is another method.
    MethodId
}

id! {
    /// Names the customer account that manages a mailbox.
    AccountId
}

id! {
    /// Names the record of a holder's consent in the caller's files (R-19).
    ConsentId
}

macro_rules! number {
    ($(#[doc = $doc:literal])+ $name:ident, counting $counted:literal, else $error:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            #[doc = concat!("The ", $counted, " with this number; those of a mailbox are counted from 1.")]
            #[must_use]
            pub const fn new(number: u32) -> Self {
                Self(number)
            }

            #[doc = concat!("The place of the ", $counted, " among all of its mailbox, from 1.")]
            #[must_use]
            pub const fn number(self) -> u32 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// Reads a whole number.
            ///
            /// # Errors
            #[doc = concat!("- [`IdError::", stringify!($error), "`] for any other text.")]
            fn from_str(text: &str) -> Result<Self, IdError> {
                super::text::canonical_number(text.as_bytes())
                    .map(Self)
                    .ok_or_else(|| IdError::$error { received: excerpt(text) })
            }
        }
    };
}

number! {
    /// Numbers the notices of one mailbox; a number is never used again (R-83).
    NoticeNumber, counting "notice", else NotANoticeNumber
}

number! {
    /// Numbers the refunds of one mailbox; a number is never used again (R-53).
    RefundNumber, counting "refund", else NotARefundNumber
}

number! {
    /// Numbers the debts of one mailbox; a number is never used again (R-48).
    DebtNumber, counting "debt", else NotADebtNumber
}

/// Why a text is not the name it should be; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum IdError {
    /// The text is no UUID.
    #[error("{received:?} is not a UUID: expected 32 hexadecimal digits, with or without hyphens")]
    NotAUuid {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text is no number, or not in its only spelling.
    #[error("{received:?} is not the number of a notice: expected 0 to 4294967295")]
    NotANoticeNumber {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text is no number, or not in its only spelling.
    #[error("{received:?} is not the number of a refund: expected 0 to 4294967295")]
    NotARefundNumber {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text is no number, or not in its only spelling.
    #[error("{received:?} is not the number of a debt: expected 0 to 4294967295")]
    NotADebtNumber {
        /// The text, or its beginning.
        received: Box<str>,
    },
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::string::ToString;

    use super::{
        AccountId, DebtNumber, IdError, MailboxId, MethodId, NoticeNumber, RefundNumber, Uuid,
    };
    use crate::values::testing::{assert_text, assert_wire};

    #[test]
    fn ids_are_uuids() {
        let uuid = Uuid::from_u128(0xA1);
        let text = "00000000-0000-0000-0000-0000000000a1";
        assert_text(&MailboxId::new(uuid), text);
        assert_text(&MethodId::new(uuid), text);
        assert_text(&AccountId::new(uuid), text);
        assert_eq!(MailboxId::new(uuid).uuid(), uuid);
        assert_eq!(Uuid::from(MailboxId::from(uuid)), uuid);
        assert_eq!(Uuid::from(MethodId::from(uuid)), uuid);
        assert_eq!(Uuid::from(AccountId::from(uuid)), uuid);
        assert_wire(&MethodId::new(uuid), r#""00000000-0000-0000-0000-0000000000a1""#);
        assert_eq!(
            "7".parse::<AccountId>().unwrap_err().to_string(),
            r#""7" is not a UUID: expected 32 hexadecimal digits, with or without hyphens"#
        );
    }

    #[test]
    fn refunds_are_numbered() {
        assert_text(&RefundNumber::new(u32::MAX), "4294967295");
        assert_wire(&RefundNumber::new(7), "7");
        assert_eq!(RefundNumber::new(7).number(), 7);
        for text in ["", "07", "+7", "4294967296"] {
            let error = IdError::NotARefundNumber { received: text.into() };
            assert_eq!(text.parse::<RefundNumber>(), Err(error));
        }
        assert_eq!(
            "x".parse::<RefundNumber>().unwrap_err().to_string(),
            r#""x" is not the number of a refund: expected 0 to 4294967295"#
        );
    }

    #[test]
    fn debts_are_numbered() {
        assert_text(&DebtNumber::new(u32::MAX), "4294967295");
        assert_wire(&DebtNumber::new(7), "7");
        assert_eq!(DebtNumber::new(7).number(), 7);
        assert_eq!(
            "07".parse::<DebtNumber>().unwrap_err().to_string(),
            r#""07" is not the number of a debt: expected 0 to 4294967295"#
        );
    }

    #[test]
    fn notices_are_numbered() {
        assert_text(&NoticeNumber::new(0), "0");
        assert_text(&NoticeNumber::new(u32::MAX), "4294967295");
        assert_wire(&NoticeNumber::new(7), "7");
        assert_eq!(NoticeNumber::new(7).number(), 7);
        for text in ["", "07", "+7", "4294967296"] {
            let error = IdError::NotANoticeNumber { received: text.into() };
            assert_eq!(text.parse::<NoticeNumber>(), Err(error));
        }
    }
}
