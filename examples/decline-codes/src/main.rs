//! `pec-decline-codes`: which outcome a gateway's code is, why, and who says so.

use std::{
    io::{stderr, stdout},
    process::ExitCode,
};

use pec_decline_codes::command_line::command_line;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    command_line(&arguments, &mut stdout().lock(), &mut stderr().lock()).into()
}
