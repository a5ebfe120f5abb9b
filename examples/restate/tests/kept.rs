//! What an object does in memory: no server is needed.

use std::time::Duration;

use pec_outside::{Report, night};
use pec_renewal::{
    Command, Fact,
    catalogue::{Policy, PriceList},
    values::{Day, Moment},
};
use pec_restate::{
    clock::Clock,
    mailbox::kept::{Kept, Waits},
};
use pec_step::version_of;
use pec_test_support::{card, opening};

#[test]
fn whoever_is_late_does_every_night_in_its_own_night_and_in_order() {
    let mut kept = opened();
    let last = day("2027-02-01");
    let mut nights = Vec::new();
    while let Some(at) = kept.next_step(SIMULATED, night_of(last)).expect("a step") {
        nights.push(at);
        does(&mut kept, at);
    }
    let days: Vec<Day> = nights.iter().map(|at| at.day()).collect();
    assert!(5 < days.len(), "a year has reminders, an order and a charge: {days:?}");
    assert!(days.is_sorted(), "{days:?}");
    assert!(nights.iter().all(|at| *at == night_of(at.day())), "{nights:?}");
    assert_eq!(kept.waits.last, nights.last().copied());
}

#[test]
fn with_the_clock_of_the_system_whoever_is_late_acts_now() {
    let mut kept = opened();
    let now = night_of(day("2026-12-01"));
    assert_eq!(kept.next_step(Clock::System, now).expect("a step"), Some(now));
    does(&mut kept, now);
    assert_eq!(kept.next_step(Clock::System, now).expect("none"), None, "all of it is done");
}

#[test]
fn a_timer_that_rings_for_a_night_that_is_done_changes_nothing() {
    let mut kept = opened();
    let far = night_of(day("2026-12-20"));
    while let Some(at) = kept.next_step(SIMULATED, far).expect("a step") {
        does(&mut kept, at);
    }
    let waits = kept.waits.clone();
    for late in ["2026-01-20", "2026-11-20", "2026-12-20"] {
        let now = kept.time(Some(night_of(day(late)))).expect("a time");
        assert_eq!(kept.next_step(SIMULATED, now).expect("none"), None, "{late}");
    }
    assert_eq!(kept.waits, waits);
}

#[test]
fn the_time_of_a_mailbox_never_goes_back() {
    let mut kept = opened();
    let now = night_of(day("2026-12-01"));
    does(&mut kept, now);
    assert_eq!(kept.time(Some(night_of(day("2026-02-01")))).expect("a time"), now);
    assert_eq!(kept.time(None).expect("a time"), now);
    let later = night_of(day("2026-12-02"));
    assert_eq!(kept.time(Some(later)).expect("a time"), later);
    kept.add_reports([report("late", night_of(day("2026-03-01")), Command::SwitchOff)]);
    assert_eq!(kept.next_step(SIMULATED, later).expect("a step"), Some(now), "not in March");
}

#[test]
fn what_comes_in_after_the_hour_of_the_night_waits_for_the_next_night() {
    let mut kept = opened();
    kept.waits.deadline = None;
    let noon: Moment = "2026-03-01T12:00:00+01:00".parse().expect("a moment");
    kept.add_reports([report("noon", noon, Command::SwitchOff)]);
    assert_eq!(kept.next_night().expect("a night"), Some(day("2026-03-02")));
    let four = night_of(day("2026-03-01"));
    assert_eq!(kept.next_step(SIMULATED, four).expect("none"), None);
    assert_eq!(kept.next_step(SIMULATED, noon).expect("a step"), Some(noon), "but who is awake");
    let next = night_of(day("2026-03-02"));
    assert_eq!(kept.next_step(SIMULATED, next).expect("a step"), Some(next));
}

#[test]
fn a_report_that_waits_is_known_by_its_senders_name_for_it() {
    let mut kept = opened();
    let at = night_of(day("2026-03-01"));
    assert_eq!(kept.add_reports([report("one", at, Command::SwitchOff)]), 1);
    assert_eq!(kept.add_reports([report("one", at, Command::SwitchOff)]), 0);
    assert_eq!(kept.add_reports([report("two", at, Command::SwitchOff)]), 1);
    let recorded = kept.handle_reports(&Policy::aruba(), at).expect("reports");
    let verdicts: Vec<_> =
        recorded.handled.iter().map(|it| (it.is_recorded, &*it.verdict)).collect();
    assert_eq!(verdicts, [(true, "2 events"), (false, "already so")]);
    assert!(kept.waits.reports.is_empty());
}

#[test]
fn reports_are_handled_by_the_time_that_they_are_due() {
    let mut kept = opened();
    let (one, two) = (night_of(day("2026-03-01")), night_of(day("2026-03-02")));
    let switch_on = Command::SwitchOn { method: card(), consent: None };
    kept.add_reports([report("second", two, switch_on), report("first", one, Command::SwitchOff)]);
    let recorded = kept.handle_reports(&Policy::aruba(), two).expect("reports");
    let names: Vec<&str> = recorded.handled.iter().map(|it| &*it.report.source).collect();
    assert_eq!(names, ["first", "second"]);
    assert!(recorded.handled.iter().all(|it| it.is_recorded), "{:?}", recorded.handled);
}

#[test]
fn a_policy_comes_in_force_in_its_night_and_has_the_deadline_worked_out_anew() {
    let mut kept = opened();
    let (next, from) = (newer(), day("2026-03-01"));
    kept.announce(version_of(&next), night_of(from));
    kept.announce(version_of(&next), night_of(from));
    assert_eq!(kept.waits.policies.len(), 1, "told twice, it comes once");
    assert_eq!(kept.next_night().expect("a night"), Some(from), "it wakes the mailbox");
    assert!(!kept.take_policy(night_of(from.previous())));
    assert!(kept.take_policy(night_of(from)));
    assert!(!kept.take_policy(night_of(from)));
    let events = kept.state.as_ref().expect("it is open").sequence();
    kept.work_out_deadline(&next, night_of(from)).expect("a deadline");
    assert_eq!(kept.waits.policy, version_of(&next));
    assert_eq!(kept.state.as_ref().expect("it is open").sequence(), events, "nothing is recorded");
    let refused = kept.tick(&Policy::aruba(), night_of(day("2027-01-01")));
    assert!(refused.is_err(), "the one before is not decided under any more");
}

#[test]
fn errands_wait_in_the_order_of_their_events() {
    let mut kept = opened();
    while let Some(at) = kept.next_step(SIMULATED, night_of(day("2026-12-31"))).expect("a step") {
        let policy = Policy::aruba();
        kept.tick(&policy, at).expect("a tick");
        let sequences: Vec<u64> = kept.waits.errands.iter().map(|it| it.sequence).collect();
        assert!(sequences.is_sorted(), "{sequences:?}");
        kept.waits.errands.clear();
    }
}

/// A consumer's mailbox with automatic renewal on a card, opened on 15 January 2026.
fn opened() -> Kept {
    let (policy, bought) = (Policy::aruba(), day("2026-01-15"));
    let mut kept = Kept { state: None, waits: Waits::under(&policy) };
    let open = Command::Open(Box::new(opening(bought)));
    let switch_on = Command::SwitchOn { method: card(), consent: None };
    for command in [open, switch_on] {
        kept.command(command, &policy, night_of(bought)).expect("it is recorded");
    }
    kept.waits.errands.clear();
    kept
}

/// A step without an outside.
fn does(kept: &mut Kept, at: Moment) {
    let policy = Policy::aruba();
    kept.handle_reports(&policy, at).expect("reports");
    let ticked = kept.tick(&policy, at).expect("a tick");
    assert!(ticked.events.iter().all(|(_, event)| event.at == at));
    for (_, event) in &ticked.events {
        if let Fact::NoticeDue { number, .. } = event.fact {
            let delivered = Command::NoticeDelivered { notice: number, on: at.day() };
            let name = format!("{number}");
            kept.add_reports([report(&name, night_of(at.day().next()), delivered)]);
        }
    }
    kept.waits.errands.clear();
}

/// The same policy under its next version.
fn newer() -> Policy {
    let policy = Policy::aruba();
    let mut parameters = policy.parameters().clone();
    parameters.version += 1;
    let prices = policy.prices();
    let prices = PriceList::new(prices.version() + 1, prices.rows().to_vec()).expect("prices");
    Policy::new(parameters, prices).expect("it is accepted")
}

fn report(name: &str, due: Moment, command: Command) -> Report {
    Report { source: name.to_owned(), due, command }
}

fn night_of(day: Day) -> Moment {
    night(day).expect("a night")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

const SIMULATED: Clock = Clock::Simulated { day: Duration::from_millis(20), outage: 0 };
