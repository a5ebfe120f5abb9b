//! A policy that changes: deadlines are worked out anew, and a version means one thing.

use pec_postgres::{policy, store::Terms};
use pec_renewal::catalogue::{Parameters, Policy};
use pec_step::{Store, Work, version_of, work};

use crate::support::{Home, night};

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
