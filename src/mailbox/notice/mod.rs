//! What a holder is to be told, and what is known of its delivery (R-80 … R-85).
//!
//! `content` is what notices carry, `outlook` what they say of the future, `remembered` what is known
//! of those that were due. All that a notice says of the future is read from the projection; see
//! `notices` for how.

mod content;
mod outlook;
mod remembered;

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

pub use self::{
    content::{
        ChargeFailed, DeletionWarning, DepartureReceived, ExpiryReminder, OutlookChanged,
        Overtaken, PaymentIncomplete, Renewed, TacitRenewal, Trouble,
    },
    outlook::{IfNotRenewed, NextCharge, NoRenewal, Outlook, WayOut},
    remembered::{
        Coming, Delivery, Notices, Reports, Said, StatutoryGiven, StatutoryNotice, Warning,
    },
};
use super::event::{DeletionCause, NotGenerated, RefundForm, RefundReason, Termination};
use crate::{
    auto_renewal::{OffCause, OnCause},
    charge::Bar,
    values::{ChargeKey, Day, MethodId, Moment, Money, OrderId, RefundNumber, Room, Rule, named},
};

named! {
    /// What a notice says; wording and channel are the caller's.
    ///
    /// What it says of the future is what happens if nobody acts.
    #[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    #[serde(deny_unknown_fields)]
    pub enum Notice {
        /// The mailbox expires, or has expired.
        ExpiryReminder(Box<ExpiryReminder>),
        /// The notice of art. 65-bis: until when switching off certainly prevents the charge.
        TacitRenewal(Box<TacitRenewal>),
        /// The mailbox will be deleted: the warning without which none is.
        DeletionWarning(Box<DeletionWarning>),
        /// What a notice said of the renewal no longer holds, by another policy or price list.
        OutlookChanged(Box<OutlookChanged>),
        /// Automatic renewal was switched on.
        AutoRenewalSwitchedOn {
            /// The method bound.
            method: MethodId,
            /// Who or what switched it on.
            cause: OnCause,
        },
        /// Automatic renewal was switched off, by the holder or by something else (R-12, R-17, R-35,
        ///
        AutoRenewalSwitchedOff {
            /// Who or what switched it off.
            cause: OffCause,
            /// The last day of service, which nothing renews by itself any more.
            expiry: Day,
            /// What follows if it is not renewed by hand.
            if_not_renewed: IfNotRenewed,
        },
        /// A charge already requested may still settle, although automatic renewal was switched off or
        /// the mailbox terminated.
        ChargeStillOnItsWay {
            /// The charge that may still settle.
            key: ChargeKey,
            /// Whether it then renews the mailbox; if not, the money is owed back.
            renews: bool,
        },
        /// A charge reported as failed or not executed may have happened after all: automatic renewal
        /// waits for its outcome. Its order can be paid by hand; what is taken twice comes back in
        /// cash.
        ChargeInDoubt {
            /// The charge that may have happened.
            key: ChargeKey,
        },
        /// Automatic renewal is on, yet no order is generated today.
        OrderNotGenerated {
            /// The expiry that stays as it is.
            expiry: Day,
            /// The reason.
            reason: NotGenerated,
            /// Whether the mailbox will renew by itself all the same, once the reason has passed.
            outlook: Outlook,
        },
        /// A charge failed or could not be tried, or no other follows; with what can be done.
        ChargeFailed(Box<ChargeFailed>),
        /// Less came than is due.
        PaymentIncomplete(Box<PaymentIncomplete>),
        /// The order was paid by hand, but the bound method is dead, past its date, or barred by its
        /// cap: the next charge will fail. Or news came that bars it.
        BoundMethodDead {
            /// The bound method.
            method: MethodId,
            /// Why its next charge will fail.
            why: Bar,
        },
        /// News of the bound method says that only the holder knows how it goes on.
        MethodNeedsHolder {
            /// The bound method.
            method: MethodId,
        },
        /// The mailbox was renewed.
        Renewed(Renewed),
        /// Money is owed back.
        MoneyOwedBack {
            /// The refund's number in the mailbox.
            refund: RefundNumber,
            /// How much.
            amount: Money,
            /// The order that it was for, where one is known.
            order: Option<OrderId>,
            /// Why.
            reason: RefundReason,
            /// How it comes back.
            form: RefundForm,
            /// By when, where the policy sets a day.
            due: Option<Day>,
        },
        /// A termination was received, and what it leads to.
        TerminationReceived {
            /// When the mailbox ends.
            when: Termination,
            /// The last day of service; through it, a termination at expiry can be revoked.
            expiry: Day,
            /// The last day on which it can be renewed by hand once the expiry is over, where it ends at
            /// expiry and can be renewed after that.
            renewable_until: Option<Day>,
            /// What follows, where it ends at expiry.
            if_not_renewed: IfNotRenewed,
        },
        /// A withdrawal was received, of that content and moment, and what it leads to.
        WithdrawalReceived {
            /// The moment of the declaration.
            declared_at: Moment,
            /// What it is about, and what it leads to.
            received: Box<DepartureReceived>,
        },
        /// That the holder leaves was received, and what it leads to.
        LeavingReceived(Box<DepartureReceived>),
        /// A termination at expiry was revoked; automatic renewal stays off.
        TerminationRevoked {
            /// The last day of service.
            expiry: Day,
        },
        /// A charge already on its way renewed the mailbox: its termination stands for the new expiry
        ///
        TerminationMoved {
            /// The new expiry, at which the mailbox ends.
            expiry: Day,
        },
        /// The mailbox was deleted.
        MailboxDeleted {
            /// Why.
            cause: DeletionCause,
        },
        /// The plan shrank, but data is in the way: the old room stays.
        RoomKept {
            /// The room that stays.
            room: Room,
            /// The room that the plan gives.
            entitled: Room,
        },
    }
}

impl Notice {
    /// The rule that owes it.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        match self {
            Self::ExpiryReminder(_) => Rule::R80,
            Self::TacitRenewal(_) => Rule::R81,
            Self::AutoRenewalSwitchedOn { cause, .. } => match cause {
                OnCause::Payment { .. } => Rule::R11,
                OnCause::Holder | OnCause::Opening => Rule::R12,
            },
            Self::AutoRenewalSwitchedOff { cause, .. } => match cause {
                OffCause::Stopped => Rule::R31,
                OffCause::LadderExhausted => Rule::R35,
                OffCause::MethodRemoved | OffCause::AccountChanged => Rule::R17,
                OffCause::Opening
                | OffCause::Holder
                | OffCause::Termination
                | OffCause::Deletion
                | OffCause::Withdrawal
                | OffCause::Leaving => Rule::R85,
            },
            Self::ChargeStillOnItsWay { .. } => Rule::R12,
            Self::OrderNotGenerated { reason, .. } => reason.rule(),
            Self::ChargeFailed(_) => Rule::R35,
            Self::ChargeInDoubt { .. } => Rule::R39,
            Self::PaymentIncomplete(_) => Rule::R44,
            Self::BoundMethodDead { .. } => Rule::R36,
            Self::MethodNeedsHolder { .. } => Rule::R18,
            Self::DeletionWarning(_) => Rule::R61,
            Self::OutlookChanged(_) => Rule::R84,
            Self::RoomKept { .. } => Rule::R51,
            Self::Renewed(_)
            | Self::MoneyOwedBack { .. }
            | Self::TerminationReceived { .. }
            | Self::WithdrawalReceived { .. }
            | Self::LeavingReceived(_)
            | Self::TerminationRevoked { .. }
            | Self::TerminationMoved { .. }
            | Self::MailboxDeleted { .. } => Rule::R85,
        }
    }
}
