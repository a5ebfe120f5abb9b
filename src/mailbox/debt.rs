//! What is still to come: debts that a reversal or a payout left, each under its number, and what
//! public bodies committed themselves to pay.

use serde::{Deserialize, Serialize};

use super::corrupt::Contradiction;
use crate::values::{
    DebtNumber, KeptList, KeptListIter, Money, OrderId, PaymentReference, RefundNumber,
};

/// Money that the holder owes, as it is remembered: only what still stands of it changes.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Debt {
    /// Its number in the mailbox.
    pub number: DebtNumber,
    /// The amount with which it began.
    pub amount: Money,
    /// What of it still stands; nothing once it is settled.
    pub open: Money,
    /// The reversal or the payout that left it; none where it was taken over.
    pub left_by: Option<PaymentReference>,
    /// The order that the money had to do with, where one is known.
    pub order: Option<OrderId>,
}

/// What a public body committed itself to pay for an order, as it is remembered.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Receivable {
    /// The order, which was fulfilled before the money.
    pub order: OrderId,
    /// The amount with which it began.
    pub amount: Money,
    /// What of it is still to come; nothing once it is settled.
    pub open: Money,
    /// By how much its last part may fall short.
    pub shortfall_waived: Money,
}

/// A debt that a report leaves.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LeftDebt {
    /// The number that it is given.
    pub number: DebtNumber,
    /// How much.
    pub amount: Money,
}

/// What of a debt is settled without a payment: by money that is owed back or came back.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SettledDebt {
    /// The debt.
    pub number: DebtNumber,
    /// How much of it.
    pub amount: Money,
}

/// What a reversal took of a refund that was not paid out: its number is withdrawn.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TakenOfRefund {
    /// The refund.
    pub refund: RefundNumber,
    /// How much was taken; the rest is owed under a new number.
    pub amount: Money,
}

/// Every debt that the mailbox ever had, by number: numbers are counted from 1 and never used again
///
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Debts(KeptList<Debt>);

/// Everything that was ever to come for an order by a commitment, by order.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Receivables(KeptList<Receivable>);

impl Debts {
    /// The debt of this number.
    #[must_use]
    pub fn find(&self, number: DebtNumber) -> Option<&Debt> {
        self.0.find(|debt| debt.number.cmp(&number))
    }

    /// All debts, by number.
    #[must_use]
    pub fn iter(&self) -> KeptListIter<'_, Debt> {
        self.0.iter()
    }

    /// The number that the next debt takes.
    pub(crate) fn next_number(&self) -> DebtNumber {
        let last = self.0.last().map_or(0, |debt| debt.number.number());
        DebtNumber::new(last.saturating_add(1))
    }

    /// Remembers a debt, under the next number.
    pub(crate) fn leave(&mut self, debt: Debt) -> Result<(), Contradiction> {
        if debt.number != self.next_number() {
            return Err(Contradiction::DebtOutOfTurn);
        }
        self.0.push(debt);
        Ok(())
    }

    /// Remembers a debt that stood elsewhere, after those of smaller numbers.
    pub(crate) fn take_over(&mut self, debt: Debt) {
        self.0.push(debt);
    }

    /// So much of it is settled.
    pub(crate) fn settle(
        &mut self,
        number: DebtNumber,
        amount: Money,
    ) -> Result<(), Contradiction> {
        let place = self.0.place(|debt| debt.number.cmp(&number));
        let place = place.map_err(|_| Contradiction::DebtOutOfTurn)?;
        let debt = self.0.get_mut(place).ok_or(Contradiction::DebtOutOfTurn)?;
        debt.open = debt.open.checked_sub(amount).ok_or(Contradiction::SumsDoNotAddUp)?;
        Ok(())
    }
}

impl Receivables {
    /// What is or was to come for this order.
    #[must_use]
    pub fn find(&self, order: OrderId) -> Option<&Receivable> {
        self.0.find(|receivable| receivable.order.cmp(&order))
    }

    /// All of them, by order.
    #[must_use]
    pub fn iter(&self) -> KeptListIter<'_, Receivable> {
        self.0.iter()
    }

    /// Remembers what is to come for an order that had nothing so.
    pub(crate) fn commit(&mut self, receivable: Receivable) -> Result<(), Contradiction> {
        match self.0.place(|known| known.order.cmp(&receivable.order)) {
            Ok(_) => Err(Contradiction::ReceivableTwice),
            Err(place) => {
                self.0.insert(place, receivable);
                Ok(())
            }
        }
    }

    /// So much of it is settled.
    pub(crate) fn settle(&mut self, order: OrderId, amount: Money) -> Result<(), Contradiction> {
        let place = self.0.place(|receivable| receivable.order.cmp(&order));
        let place = place.map_err(|_| Contradiction::NoReceivable)?;
        let receivable = self.0.get_mut(place).ok_or(Contradiction::NoReceivable)?;
        let open = receivable.open.checked_sub(amount);
        receivable.open = open.ok_or(Contradiction::SumsDoNotAddUp)?;
        Ok(())
    }
}

impl<'a> IntoIterator for &'a Debts {
    type Item = &'a Debt;
    type IntoIter = KeptListIter<'a, Debt>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a Receivables {
    type Item = &'a Receivable;
    type IntoIter = KeptListIter<'a, Receivable>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
