//! What is reported: money that is not the outcome of a charge.

use super::receiving::{Receipt, is_known, require_bookable, tell_what_is_missing};
use crate::{
    catalogue::{Policy, SettlementClock},
    mailbox::{
        command::Payment, event::PaymentSource, ledger::KnownPayment,
        life::required::require_not_future, recorder::Recorder, refusal::Refusal, state::Mailbox,
    },
    values::{ChargeKey, Day},
};

pub(crate) fn payment(recorder: &mut Recorder<'_>, payment: &Payment) -> Result<(), Refusal> {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    require_not_future(payment.registered_on, today)?;
    if let Some(paid_on) = payment.paid_on {
        require_not_future(paid_on, today)?;
    }
    let source = PaymentSource::ByHand {
        method_kind: payment.method_kind,
        paid_on: payment.paid_on,
        signed_in_with: payment.signed_in_with,
    };
    let day = day_counted(mailbox, policy, payment);
    let received =
        KnownPayment::new(payment.reference.clone(), payment.amount, day, payment.order, &source);
    if is_known(mailbox, &received)? {
        return Ok(());
    }
    if payment.amount.is_zero() {
        return Err(Refusal::AmountZero);
    }
    require_bookable(mailbox, payment.amount)?;
    if payment.reference.as_str().parse::<ChargeKey>().is_ok() {
        return Err(Refusal::ReferenceIsChargeKey { reference: payment.reference.clone() });
    }
    let held = mailbox.ledger.held;
    Receipt::of(recorder, received, source).record(recorder);
    tell_what_is_missing(recorder, held);
    Ok(())
}

/// The day that counts. For a known payment it is the day that counted when it was
/// registered, whatever clock the policy has now: otherwise a change of policy would make a
/// repeated report differ from the first.
fn day_counted(mailbox: &Mailbox, policy: &Policy, payment: &Payment) -> Day {
    let paid_on = payment.paid_on.unwrap_or(payment.registered_on);
    let known = mailbox.remembered.payments.find(&payment.reference).map(|stored| stored.day);
    if let Some(day) = known.filter(|day| [payment.registered_on, paid_on].contains(day)) {
        return day;
    }
    match policy.parameters().settlement_clock {
        SettlementClock::Registered => payment.registered_on,
        SettlementClock::Paid => paid_on,
    }
}
