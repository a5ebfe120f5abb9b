//! What is killed, and how.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use hyper::Method;
use pec_nightly::world::Dice;
use pec_outside::{
    Report,
    wire::{Hold, Place},
};
use pec_postgres::store::add_reports;
use pec_renewal::{
    Command, Fact,
    values::{ChargeKey, MailboxId},
};
use tokio::{process::Child, time::sleep};

use crate::nights::{Nights, TERMS};

#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    /// A worker of two is killed at any moment.
    Killed,
    /// A worker is killed while a charge is on its way to the gateway.
    KilledBeforeCharge,
    /// A worker is killed when the gateway has taken the money, and it does not know yet.
    KilledAfterCharge,
    /// A worker is killed, and nobody works on for up to three nights: the outbox is late by days.
    Outage,
    /// While charges wait to be sent, their holders switch automatic renewal off.
    HolderActs,
    /// A worker is stopped past its lease, and woken.
    Stopped,
    /// A worker is stopped at any moment, and woken in a later night.
    StoppedOvernight,
    /// A worker is stopped while its charge is on its way; another sends it too, and is killed when the
    /// money is taken; in the next night the first one is woken, and hears that it came too late.
    StoppedInCharge,
    /// The server is stopped as by a power failure.
    ServerCrashes,
    /// Connections are cut by the server.
    ConnectionTorn,
}

impl Trouble {
    pub fn drawn(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..30 => Self::Killed,
            30..38 => Self::KilledBeforeCharge,
            38..46 => Self::KilledAfterCharge,
            46..52 => Self::Outage,
            52..60 => Self::HolderActs,
            60..66 => Self::Stopped,
            66..76 => Self::StoppedOvernight,
            76..78 => Self::StoppedInCharge,
            78..85 => Self::ServerCrashes,
            _ => Self::ConnectionTorn,
        }
    }
}

impl Nights {
    /// Lets a trouble happen, and says whether the night is over for everybody.
    pub async fn meet(&mut self, trouble: Trouble) -> Result<bool> {
        match trouble {
            Trouble::Killed => {
                let (killed, other) = (self.start()?, self.start()?);
                self.at_any_moment().await;
                self.kill(killed, "workers killed").await?;
                self.at_any_moment().await;
                self.kill(other, "workers killed").await?;
            }
            Trouble::KilledBeforeCharge => {
                let worker = self.start()?;
                self.hold(Place::Request).await?;
                self.kill(worker, "workers killed before their charge arrived").await?;
            }
            Trouble::KilledAfterCharge => {
                let worker = self.start()?;
                self.hold(Place::Answer).await?;
                self.kill(worker, "workers killed when the money was taken").await?;
            }
            Trouble::Outage => {
                let worker = self.start()?;
                let place = if self.dice.chance(50) { Place::Request } else { Place::Answer };
                self.hold(place).await?;
                self.kill(worker, "workers killed, and nobody works on for up to three nights")
                    .await?;
                self.idle = self.dice.days(0, 2);
                return Ok(true);
            }
            Trouble::HolderActs => {
                let worker = self.start()?;
                self.hold(Place::Request).await?;
                self.kill(worker, "workers killed, and their holders act").await?;
                self.holders_act().await?;
            }
            Trouble::Stopped => {
                let stopped = self.start()?;
                self.at_any_moment().await;
                signal(&stopped, STOP)?;
                self.count("workers stopped past their lease and woken");
                let other = self.start()?;
                sleep(PAST_THE_LEASE).await;
                signal(&stopped, CONTINUE)?;
                self.end(stopped).await?;
                self.end(other).await?;
            }
            Trouble::StoppedOvernight => {
                let stopped = self.start()?;
                self.at_any_moment().await;
                signal(&stopped, STOP)?;
                self.count("workers stopped and woken in a later night");
                self.asleep.push(stopped);
            }
            Trouble::StoppedInCharge => return self.stop_in_charge().await,
            Trouble::ServerCrashes => {
                let workers = [self.start()?, self.start()?];
                self.at_any_moment().await;
                self.server.crash().await?;
                self.count("times the server crashed");
                for worker in workers {
                    self.end(worker).await?;
                }
            }
            Trouble::ConnectionTorn => {
                let workers = [self.start()?, self.start()?];
                self.at_any_moment().await;
                let client = self.client().await?;
                client.query(TERMINATE, &[]).await?;
                self.count("times the connections were torn");
                for worker in workers {
                    self.end(worker).await?;
                }
            }
        }
        Ok(false)
    }

    /// Those stopped in an earlier night are woken, and do what they were about to.
    pub async fn wake_sleepers(&mut self) -> Result<()> {
        let _: () = self.outside().operate(Method::DELETE, "/hold", &()).await?;
        let mut asleep = Vec::new();
        for worker in std::mem::take(&mut self.asleep) {
            if self.dice.chance(80) {
                signal(&worker, CONTINUE)?;
                // Its clock is that of its own night, which no clock of a machine would be: it does what
                // it was about to do, and no more.
                sleep(A_MOMENT).await;
                self.kill(worker, "workers killed after their waking").await?;
            } else {
                asleep.push(worker);
            }
        }
        self.asleep = asleep;
        Ok(())
    }

    async fn stop_in_charge(&mut self) -> Result<bool> {
        let patient = ["--lease", "1", "--batch", "25", "--patience", "60"];
        let first = self.processes.worker(self.day, &patient)?;
        let Some(key) = self.hold(Place::Request).await? else {
            self.kill(first, "workers killed").await?;
            return Ok(false);
        };
        signal(&first, STOP)?;
        self.count("workers stopped in their charge and woken in a later night");
        self.asleep.push(first);
        sleep(PAST_THE_LEASE).await;
        let second = self.start()?;
        let is_taken =
            self.hold_only(Hold { place: Place::Answer, key: Some(key) }).await?.is_some();
        let what = if is_taken {
            "workers killed that sent the charge of a stopped one"
        } else {
            "workers killed"
        };
        self.kill(second, what).await?;
        Ok(true)
    }

    /// Waits until a charge is held up there; none comes where none is to be sent.
    async fn hold(&self, place: Place) -> Result<Option<ChargeKey>> {
        self.hold_only(Hold { place, key: None }).await
    }

    async fn hold_only(&self, hold: Hold) -> Result<Option<ChargeKey>> {
        let outside = self.outside();
        let _: () = outside.operate(Method::PUT, "/hold", &hold).await?;
        let until = Instant::now() + HOLD_AT_MOST;
        while Instant::now() < until {
            let charges: Vec<(Place, ChargeKey)> =
                outside.operate(Method::GET, "/hold", &()).await?;
            if let Some((_, key)) = charges.iter().find(|(at, _)| *at == hold.place) {
                return Ok(Some(*key));
            }
            sleep(Duration::from_millis(5)).await;
        }
        // None that comes later is to be held up.
        let _: () = outside.operate(Method::DELETE, "/hold", &()).await?;
        Ok(None)
    }

    async fn holders_act(&mut self) -> Result<()> {
        let client = self.client().await?;
        let due = self.now()?;
        let mut reports = Vec::new();
        for row in client.query(CHARGES_THAT_WAIT, &[]).await? {
            let mailbox = MailboxId::new(row.get(0));
            let event: pec_renewal::Event = serde_json::from_str(row.get(1))?;
            if let Fact::ChargeRequested { key, .. } = event.fact {
                let source = format!("holder/{key}");
                reports.push((mailbox, Report { source, due, command: Command::SwitchOff }));
            }
        }
        add_reports(&client, &reports).await?;
        Ok(())
    }

    fn start(&self) -> Result<Child> {
        self.processes.worker(self.day, TERMS)
    }

    async fn kill(&mut self, mut worker: Child, what: &'static str) -> Result<()> {
        // One that has ended by itself was not killed.
        if worker.try_wait()?.is_none() {
            worker.kill().await?;
            self.count(what);
        }
        Ok(())
    }

    async fn at_any_moment(&mut self) {
        sleep(Duration::from_millis(20 + self.dice.below(400))).await;
    }
}

fn signal(process: &Child, name: &str) -> Result<()> {
    let Some(id) = process.id() else { return Ok(()) };
    let sent = std::process::Command::new("kill").args(["-s", name, &id.to_string()]).status();
    sent.with_context(|| format!("kill -s {name} {id}"))?;
    Ok(())
}

const STOP: &str = "STOP";
const CONTINUE: &str = "CONT";
const PAST_THE_LEASE: Duration = Duration::from_millis(1_300);
const A_MOMENT: Duration = Duration::from_millis(600);
const HOLD_AT_MOST: Duration = Duration::from_secs(2);

const TERMINATE: &str = "
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()";

const CHARGES_THAT_WAIT: &str = "
SELECT event.mailbox, event.body FROM errand JOIN event USING (mailbox, sequence)
WHERE errand.done IS NULL AND event.body LIKE '%ChargeRequested%'
ORDER BY event.mailbox, event.sequence LIMIT 10";
