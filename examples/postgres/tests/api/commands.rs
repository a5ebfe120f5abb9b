//! Giving commands.

use pec_postgres::api::Scope;
use pec_renewal::Command;
use serde_json::json;

use crate::home::{Home, account, id, method, renewal};

#[tokio::test]
async fn a_command_is_decided_and_its_events_come_back_with_their_rules() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let on = json!({"SwitchOn": {"method": method(1), "consent": null}});
    let decided = holder.post(&format!("{path}/commands"), &on).await.expect(200);
    assert_eq!(decided["verdict"], "recorded");
    let recorded = decided["events"].as_array().map_or(0, Vec::len);
    assert_eq!(decided["sequence"], 1 + recorded);
    assert_eq!(decided["events"][0]["sequence"], 2);
    assert_eq!(decided["events"][0]["rule"], "R-12");
    let again = holder.post(&format!("{path}/commands"), &on).await.expect(200);
    assert_eq!((&again["verdict"], &again["events"]), (&json!("already-so"), &json!([])));
}

#[tokio::test]
async fn a_refusal_says_who_can_act_whether_waiting_helps_and_by_which_rule() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    holder.post(&format!("{path}/commands"), &renewal()).await.expect(200);
    let second = json!({"RenewByHand": {
        "expiry": "2027-01-15",
        "purchase": {"package": {"plan": "Pro", "extra": {"mailbox_gb": 0, "archive_gb": 0}}, "term": 1},
        "method_kind": "BankTransfer", "archive_consent": false, "replaces": null,
        "informed": true, "start_requested": false,
    }});
    let refused = holder.post(&format!("{path}/commands"), &second).await;
    let problem = refused.expect_problem(409, "order-already-open");
    assert_eq!(problem["who"], "holder");
    assert_eq!(problem["rule"], "R-23");
    assert_eq!(problem["waiting_helps"], false);
    assert_eq!(problem["type"], "urn:pec-renewal:order-already-open");
    assert!(problem["refusal"]["OrderAlreadyOpen"]["order"].is_string());
    assert_eq!(home.count("SELECT count(*) FROM event").await, 2);
}

#[tokio::test]
async fn a_command_to_a_mailbox_that_is_not_there_is_refused_by_the_engines_own_code() {
    let home = Home::new().await;
    let commands = format!("/mailboxes/{}/commands", id(9));
    let refused = home.holder().await.post(&commands, &json!("SwitchOff")).await;
    assert_eq!(refused.expect_problem(404, "no-such-mailbox")["rule"], "R-90");
}

#[tokio::test]
async fn another_accounts_mailbox_is_to_a_holder_one_that_is_not_there() {
    let home = Home::new().await;
    let others = home.open_for(1, account(2)).await;
    let nobodys = format!("/mailboxes/{}", id(9));
    let holder = home.holder().await;
    let off = json!("TerminateNow");
    let refused = holder.post(&format!("{others}/commands"), &off).await;
    let missing = holder.post(&format!("{nobodys}/commands"), &off).await;
    refused.expect_problem(404, "no-such-mailbox");
    assert_eq!(refused.text, missing.text);
    for part in ["", "/permitted", "/history", "/projection?until=2027-02-01"] {
        let (refused, missing) = (
            holder.get(&format!("{others}{part}")).await,
            holder.get(&format!("{nobodys}{part}")).await,
        );
        refused.expect_problem(404, "no-such-mailbox");
        assert_eq!(refused.text, missing.text);
    }
    assert_eq!(home.count("SELECT count(*) FROM event").await, 1);
}

#[tokio::test]
async fn a_mailbox_that_moved_is_seen_by_its_new_account_only() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let moved = json!({"mailbox": id(1), "report": {"AccountChanged": {"account": account(2)}}});
    home.provider().await.put("/reports/move-1", &moved).await.expect(201);
    home.holder().await.get(&path).await.expect_problem(404, "no-such-mailbox");
    let new = home.caller(&[Scope::Read, Scope::Act], Some(account(2))).await;
    new.get(&path).await.expect(200);
    new.post(&format!("{path}/commands"), &json!("TerminateAtExpiry")).await.expect(200);
    let listed = new.get(&format!("/accounts/{}/mailboxes", account(2))).await.expect(200);
    assert_eq!(listed["mailboxes"], json!([id(1)]));
}

#[tokio::test]
async fn no_key_gives_a_command_whose_scope_it_lacks() {
    let home = Home::new().await;
    home.open(1).await;
    let all = [Scope::Read, Scope::Act, Scope::ReportMoney, Scope::Operate, Scope::TaxIds];
    for lacking in [Scope::Act, Scope::ReportMoney, Scope::Operate] {
        // One key for one account, one for all: together they have every scope but this one.
        let others = |scopes: &[Scope]| -> Vec<Scope> {
            scopes.iter().copied().filter(|scope| *scope != lacking).collect()
        };
        let for_one =
            home.caller(&others(&[Scope::Read, Scope::Act, Scope::TaxIds]), Some(account(1))).await;
        let for_all: Vec<Scope> =
            others(&all).into_iter().filter(|scope| *scope != Scope::Act).collect();
        let for_all = home.caller(&for_all, None).await;
        for specimen in specimens_of(lacking) {
            for caller in [&for_one, &for_all] {
                let command: Command = serde_json::from_value(specimen.clone()).expect("a command");
                let reply = if let Command::Open(_) = command {
                    caller.put(&format!("/mailboxes/{}", id(1)), &specimen["Open"]).await
                } else if command.is_report() {
                    let reported = json!({"mailbox": id(1), "report": specimen});
                    caller.put("/reports/one", &reported).await
                } else {
                    caller.post(&format!("/mailboxes/{}/commands", id(1)), &specimen).await
                };
                reply.expect_problem(403, "scope-too-small");
            }
        }
    }
    assert_eq!(home.count("SELECT count(*) FROM event").await, 1);
    assert_eq!(home.count("SELECT count(*) FROM report").await, 0);
}

/// One specimen of each command that needs this scope.
fn specimens_of(scope: Scope) -> Vec<serde_json::Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/it/wire/commands");
    let first_of = |name: &&str| {
        let text = std::fs::read_to_string(format!("{folder}/{name}.json")).expect("a specimen");
        serde_json::from_str::<Vec<serde_json::Value>>(&text).expect("a list").swap_remove(0)
    };
    let all = Command::NAMES.iter().map(first_of);
    all.filter(|specimen| {
        let command: Command = serde_json::from_value(specimen.clone()).expect("a command");
        Scope::needed_for(&command) == Some(scope)
    })
    .collect()
}

#[tokio::test]
async fn commands_of_many_at_once_are_decided_one_after_the_other() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let asked = (0..40).map(|number| {
        let (holder, commands) = (holder.clone(), format!("{path}/commands"));
        tokio::spawn(async move {
            let command = if number % 2 == 0 {
                json!({"SwitchOn": {"method": method(1), "consent": null}})
            } else {
                json!("SwitchOff")
            };
            holder.post(&commands, &command).await.expect(200)["events"]
                .as_array()
                .map_or(0, Vec::len)
        })
    });
    let mut recorded = 0;
    for events in asked.collect::<Vec<_>>() {
        recorded += events.await.expect("no panic");
    }
    let stored = home.count("SELECT count(*) FROM event").await;
    assert_eq!(stored, i64::try_from(recorded).expect("few") + 1);
    assert_eq!(home.count("SELECT sequence FROM mailbox").await, stored);
}
