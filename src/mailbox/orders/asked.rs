//! What is asked: to renew by hand, to replace, to cancel (R-20 … R-29).

use super::{closing::cancel_open, extension::extended, opening::open};
use crate::{
    catalogue::{Policy, Purchase, Term},
    mailbox::{
        command::ManualRenewal,
        event::CancelCause,
        life::required::{require_alive_and_here, require_renewable},
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
    if mailbox.open_order().is_some_and(|open| asks_for(open, renewal)) {
        return Ok(());
    }
    require_replaceable(mailbox, renewal.replaces)?;
    require_time_for_it(mailbox, policy, renewal.purchase.term, today)?;
    require_room(mailbox, renewal.purchase.package, renewal.archive_consent)?;
    let price = price_on(policy, renewal.purchase, today)?;
    // An order still open here is the one to be replaced.
    cancel_open(recorder, CancelCause::Replaced);
    let ManualRenewal { purchase, method_kind, archive_consent, replaces, expiry: _ } = *renewal;
    open(recorder, purchase, price, Origin::Manual { method_kind, replaces }, archive_consent);
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
    let cancel = Input::Cancel { unresolved: mailbox.is_in_collection(order) };
    let found = mailbox.order_of(order).ok_or(Refusal::UnknownOrder { order })?;
    found.step(cancel).map(|_| ()).map_err(|why| refused(mailbox, order, why))
}

/// No order is open, or the one named is and can be cancelled.
fn require_replaceable(mailbox: &Mailbox, replaces: Option<OrderId>) -> Result<(), Refusal> {
    match (mailbox.open_order(), replaces) {
        (None, None) => Ok(()),
        (Some(open), Some(named)) if open.id != named => Err(already_open(mailbox, open)),
        (Some(open), None) => Err(already_open(mailbox, open)),
        // If the order is closed, this says how it ended.
        (Some(_) | None, Some(named)) => require_cancellable(mailbox, named),
    }
}

fn already_open(mailbox: &Mailbox, open: &OpenOrder) -> Refusal {
    Refusal::OrderAlreadyOpen {
        order: open.id,
        generated: open.is_generated(),
        cancellable: !mailbox.is_in_collection(open.id),
    }
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
        Origin::Manual { method_kind, replaces } => {
            same && method_kind == renewal.method_kind
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
        return Err(Refusal::AutoRenewalIsOn);
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
    let expiry_of = |term| extended(mailbox, policy, term, today).map(|next| next.expiry);
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

fn price_on(policy: &Policy, purchase: Purchase, day: Day) -> Result<Price, Refusal> {
    let prices = policy.prices();
    prices.price(&purchase, day).ok_or_else(|| Refusal::NoPrice {
        purchase,
        day,
        first_priced_day: prices.first_priced_day(&purchase, day),
    })
}
