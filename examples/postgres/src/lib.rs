//! [`pec_renewal`] over PostgreSQL: many workers, an HTTP API, and whatever kills them.

pub mod api;
pub mod args;
pub mod check;
pub mod clock;
pub mod collect;
pub mod database;
pub mod import;
pub mod policy;
pub mod simulate;
pub mod store;
pub mod worker;
