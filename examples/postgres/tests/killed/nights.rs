//! Nights with troubles, then calm ones until everything is settled, and the reckoning.

use std::{
    collections::BTreeMap,
    fmt,
    io::{Cursor, Read},
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use hyper::Method;
use pec_nightly::{portfolio::Synthetic, world::Dice};
use pec_outside::{Outside, night, reckoning::Reckoning, wire::Kind};
use pec_postgres::{
    check::{self, Findings},
    collect::collect,
    database::{Address, Client},
    policy,
    simulate::{self, connect, processes::Processes, reckoning},
};
use pec_renewal::{
    catalogue::{Policy, PriceList, PriceRow},
    values::{Day, Moment, Money},
};
use tokio::{process::Child, time::timeout};

use crate::{
    number,
    server::Server,
    troubles::{Met, Trouble},
};

pub struct Plan {
    pub seed: u64,
    pub troubles: u64,
    pub mailboxes: u64,
    pub nights: u16,
}

/// Everything that the nights need.
pub struct Nights {
    pub processes: Processes,
    pub server: Server,
    pub dice: Dice,
    pub day: Day,
    /// Workers that were stopped, and are woken in a later night.
    pub asleep: Vec<Child>,
    pub met: BTreeMap<Met, u64>,
    /// How many nights nobody works in from now on.
    pub idle: i32,
    database: Address,
}

pub struct Ended {
    met: BTreeMap<Met, u64>,
    nights: u16,
    calm: u16,
    spent: Duration,
    findings: Findings,
    reckoning: Reckoning,
}

impl Plan {
    pub fn from_environment() -> Result<Self> {
        Ok(Self {
            seed: number("KILLS_SEED", 1)?,
            troubles: number("KILLS", 20)?,
            mailboxes: number("KILLS_MAILBOXES", 400)?,
            nights: u16::try_from(number("KILLS_NIGHTS", 8)?)?,
        })
    }
}

impl Nights {
    pub async fn run(plan: &Plan) -> Result<Ended> {
        let server = std::env::var("PEC_TEST_DATABASE")
            .context("this test needs a PostgreSQL server: run examples/postgres/test")?
            .parse()?;
        let database = own_database(&server).await?;
        let mut client = connect(&database).await?;
        let from: Day = FIRST.parse()?;
        let portfolio = Cursor::new(expiring_soon(plan, from)?);
        let preset = simulate::begin_with(&mut client, from, portfolio).await?;
        client.batch_execute(SLOW).await?;
        drop(client);
        // Another program, such as one with a fault put into it.
        let program = std::env::var_os("KILLS_PROGRAM").map(PathBuf::from);
        let program = program.unwrap_or_else(|| env!("CARGO_BIN_EXE_pec-postgres").into());
        let mut nights = Self {
            processes: Processes::start(&program, &database, plan.seed, None).await?,
            server: Server::of(&server)?,
            dice: Dice::cast(plan.seed, &["kills"]),
            day: from,
            asleep: Vec::new(),
            met: BTreeMap::new(),
            idle: 0,
            database,
        };
        let begun = Instant::now();
        let mut number = 0;
        // A night that was over early leaves its troubles to the next one.
        while number < plan.nights || nights.troubles() < plan.troubles {
            nights.day = from.plus_days(i32::from(number));
            let changed = (number == plan.nights / 2).then(|| dearer(&preset)).transpose()?;
            nights.begin(changed).await.with_context(|| nights.words("begins"))?;
            number += 1;
            let wanted = plan.troubles * u64::from(number) / u64::from(plan.nights);
            nights.trouble(wanted).await.with_context(|| nights.words("in trouble"))?;
        }
        let calm = nights.calm_down().await?;
        let mut client = nights.client().await?;
        let policy = policy::in_force(&client).await?.policy;
        let findings = check::run(&mut client, &policy, night(nights.day)?).await?;
        let reckoning = reckoning::compare(&client, &nights.processes.books().await?).await?;
        nights.processes.stop().await;
        Ok(Ended {
            met: nights.met,
            nights: number,
            calm,
            spent: begun.elapsed(),
            findings,
            reckoning,
        })
    }

    pub fn outside(&self) -> Outside {
        self.processes.outside().clone()
    }

    /// A connection; one to a server that recovers is waited for.
    pub async fn client(&self) -> Result<Client> {
        let mut tries = 0;
        loop {
            match connect(&self.database).await {
                Err(error) if 40 < tries => return Err(error),
                Err(_) => tries += 1,
                Ok(client) => return Ok(client),
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    pub fn now(&self) -> Result<Moment> {
        night(self.day)
    }

    pub fn count(&mut self, met: Met) {
        *self.met.entry(met).or_default() += 1;
    }

    fn troubles(&self) -> u64 {
        self.met.values().sum()
    }

    fn words(&self, what: &str) -> String {
        format!("the night of {} {what}", self.day)
    }

    /// Time goes on, and the reports of the day come in.
    async fn begin(&mut self, policy: Option<Policy>) -> Result<()> {
        let mut client = self.client().await?;
        if let Some(policy) = &policy {
            policy::put_in_force(&mut client, policy).await?;
        }
        self.outside().set_clock(self.now()?, policy).await?;
        self.wake_sleepers().await?;
        collect(&client, &self.outside()).await?;
        Ok(())
    }

    async fn trouble(&mut self, wanted: u64) -> Result<()> {
        if 0 < self.idle {
            self.idle -= 1;
            return Ok(());
        }
        // Before anything else was killed, so that the charge was not sent before.
        let mut is_over = self.dice.chance(30)
            && self.meet(Trouble::StoppedInCharge).await.context("at first")?;
        while self.troubles() < wanted && !is_over {
            let trouble = Trouble::drawn(&mut self.dice, &self.met);
            is_over = self.meet(trouble).await.with_context(|| format!("{trouble:?}"))?;
        }
        if is_over {
            // What is held up stays so until the next night.
            return Ok(());
        }
        let _: () = self.outside().operate(Method::DELETE, "/hold", &()).await?;
        self.work_to_the_end().await
    }

    /// Two workers do all that waits.
    async fn work_to_the_end(&mut self) -> Result<()> {
        let workers: Vec<Child> =
            (0..2).map(|_| self.processes.worker(self.day, TERMS)).collect::<Result<_>>()?;
        for worker in workers {
            self.end(worker).await?;
        }
        Ok(())
    }

    pub async fn end(&self, mut worker: Child) -> Result<()> {
        let ended = timeout(PATIENCE, worker.wait()).await;
        let Ok(status) = ended else {
            let log = self.processes.log().display();
            anyhow::bail!("a worker does not end, for something waits and is not done: see {log}")
        };
        let status = status?;
        let log = self.processes.log().display();
        ensure!(status.success(), "a worker failed, {status}: see {log}");
        Ok(())
    }

    /// Nothing goes wrong any more, until nothing is on its way.
    async fn calm_down(&mut self) -> Result<u16> {
        let client = self.client().await?;
        client.batch_execute(NO_LONGER_SLOW).await?;
        drop(client);
        for calm in 1..=CALM_MAX {
            // Day by day first; then only what takes weeks is still to come.
            self.day = self.day.plus_days(if calm <= DAY_BY_DAY { 1 } else { 7 });
            let _: () = self.outside().operate(Method::PUT, "/kind", &Kind::default()).await?;
            self.begin(None).await?;
            self.work_to_the_end().await.with_context(|| self.words("is calm"))?;
            let client = self.client().await?;
            let reckoning = reckoning::compare(&client, &self.processes.books().await?).await?;
            if reckoning.is_settled() || calm == CALM_MAX {
                return Ok(calm);
            }
        }
        Ok(CALM_MAX)
    }
}

impl Ended {
    pub fn is_sound(&self) -> bool {
        self.findings.is_sound() && self.reckoning.is_sound() && self.reckoning.is_settled()
    }

    /// A run in which nothing was charged shows nothing, and a long one meets every kind of trouble.
    pub fn ensure_it_was_tried(&self, plan: &Plan) -> Result<()> {
        ensure!(0 < self.reckoning.taken, "nothing was charged: give it more mailboxes or nights");
        let missing: Vec<_> = Met::ALL.iter().filter(|it| !self.met.contains_key(*it)).collect();
        let is_long = MANY <= plan.troubles;
        ensure!(!is_long || missing.is_empty(), "these did not come up: {missing:?}");
        Ok(())
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, troubles, mailboxes, nights } = self;
        write!(
            f,
            "KILLS_SEED={seed} KILLS={troubles} KILLS_MAILBOXES={mailboxes} KILLS_NIGHTS={nights}"
        )
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { met, nights, calm, spent, findings, reckoning } = self;
        let all: u64 = met.values().sum();
        writeln!(
            f,
            "{all} troubles in {nights} nights, then {calm} calm ones, in {} s:",
            spent.as_secs()
        )?;
        for (what, times) in met {
            writeln!(f, "  {times:4} {what}")?;
        }
        writeln!(f, "{findings}")?;
        writeln!(f, "{reckoning}")?;
        if !reckoning.is_settled() {
            writeln!(f, "something is still on its way, though nothing goes wrong any more")?;
        }
        Ok(())
    }
}

/// A database of its own on the server, made anew.
async fn own_database(server: &Address) -> Result<Address> {
    let client = connect(server).await?;
    client.batch_execute("DROP DATABASE IF EXISTS pec_killed").await?;
    client.batch_execute("CREATE DATABASE pec_killed").await?;
    Ok(server.named("pec_killed"))
}

/// A portfolio in which every mailbox expires in the nights or soon after, so that much is charged.
fn expiring_soon(plan: &Plan, from: Day) -> Result<String> {
    let many = plan.mailboxes * 40;
    let mut made = String::new();
    Synthetic::new(plan.seed, from, many, many).read_to_string(&mut made)?;
    let mut lines = made.lines();
    let header = lines.next().context("a portfolio has a header")?;
    let column = header.split(',').position(|name| name == "expiry").context("it has expiries")?;
    // Some nights more, for those that are over early.
    let last = from.plus_days(i32::from(plan.nights) * 3 / 2 + 15);
    let is_soon = |line: &&str| {
        let expiry = line.split(',').nth(column).and_then(|text| text.parse::<Day>().ok());
        expiry.is_some_and(|day| from <= day && day <= last)
    };
    let wanted = usize::try_from(plan.mailboxes)?;
    let soon: Vec<&str> = lines.filter(is_soon).take(wanted).collect();
    ensure!(soon.len() == wanted, "only {} of them expire by {last}: more are made", soon.len());
    Ok(format!("{header}\n{}\n", soon.join("\n")))
}

/// The same policy with prices a tenth higher, as its next version.
fn dearer(policy: &Policy) -> Result<Policy> {
    let (mut parameters, prices) = (policy.parameters().clone(), policy.prices());
    let raised = |row: &PriceRow| -> Result<PriceRow> {
        Ok(PriceRow { net: Money::from_cents(row.net.cents() * 11 / 10)?, ..*row })
    };
    let rows = prices.rows().iter().map(raised).collect::<Result<_>>()?;
    let prices = PriceList::new(prices.version() + 1, rows)?;
    parameters.version += 1;
    Ok(Policy::new(parameters, prices)?)
}

/// Small batches and short leases: more moments at which a kill can fall.
pub const TERMS: &[&str] = &["--lease", "1", "--batch", "25", "--patience", "1"];

const FIRST: &str = "2026-01-01";
/// In so many troubles each kind comes up.
const MANY: u64 = 100;
const PATIENCE: Duration = Duration::from_secs(180);
const CALM_MAX: u16 = 30;
const DAY_BY_DAY: u16 = 12;

/// A server whose disk is slow now and then, between one table and the next.
const SLOW: &str = "
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF random() < 0.2 THEN PERFORM pg_sleep(random() * 0.05); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER slow AFTER INSERT OR UPDATE ON mailbox FOR EACH STATEMENT EXECUTE FUNCTION slow();
CREATE TRIGGER slow AFTER INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION slow();
CREATE TRIGGER slow AFTER INSERT OR UPDATE ON errand FOR EACH STATEMENT EXECUTE FUNCTION slow();
CREATE TRIGGER slow AFTER INSERT OR UPDATE ON report FOR EACH STATEMENT EXECUTE FUNCTION slow();
CREATE TRIGGER slow AFTER INSERT OR DELETE ON lease FOR EACH STATEMENT EXECUTE FUNCTION slow();";

const NO_LONGER_SLOW: &str = "DROP FUNCTION slow CASCADE";
