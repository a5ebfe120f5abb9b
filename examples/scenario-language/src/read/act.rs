//! What is asked or reported on a day: one line, one command.

use pec_renewal::{
    Activation, Carried, Hosting, MethodNews, Notice, Opening, ReversalKind,
    catalogue::{Method, Package, Purchase},
    values::{Day, DebtNumber, PaymentReference, RefundNumber},
};

use super::{Reader, When, account_id, carried, value};
use crate::{
    clock,
    cursor::Cursor,
    error::Fault,
    script::{
        Act, NoticeRef, OrderRef, PaymentLine, PayoutLine, Reference, Renewal, Reported,
        ReversalLine,
    },
};

pub(super) fn read(
    reader: &mut Reader,
    when: &When,
    cursor: &mut Cursor<'_>,
) -> Result<Act, Fault> {
    let read = life(reader, when, cursor)?;
    let read = if read.is_none() { asked(reader, cursor)? } else { read };
    let read = if read.is_none() { reported(reader, when, cursor)? } else { read };
    let read = if read.is_none() { ticks(when, cursor)? } else { read };
    read.ok_or_else(|| {
        for policy_word in ["`set`", "`price`", "`prices clear`", "`policy`", "`expect`"] {
            cursor.expects(policy_word);
        }
        cursor.unexpected()
    })
}

fn life(reader: &mut Reader, when: &When, cursor: &mut Cursor<'_>) -> Result<Option<Act>, Fault> {
    Ok(Some(if cursor.takes("open") {
        open(reader, when, cursor)?
    } else if cursor.takes("take over") {
        take_over(reader, when, cursor)?
    } else if cursor.takes("terminate at expiry") {
        Act::TerminateAtExpiry
    } else if cursor.takes("revoke termination") {
        Act::RevokeTermination
    } else if cursor.takes("terminate now") {
        Act::TerminateNow
    } else if cursor.takes("leave") {
        Act::Leave(value::order(reader, cursor)?)
    } else if cursor.takes("withdraw from") {
        let order = value::order(reader, cursor)?;
        let column = cursor.column();
        let declared = if cursor.takes("declared on") { Some(value::day(cursor)?) } else { None };
        let declared_at = match (declared, when.instant) {
            (None, Some(instant)) => instant,
            (day, _) => clock::moment(reader.zone, day.unwrap_or(when.day), when.time)
                .map_err(|problem| Fault::new(column, problem))?,
        };
        Act::Withdraw { order, declared_at }
    } else if cursor.takes("informed of withdrawing from") {
        let order = value::order(reader, cursor)?;
        let on = if cursor.takes("on") { value::day(cursor)? } else { when.day };
        Act::Informed { order, on }
    } else if cursor.takes("buy again as") {
        let name = value::name(cursor, "a name for the new mailbox")?;
        let mailbox = reader.mailbox_named(name);
        let tax_id = if cursor.takes("by") { Some(value::tax_id(cursor)?) } else { None };
        Act::BuyAgain { mailbox, tax_id }
    } else {
        return Ok(None);
    }))
}

fn asked(reader: &mut Reader, cursor: &mut Cursor<'_>) -> Result<Option<Act>, Fault> {
    Ok(Some(if cursor.takes("switch on with") {
        let method = value::method(reader, cursor)?;
        let given = cursor.takes("with consent");
        let consent = if given { Some(value::consent(reader, cursor)?) } else { None };
        Act::SwitchOn { method, consent }
    } else if cursor.takes("switch off") {
        Act::SwitchOff
    } else if cursor.takes("replace") {
        let old = value::method(reader, cursor)?.id;
        cursor.needs("with")?;
        Act::Replace { old, new: value::method(reader, cursor)? }
    } else if cursor.takes("remove") {
        Act::Remove(value::method(reader, cursor)?.id)
    } else if cursor.takes("renew") {
        renew(reader, cursor)?
    } else if cursor.takes("cancel") {
        Act::Cancel(value::order(reader, cursor)?)
    } else if cursor.takes("again") {
        Act::Again
    } else {
        return Ok(None);
    }))
}

fn reported(
    reader: &mut Reader,
    when: &When,
    cursor: &mut Cursor<'_>,
) -> Result<Option<Act>, Fault> {
    Ok(Some(if cursor.takes("payment") {
        payment(reader, when, cursor)?
    } else if cursor.takes("refund") {
        refund_paid(reader, when, cursor)?
    } else if cursor.takes("reversal") {
        reversal(reader, when, cursor)?
    } else if cursor.takes("commitment") {
        commitment(reader, when, cursor)?
    } else if cursor.takes("charge") {
        let key = value::charge(reader, cursor)?;
        Act::Charge { key, outcome: outcome(cursor)? }
    } else if cursor.takes("method news") {
        let method = value::method(reader, cursor)?.id;
        Act::MethodNews { method, news: method_news(cursor)? }
    } else if cursor.takes("notice") {
        let number = cursor.number("the number of a notice")?;
        delivery(NoticeRef::Numbered(number), when, cursor)?
    } else if cursor.takes("last notice") {
        let name = Notice::NAMES.iter().copied().find(|name| cursor.takes(name));
        delivery(NoticeRef::Last(name), when, cursor)?
    } else if cursor.takes("used") {
        let used = value::used(cursor)?;
        let on = if cursor.takes("measured on") { value::day(cursor)? } else { when.day };
        Act::Used { used, on }
    } else if cursor.takes("space bought") {
        let extra = value::takes_extra(cursor)?;
        Act::SpaceBought(extra.ok_or_else(|| cursor.unexpected())?)
    } else if cursor.takes("holder changed to") {
        Act::HolderChanged(value::holder(cursor)?)
    } else if cursor.takes("account changed to") {
        let number = cursor.number("the number of an account")?;
        Act::AccountChanged(reader.account(number))
    } else {
        return Ok(None);
    }))
}

fn ticks(when: &When, cursor: &mut Cursor<'_>) -> Result<Option<Act>, Fault> {
    let daily = if cursor.takes("tick") {
        return Ok(Some(Act::Tick));
    } else if cursor.takes("ticks until") {
        false
    } else if cursor.takes("ticks daily until") {
        true
    } else {
        return Ok(None);
    };
    let column = cursor.column();
    let until = value::day(cursor)?;
    if until < when.day {
        let problem = format!("{until} lies before {}: expected that day or later", when.day);
        return Err(Fault::new(column, problem));
    }
    Ok(Some(Act::Ticks { until, daily, time: when.time }))
}

fn open(reader: &mut Reader, when: &When, cursor: &mut Cursor<'_>) -> Result<Act, Fault> {
    let column = cursor.column();
    let purchase = purchase(cursor)?;
    let (mailbox, holder, account) = (reader.mailbox, reader.holder, reader.account(1));
    let activation = Activation { mailbox, holder, account, purchase, activated_on: when.day };
    let mut opening = activation.opening().map_err(|_| {
        Fault::new(column, format!("this would end after {}: open it earlier", Day::LAST_EXPIRY))
    })?;
    while clause(reader, &mut opening, cursor)? {}
    Ok(Act::Open(Box::new(opening)))
}

/// A mailbox in any phase of its life: its expiry is stated, and so may be everything else.
fn take_over(reader: &mut Reader, when: &When, cursor: &mut Cursor<'_>) -> Result<Act, Fault> {
    let purchase = purchase(cursor)?;
    cursor.needs("expiry")?;
    let expiry = value::day(cursor)?;
    let mut opening = Opening {
        mailbox: reader.mailbox,
        holder: reader.holder,
        account: reader.account(1),
        hosting: Hosting::Provider,
        purchase,
        anchor: anchor_of(expiry, when.day),
        expiry,
        bound_method: None,
        dead_methods: Vec::new(),
        statutory_notice_delivered: None,
        orders_before: 0,
        carried: None,
    };
    let mut carried = Carried::default();
    loop {
        if cursor.takes("anchor") {
            opening.anchor = value::day(cursor)?;
        } else if cursor.takes("notice delivered on") {
            opening.statutory_notice_delivered = Some(value::day(cursor)?);
        } else if cursor.takes("orders before") {
            opening.orders_before = cursor.number("a number of orders")?;
        } else if cursor.takes("dead") {
            opening.dead_methods.push(value::method(reader, cursor)?.id);
        } else if !clause(reader, &mut opening, cursor)?
            && !carried::clause(&mut carried, &mut opening, cursor)?
        {
            carried::counted(carried, &mut opening);
            return Ok(Act::Open(Box::new(opening)));
        }
    }
}

/// The anchor where none is stated: the last day that is not after today and from which whole years
/// lead to the expiry.
fn anchor_of(expiry: Day, today: Day) -> Day {
    let years_before = |years| Day::new(expiry.year() - years, expiry.month(), expiry.day()).ok();
    let earlier = (0..=YEARS_BACK).filter_map(years_before);
    earlier.into_iter().find(|day| *day <= today).unwrap_or(expiry)
}

/// What may be said of any mailbox that opens.
fn clause(
    reader: &mut Reader,
    opening: &mut Opening,
    cursor: &mut Cursor<'_>,
) -> Result<bool, Fault> {
    if opening.bound_method.is_none() && cursor.takes("bound") {
        opening.bound_method = Some(value::method(reader, cursor)?);
    } else if opening.hosting == Hosting::Provider && cursor.takes("own domain") {
        opening.hosting = Hosting::OwnDomain;
    } else if opening.account == account_id(1) && cursor.takes("account") {
        let number = cursor.number("the number of an account")?;
        opening.account = reader.account(number);
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn purchase(cursor: &mut Cursor<'_>) -> Result<Purchase, Fault> {
    let package = Package { plan: value::plan(cursor)?, extra: value::extra(cursor)? };
    cursor.needs("for")?;
    Ok(Purchase { package, term: value::years(cursor)? })
}

fn renew(reader: &mut Reader, cursor: &mut Cursor<'_>) -> Result<Act, Fault> {
    let wanted = match value::takes_plan(cursor) {
        Some(plan) => Some(Package { plan, extra: value::extra(cursor)? }),
        None => None,
    };
    let term = value::takes_term(cursor)?;
    cursor.needs("by")?;
    let method_kind = value::method_kind(cursor)?;
    let mut renewal = Renewal {
        wanted,
        term,
        method_kind,
        archive_consent: false,
        replaces: None,
        expiry: None,
        informed: false,
        start_requested: false,
    };
    loop {
        if !renewal.archive_consent && cursor.takes("with archive consent") {
            renewal.archive_consent = true;
        } else if renewal.replaces.is_none() && cursor.takes("replacing") {
            renewal.replaces = Some(value::order(reader, cursor)?);
        } else if renewal.expiry.is_none() && cursor.takes("believing expiry") {
            renewal.expiry = Some(value::day(cursor)?);
        } else if !renewal.informed && cursor.takes("informed") {
            renewal.informed = true;
        } else if !renewal.start_requested && cursor.takes("start requested") {
            renewal.start_requested = true;
        } else {
            return Ok(Act::Renew(renewal));
        }
    }
}

fn payment(reader: &mut Reader, when: &When, cursor: &mut Cursor<'_>) -> Result<Act, Fault> {
    let amount = if cursor.takes("in full") { None } else { Some(value::money(cursor)?) };
    cursor.needs("by")?;
    let method_kind = value::method_kind(cursor)?;
    let mut signed_in_with: Option<Method> = None;
    let mut consent = None;
    let (mut order, mut number) = (None, None);
    let (mut debt, mut reference) = (None, None);
    let (mut registered_on, mut paid_on) = (None, None);
    loop {
        if signed_in_with.is_none() && cursor.takes("signed in with") {
            signed_in_with = Some(value::method(reader, cursor)?);
        } else if consent.is_none() && cursor.takes("with consent") {
            consent = Some(value::consent(reader, cursor)?);
        } else if order.is_none() && cursor.takes("for no order") {
            order = Some(None);
        } else if order.is_none() && cursor.takes("for number") {
            order = Some(None);
            number = Some(value::name(cursor, "the number of an order, in quotes if need be")?);
        } else if order.is_none() && cursor.takes("for debt") {
            order = Some(None);
            debt = Some(DebtNumber::new(cursor.number("the number of a debt")?));
        } else if order.is_none() && cursor.takes("for") {
            order = Some(Some(value::order(reader, cursor)?));
        } else if reference.is_none() && cursor.takes("reference of charge") {
            reference = Some(Reference::OfCharge(value::charge(reader, cursor)?));
        } else if reference.is_none() && cursor.takes("reference") {
            reference = Some(Reference::Text(cursor.value("a reference, in quotes if need be")?));
        } else if registered_on.is_none() && cursor.takes("registered on") {
            registered_on = Some(value::day(cursor)?);
        } else if paid_on.is_none() && cursor.takes("paid on") {
            paid_on = Some(value::day(cursor)?);
        } else {
            break;
        }
    }
    let reference = match reference {
        Some(reference) => reference,
        None => Reference::Text(automatic("payment", reader, cursor)?),
    };
    Ok(Act::Payment(PaymentLine {
        amount,
        method_kind,
        signed_in_with,
        consent,
        order: order.unwrap_or(Some(OrderRef::Open)),
        number: number.map(str::to_string),
        debt,
        reference,
        registered_on: registered_on.unwrap_or(when.day),
        paid_on,
    }))
}

fn refund_paid(reader: &mut Reader, when: &When, cursor: &mut Cursor<'_>) -> Result<Act, Fault> {
    let refund = RefundNumber::new(cursor.number("the number of a refund")?);
    cursor.needs("paid")?;
    let amount = if cursor.takes("in full") { None } else { Some(value::money(cursor)?) };
    let (reference, on) = own("payout", reader, when, cursor)?;
    Ok(Act::RefundPaid(PayoutLine { refund, amount, reference, on }))
}

fn reversal(reader: &mut Reader, when: &When, cursor: &mut Cursor<'_>) -> Result<Act, Fault> {
    let amount = if cursor.takes("in full") { None } else { Some(value::money(cursor)?) };
    let of = if cursor.takes("of charge") {
        Reference::OfCharge(value::charge(reader, cursor)?)
    } else {
        cursor.needs("of")?;
        Reference::Text(cursor.value("a reference, in quotes if need be")?)
    };
    cursor.needs("by")?;
    let kinds = [
        ("chargeback", ReversalKind::Chargeback),
        ("return", ReversalKind::Return),
        ("correction owed", ReversalKind::Correction { owed: true }),
        ("correction not owed", ReversalKind::Correction { owed: false }),
    ];
    let kind = kinds.into_iter().find(|(phrase, _)| cursor.takes(phrase));
    let (_, kind) = kind.ok_or_else(|| cursor.unexpected())?;
    let (reference, on) = own("reversal", reader, when, cursor)?;
    Ok(Act::Reversal(ReversalLine { amount, of, kind, reference, on }))
}

fn commitment(reader: &mut Reader, when: &When, cursor: &mut Cursor<'_>) -> Result<Act, Fault> {
    let order = if cursor.takes("for") { value::order(reader, cursor)? } else { OrderRef::Open };
    let (reference, on) = own("commitment", reader, when, cursor)?;
    Ok(Act::Commitment { order, reference, on })
}

/// `[reference TEXT] [on DAY]`.
fn own(
    what: &str,
    reader: &mut Reader,
    when: &When,
    cursor: &mut Cursor<'_>,
) -> Result<(PaymentReference, Day), Fault> {
    let (mut reference, mut on) = (None, None);
    loop {
        if reference.is_none() && cursor.takes("reference") {
            reference = Some(cursor.value("a reference, in quotes if need be")?);
        } else if on.is_none() && cursor.takes("on") {
            on = Some(value::day(cursor)?);
        } else {
            break;
        }
    }
    let reference = match reference {
        Some(reference) => reference,
        None => automatic(what, reader, cursor)?,
    };
    Ok((reference, on.unwrap_or(when.day)))
}

/// Payments, payouts, reversals and commitments without a reference are told apart by counting them.
fn automatic(
    what: &str,
    reader: &mut Reader,
    cursor: &Cursor<'_>,
) -> Result<PaymentReference, Fault> {
    reader.payments += 1;
    let text = format!("{what}-{}", reader.payments);
    text.parse().map_err(|why| Fault::new(cursor.column(), format!("{why}")))
}

fn outcome(cursor: &mut Cursor<'_>) -> Result<Reported, Fault> {
    if cursor.takes("settles") {
        return value::takes_money(cursor).map(Reported::Settled);
    }
    if cursor.takes("soft decline") {
        let not_before = if cursor.takes("not before") { Some(value::day(cursor)?) } else { None };
        return Ok(Reported::SoftDecline { not_before });
    }
    let others = [
        ("hard decline", Reported::HardDecline),
        ("authentication required", Reported::AuthenticationRequired),
        ("stopped", Reported::Stopped),
        ("not executed", Reported::NotExecuted),
        ("unknown", Reported::Unknown),
    ];
    let found = others.into_iter().find(|(phrase, _)| cursor.takes(phrase));
    found.map(|(_, outcome)| outcome).ok_or_else(|| cursor.unexpected())
}

fn method_news(cursor: &mut Cursor<'_>) -> Result<MethodNews, Fault> {
    if cursor.takes("closed") {
        return Ok(MethodNews::Closed);
    }
    if cursor.takes("ask the holder") {
        return Ok(MethodNews::AskHolder);
    }
    cursor.needs("refreshed")?;
    let (mut valid_until, mut mandate_cap) = (None, None);
    loop {
        if valid_until.is_none() && cursor.takes("valid until") {
            valid_until = Some(value::day(cursor)?);
        } else if mandate_cap.is_none() && cursor.takes("cap") {
            mandate_cap = Some(value::money(cursor)?);
        } else {
            return Ok(MethodNews::Refreshed { valid_until, mandate_cap });
        }
    }
}

fn delivery(which: NoticeRef, when: &When, cursor: &mut Cursor<'_>) -> Result<Act, Fault> {
    if cursor.takes("delivered") {
        let on = if cursor.takes("on") { value::day(cursor)? } else { when.day };
        return Ok(Act::Notice { which, delivered: Some(on) });
    }
    cursor.needs("failed")?;
    Ok(Act::Notice { which, delivered: None })
}

/// Terms are five years at most, and a 29 February comes back within eight.
const YEARS_BACK: i32 = 16;
