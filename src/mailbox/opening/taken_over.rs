//! What the opening records of a life lived elsewhere.

use alloc::{boxed::Box, vec::Vec};

use super::{
    asked::is_on_anchor,
    carried::{
        Carried, CarriedDebt, CarriedOrigin, CarriedPayment, CarriedReceivable, CarriedTerm,
        CarriedWarning, Judged, Withheld,
    },
    contradiction::first_contradiction,
    portions::portions_of,
};
use crate::{
    catalogue::Purchase,
    charge::{Bar, Charge, Progress},
    mailbox::{
        charges::due::bar_on,
        command::Opening,
        corrupt::Contradiction,
        debt::{Debt, Receivable},
        event::PaymentSource,
        leaving::bought::{Before, BoughtTerm},
        ledger::{HeldPayment, Ledger},
        notice::{StatutoryGiven, StatutoryNotice, Warning},
        period_flags::PeriodFlags,
        state::{Mailbox, Shrink},
    },
    order::{ClosedOrder, FinalStatus, OpenOrder},
    service::{Period, Service},
    values::{ChargeKey, Day, Money, NoticeNumber, OrderId},
};

/// Nothing here gave it a number: reports name it by none.
const ELSEWHERE: NoticeNumber = NoticeNumber::new(0);

/// A warning given elsewhere, as it is remembered.
pub(super) const fn warned(warning: CarriedWarning) -> Warning {
    let CarriedWarning { on, deletion } = warning;
    Warning { on, deletion, number: ELSEWHERE, failed: None }
}

/// Whether this can have been taken over. The opening does not ask again what it judged itself.
pub(crate) fn require_sound(
    mailbox: &Mailbox,
    opening: &Opening,
    judged: Option<&Judged>,
    today: Day,
) -> Result<(), Contradiction> {
    let (carried, judged) = match (opening.carried.as_deref(), judged) {
        (None, None) => return Ok(()),
        (Some(carried), Some(judged)) => (carried, judged),
        (None, Some(_)) | (Some(_), None) => return Err(Contradiction::JudgedOtherwise),
    };
    let order = carried.order.as_ref().map(|order| order.id);
    let as_stated = order == judged.order.as_ref().map(|order| order.id)
        && carried.terms.len() == judged.rights.len()
        && carried.deleted_on.is_some() == judged.logs_until.is_some();
    if !as_stated {
        return Err(Contradiction::JudgedOtherwise);
    }
    if carried.days().any(|day| today < day) {
        return Err(Contradiction::DatedAhead);
    }
    match first_contradiction(mailbox, opening, carried, judged, today) {
        Some(found) => Err(Contradiction::Carried(found)),
        None => Ok(()),
    }
}

/// The newborn mailbox as it stood elsewhere. What cannot be booked was refused before.
pub(super) fn take_over(mailbox: &mut Mailbox, carried: &Carried, judged: &Judged) {
    let period = mailbox.service.period().copied();
    mailbox.period_flags = flags(carried);
    take_over_space(mailbox, carried);
    take_over_money(mailbox, carried);
    close_orders(mailbox, carried, period.is_some());
    take_over_notice(mailbox, carried);
    if let Some(period) = period {
        take_over_terms(mailbox, carried, judged, period);
    }
    if let (Some(order), Some(frozen)) = (&carried.order, &judged.order) {
        mailbox.order = Some(OpenOrder::clone(frozen).into());
        mailbox.charge = charge(mailbox, order.origin, frozen);
    }
    mailbox.service = service(mailbox, carried, judged);
    if mailbox.service.is_deleted() {
        mailbox.opened.change().anchor_was(period.map(|period| period.anchor));
    }
    mailbox.opened.change().carried = Some(Box::new(carried.clone()));
}

const fn flags(carried: &Carried) -> PeriodFlags {
    let (order_cancelled, order_lapsed) = match carried.withheld {
        None => (false, false),
        Some(Withheld::Cancelled) => (true, false),
        Some(Withheld::Lapsed) => (false, true),
    };
    PeriodFlags { order_cancelled, order_lapsed, told: 0 }
}

fn take_over_space(mailbox: &mut Mailbox, carried: &Carried) {
    let Some(space) = &carried.space else { return };
    let today = mailbox.last.day();
    mailbox.space.package = space.package;
    mailbox.space.planned.clone_from(&space.planned);
    mailbox.space.room = space.package.room();
    if let Some(larger) = space.larger {
        mailbox.space.room = larger.room;
        mailbox.space.shrink = Some(Shrink {
            since: today,
            archive_consent: larger.archive_consent,
            asked: None,
            answered: false,
        });
    }
}

/// All that is stated to lie somewhere counts as registered.
fn take_over_money(mailbox: &mut Mailbox, carried: &Carried) {
    let or_none = |sum: Option<Money>| sum.unwrap_or(Money::ZERO);
    mailbox.ledger = Ledger {
        registered: or_none(carried.registered()),
        applied: or_none(carried.applied()),
        held: or_none(carried.held()),
        owed_back: or_none(carried.owed_back()),
        paid_out: or_none(carried.paid_out()),
        instructed: or_none(carried.owed_back()),
        debts: or_none(carried.owed()),
        receivables: or_none(carried.to_come()),
        reversed: Money::ZERO,
        written_off: Money::ZERO,
    };
    if mailbox.ledger == Ledger::default() && carried.payments.is_empty() {
        return;
    }
    let remembered = mailbox.remembered.change();
    for CarriedPayment { payment, .. } in &carried.payments {
        remembered.take_over(payment.clone());
    }
    for refund in &carried.refunds {
        remembered.refunds.take_over(refund.clone());
    }
    for debt in &carried.debts {
        let CarriedDebt { number, amount, order } = *debt;
        remembered.debts.take_over(Debt { number, amount, open: amount, left_by: None, order });
    }
    for receivable in &carried.receivables {
        let CarriedReceivable { order, amount, shortfall_waived, number: _ } = *receivable;
        let receivable = Receivable { order, amount, open: amount, shortfall_waived };
        if remembered.receivables.commit(receivable).is_err() {
            return;
        }
    }
    remembered.portions = portions_of(carried);
    let held = carried.payments.iter().filter(|payment| !payment.held.is_zero());
    let held = held.filter_map(|CarriedPayment { payment, .. }| {
        let source = match payment.method_kind {
            Some(method_kind) => PaymentSource::ByHand {
                method_kind,
                paid_on: None,
                signed_in_with: None,
                consent: None,
            },
            None => PaymentSource::Charge { key: payment.reference.as_str().parse().ok()? },
        };
        Some(HeldPayment { reference: payment.reference.clone(), source })
    });
    mailbox.held_by = held.collect();
}

/// By which policy it was given is not known: one that asks for more is told again.
fn take_over_notice(mailbox: &mut Mailbox, carried: &Carried) {
    if let (StatutoryNotice::Delivered { on }, Some(named)) =
        (mailbox.notices.statutory, carried.notice_named)
    {
        mailbox.notices.statutory_given = Vec::from([StatutoryGiven {
            number: ELSEWHERE,
            on,
            charge: Some(named),
            delivered: Some(on),
            policy_version: 0,
            price_list_version: 0,
        }]);
    }
}

/// Of what was before a term only its expiry is known: plan and room are those in effect.
fn take_over_terms(mailbox: &mut Mailbox, carried: &Carried, judged: &Judged, period: Period) {
    if carried.terms.is_empty() {
        return;
    }
    let mut exit_right = false;
    let mut terms = Vec::with_capacity(carried.terms.len());
    for (term, right) in carried.terms.iter().zip(&judged.rights) {
        let CarriedTerm { order, last_day, applied, .. } = *term;
        let before = before(mailbox, period_of(period, order.expiry(), exit_right));
        exit_right = term.can_be_left();
        terms.push(BoughtTerm { order, last_day, applied, right: right.clone(), before });
    }
    mailbox.bought = terms.into();
    let ends_now = carried.terms.last().is_some_and(|last| last.last_day == period.expiry);
    if let Service::Active { period } = &mut mailbox.service {
        period.exit_right = exit_right && ends_now;
    }
}

/// The orders that bought terms, and those for which something is still to come, were fulfilled.
fn close_orders(mailbox: &mut Mailbox, carried: &Carried, has_period: bool) {
    let terms = carried.terms.iter().filter(|_| has_period).map(|term| term.order);
    let to_come = carried.receivables.iter().map(|receivable| receivable.order);
    let mut orders: Vec<OrderId> = terms.chain(to_come).collect();
    orders.sort_unstable_by_key(OrderId::ordinal);
    orders.dedup();
    for order in orders {
        mailbox.close(ClosedOrder {
            ordinal: order.ordinal(),
            expiry: order.expiry(),
            last_day: order.expiry(),
            status: FinalStatus::Fulfilled,
            replaced: false,
        });
    }
}

/// The period that ended with an earlier expiry: on the anchor, or on one of its own.
fn period_of(now: Period, expiry: Day, exit_right: bool) -> Period {
    let years = u16::try_from(expiry.year().saturating_sub(now.anchor.year()));
    let (anchor, years) = match years {
        Ok(years) if is_on_anchor(now.anchor, expiry) => (now.anchor, years),
        Ok(_) | Err(_) => (expiry, 0),
    };
    Period { anchor, years, expiry, began_on: now.began_on, exit_right }
}

fn before(mailbox: &Mailbox, period: Period) -> Before {
    let package = mailbox.space.package;
    let purchase = Purchase { package, ..mailbox.purchase };
    Before {
        purchase,
        package,
        planned: Vec::new(),
        statutory: StatutoryNotice::NotGiven,
        statutory_given: Vec::new(),
        ..Before::of(mailbox, period)
    }
}

/// Where the collection of the order stands. A ladder whose last rung is spent is exhausted, and its
/// holder counts as told. After a failure that was told, what bars the method but a wait for the
/// customer follows from the method and the amount.
fn charge(mailbox: &Mailbox, origin: CarriedOrigin, frozen: &OpenOrder) -> Charge {
    match origin {
        CarriedOrigin::Manual { .. } => Charge::Idle,
        CarriedOrigin::Generated { attempts, spent, waits_for_authentication, told_of_failure } => {
            let is_exhausted = spent == Some(frozen.agreed.ladder.last());
            let episode = told_of_failure || is_exhausted;
            let progress = Progress { spent, attempts, episode, ..Progress::default() };
            let today = mailbox.last.day();
            let bars = || bar_on(mailbox, mailbox.amount_due(today), today);
            let barred = || bars().filter(|_| told_of_failure);
            let waits = waits_for_authentication.then_some(Bar::AuthenticationRequired);
            let bar = waits.or_else(barred);
            match bar {
                bar if is_exhausted => Charge::Exhausted { progress, bar },
                Some(bar) => Charge::Barred { progress, bar },
                None => Charge::Waiting { progress },
            }
        }
    }
}

fn service(mailbox: &Mailbox, carried: &Carried, judged: &Judged) -> Service {
    match (mailbox.service, carried.deleted_on) {
        (now, Some(on)) => {
            let logs_until = judged.logs_until.unwrap_or(on);
            Service::Deleted { expiry: now.expiry(), on, logs_until }
        }
        (Service::Active { period }, None) if carried.terminated => {
            Service::TerminatedAtExpiry { period }
        }
        (now, None) => now,
    }
}

impl Mailbox {
    /// The order that a number on a payment means: the identity that this engine gave it, or the number
    /// that an order taken over had elsewhere, open or with something to come, also once it is closed or
    /// settled.
    ///
    /// Ask before money is reported whose number is not one of this engine, and report it with what is
    /// given here.
    #[must_use]
    pub fn order_named(&self, number: &str) -> Option<OrderId> {
        let carried = self.opened.carried.iter();
        let mut elsewhere = carried.flat_map(|carried| {
            let open = carried.order.iter().map(|order| (order.id, order.number.as_ref()));
            let to_come = carried.receivables.iter().map(|it| (it.order, it.number.as_ref()));
            open.chain(to_come)
        });
        elsewhere
            .find(|(_, stated)| stated.is_some_and(|stated| stated.as_str() == number))
            .map(|(order, _)| order)
            .or_else(|| number.parse().ok().filter(|order| self.order_of(*order).is_some()))
    }

    /// What was taken over of a life lived elsewhere, as it was stated.
    #[must_use]
    pub fn carried(&self) -> Option<&Carried> {
        self.opened.carried.as_deref()
    }

    /// How many charges of an order were requested elsewhere: their keys are taken.
    pub(crate) fn attempts_elsewhere(&self, key: ChargeKey) -> u32 {
        let order = self.carried().and_then(|carried| carried.order.as_ref());
        match order.filter(|order| order.id == key.order()).map(|order| order.origin) {
            Some(CarriedOrigin::Generated { attempts, .. }) => attempts,
            Some(CarriedOrigin::Manual { .. }) | None => 0,
        }
    }
}
