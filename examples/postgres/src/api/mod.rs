//! The HTTP API: what a provider's other programs ask and tell.
//!
//! - `scope`, `key`, `caller`: who may do what; `masking`: what is hidden from whom.
//! - `given`: commands, openings, reports. Each is decided and written in one transaction, together with
//!   the answer that is kept under its `Idempotency-Key` (`idempotency`).
//! - `seen`: a mailbox, what can be done with it, what will come, what happened.
//! - `problem`: every answer that says no. `sent`: bodies, as large and as slow as `limits` allow.
//! - `observed`, `metrics`: the log's line of a request, and what is counted.
//! - `serve`: connections. `openapi.json`: the document of all this, served as it stands.
//!
//! The moment is the server's: no request names one. There is no TLS here: put a proxy in front.

mod caller;
mod given;
mod idempotency;
pub mod key;
mod limits;
mod masking;
mod metrics;
mod observed;
mod problem;
mod scope;
mod seen;
mod sent;
mod serve;

use std::{fmt::Display, str::FromStr, sync::Arc};

use anyhow::Result;
use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use pec_renewal::catalogue::Policy;
use serde_json::json;
use tokio::sync::RwLock;

pub use self::{
    limits::Limits,
    metrics::Metrics,
    problem::{Kind, Problem},
    scope::Scope,
    serve::{listen, serve},
};
use crate::{
    clock::Clock,
    database::{self, Pool, Sql},
    policy::{self, InForce},
};

/// What every request is answered from.
#[derive(Debug)]
pub struct Api {
    pool: Pool,
    clock: Clock,
    limits: Limits,
    metrics: Metrics,
    /// The policy last seen in force, so that it is not read again while it stays.
    policy: RwLock<Option<(i64, Arc<Policy>)>>,
}

impl Api {
    /// An API over these connections.
    ///
    /// # Errors
    ///
    /// Never in practice: its metrics have names of their own.
    pub fn new(pool: Pool, clock: Clock, limits: Limits) -> Result<Self> {
        Ok(Self { pool, clock, limits, metrics: Metrics::new()?, policy: RwLock::new(None) })
    }

    /// The policy in force.
    async fn policy(&self, sql: &impl Sql) -> Result<Arc<Policy>, Problem> {
        let number = policy::number(sql).await?;
        if number.is_none() {
            return Err(Problem::new(Kind::NoPolicy, policy::NONE_IN_FORCE));
        }
        let known = self.policy.read().await.clone();
        if let Some((_, policy)) = known.filter(|(known, _)| Some(*known) == number) {
            return Ok(policy);
        }
        let InForce { number, policy } = policy::in_force(sql).await?;
        let policy = Arc::new(policy);
        *self.policy.write().await = Some((number, policy.clone()));
        Ok(policy)
    }
}

/// Every route.
pub fn router(api: Arc<Api>) -> Router {
    Router::new()
        .route("/mailboxes/{mailbox}", get(seen::mailbox).put(given::opening))
        .route("/mailboxes/{mailbox}/commands", post(given::command))
        .route("/mailboxes/{mailbox}/permitted", get(seen::permissions))
        .route("/mailboxes/{mailbox}/projection", get(seen::projection))
        .route("/mailboxes/{mailbox}/history", get(seen::history))
        .route("/accounts/{account}/mailboxes", get(seen::mailboxes_of))
        .route("/reports/{name}", put(given::report))
        .route("/openapi.json", get(document))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics::metrics))
        .fallback(no_such_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(api.clone(), observed::observed))
        .with_state(api)
}

/// The document of the API.
pub const DOCUMENT: &str = include_str!("openapi.json");

async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}

async fn live() -> Response {
    Json(json!({ "live": true })).into_response()
}

/// Whether requests can be answered: the database is there, with the schema of this program and a policy.
async fn ready(State(api): State<Arc<Api>>) -> Result<Response, Problem> {
    let client = api.pool.get().await?;
    let is_ready = match database::ensure_current(&client).await {
        Ok(()) => policy::in_force(&client).await.map(drop),
        Err(error) => Err(error),
    };
    match is_ready {
        Ok(()) => Ok(Json(json!({ "ready": true })).into_response()),
        Err(error) if database::is_torn(&error) => Err(Problem::from(error)),
        Err(error) => {
            let answer = json!({ "ready": false, "why": error.to_string() });
            Ok((StatusCode::SERVICE_UNAVAILABLE, Json(answer)).into_response())
        }
    }
}

async fn no_such_route() -> Problem {
    Problem::new(Kind::NoSuchRoute, "/openapi.json lists the routes")
}

async fn wrong_method() -> Problem {
    Problem::new(Kind::WrongMethod, "/openapi.json lists the methods of each route")
}

/// Something of the path or the query, read.
fn parameter<T: FromStr<Err: Display>>(name: &str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|error| Problem::new(Kind::WrongParameter, format!("{name}: {error}")))
}
