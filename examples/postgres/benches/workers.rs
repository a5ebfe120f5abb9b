//! Two workers beside one, as processes of their own, over what waits after a month in which none came.

use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

use pec_renewal::values::Day;

use super::{
    Size, Told,
    database::{Server, first_day, number},
    processors::{Used, head_of},
    side_by_side::{race, timed},
};

pub fn two_to_one(server: &Server, size: &Size, told: &mut Told) {
    drop(server.portfolio("waiting", size));
    // Every opening tells the mail platform of the access: that is behind them.
    work(server, "waiting", 1, first_day());
    let day = first_day().plus_days(DAYS);
    let due = format!("SELECT count(*) FROM mailbox WHERE deadline <= '{day}'");
    let due = server.wait(number(&server.connect("waiting"), &due));
    let (mut one, mut two) = (Vec::new(), Vec::new());
    let times = race(
        size.rounds,
        [&mut || beside(server, "one", 1, day, &mut one), &mut || {
            beside(server, "two", 2, day, &mut two)
        }],
    );
    server.assert_same("one", "two");
    let seconds = |count| times.nanoseconds(count, 1) / 1e9;
    let numbers = format!("{:.2} against {:.2} s; {due} due", seconds(1), seconds(0));
    let question = "speed of two workers, to that of one";
    told.answers.add(question, times.ratio(0, 1), "", &(1.3..=f64::INFINITY), &numbers);
    for (name, runs) in [("one worker", one), ("two workers", two)] {
        let all = Run::all_of(&runs);
        let share = |part: f64| format!("{:.2}", part / all.took);
        told.figures.add(
            &format!("{name}: processors used by the server"),
            share(all.used.server),
            "each second",
        );
        told.figures.add(
            &format!("{name}: by the workers"),
            share(all.used.workers),
            "each second",
        );
        let others = all.used.all - all.used.server - all.used.workers;
        told.figures.add(&format!("{name}: by everything else"), share(others), "each second");
        told.figures.add(
            &format!("{name}: waiting for the disk"),
            share(all.syncing),
            "each second",
        );
    }
}

/// One run: how long it took, what it used, and for how long the server waited until the disk had
/// what was written.
#[derive(Default)]
struct Run {
    took: f64,
    used: Used,
    syncing: f64,
}

impl Run {
    fn all_of(runs: &[Self]) -> Self {
        runs.iter().fold(Self::default(), |sum, run| Self {
            took: sum.took + run.took,
            used: Used {
                server: sum.used.server + run.used.server,
                workers: sum.used.workers + run.used.workers,
                all: sum.used.all + run.used.all,
            },
            syncing: sum.syncing + run.syncing,
        })
    }
}

/// Lets so many workers do all that waits, in a copy of that name.
fn beside(server: &Server, name: &str, workers: usize, day: Day, runs: &mut Vec<Run>) -> Duration {
    server.copy("waiting", name);
    let client = server.connect("waiting");
    let syncing = "SELECT round(wal_sync_time)::bigint FROM pg_stat_wal";
    let head = server.wait(number(&client, "SELECT pg_backend_pid()::bigint"));
    let head = head_of(u32::try_from(head).expect("a process"));
    let (used, synced) = (Used::now(head), server.wait(number(&client, syncing)));
    let took = work(server, name, workers, day);
    let used = Used::now(head).since(used);
    let synced = server.wait(number(&client, syncing)) - synced;
    let synced = u32::try_from(synced).expect("it was not that long");
    runs.push(Run { took: took.as_secs_f64(), used, syncing: f64::from(synced) / 1e3 });
    took
}

fn work(server: &Server, name: &str, workers: usize, day: Day) -> Duration {
    let day = day.to_string();
    let address = server.address(name);
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_pec-postgres"))
            .args(["worker", "--silent", "--until-idle", "--at", &day])
            .env("PEC_DATABASE", address.text())
            .stderr(Stdio::null())
            .spawn()
            .expect("a worker")
    };
    let end =
        |mut worker: Child| assert!(worker.wait().expect("it ends").success(), "a worker failed");
    timed(|| {
        let started: Vec<Child> = (0..workers).map(|_| start()).collect();
        started.into_iter().for_each(end);
    })
    .1
}

/// For so long no worker came.
const DAYS: i32 = 30;
