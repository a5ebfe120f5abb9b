//! Money received: where it goes, and whether it covers its order (R-43 … ).

use alloc::boxed::Box;

use super::fulfilment::{Renewal, bought};
use crate::{
    mailbox::{
        event::{Allocation, Fact, PaymentSource, RefundForm, RefundReason, RegisteredPayment},
        ledger::KnownPayment,
        notices::content::payment_incomplete,
        recorder::Recorder,
        refund::Booked,
        refusal::Refusal,
        state::Mailbox,
    },
    order::FinalStatus,
    values::{ChargeKey, Day, Money, OrderId, PaymentReference},
};

/// Money and what it leads to, judged before anything is recorded. It is never refused because of
/// the state that it finds.
pub(crate) struct Receipt {
    payment: KnownPayment,
    source: PaymentSource,
    leads_to: LeadsTo,
}

enum LeadsTo {
    /// It is owed back, for this reason.
    Refund(RefundReason),
    /// It is owed back in cash: a charge and other money both came for one order, or the holder
    /// withdrew or left.
    Cash(RefundReason),
    /// It is held, and more is needed.
    Part,
    /// It covers the open order.
    Renewal(Renewal),
    /// It settles what is to come, so and to this excess.
    Settles(Allocation, Money),
}

impl Receipt {
    pub(crate) fn of(
        recorder: &Recorder<'_>,
        payment: KnownPayment,
        source: PaymentSource,
    ) -> Self {
        let mailbox = recorder.mailbox();
        let is_asked = match source {
            // Money of a charge that was never requested here is nobody's order.
            PaymentSource::Charge { key } => mailbox.attempt(key).is_some(),
            PaymentSource::ByHand { .. } => true,
        };
        let named = payment.order.filter(|_| is_asked);
        if let Some((to, excess)) = settles(mailbox, named, &payment) {
            return Self { payment, source, leads_to: LeadsTo::Settles(to, excess) };
        }
        let leads_to = match why_owed_back(mailbox, named, &payment, recorder.today()) {
            Some(RefundReason::OrderFulfilled) if is_taken_twice(mailbox, named, &source) => {
                LeadsTo::Cash(RefundReason::OrderFulfilled)
            }
            Some(reason @ (RefundReason::HolderLeft | RefundReason::DebtSettled)) => {
                LeadsTo::Cash(reason)
            }
            Some(reason) => LeadsTo::Refund(reason),
            None => {
                let held = mailbox.ledger.held.saturating_add(payment.amount);
                let renewal = Renewal::covered(recorder, &payment, &source, held);
                renewal.map_or(LeadsTo::Part, LeadsTo::Renewal)
            }
        };
        Self { payment, source, leads_to }
    }

    pub(crate) fn record(self, recorder: &mut Recorder<'_>) {
        let Self { payment, source, leads_to } = self;
        let KnownPayment { reference, amount, day, order, debt, method_kind: _ } = payment;
        let allocation = match &leads_to {
            LeadsTo::Settles(allocation, _) => *allocation,
            LeadsTo::Refund(_) | LeadsTo::Cash(_) => Allocation::OwedBack,
            LeadsTo::Part | LeadsTo::Renewal(_) => Allocation::Held,
        };
        recorder.record(Fact::PaymentRegistered(RegisteredPayment {
            reference,
            order,
            debt,
            amount,
            day,
            source,
            allocation,
        }));
        match leads_to {
            LeadsTo::Cash(reason) => {
                recorder.owe_back_as(amount, order, reason, RefundForm::Refund);
            }
            LeadsTo::Refund(reason) => recorder.owe_back(amount, order, reason, day),
            LeadsTo::Settles(_, excess) => {
                let reason = RefundReason::Excess;
                recorder.owe_back_as(excess, order, reason, RefundForm::Refund);
            }
            LeadsTo::Part => {}
            LeadsTo::Renewal(renewal) => renewal.record(recorder),
        }
    }
}

/// What this money settles, in every state: the debt that it names, or what is to come for its order by a
/// commitment; with what is more than that.
fn settles(
    mailbox: &Mailbox,
    named: Option<OrderId>,
    payment: &KnownPayment,
) -> Option<(Allocation, Money)> {
    if let Some(number) = payment.debt {
        let open = mailbox.debt(number).map(|debt| debt.open).filter(|open| !open.is_zero())?;
        let amount = payment.amount.min(open);
        let excess = payment.amount.saturating_sub(amount);
        return Some((Allocation::Debt { number, amount }, excess));
    }
    let order = mailbox.stands_for(named?);
    let receivable = mailbox.receivable(order).filter(|to_come| !to_come.open.is_zero())?;
    let amount = payment.amount.min(receivable.open);
    let missing = receivable.open.saturating_sub(amount);
    let written_off = if missing <= receivable.shortfall_waived { missing } else { Money::ZERO };
    let excess = payment.amount.saturating_sub(amount);
    Some((Allocation::Receivable { order, amount, written_off }, excess))
}

/// Why money that settles nothing is owed back, unless it is held for the open order.
fn why_owed_back(
    mailbox: &Mailbox,
    named: Option<OrderId>,
    payment: &KnownPayment,
    today: Day,
) -> Option<RefundReason> {
    match payment.debt {
        Some(debt) if mailbox.debt(debt).is_some() => Some(RefundReason::DebtSettled),
        Some(_) => Some(RefundReason::UnknownDebt),
        None => owed_back(mailbox, named, payment.day, today),
    }
}

/// Why money is owed back, unless it is held for the open order. Money that names a replaced
/// order counts for the one that took its place.
pub(super) fn owed_back(
    mailbox: &Mailbox,
    named: Option<OrderId>,
    day: Day,
    today: Day,
) -> Option<RefundReason> {
    let order = named.map(|named| mailbox.stands_for(named));
    let open = mailbox.open_order().filter(|open| Some(open.id) == order);
    if let Some(open) = open {
        return if mailbox.is_leaving() {
            Some(RefundReason::HolderLeft)
        } else if mailbox.service.is_gone() {
            Some(RefundReason::MailboxGone)
        } else if open.last_day(&mailbox.grace_on(today)) < day {
            Some(RefundReason::AfterLastDay)
        } else if bought(mailbox, open, day, today).is_none() {
            Some(RefundReason::TermOver)
        } else {
            None
        };
    }
    let closed = order.and_then(|order| mailbox.closed_order(order));
    Some(match closed.map(|closed| (closed.status, closed.last_day)) {
        Some((FinalStatus::Fulfilled, _)) => RefundReason::OrderFulfilled,
        Some((FinalStatus::Cancelled, _)) => RefundReason::CancelledBefore,
        Some((FinalStatus::Lapsed, last_day)) if day <= last_day => RefundReason::ReportedLate,
        Some((FinalStatus::Lapsed, _)) => RefundReason::AfterLastDay,
        None if mailbox.service.is_gone() => RefundReason::MailboxGone,
        None => RefundReason::UnknownOrder,
    })
}

/// Whether money for a fulfilled order is of a charge, or came beside a charge's: whichever is told first,
/// the provider took it twice.
fn is_taken_twice(mailbox: &Mailbox, named: Option<OrderId>, source: &PaymentSource) -> bool {
    match source {
        PaymentSource::Charge { .. } => true,
        PaymentSource::ByHand { .. } => {
            named.is_some_and(|named| mailbox.remembered.was_charged(mailbox.stands_for(named)))
        }
    }
}

/// A part payment just held for an order that is still open: the holder is told what is missing
///
pub(crate) fn tell_what_is_missing(recorder: &mut Recorder<'_>, held_before: Money) {
    if held_before < recorder.mailbox().ledger.held {
        recorder.tell(payment_incomplete);
    }
}

/// Whether a reference is known with the same content; with other content it is refused. Payments,
/// payouts, reversals and commitments share their references.
pub(crate) fn is_known(
    mailbox: &Mailbox,
    reference: &PaymentReference,
    received: impl FnOnce() -> Booked,
) -> Result<bool, Refusal> {
    let Some(stored) = mailbox.remembered.booked(reference) else {
        return Ok(false);
    };
    let received = received();
    if stored == received {
        return Ok(true);
    }
    Err(Refusal::PaymentDiffers { stored: Box::new(stored), received: Box::new(received) })
}

/// A charge's key names no other money: what that charge took would come under the same reference.
pub(crate) fn require_no_charge_key(reference: &PaymentReference) -> Result<(), Refusal> {
    match reference.as_str().parse::<ChargeKey>() {
        Ok(_) => Err(Refusal::ReferenceIsChargeKey { reference: reference.clone() }),
        Err(_) => Ok(()),
    }
}

/// The mailbox's sums stay within the range of money.
pub(crate) fn require_bookable(mailbox: &Mailbox, received: Money) -> Result<(), Refusal> {
    match mailbox.ledger.all().and_then(|all| all.checked_add(received)) {
        Some(_) => Ok(()),
        None => Err(Refusal::AmountTooLarge { received }),
    }
}
