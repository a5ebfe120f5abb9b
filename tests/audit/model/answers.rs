//! What the lists say: of expiry and service, of automatic renewal, of orders, money and notices.
//! Each answer goes through the lists anew.

use pec_renewal::{
    Hosting,
    offer::{Holder, HolderKind, Method, Parameters, Policy, Purchase},
    order::Outcome,
    service::{Access, Standing},
    values::{Day, MethodId, OrderId},
};

use super::{
    calendar::years_after,
    goods::{self, Room},
    record::{Change, Charge, Order, Period, Place, Record, Size, Termination, Told},
};

/// Expiry, grace, and the end (R-01, R-02, R-03, R-60 … R-65).
impl Record {
    pub fn period(&self) -> &Period {
        self.periods.last().expect("a mailbox has a period")
    }

    pub fn expiry(&self) -> Day {
        self.period().expiry
    }

    pub fn last_grace_day(&self) -> Day {
        let days = self.period().phases.iter().map(|phase| i32::from(phase.days));
        self.expiry().plus_days(days.sum())
    }

    pub fn last_renewable_day(&self) -> Day {
        let phases = self.period().phases.iter().take_while(|phase| phase.renewable);
        self.expiry().plus_days(phases.map(|phase| i32::from(phase.days)).sum())
    }

    pub fn is_here(&self) -> bool {
        match self.opening.hosting {
            Hosting::Provider => true,
            Hosting::OwnDomain => false,
        }
    }

    /// Ended now, and waiting for a charge.
    pub fn is_ending(&self) -> bool {
        self.deleted_on.is_none()
            && self.terminations.iter().any(|(_, what)| *what == Termination::Now)
    }

    pub fn is_gone(&self) -> bool {
        self.deleted_on.is_some() || self.is_ending()
    }

    /// A termination at expiry was asked for, and neither revoked nor, once the expiry was over, ended
    /// by a renewal ordered or by switching on.
    pub fn is_leaving(&self) -> bool {
        let Some((asked, Termination::AtExpiry)) = self.terminations.last() else {
            return false;
        };
        let ordered = self.orders.iter().any(|order| asked < &order.opened_at);
        let switched_on = self.bindings.iter().any(|it| it.switched_on && asked < &it.at);
        !self.is_gone() && !ordered && !switched_on
    }

    /// It bars renewal up to the expiry day.
    pub fn termination_stands(&self, day: Day) -> bool {
        self.is_leaving() && day <= self.expiry()
    }

    pub fn is_renewable(&self, day: Day) -> bool {
        self.is_here() && !self.is_gone() && day <= self.last_renewable_day()
    }

    pub fn standing(&self, day: Day) -> Standing {
        if self.deleted_on.is_some() {
            return Standing::Deleted;
        }
        if self.is_ending() {
            return Standing::Ending;
        }
        if day <= self.expiry() {
            return Standing::InService;
        }
        let mut last = self.expiry();
        for (phase, number) in self.period().phases.iter().zip(1..) {
            last = last.plus_days(i32::from(phase.days));
            if day <= last {
                return Standing::InGrace {
                    phase: number,
                    day: u16::try_from(self.expiry().days_until(day)).expect("a day of grace"),
                    renewable: phase.renewable,
                };
            }
        }
        Standing::GraceOver
    }

    pub fn access(&self, day: Day) -> Access {
        let renew = self.is_renewable(day) && !self.termination_stands(day);
        let (send, receive, read) = match self.standing(day) {
            Standing::InService => (true, true, true),
            Standing::InGrace { phase, .. } => {
                let mail = self.period().phases[usize::from(phase) - 1].access;
                (mail.send, mail.receive, mail.read)
            }
            Standing::GraceOver | Standing::Ending | Standing::Deleted => (false, false, false),
        };
        Access { send, receive, read, renew }
    }

    /// The late fee, net, of the phase in which a day falls.
    pub fn late_fee_net(&self, day: Day) -> u64 {
        match self.standing(day) {
            Standing::InGrace { phase, .. } => {
                self.period().phases[usize::from(phase) - 1].late_fee_net.cents()
            }
            Standing::InService | Standing::GraceOver | Standing::Ending | Standing::Deleted => 0,
        }
    }

    /// The period that a term bought with money of `day` gives; none beyond the calendar.
    pub fn extended(&self, years: u8, day: Day, policy: &Parameters) -> Option<Period> {
        use pec_renewal::offer::ExtensionBase::{PaymentDay, PreviousExpiry};
        let now = self.period();
        let (anchor, years) = match policy.extension_base {
            PaymentDay if now.expiry < day => (day, u32::from(years)),
            PaymentDay | PreviousExpiry => (now.anchor, now.years + u32::from(years)),
        };
        let expiry = years_after(anchor, years)?;
        let phases = policy.grace.phases().to_vec();
        Some(Period { anchor, years, expiry, began_on: self.today, exit_right: false, phases })
    }
}

/// Who holds it, and what renews it (R-10 … ).
impl Record {
    pub fn holder(&self) -> &Holder {
        self.holders.last().expect("a mailbox has a holder")
    }

    pub fn is_a_consumers(&self) -> bool {
        self.holder().kind == HolderKind::Consumer
    }

    pub fn owes_net_only(&self) -> bool {
        self.holder().kind == HolderKind::PublicBody { split_payment: true }
    }

    /// The bound method; none where automatic renewal is off.
    pub fn bound(&self) -> Option<Method> {
        self.bindings.last().and_then(|binding| binding.method)
    }

    pub fn is_dead(&self, method: MethodId) -> bool {
        self.dead_methods.contains(&method)
    }

    pub fn repeated(&self) -> Purchase {
        *self.bought.last().expect("something was bought")
    }

    /// Since when nothing that bars generating was lifted.
    pub fn last_switched_on(&self) -> Option<Place> {
        self.bindings.iter().filter(|binding| binding.switched_on).map(|binding| binding.at).max()
    }

    /// What of this period bars another generated order, the first first (R-15 (a) and (b)).
    pub fn bar_on_generating(&self) -> Option<&'static str> {
        let lifted = self.last_switched_on();
        let closed = |order: &&Order| {
            order.id.expiry() == self.expiry()
                && order.closed.is_some_and(|closed| lifted < Some(closed.at))
        };
        let ended = |order: &Order, how| order.closed.is_some_and(|closed| closed.how == how);
        let of_this_period = || self.orders.iter().filter(closed);
        if of_this_period().any(|it| it.generated && ended(it, Outcome::Cancelled)) {
            return Some("OrderCancelled");
        }
        if of_this_period().any(|it| it.generated && ended(it, Outcome::Lapsed)) {
            return Some("OrderLapsed");
        }
        let over_expiry = |it: &Order| {
            it.opened_on <= self.expiry()
                && it.closed.is_some_and(|closed| self.expiry() < closed.on)
        };
        of_this_period()
            .any(|it| !it.generated && over_expiry(it))
            .then_some("ManualOrderOpenAtExpiry")
    }
}

/// Orders and money (R-20 … ).
impl Record {
    /// The order not closed; see [`Record::open_order_on`] for what holds on a day.
    pub fn open_order(&self) -> Option<&Order> {
        self.orders.iter().find(|order| order.closed.is_none())
    }

    pub fn open_order_mut(&mut self) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.closed.is_none())
    }

    /// Over on the day after its last one, ticked or not, unless a charge of it is unresolved.
    pub fn open_order_on(&self, day: Day) -> Option<&Order> {
        self.open_order().filter(|it| day <= it.last_day || self.is_in_collection(it.id))
    }

    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    pub fn next_ordinal(&self) -> u32 {
        let here = u32::try_from(self.orders.len()).expect("a number of orders");
        self.opening.orders_before + here + 1
    }

    /// The charge without a final outcome: at most one.
    pub fn unresolved(&self) -> Option<&Charge> {
        self.charges.iter().find(|charge| charge.outcome.is_none())
    }

    pub fn is_in_collection(&self, order: OrderId) -> bool {
        self.unresolved().is_some_and(|charge| charge.key.order() == order)
    }

    pub fn registered(&self) -> u64 {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    pub fn put_to(&self, order: OrderId) -> u64 {
        let for_it = self.payments.iter().filter(|payment| payment.put_to == Some(order));
        for_it.map(|payment| payment.amount).sum()
    }

    pub fn held(&self) -> u64 {
        self.open_order().map_or(0, |order| self.put_to(order.id))
    }

    pub fn applied(&self) -> u64 {
        self.orders.iter().filter_map(|order| order.closed).map(|closed| closed.applied).sum()
    }

    /// Money put to no order, and what closed orders did not need.
    pub fn owed_back(&self) -> u64 {
        let at_once = self.payments.iter().filter(|payment| payment.put_to.is_none());
        let at_once: u64 = at_once.map(|payment| payment.amount).sum();
        let closed = self.orders.iter().filter_map(|order| Some((order.id, order.closed?)));
        let left: u64 = closed.map(|(id, closed)| self.put_to(id) - closed.applied).sum();
        at_once + left
    }

    /// What covers the order with money of a day, before anything held.
    pub fn due(&self, order: &Order, day: Day) -> u64 {
        let fee = self.late_fee_net(day);
        if order.net_only {
            order.cost.net + fee
        } else {
            order.cost.gross + fee + goods::tax(fee, order.cost.rate)
        }
    }
}

/// Plan and room.
impl Record {
    pub fn size(&self) -> &Size {
        self.sizes.last().expect("a mailbox has a size")
    }

    pub fn entitled(&self) -> Room {
        goods::room(self.size().plan, self.size().extra)
    }

    /// Plans bought that have not taken effect.
    pub fn planned(&self) -> Vec<Change> {
        let gone = self.deleted_on.is_some();
        self.changes.iter().filter(|change| !change.done && !gone).copied().collect()
    }

    /// The day since which a report may let the room shrink, and whether the archive may go; none
    /// where the room is what the plan gives.
    pub fn waits_to_shrink(&self) -> Option<(Day, bool)> {
        if self.size().room == self.entitled() || self.deleted_on.is_some() {
            return None;
        }
        self.last_change().1
    }

    /// The last plan that took effect: where it stands, and its day and consent.
    pub fn last_change(&self) -> (Place, Option<(Day, bool)>) {
        let changed = self.sizes.iter().rev().find(|size| size.change.is_some());
        changed.map_or((0, None), |size| (size.at, size.change))
    }

    /// A report came since, and did not fit.
    pub fn was_told_room_kept(&self) -> bool {
        let (since, _) = self.last_change();
        self.rooms_kept.iter().any(|told| since < *told)
    }
}

/// The notice of art. 65-bis.
impl Record {
    /// Those of this period and this holder.
    pub fn statutory_notices(&self) -> impl DoubleEndedIterator<Item = &Told> {
        self.notices.iter().filter(|told| {
            told.what == "TacitRenewal"
                && told.period == self.periods.len()
                && told.holder == self.holders.len()
        })
    }

    /// The earliest day on which one was delivered, as far as is recorded.
    pub fn proof_of_notice(&self) -> Option<Day> {
        let first = self.periods.len() == 1 && self.holders.len() == 1;
        let stated = self.opening.statutory_notice_delivered.filter(|_| first);
        stated.into_iter().chain(self.statutory_notices().filter_map(|told| told.delivered)).min()
    }

    /// Delivered at least 30 days before the expiry.
    pub fn is_notice_proved(&self) -> bool {
        self.proof_of_notice().is_some_and(|on| on <= self.expiry().minus_days(30))
    }

    /// Whether one is owed today.
    pub fn owes_statutory_notice(&self, policy: &Policy) -> bool {
        let parameters = policy.parameters();
        let wanted = match self.statutory_notices().next_back() {
            None => Some(self.expiry().minus_days(parameters.statutory_notice_days.into())),
            Some(told) => {
                told.failed.map(Day::next).filter(|again| *again <= self.expiry().minus_days(30))
            }
        };
        let years = self.repeated().term.years();
        let renews = self
            .extended(years, self.today, parameters)
            .is_some_and(|next| self.today < next.expiry);
        self.is_a_consumers()
            && self.bound().is_some()
            && self.proof_of_notice().is_none()
            && wanted.is_some_and(|day| day <= self.today)
            && self.is_renewable(self.today)
            && renews
    }
}
