//! One night: reports come in, what is due is ticked, errands go out.
//!
//! Each step takes its pieces in a fixed order, many in a transaction, and marks each in the
//! transaction that does it, so a night that was stopped is simply run again: what is done is no
//! longer found, and the rest is done in the same order. Whatever the outside answers is due on a
//! later day, so no step feeds one before it.

use anyhow::{Context, Result, ensure};
use pec_renewal::{Command, Errand, charge::Outcome, values::Day};
use rusqlite::{Connection, params};

use crate::{
    batch::in_batches,
    decision::{Verdict, decide_and_record, load},
    progress::{Step, Watch},
    store::{self, Store},
    today::Today,
    waiting::{self, Charge, Outgoing},
    world::World,
};

/// Runs the night of `today`, or what is left of it.
///
/// # Errors
///
/// Where the database fails, the engine refuses a tick, or the watch stops the run. The batches done
/// before stand, and running the night again goes on from there.
pub fn run(
    store: &mut Store,
    today: &Today<'_>,
    world: &World,
    watch: &mut dyn Watch,
) -> Result<()> {
    let day = today.day().to_string();
    store.db().execute("INSERT OR IGNORE INTO night (day) VALUES (?1)", [&day])?;
    take_reports(store, today, world, watch).with_context(|| format!("night of {day}, reports"))?;
    tick_what_is_due(store, today, watch).with_context(|| format!("night of {day}, ticks"))?;
    mark_what_leaves(store, today).with_context(|| format!("night of {day}, errands"))?;
    // What is asked of the outside must be on record even if the power goes a moment later: every
    // batch that could ask for a charge is committed, and is now on the disk, with the marks of those
    // that leave.
    store.sync()?;
    send_errands(store, today, world, watch).with_context(|| format!("night of {day}, errands"))?;
    store.db().execute("UPDATE night SET finished = 1 WHERE day = ?1", [&day])?;
    Ok(())
}

/// The night to go on with: the one left unfinished, or the one after the last; none at the start.
///
/// # Errors
///
/// Where the database cannot be read.
pub fn next(store: &Store) -> Result<Option<Day>> {
    let last: Option<(String, bool)> = store
        .db()
        .prepare("SELECT day, finished FROM night ORDER BY day DESC LIMIT 1")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .next()
        .transpose()?;
    last.map(|(text, finished)| {
        let day = store::day(&text)?;
        Ok(if finished { day.next() } else { day })
    })
    .transpose()
}

/// Whether a night was begun and not finished.
///
/// # Errors
///
/// Where the database cannot be read.
pub fn unfinished(store: &Store) -> Result<Option<Day>> {
    let day: Option<String> = store
        .db()
        .prepare("SELECT day FROM night WHERE finished = 0")?
        .query_map([], |row| row.get(0))?
        .next()
        .transpose()?;
    day.map(|text| store::day(&text)).transpose()
}

/// Hands in what was reported. A debt that a report leaves is asked for in the same transaction, so that it
/// is asked for once.
fn take_reports(
    store: &mut Store,
    today: &Today<'_>,
    world: &World,
    watch: &mut dyn Watch,
) -> Result<()> {
    let day = today.day().to_string();
    watch.begin(
        Step::Reports,
        count(
            store,
            "SELECT count(*) FROM inbox WHERE handled_on IS NULL AND due_on <= ?1",
            Some(&day),
        )?,
    );
    loop {
        let reports = waiting::reports(store.db(), &day)?;
        if reports.is_empty() {
            break;
        }
        in_batches(store, &reports, watch, |db, report| {
            let verdict = decide_and_record(db, today, report.mailbox, &report.command)?;
            if let Verdict::Recorded(events) = &verdict {
                world.collect(db, today, report.mailbox, events)?;
            }
            let marked = db
                .prepare_cached(
                    "UPDATE inbox SET handled_on = ?2, result = ?3
                     WHERE id = ?1 AND handled_on IS NULL",
                )?
                .execute(params![report.id, day, in_words(&verdict)])?;
            ensure!(marked == 1, "report {} was handled by another program: run again", report.id);
            Ok(())
        })?;
    }
    watch.end();
    Ok(())
}

fn tick_what_is_due(store: &mut Store, today: &Today<'_>, watch: &mut dyn Watch) -> Result<()> {
    let day = today.day().to_string();
    watch.begin(
        Step::Ticks,
        count(store, "SELECT count(*) FROM mailbox WHERE deadline <= ?1", Some(&day))?,
    );
    // Where the last list ended, so that each mailbox is ticked once a night at most.
    let mut last = (String::new(), 0);
    loop {
        let due = waiting::due(store.db(), &day, &last)?;
        let Some(end) = due.last().cloned() else { break };
        in_batches(store, &due, watch, |db, (_, number)| {
            match decide_and_record(db, today, *number, &Command::Tick)? {
                Verdict::AlreadySo | Verdict::Recorded(_) => Ok(()),
                Verdict::Refused(refusal) => {
                    let id = load(db, *number)?.id();
                    Err(refusal).with_context(|| format!("the tick of mailbox {id}"))
                }
            }
        })?;
        last = end;
    }
    watch.end();
    Ok(())
}

fn send_errands(
    store: &mut Store,
    today: &Today<'_>,
    world: &World,
    watch: &mut dyn Watch,
) -> Result<()> {
    watch.begin(
        Step::Errands,
        count(store, "SELECT count(*) FROM errand WHERE delivered IS NULL", None)?,
    );
    loop {
        let errands = waiting::errands(store.db())?;
        if errands.is_empty() {
            break;
        }
        // A stop leaves a batch of errands unmarked that are out already: they go out again under
        // the same keys, which is harmless.
        in_batches(store, &errands, watch, |db, outgoing| {
            send(db, today, world, outgoing)?;
            let marked = db
                .prepare_cached(
                    "UPDATE errand SET delivered = ?2 WHERE record = ?1 AND delivered IS NULL",
                )?
                .execute(params![outgoing.id, outgoing.asked_on.days_until(today.day())])?;
            let id = outgoing.id;
            ensure!(marked == 1, "errand {id} was sent by another program: run again");
            Ok(())
        })?;
    }
    watch.end();
    Ok(())
}

/// Marks the charges that leave this night: those awaited, of this night. The database is held, so
/// what is awaited now is awaited when they are sent.
fn mark_what_leaves(store: &mut Store, today: &Today<'_>) -> Result<()> {
    let marking = store.transaction()?;
    for charge in waiting::charges(&marking)? {
        let Charge { id, mailbox, key, asked_on } = charge;
        if asked_on == today.day() && load(&marking, mailbox)?.awaits(&key) {
            waiting::mark_as_leaving(&marking, id)?;
        }
    }
    marking.commit()?;
    Ok(())
}

/// Sends an errand: but a charge only while its key is awaited, and in the night that asked for it,
/// which is its last moment. One that was never marked as leaving did not happen; one that was may
/// have left before a stop, and is unknown until the gateway answers.
///
/// What is then not sent is reported like all else on a later day.
fn send(db: &Connection, today: &Today<'_>, world: &World, outgoing: &Outgoing) -> Result<()> {
    let Outgoing { mailbox: number, sequence, ref errand, id, asked_on } = *outgoing;
    let mailbox = load(db, number)?;
    if let Errand::Charge { key, .. } = *errand {
        let may_have_left = waiting::may_have_left(db, id)?;
        let leaves = may_have_left && mailbox.awaits(&key) && asked_on == today.day();
        if !leaves {
            let (outcome, why) = if may_have_left {
                (Outcome::Unknown, "may have left")
            } else {
                (Outcome::NotExecuted, "not sent")
            };
            let report = Command::ChargeOutcome { key, outcome };
            let source = format!("{number}/{sequence}/{why}");
            waiting::add_report(db, &source, today.day().next(), number, &report)?;
            return Ok(());
        }
    }
    world.run_errand(db, today, &mailbox, outgoing)
}

fn count(store: &Store, sql: &str, day: Option<&str>) -> Result<u64> {
    let mut query = store.db().prepare_cached(sql)?;
    let found: i64 = match day {
        Some(day) => query.query_row([day], |row| row.get(0))?,
        None => query.query_row([], |row| row.get(0))?,
    };
    Ok(u64::try_from(found)?)
}

fn in_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::AlreadySo => "already so".to_owned(),
        Verdict::Recorded(events) if events.len() == 1 => "1 event".to_owned(),
        Verdict::Recorded(events) => format!("{} events", events.len()),
        Verdict::Refused(refusal) => format!("refused, {}: {refusal}", refusal.code()),
    }
}
