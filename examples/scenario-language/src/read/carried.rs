//! What a take-over says of a life lived elsewhere: clauses of one line.

use pec_renewal::{
    Carried, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment, CarriedReceivable,
    CarriedRight, CarriedSpace, CarriedTerm, CarriedWarning, KnownPayment, LargerRoom, NextCharge,
    Opening, PlanChange, Refund, RefundForm, RefundReason, Withheld,
    catalogue::{Package, Rung},
    values::{Day, DebtNumber, Money, OrderId, Price, RefundNumber, VatRate},
};

use super::value;
use crate::{cursor::Cursor, error::Fault};

/// Reads one clause, if one stands here.
pub(super) fn clause(
    carried: &mut Carried,
    opening: &mut Opening,
    cursor: &mut Cursor<'_>,
) -> Result<bool, Fault> {
    if !carried.terminated && cursor.takes("terminated") {
        carried.terminated = true;
    } else if carried.withheld.is_none() && cursor.takes("order cancelled") {
        carried.withheld = Some(Withheld::Cancelled);
    } else if carried.withheld.is_none() && cursor.takes("order lapsed") {
        carried.withheld = Some(Withheld::Lapsed);
    } else if carried.order.is_none() && cursor.takes("order generated") {
        carried.order = Some(generated(opening, cursor)?);
    } else if carried.order.is_none() && cursor.takes("order by") {
        carried.order = Some(by_hand(opening, cursor)?);
    } else if cursor.takes("held") {
        let order = carried.order.as_ref().map(|order| order.id);
        let (payment, held) = payment(order, cursor)?;
        carried.payments.push(CarriedPayment { payment, applied: Money::ZERO, held });
    } else if cursor.takes("applied") {
        let (payment, applied) = payment(None, cursor)?;
        carried.payments.push(CarriedPayment { payment, applied, held: Money::ZERO });
    } else if cursor.takes("refund") {
        carried.refunds.push(refund(cursor)?);
    } else if cursor.takes("debt") {
        carried.debts.push(debt(carried, cursor)?);
    } else if cursor.takes("receivable") {
        carried.receivables.push(receivable(carried, cursor)?);
    } else if cursor.takes("term from") {
        carried.terms.push(term(carried, opening, cursor)?);
    } else if carried.notice_named.is_none() && cursor.takes("notice named") {
        let amount = value::money(cursor)?;
        cursor.needs("on")?;
        carried.notice_named = Some(NextCharge { on: value::day(cursor)?, amount });
    } else if carried.warning.is_none() && cursor.takes("warned on") {
        let on = value::day(cursor)?;
        cursor.needs("of")?;
        carried.warning = Some(CarriedWarning { on, deletion: value::day(cursor)? });
    } else if carried.deleted_on.is_none() && cursor.takes("deleted on") {
        carried.deleted_on = Some(value::day(cursor)?);
    } else {
        return space(carried, opening, cursor);
    }
    Ok(true)
}

/// `plan PRO until DAY`, and `room of PREMIUM`.
fn space(carried: &mut Carried, opening: &Opening, cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    let bought = opening.purchase.package;
    let in_effect = || CarriedSpace { package: bought, planned: Vec::new(), larger: None };
    if cursor.takes("plan") {
        let package = Package { plan: value::plan(cursor)?, extra: value::extra(cursor)? };
        cursor.needs("until")?;
        let on = value::day(cursor)?.next();
        let space = carried.space.get_or_insert_with(in_effect);
        space.package = package;
        space.planned = vec![PlanChange { on, package: bought, archive_consent: true }];
    } else if cursor.takes("room of") {
        let package = Package { plan: value::plan(cursor)?, extra: value::extra(cursor)? };
        let larger = LargerRoom { room: package.room(), archive_consent: true };
        carried.space.get_or_insert_with(in_effect).larger = Some(larger);
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn generated(opening: &Opening, cursor: &mut Cursor<'_>) -> Result<CarriedOrder, Fault> {
    let mut order = order(opening, cursor, |attempts| CarriedOrigin::Generated {
        attempts,
        spent: None,
        waits_for_authentication: false,
        told_of_failure: false,
    })?;
    loop {
        let CarriedOrigin::Generated { attempts, spent, waits_for_authentication, told_of_failure } =
            &mut order.origin
        else {
            return Ok(order);
        };
        if cursor.takes("charges") {
            *attempts = cursor.number("a number of charges")?;
        } else if cursor.takes("rungs") {
            let place: u8 = cursor.number("a number of rungs")?;
            let column = cursor.column();
            let rung = Rung::new(place).map_err(|why| Fault::new(column, format!("{why}")))?;
            *spent = Some(rung);
        } else if cursor.takes("waits for authentication") {
            *waits_for_authentication = true;
        } else if cursor.takes("failure told") {
            *told_of_failure = true;
        } else if !more(&mut order, cursor)? {
            return Ok(order);
        }
    }
}

fn by_hand(opening: &Opening, cursor: &mut Cursor<'_>) -> Result<CarriedOrder, Fault> {
    let method_kind = value::method_kind(cursor)?;
    let origin = CarriedOrigin::Manual { method_kind, informed: false, start_requested: false };
    let mut order = order(opening, cursor, |_| origin)?;
    loop {
        let CarriedOrigin::Manual { informed, start_requested, .. } = &mut order.origin else {
            return Ok(order);
        };
        if cursor.takes("informed") {
            *informed = true;
        } else if cursor.takes("start requested") {
            *start_requested = true;
        } else if !more(&mut order, cursor)? {
            return Ok(order);
        }
    }
}

/// `net AMOUNT opened on DAY`: what the mailbox last paid for, at that price and the ordinary rate.
fn order(
    opening: &Opening,
    cursor: &mut Cursor<'_>,
    origin: impl Fn(u32) -> CarriedOrigin,
) -> Result<CarriedOrder, Fault> {
    cursor.needs("net")?;
    let column = cursor.column();
    let net = value::money(cursor)?;
    let price = Price::of(net, VatRate::ORDINARY)
        .ok_or_else(|| Fault::new(column, format!("{net} is no price: expected less")))?;
    cursor.needs("opened on")?;
    Ok(CarriedOrder {
        id: OrderId::new(opening.mailbox, opening.expiry, opening.orders_before),
        number: None,
        origin: origin(0),
        purchase: opening.purchase,
        price,
        archive_consent: false,
        opened_on: value::day(cursor)?,
        last_day: None,
    })
}

/// What may be said of any order.
fn more(order: &mut CarriedOrder, cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    if order.last_day.is_none() && cursor.takes("last day") {
        order.last_day = Some(value::day(cursor)?);
    } else if order.number.is_none() && cursor.takes("known as") {
        order.number = Some(cursor.value("a number of another system, in quotes if need be")?);
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// `AMOUNT by WAY reference TEXT on DAY`.
fn payment(
    order: Option<OrderId>,
    cursor: &mut Cursor<'_>,
) -> Result<(KnownPayment, Money), Fault> {
    let amount = value::money(cursor)?;
    cursor.needs("by")?;
    let method_kind = Some(value::method_kind(cursor)?);
    cursor.needs("reference")?;
    let reference = cursor.value("a reference, in quotes if need be")?;
    cursor.needs("on")?;
    let day = value::day(cursor)?;
    Ok((KnownPayment { reference, amount, day, order, debt: None, method_kind }, amount))
}

/// `N of AMOUNT [by DAY]`: owed in cash.
fn refund(cursor: &mut Cursor<'_>) -> Result<Refund, Fault> {
    let number = RefundNumber::new(cursor.number("the number of a refund")?);
    cursor.needs("of")?;
    let amount = value::money(cursor)?;
    let due = if cursor.takes("by") { Some(value::day(cursor)?) } else { None };
    let (form, reason) = (RefundForm::Refund, RefundReason::Excess);
    Ok(Refund {
        number,
        amount,
        order: None,
        reason,
        form,
        due,
        payout: None,
        beyond: Vec::new(),
        withdrawn: false,
        in_its_place: None,
    })
}

/// `N of AMOUNT [for term N]`: a debt that stands.
fn debt(carried: &Carried, cursor: &mut Cursor<'_>) -> Result<CarriedDebt, Fault> {
    let number = DebtNumber::new(cursor.number("the number of a debt")?);
    cursor.needs("of")?;
    let amount = value::money(cursor)?;
    let order = if cursor.takes("for term") { Some(order_of_term(carried, cursor)?) } else { None };
    Ok(CarriedDebt { number, amount, order })
}

/// `AMOUNT for term N [short AMOUNT] [known as TEXT]`: what a public body is still to pay.
fn receivable(carried: &Carried, cursor: &mut Cursor<'_>) -> Result<CarriedReceivable, Fault> {
    let amount = value::money(cursor)?;
    cursor.needs("for term")?;
    let order = order_of_term(carried, cursor)?;
    let short = cursor.takes("short");
    let shortfall_waived = if short { value::money(cursor)? } else { Money::ZERO };
    let known = cursor.takes("known as");
    let what = "a number of another system, in quotes if need be";
    let number = if known { Some(cursor.value(what)?) } else { None };
    Ok(CarriedReceivable { order, number, amount, shortfall_waived })
}

/// The order that bought a term stated before, counted from 1.
fn order_of_term(carried: &Carried, cursor: &mut Cursor<'_>) -> Result<OrderId, Fault> {
    let column = cursor.column();
    let place: usize = cursor.number("the number of a term")?;
    let term = place.checked_sub(1).and_then(|place| carried.terms.get(place));
    term.map(|term| term.order)
        .ok_or_else(|| Fault::new(column, format!("term {place} was not stated: state it before")))
}

/// `DAY to DAY for AMOUNT [to leave] [to withdraw paid on DAY [informed] [start requested]]`.
fn term(
    carried: &Carried,
    opening: &Opening,
    cursor: &mut Cursor<'_>,
) -> Result<CarriedTerm, Fault> {
    let first_day: Day = value::day(cursor)?;
    cursor.needs("to")?;
    let last_day = value::day(cursor)?;
    cursor.needs("for")?;
    let applied = value::money(cursor)?;
    let right = if cursor.takes("to leave") {
        Some(CarriedRight::Leave)
    } else if cursor.takes("to withdraw paid on") {
        let paid_on = value::day(cursor)?;
        let informed = cursor.takes("informed");
        let start_requested = cursor.takes("start requested");
        Some(CarriedRight::Withdraw { paid_on, informed, start_requested })
    } else {
        None
    };
    let ordinal = u32::try_from(carried.terms.len()).unwrap_or(u32::MAX).saturating_add(1);
    let order = OrderId::new(opening.mailbox, first_day.previous(), ordinal);
    Ok(CarriedTerm { order, last_day, applied, right })
}

/// Every order that was named is counted, the open one last.
pub(super) fn counted(mut carried: Carried, opening: &mut Opening) {
    let terms = u32::try_from(carried.terms.len()).unwrap_or(u32::MAX);
    let named = terms.saturating_add(u32::from(carried.order.is_some()));
    opening.orders_before = opening.orders_before.max(named);
    if let Some(order) = &mut carried.order {
        let id = OrderId::new(opening.mailbox, opening.expiry, opening.orders_before);
        order.id = id;
        let held = carried.payments.iter_mut().filter(|payment| !payment.held.is_zero());
        held.for_each(|payment| payment.payment.order = Some(id));
    }
    if carried != Carried::default() {
        opening.carried = Some(Box::new(carried));
    }
}
