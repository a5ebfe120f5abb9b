//! A charge that nobody awaits any more when it would go out is not sent, and is reported as such.

use anyhow::{Result, bail};
use pec_nightly::{
    job,
    progress::{Step, Watch},
};
use pec_renewal::{
    Command, Event, Fact,
    charge::Outcome,
    values::{ChargeKey, Day},
};
use pec_test_support::day;
use rusqlite::params;

use crate::bench::Bench;

#[test]
fn a_charge_that_is_not_awaited_any_more_is_not_sent() {
    let bench = Bench::new();
    // A night in which several charges are requested, stopped before anything is sent.
    let nights = stopped_before_its_charges(&bench);
    let tonight = day("2026-01-01").plus_days(i32::from(nights) - 1);
    let (mailbox, sequence, key) = first_charge(&bench);
    // Before it goes on, a holder switches automatic renewal off.
    let switched_off = serde_json::to_string(&Command::SwitchOff).expect("JSON");
    let report = "INSERT INTO inbox (source, due_on, mailbox, command) VALUES ('page', ?1, ?2, ?3)";
    let row = params![tonight.to_string(), mailbox, switched_off];
    bench.open("a.sqlite").execute(report, row).expect("it comes in");
    assert!(bench.run("a.sqlite", nights).sound);

    let waiting = "SELECT count(*) FROM outbox WHERE delivered_on IS NULL";
    assert_eq!(bench.count("a.sqlite", waiting), 0, "it is done with");
    let source = format!("{mailbox}/{sequence}");
    let told: Vec<(String, String, String)> = bench
        .open("a.sqlite")
        .prepare("SELECT source, due_on, command FROM inbox WHERE source LIKE ?1 || '/%'")
        .expect("a query")
        .query_map([&source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .expect("rows")
        .collect::<Result<_, _>>()
        .expect("reports");
    let not_executed = Command::ChargeOutcome { key, outcome: Outcome::NotExecuted };
    let not_executed = serde_json::to_string(&not_executed).expect("JSON");
    let expected = (format!("{source}/not sent"), tonight.next().to_string(), not_executed);
    assert_eq!(told, [expected], "the gateway was not asked");
    // The others went out.
    let asked = "SELECT count(*) FROM inbox JOIN outbox ON source = printf('%d/%d/0', outbox.mailbox, sequence)
                 WHERE name = 'ChargeRequested' AND delivered_on = (SELECT max(day) FROM night)";
    assert!(0 < bench.count("a.sqlite", asked));

    // On the next night the engine hears of it, and the money agrees with the books of the outside.
    let outcome = bench.run("a.sqlite", nights + 1);
    assert!(outcome.sound, "{}", outcome.report);
    let heard = "SELECT count(*) FROM event JOIN inbox USING (mailbox)
                 WHERE source LIKE '%/not sent' AND name = 'ChargeNotExecuted'";
    assert_eq!(bench.count("a.sqlite", heard), 1);
}

/// Runs night after night until several charges wait to be sent, and says which night that is.
#[track_caller]
fn stopped_before_its_charges(bench: &Bench) -> u16 {
    let waiting = "SELECT count(*) FROM outbox
                   WHERE name = 'ChargeRequested' AND delivered_on IS NULL";
    for nights in 1..40 {
        let stopped = job::run(&bench.args("a.sqlite", nights), &mut StopAtErrands(false));
        if stopped.is_err() && 1 < bench.count("a.sqlite", waiting) {
            return nights;
        }
        bench.run("a.sqlite", nights);
    }
    panic!("the small portfolio has no night with two charges");
}

/// The first charge that waits: its mailbox, the place of its event, and its key.
#[track_caller]
fn first_charge(bench: &Bench) -> (i64, i64, ChargeKey) {
    let (mailbox, sequence, body): (i64, i64, String) = bench
        .open("a.sqlite")
        .query_row(
            "SELECT mailbox, sequence, body FROM outbox
             WHERE name = 'ChargeRequested' AND delivered_on IS NULL ORDER BY id LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .expect("a charge");
    let event: Event = serde_json::from_str(&body).expect("an event");
    match event.fact {
        Fact::ChargeRequested { key, .. } => (mailbox, sequence, key),
        other => panic!("{other:?}"),
    }
}

/// Stops the run before the first errand; `true` once the errands have begun.
struct StopAtErrands(bool);

impl Watch for StopAtErrands {
    fn nights(&mut self, _count: u64) {}
    fn night(&mut self, _day: Day) {}
    fn begin(&mut self, step: Step, _pieces: u64) {
        self.0 = step == Step::Errands;
    }
    fn advance(&mut self) -> Result<()> {
        if self.0 {
            bail!("stopped by the test");
        }
        Ok(())
    }
    fn end(&mut self) {}
    fn night_over(&mut self) {}
}
