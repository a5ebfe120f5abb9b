//! What is reported: money that is not the outcome of a charge, money that went out, and money that is
//! to come by a commitment.

use super::{
    fulfilment::Renewal,
    receiving::{Receipt, is_known, require_bookable, require_no_charge_key, tell_what_is_missing},
};
use crate::{
    catalogue::{Policy, SettlementClock},
    mailbox::{
        command::{Commitment, Payment},
        debt::LeftDebt,
        event::{Fact, PaymentSource},
        ledger::KnownPayment,
        life::required::require_not_future,
        recorder::Recorder,
        refund::{Booked, Payout},
        refusal::Refusal,
        state::Mailbox,
    },
    values::{Day, Money, RefundNumber},
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
    let reference = payment.reference.clone();
    let received = KnownPayment {
        debt: payment.debt,
        ..KnownPayment::new(reference, payment.amount, day, payment.order, &source)
    };
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

/// A refund was paid out or credited. It settles its number or, where that was withdrawn, the one in its
/// place; what is missing is owed under a new number, and what went out beyond is a debt.
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
    require_bookable(mailbox, payout.amount)?;
    require_no_charge_key(&payout.reference)?;
    if mailbox.refund(number).is_none() {
        return Err(Refusal::UnknownRefund { refund: number });
    }
    let settled = mailbox.remembered.refunds.settled_for(number).cloned();
    let owed = settled.as_ref().map_or(Money::ZERO, |refund| refund.amount);
    let (rest, beyond) = (owed.saturating_sub(payout.amount), payout.amount.saturating_sub(owed));
    let beyond = Some(beyond)
        .filter(|beyond| !beyond.is_zero())
        .map(|amount| LeftDebt { number: mailbox.remembered.debts.next_number(), amount });
    let settles = settled.as_ref().map(|refund| refund.number);
    recorder.record(Fact::RefundPaid { number, payout: payout.clone(), settles, beyond });
    if let Some(settled) = settled {
        recorder.owe_rest(rest, &settled, settled.number != number);
    }
    Ok(())
}

/// A public body committed itself to pay: its open order is fulfilled before the money. Where a payment
/// would not fulfil it, or the policy waits for the money, the commitment is recorded and changes nothing
///
pub(crate) fn commitment(
    recorder: &mut Recorder<'_>,
    commitment: &Commitment,
) -> Result<(), Refusal> {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    let Commitment { reference, order, on } = commitment;
    require_not_future(*on, today)?;
    if is_known(mailbox, reference, || Booked::Commitment(commitment.clone()))? {
        return Ok(());
    }
    if mailbox.order_of(*order).is_none() {
        return Err(Refusal::UnknownOrder { order: *order });
    }
    let renewal = Renewal::committed(recorder, commitment);
    if let Some(renewal) = &renewal {
        require_bookable(mailbox, renewal.receivable())?;
    }
    require_no_charge_key(reference)?;
    if !mailbox.holder.is_public_body() {
        return Err(Refusal::NotAPublicBody);
    }
    recorder.record(Fact::CommitmentRegistered(commitment.clone()));
    if let Some(renewal) = renewal {
        renewal.record(recorder);
    }
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
