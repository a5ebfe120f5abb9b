//! A database as small as one can be: whatever belongs together is written in one step.

use std::collections::{BTreeMap, VecDeque};

use pec_renewal::{
    Errand, Event, Mailbox, Step,
    values::{ChargeKey, Day, MailboxId},
};

/// What is stored of all mailboxes.
#[derive(Default)]
pub struct Store {
    rows: BTreeMap<MailboxId, Row>,
    /// What the outside world is to do, oldest first: mailbox and sequence are an errand's identity.
    pub outbox: VecDeque<(MailboxId, u64, Errand)>,
    /// Charges that left or were about to, with the last day on which they may be sent.
    leaving: BTreeMap<ChargeKey, Day>,
}

/// What is stored of one mailbox: its events, and what they lead to.
#[derive(Default)]
pub struct Row {
    /// Everything that happened, oldest first.
    pub events: Vec<Event>,
    /// The state that they add up to.
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

    /// The last day on which this charge may be sent; none where it has not left.
    pub fn left(&self, key: &ChargeKey) -> Option<Day> {
        self.leaving.get(key).copied()
    }

    /// Writes that a charge leaves, before it does. Sent again, it keeps the last day that it had.
    pub fn leaves(&mut self, key: ChargeKey, last: Day) {
        self.leaving.entry(key).or_insert(last);
    }

    /// Writes a step and the state that it led to, or nothing: `false` where another number of events
    /// is stored than the step was decided on.
    pub fn append(&mut self, id: MailboxId, step: &Step, state: Option<Mailbox>) -> bool {
        let row = self.rows.entry(id).or_default();
        if row.state.as_ref().map_or(0, Mailbox::sequence) != step.expected_sequence {
            return false;
        }
        row.events.extend_from_slice(&step.events);
        row.state = state;
        row.deadline = step.deadline;
        let errands = step.errands.iter();
        self.outbox.extend(errands.map(|(sequence, errand)| (id, *sequence, errand.clone())));
        true
    }
}
