//! An order paid in full, or committed to, and the renewal that this is (R-11, R-36, R-44, R-47, R-50,
//!

use alloc::boxed::Box;

use super::receiving::owed_back;
use crate::{
    auto_renewal::{Consent, OnCause},
    catalogue::{Method, PlanChangeTakesEffect, Policy},
    mailbox::{
        automatic_renewal::asked::require_bindable,
        command::Commitment,
        event::{Fact, Fulfilment, PaymentSource, PlanChange, RefundForm, RefundReason, TermRight},
        ledger::KnownPayment,
        notice::{Notice, Renewed},
        notices::content::bound_method_dead,
        orders::extension::extended,
        plans::ticked::take_effect,
        recorder::Recorder,
        state::Mailbox,
    },
    order::{OpenOrder, Origin},
    service::Period,
    values::{Day, Money, OrderId, PaymentReference},
};

/// The renewal that a sufficient payment leads to, with the excess.
pub(super) struct Renewal {
    fulfilment: Box<Fulfilment>,
    excess: Money,
    payer: Option<Payer>,
}

/// Who paid by hand: what it means for automatic renewal.
struct Payer {
    signed_in_with: Option<Method>,
    consent: Option<Consent>,
}

impl Renewal {
    /// What is fulfilled if what is held covers the open order as of the payment's day, or is short of
    /// it by no more than is waived; nothing if more is needed.
    pub(super) fn covered(
        recorder: &Recorder<'_>,
        payment: &KnownPayment,
        source: &PaymentSource,
        held: Money,
    ) -> Option<Self> {
        let (mailbox, policy) = (recorder.mailbox(), recorder.policy());
        let order = mailbox.open_order()?;
        let due = order.due_on(&mailbox.grace_on(recorder.today()), payment.day);
        let waived = due.saturating_sub(held);
        if order.agreed.shortfall_waived < waived {
            return None;
        }
        let applied = due.saturating_sub(waived);
        let excess = held.saturating_sub(applied);
        let payer = match source {
            PaymentSource::ByHand { method_kind, signed_in_with, consent, paid_on: _ } => {
                let signed_in_with = signed_in_with.filter(|method| method.kind == *method_kind);
                Some(Payer { signed_in_with, consent: *consent })
            }
            PaymentSource::Charge { .. } => None,
        };
        let right = right_of(mailbox, policy, order, payment, source, applied);
        let sums = Sums { applied, receivable: Money::ZERO, waived };
        let paid_by = (&payment.reference, payment.day);
        let fulfilment = Box::new(fulfilment(recorder, order, paid_by, sums, right)?);
        Some(Self { fulfilment, excess, payer })
    }

    /// What a public body's commitment fulfils before the money: what is due on its day, less what is
    /// held, is to come; nothing where a payment of that day would not fulfil.
    pub(super) fn committed(recorder: &Recorder<'_>, commitment: &Commitment) -> Option<Self> {
        let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
        let Commitment { reference, order, on } = commitment;
        let is_barred = owed_back(mailbox, Some(*order), *on, today).is_some();
        if is_barred || !policy.parameters().fulfil_on_commitment {
            return None;
        }
        let (order, held) = (mailbox.open_order()?, mailbox.ledger.held);
        let applied = order.due_on(&mailbox.grace_on(today), *on);
        let receivable = applied.saturating_sub(held);
        let sums = Sums { applied, receivable, waived: Money::ZERO };
        let fulfilment = Box::new(fulfilment(recorder, order, (reference, *on), sums, None)?);
        let payer = Some(Payer { signed_in_with: None, consent: None });
        Some(Self { fulfilment, excess: held.saturating_sub(applied), payer })
    }

    /// What is still to come.
    pub(super) fn receivable(&self) -> Money {
        self.fulfilment.receivable
    }

    pub(super) fn record(self, recorder: &mut Recorder<'_>) {
        let Self { fulfilment, excess, payer } = self;
        let order = fulfilment.order;
        let (expiry, receivable) = (fulfilment.period.expiry, fulfilment.receivable);
        let paid = fulfilment.applied.saturating_sub(receivable);
        recorder.record(Fact::OrderFulfilled(fulfilment));
        recorder.tell(|_, _, _| Notice::Renewed(Renewed { order, expiry, paid, receivable }));
        if recorder.mailbox().service.termination_stands(recorder.today()) {
            recorder.tell(|_, _, _| Notice::TerminationMoved { expiry });
        }
        // The policy's credit is for money that came too late or for nothing: not for what came beyond
        // what was asked.
        recorder.owe_back_as(excess, Some(order), RefundReason::Excess, RefundForm::Refund);
        if let Some(payer) = payer {
            after_payment_by_hand(recorder, order, &payer);
        }
        take_effect(recorder);
    }
}

/// What an order comes to that is fulfilled.
#[derive(Clone, Copy)]
struct Sums {
    applied: Money,
    receivable: Money,
    waived: Money,
}

/// The fulfilment of the open order as of the day that counts.
///
/// Fulfilment, and nothing else, extends the expiry.
fn fulfilment(
    recorder: &Recorder<'_>,
    order: &OpenOrder,
    (paid_by, day): (&PaymentReference, Day),
    sums: Sums,
    right: Option<TermRight>,
) -> Option<Fulfilment> {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    let parameters = policy.parameters();
    let Sums { applied, receivable, waived } = sums;
    let next = bought(mailbox, order, day, today)?;
    let exit_right = matches!(right, Some(TermRight::Exit { .. }));
    Some(Fulfilment {
        order: order.id,
        paid_by: paid_by.clone(),
        applied,
        receivable,
        late_fee: order.late_fee_on(&mailbox.grace_on(today), day),
        waived,
        previous_expiry: mailbox.expiry(),
        period: Period { began_on: today, exit_right, ..next },
        grace: parameters.grace.clone(),
        deletion_warning_days: parameters.deletion_warning_days,
        change: plan_change(mailbox, order, parameters.plan_change_takes_effect, today),
        right,
    })
}

/// The period that the open order buys with money of `day`; none where it would be over by today: a
/// term that nobody could use renews nothing.
pub(crate) fn bought(mailbox: &Mailbox, order: &OpenOrder, day: Day, today: Day) -> Option<Period> {
    let next = extended(mailbox, order.agreed.extension_base, order.purchase.term, day);
    next.filter(|next| today < next.expiry && mailbox.expiry() < next.expiry)
}

/// What is held may cover the order that took over from another: it is then fulfilled as by the last
/// payment held.
pub(crate) fn fulfil_from_held(recorder: &mut Recorder<'_>) {
    let mailbox = recorder.mailbox();
    let last = mailbox.held_last().filter(|_| !mailbox.ledger.held.is_zero());
    let renewal = last.and_then(|last| {
        let payment = mailbox.payments().find(&last.reference)?;
        Renewal::covered(recorder, payment, &last.source, mailbox.ledger.held)
    });
    if let Some(renewal) = renewal {
        renewal.record(recorder);
    }
}

/// The right of a consumer to end the term again: by withdrawing, where it was ordered by hand;
/// by leaving, where automatic renewal ordered it and no true notice is proved.
fn right_of(
    mailbox: &Mailbox,
    policy: &Policy,
    order: &OpenOrder,
    payment: &KnownPayment,
    source: &PaymentSource,
    applied: Money,
) -> Option<TermRight> {
    if !mailbox.holder.is_consumer() {
        return None;
    }
    match order.origin {
        Origin::Generated => exit_right(mailbox, source, applied),
        Origin::Manual { informed, start_requested, .. } => {
            let (days, paid_on) = (policy.parameters().withdrawal_days, payment.day);
            let until = withdrawable_until(paid_on, days, informed);
            Some(TermRight::Withdrawal { until, days, paid_on, informed, start_requested })
        }
    }
}

/// The last day of a declaration that is in time.
pub(crate) fn withdrawable_until(paid_on: Day, days: u16, informed: bool) -> Day {
    let in_any_case = paid_on.plus_days(i32::from(days));
    if informed {
        in_any_case
    } else {
        in_any_case.plus_months(MONTHS_UNINFORMED).unwrap_or(Day::MAX)
    }
}

/// For how many months more a holder can withdraw who was not informed of that right.
const MONTHS_UNINFORMED: u16 = 12;

/// However it was paid, unless a true notice of art. 65-bis was delivered in time: one that named no later
/// day and no smaller sum than came. Who pays by hand chooses the day.
fn exit_right(mailbox: &Mailbox, source: &PaymentSource, applied: Money) -> Option<TermRight> {
    let charged_on = match source {
        PaymentSource::ByHand { .. } => None,
        PaymentSource::Charge { key } => mailbox.attempt(*key).map(|attempt| attempt.on),
    };
    if mailbox.notices.is_true_notice(mailbox.expiry(), charged_on, applied) {
        return None;
    }
    let lifted_by = mailbox.notices.true_if_delivered(charged_on, applied);
    Some(TermRight::Exit { lifted_by })
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
fn after_payment_by_hand(recorder: &mut Recorder<'_>, order: OrderId, payer: &Payer) {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    let parameters = recorder.policy().parameters();
    let Payer { signed_in_with, consent } = *payer;
    let usable = signed_in_with.filter(|method| require_bindable(mailbox, method, today).is_ok());
    match (mailbox.auto_renewal.method().copied(), usable) {
        (None, Some(method))
            if parameters.auto_enable_on.includes(method.kind)
                && (consent.is_some() || !parameters.auto_enable_needs_consent)
                && !mailbox.service.termination_stands(today) =>
        {
            let cause = OnCause::Payment { order };
            recorder.record(Fact::AutoRenewalSwitchedOn { method, cause, consent });
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
