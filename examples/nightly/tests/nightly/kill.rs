//! The real program, killed with SIGKILL and started again until it ends by itself.
//!
//! When it is killed is drawn from a seed, which every failure shows; [`SEED`] in the environment
//! repeats the draws. Where a kill hit is read from a copy of the files that it left, so that the
//! write-ahead log is recovered by the program itself.

use std::{
    collections::BTreeMap,
    env, fs,
    hash::{BuildHasher, RandomState},
    os::unix::process::ExitStatusExt,
    process::Output,
    thread,
    time::Duration,
};

use pec_nightly::{batch::PIECES, world::Dice};

use crate::{
    bench::Bench,
    program::{program, said},
};

/// The environment variable with the seed of all kills.
const SEED: &str = "PEC_KILL_SEED";

/// Where a run stood when it was killed, as far as the database tells.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Place {
    /// The database has no table yet.
    Opening,
    /// It has no mailbox yet.
    Import,
    /// A policy is in force, and the deadlines of some mailboxes come from another.
    Deadlines,
    /// A night is begun, and reports are waiting.
    Reports,
    /// No report is waiting, and mailboxes are due.
    Ticks,
    /// No mailbox is due, and errands are waiting.
    Errands,
    /// Nothing is left of the night, or the next is not begun.
    BetweenNights,
    /// All nights are done.
    Check,
}

/// Kills, and counts what it hit.
pub struct Killer {
    seed: u64,
    dice: Dice,
    /// The longest delay drawn: the kills follow the machine, be it fast or slow.
    window: Duration,
    /// How many kills hit a running process.
    pub kills: usize,
    /// Where they hit; only kills before which the run had changed the database.
    hits: BTreeMap<Place, usize>,
    /// Where they hit a step of which this run had done some batches, and had not done others.
    midway: BTreeMap<Place, usize>,
}

impl Killer {
    pub fn new() -> Self {
        let seed = match env::var(SEED) {
            Ok(text) => text.parse().expect("the seed is a number"),
            Err(_) => RandomState::new().hash_one(SEED),
        };
        let dice = Dice::cast(seed, &["kill"]);
        Self {
            seed,
            dice,
            window: Duration::ZERO,
            kills: 0,
            hits: BTreeMap::new(),
            midway: BTreeMap::new(),
        }
    }

    /// How a failure can be seen again.
    pub fn hint(&self) -> String {
        let Self { kills, hits, midway, seed, .. } = self;
        format!(
            "after {kills} kills, {hits:?}, midway {midway:?}; {SEED}={seed} draws the same delays"
        )
    }

    /// Starts the program again and again, kills it each time, until it ends before its kill.
    ///
    /// It runs so many nights. Gives what it said at its end, which must be a good one.
    #[track_caller]
    pub fn until_it_ends(&mut self, bench: &Bench, database: &str, args: &[&str]) -> Output {
        let nights = args.iter().skip_while(|arg| **arg != "--nights").nth(1).expect("nights");
        let nights: i64 = nights.parse().expect("a number");
        let mut before = Sight::of(bench, database, nights);
        self.window = Duration::from_millis(5);
        loop {
            let mut child = program(bench, database, args).spawn().expect("the program starts");
            thread::sleep(self.delay());
            child.kill().expect("it can be killed");
            let output = child.wait_with_output().expect("it ends");
            if output.status.signal() != Some(SIGKILL) {
                assert!(output.status.success(), "{}\n{}", said(&output), self.hint());
                return output;
            }
            self.kills += 1;
            let after = Sight::of(bench, database, nights);
            if after == before {
                self.window = (self.window * 2).min(Duration::from_secs(10));
            } else {
                self.window = (self.window * 3 / 4).max(Duration::from_millis(1));
                *self.hits.entry(after.place).or_default() += 1;
                let done = after.done(&before);
                let whole = done.is_multiple_of(PIECES);
                assert!(whole, "{done} pieces are no whole batches; {}", self.hint());
                if done != 0 {
                    *self.midway.entry(after.place).or_default() += 1;
                }
            }
            before = after;
        }
    }

    /// Whether so many kills hit there.
    pub fn has_hit(&self, place: Place, times: usize) -> bool {
        self.hits.get(&place).is_some_and(|hits| times <= *hits)
    }

    /// Whether so many kills hit there between the first of its batches and the last.
    pub fn has_hit_midway(&self, place: Place, times: usize) -> bool {
        self.midway.get(&place).is_some_and(|hits| times <= *hits)
    }

    fn delay(&mut self) -> Duration {
        let window = u64::try_from(self.window.as_micros()).expect("seconds at most");
        Duration::from_micros(self.dice.below(window))
    }

    /// Whether a database is whole and says the same as one of an undisturbed run.
    #[track_caller]
    pub fn assert_same(&self, bench: &Bench, undisturbed: &str, killed: &str) {
        let (whole, found) = (bench.dump(undisturbed), bench.dump(killed));
        if let Some((expected, found)) = whole.iter().zip(&found).find(|(one, two)| one != two) {
            panic!("undisturbed: {expected}\nkilled:      {found}\n{}", self.hint());
        }
        assert_eq!(whole.len(), found.len(), "rows; {}", self.hint());
        let check = "SELECT integrity_check FROM pragma_integrity_check LIMIT 1";
        let checked: String =
            bench.open(killed).query_row(check, [], |row| row.get(0)).expect("a check");
        assert_eq!(checked, "ok", "{}", self.hint());
    }
}

/// What a kill left.
#[derive(Eq, PartialEq)]
struct Sight {
    place: Place,
    /// The night that was begun.
    night: Option<String>,
    /// How many pieces of that step are left, and how many are marked as done in that night.
    left: i64,
    marked: i64,
    /// How much stands in each table, and how much is stale: it grows with every transaction.
    rows: [i64; 7],
}

impl Sight {
    fn of(bench: &Bench, database: &str, nights: i64) -> Self {
        let opening = Self { place: Place::Opening, night: None, left: 0, marked: 0, rows: [0; 7] };
        if !bench.path(database).exists() {
            return opening;
        }
        for file in ["", "-wal", "-journal"] {
            let (from, to) = (format!("{database}{file}"), format!("sight.sqlite{file}"));
            // What is not there to be copied must not be there from the last time either.
            if fs::copy(bench.path(&from), bench.path(&to)).is_err() {
                drop(fs::remove_file(bench.path(&to)));
            }
        }
        drop(fs::remove_file(bench.path("sight.sqlite-shm")));
        let db = bench.open("sight.sqlite");
        let count = |sql: &str| -> i64 {
            db.query_row(&format!("SELECT count(*) FROM {sql}"), [], |row| row.get(0))
                .unwrap_or_else(|error| panic!("{sql}: {error}"))
        };
        if count("sqlite_schema") == 0 {
            return opening;
        }
        let stale = count(
            "mailbox WHERE policy_version <> (SELECT value FROM setting WHERE name = 'policy')",
        );
        let rows = [
            -stale,
            count("setting"),
            count("mailbox"),
            count("event"),
            count("inbox WHERE handled_on IS NOT NULL"),
            count("outbox WHERE delivered_on IS NOT NULL"),
            count("night") + count("night WHERE finished = 1"),
        ];
        let begun = "(SELECT day FROM night WHERE finished = 0)";
        let night =
            db.query_row(&format!("SELECT {begun}"), [], |row| row.get(0)).expect("a night");
        let steps = [
            (Place::Deadlines, stale, 0),
            (
                Place::Reports,
                count(&format!("inbox WHERE handled_on IS NULL AND due_on <= {begun}")),
                count(&format!("inbox WHERE handled_on = {begun}")),
            ),
            (Place::Ticks, count(&format!("mailbox WHERE deadline <= {begun}")), 0),
            (
                Place::Errands,
                count(&format!("outbox WHERE delivered_on IS NULL AND 0 < {begun}")),
                count(&format!("outbox WHERE delivered_on = {begun}")),
            ),
        ];
        let (place, left, marked) = match steps.into_iter().find(|(_, left, _)| *left != 0) {
            _ if rows[2] == 0 => (Place::Import, 0, 0),
            Some(step) => step,
            None if count("night WHERE finished = 1") < nights => (Place::BetweenNights, 0, 0),
            None => (Place::Check, 0, 0),
        };
        Self { place, night, left, marked, rows }
    }

    /// How many pieces of its step are known to be done: those marked, or those gone since an earlier
    /// sight of the same step.
    fn done(&self, before: &Self) -> usize {
        let same = self.place == before.place && self.night == before.night;
        let gone = if same { before.left - self.left } else { 0 };
        usize::try_from(self.marked.max(gone)).expect("nothing done is undone")
    }
}

const SIGKILL: i32 = 9;
