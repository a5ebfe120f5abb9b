//! The floor: what a programmer would write in place for this one life and nothing else.
//!
//! No machine, no refusal, no working copy: each decision changes the state as it goes. It uses the
//! library's values, so that what is compared is deciding and folding, not arithmetic.

use std::borrow::Borrow;

use pec_renewal::{
    Allocation, Attempt, Command, Event, ExpiryReminder, Fact, Fulfilment, KnownPayment, Ledger,
    Mailbox, ManualRenewal, NoRenewal, Notice, Opening, OrderToPay, Outlook, Payment,
    PaymentSource, RegisteredPayment,
    auto_renewal::{OffCause, OnCause},
    catalogue::{GracePhases, Method, Policy, Purchase, Rung},
    charge::{Failure, Outcome as Report, OutcomeKind},
    order::{Agreed, ClosedOrder, FinalStatus, OpenOrder, Origin},
    service::Period,
    values::{
        ChargeKey, Day, MailboxId, MethodId, Moment, Money, NoticeNumber, OrderId, PaymentReference,
    },
};

#[derive(Clone)]
pub struct ByHand {
    id: MailboxId,
    sequence: u64,
    last: Moment,
    period: Period,
    grace: GracePhases,
    net_only: bool,
    method: Option<Method>,
    purchase: Purchase,
    order: Option<Box<OpenOrder>>,
    orders: u32,
    spent: Option<Rung>,
    requests: u32,
    episode: bool,
    asked: Option<(ChargeKey, Day)>,
    closed: Vec<ClosedOrder>,
    attempts: Vec<Attempt>,
    ledger: Ledger,
    payments: Vec<KnownPayment>,
    notices: u32,
    reminded_through: Day,
    renewed_on: Option<Day>,
}

impl ByHand {
    pub fn opened(opening: &Opening, policy: &Policy, at: Moment) -> Self {
        Self {
            id: opening.mailbox,
            sequence: 1,
            last: at,
            period: Period {
                anchor: opening.anchor,
                years: u16::try_from(opening.expiry.year() - opening.anchor.year()).unwrap(),
                expiry: opening.expiry,
                began_on: at.day(),
                exit_right: false,
            },
            grace: policy.parameters().grace.clone(),
            net_only: opening.holder.owes_net_only(),
            method: opening.bound_method,
            purchase: opening.purchase,
            order: None,
            orders: opening.orders_before,
            spent: None,
            requests: 0,
            episode: false,
            asked: None,
            closed: Vec::new(),
            attempts: Vec::new(),
            ledger: Ledger::default(),
            payments: Vec::new(),
            notices: 0,
            reminded_through: at.day().previous(),
            renewed_on: None,
        }
    }

    pub fn decide(&mut self, command: &Command, policy: &Policy, at: Moment, log: &mut Vec<Event>) {
        match command {
            Command::Tick => self.tick(policy, at, log),
            Command::ChargeOutcome { key, outcome: Report::Settled { amount } } => {
                let day = self.resolved(*key, OutcomeKind::Settled);
                let reference = PaymentReference::of_charge(key);
                let source = PaymentSource::Charge { key: *key };
                self.paid(reference, key.order(), *amount, day, source, policy, at, log);
            }
            Command::ChargeOutcome { key, .. } => self.declined(*key, policy, at, log),
            Command::SwitchOff => {
                self.method = None;
                self.write(at, log, Fact::AutoRenewalSwitchedOff { cause: OffCause::Holder });
            }
            Command::SwitchOn { method } => {
                self.method = Some(*method);
                let (method, cause) = (*method, OnCause::Holder);
                self.write(at, log, Fact::AutoRenewalSwitchedOn { method, cause });
                self.tell(at, log, Notice::AutoRenewalSwitchedOn { method: method.id, cause });
            }
            Command::RenewByHand(wanted) => self.renew(wanted, policy, at, log),
            Command::Payment(payment) => {
                let Payment {
                    reference, order, amount, registered_on, paid_on, method_kind, ..
                } = payment;
                let source = PaymentSource::ByHand {
                    method_kind: *method_kind,
                    paid_on: *paid_on,
                    signed_in_with: None,
                };
                let (reference, order) = (reference.clone(), order.unwrap());
                self.paid(reference, order, *amount, *registered_on, source, policy, at, log);
            }
            other => unreachable!("{} is not in this life", other.name()),
        }
    }

    /// What has come due: the order, its charge, the reminder.
    fn tick(&mut self, policy: &Policy, at: Moment, log: &mut Vec<Event>) {
        let (today, parameters) = (at.day(), policy.parameters());
        let expiry = self.period.expiry;
        let lead = i32::from(parameters.order_lead_days);
        if self.method.is_some() && self.order.is_none() && expiry.minus_days(lead) <= today {
            self.open(self.purchase, Origin::Generated, policy, at, log);
        }
        if let (Some(order), Some(method), None) = (&self.order, &self.method, &self.asked)
            && let Some(rung) = order.agreed.ladder.in_force(expiry, today)
            && self.spent < Some(rung)
        {
            let key = ChargeKey::new(order.id, self.requests + 1);
            let (amount, method) = (order.payable(), method.id);
            self.requests += 1;
            self.spent = Some(rung);
            self.asked = Some((key, today));
            let rung = self.spent;
            self.attempts.push(unanswered(key, today, method, rung));
            self.write(at, log, Fact::ChargeRequested { key, amount, method, rung });
        }
        let before = parameters.reminders_before.iter();
        let due = before.map(|days| expiry.minus_days(i32::from(*days)));
        if due.into_iter().find(|day| self.reminded_through < *day) == Some(today) {
            self.reminded_through = today;
            let reminder = self.reminder(policy, today);
            self.tell(at, log, Notice::ExpiryReminder(Box::new(reminder)));
        }
    }

    fn reminder(&self, policy: &Policy, today: Day) -> ExpiryReminder {
        let expiry = self.period.expiry;
        let price = match &self.order {
            Some(order) => Some(order.price),
            None => policy.prices().price(&self.purchase, today),
        };
        ExpiryReminder {
            expiry,
            days_left: today.days_until(expiry),
            renewable_until: self.grace.last_renewable_day(expiry),
            price,
            late_fee: Money::ZERO,
            open_order: self.order.as_ref().map(|order| OrderToPay {
                order: order.id,
                due: order.payable(),
                last_day: order.last_day,
            }),
            outlook: match (self.asked, self.method) {
                (Some((key, _)), _) => Outlook::AwaitsOutcome { key },
                (None, Some(_)) => Outlook::WillRenew { charge_on: self.next_rung(policy) },
                (None, None) => Outlook::WillNotRenew { reason: NoRenewal::AutoRenewalOff },
            },
        }
    }

    fn next_rung(&self, policy: &Policy) -> Day {
        let ladder = &policy.parameters().ladder;
        ladder.day(ladder.after(self.spent).unwrap(), self.period.expiry).unwrap()
    }

    fn open(
        &mut self,
        purchase: Purchase,
        origin: Origin,
        policy: &Policy,
        at: Moment,
        log: &mut Vec<Event>,
    ) {
        let (today, expiry) = (at.day(), self.period.expiry);
        let next = self.extended(purchase).expiry;
        let order = Box::new(OpenOrder {
            id: OrderId::new(self.id, expiry, self.orders + 1),
            origin,
            purchase,
            price: policy.prices().price(&purchase, today).unwrap(),
            net_only: self.net_only,
            archive_consent: false,
            opened_on: today,
            last_day: self.grace.last_renewable_day(expiry).min(next.previous()),
            agreed: Agreed::of(policy),
        });
        self.collect_anew();
        self.orders += 1;
        self.write(at, log, Fact::OrderOpened(order.clone()));
        self.order = Some(order);
    }

    fn renew(&mut self, r: &ManualRenewal, policy: &Policy, at: Moment, log: &mut Vec<Event>) {
        let origin = Origin::Manual { method_kind: r.method_kind, replaces: r.replaces };
        self.open(r.purchase, origin, policy, at, log);
    }

    fn declined(&mut self, key: ChargeKey, policy: &Policy, at: Moment, log: &mut Vec<Event>) {
        self.resolved(key, OutcomeKind::SoftDecline);
        let failure = Failure::SoftDecline;
        self.write(at, log, Fact::ChargeFailed { key, failure });
        if !self.episode {
            self.episode = true;
            let open = self.order.as_ref().unwrap();
            let (order, due, last_day) = (open.id, open.payable(), open.last_day);
            let next_charge = Some(self.next_rung(policy));
            self.tell(
                at,
                log,
                Notice::ChargeFailed { order, due, bar: None, next_charge, last_day },
            );
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what a payment is, and where it is told")]
    fn paid(
        &mut self,
        reference: PaymentReference,
        order: OrderId,
        amount: Money,
        day: Day,
        source: PaymentSource,
        policy: &Policy,
        at: Moment,
        log: &mut Vec<Event>,
    ) {
        let payment = RegisteredPayment {
            reference: reference.clone(),
            order: Some(order),
            amount,
            day,
            source,
            allocation: Allocation::Held,
        };
        self.write(at, log, Fact::PaymentRegistered(payment));
        self.remember(KnownPayment::new(reference.clone(), amount, day, Some(order), &source));
        let purchase = self.order.as_ref().unwrap().purchase;
        let previous_expiry = self.period.expiry;
        let period = Period { began_on: at.day(), ..self.extended(purchase) };
        let grace = policy.parameters().grace.clone();
        self.fulfilled(order, amount, period, &grace, at.day());
        let fulfilment = Fulfilment {
            order,
            paid_by: reference,
            applied: amount,
            late_fee: Money::ZERO,
            previous_expiry,
            period,
            grace,
            change: None,
        };
        self.write(at, log, Fact::OrderFulfilled(Box::new(fulfilment)));
    }

    fn extended(&self, purchase: Purchase) -> Period {
        let years = self.period.years + u16::from(purchase.term.years());
        let expiry = self.period.anchor.plus_years(years).unwrap();
        Period { years, expiry, exit_right: false, ..self.period }
    }

    fn tell(&mut self, at: Moment, log: &mut Vec<Event>, notice: Notice) {
        self.notices += 1;
        let number = NoticeNumber::new(self.notices);
        self.write(at, log, Fact::NoticeDue { number, notice });
    }

    fn write(&mut self, at: Moment, log: &mut Vec<Event>, fact: Fact) {
        self.sequence += 1;
        self.last = at;
        log.push(Event::new(at, fact));
    }

    fn collect_anew(&mut self) {
        self.spent = None;
        self.requests = 0;
        self.episode = false;
    }

    fn resolved(&mut self, key: ChargeKey, kind: OutcomeKind) -> Day {
        let (asked, day) = self.asked.take().unwrap();
        assert_eq!(asked, key);
        self.attempts.last_mut().unwrap().outcome = Some(kind);
        day
    }

    fn remember(&mut self, payment: KnownPayment) {
        let known = self.payments.binary_search_by(|known| known.reference.cmp(&payment.reference));
        self.ledger.registered = self.ledger.registered.checked_add(payment.amount).unwrap();
        self.ledger.held = self.ledger.held.checked_add(payment.amount).unwrap();
        self.payments.insert(known.unwrap_err(), payment);
    }

    fn fulfilled(
        &mut self,
        order: OrderId,
        applied: Money,
        period: Period,
        grace: &GracePhases,
        today: Day,
    ) {
        let open = self.order.take().unwrap();
        assert_eq!(open.id, order);
        self.ledger.held = self.ledger.held.checked_sub(applied).unwrap();
        self.ledger.applied = self.ledger.applied.checked_add(applied).unwrap();
        self.closed.push(ClosedOrder {
            ordinal: order.ordinal(),
            expiry: order.expiry(),
            last_day: open.last_day,
            status: FinalStatus::Fulfilled,
        });
        self.purchase = open.purchase;
        self.period = period;
        self.grace = grace.clone();
        self.reminded_through = today.previous();
        self.renewed_on = Some(today);
    }

    /// The fold by hand, of the events of this life.
    pub fn replay<E: Borrow<Event>>(events: impl IntoIterator<Item = E>, policy: &Policy) -> Self {
        let mut events = events.into_iter();
        let born = events.next().unwrap();
        let Fact::MailboxOpened { opening, .. } = &born.borrow().fact else {
            unreachable!("a life begins with its opening");
        };
        let mut state = Self::opened(opening, policy, born.borrow().at);
        events.for_each(|event| state.fold(event.borrow()));
        state
    }

    fn fold(&mut self, event: &Event) {
        let today = event.at.day();
        self.sequence += 1;
        self.last = event.at;
        match &event.fact {
            Fact::AutoRenewalSwitchedOn { method, .. } => self.method = Some(*method),
            Fact::AutoRenewalSwitchedOff { .. } => self.method = None,
            Fact::OrderOpened(open) => {
                self.collect_anew();
                self.orders = open.id.ordinal();
                self.order = Some(open.clone());
            }
            Fact::ChargeRequested { key, method, rung, .. } => {
                self.requests = key.attempt();
                self.spent = *rung;
                self.asked = Some((*key, today));
                self.attempts.push(unanswered(*key, today, *method, *rung));
            }
            Fact::ChargeFailed { key, failure } => {
                self.resolved(*key, (*failure).into());
                self.episode = true;
            }
            Fact::PaymentRegistered(payment) => {
                let RegisteredPayment { reference, order, amount, day, source, .. } = payment;
                if let PaymentSource::Charge { key } = source {
                    self.resolved(*key, OutcomeKind::Settled);
                }
                let reference = reference.clone();
                self.remember(KnownPayment::new(reference, *amount, *day, *order, source));
            }
            Fact::OrderFulfilled(fulfilment) => {
                let Fulfilment { order, applied, period, grace, .. } = &**fulfilment;
                self.fulfilled(*order, *applied, *period, grace, today);
            }
            Fact::NoticeDue { number, notice } => {
                self.notices = number.number();
                if let Notice::ExpiryReminder(_) = notice {
                    self.reminded_through = today;
                }
            }
            other => unreachable!("{} is not in this life", other.name()),
        }
    }

    /// Everything that both remember is the same.
    #[track_caller]
    pub fn assert_same(&self, m: &Mailbox) {
        assert_eq!((self.id, self.sequence, self.last), (m.id(), m.sequence(), m.last_moment()));
        assert_eq!(Some(&self.period), m.service().period());
        assert_eq!((&self.grace, self.purchase), (m.grace(), m.purchase()));
        assert_eq!(self.method.as_ref(), m.auto_renewal().method());
        assert_eq!(self.order.as_deref(), m.open_order());
        assert_eq!(self.closed, m.closed_orders());
        assert_eq!(self.attempts, m.attempts());
        assert_eq!(self.asked.map(|(key, _)| key), m.charge().unresolved().map(|asked| asked.key));
        assert_eq!(&self.ledger, m.ledger());
        assert!(self.payments.iter().eq(m.payments().iter()));
        let notices = m.notices();
        assert_eq!(
            (self.notices, self.reminded_through),
            (notices.count, notices.reminded_through)
        );
    }
}

/// A charge just asked for.
const fn unanswered(key: ChargeKey, on: Day, method: MethodId, rung: Option<Rung>) -> Attempt {
    Attempt { key, on, method, rung, is_retry: false, outcome: None, told: 0 }
}
