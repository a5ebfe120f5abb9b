//! What falls due: a charge, and an inquiry about one that is unresolved (R-32 … ).

use crate::{
    catalogue::{Policy, Rung},
    charge::{Bar, Charge},
    mailbox::{days::Days, state::Mailbox},
    order::OpenOrder,
    values::{ChargeKey, Day, MethodId, Money, OrderId},
};

/// The first day on which the ladder, or a method newly bound, is acted on.
pub(crate) fn charge_day(mailbox: &Mailbox, days: Days) -> Option<Day> {
    let order = mailbox.open_order()?;
    let (ladder, expiry) = (&order.agreed.ladder, order.id.expiry());
    let progress = mailbox.charge.progress()?;
    let next = ladder.after(progress.spent);
    let wanted = match &mailbox.charge {
        Charge::Waiting { .. } | Charge::Barred { .. } => ladder.day(next?, expiry)?,
        Charge::RetryDue { .. } => days.first,
        Charge::Idle
        | Charge::Exhausted { .. }
        | Charge::Unresolved { .. }
        | Charge::Orphaned { .. } => return None,
    };
    let put_off = mailbox
        .auto_renewal
        .method()
        .and_then(|method| mailbox.not_before(method.id, days.first.max(wanted)));
    let asked = [progress.not_before, put_off].into_iter().flatten().fold(wanted, Day::max);
    let asked = asked.max(days.first);
    // A method already asked that day is asked on the next day at the earliest. What is put off leaves
    // its rung to be skipped when the next one comes.
    let skipped = next.and_then(|rung| order.agreed.over_from(rung, expiry));
    let skipped = skipped.map(|day| day.max(days.first));
    let acts_on = |day: &Day| collection_on(mailbox, *day).is_some();
    let on = [Some(asked), skipped].into_iter().flatten();
    let on = on.flat_map(|day| [day, day.next()]).filter(acts_on);
    days.since(on.min()?)
}

/// What a tick makes of the open order's ladder on a day.
pub(crate) struct Collection {
    /// The order.
    pub(crate) order: OrderId,
    /// The last rung whose time is over, if one is: those unspent up to it are skipped.
    pub(crate) passed: Option<Rung>,
    /// The charge that is then asked for, or barred.
    pub(crate) asks: Option<Asking>,
}

/// A charge as it would be asked for.
pub(crate) struct Asking {
    /// The bound method.
    pub(crate) method: MethodId,
    /// The rung that it spends; none for the request that a method newly bound is owed.
    pub(crate) rung: Option<Rung>,
    /// What is due that day.
    pub(crate) due: Money,
    /// Why the method may not be charged, if it may not.
    pub(crate) bar: Option<Bar>,
}

/// R-37, in one place. A charge needs automatic renewal on; an open generated order, on or before
/// its last day; a rung in force and unspent, or the request owed to a newly bound method; after a
/// charge that was not executed, a later day; the day told by a soft decline of that method, come;
/// something due; nothing unresolved or in doubt; no earlier request to that method for that order
/// that day; and a renewable mailbox. If the method cannot be used, or the amount is above its cap,
/// the rung is spent and the method barred. A rung whose time is over is skipped
/// whatever puts the next request off.
pub(crate) fn collection_on(mailbox: &Mailbox, day: Day) -> Option<Collection> {
    let order = mailbox.open_order()?;
    let method = mailbox.auto_renewal.method()?.id;
    let (progress, is_retry) = match &mailbox.charge {
        Charge::Waiting { progress } | Charge::Barred { progress, .. } => (progress, false),
        Charge::RetryDue { progress } => (progress, true),
        Charge::Idle
        | Charge::Exhausted { .. }
        | Charge::Unresolved { .. }
        | Charge::Orphaned { .. } => return None,
    };
    if !mailbox.doubts.is_empty()
        || order.last_day(&mailbox.grace_on(day)) < day
        || !mailbox.is_renewable(day)
        || progress.not_before.is_some_and(|first| day < first)
        || mailbox.was_asked(order.id, method, day)
    {
        return None;
    }
    let may_ask = mailbox.not_before(method, day).is_none();
    let Rungs { in_force, passed } = rungs_on(order, day);
    let rung = in_force.filter(|rung| progress.spent < Some(*rung));
    let passed = passed.filter(|rung| progress.spent < Some(*rung));
    let due = mailbox.amount_due(day);
    let asks = (may_ask && (rung.is_some() || is_retry) && !due.is_zero()).then(|| Asking {
        method,
        rung,
        due,
        bar: bar_on(mailbox, due, day),
    });
    (asks.is_some() || passed.is_some()).then_some(Collection { order: order.id, passed, asks })
}

/// What the ladder says of a day.
struct Rungs {
    in_force: Option<Rung>,
    /// The last one whose time is over.
    passed: Option<Rung>,
}

/// The rung in force on `day`. The last one ends with the order or, if that was agreed, with the
/// expiry or its own day.
fn rungs_on(order: &OpenOrder, day: Day) -> Rungs {
    let (expiry, ladder) = (order.id.expiry(), &order.agreed.ladder);
    if order.agreed.is_ladder_over(expiry, day) {
        return Rungs { in_force: None, passed: Some(ladder.last()) };
    }
    let in_force = ladder.in_force(expiry, day);
    Rungs { in_force, passed: in_force.and_then(Rung::previous) }
}

/// Why the bound method may not be charged `amount` on `day`, if it may not.
pub(crate) fn bar_on(mailbox: &Mailbox, amount: Money, day: Day) -> Option<Bar> {
    let method = mailbox.auto_renewal.method()?;
    if mailbox.is_dead(method.id) {
        return Some(Bar::MethodDead);
    }
    if !method.is_valid_on(day) {
        return Some(Bar::MethodExpired);
    }
    // All but a wait for the customer is judged afresh.
    let standing = mailbox.charge.bar().filter(|bar| bar.waits_for_binding());
    standing.or_else(|| is_above_cap(mailbox, amount).then_some(Bar::AboveMandateCap))
}

/// Whether an amount is above the mandate cap of the bound method, where it has one.
pub(crate) fn is_above_cap(mailbox: &Mailbox, amount: Money) -> bool {
    let cap = mailbox.auto_renewal.method().and_then(|method| method.mandate_cap);
    cap.is_some_and(|cap| cap < amount)
}

/// The first day on which an inquiry is owed about a charge unresolved or in doubt.
pub(crate) fn inquiry_day(mailbox: &Mailbox, policy: &Policy, days: Days) -> Option<Day> {
    days.since(inquiries(mailbox, policy).map(|(_, day)| day).min()?)
}

/// The charges that are unresolved or in doubt, each with the day of its next inquiry.
pub(crate) fn inquiries(
    mailbox: &Mailbox,
    policy: &Policy,
) -> impl Iterator<Item = (ChargeKey, Day)> {
    let unresolved = mailbox.charge.unresolved();
    let unresolved = unresolved.map(|request| (request.key, request.on, request.inquired_on));
    let in_doubt = mailbox.doubts.iter().map(|doubt| (doubt.key, doubt.on, doubt.inquired_on));
    unresolved.into_iter().chain(in_doubt).map(|(key, since, inquired_on)| {
        let first = first_inquiry(policy, since);
        let next = match inquired_on {
            None => first,
            Some(last) if last < first.plus_days(DAILY_INQUIRIES.saturating_sub(1)) => last.next(),
            Some(last) => last.plus_days(WEEK),
        };
        (key, first.max(next))
    })
}

/// The day of the first inquiry about a charge that is unresolved since the day of its request, or
/// in doubt since the day of that report.
pub(crate) fn first_inquiry(policy: &Policy, since: Day) -> Day {
    since.plus_days(i32::from(policy.parameters().charge_unresolved_days))
}

/// For so many days an inquiry is owed daily, then weekly.
const DAILY_INQUIRIES: i32 = 30;

const WEEK: i32 = 7;
