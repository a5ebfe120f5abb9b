//! What tells one node of the search from another.

use std::hash::{Hash, Hasher};

use pec_renewal::{
    Attempt, KnownPayment, Mailbox, StatutoryNotice,
    charge::{Charge, OutcomeKind, Progress, Request},
    values::{ChargeKey, Day},
};

use super::world::{Node, reminders};

impl Node {
    /// Writes down what the steps to come depend on, and nothing else, so that lives which can only go
    /// on alike meet again. Left out, each with the reason:
    ///
    /// - **What only counts or remembers**: the number of events and of notices, reports of notices
    ///   other than that of art. 65-bis, the moment of the last event (nothing here is dated before
    ///   it), the days on which the period and the last renewal began (both long before the next day
    ///   looked at), why automatic renewal is on or off (only words depend on it), the exit right
    ///   (leaving is no command yet; the step that sets it is checked).
    /// - **Sums that only grow**: registered, applied, owed back. That they add up is checked on every
    ///   step; what is held is kept.
    /// - **The content of payments**: a reference comes again here with the same content only. Kept is
    ///   how many were made by hand.
    /// - **How an order closed, and which one it was**: what that means for the period is kept in the
    ///   marks. Money for a closed order is owed back whatever closed it, and to cancel, pay or replace
    ///   one of two closed orders comes to the same. Kept is how many there are.
    /// - **Of charges that are over**, how they failed and what contradicted it: kept is whether their
    ///   money may still come, and of the open order's ones whether they were made today and what was
    ///   due on their day. Those of closed orders are counted, being alike.
    /// - **Days that matter by comparison only**: kept is the comparison with today, with the expiry
    ///   or with the reminders' days.
    pub fn identity<H: Hasher>(&self, to: &mut H) {
        let m = &self.mailbox;
        let today = self.today;
        (today, self.actions, std::mem::discriminant(m.service()), m.expiry()).hash(to);
        (m.auto_renewal().method(), m.purchase(), m.holder().kind, m.account()).hash(to);
        let dead = m.dead_methods();
        (dead.len(), dead.iter().min(), dead.iter().max()).hash(to);
        (m.ledger().held, m.period_flags(), m.released_to()).hash(to);
        reminders(m.expiry()).filter(|day| *day <= m.notices().reminded_through).count().hash(to);
        m.payments().iter().filter(|payment| payment.method_kind.is_some()).count().hash(to);
        space(m, today, to);
        m.closed_orders().len().hash(to);
        if let Some(order) = m.open_order() {
            (order.is_generated(), order.purchase, order.limit, order.archive_consent).hash(to);
            (order.net_only, m.held_last().map(|held| held.source)).hash(to);
        }
        (m.warning().map(|warning| (warning.on, warning.deletion, warning.failed)), m.access_told())
            .hash(to);
        attempts(m, today, to);
        charge(m.charge(), today, to);
        statutory(m, today, to);
    }
}

fn space<H: Hasher>(m: &Mailbox, today: Day, to: &mut H) {
    let space = m.space();
    (space.package, space.room, &space.planned).hash(to);
    if let Some((used, on)) = space.used {
        let counts = space.shrink.map(|shrink| shrink.since <= on);
        (used, on == today, counts).hash(to);
    }
    if let Some(shrink) = space.shrink {
        (shrink.archive_consent, shrink.asked == Some(today), shrink.answered).hash(to);
        shrink.since.hash(to);
    }
}

fn attempts<H: Hasher>(m: &Mailbox, today: Day, to: &mut H) {
    let open = m.open_order();
    let is_of_open = |attempt: &&Attempt| open.is_some_and(|order| order.id == attempt.key.order());
    for attempt in m.attempts().iter().filter(is_of_open) {
        let asked_today = (attempt.on == today).then_some(attempt.method);
        let due = open.map(|order| order.due_on(&m.grace_on(today), attempt.on));
        (attempt.key.attempt(), may_still_pay(m, attempt), asked_today, due).hash(to);
    }
    let awaited = m.attempts().iter().filter(|attempt| !is_of_open(attempt));
    awaited.filter(|attempt| may_still_pay(m, attempt)).count().hash(to);
}

/// Whether the charge is over and its money has not come.
fn may_still_pay(m: &Mailbox, attempt: &Attempt) -> bool {
    let is_of_it = |payment: &&KnownPayment| {
        let key = payment.reference.as_str().parse::<ChargeKey>();
        key == Ok(attempt.key)
    };
    match attempt.outcome {
        None | Some(OutcomeKind::Settled) => false,
        Some(_) => !m
            .payments()
            .iter()
            .filter(|known| known.method_kind.is_none())
            .any(|known| is_of_it(&known)),
    }
}

fn charge<H: Hasher>(charge: &Charge, today: Day, to: &mut H) {
    std::mem::discriminant(charge).hash(to);
    match charge {
        Charge::Idle => {}
        Charge::Waiting { progress } | Charge::RetryDue { progress } => ladder(progress, today, to),
        Charge::Barred { progress, bar } => {
            ladder(progress, today, to);
            bar.hash(to);
        }
        Charge::Exhausted { progress, bar } => {
            ladder(progress, today, to);
            bar.hash(to);
        }
        Charge::Unresolved { progress, request, rebound } => {
            ladder(progress, today, to);
            unresolved(request, today, to);
            (rebound, request.spent_before, request.is_retry).hash(to);
        }
        Charge::Orphaned { request, next } => {
            unresolved(request, today, to);
            next.is_some().hash(to);
            if let Some(progress) = next {
                ladder(progress, today, to);
            }
        }
    }
}

fn ladder<H: Hasher>(progress: &Progress, today: Day, to: &mut H) {
    (progress.spent, progress.attempts, progress.episode).hash(to);
    progress.not_before.filter(|day| today < *day).hash(to);
}

/// An inquiry is owed from the day after the request on, once a day.
fn unresolved<H: Hasher>(request: &Request, today: Day, to: &mut H) {
    (request.amount, request.method, request.unknown).hash(to);
    (request.on == today, request.inquired_on == Some(today)).hash(to);
}

fn statutory<H: Hasher>(m: &Mailbox, today: Day, to: &mut H) {
    let statutory = &m.notices().statutory;
    std::mem::discriminant(statutory).hash(to);
    match statutory {
        StatutoryNotice::NotGiven | StatutoryNotice::Given { .. } => {}
        StatutoryNotice::Failed { on } => (*on < today).hash(to),
        StatutoryNotice::Delivered { on } => (*on <= m.expiry().minus_days(30)).hash(to),
    }
}
