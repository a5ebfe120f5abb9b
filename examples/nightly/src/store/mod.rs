//! The database: opened with care, or refused with a reason.
//!
//! Write-ahead logging with `synchronous = NORMAL`: a transaction is whole or absent after the
//! process dies, and after the power goes, though then the last ones may be absent. So before
//! anything leaves for the outside, [`Store::sync`] brings all that is recorded to the disk. Waiting
//! for the disk at each commit instead would bring nothing more: what was lost is found as not done,
//! and is done again.
//!
//! The log is written back to the database when it has grown to 64 MiB, not to SQLite's 4: a page
//! that many transactions write (the end of an index, the counts) is then written back once for all
//! of them, and the disk is waited for less often. It costs that much room beside the database while
//! a run lasts, and a moment of reading after a run was killed.

mod trouble;

use std::{path::Path, time::Duration};

use anyhow::{Context, Result, bail};
use pec_renewal::values::Day;
use rusqlite::{
    Connection, OptionalExtension, Transaction, TransactionBehavior, config::DbConfig, params,
};

pub use self::trouble::explained;

/// An open database of a portfolio, held by this run alone.
#[derive(Debug)]
pub struct Store {
    db: Connection,
}

impl Store {
    /// Opens the database of that file, or creates it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened, is no database of ours, is of another schema, or is held by
    /// another run.
    pub fn open(path: &Path) -> Result<Self> {
        let open = || {
            let mut store = Self { db: Connection::open(path)? };
            match store.make_ready() {
                // A refusal of ours says why; that of the database is explained below.
                Err(error) if !error.is::<rusqlite::Error>() => {
                    Err(error.context(format!("cannot use the database {}", path.display())))
                }
                ready => ready.map(|()| store),
            }
        };
        open().map_err(|error| explained(error, path))
    }

    /// A database that is gone when it is closed: on disk, where it is large.
    ///
    /// # Errors
    ///
    /// Where none can be made.
    pub fn temporary() -> Result<Self> {
        let mut store = Self { db: Connection::open("")? };
        store.make_ready().context("cannot make a temporary database")?;
        Ok(store)
    }

    /// The connection, for reading.
    #[must_use]
    pub const fn db(&self) -> &Connection {
        &self.db
    }

    /// A transaction that holds the right to write from its beginning.
    ///
    /// # Errors
    ///
    /// Where the database does not give it.
    pub fn transaction(&mut self) -> Result<Transaction<'_>> {
        Ok(self.db.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Does all of something large in one transaction, or nothing of it.
    ///
    /// A write-ahead log would hold every page of it until the end. A rollback journal keeps only
    /// what stood there before, so what is added to an empty database costs no more than itself.
    ///
    /// # Errors
    ///
    /// Where the work fails, and then nothing of it stands, or the database cannot be written.
    pub fn bulk_transaction<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T>,
    ) -> Result<T> {
        self.journal("DELETE", "FULL")?;
        let transaction = self.transaction()?;
        let done = match work(&transaction) {
            Ok(done) => transaction.commit().map(|()| done).map_err(Into::into),
            // Dropped, not asked to roll back: a full disk has given it up already.
            Err(error) => {
                drop(transaction);
                Err(error)
            }
        };
        self.journal("WAL", "NORMAL")?;
        done
    }

    /// Brings everything recorded so far to the disk.
    ///
    /// # Errors
    ///
    /// Where the disk refuses.
    pub fn sync(&self) -> Result<()> {
        self.db
            .query_row("PRAGMA wal_checkpoint(FULL)", [], |_| Ok(()))
            .context("cannot bring the database to the disk: is it full?")
    }

    /// Looks first and writes later: a file that is not ours is left as it is.
    fn make_ready(&mut self) -> Result<()> {
        self.db.busy_timeout(Duration::from_secs(1))?;
        let number = |sql: &str| self.db.query_row(sql, [], |row| row.get::<_, i64>(0));
        let version = number("PRAGMA user_version")?;
        let application = number("PRAGMA application_id")?;
        let tables = number("SELECT count(*) FROM sqlite_schema")?;
        match (application, version, tables) {
            (0, 0, 0) => {
                self.take_hold()?;
                let transaction = self.transaction()?;
                transaction.execute_batch(SCHEMA)?;
                transaction.pragma_update(None, "application_id", APPLICATION)?;
                transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
                transaction.commit()?;
                Ok(())
            }
            (APPLICATION, SCHEMA_VERSION, _) => Ok(self.take_hold()?),
            (APPLICATION, newer, _) if SCHEMA_VERSION < newer => bail!(
                "it has schema {newer}, and this program knows schema {SCHEMA_VERSION} alone: use \
                 the newer program that wrote it"
            ),
            (APPLICATION, older, _) => bail!(
                "it has schema {older}, and this program knows schema {SCHEMA_VERSION} alone: use \
                 the program that wrote it, or begin another database with --database"
            ),
            (_, _, _) => {
                bail!("it is not a database of pec-nightly: name another file with --database")
            }
        }
    }

    fn journal(&self, mode: &str, synchronous: &str) -> rusqlite::Result<()> {
        self.db.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()))?;
        self.db.pragma_update(None, "synchronous", synchronous)
    }

    /// A second run beside this one could only disturb it, so the file is held until the end.
    fn take_hold(&self) -> rusqlite::Result<()> {
        self.db.set_prepared_statement_cache_capacity(64);
        // A statement keeps its plan. Otherwise SQLite makes some plans anew at every use, for what was
        // bound this time, and that takes longer than the reading.
        self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        self.db.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
        self.db.pragma_update(None, "cache_size", CACHE_KIB)?;
        self.journal("WAL", "NORMAL")?;
        self.db.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        self.db.execute_batch("BEGIN EXCLUSIVE; COMMIT")
    }
}

/// What was settled for the whole database under this name.
///
/// # Errors
///
/// Where the database cannot be read.
pub fn setting(db: &Connection, name: &str) -> Result<Option<String>> {
    let found = db
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Settles something for the whole database.
///
/// # Errors
///
/// Where the database cannot be written.
pub fn set(db: &Connection, name: &str, value: &str) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO setting (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![name, value])?;
    Ok(())
}

/// A day as it is stored.
///
/// # Errors
///
/// Where the database holds something else.
pub fn day(text: &str) -> Result<Day> {
    text.parse().with_context(|| format!("the database holds the day {text:?}"))
}

/// Pages kept in memory, 64 MiB: negative, as SQLite counts them in KiB then.
const CACHE_KIB: i64 = -65_536;
/// How far the log grows before it is written back: 64 MiB, in pages of 4 KiB.
const LOG_PAGES: i64 = 16_384;
const SCHEMA: &str = include_str!("schema.sql");
const SCHEMA_VERSION: i64 = 6;
/// Marks the file as ours: the letters PECN.
const APPLICATION: i64 = 0x5045_434E;
