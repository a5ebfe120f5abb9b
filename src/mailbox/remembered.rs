//! What is remembered for ever: closed orders, charges, payments, refunds, debts and what was taken back
//!

use alloc::vec::Vec;
use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{
    attempt::Attempt,
    command::{Commitment, Reversal},
    corrupt::Contradiction,
    debt::{Debts, Receivables},
    event::PaymentSource,
    ledger::{KnownPayment, Payments},
    portions::Portions,
    refund::{Booked, Payout, Refunds},
};
use crate::{
    order::ClosedOrder,
    values::{ChargeKey, KeptList, OrderId, PaymentReference, RefundNumber},
};

/// What is remembered for ever, and grows with the years. A working copy of a mailbox shares it,
/// and a decision looks up in it what it needs: none goes through the whole past (R-27, R-39, R-43,
///
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(from = "Stored")]
pub(crate) struct Remembered {
    /// By ordinal.
    pub(crate) closed: KeptList<ClosedOrder>,
    /// By ordinal of the order, then of the attempt.
    pub(crate) attempts: KeptList<Attempt>,
    pub(crate) payments: Payments,
    /// By number.
    pub(crate) refunds: Refunds,
    /// By number.
    pub(crate) debts: Debts,
    /// By order.
    pub(crate) receivables: Receivables,
    /// By reference.
    pub(crate) reversals: KeptList<Reversal>,
    /// By reference.
    pub(crate) commitments: KeptList<Commitment>,
    /// Where every cent is.
    pub(crate) portions: Portions,
    /// The ordinals of the orders whose terms were ended.
    pub(crate) ended: KeptList<u32>,
    /// The keys under which money came that were never asked: found again in the payments.
    #[serde(skip)]
    unasked: KeptList<ChargeKey>,
}

impl Remembered {
    /// The charge of this key.
    pub(crate) fn attempt(&self, key: ChargeKey) -> Option<&Attempt> {
        self.attempts.get(self.place_of_attempt(key)?)
    }

    /// The place of the charge of this key among all. The whole key is compared: ordinals alone
    /// name no charge.
    pub(crate) fn place_of_attempt(&self, key: ChargeKey) -> Option<usize> {
        let place = self.attempts.place(|attempt| by_ordinals(attempt.key, key)).ok()?;
        self.attempts.get(place).filter(|attempt| attempt.key == key)?;
        Some(place)
    }

    /// Whether money of a charge came for this order, or for one that gave way to it.
    pub(crate) fn was_charged(&self, order: OrderId) -> bool {
        let is_money_of = |attempt: &Attempt| self.payments.of_charge(attempt.key).is_some();
        let gave_way = |ordinal: u32| {
            let closed = self.closed.find(|closed| closed.ordinal.cmp(&ordinal));
            closed.is_some_and(|closed| closed.replaced)
        };
        let earlier = (1..order.ordinal()).rev().take_while(|ordinal| gave_way(*ordinal));
        let last = earlier.last().unwrap_or(order.ordinal());
        let first = ChargeKey::new(OrderId::new(order.mailbox(), order.expiry(), last), 0);
        let (Ok(place) | Err(place)) =
            self.attempts.place(|attempt| by_ordinals(attempt.key, first));
        (place..)
            .map_while(|place| self.attempts.get(place))
            .take_while(|attempt| attempt.key.order().ordinal() <= order.ordinal())
            .any(is_money_of)
    }

    /// Remembers that the terms of these orders were ended.
    pub(crate) fn end(&mut self, ordinals: impl IntoIterator<Item = u32>) {
        for ordinal in ordinals {
            if let Err(place) = self.ended.place(|ended| ended.cmp(&ordinal)) {
                self.ended.insert(place, ordinal);
            }
        }
    }

    /// Remembers a payment whose reference is new.
    pub(crate) fn receive(
        &mut self,
        payment: KnownPayment,
        source: &PaymentSource,
    ) -> Result<(), Contradiction> {
        self.require_new(&payment.reference)?;
        self.payments.remember(payment)?;
        match source {
            PaymentSource::Charge { key } => self.unasked_if_new(*key),
            PaymentSource::ByHand { .. } => {}
        }
        Ok(())
    }

    /// Remembers a payment that was registered elsewhere, under a reference that is new.
    pub(crate) fn take_over(&mut self, payment: KnownPayment) {
        let key = payment.reference.as_str().parse().ok().filter(|_| payment.method_kind.is_none());
        if self.payments.remember(payment).is_ok() {
            if let Some(key) = key {
                self.unasked_if_new(key);
            }
        }
    }

    /// Remembers what went out for a refund, under a reference that is new.
    pub(crate) fn pay(
        &mut self,
        number: RefundNumber,
        payout: Payout,
    ) -> Result<(), Contradiction> {
        self.require_new(&payout.reference)?;
        self.refunds.pay(number, payout)
    }

    /// Remembers what was taken back, under a reference that is new.
    pub(crate) fn reverse(&mut self, reversal: Reversal) -> Result<(), Contradiction> {
        self.require_new(&reversal.reference)?;
        let place = self.reversals.place(|known| known.reference.cmp(&reversal.reference));
        self.reversals.insert(place.unwrap_or_else(|place| place), reversal);
        Ok(())
    }

    /// Remembers a commitment, under a reference that is new.
    pub(crate) fn commit(&mut self, commitment: Commitment) -> Result<(), Contradiction> {
        self.require_new(&commitment.reference)?;
        let place = self.commitments.place(|known| known.reference.cmp(&commitment.reference));
        self.commitments.insert(place.unwrap_or_else(|place| place), commitment);
        Ok(())
    }

    /// The commitment known by a reference.
    pub(crate) fn commitment(&self, reference: &PaymentReference) -> Option<&Commitment> {
        self.commitments.find(|known| known.reference.cmp(reference))
    }

    /// What a reference names: a payment, a payout, a reversal or a commitment.
    pub(crate) fn booked(&self, reference: &PaymentReference) -> Option<Booked> {
        if let Some(known) = self.payments.find(reference) {
            return Some(Booked::Payment(known.clone()));
        }
        if let Some(refund) = self.refunds.paid_by(reference) {
            let payout = refund.payouts().find(|payout| payout.reference == *reference)?.clone();
            return Some(Booked::Payout { refund: refund.number, payout });
        }
        if let Some(known) = self.reversals.find(|known| known.reference.cmp(reference)) {
            return Some(Booked::Reversal(known.clone()));
        }
        self.commitment(reference).map(|known| Booked::Commitment(known.clone()))
    }

    fn require_new(&self, reference: &PaymentReference) -> Result<(), Contradiction> {
        match self.booked(reference) {
            None => Ok(()),
            Some(_) => Err(Contradiction::PaymentRepeated),
        }
    }

    /// Whether money came under this key although it was never asked.
    pub(crate) fn is_unasked(&self, key: ChargeKey) -> bool {
        self.unasked.find(|other| other.cmp(&key)).is_some()
    }

    /// The first key from this one on under which no money came unasked. At the end of the
    /// ordinals, the last key.
    pub(crate) fn first_free(&self, key: ChargeKey) -> ChargeKey {
        let Ok(place) = self.unasked.place(|other| other.cmp(&key)) else {
            return key;
        };
        // Keys are distinct and in order, so those without a gap come first.
        let nth = |many| ChargeKey::new(key.order(), key.attempt().saturating_add(many));
        let is_taken = |many: u32| {
            let place = usize::try_from(many).ok().and_then(|many| place.checked_add(many));
            place.and_then(|place| self.unasked.get(place)) == Some(&nth(many))
        };
        let (mut free, mut beyond) = (1_u32, u32::MAX);
        while free < beyond {
            let middle = free.midpoint(beyond);
            if is_taken(middle) {
                free = middle.saturating_add(1);
            } else {
                beyond = middle;
            }
        }
        nth(free)
    }

    fn unasked_if_new(&mut self, key: ChargeKey) {
        if self.place_of_attempt(key).is_none() {
            if let Err(place) = self.unasked.place(|other| other.cmp(&key)) {
                self.unasked.insert(place, key);
            }
        }
    }
}

/// How two charges of one mailbox follow each other: orders are counted, and so are the attempts of
/// each.
pub(crate) fn by_ordinals(one: ChargeKey, other: ChargeKey) -> Ordering {
    let ordinals = |key: ChargeKey| (key.order().ordinal(), key.attempt());
    ordinals(one).cmp(&ordinals(other))
}

/// As it stands on the wire.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Remembered")]
struct Stored {
    closed: KeptList<ClosedOrder>,
    attempts: KeptList<Attempt>,
    payments: Payments,
    refunds: Refunds,
    debts: Debts,
    receivables: Receivables,
    reversals: KeptList<Reversal>,
    commitments: KeptList<Commitment>,
    portions: Portions,
    ended: KeptList<u32>,
}

impl From<Stored> for Remembered {
    fn from(stored: Stored) -> Self {
        let Stored {
            closed,
            attempts,
            payments,
            refunds,
            debts,
            receivables,
            reversals,
            commitments,
            portions,
            ended,
        } = stored;
        let mut remembered = Self {
            closed,
            attempts,
            payments,
            refunds,
            debts,
            receivables,
            reversals,
            commitments,
            portions,
            ended,
            unasked: KeptList::default(),
        };
        let charges = remembered.payments.iter().filter(|known| known.method_kind.is_none());
        let keys = charges.filter_map(|known| known.reference.as_str().parse().ok());
        for key in keys.collect::<Vec<ChargeKey>>() {
            remembered.unasked_if_new(key);
        }
        remembered
    }
}
