//! The retry ladder: on which days a generated order is charged.

use alloc::vec::Vec;
use core::fmt;

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
/// use pec_renewal::catalogue::{Ladder, Rung};
/// use pec_renewal::values::Day;
///
/// let ladder = Ladder::new(vec![7, 3])?;
/// let expiry = Day::new(2026, 1, 15)?;
/// assert_eq!(ladder.in_force(expiry, Day::new(2026, 1, 7)?), None);
/// assert_eq!(ladder.in_force(expiry, Day::new(2026, 1, 8)?), Some(Rung::FIRST));
/// assert_eq!(ladder.in_force(expiry, Day::new(2026, 1, 12)?), Some(Rung::new(2)?));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "Vec<i16>")]
pub struct Ladder(CopyOnWrite<[i16]>);

impl Ladder {
    /// The ladder of these rungs.
    ///
    /// # Errors
    /// - [`LadderError::WrongLength`] with no rung, or more than 32.
    /// - [`LadderError::RungOutOfRange`] for a rung more than 3650 days from expiry.
    /// - [`LadderError::NotDescending`] for a rung that is not later than the one before it.
    pub fn new(rungs: Vec<i16>) -> Result<Self, LadderError> {
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
        Ok(Self(rungs.into()))
    }

    /// A ladder written in this crate; a test proves that [`Ladder::new`] accepts it.
    pub(super) fn preset(rungs: Vec<i16>) -> Self {
        Self(rungs.into())
    }

    /// The rungs, in days before expiry.
    #[must_use]
    pub fn rungs(&self) -> &[i16] {
        &self.0
    }

    /// The last rung.
    #[must_use]
    pub fn last(&self) -> Rung {
        // There is a first rung.
        Rung::at(self.0.len()).unwrap_or(Rung::FIRST)
    }

    /// The rung that follows those spent; `None` after the last one.
    #[must_use]
    pub fn after(&self, spent: Option<Rung>) -> Option<Rung> {
        spent.map_or(Some(Rung::FIRST), Rung::next).filter(|rung| *rung <= self.last())
    }

    /// The day of a rung; `None` where the ladder has no such rung.
    #[must_use]
    pub fn day(&self, rung: Rung, expiry: Day) -> Option<Day> {
        self.0.get(rung.index()).map(|days| expiry.minus_days(i32::from(*days)))
    }

    /// The day of the first rung.
    #[must_use]
    pub fn first_day(&self, expiry: Day) -> Day {
        // There is a first rung.
        self.day(Rung::FIRST, expiry).unwrap_or(expiry)
    }

    /// The last rung whose day has come; `None` before the first.
    ///
    /// It is in force until the day of the next one. How long the last one is, the caller says
    /// (R-33).
    #[must_use]
    pub fn in_force(&self, expiry: Day, day: Day) -> Option<Rung> {
        let left = day.days_until(expiry);
        Rung::at(self.0.partition_point(|days| left <= i32::from(*days)))
    }
}

/// One of the days of a [`Ladder`]: its place, counted from 1 to 32; its text and its wire form are
/// that number (R-33).
///
/// Of how many rungs are spent, the last one spent tells: `Option<Rung>`, none where none is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "u8", try_from = "u8")]
pub struct Rung(u8);

impl Rung {
    /// The first rung of every ladder.
    pub const FIRST: Self = Self(1);

    /// The rung at this place.
    ///
    /// # Errors
    /// - [`RungError`] for 0, or more than 32.
    pub fn new(place: u8) -> Result<Self, RungError> {
        let rung = Self::at(usize::from(place));
        rung.ok_or(RungError { received: place, minimum: 1, maximum: RUNGS_MAX })
    }

    /// Its place, counted from 1.
    #[must_use]
    pub const fn place(self) -> u8 {
        self.0
    }

    /// The rung before it, if it is not the first.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::at(self.index())
    }

    fn next(self) -> Option<Self> {
        Self::at(usize::from(self.0.saturating_add(1)))
    }

    fn index(self) -> usize {
        usize::from(self.0.saturating_sub(1))
    }

    fn at(place: usize) -> Option<Self> {
        let place = Some(place).filter(|place| (1..=RUNGS_MAX).contains(place))?;
        u8::try_from(place).ok().map(Rung)
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<Rung> for u8 {
    fn from(rung: Rung) -> Self {
        rung.place()
    }
}

impl TryFrom<u8> for Rung {
    type Error = RungError;

    fn try_from(place: u8) -> Result<Self, RungError> {
        Self::new(place)
    }
}

/// Why a number is no rung; whoever sent it can correct it.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("no ladder has a rung {received}: expected {minimum} to {maximum}")]
pub struct RungError {
    /// The number received.
    pub received: u8,
    /// The first rung.
    pub minimum: u8,
    /// The last rung that a ladder can have.
    pub maximum: usize,
}

impl TryFrom<Vec<i16>> for Ladder {
    type Error = LadderError;

    fn try_from(rungs: Vec<i16>) -> Result<Self, LadderError> {
        Self::new(rungs)
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
    use alloc::{string::ToString, vec};

    use super::{Day, Ladder, Rung};
    use crate::values::testing::{assert_wire, refusal};

    #[test]
    fn r_33_a_rung_is_in_force_from_its_day() {
        let ladder = Ladder::new(vec![7, 1, -2]).unwrap();
        let [second, third, fourth] = [2, 3, 4].map(|place| Rung::new(place).unwrap());
        let expiry = Day::new(2026, 1, 15).unwrap();
        for (before, rung) in [
            (i32::MAX, None),
            (8, None),
            (7, Some(Rung::FIRST)),
            (2, Some(Rung::FIRST)),
            (1, Some(second)),
            (0, Some(second)),
            (-1, Some(second)),
            (-2, Some(third)),
            (-90, Some(third)),
        ] {
            assert_eq!(ladder.in_force(expiry, expiry.minus_days(before)), rung, "{before}");
        }
        assert_eq!(ladder.first_day(expiry), expiry.minus_days(7));
        assert_eq!(ladder.day(second, expiry), Some(expiry.previous()));
        assert_eq!(ladder.day(third, expiry), Some(expiry.plus_days(2)));
        assert_eq!(ladder.day(fourth, expiry), None);
        assert_eq!((ladder.last(), ladder.rungs()), (third, [7, 1, -2].as_slice()));
    }

    #[test]
    fn rungs_follow_one_another_to_the_last() {
        let ladder = Ladder::new(vec![7, 1]).unwrap();
        let second = Rung::new(2).unwrap();
        assert_eq!(ladder.after(None), Some(Rung::FIRST));
        assert_eq!(ladder.after(Some(Rung::FIRST)), Some(second));
        assert_eq!(ladder.after(Some(second)), None);
        assert_eq!((second.previous(), Rung::FIRST.previous()), (Some(Rung::FIRST), None));
        let longest = Ladder::new((0..32).rev().collect()).unwrap();
        assert_eq!(longest.last(), Rung::new(32).unwrap());
        assert_eq!(longest.after(Some(longest.last())), None);
        assert_wire(&second, "2");
        assert_eq!(refusal::<Rung>("0"), "no ladder has a rung 0: expected 1 to 32");
        assert_eq!(refusal::<Rung>("33"), "no ladder has a rung 33: expected 1 to 32");
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
