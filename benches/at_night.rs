//! What does a night over a real store cost, beside the rows that it has to read and write, and with
//! more stored than is due?
//!
//! The nights are those of `pec-nightly`, in a temporary folder.

mod bare_night;
mod side_by_side;
mod writes;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use pec_nightly::{
    args::Args,
    job, night,
    progress::{Quiet, Watch},
    store::Store,
    today::Today,
    world::World,
};
use pec_renewal::{catalogue::Policy, values::Day};
use pec_test_support::day;
use rusqlite::Connection;
use tempfile::TempDir;

use self::{
    bare_night::{Night, Recorder},
    side_by_side::{Answers, is_quick, race, timed},
};

fn main() {
    let size = if is_quick() { QUICK } else { FULL };
    let folder = TempDir::new().unwrap();
    let mut answers = Answers::new();
    beside_its_rows(&mut answers, folder.path(), &size);
    with_more_stored(&mut answers, folder.path(), &size);
    answers.print();
}

struct Size {
    /// How many nights are measured, after one that is not.
    nights: usize,
    /// The mailboxes of the portfolio whose writes are repeated.
    written: u64,
    /// The mailboxes that come to be due, stored alone and among ten times as many.
    due: u64,
}

const FULL: Size = Size { nights: 11, written: 30_000, due: 100_000 };
const QUICK: Size = Size { nights: 3, written: 1_000, due: 300 };

/// Nights that follow nights, against the same rows read and decoded, and the same ones encoded anew
/// and written, in the same transactions to a copy of the store, with nothing decided.
fn beside_its_rows(answers: &mut Answers, folder: &Path, size: &Size) {
    let begun = portfolio(folder, "begun", size.written, size.written, NIGHTS_BEHIND);
    let copy = |name: &str| {
        let path = folder.join(name);
        fs::copy(&begun, &path).unwrap();
        path
    };
    let (run, written) = (copy("run"), copy("written"));
    let policy = Policy::aruba();
    let mut recorded = Nights::of(&copy("recorded"), &policy);
    let listener = Recorder::of(&recorded.store);
    let mut record = || {
        listener.record(|watch| {
            recorded.run(watch);
        })
    };
    let nights: Vec<Night> = (0..=size.nights).map(|_| record()).collect();

    let (mut asked, mut bare) = (Nights::of(&run, &policy), Nights::of(&written, &policy));
    let mut again = nights.iter();
    let times = race(
        size.nights,
        [&mut || asked.run(&mut Quiet), &mut || bare.run_bare(again.next().unwrap())],
    );
    drop((asked, bare));
    assert_same(&run, &written);
    let rows = nights.iter().map(Night::rows).sum::<usize>() / nights.len();
    let (night, alone) = (times.nanoseconds(0, rows), times.nanoseconds(1, rows));
    let numbers = format!("{night:.0} against {alone:.0} ns a row; {rows} rows a night");
    let question = "speed of a night, to its rows read and written alone";
    answers.add(question, times.ratio(1, 0), "", &(0.8..=f64::INFINITY), &numbers);
}

/// The same nights over the same mailboxes, alone and among ten times as many that are far from
/// everything: the work has to follow what is due.
fn with_more_stored(answers: &mut Answers, folder: &Path, size: &Size) {
    let policy = Policy::aruba();
    let stores = [("alone", size.due), ("among", 10 * size.due)];
    let paths = stores.map(|(name, stored)| portfolio(folder, name, stored, size.due, 0));
    let [mut alone, mut among] = [&paths[0], &paths[1]].map(|path| Nights::of(path, &policy));
    let times = race(size.nights, [&mut || alone.run(&mut Quiet), &mut || among.run(&mut Quiet)]);
    drop((alone, among));
    let [done, same] = [&paths[0], &paths[1]].map(|path| work_done(path));
    assert_eq!(done, same, "not the same was due");
    let milliseconds = |one| times.nanoseconds(one, 1) / 1e6;
    let numbers = format!(
        "{:.0} against {:.0} ms a night; {} mailboxes among {}",
        milliseconds(1),
        milliseconds(0),
        stores[0].1,
        stores[1].1,
    );
    let question = "a night with 10 x the mailboxes and the same due";
    answers.add(question, times.ratio(1, 0), "", &(0.0..=1.2), &numbers);
}

/// Night after night over one store.
struct Nights<'a> {
    store: Store,
    policy: &'a Policy,
    day: Day,
}

impl<'a> Nights<'a> {
    fn of(path: &Path, policy: &'a Policy) -> Self {
        let store = Store::open(path).unwrap();
        let day = night::next(&store).unwrap().unwrap_or_else(first_day);
        Self { store, policy, day }
    }

    fn run(&mut self, watch: &mut dyn Watch) -> Duration {
        // The zone in which the portfolio was made; what the outside answers is not measured.
        let zone = "Europe/Rome".parse().unwrap();
        let today = Today::new(self.policy, self.day, zone).unwrap();
        self.day = self.day.next();
        timed(|| night::run(&mut self.store, &today, &World::new(SEED), watch).unwrap()).1
    }

    fn run_bare(&mut self, night: &Night) -> Duration {
        let day = self.day;
        self.day = day.next();
        timed(|| night.run(&mut self.store, day)).1
    }
}

/// A portfolio with so many nights behind it, in a file of that name.
fn portfolio(folder: &Path, name: &str, mailboxes: u64, expiring: u64, nights: u16) -> PathBuf {
    let path = folder.join(name);
    let args = Args {
        mailboxes: Some(mailboxes),
        expiring: Some(expiring),
        from: Some(first_day()),
        seed: Some(SEED),
        no_check: true,
        ..Args::new(path.clone(), nights)
    };
    job::run(&args, &mut Quiet).unwrap();
    path
}

/// Every row of every table is in both.
fn assert_same(one: &Path, other: &Path) {
    let db = Connection::open(one).unwrap();
    db.execute("ATTACH ?1 AS other", [other.to_str()]).unwrap();
    let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for table in tables.map(Result::unwrap) {
        for (here, there) in [("main", "other"), ("other", "main")] {
            let differences = format!(
                "SELECT count(*) FROM (SELECT * FROM {here}.{table} EXCEPT SELECT * FROM {there}.{table})"
            );
            let differences: i64 = db.query_row(&differences, [], |row| row.get(0)).unwrap();
            assert_eq!(differences, 0, "the night and its rows alone differ in {table}");
        }
    }
}

/// How many errands went out, how many reports came in, and what was recorded after the openings.
fn work_done(path: &Path) -> [i64; 3] {
    let count = |sql| Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap();
    [
        // Every opening tells the mail platform of the access, whatever comes to be due.
        count(
            "SELECT count(delivered) FROM errand JOIN record ON record.id = errand.record
             WHERE 1 < record.sequence",
        ),
        count("SELECT count(handled_on) FROM inbox"),
        count("SELECT count(*) FROM event WHERE 1 < sequence"),
    ]
}

fn first_day() -> Day {
    day("2026-01-01")
}

/// Until then reports and errands of every kind wait.
const NIGHTS_BEHIND: u16 = 10;
const SEED: u64 = 1;
