//! Every reason, in the order in which they are checked.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::{opening::OpeningField, remedy};
use crate::{
    catalogue::{MethodKind, Plan, Purchase},
    mailbox::{corrupt::CorruptHistory, ledger::KnownPayment},
    order::FinalStatus,
    values::{
        ChargeKey, Day, ExtraSpace, MailboxId, MethodId, Money, NoticeNumber, OrderId,
        PaymentReference, Room, UsedSpace,
    },
};

/// Why a command is refused. Nothing changes; each names the facts it rests on.
///
/// The variants stand in the order in which they are checked, so that where several apply the first
/// is given. Each says who can act ([`Refusal::who`]) and whether waiting may help
/// ([`Refusal::is_transient`]). No refusal holds a tax id.
#[derive(Clone, Debug, Deserialize, Eq, thiserror::Error, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub enum Refusal {
    /// The mailbox was never opened: open it first.
    #[error("no such mailbox")]
    NoSuchMailbox,
    /// The command is dated before the last event: give the present moment.
    #[error("the command is dated {received}, before the last event of {last}")]
    ClockWentBackwards {
        /// The day of the last event.
        last: Day,
        /// The day of the command.
        received: Day,
    },
    /// A report's own day lies after the day on which it is handled.
    #[error("the report is dated {received}, after today {today}")]
    DatedInTheFuture {
        /// The day on which it is handled.
        today: Day,
        /// The report's own day.
        received: Day,
    },
    /// The mailbox was opened with other content: use another identifier, or the same content.
    ///
    #[error("mailbox {mailbox} is open already, with another {differs}")]
    MailboxAlreadyOpen {
        /// The mailbox.
        mailbox: MailboxId,
        /// The first thing that differs.
        differs: OpeningField,
    },
    /// The reference is known with other content: money that is not the same needs a reference of
    /// its own.
    #[error("the reference is known: stored {stored}, received {received}")]
    PaymentDiffers {
        /// The payment known.
        stored: Box<KnownPayment>,
        /// The payment reported.
        received: Box<KnownPayment>,
    },
    /// The method is known as another kind of method.
    #[error("method {method} is a {stored}, not a {received}")]
    MethodDiffers {
        /// The method.
        method: MethodId,
        /// The kind known.
        stored: MethodKind,
        /// The kind named.
        received: MethodKind,
    },
    /// The address is kept for the tax id that held it: nobody else can buy it.
    #[error("the address is kept for its former holder")]
    OtherHolder,
    /// The address was already given to a new life of the same tax id: go on with that one.
    #[error("the address went to mailbox {to} already, not to {received}")]
    AddressAlreadyReleased {
        /// The new mailbox.
        to: MailboxId,
        /// The mailbox asked for.
        received: MailboxId,
    },
    /// The delivery is dated before the notice was due.
    #[error("the notice was due on {due}, so it cannot have been delivered on {received}")]
    NoticeReportDiffers {
        /// The day the notice was due.
        due: Day,
        /// The day of delivery reported.
        received: Day,
    },
    /// The mailbox is deleted, or is ending: only its holder can buy the address again.
    #[error("the mailbox is deleted or ending")]
    MailboxDeleted {
        /// The day of deletion, once that is done.
        since: Option<Day>,
    },
    /// The mailbox is on the customer's own domain: it is renewed and changed with the domain.
    ///
    #[error("the mailbox is on the customer's own domain and is managed there")]
    OwnDomain,
    /// The holder terminated the mailbox at expiry: revoke that first, or wait until the expiry day is
    /// over.
    #[error("a termination at expiry stands until {expiry}")]
    TerminationStands {
        /// The expiry at which it ends.
        expiry: Day,
    },
    /// The termination took effect at expiry: there is nothing to revoke, but the mailbox can be
    /// renewed by hand while in grace.
    #[error("the termination took effect at the expiry of {expiry}")]
    TerminationSpent {
        /// The expiry at which it took effect.
        expiry: Day,
    },
    /// The mailbox has expired: it ends by itself when grace is over, or now.
    #[error("the expiry of {expiry} is over")]
    ExpiryOver {
        /// The expiry.
        expiry: Day,
    },
    /// The last renewable day is over.
    #[error("the last day to renew was {last_renewable_day}")]
    NotRenewable {
        /// That day.
        last_renewable_day: Day,
    },
    /// The holder believed in another expiry: look at the mailbox again.
    #[error("the mailbox expires on {expected}, not on {received}")]
    WrongExpiry {
        /// The expiry that it has.
        expected: Day,
        /// The expiry believed in.
        received: Day,
    },
    /// An order is open: pay it, cancel it, or name it as the one to replace.
    #[error("order {order} is open: pay it, cancel it or replace it")]
    OrderAlreadyOpen {
        /// The open order.
        order: OrderId,
        /// Automatic renewal made it.
        generated: bool,
        /// No charge of it is unresolved: it can be cancelled or replaced now.
        cancellable: bool,
    },
    /// A charge is unresolved: wait for its outcome.
    #[error("charge {key} of {requested_on} is unresolved: wait for its outcome")]
    ChargeUnresolved {
        /// The charge.
        key: ChargeKey,
        /// The day it was requested.
        requested_on: Day,
    },
    /// The order is none of this mailbox.
    #[error("order {order} is unknown to this mailbox")]
    UnknownOrder {
        /// The order named.
        order: OrderId,
    },
    /// The order is closed for good.
    #[error(fmt = remedy::order_closed)]
    OrderClosed {
        /// The order.
        order: OrderId,
        /// How it ended.
        status: FinalStatus,
    },
    /// No order is open, so there is nothing to pay or replace.
    #[error("no order is open")]
    NoOrderOpen,
    /// This provider allows no manual renewal while automatic renewal is on: switch it off first.
    ///
    #[error("automatic renewal is on: switch it off to renew by hand")]
    AutoRenewalIsOn,
    /// It is too early to renew by hand.
    #[error("renewing by hand opens on {opens}")]
    WindowNotOpen {
        /// The first day on which it can be renewed.
        opens: Day,
    },
    /// The last renewal is too recent.
    #[error("the next renewal is possible from {possible_from}")]
    RenewalTooSoon {
        /// The first day on which the next is possible.
        possible_from: Day,
    },
    /// The new expiry would leave the calendar: take a shorter term.
    #[error("{years} more years would leave the calendar")]
    BeyondCalendar {
        /// The term asked for.
        years: u8,
    },
    /// The new expiry would not lie after today: take a longer term.
    #[error(fmt = remedy::term_too_short)]
    TermTooShort {
        /// The expiry that it would give.
        expiry: Day,
        /// The shortest term that would do, in years, if one of 1–5 would.
        shortest_years: Option<u8>,
    },
    /// The new expiry would lie further ahead than this provider allows: take a shorter term, or
    /// wait.
    #[error("the new expiry {expiry} would lie after {furthest}")]
    PrepaidTooFar {
        /// The expiry that it would give.
        expiry: Day,
        /// The furthest expiry allowed today.
        furthest: Day,
    },
    /// The plan does not offer that much extra space.
    #[error("the plan {plan} does not offer {extra}")]
    SpaceNotOffered {
        /// The plan.
        plan: Plan,
        /// The extra space asked for.
        extra: ExtraSpace,
    },
    /// The plan has no archive: the holder must agree that it is deleted.
    #[error("the plan {plan} has no archive, and the holder has not agreed that it is deleted")]
    ArchiveConsentMissing {
        /// The plan asked for.
        plan: Plan,
    },
    /// The used space was never reported, so a smaller room cannot be judged: report it first.
    ///
    #[error("the used space is not known")]
    UsedSpaceUnknown,
    /// The room asked for is smaller than what is used: free space, or buy extra space where the
    /// plan offers it.
    #[error(fmt = remedy::space_in_use)]
    SpaceInUse {
        /// What is used.
        used: UsedSpace,
        /// The room asked for.
        room: Room,
        /// How much is to be freed.
        to_free: UsedSpace,
        /// The extra space with which it would fit, if the plan offers it.
        extra_would_do: Option<ExtraSpace>,
    },
    /// The price list has no price for it today.
    #[error(fmt = remedy::no_price)]
    NoPrice {
        /// What was asked for.
        purchase: Purchase,
        /// The day.
        day: Day,
        /// The first later day that has one, if any.
        first_priced_day: Option<Day>,
    },
    /// Automatic renewal charges card or PayPal only.
    #[error("a {kind} cannot be charged by automatic renewal: use card or paypal")]
    MethodNotReusable {
        /// The kind named.
        kind: MethodKind,
    },
    /// The method was declined for good: use another.
    #[error("method {method} was declined for good")]
    MethodDead {
        /// The method.
        method: MethodId,
    },
    /// The method is past its own expiry date: use another.
    #[error("method {method} was valid until {valid_until}")]
    MethodExpired {
        /// The method.
        method: MethodId,
        /// Its last valid day.
        valid_until: Day,
    },
    /// Automatic renewal is off, so no method is bound: switch it on with the new one.
    #[error("automatic renewal is off, so no method is bound")]
    NothingBound,
    /// The method to be replaced is not the one bound.
    #[error("method {method} is not bound to automatic renewal")]
    MethodNotBound {
        /// The method named.
        method: MethodId,
        /// The method bound.
        bound: MethodId,
    },
    /// The mailbox is not deleted: renew it instead of buying it again.
    #[error("the mailbox is not deleted")]
    NotDeleted,
    /// The expiry is no whole number of years after the anchor: state an anchor that fits, for
    /// instance the expiry itself.
    #[error("the expiry {expiry} is no whole number of years after the anchor {anchor}")]
    ExpiryOffAnchor {
        /// The anchor stated.
        anchor: Day,
        /// The expiry stated.
        expiry: Day,
    },
    /// A payment is above zero.
    #[error("the amount is zero")]
    AmountZero,
    /// The mailbox's sums would leave the range of money: check the amount.
    #[error("the amount {received} is beyond what can be booked")]
    AmountTooLarge {
        /// The amount reported.
        received: Money,
    },
    /// The reference is a charge's key: report the outcome of that charge instead.
    #[error("{reference} is a charge's key: report that charge's outcome")]
    ReferenceIsChargeKey {
        /// The reference.
        reference: PaymentReference,
    },
    /// The charge is another mailbox's.
    #[error("charge {key} is another mailbox's")]
    ForeignKey {
        /// The key reported.
        key: ChargeKey,
    },
    /// No such charge was requested, and nothing was collected.
    #[error("charge {key} was never requested")]
    UnknownCharge {
        /// The key reported.
        key: ChargeKey,
    },
    /// No such notice was due.
    #[error("notice {notice} is unknown to this mailbox")]
    UnknownNotice {
        /// The number reported.
        notice: NoticeNumber,
    },
    /// The extra space reported is less than what the mailbox has: it shrinks only by a renewal.
    ///
    #[error("the mailbox has {has}, more than the {received} reported")]
    ExtraSpaceShrank {
        /// What it has.
        has: ExtraSpace,
        /// What was reported.
        received: ExtraSpace,
    },
    /// A defect of this library: nothing was changed; report it with the history.
    #[error("internal contradiction, please report it: {history}")]
    Broken {
        /// What the fold refused.
        history: CorruptHistory,
    },
}
