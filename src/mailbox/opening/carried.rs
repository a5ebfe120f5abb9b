//! What an opening carries of a life lived elsewhere.

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{MethodKind, Package, Purchase, Rung},
    mailbox::{
        event::{NotGenerated, PlanChange, TermRight},
        ledger::KnownPayment,
        notice::NextCharge,
        refund::Refund,
    },
    order::OpenOrder,
    values::{Day, DebtNumber, ForeignNumber, Money, OrderId, Price, Room},
};

/// What a life lived elsewhere left standing, each part where there is something to state.
///
/// What is not stated is not so: no termination stands, no order is open, no warning was given. Every
/// identity is one of this engine, of the mailbox that opens; [`CarriedOrder::number`] is the one that
/// the other side gave.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Carried {
    /// The holder terminated it at expiry, and did not revoke that.
    pub terminated: bool,
    /// Why automatic renewal generates no more orders in this period, if it does not.
    pub withheld: Option<Withheld>,
    /// Plan and room, where they are not those of the plan last paid for.
    pub space: Option<CarriedSpace>,
    /// The open order.
    pub order: Option<CarriedOrder>,
    /// Payments, so that their references stay recognised, and where their money lies.
    pub payments: Vec<CarriedPayment>,
    /// Refunds, by number: those still owed, and those settled, whose payouts stay recognised (R-43,
    /// Numbers go on from the last.
    pub refunds: Vec<Refund>,
    /// Debts, by number. Numbers go on from the last.
    pub debts: Vec<CarriedDebt>,
    /// What is still to come for orders by commitments of public bodies, in the order of those orders
    ///
    pub receivables: Vec<CarriedReceivable>,
    /// Terms that can still be ended, and those bought after them, oldest first.
    pub terms: Vec<CarriedTerm>,
    /// The charge that the notice of art. 65-bis named; its day of delivery is
    /// [`Opening::statutory_notice_delivered`](crate::Opening::statutory_notice_delivered).
    pub notice_named: Option<NextCharge>,
    /// The warning before deletion, if one was given in this period.
    pub warning: Option<CarriedWarning>,
    /// The day on which the mailbox was deleted, if it was: its address stays reserved for its tax id
    ///
    pub deleted_on: Option<Day>,
}

/// What became of a generated order in this period, so that no other is generated.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Withheld {
    /// The holder cancelled it.
    Cancelled,
    /// It lapsed.
    Lapsed,
}

/// A plan in effect that is not the one last paid for, or a room that is not the plan's.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedSpace {
    /// The plan in effect, with its extra space.
    pub package: Package,
    /// What takes effect later, by day; the last is the plan last paid for.
    pub planned: Vec<PlanChange>,
    /// The room that the mailbox has, if that is larger than the plan gives because data is in the way.
    pub larger: Option<LargerRoom>,
}

/// A room larger than the plan gives, until a report of used space lets it shrink.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LargerRoom {
    /// The room.
    pub room: Room,
    /// The holder consented to the deletion of the archive.
    pub archive_consent: bool,
}

/// An order that is open. What it does not state of R-21 is the policy's of the day of opening.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedOrder {
    /// Its identity from now on: the mailbox, its expiry, and as ordinal the number of orders before,
    /// which counts it.
    pub id: OrderId,
    /// The number by which it was known elsewhere, under which money may still name it; see
    /// [`Mailbox::order_named`](crate::Mailbox::order_named).
    pub number: Option<ForeignNumber>,
    /// Who made it, and how far it was collected.
    pub origin: CarriedOrigin,
    /// Plan, extra space and term.
    pub purchase: Purchase,
    /// Net, VAT and gross, as agreed.
    pub price: Price,
    /// The holder agreed that the archive is deleted.
    pub archive_consent: bool,
    /// The day it was opened.
    pub opened_on: Day,
    /// Its last day, inclusive, where one was agreed. The last renewable day and the day before the
    /// expiry that it would give stay the latest.
    pub last_day: Option<Day>,
}

/// Who made an order that is taken over.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum CarriedOrigin {
    /// Automatic renewal, which charges it.
    Generated {
        /// How many charges were requested for it; each has a final outcome.
        attempts: u32,
        /// The last rung of the ladder spent, if one is.
        spent: Option<Rung>,
        /// The bound method waits for the customer, until it is bound anew.
        waits_for_authentication: bool,
        /// The holder was told that charging fails, and has bound no method since.
        told_of_failure: bool,
    },
    /// The holder, by hand.
    Manual {
        /// How the holder said it would be paid.
        method_kind: MethodKind,
        /// The holder was informed of the right to withdraw.
        informed: bool,
        /// The holder expressly asked that the term begin at once.
        start_requested: bool,
    },
}

/// A payment, and where its money lies: what is neither applied nor held was owed back, and what of
/// that still is, the refunds say.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedPayment {
    /// The payment as it is remembered: told again, it is known.
    pub payment: KnownPayment,
    /// What of it paid orders that were fulfilled.
    pub applied: Money,
    /// What of it is held for the open order, which it then names.
    pub held: Money,
}

/// A debt: what still stands of it stands for money that was applied.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedDebt {
    /// Its number, which a payment for it names.
    pub number: DebtNumber,
    /// What of it still stands: nothing of one that is settled, stated so that its number is not used
    /// again.
    pub amount: Money,
    /// The order whose money was reversed, where one is known.
    pub order: Option<OrderId>,
}

/// What a public body committed itself to pay for an order that was fulfilled: it stands for money that
/// was applied.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedReceivable {
    /// The order that was fulfilled: one of those before, by its ordinal.
    pub order: OrderId,
    /// The number by which it was known elsewhere, under which money may still name it; see
    /// [`Mailbox::order_named`](crate::Mailbox::order_named).
    pub number: Option<ForeignNumber>,
    /// What is still to come.
    pub amount: Money,
    /// By how much its last part may fall short.
    pub shortfall_waived: Money,
}

/// A term that was bought elsewhere.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedTerm {
    /// The order that was fulfilled: the term's first day is the day after the expiry that it renewed.
    pub order: OrderId,
    /// The last day of the term.
    pub last_day: Day,
    /// What was applied for it.
    pub applied: Money,
    /// The right to end it, if it carries one.
    pub right: Option<CarriedRight>,
}

/// The right of a consumer to end a term that was bought elsewhere.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum CarriedRight {
    /// To leave it to its last day.
    Leave,
    /// To withdraw from the renewal by hand. Its last day is reckoned by the policy of the day of
    /// opening.
    Withdraw {
        /// The day of the payment that fulfilled the order.
        paid_on: Day,
        /// The holder was informed of the right.
        informed: bool,
        /// The holder expressly asked for the start at once.
        start_requested: bool,
    },
}

/// A warning before deletion that was given elsewhere.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedWarning {
    /// The day on which it was given.
    pub on: Day,
    /// The day of deletion that it told: none comes before it. An open order's margin that lasts longer is
    /// told by a second warning.
    pub deletion: Day,
}

/// What the policy of the day of opening made of what is carried: it never changes.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The open order, with all that it freezes.
    pub order: Option<Box<OpenOrder>>,
    /// The right of each term, in their order.
    pub rights: Vec<Option<TermRight>>,
    /// The last day on which the logs of a deleted mailbox are kept.
    pub logs_until: Option<Day>,
}

impl Carried {
    /// What is held for the open order; none where the sum leaves the range of money.
    pub(crate) fn held(&self) -> Option<Money> {
        sum(self.payments.iter().map(|payment| payment.held))
    }

    /// What paid orders: money, debts and receivables.
    pub(crate) fn applied(&self) -> Option<Money> {
        sum([self.applied_of_money()?, self.owed()?, self.to_come()?])
    }

    /// What of it is money: by the payments stated, or by the terms, whichever says more.
    fn applied_of_money(&self) -> Option<Money> {
        let by_payments = sum(self.payments.iter().map(|payment| payment.applied))?;
        let by_terms = sum(self.terms.iter().map(|term| {
            let debts = self.debts.iter().filter(|debt| debt.order == Some(term.order));
            let to_come = self.receivables.iter().filter(|it| it.order == term.order);
            let owed = debts.map(|debt| debt.amount).chain(to_come.map(|it| it.amount));
            owed.fold(term.applied, Money::saturating_sub)
        }))?;
        Some(by_payments.max(by_terms))
    }

    /// What still stands of debts.
    pub(crate) fn owed(&self) -> Option<Money> {
        sum(self.debts.iter().map(|debt| debt.amount))
    }

    /// What is still to come by commitments.
    pub(crate) fn to_come(&self) -> Option<Money> {
        sum(self.receivables.iter().map(|receivable| receivable.amount))
    }

    /// What is owed back under refunds that are open.
    pub(crate) fn owed_back(&self) -> Option<Money> {
        sum(self.refunds.iter().filter(|refund| refund.is_open()).map(|refund| refund.amount))
    }

    /// What went out for refunds.
    pub(crate) fn paid_out(&self) -> Option<Money> {
        sum(self.refunds.iter().flat_map(Refund::payouts).map(|payout| payout.amount))
    }

    /// What came in with a reference.
    pub(crate) fn referenced(&self) -> Option<Money> {
        sum(self.payments.iter().map(|payment| payment.payment.amount))
    }

    /// What counts as registered: all that is stated to lie somewhere, unless a debt or a receivable stands
    /// for it; none where the sum leaves the range of money.
    #[must_use]
    pub fn registered(&self) -> Option<Money> {
        sum([self.applied_of_money()?, self.held()?, self.owed_back()?, self.paid_out()?])
    }

    /// Every day stated that cannot lie in the future.
    pub(crate) fn days(&self) -> impl Iterator<Item = Day> + '_ {
        let paid_on = |term: &CarriedTerm| match term.right {
            Some(CarriedRight::Withdraw { paid_on, .. }) => Some(paid_on),
            Some(CarriedRight::Leave) | None => None,
        };
        let order = self.order.as_ref().map(|order| order.opened_on);
        let warning = self.warning.map(|warning| warning.on);
        let payouts = self.refunds.iter().flat_map(Refund::payouts);
        [order, warning, self.deleted_on]
            .into_iter()
            .flatten()
            .chain(self.payments.iter().map(|payment| payment.payment.day))
            .chain(payouts.map(|payout| payout.on))
            .chain(self.terms.iter().filter_map(paid_on))
    }
}

impl CarriedTerm {
    pub(crate) const fn can_be_left(&self) -> bool {
        match self.right {
            Some(CarriedRight::Leave) => true,
            Some(CarriedRight::Withdraw { .. }) | None => false,
        }
    }
}

impl CarriedOrigin {
    pub(crate) const fn is_generated(self) -> bool {
        match self {
            Self::Generated { .. } => true,
            Self::Manual { .. } => false,
        }
    }
}

impl Withheld {
    /// The reason that is told where it bars an order.
    #[must_use]
    pub const fn reason(self) -> NotGenerated {
        match self {
            Self::Cancelled => NotGenerated::OrderCancelled,
            Self::Lapsed => NotGenerated::OrderLapsed,
        }
    }
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
    amounts.into_iter().try_fold(Money::ZERO, Money::checked_add)
}
