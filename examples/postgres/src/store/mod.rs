//! The store: [`Postgres`] does for the shared loop of [`pec_step`] what SQLite does for one job, and
//! for any number of workers at once.
//!
//! ```text
//! claim ─▶ lease of a batch, with its states          one statement; one more for reports, or errands
//! write ─▶ mailboxes, events, errands, marks          one statement, if the lease still stands
//! ```
//!
//! - **A claim is a lease of a batch under a name of its own.** What is read is read under the lease, and
//!   what is written is written only if that lease is still there, is not over by the database's clock,
//!   and the mailbox has the sequence that was decided on. Writing gives the lease back.
//! - **Every statement locks mailboxes first, in the order of their names, and then their leases.** So
//!   nobody waits in a circle, and a lease cannot be taken while its mailbox is being written. Where no
//!   mailbox is written, leases alone are locked, in the order of their names too.
//! - **Commands of the API need no lease** ([`decide_now()`]): the sequence decides who was faster, and
//!   whoever was slower decides again.
//! - **What cannot be done is set aside**: the lease of that mailbox is left to run out, with the reason
//!   beside it, and the batch goes on.

mod claim;
mod decide_now;
mod errands;
mod mailbox;
mod next;
mod pending;
mod reports;
mod write;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use pec_outside::Outside;
use pec_renewal::values::MailboxId;
use pec_step::{Batch, Decided, Outgoing, Ready, Store, Work};

use self::claim::Claim;
pub use self::{
    decide_now::{Decision, decide_now},
    mailbox::{history, load, mailboxes_of},
    pending::{Pending, is_idle, pending},
    reports::add_reports,
    write::open_all,
};
use crate::{
    clock::Clock,
    database::{Client, Sql},
};

/// The database, as one worker works on it.
pub struct Postgres {
    client: Client,
    outside: Option<Arc<Outside>>,
    clock: Clock,
    terms: Terms,
    /// Names each claim: the worker's own name, counted on.
    claim: Claim,
    /// The policy of this worker: deadlines are worked out again only while it is the one in force.
    policy_version: String,
    /// Where the errands taken last ended, so that none waits behind those that keep coming.
    last_sent: MailboxId,
    stop: Stop,
}

/// How much a worker takes, and for how long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Terms {
    /// How many mailboxes in a batch.
    pub batch: u16,
    /// For how long they are its own.
    pub lease: Duration,
}

impl Default for Terms {
    fn default() -> Self {
        Self { batch: 500, lease: Duration::from_secs(60) }
    }
}

/// Asks a worker to stop after the batch in hand.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Postgres {
    /// A worker's store over this connection. Without an outside, errands are done by doing nothing.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn new(
        client: Client,
        outside: Option<Arc<Outside>>,
        clock: Clock,
        terms: Terms,
        stop: Stop,
    ) -> Result<Self> {
        let worker = client.query_one("SELECT gen_random_uuid()", &[]).await?.get(0);
        Ok(Self {
            client,
            outside,
            clock,
            terms,
            claim: Claim::first_of(worker),
            policy_version: String::new(),
            last_sent: NOBODY,
            stop,
        })
    }

    /// Names the policy that the next work is done under.
    pub fn works_under(&mut self, policy_version: String) {
        self.policy_version = policy_version;
    }

    /// The connection, for reading.
    pub const fn client(&self) -> &Client {
        &self.client
    }
}

impl Store for Postgres {
    type Key = MailboxId;
    type Error = anyhow::Error;

    async fn next(&mut self, work: Work) -> Result<Batch<MailboxId>> {
        next::next(self, work).await
    }

    async fn write(&mut self, decided: Decided<MailboxId>) -> Result<()> {
        write::write(self, decided).await
    }

    async fn errands(&mut self) -> Result<Vec<Outgoing<MailboxId>>> {
        errands::errands(self).await
    }

    async fn mark(&mut self, leaving: Vec<(MailboxId, u64)>) -> Result<()> {
        errands::mark(self, leaving).await
    }

    async fn run(&mut self, ready: Vec<Ready<MailboxId>>) -> Result<()> {
        errands::run(self, ready).await
    }
}

/// Before every mailbox.
const NOBODY: MailboxId = MailboxId::new(pec_renewal::values::uuid::Uuid::nil());
