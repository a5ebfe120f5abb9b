//! The server that is killed: found by the folder of its socket, started as the owner of its data.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use pec_postgres::database::Address;
use tokio_postgres::config::Host;

pub struct Server {
    data: PathBuf,
    programs: PathBuf,
}

impl Server {
    /// The server of an address, whose data stand beside its socket, as `server.sh` puts them.
    pub fn of(address: &Address) -> Result<Self> {
        let config = address.config();
        let [Host::Unix(folder)] = config.get_hosts() else {
            anyhow::bail!(
                "a server is killed only by its socket's folder: use examples/postgres/test"
            )
        };
        let data = folder.join("data");
        let options = fs::read_to_string(data.join("postmaster.opts"))
            .with_context(|| format!("no server of ours stands in {}", folder.display()))?;
        let program = options.split_whitespace().next().context("its options are empty")?;
        let programs = PathBuf::from(program).parent().context("it has no folder")?.to_owned();
        Ok(Self { data, programs })
    }

    /// Stops it as a power failure would, and starts it again: it recovers from its log.
    pub async fn crash(&self) -> Result<()> {
        self.control(&["--mode=immediate", "--wait", "stop"]).await?;
        let log = self.data.with_file_name("log");
        self.control(&["--log", &log.to_string_lossy(), "--wait", "--timeout=300", "start"]).await
    }

    async fn control(&self, arguments: &[&str]) -> Result<()> {
        let owner = fs::metadata(&self.data)?;
        let mut command = Command::new(self.programs.join("pg_ctl"));
        command.arg("--pgdata").arg(&self.data).args(arguments).current_dir("/");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // The server refuses root; whoever else runs this owns the data.
        if fs::metadata("/proc/self")?.uid() == 0 {
            command.gid(owner.gid()).uid(owner.uid());
        }
        let status = tokio::task::spawn_blocking(move || command.status()).await??;
        ensure!(status.success(), "pg_ctl {arguments:?} failed: {status}");
        Ok(())
    }
}
