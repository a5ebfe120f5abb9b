//! Runs a script: one line after the other, each annotated with what became of it.
//!
//! - `command`: from a line to a command, which needs the mailbox as it stands.
//! - `life`: one mailbox, its history, and the laws that are checked at every step.
//! - `expectation`: what should be so, against what is.
//! - `page`: how the transcript looks.

mod command;
mod expectation;
mod life;
mod page;
mod transcript;

use life::Life;
use page::Page;
use pec_renewal::{
    Command, Event, Refusal,
    catalogue::Policy,
    next_deadline,
    values::{Day, Moment},
};
pub use transcript::{Failure, Reached, Transcript};

use crate::{
    clock,
    script::{Act, Expectation, Line, Script, Statement},
};

/// Runs a script from its first line to its last, whatever fails on the way.
#[must_use]
pub fn run(script: &Script) -> Transcript {
    let mut run = Run::new(script);
    for (index, line) in script.lines.iter().enumerate() {
        match &line.statement {
            Statement::Quiet => run.page.echo(&line.text),
            Statement::Mailbox(mailbox) => {
                run.page.echo(&line.text);
                run.current = run.life_of(*mailbox);
            }
            Statement::Policy(policy) => {
                run.page.echo(&line.text);
                run.policy_changes(policy);
            }
            Statement::Act { at, act } => {
                run.page.echo(&line.text);
                run.act(index, line, *at, act);
            }
            Statement::Expect { on, expectation } => run.expect(line, *on, expectation),
        }
    }
    run.page.into_transcript()
}

struct Run<'a> {
    script: &'a Script,
    policy: Policy,
    lives: Vec<Life>,
    /// The mailbox that lines are about, as an index into `lives`.
    current: usize,
    /// What the last line led to.
    outcome: Outcome,
    /// The last command, for `again`.
    command: Option<Command>,
    page: Page<'a>,
}

/// What a line led to.
#[derive(Default)]
struct Outcome {
    day: Option<Day>,
    events: Vec<Event>,
    refusal: Option<Refusal>,
}

impl<'a> Run<'a> {
    fn new(script: &'a Script) -> Self {
        Self {
            script,
            policy: Policy::aruba(),
            lives: vec![Life::new(crate::read::mailbox_id(0))],
            current: 0,
            outcome: Outcome::default(),
            command: None,
            page: Page::new(script),
        }
    }

    fn life_of(&mut self, mailbox: pec_renewal::values::MailboxId) -> usize {
        let known = self.lives.iter().position(|life| life.id == mailbox);
        known.unwrap_or_else(|| {
            self.lives.push(Life::new(mailbox));
            self.lives.len() - 1
        })
    }

    fn current(&self) -> &Life {
        &self.lives[self.current]
    }

    fn policy_changes(&mut self, policy: &Policy) {
        self.policy = policy.clone();
        self.page.policy(policy);
        if let Some(state) = &self.current().state {
            self.page.next(next_deadline(state, policy));
        }
    }

    fn act(&mut self, index: usize, line: &Line, at: Moment, act: &Act) {
        self.outcome = Outcome { day: Some(at.day()), ..Outcome::default() };
        if let Act::Ticks { until, daily, time } = act {
            self.ticks(line, at, Ticks { until: *until, daily: *daily, time: *time });
        } else {
            let said = command::resolve(act, self.current(), at.day(), self.command.as_ref());
            match said {
                Ok(command) => {
                    self.decide(line, &command, at);
                    let events = self.outcome.events.clone();
                    self.page.events(&events);
                    if events.is_empty() && self.outcome.refusal.is_none() {
                        self.page.note("nothing changes");
                    }
                    self.command = Some(command);
                }
                Err(missing) => self.page.failure(line, &missing.expected, &missing.found),
            }
        }
        if let Some(refusal) = self.outcome.refusal.clone() {
            self.page.refusal(&refusal);
            if !self.script.awaits_refusal(index) {
                let expected = "the line to be accepted, or `expect refusal` after it";
                self.page.failure(line, expected, &format!("refusal {}", refusal.code()));
            }
        }
        let day = self.outcome.day.unwrap_or(at.day());
        let state = self.lives[self.current].state.as_ref();
        self.page.standing(state, &self.policy, day);
    }

    /// Decides and folds one command; what happened is added to the outcome of the line.
    fn decide(&mut self, line: &Line, command: &Command, at: Moment) -> usize {
        self.page.reached_mut().command(command);
        self.outcome.day = Some(at.day());
        match self.lives[self.current].decide(command, &self.policy, at) {
            Ok(step) => {
                for event in &step.events {
                    self.page.reached_mut().event(event);
                }
                for (law, found) in &step.broken {
                    self.page.defect(line, law, found);
                }
                let count = step.events.len();
                self.outcome.events.extend(step.events);
                count
            }
            Err(refusal) => {
                self.page.reached_mut().refusal(command, &refusal);
                self.outcome.refusal = Some(refusal);
                0
            }
        }
    }

    /// Ticks on every deadline, or every day, up to a day and then on it.
    fn ticks(&mut self, line: &Line, at: Moment, ticks: Ticks) {
        let mut day = at.day();
        let mut quiet = 0;
        for _ in 0..TICKS_MAX {
            if !ticks.daily {
                let state = self.current().state.as_ref();
                let due = state.and_then(|state| next_deadline(state, &self.policy));
                day = due.map_or(ticks.until, |due| due.max(day)).min(ticks.until);
            }
            let moment = match clock::moment_on(self.script.zone, day, ticks.time) {
                Ok(moment) => moment,
                Err(why) => return self.page.failure(line, "a moment for each tick", &why),
            };
            let before = self.outcome.events.len();
            let happened = self.decide(line, &Command::Tick, moment);
            if self.outcome.refusal.is_some() {
                return;
            }
            if 0 < happened {
                self.page.quiet_ticks(quiet);
                quiet = 0;
                let events = self.outcome.events.split_off(before);
                self.page.tick(day);
                self.page.events(&events);
                self.outcome.events.extend(events);
            } else {
                quiet += 1;
            }
            if ticks.until <= day {
                self.page.quiet_ticks(quiet);
                return;
            }
            day = day.next();
        }
        let expected = format!("at most {TICKS_MAX} ticks in one line");
        self.page.failure(line, &expected, &format!("no end by {day}: name an earlier day"));
    }

    fn expect(&mut self, line: &Line, on: Option<Day>, expectation: &Expectation) {
        let day = on.or(self.outcome.day);
        let view = expectation::View {
            life: self.current(),
            policy: &self.policy,
            outcome: &self.outcome,
            day,
            words: self.page.words(),
        };
        match view.check(expectation) {
            Ok(()) => {
                if let Expectation::Permitted { refused_with: Some(code), .. } = expectation {
                    self.page.reached_mut().refusals.insert(code);
                }
                self.page.holds(line);
            }
            Err(failed) => self.page.fails(line, &failed.expected, &failed.found),
        }
    }
}

/// What `ticks until` asks for.
#[derive(Clone, Copy)]
struct Ticks {
    until: Day,
    daily: bool,
    time: clock::Time,
}

impl Script {
    /// Whether a refusal is expected of the line with this index, before the next command.
    fn awaits_refusal(&self, index: usize) -> bool {
        self.lines
            .iter()
            .skip(index + 1)
            .take_while(|line| !matches!(line.statement, Statement::Act { .. }))
            .any(|line| {
                matches!(
                    line.statement,
                    Statement::Expect { expectation: Expectation::Refusal { .. }, .. }
                )
            })
    }
}

/// More than ten years of days: a script that asks for more has a slip in a year.
const TICKS_MAX: usize = 4_000;
