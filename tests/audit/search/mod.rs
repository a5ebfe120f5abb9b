//! Exhaustive search: from birth, every interleaving of commands, days and reports within bounds.
//!
//! `world` is what is searched, `moves` all that can happen in it, `identity` what tells one state from
//! another, `explore` the search. `report` writes down what was found, within which bounds, and what was
//! left out: `tests/audit/tables/search.txt`.

mod bugs;
mod explore;
mod identity;
mod moves;
mod report;
mod sometimes;
mod world;

use explore::{Found, Production, Sometimes, explore};
use sometimes::{IN_DOUBT, SOMETIMES};
use world::Bounds;

use crate::golden::assert_golden;

const BOUNDS: Bounds = Bounds { renewals: 2, orders: 3, attempts: 2, actions: 2, doubts: 0 };

/// What follows from charges in doubt, with less done beside.
const DOUBTS: Bounds = Bounds { renewals: 1, actions: 1, doubts: 2, ..BOUNDS };

/// One more order, and one more charge of each.
const LARGER: Bounds = Bounds { orders: 4, attempts: 3, ..BOUNDS };

#[test]
fn no_reachable_state_breaks_an_invariant() {
    let found = searched(BOUNDS, SOMETIMES);
    report::assert_nothing_is_vacuous(&found);
    assert_golden("audit/tables/search.txt", &report::text(BOUNDS, SOMETIMES, &found));
}

#[test]
fn no_charge_in_doubt_breaks_an_invariant() {
    let found = searched(DOUBTS, IN_DOUBT);
    report::assert_all_is_seen(IN_DOUBT, &found);
    assert_golden("audit/tables/search_doubts.txt", &report::text(DOUBTS, IN_DOUBT, &found));
}

/// `cargo test --test audit larger_bounds -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes and gigabytes"]
fn no_state_within_the_larger_bounds_breaks_an_invariant() {
    let found = searched(LARGER, SOMETIMES);
    report::assert_nothing_is_vacuous(&found);
    assert_golden("audit/tables/search_larger.txt", &report::text(LARGER, SOMETIMES, &found));
}

#[track_caller]
fn searched(bounds: Bounds, sometimes: &[Sometimes]) -> Found {
    let started = std::time::Instant::now();
    let found = explore(&Production(world::policy()), bounds, sometimes);
    println!("{} states, {} edges in {:?}", found.states, found.edges, started.elapsed());
    if let Some(fault) = &found.fault {
        panic!("{}\n{:#?}", fault.what, fault.trace);
    }
    found
}
