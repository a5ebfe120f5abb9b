//! The server: how it is reached, and the tables that must be there.
//!
//! Connections come from a [`Pool`], each with its statements prepared once. The schema is a list of
//! numbered files ([`migrate`]); whoever works with a database first makes sure that it has them all
//! ([`ensure_current`]), so that no program ever works with tables that it does not know.

mod address;
mod migrations;
mod pool;

pub use self::{
    address::Address,
    migrations::{MIGRATIONS, Migrated, Migration, ensure_current, migrate, migrate_with},
    pool::{Client, Pool, Sql, is_torn, pool},
};
