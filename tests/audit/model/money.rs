//! What a payment does, and a payout (R-11, R-36, R-39, R-42 … ).

use pec_renewal::{
    Commitment, Payment,
    auto_renewal::Consent,
    catalogue::{Method, MethodKind, PlanChangeTakesEffect, Policy, SettlementClock},
    charge::OutcomeKind,
    order::FinalStatus,
    values::{ChargeKey, Day, OrderId, PaymentReference, RefundNumber},
};

use super::{
    calendar::months_after,
    goods,
    record::{
        Change, Closed, Money, Order, Payout, Prospect, Record, Refund, Right, Tells, Term, Trouble,
    },
    slips::{At, Behind},
};

impl Record {
    pub fn payment(&mut self, payment: &Payment, policy: &Policy) -> Result<(), &'static str> {
        let paid_on = payment.paid_on.unwrap_or(payment.registered_on);
        let clocks = match policy.parameters().settlement_clock {
            SettlementClock::Registered => [payment.registered_on, paid_on],
            SettlementClock::Paid => [paid_on, payment.registered_on],
        };
        // A payment known already counted by the clock of its time.
        let known = self.payments.iter().find(|known| known.reference == payment.reference);
        let counted = known.and_then(|known| clocks.into_iter().find(|day| known.day == *day));
        let day = counted.unwrap_or(clocks[0]);
        self.against_payment(payment, day).judged()?;
        if self.payments.iter().any(|known| known.reference == payment.reference) {
            return Ok(());
        }
        let money = Money {
            reference: payment.reference.clone(),
            amount: payment.amount.cents(),
            elsewhere: false,
            day,
            named: payment.order,
            debt: payment.debt,
            method_kind: Some(payment.method_kind),
            signed_in_with: payment
                .signed_in_with
                .filter(|method| method.kind == payment.method_kind),
            consent: payment.consent,
            put_to: payment
                .order
                .filter(|order| payment.debt.is_none() && self.can_be_put_to(*order, day)),
        };
        self.register(money, true, None, policy);
        Ok(())
    }

    /// A refund was paid out or credited: that settles its number. What is missing is owed under another,
    /// by the same day and in the same form, but in cash where less than 30 days are left of a credit
    ///
    pub fn refund_paid(
        &mut self,
        number: RefundNumber,
        payout: &pec_renewal::Payout,
    ) -> Result<(), &'static str> {
        self.against_payout(number, payout).judged()?;
        if self.payouts.iter().any(|known| known.reference == payout.reference) {
            return Ok(());
        }
        let (reference, amount, on) = (payout.reference.clone(), payout.amount.cents(), payout.on);
        let settled = self.settled_for(number);
        let before = settled.map(|number| *self.refund(number).expect("it is owed"));
        let owed = before.map_or(0, |before| before.amount);
        let (paid, rest, beyond) =
            (amount.min(owed), owed.saturating_sub(amount), amount.saturating_sub(owed));
        self.write("RefundPaid");
        let out = At::Out(reference.clone());
        self.payouts.push(Payout { reference, number, amount, on });
        if let (Some(settled), Some(before)) = (settled, before) {
            let back = At::Back(Some(settled.number()), None);
            self.moves(paid, &back, &out);
            self.moves(rest, &back, &At::Back(None, before.order));
            let next = u32::try_from(self.refunds.len() + 1).expect("few refunds");
            if settled != number {
                self.withdrawn.push((settled, (0 < rest).then_some(RefundNumber::new(next))));
            }
            if 0 < rest {
                let month_left = |until: &Day| self.today.plus_days(30) <= *until;
                let credit_until = before.credit_until.filter(month_left);
                self.owe(Refund { amount: rest, credit_until, ..before });
            }
        }
        if 0 < beyond {
            self.debts.push(beyond);
            let debt = u32::try_from(self.debts.len()).expect("few debts");
            self.slip(Behind::Debt(debt), out, beyond);
        }
        Ok(())
    }

    /// It counts for the day of its request. Money of a charge never requested is nobody's.
    pub fn settled(&mut self, key: ChargeKey, amount: u64, policy: &Policy) {
        let requested = self.charge(key).map(|charge| (charge.on, charge.waits_since().is_some()));
        let (day, is_waited_for) = requested.unwrap_or((self.today, false));
        let order = key.order();
        let money = Money {
            reference: PaymentReference::of_charge(&key),
            amount,
            elsewhere: false,
            day,
            named: Some(order),
            debt: None,
            method_kind: None,
            signed_in_with: None,
            consent: None,
            put_to: (requested.is_some() && self.can_be_put_to(order, day)).then_some(order),
        };
        let trouble_before = self.is_in_trouble();
        if is_waited_for {
            self.resolve(key, OutcomeKind::Settled);
        }
        let waited = if is_waited_for { Some(trouble_before) } else { None };
        self.register(money, requested.is_some(), waited, policy);
    }

    /// It pays its order, is held for it, or is owed back. Whoever paid too little is told, unless the
    /// order has closed by then.
    fn register(&mut self, money: Money, is_asked: bool, waited: Option<bool>, policy: &Policy) {
        let Money { amount, day, put_to, named, debt, .. } = money;
        let in_cash = match debt {
            // What the debt does not need is no late payment for an order.
            Some(debt) => {
                usize::try_from(debt.number()).is_ok_and(|it| 0 < it && it <= self.debts.len())
            }
            None => self.was_taken_twice(&money) || self.is_for_order_left(named),
        };
        self.write("PaymentRegistered");
        let settled = self.settle_with(&money, is_asked);
        let at = if put_to.is_some() { At::Held } else { At::Back(None, named) };
        let left = amount - settled.unwrap_or(0);
        self.slip(Behind::Payment(money.reference.clone()), at, left);
        self.payments.push(money);
        match put_to {
            None if settled.is_some() => self.pay_back_in_cash(left, named, policy),
            None if in_cash => self.pay_back_in_cash(amount, named, policy),
            None => self.pay_back(amount, named, day, policy),
            Some(_) => self.fulfil_if_covered(policy),
        }
        if let Some(trouble_before) = waited {
            self.after_outcome(trouble_before, Trouble::None, policy);
        }
        let still_open = |open: &&Order| put_to.is_some_and(|id| self.stands_for(id) == open.id);
        if self.open_order().is_some_and(|order| still_open(&order)) {
            self.tell_what_is_missing();
        }
    }

    pub fn tell_what_is_missing(&mut self) {
        let order = self.open_order().expect("it is asked for");
        let (id, last) = (order.id, self.last_day(order, self.today));
        let missing = self.due(order, self.today.min(last)).saturating_sub(self.held());
        self.tell("PaymentIncomplete", format!("{id} {} {missing}", self.held()));
    }

    /// It is for the open order, which renews nothing since a term was ended.
    fn is_for_order_left(&self, named: Option<OrderId>) -> bool {
        let open = self.open_order().filter(|_| self.leaving).map(|order| order.id);
        open.is_some() && named.map(|named| self.stands_for(named)) == open
    }

    /// It is for a fulfilled order, and it is a charge's that was requested here, or was paid by hand and such a
    /// charge's money came for that order before.
    fn was_taken_twice(&self, money: &Money) -> bool {
        let of_order = |id: OrderId| {
            let closed = self.order(self.stands_for(id)).and_then(|order| order.closed);
            closed.is_some_and(|closed| closed.how == FinalStatus::Fulfilled)
        };
        let charged = |other: &Money| {
            let mut keys = self.charges.iter().map(|charge| charge.key);
            keys.any(|key| PaymentReference::of_charge(&key) == other.reference)
        };
        money.named.is_some_and(|named| {
            let order = self.stands_for(named);
            let for_it = |other: &&Money| other.named.map(|id| self.stands_for(id)) == Some(order);
            let came = self.payments.iter().filter(for_it).any(charged);
            let by_hand = money.method_kind.is_some();
            of_order(named) && (charged(money) || (by_hand && came))
        })
    }

    /// What is held, as by the last payment held, pays the open order if it covers it, or is short of it
    /// by no more than is waived.
    pub fn fulfil_if_covered(&mut self, policy: &Policy) {
        let Some(last) = self.held_payments().next_back().cloned() else {
            return;
        };
        let order = self.open_order().expect("money is held for it");
        let is_bought = self.bought_with(order, last.day).is_some();
        if is_bought && self.due(order, last.day) <= self.held() + order.agreed.shortfall_waived {
            self.fulfil(order.id, &last, 0, policy);
        }
    }

    /// A public body gave its word: what is due and not held is to come.
    pub fn fulfil_by_word(&mut self, commitment: &Commitment, policy: &Policy) {
        let order = self.order(self.stands_for(commitment.order)).expect("it is open").clone();
        let word = self.due(&order, commitment.on).saturating_sub(self.held());
        self.slip(Behind::Word(order.id), At::Used(Some(order.id)), word);
        if 0 < word {
            self.words.push((order.id, word, order.agreed.shortfall_waived));
        }
        let as_if_paid = Money {
            reference: commitment.reference.clone(),
            amount: 0,
            day: commitment.on,
            named: Some(order.id),
            debt: None,
            method_kind: Some(MethodKind::BankTransfer),
            signed_in_with: None,
            consent: None,
            put_to: None,
            elsewhere: false,
        };
        self.fulfil(order.id, &as_if_paid, word, policy);
    }

    /// The order is open, or gave way to one that is; the day is not after its last one, the term is
    /// not over by now, and the mailbox is not deleted or ending.
    pub fn can_be_put_to(&self, id: OrderId, day: Day) -> bool {
        let open = self.open_order().filter(|order| order.id == self.stands_for(id));
        let can_take = |order: &Order| {
            day <= self.last_day(order, self.today) && self.bought_with(order, day).is_some()
        };
        !self.is_gone() && !self.leaving && open.is_some_and(can_take)
    }

    /// Renewed: the one thing that extends the expiry.
    fn fulfil(&mut self, id: OrderId, last: &Money, word: u64, policy: &Policy) {
        let order = self.order(id).expect("it is open").clone();
        let (held, day) = (self.held(), last.day);
        let applied = self.due(&order, day).min(held + word);
        let mut next = self.bought_with(&order, day).expect("it was judged");
        let by_hand = last.method_kind.is_some();
        let charged_on = (!by_hand).then_some(day);
        let is_true = self.is_true_notice(charged_on, applied);
        let right = if !self.is_a_consumers() || (order.generated && is_true) {
            Right::None
        } else if order.generated {
            Right::Exit { lifted_by: self.true_if_delivered(charged_on, applied) }
        } else {
            right_to_withdraw(order.stated, day, policy)
        };
        let term = Term {
            order: id,
            last_day: next.expiry,
            applied,
            right,
            period: self.period().number,
            repeated: self.repeated(),
            package: self.size().package,
            planned: self.planned(),
        };
        next.phases = policy.parameters().grace.phases().to_vec();
        next.warning_days = policy.parameters().deletion_warning_days;
        let change = self.change_bought(&order, policy);

        let at = self.write("OrderFulfilled");
        let last_day = self.last_day(&order, self.today);
        let how = FinalStatus::Fulfilled;
        let closed = Closed { at, how, last_day, gave_way_to: None };
        self.open_order_mut().expect("it is open").closed = Some(closed);
        self.periods.push(next);
        self.periods_begun += 1;
        self.terms.push(term);
        self.bought.push(order.purchase);
        if let Some(change) = change {
            // What was planned for later gives way to what is bought for now.
            self.changes.iter_mut().filter(|it| change.on < it.on).for_each(|it| it.done = true);
            self.changes.push(change);
        }
        let paid = applied - word;
        self.moves(paid, &At::Held, &At::Used(Some(id)));
        self.moves(held - paid, &At::Held, &At::Back(None, Some(id)));
        self.tell("Renewed", format!("{id} {} {paid} {word}", self.expiry()));
        if self.termination_stands(self.today) {
            self.tell("TerminationMoved", self.expiry().to_string());
        }
        self.pay_back_in_cash(held - paid, Some(id), policy);
        if by_hand {
            self.after_payment_by_hand(last.signed_in_with, last.consent, policy);
        }
        self.plans_take_effect();
    }

    /// Where something else was bought than what is, or will be.
    fn change_bought(&self, order: &Order, policy: &Policy) -> Option<Change> {
        let package = order.purchase.package;
        let planned = self.planned();
        let latest = planned.last().map(|change| change.package);
        if latest.unwrap_or(self.size().package) == package {
            return None;
        }
        let at_once = match policy.parameters().plan_change_takes_effect {
            PlanChangeTakesEffect::OnPayment => true,
            PlanChangeTakesEffect::WithTerm => self.expiry() < self.today,
        };
        let on = if at_once { self.today } else { self.expiry().next() };
        Some(Change { on, package, archive_consent: order.archive_consent, done: false })
    }

    /// What the method of a payer who was signed in does to automatic renewal.
    fn after_payment_by_hand(
        &mut self,
        paid_with: Option<Method>,
        consent: Option<Consent>,
        policy: &Policy,
    ) {
        let (parameters, today) = (policy.parameters(), self.today);
        let is_good = |method: &Method| {
            goods::is_reusable(method.kind)
                && !self.is_dead(method.id)
                && method.valid_until.is_none_or(|last| today <= last)
        };
        let good = paid_with.filter(is_good);
        match self.bound() {
            None => {
                let on = parameters.auto_enable_on;
                let counts = |method: &Method| match method.kind {
                    MethodKind::Card => on.card,
                    MethodKind::PayPal => on.paypal,
                    MethodKind::BankTransfer
                    | MethodKind::PostalSlip
                    | MethodKind::PrefilledSlip
                    | MethodKind::Credit => false,
                };
                let stays = !self.termination_stands(today);
                let may = consent.is_some() || !parameters.auto_enable_needs_consent;
                if let Some(method) = good.filter(counts).filter(|_| stays && may) {
                    self.bind(method, "Payment", "AutoRenewalSwitchedOn");
                    self.consent = consent;
                    self.tell("AutoRenewalSwitchedOn", String::new());
                }
            }
            Some(bound) => {
                let other = good.filter(|method| method.id != bound.id);
                if let Some(method) = other.filter(|_| parameters.manual_payment_rebinds) {
                    let why = self.bindings.last().map_or("", |binding| binding.why);
                    self.bind(method, why, "MethodReplaced");
                } else if self.tells == Tells::All
                    && self.prospect(policy, Tells::WarningOnly) == Prospect::MethodBarred
                {
                    self.tell("BoundMethodDead", String::new());
                }
            }
        }
    }
}

/// So many days from the payment's day, and a year more where the order does not say that the holder was
/// informed.
pub fn right_to_withdraw(
    (informed, start_requested): (bool, bool),
    paid_on: Day,
    policy: &Policy,
) -> Right {
    let days = policy.parameters().withdrawal_days;
    let informed_until = paid_on.plus_days(days.into());
    let until = if informed { Some(informed_until) } else { months_after(informed_until, 12) };
    let until = until.unwrap_or(Day::MAX);
    Right::Withdrawal { until, days, paid_on, deducts: informed && start_requested }
}
