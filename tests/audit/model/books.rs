//! What the lists say of orders and money, of plan and room, and of the notice of art. 65-bis. Each
//! answer goes through the lists anew.

use pec_renewal::{
    catalogue::Policy,
    charge::OutcomeKind,
    values::{Day, MethodId, OrderId},
};

use super::{
    goods::{self, Room},
    record::{Change, Charge, Order, Place, Record, Size, Told},
};

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

    /// A charge is unresolved or in doubt, of whatever order.
    pub fn waits_for_outcome(&self) -> bool {
        self.charges.iter().any(|charge| charge.waits_since().is_some())
    }

    pub fn is_in_collection(&self, order: OrderId) -> bool {
        let mut of_it = self.charges.iter().filter(|charge| charge.key.order() == order);
        of_it.any(|charge| charge.waits_since().is_some())
    }

    /// Nothing is ever charged to it again: the outcome that stands of one of its charges is a hard
    /// decline, or it was dead when it came here.
    pub fn was_refused_for_good(&self, method: MethodId) -> bool {
        let charges = self.charges.iter().filter(|charge| charge.method == method);
        charges.map(|charge| charge.outcome).any(|how| how == Some(OutcomeKind::HardDecline))
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

impl Charge {
    /// The day since which its outcome is waited for: that of its request, or that of the doubt.
    pub fn waits_since(&self) -> Option<Day> {
        if self.outcome.is_none() { Some(self.on) } else { self.doubted_on }
    }
}

/// Plan and room.
impl Record {
    pub fn size(&self) -> &Size {
        self.sizes.last().expect("a mailbox has a size")
    }

    pub fn entitled(&self) -> Room {
        goods::room(self.size().package)
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
