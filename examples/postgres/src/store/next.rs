//! What is decided on next: deadlines gone stale, reports that came in, what is due.

use anyhow::Result;
use pec_renewal::values::{MailboxId, Moment, chrono::NaiveDate};
use pec_step::{Asked, Batch, Work};

use super::{
    Postgres,
    claim::{Claimed, claim, give_back},
};
use crate::{clock::instant, database::Sql};

/// A batch of this work, held by the worker; an empty one where none is free, the worker is to stop, or its
/// policy is no longer in force.
pub(super) async fn next(store: &mut Postgres, work: Work) -> Result<Batch<MailboxId>> {
    while !store.stop.is_asked() {
        let (now, version) = (store.clock.now()?, store.policy_version.clone());
        let claimed = match work {
            Work::Deadlines => claim(store, STALE, &[&version]).await?,
            Work::Reports => claim(store, REPORTED, &[&version, &instant(now)]).await?,
            Work::Due => claim(store, DUE, &[&version, &NaiveDate::from(now.day())]).await?,
        };
        let mailboxes = match claimed {
            Claimed::Nothing => break,
            Claimed::Missed => continue,
            Claimed::Held(mailboxes) => mailboxes,
        };
        let mut batch = Batch::new();
        for mailbox in mailboxes {
            let id = mailbox.id();
            batch.hold(id, Some(mailbox));
            match work {
                Work::Deadlines => batch.ask(id, Asked::Deadline),
                // Its deadline too: where a command came in between, the tick has nothing to do.
                Work::Due => {
                    batch.ask(id, Asked::TICK);
                    batch.ask(id, Asked::Deadline);
                }
                Work::Reports => {}
            }
        }
        if work == Work::Reports {
            ask_reports(store, &mut batch, now).await?;
        }
        if !batch.is_empty() {
            return Ok(batch);
        }
        give_back(store).await?;
    }
    Ok(Batch::new())
}

/// Adds the reports of mailboxes that are held; one that cannot be read sets its mailbox aside.
async fn ask_reports(
    store: &mut Postgres,
    batch: &mut Batch<MailboxId>,
    now: Moment,
) -> Result<()> {
    let statement = store.client.prepare_cached(REPORTS).await?;
    for row in store.client.query(&statement, &[&store.claim.mailboxes(), &instant(now)]).await? {
        let (number, id): (i64, _) = (row.get(0), MailboxId::new(row.get(1)));
        match serde_json::from_str(row.get(2)) {
            Ok(command) => batch.ask(id, Asked::Report(number, command)),
            Err(error) => {
                let why = format!("report {number} cannot be read: {error}; correct its command");
                store.claim.set_aside(id, why);
            }
        }
    }
    Ok(())
}

// A worker whose policy is no longer in force leaves all of it to those of the newer one.

// Two ranges, as the index knows no "other than".
const STALE: &str = "
SELECT * FROM (
    SELECT id, sequence, state FROM mailbox
    WHERE policy_version < $3 AND $3 = (SELECT version FROM policy ORDER BY number DESC LIMIT 1)
    AND {free} ORDER BY policy_version, id LIMIT {batch} FOR NO KEY UPDATE SKIP LOCKED
) AS lower
UNION ALL
SELECT * FROM (
    SELECT id, sequence, state FROM mailbox
    WHERE policy_version > $3 AND $3 = (SELECT version FROM policy ORDER BY number DESC LIMIT 1)
    AND {free} ORDER BY policy_version, id LIMIT {batch} FOR NO KEY UPDATE SKIP LOCKED
) AS higher";

const REPORTED: &str = "
SELECT DISTINCT ON (id) * FROM (
    SELECT mailbox.id, sequence, state FROM report JOIN mailbox ON mailbox.id = report.mailbox
    WHERE handled IS NULL AND due <= $4
    AND $3 = (SELECT version FROM policy ORDER BY number DESC LIMIT 1) AND {free}
    ORDER BY due, report.id LIMIT {batch} FOR NO KEY UPDATE OF mailbox SKIP LOCKED
) AS reported";

const REPORTS: &str = "
SELECT id, mailbox, command FROM report
WHERE mailbox = ANY ($1) AND handled IS NULL AND due <= $2 ORDER BY due, id";

const DUE: &str = "
SELECT id, sequence, state FROM mailbox
WHERE deadline <= $4 AND $3 = (SELECT version FROM policy ORDER BY number DESC LIMIT 1) AND {free}
ORDER BY deadline, id LIMIT {batch} FOR NO KEY UPDATE SKIP LOCKED";
