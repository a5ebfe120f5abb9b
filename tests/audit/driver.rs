//! One mailbox living its life: tests that give commands give them through here.
//!
//! Every decision is proved on the spot. The same input gives the same output; a buffer of the
//! caller's receives the same events, and is as it was after a refusal; every event folds; every
//! step and every state hold the invariants; no refusal is a defect. Now and then the whole history
//! is replayed, and must add up to the state.

use pec_renewal::{
    Command, Event, Fact, Mailbox, Opening, Refusal,
    catalogue::Policy,
    check, check_step, decide, decide_into, evolve, replay,
    values::{
        Day, Moment,
        chrono::{NaiveDate, NaiveTime},
    },
};

/// A mailbox, its history, and the policy that it lives under.
#[derive(Clone, Debug)]
pub struct Life<'p> {
    policy: &'p Policy,
    history: Vec<Event>,
    state: Option<Mailbox>,
    decisions: u32,
}

impl<'p> Life<'p> {
    /// A mailbox that is not open yet.
    pub const fn new(policy: &'p Policy) -> Self {
        Self { policy, history: Vec::new(), state: None, decisions: 0 }
    }

    /// A mailbox opened as stated.
    #[track_caller]
    pub fn opened(policy: &'p Policy, opening: Opening, at: Moment) -> Self {
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
        let (events, after) = decided(self.state.as_ref(), command, self.policy, at)?;
        let before = self.history.len();
        self.history.extend(events);
        self.state = after;
        self.decisions += 1;
        if self.decisions % DECISIONS_BETWEEN_PROOFS == 0 {
            self.prove();
        }
        Ok(&self.history[before..])
    }

    /// From now on another policy holds.
    pub const fn change_policy(&mut self, policy: &'p Policy) {
        self.policy = policy;
    }

    /// The policy that it lives under.
    pub const fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// All events so far.
    pub fn history(&self) -> &[Event] {
        &self.history
    }

    /// The state, once it is open.
    pub const fn state(&self) -> Option<&Mailbox> {
        self.state.as_ref()
    }

    /// The state of a mailbox that was opened.
    #[track_caller]
    pub const fn mailbox(&self) -> &Mailbox {
        self.state.as_ref().expect("the mailbox is open")
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
    assert_same_in_a_buffer(&decision, state, command, policy, at);
    match decision {
        Ok(events) => {
            let after = folded(state.cloned(), &events);
            Ok((events, after))
        }
        Err(Refusal::Broken { history }) => panic!("{command:?} at {at}: {history}"),
        Err(refusal) => Err(refusal),
    }
}

/// The state after a decision's events: each step holds its invariants, and the end the state's.
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

/// About noon in Rome.
#[track_caller]
pub fn noon(day: Day) -> Moment {
    let date = NaiveDate::from_ymd_opt(day.year(), day.month(), day.day());
    let instant = date.expect("a day is a date").and_time(HALF_PAST_TEN).and_utc();
    Moment::in_zone(instant, &chrono_tz::Europe::Rome).expect("the day can be lived")
}

/// Deciding again, into a buffer that is in use, gives the same and leaves the rest alone.
#[track_caller]
fn assert_same_in_a_buffer(
    decision: &Result<Vec<Event>, Refusal>,
    state: Option<&Mailbox>,
    command: &Command,
    policy: &Policy,
    at: Moment,
) {
    let other = Event { at, fact: Fact::ContentsDeletionDue };
    let mut buffer = vec![other.clone()];
    let again = decide_into(&mut buffer, state, command, policy, at);
    assert_eq!(buffer.first(), Some(&other), "{command:?} at {at} touched what was in the buffer");
    match decision {
        Ok(events) => {
            assert_eq!(again, Ok(()), "{command:?} at {at} was accepted before");
            assert_eq!(&buffer[1..], events, "{command:?} at {at} led elsewhere before");
        }
        Err(refusal) => {
            assert_eq!(again.as_ref(), Err(refusal), "{command:?} at {at} was refused before");
            assert_eq!(buffer.len(), 1, "{command:?} at {at} was refused and left something");
        }
    }
}

/// In UTC; in Rome an hour or two later, and the same day.
const HALF_PAST_TEN: NaiveTime = NaiveTime::from_hms_opt(10, 30, 0).unwrap();

const DECISIONS_BETWEEN_PROOFS: u32 = 16;
