//! What a code says of a charge, and the outcome that is reported for it.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone};
use pec_renewal::{
    charge::Outcome,
    values::{CalendarError, Day, Money},
};

/// What a code says of a charge.
///
/// There is no *not executed*: whoever has an answer has sent the request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Meaning {
    /// The charge was approved.
    Settled,
    /// Refused for now.
    SoftDecline {
        /// For how long the method is not to be asked again, where that is said.
        not_before: Option<Wait>,
    },
    /// Refused for good.
    HardDecline,
    /// The customer must act.
    AuthenticationRequired,
    /// The holder withdrew the consent.
    Stopped,
    /// It may have happened.
    Unknown,
    /// It says nothing of this charge: the response code does.
    AsTheResponseCode,
}

/// How long a method is not to be asked again.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Wait {
    /// Hours from the answer on.
    Hours(u16),
    /// Civil days from that of the answer on.
    Days(u16),
}

/// A word in the place of an outcome that is none.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "{received:?} is no outcome: expected settled, soft decline, soft decline not before N hours or \
     days, hard decline, authentication required, stopped, unknown, or as the response code says"
)]
pub struct UnknownMeaning {
    /// What was said.
    pub received: String,
}

impl Meaning {
    /// The outcome to report to the engine, for an answer that came at `at` in the provider's zone.
    ///
    /// Where the charge was approved, `collected` is what the gateway says it collected. Hours become
    /// the day on which they are over, so an hour before midnight names the next day.
    ///
    /// # Errors
    /// - [`CalendarError::DayOutOfRange`] if the day to wait for is not one of the engine's.
    pub fn outcome<Z: TimeZone>(
        self,
        collected: Money,
        at: &DateTime<Z>,
    ) -> Result<Outcome, CalendarError> {
        Ok(match self {
            Self::Settled => Outcome::Settled { amount: collected },
            Self::SoftDecline { not_before } => {
                let not_before = not_before.map(|wait| wait.over_on(at)).transpose()?;
                Outcome::SoftDecline { not_before }
            }
            Self::HardDecline => Outcome::HardDecline,
            Self::AuthenticationRequired => Outcome::AuthenticationRequired,
            Self::Stopped => Outcome::Stopped,
            Self::Unknown | Self::AsTheResponseCode => Outcome::Unknown,
        })
    }

    /// How strict it is: of two that come with one decline, the stricter is reported.
    ///
    /// What may have happened comes before every refusal, since a final outcome would free the way
    /// for another charge. Then comes what ends more: the consent, the method, the method until the
    /// customer acts, the next hours or days.
    #[must_use]
    pub const fn strictness(self) -> (u8, u32) {
        match self {
            Self::Unknown => (6, 0),
            Self::Stopped => (5, 0),
            Self::HardDecline => (4, 0),
            Self::AuthenticationRequired => (3, 0),
            Self::SoftDecline { not_before: Some(wait) } => (2, wait.hours()),
            Self::SoftDecline { not_before: None } => (2, 0),
            Self::AsTheResponseCode => (1, 0),
            // Never compared: an approval stands by itself.
            Self::Settled => (0, 0),
        }
    }
}

impl Wait {
    /// The day from which on the method may be asked again, for an answer that came at `at`.
    ///
    /// # Errors
    /// - [`CalendarError::DayOutOfRange`] if it is not one of the engine's.
    pub fn over_on<Z: TimeZone>(self, at: &DateTime<Z>) -> Result<Day, CalendarError> {
        let date = match self {
            Self::Hours(hours) => at
                .clone()
                .checked_add_signed(TimeDelta::hours(hours.into()))
                .map(|over| over.date_naive()),
            Self::Days(days) => at.date_naive().checked_add_days(Days::new(days.into())),
        };
        Day::try_from(date.unwrap_or(NaiveDate::MAX))
    }

    const fn hours(self) -> u32 {
        match self {
            Self::Hours(hours) => hours as u32,
            Self::Days(days) => days as u32 * 24,
        }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settled => f.write_str("settled"),
            Self::SoftDecline { not_before: None } => f.write_str("soft decline"),
            Self::SoftDecline { not_before: Some(wait) } => {
                write!(f, "soft decline not before {wait}")
            }
            Self::HardDecline => f.write_str("hard decline"),
            Self::AuthenticationRequired => f.write_str("authentication required"),
            Self::Stopped => f.write_str("stopped"),
            Self::Unknown => f.write_str("unknown"),
            Self::AsTheResponseCode => f.write_str("as the response code says"),
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(1) => f.write_str("1 hour"),
            Self::Hours(hours) => write!(f, "{hours} hours"),
            Self::Days(1) => f.write_str("1 day"),
            Self::Days(days) => write!(f, "{days} days"),
        }
    }
}

impl FromStr for Meaning {
    type Err = UnknownMeaning;

    fn from_str(text: &str) -> Result<Self, UnknownMeaning> {
        let unknown = || UnknownMeaning { received: text.to_owned() };
        Ok(match text {
            "settled" => Self::Settled,
            "soft decline" => Self::SoftDecline { not_before: None },
            "hard decline" => Self::HardDecline,
            "authentication required" => Self::AuthenticationRequired,
            "stopped" => Self::Stopped,
            "unknown" => Self::Unknown,
            "as the response code says" => Self::AsTheResponseCode,
            _ => {
                let wait = text
                    .strip_prefix("soft decline not before ")
                    .and_then(wait)
                    .ok_or_else(unknown)?;
                Self::SoftDecline { not_before: Some(wait) }
            }
        })
    }
}

/// A wait as the table writes it, `24 hours`.
fn wait(text: &str) -> Option<Wait> {
    let (number, unit) = text.split_once(' ')?;
    let number = number.parse().ok().filter(|number| 0 < *number)?;
    match unit {
        "hour" | "hours" => Some(Wait::Hours(number)),
        "day" | "days" => Some(Wait::Days(number)),
        _ => None,
    }
}
