//! A store in memory, with an outside that takes every charge and reports it on the next day.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    future::{Future, ready},
    sync::Arc,
};

use pec_renewal::{
    Command, Errand, Event, Mailbox,
    catalogue::Policy,
    charge::Outcome,
    values::{ChargeKey, Day},
};
use pec_step::{Asked, Batch, Change, Decided, Outgoing, Ready, Store, Verdict, Work, version_of};

/// What is kept of one mailbox.
pub struct Row {
    pub state: Mailbox,
    pub events: Vec<Event>,
    pub deadline: Option<Day>,
    pub policy_version: String,
}

/// A report that waits.
pub struct Report {
    pub id: i64,
    pub mailbox: u8,
    pub due: Day,
    pub command: Command,
}

pub struct Memory {
    pub today: Day,
    pub version: String,
    pub rows: BTreeMap<u8, Row>,
    /// Errands that were not run, and whether they may have left.
    pub errands: BTreeMap<(u8, u64), bool>,
    pub reports: Vec<Report>,
    pub verdicts: Vec<Verdict>,
    /// What the loop asked of the store, in order.
    pub calls: Vec<&'static str>,
    /// The charges that the gateway was asked for.
    pub charged: Vec<ChargeKey>,
    /// What was reported in place of charges that did not leave.
    pub stayed: Vec<Outcome>,
}

impl Memory {
    pub fn new(today: Day, policy: &Policy) -> Self {
        Self {
            today,
            version: version_of(policy),
            rows: BTreeMap::new(),
            errands: BTreeMap::new(),
            reports: Vec::new(),
            verdicts: Vec::new(),
            calls: Vec::new(),
            charged: Vec::new(),
            stayed: Vec::new(),
        }
    }

    pub fn report(&mut self, mailbox: u8, due: Day, command: Command) {
        let id = i64::try_from(self.calls.len() + self.reports.len()).expect("a few");
        self.reports.push(Report { id, mailbox, due, command });
    }

    /// Writes a batch: but nothing of a mailbox that has another sequence than was decided on.
    pub fn commit(&mut self, decided: Decided<u8>) {
        let mut lost = Vec::new();
        for change in decided.changes {
            let stored = self.rows.get(&change.mailbox).map_or(0, |row| row.state.sequence());
            if stored == change.expected_sequence {
                self.append(change, &decided.policy_version);
            } else {
                lost.push(change.mailbox);
            }
        }
        for (piece, verdict) in decided.verdicts {
            if lost.contains(&piece.mailbox) {
                continue;
            }
            if let Asked::Report(id, _) = piece.asked {
                self.reports.retain(|report| report.id != id);
            }
            self.verdicts.push(verdict);
        }
    }

    fn append(&mut self, change: Change<u8>, version: &str) {
        let Change { mailbox, events, errands, deadline, after, .. } = change;
        self.errands.extend(errands.into_iter().map(|sequence| ((mailbox, sequence), false)));
        let mut all = self.rows.remove(&mailbox).map_or_else(Vec::new, |row| row.events);
        all.extend(events);
        let policy_version = version.to_owned();
        self.rows.insert(mailbox, Row { state: after, events: all, deadline, policy_version });
    }

    fn batch(&mut self, work: Work) -> Batch<u8> {
        let mut batch = Batch::new();
        match work {
            Work::Deadlines => {
                let stale = |row: &Row| row.policy_version != self.version;
                self.rows
                    .iter()
                    .filter(|(_, row)| stale(row))
                    .for_each(|(key, _)| batch.ask(*key, Asked::Deadline));
            }
            Work::Reports => {
                for report in self.reports.iter().filter(|report| report.due <= self.today) {
                    let asked = Asked::Report(report.id, report.command.clone());
                    batch.ask(report.mailbox, asked);
                }
            }
            Work::Due => {
                let is_due = |row: &Row| row.deadline.is_some_and(|day| day <= self.today);
                self.rows
                    .iter()
                    .filter(|(_, row)| is_due(row))
                    .for_each(|(key, _)| batch.ask(*key, Asked::TICK));
            }
        }
        let load = |key| Ok::<_, Infallible>(self.rows.get(&key).map(|row| row.state.clone()));
        batch.hold_all(load).expect("memory");
        batch
    }

    pub fn outgoing(&self) -> Vec<Outgoing<u8>> {
        self.errands
            .iter()
            .map(|((mailbox, sequence), may_have_left)| {
                let row = &self.rows[mailbox];
                let event = &row.events[usize::try_from(*sequence).expect("a few") - 1];
                Outgoing {
                    mailbox: *mailbox,
                    state: Arc::new(row.state.clone()),
                    sequence: *sequence,
                    asked_on: event.at.day(),
                    errand: event.fact.errand().expect("it asks for something"),
                    may_have_left: *may_have_left,
                }
            })
            .collect()
    }

    fn send(&mut self, ready: Vec<Ready<u8>>) {
        for Ready { outgoing, instead } in ready {
            let Outgoing { mailbox, sequence, errand, .. } = outgoing;
            let report = match (instead, errand) {
                (Some(report), _) => {
                    if let Command::ChargeOutcome { outcome, .. } = &report {
                        self.stayed.push(*outcome);
                    }
                    Some(report)
                }
                (None, Errand::Charge { key, amount, .. }) => {
                    assert!(self.errands[&(mailbox, sequence)], "it is marked before it leaves");
                    self.charged.push(key);
                    Some(Command::ChargeOutcome { key, outcome: Outcome::Settled { amount } })
                }
                (None, Errand::Notify { number, .. }) => {
                    Some(Command::NoticeDelivered { notice: number, on: self.today })
                }
                (None, _) => None,
            };
            self.errands.remove(&(mailbox, sequence));
            if let Some(command) = report {
                self.report(mailbox, self.today.next(), command);
            }
        }
    }
}

impl Store for Memory {
    type Key = u8;
    type Error = Infallible;

    fn next(&mut self, work: Work) -> impl Future<Output = Result<Batch<u8>, Infallible>> + Send {
        let batch = self.batch(work);
        let name = match work {
            Work::Deadlines => "deadlines",
            Work::Reports => "reports",
            Work::Due => "due",
        };
        self.calls.push(name);
        ready(Ok(batch))
    }

    fn write(
        &mut self,
        decided: Decided<u8>,
    ) -> impl Future<Output = Result<(), Infallible>> + Send {
        self.commit(decided);
        self.calls.push("write");
        ready(Ok(()))
    }

    fn errands(&mut self) -> impl Future<Output = Result<Vec<Outgoing<u8>>, Infallible>> + Send {
        let waiting = self.outgoing();
        self.calls.push("errands");
        ready(Ok(waiting))
    }

    fn mark(
        &mut self,
        leaving: Vec<(u8, u64)>,
    ) -> impl Future<Output = Result<(), Infallible>> + Send {
        for name in leaving {
            *self.errands.get_mut(&name).expect("it waits") = true;
        }
        self.calls.push("mark");
        ready(Ok(()))
    }

    fn run(
        &mut self,
        ready_ones: Vec<Ready<u8>>,
    ) -> impl Future<Output = Result<(), Infallible>> + Send {
        self.send(ready_ones);
        self.calls.push("run");
        ready(Ok(()))
    }
}
