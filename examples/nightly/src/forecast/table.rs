//! The forecast as it is shown: rounded once, so that its three forms say the same.

use pec_renewal::values::Day;

use super::{
    shares::{Basis, History, Shares},
    sums::{Figure, InEach, Scenario, Sum, Sums},
};

/// What the days to come bring to a portfolio.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Forecast {
    /// Where the mailboxes come from, in words.
    pub portfolio: String,
    /// How many mailboxes it looks at.
    pub mailboxes: u64,
    /// How many more are on the holder's own domain, where ticks do nothing.
    pub own_domain: u64,
    /// The versions of the policy and of the price list that it supposes.
    pub policy_version: String,
    /// The days of the ladder, before expiry.
    pub rungs: Vec<i16>,
    /// How charges are answered where they are not all answered alike.
    pub expected: Shares,
    /// Where that comes from.
    pub basis: Basis,
    /// The charges that were counted for it, if any.
    pub history: History,
    /// Every day with its numbers, the first one first.
    pub days: Vec<(Day, Numbers)>,
    /// All days together.
    pub total: Numbers,
}

/// The number of each figure in each scenario.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Numbers(InEach<[Number; Figure::ALL.len()]>);

/// A number as it is shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Number {
    /// How often, in hundredths: what is expected is seldom whole.
    pub hundredths: u64,
    /// How many cents in all.
    pub cents: u64,
}

impl Numbers {
    /// The number of a figure in a scenario.
    #[must_use]
    pub fn get(&self, scenario: Scenario, figure: Figure) -> Number {
        let scenarios = Scenario::ALL.into_iter().zip(&self.0);
        let figures = scenarios.filter(|(one, _)| *one == scenario).flat_map(|(_, of)| of);
        let mut found = figures.zip(Figure::ALL).filter(|(_, one)| *one == figure);
        found.next().map(|(number, _)| *number).unwrap_or_default()
    }
}

/// The days rounded, and all of them together.
///
/// What is rounded is the sum up to each day, and a day is the difference to the day before: so the days add
/// up to the total, which is rounded once.
#[must_use]
pub fn rounded(sums: &Sums) -> (Vec<(Day, Numbers)>, Numbers) {
    let mut exact: InEach<[Sum; Figure::ALL.len()]> = Default::default();
    let mut total = Numbers::default();
    let days = sums.by_day().map(|(day, of_day)| {
        let mut numbers = Numbers::default();
        let exact = exact.iter_mut().flatten().zip(of_day.iter().flatten());
        let shown = total.0.iter_mut().flatten().zip(numbers.0.iter_mut().flatten());
        for ((exact, sum), (total, number)) in exact.zip(shown) {
            *exact = exact.and(*sum);
            let (hundredths, cents) = exact.rounded();
            *number = Number {
                hundredths: hundredths.saturating_sub(total.hundredths),
                cents: cents.saturating_sub(total.cents),
            };
            *total = Number { hundredths, cents };
        }
        (day, numbers)
    });
    let days = days.collect();
    (days, total)
}
