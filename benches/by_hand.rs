//! The floor: what a programmer would write in place for this one life and nothing else.
//!
//! No machine, no refusal, no working copy: each decision changes the state as it goes. It uses the
//! library's values, so that what is compared is deciding and folding, not arithmetic.

use std::borrow::Borrow;

use pec_renewal::{
    Allocation, Attempt, ChargeFailed, Command, Event, ExpiryReminder, Fact, Fulfilment,
    IfNotRenewed, KnownPayment, Ledger, Mailbox, ManualRenewal, NextCharge, NoRenewal, Notice,
    Opening, Outlook, Payment, PaymentSource, RegisteredPayment, Renewed, Trouble, WayOut,
    auto_renewal::{OffCause, OnCause},
    catalogue::{GracePhases, Method, Policy, Purchase, Rung},
    charge::{Failure, Outcome as Report, OutcomeKind},
    order::{Agreed, ClosedOrder, Due, FinalStatus, OpenOrder, Origin},
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
                let (cause, expiry) = (OffCause::Holder, self.period.expiry);
                self.write(at, log, Fact::AutoRenewalSwitchedOff { cause });
                let if_not_renewed = self.if_not_renewed(policy);
                self.tell(
                    at,
                    log,
                    Notice::AutoRenewalSwitchedOff { cause, expiry, if_not_renewed },
                );
            }
            Command::SwitchOn { method, consent } => {
                self.method = Some(*method);
                let (method, cause, consent) = (*method, OnCause::Holder, *consent);
                self.write(at, log, Fact::AutoRenewalSwitchedOn { method, cause, consent });
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
                    consent: None,
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
        let amount = match &self.order {
            Some(order) => order.payable(),
            None => policy.prices().price(&self.purchase, today).unwrap().owed(self.net_only),
        };
        let last = self.last_day(self.order.as_ref().map_or(self.purchase, |open| open.purchase));
        let dues = vec![Due { amount, late_fee: Money::ZERO, until: last }];
        let way_out = match &self.order {
            Some(order) => WayOut::Pay { order: order.id, dues },
            None => WayOut::Renew { from: today, dues },
        };
        ExpiryReminder {
            expiry,
            days_left: today.days_until(expiry),
            outlook: match (self.asked, self.method) {
                (Some((key, _)), _) => {
                    Outlook::AwaitsOutcome { key, order: key.order(), amount: Some(amount) }
                }
                (None, Some(_)) => {
                    let charge = NextCharge { on: self.next_rung(policy), amount };
                    Outlook::WillRenew { charge }
                }
                (None, None) => Outlook::WillNotRenew { reason: NoRenewal::AutoRenewalOff },
            },
            way_out: self.asked.is_none().then_some(way_out),
            if_not_renewed: match self.asked {
                Some(_) => IfNotRenewed { sending_stops: None, deletion: None },
                None => self.if_not_renewed(policy),
            },
        }
    }

    /// An order that is open, or that will be, is waited for through its margin.
    fn if_not_renewed(&self, policy: &Policy) -> IfNotRenewed {
        let expiry = self.period.expiry;
        let waits = self.order.is_some() || self.method.is_some();
        let margin = if waits { policy.parameters().report_margin_days } else { 0 };
        let after_grace = self.grace.last_day(expiry).next();
        let deletion = Some(after_grace.plus_days(margin.into()));
        IfNotRenewed { sending_stops: Some(expiry.next()), deletion }
    }

    fn last_day(&self, purchase: Purchase) -> Day {
        let next = self.extended(purchase).expiry;
        self.grace.last_renewable_day(self.period.expiry).min(next.previous())
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
        let price = policy.prices().price(&purchase, today).unwrap();
        let until = self.last_day(purchase);
        let order = Box::new(OpenOrder {
            id: OrderId::new(self.id, expiry, self.orders + 1),
            origin,
            purchase,
            price,
            net_only: self.net_only,
            archive_consent: false,
            opened_on: today,
            limit: Some(self.extended(purchase).expiry.previous()),
            asks: vec![Due { amount: price.owed(self.net_only), late_fee: Money::ZERO, until }],
            agreed: Agreed::of(policy),
        });
        self.collect_anew();
        self.orders += 1;
        self.write(at, log, Fact::OrderOpened(order.clone()));
        self.order = Some(order);
    }

    fn renew(&mut self, r: &ManualRenewal, policy: &Policy, at: Moment, log: &mut Vec<Event>) {
        let origin = Origin::Manual {
            method_kind: r.method_kind,
            replaces: r.replaces,
            informed: r.informed,
            start_requested: r.start_requested,
        };
        self.open(r.purchase, origin, policy, at, log);
    }

    fn declined(&mut self, key: ChargeKey, policy: &Policy, at: Moment, log: &mut Vec<Event>) {
        self.resolved(key, OutcomeKind::SoftDecline);
        let failure = Failure::SOFT_DECLINE;
        self.write(at, log, Fact::ChargeFailed { key, failure });
        if !self.episode {
            self.episode = true;
            let open = self.order.as_ref().unwrap();
            let (order, amount, until) = (open.id, open.payable(), self.last_day(open.purchase));
            let told = ChargeFailed {
                order,
                trouble: Trouble::Failed(failure),
                next_charge: Some(NextCharge { on: self.next_rung(policy), amount }),
                reason: None,
                dues: vec![Due { amount, late_fee: Money::ZERO, until }],
                with_another_method: None,
                if_not_renewed: self.if_not_renewed(policy),
            };
            self.tell(at, log, Notice::ChargeFailed(Box::new(told)));
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
            debt: None,
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
            receivable: Money::ZERO,
            late_fee: Money::ZERO,
            waived: Money::ZERO,
            previous_expiry,
            period,
            grace,
            deletion_warning_days: policy.parameters().deletion_warning_days,
            change: None,
            right: None,
        };
        self.write(at, log, Fact::OrderFulfilled(Box::new(fulfilment)));
        let renewed =
            Renewed { order, expiry: period.expiry, paid: amount, receivable: Money::ZERO };
        self.tell(at, log, Notice::Renewed(renewed));
    }

    fn extended(&self, purchase: Purchase) -> Period {
        let years = self.period.years + u16::from(purchase.term.years());
        let expiry = self.period.anchor.plus_years(years).unwrap();
        Period { years, expiry, exit_right: false, ..self.period }
    }

    fn tell(&mut self, at: Moment, log: &mut Vec<Event>, notice: Notice) {
        self.notices += 1;
        let number = NoticeNumber::new(self.notices);
        let (policy_version, price_list_version) = (1, 1);
        let due = Fact::NoticeDue { number, notice, policy_version, price_list_version };
        self.write(at, log, due);
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
            last_day: self.last_day(open.purchase),
            status: FinalStatus::Fulfilled,
            replaced: false,
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
            Fact::NoticeDue { number, notice, .. } => {
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
        assert!(self.closed.iter().eq(m.closed_orders()));
        assert!(self.attempts.iter().eq(m.attempts()));
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
    Attempt { key, on, method, rung, is_retry: false, outcome: None, refreshed: false, told: 0 }
}
