//! Errands go out, mailbox by mailbox in the order of their events, and what is known of them comes in.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::{Context, Result};
use pec_outside::Report;
use pec_renewal::{
    Errand, Event, Mailbox,
    values::{MailboxId, uuid::Uuid},
};
use pec_step::{Outgoing, Ready};
use tokio_postgres::Row;
use tracing::warn;

use super::{
    NOBODY, Postgres,
    claim::{Claimed, claim, give_back, write_aside},
    reports::Told,
};
use crate::{clock::instant, database::Sql};

/// The next errands, held by the worker; none where none is free or the worker is to stop.
pub(super) async fn errands(store: &mut Postgres) -> Result<Vec<Outgoing<MailboxId>>> {
    while !store.stop.is_asked() {
        let after = store.last_sent.uuid();
        let mailboxes = match claim(store, WAITING, &[&after]).await? {
            // Once round: those before may have some again.
            Claimed::Nothing if store.last_sent != NOBODY => {
                store.last_sent = NOBODY;
                continue;
            }
            Claimed::Nothing => break,
            Claimed::Missed => continue,
            Claimed::Held(mailboxes) => mailboxes,
        };
        let mut states = BTreeMap::new();
        for mailbox in mailboxes {
            store.last_sent = store.last_sent.max(mailbox.id());
            states.insert(mailbox.id(), Arc::new(mailbox));
        }
        let statement = store.client.prepare_cached(ERRANDS).await?;
        let rows = store.client.query(&statement, &[&store.claim.mailboxes()]).await?;
        let mut waiting = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = MailboxId::new(row.get(0));
            let Some(state) = states.get(&id) else { continue };
            match outgoing(row, state) {
                Ok(outgoing) => waiting.push(outgoing),
                Err(error) => store.claim.set_aside(id, format!("{error:#}")),
            }
        }
        if !waiting.is_empty() {
            return Ok(waiting);
        }
        give_back(store).await?;
    }
    Ok(Vec::new())
}

/// Marks charges as leaving, if their mailboxes are still held and as they were read: so that the key
/// that was awaited then is awaited now. One that is not marked does not leave.
pub(super) async fn mark(store: &mut Postgres, leaving: Vec<(MailboxId, u64)>) -> Result<()> {
    let mut asked: BTreeMap<Uuid, i64> = BTreeMap::new();
    let (mut mailboxes, mut sequences): (Vec<Uuid>, Vec<i64>) = (Vec::new(), Vec::new());
    for (mailbox, sequence) in leaving {
        if let Some(expected) = store.claim.taken.get(&mailbox) {
            asked.insert(mailbox.uuid(), i64::try_from(*expected)?);
            mailboxes.push(mailbox.uuid());
            sequences.push(i64::try_from(sequence)?);
        }
    }
    if asked.is_empty() {
        return Ok(());
    }
    let (ids, expected): (Vec<Uuid>, Vec<i64>) = asked.into_iter().unzip();
    let now = instant(store.clock.now()?);
    let statement = store.client.prepare_cached(MARK).await?;
    let claim = store.claim.name;
    let marked = store
        .client
        .query(&statement, &[&claim, &ids, &expected, &mailboxes, &sequences, &now])
        .await?;
    for row in marked {
        store
            .claim
            .marked
            .insert((MailboxId::new(row.get(0)), u64::try_from(row.get::<_, i64>(1))?));
    }
    Ok(())
}

/// Runs errands for as long as the lease allows, and writes what was done and what is reported of it,
/// where the lease still stands. What is not run or not written is found again.
pub(super) async fn run(store: &mut Postgres, ready: Vec<Ready<MailboxId>>) -> Result<()> {
    let mut done = Done::default();
    let mut left: BTreeSet<MailboxId> = BTreeSet::new();
    for Ready { outgoing, instead } in ready {
        let id = outgoing.mailbox;
        if store.stop.is_asked() || !store.claim.has_time(store.terms.lease) {
            break;
        }
        if left.contains(&id) || !store.claim.taken.contains_key(&id) {
            continue;
        }
        let now = store.clock.now()?;
        let reported = match instead {
            Some(command) => {
                let source = format!("{id}/{}/not sent", outgoing.sequence);
                Ok(vec![Report { source, due: now, command }])
            }
            // Found again, with what has become of it by then.
            None if !may_leave(store, &outgoing, now.day()) => {
                left.insert(id);
                continue;
            }
            None => match &store.outside {
                None => Ok(Vec::new()),
                Some(outside) => outside.run(&outgoing, now).await,
            },
        };
        match reported {
            Ok(reports) => done.add(&outgoing, &reports)?,
            Err(error) => {
                left.insert(id);
                let sequence = outgoing.sequence;
                store.claim.set_aside(id, format!("errand {sequence} cannot be run: {error:#}"));
            }
        }
    }
    let taken = store.claim.mailboxes();
    store.claim.taken.clear();
    let written = done.write(store, &taken).await?;
    if written < done.sequences.len() {
        let missed = done.sequences.len() - written;
        warn!(missed, "the lease was over before these errands were written: found again");
    }
    write_aside(store).await
}

/// A charge leaves only if it was marked, and on the day that asked for it: the last moment of its request
/// is no later.
fn may_leave(
    store: &Postgres,
    outgoing: &Outgoing<MailboxId>,
    day: pec_renewal::values::Day,
) -> bool {
    let is_charge = matches!(outgoing.errand, Errand::Charge { .. });
    let is_marked = outgoing.may_have_left
        || store.claim.marked.contains(&(outgoing.mailbox, outgoing.sequence));
    !is_charge || (is_marked && outgoing.asked_on == day)
}

/// What was run, and what is reported of it.
#[derive(Default)]
struct Done {
    mailboxes: Vec<Uuid>,
    sequences: Vec<i64>,
    told: Told,
}

impl Done {
    fn add(&mut self, outgoing: &Outgoing<MailboxId>, reports: &[Report]) -> Result<()> {
        self.mailboxes.push(outgoing.mailbox.uuid());
        self.sequences.push(i64::try_from(outgoing.sequence)?);
        reports.iter().try_for_each(|report| self.told.add(outgoing.mailbox, report))
    }

    async fn write(&self, store: &Postgres, taken: &[Uuid]) -> Result<usize> {
        // Something may have been done for a mailbox before it was set aside.
        let is_kept = |mailbox: &&Uuid| taken.binary_search(mailbox).is_err();
        let kept: Vec<Uuid> = self.mailboxes.iter().filter(is_kept).copied().collect();
        let all = [taken, &kept].concat();
        let now = instant(store.clock.now()?);
        let statement = store.client.prepare_cached(DONE).await?;
        let written = store
            .client
            .query_one(
                &statement,
                &[
                    &store.claim.name,
                    &all,
                    &kept,
                    &now,
                    &self.mailboxes,
                    &self.sequences,
                    &self.told.sources,
                    &self.told.mailboxes,
                    &self.told.dues,
                    &self.told.commands,
                ],
            )
            .await?;
        Ok(usize::try_from(written.get::<_, i64>(0))?)
    }
}

fn outgoing(row: &Row, state: &Arc<Mailbox>) -> Result<Outgoing<MailboxId>> {
    let (mailbox, sequence) = (MailboxId::new(row.get(0)), row.get::<_, i64>(1));
    let event: Event = serde_json::from_str(row.get(3))
        .with_context(|| format!("event {sequence} cannot be read"))?;
    let errand = event.fact.errand().with_context(|| {
        format!("event {sequence} asks for nothing outside, and stands among the errands")
    })?;
    Ok(Outgoing {
        mailbox,
        state: Arc::clone(state),
        sequence: u64::try_from(sequence)?,
        asked_on: event.at.day(),
        errand,
        may_have_left: row.get(2),
    })
}

// Errands are found first, and their mailboxes then: joined at once, the server reads all the mailboxes in
// between.
const WAITING: &str = "
SELECT mailbox.id, sequence, state FROM (
    SELECT DISTINCT mailbox FROM (
        SELECT mailbox FROM errand
        WHERE done IS NULL AND $3 < mailbox AND NOT EXISTS (
            SELECT FROM lease WHERE lease.mailbox = errand.mailbox AND clock_timestamp() < lease.until
        )
        ORDER BY mailbox, sequence LIMIT {batch}
    ) AS free
) AS next JOIN mailbox ON mailbox.id = next.mailbox
ORDER BY mailbox.id FOR NO KEY UPDATE OF mailbox SKIP LOCKED";

const ERRANDS: &str = "
SELECT errand.mailbox, errand.sequence, leaving IS NOT NULL, body
FROM errand JOIN event USING (mailbox, sequence)
WHERE errand.mailbox = ANY ($1) AND done IS NULL ORDER BY errand.mailbox, errand.sequence";

const MARK: &str = "
WITH locked AS MATERIALIZED (
    SELECT mailbox.id, mailbox.sequence = asked.expected AS stands
    FROM unnest($2::uuid[], $3::bigint[]) AS asked (id, expected) JOIN mailbox USING (id)
    ORDER BY mailbox.id FOR NO KEY UPDATE OF mailbox
)
UPDATE errand SET leaving = $6
FROM unnest($4::uuid[], $5::bigint[]) AS going (id, sequence)
JOIN locked USING (id) JOIN lease ON lease.mailbox = going.id
WHERE errand.mailbox = going.id AND errand.sequence = going.sequence
AND locked.stands AND lease.claim = $1 AND clock_timestamp() < lease.until
AND leaving IS NULL AND done IS NULL
RETURNING errand.mailbox, errand.sequence";

// Those set aside keep their lease; of the others it is given back, whether anything was done or not. No
// mailbox is written, so their leases alone are locked, in the order in which whoever claims takes them.
const DONE: &str = "
WITH held AS MATERIALIZED (
    SELECT mailbox AS id FROM lease
    WHERE mailbox = ANY ($2) AND claim = $1 AND clock_timestamp() < until
    ORDER BY mailbox FOR UPDATE
), given_back AS (
    DELETE FROM lease USING held
    WHERE lease.mailbox = held.id AND lease.claim = $1 AND NOT held.id = ANY ($3)
), done AS (
    UPDATE errand SET done = $4
    FROM unnest($5::uuid[], $6::bigint[]) AS sent (id, sequence) JOIN held USING (id)
    WHERE errand.mailbox = sent.id AND errand.sequence = sent.sequence AND errand.done IS NULL
    RETURNING errand.sequence
), told AS (
    INSERT INTO report (source, mailbox, due, command)
    SELECT source, told.id, due, command
    FROM unnest($7::text[], $8::uuid[], $9::timestamptz[], $10::text[])
        WITH ORDINALITY AS told (source, id, due, command, place)
    JOIN held ON held.id = told.id
    ORDER BY place
    ON CONFLICT (source) DO NOTHING
)
SELECT count(*) FROM done";
