//! Orders: renewing by hand, cancelling, replacing, lapsing (R-20 … R-29).

use alloc::boxed::Box;

use super::{decision::Decision, plans};
use crate::{
    catalogue::{ExtensionBase, Policy, Purchase, Term},
    mailbox::{
        command::ManualRenewal,
        due::extended,
        event::{CancelCause, Fact, RefundReason},
        refusal::Refusal,
        state::Mailbox,
    },
    order::{Agreed, FinalStatus, OpenOrder, Origin},
    values::{Day, Money, OrderId, Price},
};

pub(super) fn renew_by_hand(d: &mut Decision<'_>, r: &ManualRenewal) -> Result<(), Refusal> {
    d.require_alive_and_here()?;
    d.require_renewable()?;
    let expected = d.mailbox().expiry();
    if r.expiry != expected {
        return Err(Refusal::WrongExpiry { expected, received: r.expiry });
    }
    if d.mailbox().open_order().is_some_and(|open| asks_for(open, r)) {
        return Ok(());
    }
    let replaced = require_replaceable(d.mailbox(), r.replaces)?;
    require_time_for_it(d, r.term)?;
    let purchase = Purchase { plan: r.plan, extra: r.extra, term: r.term };
    plans::require_room(d.mailbox(), purchase, r.archive_consent)?;
    let price = price_today(d, purchase)?;
    if replaced {
        cancel_open(d, CancelCause::Replaced)?;
    }
    let origin = Origin::Manual { method_kind: r.method_kind, replaces: r.replaces };
    open(d, purchase, price, origin, r.archive_consent)
}

pub(super) fn cancel_order(d: &mut Decision<'_>, order: OrderId) -> Result<(), Refusal> {
    d.require_alive_and_here()?;
    let m = d.mailbox();
    if m.open_order().is_none_or(|open| open.id != order) {
        return match closed(m, order)? {
            FinalStatus::Cancelled => Ok(()),
            status @ (FinalStatus::Fulfilled | FinalStatus::Lapsed) => {
                Err(Refusal::OrderClosed { order, status })
            }
        };
    }
    require_not_in_collection(m, order)?;
    cancel_open(d, CancelCause::Holder)
}

/// Opens an order with all that it freezes.
pub(super) fn open(
    d: &mut Decision<'_>,
    purchase: Purchase,
    price: Price,
    origin: Origin,
    archive_consent: bool,
) -> Result<(), Refusal> {
    let m = d.mailbox();
    let order = OpenOrder {
        id: m.next_order(),
        origin,
        purchase,
        price,
        net_only: m.holder.owes_net_only(),
        archive_consent,
        opened_on: d.today(),
        last_day: last_day(m, d.policy(), purchase, d.today()),
        agreed: agreed(d.policy()),
    };
    d.record(Fact::OrderOpened(Box::new(order)))
}

/// Cancels the open order; what is held for it is owed back.
pub(super) fn cancel_open(d: &mut Decision<'_>, cause: CancelCause) -> Result<(), Refusal> {
    let m = d.mailbox();
    let held = m.ledger.held;
    let Some(order) = m.open_order().map(|open| open.id) else {
        return Ok(());
    };
    d.record(Fact::OrderCancelled { order, cause })?;
    d.owe_back(held, Some(order), RefundReason::OrderCancelled)
}

/// Records the lapse of an order whose last day is over, unless a charge of it is unresolved.
pub(super) fn lapse_if_over(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let m = d.mailbox();
    let held = m.ledger.held;
    let Some((order, last_day)) = m.open_order().map(|open| (open.id, open.last_day)) else {
        return Ok(());
    };
    if d.today() <= last_day || m.is_in_collection(order) {
        return Ok(());
    }
    lapse(d, order, last_day.next(), held)
}

/// An order that was open only for the outcome of its charge lapses on that outcome.
pub(super) fn lapse_on_outcome(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let (m, today) = (d.mailbox(), d.today());
    let held = m.ledger.held;
    match m.open_order().map(|open| (open.id, open.last_day)) {
        Some((order, last_day)) if last_day < today => lapse(d, order, today, held),
        Some(_) | None => Ok(()),
    }
}

fn lapse(d: &mut Decision<'_>, order: OrderId, on: Day, held: Money) -> Result<(), Refusal> {
    d.record(Fact::OrderLapsed { order, on })?;
    d.owe_back(held, Some(order), RefundReason::OrderLapsed)
}

/// The charge that keeps an order from being cancelled.
pub(super) fn require_not_in_collection(m: &Mailbox, order: OrderId) -> Result<(), Refusal> {
    match m.charge.unresolved() {
        Some(request) if request.key.order() == order => {
            Err(Refusal::ChargeUnresolved { key: request.key, requested_on: request.on })
        }
        Some(_) | None => Ok(()),
    }
}

/// The last renewable day, or earlier: the lapse agreed, or the day before the expiry that it would
/// give.
fn last_day(m: &Mailbox, policy: &Policy, purchase: Purchase, today: Day) -> Day {
    let mut last = m.last_renewable_day();
    if let Some(days) = policy.parameters().unpaid_order_days {
        last = last.min(today.plus_days(i32::from(days)));
    }
    match policy.parameters().extension_base {
        ExtensionBase::PreviousExpiry => extended(m, policy, purchase, today)
            .map_or(last, |next| last.min(next.expiry.previous())),
        // The expiry is then counted from the payment, which it always follows.
        ExtensionBase::PaymentDay => last,
    }
}

fn agreed(policy: &Policy) -> Agreed {
    let parameters = policy.parameters();
    Agreed {
        ladder: parameters.ladder.clone(),
        late_charge: parameters.late_charge,
        recharge_on_method_update: parameters.recharge_on_method_update,
        after_exhaustion: parameters.after_exhaustion,
        unpaid_order_days: parameters.unpaid_order_days,
        policy_version: parameters.version,
        price_list_version: policy.prices().version(),
    }
}

/// Whether the open manual order is what is asked for: then asking again is no event.
fn asks_for(open: &OpenOrder, r: &ManualRenewal) -> bool {
    let same = open.purchase.plan == r.plan
        && open.purchase.extra == r.extra
        && open.purchase.term == r.term
        && open.archive_consent == r.archive_consent;
    match open.origin {
        Origin::Generated => false,
        Origin::Manual { method_kind, replaces } => {
            same && method_kind == r.method_kind && (r.replaces.is_none() || r.replaces == replaces)
        }
    }
}

/// Whether there is an open order to be replaced: named, and not in collection.
fn require_replaceable(m: &Mailbox, replaces: Option<OrderId>) -> Result<bool, Refusal> {
    match (m.open_order(), replaces) {
        (None, None) => Ok(false),
        (Some(open), Some(named)) if open.id == named => {
            require_not_in_collection(m, named).map(|()| true)
        }
        (Some(open), Some(_) | None) => Err(Refusal::OrderAlreadyOpen {
            order: open.id,
            generated: open.is_generated(),
            cancellable: !m.is_in_collection(open.id),
        }),
        (None, Some(named)) => {
            closed(m, named).and_then(|status| Err(Refusal::OrderClosed { order: named, status }))
        }
    }
}

/// What the provider's calendar says of a renewal by hand, in the order of the refusals.
fn require_time_for_it(d: &Decision<'_>, term: Term) -> Result<(), Refusal> {
    let (m, parameters, today) = (d.mailbox(), d.policy().parameters(), d.today());
    if m.auto_renewal.is_on() && !parameters.manual_while_auto {
        return Err(Refusal::AutoRenewalIsOn);
    }
    if let Some(days) = parameters.manual_window_opens {
        let opens = m.expiry().minus_days(i32::from(days));
        if today < opens {
            return Err(Refusal::WindowNotOpen { opens });
        }
    }
    if let (Some(days), Some(renewed_on)) = (parameters.renewal_gap_days, m.renewed_on) {
        let possible_from = renewed_on.plus_days(i32::from(days));
        if today < possible_from {
            return Err(Refusal::RenewalTooSoon { possible_from });
        }
    }
    let expiry = expiry_of(d, term).ok_or(Refusal::BeyondCalendar { years: term.years() })?;
    if expiry <= today {
        let shortest = Term::ALL
            .into_iter()
            .find(|term| expiry_of(d, *term).is_some_and(|expiry| today < expiry));
        let shortest_years = shortest.map(Term::years);
        return Err(Refusal::TermTooShort { expiry, shortest_years });
    }
    let furthest = parameters.prepaid_years_max.and_then(|years| today.plus_years(years.into()));
    if let Some(furthest) = furthest.filter(|furthest| *furthest < expiry) {
        return Err(Refusal::PrepaidTooFar { expiry, furthest });
    }
    Ok(())
}

fn expiry_of(d: &Decision<'_>, term: Term) -> Option<Day> {
    let purchase = Purchase { term, ..d.mailbox().purchase };
    extended(d.mailbox(), d.policy(), purchase, d.today()).map(|next| next.expiry)
}

pub(super) fn price_today(d: &Decision<'_>, purchase: Purchase) -> Result<Price, Refusal> {
    let (prices, day) = (d.policy().prices(), d.today());
    prices.price(&purchase, day).ok_or_else(|| Refusal::NoPrice {
        purchase,
        day,
        first_priced_day: prices.first_priced_day(&purchase, day),
    })
}

fn closed(m: &Mailbox, order: OrderId) -> Result<FinalStatus, Refusal> {
    m.closed_order(order).map(|closed| closed.status).ok_or(Refusal::UnknownOrder { order })
}
