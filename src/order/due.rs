//! What is to be paid, and until when that suffices.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::OpenOrder;
use crate::{
    catalogue::Grace,
    values::{Day, Money},
};

/// A sum, and the last day on which it suffices.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// What this holder has to pay, late fee and tax included.
    pub amount: Money,
    /// The late fee in it, with its tax.
    pub late_fee: Money,
    /// The last day for which money of that amount suffices.
    pub until: Day,
}

impl Due {
    /// The sums from `first` through `last`, each with the last day of its own; they end where there is
    /// none. `sum_on` gives what is to be paid on a day, and the late fee in it, and can change on the
    /// days of `turns` only.
    pub(crate) fn list(
        first: Day,
        last: Day,
        turns: impl Iterator<Item = Day>,
        sum_on: impl Fn(Day) -> Option<(Money, Money)>,
    ) -> Vec<Self> {
        let mut dues: Vec<Self> = Vec::new();
        if last < first {
            return dues;
        }
        let mut turns: Vec<Day> = turns.filter(|day| first < *day && *day <= last).collect();
        turns.sort_unstable();
        turns.dedup();
        let starts = core::iter::once(first).chain(turns.iter().copied());
        let ends = turns.iter().map(|day| day.previous()).chain([last]);
        for (start, until) in starts.zip(ends) {
            let Some((amount, late_fee)) = sum_on(start) else {
                break;
            };
            match dues.last_mut().filter(|due| (due.amount, due.late_fee) == (amount, late_fee)) {
                Some(due) => due.until = until,
                None => dues.push(Self { amount, late_fee, until }),
            }
        }
        dues
    }
}

impl OpenOrder {
    /// What is to be paid for it from `first` through its last day, less what is held.
    pub(crate) fn dues(&self, grace: &Grace<'_>, first: Day, held: Money) -> Vec<Due> {
        Due::list(first, self.last_day(grace), grace.turns(), |day| {
            let due = self.due_on(grace, day).saturating_sub(held);
            Some((due, self.late_fee_on(grace, day)))
        })
    }
}
