//! `Idempotency-Key`: whoever does not know whether a request arrived sends it again, and gets the
//! answer that it had.
//!
//! The name is taken in the transaction of what the request does, and the answer is written there. So
//! there is no moment at which one stands without the other, however the program ends. Where the same
//! comes twice at once, the second waits for the first: the database lets nobody take the same name
//! before that is known.

use std::time::Duration;

use anyhow::Result;
use axum::http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};

use super::problem::{Kind, Problem};
use crate::database::Sql;

/// The name under which an answer is kept: of this key, for this route.
#[derive(Clone, Debug)]
pub struct Name {
    /// The id of the caller's key.
    pub api_key: String,
    /// Method and path.
    pub route: String,
    /// The `Idempotency-Key`.
    pub text: String,
}

/// An answer as it was given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its body.
    pub body: String,
}

/// The `Idempotency-Key` of a request, if it has one.
///
/// # Errors
///
/// Where it is no text of 1 to 200 visible characters.
pub fn sent(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| is_name(text));
    match text {
        Some(text) => Ok(Some(text.to_owned())),
        None => Err(Problem::new(
            Kind::WrongParameter,
            "an Idempotency-Key is 1 to 200 visible ASCII characters, such as a UUID",
        )),
    }
}

/// Whether a text can name something here: it is short, and can be shown.
#[must_use]
pub fn is_name(text: &str) -> bool {
    (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Takes a name in the caller's transaction, or gives the answer that is kept under it.
///
/// # Errors
///
/// Where the name was used for another body, or the database cannot be written.
pub async fn take(
    sql: &impl Sql,
    name: &Name,
    body: &[u8],
    kept: Duration,
) -> Result<Option<Answer>, Problem> {
    let Name { api_key, route, text } = name;
    let digest = Sha256::digest(body).to_vec();
    let taken =
        sql.query_opt(TAKE, &[&api_key, &route, &text, &digest, &kept.as_secs_f64()]).await?;
    if taken.is_some() {
        return Ok(None);
    }
    let row = sql
        .query_one(
            "SELECT digest, status, body FROM api_answer \
             WHERE api_key = $1 AND route = $2 AND name = $3",
            &[&api_key, &route, &text],
        )
        .await?;
    if row.get::<_, Vec<u8>>(0) != digest {
        return Err(Problem::new(
            Kind::IdempotencyKeyReused,
            "this Idempotency-Key came with another body before: a new request needs a new one",
        ));
    }
    let (status, body): (Option<i16>, Option<String>) = (row.get(1), row.get(2));
    let status = status.and_then(|status| StatusCode::from_u16(status.try_into().ok()?).ok());
    match (status, body) {
        (Some(status), Some(body)) => Ok(Some(Answer { status, body })),
        _ => Err(Problem::from(anyhow::anyhow!("an answer is kept without what it says"))),
    }
}

/// Keeps the answer, in the same transaction.
///
/// # Errors
///
/// Where the database cannot be written.
pub async fn keep(sql: &impl Sql, name: &Name, answer: &Answer) -> Result<()> {
    let status = i16::try_from(answer.status.as_u16())?;
    sql.execute(
        "UPDATE api_answer SET status = $4, body = $5 \
         WHERE api_key = $1 AND route = $2 AND name = $3",
        &[&name.api_key, &name.route, &name.text, &status, &answer.body],
    )
    .await?;
    Ok(())
}

/// Forgets the answers whose time is over, and says how many.
///
/// # Errors
///
/// Where the database cannot be written.
pub async fn forget(sql: &impl Sql) -> Result<u64> {
    Ok(sql.execute("DELETE FROM api_answer WHERE until <= now()", &[]).await?)
}

// A name whose time is over is free again, forgotten or not.
const TAKE: &str = "
INSERT INTO api_answer (api_key, route, name, digest, until)
VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
ON CONFLICT (api_key, route, name) DO UPDATE
    SET digest = excluded.digest, until = excluded.until, status = NULL, body = NULL
    WHERE api_answer.until <= now()
RETURNING name";
