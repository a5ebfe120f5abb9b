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
        state::{Mailbox, PeriodFlags},
    },
    order::{self, OpenOrder, Order},
    service::{self, Service},
    values::{CopyOnWrite, Day, OrderId},
};

/// A holder who renews or switches on after a terminated expiry has changed their mind.
pub(super) fn resume(m: &mut Mailbox, today: Day) -> Result<(), Contradiction> {
    match m.service {
        Service::TerminatedAtExpiry { .. } => {
            service_step(m, &service::Input::Resume { on: today })
        }
        Service::Active { .. } => Ok(()),
        Service::Ending { .. } | Service::Deleted { .. } => Err(Contradiction::ServiceBarsIt),
    }
}

pub(super) fn order_opened(
    m: &mut Mailbox,
    order: &OpenOrder,
    today: Day,
) -> Result<(), Contradiction> {
    require(m.order.is_none() && order.id == m.next_order(), Contradiction::OrderOutOfTurn)?;
    resume(m, today)?;
    if order.is_generated() {
        charge_step(m, charge::Input::OrderGenerated)?;
    }
    m.orders = order.id.ordinal();
    m.order = Some(order.clone().into());
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
    let open = close_unpaid(m, order, order::Input::Cancel { unresolved })?;
    if open.is_generated() {
        m.period_flags.order_cancelled = true;
    } else if open.is_open_at_expiry(today) {
        m.period_flags.manual_open_at_expiry = true;
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
    let open = close_unpaid(m, order, order::Input::Lapse { on, unresolved })?;
    if open.is_generated() {
        m.period_flags.order_lapsed = true;
    } else if open.is_open_at_expiry(on) {
        m.period_flags.manual_open_at_expiry = true;
    }
    Ok(())
}

/// The open order closes without having been paid; what was held for it is owed back.
pub(super) fn close_unpaid(
    m: &mut Mailbox,
    order: OrderId,
    input: order::Input,
) -> Result<OpenOrder, Contradiction> {
    let open_order = take_open_order(m, order)?;
    let open = Order::AwaitingPayment(open_order.clone());
    match open.step(input).map_err(|_| Contradiction::OrderBarsIt)? {
        Order::AwaitingPayment(_) => return Err(Contradiction::OrderBarsIt),
        Order::Closed(closed) => m.close(closed),
    }
    if open_order.is_generated() {
        charge_step(m, charge::Input::CloseOrder)?;
    }
    m.ledger.release().ok_or(Contradiction::SumsDoNotAddUp)?;
    Ok(open_order)
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
    let open = take_open_order(m, *order)?;
    let (generated, purchase) = (open.is_generated(), open.purchase);
    let (closed, paid) = Order::AwaitingPayment(open)
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
    m.purchase = purchase;
    m.grace = grace.clone();
    if let Some(change) = change {
        // What was planned for later gives way to what is bought for now.
        m.space.planned.retain(|planned| planned.on <= change.on);
        m.space.planned.push(*change);
    }
    m.period_flags = PeriodFlags::default();
    forget_statutory_notice(&mut m.notices);
    m.notices.reminded_through = today.previous();
    m.renewed_on = Some(today);
    Ok(())
}

pub(super) fn of_open_order(m: &Mailbox, order: OrderId) -> Result<(), Contradiction> {
    let open = m.order.as_ref().is_some_and(|open_order| open_order.id == order);
    require(open, Contradiction::NotTheOpenOrder)
}

pub(super) fn take_open_order(m: &mut Mailbox, order: OrderId) -> Result<OpenOrder, Contradiction> {
    of_open_order(m, order)?;
    m.order.take().map(CopyOnWrite::into_inner).ok_or(Contradiction::NotTheOpenOrder)
}
