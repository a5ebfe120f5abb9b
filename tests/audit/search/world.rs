//! The small world that is searched: its policy, its days, and everything that can happen in it.

use std::hash::{Hash, Hasher};

use pec_renewal::{
    Command, Hosting, Mailbox, ManualRenewal, Opening, Payment, StatutoryNotice,
    charge::{Charge, Outcome, OutcomeKind},
    offer::{
        GracePhase, GracePhases, Holder, HolderKind, Ladder, LatePayment, MailAccess, Method,
        MethodKind, Parameters, Plan, Policy, Purchase, Term,
    },
    values::{
        AccountId, ChargeKey, Day, ExtraSpace, MailboxId, MethodId, Moment, Money, OrderId,
        uuid::Uuid,
    },
};

/// How far the search goes: what lies beyond is not explored, and is printed beside what is.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Renewals: a mailbox renewed so often is not followed further.
    pub renewals: u16,
    /// Orders that a mailbox may have.
    pub orders: u32,
    /// Charges of one order.
    pub attempts: u32,
    /// Payments by hand.
    pub payments: usize,
    /// Things done by the holder in one life: switching, methods, orders, cancelling, ending, paying
    /// by hand.
    pub actions: u8,
}

/// The mailbox, the day, and what of the bounds is used up.
#[derive(Clone, Debug)]
pub struct Node {
    pub mailbox: Mailbox,
    pub today: Day,
    pub actions: u8,
}

/// What can happen next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Move {
    /// The clock goes on to the next day looked at; nobody ticks.
    NextDay,
    /// A command or a fact, dated today.
    Give(Box<Command>),
}

/// The policy searched: few deadlines, but one of every kind.
#[must_use]
pub fn policy() -> Policy {
    let aruba = Policy::aruba();
    let phase = |days, late_fee: &str, renewable| GracePhase {
        days,
        access: if renewable { MailAccess::RECEIVE_AND_READ } else { MailAccess::READ_ONLY },
        late_fee_net: late_fee.parse().expect("a fee"),
        renewable,
    };
    let phases = vec![phase(1, "0.00", true), phase(1, "1.00", true), phase(1, "1.00", false)];
    let parameters = Parameters {
        order_lead_days: 3,
        ladder: Ladder::new(vec![2, -1]).expect("a ladder"),
        grace: GracePhases::new(phases).expect("grace phases"),
        reminders_before: vec![1],
        reminders_after: vec![1],
        statutory_notice_days: 31,
        late_payment: LatePayment::Refund,
        ..aruba.parameters().clone()
    };
    Policy::new(parameters, aruba.prices().clone()).expect("a policy without contradictions")
}

/// The days looked at around each expiry: each deadline of the policy, and both its neighbours.
const DAYS: [i32; 14] = [-32, -31, -30, -29, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5];

/// The expiry with which the mailbox is born.
fn first_expiry() -> Day {
    Day::new(2027, 3, 31).expect("a day")
}

/// The next day looked at, while the bounds leave one.
fn next_day(today: Day, bounds: Bounds) -> Option<Day> {
    (0..=bounds.renewals).find_map(|years| {
        let expiry = first_expiry().plus_years(years)?;
        DAYS.iter().map(|days| expiry.plus_days(*days)).find(|day| today < *day)
    })
}

#[must_use]
pub fn at(day: Day) -> Moment {
    format!("{day}T09:00:00+01:00").parse().expect("a moment")
}

/// A consumer's mailbox with automatic renewal on, on the first day looked at.
#[must_use]
pub fn birth() -> (Command, Day) {
    let expiry = first_expiry();
    let today = expiry.plus_days(DAYS[0]);
    let opening = Opening {
        mailbox: MailboxId::new(Uuid::from_u128(1)),
        holder: Holder {
            kind: HolderKind::Consumer,
            tax_id: "XXXXXX00X00X001X".parse().expect("a fictitious tax id"),
        },
        account: AccountId::new(Uuid::from_u128(2)),
        hosting: Hosting::Provider,
        bought: as_last_time(Plan::Standard),
        anchor: Day::new(2026, 3, 31).expect("a day"),
        expiry,
        bound_method: Some(card()),
        dead_methods: Vec::new(),
        statutory_notice_delivered: None,
        orders_before: 0,
    };
    (Command::Open(Box::new(opening)), today)
}

/// A card without a cap.
fn card() -> Method {
    Method {
        id: MethodId::new(Uuid::from_u128(11)),
        kind: MethodKind::Card,
        valid_until: None,
        mandate_cap: None,
    }
}

/// A PayPal account whose cap covers the price, but not the late fee.
fn paypal() -> Method {
    Method {
        id: MethodId::new(Uuid::from_u128(12)),
        kind: MethodKind::PayPal,
        valid_until: None,
        mandate_cap: Some("9.64".parse().expect("a cap")),
    }
}

const fn as_last_time(plan: Plan) -> Purchase {
    Purchase { plan, extra: ExtraSpace::NONE, term: Term::ONE }
}

impl Node {
    /// What tells this node from another. Left out is what no later step depends on, so that lives
    /// which differ in nothing else meet again:
    ///
    /// - what only numbers or remembers: the count of events and of notices, the reports of notices
    ///   other than that of art. 65-bis, the moment of the last event (no command here is dated
    ///   before it), and the days on which the period and the last renewal began;
    /// - sums that only grow: what was registered, applied and owed back. Conservation is checked on
    ///   every step all the same; what is held is kept;
    /// - the content of payments, since a reference comes again here only with the same content: kept
    ///   are their number and which charges settled;
    /// - of a charge that is over: how exactly it first failed, and which reports contradicted it;
    ///   and of one whose order is closed, its day;
    /// - days that matter only by comparison with today or with the expiry: kept is the comparison.
    pub fn identity<H: Hasher>(&self, hasher: &mut H) {
        let m = &self.mailbox;
        let (today, expiry) = (self.today, m.expiry());
        (today, self.actions, std::mem::discriminant(m.service()), expiry).hash(hasher);
        m.service().period().map(|period| period.exit_right).hash(hasher);
        (m.auto_renewal(), m.dead_methods(), m.bought(), m.space()).hash(hasher);
        (m.ledger().held, m.marks(), m.released_to(), m.notices().reminded_through).hash(hasher);
        if let Some(offer) = m.open_order() {
            (offer.id, offer.is_generated(), offer.purchase, offer.last_day).hash(hasher);
            (offer.opened_on <= expiry).hash(hasher);
        }
        for closed in m.closed_orders() {
            (closed.ordinal, closed.outcome).hash(hasher);
        }
        for attempt in m.attempts() {
            let open = m.open_order().is_some_and(|offer| offer.id.ordinal() == attempt.order);
            let asked_today = (attempt.on == today).then_some(attempt.method);
            (attempt.order, attempt.attempt, open.then_some(attempt.on)).hash(hasher);
            asked_today.hash(hasher);
            attempt.outcome.map(|first| first == OutcomeKind::Settled).hash(hasher);
        }
        m.payments().iter().map(|payment| payment.way.is_some()).for_each(|by_hand| {
            by_hand.hash(hasher);
        });
        m.payments().iter().filter(|payment| payment.way.is_none()).for_each(|settled| {
            settled.reference.hash(hasher);
        });
        self.charge_identity(hasher);
        std::mem::discriminant(&m.notices().statutory).hash(hasher);
        match m.notices().statutory {
            StatutoryNotice::NotGiven | StatutoryNotice::Given { .. } => {}
            StatutoryNotice::Failed { on } => (on < today).hash(hasher),
            StatutoryNotice::Delivered { on } => (on <= expiry.minus_days(30)).hash(hasher),
        }
    }

    fn charge_identity<H: Hasher>(&self, hasher: &mut H) {
        let charge = self.mailbox.charge();
        std::mem::discriminant(charge).hash(hasher);
        if let Some(progress) = charge.progress() {
            (progress.spent, progress.attempts, progress.episode).hash(hasher);
            progress.not_before.filter(|day| self.today < *day).hash(hasher);
        }
        if let Some(request) = charge.unresolved() {
            (request.key, request.amount, request.method, request.on).hash(hasher);
            (request.unknown, request.spent_before, request.rearmed).hash(hasher);
            request.reconciled.filter(|day| *day == self.today).hash(hasher);
        }
        match charge {
            Charge::Barred { bar, .. } => bar.hash(hasher),
            Charge::Exhausted { bar, .. } => bar.hash(hasher),
            Charge::Unresolved { rebound, .. } => rebound.hash(hasher),
            Charge::Idle
            | Charge::Waiting { .. }
            | Charge::Rearmed { .. }
            | Charge::Outliving { .. } => {}
        }
    }

    /// Everything that can happen next within the bounds.
    #[must_use]
    pub fn moves(&self, bounds: Bounds) -> Vec<Move> {
        let mut moves = Vec::with_capacity(64);
        if first_expiry()
            .plus_years(bounds.renewals)
            .is_some_and(|end| end <= self.mailbox.expiry())
        {
            return moves;
        }
        if next_day(self.today, bounds).is_some() {
            moves.push(Move::NextDay);
        }
        let mut give = |command| moves.push(Move::Give(Box::new(command)));
        give(Command::Tick);
        if self.actions < bounds.actions {
            self.orders_and_endings(&mut give);
            self.switching(&mut give);
        }
        self.outcomes(&mut give);
        self.payments(bounds, &mut give);
        self.reports(&mut give);
        moves
    }

    fn orders_and_endings(&self, give: &mut impl FnMut(Command)) {
        let m = &self.mailbox;
        let open = m.open_order().map(|offer| offer.id);
        for order in self.known_orders() {
            give(Command::CancelOrder { order });
        }
        for (plan, replaces) in [(Plan::Standard, None), (Plan::Pro, None), (Plan::Pro, open)] {
            if plan == Plan::Pro && replaces.is_none() && open.is_some() {
                continue;
            }
            give(Command::RenewByHand(ManualRenewal {
                expiry: m.expiry(),
                plan,
                extra: ExtraSpace::NONE,
                term: Term::ONE,
                way: MethodKind::BankTransfer,
                archive_consent: true,
                replaces,
            }));
        }
        give(Command::TerminateAtExpiry);
        give(Command::RevokeTermination);
        give(Command::TerminateNow);
        give(Command::BuyAgain {
            mailbox: MailboxId::new(Uuid::from_u128(3)),
            tax_id: m.holder().tax_id,
        });
    }

    fn switching(&self, give: &mut impl FnMut(Command)) {
        give(Command::SwitchOff);
        for method in [card(), paypal()] {
            give(Command::SwitchOn { method });
        }
        if let Some(bound) = self.mailbox.auto_renewal().method() {
            let other = if bound.id == card().id { paypal() } else { card() };
            give(Command::ReplaceMethod { old: bound.id, new: other });
            give(Command::RemoveMethod { method: bound.id });
        }
    }

    /// Outcomes of every charge ever requested, and of one that never was: late, twice and out of
    /// order, since every one is possible for ever.
    fn outcomes(&self, give: &mut impl FnMut(Command)) {
        let m = &self.mailbox;
        let mut keys: Vec<ChargeKey> = Vec::new();
        for order in self.known_orders() {
            for attempt in m.attempts().iter().filter(|a| a.order == order.ordinal()) {
                keys.push(ChargeKey::new(order, attempt.attempt));
            }
        }
        for key in keys {
            let amount = m
                .charge()
                .unresolved()
                .filter(|request| request.key == key)
                .map_or(price(), |request| request.amount);
            for outcome in [
                Outcome::Settled { amount },
                Outcome::DeclinedSoftly,
                Outcome::DeclinedHard,
                Outcome::AuthenticationRequired,
                Outcome::NotExecuted,
                Outcome::Unknown,
            ] {
                give(Command::ChargeOutcome { key, outcome });
            }
        }
    }

    /// Payments exact, short and over, for open, closed and unknown orders, of today and reported
    /// late, by a guest and by a payer signed in; and the first one again.
    fn payments(&self, bounds: Bounds, give: &mut impl FnMut(Command)) {
        let m = &self.mailbox;
        let by_hand = m.payments().iter().filter(|payment| payment.way.is_some());
        if let Some(first) = by_hand.clone().next() {
            give(Command::Payment(payment(
                first.reference.as_str(),
                first.order,
                first.amount,
                first.day,
                None,
            )));
        }
        let made = by_hand.count();
        if made >= bounds.payments || self.actions >= bounds.actions {
            return;
        }
        let reference = format!("TRN-{}", made + 1);
        let half = Money::from_cents(price().cents() / 2).expect("half the price");
        let twice = price().times(2).expect("twice the price");
        let open = m.open_order().map(|offer| offer.id);
        let closed = m
            .closed_orders()
            .last()
            .map(|closed| OrderId::new(m.id(), closed.expiry, closed.ordinal));
        if let Some(open) = open {
            let due = m
                .open_order()
                .and_then(|offer| offer.due_on(m.grace(), self.today))
                .map_or(price(), |due| due.saturating_sub(m.ledger().held));
            for amount in [due, half, twice] {
                give(Command::Payment(payment(&reference, Some(open), amount, self.today, None)));
            }
            let signed_in = Some(paypal());
            give(Command::Payment(payment(&reference, Some(open), due, self.today, signed_in)));
            let earlier = self.today.minus_days(2);
            give(Command::Payment(payment(&reference, Some(open), due, earlier, None)));
        }
        for order in [closed, None] {
            give(Command::Payment(payment(&reference, order, price(), self.today, None)));
        }
    }

    fn reports(&self, give: &mut impl FnMut(Command)) {
        let notices = self.mailbox.notices();
        let Some((notice, _)) = notices.statutory_given.last().copied() else {
            return;
        };
        match notices.statutory {
            StatutoryNotice::Given { .. } => {
                give(Command::NoticeDelivered { notice, on: self.today });
                give(Command::NoticeFailed { notice });
            }
            StatutoryNotice::Failed { .. } => {
                give(Command::NoticeDelivered { notice, on: self.today });
            }
            StatutoryNotice::NotGiven | StatutoryNotice::Delivered { .. } => {}
        }
    }

    /// Every order the mailbox had, the open one included.
    fn known_orders(&self) -> Vec<OrderId> {
        let m = &self.mailbox;
        let closed = m
            .closed_orders()
            .iter()
            .map(|closed| OrderId::new(m.id(), closed.expiry, closed.ordinal));
        closed.chain(m.open_order().map(|offer| offer.id)).collect()
    }

    /// The clock on the next day looked at.
    #[must_use]
    pub fn next_day(&self, bounds: Bounds) -> Option<Self> {
        let today = next_day(self.today, bounds)?;
        Some(Self { today, ..self.clone() })
    }

    /// Whether a mailbox is still within the bounds.
    #[must_use]
    pub fn is_within(&self, bounds: Bounds) -> bool {
        let m = &self.mailbox;
        let orders = m.closed_orders().len() + usize::from(m.open_order().is_some());
        u32::try_from(orders).is_ok_and(|orders| orders <= bounds.orders)
            && m.attempts().iter().all(|attempt| attempt.attempt <= bounds.attempts)
    }
}

/// The price of one year of Standard, VAT included.
#[must_use]
pub fn price() -> Money {
    "9.64".parse().expect("a price")
}

fn payment(
    reference: &str,
    order: Option<OrderId>,
    amount: Money,
    registered_on: Day,
    signed_in_with: Option<Method>,
) -> Payment {
    Payment {
        reference: reference.parse().expect("a reference"),
        order,
        amount,
        registered_on,
        paid_on: None,
        way: signed_in_with.map_or(MethodKind::BankTransfer, |method| method.kind),
        signed_in_with,
    }
}
