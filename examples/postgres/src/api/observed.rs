//! Around every request: its time, its line in the log, and its place in the metrics.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::info;

use super::{
    Api,
    caller::KeyOfRequest,
    problem::{Kind, Problem},
};

/// Answers a request in time or says that it took too long, and tells of it.
///
/// The log has the route and not the path, the key's id and not the key; no body is ever logged.
pub(super) async fn observed(
    State(api): State<Arc<Api>>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| "none".to_owned());
    let key = KeyOfRequest::default();
    request.extensions_mut().insert(key.clone());
    let limit = api.limits.request_time;
    let mut response = match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            Kind::TookTooLong,
            "it was given up, and may have been done: send it again with the same Idempotency-Key, or \
             look at the mailbox first",
        )
        .into_response(),
    };
    // Nobody between here and the caller keeps a copy.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let (status, took) = (response.status(), began.elapsed());
    // A made-up method would be a name of its own in the metrics.
    let known = matches!(method.as_str(), "GET" | "HEAD" | "POST" | "PUT");
    let method = if known { method.as_str() } else { "other" };
    api.metrics.answered(method, &route, status, took);
    info!(
        method,
        route,
        status = status.as_u16(),
        took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        key = key.id(),
        "request"
    );
    response
}
