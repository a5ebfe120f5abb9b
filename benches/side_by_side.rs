//! Contenders timed in turns within one run, so that a noisy machine slows all of them alike, and the
//! table of what came out.

use std::{
    ops::RangeInclusive,
    time::{Duration, Instant},
};

use comfy_table::{Table, presets::ASCII_MARKDOWN};

/// Whether only the results count.
pub fn is_quick() -> bool {
    std::env::args().any(|argument| argument == "--quick")
}

/// The time that some work takes, without what is prepared for it and thrown away after it.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = std::hint::black_box(work());
    (done, begun.elapsed())
}

/// How long each contender took, round by round.
pub struct Times<const N: usize>([Vec<f64>; N]);

/// Lets every contender run once a round, each round beginning with another one.
pub fn race<const N: usize>(
    rounds: usize,
    mut contenders: [&mut dyn FnMut() -> Duration; N],
) -> Times<N> {
    let mut times = [const { Vec::new() }; N];
    for contender in &mut contenders {
        contender();
    }
    for round in 0..rounds {
        for turn in 0..N {
            let whose = (round + turn) % N;
            times[whose].push(contenders[whose]().as_secs_f64());
        }
    }
    Times(times)
}

impl<const N: usize> Times<N> {
    /// How many times as long one takes as another: the median of the rounds.
    pub fn ratio(&self, one: usize, other: usize) -> f64 {
        median(self.0[one].iter().zip(&self.0[other]).map(|(one, other)| one / other))
    }

    /// The time that one takes for each of `parts`, in nanoseconds: the median of the rounds.
    pub fn nanoseconds(&self, one: usize, parts: usize) -> f64 {
        let parts = f64::from(u32::try_from(parts).expect("there are not that many"));
        median(self.0[one].iter().map(|seconds| seconds * 1e9 / parts))
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The answers so far.
pub struct Answers(Table);

impl Answers {
    pub fn new() -> Self {
        let mut table = Table::new();
        table.load_style(ASCII_MARKDOWN);
        table.set_header(["question", "figure", "target", "", "in numbers"]);
        Self(table)
    }

    /// One row; a target has one end that binds, and the other is 0 or infinite.
    pub fn add(
        &mut self,
        question: &str,
        figure: f64,
        unit: &str,
        target: &RangeInclusive<f64>,
        numbers: &str,
    ) {
        let wanted = if target.end().is_finite() {
            format!("at most {}{unit}", target.end())
        } else {
            format!("at least {}{unit}", target.start())
        };
        let met = target.contains(&figure);
        let digits = if unit == " bytes" { 0 } else { 2 };
        let figure = format!("{figure:.digits$}{unit}");
        let verdict = if met { "met" } else { "missed" };
        self.0.add_row([question, &figure, &wanted, verdict, numbers]);
    }

    pub fn print(&self) {
        println!("{}", self.0);
    }
}
