//! Callers that are slow, or many.

use std::time::{Duration, Instant};

use pec_postgres::api::Limits;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::home::{Home, account};
use pec_postgres::api::Scope;

const PATIENCE: Duration = Duration::from_secs(20);

async fn read_all(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    // A connection that is cut off was read as far as it went.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut text)).await.expect("it ends");
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn a_body_that_comes_too_slowly_is_answered_and_nothing_is_written() {
    let limits = Limits { body_time: Duration::from_millis(200), ..Limits::default() };
    let home = Home::with(limits).await;
    let path = home.open(1).await;
    let key = home.key(&[Scope::Act], Some(account(1))).await;
    let mut stream = TcpStream::connect(home.address).await.expect("a connection");
    let head = format!(
        "POST {path}/commands HTTP/1.1\r\nhost: pec\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: 19\r\nconnection: close\r\n\r\n\"Termin"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    let answer = read_all(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("too-slow"), "{answer}");
    assert_eq!(home.count("SELECT count(*) FROM event").await, 1);
}

#[tokio::test]
async fn a_body_that_ends_before_its_end_writes_nothing() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let key = home.key(&[Scope::Act], Some(account(1))).await;
    let mut stream = TcpStream::connect(home.address).await.expect("a connection");
    let head = format!(
        "POST {path}/commands HTTP/1.1\r\nhost: pec\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n\"TerminateNow\""
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.shutdown().await.expect("half closed");
    read_all(&mut stream).await;
    assert_eq!(home.count("SELECT count(*) FROM event").await, 1);
    home.holder().await.get(&path).await.expect(200);
}

#[tokio::test]
async fn a_head_that_comes_too_slowly_ends_the_connection() {
    let limits = Limits { head_time: Duration::from_millis(200), ..Limits::default() };
    let home = Home::with(limits).await;
    let mut stream = TcpStream::connect(home.address).await.expect("a connection");
    stream.write_all(b"GET /health/live HTTP/1.1\r\nhost: p").await.expect("sent");
    let began = Instant::now();
    read_all(&mut stream).await;
    assert!(began.elapsed() < Duration::from_secs(5), "it was held open");
}

#[tokio::test]
async fn a_connection_that_asks_nothing_is_not_kept() {
    let limits = Limits { head_time: Duration::from_millis(200), ..Limits::default() };
    let home = Home::with(limits).await;
    let mut stream = TcpStream::connect(home.address).await.expect("a connection");
    let began = Instant::now();
    read_all(&mut stream).await;
    assert!(began.elapsed() < Duration::from_secs(5), "it was held open");
    // Nor is one that asked once.
    let mut stream = TcpStream::connect(home.address).await.expect("a connection");
    stream.write_all(b"GET /health/live HTTP/1.1\r\nhost: pec\r\n\r\n").await.expect("sent");
    let answer = read_all(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(began.elapsed() < Duration::from_secs(5), "it was held open");
}

#[tokio::test]
async fn what_is_not_http_and_heads_that_are_too_large_are_turned_away() {
    let home = Home::new().await;
    let large = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    for (sent, answered) in
        [("\u{16}\u{3}\u{1}hello\r\n\r\n", "HTTP/1.1 400"), (&large, "HTTP/1.1 431")]
    {
        let mut stream = TcpStream::connect(home.address).await.expect("a connection");
        let _ = stream.write_all(sent.as_bytes()).await;
        let answer = read_all(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with(answered), "{answer}");
    }
    home.stranger().get("/health/live").await.expect(200);
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let limits = Limits {
        request_time: Duration::from_millis(300),
        lock_time: Duration::from_secs(60),
        ..Limits::default()
    };
    let home = Home::with(limits).await;
    let path = home.open(1).await;
    let mut client = home.client().await;
    let transaction = client.transaction().await.expect("a transaction");
    transaction.query("SELECT FROM mailbox FOR UPDATE", &[]).await.expect("a lock");
    let off = json!("TerminateAtExpiry");
    let holder = home.holder().await;
    let reply = holder.post_as("one", &format!("{path}/commands"), &off).await;
    assert_eq!(reply.expect_problem(503, "took-too-long")["waiting_helps"], true);
    transaction.rollback().await.expect("rolled back");
    let again = holder.post_as("one", &format!("{path}/commands"), &off).await.expect(200);
    assert_eq!(again["verdict"], "recorded");
    assert_eq!(json!(home.count("SELECT count(*) FROM event").await), again["sequence"]);
}

#[tokio::test]
async fn whoever_comes_when_all_connections_are_taken_waits_and_is_answered() {
    let limits =
        Limits { connections: 4, head_time: Duration::from_millis(500), ..Limits::default() };
    let home = Home::with(limits).await;
    let mut idle = Vec::new();
    for _ in 0..4 {
        idle.push(TcpStream::connect(home.address).await.expect("a connection"));
    }
    home.stranger().get("/health/live").await.expect(200);
}

#[tokio::test]
async fn whoever_asks_and_does_not_read_the_answers_keeps_nobody_out() {
    let limits =
        Limits { connections: 1, answer_time: Duration::from_millis(300), ..Limits::default() };
    let home = Home::with(limits).await;
    let mut stream = TcpStream::connect(home.address).await.expect("a connection");
    let asked = "GET /openapi.json HTTP/1.1\r\nhost: pec\r\n\r\n".repeat(1000);
    // The server stops reading once its answers are not read.
    let _ = timeout(Duration::from_secs(1), stream.write_all(asked.as_bytes())).await;
    let began = Instant::now();
    home.stranger().get("/health/live").await.expect(200);
    assert!(began.elapsed() < Duration::from_secs(8), "it was held open");
    drop(stream);
}

#[tokio::test]
async fn a_thousand_connections_that_say_nothing_keep_nobody_out() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let mut idle = Vec::new();
    for _ in 0..1000 {
        idle.push(TcpStream::connect(home.address).await.expect("a connection"));
    }
    let holder = home.holder().await;
    let began = Instant::now();
    let off = json!("TerminateAtExpiry");
    holder.post(&format!("{path}/commands"), &off).await.expect(200);
    assert!(began.elapsed() < Duration::from_secs(5), "it waited for the others");
    drop(idle);
}

#[tokio::test]
async fn a_thousand_callers_at_once_are_all_answered() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let asked = (0..1000).map(|number| {
        let (holder, path) = (holder.clone(), path.clone());
        tokio::spawn(async move {
            if number % 10 == 0 {
                let commands = format!("{path}/commands");
                let command =
                    if number % 20 == 0 { "TerminateAtExpiry" } else { "RevokeTermination" };
                holder.post(&commands, &json!(command)).await.status
            } else {
                holder.get(&path).await.status
            }
        })
    });
    let mut answered = std::collections::BTreeMap::new();
    for status in asked.collect::<Vec<_>>() {
        *answered.entry(status.await.expect("no panic")).or_insert(0) += 1;
    }
    // A machine that is busy may be too slow for them all, and then says so.
    let clear = [200, 409, 503];
    assert!(answered.keys().all(|status| clear.contains(status)), "{answered:?}");
    assert!(answered.contains_key(&200), "{answered:?}");
    let events = home.count("SELECT count(*) FROM event").await;
    assert_eq!(home.count("SELECT sequence FROM mailbox").await, events);
}

#[tokio::test]
async fn a_request_that_was_begun_is_answered_before_the_server_ends() {
    let mut home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let client = home.client().await;
    client.batch_execute("BEGIN; SELECT FROM mailbox FOR UPDATE").await.expect("a lock");
    let asked = tokio::spawn(async move {
        holder.post(&format!("{path}/commands"), &json!("TerminateAtExpiry")).await.status
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let released = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        client.batch_execute("ROLLBACK").await.expect("rolled back");
    });
    home.stop().await.expect("it ends well");
    assert_eq!(asked.await.expect("no panic"), 200);
    released.await.expect("no panic");
}
