//! Reporting what happened outside.

use serde_json::{Value, json};

use crate::home::{Home, TAX_ID, id, renewal};

/// A mailbox with an open order, and a transfer for it.
async fn with_order(home: &Home) -> (String, Value) {
    let path = home.open(1).await;
    let holder = home.holder().await;
    holder.post(&format!("{path}/commands"), &renewal()).await.expect(200);
    let order = holder.get(&path).await.expect(200)["order"].clone();
    let payment = json!({ "mailbox": id(1), "report": { "Payment": {
        "reference": "CRO 1", "order": order["id"], "debt": null, "amount": order["amount_due"],
        "registered_on": "2026-12-01", "paid_on": null, "method_kind": "BankTransfer",
        "signed_in_with": null, "consent": null,
    }}});
    (path, payment)
}

#[tokio::test]
async fn a_transfer_that_is_reported_renews_the_mailbox() {
    let home = Home::new().await;
    let (path, payment) = with_order(&home).await;
    let provider = home.provider().await;
    let came = provider.put("/reports/bank-1", &payment).await.expect(201);
    assert_eq!(came["verdict"], "recorded");
    let mailbox = provider.get(&path).await.expect(200);
    assert_eq!(
        (&mailbox["expiry"], &mailbox["amount_due"]),
        (&json!("2028-01-15"), &json!("0.00"))
    );
    let kept = "SELECT count(*) FROM report WHERE handled IS NOT NULL AND verdict LIKE '% events'";
    assert_eq!(home.count(kept).await, 1);
}

#[tokio::test]
async fn no_name_of_a_report_is_one_of_the_gateways_or_the_workers_own() {
    let home = Home::new().await;
    let (_, payment) = with_order(&home).await;
    let provider = home.provider().await;
    provider.put("/reports/gateway%2F000000999999", &payment).await.expect(201);
    assert_eq!(home.count("SELECT count(*) FROM report WHERE source LIKE 'gateway/%'").await, 0);
    assert_eq!(home.count("SELECT count(*) FROM report WHERE source LIKE 'api/%'").await, 1);
}

#[tokio::test]
async fn a_report_comes_in_once_however_often_it_is_sent() {
    let home = Home::new().await;
    let (_, payment) = with_order(&home).await;
    let provider = home.provider().await;
    provider.put("/reports/bank-1", &payment).await.expect(201);
    let events = home.count("SELECT count(*) FROM event").await;
    let again = provider.put("/reports/bank-1", &payment).await.expect(200);
    assert_eq!(again["verdict"], "known");
    assert!(again["became"].as_str().is_some_and(|text| text.ends_with("events")), "{again}");
    assert_eq!(home.count("SELECT count(*) FROM event").await, events);
}

#[tokio::test]
async fn a_report_that_is_sent_twenty_times_at_once_comes_in_once() {
    let home = Home::new().await;
    let (_, payment) = with_order(&home).await;
    let provider = home.provider().await;
    let asked = (0..20).map(|_| {
        let (provider, payment) = (provider.clone(), payment.clone());
        tokio::spawn(async move { provider.put("/reports/bank-1", &payment).await.status })
    });
    let mut statuses = Vec::new();
    for status in asked.collect::<Vec<_>>() {
        statuses.push(status.await.expect("no panic"));
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [[200; 19].as_slice(), &[201]].concat());
    assert_eq!(home.count("SELECT count(*) FROM report").await, 1);
}

#[tokio::test]
async fn another_report_under_a_known_name_is_refused() {
    let home = Home::new().await;
    let (_, mut payment) = with_order(&home).await;
    let provider = home.provider().await;
    provider.put("/reports/bank-1", &payment).await.expect(201);
    payment["report"]["Payment"]["amount"] = json!("1.00");
    let refused = provider.put("/reports/bank-1", &payment).await;
    refused.expect_problem(409, "report-differs");
}

#[tokio::test]
async fn a_report_that_is_refused_is_not_kept_and_may_come_again_corrected() {
    let home = Home::new().await;
    let (_, mut payment) = with_order(&home).await;
    let provider = home.provider().await;
    payment["report"]["Payment"]["registered_on"] = json!("2026-12-02");
    let refused = provider.put("/reports/bank-1", &payment).await;
    assert_eq!(refused.expect_problem(409, "dated-in-the-future")["waiting_helps"], true);
    assert_eq!(home.count("SELECT count(*) FROM report").await, 0);
    payment["report"]["Payment"]["registered_on"] = json!("2026-12-01");
    provider.put("/reports/bank-1", &payment).await.expect(201);
}

#[tokio::test]
async fn a_command_is_no_report_and_a_report_is_no_command() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let provider = home.provider().await;
    let told = json!({"mailbox": id(1), "report": "Tick"});
    provider.put("/reports/one", &told).await.expect_problem(422, "wrong-content");
    let asked = json!({"NoticeFailed": {"notice": 1}});
    let refused = provider.post(&format!("{path}/commands"), &asked).await;
    refused.expect_problem(422, "wrong-content");
}

#[tokio::test]
async fn a_new_holders_tax_id_is_told_only_to_a_key_with_the_scope_for_it() {
    use pec_postgres::api::Scope;
    let home = Home::new().await;
    home.open(1).await;
    let holder = json!({"kind": "Consumer", "tax_id": "YYYYYY00Y00Y000Y"});
    let report = json!({"mailbox": id(1), "report": {"HolderChanged": {"holder": holder}}});
    let caller = home.caller(&[Scope::Operate], None).await;
    let came = caller.put("/reports/sale-1", &report).await;
    came.expect(201);
    assert!(!came.text.contains("YYYYYY00"), "{}", came.text);
    assert!(!came.text.contains(TAX_ID), "{}", came.text);
}

#[tokio::test]
async fn a_report_of_a_mailbox_that_is_not_there_is_refused() {
    let home = Home::new().await;
    let report = json!({"mailbox": id(9), "report": {"NoticeFailed": {"notice": 1}}});
    let refused = home.provider().await.put("/reports/one", &report).await;
    refused.expect_problem(404, "no-such-mailbox");
    assert_eq!(home.count("SELECT count(*) FROM report").await, 0);
}
