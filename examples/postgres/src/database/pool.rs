//! Connections, as many as asked for and no more, each with its statements prepared once.

use std::time::Duration;

use anyhow::Result;
pub use deadpool_postgres::{Client, GenericClient as Sql, Pool};
use deadpool_postgres::{Manager, ManagerConfig, PoolError, RecyclingMethod, Runtime};
use tokio_postgres::{NoTls, error::SqlState};

use super::Address;

/// A pool of at most so many connections. None is opened before one is asked for.
///
/// # Errors
///
/// Never in practice: the pool is given the runtime that its waiting needs.
pub fn pool(address: &Address, connections: usize) -> Result<Pool> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(address.config(), NoTls, recycling);
    Ok(Pool::builder(manager)
        .max_size(connections)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .runtime(Runtime::Tokio1)
        .build()?)
}

/// Whether the connection, or the server behind it, went away: the same can be asked again on another
/// one.
#[must_use]
pub fn is_torn(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        if let Some(error) = cause.downcast_ref::<tokio_postgres::Error>() {
            return error.is_closed() || error.code().is_some_and(is_passing);
        }
        matches!(cause.downcast_ref(), Some(PoolError::Timeout(_))) || cause.is::<std::io::Error>()
    })
}

/// What the server says while it stops, starts or resolves a deadlock.
fn is_passing(code: &SqlState) -> bool {
    [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::CONNECTION_EXCEPTION,
        SqlState::CONNECTION_FAILURE,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
    ]
    .contains(code)
}

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
