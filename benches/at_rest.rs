//! What does a mailbox cost while nothing happens to it: its bytes, and the ticks that find nothing due?
//!
//! The allocator counts here; it would slow down what allocates, so that the other questions have a
//! program of their own.

mod life;
mod side_by_side;

use std::hint::black_box;

use allocation_counter::measure;
use pec_renewal::{
    Command, Event, Mailbox,
    catalogue::{HolderKind, Policy},
    charge::Outcome,
    decide, decide_into, evolve, next_deadline, replay,
    values::{Day, PaymentReference},
};

use self::{
    life::{Life, as_last_time, day, morning, opening},
    side_by_side::{Answers, is_quick, race, timed},
};

fn main() {
    let (rounds, mailboxes) = if is_quick() { (3, 600) } else { (101, 60_000) };
    let policy = Policy::aruba();
    let mut answers = Answers::new();
    a_tick_that_is_not_due(&mut answers, &policy, rounds, mailboxes);
    the_memory_of_one_mailbox(&mut answers, &policy);
    answers.print();
}

/// A sweep over many mailboxes on a day on which none has anything due, against reading as many bytes
/// as they hold.
fn a_tick_that_is_not_due(answers: &mut Answers, policy: &Policy, rounds: usize, count: usize) {
    let kinds = nothing_due(policy);
    let today = morning(quiet());
    let mut mailboxes = Vec::new();
    let held = measure(|| {
        mailboxes = (0..count).map(|index| kinds[index % kinds.len()].clone()).collect();
    });
    let words = usize::try_from(held.bytes_current).unwrap() / size_of::<u64>();
    let bytes: Vec<u64> = (0_u64..).take(words).collect();
    let mut buffer: Vec<Event> = Vec::with_capacity(64);

    let counted = measure(|| {
        for mailbox in &mailboxes {
            decide_into(&mut buffer, Some(mailbox), &Command::Tick, policy, today).unwrap();
            assert!(decide(Some(mailbox), &Command::Tick, policy, today).unwrap().is_empty());
            assert!(next_deadline(mailbox, policy).is_some_and(|due| today.day() < due));
        }
    });
    assert!(buffer.is_empty(), "nothing is due");
    assert_eq!(counted.count_total, 0, "a tick that is not due, or a deadline, allocates");

    let times = race(
        rounds,
        [
            &mut || timed(|| bytes.iter().fold(0_u64, |sum, word| sum ^ black_box(*word))).1,
            &mut || {
                timed(|| {
                    for mailbox in &mailboxes {
                        decide_into(&mut buffer, Some(mailbox), &Command::Tick, policy, today)
                            .unwrap();
                    }
                })
                .1
            },
            &mut || {
                timed(|| {
                    for mailbox in &mailboxes {
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
        answers.add(question, times.ratio(one, 0), "", &(0.0..=2.0), &numbers);
    }
}

/// Bytes are exact: what a mailbox holds inline, and on the heap once its history is folded.
fn the_memory_of_one_mailbox(answers: &mut Answers, policy: &Policy) {
    let bytes_after = |years| {
        let history = serde_json::to_string(&automatic(policy, years).history).unwrap();
        let mut mailbox = None;
        // The events are read and dropped within: what the state shares with them counts.
        let held = measure(|| {
            mailbox = replay(serde_json::from_str::<Vec<Event>>(&history).unwrap()).unwrap();
        });
        assert!(mailbox.is_some());
        u32::try_from(held.bytes_current).unwrap() + u32::try_from(size_of::<Mailbox>()).unwrap()
    };
    let (one, two, ten) = (bytes_after(1), bytes_after(2), bytes_after(10));
    let inline = size_of::<Mailbox>();
    let numbers = format!("{inline} of them inline");
    let question = "memory of a mailbox with a closed year";
    answers.add(question, one.into(), " bytes", &(0.0..=640.0), &numbers);
    let yearly = f64::from(ten - two) / 8.0;
    let reference = reference_bytes(policy);
    let numbers = format!("the mean of the years 3 to 10; the payment's reference: {reference}");
    let question = "what a further year adds";
    answers.add(question, yearly, " bytes", &(0.0..=reference.into()), &numbers);

    let life = automatic(policy, 1);
    let mut mailbox = replay(&life.history).unwrap();
    let mut events = Vec::new();
    let grown = measure(|| {
        let mut day = mailbox.as_ref().unwrap().last_moment().day();
        while day < next_deadline(mailbox.as_ref().unwrap(), policy).unwrap() {
            decide_into(&mut events, mailbox.as_ref(), &Command::Tick, policy, morning(day))
                .unwrap();
            for event in &events {
                mailbox = Some(evolve(mailbox.take(), event).unwrap());
            }
            day = day.next();
        }
    });
    assert_eq!((events.len(), grown.bytes_current), (0, 0), "a tick that does nothing grows it");
    let question = "what daily ticks that do nothing add";
    answers.add(question, 0.0, " bytes", &(0.0..=0.0), "asserted");
}

/// So many years, each renewed by the first charge.
fn automatic(policy: &Policy, years: u32) -> Life {
    let activated_on = day(2026, 3, 10);
    let mut life = Life::born(policy, opening(activated_on, HolderKind::Consumer), activated_on);
    for _ in 0..years {
        life.tick_until(policy, life.mailbox().expiry().minus_days(7));
        life.report(policy, |amount| Outcome::Settled { amount });
    }
    life
}

/// A day on which none of [`nothing_due`] has anything due.
fn quiet() -> Day {
    day(2026, 6, 1)
}

/// Mailboxes as a sweep finds them on a quiet day: new ones, some with years behind them, some that
/// do not renew by themselves, one with an order open.
fn nothing_due(policy: &Policy) -> Vec<Mailbox> {
    let mut mailboxes = Vec::new();
    for months in [1, 2, 3, 4] {
        let activated_on = day(2026, months, 10);
        for kind in [HolderKind::Consumer, HolderKind::Business] {
            let mut born = opening(activated_on, kind);
            mailboxes.push(Life::born(policy, born.clone(), activated_on).mailbox().clone());
            born.bound_method = None;
            mailboxes.push(Life::born(policy, born, activated_on).mailbox().clone());
        }
    }
    let renewed_on = day(2025, 5, 20);
    let mut renewed = Life::born(policy, opening(renewed_on, HolderKind::Consumer), renewed_on);
    renewed.tick_until(policy, renewed.mailbox().expiry().minus_days(7));
    renewed.report(policy, |amount| Outcome::Settled { amount });
    mailboxes.push(renewed.mailbox().clone());
    let offered = as_last_time(renewed.mailbox());
    renewed.give(policy, Command::RenewByHand(offered), day(2026, 5, 21));
    mailboxes.push(renewed.mailbox().clone());
    mailboxes
}

/// How long the reference of a settled charge is, as text.
fn reference_bytes(policy: &Policy) -> u32 {
    let life = automatic(policy, 1);
    let payment = life.mailbox().payments().iter().next().unwrap();
    let reference: &PaymentReference = &payment.reference;
    u32::try_from(reference.as_str().len()).unwrap()
}
