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

    /// Splits it as these numbers are to each other; nothing is lost.
    #[must_use]
    pub fn split<const N: usize>(self, shares: &[u64; N]) -> [Self; N] {
        apportioned(self.0, shares).map(Self)
    }
}

/// A whole in parts that are to each other as these numbers are: what rounding leaves goes to the last of them
/// that is not 0, so that the parts add up. With nothing but zeros, all goes to the first.
#[must_use]
pub fn apportioned<const N: usize>(whole: u64, shares: &[u64; N]) -> [u64; N] {
    let of_shares: u128 = shares.iter().map(|share| u128::from(*share)).sum();
    let last = shares.iter().rposition(|share| *share != 0).unwrap_or_default();
    let mut left = whole;
    let mut parts = [0; N];
    for (place, (part, share)) in parts.iter_mut().zip(shares).enumerate() {
        let exact = u128::from(whole).saturating_mul(u128::from(*share));
        let rounded = exact.checked_div(of_shares).unwrap_or_default();
        let rounded = u64::try_from(rounded).unwrap_or(left).min(left);
        *part = if place == last { left } else { rounded };
        left = left.saturating_sub(*part);
    }
    parts
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
