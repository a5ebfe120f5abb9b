//! What falls due: telling of access, and deletion (R-61, R-67).

use crate::{
    catalogue::MailAccess,
    mailbox::{days::Days, state::Mailbox},
    values::Day,
};

/// The first day, not before the last recorded one, on which what the mailbox may do with mail is not
/// what the mail platform was last told, with what it may do from that day on (R-67).
///
/// It is read as if nothing were recorded until then: a renewal, or the warning before deletion, can
/// move it, so read it anew after every event. `None` if no day alone changes what was told.
///
/// # Examples
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
/// # use example::*;
/// use pec_renewal::next_access_change;
///
/// let mut life = Life::of_a_business("2026-01-15");
/// let expired = (day("2027-01-16"), MailAccess::RECEIVE_AND_READ);
/// assert_eq!(next_access_change(&life.mailbox), Some(expired));
///
/// life.on("2027-01-16", Command::Tick)?; // the mail platform is told
/// assert_eq!(next_access_change(&life.mailbox), None);
/// # Ok::<(), Refusal>(())
/// ```
#[must_use]
pub fn next_access_change(state: &Mailbox) -> Option<(Day, MailAccess)> {
    let day = access_day(state, Days::from(state.last.day()))?;
    Some((day, state.mail_access(day)))
}

/// The day of which the holder was warned, or later while an order is open in its margin; none while
/// a charge is unresolved or in doubt, or before the warning (R-61).
pub(crate) fn deletion_day(mailbox: &Mailbox, days: Days) -> Option<Day> {
    match mailbox.awaited_outcome() {
        Some(_) => None,
        None => days.since(deletion_told_or_later(mailbox, days.first)?),
    }
}

/// The day of deletion last told, or the day after the open order's margin if that is later (R-61).
pub(crate) fn deletion_told_or_later(mailbox: &Mailbox, today: Day) -> Option<Day> {
    let told = mailbox.warning?.deletion;
    Some(mailbox.margin_ends(today).map_or(told, |margin_ends| told.max(margin_ends.next())))
}

/// The first day on which what the mailbox may do with mail is not what was last told (R-67).
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
