//! What is counted, for whoever is to be woken.

use pec_postgres::api::Scope;
use serde_json::json;

use crate::home::{Home, method};

/// The value of a metric without labels, or with exactly these.
fn value(text: &str, name: &str) -> f64 {
    let line = text.lines().find(|line| line.split(' ').next() == Some(name));
    let line = line.unwrap_or_else(|| panic!("there is no {name}:\n{text}"));
    line.split(' ').nth(1).expect("a value").parse().expect("a number")
}

/// What the chapter *Running it* says to alert on: the names of the metrics, and the query.
fn alerts() -> Vec<(Vec<&'static str>, &'static str)> {
    let (_, section) = CHAPTER.split_once("# What to alert on").expect("a section");
    let (section, _) = section.split_once("\n# ").expect("one more");
    let alerts = section.split("\n```sql\n").collect::<Vec<_>>();
    let parts = alerts.windows(2).map(|pair| {
        let before = pair[0].rsplit("```\n").next().expect("words");
        let names = before.split('`').filter(|word| word.starts_with("pec_")).collect();
        (names, pair[1].split("```").next().expect("a query").trim())
    });
    let alerts: Vec<(Vec<&str>, &str)> = parts.collect();
    assert!(9 < alerts.len() && alerts.iter().all(|(names, _)| !names.is_empty()), "{alerts:?}");
    alerts
}

const CHAPTER: &str = include_str!("../../../../src/manual/running_it.md");

async fn scrape(home: &Home) -> String {
    let reply = home.caller(&[Scope::Operate], None).await.get("/metrics").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.text
}

#[tokio::test]
async fn metrics_need_a_key_with_the_scope_operate() {
    let home = Home::new().await;
    home.stranger().get("/metrics").await.expect_problem(401, "no-key");
    home.holder().await.get("/metrics").await.expect_problem(403, "scope-too-small");
}

#[tokio::test]
async fn requests_and_decisions_are_counted_by_what_became_of_them() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let commands = format!("{path}/commands");
    holder.post(&commands, &json!("TerminateAtExpiry")).await.expect(200);
    holder.post(&commands, &json!("TerminateAtExpiry")).await.expect(200);
    let cancel = json!({"CancelOrder": {"order": "00000000000000000000000000000001.20270115.1"}});
    holder.post(&commands, &cancel).await.code();
    let text = scrape(&home).await;
    let route = "method=\"POST\",route=\"/mailboxes/{mailbox}/commands\"";
    let one = |name: &str| value(&text, name).to_string();
    assert_eq!(one(&format!("pec_requests_total{{{route},status=\"200\"}}")), "2");
    assert_eq!(one("pec_decisions_total{verdict=\"recorded\"}"), "2"); // the opening too
    assert_eq!(one("pec_decisions_total{verdict=\"already-so\"}"), "1");
    assert_eq!(one("pec_decisions_total{verdict=\"refused\"}"), "1");
    assert!(!text.contains("00000000-0000"), "a mailbox is named:\n{text}");
}

#[tokio::test]
async fn all_that_should_wake_somebody_is_counted_from_the_tables() {
    let home = Home::new().await;
    let path = home.open(1).await;
    home.open(2).await;
    let calm = scrape(&home).await;
    for name in [
        "pec_mailboxes_due",
        "pec_mailboxes_overdue",
        "pec_deadlines_stale",
        "pec_reports_waiting",
        "pec_reports_broken",
        "pec_leases_over",
        "pec_mailboxes_set_aside",
        "pec_charges_open",
        "pec_refunds_overdue",
    ] {
        assert!(value(&calm, name) < 0.5, "{name}:\n{calm}");
    }
    let client = home.client().await;
    client
        .batch_execute(
            "UPDATE mailbox SET deadline = '2026-11-01', policy_version = '0/0', \
                 charge_open_since = '2026-11-21', owes_refund = true, refund_due = '2026-11-30'
                 WHERE id = '00000000-0000-0000-0000-000000000001';
             INSERT INTO report (source, mailbox, due, command) SELECT 'late', id,
                 '2026-12-01T08:00:00Z', '\"Tick\"' FROM mailbox LIMIT 1;
             INSERT INTO report (source, mailbox, due, command, handled, verdict) SELECT 'broken', id,
                 '2026-12-01T08:00:00Z', '\"Tick\"', now(), 'refused, broken: by itself'
                 FROM mailbox LIMIT 1;
             INSERT INTO lease (mailbox, claim, until, set_aside) SELECT id, gen_random_uuid(),
                 now() - interval '1 hour', CASE WHEN id::text LIKE '%1' THEN 'why' END FROM mailbox;",
        )
        .await
        .expect("written");
    let text = scrape(&home).await;
    for (name, expected) in [
        ("pec_mailboxes_due", 1.0),
        ("pec_mailboxes_overdue", 1.0),
        ("pec_deadlines_stale", 1.0),
        ("pec_errands_waiting", 2.0),
        ("pec_reports_waiting", 1.0),
        ("pec_report_oldest_seconds", 3600.0),
        ("pec_leases_over", 1.0),
        ("pec_mailboxes_set_aside", 1.0),
        ("pec_reports_broken", 1.0),
        ("pec_charges_open", 1.0),
        ("pec_charge_oldest_days", 10.0),
        ("pec_refunds_open", 1.0),
        ("pec_refunds_overdue", 1.0),
    ] {
        assert!((value(&text, name) - expected).abs() < 0.5, "{name}:\n{text}");
    }
    assert!(value(&text, "pec_errand_oldest_seconds") < 0.5);
    for (names, query) in alerts() {
        // The chapter asks at the moment of whoever asks; here that is the server's, which is fixed.
        let query = query.replace("now()", "'2026-12-01T09:00:00Z'::timestamptz");
        let rows = client.query(&query, &[]).await.expect(&query);
        let is_list = query.starts_with("SELECT mailbox");
        let counted =
            if is_list { rows.len().to_string() } else { rows[0].get::<_, i64>(0).to_string() };
        assert_eq!(value(&text, names[0]).to_string(), counted, "{}: {query}", names[0]);
    }
    home.holder().await.get(&path).await.expect(200);
}

#[tokio::test]
async fn a_charge_whose_outcome_is_awaited_is_counted_until_it_comes() {
    let home = Home::at("2027-01-08T10:00:00+01:00").await;
    let path = home.open(1).await;
    let on = json!({"SwitchOn": {"method": method(1), "consent": null}});
    home.holder().await.post(&format!("{path}/commands"), &on).await.expect(200);
    let provider = home.provider().await;
    let ticked = provider.post(&format!("{path}/commands"), &json!("Tick")).await.expect(200);
    let events = ticked["events"].as_array().expect("a list");
    let requested = events.iter().find(|one| !one["event"]["fact"]["ChargeRequested"].is_null());
    let requested = &requested.expect("a charge")["event"]["fact"]["ChargeRequested"];
    assert!((value(&scrape(&home).await, "pec_charges_open") - 1.0).abs() < 0.5);
    let outcome = json!({"mailbox": crate::home::id(1), "report": {"ChargeOutcome": {
        "key": requested["key"], "outcome": {"Settled": {"amount": requested["amount"]}},
    }}});
    provider.put("/reports/gateway-1", &outcome).await.expect(201);
    assert!(value(&scrape(&home).await, "pec_charges_open") < 0.5);
}
