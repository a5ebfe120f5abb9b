//! A run that is stopped before any piece, and started again, ends as if it never was.

use anyhow::ensure;
use pec_nightly::{
    batch::{PIECES, in_batches},
    job,
    portfolio::SAMPLE,
    store::{self, Store},
};

use crate::bench::{Bench, Quiet, StopAfter};

#[test]
fn a_run_stopped_again_and_again_ends_the_same() {
    let bench = Bench::new();
    bench.run("whole.sqlite", NIGHTS);
    let whole = bench.dump("whole.sqlite");
    // Two strides with no common factor, so that they stop at different places of a night.
    for stride in [191, 211] {
        let database = format!("{stride}.sqlite");
        let mut stops = 0;
        while job::run(&bench.args(&database, NIGHTS), &mut StopAfter(stride)).is_err() {
            stops += 1;
            assert!(stops < 1_000, "the run makes no progress");
        }
        assert!(3 < stops, "{stops}");
        assert_eq!(bench.dump(&database), whole, "after {stops} stops");
    }
}

#[test]
fn a_run_stopped_while_money_goes_back_asks_for_each_debt_once() {
    let bench = Bench::new();
    bench.write("portfolio.csv", SAMPLE);
    bench.run("whole.sqlite", 60);
    let whole = bench.dump("whole.sqlite");
    for (name, sql) in [
        ("payments reversed", "event WHERE name = 'PaymentReversed'"),
        ("payouts that came back", "event WHERE name = 'PayoutCameBack'"),
        ("debts paid", "inbox WHERE command ->> '$.Payment.debt' IS NOT NULL"),
    ] {
        let count = format!("SELECT count(*) FROM {sql}");
        assert!(1 < bench.count("whole.sqlite", &count), "too few {name}");
    }
    let mut stops = 0;
    // Reading the portfolio again and the check take 400 pieces each.
    while job::run(&bench.args("stopped.sqlite", 60), &mut StopAfter(1_009)).is_err() {
        stops += 1;
        assert!(stops < 100, "the run makes no progress");
    }
    assert!(3 < stops, "{stops}");
    assert_eq!(bench.dump("stopped.sqlite"), whole);
}

#[test]
fn a_night_stopped_at_every_place_ends_the_same() {
    let bench = Bench::new();
    bench.write("portfolio.csv", &few());
    bench.run("whole.sqlite", 3);
    let whole = bench.dump("whole.sqlite");
    for place in 0.. {
        let database = format!("{place}.sqlite");
        let stopped = job::run(&bench.args(&database, 3), &mut StopAfter(place)).is_err();
        let outcome = job::run(&bench.args(&database, 3), &mut Quiet).expect("the run ends");
        assert!(outcome.sound, "stopped at {place}: {}", outcome.report);
        assert_eq!(bench.dump(&database), whole, "stopped at {place}");
        if !stopped {
            assert!(40 < place, "{place}");
            break;
        }
    }
}

#[test]
fn a_piece_that_fails_takes_its_batch_with_it_and_no_other() {
    let bench = Bench::new();
    let mut store = Store::open(&bench.path("a.sqlite")).expect("a database");
    let pieces: Vec<usize> = (0..3 * PIECES).collect();
    let failing = PIECES + PIECES / 2;
    let done = in_batches(&mut store, &pieces, &mut Quiet, |db, piece| {
        store::set(db, &piece.to_string(), "done")?;
        ensure!(*piece != failing, "piece {piece} fails when it is half done");
        Ok(())
    });
    assert_eq!(done.expect_err("a failure").to_string(), "piece 150 fails when it is half done");
    let of = |piece: usize| store::setting(store.db(), &piece.to_string()).expect("a setting");
    assert!((0..PIECES).all(|piece| of(piece).is_some()));
    assert!((PIECES..3 * PIECES).all(|piece| of(piece).is_none()));
}

#[test]
fn a_stopped_import_leaves_nothing() {
    let bench = Bench::new();
    assert!(job::run(&bench.args("a.sqlite", 1), &mut StopAfter(7)).is_err());
    assert_eq!(bench.count("a.sqlite", "SELECT count(*) FROM mailbox"), 0);
    assert_eq!(bench.count("a.sqlite", "SELECT count(*) FROM event"), 0);
}

/// A dozen mailboxes in which a lot happens at once.
fn few() -> String {
    let all = crate::bench::small();
    let (header, rows) = all.split_once('\n').expect("a header");
    let busy = rows.lines().filter(|row| row.contains(",2026-01-0")).take(12);
    std::iter::once(header).chain(busy).flat_map(|line| [line, "\n"]).collect()
}

const NIGHTS: u16 = 40;
