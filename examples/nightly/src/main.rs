//! `pec-nightly`: reads the command line, runs the job, says how it went.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::Parser;
use pec_nightly::{
    args::Args,
    around, compare,
    job::{self, Outcome},
    policy,
    progress::Bars,
};

fn main() -> ExitCode {
    match answer(&Args::parse()).and_then(|outcome| told(&outcome).map(|()| outcome.sound)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(VIOLATED),
        Err(error) => {
            // Where this cannot be written either, the status alone says it.
            let _ = writeln!(io::stderr(), "pec-nightly: {error:#}");
            ExitCode::from(NOT_TOLD)
        }
    }
}

/// Writes the report; a full disk or a reader that went away is an error like any other.
fn told(outcome: &Outcome) -> Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{}", outcome.report)
        .and_then(|()| output.flush())
        .context("the run is complete, but its report cannot be written to standard output")
}

fn answer(args: &Args) -> Result<Outcome> {
    if let Some(asked) = &args.print_policy {
        return Ok(Outcome { report: policy::text(&policy::read(asked)?)?, sound: true });
    }
    if let Some(asked) = &args.compare {
        return Ok(Outcome { report: compare::run(asked, args.svg.as_deref())?, sound: true });
    }
    if let Some(asked) = &args.around_expiry {
        let report = around::run(asked, args.svg.as_deref(), args.lang)?;
        return Ok(Outcome { report, sound: true });
    }
    job::run(args, &mut Bars::new())
}

/// The run is complete, and something in the database does not hold.
const VIOLATED: u8 = 1;
/// The run could not be made, not to its end, or its report could not be written; what was done
/// before stands.
const NOT_TOLD: u8 = 2;
