//! A database as small as one can be: whatever belongs together is written in one step.

use std::collections::{BTreeMap, VecDeque};

use pec_renewal::{
    CorruptHistory, Event, Fact, Mailbox,
    catalogue::Policy,
    evolve, next_deadline,
    values::{Day, MailboxId},
};

/// What is stored of all mailboxes.
#[derive(Default)]
pub struct Store {
    rows: BTreeMap<MailboxId, Row>,
    /// What the outside world is to do, oldest first.
    pub outbox: VecDeque<(MailboxId, Fact)>,
}

/// What is stored of one mailbox: its events, and what they lead to.
#[derive(Default)]
pub struct Row {
    /// Everything that happened, oldest first.
    pub events: Vec<Event>,
    /// The state folded from them.
    pub state: Option<Mailbox>,
    /// The next day on which it must be ticked.
    pub deadline: Option<Day>,
}

impl Store {
    /// The mailbox, if it was ever opened.
    pub fn row(&self, id: MailboxId) -> Option<&Row> {
        self.rows.get(&id)
    }

    /// Of the mailboxes that must be ticked by this day the first, and when.
    pub fn first_due(&self, by: Day) -> Option<(Day, MailboxId)> {
        let deadlines = self.rows.iter().filter_map(|(id, row)| Some((row.deadline?, *id)));
        deadlines.filter(|(due, _)| *due <= by).min()
    }

    /// Writes events, state, deadline and errands, or nothing: `false` where more events are stored
    /// than were expected.
    pub fn append(
        &mut self,
        id: MailboxId,
        expected: u64,
        events: &[Event],
        policy: &Policy,
    ) -> Result<bool, CorruptHistory> {
        let row = self.rows.entry(id).or_default();
        if row.state.as_ref().map_or(0, Mailbox::sequence) != expected {
            return Ok(false);
        }
        let mut state = row.state.clone();
        for event in events {
            state = Some(evolve(state, event)?);
        }
        row.deadline = state.as_ref().and_then(|state| next_deadline(state, policy));
        row.state = state;
        row.events.extend_from_slice(events);
        self.outbox.extend(events.iter().map(|event| (id, event.fact.clone())));
        Ok(true)
    }
}
