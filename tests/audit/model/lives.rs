//! Model and engine live the same random lives, and are compared after every command.

use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use pec_renewal::{Opening, catalogue::Policy, values::Day};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{
    difference::{differences, explained, made_few},
    given::{Given, Model, ToldAgain},
    kinds, report,
    seen::Seen,
};
use crate::{
    golden::assert_golden,
    migration::taken_over,
    properties::{
        chances,
        moves::History,
        story::{Step, Story},
    },
};

#[test]
fn model_and_engine_agree_on_random_lives() {
    let seen = compared_on(BATCHES);
    let page = report::text(&seen);
    println!("{page}");
    seen.assert_all_reached();
    assert!(LIVES <= seen.whole_lives(), "only {} whole lives", seen.whole_lives());
    assert_golden("audit/tables/model.txt", &page);
}

/// Fifty times as many: `cargo test --release --test audit model -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn model_and_engine_agree_on_many_random_lives() {
    let seen = compared_on(50 * BATCHES);
    println!("{}", report::text(&seen));
    seen.assert_all_reached();
}

/// Lives the batches, two at a time. The number of a batch is its seed, so that every run of the test
/// lives the same lives.
fn compared_on(batches: u64) -> Seen {
    let next = AtomicU64::new(0);
    let work = || {
        let mut seen = Seen::default();
        loop {
            let batch = next.fetch_add(1, Ordering::Relaxed);
            if batches <= batch {
                return seen;
            }
            live_batch(batch, &mut seen);
        }
    };
    thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        let mut all = Seen::default();
        for worker in workers {
            all.add(worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    })
}

fn live_batch(batch: u64, reached: &mut Seen) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&batch.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let lives = kinds::lives(COMMANDS);
    let elsewhere = chances::histories(COMMANDS_ELSEWHERE);
    for number in 0..LIVES_A_BATCH {
        let life = lives.new_tree(&mut runner).expect("a life").current();
        let before = (number < MOVED_A_BATCH)
            .then(|| elsewhere.new_tree(&mut runner).expect("a life").current());
        let carried = before.and_then(taken_over);
        if let Err(given) = live(&life, carried, reached) {
            panic!("life {number} of batch {batch}: {}", explained(&made_few(given)));
        }
    }
}

/// Lives a life in both, of a newborn mailbox or of one taken over in the middle of another life.
///
/// # Errors
///
/// What was given up to the first difference.
fn live(
    life: &History,
    carried: Option<(Opening, Day, &'static Policy)>,
    seen: &mut Seen,
) -> Result<(), Vec<Given>> {
    let mut model = Model::default();
    let mut given: Vec<Given> = Vec::new();
    let (mut agree, mut state) = (true, None);
    if let Some((opening, ..)) = &carried {
        seen.look_at_carried(opening);
    }
    let look = |story: &Story, step: &Step| {
        if !agree {
            return;
        }
        seen.look(&step.command, &step.outcome);
        let before = model.record.clone();
        let (command, policy) = (step.command.clone(), *story.life.policy());
        let told_again = ToldAgain::of(state.as_ref(), policy, &step.outcome);
        state = story.life.state().cloned();
        let it = Given { command, policy, day: step.at.day(), told_again };
        agree = differences(&mut model, &it, &step.outcome, story.life.state()).is_empty();
        if let (Some(before), Some(after)) = (&before, &model.record) {
            seen.look_closer(before, after, &step.outcome, it.day);
        }
        given.push(it);
    };
    match carried {
        None => life.watched(look),
        Some(carried) => life.watched_from(carried, look),
    };
    if !agree {
        return Err(given);
    }
    let again = Model::of(&given);
    assert_eq!(again, model, "what is given again adds up to another record");
    if COMMANDS <= given.len() {
        seen.count_whole_life();
    }
    Ok(())
}

/// At least so many lives, of at least so many commands each. A mailbox that is deleted early has
/// fewer, so more lives than that are begun.
const LIVES: u64 = 10_000;

pub const COMMANDS: usize = 50;

const BATCHES: u64 = 385;

pub const LIVES_A_BATCH: u64 = 50;

/// Of so many of them, a life was lived elsewhere first; not each of those can be moved.
pub const MOVED_A_BATCH: u64 = 10;

pub const COMMANDS_ELSEWHERE: usize = 40;
