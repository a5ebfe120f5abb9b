//! Chance that comes again: all that is random in a life follows from the number of the life.

/// A sequence of numbers that looks random and is the same for the same life (`SplitMix64`).
pub struct Chance(u64);

impl Chance {
    /// The chance of this life.
    pub const fn of(life: u64) -> Self {
        Self(life.wrapping_mul(0xD1B5_4A32_D192_ED03))
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, times: u64) -> bool {
        self.next() % 100 < times
    }

    /// True so many times in a thousand.
    pub fn per_mille(&mut self, times: u64) -> bool {
        self.next() % 1_000 < times
    }

    /// A number from 0, below this one.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a usize has at most 64 bits");
        usize::try_from(self.next() % bound).expect("it is below a usize")
    }

    /// A number of days, both ends inclusive.
    pub fn days(&mut self, least: i32, most: i32) -> i32 {
        let span = usize::try_from(most - least + 1).expect("the ends are in order");
        least + i32::try_from(self.below(span)).expect("it is below the span")
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// These in another order.
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
