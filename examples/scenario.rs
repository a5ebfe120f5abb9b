//! Runs dated scripts about a mailbox and prints what became of every line.
//!
//! `cargo run --example scenario -- FILE…` reads the files, one after the other; `-` is the standard
//! input, and `--lang it` tells them in Italian. The language is described in the manual, under "The scenario language". The exit status is
//! 1 if an expectation fails or a line cannot be read, and 2 if a file cannot be opened or says no
//! command.

use std::{
    io::{stderr, stdin, stdout},
    process::ExitCode,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (mut input, mut output, mut errors) = (stdin(), stdout(), stderr());
    pec_scenario::command_line(&arguments, &mut input, &mut output, &mut errors).into()
}
