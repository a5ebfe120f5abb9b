//! The stored state of a mailbox, as [`pec_step::state`] writes it; what is in another form is folded
//! anew.

use anyhow::{Context, Result};
use pec_renewal::{Event, Mailbox, replay};
pub use pec_step::state::{FORM, read, write};
use rusqlite::Connection;

use crate::decision::Number;

/// The state that the stored events of a mailbox add up to.
///
/// # Errors
///
/// Where it has none, or they cannot be read or folded.
pub fn fold_anew(db: &Connection, number: Number) -> Result<Mailbox> {
    let mut query =
        db.prepare_cached("SELECT body FROM event WHERE mailbox = ?1 ORDER BY sequence")?;
    let mut rows = query.query([number])?;
    let mut events: Vec<Event> = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(serde_json::from_str(row.get_ref(0)?.as_str()?)?);
    }
    replay(&events)?.context("it has no event")
}
