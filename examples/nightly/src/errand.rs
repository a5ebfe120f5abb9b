//! What a decision asks of the outside: the projection of events into the outbox.

use pec_renewal::{
    Fact, Notice,
    order::OpenOrder,
    values::{ChargeKey, Money, NoticeNumber},
};

/// Something to be done outside, read from the event that asks for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Errand<'a> {
    /// Ask the gateway to charge, under this key.
    Charge {
        /// The idempotency key.
        key: ChargeKey,
        /// How much.
        amount: Money,
    },
    /// Ask the gateway what became of a charge.
    Inquire {
        /// Which.
        key: ChargeKey,
    },
    /// Tell the holder something.
    Notify {
        /// The notice's number in the mailbox.
        number: NoticeNumber,
        /// What it says.
        notice: &'a Notice,
    },
    /// Show the holder an order and how to pay it.
    ShowOrder(&'a OpenOrder),
    /// Pay money back, or credit it.
    PayBack {
        /// How much.
        amount: Money,
    },
    /// Measure the space used.
    MeasureSpace,
    /// Delete what the mailbox holds.
    DeleteContents,
}

impl<'a> Errand<'a> {
    /// What a fact asks of the outside, if anything.
    ///
    /// Every fact stands here, so that a new one cannot be forgotten.
    #[must_use]
    pub fn of(fact: &'a Fact) -> Option<Self> {
        match fact {
            Fact::ChargeRequested { key, amount, .. } => {
                Some(Self::Charge { key: *key, amount: *amount })
            }
            Fact::InquiryRequested { key } => Some(Self::Inquire { key: *key }),
            Fact::NoticeDue { number, notice } => Some(Self::Notify { number: *number, notice }),
            Fact::OrderOpened(order) => Some(Self::ShowOrder(order)),
            Fact::RefundOwed { amount, .. } => Some(Self::PayBack { amount: *amount }),
            Fact::UsedSpaceRequested => Some(Self::MeasureSpace),
            Fact::ContentsDeletionDue => Some(Self::DeleteContents),
            Fact::MailboxOpened { .. }
            | Fact::AutoRenewalSwitchedOn { .. }
            | Fact::AutoRenewalSwitchedOff { .. }
            | Fact::MethodReplaced { .. }
            | Fact::OrderNotGenerated { .. }
            | Fact::OrderCancelled { .. }
            | Fact::OrderLapsed { .. }
            | Fact::OrderFulfilled { .. }
            | Fact::RungSkipped { .. }
            | Fact::ChargeBarred { .. }
            | Fact::ChargeUnknown { .. }
            | Fact::ChargeFailed { .. }
            | Fact::ChargeNotExecuted { .. }
            | Fact::ChargeContradicted { .. }
            | Fact::LadderExhausted { .. }
            | Fact::PaymentRegistered { .. }
            | Fact::PlanChanged { .. }
            | Fact::UsedSpaceReported { .. }
            | Fact::RoomShrunk { .. }
            | Fact::RoomKept { .. }
            | Fact::SpaceBought { .. }
            | Fact::HolderChanged { .. }
            | Fact::AccountChanged { .. }
            | Fact::TerminationRequested { .. }
            | Fact::TerminationRevoked
            | Fact::MailboxDeleted { .. }
            | Fact::AddressReleased { .. }
            | Fact::ReminderSkipped { .. }
            | Fact::NoticeDelivered { .. }
            | Fact::NoticeFailed { .. } => None,
        }
    }

    /// Its name in the outbox.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Charge { .. } => "charge",
            Self::Inquire { .. } => "inquiry",
            Self::Notify { .. } => "notice",
            Self::ShowOrder(_) => "order",
            Self::PayBack { .. } => "refund",
            Self::MeasureSpace => "space measurement",
            Self::DeleteContents => "deletion",
        }
    }
}
