//! The outside's process, as a simulation starts it.

use std::{ffi::OsStr, path::Path, process::Stdio, time::Duration};

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::Outside;

/// An outside of one's own. Whatever ends this, the process ends with it.
#[derive(Debug)]
pub struct Process {
    child: Child,
    address: String,
    client: Outside,
}

impl Process {
    /// Starts it on a free port: as the job `outside` of a home's program, whose arguments are
    /// [those](crate::gateway::Args) of the gateway, with `more` of them.
    ///
    /// # Errors
    ///
    /// Where it does not start.
    pub async fn start(program: &Path, seed: u64, more: &[&OsStr]) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["outside", "--listen", "127.0.0.1:0", "--seed", &seed.to_string()]);
        command.args(more);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        let output = child.stdout.take().context("the outside has no output")?;
        let first = BufReader::new(output).lines().next_line().await?;
        let Some((_, address)) = first.as_deref().and_then(|line| line.rsplit_once(' ')) else {
            bail!("the outside ended before it listened: see what it says above")
        };
        let client = Outside::new(address, Duration::from_secs(30));
        Ok(Self { child, address: address.to_owned(), client })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A client for its operator, who waits long.
    #[must_use]
    pub const fn client(&self) -> &Outside {
        &self.client
    }

    /// Ends it.
    pub async fn stop(&mut self) {
        // It is ended when this is dropped, if not now.
        let _ = self.child.kill().await;
    }
}
