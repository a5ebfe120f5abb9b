//! What is kept of a mailbox, and a step in memory.

use anyhow::{Context, Result, bail};
use pec_outside::{Report, night};
use pec_renewal::{
    Command, Errand, Event, Mailbox,
    catalogue::Policy,
    values::{Day, Moment},
};
use pec_step::{Asked, Batch, Change, Verdict, version_of};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// A mailbox with what waits for it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its state; none before it is opened.
    pub state: Option<Mailbox>,
    /// What waits.
    pub waits: Waits,
}

/// What waits, and for when.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Waits {
    /// The day of the next tick.
    pub deadline: Option<Day>,
    /// The policy that it was worked out under, which is the one in force, by its version.
    pub policy: String,
    /// Policies that come in force later, in the order in which they were announced.
    pub policies: Vec<Coming>,
    /// Reports that were not handled yet, in the order in which they came in.
    pub reports: Vec<Report>,
    /// Errands that were not run yet, in the order of their events.
    pub errands: Vec<Waiting>,
    /// The night of the timer that rings next.
    pub timer: Option<Day>,
    /// The mailbox's own time: no step comes before its last.
    pub last: Option<Moment>,
    /// In a simulation, the last day that it lives.
    pub until: Option<Day>,
}

/// A policy that comes in force.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Coming {
    /// From then on.
    pub from: Moment,
    /// Its version.
    pub version: String,
}

/// An errand that was not run yet.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// The sequence of the event that asks for it.
    pub sequence: u64,
    /// The day of that event.
    pub asked_on: Day,
    /// What is to be done.
    pub errand: Errand,
    /// Whether it may have left.
    pub may_have_left: bool,
}

/// A report that was handled.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Handled {
    /// The report.
    pub report: Report,
    /// What became of it, in words.
    pub verdict: String,
    /// Whether it led to an event.
    pub is_recorded: bool,
}

/// What a decision adds to the record.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The events with their sequences.
    pub events: Vec<(u64, Event)>,
    /// The reports that it was about.
    pub handled: Vec<Handled>,
}

impl Kept {
    /// The moment of the next step, if anything is due by now; none where nothing is.
    ///
    /// # Errors
    ///
    /// Where the engine's calendar has no such night.
    pub fn next_step(&self, clock: Clock, now: Moment) -> Result<Option<Moment>> {
        let Some(day) = self.next_night()? else { return Ok(None) };
        let at = if !is_before(now, night(day)?) {
            clock.moment_of(day, now)?
        } else if self.is_due(now) {
            now
        } else {
            return Ok(None);
        };
        self.time(Some(at)).map(Some)
    }

    /// The night in which something falls due next, if anything does, and the mailbox lives so long.
    ///
    /// # Errors
    ///
    /// Where the engine's calendar has no such night.
    pub fn next_night(&self) -> Result<Option<Day>> {
        if self.state.is_none() {
            return Ok(None);
        }
        let Waits { deadline, policies, reports, errands, last, until, .. } = &self.waits;
        let today = last.map(Moment::day);
        let mut nights: Vec<Day> = deadline.iter().copied().collect();
        for moment in reports.iter().map(|it| it.due).chain(policies.iter().map(|it| it.from)) {
            let day = moment.day();
            nights.push(if is_before(night(day)?, moment) { day.next() } else { day });
        }
        if !errands.is_empty() {
            nights.extend(today);
        }
        let next = nights.into_iter().min().map(|day| today.map_or(day, |today| day.max(today)));
        Ok(next.filter(|day| until.is_none_or(|until| *day <= until)))
    }

    /// Whether something is to be done at a moment.
    #[must_use]
    pub fn is_due(&self, at: Moment) -> bool {
        let Waits { deadline, policies, reports, errands, .. } = &self.waits;
        deadline.is_some_and(|day| day <= at.day())
            || policies.iter().any(|it| !is_before(at, it.from))
            || reports.iter().any(|it| !is_before(at, it.due))
            || !errands.is_empty()
    }

    /// Notes that a policy comes in force.
    pub fn announce(&mut self, version: String, from: Moment) {
        let coming = Coming { from, version };
        if !self.waits.policies.contains(&coming) {
            self.waits.policies.push(coming);
        }
    }

    /// Takes the latest policy that has come in force, and says whether there is one: then the deadline
    /// is to be worked out anew.
    pub fn take_policy(&mut self, at: Moment) -> bool {
        let mut policies = std::mem::take(&mut self.waits.policies);
        let has_come = |it: &Coming| !is_before(at, it.from);
        let latest =
            policies.iter().filter(|it| has_come(it)).max_by_key(|it| it.from.unix_seconds());
        let latest = latest.map(|it| it.version.clone());
        policies.retain(|it| !has_come(it));
        self.waits.policies = policies;
        let Some(version) = latest else { return false };
        let is_new = version != self.waits.policy;
        self.waits.policy = version;
        is_new
    }

    /// Works the deadline out anew.
    ///
    /// # Errors
    ///
    /// Where the policy is not the one in force.
    pub fn work_out_deadline(&mut self, policy: &Policy, at: Moment) -> Result<()> {
        self.decide(vec![Asked::Deadline], policy, at).map(drop)
    }

    /// Handles the reports that have come in by a moment, the earliest first.
    ///
    /// # Errors
    ///
    /// As [`Self::work_out_deadline`].
    pub fn handle_reports(&mut self, policy: &Policy, at: Moment) -> Result<Recorded> {
        let has_come = |it: &Report| !is_before(at, it.due);
        let (mut reports, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waits.reports).into_iter().partition(has_come);
        self.waits.reports = later;
        // In the order in which they came in, where they are due at the same time.
        reports.sort_by_key(|report| report.due.unix_seconds());
        let asked = (0_i64..).zip(&reports);
        let asked =
            asked.map(|(place, report)| Asked::Report(place, report.command.clone())).collect();
        let (events, verdicts) = self.decide(asked, policy, at)?;
        let handled = reports.into_iter().zip(verdicts).map(|(report, verdict)| Handled {
            report,
            verdict: verdict.to_string(),
            is_recorded: matches!(verdict, Verdict::Recorded(_)),
        });
        Ok(Recorded { events, handled: handled.collect() })
    }

    /// Does what is due by the day of a moment.
    ///
    /// # Errors
    ///
    /// Where the engine refuses a tick, which it never does.
    pub fn tick(&mut self, policy: &Policy, at: Moment) -> Result<Recorded> {
        if self.waits.deadline.is_none_or(|deadline| at.day() < deadline) {
            return Ok(Recorded::default());
        }
        let (events, verdicts) = self.decide(vec![Asked::TICK], policy, at)?;
        if let Some(Verdict::Refused(refusal)) = verdicts.first() {
            bail!("a tick was refused, please report it: {refusal}");
        }
        if self.waits.deadline.is_some_and(|deadline| deadline <= at.day()) {
            self.work_out_deadline(policy, at)?;
        }
        if let Some(deadline) = self.waits.deadline.filter(|deadline| *deadline <= at.day()) {
            bail!("a tick on {} left what is due on {deadline}: please report it", at.day());
        }
        Ok(Recorded { events, handled: Vec::new() })
    }

    /// Decides on what somebody wants who waits for the answer.
    ///
    /// # Errors
    ///
    /// As [`Self::work_out_deadline`].
    pub fn command(
        &mut self,
        command: Command,
        policy: &Policy,
        at: Moment,
    ) -> Result<(Recorded, Verdict)> {
        let (events, verdicts) = self.decide(vec![Asked::Command(command)], policy, at)?;
        let verdict = verdicts.into_iter().next().context("a command came to no verdict")?;
        Ok((Recorded { events, handled: Vec::new() }, verdict))
    }

    /// Adds reports to those that wait, and says how many were not there.
    pub fn add_reports(&mut self, reports: impl IntoIterator<Item = Report>) -> usize {
        let before = self.waits.reports.len();
        for report in reports {
            if self.waits.reports.iter().all(|known| known.source != report.source) {
                self.waits.reports.push(report);
            }
        }
        self.waits.reports.len() - before
    }

    /// The time of whoever comes at a moment, or without one: the mailbox's never goes back.
    ///
    /// # Errors
    ///
    /// Where there is neither.
    pub fn time(&self, asked: Option<Moment>) -> Result<Moment> {
        let last = self.waits.last;
        let latest = [asked, last].into_iter().flatten().max_by_key(|it| it.unix_seconds());
        latest.context("in a simulation, the first call names its moment: add `at`")
    }

    fn decide(&mut self, asked: Vec<Asked>, policy: &Policy, at: Moment) -> Result<Decision> {
        let mut batch = Batch::new();
        batch.hold((), self.state.clone());
        for asked in asked {
            batch.ask((), asked);
        }
        let decided = batch.decide(policy, at);
        if decided.policy_version != self.waits.policy {
            let (in_force, given) = (&self.waits.policy, &decided.policy_version);
            bail!("policy {in_force} is in force, and {given} was taken: please report it");
        }
        self.waits.last = Some(at);
        let verdicts = decided.verdicts.into_iter().map(|(_, verdict)| verdict).collect();
        let change = decided.changes.into_iter().next();
        Ok((change.map_or_else(Vec::new, |change| self.take(change)), verdicts))
    }

    fn take(&mut self, change: Change<()>) -> Vec<(u64, Event)> {
        let Change { expected_sequence, events, errands, deadline, after, .. } = change;
        let first = expected_sequence.saturating_add(1);
        let events: Vec<(u64, Event)> = (first..).zip(events).collect();
        for (sequence, event) in &events {
            if errands.contains(sequence)
                && let Some(errand) = event.fact.errand()
            {
                let asked_on = event.at.day();
                let sequence = *sequence;
                self.waits.errands.push(Waiting {
                    sequence,
                    asked_on,
                    errand,
                    may_have_left: false,
                });
            }
        }
        self.waits.deadline = deadline;
        self.state = Some(after);
        events
    }
}

impl Waits {
    /// Nothing, under this policy.
    #[must_use]
    pub fn under(policy: &Policy) -> Self {
        Self { policy: version_of(policy), ..Self::default() }
    }
}

/// The events with their sequences, and what became of each thing that was asked.
type Decision = (Vec<(u64, Event)>, Vec<Verdict>);

/// Whether a moment comes before another.
#[must_use]
pub fn is_before(one: Moment, other: Moment) -> bool {
    one.unix_seconds() < other.unix_seconds()
}
