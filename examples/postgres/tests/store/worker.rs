//! The process: how it ends, and what it outlives.

use std::{
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tokio::time::sleep;

use crate::support::Home;

/// A worker as a process of its own, killed with the test.
struct Process(Child);

impl Process {
    async fn start(home: &Home, arguments: &[&str]) -> Self {
        let database = home.client().await.query_one("SELECT current_database()", &[]).await;
        let database: String = database.expect("a name").get(0);
        let address = std::env::var("PEC_TEST_DATABASE").expect("an address");
        let address = address.replace("///pec?", &format!("///{database}?"));
        let worker = Command::new(env!("CARGO_BIN_EXE_pec-postgres"))
            .args(["worker", "--silent", "--at", "2026-01-20", "--database", &address])
            .args(arguments)
            .stderr(Stdio::null())
            .spawn()
            .expect("a worker");
        Self(worker)
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.0.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    async fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.0.try_wait().expect("its status") {
                return status;
            }
            sleep(Duration::from_millis(10)).await;
        }
        panic!("it does not end");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until a query gives this number.
async fn comes_to(home: &Home, sql: &str, expected: i64) {
    let begun = Instant::now();
    while home.number(sql).await != expected {
        assert!(begun.elapsed() < Duration::from_secs(60), "{sql} does not come to {expected}");
        sleep(Duration::from_millis(10)).await;
    }
}

const DUE: &str = "SELECT count(*) FROM mailbox WHERE deadline <= '2026-01-20'";

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
    assert_eq!(home.number("SELECT count(*) FROM lease").await, 0);
    home.night("2026-01-20").await;
    assert!(home.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn it_outlives_a_torn_connection() {
    let home = Home::with_sample().await;
    let worker = Process::start(&home, &["--batch", "1", "--lease", "1"]).await;
    let others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for _ in 0..5 {
        sleep(Duration::from_millis(60)).await;
        // On a connection of its own: those of the pool are torn too.
        let client = pec_postgres::database::pool(&home.address, 1).expect("a pool");
        let client = client.get().await.expect("a connection");
        client.query_one(others, &[]).await.expect("they are torn");
    }
    comes_to(&home, DUE, 0).await;
    comes_to(&home, "SELECT count(*) FROM errand WHERE done IS NULL", 0).await;
    drop(worker);
    assert!(home.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn what_a_killed_worker_held_is_taken_over_when_its_lease_is_over() {
    let home = Home::with_sample().await;
    let due = home.number(DUE).await;
    let mut killed = Process::start(&home, &["--batch", "1", "--lease", "1"]).await;
    while home.number(DUE).await == due {}
    killed.signal("-KILL");
    assert!(!killed.ended().await.success());
    let mut heir = Process::start(&home, &["--until-idle"]).await;
    assert!(heir.ended().await.success());
    assert!(home.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn a_worker_that_sleeps_is_woken_by_a_report() {
    let home = Home::with_sample().await;
    let _worker = Process::start(&home, &[]).await;
    comes_to(&home, DUE, 0).await;
    comes_to(&home, "SELECT count(*) FROM errand WHERE done IS NULL", 0).await;
    sleep(Duration::from_millis(200)).await;
    home.execute(
        "INSERT INTO report (source, mailbox, due, command)
         SELECT 'test/1', id, '2026-01-20', '\"SwitchOff\"' FROM mailbox LIMIT 1;
         NOTIFY pec",
    )
    .await;
    comes_to(&home, "SELECT count(*) FROM report WHERE handled IS NOT NULL", 1).await;
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
