//! What falls due: deletion.

use crate::{
    mailbox::{days::Days, state::Mailbox},
    values::Day,
};

/// The day after the last one of grace, unless a charge is unresolved or in doubt.
pub(crate) fn deletion_day(mailbox: &Mailbox, days: Days) -> Option<Day> {
    match mailbox.awaited_outcome() {
        Some(_) => None,
        None => days.since(mailbox.last_grace_day().next()),
    }
}
