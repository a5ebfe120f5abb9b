//! The command line.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};
use pec_outside::{Outside, gateway};
use pec_renewal::values::AccountId;

use crate::{
    api::Scope,
    clock::{At, Clock},
    simulate,
    store::Terms,
};

/// Renews PEC mailboxes kept in PostgreSQL, with as many workers as wanted.
#[derive(Clone, Debug, Parser)]
#[command(version, after_long_help = AFTERWORD)]
pub struct CommandLine {
    /// The database: a URL, or name=value pairs; its password is read from PGPASSWORD
    #[arg(
        long,
        global = true,
        env = "PEC_DATABASE",
        value_name = "ADDRESS",
        default_value = "postgresql:///pec?host=/run/postgresql"
    )]
    // Read later: what is wrong with it is told without showing it, since it may hold a password.
    pub database: String,

    /// What to do
    #[command(subcommand)]
    pub job: Job,
}

/// What to do. Each is one line here, and one in `main.rs`.
#[derive(Clone, Debug, Subcommand)]
pub enum Job {
    /// Bring the tables to what this program needs
    Migrate,
    /// Import mailboxes from a CSV file in the form of the nightly job; without one, the sample of 400
    Import(Import),
    /// Put a policy in force, from a JSON file; without one, print the one in force, or the preset
    Policy(Policy),
    /// Decide what is due, send what that asks for, take in what is reported, and go on doing so
    Worker(Worker),
    /// Be the outside: a simulated gateway, mailer, bank and their customers, by HTTP
    Outside(gateway::Args),
    /// Fetch into the inbox what the gateway said on its own account
    Collect(Collect),
    /// Thirty nights, with workers and an outside of their own, and a table of what came of them
    Simulate(simulate::Args),
    /// Serve the HTTP API, on this machine alone unless told otherwise
    Serve(Serve),
    /// Make, revoke and list the keys of the API
    #[command(subcommand)]
    Key(Key),
    /// Fold every history anew, and compare with what is stored; exit status 1 where it differs, 3 where
    /// nothing differs and something waits
    Check(Check),
}

/// The moment of all that is done.
#[derive(Args, Clone, Copy, Debug)]
pub struct When {
    /// The zone whose civil days count
    #[arg(long, env = "PEC_ZONE", value_name = "ZONE", default_value = "Europe/Rome")]
    pub zone: Tz,

    /// For simulations: a day (its night) or a moment, instead of the system's clock
    #[arg(long, value_name = "DAY|MOMENT")]
    pub at: Option<At>,
}

impl When {
    /// The clock that this asks for.
    ///
    /// # Errors
    ///
    /// Where the engine's calendar has no such moment.
    pub fn clock(self) -> anyhow::Result<Clock> {
        Clock::new(self.zone, self.at)
    }
}

/// Imports a portfolio.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// The file, whose columns `pec-nightly --help` lists; refused whole where a row is bad
    #[arg(value_name = "FILE.csv")]
    pub file: Option<PathBuf>,

    #[command(flatten)]
    pub when: When,
}

/// Puts a policy in force.
#[derive(Args, Clone, Debug)]
pub struct Policy {
    /// The file: parameters and price list
    #[arg(value_name = "FILE.json")]
    pub file: Option<PathBuf>,
}

/// Works.
#[derive(Args, Clone, Debug)]
pub struct Worker {
    #[command(flatten)]
    pub when: When,

    /// Whoever runs errands: a gateway and a mailer, by HTTP
    #[arg(
        long,
        env = "PEC_OUTSIDE",
        value_name = "HOST:PORT",
        required_unless_present = "silent",
        value_parser = host_and_port
    )]
    pub outside: Option<String>,

    #[command(flatten)]
    pub patience: Patience,

    /// End when nothing waits
    #[arg(long)]
    pub until_idle: bool,

    /// For trying out, never for real: charges, notices and refunds are called done, and nobody sends them
    #[arg(long, conflicts_with = "outside")]
    pub silent: bool,

    /// For how long a batch is this worker's own, in seconds; then others take it over
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub lease: Duration,

    /// How many mailboxes in a batch
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=5000))]
    pub batch: u16,
}

impl Worker {
    /// How much it takes, and for how long.
    #[must_use]
    pub const fn terms(&self) -> Terms {
        Terms { batch: self.batch, lease: self.lease }
    }

    /// Whom it sends errands to; none where it is silent.
    #[must_use]
    pub fn outside(&self) -> Option<Arc<Outside>> {
        Some(Arc::new(Outside::new(self.outside.as_deref()?, self.patience.patience)))
    }
}

/// How long an answer is waited for.
#[derive(Args, Clone, Copy, Debug)]
pub struct Patience {
    /// How long an answer is waited for, in seconds; after that, what became of a charge is unknown
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub patience: Duration,
}

/// Fetches reports.
#[derive(Args, Clone, Debug)]
pub struct Collect {
    /// Whoever runs errands, by HTTP
    #[arg(long, env = "PEC_OUTSIDE", value_name = "HOST:PORT", value_parser = host_and_port)]
    pub outside: String,

    #[command(flatten)]
    pub patience: Patience,
}

/// Serves the API.
#[derive(Args, Clone, Copy, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub when: When,

    /// Where it listens. It speaks no TLS: put a proxy in front before others can reach it
    #[arg(long, env = "PEC_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8732")]
    pub listen: SocketAddr,

    /// How many connections are served at a time; whoever comes then waits
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u16).range(1..))]
    pub connections: u16,

    /// How many connections to the database it has at most
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..))]
    pub database_connections: u16,
}

/// What is done with keys.
#[derive(Clone, Debug, Subcommand)]
pub enum Key {
    /// Make a key and print it, once: only a hash of it is kept
    Create(CreateKey),
    /// End a key: the next request that names it is refused
    Revoke {
        /// The 16 digits between pec_ and the secret; never the key itself
        #[arg(value_name = "ID")]
        id: String,
    },
    /// List the keys, without their secrets
    List,
}

/// Makes a key.
#[derive(Args, Clone, Debug)]
pub struct CreateKey {
    /// What it allows; more than once for more. No scope includes another
    #[arg(long = "scope", value_name = "SCOPE", required = true)]
    pub scopes: Vec<Scope>,

    /// The only account that it sees; needed for the scope act
    #[arg(long, value_name = "UUID")]
    pub account: Option<AccountId>,

    /// Whose it is, for the list
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
}

/// Checks the whole database.
#[derive(Args, Clone, Copy, Debug)]
pub struct Check {
    #[command(flatten)]
    pub when: When,
}

fn host_and_port(text: &str) -> Result<String, String> {
    if text.starts_with("https://") {
        return Err("it is reached by plain HTTP: put what speaks TLS in between, on this machine"
            .to_owned());
    }
    let address = text.strip_prefix("http://").unwrap_or(text).trim_end_matches('/');
    match address.rsplit_once(':') {
        Some((host, port))
            if !host.is_empty() && !host.contains('/') && port.parse::<u16>().is_ok() =>
        {
            Ok(address.to_owned())
        }
        Some(_) | None => Err("expected a host and a port, such as 127.0.0.1:9000".to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let expected = || format!("expected seconds from 0.1 to 3600, not {text:?}");
    let seconds: f64 = text.parse().map_err(|_| expected())?;
    if (0.1..=3600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(expected())
    }
}

const AFTERWORD: &str = "\
Exit status: 0 all is well; 1 the check found something that does not hold; 2 it could not be done, and
the message says what to do; 3 the check found that all holds, and that something waits.";

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{CommandLine, host_and_port};

    #[test]
    fn the_outside_is_named_by_host_and_port() {
        for text in ["127.0.0.1:9000", "http://127.0.0.1:9000", "http://127.0.0.1:9000/"] {
            assert_eq!(host_and_port(text).as_deref(), Ok("127.0.0.1:9000"));
        }
        for text in ["", "foo", ":9000", "foo:bar", "foo:1/path:2", "https://gateway:443"] {
            host_and_port(text).expect_err(text);
        }
    }

    #[test]
    fn no_worker_is_silent_that_has_an_outside() {
        let asked = ["pec-postgres", "worker", "--silent", "--outside", "127.0.0.1:9000"];
        CommandLine::try_parse_from(asked).expect_err("one or the other");
        CommandLine::try_parse_from(&asked[..3]).expect("silent alone");
    }

    #[test]
    fn what_is_wrong_with_a_command_line_never_shows_the_address_of_the_database() {
        let asked = ["pec-postgres", "--database", "postgresql://pec:secret@there/pec", "work"];
        let error = CommandLine::try_parse_from(asked).expect_err("there is no such job");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
