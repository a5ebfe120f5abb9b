//! The keys that are known: their ids, scopes and hashes, and never a secret.

use anyhow::{Result, bail, ensure};
use comfy_table::{Table, presets};
use pec_renewal::values::{AccountId, uuid::Uuid};
use tokio_postgres::Row;

use super::Key;
use crate::{api::scope::Scope, database::Sql};

/// What a key allows.
#[derive(Clone, Debug)]
pub struct Granted {
    /// What names the key.
    pub id: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The only account that it sees; none where it sees all.
    pub account: Option<AccountId>,
}

/// A key as it is listed.
#[derive(Clone, Debug)]
pub struct Listed {
    /// What it allows.
    pub granted: Granted,
    /// Whose it is.
    pub note: String,
    /// When it was made, as the server writes it.
    pub created: String,
    /// When it was revoked, if it was.
    pub revoked: Option<String>,
}

/// Makes a key. What is given back is not kept: whoever loses it makes another.
///
/// # Errors
///
/// Where the scopes contradict each other, or the database cannot be written.
pub async fn create(
    sql: &impl Sql,
    scopes: &[Scope],
    account: Option<AccountId>,
    note: &str,
) -> Result<Key> {
    ensure!(!scopes.is_empty(), "a key without a scope allows nothing: give it one with --scope");
    ensure!(
        account.is_some() || !scopes.contains(&Scope::Act),
        "the scope act is for one account: name it with --account"
    );
    let is_for_all =
        [Scope::ReportMoney, Scope::Operate].into_iter().find(|one| scopes.contains(one));
    if let (Some(_), Some(scope)) = (account, is_for_all) {
        bail!("the scope {scope} is not for one account: make a key of its own for it");
    }
    let key = Key::random()?;
    let named: Vec<String> = scopes.iter().map(Scope::to_string).collect();
    let account = account.map(AccountId::uuid);
    sql.execute(
        "INSERT INTO api_key (id, hash, scopes, account, note) VALUES ($1, $2, $3, $4, $5)",
        &[&key.id(), &key.hash(), &named, &account, &note],
    )
    .await?;
    Ok(key)
}

/// Ends a key at once: with the next request that names it.
///
/// # Errors
///
/// Where there is none of this id, or the database cannot be written. A text that is too long for an id,
/// and may be a whole key, is not repeated.
pub async fn revoke(sql: &impl Sql, id: &str) -> Result<()> {
    ensure!(
        id.len() == 16,
        "a key is named by the 16 digits that `pec-postgres key list` shows; if this was the whole key, \
         everybody on this machine could read it on the command line: revoke it by those"
    );
    let asked = "UPDATE api_key SET revoked = coalesce(revoked, now()) WHERE id = $1";
    let known = sql.execute(asked, &[&id]).await?;
    ensure!(known == 1, "there is no key {id}: `pec-postgres key list` lists them");
    Ok(())
}

/// All keys, the oldest first.
///
/// # Errors
///
/// Where the database cannot be read.
pub async fn list(sql: &impl Sql) -> Result<Vec<Listed>> {
    let rows = sql
        .query(
            "SELECT id, scopes, account, note, created::text, revoked::text \
             FROM api_key ORDER BY created, id",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let (note, created, revoked) = (row.get(3), row.get(4), row.get(5));
            Ok(Listed { granted: granted(row)?, note, created, revoked })
        })
        .collect()
}

/// The keys as a table for people.
#[must_use]
pub fn table(keys: &[Listed]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["key", "scopes", "account", "created", "revoked", "note"]);
    for Listed { granted: Granted { id, scopes, account }, note, created, revoked } in keys {
        let scopes: Vec<String> = scopes.iter().map(Scope::to_string).collect();
        let account = account.map_or_else(|| "all".to_owned(), |account| account.to_string());
        let revoked = revoked.as_deref().unwrap_or("no");
        table.add_row([id, &scopes.join(" "), &account, created, revoked, note]);
    }
    table.to_string()
}

/// What a key allows; none where it is not known, its secret is another, or it was revoked.
///
/// The table is asked for each request, so a key that is revoked ends at once.
///
/// # Errors
///
/// Where the database cannot be read.
pub async fn find(sql: &impl Sql, key: &Key) -> Result<Option<Granted>> {
    let row = sql
        .query_opt(
            "SELECT id, scopes, account, hash FROM api_key WHERE id = $1 AND revoked IS NULL",
            &[&key.id()],
        )
        .await?;
    // An id that is not known takes as long as one that is.
    let hash: Vec<u8> = row.as_ref().map_or_else(|| vec![0; 32], |row| row.get(3));
    match row.filter(|_| key.is_of(&hash)) {
        Some(row) => Ok(Some(granted(&row)?)),
        None => Ok(None),
    }
}

fn granted(row: &Row) -> Result<Granted> {
    let scopes: Vec<String> = row.get(1);
    let scopes = scopes.iter().map(|scope| scope.parse()).collect::<Result<_>>()?;
    let account: Option<Uuid> = row.get(2);
    Ok(Granted { id: row.get(0), scopes, account: account.map(AccountId::from) })
}
