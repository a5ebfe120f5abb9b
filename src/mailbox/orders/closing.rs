//! An open order closed unpaid: cancelled or lapsed, with what was held for it owed back (R-25,
//!

use crate::{
    mailbox::{
        event::{CancelCause, Fact, RefundReason},
        recorder::Recorder,
    },
    values::Day,
};

/// Cancels the open order, if there is one.
pub(crate) fn cancel_open(recorder: &mut Recorder<'_>, cause: CancelCause) {
    let held = recorder.mailbox().ledger.held;
    if let Some(order) = recorder.mailbox().open_order().map(|order| order.id) {
        recorder.record(Fact::OrderCancelled { order, cause });
        recorder.owe_back(held, Some(order), RefundReason::OrderCancelled);
    }
}

/// Cancels the open order, unless a charge of it is unresolved or in doubt.
pub(crate) fn cancel_unless_in_collection(recorder: &mut Recorder<'_>, cause: CancelCause) {
    let mailbox = recorder.mailbox();
    if !mailbox.open_order().is_some_and(|order| mailbox.is_in_collection(order.id)) {
        cancel_open(recorder, cause);
    }
}

/// Lapses the order whose last day is over, as of the day after it.
pub(crate) fn lapse(recorder: &mut Recorder<'_>) {
    if recorder.mailbox().has_lapsed_order(recorder.today()) {
        let last_day = recorder.mailbox().open_order().map(|order| order.last_day);
        lapse_on(recorder, last_day.map_or(recorder.today(), Day::next));
    }
}

/// An order that was open only for the outcome of its charge lapses on that outcome.
pub(crate) fn lapse_on_outcome(recorder: &mut Recorder<'_>) {
    if recorder.mailbox().has_lapsed_order(recorder.today()) {
        lapse_on(recorder, recorder.today());
    }
}

fn lapse_on(recorder: &mut Recorder<'_>, on: Day) {
    let held = recorder.mailbox().ledger.held;
    if let Some(order) = recorder.mailbox().open_order().map(|order| order.id) {
        recorder.record(Fact::OrderLapsed { order, on });
        recorder.owe_back(held, Some(order), RefundReason::OrderLapsed);
    }
}
