//! What waits for a night: reports that came in, mailboxes that are due, errands to be sent.
//!
//! Each is read in the order in which it is done, and so many at a time, so that memory stays small
//! however much waits.

use anyhow::{Context, Result};
use pec_renewal::{
    Command, Errand, Event, Fact,
    values::{ChargeKey, Day},
};
use rusqlite::{Connection, params};

use crate::decision::Number;

/// A report that was not handled yet.
#[derive(Debug)]
pub struct Report {
    /// Its name in the inbox.
    pub id: i64,
    /// The mailbox that it is about.
    pub mailbox: Number,
    /// What it says.
    pub command: Command,
}

/// An errand that was not sent yet.
#[derive(Debug)]
pub struct Outgoing {
    /// The number of the event that asks for it.
    pub id: i64,
    /// The mailbox that it comes from.
    pub mailbox: Number,
    /// The place of that event among those of the mailbox.
    pub sequence: i64,
    /// The day of that event.
    pub asked_on: Day,
    /// What is to be done.
    pub errand: Errand,
}

/// A charge that was not sent yet, and is not marked as leaving.
#[derive(Clone, Copy, Debug)]
pub struct Charge {
    /// The number of the event that asks for it.
    pub id: i64,
    /// The mailbox that it comes from.
    pub mailbox: Number,
    /// The key that it would be sent with.
    pub key: ChargeKey,
    /// The day of that event.
    pub asked_on: Day,
}

/// The next reports that came in up to this day.
///
/// # Errors
///
/// Where one cannot be read.
pub fn reports(db: &Connection, day: &str) -> Result<Vec<Report>> {
    let mut query = db.prepare_cached(
        "SELECT id, mailbox, command FROM inbox WHERE handled_on IS NULL AND due_on <= ?1
         ORDER BY due_on, id LIMIT 1000",
    )?;
    let mut rows = query.query([day])?;
    let mut reports = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let command = serde_json::from_str(row.get_ref(2)?.as_str()?)
            .with_context(|| format!("report {id} cannot be read: correct it in the inbox"))?;
        reports.push(Report { id, mailbox: row.get(1)?, command });
    }
    Ok(reports)
}

/// Puts a report into the inbox, where it waits for a day, and gives its number there.
///
/// # Errors
///
/// Where the database cannot be written, or its sender sent another under this name.
pub fn add_report(
    db: &Connection,
    source: &str,
    due_on: Day,
    mailbox: Number,
    command: &Command,
) -> Result<i64> {
    db.prepare_cached(
        "INSERT INTO inbox (source, due_on, mailbox, command) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![source, due_on.to_string(), mailbox, serde_json::to_string(command)?])?;
    Ok(db.last_insert_rowid())
}

/// The next mailboxes with something due up to this day, each with its deadline: those after a
/// deadline and a mailbox.
///
/// # Errors
///
/// Where the database cannot be read.
pub fn due(db: &Connection, day: &str, after: &(String, Number)) -> Result<Vec<(String, Number)>> {
    let mut query = db.prepare_cached(
        "SELECT deadline, number FROM mailbox
         WHERE deadline <= ?1 AND (?2, ?3) < (deadline, number)
         ORDER BY deadline, number LIMIT 1000",
    )?;
    let rows =
        query.query_map(params![day, after.0, after.1], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The next errands.
///
/// # Errors
///
/// Where the event of one cannot be read, or asks for nothing.
pub fn errands(db: &Connection) -> Result<Vec<Outgoing>> {
    let mut query = db.prepare_cached(
        "SELECT id, mailbox, sequence, body FROM errand JOIN event ON id = record
         WHERE delivered IS NULL ORDER BY record LIMIT 1000",
    )?;
    let mut rows = query.query([])?;
    let mut errands = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, mailbox, sequence) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let event = || format!("event {sequence} of mailbox number {mailbox}");
        let asking: Event = serde_json::from_str(row.get_ref(3)?.as_str()?)
            .with_context(|| format!("{} cannot be read", event()))?;
        let errand = asking.fact.errand().with_context(|| {
            format!(
                "{} asks for nothing outside, yet stands in the outbox: restore a copy of the \
                 database",
                event()
            )
        })?;
        errands.push(Outgoing { id, mailbox, sequence, asked_on: asking.at.day(), errand });
    }
    Ok(errands)
}

/// The charges that were not sent yet, and are not marked as leaving.
///
/// # Errors
///
/// Where the event of one cannot be read.
pub fn charges(db: &Connection) -> Result<Vec<Charge>> {
    let mut query = db.prepare_cached(
        "SELECT id, mailbox, body FROM errand JOIN event ON id = record
         WHERE delivered IS NULL AND name = 'ChargeRequested'
         AND record NOT IN (SELECT record FROM leaving) ORDER BY record",
    )?;
    let mut rows = query.query([])?;
    let mut charges = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, mailbox) = (row.get(0)?, row.get(1)?);
        let asking: Event = serde_json::from_str(row.get_ref(2)?.as_str()?)
            .with_context(|| format!("an event of mailbox number {mailbox} cannot be read"))?;
        if let Fact::ChargeRequested { key, .. } = asking.fact {
            charges.push(Charge { id, mailbox, key, asked_on: asking.at.day() });
        }
    }
    Ok(charges)
}

/// Marks that the request of a charge may have left from now on.
///
/// # Errors
///
/// Where the database cannot be written.
pub fn mark_as_leaving(db: &Connection, id: i64) -> Result<()> {
    db.prepare_cached("INSERT INTO leaving (record) VALUES (?1)")?.execute([id])?;
    Ok(())
}

/// Whether the request of a charge may have left; the mark goes.
///
/// # Errors
///
/// Where the database cannot be written.
pub fn may_have_left(db: &Connection, id: i64) -> Result<bool> {
    let marked = db.prepare_cached("DELETE FROM leaving WHERE record = ?1")?.execute([id])?;
    Ok(marked == 1)
}
