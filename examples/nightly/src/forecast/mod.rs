//! What the days to come bring to a portfolio, if nobody acts: by day, in three scenarios.
//!
//! ```text
//! slices ──▶ branches ──▶ sums ──▶ table ──▶ data, page ──▶ files
//! ```
//!
//! 1. A stored portfolio is read slice by slice ([`slices`]), and each slice is lived in parallel.
//! 2. Each mailbox is lived by the engine, night by night, with every answer that its charges can have
//!    ([`branches`], [`shares`]). How likely a branch is, is an exact number ([`weight`]).
//! 3. What the branches record is counted ([`sums`]), and rounded once ([`table`]).
//! 4. The same numbers are written for programs ([`data`]) and for people ([`page`], [`plot`]), all files
//!    whole or none ([`files`]).
//!
//! The database is left as it is. A forecast under a policy that is not in force yet shows what it would bring.

pub mod branches;
pub mod data;
pub mod files;
pub mod page;
pub mod plot;
pub mod shares;
pub mod slices;
pub mod sums;
pub mod table;
pub mod weight;
pub mod words;

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use chrono_tz::Tz;
use comfy_table::{Cell, CellAlignment, Table, presets::UTF8_BORDERS_ONLY};
use pec_renewal::{
    Hosting, Mailbox,
    catalogue::Policy,
    service::Service,
    values::{Day, Moment},
};
use pec_step::version_of;
use rusqlite::Connection;

use self::{
    branches::Outlook,
    files::Files,
    shares::{Basis, History, Shares},
    slices::{Fold, fold},
    sums::{Figure, Scenario, Sums},
    table::Forecast,
    words::{plain_count, plain_euro},
};
use crate::{
    args::Args,
    job::{self, Outcome},
    policy,
    progress::{Step, Watch},
    store::{self, Store},
    today::Today,
};

/// Writes the forecast of so many days that the command line asks for.
///
/// # Errors
///
/// Where it cannot be made or written; the message says what to do. No file is written then.
pub fn run(
    days: u16,
    asked: Option<&Policy>,
    args: &Args,
    watch: &mut dyn Watch,
) -> Result<Outcome> {
    let database = &args.database;
    let files = Files::into(&args.into)?;
    let forecast = of_store(days, asked, args, watch)
        .map_err(|error| store::explained(error, database))
        .context("no forecast was made")?;
    let json = data::json(&forecast)?;
    let page = page::html(&forecast)?;
    let written = files.write([&data::csv(&forecast)?, json.as_bytes(), page.as_bytes()])?;
    let report = if args.json { json } else { text(&forecast, &written) };
    Ok(Outcome { report, sound: true })
}

fn of_store(
    days: u16,
    asked: Option<&Policy>,
    args: &Args,
    watch: &mut dyn Watch,
) -> Result<Forecast> {
    let database = &args.database;
    let portfolio = match (database.exists(), &args.portfolio, args.mailboxes) {
        (true, _, _) => format!("the database {}", name_of(database)),
        (false, Some(file), _) => format!("the portfolio {}", name_of(file)),
        (false, None, Some(_)) => "a portfolio that was made up".to_owned(),
        (false, None, None) => "the sample portfolio".to_owned(),
    };
    let mut store = if database.exists() {
        ensure!(
            args.portfolio.is_none(),
            "the database {} is there already, and a forecast imports nothing into it: leave \
             --portfolio out, or name another file with --database",
            database.display()
        );
        Store::open(database)?
    } else {
        let mut store = Store::temporary()?;
        let import = Args { nights: 0, no_check: true, ..args.clone() };
        job::run_all(&mut store, asked, &import, watch)?;
        store
    };
    let first = job::first_night(&store, args)?;
    // Nothing of this is ever committed.
    let settling = store.transaction()?;
    let zone: Tz = job::settle(&settling, "zone", args.zone, job::DEFAULT_ZONE)?;
    let policy = policy::settle(&settling, asked)?;
    let stored: u64 = settling.query_row("SELECT count(*) FROM mailbox", [], |row| {
        row.get::<_, i64>(0).map(i64::unsigned_abs)
    })?;
    ensure!(
        0 < stored && args.mailboxes.is_none_or(|mailboxes| mailboxes == stored),
        "the database {} has {stored} mailboxes: leave --mailboxes out, or name another file with \
         --database",
        database.display()
    );
    let mut forecast =
        forecast(&settling, &policy, Span { first, days, zone }, args.shares.as_ref(), watch)?;
    forecast.portfolio = portfolio;
    Ok(forecast)
}

/// A file without its folder, which is nobody's business who is shown the page.
fn name_of(file: &Path) -> Cow<'_, str> {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy()
}

/// The days of a forecast.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The first one.
    pub first: Day,
    /// How many there are.
    pub days: u16,
    /// The zone whose civil days they are.
    pub zone: Tz,
}

/// The forecast of a stored portfolio.
///
/// # Errors
///
/// Where the portfolio cannot be read, or the days are beyond the calendar.
pub fn forecast(
    db: &Connection,
    policy: &Policy,
    span: Span,
    given: Option<&Shares>,
    watch: &mut dyn Watch,
) -> Result<Forecast> {
    let Span { first, days, .. } = span;
    let rungs = policy.parameters().ladder.rungs().to_vec();
    let history = match given {
        Some(_) => History::default(),
        None => fold(db, Step::History, watch, &Counting)?,
    };
    let (expected, basis) = match (given, history.shares(rungs.len())) {
        (Some(given), _) => (given.clone(), Basis::Given),
        (None, Some(counted)) => (counted, Basis::Counted),
        (None, None) => (Shares::assumed(), Basis::Assumed),
    };
    let outlook = Outlook::new(policy, nights(policy, span)?, &expected);
    let lived = fold(db, Step::Forecast, watch, &Living { outlook, first, days })?;
    let (days, total) = table::rounded(&lived.sums);
    Ok(Forecast {
        portfolio: "a portfolio".to_owned(),
        mailboxes: lived.mailboxes,
        own_domain: lived.own_domain,
        policy_version: version_of(policy),
        rungs,
        expected,
        basis,
        history,
        days,
        total,
    })
}

fn nights(policy: &Policy, span: Span) -> Result<Vec<Moment>> {
    let days = std::iter::successors(Some(span.first), |day| Some(day.next()));
    let nights = days.take(usize::from(span.days));
    nights.map(|day| Ok(Today::new(policy, day, span.zone)?.at())).collect()
}

/// Counts how the charges of the past were answered.
struct Counting;

impl Fold for Counting {
    type Sum = History;

    fn nothing(&self) -> History {
        History::default()
    }

    fn add(&self, history: &mut History, mailbox: Mailbox) -> Result<()> {
        history.count(&mailbox);
        Ok(())
    }

    fn both(&self, one: History, other: History) -> History {
        one.and(&other)
    }
}

/// Lives the days to come.
struct Living<'a> {
    outlook: Outlook<'a>,
    first: Day,
    days: u16,
}

struct Lived {
    mailboxes: u64,
    own_domain: u64,
    sums: Sums,
}

impl Fold for Living<'_> {
    type Sum = Lived;

    fn nothing(&self) -> Lived {
        Lived { mailboxes: 0, own_domain: 0, sums: Sums::of_days(self.first, self.days) }
    }

    fn add(&self, lived: &mut Lived, mailbox: Mailbox) -> Result<()> {
        match (mailbox.hosting(), mailbox.service()) {
            (_, Service::Deleted { .. }) => Ok(()),
            // Ticks do nothing there (R-52).
            (
                Hosting::OwnDomain,
                Service::Active { .. }
                | Service::TerminatedAtExpiry { .. }
                | Service::Ending { .. },
            ) => {
                lived.own_domain = lived.own_domain.saturating_add(1);
                Ok(())
            }
            (
                Hosting::Provider,
                Service::Active { .. }
                | Service::TerminatedAtExpiry { .. }
                | Service::Ending { .. },
            ) => {
                lived.mailboxes = lived.mailboxes.saturating_add(1);
                self.outlook.add(mailbox, &mut lived.sums)
            }
        }
    }

    fn both(&self, one: Lived, other: Lived) -> Lived {
        Lived {
            mailboxes: one.mailboxes.saturating_add(other.mailboxes),
            own_domain: one.own_domain.saturating_add(other.own_domain),
            sums: one.sums.and(&other.sums),
        }
    }
}

/// The totals and where the files are, for the terminal.
fn text(forecast: &Forecast, written: &[PathBuf]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY);
    table.set_header(["", "all settle", "euro", "expected", "euro", "all decline", "euro"]);
    for figure in Figure::ALL {
        let cells = Scenario::ALL.into_iter().flat_map(|scenario| {
            let number = forecast.total.get(scenario, figure);
            let euro = figure.has_amount().then(|| plain_euro(number.cents));
            [plain_count(number.hundredths), euro.unwrap_or_default()]
        });
        table.add_row(std::iter::once(figure.name().to_owned()).chain(cells).map(Cell::new));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let days = forecast.days.first().zip(forecast.days.last());
    let days = days.map(|((first, _), (last, _))| format!("{first} to {last}"));
    let files: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    format!(
        "What the days from {} bring to {} mailboxes of {}, if nobody acts\n{table}\nExpected by \
         shares that are {}.\nWritten: {}",
        days.unwrap_or_default(),
        forecast.mailboxes,
        forecast.portfolio,
        data::name_of(forecast.basis),
        files.join(", "),
    )
}
