//! A policy that changes: deadlines are worked out anew, and a version means one thing.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use pec_postgres::{
    policy,
    store::{Terms, load},
};
use pec_renewal::{
    Event, Fact,
    catalogue::{Parameters, Policy, PriceList, PriceRow},
    order::OpenOrder,
    values::{MailboxId, Money, OrderId},
};
use pec_step::{Store, Work, version_of, work};

use crate::{
    process::{Process, comes_to},
    support::{Home, LONG, day, night, terms},
};

/// The preset with other days for its reminders, under a version of its own.
fn changed(version: u32) -> Policy {
    let preset = Policy::aruba();
    let mut parameters: serde_json::Value =
        serde_json::to_value(preset.parameters()).expect("a value");
    parameters["version"] = version.into();
    parameters["reminders_before"] = serde_json::json!([80, 50, 20]);
    let parameters: Parameters = serde_json::from_value(parameters).expect("parameters");
    Policy::new(parameters, preset.prices().clone()).expect("a policy")
}

#[tokio::test]
async fn a_policy_change_works_out_every_deadline_anew() {
    let home = Home::with_sample().await;
    home.night("2026-01-20").await;
    let policy = changed(2);
    let before = home.number("SELECT sum(deadline - '2026-01-01') FROM mailbox").await;
    assert!(policy::put_in_force(&mut home.client().await, &policy).await.expect("in force"));
    let stale = home.check("2026-01-20").await;
    assert_eq!(stale.pending.stale_deadlines, 400);
    let mut worker = home.worker("2026-01-20", Terms::default()).await;
    assert!(
        worker.next(Work::Deadlines).await.expect("none").is_empty(),
        "a worker of the older policy leaves them to those of the newer one"
    );
    worker.works_under(version_of(&policy));
    work(&mut worker, &policy, &|| night("2026-01-20")).await.expect("a night");
    assert_ne!(home.number("SELECT sum(deadline - '2026-01-01') FROM mailbox").await, before);
    let findings = home.check("2026-01-20").await;
    assert!(findings.is_sound(), "{:?}", findings.shown);
}

#[tokio::test]
async fn a_version_means_one_thing_for_ever() {
    let home = Home::with_sample().await;
    let mut client = home.client().await;
    let error = policy::put_in_force(&mut client, &changed(1)).await.expect_err("refused");
    assert!(error.to_string().contains("reminders_before"), "{error}");
    assert!(!policy::put_in_force(&mut client, &Policy::aruba()).await.expect("it is in force"));
    assert!(policy::put_in_force(&mut client, &changed(2)).await.expect("another"));
    assert!(policy::put_in_force(&mut client, &Policy::aruba()).await.expect("back again"));
    assert_eq!(policy::in_force(&client).await.expect("one").policy, Policy::aruba());
}

#[tokio::test]
async fn a_worker_decides_on_no_further_batch_under_a_policy_that_is_no_longer_in_force() {
    let home = Home::with_sample().await;
    let mut worker = home.worker("2026-01-20", terms(1, LONG)).await;
    let first = worker.next(Work::Due).await.expect("a batch");
    assert!(!first.is_empty());
    worker.write(first.decide(&Policy::aruba(), night("2026-01-20"))).await.expect("it is written");
    policy::put_in_force(&mut home.client().await, &changed(2)).await.expect("in force");
    for kind in [Work::Due, Work::Reports, Work::Deadlines] {
        assert!(worker.next(kind).await.expect("none").is_empty(), "{kind:?}");
    }
    worker.works_under(version_of(&changed(2)));
    assert!(!worker.next(Work::Due).await.expect("a batch").is_empty());
}

#[tokio::test]
async fn a_policy_put_in_force_is_taken_up_by_a_worker_that_runs() {
    let home = Home::with_sample().await;
    let mut worker = Process::start(&home, &["--batch", "1"]).await;
    let stale = "SELECT count(*) FROM mailbox WHERE policy_version <>
        (SELECT version FROM policy ORDER BY number DESC LIMIT 1)";
    assert_eq!(home.number(stale).await, 0);
    let written = "SELECT count(*) FROM event WHERE body LIKE '%2026-01-20T%'";
    let begun = Instant::now();
    while home.number(written).await == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not begin");
    }
    policy::put_in_force(&mut home.client().await, &changed(2)).await.expect("in force");
    assert!(0 < home.number(stale).await);
    comes_to(&home, stale, 0).await;
    assert!(worker.runs());
}

#[tokio::test]
async fn open_orders_keep_their_price_when_prices_rise() {
    let home = Home::with_sample().await;
    home.night("2026-01-20").await;
    let agreed = open_orders(&home).await;
    let dearer = dearer();
    policy::put_in_force(&mut home.client().await, &dearer).await.expect("in force");
    for today in 21..29 {
        let today = format!("2026-01-{today}");
        let mut worker = home.worker(&today, Terms::default()).await;
        worker.works_under(version_of(&dearer));
        work(&mut worker, &dearer, &|| night(&today)).await.expect("a night");
    }
    let (kept, new): (Vec<_>, Vec<_>) =
        open_orders(&home).await.into_values().partition(|order| agreed.contains_key(&order.id));
    assert!(!kept.is_empty() && kept.iter().all(|order| *order == agreed[&order.id]));
    let version = dearer.prices().version();
    assert!(!new.is_empty() && new.iter().all(|it| it.agreed.price_list_version == version));
    let mut asked = 0;
    for (_, _, body) in home.events().await {
        let event: Event = serde_json::from_str(&body).expect("an event");
        if let Fact::ChargeRequested { key, amount, .. } = event.fact
            && day("2026-01-20") < event.at.day()
            && event.at.day() <= key.order().expiry()
        {
            assert_eq!(amount, agreed[&key.order()].payable(), "{key}");
            asked += 1;
        }
    }
    assert!(0 < asked, "one of them is charged");
}

async fn open_orders(home: &Home) -> BTreeMap<OrderId, OpenOrder> {
    let client = home.client().await;
    let mut open = BTreeMap::new();
    for row in client.query("SELECT id FROM mailbox", &[]).await.expect("mailboxes") {
        let mailbox = load(&client, MailboxId::new(row.get(0))).await.expect("it is read");
        if let Some(order) = mailbox.expect("it is there").open_order() {
            open.insert(order.id, order.clone());
        }
    }
    open
}

/// The preset with prices a tenth higher.
fn dearer() -> Policy {
    let (mut parameters, prices) = {
        let preset = Policy::aruba();
        (preset.parameters().clone(), preset.prices().clone())
    };
    let raised = |row: &PriceRow| {
        let net = Money::from_cents(row.net.cents() * 11 / 10).expect("an amount");
        PriceRow { net, ..*row }
    };
    let rows = prices.rows().iter().map(raised).collect();
    let prices = PriceList::new(prices.version() + 1, rows).expect("a price list");
    parameters.version += 1;
    Policy::new(parameters, prices).expect("a policy")
}
