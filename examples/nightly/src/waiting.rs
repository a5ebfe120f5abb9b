//! What waits for a night: reports that came in, mailboxes that are due, errands to be sent.
//!
//! Each is read in the order in which it is done, and so many at a time, so that memory stays small
//! however much waits. Errands are read a hundred batches at a time: before any of them leaves, the
//! disk is waited for.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use pec_renewal::{Command, Errand, Event, Mailbox, values::Day};
use pec_step::Outgoing;
use rusqlite::{Connection, params};

use crate::{
    batch::PIECES,
    decision::{Number, load},
};

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

/// The next reports that came in up to this day.
///
/// # Errors
///
/// Where one cannot be read.
pub fn reports(db: &Connection, day: &str) -> Result<Vec<Report>> {
    let mut query = db.prepare_cached(
        "SELECT id, mailbox, command FROM inbox WHERE handled_on IS NULL AND due_on <= ?1
         ORDER BY due_on, id",
    )?;
    let mut rows = query.query([day])?;
    let mut reports = Vec::new();
    while reports.len() < PIECES
        && let Some(row) = rows.next()?
    {
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
         ORDER BY deadline, number",
    )?;
    let rows =
        query.query_map(params![day, after.0, after.1], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.take(PIECES).collect::<Result<_, _>>()?)
}

/// The next errands, each with its mailbox.
///
/// # Errors
///
/// Where the event of one cannot be read, or asks for nothing, or its mailbox cannot be read.
pub fn errands(db: &Connection) -> Result<Vec<Outgoing<Number>>> {
    let mut mailboxes: BTreeMap<Number, Arc<Mailbox>> = BTreeMap::new();
    let mut query = db.prepare_cached(ERRANDS)?;
    let mut rows = query.query([])?;
    let mut errands = Vec::new();
    while let Some(row) = rows.next()? {
        let (mailbox, sequence): (Number, i64) = (row.get(0)?, row.get(1)?);
        let event = || format!("event {sequence} of mailbox number {mailbox}");
        let asking: Event = serde_json::from_str(row.get_ref(2)?.as_str()?)
            .with_context(|| format!("{} cannot be read", event()))?;
        let errand = asking.fact.errand().with_context(|| {
            format!(
                "{} asks for nothing outside, yet stands in the outbox: restore a copy of the \
                 database",
                event()
            )
        })?;
        let state = match mailboxes.entry(mailbox) {
            Entry::Occupied(loaded) => Arc::clone(loaded.get()),
            Entry::Vacant(place) => Arc::clone(place.insert(Arc::new(load(db, mailbox)?))),
        };
        errands.push(Outgoing {
            mailbox,
            state,
            sequence: u64::try_from(sequence)?,
            asked_on: asking.at.day(),
            errand,
            may_have_left: row.get(3)?,
        });
    }
    Ok(errands)
}

/// Marks that the request of a charge may have left from now on.
///
/// # Errors
///
/// Where the database cannot be written.
pub fn mark_as_leaving(db: &Connection, mailbox: Number, sequence: u64) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO leaving (record) SELECT id FROM record WHERE mailbox = ?1 AND sequence = ?2",
    )?
    .execute(params![mailbox, i64::try_from(sequence)?])?;
    Ok(())
}

/// Marks an errand as done so many days after its event, and forgets that it may have left.
///
/// # Errors
///
/// Where the database cannot be written, or the errand is done already.
pub fn mark_as_done(db: &Connection, outgoing: &Outgoing<Number>, day: Day) -> Result<()> {
    let Outgoing { mailbox, sequence, asked_on, ref errand, .. } = *outgoing;
    let record: i64 = db
        .prepare_cached("SELECT id FROM record WHERE mailbox = ?1 AND sequence = ?2")?
        .query_row(params![mailbox, i64::try_from(sequence)?], |row| row.get(0))?;
    if matches!(errand, Errand::Charge { .. }) {
        db.prepare_cached("DELETE FROM leaving WHERE record = ?1")?.execute([record])?;
    }
    let marked = db
        .prepare_cached("UPDATE errand SET delivered = ?2 WHERE record = ?1 AND delivered IS NULL")?
        .execute(params![record, asked_on.days_until(day)])?;
    ensure!(
        marked == 1,
        "errand {sequence} of mailbox number {mailbox} was sent by another program: run again"
    );
    Ok(())
}

/// Asks for the next errands: so many that the disk is seldom waited for, and no more than fit into
/// memory.
pub const ERRANDS: &str = "SELECT mailbox, sequence, body, leaving.record IS NOT NULL
    FROM errand JOIN event ON id = errand.record LEFT JOIN leaving USING (record)
    WHERE delivered IS NULL ORDER BY errand.record LIMIT 10000";
