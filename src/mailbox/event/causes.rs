//! What facts say besides what happened: why, how and where to.

use serde::{Deserialize, Serialize};

use crate::{
    auto_renewal::Consent,
    catalogue::{Method, MethodKind, Package},
    values::{ChargeKey, Day, DebtNumber, Money, OrderId, RefundNumber, Rule},
};

/// Why no order was generated. The first that applies is given.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum NotGenerated {
    /// A manual order is open.
    ManualOrderOpen,
    /// A generated order was cancelled in this period.
    OrderCancelled,
    /// A generated order lapsed in this period.
    OrderLapsed,
    /// The mailbox can no longer be renewed.
    NotRenewable,
    /// What would be repeated has no price today.
    NoPrice,
    /// The term would give an expiry that is not after today.
    TermTooShort,
}

impl NotGenerated {
    /// The rule that it rests on.
    pub(crate) const fn rule(self) -> Rule {
        match self {
            Self::NoPrice => Rule::R41,
            Self::TermTooShort => Rule::R03,
            Self::ManualOrderOpen
            | Self::OrderCancelled
            | Self::OrderLapsed
            | Self::NotRenewable => Rule::R15,
        }
    }
}

/// Why an order was cancelled.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum CancelCause {
    /// The holder cancelled it.
    Holder,
    /// Another order took its place.
    Replaced,
    /// The holder terminated the mailbox at expiry.
    Termination,
    /// The holder withdrew from a renewal.
    Withdrawal,
    /// The holder left a term.
    Leaving,
}

impl CancelCause {
    /// Whether another order takes its place.
    #[must_use]
    pub const fn replaces(self) -> bool {
        match self {
            Self::Replaced => true,
            Self::Holder | Self::Termination | Self::Withdrawal | Self::Leaving => false,
        }
    }

    /// Whether it comes with the end of a term that was bought: what is held then comes back in cash
    ///
    #[must_use]
    pub const fn ends_a_term(self) -> bool {
        match self {
            Self::Withdrawal | Self::Leaving => true,
            Self::Holder | Self::Replaced | Self::Termination => false,
        }
    }
}

/// How money came.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum PaymentSource {
    /// By hand.
    ByHand {
        /// The way of paying: a card, a transfer, a slip.
        method_kind: MethodKind,
        /// The day the customer paid, where known.
        paid_on: Option<Day>,
        /// The method of a payer who was signed in.
        signed_in_with: Option<Method>,
        /// The payer's consent to automatic renewal on record.
        consent: Option<Consent>,
    },
    /// A charge settled.
    Charge {
        /// The charge that settled; its key is the reference of the payment.
        key: ChargeKey,
    },
}

/// Where registered money went.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Allocation {
    /// It is held for the open order.
    Held,
    /// It is owed back, as the refund that follows says.
    OwedBack,
    /// It settles a debt, wholly or in part; the excess is owed back, as the refund that follows says
    ///
    Debt {
        /// The debt.
        number: DebtNumber,
        /// How much of it.
        amount: Money,
    },
    /// It settles what was to come for an order, wholly or in part; the excess is owed back, as the refund
    /// that follows says.
    Receivable {
        /// The order that was fulfilled before the money.
        order: OrderId,
        /// How much of what was to come.
        amount: Money,
        /// What of it is given up, since so little is missing.
        written_off: Money,
    },
}

/// Why money is owed back.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum RefundReason {
    /// More came than was due.
    Excess,
    /// It names no order of this mailbox, or a charge that was never requested.
    UnknownOrder,
    /// It names no debt of this mailbox.
    UnknownDebt,
    /// The debt that it names was settled already.
    DebtSettled,
    /// What was paid out or credited for a refund came back.
    PayoutCameBack {
        /// The refund that it was for.
        of: RefundNumber,
    },
    /// The order was fulfilled already.
    OrderFulfilled,
    /// It was held for the order when that was cancelled.
    OrderCancelled,
    /// It was held for the order when that lapsed.
    OrderLapsed,
    /// It is dated after the order's last day.
    AfterLastDay,
    /// It is dated within the order's last day, but was reported when the order had lapsed.
    ReportedLate,
    /// The term that it would buy is over by now.
    TermOver,
    /// The mailbox is deleted, or ending.
    MailboxGone,
    /// Less went out than was owed under an earlier number: this is the rest.
    PaidShort {
        /// The refund that was paid short.
        of: RefundNumber,
    },
    /// The order was cancelled before the money came.
    CancelledBefore,
    /// The holder withdrew from the renewal, or from one before it.
    Withdrawn,
    /// The holder left the term, or one before it: this was not used.
    Left,
    /// The holder withdrew or left before the money came.
    HolderLeft,
}

/// How money is owed back (`late_payment`).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum RefundForm {
    /// Paid out.
    Refund,
    /// Kept as a credit of the customer.
    Credit {
        /// The last day on which it can be used.
        until: Day,
    },
}

/// The plan that takes effect on a later day.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlanChange {
    /// The day on which it takes effect.
    pub on: Day,
    /// The plan, with its extra space.
    pub package: Package,
    /// The holder consented to the deletion of the archive.
    pub archive_consent: bool,
}

/// When a mailbox ends that its holder terminates.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Termination {
    /// When its expiry day is over.
    AtExpiry,
    /// At once.
    Now,
}

/// Why a mailbox was deleted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum DeletionCause {
    /// Grace is over.
    GraceOver,
    /// The holder terminated it now.
    Termination,
}
