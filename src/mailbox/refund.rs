//! What is owed back: refunds, each under its number, and the payouts that settled them.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{
    corrupt::Contradiction,
    event::{RefundForm, RefundReason},
    ledger::KnownPayment,
};
use crate::values::{Day, KeptList, KeptListIter, Money, OrderId, PaymentReference, RefundNumber};

/// Money owed back, as it is remembered: only its payout is added later.
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
}

impl Refund {
    /// Whether it is still to be paid out or credited. Whoever pays asks first.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.payout.is_none()
    }
}

/// Money that went out, or was credited, for a refund.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Payout {
    /// Its own reference, by which it is recognised for ever.
    pub reference: PaymentReference,
    /// The amount that went out: at most what was owed.
    pub amount: Money,
    /// The day on which it went out.
    pub on: Day,
}

/// What a reference names: payments and payouts share them.
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
}

impl fmt::Display for Booked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Payment(payment) => payment.fmt(f),
            Self::Payout { refund, payout: Payout { reference, amount, on } } => {
                write!(f, "{reference} of {amount} on {on} paid out for refund {refund}")
            }
        }
    }
}

/// Every refund that the mailbox ever owed, by number: numbers are counted from 1 and never used
/// again.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Refunds {
    owed: KeptList<Refund>,
    /// Which refund a payout settled, by the payout's reference: found again in the refunds.
    #[serde(skip)]
    settled: KeptList<(PaymentReference, RefundNumber)>,
}

impl Refunds {
    /// The refund of this number.
    #[must_use]
    pub fn find(&self, number: RefundNumber) -> Option<&Refund> {
        self.owed.find(|refund| refund.number.cmp(&number))
    }

    /// The refund that the payout of this reference settled.
    #[must_use]
    pub fn settled_by(&self, reference: &PaymentReference) -> Option<&Refund> {
        self.settled
            .find(|(known, _)| known.cmp(reference))
            .and_then(|(_, number)| self.find(*number))
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

    /// Remembers a refund, under the next number.
    pub(crate) fn owe(&mut self, refund: Refund) -> Result<(), Contradiction> {
        if refund.number != self.next_number() {
            return Err(Contradiction::RefundOutOfTurn);
        }
        self.owed.push(refund);
        Ok(())
    }

    /// Remembers a refund that was owed elsewhere, after those of smaller numbers.
    pub(crate) fn take_over(&mut self, refund: Refund) {
        if let Some(payout) = &refund.payout {
            let place =
                |(known, _): &(PaymentReference, RefundNumber)| known.cmp(&payout.reference);
            if let Err(place) = self.settled.place(place) {
                self.settled.insert(place, (payout.reference.clone(), refund.number));
            }
        }
        self.owed.push(refund);
    }

    /// Remembers what settled a refund that is open, under a reference that is new, and returns what
    /// was owed.
    pub(crate) fn settle(
        &mut self,
        number: RefundNumber,
        payout: Payout,
    ) -> Result<Money, Contradiction> {
        let place = self.owed.place(|refund| refund.number.cmp(&number));
        let place = place.map_err(|_| Contradiction::RefundOutOfTurn)?;
        let by_reference = self.settled.place(|(known, _)| known.cmp(&payout.reference));
        let Err(new) = by_reference else {
            return Err(Contradiction::PaymentRepeated);
        };
        let refund = self.owed.get_mut(place).ok_or(Contradiction::RefundOutOfTurn)?;
        if !refund.is_open() {
            return Err(Contradiction::RefundSettled);
        }
        self.settled.insert(new, (payout.reference.clone(), number));
        refund.payout = Some(payout);
        Ok(refund.amount)
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
        let mut settled = KeptList::default();
        for refund in &owed {
            if let Some(payout) = &refund.payout {
                let place =
                    |(known, _): &(PaymentReference, RefundNumber)| known.cmp(&payout.reference);
                // A reference that comes twice is left out here: an invariant finds it.
                if let Err(place) = settled.place(place) {
                    settled.insert(place, (payout.reference.clone(), refund.number));
                }
            }
        }
        Ok(Self { owed, settled })
    }
}
