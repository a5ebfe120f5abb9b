//! What is recorded of charges, and how it folds (R-30 … R-39).

use super::due::bar_on;
use crate::{
    auto_renewal,
    catalogue::Rung,
    charge::{
        Bar, DeadMethod, Death, Failure, FinalOutcome, Input, InvalidTransition, OutcomeKind,
        Rebound, Replacement, Request,
    },
    mailbox::{
        attempt::{Attempt, Doubt, Heard, PutOff},
        corrupt::Contradiction,
        folding::{Folding, auto_renewal_step, charge_step},
        ledger::Received,
        orders::folded::require_open,
        state::Mailbox,
    },
    values::{ChargeKey, Day, MethodId, Money, OrderId},
};

pub(crate) fn rung_skipped<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    rung: Rung,
) -> Result<(), F::Bar> {
    require_collectable::<F>(mailbox, order)?;
    charge_step::<F>(mailbox, Input::SkipRung { spent: Some(rung) })
}

pub(crate) fn barred<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    rung: Option<Rung>,
    bar: Bar,
) -> Result<(), F::Bar> {
    require_collectable::<F>(mailbox, order)?;
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
    require_collectable::<F>(mailbox, key.order())?;
    let bound = mailbox.auto_renewal.method().map(|method| method.id);
    F::require(|| bound == Some(method), Contradiction::MethodIsNotBound)?;
    F::require(|| !mailbox.is_dead(method), Contradiction::MethodIsDead)?;
    let is_put_off = || mailbox.not_before(method, on).is_some();
    F::require(|| !is_put_off(), Contradiction::MethodIsPutOff)?;
    // The answer to that key is known: whoever asked again would wait for another for ever.
    let is_new = || !mailbox.remembered.is_unasked(key);
    F::require(is_new, Contradiction::ChargeKeyRepeated)?;
    let Some(progress) = mailbox.charge.progress() else {
        return F::bar(Contradiction::Charge(InvalidTransition::NothingToCollect));
    };
    let is_retry = mailbox.charge.is_retry_due();
    let request = Request {
        key,
        amount,
        method,
        on,
        inquired_on: None,
        unknown: false,
        spent_before: progress.spent,
        is_retry,
    };
    let spent = spent_by(mailbox, rung);
    charge_step::<F>(mailbox, Input::Request { request, spent })?;
    // A charge that was told of and came is not overtaken.
    mailbox.notices.next_charge_told = None;
    let attempt =
        Attempt { key, on, method, rung, is_retry, outcome: None, refreshed: false, told: 0 };
    mailbox.remembered.change().attempts.push(attempt);
    Ok(())
}

/// *Unknown* is remembered of the charge for ever: told again, it puts nothing in doubt.
pub(crate) fn unknown<F: Folding>(mailbox: &mut Mailbox, key: ChargeKey) -> Result<(), F::Bar> {
    charge_step::<F>(mailbox, Input::Unknown { key })?;
    told::<F>(mailbox, key, OutcomeKind::Unknown)
}

pub(crate) fn in_doubt<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    first: OutcomeKind,
    on: Day,
) -> Result<(), F::Bar> {
    let stands = mailbox.attempt(key).and_then(|attempt| attempt.outcome) == Some(first);
    let is_new = stands && mailbox.hears(key, OutcomeKind::Unknown) == Some(Heard::Doubt);
    F::require(|| is_new, Contradiction::NothingNew)?;
    mailbox.doubts.push(Doubt { key, on, inquired_on: None });
    told::<F>(mailbox, key, OutcomeKind::Unknown)
}

pub(crate) fn failed<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    failure: Failure,
    on: Day,
) -> Result<(), F::Bar> {
    if mailbox.is_in_doubt(key) {
        replaced::<F>(mailbox, key, FinalOutcome::Failed(failure), on)?;
        put_off(mailbox, key, failure, on);
        return Ok(());
    }
    let method = mailbox.charge.unresolved().map(|request| request.method);
    charge_step::<F>(mailbox, Input::Fail { key, failure })?;
    if let Some((method, of)) = method.zip(failure.death()) {
        // It may be dead already, of what weighs more.
        let of = mailbox.death_of(method).map_or(of, |death| death.max(of));
        mailbox.is_now(method, Some(of));
    }
    put_off(mailbox, key, failure, on);
    resolved::<F>(mailbox, key, failure.into())
}

/// A soft decline may say before which day the method is not to be asked again, for whatever order
///
fn put_off(mailbox: &mut Mailbox, key: ChargeKey, failure: Failure, today: Day) {
    mailbox.put_off.retain(|put_off| today < put_off.until);
    let method = mailbox.attempt(key).map(|attempt| attempt.method);
    let until = failure.not_before().filter(|until| today < *until);
    let put_off = method.zip(until).map(|(method, until)| PutOff { key, method, until });
    mailbox.put_off.extend(put_off);
}

pub(crate) fn not_executed<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    on: Day,
) -> Result<(), F::Bar> {
    if mailbox.is_in_doubt(key) {
        return replaced::<F>(mailbox, key, FinalOutcome::NotExecuted, on);
    }
    let rebound = mailbox.charge.rebound();
    charge_step::<F>(mailbox, Input::NotExecuted { key, on })?;
    if let Some(attempt) = mailbox.attempt_mut(key).filter(|_| rebound.is_some()) {
        // The request owed from now on is that of the method bound since.
        attempt.is_retry = false;
    }
    resolved::<F>(mailbox, key, OutcomeKind::NotExecuted)
}

pub(crate) fn contradicted<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    received: OutcomeKind,
) -> Result<(), F::Bar> {
    let is_new = mailbox.attempt(key).is_none_or(|attempt| !attempt.was_told(received));
    F::require(|| is_new, Contradiction::NothingNew)?;
    told::<F>(mailbox, key, received)
}

pub(crate) fn exhausted<F: Folding>(mailbox: &mut Mailbox, order: OrderId) -> Result<(), F::Bar> {
    require_collectable::<F>(mailbox, order)?;
    charge_step::<F>(mailbox, Input::Exhaust)
}

pub(crate) fn inquired<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    on: Day,
) -> Result<(), F::Bar> {
    if let Some(doubt) = mailbox.doubts.iter_mut().find(|doubt| doubt.key == key) {
        doubt.inquired_on = Some(on);
        return Ok(());
    }
    let is_unresolved = || mailbox.charge.unresolved().is_some_and(|request| request.key == key);
    F::require(is_unresolved, Contradiction::Charge(InvalidTransition::NotUnresolved))?;
    charge_step::<F>(mailbox, Input::Inquire { on })
}

/// The settlement of the unresolved charge is proved by its machine. One that ends a doubt, comes
/// after another outcome, or is of a charge unknown here, is money all the same.
pub(crate) fn settled<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    amount: Money,
    on: Day,
) -> Result<Received, F::Bar> {
    if mailbox.is_in_doubt(key) {
        replaced::<F>(mailbox, key, FinalOutcome::Settled, on)?;
        return Ok(Received::Unasked(amount));
    }
    if let Ok((next, settled)) = mailbox.charge.settle(key, amount) {
        mailbox.charge = next;
        resolved::<F>(mailbox, key, OutcomeKind::Settled)?;
        return Ok(Received::Settled(settled));
    }
    if let Some(attempt) = mailbox.attempt_mut(key) {
        attempt.tell(OutcomeKind::Settled);
    }
    Ok(Received::Unasked(amount))
}

/// The rungs spent once `rung` is used; those spent already where the request is outside the ladder.
fn spent_by(mailbox: &Mailbox, rung: Option<Rung>) -> Option<Rung> {
    rung.or_else(|| mailbox.charge.progress().and_then(|progress| progress.spent))
}

/// The outcome that ends a doubt stands in place of the first, with its effects on the method and,
/// where the charge was the last of the open order, on the rung.
fn replaced<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    outcome: FinalOutcome,
    on: Day,
) -> Result<(), F::Bar> {
    let Some(attempt) = mailbox.attempt(key).copied() else {
        return F::bar(Contradiction::NeverRequested);
    };
    mailbox.doubts.retain(|doubt| doubt.key != key);
    mailbox.put_off.retain(|put_off| put_off.key != key);
    if is_last_of_the_open_order(mailbox, key) {
        let Attempt { rung, is_retry, .. } = attempt;
        let was_returned = attempt.outcome == Some(OutcomeKind::NotExecuted);
        let barred = attempt.outcome.and_then(barred_by);
        let rebound = rebound_since(mailbox, &attempt);
        let by = Replacement { outcome, rung, is_retry, was_returned, barred, rebound, on };
        charge_step::<F>(mailbox, Input::Replace(by))?;
    }
    resolved::<F>(mailbox, key, outcome.into())?;
    judge(mailbox, attempt.method);
    Ok(())
}

/// Whether the collection of the open order stands where this charge left it. It goes on with an order
/// that took the place of another.
fn is_last_of_the_open_order(mailbox: &Mailbox, key: ChargeKey) -> bool {
    let is_of_it = |order: OrderId| order == mailbox.stands_for(key.order());
    mailbox.charge.unresolved().is_none()
        && mailbox.charge.progress().is_some()
        && mailbox.open_order().is_some_and(|order| is_of_it(order.id))
        && mailbox.attempts().last().is_some_and(|attempt| attempt.key == key)
}

/// What a method is owed that was bound since a charge: another one since its request, or any since
/// a failure. A failure opens an episode, and binding ends it.
fn rebound_since(mailbox: &Mailbox, attempt: &Attempt) -> Option<Rebound> {
    let progress = mailbox.charge.progress()?;
    let had_failed = attempt.outcome != Some(OutcomeKind::NotExecuted);
    // A request that *not executed* returned is the charge's own, and no such right.
    let is_returned = attempt.is_retry && !had_failed && progress.not_before.is_some();
    if mailbox.charge.is_retry_due() && !is_returned {
        return Some(Rebound::RetryDue);
    }
    if had_failed && !progress.episode {
        return Some(Rebound::NextRung);
    }
    let recharge = mailbox.open_order()?.agreed.recharge_on_method_update;
    let owed = if recharge { Rebound::RetryDue } else { Rebound::NextRung };
    let bound = mailbox.auto_renewal.method()?;
    (bound.id != attempt.method).then_some(owed)
}

/// What a first outcome barred its method by.
const fn barred_by(first: OutcomeKind) -> Option<Bar> {
    match first {
        OutcomeKind::HardDecline => Failure::HardDecline.bar(),
        OutcomeKind::Stopped => Failure::Stopped.bar(),
        OutcomeKind::AuthenticationRequired => Failure::AuthenticationRequired.bar(),
        OutcomeKind::Settled
        | OutcomeKind::SoftDecline
        | OutcomeKind::NotExecuted
        | OutcomeKind::Unknown => None,
    }
}

/// The bound method, or another, is what the news says; what news can revive is alive.
pub(crate) fn method_refreshed<F: Folding>(
    mailbox: &mut Mailbox,
    method: MethodId,
    valid_until: Option<Day>,
    mandate_cap: Option<Money>,
    today: Day,
) -> Result<(), F::Bar> {
    let is_bound = mailbox.auto_renewal.method().is_some_and(|bound| bound.id == method);
    let before = bar_today(mailbox, today);
    if mailbox.death_of(method).is_some_and(Death::is_lifted_by_news) {
        revive(mailbox, method);
    }
    if !is_bound {
        return Ok(());
    }
    mailbox.bound_method_changes();
    let input = auto_renewal::Input::Refresh { valid_until, mandate_cap };
    auto_renewal_step::<F>(mailbox, input)?;
    let bars = bar_today(mailbox, today);
    let recharge =
        mailbox.order.as_ref().is_some_and(|order| order.agreed.recharge_on_method_update);
    let lifted = before.is_some() && bars.is_none();
    charge_step::<F>(mailbox, Input::Refresh { bars, lifted, recharge })
}

/// A charge of it was charged back: it is never charged again. News that it was closed stands.
pub(crate) fn method_charged_back(mailbox: &mut Mailbox, method: MethodId) {
    let death = mailbox.death_of(method).max(Some(Death::ChargedBack));
    mailbox.is_now(method, death);
}

/// It is never charged again, whatever other news comes.
pub(crate) fn method_closed(mailbox: &mut Mailbox, method: MethodId) {
    mailbox.is_now(method, Some(Death::Closed));
}

/// What bars the bound method from being charged what is due today, but for a wait for the customer.
fn bar_today(mailbox: &Mailbox, today: Day) -> Option<Bar> {
    bar_on(mailbox, mailbox.amount_due(today), today).filter(|bar| bar.falls_by_news())
}

fn revive(mailbox: &mut Mailbox, method: MethodId) {
    let attempts = &mut mailbox.remembered.change().attempts;
    for place in 0..attempts.len() {
        if let Some(attempt) = attempts.get_mut(place).filter(|charge| charge.method == method) {
            attempt.refreshed = true;
        }
    }
    judge(mailbox, method);
}

/// A method is dead while the outcome that stands of one of its charges says so.
fn judge(mailbox: &mut Mailbox, method: MethodId) {
    let charges = mailbox.remembered.attempts.iter().filter(|charge| charge.method == method);
    let of = charges.filter_map(Attempt::death).max();
    // What does not follow from an outcome stays, whatever they come to.
    let otherwise = mailbox.death_of(method).filter(|death| !death.is_of_an_outcome());
    mailbox.is_now(method, of.max(otherwise));
}

impl Mailbox {
    /// What a method is dead of from now on, if it is.
    fn is_now(&mut self, method: MethodId, of: Option<Death>) {
        if self.death_of(method) == of {
            return;
        }
        self.dead_methods_change();
        let stands = self.dead_methods.iter_mut().find(|dead| dead.method == method);
        match (stands, of) {
            (Some(dead), Some(of)) => dead.of = of,
            (Some(_), None) => self.dead_methods.retain(|dead| dead.method != method),
            (None, Some(of)) => self.dead_methods.push(DeadMethod { method, of }),
            (None, None) => {}
        }
    }
}

/// The order named is the open one, and no charge is in doubt.
fn require_collectable<F: Folding>(mailbox: &Mailbox, order: OrderId) -> Result<(), F::Bar> {
    require_open::<F>(mailbox, order)?;
    match mailbox.doubts.first() {
        None => Ok(()),
        Some(doubt) => {
            F::bar(Contradiction::Charge(InvalidTransition::ChargeUnresolved(doubt.key)))
        }
    }
}

/// Remembers an outcome told that does not stand.
fn told<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    kind: OutcomeKind,
) -> Result<(), F::Bar> {
    match mailbox.attempt_mut(key) {
        Some(attempt) => attempt.tell(kind),
        None => return F::bar(Contradiction::NeverRequested),
    }
    Ok(())
}

/// Remembers the final outcome of a charge that stands.
fn resolved<F: Folding>(
    mailbox: &mut Mailbox,
    key: ChargeKey,
    kind: OutcomeKind,
) -> Result<(), F::Bar> {
    match mailbox.attempt_mut(key) {
        Some(attempt) => attempt.resolve(kind),
        None => return F::bar(Contradiction::NeverRequested),
    }
    Ok(())
}
