//! Where the money lies that an opening carries, cent by cent.

use alloc::vec::Vec;

use super::carried::{Carried, CarriedDebt, CarriedPayment, CarriedReceivable};
use crate::{
    mailbox::{
        portions::{Backing, Lies, Portions},
        refund::Refund,
    },
    values::{Money, OrderId},
};

/// Of each place the sum is stated. Of which payment it is, is known where that names the same order;
/// else the first of which anything is left is taken for it. What is of none was registered elsewhere.
pub(super) fn portions_of(carried: &Carried) -> Portions {
    let mut stated = Stated { portions: Portions::default(), payments: Vec::new() };
    for CarriedPayment { payment, applied, held } in &carried.payments {
        let backing = Backing::Payment { reference: payment.reference.clone() };
        let owed_back = payment.amount.saturating_sub(*applied).saturating_sub(*held);
        stated.put(&Lies::Held, &backing, *held);
        stated.payments.push(Rest { backing, order: payment.order, applied: *applied, owed_back });
    }
    for CarriedDebt { number, amount, order } in &carried.debts {
        stated.put(&Lies::Applied { order: *order }, &Backing::Debt { number: *number }, *amount);
    }
    for CarriedReceivable { order, amount, .. } in &carried.receivables {
        let backing = Backing::Receivable { order: *order };
        stated.put(&Lies::Applied { order: Some(*order) }, &backing, *amount);
    }
    let terms = carried.terms.iter();
    let applied: Vec<Sum> = terms
        .map(|term| (Lies::Applied { order: Some(term.order) }, term.applied, Some(term.order)))
        .collect();
    stated.fill(&applied, |payment| &mut payment.applied);
    stated.rest_was_applied();
    let spent: Vec<Sum> = carried.refunds.iter().flat_map(spent_on).collect();
    stated.fill(&spent, |payment| &mut payment.owed_back);
    stated.portions
}

/// What lies in a place in all, and the order that it has to do with.
type Sum = (Lies, Money, Option<OrderId>);

/// Where the money of a refund lies: paid out, or still owed back.
fn spent_on(refund: &Refund) -> Vec<Sum> {
    if refund.is_open() {
        let lies = Lies::OwedBack { refund: refund.number };
        return Vec::from([(lies, refund.amount, refund.order)]);
    }
    let payouts = refund.payouts();
    let lies = payouts.map(|it| (Lies::PaidOut { payout: it.reference.clone() }, it.amount));
    lies.map(|(lies, amount)| (lies, amount, refund.order)).collect()
}

/// What is stated so far, and what of the payments has no place yet.
struct Stated {
    portions: Portions,
    payments: Vec<Rest>,
}

/// What of a payment has no place yet.
struct Rest {
    backing: Backing,
    order: Option<OrderId>,
    applied: Money,
    owed_back: Money,
}

impl Stated {
    /// What cannot be booked was refused before.
    fn put(&mut self, lies: &Lies, backing: &Backing, amount: Money) {
        self.portions.put(lies, backing, amount).unwrap_or_default();
    }

    /// Fills these places up: with payments that name the order, then with any, then with none.
    fn fill(&mut self, sums: &[Sum], of: fn(&mut Rest) -> &mut Money) {
        for same_order in [true, false] {
            for (lies, sum, order) in sums {
                let mut missing = sum.saturating_sub(self.portions.all_lying(lies));
                for at in 0..self.payments.len() {
                    let Some(payment) = self.payments.get_mut(at) else { continue };
                    if same_order && (order.is_none() || payment.order != *order) {
                        continue;
                    }
                    let backing = payment.backing.clone();
                    let rest = of(payment);
                    let amount = missing.min(*rest);
                    *rest = rest.saturating_sub(amount);
                    missing = missing.saturating_sub(amount);
                    self.put(lies, &backing, amount);
                }
                if !same_order {
                    self.put(lies, &Backing::Elsewhere, missing);
                }
            }
        }
    }

    /// What was applied for no term that is stated.
    fn rest_was_applied(&mut self) {
        for at in 0..self.payments.len() {
            let Some(payment) = self.payments.get_mut(at) else { continue };
            let (backing, amount) = (payment.backing.clone(), payment.applied);
            let lies = Lies::Applied { order: payment.order };
            payment.applied = Money::ZERO;
            self.put(&lies, &backing, amount);
        }
    }
}
