//! A decision, and all that follows from it: the only place where a mailbox is written.

use anyhow::{Context, Result, bail, ensure};
use pec_renewal::{
    Command, Event, Mailbox, Refusal, Step,
    catalogue::Policy,
    values::{MailboxId, Money},
};
use rusqlite::{Connection, params};

use crate::{
    state,
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
    /// These events were recorded.
    Recorded(Vec<Event>),
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
    let stored = load(db, number)?;
    let (step, after) = match take_step(Some(stored), command, today)? {
        Ok(decided) => decided,
        Err(refusal) => {
            count_refusal(db, today)?;
            return Ok(Verdict::Refused(refusal));
        }
    };
    if step.events.is_empty() {
        return Ok(Verdict::AlreadySo);
    }
    update(db, today.policy(), number, &step, &after)?;
    append(db, today, number, &step)?;
    Ok(Verdict::Recorded(step.events))
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
    let (step, mailbox) = match take_step(None, command, today)? {
        Ok(decided) => decided,
        Err(refusal) => return Ok(Err(refusal)),
    };
    db.prepare_cached(
        "INSERT INTO mailbox (id, sequence, deadline, policy_version, state)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        mailbox.id().to_string(),
        sequence_of(&mailbox)?,
        step.deadline.map(|day| day.to_string()),
        version_of(today.policy()),
        state::write(&mailbox)?,
    ])?;
    let number = db.last_insert_rowid();
    append(db, today, number, &step)?;
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
    let stored = state::read(row.get_ref(1)?.as_blob()?)
        .with_context(|| format!("the stored state of mailbox number {number} cannot be read"))?;
    let mailbox = match stored {
        Some(mailbox) => mailbox,
        None => state::fold_anew(db, number)
            .with_context(|| format!("the events of mailbox number {number} cannot be folded"))?,
    };
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

/// What a command leads to, and the state after it.
fn take_step(
    before: Option<Mailbox>,
    command: &Command,
    today: &Today<'_>,
) -> Result<Result<(Step, Mailbox), Refusal>> {
    let mut mailbox = before;
    let step = match Step::of(&mut mailbox, command, today.policy(), today.at()) {
        Ok(step) => step,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let after = mailbox
        .with_context(|| format!("{} led to no mailbox: please report it", command.name()))?;
    Ok(Ok((step, after)))
}

fn update(
    db: &Connection,
    policy: &Policy,
    number: Number,
    step: &Step,
    after: &Mailbox,
) -> Result<()> {
    let expected = step.expected_sequence;
    let changed = db
        .prepare_cached(
            "UPDATE mailbox SET sequence = ?3, deadline = ?4, policy_version = ?5, state = ?6
             WHERE number = ?1 AND sequence = ?2",
        )?
        .execute(params![
            number,
            i64::try_from(expected)?,
            sequence_of(after)?,
            step.deadline.map(|day| day.to_string()),
            version_of(policy),
            state::write(after)?,
        ])?;
    ensure!(
        changed == 1,
        "mailbox {} no longer has {expected} events: another program wrote to it; run again",
        after.id()
    );
    Ok(())
}

/// Appends the events, and the errands and counts that follow from them.
fn append(db: &Connection, today: &Today<'_>, number: Number, step: &Step) -> Result<()> {
    let mut event_row = db.prepare_cached(
        "INSERT INTO record (mailbox, sequence, instant, zone, form, fact)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut errand_row = db.prepare_cached(
        "INSERT INTO errand (record) SELECT id FROM record WHERE mailbox = ?1 AND sequence = ?2",
    )?;
    let mut tally = Tally::default();
    let first = i64::try_from(step.expected_sequence)?.saturating_add(1);
    for (sequence, event) in (first..).zip(&step.events) {
        event_row.execute(params![
            number,
            sequence,
            event.at.unix_seconds(),
            event.at.offset_seconds() / 60,
            FORM,
            serde_json::to_string(&event.fact)?,
        ])?;
        tally.add(event);
    }
    for (sequence, _) in &step.errands {
        errand_row.execute(params![number, i64::try_from(*sequence)?])?;
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

/// The form of the events that the engine writes; an event is stored in parts, and this is one.
const FORM: u16 = 1;
