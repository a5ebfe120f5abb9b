//! What falls due: the lapse of an order, and the generation of one.

use super::extension::extended;
use crate::{
    catalogue::Policy,
    mailbox::{days::Days, event::NotGenerated, state::Mailbox},
    order::OpenOrder,
    values::Day,
};

/// The day after the open order's margin, unless a charge of it is unresolved.
pub(crate) fn lapse_day(mailbox: &Mailbox, days: Days) -> Option<Day> {
    days.since(mailbox.lapse_day(days.first)?)
}

/// The first day on which generating does something: opens an order, or tells a reason not told.
///
/// While the state does not change, the reason can change only on the first day that has a price
/// and on the day after the last renewable one, so only those days are judged.
pub(crate) fn generation_day(mailbox: &Mailbox, policy: &Policy, days: Days) -> Option<Day> {
    let generated = mailbox.open_order().is_some_and(OpenOrder::is_generated);
    if !mailbox.auto_renewal.is_on() || generated {
        return None;
    }
    let start = days.since(lead_day(mailbox, policy))?;
    let acts_on = |day: Day| match generation_on(mailbox, policy, day) {
        Some(Generation::Order) => true,
        Some(Generation::Withheld(reason)) => !mailbox.period_flags.was_told(reason),
        None => false,
    };
    if acts_on(start) {
        return Some(start);
    }
    let first_priced = policy.prices().first_priced_day(&mailbox.purchase, start);
    let too_late = mailbox.last_renewable_day(start).next().max(start);
    days.since(
        [first_priced, Some(too_late)].into_iter().flatten().filter(|day| acts_on(*day)).min()?,
    )
}

/// What automatic renewal would make of a day: an order, or a reason why not.
pub(crate) enum Generation {
    /// An order, at the price of that day.
    Order,
    /// None, for this reason.
    Withheld(NotGenerated),
}

/// Judges the generation of an order on `day`; `None` if one is already open or automatic renewal
/// is off.
pub(crate) fn generation_on(mailbox: &Mailbox, policy: &Policy, day: Day) -> Option<Generation> {
    if !mailbox.auto_renewal.is_on() {
        return None;
    }
    // An order whose last day is over has lapsed, whether a tick said so or not.
    let lapsed = match mailbox.open_order() {
        Some(order) if !mailbox.has_lapsed_order(day) => {
            if order.is_generated() {
                return None;
            }
            return Some(Generation::Withheld(NotGenerated::ManualOrderOpen));
        }
        lapsed => lapsed,
    };
    let unticked = lapsed.filter(|order| order.is_generated()).map(|_| NotGenerated::OrderLapsed);
    let withheld = unticked
        .or(mailbox.period_flags.withheld())
        .or_else(|| impossible_on(mailbox, policy, day));
    Some(withheld.map_or(Generation::Order, Generation::Withheld))
}

/// Why the last purchase cannot be repeated on `day`, if it cannot.
fn impossible_on(mailbox: &Mailbox, policy: &Policy, day: Day) -> Option<NotGenerated> {
    if !mailbox.is_renewable(day) {
        return Some(NotGenerated::NotRenewable);
    }
    if !policy.prices().has_price(mailbox.purchase, day) {
        return Some(NotGenerated::NoPrice);
    }
    match extended(mailbox, policy.parameters().extension_base, mailbox.purchase.term, day) {
        None => Some(NotGenerated::NotRenewable),
        Some(next) if next.expiry <= day => Some(NotGenerated::TermTooShort),
        Some(_) => None,
    }
}

/// The first day on which an order is generated.
fn lead_day(mailbox: &Mailbox, policy: &Policy) -> Day {
    mailbox.expiry().minus_days(i32::from(policy.parameters().order_lead_days))
}
