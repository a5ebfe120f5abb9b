//! One night: reports come in, what is due is ticked, errands go out.
//!
//! Each step takes its pieces in a fixed order and marks each in the transaction that does it, so a
//! night that was stopped is simply run again: what is done is no longer found, and the rest is
//! done in the same order. Whatever the outside answers is due on a later day, so no step feeds one
//! before it.

use anyhow::{Context, Result, ensure};
use pec_renewal::{Command, Event, values::Day};
use rusqlite::params;

use crate::{
    decision::{Number, Verdict, decide_and_record, load},
    progress::{Step, Watch},
    store::{self, Store},
    today::Today,
    world::World,
};

/// Runs the night of `today`, or what is left of it.
///
/// # Errors
///
/// Where the database fails, the engine refuses a tick, or the watch stops the run. What was done
/// before stands, and running the night again goes on from there.
pub fn run(
    store: &mut Store,
    today: &Today<'_>,
    world: &World,
    watch: &mut dyn Watch,
) -> Result<()> {
    let day = today.day().to_string();
    store.db().execute("INSERT OR IGNORE INTO night (day) VALUES (?1)", [&day])?;
    take_reports(store, today, watch).with_context(|| format!("night of {day}, reports"))?;
    tick_what_is_due(store, today, watch).with_context(|| format!("night of {day}, ticks"))?;
    // What is asked of the outside must be on record even if the power goes a moment later.
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

fn take_reports(store: &mut Store, today: &Today<'_>, watch: &mut dyn Watch) -> Result<()> {
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
        let reports = waiting_reports(store, &day)?;
        if reports.is_empty() {
            break;
        }
        for report in reports {
            watch.advance()?;
            let transaction = store.transaction()?;
            let verdict = decide_and_record(&transaction, today, report.mailbox, &report.command)?;
            let marked = transaction
                .prepare_cached(
                    "UPDATE inbox SET handled_on = ?2, result = ?3
                     WHERE id = ?1 AND handled_on IS NULL",
                )?
                .execute(params![report.id, day, in_words(&verdict)])?;
            ensure!(marked == 1, "report {} was handled by another program: run again", report.id);
            transaction.commit()?;
        }
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
    // Where the last batch ended, so that each mailbox is ticked once a night at most.
    let mut last = (String::new(), 0);
    loop {
        let due = due_mailboxes(store, &day, &last)?;
        let Some(end) = due.last().cloned() else { break };
        for (_, number) in due {
            watch.advance()?;
            let transaction = store.transaction()?;
            match decide_and_record(&transaction, today, number, &Command::Tick)? {
                Verdict::AlreadySo | Verdict::Recorded(_) => {}
                Verdict::Refused(refusal) => {
                    let id = load(&transaction, number)?.id();
                    return Err(refusal).with_context(|| format!("the tick of mailbox {id}"));
                }
            }
            transaction.commit()?;
        }
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
    let day = today.day().to_string();
    watch.begin(
        Step::Errands,
        count(store, "SELECT count(*) FROM outbox WHERE delivered_on IS NULL", None)?,
    );
    loop {
        let errands = waiting_errands(store)?;
        if errands.is_empty() {
            break;
        }
        for errand in errands {
            watch.advance()?;
            let transaction = store.transaction()?;
            world.run_errand(
                &transaction,
                today.day(),
                errand.mailbox,
                errand.sequence,
                &errand.event,
            )?;
            let marked = transaction
                .prepare_cached(
                    "UPDATE outbox SET delivered_on = ?2 WHERE id = ?1 AND delivered_on IS NULL",
                )?
                .execute(params![errand.id, day])?;
            ensure!(marked == 1, "errand {} was sent by another program: run again", errand.id);
            transaction.commit()?;
        }
    }
    watch.end();
    Ok(())
}

struct Report {
    id: i64,
    mailbox: Number,
    command: Command,
}

fn waiting_reports(store: &Store, day: &str) -> Result<Vec<Report>> {
    let mut query = store.db().prepare_cached(
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

fn due_mailboxes(
    store: &Store,
    day: &str,
    after: &(String, Number),
) -> Result<Vec<(String, Number)>> {
    let mut query = store.db().prepare_cached(
        "SELECT deadline, number FROM mailbox
         WHERE deadline <= ?1 AND (?2, ?3) < (deadline, number)
         ORDER BY deadline, number LIMIT 1000",
    )?;
    let rows =
        query.query_map(params![day, after.0, after.1], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

struct WaitingErrand {
    id: i64,
    mailbox: Number,
    sequence: i64,
    event: Event,
}

fn waiting_errands(store: &Store) -> Result<Vec<WaitingErrand>> {
    let mut query = store.db().prepare_cached(
        "SELECT outbox.id, mailbox, sequence, body FROM outbox JOIN event USING (mailbox, sequence)
         WHERE delivered_on IS NULL ORDER BY outbox.id LIMIT 1000",
    )?;
    let mut rows = query.query([])?;
    let mut errands = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, mailbox, sequence) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let event = serde_json::from_str(row.get_ref(3)?.as_str()?).with_context(|| {
            format!("event {sequence} of mailbox number {mailbox} cannot be read")
        })?;
        errands.push(WaitingErrand { id, mailbox, sequence, event });
    }
    Ok(errands)
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
        Verdict::Recorded(1) => "1 event".to_owned(),
        Verdict::Recorded(events) => format!("{events} events"),
        Verdict::Refused(refusal) => format!("refused, {}: {refusal}", refusal.code()),
    }
}
