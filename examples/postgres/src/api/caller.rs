//! Who is asking: the key of a request, and what it allows.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use pec_renewal::{Mailbox, values::AccountId};

use super::{
    Api,
    key::{self, Granted, Key},
    problem::{Kind, Problem},
    scope::Scope,
};

/// Whoever sent a request, as far as its key says.
#[derive(Clone, Debug)]
pub struct Caller(Granted);

impl Caller {
    /// What names the key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0.id
    }

    /// Makes sure that the key has this scope.
    ///
    /// # Errors
    ///
    /// Where it has not.
    pub fn require(&self, scope: Scope) -> Result<(), Problem> {
        if self.has(scope) { Ok(()) } else { Err(Problem::scope_too_small(scope)) }
    }

    /// Whether the key has this scope.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.0.scopes.contains(&scope)
    }

    /// Whether the key sees the mailboxes of this account.
    #[must_use]
    pub fn sees(&self, account: AccountId) -> bool {
        self.0.account.is_none_or(|only| only == account)
    }

    /// The mailbox, if there is one and the key sees it.
    ///
    /// # Errors
    ///
    /// Where there is none, or the key does not see it: whoever asks cannot tell which.
    pub fn seen(&self, mailbox: Option<Mailbox>) -> Result<Mailbox, Problem> {
        let seen = mailbox.filter(|mailbox| self.sees(mailbox.account()));
        seen.ok_or_else(Problem::no_such_mailbox)
    }
}

/// The id of the key that a request was made with, for its line in the log.
#[derive(Clone, Debug, Default)]
pub struct KeyOfRequest(Arc<std::sync::OnceLock<String>>);

impl KeyOfRequest {
    /// The id, once it is known.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.get().map_or("", String::as_str)
    }
}

impl FromRequestParts<Arc<Api>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Problem> {
        let Some(sent) = parts.headers.get(header::AUTHORIZATION) else {
            return Err(Problem::new(
                Kind::NoKey,
                "send a key in the header `Authorization: Bearer pec_…`",
            ));
        };
        let text = sent.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        if text.is_none() {
            return Err(Problem::new(Kind::WrongKey, "send it as `Authorization: Bearer pec_…`"));
        }
        let key = text.and_then(|text| text.trim().parse::<Key>().ok());
        let granted = match key {
            Some(key) => key::find(&api.pool.get().await?, &key).await?,
            None => None,
        };
        let Some(granted) = granted else {
            return Err(Problem::new(
                Kind::WrongKey,
                "the key is not one of this service, or was revoked",
            ));
        };
        if let Some(of_request) = parts.extensions.get::<KeyOfRequest>() {
            // A request is asked for its key once.
            let _ = of_request.0.set(granted.id.clone());
        }
        Ok(Self(granted))
    }
}
