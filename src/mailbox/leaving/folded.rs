//! What is recorded of terms that end, and how it folds.

use alloc::vec::Vec;

use super::bought::{Before, BoughtTerm};
use crate::{
    catalogue::Package,
    mailbox::{
        booking::TakenBack,
        corrupt::Contradiction,
        event::{CancelCause, EndedTerm, PlanChange, TermRight, Undone},
        folding::{Folding, service_step},
        notice::{Notices, StatutoryNotice},
        period_flags::PeriodFlags,
        state::Mailbox,
    },
    service::{Input, Period},
    values::{Day, OrderId},
};

/// A term ended with every later one: what was before it stands again.
pub(crate) fn undone<F: Folding>(
    mailbox: &mut Mailbox,
    undone: &Undone,
    cause: CancelCause,
    today: Day,
) -> Result<(), F::Bar> {
    let Undone { order, ended, period } = undone;
    let place = mailbox.bought.iter().position(|term| term.order == *order);
    F::require(|| ends_them(mailbox, place, ended), Contradiction::NotBought)?;
    let Some(place) = place else { return Ok(()) };
    let terms: Vec<BoughtTerm> = mailbox.bought.change().drain(place..).collect();
    mailbox.remembered.change().end(ended.iter().map(|term| term.order.ordinal()));
    for term in ended {
        let taken = mailbox.remembered.portions.taken_back(term.order, term.owed_back);
        let as_recorded = |taken: &TakenBack| {
            taken.settles == term.settles && taken.receivable == term.receivable
        };
        match taken.filter(as_recorded) {
            Some(taken) => mailbox.book_ended(term.order, &taken).or_else(F::bar)?,
            None => F::bar(Contradiction::NotBought)?,
        }
    }
    F::require(|| period.is_none() == mailbox.service.is_gone(), Contradiction::NotBought)?;
    match (period, terms.into_iter().next()) {
        (Some(period), Some(first)) => restore::<F>(mailbox, *period, first, cause, today),
        (None, _) | (_, None) => Ok(()),
    }
}

/// What is ended are the terms from that place on, and of each no more is owed back than was applied.
fn ends_them(mailbox: &Mailbox, place: Option<usize>, ended: &[EndedTerm]) -> bool {
    let Some(terms) = place.and_then(|place| mailbox.bought.get(place..)) else {
        return false;
    };
    terms.len() == ended.len()
        && terms
            .iter()
            .zip(ended)
            .all(|(term, ended)| term.order == ended.order && ended.owed_back <= term.applied)
}

fn restore<F: Folding>(
    mailbox: &mut Mailbox,
    period: Period,
    term: BoughtTerm,
    cause: CancelCause,
    today: Day,
) -> Result<(), F::Bar> {
    mailbox.period_changes();
    mailbox.purchase_changes();
    mailbox.statutory_notice_changes();
    service_step::<F>(mailbox, &Input::Undo { next: period })?;
    let is_back = period.expiry == term.order.expiry();
    let Before {
        period: _,
        grace,
        deletion_warning_days,
        purchase,
        package,
        planned,
        renewed_on,
        reminded_through,
        statutory,
        statutory_given,
        period_flags,
    } = term.before;
    mailbox.grace = grace;
    mailbox.deletion_warning_days = deletion_warning_days;
    // It is owed anew.
    mailbox.warning = None;
    mailbox.purchase = purchase;
    mailbox.renewed_on = renewed_on;
    mailbox.leaving = mailbox.order.as_ref().map(|_| cause);
    mailbox.forget_what_was_said();
    plan_again(mailbox, package, planned, today);
    let notices: &mut Notices = &mut mailbox.notices;
    notices.reminded_through = reminded_through.max(today.previous());
    // With another expiry it is another period, of which no notice was given.
    (notices.statutory, notices.statutory_given, mailbox.period_flags) = if is_back {
        (statutory, statutory_given, period_flags)
    } else {
        (StatutoryNotice::NotGiven, Vec::new(), PeriodFlags::default())
    };
    Ok(())
}

/// The plan that was before takes effect again, as any plan does: the room shrinks only where data
/// allows.
fn plan_again(mailbox: &mut Mailbox, before: Package, planned: Vec<PlanChange>, today: Day) {
    let (due, later): (Vec<PlanChange>, Vec<PlanChange>) =
        planned.into_iter().partition(|change| change.on <= today);
    let last = due.last();
    let package = last.map_or(before, |change| change.package);
    let archive_consent = last.is_some_and(|change| change.archive_consent);
    let back = PlanChange { on: today, package, archive_consent };
    let changes = package != mailbox.space.package;
    mailbox.space.planned = changes.then_some(back).into_iter().chain(later).collect();
}

/// A true notice had come in time: the right that was not used is lifted.
pub(crate) fn exit_right_lifted<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    today: Day,
) -> Result<(), F::Bar> {
    let place = mailbox.bought.iter().position(|term| term.order == order);
    let carries = place
        .and_then(|place| mailbox.bought.get(place))
        .is_some_and(BoughtTerm::carries_exit_right);
    F::require(|| carries, Contradiction::NotBought)?;
    let Some(place) = place else { return Ok(()) };
    let is_last = place.checked_add(1) == Some(mailbox.bought.len());
    mailbox.lift(place, today);
    if is_last && mailbox.service.period().is_some_and(|period| period.exit_right) {
        service_step::<F>(mailbox, &Input::LiftExitRight)?;
    }
    Ok(())
}

/// The holder was informed late: the right to withdraw ends so many days after that.
pub(crate) fn informed<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    ends: Day,
) -> Result<(), F::Bar> {
    let place = mailbox.bought.iter().position(|term| term.order == order);
    let right = place.and_then(|place| mailbox.bought.change().get_mut(place));
    match right.and_then(|term| term.right.as_mut()) {
        Some(TermRight::Withdrawal { until, .. }) if ends < *until => {
            *until = ends;
            Ok(())
        }
        Some(TermRight::Withdrawal { .. } | TermRight::Exit { .. }) | None => {
            F::bar(Contradiction::NotBought)
        }
    }
}
