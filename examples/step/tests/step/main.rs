//! The loop over a store in memory: what it decides, in which order, and what it lets leave.

mod memory;

use pec_renewal::{
    Command, Errand,
    catalogue::Policy,
    charge::Outcome,
    check, replay,
    values::{Day, Moment},
};
use pec_step::{Asked, Batch, Ready, Verdict, Work, decide_on, run_errands, work};
use pec_test_support::{card, day, noon, opening};

use self::memory::Memory;

#[test]
fn a_mailbox_is_renewed_year_after_year_by_the_loop_alone() {
    let mut store = opened();
    live_until(&mut store, day("2028-03-01"));
    let row = &store.rows[&KEY];
    assert_eq!(row.state.expiry(), day("2029-01-15"), "two renewals");
    assert_eq!(replay(&row.events).expect("it folds"), Some(row.state.clone()));
    check(&row.state).expect("the invariants hold");
    assert_eq!(store.charged.len(), 2, "each charged once");
    assert!(store.errands.is_empty() && store.reports.is_empty(), "nothing waits");
    assert!(store.verdicts.iter().all(|verdict| !matches!(verdict, Verdict::Refused(_))));
}

#[test]
fn deadlines_come_before_reports_before_what_is_due_before_errands() {
    let mut store = opened();
    store.calls.clear();
    pollster::block_on(work(&mut store, &policy(), &|| noon(day("2026-01-16")))).expect("memory");
    let asked: Vec<&str> = store.calls.iter().copied().filter(|call| *call != "write").collect();
    assert_eq!(asked, ["deadlines", "reports", "due", "errands", "mark", "run", "errands"]);
}

#[test]
fn two_reports_of_one_mailbox_in_a_batch_are_one_change() {
    let store = opened();
    let mut batch = held(&store);
    batch.ask(KEY, Asked::Report(1, Command::TerminateAtExpiry));
    batch.ask(KEY, Asked::Report(2, Command::TerminateAtExpiry));
    batch.ask(KEY, Asked::Report(3, Command::SwitchOff));
    let before = store.rows[&KEY].state.sequence();
    let decided = batch.decide(&policy(), noon(day("2026-02-01")));
    let [change] = decided.changes.as_slice() else { panic!("{:?}", decided.changes) };
    assert_eq!(change.expected_sequence, before);
    let recorded = u64::try_from(change.events.len()).expect("a few");
    assert_eq!(change.after.sequence(), before + recorded);
    let verdicts: Vec<&Verdict> = decided.verdicts.iter().map(|(_, verdict)| verdict).collect();
    assert!(matches!(verdicts[0], Verdict::Recorded(_)), "{verdicts:?}");
    assert_eq!(verdicts[1], &Verdict::AlreadySo, "the second sees what the first came to");
}

#[test]
fn a_refusal_changes_nothing_and_the_pieces_after_it_are_decided() {
    let store = opened();
    let mut batch = held(&store);
    let another = opening(day("2026-02-01"));
    batch.ask(KEY, Asked::Report(1, Command::Open(Box::new(another))));
    batch.ask(KEY, Asked::Report(2, Command::SwitchOff));
    let decided = batch.decide(&policy(), noon(day("2026-02-01")));
    assert!(matches!(decided.verdicts[0].1, Verdict::Refused(_)), "{:?}", decided.verdicts);
    assert!(matches!(decided.verdicts[1].1, Verdict::Recorded(_)), "{:?}", decided.verdicts);
    assert_eq!(decided.changes.len(), 1);
}

#[test]
fn what_is_so_already_is_not_written() {
    let store = opened();
    let mut batch = held(&store);
    batch.ask(KEY, Asked::TICK);
    let decided = batch.decide(&policy(), noon(day("2026-01-17")));
    assert!(decided.changes.is_empty());
    assert_eq!(decided.verdicts.len(), 1);
}

#[test]
fn whoever_decided_on_an_old_state_writes_nothing_and_its_report_waits() {
    let mut store = opened();
    store.report(KEY, day("2026-02-01"), Command::SwitchOff);
    let mut late = held(&store);
    let id = store.reports[0].id;
    late.ask(KEY, Asked::Report(id, Command::SwitchOff));
    let mut faster = held(&store);
    faster.ask(KEY, Asked::Command(Command::TerminateAtExpiry));
    let at = noon(day("2026-02-01"));
    store.commit(faster.decide(&policy(), at));
    let before = store.rows[&KEY].events.len();
    store.commit(late.decide(&policy(), at));
    assert_eq!(store.rows[&KEY].events.len(), before);
    assert_eq!(store.reports.len(), 1, "it is found again");
}

#[test]
fn a_new_policy_has_every_deadline_worked_out_again_and_records_nothing() {
    let mut store = opened();
    let mut parameters = policy().parameters().clone();
    parameters.version += 1;
    let other = Policy::new(parameters, policy().prices().clone()).expect("it is accepted");
    store.version = pec_step::version_of(&other);
    let (events, at) = (store.rows[&KEY].events.len(), noon(day("2026-02-01")));
    pollster::block_on(decide_on(&mut store, Work::Deadlines, &other, &|| at)).expect("memory");
    assert_eq!(store.rows[&KEY].policy_version, store.version);
    assert_eq!(store.rows[&KEY].events.len(), events);
    let expected = pec_renewal::next_deadline(&store.rows[&KEY].state, &other);
    assert_eq!(store.rows[&KEY].deadline, expected);
}

#[test]
fn a_charge_leaves_on_the_day_that_asked_for_it() {
    let (store, asked_on) = charge_waits();
    let ready = charges(&store, asked_on);
    assert_eq!(ready.len(), 1);
    assert_eq!(ready[0].instead, None);
    assert!(ready[0].is_to_be_marked().is_some());
}

#[test]
fn a_charge_that_never_left_on_its_day_was_not_executed() {
    let (store, asked_on) = charge_waits();
    assert_eq!(reported(&charges(&store, asked_on.next())), [Outcome::NotExecuted]);
}

#[test]
fn a_charge_that_may_have_left_on_its_day_is_unknown_on_the_next() {
    let (mut store, asked_on) = charge_waits();
    store.errands.values_mut().for_each(|may_have_left| *may_have_left = true);
    assert_eq!(reported(&charges(&store, asked_on.next())), [Outcome::Unknown]);
}

#[test]
fn a_charge_that_may_have_left_leaves_again_on_its_day_and_is_not_marked_twice() {
    let (mut store, asked_on) = charge_waits();
    store.errands.values_mut().for_each(|may_have_left| *may_have_left = true);
    let ready = charges(&store, asked_on);
    assert_eq!(ready[0].instead, None);
    assert_eq!(ready[0].is_to_be_marked(), None);
}

#[test]
fn a_charge_that_nobody_awaits_any_more_does_not_leave() {
    let (mut store, asked_on) = charge_waits();
    let mut batch = held(&store);
    batch.ask(KEY, Asked::Command(Command::SwitchOff));
    store.commit(batch.decide(&policy(), noon(asked_on)));
    assert_eq!(reported(&charges(&store, asked_on)), [Outcome::NotExecuted]);
    let at = noon(asked_on);
    pollster::block_on(run_errands(&mut store, &|| at)).expect("memory");
    assert!(store.charged.is_empty(), "the gateway was not asked");
    assert_eq!(store.stayed, [Outcome::NotExecuted]);
}

#[test]
fn errands_that_are_no_charge_leave_on_any_day() {
    let store = opened();
    let late = day("2026-06-01");
    let all: Vec<_> = store.outgoing().into_iter().map(|one| Ready::on(late, one)).collect();
    assert!(!all.is_empty());
    assert!(all.iter().all(|ready| ready.instead.is_none() && ready.is_to_be_marked().is_none()));
}

/// A consumer's mailbox with automatic renewal on a card, opened on 15 January 2026.
fn opened() -> Memory {
    let bought = day("2026-01-15");
    let mut store = Memory::new(bought, &policy());
    let mut batch = Batch::new();
    batch.ask(KEY, Asked::Command(Command::Open(Box::new(opening(bought)))));
    let switch_on = Command::SwitchOn { method: card(), consent: None };
    batch.ask(KEY, Asked::Command(switch_on));
    store.commit(batch.decide(&policy(), noon(bought)));
    assert_eq!(store.rows.len(), 1);
    store
}

/// Until a charge was recorded and nothing of that day was sent.
fn charge_waits() -> (Memory, Day) {
    let mut store = opened();
    while store.today < day("2027-01-15") {
        let at = noon(store.today);
        for kind in [Work::Reports, Work::Due] {
            pollster::block_on(decide_on(&mut store, kind, &policy(), &|| at)).expect("memory");
        }
        if !charges(&store, store.today).is_empty() {
            let asked_on = store.today;
            return (store, asked_on);
        }
        pollster::block_on(run_errands(&mut store, &|| at)).expect("memory");
        store.today = store.today.next();
    }
    panic!("the card is charged before the expiry");
}

fn live_until(store: &mut Memory, last: Day) {
    while store.today < last {
        let at: Moment = noon(store.today);
        pollster::block_on(work(store, &policy(), &|| at)).expect("memory");
        store.today = store.today.next();
    }
    // What the last day asked for is answered on the next ones.
    while !store.reports.is_empty() {
        let at = noon(store.today);
        pollster::block_on(work(store, &policy(), &|| at)).expect("memory");
        store.today = store.today.next();
    }
}

/// The charges that wait, with what is to become of them on a day.
fn charges(store: &Memory, day: Day) -> Vec<Ready<u8>> {
    let is_charge = |one: &Ready<u8>| matches!(one.outgoing.errand, Errand::Charge { .. });
    store.outgoing().into_iter().map(|one| Ready::on(day, one)).filter(is_charge).collect()
}

fn reported(ready: &[Ready<u8>]) -> Vec<Outcome> {
    let outcome = |one: &Ready<u8>| match one.instead {
        Some(Command::ChargeOutcome { outcome, .. }) => outcome,
        _ => panic!("nothing is reported in its place"),
    };
    ready.iter().map(outcome).collect()
}

fn held(store: &Memory) -> Batch<u8> {
    let mut batch = Batch::new();
    batch.hold(KEY, Some(store.rows[&KEY].state.clone()));
    batch
}

fn policy() -> Policy {
    Policy::aruba()
}

const KEY: u8 = 7;
