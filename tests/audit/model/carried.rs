//! The first pages of a mailbox that was taken over in the middle of a life: what was lived elsewhere is
//! entered in the lists as far as it is known.

use pec_renewal::{
    Carried, CarriedOrder, CarriedOrigin, CarriedPayment, CarriedRight, CarriedTerm, RefundForm,
    Withheld,
    catalogue::{Policy, Purchase},
    charge::OutcomeKind,
    order::FinalStatus,
    values::{ChargeKey, Day, MethodId, OrderId, uuid::Uuid},
};

use super::{
    calendar::{months_after, whole_years},
    goods::{self, Cost, Room},
    money::right_to_withdraw,
    record::{
        Agreed, Change, Closed, Line, Money, Order, Payout, Period, Record, Refund, Right, Size,
        Term, Termination, ToCome, Told,
    },
    slips::{At, Behind},
};

impl Record {
    /// Enters what was lived elsewhere, once all else of the opening stands.
    pub fn carry(&mut self, carried: &Carried, policy: &Policy) {
        self.carry_money(carried);
        self.carry_space(carried);
        self.carry_terms(carried, policy);
        if let Some(order) = &carried.order {
            let mut order = self.order_elsewhere(order, policy);
            order.file = self.file_elsewhere(carried, &order);
            self.orders.push(order);
        }
        self.carry_notices(carried);
        self.elsewhere.withheld = carried.withheld.map(|withheld| match withheld {
            Withheld::Cancelled => "OrderCancelled",
            Withheld::Lapsed => "OrderLapsed",
        });
        if carried.terminated {
            self.terminations.push((0, Termination::AtExpiry));
        }
        if let Some(on) = carried.deleted_on {
            let months = policy.parameters().log_retention_months;
            self.deleted_on = Some(on);
            self.logs_until = Some(months_after(on, months.into()).unwrap_or(Day::MAX));
        }
    }

    /// Payments and refunds are entered by name and number; each sum stated is a slip, of which payment as far
    /// as that is known.
    fn carry_money(&mut self, carried: &Carried) {
        let mut rests = vec![];
        for CarriedPayment { payment, applied, held } in &carried.payments {
            self.payments.push(Money {
                reference: payment.reference.clone(),
                amount: payment.amount.cents(),
                elsewhere: true,
                day: payment.day,
                named: payment.order,
                debt: payment.debt,
                method_kind: payment.method_kind,
                signed_in_with: None,
                consent: None,
                put_to: payment.order.filter(|_| !held.is_zero()),
            });
            let behind = Behind::Payment(payment.reference.clone());
            self.slip(behind.clone(), At::Held, held.cents());
            let (named, used) = (payment.order, applied.cents());
            let back = payment.amount.cents() - used - held.cents();
            rests.push(Rest { behind, named, used, back });
        }
        for refund in &carried.refunds {
            self.carry_refund(refund);
        }
        for debt in &carried.debts {
            self.debts.push(debt.amount.cents());
            let behind = Behind::Debt(debt.number.number());
            self.slip(behind, At::Used(debt.order), debt.amount.cents());
        }
        for to_come in &carried.receivables {
            let (order, amount) = (to_come.order, to_come.amount.cents());
            self.words.push((order, amount, to_come.shortfall_waived.cents()));
            self.slip(Behind::Word(order), At::Used(Some(order)), amount);
        }
        let terms = carried.terms.iter();
        let used =
            terms.map(|term| (At::Used(Some(term.order)), term.applied.cents(), Some(term.order)));
        self.fill(&used.collect::<Vec<_>>(), &mut rests, |rest| &mut rest.used);
        for rest in &rests {
            self.slip(rest.behind.clone(), At::Used(rest.named), rest.used);
        }
        let spent = carried.refunds.iter().flat_map(|refund| {
            let out = refund.payouts().map(|it| (At::Out(it.reference.clone()), it.amount.cents()));
            let back = (At::Back(Some(refund.number.number()), None), refund.amount.cents());
            let places: Vec<_> = if refund.is_open() { vec![back] } else { out.collect() };
            places.into_iter().map(|(at, sum)| (at, sum, refund.order))
        });
        self.fill(&spent.collect::<Vec<_>>(), &mut rests, |rest| &mut rest.back);
        self.elsewhere.registered = self.cents(|slip| slip.behind.is_money());
    }

    /// Numbers that were not taken over name nothing.
    fn carry_refund(&mut self, refund: &pec_renewal::Refund) {
        let before = usize::try_from(refund.number.number()).expect("few refunds") - 1;
        let nothing = Refund { amount: 0, order: None, credit_until: None, due: None };
        self.refunds.resize(before, nothing);
        let credit_until = match refund.form {
            RefundForm::Refund => None,
            RefundForm::Credit { until } => Some(until),
        };
        let (amount, order, due) = (refund.amount.cents(), refund.order, refund.due);
        self.refunds.push(Refund { amount, order, credit_until, due });
        if refund.withdrawn {
            self.withdrawn.push((refund.number, refund.in_its_place));
        }
        for payout in refund.payouts() {
            let (reference, number) = (payout.reference.clone(), refund.number);
            let (amount, on) = (payout.amount.cents(), payout.on);
            self.payouts.push(Payout { reference, number, amount, on });
        }
    }

    /// Each place gets so much: of payments for the same order, then of any of which something is left, then
    /// of none that is known.
    fn fill(
        &mut self,
        places: &[(At, u64, Option<OrderId>)],
        rests: &mut [Rest],
        of: fn(&mut Rest) -> &mut u64,
    ) {
        for any in [false, true] {
            for (at, sum, order) in places {
                for rest in
                    rests.iter_mut().filter(|it| any || (order.is_some() && it.named == *order))
                {
                    let missing = sum.saturating_sub(self.cents(|slip| slip.at == *at));
                    let part = missing.min(*of(rest));
                    *of(rest) -= part;
                    self.slip(rest.behind.clone(), at.clone(), part);
                }
                if any {
                    let missing = sum.saturating_sub(self.cents(|slip| slip.at == *at));
                    self.slip(Behind::Elsewhere, at.clone(), missing);
                }
            }
        }
    }

    /// Each term was bought by an order that is closed, in a period that its expiry ended; what else was
    /// before it is not known.
    fn carry_terms(&mut self, carried: &Carried, policy: &Policy) {
        let now = self.periods.pop().expect("the mailbox has a period");
        for (place, term) in carried.terms.iter().enumerate() {
            let CarriedTerm { order, last_day, applied, right } = *term;
            let expiry = order.expiry();
            let (anchor, years) = match whole_years(now.anchor, expiry) {
                Some(years) if now.anchor <= expiry => (now.anchor, years),
                Some(_) | None => (expiry, 0),
            };
            let earlier = Period { anchor, years, expiry, number: place, ..now.clone() };
            self.periods.push(earlier);
            let package = self.size().package;
            self.terms.push(Term {
                order,
                last_day,
                applied: applied.cents(),
                right: right.map_or(Right::None, |right| right_of(right, policy)),
                period: place,
                repeated: Purchase { package, ..self.repeated() },
                package,
                planned: vec![],
            });
        }
        self.elsewhere.periods = carried.terms.len();
        self.carry_closed_orders(carried, policy);
        self.periods_begun += carried.terms.len();
        self.periods.push(Period { number: carried.terms.len(), ..now });
    }
}

/// Orders that were fulfilled elsewhere, on which something still hangs.
impl Record {
    fn carry_closed_orders(&mut self, carried: &Carried, policy: &Policy) {
        let bought = carried.terms.iter().map(|term| term.order);
        let to_come = carried.receivables.iter().map(|to_come| to_come.order);
        let mut closed: Vec<OrderId> = bought.chain(to_come).collect();
        closed.sort_by_key(OrderId::ordinal);
        closed.dedup();
        self.elsewhere.orders = closed.len() + usize::from(carried.order.is_some());
        for order in closed {
            let (how, last_day) = (FinalStatus::Fulfilled, order.expiry());
            let closed = Closed { at: 0, how, last_day, gave_way_to: None };
            self.orders.push(self.closed_elsewhere(order, closed, policy));
        }
    }
}

/// What of a payment has no place yet, in cents.
struct Rest {
    behind: Behind,
    named: Option<OrderId>,
    used: u64,
    back: u64,
}

/// An order elsewhere.
impl Record {
    fn order_elsewhere(&self, order: &CarriedOrder, policy: &Policy) -> Order {
        let CarriedOrder { id, purchase, price, archive_consent, opened_on, .. } = *order;
        let (generated, method_kind, stated) = match order.origin {
            CarriedOrigin::Generated { .. } => (true, None, (false, false)),
            CarriedOrigin::Manual { method_kind, informed, start_requested } => {
                (false, Some(method_kind), (informed, start_requested))
            }
        };
        Order {
            id,
            generated,
            method_kind,
            replaces: None,
            stated,
            purchase,
            cost: Cost {
                net: price.net().cents(),
                vat: price.vat().cents(),
                gross: price.gross().cents(),
                rate: price.rate().hundredths(),
            },
            net_only: self.owes_net_only(),
            archive_consent,
            opened_on,
            limit: self.limit_of_order(purchase, order.last_day, policy),
            opened_at: 0,
            agreed: Agreed::of(policy),
            closed: None,
            file: vec![],
        }
    }

    /// One line stands for all that was tried, and ended; others for what bars the method, where there was
    /// trouble, and for the end of the ladder.
    fn file_elsewhere(&self, carried: &Carried, order: &Order) -> Vec<Line> {
        let origin = carried.order.as_ref().map(|order| order.origin);
        let Some(CarriedOrigin::Generated {
            attempts,
            spent,
            waits_for_authentication,
            told_of_failure,
        }) = origin
        else {
            return vec![];
        };
        let spent = spent.map(|rung| usize::from(rung.place()));
        let is_exhausted = spent == Some(order.agreed.ladder.len());
        let due = self.due(order, self.today).saturating_sub(self.held());
        let is_barred = told_of_failure
            && !waits_for_authentication
            && self.bound().is_some_and(|method| self.cannot_be_charged(&method, due));
        let how = if waits_for_authentication {
            OutcomeKind::AuthenticationRequired
        } else if told_of_failure {
            OutcomeKind::SoftDecline
        } else {
            // It left no trouble.
            OutcomeKind::Unknown
        };
        let key = ChargeKey::new(order.id, attempts);
        let method = self.bound().map_or(MethodId::new(Uuid::nil()), |method| method.id);
        let rung = spent.and_then(|spent| spent.checked_sub(1));
        let on = Day::MIN;
        let asked = Line::Requested { key, method, on, rung };
        let answered = Line::Answered { key, how, on, another_bound: false };
        let by_cap = self.bound().is_some_and(|method| !self.cannot_be_charged(&method, 0));
        let barred = is_barred.then_some(Line::Barred { rung: None, by_cap });
        let all = [asked, answered].into_iter().chain(barred);
        all.chain(is_exhausted.then_some(Line::Exhausted)).collect()
    }

    fn closed_elsewhere(&self, id: OrderId, closed: Closed, policy: &Policy) -> Order {
        Order {
            id,
            generated: false,
            method_kind: None,
            replaces: None,
            stated: (false, false),
            purchase: self.repeated(),
            cost: Cost { net: 0, vat: 0, gross: 0, rate: 0 },
            net_only: false,
            archive_consent: false,
            opened_on: self.today,
            limit: None,
            opened_at: 0,
            agreed: Agreed::of(policy),
            closed: Some(closed),
            file: vec![],
        }
    }
}

/// Plan and room, and what was told.
impl Record {
    fn carry_space(&mut self, carried: &Carried) {
        let Some(space) = &carried.space else { return };
        let (package, today) = (space.package, self.today);
        let room = goods::room(package);
        self.sizes = vec![Size { at: 0, package, room, change: None }];
        if let Some(larger) = space.larger {
            let room =
                Room { mail: larger.room.mailbox.count(), archive: larger.room.archive.count() };
            let change = Some((today, larger.archive_consent));
            self.sizes.push(Size { at: 0, package, room, change });
        }
        let planned = space.planned.iter().map(|change| Change {
            on: change.on,
            package: change.package,
            archive_consent: change.archive_consent,
            done: false,
        });
        self.changes.extend(planned);
    }

    fn carry_notices(&mut self, carried: &Carried) {
        let names = carried.notice_named.map(|it| ToCome { on: it.on, amount: it.amount.cents() });
        let delivered = self.opening.statutory_notice_delivered;
        self.elsewhere.notice = names.map(|names| Told {
            at: 0,
            delivered,
            ..self.told("TacitRenewal", String::new(), Some(names))
        });
        self.elsewhere.warning = carried.warning.map(|warning| Told {
            at: 0,
            on: warning.on,
            deletion: Some(warning.deletion),
            ..self.told("DeletionWarning", String::new(), None)
        });
    }
}

fn right_of(right: CarriedRight, policy: &Policy) -> Right {
    match right {
        CarriedRight::Leave => Right::Exit { lifted_by: vec![] },
        CarriedRight::Withdraw { paid_on, informed, start_requested } => {
            right_to_withdraw((informed, start_requested), paid_on, policy)
        }
    }
}
