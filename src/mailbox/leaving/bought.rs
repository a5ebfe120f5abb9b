//! What is remembered of a term that was bought, so that it can be ended again.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{GracePhases, Package, Purchase},
    mailbox::{
        event::{PlanChange, TermRight},
        notice::{StatutoryGiven, StatutoryNotice},
        period_flags::PeriodFlags,
        state::Mailbox,
    },
    service::Period,
    values::{CopyOnWrite, Day, ExtraSpace, Money, NoticeNumber, OrderId},
};

/// A term that was bought, with what ending it gives back and what it leads back to.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BoughtTerm {
    /// The order that was fulfilled; the term's days run from the day after the expiry that it
    /// renewed.
    pub order: OrderId,
    /// The last day of the term.
    pub last_day: Day,
    /// What was applied for it.
    pub applied: Money,
    /// The right to end it, if it carries one.
    pub right: Option<TermRight>,
    pub(crate) before: Before,
}

/// What a renewal took the place of.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Before {
    pub(crate) period: Period,
    pub(crate) grace: GracePhases,
    pub(crate) deletion_warning_days: u16,
    pub(crate) purchase: Purchase,
    pub(crate) package: Package,
    pub(crate) planned: Vec<PlanChange>,
    pub(crate) renewed_on: Option<Day>,
    pub(crate) reminded_through: Day,
    pub(crate) statutory: StatutoryNotice,
    pub(crate) statutory_given: Vec<StatutoryGiven>,
    pub(crate) period_flags: PeriodFlags,
}

impl BoughtTerm {
    /// Its last day of withdrawing, if it can or could be withdrawn from.
    #[must_use]
    pub const fn withdrawable_until(&self) -> Option<Day> {
        match &self.right {
            Some(TermRight::Withdrawal { until, .. }) => Some(*until),
            Some(TermRight::Exit { .. }) | None => None,
        }
    }

    /// Whether it may be left on `day`: it carries the exit right, and is not over.
    #[must_use]
    pub fn can_be_left_on(&self, day: Day) -> bool {
        self.carries_exit_right() && day <= self.last_day
    }

    /// Whether it carries the exit right.
    #[must_use]
    pub const fn carries_exit_right(&self) -> bool {
        match self.right {
            Some(TermRight::Exit { .. }) => true,
            Some(TermRight::Withdrawal { .. }) | None => false,
        }
    }
}

impl Before {
    /// What stands now, before a renewal changes it.
    pub(crate) fn of(mailbox: &Mailbox, period: Period) -> Self {
        // Where that period comes back automatic renewal is off: whatever switches it on lifts these.
        let mut period_flags = mailbox.period_flags;
        period_flags.lift();
        Self {
            period,
            grace: mailbox.grace.clone(),
            deletion_warning_days: mailbox.deletion_warning_days,
            purchase: mailbox.purchase,
            package: mailbox.space.package,
            planned: mailbox.space.planned.clone(),
            renewed_on: mailbox.renewed_on,
            reminded_through: mailbox.notices.reminded_through,
            statutory: mailbox.notices.statutory,
            statutory_given: mailbox.notices.statutory_given.clone(),
            period_flags,
        }
    }

    /// Space bought since stays, where the plan that comes back offers it.
    fn widen(&mut self, extra: ExtraSpace) {
        for charge in self.statutory_given.iter_mut().filter_map(|given| given.charge.as_mut()) {
            charge.amount = Money::MAX;
        }
        for package in [&mut self.package, &mut self.purchase.package] {
            let ExtraSpace { mailbox_gb, archive_gb } = package.extra;
            let extra = ExtraSpace {
                mailbox_gb: mailbox_gb.max(extra.mailbox_gb),
                archive_gb: archive_gb.max(extra.archive_gb),
            };
            let wider = Package { extra, ..*package };
            if wider.is_offered() {
                *package = wider;
            }
        }
    }
}

impl Mailbox {
    /// The terms bought that can still be ended, and those bought after them, oldest first (R-64,
    ///
    #[must_use]
    pub fn bought_terms(&self) -> &[BoughtTerm] {
        &self.bought
    }

    /// The first term that may be left on `day`.
    #[must_use]
    pub fn leavable_on(&self, day: Day) -> Option<OrderId> {
        self.bought.iter().find(|term| term.can_be_left_on(day)).map(|term| term.order)
    }

    /// Whether the term that this order bought was ended: withdrawn from, left, or ended with an earlier
    /// one.
    #[must_use]
    pub fn has_ended(&self, order: OrderId) -> bool {
        order.mailbox() == self.id()
            && self.remembered.ended.find(|ended| ended.cmp(&order.ordinal())).is_some()
            && self.closed_order(order).is_some()
    }

    /// Remembers a term just bought, and forgets those in front that nothing can end any more. A right to
    /// withdraw is never too old: the day of the declaration counts, however late it is told.
    pub(crate) fn remember_term(&mut self, term: BoughtTerm, today: Day) {
        if term.right.is_none() && self.bought.is_empty() {
            return;
        }
        let terms = self.bought.change();
        terms.push(term);
        forget_spent(terms, today);
    }

    pub(crate) fn widen_terms(&mut self, extra: ExtraSpace) {
        if !self.bought.is_empty() {
            self.bought.change().iter_mut().for_each(|term| term.before.widen(extra));
        }
    }

    /// A charge that comes earlier for a method that the holder bound is the holder's own act, in a period
    /// that comes back as well.
    pub(crate) fn charges_before_may_come_from(&mut self, today: Day) {
        if self.bought.iter().all(|term| term.before.statutory_given.is_empty()) {
            return;
        }
        let given =
            self.bought.change().iter_mut().flat_map(|term| &mut term.before.statutory_given);
        for charge in given.filter_map(|given| given.charge.as_mut()) {
            charge.on = charge.on.min(today);
        }
    }

    /// A notice of art. 65-bis of a period that a renewal took the place of arrived after all: it counts
    /// again if that period comes back.
    pub(crate) fn delivered_before(&mut self, number: NoticeNumber, on: Day) {
        let is_of = |term: &BoughtTerm| {
            term.before.statutory_given.iter().any(|given| given.number == number)
        };
        let Some(place) = self.bought.iter().position(is_of) else { return };
        let Some(term) = self.bought.change().get_mut(place) else { return };
        let Before { statutory, statutory_given, .. } = &mut term.before;
        let is_last = statutory_given.last().is_some_and(|given| given.number == number);
        if let Some(given) = statutory_given.iter_mut().find(|given| given.number == number) {
            given.delivered = Some(on);
        }
        if is_last {
            *statutory = StatutoryNotice::Delivered { on };
        }
    }

    /// Such a notice failed to arrive: if that period comes back, another is owed.
    pub(crate) fn failed_before(&mut self, number: NoticeNumber, on: Day) {
        let is_last = |term: &BoughtTerm| {
            term.before.statutory_given.last().is_some_and(|given| given.number == number)
        };
        let Some(place) = self.bought.iter().position(is_last) else { return };
        let Some(term) = self.bought.change().get_mut(place) else { return };
        match term.before.statutory {
            StatutoryNotice::Given { .. } => term.before.statutory = StatutoryNotice::Failed { on },
            StatutoryNotice::NotGiven
            | StatutoryNotice::Failed { .. }
            | StatutoryNotice::Delivered { .. } => {}
        }
    }

    /// Such a notice proves nothing for a new holder.
    pub(crate) fn forget_notices_before(&mut self) {
        if self.bought.is_empty() {
            return;
        }
        for term in self.bought.change() {
            term.before.statutory = StatutoryNotice::NotGiven;
            term.before.statutory_given = Vec::new();
        }
    }

    /// The exit right of a term is no more.
    pub(crate) fn lift(&mut self, place: usize, today: Day) {
        let terms = self.bought.change();
        if let Some(term) = terms.get_mut(place) {
            term.right = None;
        }
        forget_spent(terms, today);
    }
}

fn forget_spent(terms: &mut Vec<BoughtTerm>, today: Day) {
    let is_usable =
        |term: &BoughtTerm| term.withdrawable_until().is_some() || term.can_be_left_on(today);
    let spent = terms.iter().take_while(|term| !is_usable(term)).count();
    terms.drain(..spent);
}

/// The terms bought: shared by copies of a state until they change.
pub(crate) type BoughtTerms = CopyOnWrite<Vec<BoughtTerm>>;
