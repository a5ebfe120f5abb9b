//! What was decided is written: all of a batch in one statement, mailbox by mailbox or not at all.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use pec_renewal::{
    Command, Mailbox,
    catalogue::Policy,
    values::{Day, MailboxId, Moment, chrono::NaiveDate, uuid::Uuid},
};
use pec_step::{Asked, Batch, Change, Decided, Piece, Verdict, state};
use tracing::{debug, warn};

use super::{Postgres, claim::write_aside, mailbox};
use crate::{
    clock::instant,
    database::{Sql, is_torn},
};

/// Writes what a worker decided on the batch that it holds, and gives the leases back.
pub(super) async fn write(store: &mut Postgres, decided: Decided<MailboxId>) -> Result<()> {
    for (mailbox, why) in stuck(&decided) {
        store.claim.set_aside(mailbox, why);
    }
    let taken = std::mem::take(&mut store.claim.taken);
    let hold = Hold::Lease(store.claim.name);
    let written = match write_decided(&store.client, hold, &taken, &decided).await {
        Err(error) if !is_torn(&error) => write_one_by_one(store, &taken, &decided).await?,
        written => written?,
    };
    let missed = taken.len().saturating_sub(written.len());
    if 0 < missed {
        warn!(missed, "others were faster, or the lease was over: found again");
    }
    debug!(written = written.len(), "a batch");
    write_aside(store).await
}

/// Writes mailbox by mailbox what the database refused as a whole, and sets aside those to blame.
async fn write_one_by_one(
    store: &mut Postgres,
    taken: &BTreeMap<MailboxId, u64>,
    decided: &Decided<MailboxId>,
) -> Result<BTreeSet<MailboxId>> {
    let mut all = BTreeSet::new();
    for (id, sequence) in taken {
        let own = Decided {
            at: decided.at,
            policy_version: decided.policy_version.clone(),
            changes: decided
                .changes
                .iter()
                .filter(|change| change.mailbox == *id)
                .cloned()
                .collect(),
            verdicts: decided
                .verdicts
                .iter()
                .filter(|(piece, _)| piece.mailbox == *id)
                .cloned()
                .collect(),
        };
        let hold = Hold::Lease(store.claim.name);
        match write_decided(&store.client, hold, &BTreeMap::from([(*id, *sequence)]), &own).await {
            Ok(written) => all.extend(written),
            Err(error) if is_torn(&error) => return Err(error),
            Err(error) => {
                store.claim.set_aside(*id, format!("it cannot be written: {error:#}"));
            }
        }
    }
    Ok(all)
}

/// Opens mailboxes that the database does not have, or finds them as they are, and gives the refusals
/// by their place. Made for the caller's transaction: where one is refused, the others are not written.
///
/// # Errors
///
/// Where the database cannot be read or written.
pub async fn open_all(
    client: &impl Sql,
    openings: Vec<Command>,
    policy: &Policy,
    at: Moment,
) -> Result<Vec<Verdict>> {
    let ids: Vec<Uuid> = openings.iter().filter_map(opened).map(MailboxId::uuid).collect();
    let statement = client.prepare_cached(KNOWN).await?;
    let mut batch = Batch::new();
    for row in client.query(&statement, &[&ids]).await? {
        let mailbox = mailbox::of_row(client, &row).await?;
        batch.hold(mailbox.id(), Some(mailbox));
    }
    for opening in openings {
        if let Some(id) = opened(&opening) {
            batch.ask(id, Asked::Command(opening));
        }
    }
    let mut decided = batch.decide(policy, at);
    let verdicts = std::mem::take(&mut decided.verdicts);
    let verdicts: Vec<Verdict> = verdicts.into_iter().map(|(_, verdict)| verdict).collect();
    if !verdicts.iter().any(|verdict| matches!(verdict, Verdict::Refused(_))) {
        write_decided(client, Hold::Nothing, &BTreeMap::new(), &decided).await?;
    }
    Ok(verdicts)
}

/// By what right a mailbox is written.
#[derive(Clone, Copy)]
pub(super) enum Hold {
    /// The lease of a claim, which must still stand.
    Lease(Uuid),
    /// The sequence alone: nobody waits for the caller.
    Nothing,
}

/// Writes each change whose mailbox still has the sequence that was decided on and is still held, with
/// all that belongs to it, and gives the mailboxes for which all stands that was decided.
///
/// `asked` are the mailboxes decided on, each with its sequence, changed or not: a report that changed
/// nothing is marked as handled under the same conditions.
pub(super) async fn write_decided(
    client: &impl Sql,
    hold: Hold,
    asked: &BTreeMap<MailboxId, u64>,
    decided: &Decided<MailboxId>,
) -> Result<BTreeSet<MailboxId>> {
    let mut columns = Columns::of(asked, decided)?;
    let (sql, claim) = match hold {
        Hold::Lease(claim) => {
            // A worker goes on to what it wrote by itself.
            columns.wakes = false;
            (WRITE.replace("{held}", HELD_BY_LEASE), claim)
        }
        Hold::Nothing => (WRITE.replace("{held}", HELD_BY_SEQUENCE), Uuid::nil()),
    };
    let statement = client.prepare_cached(&sql).await?;
    let rows = client
        .query(
            &statement,
            &[
                &claim,
                &columns.asked,
                &columns.expected,
                &instant(decided.at),
                &decided.policy_version,
                &columns.changed,
                &columns.accounts,
                &columns.sequences,
                &columns.deadlines,
                &columns.states,
                &columns.event_mailboxes,
                &columns.event_sequences,
                &columns.event_bodies,
                &columns.event_asks,
                &columns.reports,
                &columns.report_mailboxes,
                &columns.report_verdicts,
                &columns.wakes,
                &columns.charges_open_since,
                &columns.refunds_due,
                &columns.owe_refund,
            ],
        )
        .await?;
    Ok(rows.iter().map(|row| MailboxId::new(row.get(0))).collect())
}

/// A batch turned on its side: a list for each column of each table.
#[derive(Default)]
struct Columns {
    asked: Vec<Uuid>,
    expected: Vec<i64>,
    changed: Vec<Uuid>,
    accounts: Vec<Uuid>,
    sequences: Vec<i64>,
    deadlines: Vec<Option<NaiveDate>>,
    states: Vec<Vec<u8>>,
    charges_open_since: Vec<Option<NaiveDate>>,
    refunds_due: Vec<Option<NaiveDate>>,
    owe_refund: Vec<bool>,
    event_mailboxes: Vec<Uuid>,
    event_sequences: Vec<i64>,
    event_bodies: Vec<String>,
    event_asks: Vec<bool>,
    reports: Vec<i64>,
    report_mailboxes: Vec<Uuid>,
    report_verdicts: Vec<String>,
    /// Whether a worker has something to do at once.
    wakes: bool,
}

impl Columns {
    fn of(asked: &BTreeMap<MailboxId, u64>, decided: &Decided<MailboxId>) -> Result<Self> {
        let mut columns = Self::default();
        for (mailbox, expected) in asked {
            columns.asked.push(mailbox.uuid());
            columns.expected.push(i64::try_from(*expected)?);
        }
        for change in &decided.changes {
            columns.add_change(change)?;
            let is_due = change.deadline.is_some_and(|deadline| deadline <= decided.at.day());
            columns.wakes |= is_due || !change.errands.is_empty();
        }
        for (piece, verdict) in &decided.verdicts {
            if let Asked::Report(number, _) = piece.asked {
                columns.reports.push(number);
                columns.report_mailboxes.push(piece.mailbox.uuid());
                columns.report_verdicts.push(verdict.to_string());
            }
        }
        Ok(columns)
    }

    fn add_change(&mut self, change: &Change<MailboxId>) -> Result<()> {
        let id = change.mailbox.uuid();
        self.changed.push(id);
        self.accounts.push(change.after.account().uuid());
        self.sequences.push(i64::try_from(change.after.sequence())?);
        self.deadlines.push(change.deadline.map(NaiveDate::from));
        self.states.push(state::write(&change.after)?);
        self.charges_open_since.push(charge_open_since(&change.after).map(NaiveDate::from));
        let open_refunds = || change.after.refunds().iter().filter(|refund| refund.is_open());
        self.refunds_due
            .push(open_refunds().filter_map(|refund| refund.due).min().map(NaiveDate::from));
        self.owe_refund.push(open_refunds().next().is_some());
        for (sequence, event) in (change.expected_sequence.saturating_add(1)..).zip(&change.events)
        {
            self.event_mailboxes.push(id);
            self.event_sequences.push(i64::try_from(sequence)?);
            self.event_bodies.push(serde_json::to_string(event)?);
            self.event_asks.push(change.errands.contains(&sequence));
        }
        Ok(())
    }
}

/// The day since which the outcome of a charge is awaited, unresolved or in doubt.
fn charge_open_since(mailbox: &Mailbox) -> Option<Day> {
    let unresolved = mailbox.charge().unresolved().map(|request| request.on);
    unresolved.into_iter().chain(mailbox.doubts().iter().map(|doubt| doubt.on)).min()
}

/// The mailboxes for which nothing can be done, and why: their tick is refused, or did nothing though they
/// are still due.
fn stuck(decided: &Decided<MailboxId>) -> Vec<(MailboxId, String)> {
    let is_due = |change: &&Change<MailboxId>| {
        change.deadline.is_some_and(|deadline| deadline <= decided.at.day())
    };
    let still_due: BTreeSet<MailboxId> =
        decided.changes.iter().filter(is_due).map(|change| change.mailbox).collect();
    let ticks = decided.verdicts.iter().filter(|(piece, _)| piece.asked == Asked::TICK);
    ticks
        .filter_map(|(Piece { mailbox, .. }, verdict)| match verdict {
            Verdict::Refused(_) => Some((*mailbox, format!("its tick is {verdict}"))),
            Verdict::AlreadySo if still_due.contains(mailbox) => {
                Some((*mailbox, "it is due, and its tick did nothing: please report it".to_owned()))
            }
            Verdict::AlreadySo | Verdict::Recorded(_) => None,
        })
        .collect()
}

fn opened(command: &Command) -> Option<MailboxId> {
    if let Command::Open(opening) = command { Some(opening.mailbox) } else { None }
}

// Mailboxes are locked first, in their order; what is locked is their latest row, so a sequence that
// stands now stands until the end. Only a lease that is still there and not over is given back, and only
// what was held is written. The server expects one row of what was held, and would read all of the changes
// again for each: with IS TRUE, and IS NOT TRUE, it looks them up in a table instead of joining them.
const WRITE: &str = "
WITH locked AS MATERIALIZED (
    SELECT mailbox.id, mailbox.sequence = asked.expected AS stands
    FROM unnest($2::uuid[], $3::bigint[]) AS asked (id, expected) JOIN mailbox USING (id)
    ORDER BY mailbox.id FOR NO KEY UPDATE OF mailbox
), held AS (
    {held}
), change AS MATERIALIZED (
    SELECT * FROM unnest($6::uuid[], $7::uuid[], $8::bigint[], $9::date[], $10::bytea[], $19::date[],
        $20::date[], $21::boolean[])
        AS change (id, account, sequence, deadline, state, charge_open_since, refund_due, owes_refund)
), updated AS (
    UPDATE mailbox
    SET account = change.account, sequence = change.sequence, deadline = change.deadline,
        policy_version = $5, state = change.state, charge_open_since = change.charge_open_since,
        refund_due = change.refund_due, owes_refund = change.owes_refund
    FROM change
    WHERE mailbox.id = change.id AND (change.id IN (SELECT id FROM held WHERE stands)) IS TRUE
    RETURNING mailbox.id
), opened AS (
    INSERT INTO mailbox (id, account, sequence, deadline, policy_version, state, charge_open_since,
        refund_due, owes_refund)
    SELECT id, account, sequence, deadline, $5, state, charge_open_since, refund_due, owes_refund
    FROM change
    WHERE (id IN (SELECT unnest($2))) IS NOT TRUE
    ON CONFLICT (id) DO NOTHING
    RETURNING id
), written AS (
    SELECT id FROM updated UNION ALL SELECT id FROM opened
), recorded AS (
    INSERT INTO event (mailbox, sequence, body)
    SELECT fact.id, fact.sequence, fact.body
    FROM unnest($11::uuid[], $12::bigint[], $13::text[]) AS fact (id, sequence, body)
    JOIN written USING (id)
), to_do AS (
    INSERT INTO errand (mailbox, sequence)
    SELECT fact.id, fact.sequence
    FROM unnest($11::uuid[], $12::bigint[], $14::boolean[]) AS fact (id, sequence, asks)
    JOIN written USING (id) WHERE asks
), handled AS (
    UPDATE report SET handled = $4, verdict = told.verdict
    FROM unnest($15::bigint[], $16::uuid[], $17::text[]) AS told (number, id, verdict)
    JOIN held ON held.id = told.id AND held.stands
    WHERE report.id = told.number AND report.handled IS NULL
), woken AS (
    SELECT pg_notify('pec', '') WHERE $18 AND EXISTS (SELECT FROM written)
)
SELECT id FROM (SELECT id FROM opened UNION SELECT id FROM held WHERE stands) AS done,
    (SELECT count(*) FROM woken) AS awake";

const HELD_BY_LEASE: &str = "
    DELETE FROM lease USING locked
    WHERE lease.mailbox = locked.id AND lease.claim = $1 AND clock_timestamp() < lease.until
    RETURNING locked.id, locked.stands";

const HELD_BY_SEQUENCE: &str = "
    SELECT id, stands FROM locked WHERE $1::uuid IS NOT NULL";

const KNOWN: &str = "SELECT id, sequence, state FROM mailbox WHERE id = ANY ($1)";
