//! A worker as a process of its own.

use std::{
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tokio::time::sleep;

use crate::support::Home;

/// Killed with the test.
pub struct Process(Child);

impl Process {
    /// Works in the night of 20 January, and without an outside where the arguments name none.
    pub async fn start(home: &Home, arguments: &[&str]) -> Self {
        let database = home.client().await.query_one("SELECT current_database()", &[]).await;
        let database: String = database.expect("a name").get(0);
        let address = std::env::var("PEC_TEST_DATABASE").expect("an address");
        let address = address.replace("///pec?", &format!("///{database}?"));
        let worker = Command::new(env!("CARGO_BIN_EXE_pec-postgres"))
            .args(["worker", "--at", "2026-01-20", "--database", &address])
            .args(if arguments.contains(&"--outside") { None } else { Some("--silent") })
            .args(arguments)
            .stderr(Stdio::null())
            .spawn()
            .expect("a worker");
        Self(worker)
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.0.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    pub fn runs(&mut self) -> bool {
        self.0.try_wait().expect("its status").is_none()
    }

    pub async fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
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
pub async fn comes_to(home: &Home, sql: &str, expected: i64) {
    let begun = Instant::now();
    while home.number(sql).await != expected {
        assert!(begun.elapsed() < PATIENCE, "{sql} does not come to {expected}");
        sleep(Duration::from_millis(10)).await;
    }
}

const PATIENCE: Duration = Duration::from_secs(60);
