//! What every backend of [`pec_renewal`] repeats, once: the step and the loop around it.
//!
//! A backend keeps mailboxes in a [`Store`] and calls [`work()`] whenever there may be something to do.
//! The loop takes what waits in batches, decides on it in memory, and has the store write what came of
//! it, so that a store needs one round trip to read a batch and one to write it:
//!
//! ```text
//! next ──▶ Batch ──decide──▶ Decided ──▶ write          deadlines gone stale, reports, what is due
//! errands ──▶ Outgoing ──on a day──▶ Ready ──▶ mark ──▶ run   what goes outside
//! ```
//!
//! What a store promises, and what the loop promises for it:
//!
//! 1. **A batch is whole.** A mailbox is written with its events, its deadline, its errands and the
//!    mark of the report that led to them, in one transaction, and only if it has the sequence that was
//!    decided on.
//! 2. **Nothing leaves before it is recorded.** Errands are read from the store, so what asks for them
//!    is committed; a charge is marked as leaving, durably, before it is sent.
//! 3. **A charge leaves only while it is awaited, and only on the day that asked for it**, after which the
//!    last moment of its request never comes. Otherwise one never marked *was not executed*, and one that
//!    was marked may have left, so it is *unknown* until the gateway answers (R-32).
//! 4. **The errands of a mailbox are run in the order of their events** (R-83), each at least once.
//!
//! The functions of a [`Store`] are asynchronous, for the sake of those that wait for a server. One
//! that never waits is run on the spot, by any executor.

mod batch;
mod errand;
pub mod state;

pub use self::{
    batch::{Asked, Batch, Change, Decided, Piece, Verdict, version_of},
    errand::{Outgoing, Ready},
};

use std::future::Future;

use pec_renewal::{catalogue::Policy, values::Moment};

/// What the loop decides on, in this order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Work {
    /// Deadlines worked out under another policy.
    Deadlines,
    /// Reports that came in, the oldest first.
    Reports,
    /// Mailboxes with something due.
    Due,
}

/// Where a backend keeps its mailboxes, and how it reaches the outside.
pub trait Store {
    /// A mailbox's name in the store.
    type Key: Copy + Ord;
    /// Why the store could not do what it was asked.
    type Error;

    /// The next of this work, with its mailboxes as they are stored; an empty batch ends it. With many
    /// workers, nobody else is given a mailbox before it is written, or its lease is over.
    fn next(
        &mut self,
        work: Work,
    ) -> impl Future<Output = Result<Batch<Self::Key>, Self::Error>> + Send;

    /// Writes what was decided, in one transaction; what somebody else was faster on is not written,
    /// and is found again.
    fn write(
        &mut self,
        decided: Decided<Self::Key>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The next errands, those of one mailbox in the order of their events; none ends it.
    fn errands(
        &mut self,
    ) -> impl Future<Output = Result<Vec<Outgoing<Self::Key>>, Self::Error>> + Send;

    /// Marks, durably, that these charges may have left from now on.
    fn mark(
        &mut self,
        leaving: Vec<(Self::Key, u64)>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Runs what is ready and marks it as done, in the transaction that keeps what is to be reported of
    /// it.
    fn run(
        &mut self,
        ready: Vec<Ready<Self::Key>>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Does all that waits: deadlines, reports and what is due, then the errands.
///
/// `now` is asked once a batch.
///
/// # Errors
///
/// The first of the store's. What was written before stands, and doing the work again goes on from
/// there.
pub async fn work<S: Store>(
    store: &mut S,
    policy: &Policy,
    now: &impl Fn() -> Moment,
) -> Result<(), S::Error> {
    for work in [Work::Deadlines, Work::Reports, Work::Due] {
        decide_on(store, work, policy, now).await?;
    }
    run_errands(store, now).await
}

/// Decides on all that waits of one kind.
///
/// # Errors
///
/// As [`work()`].
pub async fn decide_on<S: Store>(
    store: &mut S,
    work: Work,
    policy: &Policy,
    now: &impl Fn() -> Moment,
) -> Result<(), S::Error> {
    loop {
        let batch = store.next(work).await?;
        if batch.is_empty() {
            return Ok(());
        }
        store.write(batch.decide(policy, now())).await?;
    }
}

/// Runs the errands that wait.
///
/// # Errors
///
/// As [`work()`].
pub async fn run_errands<S: Store>(
    store: &mut S,
    now: &impl Fn() -> Moment,
) -> Result<(), S::Error> {
    loop {
        let waiting = store.errands().await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let day = now().day();
        let ready: Vec<_> = waiting.into_iter().map(|outgoing| Ready::on(day, outgoing)).collect();
        let leaving = ready.iter().filter_map(Ready::is_to_be_marked).collect();
        store.mark(leaving).await?;
        store.run(ready).await?;
    }
}
