//! Who holds a mailbox.

use serde::{Deserialize, Serialize};

use crate::values::TaxId;

/// What a holder is before the law.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum HolderKind {
    /// A consumer: owed the notice of art. 65-bis, and with a right to leave without it (R-81).
    Consumer,
    /// A company, or a person in trade or profession.
    Business {
        /// Whether it pays the tax to the state itself, and owes the net amount only (R-40): so does a
        /// company that a public body controls.
        split_payment: bool,
    },
    /// A public body (*pubblica amministrazione*).
    PublicBody {
        /// Whether it pays the tax to the state itself, and owes the net amount only (R-40).
        split_payment: bool,
    },
}

/// The holder (*titolare*) of a mailbox (R-66).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// What the holder is.
    pub kind: HolderKind,
    /// The tax id or its pseudonym: private, and masked when printed for debugging.
    pub tax_id: TaxId,
}

impl Holder {
    /// Whether the holder owes the net amount only: who is under split payment (R-40).
    #[must_use]
    pub const fn owes_net_only(&self) -> bool {
        match self.kind {
            HolderKind::PublicBody { split_payment } | HolderKind::Business { split_payment } => {
                split_payment
            }
            HolderKind::Consumer => false,
        }
    }

    /// Whether the holder is a public body.
    #[must_use]
    pub const fn is_public_body(&self) -> bool {
        match self.kind {
            HolderKind::PublicBody { .. } => true,
            HolderKind::Consumer | HolderKind::Business { .. } => false,
        }
    }

    /// Whether the holder is a consumer.
    #[must_use]
    pub const fn is_consumer(&self) -> bool {
        match self.kind {
            HolderKind::Consumer => true,
            HolderKind::Business { .. } | HolderKind::PublicBody { .. } => false,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::format;

    use super::{Holder, HolderKind};
    use crate::values::testing::assert_wire;

    #[test]
    fn r_40_only_split_payment_owes_the_net_amount() {
        for (kind, net_only, consumer, json) in [
            (HolderKind::Consumer, false, true, r#""Consumer""#),
            (
                HolderKind::Business { split_payment: false },
                false,
                false,
                r#"{"Business":{"split_payment":false}}"#,
            ),
            (
                HolderKind::Business { split_payment: true },
                true,
                false,
                r#"{"Business":{"split_payment":true}}"#,
            ),
            (
                HolderKind::PublicBody { split_payment: true },
                true,
                false,
                r#"{"PublicBody":{"split_payment":true}}"#,
            ),
            (
                HolderKind::PublicBody { split_payment: false },
                false,
                false,
                r#"{"PublicBody":{"split_payment":false}}"#,
            ),
        ] {
            let holder = Holder { kind, tax_id: "01234567897".parse().unwrap() };
            assert_eq!((holder.owes_net_only(), holder.is_consumer()), (net_only, consumer));
            assert_wire(&holder, &format!(r#"{{"kind":{json},"tax_id":"01234567897"}}"#));
            assert!(!format!("{holder:?}").contains("0123"));
        }
    }
}
