//! The process: how it ends, and what it outlives.

use std::time::{Duration, Instant};

use pec_outside::{
    Report,
    wire::{Hold, Place},
};
use pec_postgres::store::add_reports;
use pec_renewal::Command;
use tokio::time::sleep;

use crate::{
    gateway::Gateway,
    process::{Process, comes_to},
    support::{Home, night},
};

const DUE: &str = "SELECT count(*) FROM mailbox WHERE deadline <= '2026-01-20'";
const UNDONE: &str = "SELECT count(*) FROM errand WHERE done IS NULL";
const LEASES: &str = "SELECT count(*) FROM lease";

#[tokio::test]
async fn a_worker_ends_when_nothing_waits() {
    let home = Home::with_sample().await;
    let mut worker = Process::start(&home, &["--until-idle"]).await;
    assert!(worker.ended().await.success());
    assert!(home.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn asked_to_stop_it_gives_back_what_it_holds_and_ends_well() {
    let home = Home::with_sample().await;
    let due = home.number(DUE).await;
    let mut worker = Process::start(&home, &["--batch", "1"]).await;
    let begun = Instant::now();
    while home.number(DUE).await == due {
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not begin");
    }
    worker.signal("-TERM");
    assert_eq!(worker.ended().await.code(), Some(0));
    assert_eq!(home.number(LEASES).await, 0);
    home.night("2026-01-20").await;
    assert!(home.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn asked_to_stop_in_a_charge_it_ends_that_one_and_gives_the_rest_of_its_batch_back() {
    let home = Home::with_sample().await;
    let gateway = Gateway::start(night("2026-01-20")).await;
    gateway.hold(Some(Hold { place: Place::Answer, key: None })).await;
    let arguments = ["--outside", &gateway.address(), "--patience", "60", "--lease", "60"];
    let mut worker = Process::start(&home, &arguments).await;
    let begun = Instant::now();
    while gateway.held().await.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no charge is sent");
        sleep(Duration::from_millis(10)).await;
    }
    assert!(1 < home.number(LEASES).await, "its batch is larger than one");
    worker.signal("-TERM");
    sleep(Duration::from_millis(200)).await;
    assert!(worker.runs(), "a charge is in its hand");
    gateway.hold(None).await;
    assert_eq!(worker.ended().await.code(), Some(0));
    assert_eq!(home.number(LEASES).await, 0);
    let key = gateway.charged().await;
    let [(key, 1)] = key.as_slice() else { panic!("{key:?}") };
    let of_it = format!(
        "SELECT count(*) FROM errand JOIN event USING (mailbox, sequence)
         WHERE done IS NOT NULL AND body LIKE '%ChargeRequested%{key}%'"
    );
    assert_eq!(home.number(&of_it).await, 1, "what it had in its hand is done");
    assert!(1 < home.number(UNDONE).await, "and not the rest");
    let mut heir = Process::start(&home, &["--until-idle", "--outside", &gateway.address()]).await;
    assert!(heir.ended().await.success());
    assert_eq!(home.number(UNDONE).await, 0);
    let charged = gateway.charged().await;
    assert!(1 < charged.len() && charged.iter().all(|(_, times)| *times == 1), "{charged:?}");
}

#[tokio::test]
async fn it_outlives_a_torn_connection() {
    let home = Home::with_sample().await;
    let due = home.number(DUE).await;
    // What the test needs is connected before the worker, and left alone.
    let (client, other) = (home.client().await, home.client().await);
    let own = "SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database()";
    let own: Vec<i32> = client.query_one(own, &[]).await.expect("they are known").get(0);
    drop(other);
    let mut worker = Process::start(&home, &["--batch", "1", "--lease", "1"]).await;
    let tear = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> ALL ($1)";
    let begun = Instant::now();
    let (mut torn, mut left) = (0, due);
    // It is at work when it is torn, and goes on in between.
    while torn < 3 && 0 < left {
        let now: i64 = client.query_one(DUE, &[]).await.expect("a number").get(0);
        if now < left {
            left = now;
            let times: i64 = client.query_one(tear, &[&own]).await.expect("they are torn").get(0);
            torn += i64::from(0 < times);
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not go on");
    }
    assert_eq!(torn, 3, "it was torn, and worked on");
    assert!(0 < left, "and again");
    drop(client);
    comes_to(&home, DUE, 0).await;
    comes_to(&home, UNDONE, 0).await;
    assert!(worker.runs());
    drop(worker);
    assert!(home.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn what_a_killed_worker_held_is_taken_over_when_its_lease_is_over() {
    let home = Home::with_sample().await;
    let mut killed = Process::start(&home, &["--batch", "1", "--lease", "1"]).await;
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < Duration::from_secs(60), "it holds nothing when it is stopped");
        killed.signal("-STOP");
        // What the server was asked before is done by then.
        sleep(Duration::from_millis(100)).await;
        if 0 < home.number(LEASES).await {
            break;
        }
        killed.signal("-CONT");
        sleep(Duration::from_millis(20)).await;
    }
    killed.signal("-KILL");
    assert!(!killed.ended().await.success());
    assert_eq!(home.number(LEASES).await, 1, "what it held stays held");
    assert!(0 < home.number(DUE).await + home.number(UNDONE).await);
    let mut heir = Process::start(&home, &["--until-idle"]).await;
    assert!(heir.ended().await.success());
    assert_eq!(home.number(LEASES).await, 0);
    assert!(home.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn a_worker_that_sleeps_is_woken_by_a_report() {
    let home = Home::with_sample().await;
    let _worker = Process::start(&home, &[]).await;
    comes_to(&home, DUE, 0).await;
    comes_to(&home, UNDONE, 0).await;
    let id = home.events().await[0].0;
    let mut quickest = Duration::MAX;
    for number in 1..=5 {
        // It just did the last one: for most of a second it would not look by itself.
        sleep(Duration::from_millis(150)).await;
        let (source, command) = (format!("test/{number}"), Command::SwitchOff);
        let report = Report { source, due: night("2026-01-20"), command };
        let client = home.client().await;
        let begun = Instant::now();
        add_reports(&client, &[(id, report)]).await.expect("it comes in");
        drop(client);
        let handled = "SELECT count(*) FROM report WHERE handled IS NOT NULL";
        comes_to(&home, handled, number).await;
        quickest = quickest.min(begun.elapsed());
    }
    assert!(quickest < Duration::from_millis(600), "{quickest:?}: it looked by itself");
}

#[tokio::test]
async fn what_is_set_aside_keeps_no_worker_from_ending() {
    let home = Home::with_sample().await;
    home.execute(
        "UPDATE mailbox SET state = substr(state, 1, 20), policy_version = '0/0' WHERE id =
         (SELECT id FROM mailbox WHERE deadline <= '2026-01-20' ORDER BY deadline LIMIT 1)",
    )
    .await;
    let mut worker = Process::start(&home, &["--until-idle"]).await;
    assert!(worker.ended().await.success());
    assert_eq!(home.number(DUE).await, 1);
}
