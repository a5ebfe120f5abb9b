//! Money received: where it goes, and whether it covers its order (R-43 … ).

use alloc::boxed::Box;

use super::fulfilment::Renewal;
use crate::{
    mailbox::{
        event::{Allocation, Fact, PaymentSource, RefundForm, RefundReason, RegisteredPayment},
        ledger::KnownPayment,
        notice::Notice,
        recorder::Recorder,
        refusal::Refusal,
        state::Mailbox,
    },
    order::FinalStatus,
    values::{Day, Money, OrderId},
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
    /// It is held, and more is needed.
    Part,
    /// It covers the open order.
    Renewal(Renewal),
}

impl Receipt {
    pub(crate) fn of(
        recorder: &Recorder<'_>,
        payment: KnownPayment,
        source: PaymentSource,
    ) -> Result<Self, Refusal> {
        let mailbox = recorder.mailbox();
        let is_asked = match source {
            // Money of a charge that was never requested here is nobody's order.
            PaymentSource::Charge { key } => mailbox.attempt(key).is_some(),
            PaymentSource::ByHand { .. } => true,
        };
        let named = payment.order.filter(|_| is_asked);
        if let Some(reason) = owed_back(mailbox, named, payment.day) {
            return Ok(Self { payment, source, leads_to: LeadsTo::Refund(reason) });
        }
        let held = mailbox.ledger.held.saturating_add(payment.amount);
        let renewal = Renewal::covered(recorder, &payment, &source, held)?;
        let leads_to = renewal.map_or(LeadsTo::Part, LeadsTo::Renewal);
        Ok(Self { payment, source, leads_to })
    }

    pub(crate) fn record(self, recorder: &mut Recorder<'_>) {
        let Self { payment, source, leads_to } = self;
        let KnownPayment { reference, amount, day, order, method_kind: _ } = payment;
        // What a charge took of an order that was paid already was taken twice: it comes back in
        // cash, never as credit.
        let is_charge = match source {
            PaymentSource::Charge { .. } => true,
            PaymentSource::ByHand { .. } => false,
        };
        let allocation = match leads_to {
            LeadsTo::Refund(_) => Allocation::OwedBack,
            LeadsTo::Part | LeadsTo::Renewal(_) => Allocation::Held,
        };
        recorder.record(Fact::PaymentRegistered(RegisteredPayment {
            reference,
            order,
            amount,
            day,
            source,
            allocation,
        }));
        match leads_to {
            LeadsTo::Refund(reason @ RefundReason::OrderFulfilled) if is_charge => {
                recorder.owe_back_as(RefundForm::Refund, amount, order, reason);
            }
            LeadsTo::Refund(reason) => recorder.owe_back(amount, order, reason),
            LeadsTo::Part => {}
            LeadsTo::Renewal(renewal) => renewal.record(recorder),
        }
    }
}

/// Why money is owed back, unless it is held for the open order.
fn owed_back(mailbox: &Mailbox, order: Option<OrderId>, day: Day) -> Option<RefundReason> {
    let open = mailbox.open_order().filter(|open| Some(open.id) == order);
    if let Some(open) = open {
        return if mailbox.service.is_gone() {
            Some(RefundReason::MailboxGone)
        } else if day <= open.last_day {
            None
        } else {
            Some(RefundReason::AfterLastDay)
        };
    }
    let closed = order.and_then(|order| mailbox.closed_order(order));
    Some(match closed.map(|closed| (closed.status, closed.last_day)) {
        Some((FinalStatus::Fulfilled, _)) => RefundReason::OrderFulfilled,
        Some((FinalStatus::Cancelled, _)) => RefundReason::OrderCancelled,
        Some((FinalStatus::Lapsed, last_day)) if day <= last_day => RefundReason::ReportedLate,
        Some((FinalStatus::Lapsed, _)) => RefundReason::AfterLastDay,
        None if mailbox.service.is_gone() => RefundReason::MailboxGone,
        None => RefundReason::UnknownOrder,
    })
}

/// A part payment just held for an order that is still open: the holder is told what is missing
///
pub(crate) fn tell_what_is_missing(recorder: &mut Recorder<'_>, held_before: Money) {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    let held = mailbox.ledger.held;
    if let Some(open) = mailbox.open_order().filter(|_| held_before < held) {
        let (order, last_day, missing) = (open.id, open.last_day, mailbox.amount_due(today));
        recorder.tell(Notice::PaymentIncomplete { order, held, missing, last_day });
    }
}

/// Whether a payment is known with the same content; with other content it is refused.
pub(crate) fn is_known(mailbox: &Mailbox, received: &KnownPayment) -> Result<bool, Refusal> {
    match mailbox.remembered.payments.find(&received.reference) {
        None => Ok(false),
        Some(stored) if stored == received => Ok(true),
        Some(stored) => Err(Refusal::PaymentDiffers {
            stored: Box::new(stored.clone()),
            received: Box::new(received.clone()),
        }),
    }
}

/// The mailbox's sums stay within the range of money.
pub(crate) fn require_bookable(mailbox: &Mailbox, received: Money) -> Result<(), Refusal> {
    match mailbox.ledger.registered.checked_add(received) {
        Some(_) => Ok(()),
        None => Err(Refusal::AmountTooLarge { received }),
    }
}
