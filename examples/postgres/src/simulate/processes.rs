//! The processes of a simulation: the outside, and workers as they are wanted.

use std::{
    env,
    ffi::OsStr,
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result};
use pec_outside::{Outside, gateway::Opened, process::Process};
use pec_renewal::values::Day;
use tokio::process::{Child, Command};

use crate::database::Address;

/// A program over a database, and its outside. Whatever ends this, the processes end with it.
#[derive(Debug)]
pub struct Processes {
    program: PathBuf,
    database: String,
    outside: Process,
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
        let more: Vec<&OsStr> =
            books.iter().flat_map(|books| [OsStr::new("--books"), books.as_os_str()]).collect();
        Ok(Self {
            program: program.to_owned(),
            database: database.text().to_owned(),
            outside: Process::start(program, seed, &more).await?,
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
            .args(["--outside", self.outside.address()])
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
        self.outside.client()
    }

    /// The outside's books.
    ///
    /// # Errors
    ///
    /// Where it does not answer.
    pub async fn books(&self) -> Result<Opened> {
        self.outside().books().await
    }

    /// Ends the outside, after a run that went well.
    pub async fn stop(&mut self) {
        self.outside.stop().await;
        // A log that stays harms nobody.
        let _ = std::fs::remove_file(&self.log);
    }
}
