//! `--mailboxes`: a portfolio that is made, as large as wanted.

use std::{collections::BTreeMap, io::Read, process::Output};

use anyhow::Result;
use pec_nightly::{
    args::Args,
    job,
    portfolio::{COLUMNS, Synthetic},
    progress::{Step, Watch},
};
use pec_renewal::values::Day;
use pec_test_support::day;
use serde_json::Value;

use crate::{
    bench::{Bench, StopAfter},
    command_line::call,
};

#[test]
fn a_made_portfolio_runs_and_balances() {
    let bench = Bench::new();
    let output = run(&bench, "a.sqlite", &["--mailboxes", "3000", "--nights", "20"]);
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(0), "{summary:#}");
    assert_eq!(summary["import"]["opened"], 3_000);
    assert_eq!(summary["check"]["mailboxes"], 3_000);
    for name in ["orders_generated", "charges_settled", "renewals", "reminders"] {
        assert_ne!(summary["counts"][name]["run"]["count"], 0, "{name}");
    }
}

#[test]
fn the_same_command_again_goes_on_and_another_number_is_refused() {
    let bench = Bench::new();
    run(&bench, "a.sqlite", &["--mailboxes", "50", "--nights", "2"]);
    let again = run(&bench, "a.sqlite", &["--mailboxes", "50", "--nights", "2"]);
    let summary: Value = serde_json::from_slice(&again.stdout).expect("JSON");
    assert_eq!((&summary["import"]["known"], &summary["nights"]), (&50.into(), &2.into()));
    let other = run(&bench, "a.sqlite", &["--mailboxes", "51"]);
    let said = String::from_utf8(other.stderr).expect("UTF-8");
    assert_eq!(other.status.code(), Some(2), "{said}");
    assert!(said.contains("the database has 50 mailboxes already"), "{said}");
}

#[test]
fn a_larger_portfolio_begins_with_a_smaller_one() {
    let (small, large) = (made(1, 200, 200), made(1, 300, 300));
    assert!(large.starts_with(&small));
    assert_ne!(made(2, 200, 200), small, "the seed changes nothing");
}

#[test]
fn the_mailboxes_that_are_far_from_expiry_add_no_work() {
    let bench = Bench::new();
    run(&bench, "small.sqlite", &["--mailboxes", "300", "--nights", "15"]);
    let large = ["--mailboxes", "900", "--expiring", "300", "--nights", "15"];
    run(&bench, "large.sqlite", &large);
    let of = |database: &str, table: &str| -> Vec<String> {
        let prefix = format!("{table} ");
        let dump = bench.dump(database);
        // Each mailbox tells the mail platform of itself once, when it is opened.
        let is_of_work = |line: &&String| !line.contains(" | MailboxOpened | ");
        let lines = dump.iter().filter(|line| line.starts_with(&prefix)).filter(is_of_work);
        // The first cell of an errand is the number of its event among those of all mailboxes.
        let skipped = usize::from(table == "outbox");
        lines.map(|line| line.splitn(2, " | ").skip(skipped).collect()).collect()
    };
    for table in ["inbox", "outbox", "world_taken", "world_paid_back", "world_reversed"] {
        let (small, large) = (of("small.sqlite", table), of("large.sqlite", table));
        assert!(
            !small.is_empty() || table == "world_paid_back" || table == "world_reversed",
            "{table}"
        );
        assert_eq!(small, large, "{table}");
    }
}

#[test]
fn a_made_portfolio_is_spread_over_what_there_is() {
    let text = made(1, 4_000, 4_000);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let cell = |column: &str| {
            let index = COLUMNS.iter().position(|name| *name == column).expect("a column");
            row.get(index).expect("a cell").to_owned()
        };
        assert!(cell("address").ends_with("@pec.example"), "{}", cell("address"));
        for column in ["holder", "hosting", "plan", "method_kind", "term"] {
            *seen.entry(format!("{column} {}", cell(column))).or_default() += 1;
        }
        let left = day("2026-01-01").days_until(day(&cell("expiry")));
        assert!((-90..=5 * 366).contains(&left), "{left}");
        let phase = if left < 0 { "grace" } else { "service" };
        *seen.entry(format!("phase {phase}")).or_default() += 1;
        // Over the first year, no month has more than a sixth of what expires in it.
        if (0..365).contains(&left) {
            *seen.entry(format!("month {}", left / 31)).or_default() += 1;
        }
    }
    for expected in [
        "holder consumer",
        "holder business",
        "holder public body",
        "holder public body with split payment",
        "hosting provider",
        "hosting own domain",
        "plan standard",
        "plan pro",
        "plan premium",
        "method_kind ",
        "method_kind card",
        "method_kind paypal",
        "term 1",
        "term 5",
        "phase grace",
    ] {
        assert!(seen.get(expected).is_some_and(|rows| 40 < *rows), "{expected:?} in {seen:#?}");
    }
    let months: Vec<usize> = (0..12).map(|month| seen[&format!("month {month}")]).collect();
    let year: usize = months.iter().sum();
    assert!(months.iter().all(|rows| 20 < *rows && rows * 6 < year), "{months:?}");
}

#[test]
fn an_import_that_is_stopped_leaves_nothing_however_much_was_written() {
    let bench = Bench::new();
    let args = Args { mailboxes: Some(2_000), ..Args::new(bench.path("a.sqlite"), 1) };
    assert!(job::run(&args, &mut StopAfter(1_900)).is_err());
    assert_eq!(bench.count("a.sqlite", "SELECT count(*) FROM mailbox"), 0);
    assert_eq!(bench.count("a.sqlite", "SELECT count(*) FROM tally"), 0);
}

#[test]
fn an_import_keeps_no_log_that_grows_with_it() {
    let bench = Bench::new();
    let args = Args { mailboxes: Some(5_000), ..Args::new(bench.path("a.sqlite"), 1) };
    let mut logs = LargestLog { bench: &bench, bytes: 0, pieces: 0 };
    job::run(&args, &mut logs).expect("the run ends");
    let stored = std::fs::metadata(bench.path("a.sqlite")).expect("a database").len();
    assert!(4_000_000 < stored, "{stored}");
    assert!(logs.bytes < stored / 10, "{} beside {stored}", logs.bytes);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let bench = Bench::new();
    for args in [
        &["--mailboxes", "10", "--portfolio", "portfolio.csv"][..],
        &["--expiring", "10"],
        &["--mailboxes", "0"],
        &["--skip-bad"],
    ] {
        assert_eq!(call(&bench, args).status.code(), Some(2), "{args:?}");
    }
}

fn run(bench: &Bench, database: &str, args: &[&str]) -> Output {
    call(bench, &[&["--json", "--database", database], args].concat())
}

fn made(seed: u64, mailboxes: u64, expiring: u64) -> String {
    let mut text = String::new();
    Synthetic::new(seed, day("2026-01-01"), mailboxes, expiring)
        .read_to_string(&mut text)
        .expect("a portfolio");
    text
}

/// Sees how large the files beside the database become, in the import and just after it.
struct LargestLog<'a> {
    bench: &'a Bench,
    bytes: u64,
    pieces: u64,
}

impl LargestLog<'_> {
    fn look(&mut self) {
        for log in ["a.sqlite-wal", "a.sqlite-journal"] {
            let bytes = std::fs::metadata(self.bench.path(log)).map_or(0, |file| file.len());
            self.bytes = self.bytes.max(bytes);
        }
    }
}

impl Watch for LargestLog<'_> {
    fn nights(&mut self, _count: u64) {
        self.look();
    }
    fn night(&mut self, _day: Day) {}
    fn begin(&mut self, _step: Step, _pieces: u64) {}
    fn advance(&mut self) -> Result<()> {
        self.pieces += 1;
        if self.pieces < 5_000 && self.pieces.is_multiple_of(500) {
            self.look();
        }
        Ok(())
    }
    fn end(&mut self) {}
    fn night_over(&mut self) {}
}
