//! One mailbox living its life: tests that give commands give them through here.
//!
//! Every decision is proved on the spot. The same input gives the same output; advancing in place
//! leads to the same events and to the state that they fold to, and leaves buffer and mailbox as they
//! were after a refusal; every event folds; every step and every state hold the invariants. Now and
//! then the whole history is replayed, and must add up to the state.

use std::borrow::Borrow;

use pec_renewal::{
    Command, Event, Fact, Mailbox, Opening, Refusal, advance,
    catalogue::Policy,
    check, check_step, decide, evolve, next_deadline, replay,
    values::{Day, Moment},
};

/// A mailbox, its history, and the policy that it lives under, which it borrows or owns.
#[derive(Clone, Debug)]
pub struct Life<P> {
    policy: P,
    history: Vec<Event>,
    state: Option<Mailbox>,
    decisions: u32,
}

impl<P: Borrow<Policy>> Life<P> {
    /// A mailbox that is not open yet.
    #[must_use]
    pub const fn new(policy: P) -> Self {
        Self { policy, history: Vec::new(), state: None, decisions: 0 }
    }

    /// A mailbox opened as stated.
    #[must_use]
    #[track_caller]
    pub fn opened(policy: P, opening: Opening, at: Moment) -> Self {
        let mut life = Self::new(policy);
        life.give(&Command::Open(Box::new(opening)), at).expect("the opening is accepted");
        life
    }

    /// Gives a command, and records what it leads to.
    ///
    /// # Errors
    ///
    /// The refusal; then nothing has changed.
    #[track_caller]
    pub fn give(&mut self, command: &Command, at: Moment) -> Result<&[Event], Refusal> {
        let (events, after) = decided(self.state.as_ref(), command, self.policy.borrow(), at)?;
        let before = self.history.len();
        self.history.extend(events);
        self.state = after;
        self.decisions += 1;
        if self.decisions.is_multiple_of(DECISIONS_BETWEEN_PROOFS) {
            self.prove();
        }
        Ok(&self.history[before..])
    }

    /// From now on another policy holds.
    pub fn change_policy(&mut self, policy: P) {
        self.policy = policy;
    }

    /// The policy that it lives under.
    #[must_use]
    pub const fn policy(&self) -> &P {
        &self.policy
    }

    /// All events so far.
    #[must_use]
    pub fn history(&self) -> &[Event] {
        &self.history
    }

    /// The state, once it is open.
    #[must_use]
    pub const fn state(&self) -> Option<&Mailbox> {
        self.state.as_ref()
    }

    /// The state of a mailbox that was opened.
    #[must_use]
    #[track_caller]
    pub const fn mailbox(&self) -> &Mailbox {
        self.state.as_ref().expect("the mailbox is open")
    }

    /// The next deadline, if it comes by a day.
    #[must_use]
    #[track_caller]
    pub fn due_by(&self, last: Day) -> Option<Day> {
        next_deadline(self.mailbox(), self.policy.borrow()).filter(|due| *due <= last)
    }

    /// The whole history adds up to the state (invariant 7).
    #[track_caller]
    pub fn prove(&self) {
        let replayed = replay(&self.history).expect("the history folds again");
        assert_eq!(replayed, self.state, "the state is not the fold of its history");
    }
}

/// What a command leads to, proved: its events, and the state after them.
///
/// # Errors
///
/// The refusal.
#[track_caller]
pub fn decided(
    state: Option<&Mailbox>,
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Result<(Vec<Event>, Option<Mailbox>), Refusal> {
    let decision = decide(state, command, policy, at);
    let advanced = advanced(&decision, state, command, policy, at);
    let events = decision?;
    let after = folded(state.cloned(), &events);
    assert_eq!(advanced, after, "{command:?} at {at} was recorded otherwise than its events fold");
    Ok((events, after))
}

/// The state after a decision's events: each step holds its invariants, and the end the state's.
#[must_use]
#[track_caller]
pub fn folded(mut state: Option<Mailbox>, events: &[Event]) -> Option<Mailbox> {
    for event in events {
        let after = evolve(state.clone(), event)
            .unwrap_or_else(|corrupt| panic!("{corrupt}\nof {event:?}"));
        check_step(state.as_ref(), event, &after)
            .unwrap_or_else(|violation| panic!("{violation}\nby {event:?}"));
        state = Some(after);
    }
    if let Some(after) = &state {
        check(after).unwrap_or_else(|violation| panic!("{violation}\nafter {events:?}"));
    }
    state
}

/// Advancing in place, with a buffer that is in use, leads to the same and leaves the rest alone: the
/// mailbox that it leaves.
#[track_caller]
fn advanced(
    decision: &Result<Vec<Event>, Refusal>,
    state: Option<&Mailbox>,
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Option<Mailbox> {
    let other = Event::new(at, Fact::ContentsDeletionDue);
    let (mut buffer, mut mailbox) = (vec![other.clone()], state.cloned());
    let again = advance(&mut buffer, &mut mailbox, command, policy, at);
    assert_eq!(buffer.first(), Some(&other), "{command:?} at {at} touched what was in the buffer");
    match decision {
        Ok(events) => {
            assert_eq!(again, Ok(()), "{command:?} at {at} was accepted before");
            assert_eq!(&buffer[1..], events, "{command:?} at {at} led elsewhere before");
        }
        Err(refusal) => {
            assert_eq!(again.as_ref(), Err(refusal), "{command:?} at {at} was refused before");
            assert_eq!(buffer.len(), 1, "{command:?} at {at} was refused and left something");
            assert_eq!(mailbox.as_ref(), state, "{command:?} at {at} was refused and left a trace");
        }
    }
    mailbox
}

const DECISIONS_BETWEEN_PROOFS: u32 = 16;
