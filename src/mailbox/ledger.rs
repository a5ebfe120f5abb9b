//! The mailbox's money: sums that always balance, and the payments behind them.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{
    corrupt::Contradiction,
    event::{Allocation, PaymentSource},
};
use crate::{
    catalogue::MethodKind,
    charge::Settled,
    values::{ChargeKey, Day, KeptList, KeptListIter, Money, OrderId, PaymentReference},
};

/// Where all money of a mailbox is. Registered = applied + held + owed back + paid out.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// All money ever registered.
    pub registered: Money,
    /// Money that paid fulfilled orders.
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

/// The last payment held for the open order: where another order takes over what is held, it is the
/// one that fulfils.
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
    const fn amount(&self) -> Money {
        match self {
            Self::ByHand(amount) | Self::Unasked(amount) => *amount,
            Self::Settled(settled) => settled.amount(),
        }
    }
}

impl Ledger {
    /// Whether every cent registered is somewhere.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.applied
            .checked_add(self.held)
            .and_then(|sum| sum.checked_add(self.owed_back))
            .and_then(|sum| sum.checked_add(self.paid_out))
            .is_some_and(|sum| sum == self.registered)
    }

    /// Money comes in.
    pub(crate) fn register(
        &mut self,
        received: &Received,
        allocation: Allocation,
    ) -> Result<(), Contradiction> {
        let amount = received.amount();
        let registered = sum(self.registered, amount)?;
        match allocation {
            Allocation::Held => self.held = sum(self.held, amount)?,
            Allocation::OwedBack => self.owed_back = sum(self.owed_back, amount)?,
        }
        self.registered = registered;
        Ok(())
    }

    /// What is held pays an order, and the excess is owed back.
    pub(crate) fn apply(&mut self, amount: Money) -> Result<(), Contradiction> {
        let excess = self.held.checked_sub(amount).ok_or(Contradiction::SumsDoNotAddUp)?;
        self.applied = sum(self.applied, amount)?;
        self.owed_back = sum(self.owed_back, excess)?;
        self.held = Money::ZERO;
        Ok(())
    }

    /// Money that paid an order is owed back after all.
    pub(crate) fn take_back(&mut self, amount: Money) -> Result<(), Contradiction> {
        let applied = self.applied.checked_sub(amount).ok_or(Contradiction::SumsDoNotAddUp)?;
        self.owed_back = sum(self.owed_back, amount)?;
        self.applied = applied;
        Ok(())
    }

    /// The caller is told to pay back, at most what is owed.
    pub(crate) fn instruct(&mut self, amount: Money) -> Result<(), Contradiction> {
        let instructed = sum(self.instructed, amount)?;
        if self.owed_back < instructed {
            return Err(Contradiction::SumsDoNotAddUp);
        }
        self.instructed = instructed;
        Ok(())
    }

    /// Money went out for a refund: that is settled, and what is missing is still owed back, to be
    /// instructed under a new number.
    pub(crate) fn pay_out(&mut self, refund: Money, amount: Money) -> Result<(), Contradiction> {
        if refund < amount {
            return Err(Contradiction::SumsDoNotAddUp);
        }
        let less = |from: Money, sum| from.checked_sub(sum).ok_or(Contradiction::SumsDoNotAddUp);
        let instructed = less(self.instructed, refund)?;
        let owed_back = less(self.owed_back, amount)?;
        self.paid_out = sum(self.paid_out, amount)?;
        self.owed_back = owed_back;
        self.instructed = instructed;
        Ok(())
    }

    /// What is held for an order that closed unpaid is owed back.
    pub(crate) fn release(&mut self) -> Result<(), Contradiction> {
        self.owed_back = sum(self.owed_back, self.held)?;
        self.held = Money::ZERO;
        Ok(())
    }
}

fn sum(one: Money, other: Money) -> Result<Money, Contradiction> {
    one.checked_add(other).ok_or(Contradiction::SumsDoNotAddUp)
}
