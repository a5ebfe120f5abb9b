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
        /// Whether a termination at expiry stands (R-68, as all that follow).
        Termination "termination at expiry",
        /// What R-15 remembers.
        Withheld "memory of a generated order cancelled or lapsed",
        /// Plan in effect, plans to come, or room.
        Space "plan in effect, plan to come or room",
        /// The open order.
        OpenOrder "open order",
        /// The payments.
        Payments "list of payments",
        /// The refunds.
        Refunds "list of refunds",
        /// The debts.
        Debts "list of debts",
        /// What is still to come by commitments.
        Receivables "list of what is still to come by commitments",
        /// The terms that can be ended.
        Terms "list of terms that can be ended",
        /// The charge that the notice of art. 65-bis named.
        NoticeNamed "charge named by the statutory notice",
        /// The warning before deletion.
        Warning "warning before deletion",
        /// The day of deletion.
        Deletion "day of deletion",
    }
}
