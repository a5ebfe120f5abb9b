//! What the lists say of orders and money, of plan and room, and of the notice of art. 65-bis. Each
//! answer goes through the lists anew.

use pec_renewal::{
    catalogue::{Method, Policy},
    charge::{Outcome, OutcomeKind},
    values::{Day, MethodId, OrderId, RefundNumber, uuid::Uuid},
};
use pec_test_support::cents;

use super::{
    collection::Bar,
    goods::{self, Room},
    record::{
        Change, Charge, Money, Order, Payout, Period, Place, Prospect, Record, Refund, Size, Tells,
        ToCome, Told,
    },
    slips::{At, Behind},
};

/// Orders and money (R-20 … ).
impl Record {
    /// The order not closed; see [`Record::open_order_on`] for what holds on a day.
    pub fn open_order(&self) -> Option<&Order> {
        self.orders.iter().find(|order| order.closed.is_none())
    }

    /// The same, unless it renews nothing any more.
    pub fn renewing_order(&self) -> Option<&Order> {
        self.open_order().filter(|_| !self.leaving)
    }

    pub fn open_order_mut(&mut self) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.closed.is_none())
    }

    /// Over on the day after its margin, ticked or not, unless a charge of it is unresolved.
    pub fn open_order_on(&self, day: Day) -> Option<&Order> {
        self.open_order()
            .filter(|it| day <= self.margin_over(it, day) || self.is_in_collection(it.id))
    }

    /// The last day on which a payment can fulfil it, as that stands on a day.
    pub fn last_day(&self, order: &Order, as_of: Day) -> Day {
        let renewable = self.last_renewable_day(as_of);
        order.limit.map_or(renewable, |limit| limit.min(renewable))
    }

    pub fn margin_ends(&self, order: &Order, as_of: Day) -> Day {
        self.last_day(order, as_of).plus_days(order.agreed.margin_days.into())
    }

    /// The end of its margin as it counts by a day. An order over by the day of the warning stays over,
    /// though grace goes on from the day after.
    pub fn margin_over(&self, order: &Order, day: Day) -> Day {
        let due = self.warning_due();
        let by_then = self.margin_ends(order, due);
        if order.opened_on <= due && by_then < due && due < day {
            return by_then;
        }
        self.margin_ends(order, day)
    }

    /// The order that stands for one named: that one, or the one that took its place.
    pub fn stands_for(&self, named: OrderId) -> OrderId {
        let closed = self.order(named).and_then(|order| order.closed);
        closed.and_then(|closed| closed.gave_way_to).map_or(named, |next| self.stands_for(next))
    }

    /// The period that an order buys with money of a day; none where it would be over by today.
    pub fn bought_with(&self, order: &Order, day: Day) -> Option<Period> {
        let years = order.purchase.term.years();
        let next = self.extended(years, day, order.agreed.extension_base);
        next.filter(|next| self.today < next.expiry && self.expiry() < next.expiry)
    }

    /// The payments held for the open order, or for one whose place it took.
    pub fn held_payments(&self) -> impl DoubleEndedIterator<Item = &Money> {
        let open = self.open_order().map(|order| order.id);
        let is_held = |it: &Money| {
            let payment = Behind::Payment(it.reference.clone());
            0 < self.cents(|slip| slip.at == At::Held && slip.behind == payment)
        };
        self.payments.iter().filter(move |it| {
            open.is_some() && it.put_to.map(|id| self.stands_for(id)) == open && is_held(it)
        })
    }

    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    pub fn next_ordinal(&self) -> u32 {
        let here = self.orders.len() - self.elsewhere.orders;
        let here = u32::try_from(here).expect("a number of orders");
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

    /// Whether the charge that is waited for renews if its money comes today: the one unresolved, or else the
    /// one longest in doubt.
    pub fn awaited_charge_renews(&self) -> bool {
        let doubts = self.charges.iter().filter_map(|it| Some((it.doubted_on?, it)));
        let doubt = doubts.reduce(|one, other| if other.0 < one.0 { other } else { one });
        let charge = self.unresolved().or(doubt.map(|(_, charge)| charge));
        charge.zip(self.renewing_order()).is_some_and(|(charge, open)| {
            !self.is_gone()
                && self.stands_for(charge.key.order()) == open.id
                && self.bought_with(open, charge.on).is_some()
        })
    }

    pub fn is_in_collection(&self, order: OrderId) -> bool {
        let mut of_it = self.charges.iter().filter(|charge| charge.key.order() == order);
        of_it.any(|charge| charge.waits_since().is_some())
    }

    /// What it died of, if nothing is ever charged to it again: the outcome that stands of one of its
    /// charges says that it was stopped or, failing that, that it was declined for good (R-31, R-34,
    ///
    pub fn died_of(&self, method: MethodId) -> Option<&'static str> {
        let ended = |how| {
            let mut charges = self.charges.iter().filter(|charge| charge.method == method);
            charges.any(|charge| {
                let is_past = charge.refreshed && how == OutcomeKind::HardDecline;
                charge.outcome == Some(how) && !is_past
            })
        };
        // What no charge made of it, none takes back.
        let otherwise = self.dead_methods.iter().find(|(dead, of)| {
            *dead == method && ["closed", "charged back", "taken over"].contains(of)
        });
        if let Some((_, of)) = otherwise {
            Some(*of)
        } else if ended(OutcomeKind::Stopped) {
            Some("stopped")
        } else {
            ended(OutcomeKind::HardDecline).then_some("declined")
        }
    }

    /// A soft decline that stands of one of its charges, of whatever order, names a later day.
    pub fn is_put_off(&self, method: MethodId) -> bool {
        let mut charges = self.charges.iter().filter(|charge| charge.method == method);
        charges.any(|charge| charge.put_off.is_some_and(|day| self.today < day))
    }

    pub fn registered(&self) -> u64 {
        let here = self.payments.iter().filter(|payment| !payment.elsewhere);
        here.map(|payment| payment.amount).sum::<u64>() + self.elsewhere.registered
    }

    /// The refund of this number, if it was ever owed.
    pub fn refund(&self, number: RefundNumber) -> Option<&Refund> {
        let place = usize::try_from(number.number()).ok()?.checked_sub(1)?;
        self.refunds.get(place).filter(|refund| 0 < refund.amount)
    }

    /// What settled the refund of this number, if anything did.
    pub fn payout_for(&self, number: RefundNumber) -> Option<&Payout> {
        self.payouts.iter().find(|payout| payout.number == number)
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
        self.elsewhere.notice.iter().chain(&self.notices).filter(|told| {
            told.what == "TacitRenewal"
                && told.period == self.period().number
                && told.holder == self.holders.len()
        })
    }

    /// The day on which the last one was delivered, or one given elsewhere.
    pub fn proof_of_notice(&self) -> Option<Day> {
        let first = self.is_first_period() && self.holders.len() == 1;
        let stated = self.opening.statutory_notice_delivered.filter(|_| first);
        self.statutory_notices().next_back().map_or(stated, |told| told.delivered)
    }

    /// One that said as much arrived.
    fn arrived_otherwise(&self, last: &Told) -> bool {
        let now = self.names_still(last);
        let mut arrived = self.statutory_notices().filter(|told| told.delivered.is_some());
        arrived.any(|told| !says_less(self.names_still(told), now))
    }

    /// Whether a true one was delivered at least 30 days before the expiry: it named no later day and no
    /// smaller sum than came, but for what the holder did since. Of one given elsewhere only the day is
    /// known; who pays by hand chooses the day.
    pub fn is_true_notice(&self, charged_on: Option<Day>, amount: u64) -> bool {
        let in_time = self.expiry().minus_days(30);
        let stated = self.statutory_notices().all(|told| told.delivered.is_none());
        if stated {
            return self.proof_of_notice().is_some_and(|on| on <= in_time);
        }
        self.statutory_notices().any(|told| {
            told.delivered.is_some_and(|on| on <= in_time)
                && self.names_still(told).is_some_and(|it| {
                    amount <= it.amount && charged_on.is_none_or(|on| it.on <= on)
                })
        })
    }

    /// Those that named what came, whether or not they arrived: by their numbers.
    pub fn true_if_delivered(&self, charged_on: Option<Day>, amount: u64) -> Vec<usize> {
        let is_true = |told: &Told| {
            self.names_still(told)
                .is_some_and(|it| amount <= it.amount && charged_on.is_none_or(|on| it.on <= on))
        };
        let of_period = self.statutory_notices().filter(|told| is_true(told));
        let place = |told: &Told| self.notices.iter().position(|it| it.at == told.at);
        of_period.filter_map(place).map(|place| place + 1).collect()
    }

    /// The charge that it named, as what the holder did since leaves it: a method bound brings it
    /// nearer, and space bought lets it ask for any sum.
    fn names_still(&self, told: &Told) -> Option<ToCome> {
        let mut named = told.names?;
        let bound = self.bindings.iter().filter(|it| told.at < it.at && it.method.is_some());
        named.on = bound.map(|it| it.on).fold(named.on, Day::min);
        if self.journal[told.at..].contains(&"SpaceBought") {
            named.amount = u64::MAX;
        }
        Some(named)
    }

    /// The charge that one given today would name: the one that comes or, where something bars it, the
    /// one that comes if no order by hand is in the way and a good method is bound.
    pub fn named_by_statutory_notice(&self, policy: &Policy) -> Option<ToCome> {
        let comes = self.charge_to_come(policy, Tells::WarningOnly);
        if comes.is_some() || self.waits_for_outcome() {
            return comes;
        }
        let mut freed = self.clone();
        freed.tells = Tells::WarningOnly;
        freed.lapse_if_over(policy);
        freed.against_renewing_at_all().judged().ok()?;
        if freed.open_order().is_some_and(|order| !order.generated) {
            freed.cancel_open_order(policy);
        }
        let method = Method::card(MethodId::new(Uuid::from_u128(0)));
        freed.bind(method, "Holder", "AutoRenewalSwitchedOn");
        freed.charge_to_come(policy, Tells::WarningOnly)
    }

    /// Whether one is owed today: the first, again after a failure, or again where the last one says too
    /// little by now.
    pub fn owes_statutory_notice(&self, policy: &Policy) -> bool {
        if !self.is_a_consumers() || self.bound().is_none() {
            return false;
        }
        let (today, parameters) = (self.today, policy.parameters());
        let in_time = today <= self.expiry().minus_days(30);
        let is_possible = || {
            let years = self.repeated().term.years();
            let next = self.extended(years, today, parameters.extension_base);
            self.is_renewable(today) && next.is_some_and(|next| today < next.expiry)
        };
        let last = self.statutory_notices().next_back();
        match last {
            None => {
                let days = i32::from(parameters.statutory_notice_days);
                self.proof_of_notice().is_none()
                    && self.expiry().minus_days(days) <= today
                    && is_possible()
            }
            Some(told)
                if told.delivered.is_none()
                    && told.failed.is_some()
                    && !self.arrived_otherwise(told) =>
            {
                told.failed < Some(today) && in_time && is_possible()
            }
            Some(told) => in_time && self.is_overtaken(told, policy),
        }
    }

    /// By no act of the holder's the order asks for more, or comes earlier: only another policy or list
    /// does that. Or it is known now, where it was not.
    fn is_overtaken(&self, told: &Told, policy: &Policy) -> bool {
        if told.versions == versions(policy) && told.names.is_some() {
            return false;
        }
        says_less(self.names_still(told), self.named_by_statutory_notice(policy))
    }
}

/// The warning before deletion.
impl Record {
    /// Those of this period, the first of them first.
    pub fn warnings(&self) -> impl DoubleEndedIterator<Item = &Told> {
        let since = self.period().came_back.map(|(at, _)| at);
        self.elsewhere.warning.iter().chain(&self.notices).filter(move |told| {
            told.what == "DeletionWarning"
                && told.period == self.period().number
                && since.is_none_or(|since| since < told.at)
        })
    }

    /// The day of deletion last told, or the day after the open order's margin; none before a warning.
    pub fn deletion_due(&self) -> Option<Day> {
        let told = self.warnings().next_back()?.deletion?;
        let order = self.renewing_order();
        Some(order.map_or(told, |it| told.max(self.margin_ends(it, self.today).next())))
    }

    /// Put off while it will renew by itself, at the longest to the last renewable day of its phases;
    /// owed again where its day moves later, and on the day after it failed.
    pub fn owes_warning(&self, policy: &Policy) -> bool {
        let today = self.today;
        let Some(last) = self.warnings().next_back() else {
            let longest = self.last_renewable_day_of_phases();
            return self.warning_due() <= today
                && (longest <= today || !self.renews_by(longest, policy));
        };
        let failed = last.failed.filter(|_| last.delivered.is_none());
        self.deletion_due() != last.deletion
            || failed.is_some_and(|on| on < today && Some(today) < last.deletion)
    }

    /// The day of deletion that a warning of today tells.
    pub fn deletion_to_tell(&self) -> Day {
        let days = i32::from(self.period().warning_days);
        let counted = match self.warnings().next_back().and_then(|told| told.deletion) {
            Some(told) => told,
            None => self.last_day_of_phases().next().max(self.today.plus_days(days)),
        };
        let margin = self.renewing_order().map(|order| self.margin_ends(order, self.today).next());
        margin.map_or(counted, |day| counted.max(day))
    }
}

/// What is to come, lived through day by day on a copy.
impl Record {
    /// A renewal that would come only because grace goes on unwarned puts the warning off no more.
    fn renews_by(&self, day: Day, policy: &Policy) -> bool {
        self.charge_to_come(policy, Tells::Nothing).is_some_and(|charge| charge.on <= day)
    }

    /// The charge by which it renews by itself if nobody acts and charges settle; none where it does
    /// not, or where that hangs on a charge.
    pub fn charge_to_come(&self, policy: &Policy, tells: Tells) -> Option<ToCome> {
        match self.prospect(policy, tells) {
            Prospect::Renews(charge) => Some(charge),
            Prospect::MethodBarred | Prospect::Otherwise => None,
        }
    }

    /// What is to come of the renewal, if nobody acts and charges settle.
    pub fn prospect(&self, policy: &Policy, tells: Tells) -> Prospect {
        if self.waits_for_outcome() || self.termination_stands(self.today) {
            return Prospect::Otherwise;
        }
        let mut copy = self.clone();
        copy.tells = tells;
        // What was told before bars all the same.
        copy.reasons.clear();
        let mut bar = self.is_barred_at_the_end().then_some(Prospect::MethodBarred);
        let (mut first, end) = (None, self.nothing_changes_after(policy));
        while copy.today <= end && copy.deleted_on.is_none() && copy.bound().is_some() {
            let before = copy.journal.len();
            copy.work(policy);
            for written in &copy.journal[before..] {
                match *written {
                    // What barred an order before bars no more.
                    "OrderOpened" => bar = None,
                    "OrderNotGenerated" => bar = bar.or(Some(Prospect::Otherwise)),
                    "ChargeBarred" => bar = bar.or(Some(Prospect::MethodBarred)),
                    _ => {}
                }
            }
            if let Some(charge) = copy.unresolved() {
                let (key, amount) = (charge.key, charge.amount);
                first = first.or(Some(ToCome { on: copy.today, amount }));
                let settled = Outcome::Settled { amount: cents(amount) };
                // Where its money is more than can be booked, it stays unresolved.
                if copy.outcome(key, settled, policy).is_err() {
                    return Prospect::Otherwise;
                }
            }
            if self.periods.len() < copy.periods.len() {
                return first.map_or(Prospect::Otherwise, Prospect::Renews);
            }
            // A method bound since may wait for the day to which it was put off.
            let is_over = |order: &Order| order.is_exhausted() && !order.owes_request_at_once();
            let is_exhausted = copy.open_order().is_some_and(is_over);
            let is_withheld = copy.open_order().is_none() && copy.bar_on_generating().is_some();
            if is_exhausted || is_withheld {
                break;
            }
            copy.today = copy.next_day_of_renewal(policy);
        }
        bar.unwrap_or(Prospect::Otherwise)
    }

    /// At the end of the ladder what barred the method bars still, but for a cap that suffices by now. News of
    /// a larger cap and a past date leaves it barred.
    fn is_barred_at_the_end(&self) -> bool {
        let order = self.open_order().filter(|order| order.is_exhausted());
        let bar = order.filter(|order| !order.owes_request_at_once()).and_then(Order::bar);
        match bar {
            Some(Bar::Method) => true,
            Some(Bar::Cap) => self.is_above_cap_today() || self.is_past_its_date(),
            None => false,
        }
    }

    /// Tomorrow; before the lead nothing happens to the renewal.
    fn next_day_of_renewal(&self, policy: &Policy) -> Day {
        let tomorrow = self.today.next();
        if self.open_order().is_some_and(|order| order.generated) {
            return tomorrow;
        }
        let lead = self.expiry().minus_days(policy.parameters().order_lead_days.into());
        tomorrow.max(lead.min(self.warning_due()))
    }

    /// A day after which nothing new is tried, if nobody acts.
    fn nothing_changes_after(&self, policy: &Policy) -> Day {
        let prices = policy.prices().rows().iter();
        let prices = prices.flat_map(|row| [Some(row.from), row.until]).flatten();
        let order = self.open_order();
        let limit = order.and_then(|order| order.limit);
        let ladder = match order.filter(|order| order.generated) {
            Some(order) => order.agreed.ladder.clone(),
            None => policy.parameters().ladder.rungs().to_vec(),
        };
        let rungs = ladder.iter().map(|rung| self.expiry().minus_days(i32::from(*rung)));
        let last = prices.chain(limit).chain(rungs).fold(self.last_day_of_phases(), Day::max);
        let more = self.period().warning_days + order.map_or(0, |order| order.agreed.margin_days);
        last.max(self.today).plus_days(i32::from(more) + 2)
    }
}

/// Whether a charge comes earlier than was said, or for more, or where none was said.
fn says_less(said: Option<ToCome>, now: Option<ToCome>) -> bool {
    match (said, now) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(said), Some(now)) => now.on < said.on || said.amount < now.amount,
    }
}

/// The versions of a policy and of its price list.
pub fn versions(policy: &Policy) -> (u32, u32) {
    (policy.parameters().version, policy.prices().version())
}
