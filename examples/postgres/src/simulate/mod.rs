//! Thirty nights over a database of one's own: processes as a provider has them, and a reckoning.
//!
//! Two workers and the [outside](pec_outside) run as processes, night after night. Then every history
//! is folded anew ([`crate::check`]), and the outside's books are compared with the engine's money, to
//! the cent ([`reckoning`]).

pub mod processes;
pub mod reckoning;

use std::{
    fmt,
    io::{Cursor, Read},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use pec_nightly::portfolio::{SAMPLE, Synthetic};
use pec_outside::{night, reckoning::Reckoning};
use pec_renewal::{catalogue::Policy, values::Day};

use self::processes::Processes;
use crate::{
    check::{self, Findings},
    collect::collect,
    database::{Address, Client, migrate, pool},
    import::import,
    policy,
};

/// What is simulated.
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    /// How many nights
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub nights: u16,
    /// The first night
    #[arg(long, value_name = "DAY", default_value = "2026-01-01")]
    pub from: Day,
    /// So many mailboxes made for the purpose, instead of the sample of 400
    #[arg(long, value_name = "N")]
    pub mailboxes: Option<u64>,
    /// Decides what becomes of whatever is asked outside
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// How many workers
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=32))]
    pub workers: u16,
    /// Keeps the outside's books in this file
    #[arg(long, value_name = "FILE")]
    pub books: Option<PathBuf>,
}

/// How it ended.
#[derive(Debug)]
pub struct Closing {
    nights: u16,
    workers: u16,
    spent: Duration,
    findings: Findings,
    reckoning: Reckoning,
}

/// Runs the nights over an empty database.
///
/// # Errors
///
/// Where the database is not empty, or a process cannot be started or fails.
pub async fn run(database: &Address, args: &Args) -> Result<Closing> {
    let mut client = connect(database).await?;
    begin(&mut client, args).await?;
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let mut processes =
        Processes::start(&program, database, args.seed, args.books.as_deref()).await?;
    let outside = processes.outside().clone();
    let begun = std::time::Instant::now();
    let mut at = night(args.from)?;
    for number in 0..args.nights {
        at = night(args.from.plus_days(i32::from(number)))?;
        outside.set_clock(at, None).await?;
        collect(&client, &outside).await?;
        let workers: Vec<_> = (0..args.workers)
            .map(|_| processes.worker(at.day(), PATIENCE))
            .collect::<Result<_>>()?;
        for mut worker in workers {
            let status = worker.wait().await?;
            ensure!(
                status.success(),
                "a worker failed in the night of {}, {status}: see {}",
                at.day(),
                processes.log().display()
            );
        }
    }
    let spent = begun.elapsed();
    let policy = policy::in_force(&client).await?.policy;
    let findings = check::run(&mut client, &policy, at).await?;
    let reckoning = reckoning::compare(&client, &processes.books().await?).await?;
    processes.stop().await;
    Ok(Closing { nights: args.nights, workers: args.workers, spent, findings, reckoning })
}

async fn begin(client: &mut Client, args: &Args) -> Result<Policy> {
    match args.mailboxes {
        None => begin_with(client, args.from, Cursor::new(SAMPLE)).await,
        Some(count) => {
            begin_with(client, args.from, Synthetic::new(args.seed, args.from, count, count)).await
        }
    }
}

/// Migrates an empty database and gives it the mailboxes of a portfolio; says under which policy.
///
/// # Errors
///
/// Where it has some already, or cannot be written, or a row is refused.
pub async fn begin_with(client: &mut Client, from: Day, portfolio: impl Read) -> Result<Policy> {
    migrate(client).await?;
    let is_used: bool = client.query_one("SELECT EXISTS (SELECT FROM mailbox)", &[]).await?.get(0);
    ensure!(!is_used, "the database has mailboxes already: a simulation begins with an empty one");
    policy::begin_with_preset(client).await?;
    let policy = policy::in_force(client).await?.policy;
    import(client, portfolio, &policy, night(from)?).await?;
    Ok(policy)
}

/// A connection to the database.
///
/// # Errors
///
/// Where there is none to be had.
pub async fn connect(database: &Address) -> Result<Client> {
    let client = pool(database, 1)?.get().await;
    client.with_context(|| format!("cannot connect to {database:?}: does the server run?"))
}

impl Closing {
    /// Whether everything holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_sound() && self.reckoning.is_sound()
    }
}

impl fmt::Display for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { nights, workers, spent, findings, reckoning } = self;
        writeln!(f, "{nights} nights with {workers} workers in {:.1} s", spent.as_secs_f64())?;
        writeln!(f, "{findings}")?;
        write!(f, "{reckoning}")
    }
}

/// An outside on this machine that has not answered by then will not.
const PATIENCE: &[&str] = &["--patience", "1"];
