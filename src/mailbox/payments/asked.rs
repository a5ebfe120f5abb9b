//! What is reported: money that is not the outcome of a charge, and money that went out (R-42, R-43,
//!

use super::receiving::{Receipt, is_known, require_bookable, tell_what_is_missing};
use crate::{
    catalogue::{Policy, SettlementClock},
    mailbox::{
        command::Payment,
        event::{Fact, PaymentSource},
        ledger::KnownPayment,
        life::required::require_not_future,
        recorder::Recorder,
        refund::{Booked, Payout},
        refusal::Refusal,
        state::Mailbox,
    },
    values::{ChargeKey, Day, PaymentReference, RefundNumber},
};

pub(crate) fn payment(recorder: &mut Recorder<'_>, payment: &Payment) -> Result<(), Refusal> {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    require_not_future(payment.registered_on, today)?;
    if let Some(paid_on) = payment.paid_on {
        require_not_future(paid_on, today)?;
    }
    if let Some(consent) = payment.consent {
        require_not_future(consent.on, today)?;
    }
    let source = PaymentSource::ByHand {
        method_kind: payment.method_kind,
        paid_on: payment.paid_on,
        signed_in_with: payment.signed_in_with,
        consent: payment.consent,
    };
    let day = day_counted(mailbox, policy, payment);
    let received =
        KnownPayment::new(payment.reference.clone(), payment.amount, day, payment.order, &source);
    if is_known(mailbox, &received.reference, || Booked::Payment(received.clone()))? {
        return Ok(());
    }
    if payment.amount.is_zero() {
        return Err(Refusal::AmountZero);
    }
    require_bookable(mailbox, payment.amount)?;
    require_no_charge_key(&payment.reference)?;
    let held = mailbox.ledger.held;
    Receipt::of(recorder, received, source).record(recorder);
    tell_what_is_missing(recorder, held);
    Ok(())
}

/// A refund was paid out or credited: its number is settled, and what is missing is owed under a new
/// one.
pub(crate) fn refund_paid(
    recorder: &mut Recorder<'_>,
    number: RefundNumber,
    payout: &Payout,
) -> Result<(), Refusal> {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    require_not_future(payout.on, today)?;
    let received = || Booked::Payout { refund: number, payout: payout.clone() };
    if is_known(mailbox, &payout.reference, received)? {
        return Ok(());
    }
    if payout.amount.is_zero() {
        return Err(Refusal::AmountZero);
    }
    require_no_charge_key(&payout.reference)?;
    let Some(refund) = mailbox.refund(number) else {
        return Err(Refusal::UnknownRefund { refund: number });
    };
    if let Some(stored) = &refund.payout {
        let by = stored.reference.clone();
        return Err(Refusal::RefundAlreadyPaid { refund: number, by });
    }
    let Some(rest) = refund.amount.checked_sub(payout.amount) else {
        let (owed, received) = (refund.amount, payout.amount);
        return Err(Refusal::RefundExceeded { refund: number, owed, received });
    };
    let refund = refund.clone();
    recorder.record(Fact::RefundPaid { number, payout: payout.clone() });
    recorder.owe_rest(rest, &refund);
    Ok(())
}

/// A charge's key names no other money: what that charge took would come under the same reference.
fn require_no_charge_key(reference: &PaymentReference) -> Result<(), Refusal> {
    match reference.as_str().parse::<ChargeKey>() {
        Ok(_) => Err(Refusal::ReferenceIsChargeKey { reference: reference.clone() }),
        Err(_) => Ok(()),
    }
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
