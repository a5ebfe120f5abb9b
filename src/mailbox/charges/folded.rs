//! What is recorded of charges, and how it folds (R-30 … R-39).

use crate::{
    catalogue::Rung,
    charge::{Bar, Failure, Input, InvalidTransition, OutcomeKind, Request},
    mailbox::{
        attempt::Attempt,
        corrupt::Contradiction,
        folding::{Folding, charge_step},
        ledger::Received,
        orders::folded::require_open,
        state::{Mailbox, push},
    },
    values::{ChargeKey, Day, MethodId, Money, OrderId},
};

pub(crate) fn rung_skipped<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    rung: Rung,
) -> Result<(), F::Bar> {
    require_open::<F>(mailbox, order)?;
    charge_step::<F>(mailbox, Input::SkipRung { spent: Some(rung) })
}

pub(crate) fn barred<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    rung: Option<Rung>,
    bar: Bar,
) -> Result<(), F::Bar> {
    require_open::<F>(mailbox, order)?;
    let spent = spent_by(mailbox, rung);
    charge_step::<F>(mailbox, Input::BarMethod { spent, bar })
}

pub(crate) fn requested<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    amount: Money,
    method: MethodId,
    rung: Option<Rung>,
    on: Day,
) -> Result<(), F::Bar> {
    require_open::<F>(mailbox, key.order())?;
    let bound = mailbox.auto_renewal.method().map(|method| method.id);
    F::require(|| bound == Some(method), Contradiction::MethodIsNotBound)?;
    F::require(|| !mailbox.is_dead(method), Contradiction::MethodIsDead)?;
    // The answer to that key is known: whoever asked again would wait for another for ever.
    let is_new = || mailbox.remembered.payments.of_charge(key).is_none();
    F::require(is_new, Contradiction::ChargeKeyRepeated)?;
    let Some(progress) = mailbox.charge.progress() else {
        return F::bar(Contradiction::Charge(InvalidTransition::NothingToCollect));
    };
    let request = Request {
        key,
        amount,
        method,
        on,
        inquired_on: None,
        unknown: false,
        spent_before: progress.spent,
        is_retry: mailbox.charge.is_retry_due(),
    };
    let spent = spent_by(mailbox, rung);
    charge_step::<F>(mailbox, Input::Request { request, spent })?;
    // A charge that was told of and came is not overtaken.
    mailbox.notices.next_charge_told = None;
    let attempt = Attempt { key, on, method, outcome: None, contradicted: 0 };
    push(&mut mailbox.remembered.change().attempts, attempt);
    Ok(())
}

pub(crate) fn unknown<F: Folding>(mailbox: &mut Mailbox, key: ChargeKey) -> Result<(), F::Bar> {
    charge_step::<F>(mailbox, Input::Unknown { key })
}

pub(crate) fn failed<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    failure: Failure,
) -> Result<(), F::Bar> {
    let method = mailbox.charge.unresolved().map(|request| request.method);
    charge_step::<F>(mailbox, Input::Fail { key, failure })?;
    if let Some(method) = method.filter(|method| failure.is_for_good() && !mailbox.is_dead(*method))
    {
        mailbox.dead_methods_change();
        mailbox.dead_methods.push(method);
    }
    resolved::<F>(mailbox, key, failure.into())
}

pub(crate) fn not_executed<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    on: Day,
) -> Result<(), F::Bar> {
    charge_step::<F>(mailbox, Input::NotExecuted { key, on })?;
    resolved::<F>(mailbox, key, OutcomeKind::NotExecuted)
}

pub(crate) fn contradicted<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    received: OutcomeKind,
) -> Result<(), F::Bar> {
    let Some(attempt) = mailbox.attempt_mut(key) else {
        return F::bar(Contradiction::NeverRequested);
    };
    let is_new = !attempt.was_contradicted_by(received);
    F::require(|| is_new, Contradiction::NothingNew)?;
    attempt.contradict(received);
    Ok(())
}

pub(crate) fn exhausted<F: Folding>(mailbox: &mut Mailbox, order: OrderId) -> Result<(), F::Bar> {
    require_open::<F>(mailbox, order)?;
    charge_step::<F>(mailbox, Input::Exhaust)
}

pub(crate) fn inquired<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    on: Day,
) -> Result<(), F::Bar> {
    let is_unresolved = || mailbox.charge.unresolved().is_some_and(|request| request.key == key);
    F::require(is_unresolved, Contradiction::Charge(InvalidTransition::NotUnresolved))?;
    charge_step::<F>(mailbox, Input::Inquire { on })
}

/// The settlement of the unresolved charge is proved by its machine; one that comes after another
/// outcome, or of a charge unknown here, is money all the same.
pub(crate) fn settled<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    amount: Money,
) -> Result<Received, F::Bar> {
    if let Ok((next, settled)) = mailbox.charge.settle(key, amount) {
        mailbox.charge = next;
        resolved::<F>(mailbox, key, OutcomeKind::Settled)?;
        return Ok(Received::Settled(settled));
    }
    if let Some(attempt) = mailbox.attempt_mut(key) {
        attempt.contradict(OutcomeKind::Settled);
    }
    Ok(Received::Unasked(amount))
}

/// The rungs spent once `rung` is used; those spent already where the request is outside the ladder.
fn spent_by(mailbox: &Mailbox, rung: Option<Rung>) -> Option<Rung> {
    rung.or_else(|| mailbox.charge.progress().and_then(|progress| progress.spent))
}

/// Remembers the first final outcome of a charge.
fn resolved<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    kind: OutcomeKind,
) -> Result<(), F::Bar> {
    match mailbox.attempt_mut(key) {
        Some(attempt) => attempt.outcome = Some(kind),
        None => return F::bar(Contradiction::NeverRequested),
    }
    Ok(())
}
