//! The processes of a simulation: Restate's nodes, and service processes. Whatever ends their owner,
//! they end with it.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result};
use tokio::process::{Child, Command};

use crate::client::Addresses;

/// Restate, on one node or on several of one machine.
#[derive(Debug)]
pub struct Nodes {
    program: PathBuf,
    folder: PathBuf,
    all: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    name: String,
    ingress: String,
    admin: String,
    child: Option<Child>,
}

impl Nodes {
    /// Starts so many nodes, whose data stand in a folder. Each write is on two of them, where there are
    /// several.
    ///
    /// # Errors
    ///
    /// Where they cannot be started.
    pub fn start(program: &Path, folder: &Path, count: u16) -> Result<Self> {
        let peers: Vec<String> = (0..count).map(|_| free_address()).collect::<Result<_>>()?;
        let mut nodes =
            Self { program: program.to_owned(), folder: folder.to_owned(), all: Vec::new() };
        for (place, own) in peers.iter().enumerate() {
            let name = format!("node-{}", place + 1);
            let (ingress, admin) = (free_address()?, free_address()?);
            let file = folder.join(format!("{name}.toml"));
            let text = configuration(&name, folder, own, &peers, &ingress, &admin);
            fs::write(&file, text)
                .with_context(|| format!("{} cannot be written", file.display()))?;
            nodes.all.push(Node { name, ingress, admin, child: None });
        }
        (0..nodes.all.len()).try_for_each(|place| nodes.begin(place))?;
        Ok(nodes)
    }

    /// Where they listen.
    #[must_use]
    pub fn addresses(&self) -> Addresses {
        Addresses {
            ingress: self.all.iter().map(|node| node.ingress.clone()).collect(),
            admin: self.all.iter().map(|node| node.admin.clone()).collect(),
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.all.len()
    }

    /// Kills a node, which says nothing and leaves its data as they are.
    ///
    /// # Errors
    ///
    /// Where it cannot be killed.
    pub async fn kill(&mut self, place: usize) -> Result<()> {
        let child = self.all.get_mut(place).and_then(|node| node.child.take());
        child.context("there is no such node")?.kill().await.context("a node cannot be killed")
    }

    /// Starts a node, over its data if it has some.
    ///
    /// # Errors
    ///
    /// Where it cannot be started.
    pub fn begin(&mut self, place: usize) -> Result<()> {
        let node = self.all.get_mut(place).context("there is no such node")?;
        let log = self.folder.join(format!("{}.log", node.name));
        let log = File::options().create(true).append(true).open(log)?;
        let child = Command::new(&self.program)
            .arg("--config-file")
            .arg(self.folder.join(format!("{}.toml", node.name)))
            .env("RESTATE_LISTEN_MODE", "tcp")
            .env("RESTATE_DISABLE_TELEMETRY", "true")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn();
        node.child =
            Some(child.with_context(|| format!("{} cannot be started", self.program.display()))?);
        Ok(())
    }
}

/// Service processes that share a port.
#[derive(Debug)]
pub struct Services {
    program: PathBuf,
    arguments: Vec<String>,
    log: PathBuf,
    address: String,
    children: Vec<Child>,
}

impl Services {
    /// Starts so many, each over the same nodes and the same outside, with more arguments.
    ///
    /// # Errors
    ///
    /// Where they cannot be started.
    pub fn start(
        program: &Path,
        folder: &Path,
        nodes: &Addresses,
        outside: &str,
        more: &[&str],
        count: u16,
    ) -> Result<Self> {
        let address = free_address()?;
        let arguments = [
            ["--restate", &nodes.ingress.join(",")],
            ["--admin", &nodes.admin.join(",")],
            ["--outside", outside],
            ["--patience", "1"],
            ["--listen", &address],
        ];
        let arguments = arguments.iter().flatten().chain(more);
        let arguments = arguments.map(|text| (*text).to_owned()).collect();
        let mut services = Self {
            program: program.to_owned(),
            arguments,
            log: folder.join("services.log"),
            address,
            children: Vec::new(),
        };
        (0..count).try_for_each(|_| services.begin(0))?;
        Ok(services)
    }

    /// Where they listen.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many run.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.children.len()
    }

    /// Kills the one that was started first, which says nothing.
    ///
    /// # Errors
    ///
    /// Where none runs, or it cannot be killed.
    pub async fn kill(&mut self) -> Result<()> {
        if self.children.is_empty() {
            anyhow::bail!("no service process runs")
        }
        self.children.remove(0).kill().await.context("a service process cannot be killed")
    }

    /// Starts one more, as if nobody had been there for so many days.
    ///
    /// # Errors
    ///
    /// Where it cannot be started.
    pub fn begin(&mut self, outage: u16) -> Result<()> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let child = Command::new(&self.program)
            .arg("serve")
            .args(&self.arguments)
            .args(["--outage", &outage.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn();
        self.children
            .push(child.with_context(|| format!("{} cannot be started", self.program.display()))?);
        Ok(())
    }
}

/// An address on loopback that nobody uses.
fn free_address() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no port is free")?;
    Ok(listener.local_addr()?.to_string())
}

fn configuration(
    name: &str,
    folder: &Path,
    own: &str,
    peers: &[String],
    ingress: &str,
    admin: &str,
) -> String {
    let addresses: Vec<String> = peers.iter().map(|peer| format!("\"http://{peer}/\"")).collect();
    let is_first = peers.first().is_some_and(|first| first == own);
    let replication = peers.len().min(2);
    format!(
        r#"roles = ["metadata-server", "admin", "worker", "log-server", "http-ingress"]
node-name = "{name}"
cluster-name = "pec"
base-dir = "{folder}/{name}"
bind-address = "{own}"
advertised-address = "http://{own}/"
auto-provision = {is_first}
default-replication = {replication}
default-num-partitions = 4
rocksdb-total-memory-size = "256MB"
log-filter = "warn"
log-disable-ansi-codes = true
[metadata-client]
addresses = [{addresses}]
[ingress]
bind-address = "{ingress}"
[admin]
bind-address = "{admin}"
"#,
        folder = folder.display(),
        addresses = addresses.join(", "),
    )
}
