//! What time it is for a mailbox.

use std::time::Duration;

use anyhow::{Context, Result};
use chrono_tz::Europe::Rome;
use pec_outside::night;
use pec_renewal::values::{Day, Moment, chrono::Utc};

/// Where a mailbox takes its time from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Clock {
    /// From the system.
    System,
    /// From whatever wakes it. In a simulation every mailbox has a time of its own, and to wait for a
    /// day takes so long.
    Simulated {
        /// So long.
        day: Duration,
        /// What was cut off in the middle is gone on with so many days later.
        outage: u16,
    },
}

impl Clock {
    /// The moment now; in a simulation, the one that is carried along.
    ///
    /// # Errors
    ///
    /// Where the system's clock is far outside the engine's calendar.
    pub fn now(self, carried: Moment) -> Result<Moment> {
        match self {
            Self::System => system(),
            Self::Simulated { .. } => Ok(carried),
        }
    }

    /// The moment now, for whoever goes on with what was cut off at `carried`.
    ///
    /// # Errors
    ///
    /// As [`Self::now`].
    pub fn now_again(self, carried: Moment) -> Result<Moment> {
        match self {
            Self::System | Self::Simulated { outage: 0, .. } => self.now(carried),
            Self::Simulated { outage, .. } => night(carried.day().plus_days(i32::from(outage))),
        }
    }

    /// The moment at which what falls due on a day is done by whoever is awake at `now`: in a
    /// simulation in its own night, however late that is, so that no delay changes what is decided.
    ///
    /// # Errors
    ///
    /// Where the engine's calendar has no such night.
    pub fn moment_of(self, due: Day, now: Moment) -> Result<Moment> {
        match self {
            Self::System => Ok(now),
            Self::Simulated { .. } => night(due),
        }
    }

    /// How long it takes from a moment until the night of a day.
    ///
    /// # Errors
    ///
    /// Where the engine's calendar has no such night.
    pub fn until_night(self, from: Moment, of: Day) -> Result<Duration> {
        match self {
            Self::System => {
                let seconds = night(of)?.unix_seconds().saturating_sub(from.unix_seconds());
                Ok(Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
            }
            Self::Simulated { day, .. } => {
                let days = u32::try_from(from.day().days_until(of)).unwrap_or_default();
                Ok(day.saturating_mul(days))
            }
        }
    }
}

/// The moment now, by the system.
///
/// # Errors
///
/// Where the system's clock is far outside the engine's calendar.
pub fn system() -> Result<Moment> {
    Moment::in_zone(Utc::now(), &Rome)
        .context("the clock of this machine is wrong: set it, and start again")
}

#[cfg(test)]
mod tests {
    use super::{Clock, Day, Duration, Moment, night};

    const SIMULATED: Clock = Clock::Simulated { day: Duration::from_millis(20), outage: 2 };

    #[test]
    fn in_a_simulation_nothing_is_late_and_a_day_takes_so_long() {
        let (due, later) = (day("2026-03-01"), night(day("2026-03-05")).expect("a night"));
        assert_eq!(SIMULATED.moment_of(due, later).expect("a night"), night(due).expect("one"));
        assert_eq!(SIMULATED.now(later).expect("a moment"), later);
        assert_eq!(
            SIMULATED.now_again(later).expect("one"),
            night(day("2026-03-07")).expect("one")
        );
        let wait = SIMULATED.until_night(night(due).expect("a night"), later.day());
        assert_eq!(wait.expect("a wait"), Duration::from_millis(80));
    }

    #[test]
    fn otherwise_whoever_is_late_acts_now_and_waits_for_the_hour_of_the_night() {
        let (due, later) = (day("2026-03-01"), night(day("2026-03-05")).expect("a night"));
        assert_eq!(Clock::System.moment_of(due, later).expect("a night"), later);
        let noon: Moment = "2026-03-04T12:00:00+01:00".parse().expect("a moment");
        let wait = Clock::System.until_night(noon, later.day()).expect("a wait");
        assert_eq!(wait, Duration::from_secs(16 * 60 * 60));
        let wait = Clock::System.until_night(later, due).expect("a wait");
        assert_eq!(wait, Duration::ZERO, "what is past is waited for no longer");
    }

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }
}
