//! The mailbox's money: sums that always balance, and the payments behind them.

use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use super::event::{Allocation, PaymentSource};
use crate::{
    catalogue::MethodKind,
    values::{ChargeKey, Day, Money, OrderId, PaymentReference},
};

/// Where all money of a mailbox is. Registered = applied + held + owed back.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// All money ever registered.
    pub registered: Money,
    /// Money that paid fulfilled orders.
    pub applied: Money,
    /// Money held for the open order.
    pub held: Money,
    /// Money owed back: refunds and credits.
    pub owed_back: Money,
    /// Refunds and credits that the caller was told to make: at the end of every decision, all that
    /// is owed back.
    pub instructed: Money,
}

/// Every payment that the mailbox ever had, by reference: a reference stays known for ever.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Payments(Vec<KnownPayment>);

/// A payment as it is remembered.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KnownPayment {
    /// Its reference.
    pub reference: PaymentReference,
    /// How much.
    pub amount: Money,
    /// The day that counts.
    pub day: Day,
    /// The order that it names.
    pub order: Option<OrderId>,
    /// How it came; none where a charge settled.
    pub method_kind: Option<MethodKind>,
}

impl KnownPayment {
    /// A payment as its event records it.
    #[must_use]
    pub fn new(
        reference: PaymentReference,
        amount: Money,
        day: Day,
        order: Option<OrderId>,
        source: &PaymentSource,
    ) -> Self {
        let method_kind = match source {
            PaymentSource::ByHand { method_kind, .. } => Some(*method_kind),
            PaymentSource::Charge { .. } => None,
        };
        Self { reference, amount, day, order, method_kind }
    }
}

impl fmt::Display for KnownPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} on {}", self.reference, self.amount, self.day)?;
        if let Some(order) = &self.order {
            write!(f, " for order {order}")?;
        }
        match self.method_kind {
            Some(method_kind) => write!(f, " by {method_kind}"),
            None => f.write_str(" by charge"),
        }
    }
}

impl Payments {
    /// The payment known by a reference.
    #[must_use]
    pub fn find(&self, reference: &PaymentReference) -> Option<&KnownPayment> {
        self.place_of(reference).ok().and_then(|index| self.0.get(index))
    }

    /// Whether a charge of this key is known to have settled.
    pub(crate) fn has_charge(&self, key: ChargeKey) -> bool {
        // The order is compared first: it spares writing out the key for every request folded.
        let of_order = |known: &&KnownPayment| known.order == Some(key.order());
        self.0
            .iter()
            .filter(of_order)
            .any(|known| known.reference == PaymentReference::of_charge(&key))
    }

    /// All payments, by reference.
    pub fn iter(&self) -> core::slice::Iter<'_, KnownPayment> {
        self.0.iter()
    }

    /// Remembers a payment; `None` where its reference is known already.
    pub(crate) fn remember(&mut self, payment: KnownPayment) -> Option<()> {
        match self.place_of(&payment.reference) {
            Ok(_) => None,
            Err(index) => {
                if self.0.is_empty() {
                    self.0.reserve_exact(1);
                }
                self.0.insert(index, payment);
                Some(())
            }
        }
    }

    fn place_of(&self, reference: &PaymentReference) -> Result<usize, usize> {
        self.0.binary_search_by(|known| known.reference.cmp(reference))
    }
}

impl<'a> IntoIterator for &'a Payments {
    type Item = &'a KnownPayment;
    type IntoIter = core::slice::Iter<'a, KnownPayment>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Ledger {
    /// Whether every cent registered is somewhere.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.applied
            .checked_add(self.held)
            .and_then(|sum| sum.checked_add(self.owed_back))
            .is_some_and(|sum| sum == self.registered)
    }

    /// Money comes in; `None` where a sum would leave the range of money.
    pub(crate) fn register(&mut self, amount: Money, allocation: Allocation) -> Option<()> {
        let registered = self.registered.checked_add(amount)?;
        match allocation {
            Allocation::Held => self.held = self.held.checked_add(amount)?,
            Allocation::OwedBack => self.owed_back = self.owed_back.checked_add(amount)?,
        }
        self.registered = registered;
        Some(())
    }

    /// What is held pays an order, and the excess is owed back; `None` where too little is held.
    pub(crate) fn apply(&mut self, amount: Money) -> Option<()> {
        let excess = self.held.checked_sub(amount)?;
        self.applied = self.applied.checked_add(amount)?;
        self.owed_back = self.owed_back.checked_add(excess)?;
        self.held = Money::ZERO;
        Some(())
    }

    /// The caller is told to pay back; `None` where more would be told than is owed.
    pub(crate) fn instruct(&mut self, amount: Money) -> Option<()> {
        let instructed = self.instructed.checked_add(amount)?;
        if self.owed_back < instructed {
            return None;
        }
        self.instructed = instructed;
        Some(())
    }

    /// What is held for an order that closed unpaid is owed back.
    pub(crate) fn release(&mut self) -> Option<()> {
        self.owed_back = self.owed_back.checked_add(self.held)?;
        self.held = Money::ZERO;
        Some(())
    }
}
