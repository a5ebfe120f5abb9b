//! How likely something is, without a float: what is split adds up again to the last part.

/// How likely something is, in parts of a million millions.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Weight(u64);

impl Weight {
    /// It does not happen.
    pub const NEVER: Self = Self(0);
    /// It happens.
    pub const CERTAIN: Self = Self(PARTS);

    /// Its parts, of which [`PARTS`] are certain.
    #[must_use]
    pub const fn parts(self) -> u64 {
        self.0
    }

    /// Splits it as these numbers are to each other: what rounding leaves goes to the last of them that is
    /// not 0, so that nothing is lost. With nothing but zeros, all goes to the first.
    #[must_use]
    pub fn split<const N: usize>(self, shares: &[u64; N]) -> [Self; N] {
        let whole: u128 = shares.iter().map(|share| u128::from(*share)).sum();
        let last = shares.iter().rposition(|share| *share != 0).unwrap_or_default();
        let mut left = self.0;
        let mut split = [Self::NEVER; N];
        for (place, (part, share)) in split.iter_mut().zip(shares).enumerate() {
            let exact = u128::from(self.0).saturating_mul(u128::from(*share));
            let rounded = exact.checked_div(whole).unwrap_or_default();
            let rounded = u64::try_from(rounded).unwrap_or(left).min(left);
            part.0 = if place == last { left } else { rounded };
            left = left.saturating_sub(part.0);
        }
        split
    }
}

/// The parts of what is certain.
pub const PARTS: u64 = 1_000_000_000_000;

#[cfg(test)]
mod tests {
    use super::{PARTS, Weight};

    #[test]
    fn what_is_split_adds_up_to_what_it_was() {
        for shares in [[1, 1, 1, 0], [70, 20, 6, 4], [0, 7, 0, 3], [0, 0, 0, 0], [0, 0, 0, 1]] {
            let thirds = Weight::CERTAIN.split(&[1, 2]);
            for weight in [Weight::CERTAIN, Weight(1), Weight::NEVER, thirds[0], thirds[1]] {
                let sum: u64 = weight.split(&shares).iter().map(|part| part.parts()).sum();
                assert_eq!(sum, weight.parts(), "{shares:?}");
            }
        }
    }

    #[test]
    fn a_share_of_nothing_gets_nothing() {
        let split = Weight::CERTAIN.split(&[0, 3, 0, 1]).map(Weight::parts);
        assert_eq!(split, [0, PARTS / 4 * 3, 0, PARTS / 4]);
    }
}
