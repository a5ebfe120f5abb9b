//! What is owed back: refunds, each under its number, and the payouts that settled them.

use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use super::{
    command::{Commitment, Reversal},
    corrupt::Contradiction,
    event::{RefundForm, RefundReason},
    ledger::KnownPayment,
};
use crate::values::{Day, KeptList, KeptListIter, Money, OrderId, PaymentReference, RefundNumber};

/// Money owed back, as it is remembered: only what became of it is added later.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Refund {
    /// Its number in the mailbox.
    pub number: RefundNumber,
    /// The amount to give back.
    pub amount: Money,
    /// The order that it had to do with, where one is known.
    pub order: Option<OrderId>,
    /// Why it is owed.
    pub reason: RefundReason,
    /// Whether it is paid out or credited.
    pub form: RefundForm,
    /// The last day on which that is in time, where the policy set one.
    pub due: Option<Day>,
    /// What settled it; none while it is still to be paid out or credited.
    pub payout: Option<Payout>,
    /// What went out for it after it was settled, or when nothing was owed in its place: all of it is a
    /// debt.
    pub beyond: Vec<Payout>,
    /// A reversal took from it, or a payout came for it under the number whose place it took: it is no
    /// longer to be paid.
    pub withdrawn: bool,
    /// The refund under which the rest is owed, where one is.
    pub in_its_place: Option<RefundNumber>,
}

impl Refund {
    /// Whether it is still to be paid out or credited. Whoever pays asks first.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.payout.is_none() && !self.withdrawn
    }

    /// What went out for it: what settled it, then what went out beyond.
    pub fn payouts(&self) -> impl Iterator<Item = &Payout> {
        self.payout.iter().chain(&self.beyond)
    }
}

/// Money that went out, or was credited, for a refund.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Payout {
    /// Its own reference, by which it is recognised for ever.
    pub reference: PaymentReference,
    /// The amount that went out.
    pub amount: Money,
    /// The day on which it went out.
    pub on: Day,
}

/// What a reference names: payments, payouts, reversals and commitments share them.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Booked {
    /// Money that came in.
    Payment(KnownPayment),
    /// Money that went out.
    Payout {
        /// The refund that it was for.
        refund: RefundNumber,
        /// What went out.
        payout: Payout,
    },
    /// Money that was taken back.
    Reversal(Reversal),
    /// A commitment to pay.
    Commitment(Commitment),
}

impl fmt::Display for Booked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Payment(payment) => payment.fmt(f),
            Self::Payout { refund, payout: Payout { reference, amount, on } } => {
                write!(f, "{reference} of {amount} on {on} paid out for refund {refund}")
            }
            Self::Reversal(reversal) => reversal.fmt(f),
            Self::Commitment(commitment) => commitment.fmt(f),
        }
    }
}

/// Every refund that the mailbox ever owed, by number: numbers are counted from 1 and never used
/// again.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Refunds {
    owed: KeptList<Refund>,
    /// Which refund a payout was for, by the payout's reference: found again in the refunds.
    #[serde(skip)]
    paid: KeptList<(PaymentReference, RefundNumber)>,
}

impl Refunds {
    /// The refund of this number.
    #[must_use]
    pub fn find(&self, number: RefundNumber) -> Option<&Refund> {
        self.owed.find(|refund| refund.number.cmp(&number))
    }

    /// The refund that the payout of this reference was for.
    #[must_use]
    pub fn paid_by(&self, reference: &PaymentReference) -> Option<&Refund> {
        self.paid.find(|(known, _)| known.cmp(reference)).and_then(|(_, number)| self.find(*number))
    }

    /// The refund that a payout for this number settles: that one or, where it was withdrawn, the one in
    /// its place; none where nothing is owed under it any more.
    #[must_use]
    pub fn settled_for(&self, number: RefundNumber) -> Option<&Refund> {
        let mut refund = self.find(number)?;
        while refund.payout.is_none() && refund.withdrawn {
            // A refund is owed in the place of one with a smaller number.
            let before = refund.number;
            refund = self.find(refund.in_its_place.filter(|next| before < *next)?)?;
        }
        Some(refund).filter(|refund| refund.is_open())
    }

    /// All refunds, by number.
    #[must_use]
    pub fn iter(&self) -> KeptListIter<'_, Refund> {
        self.owed.iter()
    }

    /// The number that the next refund takes.
    pub(crate) fn next_number(&self) -> RefundNumber {
        let last = self.owed.last().map_or(0, |refund| refund.number.number());
        RefundNumber::new(last.saturating_add(1))
    }

    /// Remembers a refund, under the next number, and where it is owed in the place of another, so.
    pub(crate) fn owe(
        &mut self,
        refund: Refund,
        replaces: Option<RefundNumber>,
    ) -> Result<(), Contradiction> {
        let number = refund.number;
        if number != self.next_number() {
            return Err(Contradiction::RefundOutOfTurn);
        }
        if let Some(before) = replaces {
            let withdrawn = self.find_mut(before)?;
            if !withdrawn.withdrawn || withdrawn.in_its_place.is_some() {
                return Err(Contradiction::RefundOutOfTurn);
            }
            withdrawn.in_its_place = Some(number);
        }
        self.owed.push(refund);
        Ok(())
    }

    /// Remembers a refund that was owed elsewhere, after those of smaller numbers.
    pub(crate) fn take_over(&mut self, refund: Refund) {
        for payout in refund.payouts() {
            paid(&mut self.paid, payout, refund.number);
        }
        self.owed.push(refund);
    }

    /// Withdraws a refund that is open, and returns what was owed, and for which order.
    pub(crate) fn withdraw(
        &mut self,
        number: RefundNumber,
    ) -> Result<(Money, Option<OrderId>), Contradiction> {
        let refund = self.find_mut(number)?;
        if !refund.is_open() {
            return Err(Contradiction::RefundSettled);
        }
        refund.withdrawn = true;
        Ok((refund.amount, refund.order))
    }

    /// Remembers what went out for a refund, under a reference that is new.
    pub(crate) fn pay(
        &mut self,
        number: RefundNumber,
        payout: Payout,
    ) -> Result<(), Contradiction> {
        if self.paid_by(&payout.reference).is_some() {
            return Err(Contradiction::PaymentRepeated);
        }
        paid(&mut self.paid, &payout, number);
        let refund = self.find_mut(number)?;
        match refund.payout {
            None => refund.payout = Some(payout),
            Some(_) => refund.beyond.push(payout),
        }
        Ok(())
    }

    fn find_mut(&mut self, number: RefundNumber) -> Result<&mut Refund, Contradiction> {
        let place = self.owed.place(|refund| refund.number.cmp(&number));
        let place = place.map_err(|_| Contradiction::RefundOutOfTurn)?;
        self.owed.get_mut(place).ok_or(Contradiction::RefundOutOfTurn)
    }
}

/// A reference that comes twice is left out here: an invariant finds it.
fn paid(
    list: &mut KeptList<(PaymentReference, RefundNumber)>,
    payout: &Payout,
    number: RefundNumber,
) {
    let place = list.place(|(known, _)| known.cmp(&payout.reference));
    if let Err(place) = place {
        list.insert(place, (payout.reference.clone(), number));
    }
}

impl<'a> IntoIterator for &'a Refunds {
    type Item = &'a Refund;
    type IntoIter = KeptListIter<'a, Refund>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The references of stored payouts are put in order once, when the state is read.
impl<'de> Deserialize<'de> for Refunds {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let owed = KeptList::<Refund>::deserialize(source)?;
        let mut by_reference = KeptList::default();
        for refund in &owed {
            for payout in refund.payouts() {
                paid(&mut by_reference, payout, refund.number);
            }
        }
        Ok(Self { owed, paid: by_reference })
    }
}
