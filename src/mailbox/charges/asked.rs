//! What is reported: the outcomes of charges.

use super::trouble::{after_outcome, in_episode};
use crate::{
    auto_renewal::OffCause,
    charge::{Bar, Failure, NOT_BEFORE_DAYS_MAX, Outcome, OutcomeKind},
    mailbox::{
        attempt::Heard,
        automatic_renewal::asked::{switch_off_if_on, tell_switched_off},
        event::{Fact, PaymentSource},
        ledger::KnownPayment,
        notice::{Notice, Trouble},
        payments::receiving::{Receipt, is_known, require_bookable, tell_what_is_missing},
        recorder::Recorder,
        refund::Booked,
        refusal::Refusal,
        state::Mailbox,
    },
    values::{ChargeKey, Day, MethodId, Money, PaymentReference},
};

pub(crate) fn outcome(
    recorder: &mut Recorder<'_>,
    key: ChargeKey,
    outcome: Outcome,
) -> Result<(), Refusal> {
    match outcome {
        Outcome::Settled { amount } => settled(recorder, key, amount),
        Outcome::SoftDecline { not_before } => softly_declined(recorder, key, not_before),
        Outcome::HardDecline => failed(recorder, key, Failure::HardDecline),
        Outcome::AuthenticationRequired => failed(recorder, key, Failure::AuthenticationRequired),
        Outcome::Stopped => failed(recorder, key, Failure::Stopped),
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
    if is_known(mailbox, &payment.reference, || Booked::Payment(payment.clone()))? {
        return Ok(());
    }
    if amount.is_zero() {
        return Err(Refusal::AmountZero);
    }
    require_bookable(mailbox, amount)?;
    require_own(mailbox, key)?;
    let held = mailbox.ledger.held;
    let resolves = mailbox.charge.settle(key, amount).is_ok() || mailbox.is_in_doubt(key);
    let episode = in_episode(mailbox);
    Receipt::of(recorder, payment, source).record(recorder);
    if resolves {
        after_outcome(recorder, episode, Trouble::Exhausted);
    }
    tell_what_is_missing(recorder, held);
    Ok(())
}

/// A day that has come puts nothing off; one far ahead is a slip, and would silence automatic renewal
///
fn softly_declined(
    recorder: &mut Recorder<'_>,
    key: ChargeKey,
    not_before: Option<Day>,
) -> Result<(), Refusal> {
    let today = recorder.today();
    let latest = today.plus_days(i32::from(NOT_BEFORE_DAYS_MAX));
    if let Some(received) = not_before.filter(|day| latest < *day) {
        return Err(Refusal::NotBeforeTooFar { latest, received });
    }
    let not_before = not_before.filter(|day| today < *day);
    failed(recorder, key, Failure::SoftDecline { not_before })
}

fn failed(recorder: &mut Recorder<'_>, key: ChargeKey, failure: Failure) -> Result<(), Refusal> {
    if !is_news(recorder, key, failure.into())? {
        return Ok(());
    }
    let mailbox = recorder.mailbox();
    let episode = in_episode(mailbox);
    let order = mailbox.stands_for(key.order());
    let is_open = mailbox.open_order().is_some_and(|open| open.id == order);
    let method = mailbox.attempt(key).map(|attempt| attempt.method);
    recorder.record(Fact::ChargeFailed { key, failure });
    let switches_off = stops_the_bound(recorder.mailbox(), method, failure)
        && switch_off_if_on(recorder, OffCause::Stopped);
    after_outcome(recorder, episode, Trouble::Failed(failure));
    if switches_off {
        tell_switched_off(recorder, OffCause::Stopped);
    }
    if let Some(method) = method.filter(|_| !is_open) {
        warn_of_dead_method(recorder, method);
    }
    Ok(())
}

/// Whether the holder stopped the method that automatic renewal uses: it goes off with that.
fn stops_the_bound(mailbox: &Mailbox, method: Option<MethodId>, failure: Failure) -> bool {
    let is_bound =
        method.is_some() && mailbox.auto_renewal.method().map(|bound| bound.id) == method;
    match failure {
        Failure::Stopped => is_bound,
        Failure::SoftDecline { .. } | Failure::HardDecline | Failure::AuthenticationRequired => {
            false
        }
    }
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
    if is_news(recorder, key, OutcomeKind::NotExecuted)? {
        let episode = in_episode(recorder.mailbox());
        recorder.record(Fact::ChargeNotExecuted { key });
        after_outcome(recorder, episode, Trouble::Exhausted);
    }
    Ok(())
}

/// Not a final outcome. Of an unresolved charge it is recorded once. After a failure, or
/// after *not executed*, it puts the charge in doubt, and the holder is told that automatic renewal
/// waits.
fn unknown(recorder: &mut Recorder<'_>, key: ChargeKey) -> Result<(), Refusal> {
    let heard = heard(recorder, key, OutcomeKind::Unknown)?;
    let first = recorder.mailbox().attempt(key).and_then(|attempt| attempt.outcome);
    match (heard, first) {
        (Heard::Unknown, _) => recorder.record(Fact::ChargeUnknown { key }),
        (Heard::Doubt, Some(first)) => {
            recorder.record(Fact::ChargeInDoubt { key, first });
            let mailbox = recorder.mailbox();
            if mailbox.auto_renewal.is_on() && !mailbox.service.is_gone() {
                recorder.tell(|_, _, _| Notice::ChargeInDoubt { key });
            }
        }
        (
            Heard::Doubt | Heard::First | Heard::Replaces | Heard::Contradicts(_) | Heard::Known,
            _,
        ) => {}
    }
    Ok(())
}

/// Whether a final outcome stands from now on: it is the first, or it ends a doubt.
fn is_news(
    recorder: &mut Recorder<'_>,
    key: ChargeKey,
    received: OutcomeKind,
) -> Result<bool, Refusal> {
    Ok(match heard(recorder, key, received)? {
        Heard::First | Heard::Replaces => true,
        Heard::Unknown | Heard::Doubt | Heard::Contradicts(_) | Heard::Known => false,
    })
}

/// What a report that is no money comes to. One that contradicts the outcome that stands is recorded
/// once, and changes nothing.
fn heard(
    recorder: &mut Recorder<'_>,
    key: ChargeKey,
    received: OutcomeKind,
) -> Result<Heard, Refusal> {
    let mailbox = recorder.mailbox();
    require_own(mailbox, key)?;
    let Some(heard) = mailbox.hears(key, received) else {
        return match mailbox.remembered.payments.of_charge(key) {
            Some(_) => Ok(Heard::Known),
            None => Err(Refusal::UnknownCharge { key }),
        };
    };
    if let Heard::Contradicts(first) = heard {
        recorder.record(Fact::ChargeContradicted { key, first, received });
    }
    Ok(heard)
}

fn require_own(mailbox: &Mailbox, key: ChargeKey) -> Result<(), Refusal> {
    if key.order().mailbox() == mailbox.id() { Ok(()) } else { Err(Refusal::ForeignKey { key }) }
}
