//! Every reason, in the order in which they are checked.
//!
//! Each begins with its code, its rule, who can act and whether waiting may help. What it means,
//! its text and the facts that it rests on follow.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::{declaration::refusals, opening::OpeningField, remedy, who::Who};
use crate::{
    catalogue::{AfterExhaustion, MethodKind, Package, Plan, Purchase},
    charge::Death,
    mailbox::{opening::contradiction::CarriedContradiction, refund::Booked},
    order::FinalStatus,
    values::{
        ChargeKey, Day, ExtraSpace, MailboxId, MethodId, Money, NoticeNumber, OrderId,
        PaymentReference, RefundNumber, Room, Rule, UsedSpace,
    },
};

refusals! {
    "no-such-mailbox" R90, Caller can act, waiting does not help:
    /// The mailbox was never opened: open it first.
    #[error("no such mailbox")]
    NoSuchMailbox,

    "clock-went-backwards" R04, Caller can act, waiting may help:
    /// The command is dated before the last event: give the present moment.
    #[error("the command is dated {received}, before the last event of {last}")]
    ClockWentBackwards {
        /// The day of the last event.
        last: Day,
        /// The day of the command.
        received: Day,
    },

    "dated-in-the-future" R04, Caller can act, waiting may help:
    /// A report's own day lies after the day on which it is handled.
    #[error("the report is dated {received}, after today {today}")]
    DatedInTheFuture {
        /// The day on which it is handled.
        today: Day,
        /// The report's own day.
        received: Day,
    },

    "not-before-too-far" R33, Caller can act, waiting may help:
    /// The day before which a soft decline says not to ask again lies too far ahead: check it.
    #[error("the next request is put off to {received}, later than {latest}")]
    NotBeforeTooFar {
        /// The latest day accepted today.
        latest: Day,
        /// The day reported.
        received: Day,
    },

    "mailbox-already-open" R91, Caller can act, waiting does not help:
    /// The mailbox is already open with other content: use another identifier, or send the same.
    #[error("mailbox {mailbox} is already open, with a different {differs}")]
    MailboxAlreadyOpen {
        /// The mailbox.
        mailbox: MailboxId,
        /// The first thing that differs.
        differs: OpeningField,
    },

    "payment-differs" R43, Caller can act, waiting does not help:
    /// The reference already names other money, that came in or went out, was taken back or committed:
    /// this needs a reference of its own.
    #[error("the reference already names other money: stored {stored}, received {received}")]
    PaymentDiffers {
        /// The payment or payout known.
        stored: Box<Booked>,
        /// The payment or payout reported.
        received: Box<Booked>,
    },

    "method-differs" R91, Caller can act, waiting does not help:
    /// The method is known as another kind of method.
    #[error("method {method} is stored as {stored}, not as {received}")]
    MethodDiffers {
        /// The method.
        method: MethodId,
        /// The kind known.
        stored: MethodKind,
        /// The kind named.
        received: MethodKind,
    },

    "other-holder" R62, Nobody can act, waiting does not help:
    /// The address is reserved for the tax id that held it: nobody else can buy it.
    #[error("the address is reserved for its former holder")]
    OtherHolder,

    "address-already-released" R62, Caller can act, waiting does not help:
    /// The address has already gone to a new mailbox of the same holder: go on with that one.
    #[error("the address has already gone to mailbox {to}, not to {received}")]
    AddressAlreadyReleased {
        /// The new mailbox.
        to: MailboxId,
        /// The mailbox asked for.
        received: MailboxId,
    },

    "notice-report-differs" R81, Caller can act, waiting does not help:
    /// The delivery is dated before the notice was due.
    #[error("the notice was due on {due}, so it cannot have been delivered on {received}")]
    NoticeReportDiffers {
        /// The day the notice was due.
        due: Day,
        /// The day of delivery reported.
        received: Day,
    },

    "mailbox-deleted" R62, Holder can act, waiting does not help:
    /// The mailbox is deleted, or is ending: only its holder can buy the address again.
    #[error("the mailbox is deleted or ending")]
    MailboxDeleted {
        /// The day of deletion, once that is done.
        since: Option<Day>,
    },

    "own-domain" R52, Holder can act, waiting does not help:
    /// The mailbox is on the customer's own domain: it is renewed and changed with the domain.
    #[error("the mailbox is on the customer's own domain and is managed there")]
    OwnDomain,

    "termination-stands" R63, Holder can act, waiting may help:
    /// The holder terminated the mailbox at expiry: revoke that first, or wait until the expiry day
    /// is over.
    #[error("a termination at expiry stands until {expiry}: revoke it first")]
    TerminationStands {
        /// The expiry at which it ends.
        expiry: Day,
    },

    "termination-spent" R63, Holder can act, waiting does not help:
    /// The termination took effect at expiry: there is nothing to revoke, but the mailbox can be
    /// renewed by hand while in grace.
    #[error("the termination took effect at the expiry of {expiry}")]
    TerminationSpent {
        /// The expiry at which it took effect.
        expiry: Day,
    },

    "expiry-over" R63, Holder can act, waiting does not help:
    /// The mailbox has expired: it ends by itself when grace is over, or sooner if terminated now.
    #[error("the expiry day {expiry} is over")]
    ExpiryOver {
        /// The expiry.
        expiry: Day,
    },

    "not-renewable" R22, Nobody can act, waiting does not help:
    /// The last renewable day is over.
    #[error("the last day to renew was {last_renewable_day}")]
    NotRenewable {
        /// The last renewable day.
        last_renewable_day: Day,
    },

    "wrong-expiry" R22, Holder can act, waiting does not help:
    /// The holder saw another expiry: look at the mailbox again.
    #[error("the mailbox expires on {expected}, not on {received}")]
    WrongExpiry {
        /// The expiry that the mailbox has.
        expected: Day,
        /// The expiry that the holder saw.
        received: Day,
    },

    "order-already-open" R23, Holder can act, waiting does not help:
    /// An order is open: pay it, cancel it, or name it as the one to replace. In its margin it can no
    /// longer be paid. While a charge of it is unresolved nobody can act, and waiting may help.
    #[error(fmt = remedy::order_already_open)]
    OrderAlreadyOpen {
        /// The open order.
        order: OrderId,
        /// Automatic renewal made it.
        generated: bool,
        /// It can be paid now.
        payable: bool,
        /// No charge of it is unresolved: it can be cancelled now.
        cancellable: bool,
        /// What was asked for can take its place now.
        replaceable: bool,
        /// The day from which it is no longer in the way, if nobody acts and the mailbox can then still
        /// be renewed.
        free_from: Option<Day>,
    },

    "charge-unresolved" R24, Nobody can act, waiting may help:
    /// A charge is unresolved: wait for its outcome.
    #[error("charge {key} of {requested_on} is unresolved: wait for its outcome")]
    ChargeUnresolved {
        /// The charge.
        key: ChargeKey,
        /// The day it was requested.
        requested_on: Day,
    },

    "unknown-order" R24, Caller can act, waiting does not help:
    /// The order is not one of this mailbox.
    #[error("order {order} is unknown to this mailbox")]
    UnknownOrder {
        /// The order named.
        order: OrderId,
    },

    "order-closed" R24, Nobody can act, waiting does not help:
    /// The order is closed for good.
    #[error(fmt = remedy::order_closed)]
    OrderClosed {
        /// The order.
        order: OrderId,
        /// How it ended.
        status: FinalStatus,
    },

    "order-past-its-last-day" R26, Holder can act, waiting does not help:
    /// The order is still open, but its last day to be paid is over: renew by hand in its place. Where
    /// no renewal can take its place now, nobody can act.
    #[error(fmt = remedy::order_past_its_last_day)]
    OrderPastItsLastDay {
        /// The open order.
        order: OrderId,
        /// The last day on which it could be paid.
        last_day: Day,
        /// A renewal by hand can take its place now.
        replaceable: bool,
    },

    "no-order-open" R94, Holder can act, waiting does not help:
    /// No order is open, so there is nothing to pay or replace.
    #[error("no order is open")]
    NoOrderOpen,

    "no-exit-right" R82, Nobody can act, waiting does not help:
    /// The term carries no exit right, or it is over.
    #[error("there is no right to leave this term")]
    NoExitRight,

    "no-withdrawal-right" R64, Nobody can act, waiting does not help:
    /// Nothing was renewed by that order, or not by a manual order of a consumer: one that is still open
    /// can be cancelled.
    #[error("there is no renewal by a manual order to withdraw from")]
    NoWithdrawalRight,

    "withdrawal-too-late" R64, Nobody can act, waiting does not help:
    /// The declaration came after the last day of withdrawing.
    #[error("the right to withdraw from order {order} ended on {until}, before {declared_on}")]
    WithdrawalTooLate {
        /// The order that the declaration is about.
        order: OrderId,
        /// The last day of a declaration that is in time.
        until: Day,
        /// The day of the declaration.
        declared_on: Day,
    },

    "auto-renewal-is-on" R23, Holder can act, waiting does not help:
    /// This provider allows no manual renewal while automatic renewal is on: switch it off first. Waiting
    /// may help only where failed charges switch it off.
    #[error("automatic renewal is on: switch it off to renew by hand")]
    AutoRenewalIsOn {
        /// What becomes of automatic renewal when no charge of its order is left.
        after_exhaustion: AfterExhaustion,
    },

    "window-not-open" R22, Nobody can act, waiting may help:
    /// It is too early to renew by hand. Only under a policy with `manual_window_opens`; the preset
    /// has none.
    #[error("renewal by hand opens on {opens}")]
    WindowNotOpen {
        /// The first day on which it can be renewed.
        opens: Day,
    },

    "renewal-too-soon" R22, Nobody can act, waiting may help:
    /// The last renewal is too recent.
    #[error("the next renewal is possible from {possible_from}")]
    RenewalTooSoon {
        /// The first day on which the next is possible.
        possible_from: Day,
    },

    "beyond-calendar" R02, Holder can act, waiting does not help:
    /// The new expiry would leave the calendar: take a shorter term.
    #[error(fmt = remedy::beyond_calendar)]
    BeyondCalendar {
        /// The term asked for.
        years: u8,
    },

    "term-too-short" R03, Holder can act, waiting does not help:
    /// The new expiry would not lie after today: take a longer term.
    #[error(fmt = remedy::term_too_short)]
    TermTooShort {
        /// The expiry that it would give.
        expiry: Day,
        /// The shortest term that would do, in years, if one of 1–5 would.
        shortest_years: Option<u8>,
    },

    "prepaid-too-far" R22, Holder can act, waiting may help:
    /// The new expiry would lie further ahead than this provider allows: take a shorter term, or
    /// wait.
    #[error("the new expiry {expiry} would be later than {furthest}, the latest allowed today")]
    PrepaidTooFar {
        /// The expiry that it would give.
        expiry: Day,
        /// The furthest expiry allowed today.
        furthest: Day,
    },

    "space-not-offered" R51, Holder can act, waiting does not help:
    /// The plan does not offer that much extra space.
    #[error("the {} plan does not offer {}", package.plan, package.extra)]
    SpaceNotOffered {
        /// The plan, with the extra space asked for.
        package: Package,
    },

    "archive-consent-missing" R51, Holder can act, waiting does not help:
    /// The plan has no archive: the holder must agree to its deletion.
    #[error("the {plan} plan has no archive: the holder must agree to its deletion")]
    ArchiveConsentMissing {
        /// The plan asked for.
        plan: Plan,
    },

    "used-space-unknown" R51, Provider can act, waiting may help:
    /// The used space was never reported, so a smaller room cannot be judged: report it first.
    #[error("the used space is not known: report it first")]
    UsedSpaceUnknown,

    "space-in-use" R51, Holder can act, waiting does not help:
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
        /// The extra space that would make it fit, if the plan offers that much and it has a price.
        extra_would_do: Option<ExtraSpace>,
        /// The day on which a smaller plan bought before takes effect, where what was asked for is then
        /// no cut any more.
        no_cut_from: Option<Day>,
    },

    "no-price" R41, Provider can act, waiting may help:
    /// The price list has no price for it today.
    #[error(fmt = remedy::no_price)]
    NoPrice {
        /// The plan, extra space and term asked for.
        purchase: Purchase,
        /// The day on which it has no price.
        day: Day,
        /// The first later day that has one, if any.
        first_priced_day: Option<Day>,
    },

    "method-not-reusable" R10, Holder can act, waiting does not help:
    /// Automatic renewal charges a card or PayPal only: use one of them.
    #[error("automatic renewal cannot charge a {kind}: use a card or paypal")]
    MethodNotReusable {
        /// The kind named.
        kind: MethodKind,
    },

    "method-dead" R34, Holder can act, waiting does not help:
    /// The method is dead: use another.
    #[error("method {method} {of}")]
    MethodDead {
        /// The method.
        method: MethodId,
        /// What it is dead of.
        of: Death,
    },

    "method-expired" R12, Holder can act, waiting does not help:
    /// The method is past its own expiry date: use another.
    #[error("method {method} was valid until {valid_until}")]
    MethodExpired {
        /// The method.
        method: MethodId,
        /// Its last valid day.
        valid_until: Day,
    },

    "nothing-bound" R17, Holder can act, waiting does not help:
    /// Automatic renewal is off, so no method is bound: switch it on with the new one.
    #[error("automatic renewal is off, so no method is bound")]
    NothingBound,

    "method-not-bound" R17, Holder can act, waiting does not help:
    /// The method to be replaced is not the one bound.
    #[error("method {method} is not bound to automatic renewal")]
    MethodNotBound {
        /// The method named.
        method: MethodId,
        /// The method bound.
        bound: MethodId,
    },

    "not-deleted" R62, Nobody can act, waiting may help:
    /// The mailbox is not deleted: until it is, nobody can buy its address again.
    #[error("the mailbox is not deleted: its address can be bought again only once it is")]
    NotDeleted,

    "expiry-off-anchor" R02, Caller can act, waiting does not help:
    /// The expiry is not a whole number of years after the anchor: state an anchor that fits, for
    /// instance the expiry itself.
    #[error("the expiry {expiry} is not a whole number of years after the anchor {anchor}")]
    ExpiryOffAnchor {
        /// The anchor stated.
        anchor: Day,
        /// The expiry stated.
        expiry: Day,
    },

    "too-many-orders-before" R20, Caller can act, waiting does not help:
    /// Ordinals go on from the orders that the mailbox had before, and must not run out: check the
    /// number.
    #[error("the mailbox had {received} orders before, more than {maximum}")]
    TooManyOrdersBefore {
        /// The number stated.
        received: u32,
        /// The largest accepted.
        maximum: u32,
    },

    "notice-of-another-term" R81, Caller can act, waiting does not help:
    /// The notice of art. 65-bis was delivered before the term that ends with the expiry: it was for
    /// another, so state none.
    #[error("the statutory notice of {received} lies before the term that began on {began_on}")]
    NoticeOfAnotherTerm {
        /// The day of delivery stated.
        received: Day,
        /// The first day on which a notice for this expiry can have been delivered.
        began_on: Day,
    },

    "carried-contradiction" R68, Caller can act, waiting does not help:
    /// What is taken over of a life lived elsewhere contradicts itself: correct it.
    #[error("{what}")]
    CarriedContradiction {
        /// What contradicts, and what to do.
        what: CarriedContradiction,
    },

    "amount-zero" R40, Caller can act, waiting does not help:
    /// A payment or payout must be above zero: check the amount.
    #[error("the amount is zero")]
    AmountZero,

    "amount-too-large" R40, Caller can act, waiting does not help:
    /// The mailbox's sums would leave the range of money: check the amount.
    #[error("the amount {received} is more than can be booked")]
    AmountTooLarge {
        /// The amount reported.
        received: Money,
    },

    "reference-is-charge-key" R43, Caller can act, waiting does not help:
    /// The reference is a charge's key: report the outcome of that charge instead.
    #[error("{reference} is a charge's key: report that charge's outcome")]
    ReferenceIsChargeKey {
        /// The reference.
        reference: PaymentReference,
    },

    "foreign-key" R49, Caller can act, waiting does not help:
    /// The charge belongs to another mailbox: report its outcome there.
    #[error("charge {key} belongs to another mailbox")]
    ForeignKey {
        /// The key reported.
        key: ChargeKey,
    },

    "unknown-charge" R39, Caller can act, waiting may help:
    /// No such charge was requested, and nothing was collected.
    #[error("charge {key} was never requested")]
    UnknownCharge {
        /// The key reported.
        key: ChargeKey,
    },

    "unknown-notice" R83, Caller can act, waiting may help:
    /// No such notice was due.
    #[error("notice {notice} is unknown to this mailbox")]
    UnknownNotice {
        /// The number reported.
        notice: NoticeNumber,
    },

    "unknown-refund" R49, Caller can act, waiting may help:
    /// No refund of this number was ever owed: check the number.
    #[error("refund {refund} is unknown to this mailbox")]
    UnknownRefund {
        /// The number reported.
        refund: RefundNumber,
    },

    "unknown-payment" R49, Caller can act, waiting may help:
    /// Nothing of this reference was ever paid in or out: check it, or report that payment first.
    #[error("payment {of} is unknown to this mailbox")]
    UnknownPayment {
        /// The reference reported.
        of: PaymentReference,
    },

    "reversal-exceeds-payment" R49, Caller can act, waiting does not help:
    /// More is taken back than is left of the payment or payout: check the amount.
    #[error("of payment {of} {left} is left, less than the {received} reported")]
    ReversalExceedsPayment {
        /// The reference reported.
        of: PaymentReference,
        /// What is left of it.
        left: Money,
        /// The amount reported.
        received: Money,
    },

    "not-a-public-body" R47, Caller can act, waiting does not help:
    /// Only the commitment of a public body renews before the money.
    #[error("the holder is not a public body: report the money when it comes")]
    NotAPublicBody,

    "extra-space-shrank" R13, Caller can act, waiting does not help:
    /// The extra space reported is less than what the mailbox has: it shrinks only by a renewal.
    #[error("the extra space is {has}, more than the {received} reported")]
    ExtraSpaceShrank {
        /// What it has.
        has: ExtraSpace,
        /// What was reported.
        received: ExtraSpace,
    },
}

impl Refusal {
    /// Who can act on it.
    #[must_use]
    pub const fn who(&self) -> Who {
        if let Self::OrderAlreadyOpen { payable: false, cancellable: false, .. } = self {
            return Who::Nobody;
        }
        if let Self::OrderPastItsLastDay { replaceable: false, .. } = self {
            return Who::Nobody;
        }
        self.declared_who()
    }

    /// Whether waiting may help: the same command may be accepted later.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        if let Self::OrderAlreadyOpen { cancellable, free_from, .. } = self {
            return !*cancellable || free_from.is_some();
        }
        if let Self::AutoRenewalIsOn { after_exhaustion } = self {
            return matches!(after_exhaustion, AfterExhaustion::SwitchOff);
        }
        if let Self::SpaceInUse { no_cut_from, .. } = self {
            return no_cut_from.is_some();
        }
        self.declared_transient()
    }
}
