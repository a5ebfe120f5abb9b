//! An open order closed unpaid: cancelled or lapsed, with what was held for it owed back (R-25,
//!

use crate::{
    mailbox::{
        event::{CancelCause, Fact, RefundForm, RefundReason},
        recorder::Recorder,
    },
    values::{Day, Money, OrderId},
};

/// Cancels the open order, if there is one. What is held for one that is replaced stays held,
/// for the one that takes its place.
pub(crate) fn cancel_open(recorder: &mut Recorder<'_>, cause: CancelCause) {
    let held = Held::of(recorder);
    if let Some(order) = recorder.mailbox().open_order().map(|order| order.id) {
        recorder.record(Fact::OrderCancelled { order, cause });
        let reason = RefundReason::OrderCancelled;
        if cause.ends_a_term() {
            recorder.owe_back_as(held.amount, Some(order), reason, RefundForm::Refund);
        } else if !cause.replaces() {
            held.owe_back(recorder, order, reason);
        }
    }
}

/// Cancels the open order, unless a charge of it is unresolved or in doubt.
pub(crate) fn cancel_unless_in_collection(recorder: &mut Recorder<'_>, cause: CancelCause) {
    let mailbox = recorder.mailbox();
    if !mailbox.open_order().is_some_and(|order| mailbox.is_in_collection(order.id)) {
        cancel_open(recorder, cause);
    }
}

/// Lapses the order whose margin is over, as of the day after it.
pub(crate) fn lapse(recorder: &mut Recorder<'_>) {
    let (today, last) = (recorder.today(), recorder.mailbox().last.day());
    if recorder.mailbox().has_lapsed_order(today) {
        let on = recorder.mailbox().lapse_day(last).unwrap_or(today);
        lapse_on(recorder, on);
    }
}

/// An order that was open only for the outcome of its charge lapses on that outcome.
pub(crate) fn lapse_on_outcome(recorder: &mut Recorder<'_>) {
    if recorder.mailbox().has_lapsed_order(recorder.today()) {
        lapse_on(recorder, recorder.today());
    }
}

fn lapse_on(recorder: &mut Recorder<'_>, on: Day) {
    let held = Held::of(recorder);
    if let Some(order) = recorder.mailbox().open_order().map(|order| order.id) {
        recorder.record(Fact::OrderLapsed { order, on });
        held.owe_back(recorder, order, RefundReason::OrderLapsed);
    }
}

/// What is held for the open order, and the day of the last payment of it.
struct Held {
    amount: Money,
    paid_on: Day,
}

impl Held {
    fn of(recorder: &Recorder<'_>) -> Self {
        let mailbox = recorder.mailbox();
        let last = mailbox.held_last().and_then(|last| mailbox.payments().find(&last.reference));
        let paid_on = last.map_or(recorder.today(), |payment| payment.day);
        Self { amount: mailbox.ledger.held, paid_on }
    }

    fn owe_back(self, recorder: &mut Recorder<'_>, order: OrderId, reason: RefundReason) {
        recorder.owe_back(self.amount, Some(order), reason, self.paid_on);
    }
}
