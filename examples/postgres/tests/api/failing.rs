//! What fails around the API: connections that are torn, and the program itself, killed.

use std::time::Duration;

use pec_postgres::api::Scope;
use serde_json::json;
use tokio::{net::TcpStream, time::timeout};

use crate::{
    client::Caller,
    home::{Home, account},
    program::Program,
};

#[tokio::test]
async fn a_torn_connection_to_the_database_is_told_and_the_same_again_is_done() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let other = home.client().await;
    other.batch_execute("BEGIN; SELECT FROM mailbox FOR UPDATE").await.expect("a lock");
    let asked = {
        let (holder, commands) = (holder.clone(), format!("{path}/commands"));
        tokio::spawn(
            async move { holder.post_as("one", &commands, &json!("TerminateAtExpiry")).await },
        )
    };
    let mut torn = 0;
    while torn == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        torn = home
            .count(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                 WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
            .await;
    }
    let answer = asked.await.expect("no panic");
    let problem = answer.expect_problem(503, "database-unreachable");
    assert_eq!((&problem["who"], &problem["waiting_helps"]), (&json!("provider"), &json!(true)));
    other.batch_execute("ROLLBACK").await.expect("rolled back");
    let commands = format!("{path}/commands");
    let mut again = holder.post_as("one", &commands, &json!("TerminateAtExpiry")).await;
    while again.status == 503 {
        // The connection that was torn may be met once more.
        again = holder.post_as("one", &commands, &json!("TerminateAtExpiry")).await;
    }
    assert_eq!(again.expect(200)["verdict"], "recorded");
}

#[tokio::test]
async fn without_a_policy_it_is_not_ready_and_says_what_to_do() {
    let home = Home::new().await;
    let path = home.open(1).await;
    home.client().await.batch_execute("DELETE FROM policy").await.expect("deleted");
    let ready = home.stranger().get("/health/ready").await;
    assert_eq!((ready.status, &ready.json()["ready"]), (503, &json!(false)));
    let (holder, commands) = (home.holder().await, format!("{path}/commands"));
    let answer = holder.post(&commands, &json!("TerminateAtExpiry")).await;
    let problem = answer.expect_problem(503, "no-policy");
    assert!(
        problem["detail"].as_str().expect("words").contains("pec-postgres policy"),
        "{problem}"
    );
}

#[tokio::test]
async fn killed_at_any_moment_the_program_does_what_is_sent_again_exactly_once() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let key = home.key(&[Scope::Act], Some(account(1))).await;
    let mut program = Program::start(&home);
    for round in 0..30_u32 {
        let command = if round % 2 == 0 { "TerminateAtExpiry" } else { "RevokeTermination" };
        let (name, address) = (format!("round-{round}"), program.address);
        let asked = {
            let (caller, commands) = (Caller::new(address, Some(key.clone())), commands.clone());
            let name = name.clone();
            tokio::spawn(async move { caller.try_post_as(&name, &commands, &json!(command)).await })
        };
        // From before the request is read to after it was answered.
        tokio::time::sleep(Duration::from_micros(u64::from(round) * 400)).await;
        program.kill();
        let first = asked.await.expect("no panic");
        program = Program::start(&home);
        let caller = Caller::new(program.address, Some(key.clone()));
        let again = caller.post_as(&name, &commands, &json!(command)).await;
        assert_eq!(again.expect(200)["verdict"], "recorded", "{command} was done before, or lost");
        if let Some(first) = first {
            assert_eq!(first.json(), again.json());
        }
    }
    let facts = "SELECT count(*) FROM event WHERE body LIKE '%\"fact\":{\"TerminationRequested\"%' \
                 OR body LIKE '%\"fact\":\"TerminationRevoked\"%'";
    assert_eq!(home.count(facts).await, 30);
    assert_eq!(home.count("SELECT count(*) FROM api_answer").await, 30);
}

#[tokio::test]
async fn a_program_that_may_open_no_more_files_goes_on_when_it_may() {
    let home = Home::new().await;
    let program = Program::start_with_files(&home, 200);
    let mut idle = Vec::new();
    // More than it may open; what the system then still queues depends on the machine.
    for _ in 0..300 {
        let connected = TcpStream::connect(program.address);
        match timeout(Duration::from_millis(500), connected).await {
            Ok(stream) => idle.push(stream.expect("a connection")),
            Err(_) => break,
        }
    }
    assert!(200 < idle.len(), "only {} connections", idle.len());
    tokio::time::sleep(Duration::from_millis(500)).await;
    let stranger = Caller::new(program.address, None);
    let asked = {
        let stranger = stranger.clone();
        tokio::spawn(async move { stranger.get("/health/live").await.status })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(idle);
    assert_eq!(asked.await.expect("no panic"), 200);
    let log = program.end();
    assert!(log.contains("no connection can be taken now"), "it had files enough:\n{log}");
}
