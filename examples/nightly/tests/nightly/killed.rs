//! A run killed at any moment, and started again, ends as if nothing had happened.

use crate::{
    bench::Bench,
    kill::{Killer, Place, program},
};

#[test]
fn a_run_killed_again_and_again_ends_the_same() {
    let (bench, mut killer) = (Bench::in_memory(), Killer::new());
    for life in 1.. {
        let seed = life.to_string();
        let from = ["--portfolio", "portfolio.csv", "--from", "2026-01-01"];
        let args = [&from[..], &["--nights", "40", "--seed", &seed]].concat();
        let (whole, broken) = (format!("whole-{life}.sqlite"), format!("killed-{life}.sqlite"));
        let undisturbed = program(&bench, &whole, &args).output().expect("the program runs");
        assert!(undisturbed.status.success(), "{undisturbed:?}");
        killer.until_it_ends(&bench, &broken, &args);
        killer.assert_same(&bench, &whole, &broken);
        if KILLS_MIN <= killer.kills && PLACES.iter().all(|place| killer.has_hit(*place, 8)) {
            break;
        }
        assert!(life < 200, "too few kills, or some place is not hit: {}", killer.hint());
    }
}

/// How many kills hit a running process before the test is content.
const KILLS_MIN: usize = 300;
/// Where each some of them must hit.
const PLACES: [Place; 5] =
    [Place::Import, Place::Reports, Place::Ticks, Place::Errands, Place::Check];
