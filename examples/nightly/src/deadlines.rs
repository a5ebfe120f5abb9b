//! Deadlines worked out again: a stored one is stale when the policy's version is another.

use anyhow::Result;
use pec_renewal::{catalogue::Policy, next_deadline};
use rusqlite::params;

use crate::{
    batch::in_batches,
    decision::{Number, load, version_of},
    progress::{Step, Watch},
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
pub fn refresh(store: &mut Store, policy: &Policy, watch: &mut dyn Watch) -> Result<u64> {
    let version = version_of(policy);
    if store::setting(store.db(), SETTING)?.as_deref() == Some(version.as_str()) {
        return Ok(0);
    }
    let (mut done, mut last) = (0_u64, 0);
    watch.begin(Step::Deadlines, stale_count(store, &version)?);
    loop {
        let stale = stale(store, &version, last)?;
        let Some(end) = stale.last() else { break };
        last = *end;
        in_batches(store, &stale, watch, |db, number| {
            let mailbox = load(db, *number)?;
            let deadline = next_deadline(&mailbox, policy).map(|day| day.to_string());
            db.prepare_cached(
                "UPDATE mailbox SET deadline = ?2, policy_version = ?3 WHERE number = ?1",
            )?
            .execute(params![number, deadline, version])?;
            done += 1;
            Ok(())
        })?;
    }
    watch.end();
    let last_night: Option<String> =
        store
            .db()
            .query_row("SELECT max(day) FROM night WHERE finished = 1", [], |row| row.get(0))?;
    store::set(store.db(), AFTER_NIGHT, &last_night.unwrap_or_default())?;
    store::set(store.db(), SETTING, &version)?;
    Ok(done)
}

fn stale(store: &Store, version: &str, after: Number) -> Result<Vec<Number>> {
    let mut query = store.db().prepare_cached(
        "SELECT number FROM mailbox WHERE policy_version <> ?1 AND ?2 < number
         ORDER BY number LIMIT 1000",
    )?;
    let rows = query.query_map(params![version, after], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
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
