//! A handler that asks no engine: it finds the key, reads and writes the same rows, and answers what the
//! API answered once.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pec_postgres::{
    api::key::{self, Key},
    database::{Client, Pool, Sql},
};
use pec_renewal::values::uuid::Uuid;
use tokio::net::TcpListener;

/// What the API answered to a read, and to a command and its opposite.
pub struct Answers {
    read: String,
    commands: [Recorded; 2],
}

/// What a command led to.
struct Recorded {
    answer: String,
    events: Vec<String>,
    /// Which of its events ask for an errand.
    asks: Vec<bool>,
}

impl Answers {
    /// With what the two commands recorded of the first mailbox.
    pub async fn of(client: &Client, answers: &[String; 3]) -> Self {
        let [read, command, opposite] = answers;
        let commands = [Recorded::of(client, command).await, Recorded::of(client, opposite).await];
        Self { read: read.clone(), commands }
    }
}

impl Recorded {
    async fn of(client: &Client, answer: &str) -> Self {
        let told: serde_json::Value = serde_json::from_str(answer).expect("JSON");
        let last = told["sequence"].as_i64().expect("a sequence");
        let events = told["events"].as_array().expect("events").len();
        let first = last - i64::try_from(events).expect("there are not that many") + 1;
        let rows = client.query(RECORDED, &[&Uuid::from_u128(1), &first, &last]).await;
        let rows = rows.expect(RECORDED);
        assert!(!rows.is_empty(), "the command recorded nothing: {answer}");
        Self {
            answer: answer.to_owned(),
            events: rows.iter().map(|row| row.get(0)).collect(),
            asks: rows.iter().map(|row| row.get(1)).collect(),
        }
    }
}

struct Bare {
    pool: Pool,
    answers: Answers,
}

/// Serves it on a port of its own.
pub async fn serve(pool: Pool, answers: Answers) -> SocketAddr {
    let router = Router::new()
        .route("/mailboxes/{mailbox}", get(read))
        .route("/mailboxes/{mailbox}/commands", post(command))
        .with_state(Arc::new(Bare { pool, answers }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("a port");
    tokio::spawn(async { axum::serve(listener, router).await.expect("it serves") });
    address
}

async fn read(
    State(bare): State<Arc<Bare>>,
    Path(mailbox): Path<Uuid>,
    head: HeaderMap,
) -> Response {
    let client = known(&bare, &head).await;
    let state = client.prepare_cached(STATE).await.expect(STATE);
    std::hint::black_box(client.query_one(&state, &[&mailbox]).await.expect(STATE));
    answer(&bare.answers.read)
}

async fn command(
    State(bare): State<Arc<Bare>>,
    Path(mailbox): Path<Uuid>,
    head: HeaderMap,
    body: Bytes,
) -> Response {
    let asked: String = serde_json::from_slice(&body).expect("a command");
    let recorded = &bare.answers.commands[usize::from(asked.starts_with("Revoke"))];
    let mut client = known(&bare, &head).await;
    let transaction = client.transaction().await.expect("a transaction");
    transaction.batch_execute("SET LOCAL lock_timeout = 5000").await.expect("a setting");
    transaction.query_one(LOCK, &[&mailbox]).await.expect(LOCK);
    let policy = transaction.prepare_cached(POLICY).await.expect(POLICY);
    transaction.query_one(&policy, &[]).await.expect(POLICY);
    let state = transaction.prepare_cached(STATE).await.expect(STATE);
    let row = transaction.query_one(&state, &[&mailbox]).await.expect(STATE);
    let (sequence, state): (i64, &[u8]) = (row.get(1), row.get(2));
    let write = transaction.prepare_cached(WRITE).await.expect(WRITE);
    transaction
        .execute(&write, &[&mailbox, &sequence, &state, &recorded.events, &recorded.asks])
        .await
        .expect(WRITE);
    transaction.commit().await.expect("a commit");
    answer(&recorded.answer)
}

async fn known(bare: &Bare, head: &HeaderMap) -> Client {
    let client = bare.pool.get().await.expect("a connection");
    let sent = head[header::AUTHORIZATION].to_str().expect("a text");
    let key: Key = sent.trim_start_matches("Bearer ").parse().expect("a key");
    key::find(&client, &key).await.expect("the keys").expect("a known key");
    client
}

fn answer(body: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_owned()).into_response()
}

const RECORDED: &str = "
SELECT body, errand.sequence IS NOT NULL FROM event LEFT JOIN errand USING (mailbox, sequence)
WHERE mailbox = $1 AND event.sequence BETWEEN $2 AND $3 ORDER BY event.sequence";

const STATE: &str = "SELECT id, sequence, state FROM mailbox WHERE id = $1";

const LOCK: &str = "SELECT account FROM mailbox WHERE id = $1 FOR NO KEY UPDATE";

const POLICY: &str = "SELECT max(number) FROM policy";

const WRITE: &str = "
WITH fact AS (
    SELECT $2 + place AS sequence, body, asks
    FROM unnest($4::text[], $5::boolean[]) WITH ORDINALITY AS fact (body, asks, place)
), updated AS (
    UPDATE mailbox SET sequence = $2 + (SELECT count(*) FROM fact), state = $3 WHERE id = $1
), recorded AS (
    INSERT INTO event (mailbox, sequence, body) SELECT $1, sequence, body FROM fact
), woken AS (
    SELECT pg_notify('pec', '') WHERE EXISTS (SELECT FROM fact WHERE asks)
), to_do AS (
    INSERT INTO errand (mailbox, sequence) SELECT $1, sequence FROM fact WHERE asks
)
SELECT count(*) FROM woken";
