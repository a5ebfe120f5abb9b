//! Properties: laws of the rules, asked of random lives under many policies.
//!
//! A life is a list of choices ([`moves`], as likely as [`chances`] says); what each means depends
//! on the state that it meets ([`meaning`]), so that real situations come up, and what fails can be
//! made small. Every command of every life ([`story`]) goes through a `Life`, which proves the
//! decision on the spot; the other files ask for more. That the lives reach all there is,
//! [`coverage`] counts.
//!
//! A failure prints the choices, the commands they became, and the seed, which is kept in
//! `tests/proptest-regressions` and tried again by every later run.

mod alone;
pub mod chances;
mod charges;
mod consent;
mod corrupt;
mod coverage;
mod debts;
mod idempotence;
mod leaving;
mod lying;
mod meaning;
mod money;
pub mod moves;
mod notices;
mod period;
mod permitted;
pub mod policies;
pub mod pool;
mod presets;
mod prices;
mod private;
mod projection;
mod racing;
mod refusals;
mod standing;
pub mod story;
mod takeover;
mod terms;
mod time;
mod warned;
mod wire;

use proptest::test_runner::{Config, FileFailurePersistence, RngSeed};

/// How often a property is tried, and where seeds that failed are kept.
///
/// The same in every run, so that a gate that passed here passes elsewhere. The environment can ask for
/// others, `PROPTEST_RNG_SEED=7`, and for more: `PROPTEST_CASES=2560` tries each ten times as often.
pub fn tried(cases: u32) -> Config {
    let asked = Config::default();
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(2026),
        RngSeed::Fixed(seed) => RngSeed::Fixed(seed),
    };
    let cases = cases.saturating_mul(asked.cases) / 256;
    let seeds = FileFailurePersistence::Direct("tests/proptest-regressions/properties.txt");
    Config { cases: cases.max(1), failure_persistence: Some(Box::new(seeds)), rng_seed, ..asked }
}
