//! The rule that causes each fact.

use super::{
    Fact,
    causes::{Allocation, CancelCause, DeletionCause, PaymentSource, RefundReason},
};
use crate::{
    auto_renewal::{OffCause, OnCause},
    charge::Bar,
    order::Origin,
    values::Rule,
};

impl Fact {
    /// The rule that caused it.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        match self {
            Self::MailboxOpened { judged: None, .. } => Rule::R60,
            Self::MailboxOpened { judged: Some(_), .. } => Rule::R68,
            Self::AutoRenewalSwitchedOn { cause, .. } => match cause {
                OnCause::Payment { .. } => Rule::R11,
                OnCause::Holder | OnCause::Opening => Rule::R12,
            },
            Self::ConsentRecorded { .. } => Rule::R19,
            Self::MethodNewsReported { .. } => Rule::R18,
            Self::AutoRenewalSwitchedOff { cause } => match cause {
                OffCause::Holder | OffCause::Opening => Rule::R12,
                OffCause::MethodRemoved | OffCause::AccountChanged => Rule::R17,
                OffCause::Stopped => Rule::R31,
                OffCause::Termination => Rule::R63,
                OffCause::LadderExhausted => Rule::R35,
                OffCause::Deletion => Rule::R62,
                OffCause::Withdrawal => Rule::R64,
                OffCause::Leaving => Rule::R82,
            },
            Self::MethodReplaced { .. } | Self::AccountChanged { .. } => Rule::R17,
            Self::OrderOpened(order) => match order.origin {
                Origin::Generated => Rule::R14,
                Origin::Manual { replaces: None, .. } => Rule::R22,
                Origin::Manual { replaces: Some(_), .. } => Rule::R29,
            },
            Self::OrderNotGenerated { reason, .. } => reason.rule(),
            Self::OrderCancelled { cause, .. } => match cause {
                CancelCause::Holder => Rule::R24,
                CancelCause::Replaced => Rule::R29,
                CancelCause::Termination => Rule::R63,
                CancelCause::Withdrawal => Rule::R64,
                CancelCause::Leaving => Rule::R82,
            },
            Self::OrderLapsed { .. } => Rule::R26,
            Self::OrderFulfilled(_) | Self::PlanChanged { .. } => Rule::R50,
            Self::RungSkipped { .. } => Rule::R33,
            Self::ChargeBarred { bar, .. } => match bar {
                Bar::MethodDead | Bar::MethodExpired | Bar::AuthenticationRequired => Rule::R34,
                Bar::AboveMandateCap => Rule::R38,
            },
            Self::ChargeRequested { rung, .. } => match rung {
                Some(_) => Rule::R33,
                None => Rule::R34,
            },
            Self::ChargeUnknown { .. }
            | Self::ChargeFailed { .. }
            | Self::ChargeNotExecuted { .. } => Rule::R31,
            Self::ChargeInDoubt { .. } | Self::ChargeContradicted { .. } => Rule::R39,
            Self::LadderExhausted { .. } => Rule::R35,
            Self::InquiryRequested { .. } => Rule::R32,
            Self::PaymentRegistered(payment) => match payment.allocation {
                Allocation::OwedBack => Rule::R45,
                Allocation::Debt { .. } => Rule::R48,
                Allocation::Receivable { .. } => Rule::R47,
                Allocation::Held => match payment.source {
                    PaymentSource::ByHand { .. } => Rule::R44,
                    PaymentSource::Charge { .. } => Rule::R42,
                },
            },
            Self::RefundOwed { reason, .. } => match reason {
                RefundReason::Excess => Rule::R44,
                RefundReason::OrderCancelled => Rule::R25,
                RefundReason::OrderLapsed => Rule::R26,
                RefundReason::TermOver => Rule::R03,
                RefundReason::UnknownOrder
                | RefundReason::UnknownDebt
                | RefundReason::OrderFulfilled
                | RefundReason::AfterLastDay
                | RefundReason::ReportedLate
                | RefundReason::MailboxGone
                | RefundReason::CancelledBefore => Rule::R45,
                RefundReason::Withdrawn | RefundReason::HolderLeft => Rule::R64,
                RefundReason::Left => Rule::R82,
                RefundReason::DebtSettled => Rule::R48,
                RefundReason::PaidShort { .. } | RefundReason::PayoutCameBack { .. } => Rule::R53,
            },
            Self::RefundPaid { .. } | Self::PayoutCameBack(_) => Rule::R53,
            Self::PaymentReversed(_) => Rule::R48,
            Self::CommitmentRegistered(_) => Rule::R47,
            Self::UsedSpaceRequested
            | Self::UsedSpaceReported { .. }
            | Self::RoomShrunk { .. }
            | Self::RoomKept { .. } => Rule::R51,
            Self::SpaceBought { .. } => Rule::R13,
            Self::HolderChanged { .. } | Self::OrderReissued { .. } => Rule::R66,
            Self::AccessChanged { .. } => Rule::R67,
            Self::TerminationRequested { .. } | Self::TerminationRevoked => Rule::R63,
            Self::RenewalWithdrawn { .. } | Self::WithdrawalInformationGiven { .. } => Rule::R64,
            Self::TermLeft { .. } | Self::ExitRightLifted { .. } => Rule::R82,
            Self::MailboxDeleted { cause, .. } => match cause {
                DeletionCause::GraceOver => Rule::R61,
                DeletionCause::Termination => Rule::R63,
            },
            Self::ContentsDeletionDue | Self::AddressReleased { .. } => Rule::R62,
            Self::NoticeDue { notice, .. } => notice.rule(),
            Self::DueDayMissed { .. } => Rule::R05,
            Self::ReminderSkipped { .. } => Rule::R80,
            Self::NoticeDelivered { .. } | Self::NoticeFailed { .. } => Rule::R83,
        }
    }
}
