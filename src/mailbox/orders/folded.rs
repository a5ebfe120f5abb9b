//! What is recorded of orders, and how it folds: opened, withheld, cancelled, lapsed (R-14, R-15,
//!

use crate::{
    charge,
    mailbox::{
        corrupt::Contradiction,
        event::{CancelCause, NotGenerated},
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
    mailbox.forget_what_was_said();
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

/// What is held for a replaced order is held for the one that takes its place; a cancellation
/// is remembered for this period unless it replaces.
pub(crate) fn cancelled<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    cause: CancelCause,
    today: Day,
) -> Result<(), F::Bar> {
    let (unresolved, replaced) = (mailbox.is_in_collection(order), cause.replaces());
    let input = Input::Cancel { unresolved, replaced };
    let last_day = mailbox.last_day_of_order(today).unwrap_or(today);
    let Some(open) = closed_unpaid::<F>(mailbox, order, input, last_day)? else {
        return Ok(());
    };
    mailbox.forget_what_was_said();
    if !replaced {
        release::<F>(mailbox, order)?;
        // One of a term that was ended is not of this period.
        mailbox.period_flags.order_cancelled |= open.is_generated() && !cause.ends_a_term();
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
    let (unresolved, margin_ends) = (mailbox.is_in_collection(order), mailbox.margin_over(on));
    let input = Input::Lapse { on, margin_ends: margin_ends.unwrap_or(on), unresolved };
    // Its last day is that of the margin that is over, although grace may go on since.
    let margin = mailbox.open_order().map(|open| open.agreed.report_margin_days);
    let last_day = margin_ends.unwrap_or(today).minus_days(margin.unwrap_or(0).into());
    let Some(open) = closed_unpaid::<F>(mailbox, order, input, last_day)? else {
        return Ok(());
    };
    release::<F>(mailbox, order)?;
    mailbox.period_flags.order_lapsed |= open.is_generated();
    Ok(())
}

/// All but what is owed goes over to the new order: what is held, the rungs spent, bars and episode
///
pub(crate) fn reissued<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    new: &OpenOrder,
    today: Day,
) -> Result<(), F::Bar> {
    let in_turn = new.id == mailbox.next_order();
    F::require(|| in_turn, Contradiction::OrderOutOfTurn)?;
    let last_day = mailbox.last_day_of_order(today).unwrap_or(today);
    let input = Input::Cancel { unresolved: mailbox.is_in_collection(order), replaced: true };
    let Some(open) = take_open::<F>(mailbox, order)? else {
        return Ok(());
    };
    match open.close(input, last_day) {
        Ok(closed) => mailbox.close(closed),
        Err(why) => F::bar(Contradiction::Order(why))?,
    }
    if open.is_generated() {
        charge_step::<F>(mailbox, charge::Input::Reissue)?;
    }
    mailbox.orders_change();
    mailbox.orders = new.id.ordinal();
    mailbox.order = Some(new.clone().into());
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

/// The open order closes without having been paid.
fn closed_unpaid<F: Folding>(
    mailbox: &mut Mailbox,
    order: OrderId,
    input: Input,
    last_day: Day,
) -> Result<Option<CopyOnWrite<OpenOrder>>, F::Bar> {
    let Some(open) = take_open::<F>(mailbox, order)? else {
        return Ok(None);
    };
    match open.close(input, last_day) {
        Ok(closed) => mailbox.close(closed),
        Err(why) => F::bar(Contradiction::Order(why))?,
    }
    mailbox.leaving = None;
    if open.is_generated() {
        charge_step::<F>(mailbox, charge::Input::CloseOrder)?;
    }
    Ok(Some(open))
}

/// What was held for an order that closed unpaid is owed back.
fn release<F: Folding>(mailbox: &mut Mailbox, order: OrderId) -> Result<(), F::Bar> {
    mailbox.held_by.clear();
    mailbox.book_release(order).or_else(F::bar)
}
