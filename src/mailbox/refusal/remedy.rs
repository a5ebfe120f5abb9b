//! What a refusal says besides its reason: what would do instead, where anything would.

#![expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "the derive hands over each field by reference"
)]

use core::fmt;

use crate::{
    catalogue::Purchase,
    order::FinalStatus,
    values::{Bytes, Day, ExtraSpace, OrderId, Room, UsedSpace},
};

pub(super) fn order_already_open(
    order: &OrderId,
    _generated: &bool,
    payable: &bool,
    cancellable: &bool,
    replaceable: &bool,
    free_from: &Option<Day>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "order {order} is open: ")?;
    f.write_str(match (payable, cancellable, replaceable) {
        (true, true, true) => "pay it, cancel it or replace it",
        (true, true, false) => "pay it or cancel it",
        (false, true, true) => "cancel it or replace it",
        (false, true, false) => "cancel it",
        (true, false, _) => "pay it, or wait for the outcome of its charge",
        (false, false, _) => "wait for the outcome of its charge",
    })?;
    match free_from {
        Some(day) => write!(f, "; left unpaid, it is out of the way from {day} on"),
        None => Ok(()),
    }
}

pub(super) fn order_closed(
    order: &OrderId,
    status: &FinalStatus,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "order {order} is closed: it {status}")
}

pub(super) fn order_past_its_last_day(
    order: &OrderId,
    last_day: &Day,
    replaceable: &bool,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "the last day to pay order {order} was {last_day}: ")?;
    f.write_str(if *replaceable {
        "renew by hand in its place"
    } else {
        "it can no longer be paid"
    })
}

pub(super) fn beyond_calendar(years: &u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let more = if *years == 1 { "more year" } else { "more years" };
    write!(f, "{years} {more} would run past the end of the calendar")
}

pub(super) fn term_too_short(
    expiry: &Day,
    shortest_years: &Option<u8>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "the new expiry {expiry} would not lie after today: ")?;
    match shortest_years {
        Some(1) => f.write_str("take a term of 1 year"),
        Some(years) => write!(f, "take a term of {years} years"),
        None => f.write_str("no term would do"),
    }
}

pub(super) fn space_in_use(
    used: &UsedSpace,
    room: &Room,
    to_free: &UsedSpace,
    extra_would_do: &Option<ExtraSpace>,
    no_cut_from: &Option<Day>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.write_str("the used space does not fit: free ")?;
    let mailbox = ("mailbox", to_free.mailbox, used.mailbox, room.mailbox);
    let archive = ("archive", to_free.archive, used.archive, room.archive);
    let parts = [mailbox, archive].into_iter().filter(|(_, free, _, _)| *free != Bytes::ZERO);
    for (index, (place, free, used, room)) in parts.enumerate() {
        f.write_str(if index == 0 { "" } else { " and " })?;
        write!(f, "{free} in the {place} ({used} used, room for {room})")?;
    }
    if let Some(extra) = extra_would_do {
        write!(f, ", or renew with {extra}")?;
    }
    match no_cut_from {
        Some(day) => write!(f, "; from {day} on the plan bought before is no larger"),
        None => Ok(()),
    }
}

pub(super) fn no_price(
    purchase: &Purchase,
    day: &Day,
    first_priced_day: &Option<Day>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let Purchase { package, term } = *purchase;
    let term = term.in_years();
    write!(f, "the price list has no price on {day} for {package}, {term}")?;
    match first_priced_day {
        Some(first) => write!(f, ": the first is from {first}"),
        None => f.write_str(", nor on any later day"),
    }
}
