//! A run killed at any moment, and started again, ends as if nothing had happened.

use std::fs;

use crate::{
    bench::Bench,
    kill::{Killer, Place},
    policy_change::{earlier_and_dearer, policy_file},
    program::{assert_ended, program},
};

#[test]
fn a_run_killed_again_and_again_ends_the_same() {
    let (bench, mut killer) = (Bench::in_memory(), Killer::new());
    for life in 1.. {
        let seed = life.to_string();
        let from = ["--portfolio", "portfolio.csv", "--from", "2026-01-01"];
        let args = [&from[..], &["--nights", "40", "--seed", &seed]].concat();
        let (whole, broken) = (format!("whole-{life}.sqlite"), format!("killed-{life}.sqlite"));
        assert_ended(program(&bench, &whole, &args), 0);
        killer.until_it_ends(&bench, &broken, &args);
        killer.assert_same(&bench, &whole, &broken);
        if KILLS_MIN <= killer.kills && PLACES.iter().all(|place| killer.has_hit(*place, 8)) {
            break;
        }
        assert!(life < 200, "too few kills, or some place is not hit: {}", killer.hint());
    }
}

#[test]
fn a_change_of_policy_killed_again_and_again_ends_the_same() {
    let (bench, mut killer) = (Bench::in_memory(), Killer::new());
    bench.write("policy.json", &policy_file(earlier_and_dearer));
    let from = ["--portfolio", "portfolio.csv", "--from", "2026-01-01"];
    let begun = program(&bench, "begun.sqlite", &[&from[..], &["--nights", "9"]].concat());
    assert_ended(begun, 0);
    let changed = [&from[..], &["--nights", "20", "--policy", "policy.json"]].concat();
    fs::copy(bench.path("begun.sqlite"), bench.path("whole.sqlite")).expect("a copy");
    assert_ended(program(&bench, "whole.sqlite", &changed), 0);
    for life in 1.. {
        let broken = format!("killed-{life}.sqlite");
        fs::copy(bench.path("begun.sqlite"), bench.path(&broken)).expect("a copy");
        killer.until_it_ends(&bench, &broken, &changed);
        killer.assert_same(&bench, "whole.sqlite", &broken);
        if 60 <= killer.kills && killer.has_hit(Place::Deadlines, 5) {
            break;
        }
        assert!(life < 100, "too few kills, or none at the deadlines: {}", killer.hint());
    }
}

#[test]
fn a_night_of_many_batches_killed_again_and_again_ends_the_same() {
    let (bench, mut killer) = (Bench::in_memory(), Killer::new());
    let made = ["--mailboxes", "12000", "--no-check", "--nights"];
    let [two, three] =
        ["2", "3"].map(|nights| [&made[..], &[nights, "--from", "2026-01-01"]].concat());
    assert_ended(program(&bench, "begun.sqlite", &two), 0);
    fs::copy(bench.path("begun.sqlite"), bench.path("whole.sqlite")).expect("a copy");
    assert_ended(program(&bench, "whole.sqlite", &three), 0);
    let steps = [Place::Reports, Place::Ticks, Place::Errands];
    for life in 1.. {
        let broken = "killed.sqlite";
        fs::copy(bench.path("begun.sqlite"), bench.path(broken)).expect("a copy");
        killer.until_it_ends(&bench, broken, &three);
        killer.assert_same(&bench, "whole.sqlite", broken);
        if steps.iter().all(|step| killer.has_hit_midway(*step, 3)) {
            break;
        }
        assert!(life < 100, "some step was not hit between its batches: {}", killer.hint());
    }
}

/// How many kills hit a running process before the test is content.
const KILLS_MIN: usize = 300;
/// Where each some of them must hit.
const PLACES: [Place; 5] =
    [Place::Import, Place::Reports, Place::Ticks, Place::Errands, Place::Check];
