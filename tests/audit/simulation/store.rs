//! The database: what was committed, and nothing else, is there after the process has died.
//!
//! Events, state, deadline, the errands that the events ask for, and the mark of the report that led
//! to them are written in one step, or not at all. The sequence is the lock: whoever decided on a
//! state that is no longer the last one writes nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pec_renewal::{
    Command, Errand, Event, Fact, Mailbox, Step,
    catalogue::Policy,
    next_deadline,
    values::{ChargeKey, Day, MailboxId, MethodId, Money},
};

#[derive(Default)]
pub struct Store {
    rows: BTreeMap<MailboxId, Row>,
    outbox: VecDeque<Outgoing>,
    inbox: VecDeque<Letter>,
    known: BTreeSet<u64>,
    letters: u64,
    /// Charges whose request may have left, marked before it leaves.
    left: BTreeSet<ChargeKey>,
}

/// One mailbox as it is stored.
pub struct Row {
    /// The record.
    pub events: Vec<Event>,
    /// A cache of what they add up to.
    pub state: Mailbox,
    /// When it must be ticked.
    pub deadline: Option<Day>,
}

/// A charge as it was requested.
#[derive(Clone, Copy)]
pub struct Requested {
    pub on: Day,
    /// The second in which it was requested.
    pub second: i64,
    pub amount: Money,
    pub method: MethodId,
}

impl Row {
    /// The request with this key, if there was one.
    pub fn request(&self, wanted: ChargeKey) -> Option<Requested> {
        self.events.iter().find_map(|event| {
            let Fact::ChargeRequested { key, amount, method, .. } = event.fact else {
                return None;
            };
            let (on, second) = (event.at.day(), event.at.unix_seconds());
            (key == wanted).then_some(Requested { on, second, amount, method })
        })
    }
}

/// An errand that is not done yet.
#[derive(Clone)]
pub struct Outgoing {
    pub mailbox: MailboxId,
    /// The sequence of the event that asks for it: with the mailbox, the errand's own name.
    pub sequence: u64,
    pub errand: Errand,
}

/// A report that came in and is not handled yet.
#[derive(Clone)]
pub struct Letter {
    pub number: u64,
    pub mailbox: MailboxId,
    pub command: Command,
}

/// A decision, to be written in one step.
pub struct Decided {
    pub mailbox: MailboxId,
    pub step: Step,
    /// The state that the step led to.
    pub after: Option<Mailbox>,
    /// The letter that it answers.
    pub answers: Option<u64>,
}

/// Another decision came between.
pub struct VersionRefused;

impl Store {
    pub fn row(&self, mailbox: MailboxId) -> Option<&Row> {
        self.rows.get(&mailbox)
    }

    pub fn rows(&self) -> impl Iterator<Item = (MailboxId, &Row)> {
        self.rows.iter().map(|(id, row)| (*id, row))
    }

    /// The mailboxes that must be ticked by this day.
    pub fn due(&self, today: Day) -> Vec<MailboxId> {
        let due = self.rows.iter().filter(|(_, row)| row.deadline.is_some_and(|day| day <= today));
        due.map(|(id, _)| *id).collect()
    }

    /// Writes a decision, or nothing.
    pub fn append(&mut self, decided: Decided) -> Result<(), VersionRefused> {
        let Decided { mailbox, step, after, answers } = decided;
        let Step { expected_sequence, events, errands, deadline } = step;
        if let Some(state) = after.filter(|_| !events.is_empty()) {
            let stored = self.rows.get(&mailbox).map_or(0, |row| row.state.sequence());
            if stored != expected_sequence {
                return Err(VersionRefused);
            }
            self.enqueue(mailbox, errands);
            match self.rows.get_mut(&mailbox) {
                Some(row) => {
                    row.events.extend(events);
                    (row.state, row.deadline) = (state, deadline);
                }
                None => {
                    self.rows.insert(mailbox, Row { events, state, deadline });
                }
            }
        }
        if let Some(number) = answers {
            self.put_away(number);
        }
        Ok(())
    }

    /// The errands of a decision, with their sequences, stand in the outbox.
    pub fn enqueue(&mut self, mailbox: MailboxId, errands: Vec<(u64, Errand)>) {
        let outgoing =
            errands.into_iter().map(|(sequence, errand)| Outgoing { mailbox, sequence, errand });
        self.outbox.extend(outgoing);
    }

    /// A letter needs no more handling.
    pub fn put_away(&mut self, number: u64) {
        self.inbox.retain(|letter| letter.number != number);
    }

    /// Takes a report in, unless one of this number was taken in before.
    pub fn receive(&mut self, report: u64, mailbox: MailboxId, command: Command) -> bool {
        let news = self.known.insert(report);
        if news {
            self.write(mailbox, command);
        }
        news
    }

    /// An errand is done, and what came of it stands in the inbox: in one step.
    pub fn done(&mut self, outgoing: &Outgoing, answer: Option<Command>) {
        let (mailbox, sequence) = (outgoing.mailbox, outgoing.sequence);
        self.outbox.retain(|other| other.mailbox != mailbox || other.sequence != sequence);
        if let Some(command) = answer {
            self.write(mailbox, command);
        }
    }

    pub fn errands(&self) -> Vec<Outgoing> {
        self.outbox.iter().cloned().collect()
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.inbox.iter().cloned().collect()
    }

    /// Marks that a request with this key may have left from now on.
    pub fn leaves(&mut self, key: ChargeKey) {
        self.left.insert(key);
    }

    /// Whether a request with this key may have left.
    pub fn may_have_left(&self, key: ChargeKey) -> bool {
        self.left.contains(&key)
    }

    pub fn is_quiet(&self) -> bool {
        self.outbox.is_empty() && self.inbox.is_empty()
    }

    /// Deadlines belong to a policy: with another one they are found anew.
    pub fn policy_changed(&mut self, policy: &Policy) {
        for row in self.rows.values_mut() {
            row.deadline = next_deadline(&row.state, policy);
        }
    }

    fn write(&mut self, mailbox: MailboxId, command: Command) {
        self.letters += 1;
        self.inbox.push_back(Letter { number: self.letters, mailbox, command });
    }
}
