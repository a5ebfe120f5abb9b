//! What is due, decided and written here and by the nightly job on SQLite: the same mailboxes on the same
//! days. Errands are not run, and each night ends on the disk.

use std::{path::Path, time::Duration};

use pec_nightly::{
    args::Args, job, night::Night, progress::Quiet, store::Store, today::Today, world::World,
};
use pec_postgres::{
    clock::Clock,
    database,
    store::{Postgres, Stop, Terms},
};
use pec_renewal::{catalogue::Policy, values::Day};
use pec_step::{Work, decide_on, version_of};

use super::{
    Size, Told,
    database::{SEED, Server, first_day, moment, number},
    side_by_side::{race, timed},
};

pub fn beside_sqlite(server: &Server, size: &Size, told: &mut Told) {
    let policy = Policy::aruba();
    let mut file = File::with_portfolio(&server.folder, size);
    drop(server.portfolio("beside", size));
    let pool = database::pool(&server.address("beside"), 1).expect("a pool");
    let (mut day, mut all_due) = (first_day(), Vec::new());
    let mut here = || {
        let (at, today) = (moment(day), day);
        day = day.next();
        let mut store = server.wait(async {
            let client = pool.get().await.expect("a connection");
            let due = format!("SELECT count(*) FROM mailbox WHERE deadline <= '{today}'");
            all_due.push(number(&client, &due).await);
            let store =
                Postgres::new(client, None, Clock::Fixed(at), Terms::default(), Stop::default());
            store.await.expect("a store")
        });
        store.works_under(version_of(&policy));
        let now = || at;
        let ticks = decide_on(&mut store, Work::Due, &policy, &now);
        timed(|| server.wait(ticks).expect("a night")).1
    };
    let times = race(size.nights, [&mut here, &mut || file.ticks(&policy)]);
    assert_eq!(all_due, file.all_due, "not the same was due");
    let events = "SELECT count(*) FROM event";
    let client = server.wait(pool.get()).expect("a connection");
    assert_eq!(
        server.wait(number(&client, events)),
        file.count(events),
        "not the same was recorded"
    );

    // The first night warms up.
    let measured = &all_due[1..];
    let due: usize =
        usize::try_from(measured.iter().sum::<i64>()).expect("a count") / measured.len();
    let each = |one| times.nanoseconds(one, due) / 1e3;
    let of = format!("{due} due a night, errands not run");
    told.figures.add("a due mailbox decided and written", format!("{:.0} µs", each(0)), &of);
    told.figures.add("the same on SQLite", format!("{:.0} µs", each(1)), &of);
    told.figures.add("time here, to SQLite's", format!("{:.2}", times.ratio(0, 1)), &of);
}

/// The nightly job's store.
struct File {
    store: Store,
    day: Day,
    all_due: Vec<i64>,
}

impl File {
    fn with_portfolio(folder: &Path, size: &Size) -> Self {
        let path = folder.join("beside");
        let args = Args {
            mailboxes: Some(size.mailboxes),
            expiring: Some(size.mailboxes),
            from: Some(first_day()),
            seed: Some(SEED),
            no_check: true,
            ..Args::new(path.clone(), 0)
        };
        job::run(&args, &mut Quiet).expect("a portfolio");
        let store = Store::open(&path).expect("a store");
        Self { store, day: first_day(), all_due: Vec::new() }
    }

    fn ticks(&mut self, policy: &Policy) -> Duration {
        let day = self.day;
        self.day = day.next();
        let due = self.count(&format!("SELECT count(*) FROM mailbox WHERE deadline <= '{day}'"));
        self.all_due.push(due);
        let zone = "Europe/Rome".parse().expect("a zone");
        let today = Today::new(policy, day, zone).expect("a day");
        let (world, mut quiet) = (World::new(SEED), Quiet);
        timed(|| {
            let mut night = Night::of(&mut self.store, &today, &world, &mut quiet);
            night.decide_on(Work::Due).expect("a night");
            self.store.sync().expect("a disk");
        })
        .1
    }

    fn count(&self, sql: &str) -> i64 {
        self.store.db().query_row(sql, [], |row| row.get(0)).expect(sql)
    }
}
