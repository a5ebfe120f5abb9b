//! Leases: how mailboxes are taken, given back, and set aside.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use anyhow::Result;
use pec_renewal::{
    Mailbox,
    values::{MailboxId, uuid::Uuid},
};
use tokio_postgres::{Row, types::ToSql};
use tracing::error;

use super::{Postgres, mailbox};
use crate::database::Sql;

/// What a worker holds: one batch under one name.
pub(super) struct Claim {
    /// Its name, which no other claim has or had.
    pub(super) name: Uuid,
    /// From before it was asked for, so that what is left of it is never reckoned too long.
    since: Instant,
    /// Each mailbox with its sequence, as it was read.
    pub(super) taken: BTreeMap<MailboxId, u64>,
    /// The mailboxes that nothing can be done for, and why.
    aside: Vec<(MailboxId, String)>,
    /// The charges that were marked as leaving under it.
    pub(super) marked: BTreeSet<(MailboxId, u64)>,
}

/// How a claim went.
pub(super) enum Claimed {
    /// Nothing waits that is free to be taken.
    Nothing,
    /// Others were faster on all of it: it is worth asking again.
    Missed,
    /// These mailboxes are held, and those that can be read are given.
    Held(Vec<Mailbox>),
}

impl Claim {
    pub(super) fn first_of(worker: Uuid) -> Self {
        Self {
            name: worker,
            since: Instant::now(),
            taken: BTreeMap::new(),
            aside: Vec::new(),
            marked: BTreeSet::new(),
        }
    }

    pub(super) fn next(&self) -> Self {
        Self::first_of(Uuid::from_u128(self.name.as_u128().wrapping_add(1)))
    }

    /// The mailboxes that are held.
    pub(super) fn mailboxes(&self) -> Vec<Uuid> {
        self.taken.keys().map(|mailbox| mailbox.uuid()).collect()
    }

    /// Whether so much of a lease is left that something may still be begun under it.
    pub(super) fn has_time(&self, lease: Duration) -> bool {
        self.since.elapsed() < lease.mul_f32(0.5)
    }

    /// Leaves a mailbox to whoever can do something for it, once its lease is over.
    pub(super) fn set_aside(&mut self, mailbox: MailboxId, why: String) {
        error!(%mailbox, "set aside: {why}");
        self.taken.remove(&mailbox);
        self.aside.push((mailbox, why));
    }
}

/// Takes a batch of what `waiting` finds, each mailbox once with its sequence and state.
pub(super) async fn claim(
    store: &mut Postgres,
    waiting: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Claimed> {
    store.claim = store.claim.next();
    let name = store.claim.name;
    let seconds = store.terms.lease.as_secs_f64();
    let client = &store.client;
    let taking = client.prepare_cached(&claiming(waiting, store.terms.batch)).await?;
    let mut bound: Vec<&(dyn ToSql + Sync)> = vec![&name, &seconds];
    bound.extend(parameters);
    let picked = client.query(&taking, &bound).await?;
    let leased: Vec<&Row> = picked.iter().filter(|row| row.get(3)).collect();
    if leased.is_empty() {
        return Ok(if picked.is_empty() { Claimed::Nothing } else { Claimed::Missed });
    }
    let mut held = Vec::with_capacity(leased.len());
    for row in leased {
        match mailbox::of_row(&store.client, row).await {
            Ok(mailbox) => {
                store.claim.taken.insert(mailbox.id(), mailbox.sequence());
                held.push(mailbox);
            }
            Err(error) if crate::database::is_torn(&error) => return Err(error),
            Err(error) => {
                store.claim.set_aside(MailboxId::new(row.get(0)), format!("{error:#}"));
            }
        }
    }
    Ok(Claimed::Held(held))
}

/// Writes down what was set aside; its leases go on from now, so that it is not looked at again at once.
pub(super) async fn write_aside(store: &mut Postgres) -> Result<()> {
    if store.claim.aside.is_empty() {
        return Ok(());
    }
    let (mailboxes, reasons): (Vec<Uuid>, Vec<String>) =
        store.claim.aside.drain(..).map(|(mailbox, why)| (mailbox.uuid(), why)).unzip();
    let statement = store.client.prepare_cached(SET_ASIDE).await?;
    let seconds = store.terms.lease.as_secs_f64();
    store.client.execute(&statement, &[&store.claim.name, &seconds, &mailboxes, &reasons]).await?;
    Ok(())
}

/// Gives back what is held and was not written.
pub(super) async fn give_back(store: &mut Postgres) -> Result<()> {
    write_aside(store).await?;
    let statement = store.client.prepare_cached(GIVE_BACK).await?;
    store.client.execute(&statement, &[&store.claim.name]).await?;
    store.claim.taken.clear();
    Ok(())
}

/// A lease that is over is taken; one that came to be in between is left. A state is read as its mailbox is
/// locked, so it is the latest. A crash ends every lease, so none is waited for on the disk.
fn claiming(waiting: &str, batch: u16) -> String {
    format!(
        "WITH picked AS MATERIALIZED ({}),
         leased AS (
             INSERT INTO lease (mailbox, claim, until)
             SELECT id, $1::uuid, clock_timestamp() + make_interval(secs => $2)
             FROM picked ORDER BY id
             ON CONFLICT (mailbox) DO UPDATE
             SET claim = excluded.claim, until = excluded.until, set_aside = NULL
             WHERE lease.until <= clock_timestamp()
             RETURNING mailbox
         )
         SELECT id, sequence, state, leased.mailbox IS NOT NULL
         FROM picked LEFT JOIN leased ON leased.mailbox = picked.id
         WHERE (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL",
        // Part of the text, so that the server plans for a few and not for a share of all.
        waiting.replace("{batch}", &batch.to_string()).replace("{free}", FREE)
    )
}

/// Nobody holds it.
const FREE: &str = "NOT EXISTS (
    SELECT FROM lease WHERE lease.mailbox = mailbox.id AND clock_timestamp() < lease.until
)";

// Both lock leases alone, as whoever claims takes them: in the order of their names.
const SET_ASIDE: &str = "
WITH held AS MATERIALIZED (
    SELECT mailbox FROM lease WHERE claim = $1 AND mailbox = ANY ($3) ORDER BY mailbox FOR UPDATE
)
UPDATE lease SET set_aside = aside.why, until = clock_timestamp() + make_interval(secs => $2)
FROM held JOIN unnest($3::uuid[], $4::text[]) AS aside (mailbox, why) USING (mailbox)
WHERE lease.mailbox = held.mailbox AND lease.claim = $1";

const GIVE_BACK: &str = "
WITH held AS MATERIALIZED (
    SELECT mailbox FROM lease WHERE claim = $1 AND set_aside IS NULL ORDER BY mailbox FOR UPDATE
)
DELETE FROM lease USING held WHERE lease.mailbox = held.mailbox AND lease.claim = $1";
