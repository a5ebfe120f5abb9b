//! The state of one mailbox: what its events add up to.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{
    attempt::{Attempt, Doubt, Heard, PutOff},
    command::{Commitment, Hosting, Reversal},
    debt::{Debt, Debts, Receivable, Receivables},
    event::{CancelCause, PlanChange},
    leaving::bought::BoughtTerms,
    ledger::{HeldPayment, Ledger, Payments},
    notice::{Notices, Warning},
    opening::Opened,
    period_flags::PeriodFlags,
    portions::Portions,
    refund::{Refund, Refunds},
    remembered::Remembered,
};
use crate::{
    auto_renewal::AutoRenewal,
    catalogue::{GracePhases, Holder, MailAccess, Package, Purchase},
    charge::{Charge, DeadMethod, Death, OutcomeKind},
    order::{ClosedOrder, OpenOrder, Order},
    service::Service,
    values::{
        AccountId, ChargeKey, CopyOnWrite, Day, DebtNumber, KeptList, MailboxId, MethodId, Moment,
        OrderId, RefundNumber, Room, UsedSpace,
    },
};

/// One mailbox, as its events left it. A stored copy is a cache: the events are the record.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    pub(crate) id: MailboxId,
    pub(crate) opened: CopyOnWrite<Opened>,
    pub(crate) hosting: Hosting,
    pub(crate) sequence: u64,
    pub(crate) last: Moment,
    pub(crate) holder: Holder,
    pub(crate) account: AccountId,
    pub(crate) service: Service,
    pub(crate) grace: GracePhases,
    pub(crate) deletion_warning_days: u16,
    pub(crate) warning: Option<Warning>,
    pub(crate) access_told: MailAccess,
    pub(crate) auto_renewal: AutoRenewal,
    pub(crate) dead_methods: Vec<DeadMethod>,
    pub(crate) needs_holder: bool,
    pub(crate) purchase: Purchase,
    pub(crate) space: Space,
    pub(crate) order: Option<CopyOnWrite<OpenOrder>>,
    pub(crate) orders: u32,
    pub(crate) charge: Charge,
    pub(crate) doubts: Vec<Doubt>,
    pub(crate) put_off: Vec<PutOff>,
    pub(crate) ledger: Ledger,
    pub(crate) held_by: Vec<HeldPayment>,
    pub(crate) remembered: CopyOnWrite<Remembered>,
    pub(crate) notices: Notices,
    pub(crate) period_flags: PeriodFlags,
    pub(crate) renewed_on: Option<Day>,
    pub(crate) bought: BoughtTerms,
    pub(crate) leaving: Option<CancelCause>,
    pub(crate) released_to: Option<MailboxId>,
}

/// Plan, extra space and room: in effect now, and planned.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Space {
    /// The plan in effect, with its extra space.
    pub package: Package,
    /// The room that the mailbox has: larger than the plan gives while data is in the way.
    pub room: Room,
    /// What takes effect later, by day.
    pub planned: Vec<PlanChange>,
    /// The last report of used space, and its day.
    pub used: Option<(UsedSpace, Day)>,
    /// A room that is still to shrink.
    pub shrink: Option<Shrink>,
}

/// A room larger than the plan gives, until a report of used space lets it shrink.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Shrink {
    /// The day from which a report counts.
    pub since: Day,
    /// The holder consented to the deletion of the archive.
    pub archive_consent: bool,
    /// The day on which a report was last asked for.
    pub asked: Option<Day>,
    /// A report of that day or later came, and the data did not fit.
    pub answered: bool,
}

impl Mailbox {
    /// Its identity.
    #[must_use]
    pub fn id(&self) -> MailboxId {
        self.id
    }

    /// How many events it has: what a store compares before it appends.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// When its last event was handled.
    #[must_use]
    pub const fn last_moment(&self) -> Moment {
        self.last
    }

    /// Who holds it.
    #[must_use]
    pub const fn holder(&self) -> &Holder {
        &self.holder
    }

    /// The customer account that its methods belong to.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Where it is renewed.
    #[must_use]
    pub const fn hosting(&self) -> Hosting {
        self.hosting
    }

    /// The last day of service, inclusive.
    #[must_use]
    pub const fn expiry(&self) -> Day {
        self.service.expiry()
    }

    /// The service machine's state.
    #[must_use]
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// The grace phases of the running period.
    #[must_use]
    pub const fn grace(&self) -> &GracePhases {
        &self.grace
    }

    /// The warning before deletion, if it was given in this period.
    #[must_use]
    pub const fn warning(&self) -> Option<Warning> {
        self.warning
    }

    /// What the mail platform was last told that the mailbox may do.
    #[must_use]
    pub const fn access_told(&self) -> MailAccess {
        self.access_told
    }

    /// Automatic renewal's state.
    #[must_use]
    pub const fn auto_renewal(&self) -> &AutoRenewal {
        &self.auto_renewal
    }

    /// Whether a method may never be charged again.
    #[must_use]
    pub fn is_dead(&self, method: MethodId) -> bool {
        self.death_of(method).is_some()
    }

    /// What a method is dead of, if it is.
    #[must_use]
    pub fn death_of(&self, method: MethodId) -> Option<Death> {
        self.dead_methods.iter().find(|dead| dead.method == method).map(|dead| dead.of)
    }

    /// Whether the last news of the bound method was that its holder must be asked.
    #[must_use]
    pub const fn needs_holder(&self) -> bool {
        self.needs_holder
    }

    /// Plan, extra space and term last paid for: what automatic renewal repeats.
    #[must_use]
    pub const fn purchase(&self) -> Purchase {
        self.purchase
    }

    /// Plan, extra space and room, in effect and planned.
    #[must_use]
    pub const fn space(&self) -> &Space {
        &self.space
    }

    /// The order recorded as open; see [`Mailbox::open_order_on`] for what holds on a day.
    #[must_use]
    pub fn open_order(&self) -> Option<&OpenOrder> {
        self.order.as_deref()
    }

    /// Whether a charge is awaited: it is unresolved, none is in doubt, its order is open, the
    /// mailbox is neither deleted nor ending nor leaving, and automatic renewal is on with that method, which
    /// is not dead.
    ///
    /// Ask in the transaction or lease that sends the charge. An unsent request whose key is not
    /// awaited is never sent, and is reported as *not executed*. One that may have left is
    /// *unknown* until the gateway answers.
    #[must_use]
    pub fn awaits(&self, key: &ChargeKey) -> bool {
        let is_open = self.open_order().is_some_and(|order| order.id == key.order());
        let bound = self.auto_renewal.method().map(|method| method.id);
        self.charge.unresolved().is_some_and(|request| {
            request.key == *key
                && self.doubts.is_empty()
                && is_open
                && !self.service.is_gone()
                && self.leaving.is_none()
                && bound == Some(request.method)
                && !self.is_dead(request.method)
        })
    }

    /// Whether its holder withdrew or left while a charge of the open order was unresolved or in doubt:
    /// that order renews nothing any more, and is cancelled with the outcome.
    #[must_use]
    pub const fn is_leaving(&self) -> bool {
        self.leaving.is_some()
    }

    /// The orders closed so far, oldest first.
    #[must_use]
    pub fn closed_orders(&self) -> &KeptList<ClosedOrder> {
        &self.remembered.closed
    }

    /// The state of the failed-charge machine.
    #[must_use]
    pub const fn charge(&self) -> &Charge {
        &self.charge
    }

    /// The charges in doubt, in the order in which they came into it.
    #[must_use]
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// The day before which a method is not to be asked again, as a soft decline said, if that day
    /// lies after `today`.
    #[must_use]
    pub fn not_before(&self, method: MethodId, today: Day) -> Option<Day> {
        let of_it = self.put_off.iter().filter(|put_off| put_off.method == method);
        of_it.map(|put_off| put_off.until).filter(|until| today < *until).max()
    }

    /// Whether the charge of this key is in doubt.
    #[must_use]
    pub fn is_in_doubt(&self, key: ChargeKey) -> bool {
        self.doubts.iter().any(|doubt| doubt.key == key)
    }

    /// The charge whose outcome the mailbox waits for: the one unresolved, or else the one longest
    /// in doubt.
    #[must_use]
    pub fn awaited_outcome(&self) -> Option<ChargeKey> {
        let unresolved = self.charge.unresolved().map(|request| request.key);
        unresolved.or_else(|| self.doubts.first().map(|doubt| doubt.key))
    }

    /// Every charge ever requested, oldest first.
    #[must_use]
    pub fn attempts(&self) -> &KeptList<Attempt> {
        &self.remembered.attempts
    }

    /// Methods that are never charged again.
    #[must_use]
    pub fn dead_methods(&self) -> &[DeadMethod] {
        &self.dead_methods
    }

    /// The new mailbox that the address of this deleted one was given to.
    #[must_use]
    pub const fn released_to(&self) -> Option<MailboxId> {
        self.released_to
    }

    /// Where its money is.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The last payment held for the open order, if one is.
    #[must_use]
    pub fn held_last(&self) -> Option<&HeldPayment> {
        self.held_by.last()
    }

    /// Where every cent is: what backs it, and where it lies.
    #[must_use]
    pub fn portions(&self) -> &Portions {
        &self.remembered.portions
    }

    /// Every payment it ever had.
    #[must_use]
    pub fn payments(&self) -> &Payments {
        &self.remembered.payments
    }

    /// The refund of a number, if the mailbox ever owed it.
    ///
    /// Whoever pays asks first whether it is still open ([`Refund::is_open`]), in the transaction or
    /// lease that pays.
    #[must_use]
    pub fn refund(&self, number: RefundNumber) -> Option<&Refund> {
        self.remembered.refunds.find(number)
    }

    /// Every refund that it ever owed.
    #[must_use]
    pub fn refunds(&self) -> &Refunds {
        &self.remembered.refunds
    }

    /// The debt of a number, if the mailbox ever had it.
    #[must_use]
    pub fn debt(&self, number: DebtNumber) -> Option<&Debt> {
        self.remembered.debts.find(number)
    }

    /// Every debt that it ever had.
    #[must_use]
    pub fn debts(&self) -> &Debts {
        &self.remembered.debts
    }

    /// What is or was to come for an order by the commitment of a public body.
    #[must_use]
    pub fn receivable(&self, order: OrderId) -> Option<&Receivable> {
        self.remembered.receivables.find(order)
    }

    /// Everything that was ever to come by a commitment.
    #[must_use]
    pub fn receivables(&self) -> &Receivables {
        &self.remembered.receivables
    }

    /// Everything that was ever taken back, by reference.
    #[must_use]
    pub fn reversals(&self) -> &KeptList<Reversal> {
        &self.remembered.reversals
    }

    /// Every commitment that was ever registered, by reference.
    #[must_use]
    pub fn commitments(&self) -> &KeptList<Commitment> {
        &self.remembered.commitments
    }

    /// What is remembered of its notices.
    #[must_use]
    pub const fn notices(&self) -> &Notices {
        &self.notices
    }

    /// What is remembered of the running period.
    #[must_use]
    pub const fn period_flags(&self) -> PeriodFlags {
        self.period_flags
    }

    /// Whether a charge of this order is unresolved or in doubt: then it can be neither cancelled
    /// nor lapse.
    #[must_use]
    pub fn is_in_collection(&self, order: OrderId) -> bool {
        self.collecting(order).is_some()
    }

    /// The charge of this order that is unresolved, or else the one longest in doubt.
    pub(crate) fn collecting(&self, order: OrderId) -> Option<ChargeKey> {
        let unresolved = self.charge.unresolved().map(|request| request.key);
        let in_doubt = self.doubts.iter().map(|doubt| doubt.key);
        unresolved.into_iter().chain(in_doubt).find(|key| key.order() == order)
    }

    /// The charge that may settle for this order besides other money: one of its own or of an order
    /// that it replaced, unresolved or else longest in doubt.
    pub(crate) fn may_settle_for(&self, order: OrderId) -> Option<ChargeKey> {
        let unresolved = self.charge.unresolved().map(|request| request.key);
        let in_doubt = self.doubts.iter().map(|doubt| doubt.key);
        unresolved.into_iter().chain(in_doubt).find(|key| self.stands_for(key.order()) == order)
    }

    pub(crate) fn attempt(&self, key: ChargeKey) -> Option<&Attempt> {
        self.remembered.attempt(key)
    }

    /// What a report of a charge comes to; none if it was never requested. Only a charge of this
    /// period can come into doubt: what an earlier one took is owed back when it comes.
    pub(crate) fn hears(&self, key: ChargeKey, received: OutcomeKind) -> Option<Heard> {
        let of_this_period = key.order().expiry() == self.expiry();
        let doubtful = of_this_period && !self.service.is_deleted();
        let attempt = self.attempt(key)?;
        Some(attempt.hears(received, self.is_in_doubt(key), doubtful))
    }

    pub(crate) fn attempt_mut(&mut self, key: ChargeKey) -> Option<&mut Attempt> {
        let place = self.remembered.place_of_attempt(key)?;
        self.remembered.change().attempts.get_mut(place)
    }

    /// The order of this identity, open or closed, if the mailbox ever had it.
    pub(crate) fn order_of(&self, order: OrderId) -> Option<Order<'_>> {
        match self.open_order().filter(|open| open.id == order) {
            Some(open) => Some(Order::AwaitingPayment(open)),
            None => self.closed_order(order).map(Order::Closed),
        }
    }

    pub(crate) fn closed_order(&self, order: OrderId) -> Option<&ClosedOrder> {
        if order.mailbox() != self.id() {
            return None;
        }
        let closed = self.remembered.closed.find(|closed| closed.ordinal.cmp(&order.ordinal()))?;
        Some(closed).filter(|closed| closed.expiry == order.expiry())
    }

    /// The order that stands for the one named: that one or, where it was replaced, the one that took
    /// its place in the end.
    pub(crate) fn stands_for(&self, named: OrderId) -> OrderId {
        let mut order = named;
        while self.closed_order(order).is_some_and(|closed| closed.replaced) {
            order =
                OrderId::new(order.mailbox(), order.expiry(), order.ordinal().saturating_add(1));
        }
        order
    }

    /// Remembers a closed order for ever.
    pub(crate) fn close(&mut self, order: ClosedOrder) {
        self.remembered.change().closed.push(order);
    }

    /// Whether a charge of this order went to this method on `day`.
    pub(crate) fn was_asked(&self, order: OrderId, method: MethodId, day: Day) -> bool {
        self.remembered
            .attempts
            .iter()
            .rev()
            .take_while(|attempt| {
                self.stands_for(attempt.key.order()) == order && day <= attempt.on
            })
            .any(|attempt| attempt.method == method && attempt.on == day)
    }

    /// The largest room of the plan in effect and of those planned: what a renewal can cut.
    pub(crate) fn roomiest(&self) -> Room {
        let planned = self.space.planned.iter().map(|change| change.package.room());
        planned.fold(self.space.package.room(), Room::max)
    }

    /// The identity that the next order takes.
    pub(crate) fn next_order(&self) -> OrderId {
        OrderId::new(self.id(), self.service.expiry(), self.orders.saturating_add(1))
    }
}
