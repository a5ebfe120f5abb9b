//! Another policy between two nights: every stored deadline is worked out again before the next.

use pec_nightly::job;
use pec_renewal::offer::Policy;

use crate::bench::{Bench, StopAfter};

#[test]
fn deadlines_follow_the_policy() {
    let bench = Bench::new();
    let (old, new) = (Policy::aruba(), earlier());
    bench.run_under(&old, "a.sqlite", 5);
    let orders = "SELECT count(*) FROM event WHERE name = 'OrderOpened'";
    let before = bench.count("a.sqlite", orders);
    let outcome = bench.run_under(&new, "a.sqlite", 6);
    assert!(outcome.sound, "{}", outcome.report);
    let stale = "SELECT count(*) FROM mailbox WHERE policy_version <> '2/1'";
    assert_eq!(bench.count("a.sqlite", stale), 0);
    // Sixty days of lead instead of fifteen: many orders come at once.
    let after = bench.count("a.sqlite", orders);
    assert!(before + 5 < after, "{before}, then {after}");
}

#[test]
fn a_change_that_is_stopped_half_way_goes_on() {
    let bench = Bench::new();
    let (old, new) = (Policy::aruba(), earlier());
    for database in ["whole.sqlite", "stopped.sqlite"] {
        bench.run_under(&old, database, 5);
    }
    let args = bench.args("stopped.sqlite", 8);
    assert!(job::run_under(&new, &args, &mut StopAfter(30)).is_err());
    let stale = "SELECT count(*) FROM mailbox WHERE policy_version <> '2/1'";
    let left = bench.count("stopped.sqlite", stale);
    assert!(0 < left && left < 80, "{left}");
    bench.run_under(&new, "stopped.sqlite", 8);
    bench.run_under(&new, "whole.sqlite", 8);
    assert_eq!(bench.dump("whole.sqlite"), bench.dump("stopped.sqlite"));
}

/// Orders are generated much earlier.
fn earlier() -> Policy {
    let mut parameters = Policy::aruba().parameters().clone();
    parameters.version = 2;
    parameters.order_lead_days = 60;
    Policy::new(parameters, Policy::aruba().prices().clone()).expect("no contradiction")
}
