//! What happened to a mailbox: the facts that its state is folded from.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::{command::Opening, notice::Notice};
use crate::{
    auto_renewal::{OffCause, OnCause},
    charge::{Bar, Failure, OutcomeKind},
    offer::{GracePhases, Holder, Method, MethodKind, Plan},
    order::{Offer, Origin},
    service::Period,
    values::{
        AccountId, ChargeKey, Day, ExtraSpace, MailboxId, MethodId, Moment, Money, NoticeNumber,
        OrderId, PaymentReference, Room, Rule, UsedSpace,
    },
};

/// One thing that happened, and when it was handled.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When the engine handled it; its date is the civil day that counted.
    pub at: Moment,
    /// What happened.
    pub fact: Fact,
}

impl Event {
    /// The rule that caused it.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.fact.rule()
    }
}

/// What happened. Exhaustive: a new one is a new major version, so that no projection misses it.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Fact {
    /// A mailbox was opened, new or taken over.
    MailboxOpened {
        /// As it stood.
        opening: Box<Opening>,
        /// The grace phases of its running period.
        grace: GracePhases,
    },
    /// Automatic renewal was switched on, or its method bound anew.
    AutoRenewalSwitchedOn {
        /// The method bound.
        method: Method,
        /// Why.
        cause: OnCause,
    },
    /// Automatic renewal was switched off.
    AutoRenewalSwitchedOff {
        /// Why.
        cause: OffCause,
    },
    /// The bound method was replaced by another.
    MethodReplaced {
        /// The method bound until now.
        old: MethodId,
        /// The method bound from now on.
        new: Method,
    },
    /// An order was opened, generated or by hand.
    OrderOpened {
        /// What was agreed.
        offer: Box<Offer>,
    },
    /// No order was generated though automatic renewal is on.
    OrderNotGenerated {
        /// The expiry that stays as it is.
        expiry: Day,
        /// Why.
        reason: NotGenerated,
    },
    /// An open order was called off.
    OrderCancelled {
        /// Which.
        order: OrderId,
        /// Why.
        cause: CancelCause,
    },
    /// An open order's last day went by unpaid.
    OrderLapsed {
        /// Which.
        order: OrderId,
        /// The first day on which it no longer held.
        on: Day,
    },
    /// An order was paid in full and renewed the mailbox.
    OrderFulfilled {
        /// Which.
        order: OrderId,
        /// The payment that covered it.
        paid_by: PaymentReference,
        /// Price and late fee as this holder owed them: what was applied.
        applied: Money,
        /// The late fee in it.
        late_fee: Money,
        /// The expiry until now.
        previous_expiry: Day,
        /// The period that begins, with the new expiry.
        period: Period,
        /// The grace phases of that period.
        grace: GracePhases,
        /// What the mailbox will be from a day on, where that is not what it is.
        change: Option<PlanChange>,
    },
    /// A rung of the ladder passed unused.
    RungSkipped {
        /// The order.
        order: OrderId,
        /// The rung, counted from 1.
        rung: u8,
        /// The rung's day.
        day: Day,
    },
    /// The bound method may not be charged.
    ChargeBarred {
        /// The order.
        order: OrderId,
        /// The method.
        method: MethodId,
        /// The rung that this spent, counted from 1; none where a request outside the ladder was
        /// owed.
        rung: Option<u8>,
        /// What was due that day.
        due: Money,
        /// Why.
        bar: Bar,
    },
    /// A charge is to be made: the backend contacts the gateway with this key.
    ChargeRequested {
        /// The idempotency key.
        key: ChargeKey,
        /// What is due that day.
        amount: Money,
        /// The method to charge.
        method: MethodId,
        /// The rung that it spends, counted from 1; none outside the ladder.
        rung: Option<u8>,
    },
    /// The gateway answered that a charge may have happened.
    ChargeUnknown {
        /// Which.
        key: ChargeKey,
    },
    /// A charge was refused.
    ChargeFailed {
        /// Which.
        key: ChargeKey,
        /// How.
        failure: Failure,
    },
    /// A charge certainly did not happen.
    ChargeNotExecuted {
        /// Which.
        key: ChargeKey,
    },
    /// A report contradicts the first final outcome of a charge, and changes nothing.
    ChargeContradicted {
        /// Which.
        key: ChargeKey,
        /// The outcome that stands.
        first: OutcomeKind,
        /// What was reported now.
        received: OutcomeKind,
    },
    /// The ladder's last rung is spent and nothing is unresolved.
    ChargesExhausted {
        /// The order, still open and payable by hand.
        order: OrderId,
    },
    /// The gateway is to be asked what became of a charge.
    ReconciliationRequested {
        /// Which.
        key: ChargeKey,
    },
    /// Money was registered (R-42 … R-45).
    PaymentRegistered {
        /// The reference that it will always be known by.
        reference: PaymentReference,
        /// The order that it names.
        order: Option<OrderId>,
        /// How much.
        amount: Money,
        /// The day that counts.
        day: Day,
        /// How it came.
        source: PaymentSource,
        /// Where it went.
        placed: Placed,
    },
    /// Money is to be paid out or credited; the caller does it.
    RefundOwed {
        /// How much.
        amount: Money,
        /// The order that it had to do with, where one is known.
        order: Option<OrderId>,
        /// Why.
        reason: RefundReason,
        /// How.
        form: RefundForm,
    },
    /// Plan and extra space took effect.
    PlanChanged {
        /// The plan from today.
        plan: Plan,
        /// The extra space from today.
        extra: ExtraSpace,
        /// The room that goes with them.
        entitled: Room,
        /// The room that the mailbox has: larger where data is in the way.
        room: Room,
        /// The holder consented to the deletion of the archive.
        archive_consent: bool,
    },
    /// The used space is to be measured and reported.
    UsedSpaceRequested,
    /// The used space was reported.
    UsedSpaceReported {
        /// What was found.
        used: UsedSpace,
        /// The day of the measurement.
        on: Day,
    },
    /// The room shrank to what the plan gives; the archive goes where it gives none.
    RoomShrunk {
        /// The room from now on.
        room: Room,
    },
    /// The room stays larger than the plan gives, because data is in the way.
    RoomKept {
        /// The room that stays.
        room: Room,
        /// The room that the plan gives.
        entitled: Room,
        /// What is used.
        used: UsedSpace,
    },
    /// Extra space was bought between renewals.
    SpaceBought {
        /// The extra space from now on, all together.
        extra: ExtraSpace,
    },
    /// The mailbox has another holder. With the birth, the only event that holds a tax id.
    HolderChanged {
        /// The holder from now on.
        holder: Holder,
    },
    /// The mailbox moved to another account.
    AccountChanged {
        /// The account from now on.
        account: AccountId,
    },
    /// The holder asked to end the mailbox.
    TerminationRequested {
        /// When it ends.
        when: Termination,
    },
    /// The holder took a termination at expiry back.
    TerminationRevoked,
    /// The mailbox was deleted.
    MailboxDeleted {
        /// Why.
        cause: DeletionCause,
        /// The last day on which its logs are kept.
        logs_until: Day,
    },
    /// The contents are to be deleted; the backend does it.
    ContentsDeletionDue,
    /// The address was given to a new life of the same tax id.
    AddressReleased {
        /// The new mailbox.
        to: MailboxId,
    },
    /// The holder is to be told something; the backend does it.
    NoticeDue {
        /// Its number in the mailbox.
        number: NoticeNumber,
        /// What it says.
        notice: Notice,
    },
    /// A reminder's day went by without a tick.
    ReminderSkipped {
        /// Its day.
        day: Day,
    },
    /// A notice reached the holder.
    NoticeDelivered {
        /// Which.
        number: NoticeNumber,
        /// The day of delivery.
        on: Day,
    },
    /// A notice could not be delivered.
    NoticeFailed {
        /// Which.
        number: NoticeNumber,
    },
}

/// Why no order was generated. The first that applies is given.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotGenerated {
    /// A manual order is open.
    ManualOrderOpen,
    /// A generated order was cancelled in this period.
    OrderCancelled,
    /// A generated order lapsed in this period.
    OrderLapsed,
    /// A manual order was open when the expiry day ended.
    ManualOrderOpenAtExpiry,
    /// The mailbox can no longer be renewed.
    NotRenewable,
    /// What would be repeated has no price today.
    NoPrice,
    /// The term would give an expiry that is not after today.
    TermTooShort,
}

/// Why an order was called off.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelCause {
    /// The holder cancelled it.
    Holder,
    /// Another order took its place.
    Replaced,
    /// The holder ended the mailbox at expiry.
    Termination,
}

/// How money came.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum PaymentSource {
    /// By hand.
    ByHand {
        /// How.
        way: MethodKind,
        /// The day the customer paid, where known.
        paid_on: Option<Day>,
        /// The method of a payer who was signed in.
        signed_in_with: Option<Method>,
    },
    /// A charge settled.
    Charge {
        /// Which.
        key: ChargeKey,
    },
}

/// Where registered money went.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Placed {
    /// It is held for the open order.
    Held,
    /// It is owed back, as the refund that follows says.
    OwedBack,
}

/// Why money is owed back.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// More came than was due.
    Excess,
    /// It names no order of this mailbox, or a charge that was never requested.
    UnknownOrder,
    /// The order was fulfilled already.
    OrderFulfilled,
    /// The order is cancelled.
    OrderCancelled,
    /// The order lapsed.
    OrderLapsed,
    /// It is dated after the order's last day.
    AfterLastDay,
    /// It is dated within the order's last day, but was reported when the order had lapsed.
    ReportedLate,
    /// The mailbox is deleted, or ending.
    MailboxGone,
}

/// How money is owed back (`late_payment`).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum RefundForm {
    /// Paid out.
    Refund,
    /// Kept as a credit of the customer.
    Credit {
        /// The last day on which it can be used.
        until: Day,
    },
}

/// What a mailbox will be from a day on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlanChange {
    /// The first day.
    pub on: Day,
    /// The plan.
    pub plan: Plan,
    /// The extra space.
    pub extra: ExtraSpace,
    /// The holder consented to the deletion of the archive.
    pub archive_consent: bool,
}

/// When a mailbox that its holder ends does end.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Termination {
    /// When its expiry day is over.
    AtExpiry,
    /// At once.
    Now,
}

/// Why a mailbox was deleted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletionCause {
    /// Grace is over.
    GraceOver,
    /// The holder ended it now.
    Termination,
}

impl Fact {
    /// The names of all facts, in the order of their declaration.
    pub const NAMES: &'static [&'static str] = &[
        "MailboxOpened",
        "AutoRenewalSwitchedOn",
        "AutoRenewalSwitchedOff",
        "MethodReplaced",
        "OrderOpened",
        "OrderNotGenerated",
        "OrderCancelled",
        "OrderLapsed",
        "OrderFulfilled",
        "RungSkipped",
        "ChargeBarred",
        "ChargeRequested",
        "ChargeUnknown",
        "ChargeFailed",
        "ChargeNotExecuted",
        "ChargeContradicted",
        "ChargesExhausted",
        "ReconciliationRequested",
        "PaymentRegistered",
        "RefundOwed",
        "PlanChanged",
        "UsedSpaceRequested",
        "UsedSpaceReported",
        "RoomShrunk",
        "RoomKept",
        "SpaceBought",
        "HolderChanged",
        "AccountChanged",
        "TerminationRequested",
        "TerminationRevoked",
        "MailboxDeleted",
        "ContentsDeletionDue",
        "AddressReleased",
        "NoticeDue",
        "ReminderSkipped",
        "NoticeDelivered",
        "NoticeFailed",
    ];

    /// Its name, one of [`Fact::NAMES`].
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::MailboxOpened { .. } => "MailboxOpened",
            Self::AutoRenewalSwitchedOn { .. } => "AutoRenewalSwitchedOn",
            Self::AutoRenewalSwitchedOff { .. } => "AutoRenewalSwitchedOff",
            Self::MethodReplaced { .. } => "MethodReplaced",
            Self::OrderOpened { .. } => "OrderOpened",
            Self::OrderNotGenerated { .. } => "OrderNotGenerated",
            Self::OrderCancelled { .. } => "OrderCancelled",
            Self::OrderLapsed { .. } => "OrderLapsed",
            Self::OrderFulfilled { .. } => "OrderFulfilled",
            Self::RungSkipped { .. } => "RungSkipped",
            Self::ChargeBarred { .. } => "ChargeBarred",
            Self::ChargeRequested { .. } => "ChargeRequested",
            Self::ChargeUnknown { .. } => "ChargeUnknown",
            Self::ChargeFailed { .. } => "ChargeFailed",
            Self::ChargeNotExecuted { .. } => "ChargeNotExecuted",
            Self::ChargeContradicted { .. } => "ChargeContradicted",
            Self::ChargesExhausted { .. } => "ChargesExhausted",
            Self::ReconciliationRequested { .. } => "ReconciliationRequested",
            Self::PaymentRegistered { .. } => "PaymentRegistered",
            Self::RefundOwed { .. } => "RefundOwed",
            Self::PlanChanged { .. } => "PlanChanged",
            Self::UsedSpaceRequested => "UsedSpaceRequested",
            Self::UsedSpaceReported { .. } => "UsedSpaceReported",
            Self::RoomShrunk { .. } => "RoomShrunk",
            Self::RoomKept { .. } => "RoomKept",
            Self::SpaceBought { .. } => "SpaceBought",
            Self::HolderChanged { .. } => "HolderChanged",
            Self::AccountChanged { .. } => "AccountChanged",
            Self::TerminationRequested { .. } => "TerminationRequested",
            Self::TerminationRevoked => "TerminationRevoked",
            Self::MailboxDeleted { .. } => "MailboxDeleted",
            Self::ContentsDeletionDue => "ContentsDeletionDue",
            Self::AddressReleased { .. } => "AddressReleased",
            Self::NoticeDue { .. } => "NoticeDue",
            Self::ReminderSkipped { .. } => "ReminderSkipped",
            Self::NoticeDelivered { .. } => "NoticeDelivered",
            Self::NoticeFailed { .. } => "NoticeFailed",
        }
    }

    /// The rule that caused it.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        match self {
            Self::MailboxOpened { .. } => Rule::R60,
            Self::AutoRenewalSwitchedOn { cause, .. } => match cause {
                OnCause::Payment { .. } => Rule::R11,
                OnCause::Holder | OnCause::Opening => Rule::R12,
            },
            Self::AutoRenewalSwitchedOff { cause } => match cause {
                OffCause::Holder | OffCause::Opening => Rule::R12,
                OffCause::MethodRemoved | OffCause::AccountChanged => Rule::R17,
                OffCause::Termination => Rule::R63,
                OffCause::LadderExhausted => Rule::R35,
                OffCause::Deletion => Rule::R62,
            },
            Self::MethodReplaced { .. } | Self::AccountChanged { .. } => Rule::R17,
            Self::OrderOpened { offer } => match offer.origin {
                Origin::Generated => Rule::R14,
                Origin::Manual { replaces: None, .. } => Rule::R22,
                Origin::Manual { replaces: Some(_), .. } => Rule::R29,
            },
            Self::OrderNotGenerated { reason, .. } => match reason {
                NotGenerated::NoPrice => Rule::R41,
                NotGenerated::TermTooShort => Rule::R03,
                NotGenerated::ManualOrderOpen
                | NotGenerated::OrderCancelled
                | NotGenerated::OrderLapsed
                | NotGenerated::ManualOrderOpenAtExpiry
                | NotGenerated::NotRenewable => Rule::R15,
            },
            Self::OrderCancelled { cause, .. } => match cause {
                CancelCause::Holder => Rule::R24,
                CancelCause::Replaced => Rule::R29,
                CancelCause::Termination => Rule::R63,
            },
            Self::OrderLapsed { .. } => Rule::R26,
            Self::OrderFulfilled { .. } | Self::PlanChanged { .. } => Rule::R50,
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
            Self::ChargeContradicted { .. } => Rule::R39,
            Self::ChargesExhausted { .. } => Rule::R35,
            Self::ReconciliationRequested { .. } => Rule::R32,
            Self::PaymentRegistered { source, placed, .. } => match (source, placed) {
                (PaymentSource::ByHand { .. } | PaymentSource::Charge { .. }, Placed::OwedBack) => {
                    Rule::R45
                }
                (PaymentSource::ByHand { .. }, Placed::Held) => Rule::R44,
                (PaymentSource::Charge { .. }, Placed::Held) => Rule::R42,
            },
            Self::RefundOwed { reason, .. } => match reason {
                RefundReason::Excess => Rule::R44,
                RefundReason::OrderCancelled => Rule::R25,
                RefundReason::OrderLapsed => Rule::R26,
                RefundReason::UnknownOrder
                | RefundReason::OrderFulfilled
                | RefundReason::AfterLastDay
                | RefundReason::ReportedLate
                | RefundReason::MailboxGone => Rule::R45,
            },
            Self::UsedSpaceRequested
            | Self::UsedSpaceReported { .. }
            | Self::RoomShrunk { .. }
            | Self::RoomKept { .. } => Rule::R51,
            Self::SpaceBought { .. } => Rule::R13,
            Self::HolderChanged { .. } => Rule::R66,
            Self::TerminationRequested { .. } | Self::TerminationRevoked => Rule::R63,
            Self::MailboxDeleted { cause, .. } => match cause {
                DeletionCause::GraceOver => Rule::R61,
                DeletionCause::Termination => Rule::R63,
            },
            Self::ContentsDeletionDue | Self::AddressReleased { .. } => Rule::R62,
            Self::NoticeDue { notice, .. } => notice.rule(),
            Self::ReminderSkipped { .. } => Rule::R80,
            Self::NoticeDelivered { .. } | Self::NoticeFailed { .. } => Rule::R83,
        }
    }
}
