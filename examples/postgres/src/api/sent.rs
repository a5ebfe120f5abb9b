//! The body of a request: JSON of a known form, no larger and no slower than is allowed.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::header,
};
use serde::de::DeserializeOwned;

use super::{
    Api,
    problem::{Kind, Problem},
};

/// A body as it came, and what it says.
#[derive(Clone, Debug)]
pub struct Sent<T> {
    /// What it says.
    pub content: T,
    /// The bytes, of which a digest is kept.
    pub bytes: Bytes,
}

impl<T: DeserializeOwned> FromRequest<Arc<Api>> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Arc<Api>) -> Result<Self, Problem> {
        let content_type = request.headers().get(header::CONTENT_TYPE);
        let essence = content_type
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.split(';').next());
        if !essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json")) {
            return Err(Problem::new(
                Kind::NotJson,
                "send the body with the header `Content-Type: application/json`",
            ));
        }
        let bytes = read(request.into_body(), api).await?;
        Ok(Self { content: parse(&bytes)?, bytes })
    }
}

async fn read(body: Body, api: &Api) -> Result<Bytes, Problem> {
    let limits = &api.limits;
    let read = axum::body::to_bytes(body, limits.body_bytes);
    match tokio::time::timeout(limits.body_time, read).await {
        Err(_) => Err(Problem::new(
            Kind::TooSlow,
            format!("the body did not come within {} s", limits.body_time.as_secs_f32()),
        )),
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_large(&error) => Err(Problem::new(
            Kind::TooLarge,
            format!("a body has at most {} bytes", limits.body_bytes),
        )),
        Ok(Err(_)) => Err(Problem::new(Kind::MalformedJson, "the body ended before its end")),
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let content = serde_path_to_error::deserialize(&mut source).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        if error.is_data() {
            Problem::new(Kind::WrongContent, format!("at {path}: {error}"))
        } else {
            malformed(&error)
        }
    })?;
    source.end().map_err(|error| malformed(&error))?;
    Ok(content)
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new(Kind::MalformedJson, error.to_string())
}
