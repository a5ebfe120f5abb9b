//! Seeing mailboxes.

use serde_json::{Value, json};

use crate::home::{Home, account, id, method, renewal};

#[tokio::test]
async fn a_mailbox_is_told_in_words_with_its_expiry_plan_switch_and_what_is_due() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let on = json!({"SwitchOn": {"method": method(1), "consent": null}});
    holder.post(&format!("{path}/commands"), &on).await.expect(200);
    holder.post(&format!("{path}/commands"), &renewal()).await.expect(200);
    let seen = holder.get(&path).await.expect(200);
    let state = seen["state"].as_str().expect("words");
    assert!(state.starts_with("in service until 2027-01-15; automatic renewal on"), "{state}");
    assert_eq!(seen["access"], "send, receive and read, in a renewable phase");
    assert_eq!(seen["expiry"], "2027-01-15");
    assert_eq!(seen["plan"]["plan"], "Standard");
    assert_eq!(seen["automatic_renewal"], json!({"on": true, "method": method(1)}));
    assert_eq!(seen["amount_due"], "12.08");
    assert_eq!(seen["order"]["amount_due"], "12.08");
    assert_eq!(seen["holder"]["tax_id"], "…0X");
}

#[tokio::test]
async fn every_action_is_permitted_or_says_why_not() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let told = home.holder().await.get(&format!("{path}/permitted")).await.expect(200);
    let actions = told["actions"].as_array().expect("a list");
    assert_eq!(actions.len(), pec_renewal::Action::ALL.len());
    let of = |name: &str| -> &Value {
        actions.iter().find(|action| action["action"] == name).expect("an action")
    };
    assert_eq!(of("RenewByHand")["permitted"], true);
    assert_eq!(of("RenewByHand")["reason"], Value::Null);
    assert_eq!(of("SwitchOff")["permission"], "AlreadySo");
    assert_eq!(of("Pay")["permitted"], false);
    assert_eq!(of("Pay")["reason"]["code"], "no-order-open");
    assert_eq!(of("Pay")["reason"]["who"], "holder");
}

#[tokio::test]
async fn what_will_happen_depends_on_what_becomes_of_the_charges() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let on = json!({"SwitchOn": {"method": method(1), "consent": null}});
    holder.post(&format!("{path}/commands"), &on).await.expect(200);
    let events = home.count("SELECT count(*) FROM event").await;
    let renewed = async |assumption: &str| {
        let path = format!("{path}/projection?until=2027-02-01{assumption}");
        let told = holder.get(&path).await.expect(200);
        let facts = told["facts"].as_array().expect("a list").clone();
        facts
            .iter()
            .find(|one| !one["fact"]["OrderFulfilled"].is_null())
            .map(|one| one["on"].clone())
    };
    assert_eq!(renewed("").await, Some(json!("2027-01-08")));
    assert_eq!(renewed("&assumption=Settled").await, Some(json!("2027-01-08")));
    assert_eq!(renewed("&assumption=SoftlyDeclined").await, None);
    assert_eq!(home.count("SELECT count(*) FROM event").await, events);
}

#[tokio::test]
async fn a_history_is_told_page_by_page() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    for command in ["TerminateAtExpiry", "RevokeTermination", "TerminateAtExpiry"] {
        holder.post(&format!("{path}/commands"), &json!(command)).await.expect(200);
    }
    let all = holder.get(&format!("{path}/history")).await.expect(200);
    let events = all["events"].as_array().expect("a list");
    assert_eq!(all["sequence"].as_u64(), events.last().expect("one")["sequence"].as_u64());
    assert_eq!(events[0]["rule"], "R-60");
    let page = holder.get(&format!("{path}/history?after=1&limit=2")).await.expect(200);
    assert_eq!(page["events"], json!(events[1..3]));
    let none = holder.get(&format!("{path}/history?after=1000")).await.expect(200);
    assert_eq!(none["events"], json!([]));
}

#[tokio::test]
async fn an_account_is_told_its_own_mailboxes_and_nobody_elses() {
    let home = Home::new().await;
    home.open(1).await;
    home.open(2).await;
    home.open_for(3, account(2)).await;
    let holder = home.holder().await;
    let list = async |number| {
        let path = format!("/accounts/{}/mailboxes", account(number));
        holder.get(&path).await.expect(200)["mailboxes"].clone()
    };
    assert_eq!(list(1).await, json!([id(1), id(2)]));
    assert_eq!(list(2).await, json!([]));
    assert_eq!(list(3).await, json!([]));
    let path = format!("/accounts/{}/mailboxes", account(2));
    let seen = home.provider().await.get(&path).await.expect(200);
    assert_eq!(seen["mailboxes"], json!([id(3)]));
}

#[tokio::test]
async fn the_document_is_served_as_it_stands() {
    let home = Home::new().await;
    let served = home.stranger().get("/openapi.json").await;
    assert_eq!(served.text, pec_postgres::api::DOCUMENT);
}

#[tokio::test]
async fn a_server_is_ready_only_with_the_tables_of_this_program() {
    let home = Home::new().await;
    let stranger = home.stranger();
    stranger.get("/health/ready").await.expect(200);
    let client = home.client().await;
    client.batch_execute("UPDATE migration SET digest = 'x'").await.expect("written");
    let answer = stranger.get("/health/ready").await.expect(503);
    assert_eq!(answer["ready"], false);
    stranger.get("/health/live").await.expect(200);
}
