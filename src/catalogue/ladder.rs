//! The retry ladder: on which days a generated order is charged.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::values::{CopyOnWrite, Day};

/// The days on which a charge may be requested, each in days before expiry (R-33).
///
/// A negative rung lies after expiry. There are 1 to 32, strictly descending, so that their days
/// come one after the other; each is from -3650 to 3650. The wire form is the list of numbers.
///
/// # Examples
/// ```
/// use pec_renewal::catalogue::Ladder;
/// use pec_renewal::values::Day;
///
/// let ladder = Ladder::new(vec![7, 3])?;
/// let expiry = Day::new(2026, 1, 15)?;
/// assert_eq!(ladder.in_force(expiry, Day::new(2026, 1, 7)?), None);
/// assert_eq!(ladder.in_force(expiry, Day::new(2026, 1, 8)?), Some(0));
/// assert_eq!(ladder.in_force(expiry, Day::new(2026, 1, 12)?), Some(1));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "Vec<i16>")]
pub struct Ladder(CopyOnWrite<[i16]>);

#[expect(clippy::len_without_is_empty, reason = "a ladder has at least one rung")]
impl Ladder {
    /// The ladder of these rungs.
    ///
    /// # Errors
    /// - [`LadderError::WrongLength`] with no rung, or more than 32.
    /// - [`LadderError::RungOutOfRange`] for a rung more than 3650 days from expiry.
    /// - [`LadderError::NotDescending`] for a rung that is not later than the one before it.
    pub fn new(rungs: Vec<i16>) -> Result<Ladder, LadderError> {
        if !(1..=RUNGS_MAX).contains(&rungs.len()) {
            return Err(LadderError::WrongLength {
                received: rungs.len(),
                minimum: 1,
                maximum: RUNGS_MAX,
            });
        }
        for received in rungs.iter().copied() {
            if !(RUNG_LAST..=RUNG_FIRST).contains(&received) {
                let (minimum, maximum) = (RUNG_LAST, RUNG_FIRST);
                return Err(LadderError::RungOutOfRange { received, minimum, maximum });
            }
        }
        for (earlier, later) in rungs.iter().copied().zip(rungs.iter().copied().skip(1)) {
            if earlier <= later {
                return Err(LadderError::NotDescending { earlier, later });
            }
        }
        Ok(Ladder(rungs.into()))
    }

    /// A ladder written in this crate; a test proves that [`Ladder::new`] accepts it.
    pub(super) fn preset(rungs: Vec<i16>) -> Ladder {
        Ladder(rungs.into())
    }

    /// The rungs, in days before expiry.
    #[must_use]
    pub fn rungs(&self) -> &[i16] {
        &self.0
    }

    /// How many rungs there are, at least 1.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The day of the rung with this index, if there is one.
    #[must_use]
    pub fn day(&self, index: usize, expiry: Day) -> Option<Day> {
        self.0.get(index).map(|rung| expiry.minus_days(i32::from(*rung)))
    }

    /// The day of the first rung.
    #[must_use]
    pub fn first_day(&self, expiry: Day) -> Day {
        // There is a first rung.
        self.day(0, expiry).unwrap_or(expiry)
    }

    /// The index of the last rung whose day has come; `None` before the first.
    ///
    /// It is in force until the day of the next one. How long the last one is, the caller says
    /// (R-33).
    #[must_use]
    pub fn in_force(&self, expiry: Day, day: Day) -> Option<usize> {
        let left = day.days_until(expiry);
        self.0.partition_point(|rung| left <= i32::from(*rung)).checked_sub(1)
    }
}

impl TryFrom<Vec<i16>> for Ladder {
    type Error = LadderError;

    fn try_from(rungs: Vec<i16>) -> Result<Ladder, LadderError> {
        Ladder::new(rungs)
    }
}

/// Why numbers are not a ladder; whoever wrote the policy can correct it (R-98).
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum LadderError {
    /// There are no rungs, or too many.
    #[error("a ladder of {received} rungs: expected {minimum} to {maximum}")]
    WrongLength {
        /// How many rungs were received.
        received: usize,
        /// The fewest accepted.
        minimum: usize,
        /// The most accepted.
        maximum: usize,
    },
    /// A rung is too far from expiry.
    #[error("a rung {received} days before expiry: expected {minimum} to {maximum}")]
    RungOutOfRange {
        /// The rung received.
        received: i16,
        /// The latest accepted.
        minimum: i16,
        /// The earliest accepted.
        maximum: i16,
    },
    /// A rung is not later than the one before it.
    #[error("rung {later} follows rung {earlier}: expected fewer days before expiry")]
    NotDescending {
        /// The rung that comes first in the list.
        earlier: i16,
        /// The one after it.
        later: i16,
    },
}

const RUNGS_MAX: usize = 32;
const RUNG_FIRST: i16 = 3650;
const RUNG_LAST: i16 = -3650;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use super::{Day, Ladder};
    use crate::values::testing::{assert_wire, refusal};

    #[test]
    fn r_33_a_rung_is_in_force_from_its_day() {
        let ladder = Ladder::new(vec![7, 1, -2]).unwrap();
        let expiry = Day::new(2026, 1, 15).unwrap();
        for (before, rung) in [
            (i32::MAX, None),
            (8, None),
            (7, Some(0)),
            (2, Some(0)),
            (1, Some(1)),
            (0, Some(1)),
            (-1, Some(1)),
            (-2, Some(2)),
            (-90, Some(2)),
        ] {
            assert_eq!(ladder.in_force(expiry, expiry.minus_days(before)), rung, "{before}");
        }
        assert_eq!(ladder.first_day(expiry), expiry.minus_days(7));
        assert_eq!(ladder.day(1, expiry), Some(expiry.previous()));
        assert_eq!(ladder.day(2, expiry), Some(expiry.plus_days(2)));
        assert_eq!(ladder.day(3, expiry), None);
        assert_eq!((ladder.len(), ladder.rungs()), (3, [7, 1, -2].as_slice()));
    }

    #[test]
    fn r_98_rungs_out_of_order_are_refused() {
        for (rungs, text) in [
            (vec![], "a ladder of 0 rungs: expected 1 to 32"),
            ((0..33).rev().collect(), "a ladder of 33 rungs: expected 1 to 32"),
            (vec![3651], "a rung 3651 days before expiry: expected -3650 to 3650"),
            (vec![1, -3651], "a rung -3651 days before expiry: expected -3650 to 3650"),
            (vec![7, 7], "rung 7 follows rung 7: expected fewer days before expiry"),
            (vec![7, 3, 5], "rung 5 follows rung 3: expected fewer days before expiry"),
        ] {
            assert_eq!(Ladder::new(rungs).unwrap_err().to_string(), text);
        }
        assert!(Ladder::new((0..32).rev().collect()).is_ok());
        assert!(Ladder::new(vec![3650, -3650]).is_ok());
    }

    #[test]
    fn is_checked_again_when_read() {
        assert_wire(&Ladder::new(vec![7, 5, -3]).unwrap(), "[7,5,-3]");
        assert_eq!(refusal::<Ladder>("[]"), "a ladder of 0 rungs: expected 1 to 32");
    }
}
