//! The schema, as numbered files: applied in their order, each once, and never changed afterwards.

use anyhow::{Result, bail, ensure};
use sha2::{Digest, Sha256};

use super::{Client, Sql};

/// One file of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place, from 1.
    pub number: i32,
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// What it does.
    pub sql: &'static str,
}

/// What a migration of the database came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Migrated {
    /// The files that were applied now.
    pub applied: Vec<&'static str>,
    /// How many there are in all.
    pub files: usize,
}

/// Brings the schema of a database to that of this program, in one transaction.
///
/// # Errors
///
/// Where a file was changed after it had been applied, the database has files that this program does
/// not know, or it cannot be written.
pub async fn migrate(client: &mut Client) -> Result<Migrated> {
    migrate_with(client, &MIGRATIONS).await
}

/// The same with files of the caller's.
///
/// # Errors
///
/// As [`migrate`].
pub async fn migrate_with(client: &mut Client, files: &[Migration]) -> Result<Migrated> {
    let transaction = client.transaction().await?;
    // One at a time: whoever comes second finds everything applied.
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    transaction.batch_execute(TABLE).await?;
    let applied = compare(&transaction, files).await?;
    let missing = files.get(applied..).unwrap_or_default();
    for file in missing {
        transaction.batch_execute(file.sql).await?;
        transaction
            .execute(
                "INSERT INTO migration (number, name, digest) VALUES ($1, $2, $3)",
                &[&file.number, &file.name, &digest(file)],
            )
            .await?;
    }
    transaction.commit().await?;
    Ok(Migrated { applied: missing.iter().map(|file| file.name).collect(), files: files.len() })
}

/// Makes sure that a database has the schema of this program.
///
/// # Errors
///
/// Where it has an older one, a newer one, or another.
pub async fn ensure_current(client: &impl Sql) -> Result<()> {
    let table = client.query_one("SELECT to_regclass('migration') IS NOT NULL", &[]).await?;
    ensure!(
        table.get::<_, bool>(0),
        "the database has no tables of ours: name another one, or run `pec-postgres migrate`"
    );
    let applied = compare(client, &MIGRATIONS).await?;
    if let Some(missing) = MIGRATIONS.get(applied) {
        bail!(
            "the database has an older schema, which lacks {}: run `pec-postgres migrate`",
            missing.name
        );
    }
    Ok(())
}

/// How many of the files were applied, each as it is today.
async fn compare(client: &impl Sql, files: &[Migration]) -> Result<usize> {
    let rows =
        client.query("SELECT number, name, digest FROM migration ORDER BY number", &[]).await?;
    for (index, row) in rows.iter().enumerate() {
        let (number, name): (i32, String) = (row.get(0), row.get(1));
        let Some(file) = files.get(index) else {
            bail!(
                "the database has a newer schema, with {name}, and this program knows {} files: use \
                 the newer program that wrote it",
                files.len()
            );
        };
        ensure!(
            file.number == number && file.name == name && digest(file) == row.get::<_, String>(2),
            "the database was made with another {name} than this program has: put that file back as it \
             was, and write what is to change as a new file"
        );
    }
    Ok(rows.len())
}

fn digest(file: &Migration) -> String {
    use std::fmt::Write;
    Sha256::digest(file.sql.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

macro_rules! migrations {
    ($($number:literal $name:literal),+ $(,)?) => {
        [$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../../migrations/", $name, ".sql")),
        }),+]
    };
}

/// The files of this program. A new one goes at the end.
pub const MIGRATIONS: [Migration; 2] = migrations![1 "0001_portfolio", 2 "0002_api"];

const TABLE: &str = "
CREATE TABLE IF NOT EXISTS migration (
    number  integer     PRIMARY KEY,
    name    text        NOT NULL,
    digest  text        NOT NULL,            -- SHA-256 of the file
    applied timestamptz NOT NULL DEFAULT now()
)";

/// Who migrates holds this lock: the letters PECM.
const LOCK: i64 = 0x5045_434d;
