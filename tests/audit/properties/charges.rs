//! The failed-charge machine (R-30 … R-39), counted again from the history: who was asked, when, for
//! how much, and that nothing else could be asked meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{
    Allocation, CancelCause, Event, Fact, MethodNews, Notice, PaymentSource,
    catalogue::{Method, Rung},
    charge::{Bar, Failure},
    order::OpenOrder,
    values::{ChargeKey, Day, MethodId, Money, OrderId},
};
use pec_test_support::cents;
use proptest::prelude::*;

use super::{chances::histories, period::Period, tried};

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
    /// Dead where it came from, or by a hard decline that stands, or stopped by its holder.
    dead: BTreeSet<MethodId>,
    hard: BTreeMap<ChargeKey, MethodId>,
    stopped: BTreeMap<ChargeKey, MethodId>,
    /// Soft declines that stand, with the day before which they say not to ask again.
    put_off: BTreeMap<ChargeKey, (MethodId, Day)>,
    period: Option<Period>,
    unresolved: Option<Asked>,
    /// The charges in doubt, each with the method asked, and those that were.
    in_doubt: BTreeMap<ChargeKey, MethodId>,
    doubted: BTreeSet<ChargeKey>,
    answered: BTreeMap<ChargeKey, MethodId>,
    /// The keys of charges that money came of, asked for or not.
    settled: BTreeSet<ChargeKey>,
    order: Option<Collected>,
    /// What was held for an order that gives way, until the next one opens.
    travels: Money,
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
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that is so or not")]
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
    /// The method was found barred, or died, since it was last bound or asked.
    barred: bool,
    /// The ladder was at its end, and no method was asked or found barred since.
    at_its_end: bool,
    /// News of the method lifted a bar, and a request was owed for it.
    recharged: bool,
    /// The last notice of a failure named a next charge, which did not come yet.
    named: bool,
    /// A charge of it was in doubt: how its collection goes on from there is compared with the
    /// reference model; here only what no charge may do.
    was_doubted: bool,
    now: Now,
}

/// What one decision brought to an open order.
#[derive(Default)]
struct Now {
    /// An episode was open before it.
    in_episode: bool,
    /// A charge was barred that the last notice named.
    named_is_barred: bool,
    exhausted: bool,
    told: u32,
}

impl Book {
    fn enter(&mut self, event: &Event) {
        let today = event.at.day();
        Period::enter(&mut self.period, event);
        match &event.fact {
            Fact::MailboxOpened { opening, .. } => {
                self.bound = opening.bound_method;
                self.dead.extend(&opening.dead_methods);
            }
            Fact::AutoRenewalSwitchedOn { method, .. }
            | Fact::MethodReplaced { new: method, .. } => self.bind(*method),
            Fact::AutoRenewalSwitchedOff { .. } => self.bound = None,
            Fact::MethodNewsReported { method, news } => self.news(*method, *news, today),
            Fact::OrderOpened(open_order) => {
                let held = std::mem::take(&mut self.travels);
                self.order = Some(Collected { held, ..Collected::of(open_order) });
            }
            Fact::OrderReissued { order, new } => {
                self.assert_free(*order, event);
                let open = self.order.as_mut().expect("an order is open");
                open.order = (**new).clone();
                open.attempts = 0;
            }
            Fact::OrderCancelled { order, cause } => {
                self.assert_free(*order, event);
                let held = self.order.take().map_or(Money::ZERO, |open| open.held);
                if *cause == CancelCause::Replaced {
                    self.travels = held;
                }
            }
            Fact::OrderLapsed { order, .. } => {
                self.assert_free(*order, event);
                self.order = None;
            }
            Fact::OrderFulfilled(_) => self.order = None,
            Fact::RungSkipped { rung, day, .. } => self.skip(rung.place(), *day, today),
            Fact::ChargeBarred { method, rung, due, bar, .. } => {
                self.barred(*method, rung.map(Rung::place), *due, *bar, today);
            }
            Fact::ChargeRequested { key, amount, method, rung } => {
                self.requested(*key, *amount, *method, rung.map(Rung::place), today);
            }
            Fact::ChargeInDoubt { key, .. } => self.doubt(*key),
            Fact::ChargeFailed { key, failure } => self.failed(*key, *failure),
            Fact::ChargeNotExecuted { key } => self.not_executed(*key, today),
            Fact::LadderExhausted { order } => self.exhausted(*order),
            Fact::PaymentRegistered(payment) => {
                if let PaymentSource::Charge { key } = payment.source {
                    self.settled(key);
                }
                if payment.allocation == Allocation::Held {
                    let open = self.order.as_mut().expect("money is held for an open order");
                    let held = open.held.checked_add(payment.amount);
                    open.held = held.expect("within the range of money");
                }
            }
            Fact::PaymentReversed(reversed) => {
                self.dead.extend(reversed.dead);
                if let Some(open) = &mut self.order {
                    let held = open.held.checked_sub(reversed.held);
                    open.held = held.expect("no more is taken back than was held");
                }
            }
            Fact::MailboxDeleted { .. } => {
                assert!(self.unresolved.is_none(), "deleted while a charge is unresolved");
                assert!(self.in_doubt.is_empty(), "deleted while a charge is in doubt");
            }
            Fact::NoticeDue { notice: Notice::ChargeFailed(told), .. } => {
                let open = self.order.as_mut().expect("an order is open");
                assert!(open.was_doubted || open.episode, "a notice of failure, and none failed");
                assert_eq!(told.order, open.order.id);
                open.named = told.next_charge.is_some();
                open.now.told += 1;
            }
            _ => {}
        }
    }

    /// The failure notice is owed once per episode; and again when the next charge that it named is
    /// barred, and when no other follows.
    fn end_of_decision(&mut self) {
        let bound = self.bound.map(|bound| bound.id);
        let is_stopped = self.stopped.values().any(|method| Some(*method) == bound);
        assert!(!is_stopped, "{bound:?} was stopped, and is bound");

        if let Some(open) = self.order.as_mut().filter(|open| !open.was_doubted) {
            let now = std::mem::take(&mut open.now);
            let again = !now.in_episode || now.named_is_barred || now.exhausted;
            assert_eq!(now.told, u32::from(open.episode && again), "told of {}", open.order.id);
            open.now.in_episode = open.episode;
        }
    }

    fn assert_free(&self, order: OrderId, event: &Event) {
        let asked = self.unresolved.as_ref().map(|asked| asked.key.order());
        assert_ne!(asked, Some(order), "its charge is unresolved: {event:?}");
    }

    fn bind(&mut self, method: Method) {
        assert!(!self.is_dead(method.id), "{method:?} is dead, and was bound");
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
                None => open.armed |= recharge && (open.episode || open.at_its_end),
            }
            open.waits = false;
            open.calm();
        }
    }

    /// What news revives or makes valid may be asked again: at once where that lifts the bar, once an
    /// order.
    fn news(&mut self, method: MethodId, news: MethodNews, today: Day) {
        match news {
            MethodNews::Closed => {
                self.dead.insert(method);
            }
            MethodNews::AskHolder => {}
            MethodNews::Refreshed { valid_until, mandate_cap } => {
                let was_barred = self.is_barred(today);
                self.hard.retain(|_, hard| *hard != method);
                let Some(bound) = self.bound.as_mut().filter(|bound| bound.id == method) else {
                    return;
                };
                (bound.valid_until, bound.mandate_cap) = (valid_until, mandate_cap);
                let falls = was_barred && !self.is_barred(today);
                let is_free = self.unresolved.is_none();
                let open = self.order.as_mut().filter(|open| open.barred && !open.waits);
                if let Some(open) = open.filter(|_| falls && is_free) {
                    let recharge = open.order.agreed.recharge_on_method_update;
                    open.armed |= recharge && !std::mem::replace(&mut open.recharged, recharge);
                    open.calm();
                }
            }
        }
    }

    /// Whether the bound method may not be asked for what is due, whatever the customer does.
    fn is_barred(&self, today: Day) -> bool {
        let Some(bound) = self.bound.filter(|_| self.order.is_some()) else {
            return false;
        };
        let above_cap = bound.mandate_cap.is_some_and(|cap| cap < self.due(today));
        self.is_dead(bound.id) || !bound.is_valid_on(today) || above_cap
    }

    /// Only what took nothing comes into doubt, and once; while it lasts, nothing is asked.
    fn doubt(&mut self, key: ChargeKey) {
        let method = self.answered.get(&key).expect("it had a final outcome");
        assert!(!self.settled.contains(&key), "money came of {key}");
        assert!(self.doubted.insert(key), "{key} is in doubt for the second time");
        self.in_doubt.insert(key, *method);
    }

    /// Whether a doubt ends with that report; what was dead by the first outcome may be so no longer.
    fn ends_doubt(&mut self, key: ChargeKey, failure: Option<Failure>) -> bool {
        let Some(method) = self.in_doubt.remove(&key) else {
            return false;
        };
        self.forget(key);
        self.remember(key, method, failure);
        if let Some(open) = self.order.as_mut().filter(|open| open.order.id == key.order()) {
            open.was_doubted = true;
        }
        true
    }

    /// What a failure that stands says of its method.
    fn remember(&mut self, key: ChargeKey, method: MethodId, failure: Option<Failure>) {
        match failure {
            Some(Failure::HardDecline) => {
                self.hard.insert(key, method);
            }
            Some(Failure::Stopped) => {
                self.stopped.insert(key, method);
            }
            Some(Failure::SoftDecline { not_before: Some(day) }) => {
                self.put_off.insert(key, (method, day));
            }
            Some(Failure::SoftDecline { not_before: None } | Failure::AuthenticationRequired)
            | None => {}
        }
    }

    fn forget(&mut self, key: ChargeKey) {
        self.hard.remove(&key);
        self.stopped.remove(&key);
        self.put_off.remove(&key);
    }

    fn skip(&mut self, rung: u8, day: Day, today: Day) {
        assert!(self.in_doubt.is_empty(), "skipped while a charge is in doubt");
        let open = self.order.as_mut().expect("an order is open");
        assert!(open.was_doubted || rung == open.spent + 1, "rungs are skipped one by one");
        assert_eq!(Some(day), open.rung_day(rung));
        assert!(!open.in_force(rung, today), "rung {rung} is in force on {today}, and was skipped");
        open.spent = rung;
        open.not_before = None;
    }

    fn barred(&mut self, method: MethodId, rung: Option<u8>, due: Money, bar: Bar, today: Day) {
        let bound = self.bound.expect("a method is bound");
        assert_eq!(bound.id, method);
        assert!(self.unresolved.is_none(), "barred while a charge is unresolved");
        assert!(self.in_doubt.is_empty(), "barred while a charge is in doubt");
        let (due_today, is_dead) = (self.due(today), self.is_dead(method));
        let open = self.order.as_mut().expect("an order is open");
        assert_eq!(due, due_today);
        let justified = match bar {
            Bar::MethodDead => is_dead,
            Bar::MethodExpired => bound.valid_until.is_some_and(|last| last < today),
            Bar::AuthenticationRequired => open.was_doubted || open.waits,
            Bar::AboveMandateCap => bound.mandate_cap.is_some_and(|cap| cap < due_today),
        };
        assert!(justified, "{bar:?} on {today}");
        open.spend(rung, today);
        open.waits |= bar == Bar::AuthenticationRequired;
        open.armed = false;
        open.episode = true;
        open.barred = true;
        open.at_its_end = false;
        open.now.named_is_barred |= open.named;
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
        assert!(self.in_doubt.is_empty(), "asked while a charge is in doubt");
        let bound = self.bound.expect("automatic renewal is on");
        assert_eq!(bound.id, method, "another method was charged");
        assert!(!self.is_dead(method), "a dead method was charged");
        let mut put_off = self.put_off.values();
        let is_put_off = put_off.any(|(put_off, until)| *put_off == method && today < *until);
        assert!(!is_put_off, "{method} was asked on {today}, too soon");
        assert!(bound.is_valid_on(today), "an expired method was charged");
        let due = self.due(today);
        let open = self.order.as_mut().expect("an order is open");
        assert!(open.order.is_generated(), "a manual order was charged");
        let mut keys = (open.attempts + 1..).map(|number| ChargeKey::new(open.order.id, number));
        assert_eq!(keys.find(|key| !self.settled.contains(key)), Some(key));
        assert_eq!(amount, due, "asked on {today}");
        assert!(!amount.is_zero(), "a charge of nothing");
        assert!(bound.mandate_cap.is_none_or(|cap| amount <= cap), "above the cap");
        assert!(open.was_doubted || !open.waits, "{method} must be bound anew first");
        let period = self.period.as_ref().expect("it is open");
        let last_day = period.last_day_of(&open.order, today);
        assert!(today <= last_day, "charged on {today}, after the last day {last_day}");
        assert!(today <= period.last_renewable_day(today), "charged on {today}, not renewable");
        open.named = false;
        open.barred = false;
        open.at_its_end = false;
        assert!(open.asked.insert((today, method)), "{method} was asked twice on {today}");
        let spent_before = open.spent;
        let may_be_owed = open.armed || open.was_doubted;
        assert!(rung.is_some() || may_be_owed, "outside the ladder, and nothing is owed");
        open.spend(rung, today);
        open.attempts = key.attempt();
        let armed = std::mem::take(&mut open.armed);
        self.unresolved = Some(Asked { key, method, spent_before, rebound: false, armed });
    }

    fn failed(&mut self, key: ChargeKey, failure: Failure) {
        if self.ends_doubt(key, Some(failure)) {
            return;
        }
        let asked = self.resolved(key);
        self.remember(key, asked.method, Some(failure));
        let open = self.order.as_mut().filter(|open| open.order.id == key.order());
        let Some(open) = open.filter(|_| !asked.rebound) else {
            return;
        };
        open.episode = true;
        open.barred |= failure.death().is_some();
        open.waits |= failure == Failure::AuthenticationRequired;
    }

    fn not_executed(&mut self, key: ChargeKey, today: Day) {
        if self.ends_doubt(key, None) {
            return;
        }
        let asked = self.resolved(key);
        let open = self.order.as_mut().filter(|open| open.order.id == key.order());
        if let Some(open) = open {
            // What it spent comes back: its rung, and the request owed to a newly bound method.
            open.armed |= asked.armed;
            open.spent = asked.spent_before;
            open.not_before = Some(today.next());
            open.at_its_end = false;
        }
    }

    fn settled(&mut self, key: ChargeKey) {
        self.settled.insert(key);
        self.ends_doubt(key, None);
        if self.unresolved.as_ref().is_some_and(|asked| asked.key == key) {
            self.unresolved = None;
        }
    }

    fn resolved(&mut self, key: ChargeKey) -> Asked {
        let asked = self.unresolved.take().expect("a charge is unresolved");
        assert_eq!(asked.key, key, "another charge is unresolved");
        self.answered.insert(key, asked.method);
        asked
    }

    fn is_dead(&self, method: MethodId) -> bool {
        let mut ended = self.hard.values().chain(self.stopped.values());
        self.dead.contains(&method) || ended.any(|dead| *dead == method)
    }

    fn exhausted(&mut self, order: OrderId) {
        assert!(self.unresolved.is_none(), "exhausted while a charge is unresolved");
        assert!(self.in_doubt.is_empty(), "exhausted while a charge is in doubt");
        let open = self.order.as_mut().expect("an order is open");
        assert_eq!(open.order.id, order);
        let rungs = open.order.agreed.ladder.rungs().len();
        assert!(open.was_doubted || usize::from(open.spent) == rungs, "rungs are left");
        open.episode = true;
        open.at_its_end = true;
        open.now.exhausted = true;
    }

    /// What is due for the open order with money of today.
    fn due(&self, today: Day) -> Money {
        let open = self.order.as_ref().expect("an order is open");
        let period = self.period.as_ref().expect("it is open");
        let cost = period.cost(&open.order, today, today);
        cents(cost.saturating_sub(open.held.cents()))
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
            barred: false,
            at_its_end: false,
            recharged: false,
            named: false,
            now: Now::default(),
            was_doubted: false,
        }
    }

    /// The episode is over, and what barred the method is forgotten.
    fn calm(&mut self) {
        self.episode = false;
        self.barred = false;
        self.named = false;
        self.now.in_episode = false;
    }

    /// A rung is spent in its turn, on a day on which it is in force.
    fn spend(&mut self, rung: Option<u8>, today: Day) {
        let is_back = self.not_before.is_none_or(|day| day <= today);
        assert!(self.was_doubted || is_back, "a rung came back too soon");
        self.not_before = None;
        if let Some(rung) = rung {
            assert!(self.was_doubted || rung == self.spent + 1, "rungs are spent one by one");
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
