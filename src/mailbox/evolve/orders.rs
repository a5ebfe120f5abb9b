//! What the events of orders record: opened, closed unpaid, fulfilled (R-20 … ).

use super::{
    notices::forget_statutory_notice,
    steps::{charge_step, require, service_step},
};
use crate::{
    charge::{self},
    mailbox::{
        corrupt::Contradiction,
        event::{CancelCause, Fact},
        state::{Mailbox, Marks},
    },
    order::{self, Offer, Order},
    service::{self, Service},
    values::{Day, OrderId, Shared},
};

/// A holder who renews or switches on after a terminated expiry has changed their mind.
pub(super) fn resume(m: &mut Mailbox, today: Day) -> Result<(), Contradiction> {
    match m.service {
        Service::Leaving { .. } => service_step(m, &service::Input::Resume { on: today }),
        Service::Active { .. } => Ok(()),
        Service::Ending { .. } | Service::Deleted { .. } => Err(Contradiction::ServiceBarsIt),
    }
}

pub(super) fn order_opened(
    m: &mut Mailbox,
    offer: &Offer,
    today: Day,
) -> Result<(), Contradiction> {
    require(m.order.is_none() && offer.id == m.next_order(), Contradiction::OrderOutOfTurn)?;
    resume(m, today)?;
    if offer.is_generated() {
        charge_step(m, charge::Input::OrderGenerated)?;
    }
    m.orders = offer.id.ordinal();
    m.order = Some(offer.clone().into());
    Ok(())
}

pub(super) fn order_cancelled(
    m: &mut Mailbox,
    order: OrderId,
    cause: CancelCause,
    today: Day,
) -> Result<(), Contradiction> {
    match cause {
        CancelCause::Holder | CancelCause::Replaced | CancelCause::Termination => {}
    }
    let unresolved = m.is_in_collection(order);
    let offer = close_unpaid(m, order, order::Input::Cancel { unresolved })?;
    if offer.is_generated() {
        m.marks.order_cancelled = true;
    } else if offer.is_open_at_expiry(today) {
        m.marks.manual_open_at_expiry = true;
    }
    Ok(())
}

pub(super) fn order_lapsed(
    m: &mut Mailbox,
    order: OrderId,
    on: Day,
    today: Day,
) -> Result<(), Contradiction> {
    require(on <= today, Contradiction::OrderBarsIt)?;
    let unresolved = m.is_in_collection(order);
    let offer = close_unpaid(m, order, order::Input::Lapse { on, unresolved })?;
    if offer.is_generated() {
        m.marks.order_lapsed = true;
    } else if offer.is_open_at_expiry(on) {
        m.marks.manual_open_at_expiry = true;
    }
    Ok(())
}

/// The open order closes without having been paid; what was held for it is owed back.
pub(super) fn close_unpaid(
    m: &mut Mailbox,
    order: OrderId,
    input: order::Input,
) -> Result<Offer, Contradiction> {
    let offer = take_open_order(m, order)?;
    let open = Order::AwaitingPayment(offer.clone());
    match open.step(input).map_err(|_| Contradiction::OrderBarsIt)? {
        Order::AwaitingPayment(_) => return Err(Contradiction::OrderBarsIt),
        Order::Closed(closed) => m.close(closed),
    }
    if offer.is_generated() {
        charge_step(m, charge::Input::CloseOrder)?;
    }
    m.ledger.release().ok_or(Contradiction::SumsDoNotAddUp)?;
    Ok(offer)
}

/// The one event that moves money, order and service together: each proves itself to the next.
pub(super) fn order_fulfilled(
    m: &mut Mailbox,
    fact: &Fact,
    today: Day,
) -> Result<(), Contradiction> {
    let Fact::OrderFulfilled { order, applied, previous_expiry, period, grace, change, .. } = fact
    else {
        return Err(Contradiction::OrderBarsIt);
    };
    require(*previous_expiry == m.expiry(), Contradiction::ServiceBarsIt)?;
    let offer = take_open_order(m, *order)?;
    let (generated, purchase) = (offer.is_generated(), offer.purchase);
    let (closed, paid) = Order::AwaitingPayment(offer)
        .pay(m.ledger.held, *applied)
        .map_err(|_| Contradiction::OrderBarsIt)?;
    match closed {
        Order::AwaitingPayment(_) => return Err(Contradiction::OrderBarsIt),
        Order::Closed(closed) => m.close(closed),
    }
    service_step(m, &service::Input::Renew { paid, next: *period })?;
    if generated {
        charge_step(m, charge::Input::CloseOrder)?;
    }
    m.ledger.apply(*applied).ok_or(Contradiction::SumsDoNotAddUp)?;
    m.bought = purchase;
    m.grace = grace.clone();
    if let Some(change) = change {
        // What was planned for later gives way to what is bought for now.
        m.space.planned.retain(|planned| planned.on <= change.on);
        m.space.planned.push(*change);
    }
    m.marks = Marks::default();
    forget_statutory_notice(&mut m.notices);
    m.notices.reminded_through = today.previous();
    m.renewed_on = Some(today);
    Ok(())
}

pub(super) fn of_open_order(m: &Mailbox, order: OrderId) -> Result<(), Contradiction> {
    let open = m.order.as_ref().is_some_and(|offer| offer.id == order);
    require(open, Contradiction::NotTheOpenOrder)
}

pub(super) fn take_open_order(m: &mut Mailbox, order: OrderId) -> Result<Offer, Contradiction> {
    of_open_order(m, order)?;
    m.order.take().map(Shared::into_inner).ok_or(Contradiction::NotTheOpenOrder)
}
