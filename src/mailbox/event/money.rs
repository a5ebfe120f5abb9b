//! What the facts of money carry: a payment registered, and an order fulfilled.

use serde::{Deserialize, Serialize};

use super::causes::{Allocation, PaymentSource, PlanChange};
use crate::{
    catalogue::GracePhases,
    service::Period,
    values::{Day, Money, OrderId, PaymentReference},
};

/// Money that was registered (R-42 … R-45).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredPayment {
    /// The reference by which the payment will always be known.
    pub reference: PaymentReference,
    /// The order that it names.
    pub order: Option<OrderId>,
    /// The amount registered.
    pub amount: Money,
    /// The day that counts.
    pub day: Day,
    /// How it came.
    pub source: PaymentSource,
    /// Where it went.
    pub allocation: Allocation,
}

/// An order paid in full, and the period that it bought.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fulfilment {
    /// The order that was paid.
    pub order: OrderId,
    /// The payment that covered it.
    pub paid_by: PaymentReference,
    /// The amount applied: price and late fee as this holder owed them, less what is waived.
    pub applied: Money,
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
}
