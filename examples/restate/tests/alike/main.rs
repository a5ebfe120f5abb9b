//! The nightly job and this home, given the same sample, seed and days, end with the same events for every
//! mailbox: run `examples/restate/test`.

use std::{
    collections::BTreeMap,
    env,
    io::Cursor,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use chrono_tz::Europe::Rome;
use pec_nightly::{
    night,
    portfolio::{SAMPLE, import},
    progress::Quiet,
    store::Store,
    today::Today,
    world::World,
};
use pec_renewal::{
    Event,
    catalogue::Policy,
    values::{Day, MailboxId},
};
use pec_restate::{
    check,
    simulate::{Args, Home},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_nightly_job_and_this_home_record_the_same_of_every_mailbox() -> Result<()> {
    let folder = named("PEC_RESTATE_FOLDER")?.join("alike");
    std::fs::create_dir_all(&folder)?;
    let from: Day = FROM.parse()?;
    let nightly = of_the_nightly_job(&folder, from)?;
    let here = of_this_home(&folder, from).await?;
    let all: usize = nightly.values().map(Vec::len).sum();
    ensure!(5_000 < all, "a year of the sample is full of events, and these are {all}");
    ensure!(nightly.len() == here.len(), "{} mailboxes, and {}", nightly.len(), here.len());
    let mut differ = Vec::new();
    for (id, expected) in &nightly {
        let found = here.get(id).with_context(|| format!("mailbox {id} is not here"))?;
        let place = expected.iter().zip(found).position(|(one, other)| one != other);
        let place = place
            .or_else(|| (expected.len() != found.len()).then_some(expected.len().min(found.len())));
        if let Some(place) = place {
            differ.push(format!(
                "mailbox {id}, event {}: {:?}, and here {:?}",
                place + 1,
                expected.get(place),
                found.get(place)
            ));
        }
    }
    let shown = differ.iter().take(3).cloned().collect::<Vec<_>>().join("\n");
    ensure!(differ.is_empty(), "{} of {} mailboxes differ:\n{shown}", differ.len(), nightly.len());
    println!("{} mailboxes, {all} events each: the same", nightly.len());
    Ok(())
}

type Events = BTreeMap<MailboxId, Vec<Event>>;

fn of_the_nightly_job(folder: &Path, from: Day) -> Result<Events> {
    let policy = Policy::aruba();
    let mut store = Store::open(&folder.join("nightly.sqlite"))?;
    let world = World::new(SEED);
    let first = Today::new(&policy, from, Rome)?;
    import(&mut store, &first, Cursor::new(SAMPLE), 0, &mut Quiet)?;
    for number in 0..DAYS {
        let today = Today::new(&policy, from.plus_days(i32::from(number)), Rome)?;
        night::run(&mut store, &today, &world, &mut Quiet)?;
    }
    let mut query = store.db().prepare(EVENTS)?;
    let mut rows = query.query([])?;
    let mut events = Events::new();
    while let Some(row) = rows.next()? {
        let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
        events.entry(id.parse()?).or_default().push(serde_json::from_str(&body)?);
    }
    Ok(events)
}

async fn of_this_home(folder: &Path, from: Day) -> Result<Events> {
    let args = Args {
        days: DAYS,
        from,
        mailboxes: None,
        seed: SEED,
        nodes: 1,
        services: 1,
        day: Some(5),
        nightly: true,
        server: named("PEC_RESTATE_SERVER")?,
        folder: folder.to_owned(),
    };
    let home = Home::start(Path::new(env!("CARGO_BIN_EXE_pec-restate")), &args).await?;
    home.begin(from, Cursor::new(SAMPLE)).await?;
    home.live_until(from.plus_days(i32::from(DAYS) - 1)).await?;
    home.rest().await?;
    let all = check::seen(&home.restate).await?;
    let findings = check::run(&home.restate, &all).await?;
    ensure!(findings.is_sound(), "{findings}");
    Ok(all.into_iter().map(|seen| (seen.state.id(), seen.events)).collect())
}

fn named(name: &str) -> Result<PathBuf> {
    let value = env::var_os(name).with_context(|| format!("{name}: run examples/restate/test"))?;
    Ok(value.into())
}

const FROM: &str = "2026-01-01";
const DAYS: u16 = 365;
const SEED: u64 = 1;

const EVENTS: &str = "
SELECT mailbox.id, event.body FROM event JOIN mailbox ON mailbox.number = event.mailbox
ORDER BY event.mailbox, event.sequence";
