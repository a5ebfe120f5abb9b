//! A database of one's own for each test, on the server of `examples/postgres/test`.

use std::{env, io::Cursor, sync::Arc, time::Duration};

use chrono_tz::Tz;
use pec_nightly::portfolio::SAMPLE;
use pec_outside::Outside;
use pec_postgres::{
    check::{self, Findings},
    clock::{At, Clock},
    database::{self, Address, Client, Pool},
    import::import,
    policy,
    store::{Postgres, Stop, Terms},
};
use pec_renewal::{
    catalogue::Policy,
    values::{Day, MailboxId, Moment},
};
use pec_step::{version_of, work};

/// A database that was migrated, and nothing more.
pub struct Home {
    pub pool: Pool,
}

impl Home {
    /// One without tables.
    pub async fn bare() -> Self {
        let server: Address = env::var("PEC_TEST_DATABASE")
            .expect("these tests need a PostgreSQL server: run examples/postgres/test")
            .parse()
            .expect("PEC_TEST_DATABASE is an address");
        let admin = database::pool(&server, 1).expect("a pool").get().await.expect("a server");
        let name: String = admin
            .query_one("SELECT 'test_' || replace(gen_random_uuid()::text, '-', '')", &[])
            .await
            .expect("a name")
            .get(0);
        admin.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
        let address = server.named(&name);
        Self { pool: database::pool(&address, 8).expect("a pool") }
    }

    /// One with the sample portfolio, as of the first of January.
    pub async fn with_sample() -> Self {
        let home = Self::bare().await;
        let mut client = home.client().await;
        database::migrate(&mut client).await.expect("tables");
        policy::begin_with_preset(&mut client).await.expect("a policy");
        import(&mut client, Cursor::new(SAMPLE), &Policy::aruba(), night("2026-01-01"))
            .await
            .expect("the sample");
        home
    }

    pub async fn client(&self) -> Client {
        self.pool.get().await.expect("a connection")
    }

    /// A worker in the night of a day, whose errands go nowhere.
    pub async fn worker(&self, day: &str, terms: Terms) -> Postgres {
        self.worker_with(None, day, terms).await
    }

    /// A worker in the night of a day, with an outside.
    pub async fn worker_with(&self, outside: Option<Outside>, day: &str, terms: Terms) -> Postgres {
        let (client, outside) = (self.client().await, outside.map(Arc::new));
        let clock = Clock::Fixed(night(day));
        let mut store = Postgres::new(client, outside, clock, terms, Stop::default())
            .await
            .expect("a worker's store");
        store.works_under(version_of(&Policy::aruba()));
        store
    }

    /// Does all that waits in the night of a day.
    pub async fn night(&self, day: &str) {
        let mut store = self.worker(day, Terms::default()).await;
        work(&mut store, &Policy::aruba(), &|| night(day)).await.expect("a night");
    }

    pub async fn check(&self, day: &str) -> Findings {
        let mut client = self.client().await;
        let policy = policy::in_force(&client).await.expect("a policy").policy;
        check::run(&mut client, &policy, night(day)).await.expect("a check")
    }

    /// The number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        self.client().await.query_one(sql, &[]).await.expect(sql).get(0)
    }

    pub async fn execute(&self, sql: &str) {
        self.client().await.batch_execute(sql).await.expect(sql);
    }

    /// All events, by mailbox and sequence.
    pub async fn events(&self) -> Vec<(MailboxId, i64, String)> {
        self.client()
            .await
            .query("SELECT mailbox, sequence, body FROM event ORDER BY mailbox, sequence", &[])
            .await
            .expect("events")
            .iter()
            .map(|row| (MailboxId::new(row.get(0)), row.get(1), row.get(2)))
            .collect()
    }
}

/// The moment of the night of a day.
pub fn night(day: &str) -> Moment {
    Clock::new(Tz::Europe__Rome, Some(At::Day(self::day(day))))
        .and_then(|clock| clock.now())
        .expect("a night")
}

pub fn day(day: &str) -> Day {
    day.parse().expect("a day")
}

/// A batch of so many, for so long.
pub const fn terms(batch: u16, lease: Duration) -> Terms {
    Terms { batch, lease }
}

/// Long enough for any test.
pub const LONG: Duration = Duration::from_secs(600);
