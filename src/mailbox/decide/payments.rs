//! Money that was registered, and what it pays (R-11, R-36, R-42 … R-50).

use alloc::boxed::Box;

use super::{automatic, charges, decision::Decision, plans};
use crate::{
    auto_renewal::OnCause,
    catalogue::{Method, PlanChangeTakesEffect, Purchase, SettlementClock},
    mailbox::{
        command::Payment,
        due::{STATUTORY_DAYS, extended},
        event::{Allocation, Fact, PaymentSource, PlanChange, RefundReason},
        ledger::KnownPayment,
        notice::{Notice, StatutoryNotice},
        refusal::Refusal,
        state::Mailbox,
    },
    order::{FinalStatus, OpenOrder},
    service::{Period, Service},
    values::{ChargeKey, Day, Money, OrderId, PaymentReference},
};

pub(super) fn payment(d: &mut Decision<'_>, p: &Payment) -> Result<(), Refusal> {
    d.require_not_future(p.registered_on)?;
    if let Some(paid_on) = p.paid_on {
        d.require_not_future(paid_on)?;
    }
    let day = day_counted(d, p);
    let source = PaymentSource::ByHand {
        method_kind: p.method_kind,
        paid_on: p.paid_on,
        signed_in_with: p.signed_in_with,
    };
    let received = KnownPayment::new(p.reference.clone(), p.amount, day, p.order, &source);
    if is_known(d.mailbox(), &received)? {
        return Ok(());
    }
    if p.amount.is_zero() {
        return Err(Refusal::AmountZero);
    }
    require_bookable(d.mailbox(), p.amount)?;
    if p.reference.as_str().parse::<ChargeKey>().is_ok() {
        return Err(Refusal::ReferenceIsChargeKey { reference: p.reference.clone() });
    }
    receive(d, received, source)?;
    tell_what_is_missing(d)
}

/// The day that counts. Of a payment that is known it is the one that counted when it was
/// registered, whatever clock the policy has now, or a change of policy would make a payment reported
/// twice differ from itself.
fn day_counted(d: &Decision<'_>, p: &Payment) -> Day {
    let paid_on = p.paid_on.unwrap_or(p.registered_on);
    let known = d.mailbox().remembered.payments.find(&p.reference).map(|stored| stored.day);
    if let Some(day) = known.filter(|day| [p.registered_on, paid_on].contains(day)) {
        return day;
    }
    match d.policy().parameters().settlement_clock {
        SettlementClock::Registered => p.registered_on,
        SettlementClock::Paid => paid_on,
    }
}

/// A settled charge counts for the day it was requested, however late it settles.
pub(super) fn charge_settled(
    d: &mut Decision<'_>,
    key: ChargeKey,
    amount: Money,
) -> Result<(), Refusal> {
    let m = d.mailbox();
    let day = m.attempt(key).map_or(d.today(), |attempt| attempt.on);
    let resolves = m.charge.unresolved().is_some_and(|request| request.key == key);
    let episode = charges::in_episode(d);
    let source = PaymentSource::Charge { key };
    let reference = PaymentReference::of_charge(&key);
    receive(d, KnownPayment::new(reference, amount, day, Some(key.order()), &source), source)?;
    if resolves {
        charges::after_outcome(d, episode)?;
    }
    tell_what_is_missing(d)
}

/// Whether a settlement is known already: `Some` where the same, a refusal where of another amount.
pub(super) fn known_charge(
    m: &Mailbox,
    key: ChargeKey,
    amount: Money,
) -> Result<Option<()>, Refusal> {
    let reference = PaymentReference::of_charge(&key);
    let Some(stored) = m.remembered.payments.find(&reference) else {
        return Ok(None);
    };
    let received = KnownPayment { amount, ..stored.clone() };
    is_known(m, &received).map(|known| known.then_some(()))
}

/// Registers money, and lets it fulfil its order or be owed back: it is never refused for the state
/// it finds.
fn receive(
    d: &mut Decision<'_>,
    payment: KnownPayment,
    source: PaymentSource,
) -> Result<(), Refusal> {
    let allocation = match source {
        // Money of a charge that was never requested here is nobody's order.
        PaymentSource::Charge { key } if d.mailbox().attempt(key).is_none() => {
            Err(unknown_order(d.mailbox()))
        }
        PaymentSource::Charge { .. } | PaymentSource::ByHand { .. } => {
            destination(d.mailbox(), payment.order, payment.day)
        }
    };
    let KnownPayment { reference, amount, day, order, method_kind: _ } = payment;
    let fact = |allocation| Fact::PaymentRegistered {
        reference: reference.clone(),
        order,
        amount,
        day,
        source,
        allocation,
    };
    if let Err(reason) = allocation {
        d.record(fact(Allocation::OwedBack))?;
        return d.owe_back(amount, order, reason);
    }
    d.record(fact(Allocation::Held))?;
    count(d, &reference, day, &source)
}

/// Where money goes: held for the open order, or owed back for a reason.
fn destination(m: &Mailbox, order: Option<OrderId>, day: Day) -> Result<(), RefundReason> {
    let Some(order) = order else {
        return Err(unknown_order(m));
    };
    if let Some(open) = m.open_order().filter(|open| open.id == order) {
        return match m.service {
            Service::Active { .. } | Service::TerminatedAtExpiry { .. } if day <= open.last_day => {
                Ok(())
            }
            Service::Active { .. } | Service::TerminatedAtExpiry { .. } => {
                Err(RefundReason::AfterLastDay)
            }
            Service::Ending { .. } | Service::Deleted { .. } => Err(RefundReason::MailboxGone),
        };
    }
    Err(m.closed_order(order).map_or_else(
        || unknown_order(m),
        |closed| match closed.status {
            FinalStatus::Fulfilled => RefundReason::OrderFulfilled,
            FinalStatus::Cancelled => RefundReason::OrderCancelled,
            FinalStatus::Lapsed if day <= closed.last_day => RefundReason::ReportedLate,
            FinalStatus::Lapsed => RefundReason::AfterLastDay,
        },
    ))
}

const fn unknown_order(m: &Mailbox) -> RefundReason {
    match m.service {
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } => RefundReason::UnknownOrder,
        Service::Ending { .. } | Service::Deleted { .. } => RefundReason::MailboxGone,
    }
}

/// Counts what is held against what is due by the payment's day.
fn count(
    d: &mut Decision<'_>,
    reference: &PaymentReference,
    day: Day,
    source: &PaymentSource,
) -> Result<(), Refusal> {
    let m = d.mailbox();
    let Some(order) = m.open_order().cloned() else {
        return Ok(());
    };
    let (held, due) = (m.ledger.held, due_on(m, &order, day)?);
    if due <= held {
        return fulfil(d, &order, reference, day, source);
    }
    Ok(())
}

/// A part payment just held for an order that is still open: the holder is told what is missing
///
fn tell_what_is_missing(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let m = d.mailbox();
    let held = m.ledger.held;
    let Some(open) = m.open_order().filter(|_| d.held_before() < held) else {
        return Ok(());
    };
    // After the order's last day, while a charge of it is unresolved, what was due on that day is.
    let day = d.today().min(open.last_day);
    let missing = due_on(m, open, day)?.saturating_sub(held);
    let (order, last_day) = (open.id, open.last_day);
    d.tell(Notice::PaymentIncomplete { order, held, missing, last_day })
}

/// Fulfilment, and nothing else, extends the expiry.
fn fulfil(
    d: &mut Decision<'_>,
    order: &OpenOrder,
    reference: &PaymentReference,
    day: Day,
    source: &PaymentSource,
) -> Result<(), Refusal> {
    let m = d.mailbox();
    let (held, previous_expiry) = (m.ledger.held, m.expiry());
    let applied = due_on(m, order, day)?;
    let late_fee =
        order.late_fee_on(&m.grace, day).ok_or(Refusal::AmountTooLarge { received: held })?;
    let years = order.purchase.term.years();
    let next =
        extended(m, d.policy(), order.purchase, day).ok_or(Refusal::BeyondCalendar { years })?;
    let period =
        Period { began_on: d.today(), exit_right: owes_exit_right(m, order, source), ..next };
    let change = plan_change(d, order);
    d.record(Fact::OrderFulfilled {
        order: order.id,
        paid_by: reference.clone(),
        applied,
        late_fee,
        previous_expiry,
        period,
        grace: d.policy().parameters().grace.clone(),
        change,
    })?;
    d.owe_back(held.saturating_sub(applied), Some(order.id), RefundReason::Excess)?;
    match source {
        PaymentSource::ByHand { method_kind, signed_in_with, .. } => {
            let method = signed_in_with.filter(|method| method.kind == *method_kind);
            after_payment_by_hand(d, order.id, method)?;
        }
        PaymentSource::Charge { .. } => {}
    }
    plans::take_effect_if_due(d)
}

/// A consumer's term renewed by a charge, with no proof that the notice of art. 65-bis was delivered
/// at least 30 days before the old expiry.
fn owes_exit_right(m: &Mailbox, order: &OpenOrder, source: &PaymentSource) -> bool {
    let charged = match source {
        PaymentSource::Charge { .. } => true,
        PaymentSource::ByHand { .. } => false,
    };
    let latest = m.expiry().minus_days(STATUTORY_DAYS);
    let proved = match m.notices.statutory {
        StatutoryNotice::Delivered { on } => on <= latest,
        StatutoryNotice::NotGiven
        | StatutoryNotice::Given { .. }
        | StatutoryNotice::Failed { .. } => false,
    };
    charged && order.is_generated() && m.holder.is_consumer() && !proved
}

/// What the mailbox will be, and from when, where the order bought something else than it has.
fn plan_change(d: &Decision<'_>, order: &OpenOrder) -> Option<PlanChange> {
    let (m, today) = (d.mailbox(), d.today());
    let Purchase { plan, extra, .. } = order.purchase;
    let latest = m
        .space
        .planned
        .last()
        .map_or((m.space.plan, m.space.extra), |change| (change.plan, change.extra));
    if latest == (plan, extra) {
        return None;
    }
    let at_once = match d.policy().parameters().plan_change_takes_effect {
        PlanChangeTakesEffect::OnPayment => true,
        PlanChangeTakesEffect::WithTerm => m.expiry() < today,
    };
    let on = if at_once { today } else { m.expiry().next() };
    Some(PlanChange { on, plan, extra, archive_consent: order.archive_consent })
}

/// What a signed-in payer's method does to automatic renewal.
fn after_payment_by_hand(
    d: &mut Decision<'_>,
    order: OrderId,
    signed_in_with: Option<Method>,
) -> Result<(), Refusal> {
    let (m, today, parameters) = (d.mailbox(), d.today(), d.policy().parameters());
    let usable =
        signed_in_with.filter(|method| automatic::require_usable(m, method, today).is_ok());
    match (m.auto_renewal.method().copied(), usable) {
        (None, Some(method))
            if parameters.auto_enable_on.includes(method.kind)
                && !m.service.termination_stands(today) =>
        {
            let cause = OnCause::Payment { order };
            d.record(Fact::AutoRenewalSwitchedOn { method, cause })?;
            d.tell(Notice::AutoRenewalSwitchedOn { method: method.id, cause })
        }
        (Some(bound), Some(new)) if parameters.manual_payment_rebinds && bound.id != new.id => {
            d.record(Fact::MethodReplaced { old: bound.id, new })
        }
        (Some(bound), _) if m.is_dead(bound.id) || !bound.is_valid_on(today) => {
            d.tell(Notice::BoundMethodDead { method: bound.id })
        }
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}

fn due_on(m: &Mailbox, order: &OpenOrder, day: Day) -> Result<Money, Refusal> {
    order.due_on(&m.grace, day).ok_or(Refusal::AmountTooLarge { received: order.payable() })
}

/// Whether a payment is known with the same content; with other content it is refused.
fn is_known(m: &Mailbox, received: &KnownPayment) -> Result<bool, Refusal> {
    match m.remembered.payments.find(&received.reference) {
        None => Ok(false),
        Some(stored) if stored == received => Ok(true),
        Some(stored) => Err(Refusal::PaymentDiffers {
            stored: Box::new(stored.clone()),
            received: Box::new(received.clone()),
        }),
    }
}

/// The sums of the mailbox stay within the range of money.
pub(super) fn require_bookable(m: &Mailbox, received: Money) -> Result<(), Refusal> {
    match m.ledger.registered.checked_add(received) {
        Some(_) => Ok(()),
        None => Err(Refusal::AmountTooLarge { received }),
    }
}
