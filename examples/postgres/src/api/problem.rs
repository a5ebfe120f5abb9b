//! What an answer says where nothing was done: RFC 9457, with who can act and whether waiting helps.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use deadpool_postgres::{PoolError, TimeoutType};
use pec_renewal::{Refusal, Who};
use serde::Serialize;
use tracing::error;

use super::scope::Scope;

/// Why nothing was done. Its code is stable, and is what a program should read.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Problem(Box<Members>);

/// The members of RFC 9457, and ours.
#[derive(Clone, Debug, Serialize)]
struct Members {
    r#type: String,
    title: &'static str,
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    detail: String,
    code: &'static str,
    #[serde(serialize_with = "as_text")]
    who: Who,
    waiting_helps: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
}

/// What can be wrong besides what the engine refuses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// The request names no key.
    NoKey,
    /// It names one that is not known, or not any more.
    WrongKey,
    /// The key allows something else.
    ScopeTooSmall,
    /// There is no such route.
    NoSuchRoute,
    /// The route is there for another method.
    WrongMethod,
    /// Something in the path, the query or a header cannot be read.
    WrongParameter,
    /// The body is not said to be JSON.
    NotJson,
    /// The body is not JSON.
    MalformedJson,
    /// The body is JSON, but not what the route takes.
    WrongContent,
    /// The body is too large.
    TooLarge,
    /// The body did not come in time.
    TooSlow,
    /// The `Idempotency-Key` was used for another body.
    IdempotencyKeyReused,
    /// The report's name was used for another one.
    ReportDiffers,
    /// The same mailbox, or the same request, is being worked on.
    StillAtWork,
    /// It took too long.
    TookTooLong,
    /// Too many requests are waiting.
    Overloaded,
    /// The database is not there.
    DatabaseUnreachable,
    /// No policy is in force.
    NoPolicy,
    /// The program is at fault.
    Fault,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::NoKey,
        Self::WrongKey,
        Self::ScopeTooSmall,
        Self::NoSuchRoute,
        Self::WrongMethod,
        Self::WrongParameter,
        Self::NotJson,
        Self::MalformedJson,
        Self::WrongContent,
        Self::TooLarge,
        Self::TooSlow,
        Self::IdempotencyKeyReused,
        Self::ReportDiffers,
        Self::StillAtWork,
        Self::TookTooLong,
        Self::Overloaded,
        Self::DatabaseUnreachable,
        Self::NoPolicy,
        Self::Fault,
    ];

    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoKey => "no-key",
            Self::WrongKey => "wrong-key",
            Self::ScopeTooSmall => "scope-too-small",
            Self::NoSuchRoute => "no-such-route",
            Self::WrongMethod => "wrong-method",
            Self::WrongParameter => "wrong-parameter",
            Self::NotJson => "not-json",
            Self::MalformedJson => "malformed-json",
            Self::WrongContent => "wrong-content",
            Self::TooLarge => "too-large",
            Self::TooSlow => "too-slow",
            Self::IdempotencyKeyReused => "idempotency-key-reused",
            Self::ReportDiffers => "report-differs",
            Self::StillAtWork => "still-at-work",
            Self::TookTooLong => "took-too-long",
            Self::Overloaded => "overloaded",
            Self::DatabaseUnreachable => "database-unreachable",
            Self::NoPolicy => "no-policy",
            Self::Fault => "fault",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::NoKey => "A key is needed",
            Self::WrongKey => "The key is not known",
            Self::ScopeTooSmall => "The key does not allow this",
            Self::NoSuchRoute => "There is no such route",
            Self::WrongMethod => "The route takes another method",
            Self::WrongParameter => "A parameter cannot be read",
            Self::NotJson => "The body must be JSON",
            Self::MalformedJson => "The body is not JSON",
            Self::WrongContent => "The body is not what this route takes",
            Self::TooLarge => "The body is too large",
            Self::TooSlow => "The body did not come in time",
            Self::IdempotencyKeyReused => "The Idempotency-Key was used for another body",
            Self::ReportDiffers => "The name was used for another report",
            Self::StillAtWork => "It is being worked on",
            Self::TookTooLong => "It took too long",
            Self::Overloaded => "Too many requests are waiting",
            Self::DatabaseUnreachable => "The database is not there",
            Self::NoPolicy => "No policy is in force",
            Self::Fault => "The program is at fault",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NoKey | Self::WrongKey => StatusCode::UNAUTHORIZED,
            Self::ScopeTooSmall => StatusCode::FORBIDDEN,
            Self::NoSuchRoute => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongParameter | Self::MalformedJson => StatusCode::BAD_REQUEST,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::WrongContent | Self::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::ReportDiffers | Self::StillAtWork => StatusCode::CONFLICT,
            Self::TookTooLong | Self::Overloaded | Self::DatabaseUnreachable | Self::NoPolicy => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn who(self) -> Who {
        match self {
            Self::NoKey
            | Self::WrongKey
            | Self::ScopeTooSmall
            | Self::NoSuchRoute
            | Self::WrongMethod
            | Self::WrongParameter
            | Self::NotJson
            | Self::MalformedJson
            | Self::WrongContent
            | Self::TooLarge
            | Self::TooSlow
            | Self::IdempotencyKeyReused
            | Self::ReportDiffers => Who::Caller,
            Self::StillAtWork | Self::TookTooLong | Self::Overloaded => Who::Nobody,
            Self::DatabaseUnreachable | Self::NoPolicy | Self::Fault => Who::Provider,
        }
    }

    const fn waiting_helps(self) -> bool {
        matches!(
            self,
            Self::StillAtWork
                | Self::TookTooLong
                | Self::Overloaded
                | Self::DatabaseUnreachable
                | Self::NoPolicy
        )
    }
}

impl Problem {
    /// A problem, with what is special to this request.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Members {
            r#type: format!("urn:pec-postgres:{}", kind.code()),
            title: kind.title(),
            status: kind.status(),
            detail: detail.into(),
            code: kind.code(),
            who: kind.who(),
            waiting_helps: kind.waiting_helps(),
            rule: None,
            refusal: None,
        }))
    }

    /// The mailbox is not there, or not for this key: the two answers are the same, so that nobody
    /// learns what others have.
    #[must_use]
    pub fn no_such_mailbox() -> Self {
        Self::from(Refusal::NoSuchMailbox)
    }

    /// The key lacks a scope.
    #[must_use]
    pub fn scope_too_small(needed: Scope) -> Self {
        Self::new(
            Kind::ScopeTooSmall,
            format!("this needs a key of the scope {needed}, which the key sent does not have"),
        )
    }

    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::NoSuchMailbox => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT, // whatever else the engine refuses contradicts what it knows
        };
        Self(Box::new(Members {
            r#type: format!("urn:pec-renewal:{}", refusal.code()),
            title: "The engine refuses",
            status,
            detail: refusal.to_string(),
            code: refusal.code(),
            who: refusal.who(),
            waiting_helps: refusal.is_transient(),
            rule: Some(refusal.rule().to_string()),
            refusal: Some(refusal),
        }))
    }
}

impl From<anyhow::Error> for Problem {
    /// What went wrong behind the API is told to whoever runs it, and not to whoever calls it.
    fn from(error: anyhow::Error) -> Self {
        let locked = error.chain().any(|cause| {
            let server = cause.downcast_ref::<tokio_postgres::Error>();
            let code = server.and_then(tokio_postgres::Error::code);
            code == Some(&tokio_postgres::error::SqlState::LOCK_NOT_AVAILABLE)
        });
        if locked {
            return Self::new(
                Kind::StillAtWork,
                "somebody else is at work on it: ask again in a moment",
            );
        }
        if let Some(PoolError::Timeout(TimeoutType::Wait)) = error.downcast_ref() {
            return Self::new(
                Kind::Overloaded,
                "too many requests wait for the database: nothing was done, ask again in a moment",
            );
        }
        error!(error = format!("{error:#}"), "a request failed");
        if crate::database::is_torn(&error) {
            return Self::new(
                Kind::DatabaseUnreachable,
                "the database cannot be reached: nothing is known to be written, ask again",
            );
        }
        Self::new(Kind::Fault, "the program's log says what happened: please report it")
    }
}

impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::from(anyhow::Error::from(error))
    }
}

impl From<PoolError> for Problem {
    fn from(error: PoolError) -> Self {
        Self::from(anyhow::Error::from(error))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
        if self.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, BEARER);
        }
        response
    }
}

// The functions that serde calls take what they write by reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn as_text<S: serde::Serializer>(who: &Who, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(who)
}

/// The media type of RFC 9457.
pub const PROBLEM_JSON: axum::http::HeaderValue =
    axum::http::HeaderValue::from_static("application/problem+json");

const BEARER: axum::http::HeaderValue =
    axum::http::HeaderValue::from_static("Bearer realm=\"pec-postgres\"");
