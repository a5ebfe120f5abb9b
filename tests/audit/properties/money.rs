//! Money (R-40 … R-46): prices to the cent, and every cent accounted for, counted again from the
//! history alone.

use std::collections::BTreeMap;

use pec_renewal::{
    Command, Event, Fact, Placed, RefundReason,
    offer::{GracePhases, Policy},
    order::Offer,
    values::{Day, Money, OrderId, PaymentReference, Price, VatRate},
};
use proptest::prelude::*;

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(384))]

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
    fn r_46_every_cent_is_where_the_history_says(history in histories(70)) {
        let story = history.lived();
        let mut books = Books::default();
        for event in story.life.history() {
            books.enter(event);
        }
        books.close(story.life.mailbox().ledger());
    }

    #[test]
    fn r_43_no_reference_is_counted_twice(history in histories(70)) {
        let story = history.lived();
        let mut sums: BTreeMap<&PaymentReference, u32> = BTreeMap::new();
        for event in story.life.history() {
            if let Fact::PaymentRegistered { reference, .. } = &event.fact {
                *sums.entry(reference).or_default() += 1;
            }
        }
        prop_assert!(sums.values().all(|times| *times == 1), "{sums:?}");
        let known = story.life.mailbox().payments().iter().count();
        prop_assert_eq!(known, sums.len());
    }

    #[test]
    fn r_49_news_of_money_is_refused_only_for_its_own_defect(history in histories(70)) {
        history.watched(|story, step| {
            let Command::Payment(payment) = &step.command else { return };
            let Err(refusal) = &step.outcome else { return };
            let own = [
                "dated-in-the-future",
                "payment-differs",
                "amount-zero",
                "amount-too-large",
                "reference-is-charge-key",
            ];
            assert!(own.contains(&refusal.code()), "{refusal} of {payment:?} on {}", story.clock);
        });
    }

    #[test]
    fn r_21_an_order_is_paid_at_the_price_of_its_opening_day(history in histories(70)) {
        history.watched(|story, step| {
            for event in step.outcome.iter().flatten() {
                if let Fact::OrderOpened { offer } = &event.fact {
                    assert_price(offer, event.at.day(), story.life.policy());
                }
            }
        });
    }
}

/// The tax on so many cents, half a cent rounded up, in whole numbers.
fn tax(cents: u64, hundredths: u16) -> u64 {
    let exact = u128::from(cents) * u128::from(hundredths);
    let (whole, rest) = (exact / 10_000, exact % 10_000);
    u64::try_from(if 5_000 <= rest { whole + 1 } else { whole }).unwrap()
}

/// The price of the only row that is valid that day, added up by hand.
#[track_caller]
fn assert_price(offer: &Offer, day: Day, policy: &Policy) {
    let bought = offer.purchase;
    let rows: Vec<_> = policy
        .prices()
        .rows()
        .iter()
        .filter(|row| (row.plan, row.term) == (bought.plan, bought.term))
        .filter(|row| row.from <= day && row.until.is_none_or(|until| day <= until))
        .collect();
    let [row] = rows.as_slice() else {
        panic!("{} prices for {bought:?} on {day}", rows.len());
    };
    let gb = |price: Option<Money>, gb: u16| price.map_or(0, Money::cents) * u64::from(gb);
    let net = row.net.cents()
        + gb(row.extra_mailbox_gb_net, bought.extra.mailbox_gb)
        + gb(row.extra_archive_gb_net, bought.extra.archive_gb);
    let vat = tax(net, row.vat.hundredths());
    let paid = if offer.net_only { net } else { net + vat };
    assert_eq!(offer.opened_on, day);
    assert_eq!((offer.price.net().cents(), offer.price.vat().cents()), (net, vat), "{offer:?}");
    assert_eq!(offer.payable().cents(), paid, "{offer:?}");
}

/// What came, was applied, and goes back, order by order; in cents.
#[derive(Default)]
struct Books {
    accounts: BTreeMap<Option<OrderId>, Account>,
    open: Option<Offer>,
    grace: Option<GracePhases>,
    days: BTreeMap<PaymentReference, Day>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Account {
    registered: u64,
    held: u64,
    applied: u64,
    owed_back: u64,
    fulfilled: bool,
}

impl Books {
    fn enter(&mut self, event: &Event) {
        match &event.fact {
            Fact::MailboxOpened { grace, .. } => self.grace = Some(grace.clone()),
            Fact::OrderOpened { offer } => {
                let before = self.open.replace((**offer).clone());
                assert_eq!(before, None, "two orders are open");
            }
            Fact::PaymentRegistered { reference, order, amount, day, placed, .. } => {
                assert!(!amount.is_zero(), "a payment of nothing");
                assert!(*day <= event.at.day(), "a payment of the future");
                self.days.insert(reference.clone(), *day);
                let account = self.accounts.entry(*order).or_default();
                account.registered += amount.cents();
                match placed {
                    Placed::Held => account.held += amount.cents(),
                    Placed::OwedBack => {}
                }
            }
            Fact::RefundOwed { amount, order, reason, .. } => {
                assert!(!amount.is_zero(), "a refund of nothing");
                let account = self.accounts.get_mut(order).expect("money came for it");
                account.owed_back += amount.cents();
                match reason {
                    RefundReason::Excess => assert!(account.fulfilled),
                    RefundReason::UnknownOrder
                    | RefundReason::OrderFulfilled
                    | RefundReason::OrderCancelled
                    | RefundReason::OrderLapsed
                    | RefundReason::AfterLastDay
                    | RefundReason::ReportedLate
                    | RefundReason::MailboxGone => {}
                }
            }
            Fact::OrderFulfilled { order, paid_by, applied, late_fee, grace, .. } => {
                self.fulfil(*order, paid_by, applied.cents(), late_fee.cents());
                self.grace = Some(grace.clone());
            }
            Fact::OrderCancelled { order, .. } | Fact::OrderLapsed { order, .. } => {
                self.closed(*order);
                self.accounts.entry(Some(*order)).or_default().held = 0;
            }
            _ => {}
        }
    }

    /// An order is paid once, with its frozen price and the late fee of the payment's day.
    fn fulfil(&mut self, order: OrderId, by: &PaymentReference, applied: u64, late_fee: u64) {
        let offer = self.closed(order);
        let day = self.days[by];
        let net = fee_net(self.grace.as_ref().expect("it has phases"), order.expiry(), day);
        let fee =
            if offer.net_only { net } else { net + tax(net, offer.price.rate().hundredths()) };
        assert_eq!(late_fee, fee, "the late fee of {order} on {day}");
        assert_eq!(applied, offer.payable().cents() + fee, "what {order} cost on {day}");
        assert!(day <= offer.last_day, "{order} was paid on {day}, after its last day");
        let account = self.accounts.get_mut(&Some(order)).expect("money came for it");
        assert!(!account.fulfilled, "{order} was paid twice");
        assert!(applied <= account.held, "{order} was not covered");
        account.fulfilled = true;
        account.applied = applied;
        account.held = 0;
    }

    fn closed(&mut self, order: OrderId) -> Offer {
        let offer = self.open.take().expect("an order is open");
        assert_eq!(offer.id, order, "another order is open");
        offer
    }

    /// Each order's account is even, and all together are the ledger.
    fn close(&self, ledger: &pec_renewal::Ledger) {
        let mut sum = Account::default();
        for (order, account) in &self.accounts {
            assert_eq!(
                account.registered,
                account.applied + account.held + account.owed_back,
                "the account of {order:?}: {account:?}"
            );
            sum.registered += account.registered;
            sum.applied += account.applied;
            sum.held += account.held;
            sum.owed_back += account.owed_back;
        }
        let kept = [ledger.registered, ledger.applied, ledger.held, ledger.owed_back];
        let counted = [sum.registered, sum.applied, sum.held, sum.owed_back];
        assert_eq!(kept.map(Money::cents), counted, "registered, applied, held, owed back");
    }
}

/// The late fee, without tax, of the phase that a day falls in.
fn fee_net(grace: &GracePhases, expiry: Day, day: Day) -> u64 {
    let mut left = expiry.days_until(day);
    for phase in grace.phases() {
        if left <= 0 {
            break;
        }
        if left <= i32::from(phase.days) {
            return phase.late_fee_net.cents();
        }
        left -= i32::from(phase.days);
    }
    0
}
