//! What the gateway reports of charges, and what follows from it (R-31 … R-39).

use super::{automatic, decision::Decision, life, notices, orders, payments};
use crate::{
    auto_renewal::OffCause,
    catalogue::AfterExhaustion,
    charge::{Charge, Failure, Outcome, OutcomeKind, Progress},
    mailbox::{
        event::{CancelCause, DeletionCause, Fact},
        notice::Notice,
        refusal::Refusal,
        state::Mailbox,
    },
    service::Service,
    values::{ChargeKey, MethodId, Money, OrderId},
};

pub(super) fn outcome(d: &mut Decision<'_>, key: ChargeKey, o: Outcome) -> Result<(), Refusal> {
    match o {
        Outcome::Settled { amount } => settled(d, key, amount),
        Outcome::SoftDecline => failed(d, key, Failure::SoftDecline),
        Outcome::HardDecline => failed(d, key, Failure::HardDecline),
        Outcome::AuthenticationRequired => failed(d, key, Failure::AuthenticationRequired),
        Outcome::NotExecuted => not_executed(d, key),
        Outcome::Unknown => unknown(d, key),
    }
}

/// Settled: money, whatever was reported before.
fn settled(d: &mut Decision<'_>, key: ChargeKey, amount: Money) -> Result<(), Refusal> {
    if let Some(news) = payments::known_charge(d.mailbox(), key, amount)? {
        return Ok(news);
    }
    if amount.is_zero() {
        return Err(Refusal::AmountZero);
    }
    payments::require_bookable(d.mailbox(), amount)?;
    require_own(d, key)?;
    payments::charge_settled(d, key, amount)
}

fn failed(d: &mut Decision<'_>, key: ChargeKey, failure: Failure) -> Result<(), Refusal> {
    if !is_first_report(d, key, failure.into())? {
        return Ok(());
    }
    let episode = in_episode(d);
    let orphaned = match d.mailbox().charge {
        Charge::Orphaned { request, .. } => Some(request.method),
        Charge::Idle
        | Charge::Waiting { .. }
        | Charge::RetryDue { .. }
        | Charge::Barred { .. }
        | Charge::Exhausted { .. }
        | Charge::Unresolved { .. } => None,
    };
    d.record(Fact::ChargeFailed { key, failure })?;
    after_outcome(d, episode)?;
    warn_of_dead_method(d, orphaned)
}

/// The order was paid by other money before the method was declined for good: the next renewal needs
/// another one all the same.
fn warn_of_dead_method(d: &mut Decision<'_>, asked: Option<MethodId>) -> Result<(), Refusal> {
    let m = d.mailbox();
    let bound = m.auto_renewal.method().map(|method| method.id);
    match asked.filter(|method| bound == Some(*method) && m.is_dead(*method)) {
        Some(method) => d.tell(Notice::BoundMethodDead { method }),
        None => Ok(()),
    }
}

fn not_executed(d: &mut Decision<'_>, key: ChargeKey) -> Result<(), Refusal> {
    if !is_first_report(d, key, OutcomeKind::NotExecuted)? {
        return Ok(());
    }
    let episode = in_episode(d);
    d.record(Fact::ChargeNotExecuted { key })?;
    after_outcome(d, episode)
}

/// Not final: said once, and the charge stays unresolved.
fn unknown(d: &mut Decision<'_>, key: ChargeKey) -> Result<(), Refusal> {
    if !is_first_report(d, key, OutcomeKind::Unknown)? {
        return Ok(());
    }
    if d.mailbox().charge.unresolved().is_some_and(|request| request.unknown) {
        return Ok(());
    }
    d.record(Fact::ChargeUnknown { key })
}

/// Whether no final outcome is known of this charge. A contradiction of the first is recorded, once,
/// and changes nothing; the same again, or unknown after it, is no event.
fn is_first_report(
    d: &mut Decision<'_>,
    key: ChargeKey,
    received: OutcomeKind,
) -> Result<bool, Refusal> {
    require_own(d, key)?;
    let m = d.mailbox();
    let Some(attempt) = m.attempt(key).copied() else {
        return if m.remembered.payments.has_charge(key) {
            Ok(false)
        } else {
            Err(Refusal::UnknownCharge { key })
        };
    };
    let Some(first) = attempt.outcome else {
        return Ok(true);
    };
    let again = received == first
        || received == OutcomeKind::Unknown
        || attempt.was_contradicted_by(received);
    if !again {
        d.record(Fact::ChargeContradicted { key, first, received })?;
    }
    Ok(false)
}

/// What follows once the unresolved charge is no longer that: a mailbox that ends is deleted, an
/// order kept open only for the outcome closes, a ladder at its end is exhausted.
pub(super) fn after_outcome(d: &mut Decision<'_>, episode: bool) -> Result<(), Refusal> {
    match d.mailbox().service {
        Service::Ending { .. } => {
            orders::cancel_open(d, CancelCause::Termination)?;
            return life::delete(d, DeletionCause::Termination);
        }
        Service::TerminatedAtExpiry { .. } => orders::cancel_open(d, CancelCause::Termination)?,
        Service::Active { .. } => orders::lapse_on_outcome(d)?,
        Service::Deleted { .. } => {}
    }
    after_trouble(d, episode)
}

/// The end of the ladder, and the one notice of an episode.
pub(super) fn after_trouble(d: &mut Decision<'_>, episode: bool) -> Result<(), Refusal> {
    let exhausted = exhausted_order(d);
    if let Some(order) = exhausted {
        d.record(Fact::LadderExhausted { order })?;
    }
    if !episode && in_episode(d) {
        notices::charge_failed(d)?;
    }
    let after = d.mailbox().open_order().map(|open| open.agreed.after_exhaustion);
    match (exhausted, after) {
        (Some(_), Some(AfterExhaustion::SwitchOff)) if d.mailbox().auto_renewal.is_on() => {
            automatic::switched_off_by(d, OffCause::LadderExhausted)
        }
        (Some(_) | None, Some(AfterExhaustion::SwitchOff | AfterExhaustion::Keep) | None) => Ok(()),
    }
}

/// The key that the next charge of an order takes: the first after the last one that is not taken by
/// money told of before it was asked for.
pub(super) fn next_key(m: &Mailbox, order: OrderId, progress: &Progress) -> ChargeKey {
    let keys = (progress.next_attempt()..=u32::MAX).map(|attempt| ChargeKey::new(order, attempt));
    let mut free = keys.filter(|key| !m.remembered.payments.has_charge(*key));
    free.next().unwrap_or(ChargeKey::new(order, u32::MAX))
}

/// Whether a failure episode is open.
pub(super) fn in_episode(d: &Decision<'_>) -> bool {
    d.mailbox().charge.progress().is_some_and(|progress| progress.episode)
}

/// The open order, where its last rung is spent and nothing is unresolved.
fn exhausted_order(d: &Decision<'_>) -> Option<OrderId> {
    let m = d.mailbox();
    let order = m.open_order()?;
    match &m.charge {
        Charge::Waiting { progress } | Charge::Barred { progress, .. } => {
            (order.agreed.ladder.len() <= usize::from(progress.spent)).then_some(order.id)
        }
        Charge::Idle
        | Charge::RetryDue { .. }
        | Charge::Exhausted { .. }
        | Charge::Unresolved { .. }
        | Charge::Orphaned { .. } => None,
    }
}

fn require_own(d: &Decision<'_>, key: ChargeKey) -> Result<(), Refusal> {
    if key.order().mailbox() == d.mailbox().id() {
        Ok(())
    } else {
        Err(Refusal::ForeignKey { key })
    }
}
