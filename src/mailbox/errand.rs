//! What a fact asks the backend to do outside: one closed list.

use serde::{Deserialize, Serialize};

use super::{
    event::{Fact, RefundForm, RefundReason},
    notice::Notice,
};
use crate::{
    catalogue::MailAccess,
    values::{
        ChargeKey, Day, MailboxId, MethodId, Money, NoticeNumber, OrderId, RefundNumber, named,
    },
};

named! {
    /// What an event asks the backend to do outside.
    ///
    /// The backend runs the errands of one mailbox in the order of their events, each at least once
    /// and idempotently, and then gives the command named here as the report. What it promises about
    /// charges and inquiries stands in [the caller's contract](crate#the-callers-contract), point 2.
    #[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    #[serde(deny_unknown_fields)]
    pub enum Errand {
        /// Charge the method under this idempotency key, if the key is awaited
        /// ([`Mailbox::awaits`](crate::Mailbox::awaits)) in the transaction or lease that sends the
        /// request, and before its last moment: the backend chooses that when it first sends, shorter than the
        /// gateway's memory of keys, and stores it with the errand, which does not carry it. Report
        /// [`ChargeOutcome`](crate::Command::ChargeOutcome): *not executed* if it was not sent and
        /// never will be, *unknown* if it may have left and no answer came (R-30 … R-32).
        Charge {
            /// The idempotency key.
            key: ChargeKey,
            /// The amount to ask for.
            amount: Money,
            /// The method to charge.
            method: MethodId,
        },
        /// Ask the gateway what became of a charge. Report
        /// [`ChargeOutcome`](crate::Command::ChargeOutcome): *unknown* if the gateway does not know,
        /// and also if it does not find a request that may have left.
        Inquire {
            /// The key that the charge was requested under.
            key: ChargeKey,
            /// Whether it was awaited when the inquiry was recorded. Only if it still is, and only
            /// before the last moment that the backend stored for the request, may the same request be
            /// sent again to find out.
            awaited: bool,
        },
        /// Tell the holder. Report [`NoticeDelivered`](crate::Command::NoticeDelivered) or
        /// [`NoticeFailed`](crate::Command::NoticeFailed) under the same number.
        Notify {
            /// The notice's number in the mailbox.
            number: NoticeNumber,
            /// What it says; wording and channel are the backend's.
            notice: Notice,
        },
        /// Pay the money out, or credit it, if the refund is still open
        /// ([`Mailbox::refund`](crate::Mailbox::refund)). Report
        /// [`RefundPaid`](crate::Command::RefundPaid) under the same number.
        Refund {
            /// The refund's number in the mailbox.
            number: RefundNumber,
            /// The amount to give back.
            amount: Money,
            /// The order that the money was for, if one is known.
            order: Option<OrderId>,
            /// Why the money could not be used, or was more than was due.
            reason: RefundReason,
            /// Whether to pay it out or to credit it.
            form: RefundForm,
            /// The last day on which that is in time, where the policy sets one.
            due: Option<Day>,
        },
        /// Tell the mail platform what the mailbox may do from the day of the event on. Nothing is
        /// reported back.
        SetAccess {
            /// What it may do with mail.
            access: MailAccess,
        },
        /// Measure the used space. Report [`UsedSpace`](crate::Command::UsedSpace).
        MeasureSpace,
        /// Delete the mailbox's contents, for good. Nothing is reported back.
        DeleteContents,
        /// Open the new mailbox that takes over the address, with
        /// [`Open`](crate::Command::Open) and the identifier named here.
        OpenNewLife {
            /// The identifier of the new mailbox.
            mailbox: MailboxId,
        },
    }
}

impl Fact {
    /// What the fact asks the backend to do, if anything.
    #[must_use]
    pub fn errand(&self) -> Option<Errand> {
        match self {
            Self::ChargeRequested { key, amount, method, rung: _ } => {
                Some(Errand::Charge { key: *key, amount: *amount, method: *method })
            }
            Self::InquiryRequested { key, awaited } => {
                Some(Errand::Inquire { key: *key, awaited: *awaited })
            }
            Self::NoticeDue { number, notice, .. } => {
                Some(Errand::Notify { number: *number, notice: notice.clone() })
            }
            Self::RefundOwed { number, amount, order, reason, form, due, replaces: _ } => {
                Some(Errand::Refund {
                    number: *number,
                    amount: *amount,
                    order: *order,
                    reason: *reason,
                    form: *form,
                    due: *due,
                })
            }
            Self::UsedSpaceRequested => Some(Errand::MeasureSpace),
            Self::ContentsDeletionDue => Some(Errand::DeleteContents),
            Self::AddressReleased { to } => Some(Errand::OpenNewLife { mailbox: *to }),
            Self::MailboxOpened { access, .. } | Self::AccessChanged { access } => {
                Some(Errand::SetAccess { access: *access })
            }
            Self::AutoRenewalSwitchedOn { .. }
            | Self::ConsentRecorded { .. }
            | Self::MethodNewsReported { .. }
            | Self::AutoRenewalSwitchedOff { .. }
            | Self::MethodReplaced { .. }
            | Self::OrderOpened(_)
            | Self::OrderNotGenerated { .. }
            | Self::OrderCancelled { .. }
            | Self::OrderReissued { .. }
            | Self::OrderLapsed { .. }
            | Self::OrderFulfilled(_)
            | Self::RungSkipped { .. }
            | Self::ChargeBarred { .. }
            | Self::ChargeUnknown { .. }
            | Self::ChargeFailed { .. }
            | Self::ChargeNotExecuted { .. }
            | Self::ChargeInDoubt { .. }
            | Self::ChargeContradicted { .. }
            | Self::LadderExhausted { .. }
            | Self::PaymentRegistered(_)
            | Self::RefundPaid { .. }
            | Self::PaymentReversed(_)
            | Self::PayoutCameBack(_)
            | Self::CommitmentRegistered(_)
            | Self::PlanChanged { .. }
            | Self::UsedSpaceReported { .. }
            | Self::RoomShrunk { .. }
            | Self::RoomKept { .. }
            | Self::SpaceBought { .. }
            | Self::HolderChanged { .. }
            | Self::AccountChanged { .. }
            | Self::TerminationRequested { .. }
            | Self::TerminationRevoked
            | Self::RenewalWithdrawn { .. }
            | Self::TermLeft { .. }
            | Self::ExitRightLifted { .. }
            | Self::WithdrawalInformationGiven { .. }
            | Self::MailboxDeleted { .. }
            | Self::DueDayMissed { .. }
            | Self::ReminderSkipped { .. }
            | Self::NoticeDelivered { .. }
            | Self::NoticeFailed { .. } => None,
        }
    }
}
