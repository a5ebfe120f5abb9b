//! What differs between two openings of one mailbox.

use serde::{Deserialize, Serialize};

use crate::values::worded;

worded! {
    /// What differs between two openings of one mailbox, in the order in which it is compared.
    #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    pub enum OpeningField {
        /// The identifier itself.
        Mailbox "identifier",
        /// The holder.
        Holder "holder",
        /// The account.
        Account "account",
        /// Where it is renewed.
        Hosting "kind of hosting",
        /// Plan, extra space or term.
        Purchase "plan, extra space or term",
        /// The anchor.
        Anchor "anchor",
        /// The expiry.
        Expiry "expiry",
        /// The bound method.
        BoundMethod "bound method",
        /// The dead methods.
        DeadMethods "list of dead methods",
        /// The day of the notice of art. 65-bis.
        StatutoryNotice "day of the statutory notice",
        /// The number of orders before.
        OrdersBefore "number of earlier orders",
    }
}
