//! What every test here needs: a folder, a small portfolio, a run, and a dump of what it left.

use std::{fmt::Write, path::PathBuf};

use anyhow::{Result, bail};
pub use pec_nightly::progress::Quiet;
use pec_nightly::{
    args::Args,
    job::{self, Outcome},
    portfolio::SAMPLE,
    progress::{Step, Watch},
};
use pec_renewal::{catalogue::Policy, values::Day};
use pec_test_support::day;
use rusqlite::{Connection, types::ValueRef};
use tempfile::TempDir;

/// A folder with a small portfolio, gone at the end of the test.
pub struct Bench {
    folder: TempDir,
}

impl Bench {
    #[track_caller]
    pub fn new() -> Self {
        Self::with(TempDir::new().expect("a temporary folder"))
    }

    /// One whose folder is in memory, on systems that offer that: no time is spent on a disk.
    #[track_caller]
    pub fn in_memory() -> Self {
        let memory = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new());
        Self::with(memory.expect("a temporary folder"))
    }

    #[track_caller]
    fn with(folder: TempDir) -> Self {
        let bench = Self { folder };
        bench.write("portfolio.csv", &small());
        bench
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[track_caller]
    pub fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).expect("the file is written");
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("the file is there, in UTF-8")
    }

    /// So many nights from the first of January over the small portfolio, in this database.
    pub fn args(&self, database: &str, nights: u16) -> Args {
        Args {
            portfolio: Some(self.path("portfolio.csv")),
            from: Some(day("2026-01-01")),
            ..Args::new(self.path(database), nights)
        }
    }

    #[track_caller]
    pub fn run(&self, database: &str, nights: u16) -> Outcome {
        job::run(&self.args(database, nights), &mut Quiet).expect("the run ends")
    }

    #[track_caller]
    pub fn run_under(&self, policy: &Policy, database: &str, nights: u16) -> Outcome {
        job::run_under(policy, &self.args(database, nights), &mut Quiet).expect("the run ends")
    }

    #[track_caller]
    pub fn open(&self, database: &str) -> Connection {
        Connection::open(self.path(database)).expect("the database opens")
    }

    #[track_caller]
    pub fn count(&self, database: &str, sql: &str) -> i64 {
        self.open(database).query_row(sql, [], |row| row.get(0)).expect("a number")
    }

    /// Everything a run left behind, row by row: two runs with the same dump ended the same.
    #[track_caller]
    pub fn dump(&self, database: &str) -> Vec<String> {
        let db = self.open(database);
        let mut lines = Vec::new();
        for table in [
            "setting ORDER BY name",
            "address ORDER BY mailbox",
            "mailbox ORDER BY number",
            "event ORDER BY mailbox, sequence",
            "outbox ORDER BY id",
            "inbox ORDER BY id",
            "night ORDER BY day",
            "tally ORDER BY night, what",
            "world_taken ORDER BY mailbox, reference",
            "world_paid_back ORDER BY mailbox, reference",
            "world_reversed ORDER BY mailbox, reference",
        ] {
            let mut query = db.prepare(&format!("SELECT * FROM {table}")).expect("a table");
            let columns = query.column_count();
            let mut rows = query.query([]).expect("rows");
            while let Some(row) = rows.next().expect("a row") {
                let cells = (0..columns).map(|index| match row.get_ref(index).expect("a cell") {
                    ValueRef::Null => "null".to_owned(),
                    ValueRef::Integer(number) => number.to_string(),
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    ValueRef::Blob(bytes) => hex(bytes),
                    ValueRef::Real(number) => panic!("the schema has no {number}"),
                });
                lines.push(format!("{table}: {}", cells.collect::<Vec<_>>().join(" | ")));
            }
        }
        lines
    }
}

/// Bytes as text.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").expect("text takes it");
    }
    text
}

/// A fifth of the sample.
pub fn small() -> String {
    let mut lines = SAMPLE.lines();
    let header = lines.next().expect("a header");
    let rows = lines.step_by(5);
    std::iter::once(header).chain(rows).flat_map(|line| [line, "\n"]).collect()
}

/// Stops the run before the piece after so many.
pub struct StopAfter(pub u64);

impl Watch for StopAfter {
    fn nights(&mut self, _count: u64) {}
    fn night(&mut self, _day: Day) {}
    fn begin(&mut self, _step: Step, _pieces: u64) {}
    fn advance(&mut self) -> Result<()> {
        match self.0.checked_sub(1) {
            Some(left) => self.0 = left,
            None => bail!("stopped by the test"),
        }
        Ok(())
    }
    fn end(&mut self) {}
    fn night_over(&mut self) {}
}
