//! The database: what was committed, and nothing else, is there after the process has died.
//!
//! Events, state, deadline, the errands that the events ask for, and the mark of the report that led
//! to them are written in one step, or not at all. The sequence is the lock: whoever decided on a
//! state that is no longer the last one writes nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pec_renewal::{
    Command, Event, Fact, Mailbox,
    catalogue::Policy,
    next_deadline,
    values::{ChargeKey, Day, MailboxId, MethodId, Money},
};

#[derive(Default)]
pub struct Store {
    rows: BTreeMap<MailboxId, Row>,
    outbox: VecDeque<Errand>,
    inbox: VecDeque<Letter>,
    known: BTreeSet<u64>,
    letters: u64,
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
            (key == wanted).then(|| Requested { on: event.at.day(), amount, method })
        })
    }
}

/// Something that an event asks of the world outside, not done yet.
#[derive(Clone)]
pub struct Errand {
    pub mailbox: MailboxId,
    /// The place of the event: with the mailbox, the errand's own name.
    pub sequence: u64,
    pub fact: Fact,
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
    /// How many events the state had on which it was decided.
    pub expected: u64,
    pub events: Vec<Event>,
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

    /// Writes a decision, or nothing; the errands that it asks for stand in the outbox, unless they
    /// are kept out of it.
    pub fn append(
        &mut self,
        decided: Decided,
        policy: &Policy,
        errands: bool,
    ) -> Result<(), VersionRefused> {
        let Decided { mailbox, expected, events, after, answers } = decided;
        if let Some(state) = after.filter(|_| !events.is_empty()) {
            let stored = self.rows.get(&mailbox).map_or(0, |row| row.state.sequence());
            if stored != expected {
                return Err(VersionRefused);
            }
            if errands {
                self.enqueue(mailbox, expected, &events);
            }
            let deadline = next_deadline(&state, policy);
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

    /// The errands of these events, which follow so many others.
    pub fn enqueue(&mut self, mailbox: MailboxId, before: u64, events: &[Event]) {
        for (sequence, event) in (before + 1..).zip(events) {
            if is_errand(&event.fact) {
                self.outbox.push_back(Errand { mailbox, sequence, fact: event.fact.clone() });
            }
        }
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
    pub fn done(&mut self, errand: &Errand, answer: Option<Command>) {
        let (mailbox, sequence) = (errand.mailbox, errand.sequence);
        self.outbox.retain(|other| other.mailbox != mailbox || other.sequence != sequence);
        if let Some(command) = answer {
            self.write(mailbox, command);
        }
    }

    pub fn errands(&self) -> Vec<Errand> {
        self.outbox.iter().cloned().collect()
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.inbox.iter().cloned().collect()
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

/// Whether a fact asks something of the world outside.
const fn is_errand(fact: &Fact) -> bool {
    match fact {
        Fact::ChargeRequested { .. }
        | Fact::InquiryRequested { .. }
        | Fact::OrderFulfilled { .. }
        | Fact::RefundOwed { .. }
        | Fact::UsedSpaceRequested
        | Fact::ContentsDeletionDue
        | Fact::AddressReleased { .. }
        | Fact::NoticeDue { .. } => true,
        Fact::MailboxOpened { .. }
        | Fact::AutoRenewalSwitchedOn { .. }
        | Fact::AutoRenewalSwitchedOff { .. }
        | Fact::MethodReplaced { .. }
        | Fact::OrderOpened(_)
        | Fact::OrderNotGenerated { .. }
        | Fact::OrderCancelled { .. }
        | Fact::OrderLapsed { .. }
        | Fact::RungSkipped { .. }
        | Fact::ChargeBarred { .. }
        | Fact::ChargeUnknown { .. }
        | Fact::ChargeFailed { .. }
        | Fact::ChargeNotExecuted { .. }
        | Fact::ChargeContradicted { .. }
        | Fact::LadderExhausted { .. }
        | Fact::PaymentRegistered { .. }
        | Fact::PlanChanged { .. }
        | Fact::UsedSpaceReported { .. }
        | Fact::RoomShrunk { .. }
        | Fact::RoomKept { .. }
        | Fact::SpaceBought { .. }
        | Fact::HolderChanged { .. }
        | Fact::AccountChanged { .. }
        | Fact::TerminationRequested { .. }
        | Fact::TerminationRevoked
        | Fact::MailboxDeleted { .. }
        | Fact::ReminderSkipped { .. }
        | Fact::NoticeDelivered { .. }
        | Fact::NoticeFailed { .. } => false,
    }
}
