//! How the mailboxes that are measured are born.

use pec_renewal::{Opening, catalogue::HolderKind, values::Day};
use pec_test_support::{card, holder, opening};

/// A mailbox of such a holder, bought that day, which renews itself by card.
pub fn renewing(activated_on: Day, kind: HolderKind) -> Opening {
    let (holder, bound_method) = (holder(kind), Some(card()));
    Opening { holder, bound_method, ..opening(activated_on) }
}
