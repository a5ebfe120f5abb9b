//! What is given: commands, openings and reports. Each is decided and written in one transaction.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use deadpool_postgres::Transaction;
use pec_renewal::{
    Command, Opening,
    values::{AccountId, MailboxId, uuid::Uuid},
};
use pec_step::Verdict;
use serde::Deserialize;
use serde_json::{Value, json};
use tracing::info;

use super::{
    Api,
    caller::Caller,
    idempotency::{self, Answer, Name},
    masking::mask,
    parameter,
    problem::{Kind, PROBLEM_JSON, Problem},
    scope::Scope,
    seen::told,
    sent::Sent,
};
use crate::{
    clock::instant,
    database::{Client, Sql},
    store::{Decision, decide_now},
};

/// What somebody outside reports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reported {
    mailbox: MailboxId,
    report: Command,
}

/// `POST /mailboxes/{mailbox}/commands`
pub(super) async fn command(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(mailbox): Path<String>,
    headers: HeaderMap,
    sent: Sent<Command>,
) -> Result<Response, Problem> {
    let command = &sent.content;
    require_scope_for(&caller, command)?;
    if let Command::Open(_) = command {
        return Err(Problem::new(Kind::WrongContent, "put an opening at /mailboxes/{mailbox}"));
    }
    if command.is_report() {
        let why =
            "a report comes in once, under its sender's name for it: put it at /reports/{name}";
        return Err(Problem::new(Kind::WrongContent, why));
    }
    let id: MailboxId = parameter("mailbox", &mailbox)?;
    let name = idempotency::sent(&headers)?.map(|text| Name {
        api_key: caller.key().to_owned(),
        route: format!("POST /mailboxes/{id}/commands"),
        text,
    });
    let mut client = api.pool.get().await?;
    let transaction = begin(&api, &mut client).await?;
    if let Some(name) = &name {
        let kept =
            idempotency::take(&transaction, name, &sent.bytes, api.limits.answers_kept).await?;
        if let Some(answer) = kept {
            return Ok(as_it_was(answer));
        }
    }
    require_seen(&transaction, &caller, id).await?;
    let decision = decide(&api, &transaction, id, command).await?;
    if let Verdict::Refused(refusal) = decision.verdict {
        // Nothing is kept: whoever waits as he is told, and asks again, is answered anew.
        transaction.rollback().await?;
        api.metrics.decided("refused");
        return Err(Problem::from(refusal));
    }
    let answer = Answered::of(&caller, id, StatusCode::OK, &decision)?;
    if let Some(name) = &name {
        idempotency::keep(&transaction, name, &answer.kept()?).await?;
    }
    transaction.commit().await?;
    api.tell(id, &decision);
    Ok(answer.into_response())
}

/// `PUT /mailboxes/{mailbox}`
pub(super) async fn opening(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(mailbox): Path<String>,
    sent: Sent<Opening>,
) -> Result<Response, Problem> {
    let command = Command::Open(Box::new(sent.content));
    require_scope_for(&caller, &command)?;
    let id: MailboxId = parameter("mailbox", &mailbox)?;
    let Command::Open(opening) = &command else { return Err(Problem::no_such_mailbox()) };
    if opening.mailbox != id {
        let why = format!("the path names mailbox {id}, and the opening {}", opening.mailbox);
        return Err(Problem::new(Kind::WrongContent, why));
    }
    let mut client = api.pool.get().await?;
    let transaction = begin(&api, &mut client).await?;
    let decision = decide(&api, &transaction, id, &command).await?;
    let status = if decision.events.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    let answer = Answered::of(&caller, id, status, &decision)?;
    transaction.commit().await?;
    api.tell(id, &decision);
    Ok(answer.into_response())
}

/// `PUT /reports/{name}`
pub(super) async fn report(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(name): Path<String>,
    sent: Sent<Reported>,
) -> Result<Response, Problem> {
    let Reported { mailbox: id, report } = sent.content;
    require_scope_for(&caller, &report)?;
    if !report.is_report() {
        let why = "this is a command: post it to /mailboxes/{mailbox}/commands";
        return Err(Problem::new(Kind::WrongContent, why));
    }
    if !idempotency::is_name(&name) {
        let why = "a report's name is 1 to 200 visible ASCII characters: the sender's own for it";
        return Err(Problem::new(Kind::WrongParameter, why));
    }
    // Apart from the names that workers and gateway give: none of theirs can be taken from here.
    let name = format!("api/{name}");
    let mut client = api.pool.get().await?;
    let transaction = begin(&api, &mut client).await?;
    require_seen(&transaction, &caller, id).await?;
    let at = instant(api.clock.now()?);
    let body = serde_json::to_string(&report).map_err(anyhow::Error::from)?;
    let taken = transaction.query_opt(TAKE_REPORT, &[&name, &id.uuid(), &at, &body]).await?;
    if taken.is_none() {
        return known_report(&transaction, &caller, &name, id, &report).await;
    }
    let decision = decide(&api, &transaction, id, &report).await?;
    if let Verdict::Refused(refusal) = decision.verdict {
        // Nothing is kept: what is sent again under this name is looked at again.
        transaction.rollback().await?;
        api.metrics.decided("refused");
        return Err(Problem::from(refusal));
    }
    let verdict = decision.verdict.to_string();
    transaction
        .execute("UPDATE report SET verdict = $2 WHERE source = $1", &[&name, &verdict])
        .await?;
    let answer = Answered::of(&caller, id, StatusCode::CREATED, &decision)?;
    transaction.commit().await?;
    api.tell(id, &decision);
    Ok(answer.into_response())
}

/// What became of a report that is known already, if it is the same.
async fn known_report(
    sql: &impl Sql,
    caller: &Caller,
    name: &str,
    id: MailboxId,
    report: &Command,
) -> Result<Response, Problem> {
    let row = sql
        .query_one("SELECT mailbox, command, verdict FROM report WHERE source = $1", &[&name])
        .await?;
    let known: Command = serde_json::from_str(row.get(1)).map_err(anyhow::Error::from)?;
    if row.get::<_, Uuid>(0) != id.uuid() || known != *report {
        let why = "another report came under this name before: each has a name of its own";
        return Err(Problem::new(Kind::ReportDiffers, why));
    }
    require_scope_for(caller, &known)?;
    let verdict: Option<String> = row.get(2);
    let became = verdict.unwrap_or_else(|| "it waits to be handled".to_owned());
    let answer = json!({ "mailbox": id, "verdict": "known", "became": became, "events": [] });
    Ok(Json(answer).into_response())
}

/// An answer to something given, before it is sent.
struct Answered {
    status: StatusCode,
    body: Value,
}

impl Answered {
    fn of(
        caller: &Caller,
        id: MailboxId,
        status: StatusCode,
        decision: &Decision,
    ) -> Result<Self, Problem> {
        let Decision { verdict, events, after } = decision;
        let verdict = match verdict {
            Verdict::AlreadySo => "already-so",
            Verdict::Recorded(_) => "recorded",
            Verdict::Refused(refusal) => {
                let problem = Problem::from(refusal.clone());
                let status = problem.status();
                let body = serde_json::to_value(problem).map_err(anyhow::Error::from)?;
                return Ok(Self { status, body });
            }
        };
        let sequence = after.as_ref().map_or(0, pec_renewal::Mailbox::sequence);
        let first = sequence.saturating_sub(events.len() as u64).saturating_add(1);
        let events: Vec<Value> =
            (first..).zip(events).map(|(number, event)| told(number, event)).collect();
        let mut body =
            json!({ "mailbox": id, "verdict": verdict, "sequence": sequence, "events": events });
        if !caller.has(Scope::TaxIds) {
            mask(&mut body);
        }
        Ok(Self { status, body })
    }

    fn kept(&self) -> Result<Answer, Problem> {
        let body = serde_json::to_string(&self.body).map_err(anyhow::Error::from)?;
        Ok(Answer { status: self.status, body })
    }
}

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if !self.status.is_success() {
            response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM_JSON);
        }
        response
    }
}

fn as_it_was(Answer { status, body }: Answer) -> Response {
    let mut response = (status, body).into_response();
    let json = header::HeaderValue::from_static("application/json");
    let content_type = if status.is_success() { json } else { PROBLEM_JSON };
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

fn require_scope_for(caller: &Caller, command: &Command) -> Result<(), Problem> {
    match Scope::needed_for(command) {
        Some(scope) => caller.require(scope),
        None => Err(Problem::new(
            Kind::ScopeTooSmall,
            format!("no key may give the command {} here", command.name()),
        )),
    }
}

/// A transaction that does not wait long for others.
async fn begin<'a>(api: &Api, client: &'a mut Client) -> Result<Transaction<'a>, Problem> {
    let transaction = client.transaction().await?;
    let patience = api.limits.lock_time.as_millis();
    transaction.batch_execute(&format!("SET LOCAL lock_timeout = {patience}")).await?;
    Ok(transaction)
}

/// Locks the mailbox, so that what is decided on it stands, and makes sure that the caller sees it.
async fn require_seen(sql: &impl Sql, caller: &Caller, id: MailboxId) -> Result<(), Problem> {
    let lock = "SELECT account FROM mailbox WHERE id = $1 FOR NO KEY UPDATE";
    let row = sql.query_opt(lock, &[&id.uuid()]).await?;
    let account = row.map(|row| AccountId::from(row.get::<_, Uuid>(0)));
    if account.is_some_and(|account| caller.sees(account)) {
        Ok(())
    } else {
        Err(Problem::no_such_mailbox())
    }
}

async fn decide(
    api: &Api,
    sql: &impl Sql,
    id: MailboxId,
    command: &Command,
) -> Result<Decision, Problem> {
    let policy = api.policy(sql).await?;
    Ok(decide_now(sql, id, command, &policy, api.clock.now()?).await?)
}

impl Api {
    /// Says in log and metrics what was decided: each event with its rule, and nothing that is private.
    fn tell(&self, mailbox: MailboxId, decision: &Decision) {
        self.metrics.decided(match decision.verdict {
            Verdict::AlreadySo => "already-so",
            Verdict::Recorded(_) => "recorded",
            Verdict::Refused(_) => "refused",
        });
        for event in &decision.events {
            info!(%mailbox, event = event.fact.name(), rule = %event.rule(), "recorded");
        }
    }
}

const TAKE_REPORT: &str = "
INSERT INTO report (source, mailbox, due, command, handled) VALUES ($1, $2, $3, $4, $3)
ON CONFLICT (source) DO NOTHING RETURNING id";
