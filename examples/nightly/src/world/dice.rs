//! Chance without chance: numbers worked out from the seed and a name.

/// A sequence of numbers that a seed and a name fix for ever.
///
/// FNV-1a over the name, then the steps of `SplitMix64`. Written out here, because a crate may
/// change its numbers with a version, and then a database could no longer be gone on with.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice of a name, given in parts.
    #[must_use]
    pub fn cast(seed: u64, name: &[&str]) -> Self {
        let mut state = 0xcbf2_9ce4_8422_2325_u64;
        let mut mix = |byte: u8| {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        };
        seed.to_le_bytes().into_iter().for_each(&mut mix);
        for part in name {
            part.bytes().for_each(&mut mix);
            // No text holds this byte, so no two lists of parts are the same bytes.
            mix(0xff);
        }
        Self(state)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `bound`; 0 where that is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.bits().checked_rem(bound).unwrap_or_default()
    }

    /// A number of days from `first` to `last`.
    pub fn days(&mut self, first: u16, last: u16) -> i32 {
        let span = u64::from(last.saturating_sub(first)).saturating_add(1);
        let drawn = u16::try_from(self.below(span)).unwrap_or_default();
        i32::from(first.saturating_add(drawn))
    }

    /// Whether something of this many per cent happens.
    pub fn chance(&mut self, per_cent: u64) -> bool {
        self.below(100) < per_cent
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_numbers_never_change() {
        let mut dice = Dice::cast(1, &["charge", "key"]);
        let drawn = [dice.below(1_000), dice.below(1_000), dice.below(1_000)];
        assert_eq!(drawn, [650, 497, 832]);
    }

    #[test]
    fn parts_are_kept_apart() {
        let first = |name: &[&str]| Dice::cast(1, name).bits();
        assert_ne!(first(&["ab", "c"]), first(&["a", "bc"]));
        assert_ne!(first(&["a"]), Dice::cast(2, &["a"]).bits());
    }

    #[test]
    fn every_number_comes_up() {
        let mut dice = Dice::cast(7, &["spread"]);
        let mut seen = [0; 5];
        for _ in 0..1_000 {
            let drawn = dice.days(1, 5);
            assert!((1..=5).contains(&drawn));
            seen[usize::try_from(drawn - 1).expect("from 0 to 4")] += 1;
        }
        assert!(seen.iter().all(|times| 120 < *times), "{seen:?}");
        assert_eq!(dice.below(0), 0);
    }
}
