//! A charge that nobody awaits any more when it would go out is not sent, and is reported as such: not
//! executed, or unknown where it may have left.

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
    let (bench, nights) = stopped();
    bench.open("a.sqlite").execute("DELETE FROM leaving", []).expect("nothing was marked yet");
    let (source, mailbox, key) = switched_off(&bench, nights);
    assert!(bench.run("a.sqlite", nights).sound);
    let not_sent = (format!("{source}/not sent"), outcome(key, Outcome::NotExecuted));
    assert_eq!(told(&bench, &source), [not_sent], "the gateway was not asked");
    assert_eq!(bench.count("a.sqlite", WAITING), 0, "it is done with");
    // The others went out.
    let asked = "SELECT count(*) FROM inbox JOIN outbox ON source = printf('%d/%d/0', outbox.mailbox, sequence)
                 WHERE name = 'ChargeRequested' AND delivered_on = (SELECT max(day) FROM night)";
    assert!(0 < bench.count("a.sqlite", asked));

    // On the next night the engine hears of it, and the money agrees with the books of the outside.
    let outcome = bench.run("a.sqlite", nights + 1);
    assert!(outcome.sound, "{}", outcome.report);
    assert_eq!(bench.count("a.sqlite", &heard(mailbox, "ChargeNotExecuted")), 1);
}

#[test]
fn a_charge_that_may_have_left_is_unknown_once_it_is_not_awaited() {
    let (bench, nights) = stopped();
    let (source, mailbox, key) = switched_off(&bench, nights);
    assert!(bench.run("a.sqlite", nights).sound);
    let may_have_left = (format!("{source}/may have left"), outcome(key, Outcome::Unknown));
    assert_eq!(told(&bench, &source), [may_have_left], "the gateway was not asked again");

    let outcome = bench.run("a.sqlite", nights + 1);
    assert!(outcome.sound, "{}", outcome.report);
    assert_eq!(bench.count("a.sqlite", &heard(mailbox, "ChargeUnknown")), 1);
    assert_eq!(bench.count("a.sqlite", &heard(mailbox, "ChargeNotExecuted")), 0);
}

#[test]
fn a_charge_is_not_sent_after_its_night() {
    let bench = Bench::new();
    let nights = stopped_before_its_charges(&bench);
    let (mailbox, sequence, key) = first_charge(&bench);
    let lost = "DELETE FROM leaving; UPDATE night SET finished = 1";
    bench.open("a.sqlite").execute_batch(lost).expect("nothing was marked, and the night is over");
    assert!(bench.run("a.sqlite", nights + 1).sound);
    let source = format!("{mailbox}/{sequence}");
    let not_sent = (format!("{source}/not sent"), outcome(key, Outcome::NotExecuted));
    assert_eq!(told(&bench, &source), [not_sent], "its last moment is over");
}

/// A night in which several charges are requested and marked as leaving, stopped before any leaves.
#[track_caller]
fn stopped() -> (Bench, u16) {
    let bench = Bench::new();
    let nights = stopped_before_its_charges(&bench);
    (bench, nights)
}

/// Before the night goes on, the holder of the first charge switches automatic renewal off: the name
/// of the charge's errand, its mailbox, and its key.
#[track_caller]
fn switched_off(bench: &Bench, nights: u16) -> (String, i64, ChargeKey) {
    let tonight = day("2026-01-01").plus_days(i32::from(nights) - 1);
    let (mailbox, sequence, key) = first_charge(bench);
    let switched_off = serde_json::to_string(&Command::SwitchOff).expect("JSON");
    let report = "INSERT INTO inbox (source, due_on, mailbox, command) VALUES ('page', ?1, ?2, ?3)";
    let row = params![tonight.to_string(), mailbox, switched_off];
    bench.open("a.sqlite").execute(report, row).expect("it comes in");
    (format!("{mailbox}/{sequence}"), mailbox, key)
}

/// What was reported of an errand: under which names, and what.
#[track_caller]
fn told(bench: &Bench, source: &str) -> Vec<(String, String)> {
    bench
        .open("a.sqlite")
        .prepare("SELECT source, command FROM inbox WHERE source LIKE ?1 || '/%'")
        .expect("a query")
        .query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .collect::<Result<_, _>>()
        .expect("reports")
}

fn outcome(key: ChargeKey, outcome: Outcome) -> String {
    serde_json::to_string(&Command::ChargeOutcome { key, outcome }).expect("JSON")
}

/// How often a fact of this name was recorded of a mailbox, on the last night.
fn heard(mailbox: i64, name: &str) -> String {
    format!(
        "SELECT count(*) FROM event WHERE mailbox = {mailbox} AND name = '{name}'
         AND substr(at, 1, 10) = (SELECT max(day) FROM night)"
    )
}

/// Runs night after night until several charges wait to be sent, and says which night that is.
#[track_caller]
fn stopped_before_its_charges(bench: &Bench) -> u16 {
    for nights in 1..40 {
        let stopped = job::run(&bench.args("a.sqlite", nights), &mut StopAtErrands(false));
        if stopped.is_err() && 1 < bench.count("a.sqlite", WAITING) {
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

const WAITING: &str =
    "SELECT count(*) FROM outbox WHERE name = 'ChargeRequested' AND delivered_on IS NULL";
