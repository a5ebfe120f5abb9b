//! The policies of the database: every one that was ever in force, the latest one last.
//!
//! Orders and deadlines name the policy they were made under by its versions alone, so a version never
//! comes to mean something else.

use anyhow::{Context, Result, ensure};
use pec_renewal::catalogue::Policy;
use pec_step::version_of;
use serde_json::Value;

use crate::database::{Client, Sql};

/// A policy, and its place among those of the database.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Its place.
    pub number: i64,
    /// The policy.
    pub policy: Policy,
}

/// The policy in force.
///
/// # Errors
///
/// Where there is none, or it cannot be read.
pub async fn in_force(client: &impl Sql) -> Result<InForce> {
    let statement = client.prepare_cached(LATEST).await?;
    let row = client.query_opt(&statement, &[]).await?.context(NONE_IN_FORCE)?;
    let version: String = row.get(1);
    let policy = serde_json::from_str(row.get(2)).with_context(|| {
        format!("policy {version} of the database cannot be read: put another one in force")
    })?;
    Ok(InForce { number: row.get(0), policy })
}

/// The place of the policy in force; none where there is none.
///
/// # Errors
///
/// Where the database cannot be read.
pub async fn number(client: &impl Sql) -> Result<Option<i64>> {
    let statement = client.prepare_cached("SELECT max(number) FROM policy").await?;
    Ok(client.query_one(&statement, &[]).await?.get(0))
}

/// The policy in force, where it is another than this one.
///
/// # Errors
///
/// As [`in_force`].
pub async fn newer(client: &impl Sql, known: Option<&InForce>) -> Result<Option<InForce>> {
    let number = number(client).await?;
    let is_known = number.is_some() && known.map(|known| known.number) == number;
    if is_known { Ok(None) } else { in_force(client).await.map(Some) }
}

/// Puts a policy in force, unless it is already, and says so; workers notice at their next batch.
///
/// # Errors
///
/// Where other content was in force under the same version, or the database cannot be written.
pub async fn put_in_force(client: &mut Client, policy: &Policy) -> Result<bool> {
    let transaction = client.transaction().await?;
    // One at a time: the latest is the one that was put last.
    transaction.batch_execute("LOCK TABLE policy IN EXCLUSIVE MODE").await?;
    let rows = transaction.query("SELECT version, body FROM policy ORDER BY number", &[]).await?;
    for row in &rows {
        let (version, kept): (String, Value) =
            (row.get(0), serde_json::from_str(row.get(1)).context("a policy of the database")?);
        ensure_same_versions(&version, &kept, policy)?;
    }
    let version = version_of(policy);
    if rows.last().is_some_and(|row| row.get::<_, String>(0) == version) {
        return Ok(false);
    }
    let body = serde_json::to_string(policy)?;
    transaction
        .execute("INSERT INTO policy (version, body) VALUES ($1, $2)", &[&version, &body])
        .await?;
    transaction.execute("SELECT pg_notify('pec', '')", &[]).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Puts the preset in force where no policy is.
///
/// # Errors
///
/// Where the database cannot be read or written.
pub async fn begin_with_preset(client: &mut Client) -> Result<()> {
    let is_any: bool = client.query_one("SELECT EXISTS (SELECT FROM policy)", &[]).await?.get(0);
    if !is_any {
        put_in_force(client, &Policy::aruba()).await?;
    }
    Ok(())
}

/// A version of the parameters, and one of the price list, has one content for ever.
fn ensure_same_versions(named: &str, kept: &Value, policy: &Policy) -> Result<()> {
    let asked = serde_json::to_value(policy)?;
    for part in PARTS {
        let (kept, asked) = (&kept[part], &asked[part]);
        ensure!(
            kept["version"] != asked["version"] || kept == asked,
            "version {} of the {part} says something else in policy {named} of the database ({}): give \
             what you changed a version of its own",
            asked["version"],
            differences(kept, asked),
        );
    }
    Ok(())
}

/// The fields that differ, by name.
fn differences(kept: &Value, asked: &Value) -> String {
    let (Some(kept), Some(asked)) = (kept.as_object(), asked.as_object()) else {
        return "all of it".to_owned();
    };
    let differs = |name: &&String| kept.get(*name) != asked.get(*name);
    asked.keys().filter(differs).cloned().collect::<Vec<_>>().join(", ")
}

/// What to do where no policy is in force.
pub const NONE_IN_FORCE: &str = "no policy is in force: run `pec-postgres policy FILE.json`, beginning with \
    what `pec-postgres policy` prints, or `pec-postgres import`, which puts the preset in force";

const PARTS: [&str; 2] = ["parameters", "prices"];

const LATEST: &str = "SELECT number, version, body FROM policy ORDER BY number DESC LIMIT 1";
