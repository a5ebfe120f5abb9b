//! `pec-nightly`: reads the command line, runs the job, says how it went.

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use pec_nightly::{
    args::Args,
    job::{self, Outcome},
    policy,
    progress::Bars,
};
use pec_renewal::catalogue::Policy;

fn main() -> ExitCode {
    match answer(&Args::parse()) {
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

fn answer(args: &Args) -> Result<Outcome> {
    if args.print_policy {
        return Ok(Outcome { report: policy::text(&Policy::aruba())?, sound: true });
    }
    job::run(args, &mut Bars::new())
}

/// The run is complete, and something in the database does not hold.
const VIOLATED: u8 = 1;
/// The run could not be made, or not to its end; what was done before stands.
const NOT_RUN: u8 = 2;
