//! One mailbox as the script lives it, and the laws that every step must keep.

use pec_renewal::{
    Command, Event, Mailbox, Refusal, advance,
    catalogue::Policy,
    check, check_step, decide, evolve, next_deadline, replay,
    values::{MailboxId, Moment},
};

pub(super) struct Life {
    pub(super) id: MailboxId,
    pub(super) state: Option<Mailbox>,
    pub(super) history: Vec<Event>,
}

/// What a command that was accepted led to.
pub(super) struct Step {
    pub(super) events: Vec<Event>,
    /// The laws that it broke: what was expected, what was found. Each is a defect of the engine.
    pub(super) broken: Vec<(String, String)>,
}

impl Life {
    pub(super) fn new(id: MailboxId) -> Self {
        Self { id, state: None, history: Vec::new() }
    }

    /// Decides a command, folds what it led to, and checks the laws.
    ///
    /// # Errors
    /// The engine refuses the command.
    pub(super) fn decide(
        &mut self,
        command: &Command,
        policy: &Policy,
        at: Moment,
    ) -> Result<Step, Refusal> {
        let was_due = self.is_due(policy, at);
        let (before, mut events) = (self.state.clone(), Vec::new());
        advance(&mut events, &mut self.state, command, policy, at)?;
        let mut broken = Vec::new();
        self.check_steps(before, &events, &mut broken);
        self.history.extend_from_slice(&events);
        if events.is_empty() {
            self.check_tick(command, was_due, false, policy, at, &mut broken);
            return Ok(Step { events, broken });
        }
        self.check_state(&mut broken);
        self.check_tick(command, was_due, true, policy, at, &mut broken);
        Ok(Step { events, broken })
    }

    /// Each event folds to what the engine made of the mailbox, and keeps the invariants.
    fn check_steps(
        &self,
        mut before: Option<Mailbox>,
        events: &[Event],
        broken: &mut Vec<(String, String)>,
    ) {
        for event in events {
            match evolve(before.clone(), event) {
                Ok(after) => {
                    if let Err(violation) = check_step(before.as_ref(), event, &after) {
                        broken.push(law("every step to keep the invariants", &violation));
                    }
                    before = Some(after);
                }
                Err(why) => broken.push(law("events that can be folded (R-90)", &why)),
            }
        }
        if before != self.state {
            broken.push(law("events that fold to the state (R-90)", &"another state"));
        }
    }

    fn check_state(&self, broken: &mut Vec<(String, String)>) {
        match replay(&self.history) {
            Ok(replayed) if replayed == self.state => {}
            Ok(_) => broken.push(law("the state to be the fold of its events (R-90)", &"another")),
            Err(why) => broken.push(law("a history that can be replayed (R-90)", &why)),
        }
        if let Some(violation) = self.state.as_ref().and_then(|state| check(state).err()) {
            broken.push(law("every invariant to hold", &violation));
        }
    }

    /// A tick acts exactly on and after a deadline, and ticking twice is ticking once.
    fn check_tick(
        &self,
        command: &Command,
        was_due: bool,
        acted: bool,
        policy: &Policy,
        at: Moment,
        broken: &mut Vec<(String, String)>,
    ) {
        let (Command::Tick, Some(state)) = (command, &self.state) else {
            return;
        };
        if was_due != acted {
            let expected = if was_due { "a tick that acts, on a deadline" } else { "an idle tick" };
            let found = if acted { "one that acts" } else { "one that does nothing" };
            broken.push(law(&format!("{expected} (R-06)"), &found));
        }
        if self.is_due(policy, at) {
            let found = next_deadline(state, policy).map_or(String::new(), |day| day.to_string());
            broken.push(law("no deadline left after the tick of its day (R-06)", &found));
        }
        match decide(Some(state), command, policy, at) {
            Ok(events) if events.is_empty() => {}
            Ok(events) => {
                let names: Vec<&str> = events.iter().map(|event| event.fact.name()).collect();
                broken.push(law("a second tick to do nothing (R-06)", &names.join(", ")));
            }
            Err(why) => broken.push(law("a second tick to do nothing (R-06)", &why)),
        }
    }

    fn is_due(&self, policy: &Policy, at: Moment) -> bool {
        let deadline = self.state.as_ref().and_then(|state| next_deadline(state, policy));
        deadline.is_some_and(|deadline| deadline <= at.day())
    }
}

fn law(expected: &str, found: &dyn std::fmt::Display) -> (String, String) {
    (expected.to_string(), found.to_string())
}
