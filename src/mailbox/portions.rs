//! Where every cent is: in portions, each with what backs it and where it lies.
//!
//! What backs a portion is the left side of R-46 (a payment, a debt, a receivable, a sum written off),
//! where it lies is the right one (held, applied, owed back, paid out). No move of money can lose a cent
//! between the two, since it changes one or the other of a portion.

use alloc::vec::Vec;
use core::{
    hash::{Hash, Hasher},
    iter::once,
};

use serde::{Deserialize, Serialize};

use super::corrupt::Contradiction;
use crate::values::{
    CopyOnWrite, DebtNumber, KeptList, Money, OrderId, PaymentReference, RefundNumber,
};

/// Money of one kind in one place.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Portion {
    /// How much: above zero.
    pub amount: Money,
    /// What backs it.
    pub backing: Backing,
    /// Where it lies.
    pub lies: Lies,
}

/// What backs a portion: the left side of R-46.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Backing {
    /// Money registered elsewhere, of no payment that was stated.
    Elsewhere,
    /// A payment.
    Payment {
        /// Its reference.
        reference: PaymentReference,
    },
    /// A debt: the money is still to come.
    Debt {
        /// Its number.
        number: DebtNumber,
    },
    /// What a public body committed itself to pay for an order.
    Receivable {
        /// The order.
        order: OrderId,
    },
    /// Nothing any more: it was written off.
    WrittenOff,
}

/// Where a portion lies: the right side of R-46. In this order a reversal takes from it.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Lies {
    /// It is held for the open order.
    Held,
    /// It is to be owed back, as a refund for this order that follows in the same decision.
    Released {
        /// The order that it had to do with, where one is known.
        order: Option<OrderId>,
    },
    /// It is owed back.
    OwedBack {
        /// The refund.
        refund: RefundNumber,
    },
    /// It was applied to an order that was fulfilled.
    Applied {
        /// The order; none where it was not stated.
        order: Option<OrderId>,
    },
    /// It was paid out or credited.
    PaidOut {
        /// The reference of the payout.
        payout: PaymentReference,
    },
}

/// All portions of a mailbox.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Portions {
    /// By where they lie.
    places: KeptList<Place>,
    /// Where the money of a payment, a debt or a receivable lies: found again in the places.
    #[serde(skip)]
    backed: KeptList<Backed>,
}

/// What lies in one place: what came first stands first.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Place {
    lies: Lies,
    parts: CopyOnWrite<Vec<Part>>,
}

/// A portion, without its place.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub(crate) backing: Backing,
    pub(crate) amount: Money,
}

/// Where the money of one backing lies, in order.
#[derive(Clone, Debug)]
struct Backed {
    backing: Backing,
    places: CopyOnWrite<Vec<Lies>>,
}

/// From which end a sum is taken of what lies in a place.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// What came first.
    First,
    /// What came last.
    Last,
}

impl Portions {
    /// All portions, by where they lie.
    pub fn iter(&self) -> impl Iterator<Item = Portion> + '_ {
        self.parts_by_place().map(|(lies, part)| Portion {
            amount: part.amount,
            backing: part.backing.clone(),
            lies: lies.clone(),
        })
    }

    /// The same, nothing copied.
    pub(crate) fn parts_by_place(&self) -> impl Iterator<Item = (&Lies, &Part)> {
        self.places.iter().flat_map(|place| place.parts.iter().map(|part| (&place.lies, part)))
    }

    /// Where the money of a payment, a debt or a receivable lies, in the order in which a reversal takes
    /// it.
    pub fn backed_by<'a>(&'a self, backing: &'a Backing) -> impl Iterator<Item = Portion> + 'a {
        self.places_of(backing).iter().map(|lies| Portion {
            amount: self.amount(lies, backing),
            backing: backing.clone(),
            lies: lies.clone(),
        })
    }

    /// What lies in a place, that which came first before that which came later.
    pub fn lying<'a>(&'a self, lies: &'a Lies) -> impl Iterator<Item = Portion> + 'a {
        self.parts(lies).iter().map(|part| Portion {
            amount: part.amount,
            backing: part.backing.clone(),
            lies: lies.clone(),
        })
    }

    /// All that this backs; the largest sum of money where that is more.
    pub(crate) fn all_backed_by(&self, backing: &Backing) -> Money {
        let places = self.places_of(backing).iter();
        places.fold(Money::ZERO, |sum, lies| sum.saturating_add(self.amount(lies, backing)))
    }

    /// All that lies in a place; the largest sum of money where that is more.
    pub(crate) fn all_lying(&self, lies: &Lies) -> Money {
        self.parts(lies).iter().fold(Money::ZERO, |sum, part| sum.saturating_add(part.amount))
    }

    /// What of this lies there.
    pub(crate) fn amount(&self, lies: &Lies, backing: &Backing) -> Money {
        let part = self.parts(lies).iter().find(|part| part.backing == *backing);
        part.map_or(Money::ZERO, |part| part.amount)
    }

    pub(crate) fn parts(&self, lies: &Lies) -> &[Part] {
        self.places.find(|place| place.lies.cmp(lies)).map_or(&[], |place| &place.parts)
    }

    pub(crate) fn places_of(&self, backing: &Backing) -> &[Lies] {
        self.backed.find(|backed| backed.backing.cmp(backing)).map_or(&[], |backed| &backed.places)
    }

    /// Money comes to lie there.
    pub(crate) fn put(
        &mut self,
        lies: &Lies,
        backing: &Backing,
        amount: Money,
    ) -> Result<(), Contradiction> {
        if amount.is_zero() {
            return Ok(());
        }
        let place = match self.places.place(|place| place.lies.cmp(lies)) {
            Ok(place) => place,
            Err(place) => {
                let parts = CopyOnWrite::default();
                self.places.insert(place, Place { lies: lies.clone(), parts });
                place
            }
        };
        let place = self.places.get_mut(place).ok_or(Contradiction::SumsDoNotAddUp)?;
        let parts = place.parts.change();
        match parts.iter_mut().find(|part| part.backing == *backing) {
            Some(part) => {
                let sum = part.amount.checked_add(amount);
                part.amount = sum.ok_or(Contradiction::SumsDoNotAddUp)?;
            }
            None => parts.push(Part { backing: backing.clone(), amount }),
        }
        self.lies_there(backing, lies);
        Ok(())
    }

    /// Money no longer lies there.
    pub(crate) fn take(
        &mut self,
        lies: &Lies,
        backing: &Backing,
        amount: Money,
    ) -> Result<(), Contradiction> {
        if amount.is_zero() {
            return Ok(());
        }
        let place = self.places.place(|place| place.lies.cmp(lies));
        let place = place.map_err(|_| Contradiction::SumsDoNotAddUp)?;
        let place = self.places.get_mut(place).ok_or(Contradiction::SumsDoNotAddUp)?;
        let parts = place.parts.change();
        let part = parts.iter_mut().find(|part| part.backing == *backing);
        let part = part.ok_or(Contradiction::SumsDoNotAddUp)?;
        part.amount = part.amount.checked_sub(amount).ok_or(Contradiction::SumsDoNotAddUp)?;
        if part.amount.is_zero() {
            parts.retain(|part| part.backing != *backing);
            self.lies_there_no_more(backing, lies);
        }
        Ok(())
    }

    /// Money lies elsewhere from now on.
    pub(crate) fn shift(
        &mut self,
        from: &Lies,
        to: &Lies,
        amount: Money,
        end: End,
    ) -> Result<(), Contradiction> {
        for Part { backing, amount } in self.of_the_parts(from, amount, end, |_| true)? {
            self.take(from, &backing, amount)?;
            self.put(to, &backing, amount)?;
        }
        Ok(())
    }

    /// So much of what lies there, of the parts that `counts` accepts.
    pub(crate) fn of_the_parts(
        &self,
        lies: &Lies,
        amount: Money,
        end: End,
        counts: impl Fn(&Backing) -> bool,
    ) -> Result<Vec<Part>, Contradiction> {
        let mut parts: Vec<&Part> =
            self.parts(lies).iter().filter(|part| counts(&part.backing)).collect();
        match end {
            End::First => {}
            End::Last => parts.reverse(),
        }
        let (mut left, mut taken) = (amount, Vec::new());
        for part in parts {
            let amount = part.amount.min(left);
            left = left.saturating_sub(amount);
            if !amount.is_zero() {
                taken.push(Part { backing: part.backing.clone(), amount });
            }
        }
        if left.is_zero() { Ok(taken) } else { Err(Contradiction::SumsDoNotAddUp) }
    }

    /// What lies there is backed by something else from now on.
    pub(crate) fn back(
        &mut self,
        lies: &Lies,
        from: &Backing,
        to: &Backing,
        amount: Money,
    ) -> Result<(), Contradiction> {
        self.take(lies, from, amount)?;
        self.put(lies, to, amount)
    }

    fn lies_there(&mut self, backing: &Backing, lies: &Lies) {
        if !backing.is_looked_up() {
            return;
        }
        match self.backed.place(|backed| backed.backing.cmp(backing)) {
            Ok(place) => {
                if let Some(backed) = self.backed.get_mut(place) {
                    if let Err(place) = backed.places.binary_search(lies) {
                        backed.places.change().insert(place, lies.clone());
                    }
                }
            }
            Err(place) => {
                let places = once(lies.clone()).collect::<Vec<Lies>>().into();
                self.backed.insert(place, Backed { backing: backing.clone(), places });
            }
        }
    }

    fn lies_there_no_more(&mut self, backing: &Backing, lies: &Lies) {
        if let Ok(place) = self.backed.place(|backed| backed.backing.cmp(backing)) {
            if let Some(backed) = self.backed.get_mut(place) {
                backed.places.change().retain(|other| other != lies);
            }
        }
    }
}

impl Backing {
    /// Whether it is asked where its money lies. Of what is written off, or was elsewhere, nobody asks.
    const fn is_looked_up(&self) -> bool {
        match self {
            Self::Payment { .. } | Self::Debt { .. } | Self::Receivable { .. } => true,
            Self::WrittenOff | Self::Elsewhere => false,
        }
    }
}

/// Where the money of a payment lies follows from the places.
impl PartialEq for Portions {
    fn eq(&self, other: &Self) -> bool {
        self.places == other.places
    }
}

impl Eq for Portions {}

impl Hash for Portions {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.places.hash(state);
    }
}

/// Where the money of a payment lies is put in order once, when the state is read.
impl<'de> Deserialize<'de> for Portions {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let places = KeptList::<Place>::deserialize(source)?;
        let mut portions = Self { places, backed: KeptList::default() };
        let all: Vec<Portion> = portions.iter().collect();
        for portion in all {
            portions.lies_there(&portion.backing, &portion.lies);
        }
        Ok(portions)
    }
}
