//! The processes of a simulation: the outside, and workers as they are wanted.

use std::{
    env,
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use hyper::Method;
use pec_nightly::today::Today;
use pec_renewal::{
    catalogue::Policy,
    values::{Day, Moment},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{
    database::Address,
    outside::{Outside, gateway::Opened},
};

/// The moment at which the workers of a night work.
///
/// # Errors
///
/// Where the engine's calendar has no such moment.
pub fn night(day: Day) -> Result<Moment> {
    Ok(Today::new(&Policy::aruba(), day, chrono_tz::Europe::Rome)?.at())
}

/// A program over a database, and its outside. Whatever ends this, the processes end with it.
#[derive(Debug)]
pub struct Processes {
    program: PathBuf,
    database: String,
    gateway: Child,
    address: String,
    outside: Outside,
    /// What the workers say, all in one.
    log: PathBuf,
}

impl Processes {
    /// Starts the outside, on a free port.
    ///
    /// # Errors
    ///
    /// Where it does not start.
    pub async fn start(
        program: &Path,
        database: &Address,
        seed: u64,
        books: Option<&Path>,
    ) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["outside", "--listen", "127.0.0.1:0", "--seed", &seed.to_string()]);
        if let Some(books) = books {
            command.arg("--books").arg(books);
        }
        let mut gateway = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        let output = gateway.stdout.take().context("the outside has no output")?;
        let first = BufReader::new(output).lines().next_line().await?;
        let Some((_, address)) = first.as_deref().and_then(|line| line.rsplit_once(' ')) else {
            bail!("the outside ended before it listened: see what it says above")
        };
        Ok(Self {
            program: program.to_owned(),
            database: database.text().to_owned(),
            gateway,
            address: address.to_owned(),
            outside: Outside::new(address, Duration::from_secs(30)),
            log: env::temp_dir().join(format!("pec-workers-{}.log", std::process::id())),
        })
    }

    /// Starts a worker of a night, which ends when nothing waits.
    ///
    /// # Errors
    ///
    /// Where it does not start.
    pub fn worker(&self, day: Day, more: &[&str]) -> Result<Child> {
        let log = File::options().create(true).append(true).open(&self.log);
        let log = log.with_context(|| format!("{} cannot be written", self.log.display()))?;
        Command::new(&self.program)
            .args(["worker", "--until-idle", "--at", &day.to_string()])
            .args(["--outside", &self.address])
            .args(more)
            .env("PEC_DATABASE", &self.database)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", self.program.display()))
    }

    /// The file with what the workers say.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// The outside, for its operator.
    #[must_use]
    pub const fn outside(&self) -> &Outside {
        &self.outside
    }

    /// The outside's books.
    ///
    /// # Errors
    ///
    /// Where it does not answer.
    pub async fn books(&self) -> Result<Opened> {
        self.outside.operate(Method::GET, "/books", &()).await
    }

    /// Ends the outside, after a run that went well.
    pub async fn stop(&mut self) {
        // It is ended when this is dropped, if not now; and a log that stays harms nobody.
        let _ = self.gateway.kill().await;
        let _ = std::fs::remove_file(&self.log);
    }
}
