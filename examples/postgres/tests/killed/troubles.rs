//! What is killed, and how.

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant},
};

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
    /// Two workers are killed at any moment.
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
    /// The server is stopped so while a charge is on its way or its money is taken. That ends every lease, so
    /// another worker sends the charge again before the first one hears of it.
    ServerCrashesInCharge,
    /// Connections are cut by the server.
    ConnectionTorn,
}

/// What came of a trouble, and is counted. Whoever had ended by itself met none.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Met {
    Killed,
    KilledBeforeCharge,
    KilledAfterCharge,
    KilledForNights,
    KilledAndHoldersAct,
    KilledAfterWaking,
    KilledInChargeOfAnother,
    Stopped,
    StoppedOvernight,
    StoppedInCharge,
    ServerCrashed,
    ServerCrashedInCharge,
    ConnectionTorn,
}

impl Met {
    pub const ALL: [Self; 13] = [
        Self::Killed,
        Self::KilledBeforeCharge,
        Self::KilledAfterCharge,
        Self::KilledForNights,
        Self::KilledAndHoldersAct,
        Self::KilledAfterWaking,
        Self::KilledInChargeOfAnother,
        Self::Stopped,
        Self::StoppedOvernight,
        Self::StoppedInCharge,
        Self::ServerCrashed,
        Self::ServerCrashedInCharge,
        Self::ConnectionTorn,
    ];

    /// The trouble that brings it.
    const fn trouble(self) -> Trouble {
        match self {
            Self::Killed => Trouble::Killed,
            Self::KilledBeforeCharge => Trouble::KilledBeforeCharge,
            Self::KilledAfterCharge => Trouble::KilledAfterCharge,
            Self::KilledForNights => Trouble::Outage,
            Self::KilledAndHoldersAct => Trouble::HolderActs,
            Self::Stopped => Trouble::Stopped,
            Self::StoppedOvernight | Self::KilledAfterWaking => Trouble::StoppedOvernight,
            Self::StoppedInCharge | Self::KilledInChargeOfAnother => Trouble::StoppedInCharge,
            Self::ServerCrashed => Trouble::ServerCrashes,
            Self::ServerCrashedInCharge => Trouble::ServerCrashesInCharge,
            Self::ConnectionTorn => Trouble::ConnectionTorn,
        }
    }
}

impl fmt::Display for Met {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Killed => "workers killed at any moment",
            Self::KilledBeforeCharge => "workers killed before their charge arrived",
            Self::KilledAfterCharge => "workers killed when the money was taken",
            Self::KilledForNights => {
                "workers killed in their charge, and nobody works on for up to three nights"
            }
            Self::KilledAndHoldersAct => {
                "workers killed before their charge arrived, and holders act"
            }
            Self::KilledAfterWaking => "workers killed after their waking",
            Self::KilledInChargeOfAnother => "workers killed that sent the charge of a stopped one",
            Self::Stopped => "workers stopped past their lease and woken",
            Self::StoppedOvernight => "workers stopped and woken in a later night",
            Self::StoppedInCharge => "workers stopped in their charge and woken in a later night",
            Self::ServerCrashed => "times the server crashed",
            Self::ServerCrashedInCharge => "times the server crashed while a charge was held up",
            Self::ConnectionTorn => "times the connections were torn",
        })
    }
}

impl Trouble {
    /// Any; now and then one that brings what did not come up yet.
    pub fn drawn(dice: &mut Dice, met: &BTreeMap<Met, u64>) -> Self {
        let missing = Met::ALL.iter().find(|it| !met.contains_key(*it));
        if let Some(missing) = missing
            && dice.chance(40)
        {
            return missing.trouble();
        }
        match dice.below(100) {
            0..26 => Self::Killed,
            26..34 => Self::KilledBeforeCharge,
            34..42 => Self::KilledAfterCharge,
            42..48 => Self::Outage,
            48..56 => Self::HolderActs,
            56..62 => Self::Stopped,
            62..72 => Self::StoppedOvernight,
            72..75 => Self::StoppedInCharge,
            75..81 => Self::ServerCrashes,
            81..87 => Self::ServerCrashesInCharge,
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
                self.kill(killed, Met::Killed).await?;
                self.at_any_moment().await;
                self.kill(other, Met::Killed).await?;
            }
            Trouble::KilledBeforeCharge => {
                self.kill_in_charge(Place::Request, Met::KilledBeforeCharge).await?;
            }
            Trouble::KilledAfterCharge => {
                self.kill_in_charge(Place::Answer, Met::KilledAfterCharge).await?;
            }
            Trouble::Outage => {
                let place = self.any_place();
                self.kill_in_charge(place, Met::KilledForNights).await?;
                self.idle = self.dice.days(0, 2);
                return Ok(true);
            }
            Trouble::HolderActs => {
                self.kill_in_charge(Place::Request, Met::KilledAndHoldersAct).await?;
                self.holders_act().await?;
            }
            Trouble::Stopped => {
                let mut stopped = self.start()?;
                self.at_any_moment().await;
                self.stop(&mut stopped, Met::Stopped)?;
                let other = self.start()?;
                sleep(PAST_THE_LEASE).await;
                signal(&stopped, CONTINUE)?;
                self.end(stopped).await?;
                self.end(other).await?;
            }
            Trouble::StoppedOvernight => {
                let mut stopped = self.start()?;
                self.at_any_moment().await;
                if self.stop(&mut stopped, Met::StoppedOvernight)? {
                    self.asleep.push(stopped);
                }
            }
            Trouble::StoppedInCharge => return self.stop_in_charge().await,
            Trouble::ServerCrashes => {
                let workers = [self.start()?, self.start()?];
                self.at_any_moment().await;
                self.server.crash().await?;
                self.count(Met::ServerCrashed);
                for worker in workers {
                    self.end(worker).await?;
                }
            }
            Trouble::ServerCrashesInCharge => self.crash_in_charge().await?,
            Trouble::ConnectionTorn => {
                let workers = [self.start()?, self.start()?];
                self.at_any_moment().await;
                let client = self.client().await?;
                client.query(TERMINATE, &[]).await?;
                self.count(Met::ConnectionTorn);
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
                self.kill(worker, Met::KilledAfterWaking).await?;
            } else {
                asleep.push(worker);
            }
        }
        self.asleep = asleep;
        Ok(())
    }

    /// A worker is killed when a charge of its is held up, or at its end where it has none to send.
    async fn kill_in_charge(&mut self, place: Place, met: Met) -> Result<()> {
        let worker = self.start()?;
        let is_held = self.hold(place).await?.is_some();
        self.kill(worker, if is_held { met } else { Met::Killed }).await
    }

    async fn stop_in_charge(&mut self) -> Result<bool> {
        let mut first = self.processes.worker(self.day, PATIENT)?;
        let Some(key) = self.hold(Place::Request).await? else {
            self.kill(first, Met::Killed).await?;
            return Ok(false);
        };
        self.stop(&mut first, Met::StoppedInCharge)?;
        self.asleep.push(first);
        sleep(PAST_THE_LEASE).await;
        let second = self.start()?;
        let is_taken =
            self.hold_only(Hold { place: Place::Answer, key: Some(key) }).await?.is_some();
        let met = if is_taken { Met::KilledInChargeOfAnother } else { Met::Killed };
        self.kill(second, met).await?;
        Ok(true)
    }

    async fn crash_in_charge(&mut self) -> Result<()> {
        let first = self.processes.worker(self.day, PATIENT)?;
        let place = self.any_place();
        let is_held = self.hold(place).await?.is_some();
        self.server.crash().await?;
        self.count(if is_held { Met::ServerCrashedInCharge } else { Met::ServerCrashed });
        // It finds no lease, and does all that waits, the charge too, while the first one waits for it.
        let second = self.start()?;
        self.end(second).await?;
        let _: () = self.outside().operate(Method::DELETE, "/hold", &()).await?;
        self.end(first).await
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

    async fn kill(&mut self, mut worker: Child, met: Met) -> Result<()> {
        // One that has ended by itself was not killed.
        if worker.try_wait()?.is_none() {
            worker.kill().await?;
            self.count(met);
        }
        Ok(())
    }

    /// Stops a worker, and says whether it had not ended by itself.
    fn stop(&mut self, worker: &mut Child, met: Met) -> Result<bool> {
        let runs = worker.try_wait()?.is_none();
        if runs {
            signal(worker, STOP)?;
            self.count(met);
        }
        Ok(runs)
    }

    fn any_place(&mut self) -> Place {
        if self.dice.chance(50) { Place::Request } else { Place::Answer }
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

/// A worker that waits for an answer as long as it takes.
const PATIENT: &[&str] = &["--lease", "1", "--batch", "25", "--patience", "60"];
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
