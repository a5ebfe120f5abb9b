//! Who used the processors: the server, the workers, everybody else.

use std::{fs, process};

/// Seconds of processor so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Used {
    pub server: f64,
    /// The programs that this one started and that have ended.
    pub workers: f64,
    /// Everything on this machine.
    pub all: f64,
}

impl Used {
    /// Up to now, of the server with this process at its head.
    pub fn now(server: u32) -> Self {
        let living = processes().filter(|process| process.parent == server);
        let living: f64 = living.map(|process| process.own).sum();
        let head = Process::read(server).expect("the server runs");
        let mut all = fs::read_to_string("/proc/stat").expect("it can be read");
        all.truncate(all.find('\n').expect("it has lines"));
        let mut ticks = all.split_whitespace().skip(1).map(ticks);
        // User, nice and system; then idle and waiting; then interrupts.
        let busy: f64 = ticks.by_ref().take(3).sum();
        let interrupts: f64 = ticks.skip(2).take(3).sum();
        Self {
            server: head.own + head.ended + living,
            workers: Process::read(process::id()).expect("it runs").ended,
            all: busy + interrupts,
        }
    }

    /// What was used since then.
    pub fn since(self, then: Self) -> Self {
        Self {
            server: self.server - then.server,
            workers: self.workers - then.workers,
            all: self.all - then.all,
        }
    }
}

/// The process at the head of the server that this backend belongs to.
pub fn head_of(backend: u32) -> u32 {
    Process::read(backend).expect("the server runs on this machine").parent
}

struct Process {
    parent: u32,
    own: f64,
    /// What its children used that have ended.
    ended: f64,
}

impl Process {
    /// None where it has ended.
    fn read(id: u32) -> Option<Self> {
        let line = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name before it may have anything in it.
        let (_, fields) = line.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let seconds = |at: usize| ticks(fields[at]) + ticks(fields[at + 1]);
        Some(Self { parent: fields[1].parse().ok()?, own: seconds(11), ended: seconds(13) })
    }
}

fn processes() -> impl Iterator<Item = Process> {
    let names = fs::read_dir("/proc").expect("it can be read").filter_map(Result::ok);
    names.filter_map(|name| Process::read(name.file_name().to_str()?.parse().ok()?))
}

/// Linux counts in hundredths of a second.
fn ticks(text: &str) -> f64 {
    text.parse::<f64>().expect("a number") / 100.0
}
