//! Every fact: what can have happened to a mailbox.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::{
    causes::{CancelCause, DeletionCause, NotGenerated, RefundForm, RefundReason, Termination},
    form::Form,
    money::{Fulfilment, RegisteredPayment, ReturnedPayout, ReversedPayment, Undone},
};
use crate::{
    auto_renewal::{Consent, OffCause, OnCause},
    catalogue::{GracePhases, Holder, MailAccess, Method, Package, Rung},
    charge::{Bar, Failure, OutcomeKind},
    mailbox::{
        command::{Commitment, MethodNews, Opening},
        debt::LeftDebt,
        notice::Notice,
        opening::carried::Judged,
        refund::Payout,
    },
    order::OpenOrder,
    values::{
        AccountId, ChargeKey, Day, ExtraSpace, MailboxId, MethodId, Moment, Money, NoticeNumber,
        OrderId, RefundNumber, Room, Rule, UsedSpace, named,
    },
};

/// One thing that happened, and when it was handled. It does not name its mailbox: store the
/// identifier beside it.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    form: Form,
    /// When the engine handled it; its date is the civil day that counted.
    pub at: Moment,
    /// What happened.
    pub fact: Fact,
}

impl Event {
    /// A fact handled at a moment, in the form recorded now.
    #[must_use]
    pub const fn new(at: Moment, fact: Fact) -> Self {
        Self { form: Form, at, fact }
    }

    /// The rule that caused it.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.fact.rule()
    }
}

named! {
    /// What happened. Exhaustive: a new one is a new major version, so that no projection misses
    /// it. [The manual](crate::manual::commands#the-names-of-events) lists them with their rules.
    #[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    #[serde(deny_unknown_fields)]
    pub enum Fact {
        /// A mailbox was opened, new or taken over.
        MailboxOpened {
            /// The mailbox as it stood then.
            opening: Box<Opening>,
            /// The grace phases of its running period.
            grace: GracePhases,
            /// How many days before its deletion the holder is warned in this period.
            deletion_warning_days: u16,
            /// What it may do with mail.
            access: MailAccess,
            /// What the policy of that day made of what the opening carries, if it carries anything
            ///
            judged: Option<Box<Judged>>,
        },
        /// Automatic renewal was switched on, or its method bound anew.
        AutoRenewalSwitchedOn {
            /// The method bound.
            method: Method,
            /// Who or what switched it on.
            cause: OnCause,
            /// The holder's consent on record, where one came with it.
            consent: Option<Consent>,
        },
        /// The holder's consent to automatic renewal, which is on as it was, came on record.
        ConsentRecorded {
            /// The consent.
            consent: Consent,
        },
        /// News of a stored method was reported.
        MethodNewsReported {
            /// The method.
            method: MethodId,
            /// What the news says.
            news: MethodNews,
        },
        /// Automatic renewal was switched off.
        AutoRenewalSwitchedOff {
            /// Who or what switched it off.
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
        /// No order was generated although automatic renewal is on.
        OrderNotGenerated {
            /// The expiry that stays as it is.
            expiry: Day,
            /// The first reason that applies.
            reason: NotGenerated,
        },
        /// An open order was cancelled.
        OrderCancelled {
            /// The order that was open.
            order: OrderId,
            /// Who or what cancelled it.
            cause: CancelCause,
        },
        /// An open order gave way to one that differs only in what is owed: net and tax.
        OrderReissued {
            /// The order that was open.
            order: OrderId,
            /// The order that takes its place.
            new: Box<OpenOrder>,
        },
        /// An open order's margin went by unpaid.
        OrderLapsed {
            /// The order that was open.
            order: OrderId,
            /// The first day on which it no longer held.
            on: Day,
        },
        /// An order was paid in full and renewed the mailbox.
        OrderFulfilled(Box<Fulfilment>),
        /// A rung of the ladder passed unused.
        RungSkipped {
            /// The order being collected.
            order: OrderId,
            /// The rung that passed.
            rung: Rung,
            /// The rung's day.
            day: Day,
        },
        /// The bound method may not be charged.
        ChargeBarred {
            /// The order being collected.
            order: OrderId,
            /// The bound method.
            method: MethodId,
            /// The rung that this spent; none where a request outside the ladder was owed.
            rung: Option<Rung>,
            /// What was due that day.
            due: Money,
            /// What bars the method.
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
            /// The rung that it spends; none outside the ladder.
            rung: Option<Rung>,
        },
        /// The gateway answered that a charge may have happened.
        ChargeUnknown {
            /// The charge whose outcome the gateway does not know.
            key: ChargeKey,
        },
        /// A charge was refused.
        ChargeFailed {
            /// The charge that failed.
            key: ChargeKey,
            /// The kind of failure, which decides whether the method is charged again.
            failure: Failure,
        },
        /// A charge certainly did not happen.
        ChargeNotExecuted {
            /// The charge that was not made.
            key: ChargeKey,
        },
        /// *Unknown* was reported of a charge that had failed or had not been executed: it is in
        /// doubt until the next final outcome, which stands in place of the first.
        ChargeInDoubt {
            /// The charge that may have happened after all.
            key: ChargeKey,
            /// The outcome that stood until now.
            first: OutcomeKind,
        },
        /// A report contradicts the outcome of a charge that stands, and changes nothing.
        ChargeContradicted {
            /// The charge that already has a final outcome.
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
            /// The charge that is unresolved or in doubt.
            key: ChargeKey,
            /// Whether the key is awaited: only then may the gateway be asked by sending the same
            /// request again.
            awaited: bool,
        },
        /// Money was registered (R-42 … R-45).
        PaymentRegistered(RegisteredPayment),
        /// Money is to be paid out or credited; the caller does it.
        RefundOwed {
            /// The refund's number in the mailbox, which the report that it was paid names.
            number: RefundNumber,
            /// The amount to give back: it never changes.
            amount: Money,
            /// The order that it had to do with, where one is known.
            order: Option<OrderId>,
            /// Why the money could not be used, or was more than was due.
            reason: RefundReason,
            /// Whether to pay it out or to credit it.
            form: RefundForm,
            /// The last day on which that is in time, where the policy sets one.
            due: Option<Day>,
            /// The refund in whose place it is owed, if that was withdrawn.
            replaces: Option<RefundNumber>,
        },
        /// A refund was paid out or credited.
        RefundPaid {
            /// The refund's number.
            number: RefundNumber,
            /// What went out.
            payout: Payout,
            /// The refund that it settles: that one, or the one in its place, which is withdrawn with it;
            /// none where nothing was owed under it any more.
            settles: Option<RefundNumber>,
            /// What went out beyond what was owed, which is a debt.
            beyond: Option<LeftDebt>,
        },
        /// Money was taken back.
        PaymentReversed(Box<ReversedPayment>),
        /// What was paid out or credited came back.
        PayoutCameBack(Box<ReturnedPayout>),
        /// A public body committed itself to pay an order.
        CommitmentRegistered(Commitment),
        /// Plan and extra space took effect.
        PlanChanged {
            /// The plan from today, with its extra space.
            package: Package,
            /// The room that goes with it.
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
            /// The space found in use.
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
        /// The mailbox has another holder. Only this event and the opening hold a tax id.
        HolderChanged {
            /// The holder from now on.
            holder: Holder,
        },
        /// The mailbox moved to another account.
        AccountChanged {
            /// The account from now on.
            account: AccountId,
        },
        /// The mail platform is to be told what the mailbox may do from today.
        AccessChanged {
            /// What it may do with mail.
            access: MailAccess,
        },
        /// The holder asked to end the mailbox.
        TerminationRequested {
            /// When it ends.
            when: Termination,
        },
        /// The holder revoked a termination at expiry.
        TerminationRevoked,
        /// A consumer withdrew from a renewal: its term and every later one end.
        RenewalWithdrawn {
            /// The moment of the declaration: its day counts.
            declared_at: Moment,
            /// What ends, what is owed back, and what stands again.
            undone: Box<Undone>,
        },
        /// A consumer who had the exit right left: the term and every later one end.
        TermLeft {
            /// What ends, what is owed back, and what stands again.
            undone: Box<Undone>,
        },
        /// A true notice of art. 65-bis is told to have come in time: the exit right, not used so far,
        /// is no more.
        ExitRightLifted {
            /// The order that bought the term.
            order: OrderId,
        },
        /// The holder was informed of the right to withdraw, later than the order was made.
        WithdrawalInformationGiven {
            /// The order that can be withdrawn from.
            order: OrderId,
            /// The day on which the holder was informed.
            on: Day,
            /// The last day of a declaration that is in time, from now on.
            until: Day,
        },
        /// The mailbox was deleted.
        MailboxDeleted {
            /// Whether grace ended or the holder terminated it.
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
            /// Its number in the mailbox, which reports of its delivery name.
            number: NoticeNumber,
            /// What it says.
            notice: Notice,
            /// The version of the policy by which it says so.
            policy_version: u32,
            /// The version of the price list by which it says so.
            price_list_version: u32,
        },
        /// By the policy of today a tick was due on a day gone by, and what it had to do can no longer
        /// be done: none came in time, or the policy changed since.
        DueDayMissed {
            /// The day that went by.
            day: Day,
        },
        /// A reminder's day went by without a tick.
        ReminderSkipped {
            /// The day on which the reminder was due.
            day: Day,
        },
        /// A notice reached the holder.
        NoticeDelivered {
            /// The number that the notice was given.
            number: NoticeNumber,
            /// The day of delivery.
            on: Day,
        },
        /// A notice could not be delivered.
        NoticeFailed {
            /// The number that the notice was given.
            number: NoticeNumber,
        },
    }
}
