//! A client of Restate: calls through the ingress of any of its nodes, and its own questions.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, StatusCode,
    body::Bytes,
    header::{ACCEPT, CONTENT_TYPE},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use pec_renewal::values::MailboxId;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

/// Restate, by the addresses of its nodes.
#[derive(Clone, Debug)]
pub struct Restate {
    http: Client<HttpConnector, Full<Bytes>>,
    addresses: Arc<Addresses>,
    /// Which node was reached last.
    turn: Arc<AtomicUsize>,
}

/// Where the nodes listen, such as `127.0.0.1:8080`.
#[derive(Clone, Debug, clap::Args)]
pub struct Addresses {
    /// Restate's ingress; more than once where there are several nodes
    #[arg(
        long = "restate",
        env = "PEC_RESTATE",
        value_name = "ADDRESS",
        value_delimiter = ',',
        default_value = "127.0.0.1:8080"
    )]
    pub ingress: Vec<String>,
    /// Restate's admin; more than once where there are several nodes
    #[arg(
        long = "admin",
        env = "PEC_RESTATE_ADMIN",
        value_name = "ADDRESS",
        value_delimiter = ',',
        default_value = "127.0.0.1:9070"
    )]
    pub admin: Vec<String>,
}

impl Restate {
    /// A client of the nodes at these addresses.
    #[must_use]
    pub fn new(addresses: Addresses) -> Self {
        let http = Client::builder(TokioExecutor::new()).build_http();
        Self { http, addresses: Arc::new(addresses), turn: Arc::default() }
    }

    /// Calls a handler, and waits for its answer. A node that is gone is given up for the next one.
    ///
    /// # Errors
    ///
    /// Where the handler refuses for good, or no node answers for as long as anybody waits.
    pub async fn call<T: DeserializeOwned>(
        &self,
        object: &str,
        key: &str,
        handler: &str,
        body: &impl Serialize,
    ) -> Result<T> {
        self.call_once(object, key, handler, body, None).await
    }

    /// As [`Self::call`]; what is sent again under the same name is done once.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn call_once<T: DeserializeOwned>(
        &self,
        object: &str,
        key: &str,
        handler: &str,
        body: &impl Serialize,
        name: Option<&str>,
    ) -> Result<T> {
        let path = format!("/{object}/{key}/{handler}");
        let answer = self.exchange(&self.addresses.ingress, &path, body, name).await;
        let answer = answer.with_context(|| format!("{object} {key}, {handler}"))?;
        // A handler without an answer answers with nothing.
        let text: &[u8] = if answer.is_empty() { b"null" } else { &answer };
        serde_json::from_slice(text).with_context(|| format!("the answer of {path}"))
    }

    /// Calls a handler of each of these mailboxes with the same.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub async fn call_each(
        &self,
        mailboxes: &[MailboxId],
        handler: &str,
        body: &impl Serialize,
    ) -> Result<()> {
        let calls = mailboxes.iter().map(|id| async move {
            self.call::<Value>("Mailbox", &id.to_string(), handler, body).await
        });
        stream::iter(calls).buffer_unordered(AT_A_TIME).try_for_each(|_| async { Ok(()) }).await
    }

    /// The mailboxes that Restate keeps.
    ///
    /// # Errors
    ///
    /// Where no node answers.
    pub async fn mailboxes(&self) -> Result<Vec<MailboxId>> {
        #[derive(Deserialize)]
        struct Row {
            service_key: MailboxId,
        }
        let rows: Vec<Row> = self.query(MAILBOXES).await?;
        Ok(rows.into_iter().map(|row| row.service_key).collect())
    }

    /// How many calls of mailboxes have not ended, those of timers that did not ring yet included.
    ///
    /// # Errors
    ///
    /// Where no node answers.
    pub async fn calls(&self) -> Result<u64> {
        #[derive(Deserialize)]
        struct Row {
            calls: u64,
        }
        let rows: Vec<Row> = self.query(CALLS).await?;
        Ok(rows.first().context("a count has one row")?.calls)
    }

    /// Asks Restate about itself, in SQL.
    ///
    /// # Errors
    ///
    /// Where no node answers, or the question is not understood.
    pub async fn query<Row: DeserializeOwned>(&self, sql: &str) -> Result<Vec<Row>> {
        #[derive(Deserialize)]
        struct Rows<Row> {
            rows: Vec<Row>,
        }
        let body = json!({ "query": sql });
        let answer = self.exchange(&self.addresses.admin, "/query", &body, None).await;
        let answer = answer.with_context(|| sql.to_owned())?;
        let rows: Rows<Row> =
            serde_json::from_slice(&answer).with_context(|| format!("the answer to {sql}"))?;
        Ok(rows.rows)
    }

    /// Tells Restate where a service process, or what stands before several of them, listens. Another
    /// program has another address: what an earlier one began, it ends.
    ///
    /// # Errors
    ///
    /// Where no node answers, or none of them reaches the service.
    pub async fn register(&self, service: &str) -> Result<()> {
        let body = json!({ "uri": format!("http://{service}"), "force": false });
        self.exchange(&self.addresses.admin, "/deployments", &body, None).await.map(drop)
    }

    async fn exchange(
        &self,
        addresses: &[String],
        path: &str,
        body: &impl Serialize,
        name: Option<&str>,
    ) -> Result<Bytes> {
        let mut text = Bytes::from(serde_json::to_vec(body)?);
        // Nothing is said with no body at all.
        let is_empty = text == "null";
        if is_empty {
            text.clear();
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let turn = self.turn.load(Ordering::Relaxed);
            let address = turn.checked_rem(addresses.len()).and_then(|turn| addresses.get(turn));
            let address = address.context("no address of Restate was given")?;
            let uri = format!("http://{address}{path}");
            let mut request = Request::builder()
                .method(Method::POST)
                .uri(&uri)
                .header(ACCEPT, "application/json");
            if !is_empty {
                request = request.header(CONTENT_TYPE, "application/json");
            }
            if let Some(name) = name {
                request = request.header("idempotency-key", name);
            }
            let request = request.body(Full::from(text.clone()))?;
            let trouble = match timeout(TRY, self.send(request)).await {
                Ok(Ok((status, answer))) if status.is_success() => return Ok(answer),
                Ok(Ok((status, answer))) => {
                    let said = String::from_utf8_lossy(&answer).into_owned();
                    ensure!(!status.is_client_error() || is_passing(status), "{status}: {said}");
                    anyhow!("{status}: {said}")
                }
                Ok(Err(error)) => error,
                Err(_) => anyhow!("no answer within {TRY:?}"),
            };
            if until < Instant::now() {
                bail!(trouble.context(format!("{uri} did not answer for {PATIENCE:?}")));
            }
            self.turn.fetch_add(1, Ordering::Relaxed);
            sleep(PAUSE).await;
        }
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes)> {
        let response = self.http.request(request).await?;
        let status = response.status();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}

/// What may be otherwise in a moment.
fn is_passing(status: StatusCode) -> bool {
    [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status)
}

/// How many calls are on their way at a time.
pub const AT_A_TIME: usize = 32;

const MAILBOXES: &str = "
SELECT service_key FROM state WHERE service_name = 'Mailbox' AND key = 'state' ORDER BY service_key";

const CALLS: &str = "
SELECT count(*) AS calls FROM sys_invocation_status
WHERE target_service_name = 'Mailbox' AND status <> 'completed'";

/// How long an answer is waited for, and how long anybody tries again.
const TRY: Duration = Duration::from_secs(20);
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(100);
