//! `--skip-bad`: the good rows come in, and the bad ones go to a file that can be corrected.

use std::process::Output;

use crate::{
    bench::{Bench, small},
    command_line::call,
};

#[test]
fn good_rows_come_in_and_bad_ones_are_written_with_their_reasons() {
    let bench = with_bad_rows();
    let output = import(&bench, "mine.csv");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let expected = "Imported 80 mailboxes; rejected 3 rows, each with its reason in \
                    mine.csv.rejects.csv: correct it and import it.";
    assert!(said.contains(expected), "{said}");
    assert_eq!(bench.count("pec-nightly.sqlite", MAILBOXES), 80);
    let rejects = bench.read("mine.csv.rejects.csv");
    let header = rejects.lines().next().expect("a header");
    assert_eq!(header, format!("reason,{}", small().lines().next().expect("a header")));
    assert_eq!(
        reasons(&rejects),
        [
            "plan: \"gold\" is not a plan: expected standard, pro or premium; term: \"6\" is not a \
             term: expected a number of years from 1 to 5",
            "3 fields: expected 19",
            "mailbox: 0ca5e11a-0000-4000-8000-000000000001 is that of line 2 already: expected one \
             of its own",
        ]
    );
    assert!(!bench.path("mine.csv.rejects.csv.partial").exists());
}

#[test]
fn corrected_rejects_are_imported_as_they_stand() {
    let bench = with_bad_rows();
    import(&bench, "mine.csv");
    let rejects = bench.read("mine.csv.rejects.csv");
    // The plan and the term of the first are corrected, the other two are deleted.
    let corrected = rejects.replace(",gold,", ",pro,").replace(",6,", ",1,");
    let corrected: Vec<&str> = corrected.lines().take(2).collect();
    bench.write("corrected.csv", &corrected.join("\n"));
    let args = ["--nights", "1", "--portfolio", "corrected.csv"];
    let output = call(&bench, &args);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(bench.count("pec-nightly.sqlite", MAILBOXES), 81);
}

#[test]
fn rejects_rejected_again_carry_only_their_new_reason() {
    let bench = with_bad_rows();
    import(&bench, "mine.csv");
    let half = bench.read("mine.csv.rejects.csv").replace(",gold,", ",pro,");
    bench.write("half.csv", &half);
    import(&bench, "half.csv");
    let again = bench.read("half.csv.rejects.csv");
    assert_eq!(again.lines().next(), half.lines().next(), "the columns are the same");
    let term = "term: \"6\" is not a term: expected a number of years from 1 to 5";
    assert_eq!(reasons(&again)[0], term);
}

#[test]
fn the_same_import_again_changes_nothing() {
    let bench = with_bad_rows();
    import(&bench, "mine.csv");
    let (rows, rejects) = (bench.dump("pec-nightly.sqlite"), bench.read("mine.csv.rejects.csv"));
    let output = call(&bench, &["--nights", "0", "--portfolio", "mine.csv", "--skip-bad"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(bench.dump("pec-nightly.sqlite"), rows);
    assert_eq!(bench.read("mine.csv.rejects.csv"), rejects);
}

#[test]
fn a_rejects_file_that_somebody_works_on_is_never_replaced() {
    let bench = with_bad_rows();
    let begun = "reason,mailbox\n,half corrected\n";
    bench.write("mine.csv.rejects.csv", begun);
    let output = import(&bench, "mine.csv");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("import it or move it away, or name another with --rejects"), "{said}");
    assert_eq!(bench.read("mine.csv.rejects.csv"), begun);
    assert!(!bench.path("mine.csv.rejects.csv.partial").exists());
    assert_eq!(bench.count("pec-nightly.sqlite", MAILBOXES), 0);
    let args = ["--nights", "1", "--portfolio", "mine.csv", "--skip-bad", "--rejects", "other.csv"];
    assert_eq!(call(&bench, &args).status.code(), Some(0));
    assert_eq!(reasons(&bench.read("other.csv")).len(), 3);
}

#[test]
fn with_no_bad_row_there_is_no_file() {
    let bench = Bench::new();
    bench.write("mine.csv", &small());
    assert_eq!(import(&bench, "mine.csv").status.code(), Some(0));
    assert!(!bench.path("mine.csv.rejects.csv").exists());
}

#[test]
fn a_bad_header_cannot_be_passed_over() {
    let bench = Bench::new();
    bench.write("mine.csv", "reason,mailbox,reason\n1,2,3\n");
    let output = import(&bench, "mine.csv");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("line 1: the column reason stands twice"), "{said}");
    assert!(!bench.path("mine.csv.rejects.csv").exists());
}

#[test]
fn bytes_that_are_no_text_are_written_as_they_are() {
    let bench = Bench::new();
    let mut bytes = small().into_bytes();
    let row = b"0ca5e11a-0000-4000-8000-00000000bad1,\xff\xfe@pec.example,consumer,XXXXXX00X03X003X,0000acc0-0000-4000-8000-000000000002,provider,pro,,,2,2022-01-11,2026-01-11,,,,,,,\n";
    bytes.extend(row);
    std::fs::write(bench.path("mine.csv"), bytes).expect("the file is written");
    assert_eq!(import(&bench, "mine.csv").status.code(), Some(0));
    let rejects = std::fs::read(bench.path("mine.csv.rejects.csv")).expect("a file");
    assert!(rejects.ends_with(row), "{}", String::from_utf8_lossy(&rejects));
}

/// The small portfolio with three bad rows among the good ones.
fn with_bad_rows() -> Bench {
    let bench = Bench::new();
    let mut lines: Vec<String> = small().lines().map(str::to_owned).collect();
    let bad = "0ca5e11a-0000-4000-8000-00000000bad1,bad-1@pec.example,consumer,XXXXXX00X03X003X,0000acc0-0000-4000-8000-000000000002,provider,gold,,,6,2022-01-11,2026-01-11,,,,,,,";
    let twice = lines[1].replace("casella-0001@", "bad-2@");
    lines.insert(10, bad.to_owned());
    lines.insert(20, "0ca5e11a-0000-4000-8000-00000000bad3,bad-3@pec.example,consumer".to_owned());
    lines.push(twice);
    bench.write("mine.csv", &(lines.join("\n") + "\n"));
    bench
}

fn import(bench: &Bench, file: &str) -> Output {
    call(bench, &["--nights", "1", "--portfolio", file, "--skip-bad"])
}

fn reasons(rejects: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(rejects.as_bytes());
    reader.records().map(|row| row.expect("a row")[0].to_owned()).collect()
}

const MAILBOXES: &str = "SELECT count(*) FROM mailbox";
