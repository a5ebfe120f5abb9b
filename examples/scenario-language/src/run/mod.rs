//! Runs a script: one line after the other, each annotated with what became of it.
//!
//! - `command`: from a line to a command, which needs the mailbox as it stands.
//! - `life`: one mailbox, its history, and the laws that are checked at every step.
//! - `expectation`, `past`: what should be so, against what is.
//! - `page`: how the transcript looks. `lang`: in which language.

mod command;
mod expectation;
mod lang;
mod life;
mod page;
mod past;
mod transcript;

use expectation::Failed;
use lang::Label;
pub use lang::Lang;
use life::Life;
use page::{Entry, Page};
use pec_renewal::{
    Command, Event, Fact, Refusal,
    catalogue::Policy,
    next_deadline, project,
    values::{Day, Moment},
};
pub use transcript::{Failure, Reached, Told, Transcript};

use crate::{
    clock,
    script::{Act, Expectation, Line, Script, Show, Statement},
};

/// Runs a script from its first line to its last, whatever fails on the way, and tells it in English.
#[must_use]
pub fn run(script: &Script) -> Transcript {
    run_in(script, Lang::En)
}

/// The same, told in a language.
#[must_use]
pub fn run_in(script: &Script, lang: Lang) -> Transcript {
    let mut run = Run::new(script, lang);
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
            Statement::Show(show) => {
                run.page.echo(&line.text);
                run.show(*show);
            }
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
    /// The day on which the line begins.
    from: Option<Day>,
    /// The day to which it came.
    day: Option<Day>,
    events: Vec<Event>,
    refusal: Option<Refusal>,
}

impl<'a> Run<'a> {
    fn new(script: &'a Script, lang: Lang) -> Self {
        Self {
            script,
            policy: Policy::aruba(),
            lives: vec![Life::new(crate::read::mailbox_id(0))],
            current: 0,
            outcome: Outcome::default(),
            command: None,
            page: Page::new(script, lang),
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
        self.outcome = Outcome { from: Some(at.day()), day: Some(at.day()), ..Outcome::default() };
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
                        self.page.nothing_changes();
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
    fn decide(&mut self, line: &Line, command: &Command, at: Moment) {
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
                self.outcome.events.extend(step.events);
            }
            Err(refusal) => {
                self.page.reached_mut().refusal(command, &refusal);
                self.outcome.refusal = Some(refusal);
            }
        }
    }

    /// Ticks on every deadline, or every day, up to a day and then on it.
    fn ticks(&mut self, line: &Line, at: Moment, ticks: Ticks) {
        let (mut entries, mut quiet) = (Vec::new(), 0);
        let ended = self.each_tick(line, at, ticks, &mut entries, &mut quiet);
        self.page.entries(Label::Tick, Label::Ticks, &entries);
        match ended {
            Ok(()) => self.page.quiet_ticks(quiet),
            Err(failed) => self.page.failure(line, &failed.expected, &failed.found),
        }
    }

    /// The ticks themselves: each day that brought something, and how many after the last did not.
    fn each_tick(
        &mut self,
        line: &Line,
        at: Moment,
        ticks: Ticks,
        entries: &mut Vec<Entry>,
        quiet: &mut usize,
    ) -> Result<(), Failed> {
        let mut day = at.day();
        for _ in 0..TICKS_MAX {
            if !ticks.daily {
                let state = self.current().state.as_ref();
                let due = state.and_then(|state| next_deadline(state, &self.policy));
                day = due.map_or(ticks.until, |due| due.max(day)).min(ticks.until);
            }
            let moment = if day == at.day() {
                at
            } else {
                let expected = || "a moment for each tick".to_string();
                clock::moment_on(self.script.zone, day, ticks.time)
                    .map_err(|found| Failed { expected: expected(), found })?
            };
            let before = self.outcome.events.len();
            self.decide(line, &Command::Tick, moment);
            if self.outcome.refusal.is_some() {
                return Ok(());
            }
            let events = self.outcome.events.get(before..).unwrap_or_default();
            if events.is_empty() {
                *quiet += 1;
            } else {
                let lines = events.iter().map(|event| self.page.listed(&event.fact)).collect();
                entries.push(Entry { day, lines, quiet: std::mem::take(quiet) });
            }
            if ticks.until <= day {
                return Ok(());
            }
            day = day.next();
        }
        Err(Failed {
            expected: format!("at most {TICKS_MAX} ticks in one line"),
            found: format!("no end by {day}: name an earlier day"),
        })
    }

    /// Shows something of the mailbox as it stands.
    fn show(&mut self, show: Show) {
        let life = &self.lives[self.current];
        let Some(state) = &life.state else {
            return self.page.no_mailbox();
        };
        let history = life.history.iter().map(|event| (event.at.day(), &event.fact));
        let mut entries: Vec<Entry> = Vec::new();
        let mut add = |day: Day, line: (String, String)| match entries.last_mut() {
            Some(entry) if entry.day == day => entry.lines.push(line),
            Some(_) | None => entries.push(Entry { day, lines: vec![line], quiet: 0 }),
        };
        match show {
            Show::Projection { until, assumption } => {
                for projected in project(state, &self.policy, until, assumption) {
                    add(projected.on, self.page.listed(&projected.fact));
                }
            }
            Show::Notices => {
                for (day, fact) in history {
                    if let Fact::NoticeDue { notice, .. } = fact {
                        add(day, self.page.notice(fact, notice));
                    }
                }
            }
            Show::Errands => {
                for (day, fact) in history {
                    if let Some(errand) = fact.errand() {
                        add(day, self.page.errand(fact, &errand));
                    }
                }
            }
        }
        if entries.is_empty() {
            self.page.nothing_to_show();
        }
        self.page.entries(Label::On, Label::Days, &entries);
    }

    fn expect(&mut self, line: &Line, on: Option<Day>, expectation: &Expectation) {
        let day = on.or(self.outcome.day);
        let view = expectation::View {
            life: self.current(),
            policy: &self.policy,
            outcome: &self.outcome,
            day,
            on,
            words: self.page.words(),
        };
        let checked = view.check(expectation);
        match checked.map(|events| events.into_iter().cloned().collect::<Vec<Event>>()) {
            Ok(events) => {
                for event in &events {
                    self.page.expected(event);
                }
                if let (true, Some(refusal), Some(day)) =
                    (expectation.is_of_the_refusal(), &self.outcome.refusal, day)
                {
                    self.page.expected_refusal(day, refusal);
                }
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
                    &line.statement,
                    Statement::Expect { expectation, .. } if expectation.is_of_the_refusal()
                )
            })
    }
}

/// More than ten years of days: a script that asks for more has a slip in a year.
const TICKS_MAX: usize = 4_000;
