//! What falls due: telling of access, and deletion.

use crate::{
    mailbox::{days::Days, state::Mailbox},
    values::Day,
};

/// The day of which the holder was warned, or later while an order is open in its margin; none while
/// a charge is unresolved, or before the warning.
pub(crate) fn deletion_day(mailbox: &Mailbox, days: Days) -> Option<Day> {
    match mailbox.charge.unresolved() {
        Some(_) => None,
        None => days.since(deletion_told_or_later(mailbox, days.first)?),
    }
}

/// The day of deletion last told, or the day after the open order's margin if that is later.
pub(crate) fn deletion_told_or_later(mailbox: &Mailbox, today: Day) -> Option<Day> {
    let told = mailbox.warning?.deletion;
    Some(mailbox.margin_ends(today).map_or(told, |margin_ends| told.max(margin_ends.next())))
}

/// The first day on which what the mailbox may do with mail is not what was last told.
pub(crate) fn access_day(mailbox: &Mailbox, days: Days) -> Option<Day> {
    let differs = |day: &Day| mailbox.mail_access(*day) != mailbox.access_told;
    let grace = mailbox.grace_on(days.first);
    let turns = grace.turns().chain([mailbox.warning_due().next()]);
    let from_today = turns.filter(|day| days.first < *day);
    core::iter::once(days.first)
        .chain(from_today)
        .filter(differs)
        .min()
        .and_then(|day| days.since(day))
}
