//! What differs between two openings of one mailbox.

use serde::{Deserialize, Serialize};

/// What differs between two openings of one mailbox, in the order in which it is compared.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum OpeningField {
    /// The identifier itself.
    Mailbox,
    /// The holder.
    Holder,
    /// The account.
    Account,
    /// Where it is renewed.
    Hosting,
    /// Plan, extra space or term.
    Purchase,
    /// The anchor.
    Anchor,
    /// The expiry.
    Expiry,
    /// The bound method.
    BoundMethod,
    /// The dead methods.
    DeadMethods,
    /// The day of the notice of art. 65-bis.
    StatutoryNotice,
    /// The orders before.
    OrdersBefore,
}

impl core::fmt::Display for OpeningField {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Mailbox => "mailbox",
            Self::Holder => "holder",
            Self::Account => "account",
            Self::Hosting => "hosting",
            Self::Purchase => "plan, extra space or term",
            Self::Anchor => "anchor",
            Self::Expiry => "expiry",
            Self::BoundMethod => "bound method",
            Self::DeadMethods => "list of dead methods",
            Self::StatutoryNotice => "day of the statutory notice",
            Self::OrdersBefore => "number of orders before",
        })
    }
}
