//! One decision, one transaction: the only place where a mailbox is written.

use anyhow::{Context, Result, bail, ensure};
use pec_renewal::{
    Command, Event, Mailbox, Refusal,
    catalogue::Policy,
    decide, evolve, next_deadline,
    values::{MailboxId, Money},
};
use rusqlite::{Connection, params};

use crate::{
    errand::Errand,
    tally::{REFUSED, Tally},
    today::Today,
};

/// A mailbox's short name inside the database.
pub type Number = i64;

/// What became of a command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It was so already.
    AlreadySo,
    /// So many events were recorded.
    Recorded(usize),
    /// The engine refused, and nothing was written.
    Refused(Refusal),
}

/// Decides on a command for a stored mailbox and writes all that follows from it.
///
/// `db` is the caller's transaction: what is written here and what the caller adds (a report marked
/// as handled) happen together or not at all.
///
/// # Errors
///
/// Where the stored mailbox cannot be read, its sequence is not the one expected, or the database
/// cannot be written.
pub fn decide_and_record(
    db: &Connection,
    today: &Today<'_>,
    number: Number,
    command: &Command,
) -> Result<Verdict> {
    let mailbox = load(db, number)?;
    match decide(Some(&mailbox), command, today.policy(), today.at()) {
        Ok(events) if events.is_empty() => Ok(Verdict::AlreadySo),
        Ok(events) => {
            let expected = mailbox.sequence();
            let after = fold(Some(mailbox), &events)?;
            update(db, today.policy(), number, expected, &after)?;
            append(db, today, number, expected, &events)?;
            Ok(Verdict::Recorded(events.len()))
        }
        Err(refusal) => {
            count_refusal(db, today)?;
            Ok(Verdict::Refused(refusal))
        }
    }
}

/// Opens a mailbox that the database does not have, and gives its number.
///
/// # Errors
///
/// Where the database cannot be written.
pub fn open(
    db: &Connection,
    today: &Today<'_>,
    command: &Command,
) -> Result<Result<Number, Refusal>> {
    let events = match decide(None, command, today.policy(), today.at()) {
        Ok(events) => events,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mailbox = fold(None, &events)?;
    let policy = today.policy();
    db.prepare_cached(
        "INSERT INTO mailbox (id, sequence, deadline, policy_version, state)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        mailbox.id().to_string(),
        sequence_of(&mailbox)?,
        next_deadline(&mailbox, policy).map(|day| day.to_string()),
        version_of(policy),
        serde_json::to_string(&mailbox)?,
    ])?;
    let number = db.last_insert_rowid();
    append(db, today, number, 0, &events)?;
    Ok(Ok(number))
}

/// The stored state of a mailbox.
///
/// # Errors
///
/// Where there is no such mailbox, or its state cannot be read.
pub fn load(db: &Connection, number: Number) -> Result<Mailbox> {
    let mut query = db.prepare_cached("SELECT sequence, state FROM mailbox WHERE number = ?1")?;
    let mut rows = query.query([number])?;
    let Some(row) = rows.next()? else { bail!("the database has no mailbox number {number}") };
    let sequence: i64 = row.get(0)?;
    let state = row.get_ref(1)?.as_str()?;
    let mailbox: Mailbox = serde_json::from_str(state)
        .with_context(|| format!("the stored state of mailbox number {number} cannot be read"))?;
    ensure!(
        sequence_of(&mailbox)? == sequence,
        "mailbox {} is stored with {sequence} events and a state of {}: restore a copy of the \
         database",
        mailbox.id(),
        mailbox.sequence(),
    );
    Ok(mailbox)
}

/// The number of a mailbox, where the database has it.
///
/// # Errors
///
/// Where the database cannot be read.
pub fn number_of(db: &Connection, id: MailboxId) -> Result<Option<Number>> {
    let mut query = db.prepare_cached("SELECT number FROM mailbox WHERE id = ?1")?;
    let mut rows = query.query([id.to_string()])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}

/// The version that a deadline is worked out under: of the parameters and of the price list, since
/// it depends on both.
#[must_use]
pub fn version_of(policy: &Policy) -> String {
    format!("{}/{}", policy.parameters().version, policy.prices().version())
}

fn fold(before: Option<Mailbox>, events: &[Event]) -> Result<Mailbox> {
    events
        .iter()
        .try_fold(before, |state, event| evolve(state, event).map(Some))?
        .context("the engine opened a mailbox with no event: please report it")
}

fn update(
    db: &Connection,
    policy: &Policy,
    number: Number,
    expected: u64,
    after: &Mailbox,
) -> Result<()> {
    let changed = db
        .prepare_cached(
            "UPDATE mailbox SET sequence = ?3, deadline = ?4, policy_version = ?5, state = ?6
             WHERE number = ?1 AND sequence = ?2",
        )?
        .execute(params![
            number,
            i64::try_from(expected)?,
            sequence_of(after)?,
            next_deadline(after, policy).map(|day| day.to_string()),
            version_of(policy),
            serde_json::to_string(after)?,
        ])?;
    ensure!(
        changed == 1,
        "mailbox {} no longer has {expected} events: another program wrote to it; run again",
        after.id()
    );
    Ok(())
}

/// Appends the events, and the errands and counts that follow from them.
fn append(
    db: &Connection,
    today: &Today<'_>,
    number: Number,
    before: u64,
    events: &[Event],
) -> Result<()> {
    let mut event_row = db.prepare_cached(
        "INSERT INTO event (mailbox, sequence, at, rule, name, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut errand_row =
        db.prepare_cached("INSERT INTO outbox (mailbox, sequence, kind) VALUES (?1, ?2, ?3)")?;
    let mut tally = Tally::default();
    for (sequence, event) in (i64::try_from(before)?.saturating_add(1)..).zip(events) {
        event_row.execute(params![
            number,
            sequence,
            event.at.to_string(),
            event.rule().to_string(),
            event.fact.name(),
            serde_json::to_string(event)?,
        ])?;
        if let Some(errand) = Errand::of(&event.fact) {
            errand_row.execute(params![number, sequence, errand.kind()])?;
        }
        tally.add(event);
    }
    tally.save(db, today.day())
}

fn count_refusal(db: &Connection, today: &Today<'_>) -> Result<()> {
    let mut tally = Tally::default();
    tally.add_one(REFUSED, Money::ZERO);
    tally.save(db, today.day())
}

fn sequence_of(mailbox: &Mailbox) -> Result<i64> {
    i64::try_from(mailbox.sequence()).context("the mailbox has more events than can be stored")
}
