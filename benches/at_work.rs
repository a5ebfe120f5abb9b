//! What does it cost to ask the library instead of writing it by hand? Each answer is a ratio to a
//! floor that runs in turns with it, and that is asserted to give the same results.
//!
//! `cargo bench -p pec-benches` prints the tables; `-- --quick` only proves that everything runs and
//! that the results, the allocations and the bytes are as they should be. No time fails anything.

mod birth;
mod by_hand;
mod life;
mod served;
mod side_by_side;

use std::{hint::black_box, time::Duration};

use pec_renewal::{
    Assumption, Command, Event, Fact, Payment, advance,
    catalogue::{HolderKind, Policy},
    charge::Outcome,
    decide, evolve, next_deadline, project, replay,
    values::Day,
};
use pec_test_support::{card, day, transfer};

use self::{
    birth::renewing,
    by_hand::ByHand,
    life::{Life, as_last_time},
    served::Served,
    side_by_side::{Answers, is_quick, race, timed},
};

fn main() {
    let size = if is_quick() { QUICK } else { FULL };
    let policy = Policy::aruba();
    let mut answers = Answers::new();
    deciding_and_folding(&mut answers, &policy, &size);
    projecting_a_year(&mut answers, &policy, &size);
    replaying_ten_years(&mut answers, &policy, &size);
    answers.print();
}

struct Size {
    rounds: usize,
    lives: usize,
}

const FULL: Size = Size { rounds: 1001, lives: 48 };
const QUICK: Size = Size { rounds: 3, lives: 4 };

/// Two years of one mailbox: reminders, an order generated, charged, declined and charged again;
/// switched off, renewed by hand, paid by transfer, switched on.
fn deciding_and_folding(answers: &mut Answers, policy: &Policy, size: &Size) {
    let life = Life::lived(policy, 2);
    let born = replay(&life.history()[..1]).unwrap();
    let by_hand = ByHand::replay(&life.history()[..1], policy);
    prove_same(&life, &by_hand, policy);

    let (lives, steps) = (size.lives, &life.steps);
    let mut log: Vec<Event> = Vec::with_capacity(64);
    let mut changed_by_hand = many(lives, by_hand.clone(), |state| {
        for (command, at) in steps {
            log.clear();
            state.decide(command, policy, *at, &mut log);
            black_box(&log);
        }
    });
    let mut buffer: Vec<Event> = Vec::with_capacity(64);
    let mut advanced = many(lives, born.clone(), |state| {
        for (command, at) in steps {
            buffer.clear();
            advance(&mut buffer, state, command, policy, *at).unwrap();
            black_box(&buffer);
        }
    });
    let mut decided_and_folded = many(lives, born.clone(), |state| {
        for (command, at) in steps {
            for event in decide(state.as_ref(), command, policy, *at).unwrap() {
                *state = Some(evolve(state.take(), &event).unwrap());
            }
        }
    });
    let mut served = many(lives, (Served(born), steps.clone()), |(aggregate, steps)| {
        for step in steps.drain(..) {
            black_box(aggregate.serve(step, policy));
        }
    });
    let times = race(
        size.rounds,
        [&mut changed_by_hand, &mut advanced, &mut decided_and_folded, &mut served],
    );
    let decisions = lives * steps.len();
    let each = |one, other| {
        let (one, other) = (times.nanoseconds(one, decisions), times.nanoseconds(other, decisions));
        format!("{one:.0} against {other:.0} ns a decision")
    };
    for (question, one, other, target) in [
        ("advance, to the same by hand", 1, 0, 0.0..=2.5),
        ("decide + evolve, to advance", 2, 1, 0.0..=2.5),
        ("the same as a cqrs-es aggregate, to decide + evolve", 3, 2, 1.0..=f64::INFINITY),
    ] {
        answers.add(question, times.ratio(one, other), "", &target, &each(one, other));
    }
}

/// A year and what follows its charge, seen ahead, against the same commands given as they come.
fn projecting_a_year(answers: &mut Answers, policy: &Policy, size: &Size) {
    let mut life = Life::born(policy, renewing(day("2026-03-10"), HolderKind::Consumer));
    let (born, until) = (life.mailbox().clone(), life.mailbox().expiry());
    life.left_alone(policy, until);
    let ahead = || project(&born, policy, until, Assumption::Settled);
    let lived = life.history()[1..].iter().map(|event| (event.at.day(), &event.fact));
    assert!(ahead().iter().map(|one| (one.on, &one.fact)).eq(lived), "it was lived otherwise");

    let mut buffer: Vec<Event> = Vec::with_capacity(64);
    let mut living = many(size.lives, Some(born.clone()), |state| {
        for (command, at) in &life.steps {
            buffer.clear();
            advance(&mut buffer, state, command, policy, *at).unwrap();
            black_box(&buffer);
        }
    });
    let mut projecting = || timed(|| (0..size.lives).map(|_| ahead()).collect::<Vec<_>>()).1;
    let times = race(size.rounds, [&mut living, &mut projecting]);
    let microseconds = |one| times.nanoseconds(one, size.lives) / 1e3;
    let numbers = format!("{:.1} against {:.1} µs a year", microseconds(1), microseconds(0));
    let question = "a year projected, to living it with advance";
    answers.add(question, times.ratio(1, 0), "", &(0.0..=2.0), &numbers);
}

/// Many lives from the same birth; only the living is timed.
fn many<S: Clone>(lives: usize, born: S, mut live: impl FnMut(&mut S)) -> impl FnMut() -> Duration {
    move || {
        let mut states = vec![born.clone(); lives];
        let living = || {
            states.iter_mut().for_each(&mut live);
            states
        };
        timed(living).1
    }
}

/// By hand, in place, on a copy and as an aggregate, the same events and the same state come out.
fn prove_same(life: &Life<'_>, by_hand: &ByHand, policy: &Policy) {
    let mut by_hand = by_hand.clone();
    let mut state = replay(&life.history()[..1]).unwrap();
    let (mut advanced, mut served) = (state.clone(), Served(state.clone()));
    for (command, at) in &life.steps {
        let events = decide(state.as_ref(), command, policy, *at).unwrap();
        let mut log = Vec::new();
        by_hand.decide(command, policy, *at, &mut log);
        assert_eq!(log, events, "{} on {}", command.name(), at.day());
        let mut buffer = Vec::new();
        advance(&mut buffer, &mut advanced, command, policy, *at).unwrap();
        assert_eq!(buffer, events);
        assert!(served.serve((command.clone(), *at), policy).iter().map(|one| &one.0).eq(&events));
        for event in &events {
            state = Some(evolve(state, event).unwrap());
        }
        assert_eq!((&advanced, &served.0), (&state, &state));
        by_hand.assert_same(state.as_ref().unwrap());
    }
}

/// Ten years of history, in memory and from JSON.
fn replaying_ten_years(answers: &mut Answers, policy: &Policy, size: &Size) {
    let life = Life::lived(policy, 10);
    let stored: Vec<String> =
        life.history().iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    let parsed = || stored.iter().map(|line| serde_json::from_str::<Event>(line).unwrap());
    let state = replay(parsed()).unwrap().unwrap();
    ByHand::replay(life.history(), policy).assert_same(&state);
    assert_eq!(replay(life.history()).unwrap(), Some(state));

    let lives = size.lives.div_ceil(4);
    let events = life.history().len() * lives;
    let times = race(
        size.rounds,
        [
            &mut || {
                timed(|| {
                    (0..lives).map(|_| ByHand::replay(life.history(), policy)).collect::<Vec<_>>()
                })
                .1
            },
            &mut || {
                timed(|| (0..lives).map(|_| replay(life.history()).unwrap()).collect::<Vec<_>>()).1
            },
            &mut || timed(|| (0..lives).for_each(|_| parsed().for_each(drop))).1,
            &mut || timed(|| (0..lives).map(|_| replay(parsed()).unwrap()).collect::<Vec<_>>()).1,
        ],
    );
    let millions = |one| 1e3 / times.nanoseconds(one, events);
    let numbers = format!("{:.1} against {:.1} M events/s", millions(1), millions(0));
    let question = "replay of ten years in memory, to the fold by hand";
    answers.add(question, times.ratio(1, 0), "", &(0.0..=2.0), &numbers);
    let numbers = format!("{:.2} against {:.2} M events/s", millions(3), millions(2));
    let question = "speed of replay from JSON, to parsing alone";
    answers.add(question, times.ratio(2, 3), "", &(0.8..=f64::INFINITY), &numbers);
}

impl<'p> Life<'p> {
    /// So many years, by turns renewed automatically after a charge was declined, and by hand.
    fn lived(policy: &'p Policy, years: u32) -> Self {
        let activated_on = day("2026-03-10");
        let mut life = Self::born(
            policy,
            renewing(activated_on, HolderKind::Business { split_payment: false }),
        );
        for year in 0..years {
            let expiry = life.mailbox().expiry();
            if year % 2 == 0 {
                life.tick_until(expiry.minus_days(7));
                life.report(|_| Outcome::SOFT_DECLINE);
                life.tick_until(expiry.minus_days(5));
                life.report(|amount| Outcome::Settled { amount });
                life.give(Command::SwitchOff, expiry.minus_days(4));
            } else {
                life.tick_until(expiry.minus_days(60));
                life.renew_by_hand(expiry.minus_days(50));
                let method = card();
                life.give(Command::SwitchOn { method, consent: None }, expiry.minus_days(40));
            }
        }
        life
    }

    /// Ticks up to that day; every charge settles and every notice arrives, as soon as it is due.
    fn left_alone(&mut self, policy: &Policy, last: Day) {
        let mut read = self.history().len();
        while let Some(due) = next_deadline(self.mailbox(), policy).filter(|due| *due <= last) {
            self.give(Command::Tick, due);
            while let Some(event) = self.history().get(read) {
                read += 1;
                match event.fact {
                    Fact::ChargeRequested { .. } => {
                        self.report(|amount| Outcome::Settled { amount });
                    }
                    Fact::NoticeDue { number: notice, .. } => {
                        self.give(Command::NoticeDelivered { notice, on: due }, due);
                    }
                    _ => {}
                }
            }
        }
    }

    fn renew_by_hand(&mut self, on: Day) {
        let renewal = as_last_time(self.mailbox());
        self.give(Command::RenewByHand(renewal), on);
        let order = self.mailbox().open_order().unwrap();
        let reference = format!("CRO {}", order.id.ordinal());
        let by_transfer = transfer(&reference, order.id, order.payable(), on.plus_days(2));
        let payment = Payment { paid_on: Some(on.plus_days(1)), ..by_transfer };
        self.give(Command::Payment(payment), on.plus_days(2));
    }
}
