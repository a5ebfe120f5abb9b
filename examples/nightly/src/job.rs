//! The job from beginning to end: open, import, run the nights, check, report.

use std::{
    fs::File,
    io::{BufRead, BufReader, Cursor, Seek},
    path::Path,
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use chrono_tz::Tz;
use pec_renewal::{catalogue::Policy, values::Day};
use rusqlite::Connection;

use crate::{
    args::Args,
    audit::{self, Findings},
    deadlines, explain, forecast,
    night::{self, Night},
    policy,
    portfolio::{self, Imported, SAMPLE, Synthetic},
    progress::Watch,
    report::{Closing, Intake, Spent},
    store::{self, Store},
    tally::Tally,
    today::Today,
    world::World,
};

/// How a run ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outcome {
    /// The closing table and the verdict, or the same as JSON.
    pub report: String,
    /// Whether everything holds, as far as it was checked.
    pub sound: bool,
}

/// Does what the command line asks.
///
/// # Errors
///
/// Where the run cannot be made, or not to its end; the message says what to do.
pub fn run(args: &Args, watch: &mut dyn Watch) -> Result<Outcome> {
    let asked = args.policy.as_deref().map(policy::read).transpose()?;
    run_on(&args.database, asked.as_ref(), args, watch)
}

/// Does what the command line asks, under a policy of the caller's instead of a file's.
///
/// # Errors
///
/// Where the run cannot be made, or not to its end; the message says what to do.
pub fn run_under(policy: &Policy, args: &Args, watch: &mut dyn Watch) -> Result<Outcome> {
    run_on(&args.database, Some(policy), args, watch)
}

fn run_on(
    database: &Path,
    asked: Option<&Policy>,
    args: &Args,
    watch: &mut dyn Watch,
) -> Result<Outcome> {
    if let Some(mailbox) = &args.explain {
        return explain::run(mailbox, asked, args);
    }
    if let Some(days) = args.forecast {
        return forecast::run(days, asked, args, watch);
    }
    let mut store = Store::open(database)?;
    run_all(&mut store, asked, args, watch).map_err(|error| store::explained(error, database))
}

/// Does what the command line asks on an open database.
///
/// # Errors
///
/// As [`run()`].
pub(crate) fn run_all(
    store: &mut Store,
    asked: Option<&Policy>,
    args: &Args,
    watch: &mut dyn Watch,
) -> Result<Outcome> {
    // All that can be refused is, before any of it is settled.
    let settling = store.transaction()?;
    let zone: Tz = settle(&settling, "zone", args.zone, DEFAULT_ZONE)?;
    let seed = settle(&settling, "seed", args.seed, DEFAULT_SEED)?;
    let policy = &policy::settle(&settling, asked)?;
    settling.commit()?;
    let world = World::new(seed);
    let nights = nights(store, args)?;
    let first = match nights.first() {
        Some(first) => *first,
        None => night::next(store)?.or(args.from).map_or_else(default_from, Ok)?,
    };
    let mut spent = Spent::default();
    let begun = Instant::now();
    let today = Today::new(policy, first, zone)?;
    deadlines::refresh(&mut Night::of(store, &today, &world, watch))?;
    let imported = match args.mailboxes {
        Some(mailboxes) => make_portfolio(store, args, mailboxes, seed, &today, watch)?,
        None => take_portfolio(store, args, &today, watch)?,
    };
    spent.import = begun.elapsed();
    let begun = Instant::now();
    watch.nights(u64::try_from(nights.len())?);
    for day in &nights {
        watch.night(*day);
        night::run(store, &Today::new(policy, *day, zone)?, &world, watch)?;
        watch.night_over();
    }
    spent.nights = begun.elapsed();
    let begun = Instant::now();
    let findings = if args.no_check { None } else { Some(audit::run(store, policy, watch)?) };
    spent.check = begun.elapsed();
    close(store, args, &nights, findings.as_ref(), &imported, spent)
}

/// Writes the closing table.
fn close(
    store: &Store,
    args: &Args,
    nights: &[Day],
    findings: Option<&Findings>,
    imported: &Intake,
    spent: Spent,
) -> Result<Outcome> {
    let span = nights.first().copied().zip(nights.last().copied());
    let run = match span {
        Some((first, last)) => Tally::load(store.db(), first, last)?,
        None => Tally::default(),
    };
    let all = Tally::load(store.db(), Day::MIN, Day::MAX)?;
    let done: i64 =
        store
            .db()
            .query_row("SELECT count(*) FROM night WHERE finished = 1", [], |row| row.get(0))?;
    let closing = Closing {
        nights: span,
        nights_run: u64::try_from(nights.len())?,
        nights_in_all: u64::try_from(done)?,
        run: &run,
        all: &all,
        findings,
        imported,
        spent,
    };
    let report = if args.json { closing.json() } else { closing.text() };
    Ok(Outcome { report, sound: findings.is_none_or(Findings::is_sound) })
}

/// The nights to run: of the span asked for those not done yet, after one left unfinished.
fn nights(store: &Store, args: &Args) -> Result<Vec<Day>> {
    let next = night::next(store)?;
    let from = from(next, args)?;
    let end = from.plus_days(i32::from(args.nights));
    let first = first_night(store, args)?;
    let mut nights: Vec<Day> = match night::unfinished(store)? {
        Some(left) if left < first && 0 < args.nights => vec![left],
        Some(_) | None => Vec::new(),
    };
    let mut day = first;
    while day < end {
        nights.push(day);
        day = day.next();
    }
    Ok(nights)
}

/// The night that the command line begins with: none that was done already.
///
/// # Errors
///
/// Where the database cannot be read.
pub(crate) fn first_night(store: &Store, args: &Args) -> Result<Day> {
    let next = night::next(store)?;
    let from = from(next, args)?;
    Ok(next.map_or(from, |next| next.max(from)))
}

fn from(next: Option<Day>, args: &Args) -> Result<Day> {
    args.from.or(next).map_or_else(default_from, Ok)
}

/// Makes a portfolio in an empty database, or finds the one made there before.
fn make_portfolio(
    store: &mut Store,
    args: &Args,
    mailboxes: u64,
    seed: u64,
    today: &Today<'_>,
    watch: &mut dyn Watch,
) -> Result<Intake> {
    let stored: i64 = store.db().query_row("SELECT count(*) FROM mailbox", [], |row| row.get(0))?;
    let stored = u64::try_from(stored)?;
    let done = if stored == 0 {
        let expiring = args.expiring.unwrap_or(mailboxes);
        let rows = Synthetic::new(seed, today.day(), mailboxes, expiring);
        portfolio::import(store, today, rows, mailboxes, watch).context("the mailboxes made")?
    } else {
        ensure!(
            stored == mailboxes,
            "the database has {stored} mailboxes already: leave --mailboxes out to go on with them, \
             or begin another database"
        );
        Imported { known: stored, ..Imported::default() }
    };
    Ok(Intake { done, rejects: None })
}

fn take_portfolio(
    store: &mut Store,
    args: &Args,
    today: &Today<'_>,
    watch: &mut dyn Watch,
) -> Result<Intake> {
    let Some(file) = args.portfolio.as_deref() else {
        let mut done = Imported::default();
        if is_empty(store.db())? {
            let rows = lines(&mut Cursor::new(SAMPLE))?;
            done = portfolio::import(store, today, Cursor::new(SAMPLE), rows, watch)
                .context("the sample portfolio")?;
        }
        return Ok(Intake { done, rejects: None });
    };
    let shown = file.display();
    let open = File::open(file)
        .with_context(|| format!("cannot open the portfolio {shown}: is the path right?"))?;
    let (rows, open) =
        counted(open).with_context(|| format!("cannot read the portfolio {shown}"))?;
    let rejects = args.rejects_file();
    let done = match &rejects {
        Some(rejects) => portfolio::import_good_rows(store, today, open, rows, rejects, watch),
        None => portfolio::import(store, today, open, rows, watch),
    }
    .with_context(|| format!("portfolio {shown}"))?;
    if is_empty(store.db())? {
        match rejects {
            Some(rejects) if 0 < done.rejected => bail!(
                "every row of the portfolio {shown} is bad: correct {} and import it",
                rejects.display()
            ),
            Some(_) | None => {
                bail!("the portfolio {shown} has no mailbox: add a row below the header")
            }
        }
    }
    Ok(Intake { done, rejects })
}

/// A file with the number of its rows, to be read from its beginning. A pipe gives each byte once,
/// so its rows are not counted.
fn counted(file: File) -> Result<(u64, BufReader<File>)> {
    let is_file = file.metadata()?.is_file();
    let mut file = BufReader::new(file);
    if !is_file {
        return Ok((0, file));
    }
    let rows = lines(&mut file)?;
    file.rewind()?;
    Ok((rows, file))
}

/// How many rows a file has, header apart: for the progress bar only.
fn lines(file: &mut impl BufRead) -> Result<u64> {
    let (mut lines, mut line) = (0_u64, Vec::new());
    while file.read_until(b'\n', &mut line)? != 0 {
        lines += 1;
        line.clear();
    }
    Ok(lines.saturating_sub(1))
}

/// What holds for the whole database: settled by the run that imports its first mailboxes.
///
/// # Errors
///
/// Where something else is asked for than was settled, or the database cannot be read or written.
pub(crate) fn settle<T>(db: &Connection, name: &str, asked: Option<T>, default: T) -> Result<T>
where
    T: std::str::FromStr<Err: std::fmt::Display> + std::fmt::Display + PartialEq,
{
    let Some(text) = store::setting(db, name)? else {
        let value = asked.unwrap_or(default);
        store::set(db, name, &value.to_string())?;
        return Ok(value);
    };
    let kept: T = match text.parse() {
        Ok(kept) => kept,
        Err(error) => bail!("the database has the {name} {text:?}: {error}"),
    };
    match asked {
        Some(asked) if asked != kept && is_empty(db)? => {
            store::set(db, name, &asked.to_string())?;
            Ok(asked)
        }
        Some(asked) if asked != kept => bail!(
            "the database was begun with {name} {kept}, which cannot change: leave --{name} out, or \
             begin another database for {name} {asked}"
        ),
        Some(_) | None => Ok(kept),
    }
}

fn is_empty(db: &Connection) -> Result<bool> {
    let mailboxes = "SELECT NOT EXISTS (SELECT * FROM mailbox)";
    Ok(db.query_row(mailboxes, [], |row| row.get(0))?)
}

/// The day that the sample portfolio is made for.
fn default_from() -> Result<Day> {
    Ok(Day::new(2026, 1, 1)?)
}

const DEFAULT_SEED: u64 = 1;
pub(crate) const DEFAULT_ZONE: Tz = Tz::Europe__Rome;
