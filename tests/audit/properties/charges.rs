//! The failed-charge machine (R-30 … R-38), counted again from the history: who was asked, when, for
//! how much, and that nothing else could be asked meanwhile.

use std::collections::BTreeSet;

use pec_renewal::{
    Allocation, Event, Fact, Notice, PaymentSource,
    catalogue::{Grace, GracePhases, Method, Rung},
    charge::{Bar, Failure},
    order::OpenOrder,
    values::{ChargeKey, Day, MethodId, Money, OrderId},
};
use proptest::prelude::*;

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(2048))]

    #[test]
    fn r_37_no_charge_is_requested_without_all_its_conditions(history in histories(80)) {
        let mut book = Book::default();
        history.watched(|_, step| {
            for event in step.outcome.iter().flatten() {
                book.enter(event);
            }
            book.end_of_decision();
        });
    }
}

/// What the history says of the collection of orders.
#[derive(Default)]
struct Book {
    bound: Option<Method>,
    dead: BTreeSet<MethodId>,
    grace: Option<GracePhases>,
    unresolved: Option<Asked>,
    /// The keys of charges that money came of, asked for or not.
    settled: BTreeSet<ChargeKey>,
    order: Option<Collected>,
}

/// A charge without a final outcome.
struct Asked {
    key: ChargeKey,
    method: MethodId,
    /// The rungs spent before it.
    spent_before: u8,
    /// Another method was bound since.
    rebound: bool,
    /// The request was the one that a newly bound method is owed, whether or not it spent a rung.
    armed: bool,
}

/// An open order, generated or not.
struct Collected {
    order: OpenOrder,
    held: Money,
    spent: u8,
    attempts: u32,
    asked: BTreeSet<(Day, MethodId)>,
    /// A method must be bound before the next request.
    waits: bool,
    /// A method was bound after a failure: one request is owed outside the ladder.
    armed: bool,
    not_before: Option<Day>,
    episode: bool,
    told: u32,
}

impl Book {
    fn enter(&mut self, event: &Event) {
        let today = event.at.day();
        match &event.fact {
            Fact::MailboxOpened { opening, grace, .. } => {
                self.bound = opening.bound_method;
                self.dead.extend(&opening.dead_methods);
                self.grace = Some(grace.clone());
            }
            Fact::AutoRenewalSwitchedOn { method, .. }
            | Fact::MethodReplaced { new: method, .. } => self.bind(*method),
            Fact::AutoRenewalSwitchedOff { .. } => self.bound = None,
            Fact::OrderOpened(open_order) => self.order = Some(Collected::of(open_order)),
            Fact::OrderCancelled { order, .. } | Fact::OrderLapsed { order, .. } => {
                let asked = self.unresolved.as_ref().map(|asked| asked.key.order());
                assert_ne!(asked, Some(*order), "closed while its charge is unresolved: {event:?}");
                self.order = None;
            }
            Fact::OrderFulfilled(fulfilment) => {
                self.order = None;
                self.grace = Some(fulfilment.grace.clone());
            }
            Fact::RungSkipped { rung, day, .. } => self.skip(rung.place(), *day, today),
            Fact::ChargeBarred { method, rung, due, bar, .. } => {
                self.barred(*method, rung.map(Rung::place), *due, *bar, today);
            }
            Fact::ChargeRequested { key, amount, method, rung } => {
                self.requested(*key, *amount, *method, rung.map(Rung::place), today);
            }
            Fact::ChargeFailed { key, failure } => self.failed(*key, *failure),
            Fact::ChargeNotExecuted { key } => self.not_executed(*key, today),
            Fact::LadderExhausted { order } => self.exhausted(*order),
            Fact::PaymentRegistered(payment) => {
                if let PaymentSource::Charge { key } = payment.source {
                    self.settled(key);
                }
                if payment.allocation == Allocation::Held {
                    let open = self.order.as_mut().expect("money is held for an open order");
                    assert_eq!(Some(open.order.id), payment.order);
                    let held = open.held.checked_add(payment.amount);
                    open.held = held.expect("within the range of money");
                }
            }
            Fact::MailboxDeleted { .. } => {
                assert!(self.unresolved.is_none(), "deleted while a charge is unresolved");
            }
            Fact::NoticeDue { notice: Notice::ChargeFailed(_), .. } => {
                let open = self.order.as_mut().expect("an order is open");
                assert!(open.episode, "a notice of failure, and none failed");
                open.told += 1;
            }
            _ => {}
        }
    }

    /// The failure notice is owed once per episode.
    fn end_of_decision(&self) {
        if let Some(open) = &self.order {
            assert_eq!(open.told, u32::from(open.episode), "notices of {}", open.order.id);
        }
    }

    fn bind(&mut self, method: Method) {
        assert!(!self.dead.contains(&method.id), "{method:?} is dead, and was bound");
        self.bound = Some(method);
        if let Some(asked) = &mut self.unresolved {
            asked.rebound = asked.method != method.id;
        }
        let unresolved = self.unresolved.as_ref().map(|asked| (asked.key.order(), asked.rebound));
        if let Some(open) = &mut self.order {
            let recharge = open.order.agreed.recharge_on_method_update;
            match unresolved.filter(|(order, _)| *order == open.order.id) {
                // While its own charge is unresolved, the failure may still come: of the method
                // bound, or of another one.
                Some((_, rebound)) => open.armed = recharge && rebound,
                None => open.armed |= recharge && open.episode,
            }
            open.waits = false;
            open.episode = false;
            open.told = 0;
        }
    }

    fn skip(&mut self, rung: u8, day: Day, today: Day) {
        let open = self.order.as_mut().expect("an order is open");
        assert_eq!(rung, open.spent + 1, "rungs are skipped one by one");
        assert_eq!(Some(day), open.rung_day(rung));
        assert!(!open.in_force(rung, today), "rung {rung} is in force on {today}, and was skipped");
        open.spent = rung;
        open.not_before = None;
    }

    fn barred(&mut self, method: MethodId, rung: Option<u8>, due: Money, bar: Bar, today: Day) {
        let bound = self.bound.expect("a method is bound");
        assert_eq!(bound.id, method);
        assert!(self.unresolved.is_none(), "barred while a charge is unresolved");
        let due_today = self.due(today);
        let open = self.order.as_mut().expect("an order is open");
        assert_eq!(due, due_today);
        let justified = match bar {
            Bar::MethodDead => self.dead.contains(&method),
            Bar::MethodExpired => bound.valid_until.is_some_and(|last| last < today),
            Bar::AuthenticationRequired => open.waits,
            Bar::AboveMandateCap => {
                open.waits || bound.mandate_cap.is_some_and(|cap| cap < due_today)
            }
        };
        assert!(justified, "{bar:?} on {today}");
        open.spend(rung, today);
        open.waits |= matches!(bar, Bar::AuthenticationRequired | Bar::AboveMandateCap);
        open.armed = false;
        open.episode = true;
    }

    fn requested(
        &mut self,
        key: ChargeKey,
        amount: Money,
        method: MethodId,
        rung: Option<u8>,
        today: Day,
    ) {
        assert!(self.unresolved.is_none(), "two charges are unresolved");
        let bound = self.bound.expect("automatic renewal is on");
        assert_eq!(bound.id, method, "another method was charged");
        assert!(!self.dead.contains(&method), "a dead method was charged");
        assert!(bound.is_valid_on(today), "an expired method was charged");
        let due = self.due(today);
        let open = self.order.as_mut().expect("an order is open");
        assert!(open.order.is_generated(), "a manual order was charged");
        let mut keys = (open.attempts + 1..).map(|number| ChargeKey::new(open.order.id, number));
        assert_eq!(keys.find(|key| !self.settled.contains(key)), Some(key));
        assert_eq!(amount, due, "asked on {today}");
        assert!(!amount.is_zero(), "a charge of nothing");
        assert!(bound.mandate_cap.is_none_or(|cap| amount <= cap), "above the cap");
        assert!(!open.waits, "{method} must be bound anew first");
        let last_day = open.order.asks.last().map(|due| due.until);
        assert!(Some(today) <= last_day, "charged on {today}, after the last day");
        assert!(open.asked.insert((today, method)), "{method} was asked twice on {today}");
        let spent_before = open.spent;
        assert!(rung.is_some() || open.armed, "outside the ladder, and nothing is owed");
        open.spend(rung, today);
        open.attempts = key.attempt();
        let armed = std::mem::take(&mut open.armed);
        self.unresolved = Some(Asked { key, method, spent_before, rebound: false, armed });
    }

    fn failed(&mut self, key: ChargeKey, failure: Failure) {
        let asked = self.resolved(key);
        if failure == Failure::HardDecline {
            self.dead.insert(asked.method);
        }
        let open = self.order.as_mut().filter(|open| open.order.id == key.order());
        let Some(open) = open.filter(|_| !asked.rebound) else {
            return;
        };
        open.episode = true;
        open.waits |= failure == Failure::AuthenticationRequired;
    }

    fn not_executed(&mut self, key: ChargeKey, today: Day) {
        let asked = self.resolved(key);
        let open = self.order.as_mut().filter(|open| open.order.id == key.order());
        if let Some(open) = open {
            // What it spent comes back: its rung, and the request owed to a newly bound method.
            open.armed |= asked.armed;
            open.spent = asked.spent_before;
            open.not_before = Some(today.next());
        }
    }

    fn settled(&mut self, key: ChargeKey) {
        self.settled.insert(key);
        if self.unresolved.as_ref().is_some_and(|asked| asked.key == key) {
            self.unresolved = None;
        }
    }

    fn resolved(&mut self, key: ChargeKey) -> Asked {
        let asked = self.unresolved.take().expect("a charge is unresolved");
        assert_eq!(asked.key, key, "another charge is unresolved");
        asked
    }

    fn exhausted(&mut self, order: OrderId) {
        assert!(self.unresolved.is_none(), "exhausted while a charge is unresolved");
        let open = self.order.as_mut().expect("an order is open");
        assert_eq!(open.order.id, order);
        assert_eq!(
            usize::from(open.spent),
            open.order.agreed.ladder.rungs().len(),
            "rungs are left"
        );
        open.episode = true;
    }

    /// What is due for the open order with money of today.
    fn due(&self, today: Day) -> Money {
        let open = self.order.as_ref().expect("an order is open");
        let grace = self.grace.as_ref().expect("it was opened");
        let grace = Grace::new(open.order.id.expiry(), grace, None);
        open.order.due_on(&grace, today).saturating_sub(open.held)
    }
}

impl Collected {
    fn of(order: &OpenOrder) -> Self {
        Self {
            order: order.clone(),
            held: Money::ZERO,
            spent: 0,
            attempts: 0,
            asked: BTreeSet::new(),
            waits: false,
            armed: false,
            not_before: None,
            episode: false,
            told: 0,
        }
    }

    /// A rung is spent in its turn, on a day on which it is in force.
    fn spend(&mut self, rung: Option<u8>, today: Day) {
        assert!(self.not_before.is_none_or(|day| day <= today), "a rung came back too soon");
        self.not_before = None;
        if let Some(rung) = rung {
            assert_eq!(rung, self.spent + 1, "rungs are spent one by one");
            assert!(self.in_force(rung, today), "rung {rung} is not in force on {today}");
            self.spent = rung;
        }
    }

    fn rung_day(&self, rung: u8) -> Option<Day> {
        self.order.agreed.ladder.day(Rung::new(rung).ok()?, self.order.id.expiry())
    }

    /// From its day until the next one's; the last one as the policy agreed says.
    fn in_force(&self, rung: u8, today: Day) -> bool {
        let own = self.rung_day(rung).expect("it has such a rung");
        let over = match self.rung_day(rung + 1) {
            Some(next) => next <= today,
            None if self.order.agreed.late_charge => false,
            None => own.max(self.order.id.expiry()) < today,
        };
        own <= today && !over
    }
}
