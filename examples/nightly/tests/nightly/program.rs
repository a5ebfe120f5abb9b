//! The real program, started in the folder of a test.

use std::process::{Command, Output, Stdio};

use crate::bench::Bench;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_pec-nightly");

/// The program on a database in the bench's folder.
pub fn program(bench: &Bench, database: &str, args: &[&str]) -> Command {
    let mut program = Command::new(PROGRAM);
    program.args(["--database", database]).args(args).current_dir(bench.path("."));
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

/// Runs a program, which must end with this exit status, and gives what it said.
#[track_caller]
pub fn assert_ended(mut program: Command, status: i32) -> String {
    let output = program.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(status), "{program:?}\n{}", said(&output));
    said(&output)
}

/// How the program ended and what it said, but for the table.
pub fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let verdict = text.find("Checked ").map_or("", |found| text.split_at(found).1);
    format!("{}\n{verdict}{}", output.status, String::from_utf8_lossy(&output.stderr))
}
