//! Prices, added up again in whole numbers.

use pec_renewal::{
    Fact,
    catalogue::{Package, Plan, Policy, PriceRow, Purchase, Term},
    order::OpenOrder,
    values::{Day, ExtraSpace, Money, Price, VatRate},
};
use pec_test_support::day;
use proptest::prelude::*;

use super::{chances::histories, policies::POLICIES, tried};

proptest! {
    #![proptest_config(tried(768))]

    #[test]
    fn r_40_net_and_tax_are_gross_and_half_a_cent_rounds_away_from_zero(
        cents in prop_oneof![0_u64..10_000, 0_u64..1_000_000_000],
        hundredths in prop_oneof![Just(2_200_u16), Just(550), 0_u16..=10_000],
    ) {
        let net = Money::from_cents(cents).unwrap();
        let price = Price::of(net, VatRate::new(hundredths).unwrap()).unwrap();
        prop_assert_eq!(price.vat().cents(), tax(cents, hundredths));
        prop_assert_eq!(price.gross().cents(), price.net().cents() + price.vat().cents());
    }

    #[test]
    fn r_41_the_price_is_that_of_the_row_valid_on_the_day(
        policy in 0..POLICIES.len(),
        (plan, term) in (prop::sample::select(Plan::ALL), prop::sample::select(&Term::ALL[..])),
        (mailbox_gb, archive_gb) in (0_u16..3, 0_u16..2),
        day in prop_oneof![near("2026-02-28"), near("2026-04-16"), near("2020-01-01"), -900_i32..900],
    ) {
        let (_, policy) = &POLICIES[policy];
        let extra = ExtraSpace { mailbox_gb, archive_gb };
        let purchase = Purchase::new(Package { plan, extra }, term);
        let day = EPOCH.plus_days(day);
        let sold = plan != Plan::Standard || (mailbox_gb <= 1 && archive_gb == 0);
        let priced = |day| sold && !rows(policy, purchase, day).is_empty();
        prop_assert_eq!(policy.prices().price(&purchase, day).is_some(), priced(day));
        let first = (0..100).map(|days| day.plus_days(days)).find(|day| priced(*day));
        let found = policy.prices().first_priced_day(&purchase, day);
        prop_assert_eq!(found.filter(|found| day.days_until(*found) < 100), first);
    }

    #[test]
    fn r_21_an_order_is_paid_at_the_price_of_its_opening_day(history in histories(70)) {
        history.watched(|story, step| {
            for event in step.outcome.iter().flatten() {
                if let Fact::OrderOpened(order) = &event.fact {
                    assert_price(order, event.at.day(), story.life.policy());
                }
            }
        });
    }
}

/// The tax on so many cents, half a cent rounded up, in whole numbers.
pub fn tax(cents: u64, hundredths: u16) -> u64 {
    let exact = u128::from(cents) * u128::from(hundredths);
    let (whole, rest) = (exact / 10_000, exact % 10_000);
    u64::try_from(if 5_000 <= rest { whole + 1 } else { whole }).unwrap()
}

/// The price of the only row that is valid that day, added up by hand.
#[track_caller]
fn assert_price(order: &OpenOrder, day: Day, policy: &Policy) {
    let purchase = order.purchase;
    let rows = rows(policy, purchase, day);
    let [row] = rows.as_slice() else {
        panic!("{} prices for {purchase:?} on {day}", rows.len());
    };
    let gb = |price: Option<Money>, gb: u16| price.map_or(0, Money::cents) * u64::from(gb);
    let net = row.net.cents()
        + gb(row.extra_mailbox_gb_net, purchase.package.extra.mailbox_gb)
        + gb(row.extra_archive_gb_net, purchase.package.extra.archive_gb);
    let vat = tax(net, row.vat.hundredths());
    let paid = if order.net_only { net } else { net + vat };
    assert_eq!(order.opened_on, day);
    assert_eq!((order.price.net().cents(), order.price.vat().cents()), (net, vat), "{order:?}");
    assert_eq!(order.payable().cents(), paid, "{order:?}");
}

/// The rows valid for a purchase on a day: one at most.
fn rows(policy: &Policy, purchase: Purchase, day: Day) -> Vec<PriceRow> {
    let rows = policy.prices().rows().iter().copied();
    rows.filter(|row| (row.plan, row.term) == (purchase.package.plan, purchase.term))
        .filter(|row| row.from <= day && row.until.is_none_or(|until| day <= until))
        .collect()
}

/// The days around one, counted from the epoch of these tests.
fn near(text: &str) -> impl Strategy<Value = i32> + use<> {
    let days = EPOCH.days_until(day(text));
    days - 2..=days + 2
}

/// Days of price lists are counted from here.
const EPOCH: Day = Day::MIN.plus_days(46_000);
