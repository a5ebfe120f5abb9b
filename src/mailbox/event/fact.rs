//! Every fact: what can have happened to a mailbox.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::causes::{
    Allocation, CancelCause, DeletionCause, NotGenerated, PaymentSource, PlanChange, RefundForm,
    RefundReason, Termination,
};
use crate::{
    auto_renewal::{OffCause, OnCause},
    catalogue::{GracePhases, Holder, Method, Plan},
    charge::{Bar, Failure, OutcomeKind},
    mailbox::{command::Opening, notice::Notice},
    order::OpenOrder,
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
    OrderOpened(Box<OpenOrder>),
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
    LadderExhausted {
        /// The order, still open and payable by hand.
        order: OrderId,
    },
    /// The gateway is to be asked what became of a charge.
    InquiryRequested {
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
        allocation: Allocation,
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
    /// The holder revoked a termination at expiry.
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
