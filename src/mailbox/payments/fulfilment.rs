//! An order paid in full, and the renewal that this is.

use alloc::boxed::Box;

use crate::{
    auto_renewal::OnCause,
    catalogue::{Method, PlanChangeTakesEffect},
    mailbox::{
        automatic_renewal::asked::require_bindable,
        event::{Fact, Fulfilment, PaymentSource, PlanChange, RefundForm, RefundReason},
        ledger::KnownPayment,
        notice::{Notice, Renewed},
        notices::content::bound_method_dead,
        orders::extension::extended,
        plans::ticked::take_effect,
        recorder::Recorder,
        state::Mailbox,
    },
    order::OpenOrder,
    service::Period,
    values::{Day, Money, OrderId},
};

/// The renewal that a sufficient payment leads to, with the excess.
pub(super) struct Renewal {
    fulfilment: Box<Fulfilment>,
    excess: Money,
    signed_in_with: Option<Method>,
    is_by_hand: bool,
}

impl Renewal {
    /// What is fulfilled if what is held covers the open order as of the payment's day, or is short of
    /// it by no more than is waived; nothing if more is needed.
    ///
    /// Fulfilment, and nothing else, extends the expiry.
    pub(super) fn covered(
        recorder: &Recorder<'_>,
        payment: &KnownPayment,
        source: &PaymentSource,
        held: Money,
    ) -> Option<Self> {
        let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
        let order = mailbox.open_order()?;
        let grace = mailbox.grace_on(today);
        let due = order.due_on(&grace, payment.day);
        let waived = due.saturating_sub(held);
        if order.agreed.shortfall_waived < waived {
            return None;
        }
        let applied = due.saturating_sub(waived);
        let excess = held.saturating_sub(applied);
        let next = bought(mailbox, order, payment.day, today)?;
        let (is_by_hand, signed_in_with) = match source {
            PaymentSource::ByHand { method_kind, signed_in_with, .. } => {
                (true, signed_in_with.filter(|method| method.kind == *method_kind))
            }
            PaymentSource::Charge { .. } => (false, None),
        };
        let exit_right = owes_exit_right(mailbox, order, source, applied);
        let fulfilment = Box::new(Fulfilment {
            order: order.id,
            paid_by: payment.reference.clone(),
            applied,
            late_fee: order.late_fee_on(&grace, payment.day),
            waived,
            previous_expiry: mailbox.expiry(),
            period: Period { began_on: today, exit_right, ..next },
            grace: policy.parameters().grace.clone(),
            deletion_warning_days: policy.parameters().deletion_warning_days,
            change: plan_change(
                mailbox,
                order,
                policy.parameters().plan_change_takes_effect,
                today,
            ),
        });
        Some(Self { fulfilment, excess, signed_in_with, is_by_hand })
    }

    pub(super) fn record(self, recorder: &mut Recorder<'_>) {
        let Self { fulfilment, excess, signed_in_with, is_by_hand } = self;
        let order = fulfilment.order;
        let (expiry, paid) = (fulfilment.period.expiry, fulfilment.applied);
        recorder.record(Fact::OrderFulfilled(fulfilment));
        recorder.tell(|_, _, _| Notice::Renewed(Renewed { order, expiry, paid }));
        if recorder.mailbox().service.termination_stands(recorder.today()) {
            recorder.tell(|_, _, _| Notice::TerminationMoved { expiry });
        }
        // The policy's credit is for money that came too late or for nothing: not for what came beyond
        // what was asked.
        recorder.owe_back_as(excess, Some(order), RefundReason::Excess, RefundForm::Refund);
        if is_by_hand {
            after_payment_by_hand(recorder, order, signed_in_with);
        }
        take_effect(recorder);
    }
}

/// The period that the open order buys with money of `day`; none where it would be over by today: a
/// term that nobody could use renews nothing.
pub(super) fn bought(mailbox: &Mailbox, order: &OpenOrder, day: Day, today: Day) -> Option<Period> {
    let next = extended(mailbox, order.agreed.extension_base, order.purchase.term, day);
    next.filter(|next| today < next.expiry && mailbox.expiry() < next.expiry)
}

/// What is held may cover the order that took over from another: it is then fulfilled as by the last
/// payment held.
pub(crate) fn fulfil_from_held(recorder: &mut Recorder<'_>) {
    let mailbox = recorder.mailbox();
    let last = mailbox.held_last.as_ref().filter(|_| !mailbox.ledger.held.is_zero());
    let renewal = last.and_then(|last| {
        let payment = mailbox.payments().find(&last.reference)?;
        Renewal::covered(recorder, payment, &last.source, mailbox.ledger.held)
    });
    if let Some(renewal) = renewal {
        renewal.record(recorder);
    }
}

/// A consumer's term renewed by a generated order, however paid, unless a true notice of art. 65-bis was
/// delivered in time: one that named no later day and no smaller sum than came. Who pays by hand chooses
/// the day.
fn owes_exit_right(
    mailbox: &Mailbox,
    order: &OpenOrder,
    source: &PaymentSource,
    applied: Money,
) -> bool {
    let charged_on = match source {
        PaymentSource::ByHand { .. } => None,
        PaymentSource::Charge { key } => mailbox.attempt(*key).map(|attempt| attempt.on),
    };
    let is_true = mailbox.notices.is_true_notice(mailbox.expiry(), charged_on, applied);
    order.is_generated() && mailbox.holder.is_consumer() && !is_true
}

/// The plan that takes effect, and when, if the order bought something other than what the mailbox
/// has.
fn plan_change(
    mailbox: &Mailbox,
    order: &OpenOrder,
    takes_effect: PlanChangeTakesEffect,
    today: Day,
) -> Option<PlanChange> {
    let package = order.purchase.package;
    let planned = mailbox.space.planned.last().map(|change| change.package);
    if planned.unwrap_or(mailbox.space.package) == package {
        return None;
    }
    let at_once = match takes_effect {
        PlanChangeTakesEffect::OnPayment => true,
        PlanChangeTakesEffect::WithTerm => mailbox.expiry() < today,
    };
    let on = if at_once { today } else { mailbox.expiry().next() };
    Some(PlanChange { on, package, archive_consent: order.archive_consent })
}

/// What a signed-in payer's method does to automatic renewal.
fn after_payment_by_hand(
    recorder: &mut Recorder<'_>,
    order: OrderId,
    signed_in_with: Option<Method>,
) {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    let parameters = recorder.policy().parameters();
    let usable = signed_in_with.filter(|method| require_bindable(mailbox, method, today).is_ok());
    match (mailbox.auto_renewal.method().copied(), usable) {
        (None, Some(method))
            if parameters.auto_enable_on.includes(method.kind)
                && !mailbox.service.termination_stands(today) =>
        {
            let cause = OnCause::Payment { order };
            recorder.record(Fact::AutoRenewalSwitchedOn { method, cause });
            recorder.tell(|_, _, _| Notice::AutoRenewalSwitchedOn { method: method.id, cause });
        }
        (Some(bound), Some(new)) if parameters.manual_payment_rebinds && bound.id != new.id => {
            recorder.record(Fact::MethodReplaced { old: bound.id, new });
        }
        (Some(_), Some(_) | None) => {
            recorder.tell(bound_method_dead);
        }
        (None, Some(_) | None) => {}
    }
}
