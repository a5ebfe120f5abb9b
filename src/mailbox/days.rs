//! The days that are asked about when something falls due.

use crate::values::Day;

/// A span of days, so that no work is spent on others.
#[derive(Clone, Copy)]
pub(super) struct Days {
    pub(super) first: Day,
    last: Day,
}

impl Days {
    /// That day, and all later ones.
    pub(super) const fn from(first: Day) -> Self {
        Self { first, last: Day::MAX }
    }

    /// That day alone.
    pub(super) const fn only(day: Day) -> Self {
        Self { first: day, last: day }
    }

    /// Those of them that come before `day`.
    pub(super) const fn before(self, day: Day) -> Self {
        Self { first: self.first, last: day.previous() }
    }

    /// The first of them that is not earlier than `day`.
    pub(super) fn since(self, day: Day) -> Option<Day> {
        let day = day.max(self.first);
        (day <= self.last).then_some(day)
    }
}
