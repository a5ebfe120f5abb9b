//! What tells one node of the search from another.

use std::hash::{Hash, Hasher};

use pec_renewal::{
    Attempt, KnownPayment, Mailbox, StatutoryNotice,
    charge::{Charge, Death, OutcomeKind, Progress, Request},
    order::OpenOrder,
    values::{ChargeKey, Day},
};
use pec_test_support::card;

use super::world::{Bounds, Node, capped_paypal, reminders};

impl Node {
    /// Writes down what the steps to come depend on, and nothing else, so that lives which can only go
    /// on alike meet again. Left out, each with the reason:
    ///
    /// - **What only counts or remembers**: the number of events and of notices, reports of notices
    ///   other than that of art. 65-bis, the moment of the last event (nothing here is dated before
    ///   it), the days on which the period and the last renewal began (both long before the next day
    ///   looked at), why automatic renewal is on or off (only words depend on it), what of a
    ///   term lets it be ended, where nobody ends one any more.
    /// - **Sums that only grow**: registered, applied, owed back. That they add up is checked on every
    ///   step; what is held is kept, and where anything is taken back every portion.
    /// - **Refunds**, where nothing is taken back, but how many are open, as far as they can still be reported paid, and whether any
    ///   is settled: to pay one or another comes to the same.
    /// - **The content of payments**: a reference comes again here with the same content only. Kept is
    ///   how many were made by hand.
    /// - **How an order closed, and which one it was**: what that means for the period is kept in the
    ///   marks. Money for a closed order is owed back whatever closed it, and to cancel, pay or replace
    ///   one of two closed orders comes to the same. Kept is how many there are.
    /// - **Of charges that are over**, how they failed and what contradicted it: kept is whether their
    ///   money may still come, and of the open order's ones whether they were made today and what was
    ///   due on their day. Those of closed orders are counted, being alike. Of those that are in doubt,
    ///   or can still come into it, all is kept that its end depends on; and of every method, whether
    ///   a charge of it was declined for good or stopped.
    /// - **Days that matter by comparison only**: kept is the comparison with today, with the expiry
    ///   or with the reminders' days.
    pub fn identity<H: Hasher>(&self, bounds: Bounds, to: &mut H) {
        let m = &self.mailbox;
        (self.actions, self.doubts, self.advice, self.news, m.closed_orders().len()).hash(to);
        self.endings.hash(to);
        if self.endings < bounds.endings {
            m.bought_terms().hash(to);
            self.known_orders().iter().map(|order| m.has_ended(*order)).for_each(|it| it.hash(to));
        }
        if self.endings < bounds.endings || self.reversals < bounds.reversals {
            m.debts().iter().map(|debt| debt.open).for_each(|open| open.hash(to));
        }
        if 0 < bounds.reversals {
            self.reversals.hash(to);
            money(m, to);
        }
        let open = m.refunds().iter().filter(|refund| refund.is_open()).count();
        let payable = usize::from(bounds.actions.saturating_sub(self.actions));
        (open.min(payable), open < m.refunds().iter().count()).hash(to);
        m.payments().iter().filter(|payment| payment.method_kind.is_some()).count().hash(to);
        let of_closed = m.attempts().iter().filter(|attempt| !is_of_open(m, attempt));
        of_closed.filter(|attempt| may_still_pay(m, attempt)).count().hash(to);
        self.future(bounds, to);
    }

    /// Of that, all on which hangs what comes if nobody acts: not how many orders, payments and charges are
    /// behind it, nor how much of the bounds is used up.
    pub fn future<H: Hasher>(&self, bounds: Bounds, to: &mut H) {
        let m = &self.mailbox;
        let today = self.today;
        (today, std::mem::discriminant(m.service()), m.expiry()).hash(to);
        (m.auto_renewal().method(), m.purchase(), m.holder().kind, m.account()).hash(to);
        let mut dead: Vec<_> = m.dead_methods().iter().map(|it| (it.method, it.of)).collect();
        dead.sort_unstable();
        dead.hash(to);
        [card(), capped_paypal()].map(|method| m.not_before(method.id, today)).hash(to);
        (m.ledger().held, m.period_flags(), m.released_to(), m.is_leaving()).hash(to);
        reminders(m.expiry()).filter(|day| *day <= m.notices().reminded_through).count().hash(to);
        space(m, today, to);
        if let Some(order) = m.open_order() {
            (order.is_generated(), order.purchase, order.limit, order.archive_consent).hash(to);
            let held = m.held_last().map(|held| {
                let day = m.payments().find(&held.reference).map(|payment| payment.day);
                (held.source, day.map(|day| order.due_on(&m.grace_on(today), day)))
            });
            (order.net_only, order.opened_on <= m.warning_due(), held).hash(to);
        }
        // Warned on the day due or earlier, grace is as its phases say.
        let warning = m.warning().map(|warning| {
            let failed = warning.failed.map(|on| on < today);
            (warning.on.max(m.warning_due()), warning.deletion, failed)
        });
        (warning, m.access_told(), m.notices().next_charge_told).hash(to);
        // What was said is compared with what comes until an order freezes that.
        let is_frozen = m.open_order().is_some_and(OpenOrder::is_generated);
        m.notices().said.filter(|_| !is_frozen).map(|said| said.coming).hash(to);
        attempts(m, today, to);
        doubts(m, today, self.doubts < bounds.doubts, to);
        charge(m.charge(), today, to);
        statutory(m, today, to);
    }
}

/// Where every cent is, and what became of every refund.
fn money<H: Hasher>(m: &Mailbox, to: &mut H) {
    (m.portions(), m.ledger()).hash(to);
    for refund in m.refunds() {
        (refund.number, refund.is_open(), refund.in_its_place, refund.payouts().count()).hash(to);
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
    for attempt in m.attempts().iter().filter(|attempt| is_of_open(m, attempt)) {
        let asked_today = (attempt.on == today).then_some(attempt.method);
        let due = open.map(|order| order.due_on(&m.grace_on(today), attempt.on));
        (attempt.key.attempt(), may_still_pay(m, attempt), asked_today, due).hash(to);
    }
}

fn is_of_open(m: &Mailbox, attempt: &Attempt) -> bool {
    m.open_order().is_some_and(|order| order.id == attempt.key.order())
}

/// The charges in doubt, and those that can come into it: of this period, not told unknown yet.
fn doubts<H: Hasher>(m: &Mailbox, today: Day, more: bool, to: &mut H) {
    if !more && m.doubts().is_empty() {
        return;
    }
    let doubt_of = |attempt: &Attempt| m.doubts().iter().find(|doubt| doubt.key == attempt.key);
    let open = m.open_order().map(|order| order.id);
    let mut kept = Vec::new();
    for attempt in m.attempts() {
        let key = attempt.key;
        let of_open = (Some(key.order()) == open).then_some(key.attempt());
        let of_this_period = key.order().expiry() == m.expiry();
        let may_be_doubted = more && of_this_period && attempt.told & UNKNOWN == 0;
        let doubt = doubt_of(attempt);
        if doubt.is_some() || (may_be_doubted && may_still_pay(m, attempt)) {
            let asked = doubt.map(|doubt| inquiries(doubt.on, doubt.inquired_on, today));
            let (rung, retry) = (attempt.rung, attempt.is_retry);
            kept.push((of_open, attempt.method, attempt.outcome, rung, retry, asked));
        }
    }
    kept.sort_unstable();
    kept.hash(to);
    let death = |it: &Attempt| Some((it.method, Death::of(it.outcome?)?, it.refreshed));
    let mut deaths: Vec<_> = m.attempts().iter().filter_map(death).collect();
    deaths.sort_unstable();
    deaths.hash(to);
    // Whether a request owed came back with *not executed* decides what a doubt leaves of it.
    m.charge().progress().map(|progress| progress.not_before.is_some()).hash(to);
    // Of an unresolved charge it matters whether it can be doubted once it has failed.
    let unresolved = m.attempts().iter().filter(|attempt| attempt.outcome.is_none());
    unresolved.map(|it| (it.rung, it.is_retry)).collect::<Vec<_>>().hash(to);
}

/// When the next inquiry is owed, if that is still to come, and whether they are weekly by now.
fn inquiries(since: Day, last: Option<Day>, today: Day) -> (Option<Day>, bool) {
    let first = since.plus_days(1);
    let weekly = first.plus_days(29) <= last.unwrap_or(since);
    let step = if weekly { 7 } else { 1 };
    let next = last.map_or(first, |last| last.plus_days(step));
    (Some(next).filter(|next| today < *next), weekly)
}

/// The bit of *unknown* among the outcomes told of a charge.
const UNKNOWN: u8 = 32;

/// Whether the charge is over and its money has not come.
pub fn may_still_pay(m: &Mailbox, attempt: &Attempt) -> bool {
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
    (progress.spent, progress.attempts, progress.episode, progress.recharged).hash(to);
    progress.not_before.filter(|day| today < *day).hash(to);
}

fn unresolved<H: Hasher>(request: &Request, today: Day, to: &mut H) {
    (request.amount, request.method, request.unknown).hash(to);
    (request.on == today).hash(to);
    inquiries(request.on, request.inquired_on, today).hash(to);
}

/// How the notice of art. 65-bis fared counts through the last day in time, and after it whether a true
/// one arrived: then nothing depends on what is still reported. Of what it said, a day that is over is as
/// good as today, but for charges already requested.
fn statutory<H: Hasher>(m: &Mailbox, today: Day, to: &mut H) {
    let notices = m.notices();
    let in_time = StatutoryNotice::last_day_in_time(m.expiry());
    matches!(notices.statutory, StatutoryNotice::NotGiven).hash(to);
    if today <= in_time {
        std::mem::discriminant(&notices.statutory).hash(to);
        matches!(notices.statutory, StatutoryNotice::Failed { on } if on < today).hash(to);
    }
    let open = m.open_order().map(|order| order.id);
    let asked = m.attempts().iter().filter(|attempt| Some(attempt.key.order()) == open);
    let first = asked.map(|attempt| attempt.on).min().unwrap_or(today);
    for given in &notices.statutory_given {
        let arrived = given.delivered.is_some_and(|on| on <= in_time);
        if arrived || today <= in_time {
            (arrived, given.charge.map(|said| (said.on.max(first), said.amount))).hash(to);
        }
    }
}
