//! The closing check: nothing that is kept is believed.
//!
//! Each mailbox is folded again from its events, with the engine's invariants checked at every step; then
//! what is kept beside the events must be what follows from them, and nothing may wait that should be
//! done. The same events and reports are what the books of an outside are compared with.

use std::fmt;

use anyhow::{Context, Result};
use futures_util::{StreamExt, TryStreamExt, stream};
use pec_nightly::tally::Tally;
use pec_outside::{
    gateway::Opened,
    reckoning::{self, Reckoning},
    wire::Said,
};
use pec_renewal::{Event, Mailbox, check, check_step, evolve, next_deadline, values::MailboxId};

use crate::{
    client::{AT_A_TIME, Restate},
    mailbox::{kept::Kept, wire::Seen},
    policies::Known,
};

/// What the check found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Findings {
    /// How many mailboxes were checked.
    pub mailboxes: u64,
    /// How many events were folded.
    pub events: u64,
    /// How many errands there are.
    pub errands: u64,
    /// How many reports came in.
    pub reports: u64,
    /// How many steps recorded something.
    pub steps: u64,
    /// How many bytes are kept: states, events, reports, and what waits.
    pub bytes: u64,
    /// What happened, by its name.
    pub happened: Tally,
    /// The first things that do not hold.
    pub shown: Vec<String>,
    /// How many there are in all.
    pub violations: u64,
}

/// Everything that is kept of every mailbox.
///
/// # Errors
///
/// Where Restate does not answer.
pub async fn seen(restate: &Restate) -> Result<Vec<Seen>> {
    let ask = |id: MailboxId| async move {
        let seen: Option<Seen> = restate.call("Mailbox", &id.to_string(), "seen", &()).await?;
        seen.with_context(|| format!("mailbox {id} is listed, and is not there"))
    };
    let all = restate.mailboxes().await?;
    stream::iter(all.into_iter().map(ask)).buffered(AT_A_TIME).try_collect().await
}

/// Checks every mailbox.
///
/// # Errors
///
/// Where Restate does not answer. What does not hold is no error: it is found.
pub async fn run(restate: &Restate, all: &[Seen]) -> Result<Findings> {
    let policies = Known::new(restate.clone());
    let mut findings = Findings::default();
    for seen in all {
        findings.mailboxes += 1;
        findings.reports += count(seen.handled.len()) + count(seen.waits.reports.len());
        let mut moments: Vec<i64> =
            seen.events.iter().map(|event| event.at.unix_seconds()).collect();
        moments.dedup();
        findings.steps += count(moments.len());
        findings.bytes += bytes(seen)?;
        let subject = format!("mailbox {}", seen.state.id());
        let folded = match fold(&seen.events, &subject, &mut findings) {
            Ok(folded) => folded,
            Err(what) => {
                findings.report(&subject, &what);
                continue;
            }
        };
        if seen.state != folded {
            findings.report(&subject, "its state is not the fold of its events");
        }
        let policy = policies.policy(&seen.waits.policy).await?;
        if next_deadline(&folded, &policy) != seen.waits.deadline {
            findings.report(&subject, "its deadline is not that of its state");
        }
        let kept = Kept { state: Some(folded), waits: seen.waits.clone() };
        if !seen.waits.errands.is_empty() {
            findings.report(&subject, "an errand was not run");
        }
        if let Some(night) = kept.next_night()?.filter(|_| seen.waits.until.is_some()) {
            findings.report(&subject, &format!("what is due on {night} was not done"));
        }
        let timer = seen.waits.timer;
        if kept.next_night()?.is_some_and(|night| timer.is_none_or(|timer| night < timer)) {
            findings.report(&subject, "no timer is set for what is due next: call `wake`");
        }
        let broken = seen.handled.iter().filter(|it| it.verdict.starts_with("refused, broken:"));
        for handled in broken {
            let what = format!("report {} met a defect of the engine", handled.report.source);
            findings.report(&subject, &what);
        }
    }
    Ok(findings)
}

/// Compares the books of an outside with what is kept.
///
/// # Errors
///
/// Where the events of a mailbox cannot be folded.
pub fn reckon(all: Vec<Seen>, books: &Opened) -> Result<Reckoning> {
    reckoning::compare(all.into_iter().map(|seen| Ok(kept(seen))), books)
}

fn kept(Seen { state, events, waits, handled }: Seen) -> (MailboxId, reckoning::Kept) {
    let recorded = (1_u64..).zip(events).map(|(sequence, event)| {
        let waits = waits.errands.iter().any(|errand| errand.sequence == sequence);
        let is_done = event.fact.errand().map(|_| !waits);
        reckoning::Recorded { event, is_done }
    });
    let events = recorded.collect();
    let told = |report: &pec_outside::Report, is_handled, is_recorded| reckoning::Told {
        command: report.command.clone(),
        is_of_home: !report.source.starts_with(Said::SENDER),
        is_handled,
        is_recorded,
    };
    let done = handled.iter().map(|it| told(&it.report, true, it.is_recorded));
    let inbox = done.chain(waits.reports.iter().map(|it| told(it, false, false))).collect();
    (state.id(), reckoning::Kept { events, inbox })
}

/// Folds the events of a mailbox; an error in words where they do not make one.
fn fold(events: &[Event], subject: &str, findings: &mut Findings) -> Result<Mailbox, String> {
    let mut before: Option<Mailbox> = None;
    for event in events {
        let after = evolve(before.clone(), event).map_err(|corrupt| corrupt.to_string())?;
        if let Err(broken) = check_step(before.as_ref(), event, &after) {
            findings.report(subject, &broken.to_string());
        }
        findings.events += 1;
        findings.errands += u64::from(event.fact.errand().is_some());
        findings.happened.add(event);
        before = Some(after);
    }
    let folded = before.ok_or("it has no event")?;
    if let Err(broken) = check(&folded) {
        findings.report(subject, &broken.to_string());
    }
    Ok(folded)
}

impl Findings {
    /// Whether everything holds.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.violations == 0
    }

    fn report(&mut self, subject: &str, what: &str) {
        self.violations += 1;
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(format!("{subject}: {what}"));
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mailboxes, events, errands, reports, .. } = self;
        writeln!(f, "{}", self.happened)?;
        writeln!(
            f,
            "{mailboxes} mailboxes, {events} events, {errands} errands, {reports} reports: every \
             history was folded anew"
        )?;
        for what in &self.shown {
            writeln!(f, "  {what}")?;
        }
        if self.is_sound() {
            f.write_str("everything holds, and nothing is left to do now")
        } else {
            write!(f, "{} things do not hold", self.violations)
        }
    }
}

/// What is kept of a mailbox, without the keys.
fn bytes(seen: &Seen) -> Result<u64> {
    let Seen { state, events, waits, handled } = seen;
    let mut bytes = pec_step::state::write(state)?.len() + serde_json::to_vec(waits)?.len();
    for event in events {
        bytes += serde_json::to_vec(event)?.len();
    }
    for handled in handled {
        bytes += serde_json::to_vec(handled)?.len();
    }
    Ok(count(bytes))
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

const SHOWN_MAX: usize = 20;
