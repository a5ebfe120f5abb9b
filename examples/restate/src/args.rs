//! The command line.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand};
use pec_outside::{Outside, gateway};
use pec_renewal::values::Day;

use crate::{client::Addresses, clock::Clock, simulate};

/// Renews PEC mailboxes kept in Restate, on as many machines as wanted.
#[derive(Clone, Debug, Parser)]
#[command(version, after_long_help = AFTERWORD)]
pub struct CommandLine {
    /// What to do
    #[command(subcommand)]
    pub job: Job,
}

/// What to do. Each is one line here, and one in `main.rs`.
#[derive(Clone, Debug, Subcommand)]
pub enum Job {
    /// Be a service process: do what Restate asks of mailboxes
    Serve(Serve),
    /// Tell Restate where the service listens
    Register(Register),
    /// Put a policy in force, from a JSON file; without one, the preset
    Policy(Policy),
    /// Import mailboxes from a CSV file in the form of the nightly job; without one, the sample of 400
    Import(Import),
    /// Fold every history anew, and compare with what is kept; exit status 1 where it differs
    Check(Addresses),
    /// Be the outside: a simulated gateway, mailer, bank and their customers, by HTTP
    Outside(gateway::Args),
    /// A year over a Restate, services and an outside of their own, and a table of what came of it
    Simulate(simulate::Args),
}

/// Serves.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub addresses: Addresses,

    /// Where it listens, for Restate alone. Several processes of one machine may share a port
    #[arg(long, env = "PEC_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:9080")]
    pub listen: SocketAddr,

    /// Whoever runs errands: a gateway and a mailer, by HTTP
    #[arg(long, env = "PEC_OUTSIDE", value_name = "ADDRESS", required_unless_present = "silent")]
    pub outside: Option<String>,

    /// For trying out: do errands by doing nothing, as if there were no outside
    #[arg(long)]
    pub silent: bool,

    /// How many seconds an answer is waited for; after that, what became of a charge is unknown
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub patience: u64,

    /// For simulations: to wait for a day takes so many milliseconds, and every mailbox has a time of its own
    #[arg(long, value_name = "MILLISECONDS")]
    pub day: Option<u64>,

    /// For simulations: a charge that was cut off is gone on with so many days later
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    pub outage: u16,

    /// For comparisons: the outside answers as the nightly job's does
    #[arg(long)]
    pub nightly: bool,
}

impl Serve {
    /// The clock that this asks for.
    #[must_use]
    pub fn clock(&self) -> Clock {
        let simulated =
            |day| Clock::Simulated { day: Duration::from_millis(day), outage: self.outage };
        self.day.map_or(Clock::System, simulated)
    }

    /// Whom errands are sent to; none where it is silent.
    #[must_use]
    pub fn outside(&self) -> Option<Outside> {
        let address = self.outside.as_deref().filter(|_| !self.silent)?;
        let outside = Outside::new(address, Duration::from_secs(self.patience));
        Some(match self.clock() {
            Clock::System => outside,
            Clock::Simulated { .. } if self.nightly => outside.as_the_nightly_jobs(),
            Clock::Simulated { .. } => outside.on_the_askers_clock(),
        })
    }
}

/// Registers the service.
#[derive(Args, Clone, Debug)]
pub struct Register {
    #[command(flatten)]
    pub addresses: Addresses,

    /// Where a service process listens, or what stands before several of them
    #[arg(value_name = "ADDRESS:PORT")]
    pub service: String,
}

/// Puts a policy in force.
#[derive(Args, Clone, Debug)]
pub struct Policy {
    #[command(flatten)]
    pub addresses: Addresses,

    /// The file: parameters and price list
    #[arg(value_name = "FILE.json")]
    pub file: Option<PathBuf>,

    /// From the night of this day on; without it, from now on
    #[arg(long, value_name = "DAY")]
    pub from: Option<Day>,
}

/// Imports a portfolio.
#[derive(Args, Clone, Debug)]
pub struct Import {
    #[command(flatten)]
    pub addresses: Addresses,

    /// The file, whose columns `pec-nightly --help` lists; opens nothing where a row is bad
    #[arg(value_name = "FILE.csv")]
    pub file: Option<PathBuf>,

    /// For simulations: in the night of this day
    #[arg(long, value_name = "DAY")]
    pub at: Option<Day>,
}

const AFTERWORD: &str = "\
Exit status: 0 all is well; 1 the check found something that does not hold; 2 it could not be done, and
the message says what to do.";
