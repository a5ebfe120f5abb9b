//! `pec-nightly`: reads the command line, runs the job, says how it went.

use std::process::ExitCode;

use clap::Parser;
use pec_nightly::{args::Args, job, progress::Bars};

fn main() -> ExitCode {
    let args = Args::parse();
    match job::run(&args, &mut Bars::new()) {
        Ok(outcome) => {
            println!("{}", outcome.report);
            if outcome.sound { ExitCode::SUCCESS } else { ExitCode::from(VIOLATED) }
        }
        Err(error) => {
            eprintln!("pec-nightly: {error:#}");
            ExitCode::from(NOT_RUN)
        }
    }
}

/// The run is complete, and something in the database does not hold.
const VIOLATED: u8 = 1;
/// The run could not be made, or not to its end; what was done before stands.
const NOT_RUN: u8 = 2;
