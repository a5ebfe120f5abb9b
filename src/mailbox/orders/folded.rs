//! What is recorded of orders, and how it folds: opened, withheld, cancelled, lapsed (R-14, R-15,
//!

use crate::{
    charge,
    mailbox::{
        corrupt::Contradiction,
        event::NotGenerated,
        folding::{Folding, charge_step},
        life::folded::resume,
        state::Mailbox,
    },
    order::{Input, OpenOrder},
    values::{CopyOnWrite, Day, OrderId},
};

pub(crate) fn opened<F: Folding>(
    mailbox: &mut Mailbox,
    order: &OpenOrder,
    today: Day,
) -> Result<(), F::Bar> {
    let in_turn = mailbox.order.is_none() && order.id == mailbox.next_order();
    F::require(|| in_turn, Contradiction::OrderOutOfTurn)?;
    resume::<F>(mailbox, today)?;
    if order.is_generated() {
        charge_step::<F>(mailbox, charge::Input::OrderGenerated)?;
    }
    mailbox.orders_change();
    mailbox.orders = order.id.ordinal();
    mailbox.order = Some(order.clone().into());
    Ok(())
}

pub(crate) fn not_generated<F: Folding>(
    mailbox: &mut Mailbox,
    expiry: Day,
    reason: NotGenerated,
) -> Result<(), F::Bar> {
    let is_new = expiry == mailbox.expiry() && !mailbox.period_flags.was_told(reason);
    F::require(|| is_new, Contradiction::NothingNew)?;
    mailbox.period_flags.tell(reason);
    Ok(())
}

pub(crate) fn cancelled<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    today: Day,
) -> Result<(), F::Bar> {
    let input = Input::Cancel { unresolved: mailbox.is_in_collection(order) };
    let Some(open) = closed_unpaid::<F>(mailbox, order, input)? else {
        return Ok(());
    };
    if open.is_generated() {
        mailbox.period_flags.order_cancelled = true;
    } else if open.is_open_at_expiry(today) {
        mailbox.period_flags.manual_open_at_expiry = true;
    }
    Ok(())
}

pub(crate) fn lapsed<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    on: Day,
    today: Day,
) -> Result<(), F::Bar> {
    F::require(|| on <= today, Contradiction::LapsedAhead)?;
    let input = Input::Lapse { on, unresolved: mailbox.is_in_collection(order) };
    let Some(open) = closed_unpaid::<F>(mailbox, order, input)? else {
        return Ok(());
    };
    if open.is_generated() {
        mailbox.period_flags.order_lapsed = true;
    } else if open.is_open_at_expiry(on) {
        mailbox.period_flags.manual_open_at_expiry = true;
    }
    Ok(())
}

/// The order named is the open one.
pub(crate) fn require_open<F: Folding>(mailbox: &Mailbox, order: OrderId) -> Result<(), F::Bar> {
    let is_open = || mailbox.order.as_ref().is_some_and(|open| open.id == order);
    F::require(is_open, Contradiction::NotTheOpenOrder)
}

/// Takes the open order out of the mailbox.
pub(crate) fn take_open<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
) -> Result<Option<CopyOnWrite<OpenOrder>>, F::Bar> {
    require_open::<F>(mailbox, order)?;
    Ok(mailbox.order.take())
}

/// The open order closes without having been paid; what was held for it is owed back.
fn closed_unpaid<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    input: Input,
) -> Result<Option<CopyOnWrite<OpenOrder>>, F::Bar> {
    let Some(open) = take_open::<F>(mailbox, order)? else {
        return Ok(None);
    };
    match open.close(input) {
        Ok(closed) => mailbox.close(closed),
        Err(why) => F::bar(Contradiction::Order(why))?,
    }
    if open.is_generated() {
        charge_step::<F>(mailbox, charge::Input::CloseOrder)?;
    }
    mailbox.ledger.release().or_else(F::bar)?;
    Ok(Some(open))
}
