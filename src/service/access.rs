//! What a mailbox may do on a day, and where it stands in its life.

use serde::{Deserialize, Serialize};

use super::Service;
use crate::{
    catalogue::{Grace, MailAccess},
    values::Day,
};

/// What a mailbox may do on a day: a function of state and day alone.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "four independent answers, each yes or no")]
pub struct Access {
    /// Send mail.
    pub send: bool,
    /// Receive mail.
    pub receive: bool,
    /// Read mail.
    pub read: bool,
    /// Be renewed, as far as its phase goes and no termination stands. Whether a renewal would be
    /// accepted is another question, which [`permitted`](crate::permitted) answers.
    pub renew: bool,
}

/// Where a mailbox stands in its life on a day.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Standing {
    /// In service (*attiva*) until the end of its expiry day.
    InService,
    /// Expired, in grace (*scaduta*).
    InGrace {
        /// The phase, counted from 1; 0 where the period has none.
        phase: u8,
        /// The day of grace, counted from 1.
        day: u16,
        /// Whether it may still be renewed.
        renewable: bool,
    },
    /// Grace is over and deletion is due, or waits for a charge or a margin.
    GraceOver,
    /// Terminated now; deletion follows the outcome of a charge.
    Ending,
    /// Deleted (*cancellata*).
    Deleted,
}

impl Service {
    /// Where the mailbox stands on `day`, ticked or not.
    #[must_use]
    pub fn standing(&self, grace: &Grace<'_>, day: Day) -> Standing {
        match self {
            Self::Active { period } | Self::TerminatedAtExpiry { period } => match grace.on(day) {
                None => Standing::InService,
                Some(on_day) if on_day.over => Standing::GraceOver,
                Some(on_day) => Standing::InGrace {
                    phase: on_day.phase,
                    day: u16::try_from(period.expiry.days_until(day)).unwrap_or(u16::MAX),
                    renewable: on_day.renewable,
                },
            },
            Self::Ending { .. } => Standing::Ending,
            Self::Deleted { .. } => Standing::Deleted,
        }
    }

    /// What the mailbox may do with mail on `day`.
    #[must_use]
    pub fn mail_access(&self, grace: &Grace<'_>, day: Day) -> MailAccess {
        match self {
            Self::Active { .. } | Self::TerminatedAtExpiry { .. } => {
                grace.on(day).map_or(MailAccess::FULL, |on_day| on_day.access)
            }
            Self::Ending { .. } | Self::Deleted { .. } => MailAccess::NONE,
        }
    }

    /// Whether days and service let the mailbox be renewed on `day`, terminations apart.
    #[must_use]
    pub fn is_renewable(&self, grace: &Grace<'_>, day: Day) -> bool {
        match self {
            Self::Active { .. } | Self::TerminatedAtExpiry { .. } => {
                day <= grace.last_renewable_day()
            }
            Self::Ending { .. } | Self::Deleted { .. } => false,
        }
    }
}
