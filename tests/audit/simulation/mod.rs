//! Simulation: the loop of a backend, in memory, in a world where everything goes wrong.
//!
//! A *life* is one address over five years: its holder, the mailboxes it is one after the other, the
//! backend that decides for it, and the gateway, bank and mailer around. All of it follows from the
//! number of the life. What goes wrong:
//!
//! - the **process dies** between any two steps: after deciding and before appending, after appending
//!   and before the errands, after an errand and before marking it, after marking it, after invoicing
//!   what the record says and before marking how far it is read, with a report received and not
//!   stored, stored and not acknowledged. Only what was committed is there afterwards (`store`);
//! - **another worker** takes the same command, letter or tick, or the holder clicks, between a load
//!   and its append: the store refuses the version, and the command is decided again (`worker`);
//! - the **outbox** of a mailbox is late by days, while others go on; an inquiry is answered while the
//!   request is still on its way (`errands`);
//! - the **gateway** loses, repeats and delays requests and replies, forgets a key after a day, says
//!   *unknown*, takes less, takes money weeks after it declined, is no longer sure of what it
//!   declined, declines what it took (`gateway`, `errands`); the **refund desk** pays late or in part,
//!   and reports twice (`errands`); their reports, the bank's and the mailer's get lost, come late, twice and out of order (`post`);
//! - the **scheduler** stops for weeks; a worker's **clock** is slow, so that it is yesterday there;
//!   days have 23 and 25 hours; anchors fall on 29 February (`clock`, `days`);
//! - the **policy** changes in the middle of a life (`policies`);
//! - the **holder** does anything, on a page that is out of date, and clicks again when in doubt
//!   (`holder`, `payer`).
//!
//! After each event and each decision the invariants hold, and the same input gives the same output
//! (`decided` sees to it); a tick does something exactly if its deadline has come; no news of money
//! is refused; what one decision in eight told the holder comes true, if nobody acts (`told`). When
//! five years are over nothing goes wrong any more, all that is on its way arrives, and the books are compared (`books`): the gateway's and the bank's with the mailbox's payments,
//! one by one, and what came in with what was invoiced and not credited, held and paid back, to the cent. No order is
//! captured twice, unless the gateway had said that nothing was taken; none is charged that was paid
//! or given up before the request left. And each promise of the caller's contract, broken alone, is
//! seen to take money twice, to lose it, or to lose what a mailbox holds.
//!
//! A life that fails is printed with the command that lives exactly that life again, and tells it:
//! `LIFE=<number> cargo test --test audit simulation -- --nocapture`. `LIVES=<count>` lives more of
//! them.

mod books;
mod chance;
mod clock;
mod comeback;
mod days;
mod desks;
mod errands;
mod gateway;
mod holder;
mod payer;
mod policies;
mod post;
mod report;
mod seen;
mod store;
mod worker;
mod world;

use std::{
    any::Any,
    env,
    panic::catch_unwind,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use pec_renewal::{Command, Fact};
use pec_test_support::by_ordinals;

use self::{
    seen::{Seen, Sight},
    world::{Promise, World},
};
use crate::golden::assert_golden;

#[test]
fn every_life_reconciles_to_the_cent_whatever_goes_wrong() {
    if let Some(life) = asked("LIFE") {
        World::live(life, None, true).unwrap_or_else(|fault| panic!("life {life}: {fault}"));
        return;
    }
    let lives = asked("LIVES").unwrap_or(LIVES);
    let seen = lived(lives);
    let page = report::text(lives, &seen);
    println!("{page}");
    let missed: Vec<&str> = Sight::ALL
        .iter()
        .filter(|(sight, _)| seen.times(*sight) == 0)
        .map(|(_, words)| *words)
        .chain(never_named(&seen, Command::NAMES))
        .chain(never_named(&seen, Fact::NAMES))
        .collect();
    assert!(missed.is_empty() || lives < LIVES, "never seen: {missed:?}");
    if lives == LIVES {
        assert_golden("audit/tables/simulation.txt", &page);
    }
}

/// The reckoning finds a backend that breaks its contract, so it would find an engine that does.
#[test]
fn a_backend_that_breaks_its_contract_does_not_reconcile() {
    if asked("LIFE").is_some() {
        return;
    }
    let mut unnoticed = Vec::new();
    let mut found = Vec::new();
    for (promise, words) in Promise::ALL {
        let shows = |life| live(life, Some(promise)).err().map(|fault| (life, fault));
        match (0..LIVES_OF_THE_CARELESS).find_map(shows) {
            Some((life, fault)) => {
                println!("broken: {words}: life {life}: {fault}");
                found.push((words, life, by_ordinals(&fault)));
            }
            None => unnoticed.push(words),
        }
    }
    assert!(unnoticed.is_empty(), "broken unnoticed: {unnoticed:?}");
    assert_golden("audit/tables/broken_promises.txt", &report::of_promises(&found));
}

/// Or a failing life could not be lived again.
#[test]
fn a_life_is_the_same_whenever_it_is_lived() {
    for life in 0..20 {
        let [once, again] = [(); 2].map(|()| World::live(life, None, false));
        assert_eq!(once, again, "life {life}");
    }
}

/// What was seen in so many lives; the first that fails ends the test.
fn lived(lives: u64) -> Seen {
    let failed = AtomicBool::new(false);
    let parts = thread::scope(|scope| {
        let part = |first: u64| {
            let failed = &failed;
            scope.spawn(move || {
                let mut seen = Seen::default();
                for life in (first..lives).step_by(WORKERS) {
                    if failed.load(Ordering::Relaxed) {
                        break;
                    }
                    match live(life, None) {
                        Ok(more) => seen.add(&more),
                        Err(fault) => {
                            failed.store(true, Ordering::Relaxed);
                            return Err(format!(
                                "life {life}: {fault}\nAgain, and told: LIFE={life} \
                                 cargo test --test audit simulation -- --nocapture"
                            ));
                        }
                    }
                }
                Ok(seen)
            })
        };
        let workers: Vec<_> = (0..).take(WORKERS).map(part).collect();
        workers.into_iter().map(|worker| worker.join().expect("faults are caught")).collect()
    });
    let parts: Vec<Result<Seen, String>> = parts;
    let mut seen = Seen::default();
    for part in parts {
        match part {
            Ok(more) => seen.add(&more),
            Err(fault) => panic!("{fault}"),
        }
    }
    seen
}

/// One life of a backend that keeps its promises, or breaks one: a panic is a fault too.
fn live(life: u64, breaks: Option<Promise>) -> Result<Seen, String> {
    match catch_unwind(|| World::live(life, breaks, false)) {
        Ok(lived) => lived,
        Err(panicked) => Err(words_of(panicked.as_ref())),
    }
}

fn words_of(panicked: &(dyn Any + Send)) -> String {
    let text = panicked.downcast_ref::<String>().cloned();
    text.or_else(|| panicked.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "it panicked".to_owned())
}

fn never_named<'n>(seen: &Seen, names: &'n [&'n str]) -> impl Iterator<Item = &'n str> {
    names.iter().copied().filter(|name| seen.times_named(name) == 0)
}

/// A number asked for in the environment.
fn asked(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    let number = text.parse().unwrap_or_else(|_| panic!("{name}={text}: expected a whole number"));
    Some(number)
}

const LIVES: u64 = 10_000;

/// Among so many lives a broken promise is found.
const LIVES_OF_THE_CARELESS: u64 = 20_000;

const WORKERS: usize = 2;
