//! What should be so after the line before.

use pec_renewal::{
    Action,
    service::Access,
    values::{Bytes, DebtNumber, RefundNumber, Room},
};

use super::{Reader, past, value};
use crate::{
    cursor::Cursor,
    error::Fault,
    script::{Expectation, Sum},
};

pub(super) fn read(reader: &Reader, cursor: &mut Cursor<'_>) -> Result<Expectation, Fault> {
    let read = past::read(cursor)?.map(Expectation::Past);
    let read = if read.is_none() { of_money(cursor)? } else { read };
    let read = if read.is_none() { of_collection(reader, cursor)? } else { read };
    let read = if read.is_none() { of_the_service(cursor)? } else { read };
    read.ok_or_else(|| cursor.unexpected())
}

fn of_money(cursor: &mut Cursor<'_>) -> Result<Option<Expectation>, Fault> {
    let sums = [
        ("registered", Sum::Registered),
        ("applied", Sum::Applied),
        ("held", Sum::Held),
        ("owed back", Sum::OwedBack),
        ("paid out", Sum::PaidOut),
        ("reversed", Sum::Reversed),
        ("debts", Sum::Debts),
        ("receivables", Sum::Receivables),
        ("written off", Sum::WrittenOff),
        ("due", Sum::Due),
    ];
    if cursor.takes("refund") {
        let number = RefundNumber::new(cursor.number("the number of a refund")?);
        return Ok(Some(Expectation::Refund { number, state: one_of(cursor, REFUND_STATES)? }));
    }
    if cursor.takes("debt") {
        let number = DebtNumber::new(cursor.number("the number of a debt")?);
        let open = cursor.takes("open");
        if !open {
            cursor.needs("settled")?;
        }
        return Ok(Some(Expectation::Debt { number, open }));
    }
    match sums.into_iter().find(|(phrase, _)| cursor.takes(phrase)) {
        Some((_, what)) => Ok(Some(Expectation::Money { what, amount: value::money(cursor)? })),
        None => Ok(None),
    }
}

fn of_collection(reader: &Reader, cursor: &mut Cursor<'_>) -> Result<Option<Expectation>, Fault> {
    Ok(Some(if cursor.takes("automatic renewal off") {
        Expectation::AutoRenewalOff
    } else if cursor.takes("automatic renewal on") {
        let with =
            if cursor.takes("with") { Some(value::method(reader, cursor)?.id) } else { None };
        Expectation::AutoRenewalOn(with)
    } else if cursor.takes("method") {
        let method = value::method(reader, cursor)?.id;
        let dead = cursor.takes("dead");
        if !dead {
            cursor.needs("alive")?;
        }
        Expectation::Dead { method, dead }
    } else if cursor.takes("no order open") {
        Expectation::NoOrderOpen
    } else if cursor.takes("order") {
        let ordinal = cursor.number("the number of an order")?;
        Expectation::Order { ordinal, state: one_of(cursor, ORDER_STATES)? }
    } else if cursor.takes("charge awaited") {
        Expectation::Awaited(true)
    } else if cursor.takes("charge not awaited") {
        Expectation::Awaited(false)
    } else if cursor.takes("charge") {
        Expectation::Charge(one_of(cursor, CHARGE_STATES)?)
    } else {
        return Ok(None);
    }))
}

fn of_the_service(cursor: &mut Cursor<'_>) -> Result<Option<Expectation>, Fault> {
    Ok(Some(if cursor.takes("expiry") {
        Expectation::Expiry(value::day(cursor)?)
    } else if cursor.takes("deadline") {
        let none = cursor.takes("none");
        Expectation::Deadline(if none { None } else { Some(value::day(cursor)?) })
    } else if cursor.takes("state") {
        let state = one_of(cursor, STANDINGS)?;
        let phase = cursor.takes("phase");
        let phase = if phase { Some(cursor.number("the number of a phase")?) } else { None };
        Expectation::State { state, phase }
    } else if cursor.takes("access") {
        Expectation::Access(access(cursor)?)
    } else if cursor.takes("plan") {
        let plan = value::plan(cursor)?;
        Expectation::Plan { plan, extra: value::takes_extra(cursor)? }
    } else if cursor.takes("room") {
        let mailbox = value::bytes(cursor)?;
        let archive = if cursor.takes("archive") { value::bytes(cursor)? } else { Bytes::ZERO };
        Expectation::Room(Room { mailbox, archive })
    } else if cursor.takes("term") {
        Expectation::Term(value::years(cursor)?)
    } else if cursor.takes("exit right") {
        Expectation::ExitRight(true)
    } else if cursor.takes("no exit right") {
        Expectation::ExitRight(false)
    } else if cursor.takes("can") {
        Expectation::Permitted { action: action(cursor)?, refused_with: None }
    } else if cursor.takes("cannot") {
        let action = action(cursor)?;
        let code = past::code(cursor)?;
        Expectation::Permitted { action, refused_with: Some(code) }
    } else {
        return Ok(None);
    }))
}

fn access(cursor: &mut Cursor<'_>) -> Result<Access, Fault> {
    let mut access = Access { send: false, receive: false, read: false, renew: false };
    if cursor.takes("none") {
        return Ok(access);
    }
    access.send = cursor.takes("send");
    access.receive = cursor.takes("receive");
    access.read = cursor.takes("read");
    access.renew = cursor.takes("renew");
    let any = access.send || access.receive || access.read || access.renew;
    if any { Ok(access) } else { Err(cursor.unexpected()) }
}

fn action(cursor: &mut Cursor<'_>) -> Result<Action, Fault> {
    let found = Action::ALL.iter().copied().find(|action| cursor.takes(action_name(*action)));
    found.ok_or_else(|| cursor.unexpected())
}

/// What a script calls an action of the holder's.
pub(crate) const fn action_name(action: Action) -> &'static str {
    match action {
        Action::SwitchOn => "switch on",
        Action::SwitchOff => "switch off",
        Action::ReplaceMethod => "replace the method",
        Action::RemoveMethod => "remove the method",
        Action::RenewByHand => "renew",
        Action::Pay => "pay",
        Action::CancelOrder => "cancel",
        Action::TerminateAtExpiry => "terminate at expiry",
        Action::RevokeTermination => "revoke termination",
        Action::TerminateNow => "terminate now",
        Action::Leave => "leave",
        Action::Withdraw => "withdraw",
        Action::BuyAgain => "buy again",
    }
}

fn one_of(
    cursor: &mut Cursor<'_>,
    phrases: &'static [&'static str],
) -> Result<&'static str, Fault> {
    let found = phrases.iter().copied().find(|phrase| cursor.takes(phrase));
    found.ok_or_else(|| cursor.unexpected())
}

const STANDINGS: &[&str] = &["in service", "in grace", "grace over", "ending", "deleted"];
const REFUND_STATES: &[&str] = &["open", "settled", "withdrawn"];
const ORDER_STATES: &[&str] = &["open", "fulfilled", "cancelled", "lapsed"];
const CHARGE_STATES: &[&str] =
    &["idle", "waiting", "retry due", "barred", "exhausted", "unresolved", "orphaned", "in doubt"];
