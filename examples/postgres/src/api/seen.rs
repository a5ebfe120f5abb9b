//! What is seen: a mailbox as it stands, what can be done, what will come, and what happened.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use pec_renewal::{
    Assumption, Event, Mailbox, Permission, access,
    audit::explain::{English, Language},
    permitted, project,
    values::{AccountId, Day, MailboxId},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Api,
    caller::Caller,
    masking::mask,
    parameter,
    problem::{Kind, Problem},
    scope::Scope,
};
use crate::{database::Client, store};

type Parameters<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

/// Through which day, and what becomes of the charges.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Until {
    until: String,
    assumption: Option<Assumption>,
}

/// A page of a list that is ordered by number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    after: Option<u64>,
    limit: Option<usize>,
}

/// `GET /mailboxes/{mailbox}`
pub(super) async fn mailbox(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(mailbox): Path<String>,
) -> Result<Json<Value>, Problem> {
    let (_, mailbox, today) = look(&api, &caller, &mailbox).await?;
    let package = mailbox.space().package;
    let order = mailbox.open_order_on(today).map(|order| {
        json!({
            "id": order.id,
            "purchase": order.purchase,
            "amount_due": mailbox.amount_due(today),
            "last_day": mailbox.last_day_of_order(today),
        })
    });
    Ok(answer(
        &caller,
        json!({
            "mailbox": mailbox.id(),
            "account": mailbox.account(),
            "holder": mailbox.holder(),
            "day": today,
            "state": English.state(&mailbox, today),
            "access": English.access(access(&mailbox, today)),
            "expiry": mailbox.expiry(),
            "plan": package,
            "purchase": mailbox.purchase(),
            "automatic_renewal": {
                "on": mailbox.auto_renewal().is_on(),
                "method": mailbox.auto_renewal().method(),
            },
            "order": order,
            "amount_due": mailbox.amount_due(today),
            "sequence": mailbox.sequence(),
        }),
    ))
}

/// `GET /mailboxes/{mailbox}/permitted`
pub(super) async fn permissions(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(mailbox): Path<String>,
) -> Result<Json<Value>, Problem> {
    let (client, mailbox, today) = look(&api, &caller, &mailbox).await?;
    let policy = api.policy(&client).await?;
    let actions: Vec<Value> = permitted(&mailbox, &policy, today)
        .into_iter()
        .map(|(action, permission)| {
            let is_permitted = match &permission {
                Permission::Permitted
                | Permission::PermittedBesideCharge { .. }
                | Permission::PermittedEnding { .. } => true,
                Permission::AlreadySo | Permission::Refused(_) => false,
            };
            let reason = match &permission {
                Permission::Refused(refusal) => Some(Problem::from((**refusal).clone())),
                Permission::Permitted
                | Permission::PermittedBesideCharge { .. }
                | Permission::PermittedEnding { .. }
                | Permission::AlreadySo => None,
            };
            json!({
                "action": action,
                "permitted": is_permitted,
                "permission": permission,
                "reason": reason,
            })
        })
        .collect();
    Ok(answer(&caller, json!({ "mailbox": mailbox.id(), "day": today, "actions": actions })))
}

/// `GET /mailboxes/{mailbox}/projection?until=…`
pub(super) async fn projection(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(mailbox): Path<String>,
    until: Parameters<Until>,
) -> Result<Json<Value>, Problem> {
    let Until { until, assumption } = read(until)?;
    let until: Day = parameter("until", &until)?;
    let assumption = assumption.unwrap_or(Assumption::Settled);
    let (client, mailbox, today) = look(&api, &caller, &mailbox).await?;
    let furthest = today.plus_years(PROJECTED_YEARS).unwrap_or(Day::LAST_EXPIRY);
    if until < today || furthest < until {
        let why = format!("until: a projection goes from {today} through {furthest}, not {until}");
        return Err(Problem::new(Kind::WrongParameter, why));
    }
    let policy = api.policy(&client).await?;
    let facts: Vec<Value> = project(&mailbox, &policy, until, assumption)
        .into_iter()
        .map(|projected| {
            json!({
                "on": projected.on,
                "rule": projected.fact.rule().to_string(),
                "says": English.fact(&projected.fact),
                "fact": projected.fact,
            })
        })
        .collect();
    let id = mailbox.id();
    Ok(answer(
        &caller,
        json!({ "mailbox": id, "until": until, "assumption": assumption, "facts": facts }),
    ))
}

/// `GET /mailboxes/{mailbox}/history`
pub(super) async fn history(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(mailbox): Path<String>,
    page: Parameters<Page>,
) -> Result<Json<Value>, Problem> {
    let Page { after, limit } = read(page)?;
    let (after, limit) = (after.unwrap_or(0), limit.unwrap_or(PAGE).min(PAGE_MAX));
    let (client, mailbox, _) = look(&api, &caller, &mailbox).await?;
    let id = mailbox.id();
    let events = store::history(&client, id).await?;
    let events: Vec<Value> = (1..)
        .zip(&events)
        .skip_while(|(number, _)| *number <= after)
        .take(limit)
        .map(|(number, event)| told(number, event))
        .collect();
    Ok(answer(&caller, json!({ "mailbox": id, "sequence": mailbox.sequence(), "events": events })))
}

/// `GET /accounts/{account}/mailboxes`
pub(super) async fn mailboxes_of(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(account): Path<String>,
) -> Result<Json<Value>, Problem> {
    caller.require(Scope::Read)?;
    let account: AccountId = parameter("account", &account)?;
    // An account that the key does not see is to it one without mailboxes.
    let mailboxes = if caller.sees(account) {
        store::mailboxes_of(&api.pool.get().await?, account).await?
    } else {
        Vec::new()
    };
    Ok(answer(&caller, json!({ "account": account, "mailboxes": mailboxes })))
}

/// An event as it is told: with its rule, and in words.
pub(super) fn told(sequence: u64, event: &Event) -> Value {
    json!({
        "sequence": sequence,
        "rule": event.rule().to_string(),
        "says": English.fact(&event.fact),
        "event": event,
    })
}

/// The mailbox asked for, the day, and the connection that it was read on.
async fn look(
    api: &Api,
    caller: &Caller,
    mailbox: &str,
) -> Result<(Client, Mailbox, Day), Problem> {
    caller.require(Scope::Read)?;
    let id: MailboxId = parameter("mailbox", mailbox)?;
    let client = api.pool.get().await?;
    let mailbox = caller.seen(store::load(&client, id).await?)?;
    Ok((client, mailbox, api.clock.now()?.day()))
}

fn read<T>(parameters: Parameters<T>) -> Result<T, Problem> {
    match parameters {
        Ok(Query(read)) => Ok(read),
        Err(rejection) => Err(Problem::new(Kind::WrongParameter, rejection.body_text())),
    }
}

fn answer(caller: &Caller, mut answer: Value) -> Json<Value> {
    if !caller.has(Scope::TaxIds) {
        mask(&mut answer);
    }
    Json(answer)
}

/// How far a projection goes: it is worked out while the caller waits.
const PROJECTED_YEARS: u16 = 5;

/// How many events are given at a time, unless a number is asked for.
const PAGE: usize = 100;

/// How many events are given at a time at most.
const PAGE_MAX: usize = 1000;
