//! The program as it is called: what it prints, and with which status it ends.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use pec_nightly::portfolio::SAMPLE;

use crate::{
    bench::Bench,
    program::{assert_ended, program, said},
};

#[test]
fn a_sound_run_ends_with_0_and_the_table() {
    let bench = Bench::new();
    let output = call(&bench, &["--nights", "3"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for found in
        ["The nights from 2026-01-01 to 2026-01-03", "orders generated", "Checked 400 mailboxes"]
    {
        assert!(text.contains(found), "{text}");
    }
    assert!(output.stderr.is_empty(), "bars are for terminals only");
    // With no file named, the database stands in the current folder.
    assert!(bench.path("pec-nightly.sqlite").exists());
}

#[test]
fn a_violation_ends_with_1() {
    let bench = Bench::new();
    call(&bench, &["--nights", "3"]);
    bench.open("pec-nightly.sqlite").execute("DELETE FROM tally", []).expect("it can be changed");
    assert_eq!(call(&bench, &["--nights", "0"]).status.code(), Some(1));
}

#[test]
fn what_cannot_be_run_ends_with_2_and_says_what_to_do() {
    let bench = Bench::new();
    bench
        .write("no-database.sqlite", "certainly not a database, and long enough to be read as one");
    bench.open("foreign.sqlite").execute_batch("CREATE TABLE a (b)").expect("a database");
    for (database, schema) in [("older.sqlite", 5), ("newer.sqlite", 7)] {
        bench.run(database, 1);
        bench.open(database).pragma_update(None, "user_version", schema).expect("a database");
    }
    bench.run("held.sqlite", 1);
    let held = bench.open("held.sqlite");
    held.execute_batch("BEGIN IMMEDIATE").expect("it is held");
    let foreign = std::fs::read(bench.path("foreign.sqlite")).expect("a file");
    for (args, said) in [
        (&["--database", "no-database.sqlite"][..], "name another file with --database"),
        (&["--database", "foreign.sqlite"], "it is not a database of pec-nightly"),
        (&["--database", "older.sqlite"], "it has schema 5, and this program knows schema 6 alone"),
        (&["--database", "older.sqlite"], "or begin another database with --database"),
        (&["--database", "newer.sqlite"], "use the newer program that wrote it"),
        (&["--database", "held.sqlite"], "wait for the other run to end"),
        (&["--database", "no/such/folder.sqlite"], "does its folder exist"),
        (&["--portfolio", "nowhere.csv"], "cannot open the portfolio nowhere.csv"),
        (&["--from", "2026-02-30"], "expected a day of the calendar"),
        (&["--zone", "Europe/Roma"], "Europe/Roma"),
        (&["--from", "1999-12-31"], "choose another --from"),
    ] {
        let output = call(&bench, args);
        let text = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{args:?}: {text}");
        assert!(text.contains(said), "{args:?}: {text}");
    }
    let after = std::fs::read(bench.path("foreign.sqlite")).expect("a file");
    assert!(foreign == after, "a file that is not ours was touched");
}

/// The run is complete all the same, and its report can be asked for again.
#[test]
#[cfg(target_os = "linux")]
fn a_report_that_cannot_be_written_ends_with_2_and_says_so() {
    let bench = Bench::new();
    let mut full = program(&bench, "a.sqlite", &["--nights", "1"]);
    full.stdout(std::fs::File::create("/dev/full").expect("a full disk"));
    assert!(assert_ended(full, 2).contains("cannot be written to standard output"));

    let mut closed = program(&bench, "a.sqlite", &["--nights", "1"]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    closed.stdout(writer);
    assert!(assert_ended(closed, 2).contains("cannot be written to standard output"));
    let again = call(&bench, &["--database", "a.sqlite", "--nights", "0"]);
    assert_eq!(again.status.code(), Some(0), "{again:?}");
}

/// Each byte of a pipe comes once.
#[test]
#[cfg(target_os = "linux")]
fn a_portfolio_is_read_from_a_pipe() {
    let bench = Bench::new();
    let mut piped = program(&bench, "a.sqlite", &["--nights", "0", "--portfolio", "/dev/stdin"]);
    piped.stdin(Stdio::piped());
    let mut running = piped.spawn().expect("the program runs");
    let mut input = running.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(SAMPLE.as_bytes()));
    let output = running.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("all is read");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(said(&output).contains("Checked 400 mailboxes"), "{output:?}");
}

pub fn call(bench: &Bench, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pec-nightly"))
        .args(args)
        .current_dir(bench.path("."))
        .output()
        .expect("the program runs")
}
