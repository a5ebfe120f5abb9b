//! What does a mailbox cost while nothing happens to it: the ticks that find nothing due, and what they
//! leave behind?
//!
//! The allocator counts here; it would slow down what allocates, so that the other questions have a
//! program of their own.

mod birth;
mod life;
mod side_by_side;

use std::{cell::RefCell, hint::black_box};

use allocation_counter::measure;
use pec_renewal::{
    Command, Event, Mailbox, advance,
    catalogue::{HolderKind, Policy},
    charge::Outcome,
    decide, next_deadline, replay,
    values::Day,
};
use pec_test_support::{day, noon};

use self::{
    birth::renewing,
    life::{Life, as_last_time},
    side_by_side::{Answers, is_quick, race, timed},
};

fn main() {
    let (rounds, mailboxes) = if is_quick() { (3, 600) } else { (101, 60_000) };
    let policy = Policy::aruba();
    let mut answers = Answers::new();
    a_tick_that_is_not_due(&mut answers, &policy, rounds, mailboxes);
    ticks_that_do_nothing(&mut answers, &policy);
    answers.print();
}

/// A sweep over many mailboxes on a day on which none has anything due, against reading as many bytes
/// as they hold.
fn a_tick_that_is_not_due(answers: &mut Answers, policy: &Policy, rounds: usize, count: usize) {
    let kinds = nothing_due(policy);
    let today = noon(quiet());
    let mut mailboxes = Vec::new();
    let held = measure(|| {
        mailboxes = (0..count).map(|index| Some(kinds[index % kinds.len()].clone())).collect();
    });
    let words = usize::try_from(held.bytes_current).unwrap() / size_of::<u64>();
    let bytes: Vec<u64> = (0_u64..).take(words).collect();
    let mut buffer: Vec<Event> = Vec::with_capacity(64);

    let counted = measure(|| {
        for mailbox in &mut mailboxes {
            advance(&mut buffer, mailbox, &Command::Tick, policy, today).unwrap();
            let mailbox = mailbox.as_ref().unwrap();
            assert!(decide(Some(mailbox), &Command::Tick, policy, today).unwrap().is_empty());
            assert!(next_deadline(mailbox, policy).is_some_and(|due| today.day() < due));
        }
    });
    assert!(buffer.is_empty(), "nothing is due");
    assert_eq!(counted.count_total, 0, "a tick that is not due, or a deadline, allocates");

    // Two contenders take turns with the same mailboxes.
    let mailboxes = RefCell::new(mailboxes);
    let times = race(
        rounds,
        [
            &mut || timed(|| bytes.iter().fold(0_u64, |sum, word| sum ^ black_box(*word))).1,
            &mut || {
                timed(|| {
                    for mailbox in mailboxes.borrow_mut().iter_mut() {
                        advance(&mut buffer, mailbox, &Command::Tick, policy, today).unwrap();
                    }
                })
                .1
            },
            &mut || {
                timed(|| {
                    for mailbox in mailboxes.borrow().iter().flatten() {
                        black_box(next_deadline(mailbox, policy));
                    }
                })
                .1
            },
        ],
    );
    for (question, one) in [
        ("a tick that is not due, to reading the same bytes", 1),
        ("next_deadline, to reading the same bytes", 2),
    ] {
        let (each, floor) = (times.nanoseconds(one, count), times.nanoseconds(0, count));
        let numbers = format!("{each:.0} against {floor:.0} ns a mailbox; 0 allocations");
        answers.add(question, times.ratio(one, 0), "", &(0.0..=1.6), &numbers);
    }
}

/// Bytes are exact: a year of daily ticks that find nothing due leaves a mailbox as it was.
fn ticks_that_do_nothing(answers: &mut Answers, policy: &Policy) {
    let life = renewed(policy, day("2026-03-10"));
    let mut mailbox = replay(life.history()).unwrap();
    let mut events = Vec::new();
    let grown = measure(|| {
        let mut day = mailbox.as_ref().unwrap().last_moment().day();
        while day < next_deadline(mailbox.as_ref().unwrap(), policy).unwrap() {
            advance(&mut events, &mut mailbox, &Command::Tick, policy, noon(day)).unwrap();
            day = day.next();
        }
    });
    assert_eq!((events.len(), grown.bytes_current), (0, 0), "a tick that does nothing grows it");
    let question = "what daily ticks that do nothing add";
    answers.add(question, 0.0, " bytes", &(0.0..=0.0), "asserted");
}

/// A mailbox with a year behind it, renewed by the first charge.
fn renewed(policy: &Policy, activated_on: Day) -> Life<'_> {
    let mut life = Life::born(policy, renewing(activated_on, HolderKind::Consumer));
    life.tick_until(life.mailbox().expiry().minus_days(7));
    life.report(|amount| Outcome::Settled { amount });
    life
}

/// A day on which none of [`nothing_due`] has anything due.
fn quiet() -> Day {
    day("2026-06-01")
}

/// Mailboxes as a sweep finds them on a quiet day: new ones, some with years behind them, some that
/// do not renew by themselves, one with an order open.
fn nothing_due(policy: &Policy) -> Vec<Mailbox> {
    let mut mailboxes = Vec::new();
    for months in [1, 2, 3, 4] {
        let activated_on = day(&format!("2026-{months:02}-10"));
        for kind in [HolderKind::Consumer, HolderKind::Business { split_payment: false }] {
            let mut born = renewing(activated_on, kind);
            mailboxes.push(Life::born(policy, born.clone()).mailbox().clone());
            born.bound_method = None;
            mailboxes.push(Life::born(policy, born).mailbox().clone());
        }
    }
    let mut renewed = renewed(policy, day("2025-05-20"));
    mailboxes.push(renewed.mailbox().clone());
    let offered = as_last_time(renewed.mailbox());
    renewed.give(Command::RenewByHand(offered), day("2026-05-21"));
    mailboxes.push(renewed.mailbox().clone());
    mailboxes
}
