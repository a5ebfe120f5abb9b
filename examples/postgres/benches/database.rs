//! Databases of the server that `examples/postgres/bench` started.

use std::{env, fmt::Write, future::Future, path::PathBuf};

use chrono_tz::Tz;
use pec_nightly::portfolio::Synthetic;
use pec_postgres::{
    clock::{At, Clock},
    database::{self, Address, Client},
    import::import,
    policy,
};
use pec_renewal::{
    catalogue::Policy,
    values::{Day, Moment},
};
use tokio::runtime::Runtime;

use super::Size;

/// The server, and the runtime that waits for it.
pub struct Server {
    runtime: Runtime,
    address: Address,
    /// For files, and removed at the end.
    pub folder: PathBuf,
}

impl Server {
    pub fn new() -> Self {
        let address = env::var("PEC_BENCH_DATABASE")
            .expect("this needs a PostgreSQL server: run examples/postgres/bench");
        let address = address.parse().expect("PEC_BENCH_DATABASE is an address");
        let folder = env::var("PEC_BENCH_FOLDER").expect("PEC_BENCH_FOLDER is a folder").into();
        Self { runtime: Runtime::new().expect("a runtime"), address, folder }
    }

    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// The address of one of its databases.
    pub fn address(&self, name: &str) -> Address {
        self.address.named(name)
    }

    pub fn connect(&self, name: &str) -> Client {
        let pool = database::pool(&self.address(name), 1).expect("a pool");
        self.wait(pool.get()).expect("a connection")
    }

    /// An empty database with the tables and the preset in force.
    pub fn empty(&self, name: &str) -> Client {
        self.administer(&format!("CREATE DATABASE {name}"));
        let mut client = self.connect(name);
        self.wait(async {
            database::migrate(&mut client).await.expect("the tables");
            policy::begin_with_preset(&mut client).await.expect("a policy");
        });
        client
    }

    /// A database with a portfolio of that size, as it stands on the first day.
    pub fn portfolio(&self, name: &str, size: &Size) -> Client {
        let mut client = self.empty(name);
        let rows = Synthetic::new(SEED, first_day(), size.mailboxes, size.mailboxes);
        let policy = Policy::aruba();
        let opening = import(&mut client, rows, &policy, moment(first_day()));
        self.wait(opening).expect("a portfolio");
        client
    }

    /// A copy of a database that nobody is connected to.
    pub fn copy(&self, of: &str, name: &str) {
        self.administer(&format!("DROP DATABASE IF EXISTS {name}"));
        self.administer(&format!("CREATE DATABASE {name} TEMPLATE {of} STRATEGY file_copy"));
    }

    /// Asserts that every row of what a night writes is in both.
    pub fn assert_same(&self, one: &str, other: &str) {
        let [here, there] = [one, other].map(|name| self.digest(name));
        assert_eq!(here, there, "{one} and {other} differ");
    }

    /// How many rows each table has, and a sum over their content.
    fn digest(&self, name: &str) -> String {
        let client = self.connect(name);
        let mut digest = String::new();
        for table in ["mailbox", "event", "errand", "report", "lease"] {
            let sum = format!(
                "SELECT format('{table} %s %s', count(*), sum(hashtextextended({table}::text, 0)))
                 FROM {table}"
            );
            let sum: String = self.wait(client.query_one(&sum, &[])).expect("a sum").get(0);
            writeln!(digest, "{sum}").expect("a text can be written");
        }
        digest
    }

    /// Does what cannot be done from within the database concerned.
    pub fn administer(&self, sql: &str) {
        let database = self.address.config().get_dbname().expect("it names a database").to_owned();
        self.wait(self.connect(&database).batch_execute(sql)).expect(sql);
    }
}

/// The number that a query gives.
pub async fn number(client: &Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).await.expect(sql).get(0)
}

/// The moment of the night of a day, in the zone that the portfolio was made in.
pub fn moment(day: Day) -> Moment {
    let clock = Clock::new(Tz::Europe__Rome, Some(At::Day(day))).expect("a clock");
    clock.now().expect("a moment")
}

pub fn first_day() -> Day {
    "2026-01-01".parse().expect("a day")
}

pub const SEED: u64 = 1;
