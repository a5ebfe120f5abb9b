//! What is reported: the outcomes of charges.

use super::trouble::{after_outcome, in_episode};
use crate::{
    charge::{Bar, Failure, Input, Outcome, OutcomeKind},
    mailbox::{
        event::{Fact, PaymentSource},
        ledger::KnownPayment,
        notice::{Notice, Trouble},
        payments::receiving::{Receipt, is_known, require_bookable, tell_what_is_missing},
        recorder::Recorder,
        refusal::Refusal,
        state::Mailbox,
    },
    values::{ChargeKey, MethodId, Money, PaymentReference},
};

pub(crate) fn outcome(
    recorder: &mut Recorder<'_>,
    key: ChargeKey,
    outcome: Outcome,
) -> Result<(), Refusal> {
    match outcome {
        Outcome::Settled { amount } => settled(recorder, key, amount),
        Outcome::SoftDecline => failed(recorder, key, Failure::SoftDecline),
        Outcome::HardDecline => failed(recorder, key, Failure::HardDecline),
        Outcome::AuthenticationRequired => failed(recorder, key, Failure::AuthenticationRequired),
        Outcome::NotExecuted => not_executed(recorder, key),
        Outcome::Unknown => unknown(recorder, key),
    }
}

/// A settlement is money, whatever was reported before. It counts for the day of the
/// request, however late it comes.
fn settled(recorder: &mut Recorder<'_>, key: ChargeKey, amount: Money) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    let source = PaymentSource::Charge { key };
    let known = mailbox.remembered.payments.of_charge(key);
    let day = match (known, mailbox.attempt(key)) {
        (Some(stored), _) => stored.day,
        (None, Some(attempt)) => attempt.on,
        (None, None) => recorder.today(),
    };
    let reference = PaymentReference::of_charge(&key);
    let payment = KnownPayment::new(reference, amount, day, Some(key.order()), &source);
    if is_known(mailbox, &payment)? {
        return Ok(());
    }
    if amount.is_zero() {
        return Err(Refusal::AmountZero);
    }
    require_bookable(mailbox, amount)?;
    require_own(mailbox, key)?;
    let held = mailbox.ledger.held;
    let resolves = mailbox.charge.settle(key, amount).is_ok();
    let episode = in_episode(mailbox);
    Receipt::of(recorder, payment, source).record(recorder);
    if resolves {
        after_outcome(recorder, episode, Trouble::Exhausted);
    }
    tell_what_is_missing(recorder, held);
    Ok(())
}

fn failed(recorder: &mut Recorder<'_>, key: ChargeKey, failure: Failure) -> Result<(), Refusal> {
    if !is_first(recorder, key, Input::Fail { key, failure }, failure.into())? {
        return Ok(());
    }
    let episode = in_episode(recorder.mailbox());
    let orphaned = recorder.mailbox().charge.orphaned().map(|request| request.method);
    recorder.record(Fact::ChargeFailed { key, failure });
    after_outcome(recorder, episode, Trouble::Failed(failure));
    if let Some(method) = orphaned {
        warn_of_dead_method(recorder, method);
    }
    Ok(())
}

/// The order was paid by other money before the method was declined for good: the next renewal
/// still needs another method.
fn warn_of_dead_method(recorder: &mut Recorder<'_>, method: MethodId) {
    let mailbox = recorder.mailbox();
    let is_bound = mailbox.auto_renewal.method().is_some_and(|bound| bound.id == method);
    if is_bound && mailbox.is_dead(method) {
        let why = Bar::MethodDead;
        recorder.tell(|_, _, _| Notice::BoundMethodDead { method, why });
    }
}

fn not_executed(recorder: &mut Recorder<'_>, key: ChargeKey) -> Result<(), Refusal> {
    let input = Input::NotExecuted { key, on: recorder.today() };
    if is_first(recorder, key, input, OutcomeKind::NotExecuted)? {
        let episode = in_episode(recorder.mailbox());
        recorder.record(Fact::ChargeNotExecuted { key });
        after_outcome(recorder, episode, Trouble::Exhausted);
    }
    Ok(())
}

/// Not a final outcome: it is recorded once, and the charge stays unresolved.
fn unknown(recorder: &mut Recorder<'_>, key: ChargeKey) -> Result<(), Refusal> {
    let is_first = is_first(recorder, key, Input::Unknown { key }, OutcomeKind::Unknown)?;
    let unresolved = recorder.mailbox().charge.unresolved();
    if is_first && unresolved.is_some_and(|request| !request.unknown) {
        recorder.record(Fact::ChargeUnknown { key });
    }
    Ok(())
}

/// Whether the machine accepts the outcome, because no final one is known. A contradiction of the
/// first is recorded once and changes nothing; the same outcome again, or *unknown* after it, is no
/// event.
fn is_first(
    recorder: &mut Recorder<'_>,
    key: ChargeKey,
    input: Input,
    received: OutcomeKind,
) -> Result<bool, Refusal> {
    let mailbox = recorder.mailbox();
    require_own(mailbox, key)?;
    if mailbox.charge.step(input).is_ok() {
        return Ok(true);
    }
    let Some(attempt) = mailbox.attempt(key) else {
        return match mailbox.remembered.payments.of_charge(key) {
            Some(_) => Ok(false),
            None => Err(Refusal::UnknownCharge { key }),
        };
    };
    if let Some(first) = attempt.contradicted_outcome(received) {
        recorder.record(Fact::ChargeContradicted { key, first, received });
    }
    Ok(false)
}

fn require_own(mailbox: &Mailbox, key: ChargeKey) -> Result<(), Refusal> {
    if key.order().mailbox() == mailbox.id() { Ok(()) } else { Err(Refusal::ForeignKey { key }) }
}
