//! What the facts of money carry: a payment registered, and an order fulfilled.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::causes::{Allocation, PaymentSource, PlanChange};
use crate::{
    catalogue::GracePhases,
    mailbox::{
        command::Reversal,
        debt::{LeftDebt, SettledDebt, TakenOfRefund},
    },
    service::Period,
    values::{
        Day, DebtNumber, MethodId, Money, NoticeNumber, OrderId, PaymentReference, RefundNumber,
    },
};

/// Money that was registered (R-42 … R-45).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredPayment {
    /// The reference by which the payment will always be known.
    pub reference: PaymentReference,
    /// The order that it names.
    pub order: Option<OrderId>,
    /// The debt that it names, in place of an order.
    pub debt: Option<DebtNumber>,
    /// The amount registered.
    pub amount: Money,
    /// The day that counts.
    pub day: Day,
    /// How it came.
    pub source: PaymentSource,
    /// Where it went.
    pub allocation: Allocation,
}

/// Money that was taken back of a payment.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReversedPayment {
    /// The reversal as it was reported.
    pub reversal: Reversal,
    /// What was taken of money held for the open order.
    pub held: Money,
    /// What was taken of refunds that are not paid out: their numbers are withdrawn, and the rest of each
    /// is owed as the refunds that follow say.
    pub withdrawn: Vec<TakenOfRefund>,
    /// What was applied or paid out, and is a debt.
    pub debt: Option<LeftDebt>,
    /// What was applied or paid out, and is written off.
    pub written_off: Money,
    /// The method that was charged: it is never charged again.
    pub dead: Option<MethodId>,
}

/// What was paid out or credited for a refund, and came back.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnedPayout {
    /// The reversal as it was reported.
    pub reversal: Reversal,
    /// The refund that the payout was for.
    pub refund: RefundNumber,
    /// The debts that it settles first: what had gone out was not the holder's money.
    pub settles: Vec<SettledDebt>,
    /// What it makes good of what was written off. The rest is owed back, as the refund that follows says.
    pub written_off: Money,
}

/// An order paid in full, or fulfilled before the money, and the period that it bought.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fulfilment {
    /// The order that was paid.
    pub order: OrderId,
    /// The payment that covered it, or the commitment.
    pub paid_by: PaymentReference,
    /// The amount applied: price and late fee as this holder owed them, less what is waived.
    pub applied: Money,
    /// What of it is still to come, by the commitment of a public body.
    pub receivable: Money,
    /// The late fee in it.
    pub late_fee: Money,
    /// What was due and is waived, since so little was missing.
    pub waived: Money,
    /// The expiry until now.
    pub previous_expiry: Day,
    /// The period that begins, with the new expiry.
    pub period: Period,
    /// The grace phases of that period.
    pub grace: GracePhases,
    /// How many days before its deletion the holder is warned in that period.
    pub deletion_warning_days: u16,
    /// The plan that takes effect later, if the order bought another one.
    pub change: Option<PlanChange>,
    /// The right to end the term again, if it carries one.
    pub right: Option<TermRight>,
}

/// The right of a consumer to end a term that was bought.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum TermRight {
    /// To withdraw from a renewal by a manual order.
    Withdrawal {
        /// The last day of a declaration that is in time.
        until: Day,
        /// How many days the right lasts once the holder is informed.
        days: u16,
        /// The day of the payment that fulfilled the order, from which they are counted.
        paid_on: Day,
        /// The order says that the holder was informed of the right.
        informed: bool,
        /// The holder expressly asked for the start at once.
        start_requested: bool,
    },
    /// The exit right: to leave the term to its last day.
    Exit {
        /// The notices of art. 65-bis that were true: told that one of them was delivered in time, the
        /// right is lifted.
        lifted_by: Vec<NoticeNumber>,
    },
}

/// A term that was ended with every later one.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// The order whose renewal was withdrawn from, or whose term was left.
    pub order: OrderId,
    /// The terms that end, that one first, with what is owed back of each.
    pub ended: Vec<EndedTerm>,
    /// The period that runs from now on; none where the mailbox is deleted or ending.
    pub period: Option<Period>,
}

/// A term that was ended, and what is owed back of it.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EndedTerm {
    /// The order that bought it.
    pub order: OrderId,
    /// What is owed back of what was applied, less what was written off of it.
    pub owed_back: Money,
    /// The debts that this settles first: a reversal of the money that paid the order left them.
    pub settles: Vec<SettledDebt>,
    /// What this settles first of what is still to come for the order.
    pub receivable: Money,
    /// The part that was not used, where only that is owed back; none where all is.
    pub unused: Option<Unused>,
}

impl EndedTerm {
    /// What comes back to the holder: the rest.
    #[must_use]
    pub fn refunded(&self) -> Money {
        let settled = self.settles.iter().map(|debt| debt.amount);
        settled.fold(self.owed_back.saturating_sub(self.receivable), Money::saturating_sub)
    }
}

/// The days of a term that were not used.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unused {
    /// The days that lie after both the day that counts and the old expiry.
    pub days: u32,
    /// All days of the term: from the day after the old expiry.
    pub of: u32,
}
