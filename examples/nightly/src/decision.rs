//! What was decided, written with all that follows from it: the only place where a mailbox is written.

use anyhow::{Context, Result, bail, ensure};
use pec_renewal::{
    Command, Mailbox, Refusal,
    values::{MailboxId, Money},
};
use pec_step::{Asked, Batch, Change, Decided, Verdict};
use rusqlite::{Connection, params};

use crate::{
    state,
    tally::{REFUSED, Tally},
    today::Today,
};

/// A mailbox's short name inside the database.
pub type Number = i64;

/// Writes what was decided on a batch.
///
/// `db` is the caller's transaction: what is written here and what the caller adds (a report marked
/// as handled) happen together or not at all.
///
/// # Errors
///
/// Where the stored sequence of a mailbox is not the one decided on, or the database cannot be
/// written.
pub fn write(db: &Connection, decided: &Decided<Number>) -> Result<()> {
    let mut tally = Tally::default();
    for change in &decided.changes {
        update(db, &decided.policy_version, change)?;
        append(db, change.mailbox, change, &mut tally)?;
    }
    for (_, verdict) in &decided.verdicts {
        match verdict {
            Verdict::AlreadySo | Verdict::Recorded(_) => {}
            Verdict::Refused(_) => tally.add_one(REFUSED, Money::ZERO),
        }
    }
    tally.save(db, decided.at.day())
}

/// Opens a mailbox that the database does not have, and gives its number.
///
/// # Errors
///
/// Where the database cannot be written.
pub fn open(
    db: &Connection,
    today: &Today<'_>,
    command: Command,
) -> Result<Result<Number, Refusal>> {
    let mut batch = Batch::new();
    batch.ask((), Asked::Command(command));
    let decided = batch.decide(today.policy(), today.at());
    let Some(opened) = decided.changes.first() else {
        for (_, verdict) in decided.verdicts {
            if let Verdict::Refused(refusal) = verdict {
                return Ok(Err(refusal));
            }
        }
        bail!("opening a mailbox led to none: please report it");
    };
    db.prepare_cached(
        "INSERT INTO mailbox (id, sequence, deadline, policy_version, state)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        opened.after.id().to_string(),
        sequence_of(&opened.after)?,
        opened.deadline.map(|day| day.to_string()),
        decided.policy_version,
        state::write(&opened.after)?,
    ])?;
    let number = db.last_insert_rowid();
    let mut tally = Tally::default();
    append(db, number, opened, &mut tally)?;
    tally.save(db, decided.at.day())?;
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

fn update(db: &Connection, policy_version: &str, change: &Change<Number>) -> Result<()> {
    let Change { mailbox, expected_sequence: expected, deadline, after, .. } = change;
    let changed = db
        .prepare_cached(
            "UPDATE mailbox SET sequence = ?3, deadline = ?4, policy_version = ?5, state = ?6
             WHERE number = ?1 AND sequence = ?2",
        )?
        .execute(params![
            mailbox,
            i64::try_from(*expected)?,
            sequence_of(after)?,
            deadline.map(|day| day.to_string()),
            policy_version,
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
fn append<Key>(
    db: &Connection,
    number: Number,
    change: &Change<Key>,
    tally: &mut Tally,
) -> Result<()> {
    let mut event_row = db.prepare_cached(
        "INSERT INTO record (mailbox, sequence, instant, zone, form, fact)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut errand_row = db.prepare_cached(
        "INSERT INTO errand (record) SELECT id FROM record WHERE mailbox = ?1 AND sequence = ?2",
    )?;
    let first = i64::try_from(change.expected_sequence)?.saturating_add(1);
    for (sequence, event) in (first..).zip(&change.events) {
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
    for sequence in &change.errands {
        errand_row.execute(params![number, i64::try_from(*sequence)?])?;
    }
    Ok(())
}

fn sequence_of(mailbox: &Mailbox) -> Result<i64> {
    i64::try_from(mailbox.sequence()).context("the mailbox has more events than can be stored")
}

/// The form of the events that the engine writes; an event is stored in parts, and this is one.
const FORM: u16 = 1;
