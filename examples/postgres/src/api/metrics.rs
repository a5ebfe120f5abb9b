//! What is counted, and what is looked up when somebody asks: in the text that Prometheus reads.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use pec_renewal::values::{Moment, chrono::NaiveDate};
use prometheus::{Gauge, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder};

use super::{Api, caller::Caller, problem::Problem, scope::Scope};
use crate::{clock::instant, database::Sql};

/// What is counted while the program runs.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    decisions: IntCounterVec,
}

impl Metrics {
    /// Nothing counted yet.
    ///
    /// # Errors
    ///
    /// Never in practice: each has a name of its own.
    pub fn new() -> Result<Self> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("pec_requests_total", "Requests answered, by route and status."),
            &["method", "route", "status"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new("pec_request_seconds", "How long a request took, by route."),
            &["method", "route"],
        )?;
        let decisions = IntCounterVec::new(
            Opts::new("pec_decisions_total", "What the API decided, by verdict."),
            &["verdict"],
        )?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(decisions.clone()))?;
        Ok(Self { registry, requests, seconds, decisions })
    }

    /// A request was answered.
    pub fn answered(&self, method: &str, route: &str, status: StatusCode, took: Duration) {
        self.requests.with_label_values(&[method, route, status.as_str()]).inc();
        self.seconds.with_label_values(&[method, route]).observe(took.as_secs_f64());
    }

    /// A decision came to this.
    pub fn decided(&self, verdict: &str) {
        self.decisions.with_label_values(&[verdict]).inc();
    }
}

/// `GET /metrics`
pub(super) async fn metrics(
    State(api): State<Arc<Api>>,
    caller: Caller,
) -> Result<Response, Problem> {
    caller.require(Scope::Operate)?;
    let looked_up = Registry::new();
    for (name, help, value) in look_up(&api.pool.get().await?, api.clock.now()?).await? {
        let gauge = Gauge::new(name, help).map_err(anyhow::Error::from)?;
        gauge.set(value);
        looked_up.register(Box::new(gauge)).map_err(anyhow::Error::from)?;
    }
    let mut families = api.metrics.registry.gather();
    families.extend(looked_up.gather());
    let text = TextEncoder::new().encode_to_string(&families).map_err(anyhow::Error::from)?;
    let content_type = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, content_type)], text).into_response())
}

/// What stands in the tables now.
async fn look_up(sql: &impl Sql, at: Moment) -> Result<Vec<(&'static str, &'static str, f64)>> {
    let statement = sql.prepare_cached(LOOK_UP).await?;
    let row = sql.query_one(&statement, &[&instant(at), &NaiveDate::from(at.day())]).await?;
    Ok(GAUGES
        .iter()
        .enumerate()
        .map(|(place, (name, help))| (*name, *help, row.get(place)))
        .collect())
}

/// Each gauge, in the order of the columns of the query.
const GAUGES: [(&str, &str); 14] = [
    ("pec_mailboxes_due", "Mailboxes whose deadline has come: a worker comes to them today."),
    ("pec_mailboxes_overdue", "Mailboxes whose deadline was before today: no worker came to them."),
    (
        "pec_deadlines_stale",
        "Mailboxes whose deadline comes from another policy than that in force.",
    ),
    ("pec_errands_waiting", "Errands that are not done."),
    ("pec_errand_oldest_seconds", "How long the oldest errand has been waiting."),
    ("pec_reports_waiting", "Reports that came in and are not handled."),
    ("pec_report_oldest_seconds", "How long the oldest report has been waiting."),
    ("pec_leases_over", "Leases that ran out: a worker was stopped, or is too slow."),
    ("pec_mailboxes_set_aside", "Mailboxes for which nothing could be done the last time."),
    ("pec_reports_broken", "Reports that the engine refused because it found itself broken."),
    (
        "pec_charges_open",
        "Mailboxes with a charge whose outcome is not known: unresolved or in doubt.",
    ),
    ("pec_charge_oldest_days", "How many days the oldest of those charges has been open."),
    ("pec_refunds_open", "Mailboxes that owe a refund."),
    ("pec_refunds_overdue", "Mailboxes that owe a refund whose last day was before today."),
];

// An event says when it was decided; the errands that wait are few.
const LOOK_UP: &str = "
WITH current AS MATERIALIZED (
    SELECT coalesce((SELECT version FROM policy ORDER BY number DESC LIMIT 1), '') AS version
), waiting AS MATERIALIZED (
    SELECT count(*) AS errands,
        min((event.body::jsonb ->> 'at')::timestamptz) AS since
    FROM errand JOIN event USING (mailbox, sequence) WHERE errand.done IS NULL
), inbox AS MATERIALIZED (
    SELECT count(*) AS reports, min(due) AS since FROM report WHERE handled IS NULL AND due <= $1
), money AS MATERIALIZED (
    SELECT count(charge_open_since) AS charges, min(charge_open_since) AS charge_since,
        count(*) FILTER (WHERE owes_refund) AS refunds,
        count(*) FILTER (WHERE refund_due < $2) AS overdue
    FROM mailbox WHERE charge_open_since IS NOT NULL OR owes_refund
)
SELECT
    (SELECT count(*) FROM mailbox WHERE deadline <= $2)::float8,
    (SELECT count(*) FROM mailbox WHERE deadline < $2)::float8,
    (SELECT count(*) FROM current JOIN mailbox
        ON policy_version < version OR version < policy_version)::float8,
    waiting.errands::float8,
    greatest(0, coalesce(extract(epoch FROM $1 - waiting.since), 0))::float8,
    inbox.reports::float8,
    greatest(0, coalesce(extract(epoch FROM $1 - inbox.since), 0))::float8,
    (SELECT count(*) FROM lease WHERE set_aside IS NULL AND until <= clock_timestamp())::float8,
    (SELECT count(*) FROM lease WHERE set_aside IS NOT NULL)::float8,
    (SELECT count(*) FROM report WHERE verdict LIKE 'refused, broken:%')::float8,
    money.charges::float8,
    greatest(0, coalesce($2 - money.charge_since, 0))::float8,
    money.refunds::float8,
    money.overdue::float8
FROM waiting, inbox, money";
