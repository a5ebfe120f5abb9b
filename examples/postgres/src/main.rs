//! `pec-postgres`: reads the command line, does one job, says how it went.

use std::{
    fs::File,
    io::{self, Cursor, Write},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, Result};
use clap::Parser;
use pec_nightly::{policy as policy_file, portfolio::SAMPLE};
use pec_outside::{Outside, gateway};
use pec_postgres::{
    api::{self, Api, Limits, key},
    args::{self, CommandLine, Job},
    check, collect,
    database::{self, Address, Client, ensure_current},
    import::import,
    policy, simulate,
    store::pending,
    worker::{self, Manner},
};
use pec_renewal::catalogue::Policy;
use tracing::warn;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().json().with_writer(io::stderr).init();
    match do_job(CommandLine::parse()).await {
        Ok(status) => status,
        Err(error) => {
            // Where this cannot be written either, the status alone says it.
            let _ = writeln!(io::stderr(), "pec-postgres: {error:#}");
            ExitCode::from(NOT_DONE)
        }
    }
}

async fn do_job(CommandLine { database, job }: CommandLine) -> Result<ExitCode> {
    // It has no use for a database.
    if let Job::Outside(args) = job {
        return gateway::serve(&args).await.map(|()| ExitCode::SUCCESS);
    }
    let database: Address = database.parse()?;
    match job {
        Job::Migrate => migrate(&database).await,
        Job::Import(import) => take_portfolio(&database, &import).await,
        Job::Policy(policy) => put_policy(&database, &policy).await,
        Job::Worker(worker) => run_worker(&database, &worker).await,
        Job::Outside(args) => gateway::serve(&args).await.map(|()| ExitCode::SUCCESS),
        Job::Collect(args) => fetch_reports(&database, &args).await,
        Job::Simulate(args) => run_simulation(&database, &args).await,
        Job::Serve(serve) => run_server(&database, serve).await,
        Job::Key(key) => key_job(&database, &key).await,
        Job::Check(check) => run_check(&database, check).await,
    }
}

async fn migrate(database: &Address) -> Result<ExitCode> {
    let migrated = database::migrate(&mut connect(database).await?).await?;
    match migrated.applied.as_slice() {
        [] => say(&format!("all {} files of the schema were applied already", migrated.files)),
        applied => say(&format!("applied {}", applied.join(", "))),
    }
}

async fn take_portfolio(database: &Address, args: &args::Import) -> Result<ExitCode> {
    let mut client = connect(database).await?;
    ensure_current(&client).await?;
    policy::begin_with_preset(&mut client).await?;
    let policy = policy::in_force(&client).await?.policy;
    let at = args.when.clock()?.now()?;
    let (name, imported) = match &args.file {
        None => {
            ("the sample".to_owned(), import(&mut client, Cursor::new(SAMPLE), &policy, at).await)
        }
        Some(file) => {
            let shown = file.display();
            let open = File::open(file).with_context(|| {
                format!("cannot open the portfolio {shown}: is the path right?")
            })?;
            (shown.to_string(), import(&mut client, open, &policy, at).await)
        }
    };
    let imported = imported.with_context(|| format!("the portfolio, {name}"))?;
    let due = pending(&client, at).await?.due;
    say(&format!(
        "{name}: {} mailboxes opened, {} known\n{due} are due on {}: the first worker decides on them at \
         once, and charges what is to be charged",
        imported.opened,
        imported.known,
        at.day(),
    ))
}

async fn put_policy(database: &Address, args: &args::Policy) -> Result<ExitCode> {
    let mut client = connect(database).await?;
    ensure_current(&client).await?;
    let Some(file) = &args.file else {
        // To begin with, there is the preset to change.
        let printed = match policy::number(&client).await? {
            Some(_) => policy::in_force(&client).await?.policy,
            None => Policy::aruba(),
        };
        return say(&policy_file::text(&printed)?);
    };
    let asked = policy_file::read(file)?;
    let version = pec_step::version_of(&asked);
    if policy::put_in_force(&mut client, &asked).await? {
        say(&format!("policy {version} is in force"))
    } else {
        say(&format!("policy {version} was in force already"))
    }
}

async fn run_worker(database: &Address, args: &args::Worker) -> Result<ExitCode> {
    if args.silent {
        warn!("silent: charges, notices and refunds are called done, and nobody sends them");
    }
    let stop = worker::stop_on_signals()?;
    let manner =
        Manner { clock: args.when.clock()?, terms: args.terms(), until_idle: args.until_idle };
    worker::run(database, args.outside(), manner, stop).await?;
    Ok(ExitCode::SUCCESS)
}

async fn fetch_reports(database: &Address, args: &args::Collect) -> Result<ExitCode> {
    let client = connect(database).await?;
    ensure_current(&client).await?;
    let outside = Outside::new(&args.outside, args.patience.patience);
    let fetched = collect::collect(&client, &outside).await?;
    say(&format!("{fetched} reports came in"))
}

async fn run_simulation(database: &Address, args: &simulate::Args) -> Result<ExitCode> {
    let closing = simulate::run(database, args).await?;
    say(&closing.to_string())?;
    Ok(if closing.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(VIOLATED) })
}

async fn run_server(database: &Address, args: args::Serve) -> Result<ExitCode> {
    let connections = usize::from(args.database_connections);
    let limits = Limits { connections: usize::from(args.connections), ..Limits::default() };
    let pool = database::pool(database, connections)?;
    let api = Arc::new(Api::new(pool, args.when.clock()?, limits)?);
    let listener = api::listen(args.listen)?;
    api::serve(listener, api, worker::signalled()?).await?;
    Ok(ExitCode::SUCCESS)
}

async fn key_job(database: &Address, job: &args::Key) -> Result<ExitCode> {
    let client = connect(database).await?;
    ensure_current(&client).await?;
    match job {
        args::Key::Create(create) => {
            let args::CreateKey { scopes, account, note } = create;
            say(&key::create(&client, scopes, *account, note).await?.reveal())
        }
        args::Key::Revoke { id } => {
            key::revoke(&client, id).await?;
            say(&format!("{id} is revoked"))
        }
        args::Key::List => say(&key::table(&key::list(&client).await?)),
    }
}

async fn run_check(database: &Address, args: args::Check) -> Result<ExitCode> {
    let mut client = connect(database).await?;
    ensure_current(&client).await?;
    let policy = policy::in_force(&client).await?.policy;
    let findings = check::run(&mut client, &policy, args.when.clock()?.now()?).await?;
    say(&findings.to_string())?;
    Ok(match (findings.violations, findings.waiting.is_empty()) {
        (0, true) => ExitCode::SUCCESS,
        (0, false) => ExitCode::from(WAITS),
        (_, true | false) => ExitCode::from(VIOLATED),
    })
}

async fn connect(database: &Address) -> Result<Client> {
    database::pool(database, 1)?.get().await.with_context(|| {
        format!("cannot connect to {database}: does the server run, and is --database right?")
    })
}

/// Writes an answer; a full disk or a reader that went away is an error like any other.
fn say(text: &str) -> Result<ExitCode> {
    let mut output = io::stdout().lock();
    writeln!(output, "{text}")
        .and_then(|()| output.flush())
        .context("it is done, and cannot be told on standard output")?;
    Ok(ExitCode::SUCCESS)
}

/// Something in the database does not hold.
const VIOLATED: u8 = 1;
/// It could not be done.
const NOT_DONE: u8 = 2;
/// All holds, and something waits that should be done.
const WAITS: u8 = 3;
