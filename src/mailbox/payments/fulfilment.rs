//! An order paid in full, and the renewal that this is.

use alloc::boxed::Box;

use crate::{
    auto_renewal::OnCause,
    catalogue::{Method, PlanChangeTakesEffect},
    mailbox::{
        automatic_renewal::asked::require_bindable,
        event::{Fact, Fulfilment, PaymentSource, PlanChange, RefundForm, RefundReason},
        ledger::KnownPayment,
        notice::Notice,
        orders::extension::extended,
        plans::ticked::take_effect,
        recorder::Recorder,
        refusal::Refusal,
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
    /// What is fulfilled if what is held covers the open order as of the payment's day; nothing if
    /// more is needed.
    ///
    /// Fulfilment, and nothing else, extends the expiry.
    pub(super) fn covered(
        recorder: &Recorder<'_>,
        payment: &KnownPayment,
        source: &PaymentSource,
        held: Money,
    ) -> Result<Option<Self>, Refusal> {
        let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
        let Some(order) = mailbox.open_order() else {
            return Ok(None);
        };
        let due = order.due_on(&mailbox.grace, payment.day);
        let Some(excess) = held.checked_sub(due) else {
            return Ok(None);
        };
        let term = order.purchase.term;
        let next = extended(mailbox, policy, term, payment.day)
            .ok_or(Refusal::BeyondCalendar { years: term.years() })?;
        let (is_by_hand, signed_in_with) = match source {
            PaymentSource::ByHand { method_kind, signed_in_with, .. } => {
                (true, signed_in_with.filter(|method| method.kind == *method_kind))
            }
            PaymentSource::Charge { .. } => (false, None),
        };
        let exit_right = !is_by_hand && owes_exit_right(mailbox, order);
        let fulfilment = Box::new(Fulfilment {
            order: order.id,
            paid_by: payment.reference.clone(),
            applied: due,
            late_fee: order.late_fee_on(&mailbox.grace, payment.day),
            previous_expiry: mailbox.expiry(),
            period: Period { began_on: today, exit_right, ..next },
            grace: policy.parameters().grace.clone(),
            change: plan_change(
                mailbox,
                order,
                policy.parameters().plan_change_takes_effect,
                today,
            ),
        });
        Ok(Some(Self { fulfilment, excess, signed_in_with, is_by_hand }))
    }

    pub(super) fn record(self, recorder: &mut Recorder<'_>) {
        let Self { fulfilment, excess, signed_in_with, is_by_hand } = self;
        let order = fulfilment.order;
        recorder.record(Fact::OrderFulfilled(fulfilment));
        if is_by_hand {
            recorder.owe_back(excess, Some(order), RefundReason::Excess);
            after_payment_by_hand(recorder, order, signed_in_with);
        } else {
            // A charge asks for no more than is due, so the excess was taken twice.
            let form = RefundForm::Refund;
            recorder.owe_back_as(form, excess, Some(order), RefundReason::Excess);
        }
        take_effect(recorder);
    }
}

/// A consumer's term renewed by a charge, with no proof that the notice of art. 65-bis was
/// delivered in time.
fn owes_exit_right(mailbox: &Mailbox, order: &OpenOrder) -> bool {
    let proved = mailbox.notices.statutory.is_proved_for(mailbox.expiry());
    order.is_generated() && mailbox.holder.is_consumer() && !proved
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
            recorder.tell(Notice::AutoRenewalSwitchedOn { method: method.id, cause });
        }
        (Some(bound), Some(new)) if parameters.manual_payment_rebinds && bound.id != new.id => {
            recorder.record(Fact::MethodReplaced { old: bound.id, new });
        }
        (Some(bound), _) if mailbox.is_dead(bound.id) || !bound.is_valid_on(today) => {
            recorder.tell(Notice::BoundMethodDead { method: bound.id });
        }
        (Some(_) | None, Some(_) | None) => {}
    }
}
