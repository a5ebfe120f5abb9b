//! The API as its callers meet it: a real server on a real PostgreSQL.
//!
//! `examples/postgres/test` starts one and runs them. Whatever is asked and answered here is held against
//! the document that the API serves (see `client`).

mod bad_input;
mod client;
mod commands;
mod document;
mod failing;
mod home;
mod idempotency;
mod keys;
mod limits;
mod log;
mod mailboxes;
mod metrics;
mod program;
mod reports;
mod seen;
