//! The virtual object: one for each mailbox, whose key is the mailbox's id.
//!
//! Restate calls a handler again from its beginning whenever it was cut off, and hands it what the log
//! holds of the last time: so between two things that are in the log, a handler only computes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::Context as _;
use pec_outside::{Outside, Report, debt_of, wire::Owed};
use pec_renewal::{Command, Errand, Event, Mailbox, values::Moment};
use pec_step::{Outgoing, Ready, Verdict, state};
use restate_sdk::prelude::*;

use super::{
    kept::{Handled, Kept, Recorded, Waiting, Waits},
    wire::{Answer, Live, Open, Seen, TakePolicy, Told, Wake, Wanted},
};
use crate::{
    clock::{self, Clock},
    policies::{Known, PoliciesClient, THE_PROVIDER},
};

/// The object of a mailbox, as a service process has it.
pub struct MailboxObject {
    /// What it needs besides what it keeps.
    pub outsiders: Outsiders,
}

/// What an object needs besides what it keeps.
#[derive(Clone)]
pub struct Outsiders {
    /// The time.
    pub clock: Clock,
    /// Whoever runs errands; without one they are done by doing nothing.
    pub outside: Option<Arc<Outside>>,
    /// The policies that were ever in force.
    pub policies: Arc<Known>,
}

#[object(
    name = "Mailbox",
    lazy_state,
    invocation_retry_policy(
        initial_interval = "50ms",
        factor = 2.0,
        max_interval = "2s",
        max_attempts = 1_000_000_000,
        on_max_attempts = "pause",
    )
)]
impl MailboxObject {
    /// Opens the mailbox, new or taken over; the same again changes nothing.
    #[handler]
    async fn open(&self, ctx: ObjectContext<'_>, open: Json<Open>) -> HandlerResult<Json<Answer>> {
        let Json(Open { opening, at }) = open;
        let mut kept = load(&ctx).await?;
        let now = self.now(&ctx, &kept, at).await?;
        if kept.state.is_none() {
            let in_force = ctx.object_client::<PoliciesClient>(THE_PROVIDER);
            kept.waits.policy = in_force.in_force(Json(now)).call().await?;
        }
        self.asked(&ctx, &mut kept, Command::Open(Box::new(opening)), now).await.map(Json)
    }

    /// Decides on a command.
    #[handler]
    async fn command(
        &self,
        ctx: ObjectContext<'_>,
        wanted: Json<Wanted>,
    ) -> HandlerResult<Json<Answer>> {
        let Json(Wanted { command, at }) = wanted;
        let mut kept = load(&ctx).await?;
        if kept.state.is_none() {
            return Ok(Json(Answer::Unknown));
        }
        let now = self.now(&ctx, &kept, at).await?;
        self.live(&ctx, &mut kept, now).await?;
        self.asked(&ctx, &mut kept, command, now).await.map(Json)
    }

    /// Takes a report in, once under its sender's own name for it, and says whether it was new.
    #[handler]
    async fn report(&self, ctx: ObjectContext<'_>, told: Json<Told>) -> HandlerResult<Json<bool>> {
        let Json(Told { report }) = told;
        let mut kept = load(&ctx).await?;
        if kept.state.is_none() {
            return Err(TerminalError::new_with_code(404, "there is no such mailbox").into());
        }
        let is_new = self.take_in(&ctx, &mut kept, vec![report]).await? != 0;
        let now = self.now(&ctx, &kept, None).await?;
        self.live(&ctx, &mut kept, now).await?;
        self.sleep(&ctx, &mut kept, now)?;
        Ok(Json(is_new))
    }

    /// A timer rang: does what falls due up to its night.
    #[handler(journal_retention = "0s")]
    async fn wake(&self, ctx: ObjectContext<'_>, wake: Json<Wake>) -> HandlerResult<()> {
        let Json(Wake { night }) = wake;
        let mut kept = load(&ctx).await?;
        let now = self.now(&ctx, &kept, Some(pec_outside::night(night)?)).await?;
        if kept.waits.timer == Some(night) {
            kept.waits.timer = None;
        }
        self.live(&ctx, &mut kept, now).await?;
        self.sleep(&ctx, &mut kept, now)
    }

    /// A policy comes in force: from then on deadlines are worked out under it, and open orders stay as
    /// agreed.
    #[handler]
    async fn take_policy(
        &self,
        ctx: ObjectContext<'_>,
        policy: Json<TakePolicy>,
    ) -> HandlerResult<()> {
        let Json(TakePolicy { version, from }) = policy;
        let mut kept = load(&ctx).await?;
        if kept.state.is_none() {
            return Ok(());
        }
        kept.announce(version, from);
        let now = self.now(&ctx, &kept, None).await?;
        self.live(&ctx, &mut kept, now).await?;
        self.sleep(&ctx, &mut kept, now)
    }

    /// In a simulation, lets the mailbox live.
    #[handler]
    async fn live_until(&self, ctx: ObjectContext<'_>, live: Json<Live>) -> HandlerResult<()> {
        let Json(Live { until }) = live;
        let mut kept = load(&ctx).await?;
        kept.waits.until = Some(until);
        let now = self.now(&ctx, &kept, None).await?;
        self.live(&ctx, &mut kept, now).await?;
        self.sleep(&ctx, &mut kept, now)
    }

    /// All that is kept of the mailbox; none where there is no such mailbox.
    #[handler(lazy_state = false)]
    async fn seen(&self, ctx: SharedObjectContext<'_>) -> HandlerResult<Json<Option<Seen>>> {
        let Some(bytes) = ctx.get::<Vec<u8>>(STATE).await? else { return Ok(Json(None)) };
        let waits = ctx.get::<Json<Waits>>(WAITS).await?.context("it has a state and no more")?.0;
        let mut keys = ctx.get_keys().await?;
        keys.sort_unstable();
        let (mut events, mut handled): (Vec<Event>, Vec<Handled>) = (Vec::new(), Vec::new());
        for key in &keys {
            if key.starts_with(EVENT) {
                events.extend(ctx.get::<Json<Event>>(key).await?.map(|it| it.0));
            } else if key.starts_with(REPORT) {
                handled.extend(ctx.get::<Json<Handled>>(key).await?.map(|it| it.0));
            }
        }
        let state = match state::read(&bytes)? {
            Some(state) => state,
            None => folded(&events)?,
        };
        Ok(Json(Some(Seen { state, events, waits, handled })))
    }
}

impl MailboxObject {
    /// Decides on what somebody wants, keeps it, and does what follows.
    async fn asked(
        &self,
        ctx: &ObjectContext<'_>,
        kept: &mut Kept,
        command: Command,
        now: Moment,
    ) -> HandlerResult<Answer> {
        let policy = self.outsiders.policies.policy(&kept.waits.policy).await?;
        let (recorded, verdict) = kept.command(command, &policy, now)?;
        let answer = answer(&recorded, verdict);
        if kept.state.is_none() {
            return Ok(answer);
        }
        self.keep(ctx, kept, recorded, now).await?;
        self.live(ctx, kept, now).await?;
        self.sleep(ctx, kept, now)?;
        Ok(answer)
    }

    /// Does all that falls due by now, in the order of its nights.
    async fn live(
        &self,
        ctx: &ObjectContext<'_>,
        kept: &mut Kept,
        now: Moment,
    ) -> HandlerResult<()> {
        while let Some(at) = kept.next_step(self.outsiders.clock, now)? {
            self.step(ctx, kept, at).await?;
        }
        Ok(())
    }

    /// The step: reports, what is due, errands.
    async fn step(
        &self,
        ctx: &ObjectContext<'_>,
        kept: &mut Kept,
        at: Moment,
    ) -> HandlerResult<()> {
        let is_new = kept.take_policy(at);
        let policy = self.outsiders.policies.policy(&kept.waits.policy).await?;
        if is_new {
            kept.work_out_deadline(&policy, at)?;
        }
        let handled = kept.handle_reports(&policy, at)?;
        self.keep(ctx, kept, handled, at).await?;
        let ticked = kept.tick(&policy, at)?;
        self.keep(ctx, kept, ticked, at).await?;
        while let Some(waiting) = kept.waits.errands.first().cloned() {
            let reports = self.run(ctx, kept, waiting, at).await?;
            kept.waits.errands.remove(0);
            self.take_in(ctx, kept, reports).await?;
        }
        Ok(())
    }

    /// Writes a decision down, before anything of it leaves; then debts that it left are asked for.
    async fn keep(
        &self,
        ctx: &ObjectContext<'_>,
        kept: &mut Kept,
        recorded: Recorded,
        at: Moment,
    ) -> HandlerResult<()> {
        let is_left = |(_, event): &&(u64, Event)| debt_of(event).is_some();
        let debts: Vec<Event> =
            recorded.events.iter().filter(is_left).map(|(_, event)| event.clone()).collect();
        write_down(ctx, kept, recorded)?;
        for event in debts {
            let mailbox = kept.state.clone().context("a debt has no mailbox")?;
            let Some(outside) = self.outsiders.outside.clone() else { continue };
            let owed = Owed { mailbox, event, at };
            let reports =
                ctx.run(move || async move { Ok(Json(outside.ask_for_debt(&owed).await?)) });
            let Json(reports) = reports.name("ask for a debt").await?;
            self.take_in(ctx, kept, reports).await?;
        }
        Ok(())
    }

    /// Runs an errand, and gives what is reported of it.
    async fn run(
        &self,
        ctx: &ObjectContext<'_>,
        kept: &mut Kept,
        waiting: Waiting,
        at: Moment,
    ) -> HandlerResult<Vec<Report>> {
        let state = kept.state.clone().context("an errand has no mailbox")?;
        let Waiting { sequence, asked_on, errand, may_have_left } = waiting;
        let name = format!("{} {sequence}", name_of(&errand));
        let is_charge = matches!(errand, Errand::Charge { .. });
        let mailbox = state.id();
        let mut outgoing =
            Outgoing { mailbox, state: Arc::new(state), sequence, asked_on, errand, may_have_left };
        let is_again = is_charge && !marks(ctx, kept, sequence).await?;
        outgoing.may_have_left |= is_again;
        let Outsiders { clock, outside, .. } = self.outsiders.clone();
        let reports = ctx.run(move || async move {
            // Asked again whenever it is tried again: its day may have ended meanwhile.
            let now = if is_again { clock.now_again(at)? } else { clock.now(at)? };
            // What is reported belongs to this step; a simulated outside is told what time it is.
            let at = if matches!(clock, Clock::Simulated { .. }) { now } else { at };
            let Ready { outgoing, instead } = Ready::on(now.day(), outgoing);
            let reports = match (instead, outside) {
                (Some(command), _) => {
                    let source = format!("{mailbox}/{sequence}/not sent");
                    vec![Report { source, due: at, command }]
                }
                (None, Some(outside)) => outside.run(&outgoing, at).await?,
                (None, None) => Vec::new(),
            };
            Ok(Json(reports))
        });
        Ok(reports.name(name).await?.0)
    }

    /// Adds reports to those that wait, each once for ever; says how many were new.
    async fn take_in(
        &self,
        ctx: &ObjectContext<'_>,
        kept: &mut Kept,
        reports: Vec<Report>,
    ) -> HandlerResult<usize> {
        let mut new = Vec::new();
        for report in reports {
            if ctx.get::<Json<Handled>>(&report_key(&report)).await?.is_none() {
                new.push(report);
            }
        }
        let added = kept.add_reports(new);
        ctx.set(WAITS, Json(kept.waits.clone()));
        Ok(added)
    }

    /// Sets the timer, where none rings early enough.
    fn sleep(&self, ctx: &ObjectContext<'_>, kept: &mut Kept, now: Moment) -> HandlerResult<()> {
        let is_simulated = matches!(self.outsiders.clock, Clock::Simulated { .. });
        if let Some(night) = kept.next_night()?
            && kept.waits.timer.is_none_or(|timer| night < timer)
            && !(is_simulated && kept.waits.until.is_none())
        {
            let delay = self.outsiders.clock.until_night(now, night)?;
            let client = ctx.object_client::<MailboxObjectClient>(ctx.key());
            client.wake(Json(Wake { night })).send_after(delay);
            kept.waits.timer = Some(night);
        }
        ctx.set(WAITS, Json(kept.waits.clone()));
        Ok(())
    }

    /// The time of this call, which stays the same however often it is made.
    async fn now(
        &self,
        ctx: &ObjectContext<'_>,
        kept: &Kept,
        asked: Option<Moment>,
    ) -> HandlerResult<Moment> {
        match self.outsiders.clock {
            Clock::Simulated { .. } => Ok(kept.time(asked)?),
            Clock::System => {
                let now = ctx.run(|| async { Ok(Json(clock::system()?)) });
                Ok(kept.time(Some(now.name("now").await?.0))?)
            }
        }
    }
}

/// What is kept of the mailbox.
async fn load(ctx: &ObjectContext<'_>) -> HandlerResult<Kept> {
    let waits = ctx.get::<Json<Waits>>(WAITS).await?.map(|it| it.0).unwrap_or_default();
    let Some(bytes) = ctx.get::<Vec<u8>>(STATE).await? else {
        return Ok(Kept { state: None, waits });
    };
    if let Some(state) = state::read(&bytes)? {
        return Ok(Kept { state: Some(state), waits });
    }
    // It is in another form: it is folded anew, and written in this one with the next decision.
    let mut events = Vec::new();
    for sequence in 1.. {
        let Some(Json(event)) = ctx.get::<Json<Event>>(&event_key(sequence)).await? else { break };
        events.push(event);
    }
    Ok(Kept { state: Some(folded(&events)?), waits })
}

/// Writes a decision down.
fn write_down(ctx: &ObjectContext<'_>, kept: &Kept, recorded: Recorded) -> HandlerResult<()> {
    if let Some(state) = kept.state.as_ref().filter(|_| !recorded.events.is_empty()) {
        ctx.set(STATE, state::write(state)?);
    }
    for (sequence, event) in recorded.events {
        ctx.set(&event_key(sequence), Json(event));
    }
    for handled in recorded.handled {
        ctx.set(&report_key(&handled.report), Json(handled));
    }
    ctx.set(WAITS, Json(kept.waits.clone()));
    Ok(())
}

/// Marks, durably, that a charge may leave from now on; says whether that was never done before.
async fn marks(ctx: &ObjectContext<'_>, kept: &mut Kept, sequence: u64) -> HandlerResult<bool> {
    for waiting in kept.waits.errands.iter_mut().filter(|it| it.sequence == sequence) {
        waiting.may_have_left = true;
    }
    ctx.set(WAITS, Json(kept.waits.clone()));
    let is_first = Arc::new(AtomicBool::new(false));
    let first = Arc::clone(&is_first);
    let mark = ctx.run(move || async move {
        // Not run again once it is in the log.
        first.store(true, Ordering::Relaxed);
        Ok(())
    });
    mark.name(format!("charge {sequence} may leave")).await?;
    Ok(is_first.load(Ordering::Relaxed))
}

fn answer(recorded: &Recorded, verdict: Verdict) -> Answer {
    match verdict {
        Verdict::AlreadySo => Answer::AlreadySo,
        Verdict::Recorded(_) => {
            Answer::Recorded(recorded.events.iter().map(|(_, event)| event.clone()).collect())
        }
        Verdict::Refused(refusal) => Answer::Refused {
            code: refusal.code().to_owned(),
            says: refusal.to_string(),
            refusal: Box::new(refusal),
        },
    }
}

fn folded(events: &[Event]) -> anyhow::Result<Mailbox> {
    pec_renewal::replay(events)?.context("it has no event")
}

/// What an errand is called in the log.
const fn name_of(errand: &Errand) -> &'static str {
    match errand {
        Errand::Charge { .. } => "charge",
        Errand::Inquire { .. } => "inquire",
        Errand::Notify { .. } => "notify",
        Errand::Refund { .. } => "refund",
        Errand::SetAccess { .. } => "set access",
        Errand::MeasureSpace => "measure space",
        Errand::DeleteContents => "delete contents",
        Errand::OpenNewLife { .. } => "open new life",
    }
}

fn event_key(sequence: u64) -> String {
    format!("{EVENT}{sequence:08}")
}

fn report_key(report: &Report) -> String {
    format!("{REPORT}{}", report.source)
}

/// The state, in the form of [`pec_step::state`].
const STATE: &str = "state";
/// What waits.
const WAITS: &str = "waits";
/// How the keys of events begin, and those of reports that were handled.
const EVENT: &str = "event/";
const REPORT: &str = "report/";
