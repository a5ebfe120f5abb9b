//! How money moves: every move changes the sums and the portions alike.

use alloc::vec::Vec;

use super::{
    corrupt::Contradiction,
    debt::{Debt, LeftDebt, Receivable, SettledDebt, TakenOfRefund},
    event::Allocation,
    ledger::Received,
    portions::{Backing, End, Lies, Part, Portions},
    refund::Payout,
    remembered::Remembered,
    state::Mailbox,
};
use crate::values::{DebtNumber, Money, OrderId, PaymentReference, RefundNumber};

/// Where the money of a payment is taken from.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Reversing {
    /// What was held.
    pub(crate) held: Money,
    /// What was owed back and not paid out, by refund.
    pub(crate) withdrawn: Vec<TakenOfRefund>,
    /// What was applied or paid out.
    pub(crate) spent: Money,
}

/// What comes of a payout that came back.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct ComingBack {
    /// The debts that it settles first.
    pub(crate) settles: Vec<SettledDebt>,
    /// What it makes good of what was written off.
    pub(crate) written_off: Money,
    /// What is owed under a new number.
    pub(crate) owed_back: Money,
}

/// What comes of money that paid an order and is owed back after all.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct TakenBack {
    /// The debts that it settles first: they were left where that money was reversed.
    pub(crate) settles: Vec<SettledDebt>,
    /// What it settles of the order's receivable.
    pub(crate) receivable: Money,
    /// What comes back to the holder.
    pub(crate) refunded: Money,
}

impl Portions {
    /// Where this much of a payment is taken from; none where less is left of it.
    pub(crate) fn reversing(&self, payment: &PaymentReference, amount: Money) -> Option<Reversing> {
        let backing = Backing::Payment { reference: payment.clone() };
        let (mut reversing, mut left) = (Reversing::default(), amount);
        for lies in self.places_of(&backing) {
            let amount = self.amount(lies, &backing).min(left);
            left = left.saturating_sub(amount);
            if amount.is_zero() {
                continue;
            }
            match lies {
                Lies::Held => reversing.held = amount,
                Lies::OwedBack { refund } => {
                    reversing.withdrawn.push(TakenOfRefund { refund: *refund, amount });
                }
                Lies::Released { .. } | Lies::Applied { .. } | Lies::PaidOut { .. } => {
                    reversing.spent = reversing.spent.saturating_add(amount);
                }
            }
        }
        left.is_zero().then_some(reversing)
    }

    /// What comes of this much of a payout; none where less is left of it.
    pub(crate) fn coming_back(
        &self,
        payout: &PaymentReference,
        amount: Money,
    ) -> Option<ComingBack> {
        let lies = Lies::PaidOut { payout: payout.clone() };
        let (settles, left) = self.debts_at(&lies, amount);
        let written_off = self.amount(&lies, &Backing::WrittenOff).min(left);
        let owed_back = left.saturating_sub(written_off);
        let coming = ComingBack { settles, written_off, owed_back };
        (amount <= self.all_lying(&lies)).then_some(coming)
    }

    /// What comes of this much of what paid an order; none where less of it is money or owed.
    pub(crate) fn taken_back(&self, order: OrderId, amount: Money) -> Option<TakenBack> {
        let lies = Lies::Applied { order: Some(order) };
        let (settles, left) = self.debts_at(&lies, amount);
        let receivable = self.amount(&lies, &Backing::Receivable { order }).min(left);
        let refunded = left.saturating_sub(receivable);
        let in_all = self.all_lying(&lies).saturating_sub(self.written_off(order));
        (amount <= in_all).then_some(TakenBack { settles, receivable, refunded })
    }

    /// What of an order's money was written off.
    pub(crate) fn written_off(&self, order: OrderId) -> Money {
        self.amount(&Lies::Applied { order: Some(order) }, &Backing::WrittenOff)
    }

    /// What of the debts that lie there this much settles, and what is left.
    fn debts_at(&self, lies: &Lies, amount: Money) -> (Vec<SettledDebt>, Money) {
        let mut left = amount;
        let mut settles = Vec::new();
        for part in self.parts(lies) {
            if let Backing::Debt { number } = part.backing {
                let amount = part.amount.min(left);
                left = left.saturating_sub(amount);
                if !amount.is_zero() {
                    settles.push(SettledDebt { number, amount });
                }
            }
        }
        (settles, left)
    }
}

impl Mailbox {
    /// Money comes in.
    pub(crate) fn book_payment(
        &mut self,
        reference: &PaymentReference,
        order: Option<OrderId>,
        received: &Received,
        allocation: Allocation,
    ) -> Result<(), Contradiction> {
        let (amount, ledger) = (received.amount(), &mut self.ledger);
        ledger.registered = sum(ledger.registered, amount)?;
        let backing = Backing::Payment { reference: reference.clone() };
        let used = match allocation {
            Allocation::Held => {
                ledger.held = sum(ledger.held, amount)?;
                self.remembered.change().portions.put(&Lies::Held, &backing, amount)?;
                amount
            }
            Allocation::OwedBack => Money::ZERO,
            Allocation::Debt { number, amount } => {
                self.settle_debt(number, amount, &backing)?;
                amount
            }
            Allocation::Receivable { order, amount, written_off } => {
                self.settle_receivable(order, amount, &backing)?;
                self.settle_receivable(order, written_off, &Backing::WrittenOff)?;
                self.ledger.written_off = sum(self.ledger.written_off, written_off)?;
                amount
            }
        };
        let excess = less(amount, used)?;
        self.ledger.owed_back = sum(self.ledger.owed_back, excess)?;
        self.remembered.change().portions.put(&Lies::Released { order }, &backing, excess)
    }

    /// What backed nothing but a debt is backed by a payment: first what was paid out.
    fn settle_debt(
        &mut self,
        number: DebtNumber,
        amount: Money,
        by: &Backing,
    ) -> Result<(), Contradiction> {
        let Remembered { portions, debts, .. } = self.remembered.change();
        debts.settle(number, amount)?;
        self.ledger.debts = less(self.ledger.debts, amount)?;
        let debt = Backing::Debt { number };
        let mut left = amount;
        for lies in portions.places_of(&debt).to_vec().iter().rev() {
            let amount = portions.amount(lies, &debt).min(left);
            left = less(left, amount)?;
            portions.back(lies, &debt, by, amount)?;
        }
        less(Money::ZERO, left).map(|_| ())
    }

    fn settle_receivable(
        &mut self,
        order: OrderId,
        amount: Money,
        by: &Backing,
    ) -> Result<(), Contradiction> {
        let Remembered { portions, receivables, .. } = self.remembered.change();
        receivables.settle(order, amount)?;
        self.ledger.receivables = less(self.ledger.receivables, amount)?;
        let lies = Lies::Applied { order: Some(order) };
        portions.back(&lies, &Backing::Receivable { order }, by, amount)
    }

    /// What is held pays an order, with what is still to come for it; the excess is owed back (R-44,
    ///
    pub(crate) fn book_fulfilment(
        &mut self,
        order: OrderId,
        applied: Money,
        receivable: Option<Receivable>,
    ) -> Result<(), Contradiction> {
        let Remembered { portions, receivables, .. } = self.remembered.change();
        let lies = Lies::Applied { order: Some(order) };
        let to_come = receivable.as_ref().map_or(Money::ZERO, |receivable| receivable.amount);
        let paid = less(applied, to_come)?;
        let excess = less(self.ledger.held, paid)?;
        portions.shift(&Lies::Held, &lies, paid, End::First)?;
        let released = Lies::Released { order: Some(order) };
        portions.shift(&Lies::Held, &released, excess, End::First)?;
        portions.put(&lies, &Backing::Receivable { order }, to_come)?;
        if let Some(receivable) = receivable {
            receivables.commit(receivable)?;
        }
        let ledger = &mut self.ledger;
        ledger.receivables = sum(ledger.receivables, to_come)?;
        ledger.applied = sum(ledger.applied, applied)?;
        ledger.owed_back = sum(ledger.owed_back, excess)?;
        ledger.held = Money::ZERO;
        Ok(())
    }

    /// What is held for an order that closed unpaid is owed back.
    pub(crate) fn book_release(&mut self, order: OrderId) -> Result<(), Contradiction> {
        let held = self.ledger.held;
        if held.is_zero() {
            return Ok(());
        }
        let released = Lies::Released { order: Some(order) };
        self.remembered.change().portions.shift(&Lies::Held, &released, held, End::First)?;
        self.ledger.owed_back = sum(self.ledger.owed_back, held)?;
        self.ledger.held = Money::ZERO;
        Ok(())
    }

    /// What paid an order is owed back after all: it first settles the debts that a reversal of it left
    /// and what is still to come for the order; of several payments the last registered comes back first
    ///
    pub(crate) fn book_ended(
        &mut self,
        order: OrderId,
        taken: &TakenBack,
    ) -> Result<(), Contradiction> {
        let Remembered { portions, debts, receivables, .. } = self.remembered.change();
        let lies = Lies::Applied { order: Some(order) };
        let ledger = &mut self.ledger;
        for SettledDebt { number, amount } in &taken.settles {
            portions.take(&lies, &Backing::Debt { number: *number }, *amount)?;
            debts.settle(*number, *amount)?;
            ledger.debts = less(ledger.debts, *amount)?;
            ledger.applied = less(ledger.applied, *amount)?;
        }
        if !taken.receivable.is_zero() {
            portions.take(&lies, &Backing::Receivable { order }, taken.receivable)?;
            receivables.settle(order, taken.receivable)?;
            ledger.receivables = less(ledger.receivables, taken.receivable)?;
            ledger.applied = less(ledger.applied, taken.receivable)?;
        }
        give_back(portions, &lies, Some(order), taken.refunded)?;
        ledger.applied = less(ledger.applied, taken.refunded)?;
        ledger.owed_back = sum(ledger.owed_back, taken.refunded)?;
        Ok(())
    }

    /// The caller is told to pay back, under a number, at most what is owed.
    pub(crate) fn book_refund(
        &mut self,
        refund: RefundNumber,
        order: Option<OrderId>,
        amount: Money,
    ) -> Result<(), Contradiction> {
        let instructed = sum(self.ledger.instructed, amount)?;
        if self.ledger.owed_back < instructed {
            return Err(Contradiction::SumsDoNotAddUp);
        }
        self.ledger.instructed = instructed;
        let to = Lies::OwedBack { refund };
        let from = Lies::Released { order };
        self.remembered.change().portions.shift(&from, &to, amount, End::First)
    }

    /// Money went out: it settles a refund, if one is open for it, and what is missing is still owed
    /// back; what went out beyond is a debt.
    pub(crate) fn book_payout(
        &mut self,
        payout: &Payout,
        settles: Option<(RefundNumber, Option<OrderId>, Money)>,
        beyond: Option<Debt>,
    ) -> Result<(), Contradiction> {
        let Remembered { portions, debts, .. } = self.remembered.change();
        let (lies, ledger) = (Lies::PaidOut { payout: payout.reference.clone() }, &mut self.ledger);
        let mut left = payout.amount;
        if let Some((refund, order, owed)) = settles {
            let from = Lies::OwedBack { refund };
            let paid = payout.amount.min(owed);
            let rest = less(owed, paid)?;
            portions.shift(&from, &lies, paid, End::First)?;
            portions.shift(&from, &Lies::Released { order }, rest, End::First)?;
            ledger.instructed = less(ledger.instructed, owed)?;
            ledger.owed_back = less(ledger.owed_back, paid)?;
            ledger.paid_out = sum(ledger.paid_out, paid)?;
            left = less(left, paid)?;
        }
        if left != beyond.as_ref().map_or(Money::ZERO, |debt| debt.amount) {
            return Err(Contradiction::SumsDoNotAddUp);
        }
        if let Some(debt) = beyond {
            portions.put(&lies, &Backing::Debt { number: debt.number }, left)?;
            ledger.debts = sum(ledger.debts, left)?;
            ledger.paid_out = sum(ledger.paid_out, left)?;
            debts.leave(debt)?;
        }
        Ok(())
    }

    /// Money is taken back: out of what was held, and of refunds that are withdrawn; what was spent is
    /// backed by a debt or written off.
    pub(crate) fn book_reversal(
        &mut self,
        payment: &PaymentReference,
        reversing: &Reversing,
        debt: Option<Debt>,
    ) -> Result<(), Contradiction> {
        let Remembered { portions, debts, refunds, .. } = self.remembered.change();
        let (backing, ledger) = (Backing::Payment { reference: payment.clone() }, &mut self.ledger);
        portions.take(&Lies::Held, &backing, reversing.held)?;
        ledger.held = less(ledger.held, reversing.held)?;
        ledger.reversed = sum(ledger.reversed, reversing.held)?;
        for TakenOfRefund { refund, amount } in &reversing.withdrawn {
            let lies = Lies::OwedBack { refund: *refund };
            let (owed, order) = refunds.withdraw(*refund)?;
            portions.take(&lies, &backing, *amount)?;
            let released = Lies::Released { order };
            portions.shift(&lies, &released, less(owed, *amount)?, End::First)?;
            ledger.instructed = less(ledger.instructed, owed)?;
            ledger.owed_back = less(ledger.owed_back, *amount)?;
            ledger.reversed = sum(ledger.reversed, *amount)?;
        }
        let mut left = reversing.spent;
        let instead = debt.as_ref().map(|debt| debt.number);
        let instead = instead.map_or(Backing::WrittenOff, |number| Backing::Debt { number });
        for lies in portions.places_of(&backing).to_vec() {
            let amount = portions.amount(&lies, &backing).min(left);
            left = less(left, amount)?;
            portions.back(&lies, &backing, &instead, amount)?;
        }
        ledger.reversed = sum(ledger.reversed, reversing.spent)?;
        match debt {
            Some(debt) => {
                ledger.debts = sum(ledger.debts, reversing.spent)?;
                debts.leave(debt)?;
            }
            None => ledger.written_off = sum(ledger.written_off, reversing.spent)?,
        }
        less(Money::ZERO, left).map(|_| ())
    }

    /// A payout came back: it first settles the debts that lie there, and makes good what was written off
    ///
    pub(crate) fn book_return(
        &mut self,
        payout: &PaymentReference,
        order: Option<OrderId>,
        coming: &ComingBack,
    ) -> Result<(), Contradiction> {
        let Remembered { portions, debts, .. } = self.remembered.change();
        let (lies, ledger) = (Lies::PaidOut { payout: payout.clone() }, &mut self.ledger);
        for SettledDebt { number, amount } in &coming.settles {
            portions.take(&lies, &Backing::Debt { number: *number }, *amount)?;
            debts.settle(*number, *amount)?;
            ledger.debts = less(ledger.debts, *amount)?;
            ledger.paid_out = less(ledger.paid_out, *amount)?;
        }
        portions.take(&lies, &Backing::WrittenOff, coming.written_off)?;
        ledger.written_off = less(ledger.written_off, coming.written_off)?;
        ledger.paid_out = less(ledger.paid_out, coming.written_off)?;
        give_back(portions, &lies, order, coming.owed_back)?;
        ledger.paid_out = less(ledger.paid_out, coming.owed_back)?;
        ledger.owed_back = sum(ledger.owed_back, coming.owed_back)?;
        Ok(())
    }
}

/// Money that lies there is owed back, what came last first; what is still owed or written off is none.
fn give_back(
    portions: &mut Portions,
    lies: &Lies,
    order: Option<OrderId>,
    amount: Money,
) -> Result<(), Contradiction> {
    let is_money = |backing: &Backing| match backing {
        Backing::Payment { .. } | Backing::Elsewhere => true,
        Backing::Debt { .. } | Backing::Receivable { .. } | Backing::WrittenOff => false,
    };
    for Part { backing, amount } in portions.of_the_parts(lies, amount, End::Last, is_money)? {
        portions.take(lies, &backing, amount)?;
        portions.put(&Lies::Released { order }, &backing, amount)?;
    }
    Ok(())
}

impl LeftDebt {
    /// The debt as it is remembered.
    pub(crate) fn left_by(self, reference: &PaymentReference, order: Option<OrderId>) -> Debt {
        let Self { number, amount } = self;
        Debt { number, amount, open: amount, left_by: Some(reference.clone()), order }
    }
}

fn sum(one: Money, other: Money) -> Result<Money, Contradiction> {
    one.checked_add(other).ok_or(Contradiction::SumsDoNotAddUp)
}

fn less(one: Money, other: Money) -> Result<Money, Contradiction> {
    one.checked_sub(other).ok_or(Contradiction::SumsDoNotAddUp)
}
