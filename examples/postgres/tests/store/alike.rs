//! The nightly job and this home, given the same sample, seed and days, record the same.

use std::{collections::BTreeMap, env, fs, io::Cursor, process, sync::Arc};

use chrono_tz::Europe::Rome;
use pec_nightly::{
    night as nightly,
    portfolio::{SAMPLE, import},
    progress::Quiet,
    store::Store,
    today::Today,
    world::World,
};
use pec_outside::{Outside, debt_of, wire::Owed};
use pec_postgres::{
    clock::Clock,
    store::{Postgres, Stop, Terms, add_reports, load},
};
use pec_renewal::{
    Event,
    catalogue::Policy,
    values::{Day, MailboxId, Moment},
};
use pec_step::{Work, decide_on, run_errands, version_of};

use crate::{
    gateway::Gateway,
    support::{Home, day, night},
};

type Events = BTreeMap<MailboxId, Vec<Event>>;

#[tokio::test]
async fn the_nightly_job_and_this_home_record_the_same_of_every_mailbox() {
    let there = of_the_nightly_job();
    let home = Home::with_sample().await;
    let gateway = Gateway::as_the_nightly_jobs(SEED, night(FROM)).await;
    let outside = gateway.outside().as_the_nightly_jobs();
    for date in days() {
        live(&home, &outside, night(&date.to_string())).await;
    }
    let mut here = Events::new();
    for (mailbox, _, body) in home.events().await {
        here.entry(mailbox).or_default().push(serde_json::from_str(&body).expect("an event"));
    }
    assert!(there.len() == 400 && there.keys().eq(here.keys()), "not the same mailboxes");
    let recorded: usize = there.values().map(Vec::len).sum();
    assert!(2_000 < recorded, "so many nights are full of events, and these are {recorded}");
    for (mailbox, expected) in &there {
        for (place, event) in expected.iter().enumerate() {
            assert_eq!(here[mailbox].get(place), Some(event), "{mailbox}, event {}", place + 1);
        }
        assert_eq!(here[mailbox].len(), expected.len(), "{mailbox}");
    }
}

fn days() -> impl Iterator<Item = Day> {
    (0..NIGHTS).map(|number| day(FROM).plus_days(number))
}

fn of_the_nightly_job() -> Events {
    let file = env::temp_dir().join(format!("pec-alike-{}.sqlite", process::id()));
    let mut store = Store::open(&file).expect("a database");
    let policy = Policy::aruba();
    let today = |date| Today::new(&policy, date, Rome).expect("a night");
    import(&mut store, &today(day(FROM)), Cursor::new(SAMPLE), 0, &mut Quiet).expect("the sample");
    for date in days() {
        nightly::run(&mut store, &today(date), &World::new(SEED), &mut Quiet).expect("a night");
    }
    let mut events = Events::new();
    let mut query = store.db().prepare(EVENTS).expect(EVENTS);
    let mut rows = query.query([]).expect(EVENTS);
    while let Some(row) = rows.next().expect("a row") {
        let (id, body): (String, String) =
            (row.get(0).expect("an id"), row.get(1).expect("a body"));
        let recorded = serde_json::from_str(&body).expect("an event");
        events.entry(id.parse().expect("an id")).or_default().push(recorded);
    }
    // It has no use any more; where it cannot be removed, the system's folder is cleared by itself.
    let _ = fs::remove_file(&file);
    events
}

/// A night in the order of the nightly job, which asks for a debt as soon as it is written down.
async fn live(home: &Home, outside: &Outside, at: Moment) {
    let policy = Policy::aruba();
    let outside = Arc::new(outside.clone());
    let (client, clock) = (home.client().await, Clock::Fixed(at));
    let terms = Terms::default();
    let store = Postgres::new(client, Some(Arc::clone(&outside)), clock, terms, Stop::default());
    let mut store = store.await.expect("a store");
    store.works_under(version_of(&policy));
    for work in [Work::Deadlines, Work::Reports, Work::Due] {
        decide_on(&mut store, work, &policy, &|| at).await.expect("decided");
    }
    let client = home.client().await;
    let rows = client.query(TONIGHT, &[&at.day().to_string()]).await.expect(TONIGHT);
    for row in rows {
        let id = MailboxId::new(row.get(0));
        let event: Event = serde_json::from_str(row.get(1)).expect("an event");
        if debt_of(&event).is_some() {
            let mailbox = load(&client, id).await.expect("read").expect("it is there");
            let reports = outside.ask_for_debt(&Owed { mailbox, event, at }).await.expect("asked");
            let reports: Vec<_> = reports.into_iter().map(|report| (id, report)).collect();
            add_reports(&client, &reports).await.expect("kept");
        }
    }
    run_errands(&mut store, &|| at).await.expect("run");
}

const FROM: &str = "2026-01-01";
const NIGHTS: i32 = 120;
const SEED: u64 = 1;

const EVENTS: &str = "
SELECT mailbox.id, event.body FROM event JOIN mailbox ON mailbox.number = event.mailbox
ORDER BY event.mailbox, event.sequence";

const TONIGHT: &str = "
SELECT mailbox, body FROM event WHERE left(body::jsonb ->> 'at', 10) = $1 ORDER BY mailbox, sequence";
