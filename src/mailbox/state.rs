//! The state of one mailbox: what its events add up to.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{
    command::{Hosting, Opening},
    event::{NotGenerated, PlanChange},
    ledger::{Ledger, Payments},
    notice::Notices,
};
use crate::{
    auto_renewal::AutoRenewal,
    catalogue::{GracePhases, Holder, Plan, Purchase},
    charge::{Charge, OutcomeKind},
    order::{ClosedOrder, OpenOrder},
    service::{Access, Service, Standing},
    values::{
        AccountId, ChargeKey, CopyOnWrite, Day, ExtraSpace, MailboxId, MethodId, Moment, OrderId,
        Room, UsedSpace,
    },
};

/// One mailbox as its events left it. A stored copy is a cache: the events are the record.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    pub(crate) opening: CopyOnWrite<Opening>,
    pub(crate) hosting: Hosting,
    pub(crate) sequence: u64,
    pub(crate) last: Moment,
    pub(crate) holder: Holder,
    pub(crate) account: AccountId,
    pub(crate) service: Service,
    pub(crate) grace: GracePhases,
    pub(crate) auto_renewal: AutoRenewal,
    pub(crate) dead_methods: Vec<MethodId>,
    pub(crate) purchase: Purchase,
    pub(crate) space: Space,
    pub(crate) order: Option<CopyOnWrite<OpenOrder>>,
    pub(crate) orders: u32,
    pub(crate) charge: Charge,
    pub(crate) ledger: Ledger,
    pub(crate) remembered: CopyOnWrite<Remembered>,
    pub(crate) notices: Notices,
    pub(crate) period_flags: PeriodFlags,
    pub(crate) renewed_on: Option<Day>,
    pub(crate) released_to: Option<MailboxId>,
}

/// What is remembered for ever, and grows with the years: few decisions change it, so that a working
/// copy of a mailbox shares it.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remembered {
    pub(crate) closed: Vec<ClosedOrder>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) payments: Payments,
}

/// Plan, extra space and room: in effect now, and planned.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Space {
    /// The plan in effect.
    pub plan: Plan,
    /// The extra space in effect.
    pub extra: ExtraSpace,
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
    /// A report of that day or later came, and did not fit.
    pub answered: bool,
}

/// What is remembered for ever of a charge.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The order's ordinal.
    pub order_ordinal: u32,
    /// The attempt's ordinal.
    pub ordinal: u32,
    /// The day of the request.
    pub on: Day,
    /// The method asked.
    pub method: MethodId,
    /// The first final outcome; none while it is unresolved.
    pub outcome: Option<OutcomeKind>,
    /// Other outcomes reported since, each recorded once: a bit each.
    pub contradicted: u8,
}

/// What is remembered of the running period only.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodFlags {
    /// A generated order was cancelled.
    pub order_cancelled: bool,
    /// A generated order lapsed.
    pub order_lapsed: bool,
    /// A manual order was open when the expiry day ended.
    pub manual_open_at_expiry: bool,
    /// Reasons for not generating that the holder was told already, a bit each.
    pub told: u8,
}

impl PeriodFlags {
    /// Whether the holder was told this reason in this period.
    #[must_use]
    pub const fn was_told(self, reason: NotGenerated) -> bool {
        self.told & bit(reason) != 0
    }

    pub(crate) const fn tell(&mut self, reason: NotGenerated) {
        self.told |= bit(reason);
    }

    /// Whether something stands that switching on would lift.
    #[must_use]
    pub const fn withholds_orders(self) -> bool {
        self.order_cancelled || self.order_lapsed || self.manual_open_at_expiry
    }

    pub(crate) const fn lift(&mut self) {
        self.order_cancelled = false;
        self.order_lapsed = false;
        self.manual_open_at_expiry = false;
    }
}

/// What the mailbox may do on `day`: a function of state and day, never of collection.
#[must_use]
pub fn access(state: &Mailbox, day: Day) -> Access {
    state.access(day)
}

impl Mailbox {
    /// Its identity.
    #[must_use]
    pub fn id(&self) -> MailboxId {
        self.opening.mailbox
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

    /// Where the mailbox stands in its life on `day`.
    #[must_use]
    pub fn standing(&self, day: Day) -> Standing {
        self.service.standing(&self.grace, day)
    }

    /// The last day on which it can be renewed.
    #[must_use]
    pub fn last_renewable_day(&self) -> Day {
        self.grace.last_renewable_day(self.expiry())
    }

    /// The last day of its grace.
    #[must_use]
    pub fn last_grace_day(&self) -> Day {
        self.grace.last_day(self.expiry())
    }

    /// Automatic renewal's state.
    #[must_use]
    pub const fn auto_renewal(&self) -> &AutoRenewal {
        &self.auto_renewal
    }

    /// Whether a method may never be charged again.
    #[must_use]
    pub fn is_dead(&self, method: MethodId) -> bool {
        self.dead_methods.contains(&method)
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

    /// The order open on `day`: on the day after its last one it has lapsed, ticked or not, unless a
    /// charge of it is unresolved.
    #[must_use]
    pub fn open_order_on(&self, day: Day) -> Option<&OpenOrder> {
        self.order
            .as_deref()
            .filter(|order| day <= order.last_day || self.is_in_collection(order.id))
    }

    /// The orders closed so far, oldest first.
    #[must_use]
    pub fn closed_orders(&self) -> &[ClosedOrder] {
        &self.remembered.closed
    }

    /// The state of the failed-charge machine.
    #[must_use]
    pub const fn charge(&self) -> &Charge {
        &self.charge
    }

    /// Every charge ever requested, oldest first.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.remembered.attempts
    }

    /// Methods that are never charged again.
    #[must_use]
    pub fn dead_methods(&self) -> &[MethodId] {
        &self.dead_methods
    }

    /// The new life that the address of a deleted mailbox was given to.
    #[must_use]
    pub const fn released_to(&self) -> Option<MailboxId> {
        self.released_to
    }

    /// Where its money is.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Every payment it ever had.
    #[must_use]
    pub fn payments(&self) -> &Payments {
        &self.remembered.payments
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

    /// Whether a charge of this order is unresolved: then it can be neither cancelled nor lapse
    ///
    #[must_use]
    pub fn is_in_collection(&self, order: OrderId) -> bool {
        self.charge.unresolved().is_some_and(|request| request.key.order() == order)
    }

    /// What the mailbox may do on `day`, never depending on collection.
    #[must_use]
    pub(crate) fn access(&self, day: Day) -> Access {
        let mail = self.service.mail_access(&self.grace, day);
        Access {
            send: mail.send,
            receive: mail.receive,
            read: mail.read,
            renew: self.is_renewable(day) && !self.service.termination_stands(day),
        }
    }

    /// Whether the mailbox is renewable on `day`, terminations apart.
    pub(crate) fn is_renewable(&self, day: Day) -> bool {
        match self.hosting {
            Hosting::Provider => self.service.is_renewable(&self.grace, day),
            Hosting::OwnDomain => false,
        }
    }

    pub(crate) fn attempt(&self, key: ChargeKey) -> Option<&Attempt> {
        self.remembered.attempts.iter().rev().find(|attempt| attempt.is(key))
    }

    pub(crate) fn closed_order(&self, order: OrderId) -> Option<&ClosedOrder> {
        if order.mailbox() != self.id() {
            return None;
        }
        self.remembered
            .closed
            .iter()
            .rev()
            .find(|closed| closed.ordinal == order.ordinal() && closed.expiry == order.expiry())
    }

    /// Remembers a closed order for ever.
    pub(crate) fn close(&mut self, order: ClosedOrder) {
        push(&mut self.remembered.change().closed, order);
    }

    /// Whether a charge of this order went to this method on `day`.
    pub(crate) fn was_asked(&self, order: OrderId, method: MethodId, day: Day) -> bool {
        self.remembered
            .attempts
            .iter()
            .rev()
            .take_while(|attempt| attempt.order_ordinal == order.ordinal())
            .any(|attempt| attempt.method == method && attempt.on == day)
    }

    /// The most room that goes with the plan in effect, or with one planned: what a renewal can cut
    ///
    pub(crate) fn roomiest(&self) -> Room {
        let now = self.space.plan.room(self.space.extra);
        self.space.planned.iter().map(|change| change.plan.room(change.extra)).fold(
            now,
            |room, planned| Room {
                mailbox: room.mailbox.max(planned.mailbox),
                archive: room.archive.max(planned.archive),
            },
        )
    }

    /// The identity that the next order takes.
    pub(crate) fn next_order(&self) -> OrderId {
        OrderId::new(self.id(), self.service.expiry(), self.orders.saturating_add(1))
    }
}

impl Attempt {
    pub(crate) fn is(&self, key: ChargeKey) -> bool {
        self.order_ordinal == key.order().ordinal() && self.ordinal == key.attempt()
    }

    pub(crate) const fn was_contradicted_by(self, kind: OutcomeKind) -> bool {
        self.contradicted & outcome_bit(kind) != 0
    }

    pub(crate) const fn contradict(&mut self, kind: OutcomeKind) {
        self.contradicted |= outcome_bit(kind);
    }
}

/// Appends to a list that most mailboxes have at most one entry of: only the first takes no room
/// ahead.
pub(crate) fn push<T>(list: &mut Vec<T>, value: T) {
    if list.is_empty() {
        list.reserve_exact(1);
    }
    list.push(value);
}

const fn outcome_bit(kind: OutcomeKind) -> u8 {
    match kind {
        OutcomeKind::Settled => 1,
        OutcomeKind::SoftDecline => 2,
        OutcomeKind::HardDecline => 4,
        OutcomeKind::AuthenticationRequired => 8,
        OutcomeKind::NotExecuted => 16,
        OutcomeKind::Unknown => 32,
    }
}

const fn bit(reason: NotGenerated) -> u8 {
    match reason {
        NotGenerated::ManualOrderOpen => 1,
        NotGenerated::OrderCancelled => 2,
        NotGenerated::OrderLapsed => 4,
        NotGenerated::ManualOrderOpenAtExpiry => 8,
        NotGenerated::NotRenewable => 16,
        NotGenerated::NoPrice => 32,
        NotGenerated::TermTooShort => 64,
    }
}
