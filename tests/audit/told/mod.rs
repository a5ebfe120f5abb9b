//! What is told is what happens: every notice of random lives, and of every situation,
//! is held against what then comes, lived on by ticks alone.
//!
//! `living` lives on; `kept` says of each notice what must come true, `offered` of what it offers, `done`
//! of what it says was done; `overtaken`, the other way round, that nothing comes that was told otherwise;
//! `wrong` tells notices wrongly, as a computation from today's state would, or
//! one that forgets what the notice is for, and each of those must be found out.

mod done;
mod kept;
mod living;
mod offered;
mod overtaken;
pub mod wrong;

use std::collections::BTreeMap;

use pec_renewal::{
    Event, Fact, Mailbox, Notice,
    catalogue::{AMOUNT_DUE_MAX, Policy},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use self::kept::kept;
use crate::properties::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(384))]

    #[test]
    fn r_84_what_every_notice_says_comes_true(history in histories(60)) {
        history.watched(|story, step| {
            let Some(mailbox) = story.life.state().filter(|mailbox| is_ordinary(mailbox)) else {
                return;
            };
            let events = step.outcome.as_deref().unwrap_or_default();
            if let Err(why) = all_kept(events, mailbox, story.life.policy()) {
                panic!("{why}");
            }
        });
    }
}

/// The property above is worth something only if every notice was among those held against the future.
#[test]
fn r_84_every_notice_is_told_in_the_lives_that_are_looked_at() {
    let mut told: BTreeMap<&str, u32> = BTreeMap::new();
    for_each_step(LIVES_COUNTED, |events, _, _| {
        for notice in notices(events) {
            *told.entry(notice.name()).or_default() += 1;
        }
    });
    let never: Vec<&&str> =
        Notice::NAMES.iter().filter(|name| !told.contains_key(**name)).collect();
    assert!(never.is_empty(), "never told: {never:?}; told: {told:?}");
}

/// Each wrong version is told in place of the right one, wherever it differs, until it is found out.
#[test]
fn r_84_a_notice_that_is_computed_from_today_is_found_out() {
    let mut unmasked: BTreeMap<&str, (u32, u32)> =
        wrong::VERSIONS.iter().map(|version| (version.name, (0, 0))).collect();
    for_each_step(LIVES_MISTOLD, |events, mailbox, policy| {
        let Some(today) = events.last().map(|event| event.at.day()) else { return };
        for version in wrong::VERSIONS {
            for right in notices(events) {
                let Some(told) = (version.told)(right, mailbox, policy, today) else { continue };
                if told == *right {
                    continue;
                }
                let found = kept(&told, events, mailbox, policy).is_err();
                let (differed, refuted) = unmasked.get_mut(version.name).expect("it is listed");
                *differed += 1;
                *refuted += u32::from(found);
            }
        }
    });
    let mut never = Vec::new();
    for (name, (differed, refuted)) in &unmasked {
        println!("{name}: differed {differed} times, found out {refuted} times");
        if *refuted == 0 {
            never.push(name);
        }
    }
    assert!(never.is_empty(), "never found out: {never:?}");
}

/// Whether all that a decision told comes true, for the mailbox as it left it.
pub fn all_kept(events: &[Event], mailbox: &Mailbox, policy: &Policy) -> Result<(), String> {
    let Some(today) = events.last().map(|event| event.at.day()) else { return Ok(()) };
    for notice in notices(events) {
        kept(notice, events, mailbox, policy)
            .map_err(|why| format!("on {today}, {notice:?}\n  {why}"))?;
    }
    Ok(())
}

fn notices(events: &[Event]) -> impl Iterator<Item = &Notice> {
    events.iter().filter_map(|event| match &event.fact {
        Fact::NoticeDue { notice, .. } => Some(notice),
        _ => None,
    })
}

/// A fixed set of random lives, step by step.
fn for_each_step(lives_looked_at: u32, mut look: impl FnMut(&[Event], &Mailbox, &Policy)) {
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[84; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let lives = histories(60);
    for _ in 0..lives_looked_at {
        let history = lives.new_tree(&mut runner).expect("a history").current();
        history.watched(|story, step| {
            let mailbox = story.life.state().filter(|mailbox| is_ordinary(mailbox));
            if let (Some(mailbox), Ok(events)) = (mailbox, &step.outcome) {
                look(events, mailbox, story.life.policy());
            }
        });
    }
}

/// Near the end of the calendar, and of the range of money, what comes may not be reportable any more;
/// and no life is lived on for more than seven years. Of such lives nothing is foretold.
pub fn is_ordinary(mailbox: &Mailbox) -> bool {
    let years_ahead = mailbox.expiry().year() - mailbox.last_moment().day().year();
    mailbox.expiry().year() < 2880
        && years_ahead < 6
        && mailbox.ledger().registered <= AMOUNT_DUE_MAX
}

const LIVES_COUNTED: u32 = 9_000;
const LIVES_MISTOLD: u32 = 600;
