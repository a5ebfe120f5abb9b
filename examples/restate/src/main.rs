//! `pec-restate`: reads the command line, does one job, says how it went.

use std::{
    fs::File,
    io::{self, Cursor, Write},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::Parser;
use pec_nightly::{policy as policy_file, portfolio::SAMPLE};
use pec_outside::{gateway, night};
use pec_renewal::{
    catalogue,
    values::{Day, Moment},
};
use pec_restate::{
    args::{self, CommandLine, Job},
    check,
    client::{Addresses, Restate},
    clock,
    import::import,
    policies, serve, simulate,
};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let done = match CommandLine::parse().job {
        Job::Serve(serve) => run_service(serve).await,
        Job::Register(args::Register { addresses, service }) => {
            Restate::new(addresses).register(&service).await.map(|()| ExitCode::SUCCESS)
        }
        Job::Policy(policy) => put_policy(policy).await,
        Job::Import(import) => take_portfolio(import).await,
        Job::Check(addresses) => run_check(addresses).await,
        Job::Outside(args) => gateway::serve(&args).await.map(|()| ExitCode::SUCCESS),
        Job::Simulate(args) => run_simulation(&args).await,
    };
    match done {
        Ok(status) => status,
        Err(error) => {
            // Where this cannot be written either, the status alone says it.
            let _ = writeln!(io::stderr(), "pec-restate: {error:#}");
            ExitCode::from(NOT_DONE)
        }
    }
}

async fn run_service(args: args::Serve) -> Result<ExitCode> {
    let (outside, clock) = (args.outside(), args.clock());
    serve::serve(args.listen, Restate::new(args.addresses), outside, clock).await?;
    Ok(ExitCode::SUCCESS)
}

async fn put_policy(args: args::Policy) -> Result<ExitCode> {
    let policy = match &args.file {
        None => catalogue::Policy::aruba(),
        Some(file) => policy_file::read(file)?,
    };
    let from = moment(args.from)?;
    let restate = Restate::new(args.addresses);
    let version = policies::put_in_force(&restate, policy, from).await?;
    say(&format!("policy {version} is in force from {from} on"))
}

async fn take_portfolio(args: args::Import) -> Result<ExitCode> {
    let (restate, at) = (Restate::new(args.addresses), moment(args.at)?);
    let version = policies::in_force(&restate, at).await?;
    let policy = policies::read(&restate, &version).await?;
    let (name, imported) = match &args.file {
        None => ("the sample".to_owned(), import(&restate, Cursor::new(SAMPLE), &policy, at).await),
        Some(file) => {
            let shown = file.display();
            let open = File::open(file).with_context(|| {
                format!("cannot open the portfolio {shown}: is the path right?")
            })?;
            (shown.to_string(), import(&restate, open, &policy, at).await)
        }
    };
    let imported = imported.with_context(|| format!("the portfolio, {name}"))?;
    say(&format!("{name}: {} mailboxes opened, {} known", imported.opened, imported.known))
}

async fn run_check(addresses: Addresses) -> Result<ExitCode> {
    let restate = Restate::new(addresses);
    let findings = check::run(&restate, &check::seen(&restate).await?).await?;
    say(&findings.to_string())?;
    Ok(if findings.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(VIOLATED) })
}

async fn run_simulation(args: &simulate::Args) -> Result<ExitCode> {
    let closing = simulate::run(args).await?;
    say(&closing.to_string())?;
    Ok(if closing.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(VIOLATED) })
}

/// The night of a day; without one, now.
fn moment(day: Option<Day>) -> Result<Moment> {
    day.map_or_else(clock::system, night)
}

/// Writes an answer; a full disk or a reader that went away is an error like any other.
fn say(text: &str) -> Result<ExitCode> {
    let mut output = io::stdout().lock();
    writeln!(output, "{text}")
        .and_then(|()| output.flush())
        .context("it is done, and cannot be told on standard output")?;
    Ok(ExitCode::SUCCESS)
}

/// Something that is kept does not hold.
const VIOLATED: u8 = 1;
/// It could not be done.
const NOT_DONE: u8 = 2;
