//! Deadlines worked out again: a stored one is stale when the policy's version is another.

use anyhow::Result;
use pec_step::{Work, version_of};
use rusqlite::{Connection, params};

use crate::{
    batch::PIECES,
    decision::Number,
    night::Night,
    progress::Step,
    store::{self, Store},
};

/// Works out the deadline of every mailbox that has one of another policy, and says how many.
///
/// Each mailbox carries the version of its own deadline, so a run that was stopped here goes on.
/// The setting is written last: while it names this policy, no mailbox needs to be looked at.
///
/// # Errors
///
/// Where the database cannot be read or written.
pub fn refresh(night: &mut Night<'_>) -> Result<u64> {
    let version = version_of(night.today.policy());
    if store::setting(night.store.db(), SETTING)?.as_deref() == Some(version.as_str()) {
        return Ok(0);
    }
    let stale = stale_count(night.store, &version)?;
    night.watch.begin(Step::Deadlines, stale);
    night.decide_on(Work::Deadlines)?;
    night.watch.end();
    let db = night.store.db();
    let last_night: Option<String> =
        db.query_row("SELECT max(day) FROM night WHERE finished = 1", [], |row| row.get(0))?;
    store::set(db, AFTER_NIGHT, &last_night.unwrap_or_default())?;
    store::set(db, SETTING, &version)?;
    Ok(stale)
}

/// The next mailboxes, after this one, with a deadline of another policy.
///
/// # Errors
///
/// Where the database cannot be read.
pub fn stale(db: &Connection, version: &str, after: Number) -> Result<Vec<Number>> {
    let mut query = db.prepare_cached(
        "SELECT number FROM mailbox WHERE policy_version <> ?1 AND ?2 < number
         ORDER BY number",
    )?;
    let rows = query.query_map(params![version, after], |row| row.get(0))?;
    Ok(rows.take(PIECES).collect::<Result<_, _>>()?)
}

fn stale_count(store: &Store, version: &str) -> Result<u64> {
    let mut query =
        store.db().prepare_cached("SELECT count(*) FROM mailbox WHERE policy_version <> ?1")?;
    Ok(query.query_row([version], |row| row.get::<_, i64>(0))?.try_into()?)
}

/// The version that every stored deadline is known to be of.
const SETTING: &str = "deadlines of policy";
/// The last night finished when they were worked out under it: a deadline up to then is for the next
/// night, and was not missed.
const AFTER_NIGHT: &str = "deadlines worked out after the night of";
