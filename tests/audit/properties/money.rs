//! Money (R-43 … ): every cent accounted for, counted again from the history alone.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pec_renewal::{
    Allocation, CancelCause, Command, Event, Fact, Fulfilment, PaymentSource, Payout, RefundForm,
    RefundReason, RegisteredPayment, ReturnedPayout, ReversedPayment, Undone,
    catalogue::{ExtensionBase, LatePayment, Policy},
    order::{FinalStatus, OpenOrder, Origin},
    values::{ChargeKey, Day, Money, OrderId, PaymentReference, RefundNumber},
};
use proptest::prelude::*;

use super::{chances::histories, period::Period, terms::anniversary, tried};

proptest! {
    #![proptest_config(tried(768))]

    #[test]
    fn r_46_every_cent_is_where_the_history_says(history in histories(70)) {
        let mut books = Books::default();
        let story = history.watched(|story, step| {
            for event in step.outcome.iter().flatten() {
                books.enter(event, story.life.policy());
            }
        });
        books.close(story.life.mailbox().ledger());
    }

    #[test]
    fn r_43_no_reference_is_counted_twice(history in histories(70)) {
        let story = history.lived();
        let mut sums: BTreeMap<&PaymentReference, u32> = BTreeMap::new();
        for event in story.life.history() {
            match &event.fact {
                Fact::PaymentRegistered(payment) => {
                    *sums.entry(&payment.reference).or_default() += 1;
                }
                Fact::RefundPaid { payout, .. } => *sums.entry(&payout.reference).or_default() += 1,
                Fact::PaymentReversed(it) => {
                    *sums.entry(&it.reversal.reference).or_default() += 1;
                }
                Fact::PayoutCameBack(it) => *sums.entry(&it.reversal.reference).or_default() += 1,
                Fact::CommitmentRegistered(it) => *sums.entry(&it.reference).or_default() += 1,
                _ => {}
            }
        }
        prop_assert!(sums.values().all(|times| *times == 1), "{sums:?}");
        let mailbox = story.life.mailbox();
        let paid_out = mailbox.refunds().iter().flat_map(pec_renewal::Refund::payouts).count();
        let taken_back = mailbox.reversals().len() + mailbox.commitments().len();
        let known = mailbox.payments().iter().count() + paid_out + taken_back;
        prop_assert_eq!(known, sums.len());
    }

    #[test]
    fn r_53_what_went_out_is_refused_only_for_a_defect_of_the_report(history in histories(70)) {
        history.watched(|story, step| {
            let Command::RefundPaid { refund, payout } = &step.command else { return };
            let Err(refusal) = &step.outcome else { return };
            let own = [
                "dated-in-the-future",
                "payment-differs",
                "amount-zero",
                "amount-too-large",
                "reference-is-charge-key",
                "unknown-refund",
            ];
            // Before the mailbox opens there is no refund.
            let known = own.contains(&refusal.code());
            assert!(known, "{refusal} of {payout:?} for {refund} on {}", story.clock);
        });
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

proptest! {
    #![proptest_config(tried(512))]

    #[test]
    fn r_49_what_was_taken_back_is_refused_only_for_a_defect_of_the_report(history in histories(70)) {
        history.watched(|story, step| {
            let Command::Reversal(reversal) = &step.command else { return };
            let Err(refusal) = &step.outcome else { return };
            let own = [
                "dated-in-the-future",
                "payment-differs",
                "amount-zero",
                "amount-too-large",
                "reference-is-charge-key",
                "unknown-payment",
                "reversal-exceeds-payment",
            ];
            assert!(own.contains(&refusal.code()), "{refusal} of {reversal} on {}", story.clock);
        });
    }
}

/// What came, was applied, and goes back, order by order; in cents. An order that takes the place of
/// another has its account too.
#[derive(Default)]
pub struct Books {
    period: Option<Period>,
    /// From which day years are counted, and how many.
    years: Option<(Day, u16)>,
    accounts: BTreeMap<Option<OrderId>, Account>,
    open: Option<OpenOrder>,
    /// The order that gave way, until the next one opens.
    gives_way: Option<OrderId>,
    /// Which order took the place of which.
    stands_for: BTreeMap<OrderId, OrderId>,
    closed: BTreeMap<OrderId, (FinalStatus, Day)>,
    requested: BTreeSet<ChargeKey>,
    /// What was just owed back, why it must be, and the day of its payment.
    expected: Option<(Money, Option<RefundReason>, Day)>,
    /// The orders for which money of a charge came: what comes beside it was taken twice.
    charged: BTreeSet<OrderId>,
    /// What was held for the order that just closed, and is not used for it.
    released: u64,
    /// By number.
    refunds: Vec<Owed>,
    /// What the last payout left of its refund, until that is owed.
    rest: Money,
    /// The terms bought, oldest first, that were not ended.
    terms: Vec<Term>,
    /// What ending terms owes back, in order.
    undone: VecDeque<(OrderId, u64, RefundReason, Option<Day>)>,
    /// The holder withdrew or left, and the open order waits for the outcome of its charge.
    leaving: bool,
    /// What was released goes back in cash: the order was cancelled with a term.
    in_cash: bool,
    /// The days of all payments, and that of the last one held.
    days: BTreeMap<PaymentReference, Day>,
    held_last: Option<Day>,
    /// The payments held for the open order, and how much of each.
    held_by: Vec<(PaymentReference, Day, u64)>,
    /// What stands for money.
    stands: Stands,
    /// What reversals left of refunds, until it is owed in their place.
    rests: VecDeque<(RefundNumber, u64)>,
    /// What came back of a payout, until it is owed again.
    came_back: u64,
    /// Money ever came for, went out as, or was taken back from something else than an order's.
    had_debts: bool,
}

/// What was taken back, and what stands for money; in cents.
#[derive(Clone, Copy, Debug, Default)]
struct Stands {
    reversed: u64,
    debts: u64,
    to_come: u64,
    written_off: u64,
    /// Something was ever written off.
    once: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Account {
    registered: u64,
    held: u64,
    applied: u64,
    owed_back: u64,
    paid_out: u64,
}

/// A term as it was bought.
#[derive(Clone, Copy, Debug)]
struct Term {
    order: OrderId,
    last_day: Day,
    applied: u64,
    /// Anchor and years before it.
    years: (Day, u16),
    /// How it can be withdrawn from: informed, and the start asked for at once.
    by_hand: Option<(bool, bool)>,
}

/// A refund as it was owed.
#[derive(Clone, Copy, Debug)]
struct Owed {
    amount: Money,
    form: RefundForm,
    due: Option<Day>,
    order: Option<OrderId>,
    paid: bool,
}

impl Books {
    pub fn enter(&mut self, event: &Event, policy: &Policy) {
        let today = event.at.day();
        if let Fact::OrderFulfilled(fulfilment) = &event.fact {
            // It is judged by the period that it ends.
            self.fulfil(fulfilment, today);
        }
        if let Fact::RenewalWithdrawn { undone, declared_at } = &event.fact {
            self.undo(undone, Some(declared_at.day()), today, policy);
        }
        if let Fact::TermLeft { undone } = &event.fact {
            self.undo(undone, None, today, policy);
        }
        Period::enter(&mut self.period, event);
        match &event.fact {
            Fact::MailboxOpened { opening, .. } => {
                let years = opening.expiry.year() - opening.anchor.year();
                self.years = Some((opening.anchor, u16::try_from(years).expect("some years")));
            }
            Fact::OrderOpened(open) => {
                if let Some(old) = self.gives_way.take() {
                    self.takes_over(old, open.id);
                }
                self.asks(open, open.opened_on);
                let before = self.open.replace((**open).clone());
                assert_eq!(before, None, "two orders are open");
            }
            Fact::OrderReissued { order, new } => self.reissued(*order, new, today),
            Fact::PaymentRegistered(payment) => self.registered(payment, today),
            Fact::RefundOwed { number, amount, order, reason, form, due, replaces } => {
                self.numbered(*number, *amount, (*form, *due), *order);
                if let Some(before) = replaces
                    && self.rests.front().is_some_and(|(withdrawn, _)| withdrawn == before)
                {
                    self.is_in_its_place(*before, *amount, *order, (*form, *due), today);
                    return;
                }
                if let RefundReason::PayoutCameBack { .. } = reason {
                    assert_eq!(amount.cents(), std::mem::take(&mut self.came_back), "came back");
                    assert_eq!(*form, RefundForm::Refund, "what came back goes back in cash");
                    let order = order.map(|named| self.resolved(named));
                    self.accounts.entry(order).or_default().owed_back += amount.cents();
                    return;
                }
                if let RefundReason::PaidShort { of } = reason {
                    self.is_the_rest(*amount, *of, (*form, *due), today);
                    return;
                }
                if matches!(reason, RefundReason::Withdrawn | RefundReason::Left) {
                    let (of, cents, why, by) = self.undone.pop_front().expect("a term ended");
                    let expected = (Some(of), cents, why, by, RefundForm::Refund);
                    assert_eq!((*order, amount.cents(), *reason, *due, *form), expected);
                    self.accounts.get_mut(order).expect("it was paid").owed_back += cents;
                    return;
                }
                let days = policy.parameters().refund_days;
                assert_eq!(*due, days.map(|days| today.plus_days(days.into())), "due by");
                let in_cash = std::mem::take(&mut self.in_cash);
                self.owed_back(*amount, *order, *reason);
                let expected = self.expected.take();
                let paid_on = expected.map(|expected| expected.2).or(self.held_last);
                let for_it = order.map(|named| self.resolved(named));
                let beside_a_charge = for_it.is_some_and(|order| self.charged.contains(&order));
                let taken_twice = *reason == RefundReason::OrderFulfilled && beside_a_charge;
                let after_leaving = *reason == RefundReason::HolderLeft;
                let is_rest = matches!(reason, RefundReason::Excess | RefundReason::DebtSettled);
                if taken_twice || after_leaving || in_cash || is_rest {
                    assert_eq!(*form, RefundForm::Refund, "{reason:?}: it goes back in cash");
                } else {
                    assert_form(*form, paid_on.expect("money came"), today, policy);
                }
            }
            Fact::RefundPaid { number, payout, settles, beyond } => {
                let beyond = beyond.map_or(0, |debt| debt.amount.cents());
                self.paid_out(*number, payout, (*settles, beyond), today);
            }
            Fact::PaymentReversed(reversed) => self.reversed(reversed),
            Fact::PayoutCameBack(returned) => self.came_back(returned),
            Fact::CommitmentRegistered(commitment) => {
                self.days.insert(commitment.reference.clone(), commitment.on);
            }
            Fact::ChargeRequested { key, .. } => drop(self.requested.insert(*key)),
            Fact::OrderCancelled { order, cause } => {
                let open = self.closed(*order, FinalStatus::Cancelled, today);
                self.assert_unpaid(&open, *cause == CancelCause::Replaced);
                self.in_cash = matches!(cause, CancelCause::Withdrawal | CancelCause::Leaving)
                    && self.released != 0;
                let of_a_term = matches!(cause, CancelCause::Withdrawal | CancelCause::Leaving);
                assert_eq!(std::mem::take(&mut self.leaving), of_a_term, "cancelled by {cause:?}");
            }
            Fact::OrderLapsed { order, on } => {
                let open = self.closed(*order, FinalStatus::Lapsed, self.over_as_of(*on));
                assert_eq!(open.id, *order);
                self.assert_over(&open, *on);
                self.assert_unpaid(&open, false);
            }
            _ => {}
        }
    }

    fn period(&self) -> &Period {
        self.period.as_ref().expect("it is open")
    }

    /// What is held for an order, and all that came for it, is of the one that takes its place.
    fn takes_over(&mut self, old: OrderId, new: OrderId) {
        assert_eq!(old.ordinal() + 1, new.ordinal());
        self.stands_for.insert(old, new);
        if let Some(account) = self.accounts.remove(&Some(old)) {
            self.accounts.insert(Some(new), account);
        }
    }

    /// A new holder owes another sum: nothing else in the order is new.
    fn reissued(&mut self, old: OrderId, new: &OpenOrder, today: Day) {
        let before = self.open.take().expect("an order is open");
        assert_eq!(before.id, old, "another order is open");
        let same =
            OpenOrder { id: new.id, net_only: !before.net_only, asks: new.asks.clone(), ..before };
        assert_eq!(*new, same, "it differs in more than what is owed");
        let last_day = self.period().last_day_of(new, today);
        self.closed.insert(old, (FinalStatus::Cancelled, last_day));
        self.takes_over(old, new.id);
        self.asks(new, today);
        self.open = Some(new.clone());
    }

    /// What an order asks for, day by day through its last one, is what it then costs.
    fn asks(&self, open: &OpenOrder, today: Day) {
        let period = self.period();
        let held = self.accounts.get(&Some(open.id)).map_or(0, |account| account.held);
        let last_day = period.last_day_of(open, today);
        let mut from = today;
        for due in &open.asks {
            assert!(from <= due.until, "{} is asked for until {}", due.amount, due.until);
            for day in [from, due.until] {
                let cost = period.cost(open, day, today).saturating_sub(held);
                assert_eq!(due.amount.cents(), cost, "what is asked with money of {day}");
                assert_eq!(due.late_fee.cents(), period.fee(open, day, today), "on {day}");
            }
            from = due.until.next();
        }
        let asked_through = open.asks.last().map(|due| due.until);
        assert_eq!(asked_through, (today <= last_day).then_some(last_day), "{}", open.id);
    }

    fn registered(&mut self, payment: &RegisteredPayment, today: Day) {
        let RegisteredPayment { reference, order, debt, amount, day, source, allocation } = payment;
        assert!(!amount.is_zero(), "a payment of nothing");
        assert!(*day <= today, "a payment of the future");
        self.days.insert(reference.clone(), *day);
        let named = order.map(|named| self.resolved(named));
        let verdict = if debt.is_some() {
            Some(RefundReason::UnknownDebt)
        } else {
            self.verdict(named, *day, source, today)
        };
        if let (PaymentSource::Charge { key }, Some(order)) = (source, named)
            && self.requested.contains(key)
        {
            self.charged.insert(order);
        }
        let account = self.accounts.entry(named).or_default();
        account.registered += amount.cents();
        match allocation {
            Allocation::Held => {
                assert_eq!(verdict, None, "held for {named:?}, money of {day}");
                account.held += amount.cents();
                self.held_last = Some(*day);
                self.held_by.push((reference.clone(), *day, amount.cents()));
            }
            Allocation::OwedBack => {
                let reason = verdict.unwrap_or_else(|| panic!("{named:?} takes money of {day}"));
                let reason = if debt.is_some() { None } else { Some(reason) };
                self.expected = Some((*amount, reason, *day));
            }
            Allocation::Debt { number, amount: settled } => {
                assert_eq!(*debt, Some(*number), "it pays the debt that it names");
                self.stands.debts -= settled.cents();
                self.had_debts = true;
                self.expect_excess(*amount, *settled, *day);
            }
            Allocation::Receivable { order, amount: settled, written_off } => {
                assert_eq!(named, Some(*order), "it pays the order that it names");
                self.stands.to_come -= settled.cents() + written_off.cents();
                self.stands.written_off += written_off.cents();
                self.stands.once |= !written_off.is_zero();
                self.expect_excess(*amount, *settled, *day);
            }
        }
    }

    /// Numbers are counted from 1.
    fn numbered(
        &mut self,
        number: RefundNumber,
        amount: Money,
        (form, due): (RefundForm, Option<Day>),
        order: Option<OrderId>,
    ) {
        let order = order.map(|named| self.resolved(named));
        self.refunds.push(Owed { amount, form, due, order, paid: false });
        assert_eq!(usize::try_from(number.number()), Ok(self.refunds.len()), "refund {number}");
    }

    /// More than was to come goes back, in cash.
    fn expect_excess(&mut self, amount: Money, settled: Money, day: Day) {
        let excess = amount.checked_sub(settled).expect("no more settles than came");
        assert!(!settled.is_zero(), "it settles something");
        if !excess.is_zero() {
            self.expected = Some((excess, Some(RefundReason::Excess), day));
        }
    }

    /// What went out settles the refund, or the one in its place; what is more is a debt.
    fn paid_out(
        &mut self,
        number: RefundNumber,
        payout: &Payout,
        (settles, beyond): (Option<RefundNumber>, u64),
        today: Day,
    ) {
        assert!(!payout.amount.is_zero() && payout.on <= today, "{payout:?}");
        let of = self.refunds[place(number)].order.map(|named| self.resolved(named));
        let was_open = !std::mem::replace(&mut self.refunds[place(number)].paid, true);
        assert!(!was_open || settles == Some(number), "{number} was owed");
        let owed = settles.map_or(0, |settled| {
            let owed = &mut self.refunds[place(settled)];
            assert!(settled == number || !std::mem::replace(&mut owed.paid, true), "{settled}");
            owed.amount.cents()
        });
        let paid = payout.amount.cents().min(owed);
        self.rest = pec_test_support::cents(owed - paid);
        assert_eq!(beyond, payout.amount.cents() - paid, "what is more than was owed");
        self.stands.debts += beyond;
        self.had_debts |= beyond != 0;
        if let Some(settled) = settles {
            let order = self.refunds[place(settled)].order.map(|named| self.resolved(named));
            let account = self.accounts.entry(order).or_default();
            account.owed_back -= paid;
            account.paid_out += paid;
        }
        self.accounts.entry(of).or_default().paid_out += beyond;
    }

    /// What was not spent is no longer there; what was is a debt, or written off.
    fn reversed(&mut self, reversed: &ReversedPayment) {
        let ReversedPayment { reversal, held, withdrawn, debt, written_off, .. } = reversed;
        let taken = withdrawn.iter().map(|taken| taken.amount.cents()).sum::<u64>();
        let debt = debt.map_or(0, |debt| debt.amount.cents());
        let sum = held.cents() + taken + debt + written_off.cents();
        assert_eq!(sum, reversal.amount.cents(), "all of it is taken somewhere");
        assert!(debt == 0 || written_off.is_zero(), "either it is owed or not");
        self.had_debts = true;
        self.stands.reversed += sum;
        self.stands.debts += debt;
        self.stands.written_off += written_off.cents();
        self.stands.once |= !written_off.is_zero();
        if !held.is_zero() {
            let open = self.open.as_ref().expect("held for an open order").id;
            self.accounts.get_mut(&Some(open)).expect("money came for it").held -= held.cents();
            for (reference, _, cents) in &mut self.held_by {
                if *reference == reversal.of {
                    *cents -= held.cents();
                }
            }
            self.held_by.retain(|(_, _, cents)| *cents != 0);
            self.held_last = self.held_by.last().map(|(_, day, _)| *day);
        }
        for taken in withdrawn {
            let owed = self.refunds[place(taken.refund)];
            assert!(!owed.paid, "{} was still to be paid", taken.refund);
            self.refunds[place(taken.refund)].paid = true;
            let order = owed.order.map(|named| self.resolved(named));
            self.accounts.entry(order).or_default().owed_back -= owed.amount.cents();
            let rest = owed.amount.cents() - taken.amount.cents();
            if rest != 0 {
                self.rests.push_back((taken.refund, rest));
            }
        }
    }

    /// What is left of a refund is owed in its place, for the same order and by the same day.
    fn is_in_its_place(
        &mut self,
        before: RefundNumber,
        amount: Money,
        order: Option<OrderId>,
        (form, due): (RefundForm, Option<Day>),
        today: Day,
    ) {
        let rest = self.rests.pop_front();
        assert_eq!(rest, Some((before, amount.cents())), "the rest of {before}");
        let owed = self.refunds[place(before)];
        let order = order.map(|named| self.resolved(named));
        assert_eq!(order, owed.order.map(|named| self.resolved(named)), "for the same order");
        self.accounts.entry(order).or_default().owed_back += amount.cents();
        Self::assert_as_before(owed, before, (form, due), today);
    }

    /// What was not the holder's goes first; the rest is owed again.
    fn came_back(&mut self, returned: &ReturnedPayout) {
        let ReturnedPayout { reversal, refund, settles, written_off } = returned;
        let settled = settles.iter().map(|debt| debt.amount.cents()).sum::<u64>();
        self.had_debts = true;
        self.stands.debts -= settled;
        self.stands.written_off -= written_off.cents();
        let owed = self.refunds[place(*refund)];
        let order = owed.order.map(|named| self.resolved(named));
        self.accounts.entry(order).or_default().paid_out -= reversal.amount.cents();
        self.came_back = reversal.amount.cents() - settled - written_off.cents();
    }

    /// What is then missing is owed by the same day, and as before unless that credit is nearly over.
    fn is_the_rest(
        &mut self,
        amount: Money,
        of: RefundNumber,
        (form, due): (RefundForm, Option<Day>),
        today: Day,
    ) {
        assert_eq!(amount, std::mem::take(&mut self.rest), "what is missing of {of}");
        Self::assert_as_before(self.refunds[place(of)], of, (form, due), today);
    }

    fn assert_as_before(
        before: Owed,
        of: RefundNumber,
        (form, due): (RefundForm, Option<Day>),
        today: Day,
    ) {
        assert_eq!(due, before.due, "the rest of {of} is due by the same day");
        let expected = match before.form {
            RefundForm::Credit { until } if 30 <= today.days_until(until) => before.form,
            RefundForm::Credit { .. } | RefundForm::Refund => RefundForm::Refund,
        };
        assert_eq!(form, expected, "the rest of {of}");
    }

    fn owed_back(&mut self, amount: Money, order: Option<OrderId>, reason: RefundReason) {
        assert!(!amount.is_zero(), "a refund of nothing");
        let order = order.map(|named| self.resolved(named));
        let account = self.accounts.get_mut(&order).expect("money came for it");
        account.owed_back += amount.cents();
        let status = order.and_then(|order| self.closed.get(&order)).map(|closed| closed.0);
        if let Some((expected, why, _)) = &self.expected {
            let of_a_debt = [RefundReason::UnknownDebt, RefundReason::DebtSettled];
            assert!(why.map_or(of_a_debt.contains(&reason), |why| why == reason), "{reason:?}");
            assert_eq!(amount, *expected);
            return;
        }
        // What was held for an order that closes, or is more than it cost.
        let expected = match status {
            Some(FinalStatus::Fulfilled) => RefundReason::Excess,
            Some(FinalStatus::Cancelled) => RefundReason::OrderCancelled,
            Some(FinalStatus::Lapsed) => RefundReason::OrderLapsed,
            None => panic!("{reason:?}, and no money came"),
        };
        assert_eq!(reason, expected);
        assert_eq!(amount.cents(), std::mem::take(&mut self.released), "of {order:?}");
    }

    /// An order is paid once, with its frozen price and the late fee of the payment's day, less what is
    /// waived; and extends the expiry by its term, to a day that is not over.
    fn fulfil(&mut self, fulfilment: &Fulfilment, today: Day) {
        let Fulfilment { order, paid_by, applied, late_fee, waived, period, .. } = fulfilment;
        let (order, day) = (*order, self.days[paid_by]);
        let open = self.closed(order, FinalStatus::Fulfilled, today);
        let book = self.period();
        assert_eq!(late_fee.cents(), book.fee(&open, day, today), "the late fee on {day}");
        let cost = book.cost(&open, day, today);
        assert_eq!(applied.cents() + waived.cents(), cost, "what {order} cost on {day}");
        assert!(*waived <= open.agreed.shortfall_waived, "{waived} is waived");
        let last_day = book.last_day_of(&open, today);
        assert!(day <= last_day, "{order} was paid on {day}, after its last day {last_day}");
        let bought = self.bought(&open, day, today);
        assert_eq!(bought, Some((period.anchor, period.years, period.expiry)), "{order}, {day}");
        assert_limit(&open, period.expiry);
        let years = self.years.replace((period.anchor, period.years)).expect("it is open");
        let by_hand = match open.origin {
            Origin::Manual { informed, start_requested, .. } => Some((informed, start_requested)),
            Origin::Generated => None,
        };
        let (last_day, applied) = (period.expiry, fulfilment.applied.cents());
        self.terms.push(Term { order, last_day, applied, years, by_hand });
        let (applied, to_come) = (&fulfilment.applied, fulfilment.receivable.cents());
        let account = self.accounts.entry(Some(order)).or_default();
        assert!(applied.cents() <= account.held + to_come, "{order} was not covered");
        let covers_less = account.held + to_come < cost;
        assert_eq!(!waived.is_zero(), covers_less, "waived {waived} of {cost}");
        self.released = account.held + to_come - applied.cents();
        self.stands.to_come += to_come;
        self.held_by.clear();
        account.applied = applied.cents();
        account.held = 0;
    }

    /// A term ends with every later one: what is owed back, and what the expiry comes to.
    fn undo(&mut self, undone: &Undone, declared: Option<Day>, today: Day, policy: &Policy) {
        let day = declared.unwrap_or(today);
        let place = self.terms.iter().position(|term| term.order == undone.order);
        let place = place.expect("it was bought, and not ended");
        let first = self.terms[place];
        let old = first.order.expiry();
        let days = policy.parameters().refund_days;
        let (reason, due) = match declared {
            Some(on) => (RefundReason::Withdrawn, Some(on.plus_days(days.unwrap_or(14).into()))),
            None => (RefundReason::Left, days.map(|days| today.plus_days(days.into()))),
        };
        assert_eq!(self.terms.len() - place, undone.ended.len(), "every later term ends too");
        for (index, term) in self.terms.drain(place..).enumerate() {
            let deducts = match declared {
                None => true,
                Some(_) => index == 0 && term.by_hand == Some((true, true)),
            };
            let of = term.order.expiry().days_until(term.last_day);
            let unused = term.order.expiry().max(day).days_until(term.last_day).max(0);
            // Counted in halves of a cent: an odd one rounds up.
            let halves =
                term.applied * 2 * u64::try_from(unused).unwrap() / u64::try_from(of).unwrap();
            let back = if deducts { halves.div_ceil(2) } else { term.applied };
            let ended = &undone.ended[index];
            assert_eq!(ended.order, term.order, "{ended:?}");
            let owed_back = ended.owed_back.cents();
            // What was written off of it is not owed back.
            assert!(owed_back == back || (self.stands.once && owed_back < back), "{ended:?}");
            let account = self.accounts.get_mut(&Some(term.order)).expect("it was paid");
            account.applied -= owed_back;
            let settled: u64 = ended.settles.iter().map(|debt| debt.amount.cents()).sum();
            self.stands.debts -= settled;
            self.stands.to_come -= ended.receivable.cents();
            let back = owed_back - settled - ended.receivable.cents();
            if back != 0 {
                self.undone.push_back((term.order, back, reason, due));
            }
        }
        assert!(declared.is_none() || first.by_hand.is_some(), "nobody withdraws from a charge");
        assert!(declared.is_some() || first.by_hand.is_none(), "nobody leaves what was ordered");
        let Some(period) = undone.period else { return };
        let now = self.period().expiry;
        let is_back = declared.is_some_and(|on| on <= self.period().grace_before(first.order, old));
        let expiry = if is_back { old } else { day.max(old).min(now) };
        assert_eq!(period.expiry, expiry, "of {day}, with the expiry before of {old}");
        if expiry == old {
            self.years = Some(first.years);
        } else if expiry != now {
            self.years = Some((expiry, 0));
        }
        assert_eq!(Some((period.anchor, period.years)), self.years, "what is counted from");
        self.leaving = self.open.is_some();
    }

    /// Anchor, years and expiry that money of a day buys; none where that is over by today.
    fn bought(&self, open: &OpenOrder, day: Day, today: Day) -> Option<(Day, u16, Day)> {
        let (anchor, years) = self.years.expect("it is open");
        let (expiry, term) = (self.period().expiry, u16::from(open.purchase.term.years()));
        let (anchor, years) = match open.agreed.extension_base {
            ExtensionBase::PaymentDay if expiry < day => (day, term),
            ExtensionBase::PaymentDay | ExtensionBase::PreviousExpiry => (anchor, years + term),
        };
        // Beyond the calendar nothing is sold.
        if Day::LAST_EXPIRY.year() < anchor.year() + i32::from(years) {
            return None;
        }
        let next = anniversary(anchor, years);
        (today < next && expiry < next).then_some((anchor, years, next))
    }

    /// The margin of an order that lapses is over.
    fn assert_over(&self, open: &OpenOrder, on: Day) {
        let is_over = self.is_margin_over(open, on) || self.was_over_before_the_warning(open, on);
        assert!(is_over, "{} lapsed on {on} already", open.id);
    }

    fn is_margin_over(&self, open: &OpenOrder, day: Day) -> bool {
        let margin = i32::from(open.agreed.report_margin_days);
        self.period().last_day_of(open, day).plus_days(margin) < day
    }

    /// What was over by the day of the warning stays so, although grace goes on from the day after, until
    /// it is given.
    fn was_over_before_the_warning(&self, open: &OpenOrder, on: Day) -> bool {
        let due = self.period().warning_due();
        open.opened_on <= due && due < on && self.is_margin_over(open, due)
    }

    /// The day as of which the open order, lapsed on a day, is read.
    fn over_as_of(&self, on: Day) -> Day {
        let open = self.open.as_ref();
        let before = open.is_some_and(|open| self.was_over_before_the_warning(open, on));
        if before { self.period().warning_due() } else { on }
    }

    /// What is held for an order that closes unpaid goes back, or to the one that takes its place.
    fn assert_unpaid(&mut self, open: &OpenOrder, replaced: bool) {
        let account = self.accounts.entry(Some(open.id)).or_default();
        if replaced {
            self.gives_way = Some(open.id);
        } else {
            self.released = std::mem::take(&mut account.held);
            self.held_by.clear();
        }
    }

    fn closed(&mut self, order: OrderId, status: FinalStatus, today: Day) -> OpenOrder {
        let open = self.open.take().expect("an order is open");
        assert_eq!(open.id, order, "another order is open");
        assert_eq!(self.released, 0, "something held went nowhere");
        let last_day = self.period().last_day_of(&open, today);
        let before = self.closed.insert(order, (status, last_day));
        assert_eq!(before, None, "{order} closed twice");
        open
    }

    fn resolved(&self, mut order: OrderId) -> OrderId {
        while let Some(next) = self.stands_for.get(&order) {
            order = *next;
        }
        order
    }

    /// Why money of a day for an order is owed back at once, if it is.
    fn verdict(
        &self,
        order: Option<OrderId>,
        day: Day,
        source: &PaymentSource,
        today: Day,
    ) -> Option<RefundReason> {
        let gone = self.period().gone;
        let nowhere = if gone { RefundReason::MailboxGone } else { RefundReason::UnknownOrder };
        if let PaymentSource::Charge { key } = source
            && !self.requested.contains(key)
        {
            return Some(nowhere);
        }
        if let Some(open) = self.open.as_ref().filter(|open| Some(open.id) == order) {
            return if self.leaving {
                Some(RefundReason::HolderLeft)
            } else if gone {
                Some(nowhere)
            } else if self.period().last_day_of(open, today) < day {
                Some(RefundReason::AfterLastDay)
            } else {
                self.bought(open, day, today).is_none().then_some(RefundReason::TermOver)
            };
        }
        Some(match order.and_then(|order| self.closed.get(&order)) {
            None => nowhere,
            Some((FinalStatus::Fulfilled, _)) => RefundReason::OrderFulfilled,
            Some((FinalStatus::Cancelled, _)) => RefundReason::CancelledBefore,
            Some((FinalStatus::Lapsed, last)) if day <= *last => RefundReason::ReportedLate,
            Some((FinalStatus::Lapsed, _)) => RefundReason::AfterLastDay,
        })
    }

    /// Each order's account is even, and all together are the ledger.
    pub fn close(&self, ledger: &pec_renewal::Ledger) {
        let mut sum = Account::default();
        let Stands { reversed, debts, to_come, written_off, once } = self.stands;
        for (order, account) in &self.accounts {
            let lies = account.applied + account.held + account.owed_back + account.paid_out;
            if !self.had_debts && !once && to_come == 0 {
                assert_eq!(account.registered, lies, "the account of {order:?}: {account:?}");
            }
            sum.registered += account.registered;
            sum.applied += account.applied;
            sum.held += account.held;
            sum.owed_back += account.owed_back;
            sum.paid_out += account.paid_out;
        }
        let lies = sum.applied + sum.held + sum.owed_back + sum.paid_out;
        assert_eq!(sum.registered + debts + to_come + written_off, lies + reversed, "R-46");
        let kept =
            [ledger.registered, ledger.applied, ledger.held, ledger.owed_back, ledger.paid_out];
        let counted = [sum.registered, sum.applied, sum.held, sum.owed_back, sum.paid_out];
        let what = "registered, applied, held, owed back, paid out";
        assert_eq!(kept.map(Money::cents), counted, "{what}");
        let kept = [ledger.reversed, ledger.debts, ledger.receivables, ledger.written_off];
        let counted = [reversed, debts, to_come, written_off];
        assert_eq!(kept.map(Money::cents), counted, "reversed, debts, to come, written off");
        assert_eq!(self.rests, [], "what reversals left is owed");
        assert_eq!(self.came_back, 0, "what came back is owed");
        assert!(self.rest.is_zero(), "{} went out too little, and is not owed", self.rest);
        assert_eq!(self.undone, [], "what terms owe back is owed");
        let open = self.refunds.iter().filter(|owed| !owed.paid);
        let open: u64 = open.map(|owed| owed.amount.cents()).sum();
        assert_eq!(open, sum.owed_back, "what is owed under open numbers");
    }
}

/// Where a refund stands among all.
fn place(number: RefundNumber) -> usize {
    usize::try_from(number.number()).expect("a number of refunds") - 1
}

/// The agreed lapse, or the day before the expiry that the order gives, whichever is earlier.
fn assert_limit(open: &OpenOrder, next_expiry: Day) {
    let lapse = open.agreed.unpaid_order_days;
    let lapse = lapse.map(|days| open.opened_on.plus_days(days.into()));
    let expected = match open.agreed.extension_base {
        ExtensionBase::PreviousExpiry => {
            let before = next_expiry.previous();
            Some(lapse.map_or(before, |lapse| lapse.min(before)))
        }
        ExtensionBase::PaymentDay => lapse,
    };
    assert_eq!(open.limit, expected, "the limit of {}", open.id);
}

/// As the policy says, from the payment's day; in cash where that leaves fewer than 30 days.
fn assert_form(form: RefundForm, paid_on: Day, today: Day, policy: &Policy) {
    let credit = match policy.parameters().late_payment {
        LatePayment::Refund => None,
        LatePayment::Credit { months } => paid_on.plus_months(months),
    };
    let expected = match credit {
        Some(until) if 30 <= today.days_until(until) => RefundForm::Credit { until },
        Some(_) | None => RefundForm::Refund,
    };
    assert_eq!(form, expected, "of money of {paid_on}, on {today}");
}
