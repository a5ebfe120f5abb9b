//! The policies of the provider: every one that was ever in force, in one virtual object.
//!
//! Orders and deadlines name the policy they were made under by its versions alone, so a version never
//! comes to mean something else, and a service process keeps those that it has met.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context as _, Result};
use pec_renewal::{catalogue::Policy, values::Moment};
use pec_step::version_of;
use restate_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{client::Restate, mailbox::kept::is_before};

/// The virtual object, whose only key is [`THE_PROVIDER`].
pub struct Policies;

/// A policy, and when it comes in force.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Put {
    /// The policy.
    pub policy: Policy,
    /// From then on.
    pub from: Moment,
}

/// The key of the only object.
pub const THE_PROVIDER: &str = "provider";

#[object(lazy_state)]
impl Policies {
    /// Puts a policy in force, and answers with its version.
    #[handler]
    async fn put(&self, ctx: ObjectContext<'_>, put: Json<Put>) -> HandlerResult<String> {
        let Json(Put { policy, from }) = put;
        let version = version_of(&policy);
        let mut order = ctx.get::<Json<Order>>(ORDER).await?.map(|it| it.0).unwrap_or_default();
        for (_, known) in &order {
            let kept = ctx.get::<Json<Policy>>(&policy_key(known)).await?.context("a policy")?.0;
            if let Some(part) = contradicts(&kept, &policy) {
                let says = format!(
                    "the version of the {part} says something else in policy {known}: give what you \
                     changed a version of its own"
                );
                return Err(TerminalError::new_with_code(409, says).into());
            }
        }
        if order.last().is_none_or(|(_, latest)| *latest != version) {
            order.push((from, version.clone()));
            ctx.set(&policy_key(&version), Json(policy));
            ctx.set(ORDER, Json(order));
        }
        Ok(version)
    }

    /// The version of the policy in force at a moment.
    #[handler]
    async fn in_force(
        &self,
        ctx: SharedObjectContext<'_>,
        at: Json<Moment>,
    ) -> HandlerResult<String> {
        let order = ctx.get::<Json<Order>>(ORDER).await?.map(|it| it.0).unwrap_or_default();
        let has_come = |(from, _): &&(Moment, String)| !is_before(at.0, *from);
        let latest = order.iter().filter(has_come).max_by_key(|(from, _)| from.unix_seconds());
        let none = || TerminalError::new_with_code(409, "no policy is in force: put one in force");
        Ok(latest.ok_or_else(none)?.1.clone())
    }

    /// A policy by its version.
    #[handler]
    async fn read(
        &self,
        ctx: SharedObjectContext<'_>,
        version: String,
    ) -> HandlerResult<Json<Policy>> {
        let kept = ctx.get::<Json<Policy>>(&policy_key(&version)).await?;
        let none = || TerminalError::new_with_code(404, format!("there is no policy {version}"));
        Ok(kept.ok_or_else(none)?)
    }
}

/// The policies that a process has met.
#[derive(Debug)]
pub struct Known {
    restate: Restate,
    met: Mutex<BTreeMap<String, Arc<Policy>>>,
}

impl Known {
    /// Those of the provider, asked for through Restate.
    #[must_use]
    pub const fn new(restate: Restate) -> Self {
        Self { restate, met: Mutex::new(BTreeMap::new()) }
    }

    /// A policy by its version.
    ///
    /// # Errors
    ///
    /// Where there is none, or Restate does not answer.
    pub async fn policy(&self, version: &str) -> Result<Arc<Policy>> {
        let met = || self.met.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(policy) = met().get(version) {
            return Ok(Arc::clone(policy));
        }
        let policy = Arc::new(read(&self.restate, version).await?);
        met().insert(version.to_owned(), Arc::clone(&policy));
        Ok(policy)
    }
}

/// Reads a policy by its version.
///
/// # Errors
///
/// Where there is none, or Restate does not answer.
pub async fn read(restate: &Restate, version: &str) -> Result<Policy> {
    let policy = restate.call("Policies", THE_PROVIDER, "read", &version).await;
    policy.with_context(|| format!("policy {version}"))
}

/// The version in force at a moment.
///
/// # Errors
///
/// Where none is, or Restate does not answer.
pub async fn in_force(restate: &Restate, at: Moment) -> Result<String> {
    restate.call("Policies", THE_PROVIDER, "in_force", &at).await
}

/// Puts a policy in force, and tells every mailbox of it.
///
/// # Errors
///
/// Where another content was in force under its version, or Restate does not answer.
pub async fn put_in_force(restate: &Restate, policy: Policy, from: Moment) -> Result<String> {
    let put = Put { policy, from };
    let version: String = restate.call("Policies", THE_PROVIDER, "put", &put).await?;
    let told = crate::mailbox::wire::TakePolicy { version: version.clone(), from };
    restate.call_each(&restate.mailboxes().await?, "take_policy", &told).await?;
    Ok(version)
}

/// The part of a policy that has the same version as the other's, and another content.
fn contradicts(kept: &Policy, asked: &Policy) -> Option<&'static str> {
    let (old, new) = (kept.parameters(), asked.parameters());
    if old.version == new.version && old != new {
        return Some("parameters");
    }
    let (old, new) = (kept.prices(), asked.prices());
    (old.version() == new.version() && old != new).then_some("prices")
}

fn policy_key(version: &str) -> String {
    format!("policy/{version}")
}

/// From when on each was in force, in the order in which they were put.
type Order = Vec<(Moment, String)>;

const ORDER: &str = "order";
