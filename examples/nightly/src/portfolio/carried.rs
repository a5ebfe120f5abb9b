//! What a row says of a life lived elsewhere.

#![expect(
    clippy::option_option,
    reason = "none where a cell is wrong, and within it none where nothing is stated"
)]

use pec_renewal::{
    Carried, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment, CarriedReceivable,
    CarriedRight, CarriedTerm, CarriedWarning, KnownPayment, Opening, Withheld,
    catalogue::{MethodKind, Rung},
    values::{Day, DebtNumber, ForeignNumber, Money, OrderId, PaymentReference, Price, VatRate},
};

use super::row::{Cells, yes_or_no};

/// The opening with what else stands, if anything does. Orders that are named are counted.
pub(super) fn read(cells: &mut Cells<'_>, mut opening: Opening) -> Option<Opening> {
    let terminated = cells.with("terminated", yes_or_no);
    let withheld = cells.with("withheld", withheld_of);
    let warning = all_or_none(cells, ["warned_on", "deletion_told"]);
    let right = cells.with("right", right_of);
    let is_by = cells.text("order_by").is_some_and(|text| !text.is_empty());
    let is_to_come = cells.text("receivable").is_some_and(|text| !text.is_empty());
    let has_term = is_to_come || matches!(right, Some(Some(_)));
    let named = u32::from(is_by) + u32::from(has_term);
    opening.orders_before = opening.orders_before.max(named);
    let order = order(cells, &opening);
    let payments = held(cells, order.as_ref()?.as_ref().map(|order| order.id));
    let terms = term(cells, &opening, right?, u32::from(is_by));
    let debts = debt(cells);
    let receivables = receivable(cells, &opening, u32::from(is_by));
    let carried = Carried {
        debts: debts.into_iter().collect(),
        receivables: receivables?.into_iter().collect(),
        terminated: terminated?,
        withheld: withheld?,
        order: order?,
        payments: payments?.into_iter().collect(),
        terms: terms?.into_iter().collect(),
        warning: warning?.map(|[on, deletion]| CarriedWarning { on, deletion }),
        ..Carried::default()
    };
    if carried != Carried::default() {
        opening.carried = Some(Box::new(carried));
    }
    Some(opening)
}

/// Two days that are told together.
fn all_or_none(cells: &mut Cells<'_>, columns: [&'static str; 2]) -> Option<Option<[Day; 2]>> {
    let days = columns.map(|column| cells.optional::<Day>(column));
    let told = columns.map(|column| cells.text(column).is_some_and(|text| !text.is_empty()));
    match (days, told) {
        ([Some(one), Some(other)], _) => Some(Some([one, other])),
        (_, [false, false]) => Some(None),
        (_, [_, is_told]) => {
            let column = if is_told { columns[0] } else { columns[1] };
            cells.wrong(column, "is told of one day only: expected both, or none".to_owned());
            None
        }
    }
}

fn order(cells: &mut Cells<'_>, opening: &Opening) -> Option<Option<CarriedOrder>> {
    let origin = cells.with("order_by", origin_of);
    let rungs: Option<u8> = cells.number("order_rungs");
    let net: Option<Money> = cells.optional("order_net");
    let opened_on: Option<Day> = cells.optional("order_opened_on");
    let last_day: Option<Day> = cells.optional("order_last_day");
    let number: Option<ForeignNumber> = cells.optional("order_number");
    let Some(origin) = origin? else {
        let of_an_order = ["order_net", "order_opened_on", "order_last_day", "order_number"];
        let told = of_an_order
            .into_iter()
            .find(|column| cells.text(column).is_some_and(|text| !text.is_empty()));
        let Some(column) = told else { return Some(None) };
        cells.wrong(column, "is said of no order: expected nothing, or who made it".to_owned());
        return None;
    };
    let price = net.and_then(|net| Price::of(net, VatRate::ORDINARY));
    if price.is_none() {
        cells.wrong("order_net", "nothing: expected its price, as there is an order".to_owned());
    }
    if opened_on.is_none() {
        cells.wrong("order_opened_on", "nothing: expected a day, as there is an order".to_owned());
    }
    Some(Some(CarriedOrder {
        id: OrderId::new(opening.mailbox, opening.expiry, opening.orders_before),
        number,
        origin: spent(origin, rungs?),
        purchase: opening.purchase,
        price: price?,
        archive_consent: false,
        opened_on: opened_on?,
        last_day,
    }))
}

/// Each rung was spent by a charge that failed, and its holder was told.
fn spent(origin: CarriedOrigin, rungs: u8) -> CarriedOrigin {
    match origin {
        CarriedOrigin::Generated { waits_for_authentication, .. } => CarriedOrigin::Generated {
            attempts: rungs.into(),
            spent: Rung::new(rungs).ok(),
            waits_for_authentication,
            told_of_failure: 0 < rungs,
        },
        CarriedOrigin::Manual { .. } => origin,
    }
}

fn held(cells: &mut Cells<'_>, order: Option<OrderId>) -> Option<Option<CarriedPayment>> {
    let amount: Option<Money> = cells.optional("held");
    let reference: Option<PaymentReference> = cells.optional("held_reference");
    let day: Option<Day> = cells.optional("held_on");
    let Some(amount) = amount else { return Some(None) };
    let (Some(reference), Some(day)) = (reference, day) else {
        cells.wrong("held", "is told without reference or day: expected all three".to_owned());
        return None;
    };
    let method_kind = Some(MethodKind::BankTransfer);
    let payment = KnownPayment { reference, amount, day, order, debt: None, method_kind };
    Some(Some(CarriedPayment { payment, applied: Money::ZERO, held: amount }))
}

/// The term last bought: it ends with the expiry, by the order before the open one.
fn term(
    cells: &mut Cells<'_>,
    opening: &Opening,
    right: Option<Right>,
    open: u32,
) -> Option<Option<CarriedTerm>> {
    let applied: Option<Money> = cells.optional("right_paid");
    let paid_on: Option<Day> = cells.optional("right_paid_on");
    let Some(right) = right else { return Some(None) };
    let (Some(applied), Some(paid_on)) = (applied, paid_on) else {
        cells.wrong("right", "is told without sum or day: expected what was paid, and when".into());
        return None;
    };
    Some(Some(CarriedTerm {
        order: last_order(opening, open)?,
        last_day: opening.expiry,
        applied,
        right: Some(match right {
            Right::Leave => CarriedRight::Leave,
            Right::Withdraw => {
                CarriedRight::Withdraw { paid_on, informed: true, start_requested: false }
            }
        }),
    }))
}

/// The order before the open one: it bought the term that ends with the expiry.
fn last_order(opening: &Opening, open: u32) -> Option<OrderId> {
    let years = i32::from(opening.purchase.term.years());
    let year = opening.expiry.year() - years;
    let (month, day) = (opening.expiry.month(), opening.expiry.day());
    let before = (0..=3).find_map(|less| Day::new(year, month, day.saturating_sub(less)).ok());
    Some(OrderId::new(opening.mailbox, before?, opening.orders_before - open))
}

fn debt(cells: &mut Cells<'_>) -> Option<CarriedDebt> {
    let amount: Option<Money> = cells.optional("debt");
    let number: Option<DebtNumber> = cells.optional("debt_number");
    let number = number.unwrap_or(DebtNumber::new(1));
    amount.map(|amount| CarriedDebt { number, amount, order: None })
}

fn receivable(
    cells: &mut Cells<'_>,
    opening: &Opening,
    open: u32,
) -> Option<Option<CarriedReceivable>> {
    let amount: Option<Money> = cells.optional("receivable");
    let number: Option<ForeignNumber> = cells.optional("receivable_number");
    let Some(amount) = amount else { return Some(None) };
    let order = last_order(opening, open)?;
    Some(Some(CarriedReceivable { order, number, amount, shortfall_waived: Money::ZERO }))
}

#[derive(Clone, Copy)]
enum Right {
    Leave,
    Withdraw,
}

fn right_of(text: &str) -> Result<Option<Right>, String> {
    match text {
        "" => Ok(None),
        "leave" => Ok(Some(Right::Leave)),
        "withdraw" => Ok(Some(Right::Withdraw)),
        _ => Err(format!("{text:?} is no right: expected leave, withdraw or nothing")),
    }
}

fn withheld_of(text: &str) -> Result<Option<Withheld>, String> {
    match text {
        "" => Ok(None),
        "cancelled" => Ok(Some(Withheld::Cancelled)),
        "lapsed" => Ok(Some(Withheld::Lapsed)),
        _ => Err(format!("{text:?} is no memory: expected cancelled, lapsed or nothing")),
    }
}

fn origin_of(text: &str) -> Result<Option<CarriedOrigin>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    if text == "automatic renewal" {
        return Ok(Some(CarriedOrigin::Generated {
            attempts: 0,
            spent: None,
            waits_for_authentication: false,
            told_of_failure: false,
        }));
    }
    let by_hand = |method_kind| {
        Some(CarriedOrigin::Manual { method_kind, informed: true, start_requested: false })
    };
    text.parse().map(by_hand).map_err(|_| {
        format!("{text:?} made no order: expected automatic renewal, a way of paying, or nothing")
    })
}
