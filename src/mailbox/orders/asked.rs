//! What is asked: to renew by hand, to replace, to cancel (R-20 … R-29).

use super::{closing::cancel_open, extension::extended, opening::open};
use crate::{
    catalogue::{Policy, Purchase, Term},
    charge::Request,
    mailbox::{
        charges::due::first_inquiry,
        command::ManualRenewal,
        event::CancelCause,
        life::required::{require_alive_and_here, require_renewable},
        payments::fulfilment::fulfil_from_held,
        plans::required::require_room,
        recorder::Recorder,
        refusal::Refusal,
        state::Mailbox,
    },
    order::{FinalStatus, Input, InvalidTransition, OpenOrder, Origin},
    values::{Day, OrderId, Price},
};

pub(crate) fn renew_by_hand(
    recorder: &mut Recorder<'_>,
    renewal: &ManualRenewal,
) -> Result<(), Refusal> {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    require_alive_and_here(mailbox)?;
    require_renewable(mailbox, today)?;
    let expected = mailbox.expiry();
    if renewal.expiry != expected {
        return Err(Refusal::WrongExpiry { expected, received: renewal.expiry });
    }
    // An order in its margin can no longer be paid: asking for the same then asks for another one.
    let is_payable = mailbox.last_day_of_order(today).is_some_and(|last_day| today <= last_day);
    if is_payable && mailbox.open_order().is_some_and(|open| asks_for(open, renewal)) {
        return Ok(());
    }
    require_replaceable(mailbox, policy, renewal, today)?;
    let price = require_sold(mailbox, policy, renewal, today)?;
    // An order still open here is the one to be replaced.
    cancel_open(recorder, CancelCause::Replaced);
    let ManualRenewal { purchase, method_kind, archive_consent, replaces, .. } = *renewal;
    let ManualRenewal { informed, start_requested, .. } = *renewal;
    let origin = Origin::Manual { method_kind, replaces, informed, start_requested };
    open(recorder, purchase, price, origin, archive_consent);
    fulfil_from_held(recorder);
    Ok(())
}

pub(crate) fn cancel_order(recorder: &mut Recorder<'_>, order: OrderId) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    require_alive_and_here(mailbox)?;
    match require_cancellable(mailbox, order) {
        Ok(()) => cancel_open(recorder, CancelCause::Holder),
        Err(Refusal::OrderClosed { status: FinalStatus::Cancelled, .. }) => {}
        Err(refusal) => return Err(refusal),
    }
    Ok(())
}

/// The order machine would cancel it: it belongs to this mailbox, is open, and no charge of it is
/// unresolved.
fn require_cancellable(mailbox: &Mailbox, order: OrderId) -> Result<(), Refusal> {
    let cancel = Input::Cancel { unresolved: mailbox.is_in_collection(order), replaced: false };
    let found = mailbox.order_of(order).ok_or(Refusal::UnknownOrder { order })?;
    let last_day = mailbox.last.day();
    found.step(cancel, last_day).map(|_| ()).map_err(|why| refused(mailbox, order, why))
}

/// No order is open, or the one named is and can be cancelled.
fn require_replaceable(
    mailbox: &Mailbox,
    policy: &Policy,
    renewal: &ManualRenewal,
    today: Day,
) -> Result<(), Refusal> {
    let already_open = |open| Err(already_open(mailbox, policy, renewal, open, today));
    match (mailbox.open_order(), renewal.replaces) {
        (None, None) => Ok(()),
        (Some(open), Some(named)) if open.id != named => already_open(open),
        (Some(open), None) => already_open(open),
        // If the order is closed, this says how it ended.
        (Some(_) | None, Some(named)) => require_cancellable(mailbox, named),
    }
}

/// What can be done with the order that is in the way. Nothing that is barred is advised.
fn already_open(
    mailbox: &Mailbox,
    policy: &Policy,
    renewal: &ManualRenewal,
    open: &OpenOrder,
    today: Day,
) -> Refusal {
    let cancellable = !mailbox.is_in_collection(open.id);
    let last_renewable_day = mailbox.last_renewable_day(today);
    Refusal::OrderAlreadyOpen {
        order: open.id,
        generated: open.is_generated(),
        payable: require_payable(mailbox, policy, open, today).is_ok(),
        cancellable,
        replaceable: cancellable && require_sold(mailbox, policy, renewal, today).is_ok(),
        free_from: mailbox.lapse_day(today).filter(|day| *day <= last_renewable_day),
    }
}

/// Whether the holder is asked to pay the open order: its last day is not over, and no charge of it is
/// awaited. Whether another can take its place is for `permitted` to say.
pub(crate) fn require_payable(
    mailbox: &Mailbox,
    policy: &Policy,
    open: &OpenOrder,
    today: Day,
) -> Result<(), Refusal> {
    // Its holder withdrew or left: only the outcome of its charge keeps it open.
    let collecting = mailbox.collecting(open.id).filter(|_| mailbox.is_leaving());
    if let Some(attempt) = collecting.and_then(|key| mailbox.attempt(key)) {
        return Err(Refusal::ChargeUnresolved { key: attempt.key, requested_on: attempt.on });
    }
    let last_day = open.last_day(&mailbox.grace_on(today));
    if last_day < today {
        return Err(past_its_last_day(mailbox, open.id, last_day, today));
    }
    let unresolved = mailbox.charge.unresolved().filter(|asked| asked.key.order() == open.id);
    match unresolved.filter(|request| today < payable_from(open, request, policy)) {
        Some(Request { key, on, .. }) => {
            Err(Refusal::ChargeUnresolved { key: *key, requested_on: *on })
        }
        None => Ok(()),
    }
}

/// Money of today would be owed back. Where nothing renews the mailbox by hand any more, no outcome
/// changes that; where only an outcome keeps the order open, it is waited for.
fn past_its_last_day(mailbox: &Mailbox, order: OrderId, last_day: Day, today: Day) -> Refusal {
    if !mailbox.is_renewable(today) {
        let last_renewable_day = mailbox.last_renewable_day(today);
        return Refusal::NotRenewable { last_renewable_day };
    }
    match mailbox.collecting(order).and_then(|key| mailbox.attempt(key)) {
        Some(attempt) => Refusal::ChargeUnresolved { key: attempt.key, requested_on: attempt.on },
        None => Refusal::OrderPastItsLastDay { order, last_day, replaceable: false },
    }
}

/// The day from which an order can be paid although its charge is unresolved.
fn payable_from(order: &OpenOrder, request: &Request, policy: &Policy) -> Day {
    let expiry = order.id.expiry();
    let given_up = first_inquiry(policy, first_inquiry(policy, request.on));
    if request.on <= expiry { given_up.min(expiry.next()) } else { given_up }
}

/// What the machine bars, as a refusal.
fn refused(mailbox: &Mailbox, order: OrderId, why: InvalidTransition) -> Refusal {
    let collecting = mailbox.collecting(order).and_then(|key| mailbox.attempt(key));
    match (why, collecting) {
        (InvalidTransition::Closed(status), _) => Refusal::OrderClosed { order, status },
        (InvalidTransition::ChargeUnresolved, Some(attempt)) => {
            Refusal::ChargeUnresolved { key: attempt.key, requested_on: attempt.on }
        }
        // Only payments and ticks meet these, and neither is refused for them.
        (
            InvalidTransition::ChargeUnresolved
            | InvalidTransition::NotCovered
            | InvalidTransition::NotOver,
            _,
        ) => Refusal::UnknownOrder { order },
    }
}

/// Whether the open manual order is what is asked for: then asking again is no event.
fn asks_for(open: &OpenOrder, renewal: &ManualRenewal) -> bool {
    let same = open.purchase == renewal.purchase && open.archive_consent == renewal.archive_consent;
    match open.origin {
        Origin::Generated => false,
        Origin::Manual { method_kind, replaces, informed, start_requested } => {
            same && method_kind == renewal.method_kind
                && informed == renewal.informed
                && start_requested == renewal.start_requested
                && (renewal.replaces.is_none() || renewal.replaces == replaces)
        }
    }
}

/// What the provider's calendar says of a renewal by hand, in the order of the refusals (R-03,
///
fn require_time_for_it(
    mailbox: &Mailbox,
    policy: &Policy,
    term: Term,
    today: Day,
) -> Result<(), Refusal> {
    let parameters = policy.parameters();
    if mailbox.auto_renewal.is_on() && !parameters.manual_while_auto {
        let generated = mailbox.open_order().filter(|order| order.is_generated());
        let after_exhaustion =
            generated.map_or(parameters.after_exhaustion, |order| order.agreed.after_exhaustion);
        return Err(Refusal::AutoRenewalIsOn { after_exhaustion });
    }
    if let Some(days) = parameters.manual_window_opens {
        let opens = mailbox.expiry().minus_days(i32::from(days));
        if today < opens {
            return Err(Refusal::WindowNotOpen { opens });
        }
    }
    if let (Some(days), Some(renewed_on)) = (parameters.renewal_gap_days, mailbox.renewed_on) {
        let possible_from = renewed_on.plus_days(i32::from(days));
        if today < possible_from {
            return Err(Refusal::RenewalTooSoon { possible_from });
        }
    }
    let base = parameters.extension_base;
    let expiry_of = |term| extended(mailbox, base, term, today).map(|next| next.expiry);
    let expiry = expiry_of(term).ok_or(Refusal::BeyondCalendar { years: term.years() })?;
    if expiry <= today {
        let shortest = Term::ALL
            .into_iter()
            .find(|term| expiry_of(*term).is_some_and(|expiry| today < expiry));
        let shortest_years = shortest.map(Term::years);
        return Err(Refusal::TermTooShort { expiry, shortest_years });
    }
    let furthest = parameters.prepaid_years_max.and_then(|years| today.plus_years(years.into()));
    match furthest.filter(|furthest| *furthest < expiry) {
        Some(furthest) => Err(Refusal::PrepaidTooFar { expiry, furthest }),
        None => Ok(()),
    }
}

/// What is asked for can be had today, whatever order is open; with its price.
fn require_sold(
    mailbox: &Mailbox,
    policy: &Policy,
    renewal: &ManualRenewal,
    today: Day,
) -> Result<Price, Refusal> {
    require_time_for_it(mailbox, policy, renewal.purchase.term, today)?;
    let is_sold = |package| {
        let purchase = Purchase { package, ..renewal.purchase };
        policy.prices().price(&purchase, today).is_some()
    };
    require_room(mailbox, renewal.purchase.package, renewal.archive_consent, is_sold)?;
    price_on(policy, renewal.purchase, today)
}

fn price_on(policy: &Policy, purchase: Purchase, day: Day) -> Result<Price, Refusal> {
    let prices = policy.prices();
    prices.price(&purchase, day).ok_or_else(|| Refusal::NoPrice {
        purchase,
        day,
        first_priced_day: prices.first_priced_day(&purchase, day),
    })
}
