//! Files of the bank that are read late. A payment counts for the day on which it was registered,
//! and an order waits for it through its margin: within the margin, the day on which a file is
//! read decides nothing.
//!
//! Two things may differ all the same, as the rules say, and are looked at apart:
//!
//! - Nobody knows of a transfer before its file is read, so it stops no charge of the order that
//!   automatic renewal made. The mailbox ends the same, and what came twice comes back.
//! - Automatic renewal is switched on by the payment that covers the order. Of an order paid in
//!   parts, by card and by the bank, that is the part told of last.
//!
//! A third is in no life of the sample. A holder whose transfer lies unread may cancel its order, and
//! then his word counts; or ask for what is possible only before or after the renewal.

use std::collections::BTreeSet;

use pec_nightly::decision::Number;
use pec_renewal::{RefundReason, values::Money};

use crate::replay::{BEYOND, End, REPLAYS};

#[test]
fn within_the_margin_every_mailbox_ends_as_if_each_file_was_read_on_its_day() {
    let mut compared = 0;
    for (days, number, late, on_time) in within() {
        if late.has_an_order_paid_both_ways() {
            continue;
        }
        assert_eq!(late.mailbox, on_time.mailbox, "mailbox {number}, {days} days late");
        assert_eq!(late.account, on_time.account, "mailbox {number}, {days} days late");
        compared += usize::from(on_time.days_to_spare().is_some());
    }
    assert!(compared > 300, "{compared}");
}

#[test]
fn what_is_taken_twice_while_a_transfer_lies_unread_comes_back_in_cash() {
    let mut taken_twice = 0;
    for (days, number, late, on_time) in within() {
        if !late.has_an_order_paid_both_ways() {
            continue;
        }
        assert_eq!(late.mailbox, on_time.mailbox, "mailbox {number}, {days} days late");
        assert_eq!(used(late), used(on_time), "mailbox {number}, {days} days late");
        let registered = |end: &End| end.account.ledger.registered;
        if registered(on_time) < registered(late) {
            let in_cash =
                late.account.owed_back.iter().all(|(_, reason, in_cash)| {
                    *in_cash || *reason != RefundReason::OrderFulfilled
                });
            assert!(in_cash, "mailbox {number}, {days} days late: taken twice, and credited");
            taken_twice += 1;
        }
    }
    assert!(taken_twice > 0, "no charge met a transfer");
}

#[test]
fn automatic_renewal_ends_the_same_where_the_same_payment_covers_the_order() {
    let mut on = 0;
    for (days, number, late, on_time) in within() {
        if late.covered_by == on_time.covered_by {
            assert_eq!(late.bound, on_time.bound, "mailbox {number}, {days} days late");
            on += usize::from(on_time.bound.is_some() && on_time.days_to_spare().is_some());
        }
    }
    assert!(on > 50, "{on}");
}

#[test]
fn files_that_overtake_others_change_only_which_payment_comes_back() {
    for (number, late) in &REPLAYS.mixed {
        let on_time = &REPLAYS.on_time[number];
        if !late.has_an_order_paid_both_ways() {
            assert_eq!(late.mailbox, on_time.mailbox, "mailbox {number}");
            assert_eq!(late.account.ledger, on_time.account.ledger, "mailbox {number}");
        }
    }
}

#[test]
fn beyond_the_margin_what_was_paid_on_the_last_days_ends_otherwise() {
    let (mut otherwise, mut paid_on_the_last_days) = (BTreeSet::new(), BTreeSet::new());
    for (number, late) in &REPLAYS.beyond {
        let on_time = &REPLAYS.on_time[number];
        if late.has_an_order_paid_both_ways() {
            continue;
        }
        if (&late.mailbox, &late.account) != (&on_time.mailbox, &on_time.account) {
            otherwise.insert(*number);
        }
        if on_time.days_to_spare().is_some_and(|days| days < BEYOND) {
            paid_on_the_last_days.insert(*number);
        }
    }
    assert_eq!(otherwise, paid_on_the_last_days);
    let of_the_sample: Vec<&Number> = otherwise.range(..=SAMPLE_LAST).collect();
    assert!(!of_the_sample.is_empty(), "the sample loses none");
}

#[test]
fn orders_are_paid_on_the_last_day_and_on_each_day_of_a_margin_before_it() {
    let spare: BTreeSet<i32> = REPLAYS.on_time.values().filter_map(End::days_to_spare).collect();
    let missing: Vec<i32> = (0..=REPLAYS.margin).filter(|days| !spare.contains(days)).collect();
    assert!(missing.is_empty(), "nobody pays so many days before the last one: {missing:?}");
}

/// Every mailbox of every replay within the margin: how many days late, its number, its end, and its
/// end where each file was read on its day.
fn within() -> impl Iterator<Item = (i32, Number, &'static End, &'static End)> {
    let replays = REPLAYS.within.iter();
    replays.flat_map(|(days, ends)| {
        ends.iter().map(|(number, late)| (*days, *number, late, &REPLAYS.on_time[number]))
    })
}

/// The money that bought something, or still may.
fn used(end: &End) -> (Money, Money) {
    (end.account.ledger.applied, end.account.ledger.held)
}

/// The last mailbox of the sample; those after it pay late on purpose.
const SAMPLE_LAST: Number = 400;
