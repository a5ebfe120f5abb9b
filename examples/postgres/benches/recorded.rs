//! A night while it is recorded: what the store was given to write, batch by batch.

use std::collections::BTreeSet;

use anyhow::Result;
use pec_postgres::store::Postgres;
use pec_renewal::values::MailboxId;
use pec_step::{Batch, Decided, Outgoing, Ready, Store, Work};

/// What one night wrote.
#[derive(Default)]
pub struct Night {
    /// What was decided, as it was written.
    pub decided: Vec<Decided<MailboxId>>,
    /// The errands that were marked and run after that.
    pub sent: Vec<Sent>,
}

/// A batch of errands, each by its mailbox and the sequence of its event.
#[derive(Default)]
pub struct Sent {
    pub leaving: Vec<(MailboxId, u64)>,
    pub done: Vec<(MailboxId, u64)>,
}

impl Night {
    /// How many mailboxes were due.
    pub fn due(&self) -> usize {
        self.decided.iter().map(|decided| decided.changes.len()).sum()
    }

    /// How many rows were written: those of mailboxes, events and errands, and errands again as they
    /// were marked and done.
    pub fn rows(&self) -> usize {
        let changes = self.decided.iter().flat_map(|decided| &decided.changes);
        let written = changes.map(|change| 1 + change.events.len() + change.errands.len());
        let sent = self.sent.iter().map(|sent| sent.leaving.len() + sent.done.len());
        written.sum::<usize>() + sent.sum::<usize>()
    }

    /// How many mailboxes, batch by batch, were decided on or sent for.
    pub fn held(&self) -> usize {
        let sent = self.sent.iter().map(|sent| sent.mailboxes().len());
        self.due() + sent.sum::<usize>()
    }
}

impl Sent {
    pub fn mailboxes(&self) -> BTreeSet<MailboxId> {
        self.done.iter().map(|(mailbox, _)| *mailbox).collect()
    }
}

/// A store that passes everything on, and remembers it.
pub struct Recorder {
    store: Postgres,
    night: Night,
    leaving: Vec<(MailboxId, u64)>,
}

impl Recorder {
    pub fn of(store: Postgres) -> Self {
        Self { store, night: Night::default(), leaving: Vec::new() }
    }

    pub fn night(self) -> Night {
        self.night
    }
}

impl Store for Recorder {
    type Key = MailboxId;
    type Error = anyhow::Error;

    async fn next(&mut self, work: Work) -> Result<Batch<MailboxId>> {
        let batch = self.store.next(work).await?;
        assert!(work == Work::Due || batch.is_empty(), "a silent outside reports nothing");
        Ok(batch)
    }

    async fn write(&mut self, decided: Decided<MailboxId>) -> Result<()> {
        self.night.decided.push(decided.clone());
        self.store.write(decided).await
    }

    async fn errands(&mut self) -> Result<Vec<Outgoing<MailboxId>>> {
        self.store.errands().await
    }

    async fn mark(&mut self, leaving: Vec<(MailboxId, u64)>) -> Result<()> {
        self.leaving.clone_from(&leaving);
        self.store.mark(leaving).await
    }

    async fn run(&mut self, ready: Vec<Ready<MailboxId>>) -> Result<()> {
        assert!(
            ready.iter().all(|ready| ready.instead.is_none()),
            "every errand leaves in its night"
        );
        let done = ready.iter().map(|ready| (ready.outgoing.mailbox, ready.outgoing.sequence));
        let leaving = std::mem::take(&mut self.leaving);
        self.night.sent.push(Sent { leaving, done: done.collect() });
        self.store.run(ready).await
    }
}
