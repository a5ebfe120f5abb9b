//! The mailbox's money: sums that always balance, and the payments behind them.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{corrupt::Contradiction, event::PaymentSource};
use crate::{
    catalogue::MethodKind,
    charge::Settled,
    values::{
        ChargeKey, Day, DebtNumber, KeptList, KeptListIter, Money, OrderId, PaymentReference,
    },
};

/// Where all money of a mailbox is. Registered − reversed + debts + receivables + written off = applied +
/// held + owed back + paid out.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// All money ever registered.
    pub registered: Money,
    /// What of it was taken back: charged back, returned, or booked wrongly.
    pub reversed: Money,
    /// What still stands of debts.
    pub debts: Money,
    /// What is still to come by commitments of public bodies.
    pub receivables: Money,
    /// What was given up: of money booked wrongly that the holder does not owe, and of last parts that
    /// fell short.
    pub written_off: Money,
    /// What paid fulfilled orders: money, or money owed or written off.
    pub applied: Money,
    /// Money held for the open order.
    pub held: Money,
    /// Money owed back: refunds still to be paid out or credited.
    pub owed_back: Money,
    /// Money that was paid out or credited.
    pub paid_out: Money,
    /// Refunds that the caller was told to make, and that are open: at the end of every decision, all
    /// that is owed back.
    pub instructed: Money,
}

/// A payment held for the open order. Where another order takes over what is held, the last is the one
/// that fulfils.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeldPayment {
    /// Its reference.
    pub reference: PaymentReference,
    /// How it came.
    pub source: PaymentSource,
}

/// Every payment that the mailbox ever had, by reference: a reference stays known for ever.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Payments(KeptList<KnownPayment>);

/// A payment as it is remembered.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KnownPayment {
    /// Its reference.
    pub reference: PaymentReference,
    /// The amount registered.
    pub amount: Money,
    /// The day that counts.
    pub day: Day,
    /// The order that it names.
    pub order: Option<OrderId>,
    /// The debt that it names, in place of an order.
    pub debt: Option<DebtNumber>,
    /// How it came; none where a charge settled.
    pub method_kind: Option<MethodKind>,
}

impl KnownPayment {
    /// A payment as its event records it, where it names no debt.
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
        Self { reference, amount, day, order, debt: None, method_kind }
    }
}

impl fmt::Display for KnownPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} on {}", self.reference, self.amount, self.day)?;
        if let Some(order) = &self.order {
            write!(f, " for order {order}")?;
        }
        if let Some(debt) = self.debt {
            write!(f, " for debt {debt}")?;
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
        self.0.find(|known| known.reference.cmp(reference))
    }

    /// The payment that a charge of this key is known to have settled as.
    pub(crate) fn of_charge(&self, key: ChargeKey) -> Option<&KnownPayment> {
        self.find(&PaymentReference::of_charge(&key))
    }

    /// All payments, by reference.
    #[must_use]
    pub fn iter(&self) -> KeptListIter<'_, KnownPayment> {
        self.0.iter()
    }

    /// Remembers a payment whose reference is new.
    pub(crate) fn remember(&mut self, payment: KnownPayment) -> Result<(), Contradiction> {
        match self.0.place(|known| known.reference.cmp(&payment.reference)) {
            Ok(_) => Err(Contradiction::PaymentRepeated),
            Err(place) => {
                self.0.insert(place, payment);
                Ok(())
            }
        }
    }
}

impl<'a> IntoIterator for &'a Payments {
    type Item = &'a KnownPayment;
    type IntoIter = KeptListIter<'a, KnownPayment>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Money on its way into the ledger, with the proof of it where a charge was awaited.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Received {
    /// A payment by hand.
    ByHand(Money),
    /// The settlement of the unresolved charge.
    Settled(Settled),
    /// A settlement of a charge that was in doubt, had another outcome, or was never requested
    ///
    Unasked(Money),
}

impl Received {
    pub(crate) const fn amount(&self) -> Money {
        match self {
            Self::ByHand(amount) | Self::Unasked(amount) => *amount,
            Self::Settled(settled) => settled.amount(),
        }
    }
}

impl Ledger {
    /// Whether every cent is somewhere.
    #[must_use]
    pub fn balances(&self) -> bool {
        let sum = |amounts: &[Money]| {
            amounts.iter().fold(0_u64, |sum, amount| sum.saturating_add(amount.cents()))
        };
        let backed = [self.registered, self.debts, self.receivables, self.written_off];
        let lies = [self.applied, self.held, self.owed_back, self.paid_out, self.reversed];
        sum(&backed) == sum(&lies)
    }

    /// All that backs anything or was reversed: no other sum is larger.
    pub(crate) fn all(&self) -> Option<Money> {
        let sum = self.registered.checked_add(self.debts)?;
        sum.checked_add(self.receivables)?.checked_add(self.written_off)
    }
}
