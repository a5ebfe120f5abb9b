//! Money (R-43 … ): every cent accounted for, counted again from the history alone.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{
    Allocation, Command, Event, Fact, Fulfilment, PaymentSource, RefundReason, RegisteredPayment,
    Termination,
    catalogue::GracePhases,
    order::{FinalStatus, OpenOrder},
    values::{ChargeKey, Day, Money, OrderId, PaymentReference},
};
use proptest::prelude::*;

use super::{chances::histories, prices::tax, tried};

proptest! {
    #![proptest_config(tried(768))]

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
            if let Fact::PaymentRegistered(payment) = &event.fact {
                *sums.entry(&payment.reference).or_default() += 1;
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
}

/// What came, was applied, and goes back, order by order; in cents.
#[derive(Default)]
struct Books {
    accounts: BTreeMap<Option<OrderId>, Account>,
    open: Option<OpenOrder>,
    closed: BTreeMap<OrderId, (FinalStatus, Day)>,
    requested: BTreeSet<ChargeKey>,
    /// The mailbox is deleted or ending.
    gone: bool,
    /// What was just owed back, and why it must be.
    expected: Option<(Money, RefundReason)>,
    grace: Option<GracePhases>,
    days: BTreeMap<PaymentReference, Day>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Account {
    registered: u64,
    held: u64,
    applied: u64,
    owed_back: u64,
}

impl Books {
    fn enter(&mut self, event: &Event) {
        match &event.fact {
            Fact::MailboxOpened { grace, .. } => self.grace = Some(grace.clone()),
            Fact::OrderOpened(open) => {
                let before = self.open.replace((**open).clone());
                assert_eq!(before, None, "two orders are open");
            }
            Fact::PaymentRegistered(payment) => {
                let RegisteredPayment { reference, order, amount, day, source, allocation } =
                    payment;
                assert!(!amount.is_zero(), "a payment of nothing");
                assert!(*day <= event.at.day(), "a payment of the future");
                self.days.insert(reference.clone(), *day);
                let account = self.accounts.entry(*order).or_default();
                account.registered += amount.cents();
                match allocation {
                    Allocation::Held => account.held += amount.cents(),
                    Allocation::OwedBack => {
                        self.expected = Some((*amount, self.reason(*order, *day, source)));
                    }
                }
            }
            Fact::RefundOwed { amount, order, reason, .. } => {
                assert!(!amount.is_zero(), "a refund of nothing");
                let account = self.accounts.get_mut(order).expect("money came for it");
                account.owed_back += amount.cents();
                let status = order.and_then(|order| self.closed.get(&order)).map(|closed| closed.0);
                match (self.expected.take(), reason) {
                    (Some(expected), _) => assert_eq!((*amount, *reason), expected),
                    // What was held for an order that closes, or is more than it cost.
                    (None, RefundReason::Excess) => {
                        assert_eq!(status, Some(FinalStatus::Fulfilled));
                    }
                    (None, RefundReason::OrderCancelled) => {
                        assert_eq!(status, Some(FinalStatus::Cancelled));
                    }
                    (None, RefundReason::OrderLapsed) => {
                        assert_eq!(status, Some(FinalStatus::Lapsed));
                    }
                    (None, _) => panic!("{reason:?}, and no money came"),
                }
            }
            Fact::ChargeRequested { key, .. } => drop(self.requested.insert(*key)),
            Fact::TerminationRequested { when: Termination::Now } | Fact::MailboxDeleted { .. } => {
                self.gone = true;
            }
            Fact::OrderFulfilled(fulfilment) => {
                let Fulfilment { order, paid_by, applied, late_fee, grace, .. } = &**fulfilment;
                self.fulfil(*order, paid_by, applied.cents(), late_fee.cents());
                self.grace = Some(grace.clone());
            }
            Fact::OrderCancelled { order, .. } => self.unpaid(*order, FinalStatus::Cancelled),
            Fact::OrderLapsed { order, .. } => self.unpaid(*order, FinalStatus::Lapsed),
            _ => {}
        }
    }

    /// An order is paid once, with its frozen price and the late fee of the payment's day.
    fn fulfil(&mut self, order: OrderId, by: &PaymentReference, applied: u64, late_fee: u64) {
        let open = self.closed(order, FinalStatus::Fulfilled);
        let day = self.days[by];
        let net = fee_net(self.grace.as_ref().expect("it has phases"), order.expiry(), day);
        let fee = if open.net_only { net } else { net + tax(net, open.price.rate().hundredths()) };
        assert_eq!(late_fee, fee, "the late fee of {order} on {day}");
        assert_eq!(applied, open.payable().cents() + fee, "what {order} cost on {day}");
        assert!(day <= last_day_of(&open), "{order} was paid on {day}, after its last day");
        let account = self.accounts.get_mut(&Some(order)).expect("money came for it");
        assert!(applied <= account.held, "{order} was not covered");
        account.applied = applied;
        account.held = 0;
    }

    fn unpaid(&mut self, order: OrderId, status: FinalStatus) {
        self.closed(order, status);
        self.accounts.entry(Some(order)).or_default().held = 0;
    }

    fn closed(&mut self, order: OrderId, status: FinalStatus) -> OpenOrder {
        let open = self.open.take().expect("an order is open");
        assert_eq!(open.id, order, "another order is open");
        let before = self.closed.insert(order, (status, last_day_of(&open)));
        assert_eq!(before, None, "{order} closed twice");
        open
    }

    /// Why money of a day for an order is owed back at once.
    fn reason(&self, order: Option<OrderId>, day: Day, source: &PaymentSource) -> RefundReason {
        let nowhere =
            if self.gone { RefundReason::MailboxGone } else { RefundReason::UnknownOrder };
        if let PaymentSource::Charge { key } = source
            && !self.requested.contains(key)
        {
            return nowhere;
        }
        if let Some(open) = self.open.as_ref().filter(|open| Some(open.id) == order) {
            let late = last_day_of(open) < day;
            assert!(self.gone || late, "{} could be paid with money of {day}", open.id);
            return if self.gone { nowhere } else { RefundReason::AfterLastDay };
        }
        match order.and_then(|order| self.closed.get(&order)) {
            None => nowhere,
            Some((FinalStatus::Fulfilled, _)) => RefundReason::OrderFulfilled,
            Some((FinalStatus::Cancelled, _)) => RefundReason::OrderCancelled,
            Some((FinalStatus::Lapsed, last)) if day <= *last => RefundReason::ReportedLate,
            Some((FinalStatus::Lapsed, _)) => RefundReason::AfterLastDay,
        }
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

/// The last day of an order, as it was reckoned on its opening.
fn last_day_of(order: &OpenOrder) -> Day {
    order.asks.last().map_or(order.opened_on, |due| due.until)
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
