//! Lives with troubles, then calm days in which everything is settled, and the reckoning.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use hyper::Method;
use pec_nightly::{portfolio::Synthetic, world::Dice};
use pec_outside::{
    night,
    reckoning::Reckoning,
    wire::{Hold, Kind, Place},
};
use pec_renewal::{
    Command,
    catalogue::{Policy, PriceList, PriceRow},
    values::{ChargeKey, Day, MailboxId, Money},
};
use pec_restate::{
    check::Findings,
    mailbox::wire::{Answer, Wanted},
    policies,
    simulate::{Args, Home},
};
use tokio::time::sleep;

use crate::plan::Plan;

pub struct Ended {
    kills: BTreeMap<&'static str, u64>,
    acted: u64,
    refused: u64,
    spent: Duration,
    findings: Findings,
    reckoning: Reckoning,
}

struct Lives {
    home: Home,
    dice: Dice,
    mailboxes: Vec<MailboxId>,
    kills: BTreeMap<&'static str, u64>,
    /// What holders asked for, and how often it was refused.
    acted: u64,
    refused: u64,
}

#[derive(Clone, Copy, Debug)]
enum Trouble {
    /// A node at any moment.
    Node,
    /// A service process at any moment.
    Service,
    /// Both at once.
    Both,
    /// All service processes while a charge is on its way to the gateway.
    BeforeCharge,
    /// All service processes when the gateway has taken the money, and nobody knows yet.
    AfterCharge,
}

pub async fn run(plan: &Plan) -> Result<Ended> {
    let from: Day = FIRST.parse()?;
    // Another program, such as one with a fault put into it.
    let program = std::env::var_os("KILLS_PROGRAM").map(PathBuf::from);
    let program = program.unwrap_or_else(|| env!("CARGO_BIN_EXE_pec-restate").into());
    let home = Home::start(&program, &args(plan, from)?).await?;
    let calm_from = from.plus_days(i32::from(plan.days));
    let kind = Kind { from: Some(calm_from) };
    let _: () = home.outside.client().operate(Method::PUT, "/kind", &kind).await?;
    let portfolio = Synthetic::new(plan.seed, from, plan.mailboxes, plan.mailboxes);
    home.begin(from, portfolio).await?;
    let begun = Instant::now();
    let mut until = calm_from.plus_days(CALM);
    home.live_until(until).await?;
    let mailboxes = home.restate.mailboxes().await?;
    let mut lives = Lives {
        home,
        dice: Dice::cast(plan.seed, &["kills"]),
        mailboxes,
        kills: BTreeMap::new(),
        acted: 0,
        refused: 0,
    };
    while lives.killed() < plan.kills {
        if lives.killed() == plan.kills / 2 {
            lives.raise_prices(from.plus_days(i32::from(plan.days) / 2)).await?;
        }
        let trouble = Trouble::drawn(&mut lives.dice);
        lives.meet(trouble).await.with_context(|| format!("{trouble:?}"))?;
        lives.holder_acts().await.context("a holder acts")?;
        if lives.home.restate.calls().await? == 0 && lives.home.first_waiting().await?.is_none() {
            break;
        }
    }
    lives.home.rest().await?;
    let (mut findings, mut reckoning) = lives.home.reckon().await?;
    // What was cut off on the last of these days is asked about on the next ones.
    for _ in 0..CALM_WEEKS_MAX {
        if reckoning.is_settled() {
            break;
        }
        until = until.plus_days(7);
        lives.home.live_until(until).await?;
        lives.home.rest().await?;
        (findings, reckoning) = lives.home.reckon().await?;
    }
    ensure!(findings.mailboxes == plan.mailboxes, "{} mailboxes are there", findings.mailboxes);
    let Lives { kills, acted, refused, .. } = lives;
    Ok(Ended { kills, acted, refused, spent: begun.elapsed(), findings, reckoning })
}

impl Trouble {
    fn drawn(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..30 => Self::Node,
            30..55 => Self::Service,
            55..70 => Self::Both,
            70..85 => Self::BeforeCharge,
            _ => Self::AfterCharge,
        }
    }
}

impl Lives {
    async fn meet(&mut self, trouble: Trouble) -> Result<()> {
        match trouble {
            Trouble::Node => {
                self.at_any_moment().await;
                let place = self.kill_node().await?;
                self.count("nodes killed");
                self.at_any_moment().await;
                self.home.nodes.begin(place)?;
            }
            Trouble::Service => {
                self.at_any_moment().await;
                self.home.services.kill().await?;
                self.count("service processes killed");
                self.at_any_moment().await;
                self.begin_service()?;
            }
            Trouble::Both => {
                self.at_any_moment().await;
                let place = self.kill_node().await?;
                self.home.services.kill().await?;
                self.count("nodes killed with a service process");
                self.begin_service()?;
                self.at_any_moment().await;
                self.home.nodes.begin(place)?;
            }
            Trouble::BeforeCharge => {
                self.kill_in_charge(Place::Request, "services killed before their charge arrived")
                    .await?;
            }
            Trouble::AfterCharge => {
                self.kill_in_charge(Place::Answer, "services killed when the money was taken")
                    .await?;
            }
        }
        Ok(())
    }

    /// A service process comes back on the same day, or on the next.
    fn begin_service(&mut self) -> Result<()> {
        let outage = u16::from(self.dice.chance(50));
        self.home.services.begin(outage)
    }

    async fn kill_node(&mut self) -> Result<usize> {
        let count = u64::try_from(self.home.nodes.count())?;
        let place = usize::try_from(self.dice.below(count))?;
        self.home.nodes.kill(place).await?;
        Ok(place)
    }

    /// Kills every service process while a charge is held up; where none comes, there is no kill.
    async fn kill_in_charge(&mut self, place: Place, what: &'static str) -> Result<()> {
        let outside = self.home.outside.client().clone();
        let _: () = outside.operate(Method::PUT, "/hold", &Hold { place, key: None }).await?;
        let until = Instant::now() + HOLD_AT_MOST;
        let mut is_held = false;
        while !is_held && Instant::now() < until {
            let held: Vec<(Place, ChargeKey)> = outside.operate(Method::GET, "/hold", &()).await?;
            is_held = held.iter().any(|(at, _)| *at == place);
            sleep(Duration::from_millis(5)).await;
        }
        if is_held {
            let count = self.home.services.count();
            for _ in 0..count {
                self.home.services.kill().await?;
            }
            self.count(what);
            for _ in 0..count {
                self.begin_service()?;
            }
        }
        let _: () = outside.operate(Method::DELETE, "/hold", &()).await?;
        Ok(())
    }

    /// Somebody switches automatic renewal off, or wants to go, whatever waits just then.
    async fn holder_acts(&mut self) -> Result<()> {
        let number = self.acted;
        for command in [Command::SwitchOff, Command::TerminateAtExpiry] {
            let place = self.dice.below(u64::try_from(self.mailboxes.len())?);
            let id = self.mailboxes.get(usize::try_from(place)?).context("a mailbox")?.to_string();
            let wanted = Wanted { command, at: None };
            let name = format!("holder-{number}-{id}");
            let restate = &self.home.restate;
            let answer: Answer =
                restate.call_once("Mailbox", &id, "command", &wanted, Some(&name)).await?;
            self.acted += 1;
            self.refused += u64::from(matches!(answer, Answer::Refused { .. }));
        }
        Ok(())
    }

    /// The provider raises its prices by a tenth, without a stop.
    async fn raise_prices(&mut self, on: Day) -> Result<()> {
        let (dearer, at) = (dearer(&Policy::aruba())?, night(on)?);
        self.home.outside.client().set_clock(at, Some(dearer.clone())).await?;
        policies::put_in_force(&self.home.restate, dearer, at).await?;
        Ok(())
    }

    async fn at_any_moment(&mut self) {
        sleep(Duration::from_millis(100 + self.dice.below(1_400))).await;
    }

    fn count(&mut self, what: &'static str) {
        *self.kills.entry(what).or_default() += 1;
    }

    fn killed(&self) -> u64 {
        self.kills.values().sum()
    }
}

impl Ended {
    pub fn killed(&self) -> u64 {
        self.kills.values().sum()
    }

    pub fn is_sound(&self) -> bool {
        self.findings.is_sound() && self.reckoning.is_sound() && self.reckoning.is_settled()
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, acted, refused, spent, findings, reckoning } = self;
        let all: u64 = kills.values().sum();
        writeln!(f, "{all} kills in {} s:", spent.as_secs())?;
        for (what, times) in kills {
            writeln!(f, "  {times:4} {what}")?;
        }
        writeln!(f, "{acted} things that holders asked for meanwhile, {refused} refused")?;
        writeln!(f, "{findings}")?;
        writeln!(f, "{reckoning}")?;
        if !reckoning.is_settled() {
            writeln!(f, "something is still on its way, though nothing goes wrong any more")?;
        }
        Ok(())
    }
}

fn args(plan: &Plan, from: Day) -> Result<Args> {
    let named = |name| std::env::var_os(name).context("this test needs: examples/restate/test");
    let folder = Path::new(&named("PEC_RESTATE_FOLDER")?).join("killed");
    std::fs::create_dir_all(&folder)?;
    Ok(Args {
        days: plan.days,
        from,
        mailboxes: Some(plan.mailboxes),
        seed: plan.seed,
        nodes: plan.nodes,
        services: 2,
        day: Some(plan.day),
        nightly: false,
        server: named("PEC_RESTATE_SERVER")?.into(),
        folder,
    })
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

const FIRST: &str = "2026-01-01";
/// So many days in which nothing goes wrong any more.
const CALM: i32 = 150;
const CALM_WEEKS_MAX: u16 = 8;
const HOLD_AT_MOST: Duration = Duration::from_secs(3);
