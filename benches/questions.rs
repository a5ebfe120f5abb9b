//! What does it cost to ask the library instead of writing it by hand? Each answer is a ratio to a
//! floor that runs in turns with it, and that is asserted to give the same results.
//!
//! `cargo bench -p pec-benches` prints the table; `-- --quick` only proves that everything runs and
//! that the results, the allocations and the bytes are as they should be. No time fails anything.

mod by_hand;
mod life;
mod served;
mod side_by_side;

use std::{hint::black_box, time::Duration};

use allocation_counter::measure;
use pec_renewal::{
    Command, Event, Mailbox, decide, decide_into, evolve, next_deadline, offer::Policy, replay,
};

use self::{
    by_hand::{ByHand, Nowhere},
    life::{Life, morning},
    served::Served,
    side_by_side::{Answers, Target, race, timed},
};

fn main() {
    let size = if std::env::args().any(|argument| argument == "--quick") { QUICK } else { FULL };
    let policy = Policy::aruba();
    let mut answers = Answers::new();
    deciding_and_folding(&mut answers, &policy, &size);
    a_tick_that_is_not_due(&mut answers, &policy, &size);
    replaying_ten_years(&mut answers, &policy, &size);
    the_memory_of_one_mailbox(&mut answers, &policy);
    answers.print();
}

struct Size {
    rounds: usize,
    lives: usize,
    mailboxes: usize,
}

const FULL: Size = Size { rounds: 301, lives: 48, mailboxes: 60_000 };
const QUICK: Size = Size { rounds: 3, lives: 4, mailboxes: 600 };

/// Two years of one mailbox: reminders, an order generated, charged, declined and charged again;
/// switched off, renewed by hand, paid by transfer, switched on.
fn deciding_and_folding(answers: &mut Answers, policy: &Policy, size: &Size) {
    let life = Life::lived(policy, 2);
    let born = replay(&life.history[..1]).unwrap();
    let by_hand = ByHand::opened(&life.opening, policy, life.history[0].at);
    prove_same(&life, &by_hand, policy);

    let (lives, steps) = (size.lives, &life.steps);
    let mut log: Vec<Event> = Vec::with_capacity(64);
    let mut recorded_by_hand = many(lives, by_hand.clone(), |state| {
        for (command, at) in steps {
            log.clear();
            state.decide(command, policy, *at, &mut log);
            black_box(&log);
        }
    });
    let mut changed_by_hand = many(lives, by_hand, |state| {
        for (command, at) in steps {
            state.decide(command, policy, *at, &mut Nowhere);
        }
    });
    let mut asked = many(lives, born.clone(), |state| {
        for (command, at) in steps {
            for event in decide(state.as_ref(), command, policy, *at).unwrap() {
                *state = Some(evolve(state.take(), &event).unwrap());
            }
        }
    });
    let mut buffer = Vec::with_capacity(64);
    let mut asked_with_buffer = many(lives, born.clone(), |state| {
        for (command, at) in steps {
            buffer.clear();
            decide_into(&mut buffer, state.as_ref(), command, policy, *at).unwrap();
            for event in &buffer {
                *state = Some(evolve(state.take(), event).unwrap());
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
        [
            &mut recorded_by_hand,
            &mut changed_by_hand,
            &mut asked,
            &mut asked_with_buffer,
            &mut served,
        ],
    );
    let decisions = lives * steps.len();
    let each = |one, other| {
        let (one, other) = (times.nanoseconds(one, decisions), times.nanoseconds(other, decisions));
        format!("{one:.0} against {other:.0} ns a decision")
    };
    for (question, one, other, target) in [
        ("decide + evolve, to the same by hand", 2, 0, Target::AtMost(3.0)),
        ("decide_into + evolve, to the same by hand", 3, 0, Target::AtMost(2.0)),
        ("decide + evolve, to by hand with no event written", 2, 1, Target::AtMost(3.0)),
        ("decide_into + evolve, to by hand with no event written", 3, 1, Target::AtMost(2.0)),
        ("the same as a cqrs-es aggregate, to decide + evolve", 4, 2, Target::AtLeast(1.0)),
    ] {
        answers.add(question, times.ratio(one, other), "", &target, &each(one, other));
    }
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

/// By hand, in a buffer and as an aggregate, the same events and the same state come out.
fn prove_same(life: &Life, by_hand: &ByHand, policy: &Policy) {
    let mut by_hand = by_hand.clone();
    let mut unrecorded = by_hand.clone();
    let mut state = replay(&life.history[..1]).unwrap();
    let mut served = Served(state.clone());
    for (command, at) in &life.steps {
        let events = decide(state.as_ref(), command, policy, *at).unwrap();
        let mut log = Vec::new();
        by_hand.decide(command, policy, *at, &mut log);
        assert_eq!(log, events, "{} on {}", command.name(), at.day());
        unrecorded.decide(command, policy, *at, &mut Nowhere);
        let mut buffer = Vec::new();
        decide_into(&mut buffer, state.as_ref(), command, policy, *at).unwrap();
        assert_eq!(buffer, events);
        assert!(served.serve((command.clone(), *at), policy).iter().map(|one| &one.0).eq(&events));
        for event in &events {
            state = Some(evolve(state, event).unwrap());
        }
        assert_eq!(served.0, state);
        by_hand.assert_same(state.as_ref().unwrap());
        unrecorded.assert_same(state.as_ref().unwrap());
    }
}

/// A sweep over many mailboxes on a day on which none has anything due, against reading as many bytes
/// as they hold.
fn a_tick_that_is_not_due(answers: &mut Answers, policy: &Policy, size: &Size) {
    let kinds = life::nothing_due(policy);
    let today = morning(life::quiet());
    let mut mailboxes = Vec::new();
    let held = measure(|| {
        mailboxes = (0..size.mailboxes).map(|index| kinds[index % kinds.len()].clone()).collect();
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
        size.rounds.min(31),
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
        let (each, floor) =
            (times.nanoseconds(one, size.mailboxes), times.nanoseconds(0, size.mailboxes));
        let numbers = format!("{each:.0} against {floor:.0} ns a mailbox; 0 allocations");
        answers.add(question, times.ratio(one, 0), "", &Target::AtMost(2.0), &numbers);
    }
}

/// Ten years of history, in memory and from JSON.
fn replaying_ten_years(answers: &mut Answers, policy: &Policy, size: &Size) {
    let life = Life::lived(policy, 10);
    let stored: Vec<String> =
        life.history.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    let parsed = || stored.iter().map(|line| serde_json::from_str::<Event>(line).unwrap());
    let state = replay(parsed()).unwrap().unwrap();
    ByHand::replay(&life.history, policy).assert_same(&state);
    assert_eq!(replay(&life.history).unwrap(), Some(state));

    let lives = size.lives.div_ceil(4);
    let events = life.history.len() * lives;
    let times = race(
        size.rounds,
        [
            &mut || {
                timed(|| {
                    (0..lives).map(|_| ByHand::replay(&life.history, policy)).collect::<Vec<_>>()
                })
                .1
            },
            &mut || {
                timed(|| (0..lives).map(|_| replay(&life.history).unwrap()).collect::<Vec<_>>()).1
            },
            &mut || timed(|| (0..lives).for_each(|_| parsed().for_each(drop))).1,
            &mut || timed(|| (0..lives).map(|_| replay(parsed()).unwrap()).collect::<Vec<_>>()).1,
        ],
    );
    let millions = |one| 1e3 / times.nanoseconds(one, events);
    let numbers = format!("{:.1} against {:.1} M events/s", millions(1), millions(0));
    let question = "replay of ten years in memory, to the fold by hand";
    answers.add(question, times.ratio(1, 0), "", &Target::AtMost(2.0), &numbers);
    let numbers = format!("{:.2} against {:.2} M events/s", millions(3), millions(2));
    let question = "speed of replay from JSON, to parsing alone";
    answers.add(question, times.ratio(2, 3), "", &Target::AtLeast(0.8), &numbers);
}

/// Bytes are exact: what a mailbox holds inline, and on the heap once its history is folded.
fn the_memory_of_one_mailbox(answers: &mut Answers, policy: &Policy) {
    let bytes_after = |years| {
        let history = Life::automatic(policy, years).history;
        let mut mailbox = None;
        let held = measure(|| mailbox = replay(&history).unwrap());
        assert!(mailbox.is_some());
        u32::try_from(held.bytes_current).unwrap() + u32::try_from(size_of::<Mailbox>()).unwrap()
    };
    let (one, two, ten) = (bytes_after(1), bytes_after(2), bytes_after(10));
    let inline = size_of::<Mailbox>();
    let numbers = format!("{inline} of them inline");
    let question = "memory of a mailbox with a closed year";
    answers.add(question, one.into(), " bytes", &Target::AtMost(640.0), &numbers);
    let yearly = f64::from(ten - two) / 8.0;
    let reference = life::reference_bytes(policy);
    let numbers = format!("the mean of the years 3 to 10; the payment's reference: {reference}");
    let question = "what a further year adds";
    answers.add(question, yearly, " bytes", &Target::AtMost(reference.into()), &numbers);

    let life = Life::automatic(policy, 1);
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
    answers.add(question, 0.0, " bytes", &Target::AtMost(0.0), "asserted");
}
