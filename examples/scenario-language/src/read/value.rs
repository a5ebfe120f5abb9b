//! What several kinds of line share: days, amounts, purchases, methods, orders, holders.

use pec_renewal::{
    auto_renewal::Consent,
    catalogue::{Holder, HolderKind, Method, MethodKind, Plan, Term},
    values::{
        Bytes, Day, ExtraSpace, MailboxId, Money, TaxId, UsedSpace,
        chrono::{DateTime, Utc},
    },
};

use super::{Reader, mailbox_id};
use crate::{
    clock::Time,
    cursor::{Cursor, Word},
    error::Fault,
    near,
    script::{ChargeRef, OrderRef},
};

pub(super) fn day(cursor: &mut Cursor<'_>) -> Result<Day, Fault> {
    cursor.value("a day as YYYY-MM-DD")
}

/// An instant such as `2026-01-08T07:00:00Z`.
pub(super) fn instant(cursor: &mut Cursor<'_>) -> Result<DateTime<Utc>, Fault> {
    let word = cursor.word("an instant")?;
    let instant = DateTime::parse_from_rfc3339(word.text).ok();
    let instant = instant.filter(|_| word.text.ends_with('Z'));
    instant.map(|instant| instant.with_timezone(&Utc)).ok_or_else(|| {
        let text = word.text;
        let problem = format!(
            "{text:?} is no instant in UTC: expected one such as 2026-01-08T07:00:00Z, or a day and \
             a time of the zone, as in 2026-01-08 08:00"
        );
        Fault::new(word.column, problem)
    })
}

pub(super) fn time(cursor: &mut Cursor<'_>) -> Result<Time, Fault> {
    let word = cursor.word("a time as HH:MM")?;
    let two = |digits: &str| {
        let digits_only = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits_only.then(|| digits.parse::<u32>().ok()).flatten()
    };
    word.text
        .split_once(':')
        .and_then(|(hour, minute)| Some(Time { hour: two(hour)?, minute: two(minute)? }))
        .filter(|time| time.hour < 24 && time.minute < 60)
        .ok_or_else(|| {
            let text = word.text;
            Fault::new(word.column, format!("{text:?} is not a time: expected HH:MM, as in 10:30"))
        })
}

pub(super) fn money(cursor: &mut Cursor<'_>) -> Result<Money, Fault> {
    let word = cursor.peek();
    let amount = cursor.value("an amount, as in 9.64")?;
    word.map_or(Ok(()), |word| with_a_point(cursor, word))?;
    Ok(amount)
}

/// An amount, if one stands here.
pub(super) fn takes_money(cursor: &mut Cursor<'_>) -> Result<Option<Money>, Fault> {
    let word = cursor.peek();
    let amount = cursor.takes_value("an amount, as in 9.64");
    if let (Some(word), Some(_)) = (word, amount) {
        with_a_point(cursor, word)?;
    }
    Ok(amount)
}

/// Italians write a comma where this language has a point.
fn with_a_point(cursor: &Cursor<'_>, word: Word<'_>) -> Result<(), Fault> {
    let fault =
        |meant| Fault::new(word.column, format!("the decimal sign is a point: expected `{meant}`"));
    cursor.decimal_comma(word).map_or(Ok(()), |meant| Err(fault(meant)))
}

pub(super) fn name<'a>(cursor: &mut Cursor<'a>, what: &str) -> Result<&'a str, Fault> {
    cursor.word(what).map(|word| word.text)
}

pub(super) fn plan(cursor: &mut Cursor<'_>) -> Result<Plan, Fault> {
    takes_plan(cursor).ok_or_else(|| cursor.unexpected())
}

pub(super) fn takes_plan(cursor: &mut Cursor<'_>) -> Option<Plan> {
    Plan::ALL.iter().copied().find(|plan| cursor.takes(&plan.to_string()))
}

/// Extra space: `+1 GB mailbox`, `+3 GB archive`, both, `+0`, or nothing at all.
pub(super) fn extra(cursor: &mut Cursor<'_>) -> Result<ExtraSpace, Fault> {
    Ok(takes_extra(cursor)?.unwrap_or(ExtraSpace::NONE))
}

pub(super) fn takes_extra(cursor: &mut Cursor<'_>) -> Result<Option<ExtraSpace>, Fault> {
    if cursor.peek().is_some_and(|word| word.text == "+0") {
        cursor.word("+0")?;
        return Ok(Some(ExtraSpace::NONE));
    }
    let mut extra = None;
    while let Some(word) = cursor.peek().filter(|word| word.text.starts_with('+')) {
        let gb = word.text.trim_start_matches('+').parse::<u16>().map_err(|_| {
            let text = word.text;
            Fault::new(word.column, format!("{text:?} is no extra space: expected as in +1 GB"))
        })?;
        cursor.word("+1")?;
        cursor.needs("GB")?;
        let sum: &mut ExtraSpace = extra.get_or_insert(ExtraSpace::NONE);
        if cursor.takes("mailbox") {
            sum.mailbox_gb = gb;
        } else {
            cursor.needs("archive")?;
            sum.archive_gb = gb;
        }
    }
    if extra.is_none() {
        cursor.expects("extra space, as in +1 GB mailbox");
    }
    Ok(extra)
}

/// `for 2 years`, if it stands here.
pub(super) fn takes_term(cursor: &mut Cursor<'_>) -> Result<Option<Term>, Fault> {
    if cursor.takes("for") { years(cursor).map(Some) } else { Ok(None) }
}

pub(super) fn years(cursor: &mut Cursor<'_>) -> Result<Term, Fault> {
    let term: Term = cursor.value("a number of years from 1 to 5")?;
    if !cursor.takes("years") {
        cursor.needs("year")?;
    }
    Ok(term)
}

/// A kind of payment method, of one word or two.
pub(super) fn method_kind(cursor: &mut Cursor<'_>) -> Result<MethodKind, Fault> {
    let found = MethodKind::ALL.iter().copied().find(|kind| cursor.takes(&kind.to_string()));
    found.ok_or_else(|| cursor.unexpected())
}

pub(super) fn bytes(cursor: &mut Cursor<'_>) -> Result<Bytes, Fault> {
    let word = cursor.word("an amount of space, as in 1.6 GB")?;
    with_a_point(cursor, word)?;
    let unit = ["GB", "MB", "B"].into_iter().find(|unit| cursor.takes(unit));
    let unit = unit.ok_or_else(|| cursor.unexpected())?;
    format!("{} {unit}", word.text).parse().map_err(|why| Fault::new(word.column, format!("{why}")))
}

/// `1.6 GB` for mail, and `archive 5 GB` where there is any.
pub(super) fn used(cursor: &mut Cursor<'_>) -> Result<UsedSpace, Fault> {
    let mailbox = bytes(cursor)?;
    let archive = if cursor.takes("archive") { bytes(cursor)? } else { Bytes::ZERO };
    Ok(UsedSpace { mailbox, archive })
}

/// A method that the script has named.
pub(super) fn method(reader: &Reader, cursor: &mut Cursor<'_>) -> Result<Method, Fault> {
    let word = cursor.word("the name of a method")?;
    let known = reader.names.methods.iter().position(|known| known == word.text);
    known.and_then(|index| reader.methods.get(index)).copied().ok_or_else(|| {
        let (text, named) = (word.text, reader.names.methods.iter().map(String::as_str));
        let meant = near::hint(text, named);
        let problem = format!(
            "no method is called {text:?}{meant}: expected a line above it such as `method {text} \
             card`"
        );
        Fault::new(word.column, problem)
    })
}

/// The consent that follows the words `with consent`: `NAME of DAY`.
pub(super) fn consent(reader: &mut Reader, cursor: &mut Cursor<'_>) -> Result<Consent, Fault> {
    let name = name(cursor, "a name for the record of the consent")?;
    let record = reader.consent_named(name);
    cursor.needs("of")?;
    Ok(Consent { on: day(cursor)?, record })
}

/// `order 2`, `order 2 of NAME`, or `the open order`.
pub(super) fn order(reader: &Reader, cursor: &mut Cursor<'_>) -> Result<OrderRef, Fault> {
    if cursor.takes("the open order") {
        return Ok(OrderRef::Open);
    }
    cursor.needs("order")?;
    let ordinal = cursor.number("the number of an order")?;
    Ok(OrderRef::Numbered { ordinal, of: takes_of(reader, cursor)? })
}

/// The charge that follows the word `charge`: `1.2`, `1.2 of NAME`, or none named, which is the
/// unresolved one.
pub(super) fn charge(reader: &Reader, cursor: &mut Cursor<'_>) -> Result<ChargeRef, Fault> {
    let expected = "a charge, as in 1.2";
    let Some(word) =
        cursor.peek().filter(|word| word.text.starts_with(|c: char| c.is_ascii_digit()))
    else {
        cursor.expects(expected);
        return Ok(ChargeRef::Unresolved);
    };
    let numbers = word.text.split_once('.').and_then(|(ordinal, attempt)| {
        Some((ordinal.parse::<u32>().ok()?, attempt.parse::<u32>().ok()?))
    });
    let (ordinal, attempt) = numbers.ok_or_else(|| {
        let text = word.text;
        Fault::new(word.column, format!("{text:?} is no charge: expected order.attempt, as in 1.2"))
    })?;
    cursor.word(expected)?;
    let of = takes_of(reader, cursor)?;
    Ok(ChargeRef::Numbered { order: OrderRef::Numbered { ordinal, of }, attempt })
}

fn takes_of(reader: &Reader, cursor: &mut Cursor<'_>) -> Result<Option<MailboxId>, Fault> {
    if !cursor.takes("of") {
        return Ok(None);
    }
    let word = cursor.word("the name of a mailbox")?;
    let known = || reader.names.mailboxes.iter().map(String::as_str);
    let index = known().position(|known| known == word.text).ok_or_else(|| {
        let (text, meant) = (word.text, near::hint(word.text, known()));
        let problem = format!(
            "no mailbox is called {text:?}{meant}: expected a line above it such as `mailbox {text}`"
        );
        Fault::new(word.column, problem)
    })?;
    Ok(Some(mailbox_id(index)))
}

pub(super) fn holder(cursor: &mut Cursor<'_>) -> Result<Holder, Fault> {
    let kind = if cursor.takes("consumer") {
        HolderKind::Consumer
    } else if cursor.takes("business") {
        HolderKind::Business { split_payment: false }
    } else {
        cursor.needs("public body")?;
        HolderKind::PublicBody { split_payment: false }
    };
    let tax_id = tax_id(cursor)?;
    let kind = match kind {
        HolderKind::PublicBody { .. } => {
            HolderKind::PublicBody { split_payment: cursor.takes("split payment") }
        }
        HolderKind::Business { .. } => {
            HolderKind::Business { split_payment: cursor.takes("split payment") }
        }
        HolderKind::Consumer => kind,
    };
    Ok(Holder { kind, tax_id })
}

pub(super) fn tax_id(cursor: &mut Cursor<'_>) -> Result<TaxId, Fault> {
    cursor.value("a tax id").map_err(|fault| Fault { private: true, ..fault })
}

pub(super) fn yes_or_no(cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    if cursor.takes("yes") {
        return Ok(true);
    }
    cursor.needs("no").map(|()| false)
}
