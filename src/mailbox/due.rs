//! The one list of what waits: which task comes due on which day.
//!
//! [`next_deadline`] is its minimum, and a tick does what has come; so a tick before the deadline
//! does nothing and a tick on it does something, by construction.

use super::{command::Hosting, event::NotGenerated, notice::StatutoryNotice, state::Mailbox};
use crate::{
    catalogue::{ExtensionBase, Policy, Purchase},
    charge::{Bar, Charge},
    order::OpenOrder,
    service::{Period, Service},
    values::Day,
};

/// Days before expiry by which the notice of art. 65-bis must have been delivered (L1, R-81).
pub(crate) const STATUTORY_DAYS: i32 = 30;

/// What a tick can have to do, in the order in which it does it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Task {
    Lapse,
    Delete,
    ChangePlan,
    AskUsedSpace,
    Generate,
    Charge,
    Inquire,
    GiveStatutoryNotice,
    Remind,
}

impl Task {
    pub(crate) const ALL: [Self; 9] = [
        Self::Lapse,
        Self::Delete,
        Self::ChangePlan,
        Self::AskUsedSpace,
        Self::Generate,
        Self::Charge,
        Self::Inquire,
        Self::GiveStatutoryNotice,
        Self::Remind,
    ];
}

/// The first day, not before the last recorded one, on which a tick would do something.
///
/// `None` where no tick does anything until something else happens: a deleted mailbox, or one on the
/// customer's own domain. A deletion that waits for a charge sets no deadline, but asking what
/// became of that charge does.
#[must_use]
pub fn next_deadline(state: &Mailbox, policy: &Policy) -> Option<Day> {
    let mut days = Days::from(state.last.day());
    let mut first = None;
    for task in Task::ALL {
        if let Some(day) = day_of(task, state, policy, days) {
            first = Some(day);
            days = days.before(day);
        }
    }
    first
}

/// The days that are asked about, so that no time is spent on others.
#[derive(Clone, Copy)]
pub(crate) struct Days {
    first: Day,
    last: Day,
}

impl Days {
    /// That day, and all later ones.
    pub(crate) const fn from(first: Day) -> Self {
        Self { first, last: Day::MAX }
    }

    /// That day alone.
    pub(crate) const fn only(day: Day) -> Self {
        Self { first: day, last: day }
    }

    const fn before(self, day: Day) -> Self {
        Self { first: self.first, last: day.previous() }
    }

    /// The first of them that is not earlier than `day`.
    fn since(self, day: Day) -> Option<Day> {
        let day = day.max(self.first);
        (day <= self.last).then_some(day)
    }
}

/// The first of these days on which a tick does this task, if the state leads to it.
///
/// A tick on a day does what this names that day for.
pub(crate) fn day_of(task: Task, m: &Mailbox, policy: &Policy, days: Days) -> Option<Day> {
    match m.hosting {
        Hosting::OwnDomain => return None,
        Hosting::Provider => {}
    }
    match (m.service, task) {
        (Service::Active { .. } | Service::TerminatedAtExpiry { .. }, Task::Lapse) => {
            lapse_day(m, days)
        }
        (Service::Active { .. } | Service::TerminatedAtExpiry { .. }, Task::Delete) => {
            deletion_day(m, days)
        }
        (Service::Active { .. } | Service::TerminatedAtExpiry { .. }, Task::ChangePlan) => {
            days.since(m.space.planned.first()?.on)
        }
        (Service::Active { .. } | Service::TerminatedAtExpiry { .. }, Task::AskUsedSpace) => {
            ask_used_space_day(m, days)
        }
        (Service::Active { period } | Service::TerminatedAtExpiry { period }, Task::Generate) => {
            generation_day(m, &period, policy, days)
        }
        (Service::Active { .. } | Service::TerminatedAtExpiry { .. }, Task::Charge) => {
            charge_day(m, days)
        }
        (
            Service::Active { .. } | Service::TerminatedAtExpiry { .. } | Service::Ending { .. },
            Task::Inquire,
        ) => inquiry_day(m, policy, days),
        (
            Service::Active { period } | Service::TerminatedAtExpiry { period },
            Task::GiveStatutoryNotice,
        ) => statutory_notice_day(m, &period, policy, days),
        (Service::Active { period } | Service::TerminatedAtExpiry { period }, Task::Remind) => {
            days.since(reminder_day(m, &period, policy)?)
        }
        (
            Service::Ending { .. },
            Task::Lapse
            | Task::Delete
            | Task::ChangePlan
            | Task::AskUsedSpace
            | Task::Generate
            | Task::Charge
            | Task::GiveStatutoryNotice
            | Task::Remind,
        )
        | (
            Service::Deleted { .. },
            Task::Lapse
            | Task::Delete
            | Task::ChangePlan
            | Task::AskUsedSpace
            | Task::Generate
            | Task::Charge
            | Task::Inquire
            | Task::GiveStatutoryNotice
            | Task::Remind,
        ) => None,
    }
}

/// The day after the open order's last one, unless a charge of it is unresolved.
fn lapse_day(m: &Mailbox, days: Days) -> Option<Day> {
    let order = m.order.as_deref()?;
    if m.is_in_collection(order.id) { None } else { days.since(order.last_day.next()) }
}

/// The day after the last one of grace, unless a charge is unresolved.
fn deletion_day(m: &Mailbox, days: Days) -> Option<Day> {
    if m.charge.unresolved().is_some() { None } else { days.since(m.last_grace_day().next()) }
}

fn ask_used_space_day(m: &Mailbox, days: Days) -> Option<Day> {
    let shrink = m.space.shrink?;
    if shrink.answered {
        return None;
    }
    days.since(shrink.asked.map_or(shrink.since, Day::next))
}

/// What automatic renewal would make of a day: an order, or a reason why not.
pub(crate) enum Generation {
    /// An order, at the price of that day.
    Order,
    /// None, for this reason.
    Withheld(NotGenerated),
}

/// Judges the generation of an order on `day`; `None` where one is open already or automatic renewal
/// is off.
pub(crate) fn generation_on(m: &Mailbox, policy: &Policy, day: Day) -> Option<Generation> {
    if !m.auto_renewal.is_on() {
        return None;
    }
    // An order whose last day is over has lapsed, whether a tick said so or not.
    let lapsed = match m.order.as_deref() {
        None => None,
        Some(order) if m.open_order_on(day).is_none() => Some(order),
        Some(order) if order.is_generated() => return None,
        Some(_) => return Some(Generation::Withheld(NotGenerated::ManualOrderOpen)),
    };
    if let Some(order) = lapsed {
        if order.is_generated() {
            return Some(Generation::Withheld(NotGenerated::OrderLapsed));
        }
        if order.is_open_at_expiry(order.last_day.next()) {
            return Some(Generation::Withheld(NotGenerated::ManualOrderOpenAtExpiry));
        }
    }
    Some(if m.period_flags.order_cancelled {
        Generation::Withheld(NotGenerated::OrderCancelled)
    } else if m.period_flags.order_lapsed {
        Generation::Withheld(NotGenerated::OrderLapsed)
    } else if m.period_flags.manual_open_at_expiry {
        Generation::Withheld(NotGenerated::ManualOrderOpenAtExpiry)
    } else if !m.is_renewable(day) {
        Generation::Withheld(NotGenerated::NotRenewable)
    } else {
        match extended(m, policy, m.purchase, day) {
            _ if !policy.prices().has_price(m.purchase, day) => {
                Generation::Withheld(NotGenerated::NoPrice)
            }
            None => Generation::Withheld(NotGenerated::NotRenewable),
            Some(next) if next.expiry <= day => Generation::Withheld(NotGenerated::TermTooShort),
            Some(_) => Generation::Order,
        }
    })
}

/// The first day on which generating does something: opens an order, or tells a reason not told.
///
/// For a state that does not change, the reason can change only on the first day that has a price
/// and on the day after the last renewable one: those are the days looked at.
fn generation_day(m: &Mailbox, period: &Period, policy: &Policy, days: Days) -> Option<Day> {
    if !m.auto_renewal.is_on() || m.order.as_ref().is_some_and(|order| order.is_generated()) {
        return None;
    }
    let lead = i32::from(policy.parameters().order_lead_days);
    let start = days.since(period.expiry.minus_days(lead))?;
    let acts_on = |day: Day| match generation_on(m, policy, day) {
        Some(Generation::Order) => true,
        Some(Generation::Withheld(reason)) => !m.period_flags.was_told(reason),
        None => false,
    };
    if acts_on(start) {
        return Some(start);
    }
    let priced = policy.prices().first_priced_day(&m.purchase, start).filter(|day| acts_on(*day));
    let too_late = Some(m.last_renewable_day().next().max(start)).filter(|day| acts_on(*day));
    days.since(match (priced, too_late) {
        (Some(priced), Some(too_late)) => priced.min(too_late),
        (priced, too_late) => priced.or(too_late)?,
    })
}

/// The period that paying for `purchase` with money of `day` gives.
///
/// `None` where it leaves the calendar, or the mailbox is deleted.
pub(crate) fn extended(
    m: &Mailbox,
    policy: &Policy,
    purchase: Purchase,
    day: Day,
) -> Option<Period> {
    let period = m.service.period()?;
    let term = u16::from(purchase.term.years());
    let rebased = match policy.parameters().extension_base {
        ExtensionBase::PreviousExpiry => false,
        ExtensionBase::PaymentDay => period.expiry < day,
    };
    let (anchor, years) =
        if rebased { (day, term) } else { (period.anchor, period.years.checked_add(term)?) };
    let expiry = anchor.plus_years(years)?;
    Some(Period { anchor, years, expiry, began_on: day, exit_right: false })
}

/// The day on which the ladder, or a method newly bound, is acted on.
fn charge_day(m: &Mailbox, days: Days) -> Option<Day> {
    let order = m.order.as_deref()?;
    let method = m.auto_renewal.method()?;
    let (progress, wanted) = match &m.charge {
        Charge::Waiting { progress } | Charge::Barred { progress, .. } => {
            let rung = usize::from(progress.spent);
            (progress, order.agreed.ladder.day(rung, order.id.expiry())?)
        }
        Charge::RetryDue { progress } => (progress, days.first),
        Charge::Idle
        | Charge::Exhausted { .. }
        | Charge::Unresolved { .. }
        | Charge::Orphaned { .. } => return None,
    };
    let day = days.since(wanted.max(progress.not_before.unwrap_or(wanted)))?;
    let day = if m.was_asked(order.id, method.id, day) { day.next() } else { day };
    days.since(day).filter(|day| *day <= order.last_day)
}

/// What the ladder says of a day: the rung in force, counted from 0, and how many have passed.
pub(crate) struct Rungs {
    pub(crate) in_force: Option<usize>,
    pub(crate) passed: usize,
}

/// The rung in force on `day`; the last one ends with the order, or with the expiry.
pub(crate) fn rungs_on(order: &OpenOrder, day: Day) -> Rungs {
    let expiry = order.id.expiry();
    let ladder = &order.agreed.ladder;
    let last = ladder.len().saturating_sub(1);
    let over = if order.agreed.late_charge {
        false
    } else {
        let own = ladder.day(last, expiry).unwrap_or(expiry);
        expiry.max(own) < day
    };
    if over {
        return Rungs { in_force: None, passed: ladder.len() };
    }
    let in_force = ladder.in_force(expiry, day);
    Rungs { in_force, passed: in_force.unwrap_or(0) }
}

/// Why the bound method may not be charged `amount` on `day`, if it may not.
pub(crate) fn bar_on(m: &Mailbox, amount: crate::values::Money, day: Day) -> Option<Bar> {
    let method = m.auto_renewal.method()?;
    if m.is_dead(method.id) {
        return Some(Bar::MethodDead);
    }
    if !method.is_valid_on(day) {
        return Some(Bar::MethodExpired);
    }
    match m.charge {
        Charge::Barred { bar, .. } | Charge::Exhausted { bar: Some(bar), .. } => match bar {
            // A bar that no longer holds of the bound method itself is judged afresh above.
            Bar::MethodDead | Bar::MethodExpired => {}
            Bar::AuthenticationRequired | Bar::AboveMandateCap => return Some(bar),
        },
        Charge::Idle
        | Charge::Waiting { .. }
        | Charge::RetryDue { .. }
        | Charge::Exhausted { bar: None, .. }
        | Charge::Unresolved { .. }
        | Charge::Orphaned { .. } => {}
    }
    method.mandate_cap.filter(|cap| *cap < amount).map(|_| Bar::AboveMandateCap)
}

/// From `charge_unresolved_days` after the request, then daily.
fn inquiry_day(m: &Mailbox, policy: &Policy, days: Days) -> Option<Day> {
    let request = m.charge.unresolved()?;
    let first = request.on.plus_days(i32::from(policy.parameters().charge_unresolved_days));
    days.since(request.inquired_on.map_or(first, |day| first.max(day.next())))
}

/// Once per period from `statutory_notice_days` before expiry, while the mailbox can be renewed;
/// after a failure again on the next day, if that is at least 30 days before expiry.
fn statutory_notice_day(m: &Mailbox, period: &Period, policy: &Policy, days: Days) -> Option<Day> {
    if !m.holder.is_consumer() || !m.auto_renewal.is_on() {
        return None;
    }
    let wanted = match m.notices.statutory {
        StatutoryNotice::NotGiven => {
            period.expiry.minus_days(i32::from(policy.parameters().statutory_notice_days))
        }
        StatutoryNotice::Failed { on } => {
            let again = on.next();
            if period.expiry.minus_days(STATUTORY_DAYS) < again {
                return None;
            }
            again
        }
        StatutoryNotice::Given { .. } | StatutoryNotice::Delivered { .. } => return None,
    };
    let day = days.since(wanted)?;
    // Where nothing can be renewed any more, there is nothing to give notice of.
    let renews = extended(m, policy, m.purchase, day).is_some_and(|next| day < next.expiry);
    (renews && day <= m.last_renewable_day()).then_some(day)
}

/// The next reminder's day that is not done with, within grace.
pub(crate) fn reminder_day(m: &Mailbox, period: &Period, policy: &Policy) -> Option<Day> {
    let parameters = policy.parameters();
    let expiry = period.expiry;
    let before = parameters.reminders_before.iter().map(|days| expiry.minus_days(i32::from(*days)));
    let after = parameters.reminders_after.iter().map(|days| expiry.plus_days(i32::from(*days)));
    let day = before.chain(after).find(|day| m.notices.reminded_through < *day)?;
    (day <= m.last_grace_day()).then_some(day)
}
