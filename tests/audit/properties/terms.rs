//! Terms: anchor plus all years bought, by a calendar that is not the crate's.

use pec_renewal::{
    Command, ManualRenewal, Opening,
    catalogue::{HolderKind, MethodKind, Plan, Policy, Purchase, Term},
    values::Day,
};
use pec_test_support::{Life, day, holder, noon, opening, transfer};
use proptest::prelude::*;

use super::{
    policies::{POLICIES, PRESET},
    tried,
};

proptest! {
    #![proptest_config(tried(512))]

    #[test]
    fn r_02_any_terms_end_where_one_term_of_all_their_years_ends(
        anchor in anchors(),
        terms in prop::collection::vec(prop::sample::select(&Term::ALL[..]), 1..12),
        early in 0_i32..400,
    ) {
        let years: u16 = terms.iter().map(|term| u16::from(term.years())).sum();
        let expected = anniversary(anchor, 1 + years);
        assert_eq!(renewed(anchor, &terms, early), expected, "{terms:?} from {anchor}");
    }

    #[test]
    fn r_02_n_terms_of_one_year_end_where_one_of_n_years_ends(anchor in anchors(), n in 1_u8..=5) {
        let singly = vec![Term::ONE; n.into()];
        let at_once = [Term::new(n).unwrap()];
        assert_eq!(renewed(anchor, &singly, 0), renewed(anchor, &at_once, 0));
    }

    #[test]
    fn r_03_paying_early_or_late_neither_loses_nor_gains_a_day(
        anchor in anchors(),
        days in -400_i32..=90,
    ) {
        let paid_on = anniversary(anchor, 1).plus_days(days).max(anchor);
        let mut life = activated(anchor);
        renew(&mut life, Term::ONE, paid_on);
        assert_eq!(life.mailbox().expiry(), anniversary(anchor, 2), "paid on {paid_on}");
    }
}

#[test]
fn r_02_a_day_that_the_year_lacks_comes_back_when_the_year_has_it() {
    for (anchor, expiries) in [
        ("2028-02-29", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29", "2033-02-28"]),
        ("2096-02-29", ["2097-02-28", "2098-02-28", "2099-02-28", "2100-02-28", "2101-02-28"]),
        ("2026-01-31", ["2027-01-31", "2028-01-31", "2029-01-31", "2030-01-31", "2031-01-31"]),
        ("2027-02-28", ["2028-02-28", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-28"]),
    ] {
        let anchor = day(anchor);
        let mut life = activated(anchor);
        for expected in expiries {
            assert_eq!(life.mailbox().expiry().to_string(), expected, "from {anchor}");
            let on = life.mailbox().expiry();
            renew(&mut life, Term::ONE, on);
        }
    }
}

/// Where a mailbox activated on `anchor` ends, renewed by these terms one after the other, each paid
/// so many days before the expiry that it renews.
fn renewed(anchor: Day, terms: &[Term], early: i32) -> Day {
    let mut life = activated(anchor);
    for term in terms {
        let paid_on = life.mailbox().expiry().minus_days(early);
        let paid_on = paid_on.max(life.mailbox().last_moment().day());
        renew(&mut life, *term, paid_on);
    }
    life.prove();
    life.mailbox().expiry()
}

fn activated(anchor: Day) -> Life<&'static Policy> {
    let opening = Opening {
        holder: holder(HolderKind::Business { split_payment: false }),
        ..opening(anchor)
    };
    let policy: &Policy = &POLICIES[PRESET].1;
    Life::opened(policy, opening, noon(anchor))
}

/// Orders a term by hand and pays it, on one day.
fn renew(life: &mut Life<&Policy>, term: Term, on: Day) {
    let renewal = ManualRenewal {
        expiry: life.mailbox().expiry(),
        purchase: Purchase::new(Plan::Standard, term),
        method_kind: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
        informed: false,
        start_requested: false,
    };
    life.give(&Command::RenewByHand(renewal), noon(on)).unwrap();
    let order = life.mailbox().open_order().expect("the order is open");
    let payment = transfer(&order.id.to_string(), order.id, order.payable(), on);
    life.give(&Command::Payment(payment), noon(on)).unwrap();
    assert!(life.mailbox().open_order().is_none(), "the order is paid");
}

/// Days to count from; every second one is hard.
fn anchors() -> impl Strategy<Value = Day> {
    let any = (2020_i32..2700, 0_i32..366)
        .prop_map(|(year, days)| Day::new(year, 1, 1).unwrap().plus_days(days));
    let hard = prop::sample::select(&[(2, 29), (2, 28), (1, 31), (12, 31), (1, 1), (8, 30)][..]);
    let hard = (2020_i32..2700, hard).prop_map(|(year, (month, day))| {
        // The year lacks only the 29th of February: a leap year is near.
        let years = year..year + 9;
        years.into_iter().find_map(|year| Day::new(year, month, day).ok()).unwrap()
    });
    prop_oneof![any, hard]
}

/// The day so many years later, written to be clear: the same day and month, or the last day of the
/// month where that year lacks it.
pub fn anniversary(anchor: Day, years: u16) -> Day {
    let year = anchor.year() + i32::from(years);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = lengths[anchor.month() as usize - 1];
    Day::new(year, anchor.month(), anchor.day().min(length)).unwrap()
}
