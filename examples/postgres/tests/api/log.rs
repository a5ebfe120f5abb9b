//! The log: what happened, and nothing that is private.

use std::process::Command;

use pec_postgres::api::Scope;
use serde_json::{Value, json};

use crate::{
    client::Caller,
    home::{Home, TAX_ID, account, id, opening},
    program::Program,
};

#[tokio::test]
async fn the_log_tells_each_request_and_each_event_and_never_a_tax_id_nor_a_key() {
    let home = Home::new().await;
    let key = home.key(&[Scope::Operate, Scope::Read, Scope::TaxIds], None).await;
    let program = Program::start(&home);
    let address = program.address;
    let caller = Caller::new(address, Some(key.clone()));
    let path = format!("/mailboxes/{}", id(1));
    caller.put(&path, &opening(1, account(1))).await.expect(201);
    caller.put(&path, &opening(1, account(2))).await.code();
    caller.get(&path).await.expect(200);
    caller.get(&format!("{path}/history")).await.expect(200);
    caller.send("PUT", &path, &[], Some(format!("{{\"tax_id\": \"{TAX_ID}\""))).await.code();
    Caller::new(address, Some(key.replace('a', "b"))).get(&path).await.code();
    let text = program.end();
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told = |message: &str| -> Vec<&Value> {
        let lines = lines.iter().map(|line| &line["fields"]);
        lines.filter(|fields| fields["message"] == message).collect()
    };
    let recorded = told("recorded");
    assert_eq!(recorded.len(), 1, "{text}");
    assert_eq!(recorded[0]["event"], "MailboxOpened");
    assert_eq!(recorded[0]["rule"], "R-60");
    assert_eq!(recorded[0]["mailbox"], json!(id(1)));
    let requests = told("request");
    assert_eq!(requests.len(), 6, "{text}");
    assert_eq!(requests[0]["route"], "/mailboxes/{mailbox}");
    assert_eq!(requests[0]["status"], 201);
    let (start, secret) = key.rsplit_once('_').expect("a key");
    assert_eq!(requests[0]["key"], start.trim_start_matches("pec_"));
    for private in [TAX_ID, secret] {
        assert!(!text.contains(private), "{text}");
    }
}

#[tokio::test]
async fn a_key_is_made_listed_and_revoked_on_the_command_line() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let run = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_pec-postgres"))
            .args(args)
            .env("PEC_DATABASE", &home.database)
            .output()
            .expect("it runs");
        (done.status.success(), String::from_utf8(done.stdout).expect("text"))
    };
    let owner = account(1).to_string();
    let scopes = ["key", "create", "--scope", "act", "--scope", "read", "--account", &owner];
    let (made, key) = run(&scopes);
    assert!(made, "{key}");
    let caller = Caller::new(home.address, Some(key.trim().to_owned()));
    caller.get(&path).await.expect(200);
    let (_, listed) = run(&["key", "list"]);
    let start = key.trim().rsplit_once('_').expect("a key").0.trim_start_matches("pec_").to_owned();
    assert!(listed.contains(&start), "{listed}");
    assert!(run(&["key", "revoke", &start]).0);
    caller.get(&path).await.expect_problem(401, "wrong-key");
    assert!(!run(&["key", "revoke", "0000000000000000"]).0);
    assert!(!run(&["key", "create", "--scope", "act"]).0);
}
