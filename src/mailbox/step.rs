//! A decision with everything that a store writes in one transaction.

use alloc::vec::Vec;

use super::{
    advance::advance, command::Command, errand::Errand, event::Event, refusal::Refusal,
    state::Mailbox, tick::next_deadline,
};
use crate::{
    catalogue::Policy,
    values::{Day, Moment},
};

/// What a store writes for one command, in one transaction: the events, the state that was
/// advanced, the deadline and the errands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// How many events are stored, if nothing came between. If there are more, store nothing: load
    /// the mailbox again and decide again.
    pub expected_sequence: u64,
    /// The events to append. If there are none, what was asked is so already (R-91), and
    /// there is nothing to store.
    pub events: Vec<Event>,
    /// What the events ask for, each with the sequence of its event. Mailbox and sequence identify
    /// an errand.
    pub errands: Vec<(u64, Errand)>,
    /// The day of the next tick, under the policy of this decision (R-06).
    pub deadline: Option<Day>,
}

impl Step {
    /// [`advance`], with what a store needs besides the events.
    ///
    /// # Errors
    ///
    /// As [`advance`]; `mailbox` is then as it was.
    ///
    /// # Examples
    /// ```
    /// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
    /// # use example::*;
    /// use pec_renewal::Step;
    ///
    /// let mut mailbox = Some(Life::of_a_consumer("2026-01-15").mailbox);
    /// let step = Step::of(&mut mailbox, &Command::Tick, &Policy::aruba(), morning("2026-10-17"))?;
    /// assert_eq!(step.expected_sequence, 1);
    /// assert_eq!(step.errands.len(), 1); // the reminder 90 days before expiry
    /// assert_eq!(step.deadline, Some(day("2026-11-16")));
    /// # Ok::<(), Refusal>(())
    /// ```
    pub fn of(
        mailbox: &mut Option<Mailbox>,
        command: &Command,
        policy: &Policy,
        at: Moment,
    ) -> Result<Self, Refusal> {
        let expected_sequence = mailbox.as_ref().map_or(0, Mailbox::sequence);
        let mut events = Vec::new();
        advance(&mut events, mailbox, command, policy, at)?;
        let sequences = expected_sequence.saturating_add(1)..;
        let errands = sequences
            .zip(&events)
            .filter_map(|(sequence, event)| Some((sequence, event.fact.errand()?)))
            .collect();
        let deadline = mailbox.as_ref().and_then(|mailbox| next_deadline(mailbox, policy));
        Ok(Self { expected_sequence, events, errands, deadline })
    }
}
