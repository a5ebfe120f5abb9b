//! What a payment does (R-11, R-36, R-39, R-42 … R-50).

use pec_renewal::{
    Payment,
    catalogue::{Method, MethodKind, PlanChangeTakesEffect, Policy, SettlementClock},
    charge::OutcomeKind,
    order::FinalStatus,
    values::{ChargeKey, Day, OrderId, PaymentReference},
};

use super::{
    goods,
    record::{Change, Closed, Money, Order, Record},
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
            day,
            named: payment.order,
            method_kind: Some(payment.method_kind),
            put_to: payment.order.filter(|order| self.can_be_put_to(*order, day)),
        };
        self.register(money, Some(payment), None, policy);
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
            day,
            named: Some(order),
            method_kind: None,
            put_to: (requested.is_some() && self.can_be_put_to(order, day)).then_some(order),
        };
        let trouble_before = self.is_in_trouble();
        if is_waited_for {
            self.resolve(key, OutcomeKind::Settled);
        }
        let waited = if is_waited_for { Some(trouble_before) } else { None };
        self.register(money, None, waited, policy);
    }

    /// It pays its order, is held for it, or is owed back. Whoever paid too little is told, unless the
    /// order has closed by then.
    fn register(
        &mut self,
        money: Money,
        by_hand: Option<&Payment>,
        waited: Option<bool>,
        policy: &Policy,
    ) {
        let Money { amount, day, put_to, .. } = money;
        self.write("PaymentRegistered");
        self.payments.push(money);
        match put_to {
            None => self.tell_to_pay_back(amount),
            Some(id) => {
                let order = self.order(id).expect("it is open");
                if self.due(order, day) <= self.held() {
                    self.fulfil(id, day, by_hand, policy);
                }
            }
        }
        if let Some(trouble_before) = waited {
            self.after_outcome(trouble_before, policy);
        }
        if put_to.is_some() && put_to == self.open_order().map(|order| order.id) {
            self.tell("PaymentIncomplete");
        }
    }

    /// The order is open, the day is not after its last one, and the mailbox is not deleted or ending
    ///
    fn can_be_put_to(&self, id: OrderId, day: Day) -> bool {
        let open = self.open_order().filter(|order| order.id == id);
        !self.is_gone() && open.is_some_and(|order| day <= order.last_day)
    }

    /// Renewed: the one thing that extends the expiry.
    fn fulfil(&mut self, id: OrderId, day: Day, by_hand: Option<&Payment>, policy: &Policy) {
        let order = self.order(id).expect("it is open").clone();
        let (held, applied) = (self.held(), self.due(&order, day));
        let years = order.purchase.term.years();
        let mut next =
            self.extended(years, day, policy.parameters()).expect("the calendar goes on");
        let charged = by_hand.is_none();
        next.exit_right =
            charged && order.generated && self.is_a_consumers() && !self.is_notice_proved();
        let change = self.change_bought(&order, policy);

        let at = self.write("OrderFulfilled");
        let closed = Closed { at, how: FinalStatus::Fulfilled, on: self.today, applied };
        self.open_order_mut().expect("it is open").closed = Some(closed);
        self.periods.push(next);
        self.bought.push(order.purchase);
        if let Some(change) = change {
            // What was planned for later gives way to what is bought for now.
            self.changes.iter_mut().filter(|it| change.on < it.on).for_each(|it| it.done = true);
            self.changes.push(change);
        }
        self.tell_to_pay_back(held - applied);
        if let Some(payment) = by_hand {
            let method = payment.signed_in_with.filter(|method| method.kind == payment.method_kind);
            self.after_payment_by_hand(method, policy);
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
    fn after_payment_by_hand(&mut self, paid_with: Option<Method>, policy: &Policy) {
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
                    | MethodKind::PrefilledSlip => false,
                };
                let stays = !self.termination_stands(today);
                if let Some(method) = good.filter(counts).filter(|_| stays) {
                    self.bind(method, "Payment", "AutoRenewalSwitchedOn");
                    self.tell("AutoRenewalSwitchedOn");
                }
            }
            Some(bound) => {
                let other = good.filter(|method| method.id != bound.id);
                if let Some(method) = other.filter(|_| parameters.manual_payment_rebinds) {
                    let why = self.bindings.last().map_or("", |binding| binding.why);
                    self.bind(method, why, "MethodReplaced");
                } else if !is_good(&bound) {
                    self.tell("BoundMethodDead");
                }
            }
        }
    }
}
