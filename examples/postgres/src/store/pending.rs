//! What waits at a moment: whether anything does, for a worker that is to sleep or to end, and how much,
//! for whoever watches.

use anyhow::Result;
use pec_renewal::values::{Moment, chrono::NaiveDate};

use crate::{clock::instant, database::Sql};

/// How much waits, what is set aside apart.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Pending {
    /// Mailboxes whose deadline comes from another policy than the one in force.
    pub stale_deadlines: i64,
    /// Reports that came in and are not handled.
    pub reports: i64,
    /// Mailboxes with something due.
    pub due: i64,
    /// Errands that are not done.
    pub errands: i64,
    /// Mailboxes set aside, for whom nothing can be done until a person looks.
    pub set_aside: i64,
}

/// Whether nothing waits at this moment, what is set aside apart. However much there is, this reads no more
/// than the first of it.
///
/// # Errors
///
/// Where the database cannot be read.
pub async fn is_idle(client: &impl Sql, at: Moment) -> Result<bool> {
    let statement = client.prepare_cached(&format!("{ASIDE_AND_CURRENT}{IDLE}")).await?;
    let row = client.query_one(&statement, &[&instant(at), &NaiveDate::from(at.day())]).await?;
    Ok(row.get(0))
}

/// Counts what waits at this moment, whether somebody is at it or not.
///
/// # Errors
///
/// Where the database cannot be read.
pub async fn pending(client: &impl Sql, at: Moment) -> Result<Pending> {
    let statement = client.prepare_cached(&format!("{ASIDE_AND_CURRENT}{COUNTS}")).await?;
    let row = client.query_one(&statement, &[&instant(at), &NaiveDate::from(at.day())]).await?;
    Ok(Pending {
        stale_deadlines: row.get(0),
        reports: row.get(1),
        due: row.get(2),
        errands: row.get(3),
        set_aside: row.get(4),
    })
}

// The two ends of the index say whether any deadline is stale; only then are they counted.
const ASIDE_AND_CURRENT: &str = "
WITH aside AS MATERIALIZED (
    SELECT mailbox FROM lease WHERE set_aside IS NOT NULL AND clock_timestamp() < until
), current AS MATERIALIZED (
    SELECT coalesce((SELECT version FROM policy ORDER BY number DESC LIMIT 1), '') AS version,
        (SELECT min(policy_version) FROM mailbox) AS lowest,
        (SELECT max(policy_version) FROM mailbox) AS highest
)";

// The first in the order of the index: without it, the server reads all where it expects many.
const IDLE: &str = "
SELECT (
    SELECT id FROM mailbox WHERE policy_version < (SELECT version FROM current)
    AND id NOT IN (SELECT mailbox FROM aside) ORDER BY policy_version, id LIMIT 1
) IS NULL AND (
    SELECT id FROM mailbox WHERE policy_version > (SELECT version FROM current)
    AND id NOT IN (SELECT mailbox FROM aside) ORDER BY policy_version, id LIMIT 1
) IS NULL AND (
    SELECT id FROM mailbox WHERE deadline <= $2 AND id NOT IN (SELECT mailbox FROM aside)
    ORDER BY deadline, id LIMIT 1
) IS NULL AND (
    SELECT id FROM report WHERE handled IS NULL AND due <= $1
    AND mailbox NOT IN (SELECT mailbox FROM aside)
    ORDER BY due, id LIMIT 1
) IS NULL AND (
    SELECT mailbox FROM errand WHERE done IS NULL AND mailbox NOT IN (SELECT mailbox FROM aside)
    ORDER BY mailbox, sequence LIMIT 1
) IS NULL";

const COUNTS: &str = "
SELECT
    (SELECT CASE WHEN lowest <> version OR highest <> version THEN (
        SELECT count(*) FROM mailbox
        WHERE policy_version <> version AND id NOT IN (SELECT mailbox FROM aside)
    ) ELSE 0 END FROM current),
    (SELECT count(*) FROM report WHERE handled IS NULL AND due <= $1
        AND mailbox NOT IN (SELECT mailbox FROM aside)),
    (SELECT count(*) FROM mailbox WHERE deadline <= $2 AND id NOT IN (SELECT mailbox FROM aside)),
    (SELECT count(*) FROM errand WHERE done IS NULL
        AND mailbox NOT IN (SELECT mailbox FROM aside)),
    (SELECT count(*) FROM aside)";
