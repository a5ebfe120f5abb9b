//! A year over a Restate of one's own: nodes, services and an outside as processes, and a reckoning.
//!
//! Every mailbox lives by its own timers, and has a time of its own. At the end every history is folded
//! anew ([`crate::check`]), and the outside's books are compared with the engine's money, to the cent.

use std::{
    ffi::OsStr,
    fmt,
    io::{Cursor, Read},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use pec_nightly::portfolio::{SAMPLE, Synthetic};
use pec_outside::{night, process::Process, reckoning::Reckoning};
use pec_renewal::{
    catalogue::Policy,
    values::{Day, MailboxId},
};
use tokio::time::sleep;

use crate::{
    check::{self, Findings},
    client::Restate,
    import::import,
    mailbox::{kept::Kept, wire::Live},
    nodes::{Nodes, Services},
    policies::put_in_force,
};

/// What is simulated.
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    /// How many days
    #[arg(long, value_name = "N", default_value_t = 365)]
    pub days: u16,
    /// The first day
    #[arg(long, value_name = "DAY", default_value = "2026-01-01")]
    pub from: Day,
    /// So many mailboxes made for the purpose, instead of the sample of 400
    #[arg(long, value_name = "N")]
    pub mailboxes: Option<u64>,
    /// Decides what becomes of whatever is asked outside
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// On how many nodes Restate runs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=7))]
    pub nodes: u16,
    /// How many service processes
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=32))]
    pub services: u16,
    /// How long a mailbox waits for a day, in milliseconds
    #[arg(long, value_name = "N", default_value = "20")]
    pub day: Option<u64>,
    /// For comparisons: the outside answers as the nightly job's does, and its books stay empty
    #[arg(long)]
    pub nightly: bool,
    /// The program of Restate's server
    #[arg(long, env = "PEC_RESTATE_SERVER", value_name = "FILE")]
    pub server: PathBuf,
    /// An empty folder for what the processes keep
    #[arg(long, env = "PEC_RESTATE_FOLDER", value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// A Restate of one's own, with services and an outside. Whatever ends this, the processes end with it.
#[derive(Debug)]
pub struct Home {
    /// Restate's nodes.
    pub nodes: Nodes,
    /// The service processes.
    pub services: Services,
    /// The outside.
    pub outside: Process,
    /// A client of the nodes.
    pub restate: Restate,
}

/// How it ended.
#[derive(Debug)]
pub struct Closing {
    days: u16,
    nodes: u16,
    services: u16,
    spent: Duration,
    findings: Findings,
    reckoning: Reckoning,
}

/// Runs the days.
///
/// # Errors
///
/// Where a process cannot be started, or does not answer.
pub async fn run(args: &Args) -> Result<Closing> {
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let home = Home::start(&program, args).await?;
    match args.mailboxes {
        None => home.begin(args.from, Cursor::new(SAMPLE)).await?,
        Some(count) => {
            home.begin(args.from, Synthetic::new(args.seed, args.from, count, count)).await?;
        }
    }
    let begun = Instant::now();
    let last = args.from.plus_days(i32::from(args.days) - 1);
    home.live_until(last).await?;
    home.rest().await?;
    let spent = begun.elapsed();
    let (findings, reckoning) = home.reckon().await?;
    let Args { days, nodes, services, .. } = *args;
    Ok(Closing { days, nodes, services, spent, findings, reckoning })
}

impl Home {
    /// Starts everything, and waits until it answers.
    ///
    /// # Errors
    ///
    /// Where a process cannot be started, or does not answer.
    pub async fn start(program: &Path, args: &Args) -> Result<Self> {
        let Args { folder, server, seed, nodes, services, day, nightly, .. } = args;
        let nightly: &[&str] = if *nightly { &["--nightly"] } else { &[] };
        let more: Vec<&OsStr> = nightly.iter().map(OsStr::new).collect();
        let outside = Process::start(program, *seed, &more).await?;
        let nodes = Nodes::start(server, folder, *nodes)?;
        let addresses = nodes.addresses();
        let day = day.map(|day| day.to_string());
        let day = day.iter().flat_map(|day| ["--day", day.as_str()]);
        let more: Vec<&str> = day.chain(nightly.iter().copied()).collect();
        let address = outside.address();
        let services = Services::start(program, folder, &addresses, address, &more, *services)?;
        let restate = Restate::new(addresses);
        restate.register(services.address()).await.with_context(|| {
            format!("Restate does not find the service: see what it says in {}", folder.display())
        })?;
        Ok(Self { nodes, services, outside, restate })
    }

    /// Puts the preset in force and opens the mailboxes of a portfolio, in the night of a day.
    ///
    /// # Errors
    ///
    /// Where Restate does not answer, or a row is refused.
    pub async fn begin(&self, from: Day, portfolio: impl Read) -> Result<()> {
        let (policy, at) = (Policy::aruba(), night(from)?);
        put_in_force(&self.restate, policy.clone(), at).await?;
        import(&self.restate, portfolio, &policy, at).await?;
        Ok(())
    }

    /// Lets every mailbox live until the night of a day.
    ///
    /// # Errors
    ///
    /// Where Restate does not answer.
    pub async fn live_until(&self, until: Day) -> Result<()> {
        let mailboxes = self.restate.mailboxes().await?;
        ensure!(!mailboxes.is_empty(), "there is no mailbox that could live: import some");
        self.restate.call_each(&mailboxes, "live_until", &Live { until }).await
    }

    /// Waits until no call of a mailbox is on its way, and none waits for a night that it lives.
    ///
    /// # Errors
    ///
    /// Where that does not come.
    pub async fn rest(&self) -> Result<()> {
        let until = Instant::now() + REST_AT_MOST;
        let mut idle_until = Instant::now() + IDLE_AT_MOST;
        loop {
            sleep(A_MOMENT).await;
            ensure!(
                Instant::now() < until,
                "something is still to be done after {REST_AT_MOST:?}: see the logs"
            );
            if self.restate.calls().await? != 0 {
                idle_until = Instant::now() + IDLE_AT_MOST;
                continue;
            }
            // A timer that was just set may be between the mailbox that set it and Restate's list.
            let Some((id, night)) = self.first_waiting().await? else { return Ok(()) };
            ensure!(
                Instant::now() < idle_until,
                "mailbox {id} waits for {night}, and no timer rings: please report it"
            );
        }
    }

    /// The first mailbox that waits for a night which it lives, with that night.
    ///
    /// # Errors
    ///
    /// Where Restate does not answer.
    pub async fn first_waiting(&self) -> Result<Option<(MailboxId, Day)>> {
        for seen in check::seen(&self.restate).await? {
            let id = seen.state.id();
            let kept = Kept { state: Some(seen.state), waits: seen.waits };
            if let Some(night) = kept.next_night()? {
                return Ok(Some((id, night)));
            }
        }
        Ok(None)
    }

    /// Checks every mailbox, and compares the books.
    ///
    /// # Errors
    ///
    /// Where Restate or the outside does not answer.
    pub async fn reckon(&self) -> Result<(Findings, Reckoning)> {
        let all = check::seen(&self.restate).await?;
        let findings = check::run(&self.restate, &all).await?;
        let reckoning = check::reckon(all, &self.outside.client().books().await?)?;
        Ok((findings, reckoning))
    }
}

impl Closing {
    /// Whether everything holds.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.findings.is_sound() && self.reckoning.is_sound()
    }
}

impl fmt::Display for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { days, nodes, services, spent, findings, reckoning } = self;
        let spent = &spent.as_millis();
        writeln!(
            f,
            "{days} days on {nodes} nodes with {services} service processes in {}.{} s",
            spent / 1000,
            spent % 1000 / 100,
        )?;
        let Findings { mailboxes, steps, bytes, .. } = findings;
        let rate = u128::from(*steps).saturating_mul(1000).checked_div(*spent).unwrap_or_default();
        let each = bytes.checked_div(*mailboxes).unwrap_or_default();
        writeln!(
            f,
            "{steps} steps recorded something, {rate} a second; {each} bytes are kept of a mailbox"
        )?;
        writeln!(f, "{findings}")?;
        write!(f, "{reckoning}")
    }
}

const A_MOMENT: Duration = Duration::from_millis(250);
const REST_AT_MOST: Duration = Duration::from_secs(900);
const IDLE_AT_MOST: Duration = Duration::from_secs(30);
