//! The moment: the server's, never a caller's.

use std::str::FromStr;

use anyhow::{Context, Error, Result};
use chrono_tz::Tz;
use pec_nightly::today::Today;
use pec_renewal::{
    catalogue::Policy,
    values::{
        Day, Moment,
        chrono::{DateTime, FixedOffset, Utc},
    },
};

/// Where a program takes the moment from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Clock {
    /// The system's clock, whose instant has its civil day in a zone.
    System(Tz),
    /// One moment, for as long as the program runs: simulations.
    Fixed(Moment),
}

/// A moment, or the night of a day: what `--at` says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum At {
    /// That moment.
    Moment(Moment),
    /// The hour at which a nightly job runs.
    Day(Day),
}

impl Clock {
    /// The clock of a zone, stopped where a moment is given.
    ///
    /// # Errors
    ///
    /// Where the engine's calendar has no such moment.
    pub fn new(zone: Tz, at: Option<At>) -> Result<Self> {
        Ok(match at {
            None => Self::System(zone),
            Some(At::Moment(moment)) => Self::Fixed(moment),
            // The hour depends on day and zone alone, whatever the policy.
            Some(At::Day(day)) => Self::Fixed(Today::new(&Policy::aruba(), day, zone)?.at()),
        })
    }

    /// The moment now.
    ///
    /// # Errors
    ///
    /// Where the system's clock is far outside the engine's calendar.
    pub fn now(&self) -> Result<Moment> {
        match self {
            Self::System(zone) => Moment::in_zone(Utc::now(), zone)
                .context("the clock of this machine is wrong: set it, and start again"),
            Self::Fixed(moment) => Ok(*moment),
        }
    }
}

impl FromStr for At {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        text.parse().map(Self::Day).or_else(|_| text.parse().map(Self::Moment)).with_context(|| {
            format!(
                "expected a day (2026-01-15) or a moment (2026-01-15T04:00:00+01:00), not {text:?}"
            )
        })
    }
}

/// A moment as the database stores it: the instant alone.
#[must_use]
pub fn instant(moment: Moment) -> DateTime<Utc> {
    DateTime::<FixedOffset>::from(moment).to_utc()
}
