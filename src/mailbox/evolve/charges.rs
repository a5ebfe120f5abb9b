//! What the events of methods and charges record (R-17, R-30 … R-39).

use super::{
    orders::{of_open_order, resume},
    steps::{auto_step, charge_step, require},
};
use crate::{
    auto_renewal::{self, OnCause},
    catalogue::Method,
    charge::{self, Failure, OutcomeKind, Request},
    mailbox::{
        corrupt::Contradiction,
        state::{Attempt, Mailbox, push},
    },
    values::{ChargeKey, Day, MethodId, Money},
};

pub(super) fn switched_on(
    m: &mut Mailbox,
    method: Method,
    cause: OnCause,
    today: Day,
) -> Result<(), Contradiction> {
    require(!m.is_dead(method.id), Contradiction::AutoRenewalBarsIt)?;
    resume(m, today)?;
    m.auto_renewal = auto_step(m, auto_renewal::Input::SwitchOn { method, cause })?;
    m.period_flags.lift();
    bind(m)
}

pub(super) fn method_replaced(
    m: &mut Mailbox,
    old: MethodId,
    new: Method,
) -> Result<(), Contradiction> {
    let bound = m.auto_renewal.method().map(|method| method.id);
    require(bound == Some(old) && !m.is_dead(new.id), Contradiction::AutoRenewalBarsIt)?;
    m.auto_renewal = auto_step(m, auto_renewal::Input::Replace { method: new })?;
    bind(m)
}

/// A method was bound: what that means for an order being collected stands in the order.
pub(super) fn bind(m: &mut Mailbox) -> Result<(), Contradiction> {
    let recharge = m.order.as_ref().is_some_and(|order| order.agreed.recharge_on_method_update);
    let Some(method) = m.auto_renewal.method().map(|method| method.id) else {
        return Err(Contradiction::AutoRenewalBarsIt);
    };
    charge_step(m, charge::Input::BindMethod { method, recharge })
}

pub(super) fn charge_requested(
    m: &mut Mailbox,
    key: ChargeKey,
    amount: Money,
    method: MethodId,
    rung: Option<u8>,
    today: Day,
) -> Result<(), Contradiction> {
    of_open_order(m, key.order())?;
    let bound = m.auto_renewal.method().map(|method| method.id);
    require(bound == Some(method) && !m.is_dead(method), Contradiction::AutoRenewalBarsIt)?;
    // The answer to that key is known: whoever asked again would wait for another for ever.
    require(!m.remembered.payments.has_charge(key), Contradiction::ChargeKeyRepeated)?;
    let progress = m.charge.progress().ok_or(Contradiction::ChargeBarsIt)?;
    let request = Request {
        key,
        amount,
        method,
        on: today,
        inquired_on: None,
        unknown: false,
        spent_before: progress.spent,
        is_retry: m.charge.is_retry_due(),
    };
    let spent = spent_by(m, rung);
    charge_step(m, charge::Input::Request { request, spent })?;
    let attempt = Attempt {
        order_ordinal: key.order().ordinal(),
        ordinal: key.attempt(),
        on: today,
        method,
        outcome: None,
        contradicted: 0,
    };
    push(&mut m.remembered.change().attempts, attempt);
    Ok(())
}

pub(super) fn charge_failed(
    m: &mut Mailbox,
    key: ChargeKey,
    failure: Failure,
) -> Result<(), Contradiction> {
    let method = m.charge.unresolved().map(|request| request.method);
    charge_step(m, charge::Input::Fail { key, failure })?;
    match failure {
        Failure::HardDecline => {
            let method = method.ok_or(Contradiction::NotTheUnresolvedCharge)?;
            if !m.is_dead(method) {
                m.dead_methods.push(method);
            }
        }
        Failure::SoftDecline | Failure::AuthenticationRequired => {}
    }
    resolve(m, key, failure.into())
}

/// The rungs spent once `rung` is used; those spent already where the request is outside the ladder.
pub(super) fn spent_by(m: &Mailbox, rung: Option<u8>) -> u8 {
    rung.or_else(|| m.charge.progress().map(|progress| progress.spent)).unwrap_or(0)
}

pub(super) fn attempt_mut(m: &mut Mailbox, key: ChargeKey) -> Result<&mut Attempt, Contradiction> {
    m.remembered
        .change()
        .attempts
        .iter_mut()
        .rev()
        .find(|attempt| attempt.is(key))
        .ok_or(Contradiction::NotTheUnresolvedCharge)
}

/// Remembers the first final outcome of a charge.
pub(super) fn resolve(
    m: &mut Mailbox,
    key: ChargeKey,
    kind: OutcomeKind,
) -> Result<(), Contradiction> {
    let attempt = attempt_mut(m, key)?;
    attempt.outcome = Some(kind);
    Ok(())
}
