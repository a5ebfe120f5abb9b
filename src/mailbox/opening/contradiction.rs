//! What of a life lived elsewhere contradicts itself, or the rest of the opening.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::carried::{Carried, CarriedOrigin, CarriedTerm, Judged};
use crate::{
    catalogue::{AMOUNT_DUE_MAX, ORDERS_BEFORE_MAX},
    mailbox::{command::Opening, refund::Refund, state::Mailbox},
    order::OpenOrder,
    values::{ChargeKey, Day, DebtNumber, Money, OrderId, PaymentReference, RefundNumber, worded},
};

worded! {
    /// What of a life lived elsewhere contradicts itself or the rest of the opening, in the order in
    /// which it is checked; its text says what to do.
    #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    pub enum CarriedContradiction {
        /// A deleted mailbox is at rest: nothing is open, on or planned, and nothing is held.
        DeletedInUse
            "the mailbox is deleted, yet what only a living one has is stated (an order, automatic renewal, \
             a plan or room to come, a termination, a notice or a warning): leave it out",
        /// A termination switches automatic renewal off and cancels the open order.
        TerminatedInUse
            "a termination at expiry is stated beside an open order or automatic renewal: leave it out, \
             or them",
        /// The order is the last of those before, for the expiry and the mailbox that open.
        OrderIdentity
            "the open order is not the last of the orders before, of this mailbox and for its expiry: \
             state its identity so",
        /// It was opened after the last day on which it can be paid.
        OrderOpenedTooLate
            "the open order was opened after its last day: check both days, or leave it out",
        /// Its price is nothing, or more than an order may come to.
        OrderPrice "the price of the open order is nothing, or more than an order may come to: check it",
        /// It is generated, although no order was to be generated in this period.
        OrderWithheld
            "a generated order is open although none was to be generated in this period: leave out \
             either",
        /// More rungs are spent than its ladder has.
        RungsBeyondLadder
            "more rungs are spent than the ladder of today has: state its last rung at most",
        /// More charges were requested than can be counted.
        AttemptsBeyondCount "more charges of the open order are stated than can be counted: check them",
        /// The number that it had elsewhere reads as the identity of an order here.
        NumberIsAnOrder
            "the foreign number of the open order reads as an order of this engine: leave it out",
        /// Plans to come are told by day, and the last is the one last paid for.
        PlansOutOfOrder
            "the plans to come are not told by day, later than today, up to the plan last paid for: put \
             them in order",
        /// The room is no larger than the plan's.
        RoomNotLarger "the larger room is not larger than the plan in effect gives: leave it out",
        /// A payment, a refund or a payout of nothing.
        AmountZero
            "a payment, a refund, a payout or a receivable is of nothing: leave it out",
        /// More of a payment is applied and held than came.
        PaymentOverspent "more of a payment is applied and held than came: check where it lies",
        /// Money is held for an open order, which the payment names.
        HeldForNoOrder
            "money is held by a payment that does not name the open order: say which it is held for, or \
             state it as owed back",
        /// What is held covers the order.
        HeldCoversOrder
            "what is held covers the open order: fulfil it there first, and state the mailbox renewed",
        /// Refunds are told by number, from 1 on.
        RefundsOutOfOrder "the refunds are not told by number, from 1 on, each once: put them in order",
        /// More went out for a refund than was owed.
        PayoutExceedsRefund "more went out for a refund than was owed: state what was owed at most",
        /// A refund is owed or settled, and nothing else.
        RefundNotAsItStands
            "a refund is stated as withdrawn, or as paid again: state what is owed or settled, and what was \
             paid beyond as a debt",
        /// Debts are told by number, from 1 on.
        DebtsOutOfOrder "the debts are not told by number, from 1 on, each once: put them in order",
        /// Receivables are told by order, each of an earlier order of this mailbox.
        ReceivablesOutOfOrder
            "the receivables are not told by order, each once and of an order before the open one: put \
             them in order",
        /// More of a term is owed or to come than was applied for it.
        TermOverowed
            "more of a term is a debt or still to come than was applied for it: check the amounts",
        /// Money by hand, or that went out, has a reference that is a charge's key.
        ReferenceIsChargeKey
            "a payment by hand, or a payout, has the key of a charge as its reference: check it",
        /// A reference comes twice.
        ReferenceTwice "a reference comes twice: each names one payment or payout",
        /// A sum leaves the range of money.
        SumsTooLarge "the sums of money are more than can be booked: check them",
        /// Terms follow each other up to the expiry, each by an earlier order of this mailbox.
        TermsOutOfOrder
            "the terms bought do not follow each other up to the expiry, each by an order before the \
             open one: put them in order",
        /// What the notice named is told, but not when it was delivered.
        NoticeWithoutDay
            "the notice of art. 65-bis is said to have named a charge, but not when it was delivered: \
             state the day",
        /// The warning was given after the deletion that it told, or tells one before grace is over
        ///
        WarningOfNoDeletion
            "the warning tells a deletion before the day after it, or before grace is over: state the \
             later day that still holds, or no warning",
    }
}

/// The first contradiction, judged by the newborn mailbox that has nothing of it but the warning.
pub(crate) fn first_contradiction(
    mailbox: &Mailbox,
    opening: &Opening,
    carried: &Carried,
    judged: &Judged,
    today: Day,
) -> Option<CarriedContradiction> {
    use CarriedContradiction as Found;
    let is_on = opening.bound_method.is_some();
    let order = carried.order.as_ref().zip(judged.order.as_deref());
    let frozen = order.map(|(_, frozen)| frozen);
    let by_origin = |of: fn(CarriedOrigin, &OpenOrder) -> bool| {
        order.is_some_and(|(stated, frozen)| of(stated.origin, frozen))
    };
    let is_terminated = carried.terminated;
    let is_live = is_on
        || order.is_some()
        || is_terminated
        || carried.withheld.is_some()
        || carried.warning.is_some()
        || carried.notice_named.is_some()
        || carried.space.as_ref().is_some_and(|it| !it.planned.is_empty() || it.larger.is_some());
    let (payments, refunds) = (carried.payments.as_slice(), carried.refunds.as_slice());
    let checks: [(bool, Found); 27] = [
        (carried.deleted_on.is_some() && is_live, Found::DeletedInUse),
        (is_terminated && (is_on || order.is_some()), Found::TerminatedInUse),
        (frozen.is_some_and(|order| order.id != named(opening)), Found::OrderIdentity),
        (frozen.is_some_and(|order| is_too_late(mailbox, order, today)), Found::OrderOpenedTooLate),
        (frozen.is_some_and(is_priced_wrongly), Found::OrderPrice),
        (by_origin(|it, _| it.is_generated()) && carried.withheld.is_some(), Found::OrderWithheld),
        (by_origin(is_beyond_ladder), Found::RungsBeyondLadder),
        (by_origin(|origin, _| has_too_many_attempts(origin)), Found::AttemptsBeyondCount),
        (is_numbered_as_here(carried), Found::NumberIsAnOrder),
        (!has_plans_in_order(opening, carried, today), Found::PlansOutOfOrder),
        (has_no_larger_room(carried), Found::RoomNotLarger),
        (has_zero(carried), Found::AmountZero),
        (payments.iter().any(|it| !fits(it.payment.amount, it.applied, it.held)), {
            Found::PaymentOverspent
        }),
        (holds_for_no_order(carried), Found::HeldForNoOrder),
        (frozen.is_some_and(|it| covers(mailbox, carried, it, today)), Found::HeldCoversOrder),
        (!are_numbered(refunds), Found::RefundsOutOfOrder),
        (refunds.iter().any(is_paid_beyond), Found::PayoutExceedsRefund),
        (!refunds.iter().all(stands_alone), Found::RefundNotAsItStands),
        (!are_debts_in_order(opening, carried), Found::DebtsOutOfOrder),
        (!has_receivables_in_order(opening, carried), Found::ReceivablesOutOfOrder),
        (carried.terms.iter().any(|term| is_overowed(term, carried)), Found::TermOverowed),
        (has_charge_key(carried), Found::ReferenceIsChargeKey),
        (has_reference_twice(carried), Found::ReferenceTwice),
        (!is_bookable(carried), Found::SumsTooLarge),
        (!has_terms_in_order(opening, carried), Found::TermsOutOfOrder),
        (
            carried.notice_named.is_some() && opening.statutory_notice_delivered.is_none(),
            Found::NoticeWithoutDay,
        ),
        (is_warned_of_nothing(mailbox), Found::WarningOfNoDeletion),
    ];
    checks.into_iter().find(|(contradicts, _)| *contradicts).map(|(_, found)| found)
}

/// The identity that an open order has at the opening.
fn named(opening: &Opening) -> OrderId {
    OrderId::new(opening.mailbox, opening.expiry, opening.orders_before)
}

fn is_too_late(mailbox: &Mailbox, order: &OpenOrder, today: Day) -> bool {
    order.last_day(&mailbox.grace_on(today)) < order.opened_on
}

fn is_priced_wrongly(order: &OpenOrder) -> bool {
    order.price.net().is_zero() || AMOUNT_DUE_MAX < order.price.gross()
}

fn is_beyond_ladder(origin: CarriedOrigin, frozen: &OpenOrder) -> bool {
    match origin {
        CarriedOrigin::Generated { spent, .. } => {
            spent.is_some_and(|spent| frozen.agreed.ladder.last() < spent)
        }
        CarriedOrigin::Manual { .. } => false,
    }
}

const fn has_too_many_attempts(origin: CarriedOrigin) -> bool {
    match origin {
        CarriedOrigin::Generated { attempts, .. } => ORDERS_BEFORE_MAX < attempts,
        CarriedOrigin::Manual { .. } => false,
    }
}

fn is_numbered_as_here(carried: &Carried) -> bool {
    let number = carried.order.as_ref().and_then(|order| order.number.as_ref());
    number.is_some_and(|number| number.as_str().parse::<OrderId>().is_ok())
}

fn has_plans_in_order(opening: &Opening, carried: &Carried, today: Day) -> bool {
    let planned = carried.space.as_ref().map_or(&[][..], |space| &space.planned);
    let mut before = today;
    let by_day =
        planned.iter().all(|change| core::mem::replace(&mut before, change.on) < change.on);
    by_day && planned.last().is_none_or(|last| last.package == opening.purchase.package)
}

fn has_no_larger_room(carried: &Carried) -> bool {
    carried.space.as_ref().is_some_and(|space| {
        let entitled = space.package.room();
        space.larger.is_some_and(|larger| {
            larger.room == entitled || larger.room != larger.room.max(entitled)
        })
    })
}

fn has_zero(carried: &Carried) -> bool {
    let Carried { payments, refunds, receivables, .. } = carried;
    let payouts = refunds.iter().flat_map(Refund::payouts);
    let amounts = payments.iter().map(|payment| payment.payment.amount);
    amounts
        .chain(refunds.iter().map(|refund| refund.amount))
        .chain(payouts.map(|payout| payout.amount))
        .chain(receivables.iter().map(|receivable| receivable.amount))
        .any(Money::is_zero)
}

fn stands_alone(refund: &Refund) -> bool {
    !refund.withdrawn && refund.in_its_place.is_none() && refund.beyond.is_empty()
}

fn are_debts_in_order(opening: &Opening, carried: &Carried) -> bool {
    let mut before = DebtNumber::new(0);
    carried.debts.iter().all(|debt| {
        let is_own = debt.order.is_none_or(|order| order.mailbox() == opening.mailbox);
        is_own && core::mem::replace(&mut before, debt.number) < debt.number
    })
}

/// Each of an order that is known, or not stated at all: a term that is stated has one ordinal.
fn has_receivables_in_order(opening: &Opening, carried: &Carried) -> bool {
    let open = carried.order.as_ref().map(|order| order.id.ordinal());
    let mut before = 0;
    carried.receivables.iter().all(|receivable| {
        let (order, ordinal) = (receivable.order, receivable.order.ordinal());
        let is_term = |term: &CarriedTerm| term.order.ordinal() == ordinal;
        let number = receivable.number.as_ref();
        order.mailbox() == opening.mailbox
            && ordinal <= opening.orders_before
            && open.is_none_or(|open| ordinal < open)
            && carried.terms.iter().filter(|term| is_term(term)).all(|term| term.order == order)
            && number.is_none_or(|number| number.as_str().parse::<OrderId>().is_err())
            && core::mem::replace(&mut before, ordinal) < ordinal
    })
}

/// Debts and receivables stand for money that was applied.
fn is_overowed(term: &CarriedTerm, carried: &Carried) -> bool {
    let debts = carried.debts.iter().filter(|debt| debt.order == Some(term.order));
    let to_come = carried.receivables.iter().filter(|it| it.order == term.order);
    let owed = debts.map(|debt| debt.amount).chain(to_come.map(|receivable| receivable.amount));
    term.applied < owed.fold(Money::ZERO, Money::saturating_add)
}

fn fits(amount: Money, applied: Money, held: Money) -> bool {
    applied.checked_add(held).is_some_and(|sum| sum <= amount)
}

/// What a charge took is held under its key: without it nobody knows whose it is.
fn holds_for_no_order(carried: &Carried) -> bool {
    let open = carried.order.as_ref().map(|order| order.id);
    carried.payments.iter().filter(|payment| !payment.held.is_zero()).any(|payment| {
        let payment = &payment.payment;
        let by_charge = payment.method_kind.is_none();
        open.is_none()
            || payment.order != open
            || (by_charge && payment.reference.as_str().parse::<ChargeKey>().is_err())
    })
}

fn covers(mailbox: &Mailbox, carried: &Carried, order: &OpenOrder, today: Day) -> bool {
    let held = carried.payments.iter().rev().find(|payment| !payment.held.is_zero());
    held.zip(carried.held()).is_some_and(|(last, held)| {
        let due = order.due_on(&mailbox.grace_on(today), last.payment.day);
        due.saturating_sub(held) <= order.agreed.shortfall_waived
    })
}

fn are_numbered(refunds: &[Refund]) -> bool {
    let mut before = RefundNumber::new(0);
    refunds.iter().all(|refund| core::mem::replace(&mut before, refund.number) < refund.number)
}

fn is_paid_beyond(refund: &Refund) -> bool {
    refund.payout.as_ref().is_some_and(|payout| refund.amount < payout.amount)
}

fn has_charge_key(carried: &Carried) -> bool {
    let is_key = |reference: &PaymentReference| reference.as_str().parse::<ChargeKey>().is_ok();
    let by_hand = carried.payments.iter().filter(|it| it.payment.method_kind.is_some());
    by_hand.map(|it| &it.payment.reference).chain(payout_references(carried)).any(is_key)
}

fn has_reference_twice(carried: &Carried) -> bool {
    let payments = carried.payments.iter().map(|payment| &payment.payment.reference);
    let mut references: Vec<_> = payments.chain(payout_references(carried)).collect();
    references.sort_unstable();
    references.iter().zip(references.iter().skip(1)).any(|(one, next)| one == next)
}

fn payout_references(carried: &Carried) -> impl Iterator<Item = &PaymentReference> {
    carried.refunds.iter().flat_map(Refund::payouts).map(|payout| &payout.reference)
}

fn is_bookable(carried: &Carried) -> bool {
    let all = carried.registered().zip(carried.owed()).zip(carried.to_come());
    all.and_then(|((money, debts), to_come)| money.checked_add(debts)?.checked_add(to_come))
        .is_some()
        && carried.referenced().is_some()
}

fn has_terms_in_order(opening: &Opening, carried: &Carried) -> bool {
    let terms = carried.terms.as_slice();
    let open = carried.order.as_ref().map(|order| order.id.ordinal());
    let is_before = |ordinal: u32| open.is_none_or(|open| ordinal < open);
    let is_own = |term: &CarriedTerm| {
        let ordinal = term.order.ordinal();
        term.order.mailbox() == opening.mailbox
            && 0 < ordinal
            && ordinal <= opening.orders_before
            && is_before(ordinal)
            && term.order.expiry() < term.last_day
            && term.last_day <= opening.expiry
    };
    let follows = |(one, next): (&CarriedTerm, &CarriedTerm)| {
        one.last_day <= next.order.expiry() && one.order.ordinal() < next.order.ordinal()
    };
    terms.iter().all(is_own) && terms.iter().zip(terms.iter().skip(1)).all(follows)
}

/// A deletion is told of a later day, and none comes before grace is over.
fn is_warned_of_nothing(mailbox: &Mailbox) -> bool {
    mailbox.warning.is_some_and(|warning| {
        let grace_over = mailbox.grace.last_day(mailbox.expiry()) < warning.deletion;
        warning.deletion <= warning.on || !grace_over
    })
}
