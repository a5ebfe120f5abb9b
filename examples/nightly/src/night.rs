//! One night: reports come in, what is due is ticked, errands go out.
//!
//! The loop is that of [`pec_step`], and this is its store. Each step takes its pieces in a fixed order,
//! many in a transaction, and marks each in the transaction that does it, so a night that was stopped
//! is simply run again: what is done is no longer found, and the rest is done in the same order.
//! Whatever the outside answers is due on a later day, so no step feeds one before it.

use std::future::{Future, ready};

use anyhow::{Context, Error, Result, ensure};
use pec_renewal::values::Day;
use pec_step::{
    Asked, Batch, Decided, Outgoing, Piece, Ready, Verdict, Work, decide_on, run_errands,
    version_of,
};
use rusqlite::{Connection, params, params_from_iter};

use crate::{
    batch::in_batches,
    deadlines,
    decision::{Number, load, write},
    progress::{Step, Watch},
    store::{self, Store},
    today::Today,
    waiting,
    world::World,
};

/// A night over a store: what [`pec_step`] decides and runs is read from it, and written to it.
pub struct Night<'a> {
    /// The store.
    pub store: &'a mut Store,
    /// The day, and the policy that holds.
    pub today: &'a Today<'a>,
    /// The outside.
    pub world: &'a World,
    /// Who follows it.
    pub watch: &'a mut dyn Watch,
    /// Where the last list of deadlines gone stale ended.
    last_stale: Number,
    /// Where the last list of what is due ended, so that each mailbox is ticked once a night at most.
    last_due: (String, Number),
}

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
    let mut night = Night::of(store, today, world, watch);
    for (step, work) in [(Step::Reports, Work::Reports), (Step::Ticks, Work::Due)] {
        night.begin(step)?;
        night.decide_on(work).with_context(|| format!("night of {day}, {step}"))?;
        night.watch.end();
    }
    night.begin(Step::Errands)?;
    night.run_errands().with_context(|| format!("night of {day}, {}", Step::Errands))?;
    night.watch.end();
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

impl<'a> Night<'a> {
    /// Nothing of it is done yet.
    pub fn of(
        store: &'a mut Store,
        today: &'a Today<'a>,
        world: &'a World,
        watch: &'a mut dyn Watch,
    ) -> Self {
        Self { store, today, world, watch, last_stale: 0, last_due: (String::new(), 0) }
    }

    /// Decides on all that waits of one kind.
    ///
    /// # Errors
    ///
    /// As [`run()`].
    pub fn decide_on(&mut self, work: Work) -> Result<()> {
        let today = self.today;
        pollster::block_on(decide_on(self, work, today.policy(), &|| today.at()))
    }

    fn run_errands(&mut self) -> Result<()> {
        let today = self.today;
        pollster::block_on(run_errands(self, &|| today.at()))
    }

    /// Tells the watch how many pieces a step has.
    fn begin(&mut self, step: Step) -> Result<()> {
        let day = self.today.day().to_string();
        let count = |sql: &str, days: &[&String]| -> Result<u64> {
            let found: i64 = self
                .store
                .db()
                .prepare_cached(sql)?
                .query_row(params_from_iter(days), |row| row.get(0))?;
            Ok(u64::try_from(found)?)
        };
        let pieces = match step {
            Step::Reports => count(
                "SELECT count(*) FROM inbox WHERE handled_on IS NULL AND due_on <= ?1",
                &[&day],
            )?,
            Step::Ticks => count("SELECT count(*) FROM mailbox WHERE deadline <= ?1", &[&day])?,
            Step::Errands => count("SELECT count(*) FROM errand WHERE delivered IS NULL", &[])?,
            Step::Import | Step::Deadlines | Step::Check | Step::History | Step::Forecast => 0,
        };
        self.watch.begin(step, pieces);
        Ok(())
    }

    fn batch(&mut self, work: Work) -> Result<Batch<Number>> {
        let (db, day) = (self.store.db(), self.today.day().to_string());
        let mut batch = Batch::new();
        match work {
            Work::Deadlines => {
                let version = version_of(self.today.policy());
                let stale = deadlines::stale(db, &version, self.last_stale)?;
                self.last_stale = stale.last().copied().unwrap_or(self.last_stale);
                for number in stale {
                    batch.ask(number, Asked::Deadline);
                }
            }
            Work::Reports => {
                for report in waiting::reports(db, &day)? {
                    batch.ask(report.mailbox, Asked::Report(report.id, report.command));
                }
            }
            Work::Due => {
                let due = waiting::due(db, &day, &self.last_due)?;
                if let Some(last) = due.last() {
                    self.last_due.clone_from(last);
                }
                for (_, number) in due {
                    batch.ask(number, Asked::TICK);
                }
            }
        }
        batch.hold_all(|number| load(db, number).map(Some))?;
        Ok(batch)
    }

    fn record(&mut self, decided: &Decided<Number>) -> Result<()> {
        let transaction = self.store.transaction()?;
        for (piece, verdict) in &decided.verdicts {
            self.watch.advance()?;
            mark_as_handled(&transaction, piece, verdict, decided.at.day())?;
        }
        write(&transaction, decided)?;
        // A debt is asked for in the transaction that records it, so that it is asked for once.
        for change in &decided.changes {
            self.world.collect(&transaction, self.today, change)?;
        }
        Ok(transaction.commit()?)
    }

    /// What is asked of the outside must be on record even if the power goes a moment later: every batch
    /// that could ask for something is committed, and is now on the disk, with the marks of the
    /// charges that leave.
    fn mark_on_disk(&mut self, leaving: &[(Number, u64)]) -> Result<()> {
        let marking = self.store.transaction()?;
        for (number, sequence) in leaving {
            waiting::mark_as_leaving(&marking, *number, *sequence)?;
        }
        marking.commit()?;
        self.store.sync()
    }

    /// A stop leaves a batch of errands unmarked that are out already: they go out again under the same
    /// keys, which is harmless.
    fn send(&mut self, ready: &[Ready<Number>]) -> Result<()> {
        let (today, world) = (self.today, self.world);
        in_batches(self.store, ready, self.watch, |db, Ready { outgoing, instead }| {
            match instead {
                Some(report) => {
                    let Outgoing { mailbox, sequence, may_have_left, .. } = *outgoing;
                    let why = if may_have_left { "may have left" } else { "not sent" };
                    let source = format!("{mailbox}/{sequence}/{why}");
                    waiting::add_report(db, &source, today.day().next(), mailbox, report)?;
                }
                None => world.run_errand(db, today, outgoing)?,
            }
            waiting::mark_as_done(db, outgoing, today.day())
        })
    }
}

/// The database is held by this run alone, so none of it ever waits.
impl pec_step::Store for Night<'_> {
    type Key = Number;
    type Error = Error;

    fn next(&mut self, work: Work) -> impl Future<Output = Result<Batch<Number>>> + Send {
        ready(self.batch(work))
    }

    fn write(&mut self, decided: Decided<Number>) -> impl Future<Output = Result<()>> + Send {
        ready(self.record(&decided))
    }

    fn errands(&mut self) -> impl Future<Output = Result<Vec<Outgoing<Number>>>> + Send {
        ready(waiting::errands(self.store.db()))
    }

    fn mark(&mut self, leaving: Vec<(Number, u64)>) -> impl Future<Output = Result<()>> + Send {
        ready(self.mark_on_disk(&leaving))
    }

    fn run(&mut self, ready_ones: Vec<Ready<Number>>) -> impl Future<Output = Result<()>> + Send {
        ready(self.send(&ready_ones))
    }
}

fn mark_as_handled(
    db: &Connection,
    piece: &Piece<Number>,
    verdict: &Verdict,
    day: Day,
) -> Result<()> {
    match (&piece.asked, verdict) {
        (Asked::Report(id, _), _) => {
            let marked = db
                .prepare_cached(
                    "UPDATE inbox SET handled_on = ?2, result = ?3
                     WHERE id = ?1 AND handled_on IS NULL",
                )?
                .execute(params![id, day.to_string(), verdict.to_string()])?;
            ensure!(marked == 1, "report {id} was handled by another program: run again");
            Ok(())
        }
        (Asked::Command(_), Verdict::Refused(refusal)) => {
            let id = load(db, piece.mailbox)?.id();
            Err(refusal.clone()).with_context(|| format!("the tick of mailbox {id}"))
        }
        (Asked::Command(_) | Asked::Deadline, _) => Ok(()),
    }
}
