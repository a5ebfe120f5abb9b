//! The stored state of a mailbox: compact, and never believed unseen.
//!
//! Events are the record and stay JSON, which people and later versions can read. The state is a
//! cache of them: read and written with every decision, and never looked at by anyone. So it is
//! binary, with a number at its head that says in which form. What is in another form is folded anew
//! from the events, and written in this one with the next decision; nothing is ever converted.

use anyhow::{Context, Result, ensure};
use pec_renewal::{Event, Mailbox, check, replay};
use rusqlite::Connection;

use crate::decision::Number;

/// The form of the states that this program writes: raised whenever the bytes of one change, or
/// what its events fold to.
pub const FORM: u32 = 8;

/// A state as it is stored.
///
/// # Errors
///
/// Never in practice: a state has no value without a wire form.
pub fn write(mailbox: &Mailbox) -> Result<Vec<u8>> {
    Ok(postcard::to_allocvec(&(FORM, mailbox))?)
}

/// A stored state; none where it is in another form.
///
/// # Errors
///
/// Where it is no state, or one that cannot be.
pub fn read(bytes: &[u8]) -> Result<Option<Mailbox>> {
    let (form, bytes) = postcard::take_from_bytes::<u32>(bytes).context("it names no form")?;
    if form != FORM {
        return Ok(None);
    }
    let (mailbox, rest) = postcard::take_from_bytes::<Mailbox>(bytes)?;
    ensure!(rest.is_empty(), "{} bytes are left over at its end", rest.len());
    check(&mailbox)?;
    Ok(Some(mailbox))
}

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
