//! Nights that follow nights, beside the same rows read and written with nothing decided.

use std::time::Duration;

use pec_postgres::{
    clock::Clock,
    database::{self, Client, Pool},
    store::{Postgres, Stop, Terms},
};
use pec_renewal::{catalogue::Policy, values::Day};
use pec_step::{version_of, work};

use super::{
    Size, Told,
    bare::{Bare, Leases, Watched},
    database::{Server, first_day, moment, number},
    recorded::{Night, Recorder},
    side_by_side::{race, timed},
};

/// The outside is silent, so that the store is what is measured.
pub fn beside_its_rows(server: &Server, size: &Size, told: &mut Told) {
    let policy = Policy::aruba();
    let imported = server.portfolio("begun", size);
    let before = server.wait(bytes(&imported));
    drop(imported);
    let mut begun = Nights::of(server, "begun", first_day(), &policy);
    for _ in 0..size.behind {
        begun.run();
    }
    let day = begun.day;
    drop(begun);
    for name in ["recorded", "run", "shared", "alone"] {
        server.copy("begun", name);
    }

    let mut recorded = Nights::of(server, "recorded", day, &policy);
    let nights: Vec<(Night, Watched)> = (0..=size.nights).map(|_| recorded.record()).collect();

    let mut run = Nights::of(server, "run", day, &policy);
    let [mut shared, mut alone] = [("shared", Leases::Written), ("alone", Leases::None)]
        .map(|(name, leases)| Again::of(server, name, day, leases, &nights));
    let times = race(size.nights, [&mut || run.run(), &mut || shared.run(), &mut || alone.run()]);
    drop((recorded, run, shared, alone));
    for name in ["run", "shared", "alone"] {
        server.assert_same("recorded", name);
    }

    let mean = |count: fn(&Night) -> usize| {
        nights.iter().map(|(night, _)| count(night)).sum::<usize>() / nights.len()
    };
    let (rows, due) = (mean(Night::rows), mean(Night::due));
    let each = |one| times.nanoseconds(one, rows) / 1e3;
    let numbers = format!("{:.0} against {:.0} µs a row; {rows} rows a night", each(0), each(1));
    let question = "speed of a night, to its rows read and written alone, leases too";
    told.answers.add(question, times.ratio(1, 0), "", &(0.8..=f64::INFINITY), &numbers);
    let numbers = format!("{:.0} against {:.0} µs a row", each(0), each(2));
    let question = "the same, to its rows without leases";
    told.answers.add(question, times.ratio(2, 0), "", &(0.8..=f64::INFINITY), &numbers);

    let figures = &mut told.figures;
    let night = format!("{:.0} ms", times.nanoseconds(0, 1) / 1e6);
    figures.add("a night", night, &format!("{due} of {} mailboxes due", size.mailboxes));
    let whole = format!("{:.0} µs", times.nanoseconds(0, due) / 1e3);
    figures.add("a due mailbox, its errands run", whole, "a night by one worker");
    let held = format!("{:.2}", per(mean(Night::held), due));
    figures.add("batches that a due mailbox is in", held, "those nights");
    let after = server.wait(bytes(&server.connect("run")));
    let mailboxes = i64::try_from(size.mailboxes).expect("there are not that many");
    let table = format!("{} bytes", before.mailbox / mailboxes);
    figures.add("a mailbox, with its indexes", table, "the portfolio imported");
    let record = format!("{} bytes", before.record / mailboxes);
    figures.add("its events and errands, with their indexes", record, "the portfolio imported");
    let all: usize = nights.iter().map(|(night, _)| night.due()).sum();
    let behind = server.wait(bytes(&server.connect("begun")));
    let grown = format!(
        "{:.0} bytes",
        per(usize::try_from(after.record - behind.record).expect("it grows"), all)
    );
    figures.add("events and errands that a due mailbox adds", grown, "those nights");
}

/// Night after night in one database.
struct Nights<'a> {
    server: &'a Server,
    pool: Pool,
    policy: &'a Policy,
    day: Day,
}

impl<'a> Nights<'a> {
    fn of(server: &'a Server, name: &str, day: Day, policy: &'a Policy) -> Self {
        let pool = database::pool(&server.address(name), 1).expect("a pool");
        Self { server, pool, policy, day }
    }

    /// A worker's store; its connection and what was prepared on it are those of the night before.
    fn store(&self) -> Postgres {
        self.server.wait(async {
            let client = self.pool.get().await.expect("a connection");
            let clock = Clock::Fixed(moment(self.day));
            let store = Postgres::new(client, None, clock, Terms::default(), Stop::default());
            let mut store = store.await.expect("a store");
            store.works_under(version_of(self.policy));
            store
        })
    }

    fn run(&mut self) -> Duration {
        let (mut store, at) = (self.store(), moment(self.day));
        self.day = self.day.next();
        let now = || at;
        let night = || self.server.wait(work(&mut store, self.policy, &now)).expect("a night");
        timed(night).1
    }

    fn record(&mut self) -> (Night, Watched) {
        let (mut recorder, at) = (Recorder::of(self.store()), moment(self.day));
        self.day = self.day.next();
        self.server.wait(async {
            work(&mut recorder, self.policy, &|| at).await.expect("a night");
            let night = recorder.night();
            let client = self.pool.get().await.expect("a connection");
            let watched = Watched::after(&night, &client).await;
            (night, watched)
        })
    }
}

/// The same nights, with nothing decided.
struct Again<'a> {
    server: &'a Server,
    bare: Bare,
    nights: std::slice::Iter<'a, (Night, Watched)>,
    day: Day,
}

impl<'a> Again<'a> {
    fn of(
        server: &'a Server,
        name: &str,
        day: Day,
        leases: Leases,
        nights: &'a [(Night, Watched)],
    ) -> Self {
        Self { server, bare: Bare::new(server.connect(name), leases), nights: nights.iter(), day }
    }

    fn run(&mut self) -> Duration {
        let (night, watched) = self.nights.next().expect("it was recorded");
        let at = moment(self.day);
        self.day = self.day.next();
        timed(|| self.server.wait(self.bare.run(night, watched, at))).1
    }
}

/// What tables take on the disk, with their indexes.
struct Bytes {
    mailbox: i64,
    record: i64,
}

async fn bytes(client: &Client) -> Bytes {
    let mailbox = "SELECT pg_total_relation_size('mailbox')";
    let record = "SELECT pg_total_relation_size('event') + pg_total_relation_size('errand')";
    Bytes { mailbox: number(client, mailbox).await, record: number(client, record).await }
}

/// So much for each.
fn per(what: usize, each: usize) -> f64 {
    let exact = |count| f64::from(u32::try_from(count).expect("there are not that many"));
    exact(what) / exact(each)
}
