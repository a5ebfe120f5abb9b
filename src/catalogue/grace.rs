//! What an expired mailbox may still do, and for how long.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::bounds::DAYS_MAX;
use crate::values::{CopyOnWrite, Day, Money};

/// What a mailbox may do with mail (R-65).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MailAccess {
    /// Whether it can send.
    pub send: bool,
    /// Whether mail reaches it.
    pub receive: bool,
    /// Whether its mail can be read.
    pub read: bool,
}

impl MailAccess {
    /// Everything, as in service.
    pub const FULL: Self = Self { send: true, receive: true, read: true };

    /// Nothing.
    pub const NONE: Self = Self { send: false, receive: false, read: false };

    /// Mail is there to be read, and none comes.
    pub const READ_ONLY: Self = Self { send: false, receive: false, read: true };

    /// Everything but sending.
    pub const RECEIVE_AND_READ: Self = Self { send: false, receive: true, read: true };

    /// Mail comes and waits.
    pub const RECEIVE_ONLY: Self = Self { send: false, receive: true, read: false };
}

/// A stretch of the time after expiry (R-60).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GracePhase {
    /// How many days it lasts, 1 to [`DAYS_MAX`].
    pub days: u16,
    /// What the mailbox may do.
    pub access: MailAccess,
    /// What a renewal costs on top of its price, without tax (R-44).
    pub late_fee_net: Money,
    /// Whether the mailbox can still be renewed.
    pub renewable: bool,
}

/// The phases after expiry, one after the other from the day after it (R-60).
///
/// There are at most 8, of at most [`DAYS_MAX`] days together; there may be none. The last day of a
/// phase still belongs to it (R-61).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "Vec<GracePhase>")]
pub struct GracePhases(CopyOnWrite<Counted>);

/// Phases with their days, which nearly every decision asks for, counted once.
#[derive(Clone, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
struct Counted {
    phases: Vec<GracePhase>,
    #[serde(skip)]
    days_total: u16,
    #[serde(skip)]
    days_renewable: u16,
}

impl GracePhases {
    /// These phases, in their order.
    ///
    /// # Errors
    /// - [`GraceError::TooManyPhases`] for more than 8.
    /// - [`GraceError::WrongDays`] for a phase of no day, or of more than [`DAYS_MAX`].
    /// - [`GraceError::TooManyDays`] for more than [`DAYS_MAX`] days together.
    /// - [`GraceError::RenewableAgain`] for a renewable phase after one that is not.
    /// - [`GraceError::LateFeeFalls`] for a lower late fee than in the phase before.
    pub fn new(phases: Vec<GracePhase>) -> Result<Self, GraceError> {
        if PHASES_MAX < phases.len() {
            let (received, maximum) = (phases.len(), PHASES_MAX);
            return Err(GraceError::TooManyPhases { received, maximum });
        }
        for received in phases.iter().map(|phase| phase.days) {
            if !(1..=DAYS_MAX).contains(&received) {
                return Err(GraceError::WrongDays { received, minimum: 1, maximum: DAYS_MAX });
            }
        }
        let days = phases.iter().fold(0, |sum, phase| u32::from(phase.days).saturating_add(sum));
        if u32::from(DAYS_MAX) < days {
            return Err(GraceError::TooManyDays { received: days, maximum: DAYS_MAX });
        }
        for (index, (phase, next)) in (1..).zip(phases.iter().zip(phases.iter().skip(1))) {
            if !phase.renewable && next.renewable {
                return Err(GraceError::RenewableAgain { phase: index });
            }
            let (earlier, later) = (phase.late_fee_net, next.late_fee_net);
            if later < earlier {
                return Err(GraceError::LateFeeFalls { phase: index, earlier, later });
            }
        }
        Ok(Self::counted(phases))
    }

    /// Phases written in this crate; a test proves that [`GracePhases::new`] accepts them.
    pub(super) fn preset(phases: Vec<GracePhase>) -> Self {
        Self::counted(phases)
    }

    fn counted(phases: Vec<GracePhase>) -> Self {
        let days_total = days_of(phases.iter());
        let days_renewable = days_of(phases.iter().take_while(|phase| phase.renewable));
        Self(Counted { phases, days_total, days_renewable }.into())
    }

    /// The phases, in their order.
    #[must_use]
    pub fn phases(&self) -> &[GracePhase] {
        &self.0.phases
    }

    /// How many days there are after expiry before deletion is due.
    #[must_use]
    pub fn days_total(&self) -> u16 {
        self.0.days_total
    }

    /// On how many days after expiry the mailbox can be renewed.
    #[must_use]
    pub fn days_renewable(&self) -> u16 {
        self.0.days_renewable
    }

    /// The phase of that day, with its index; `None` up to expiry, and after the last grace day.
    #[must_use]
    pub fn on(&self, expiry: Day, day: Day) -> Option<(usize, &GracePhase)> {
        if day <= expiry {
            return None;
        }
        let mut last = expiry;
        self.phases().iter().enumerate().find(|(_, phase)| {
            last = last.plus_days(phase.days.into());
            day <= last
        })
    }

    /// The last grace day, still good; the expiry itself if there is no phase (R-61).
    #[must_use]
    pub fn last_day(&self, expiry: Day) -> Day {
        expiry.plus_days(self.days_total().into())
    }

    /// The last day on which the mailbox can be renewed, never before expiry.
    #[must_use]
    pub fn last_renewable_day(&self, expiry: Day) -> Day {
        expiry.plus_days(self.days_renewable().into())
    }
}

impl TryFrom<Vec<GracePhase>> for GracePhases {
    type Error = GraceError;

    fn try_from(phases: Vec<GracePhase>) -> Result<Self, GraceError> {
        Self::new(phases)
    }
}

/// Why phases do not follow one another; whoever wrote the policy can correct it (R-98).
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum GraceError {
    /// There are too many phases.
    #[error("{received} grace phases: expected at most {maximum}")]
    TooManyPhases {
        /// How many were received.
        received: usize,
        /// The most accepted.
        maximum: usize,
    },
    /// A phase has no day, or too many.
    #[error("a grace phase of {received} days: expected {minimum} to {maximum}")]
    WrongDays {
        /// How many days were received.
        received: u16,
        /// The fewest accepted.
        minimum: u16,
        /// The most accepted.
        maximum: u16,
    },
    /// All phases together are too long.
    #[error("grace phases of {received} days together: expected at most {maximum}")]
    TooManyDays {
        /// How many days were received.
        received: u32,
        /// The most accepted.
        maximum: u16,
    },
    /// A renewable phase follows one that is not: what has become impossible stays so.
    #[error("grace phase {phase} is renewable after one that is not: expected the other order")]
    RenewableAgain {
        /// The index of the renewable phase.
        phase: usize,
    },
    /// The late fee falls: an order short of the fee would become paid by waiting. A phase that is
    /// not renewable asks for no fee, so it can state that of the phase before.
    #[error("grace phase {phase} has a late fee of {later} after {earlier}: expected no less")]
    LateFeeFalls {
        /// The index of the phase with the lower fee.
        phase: usize,
        /// The fee of the phase before.
        earlier: Money,
        /// The fee of the phase.
        later: Money,
    },
}

/// The sum of days that [`GracePhases::new`] has found to be small.
fn days_of<'a>(phases: impl Iterator<Item = &'a GracePhase>) -> u16 {
    phases.fold(0, |sum, phase| phase.days.saturating_add(sum))
}

const PHASES_MAX: usize = 8;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{string::ToString, vec};

    use super::{Day, GracePhase, GracePhases, MailAccess, Money};
    use crate::values::testing::{assert_wire, refusal};

    fn phase(days: u16, renewable: bool, fee_cents: u64) -> GracePhase {
        GracePhase {
            days,
            access: if renewable { MailAccess::RECEIVE_ONLY } else { MailAccess::READ_ONLY },
            late_fee_net: Money::of_cents(fee_cents),
            renewable,
        }
    }

    #[test]
    fn r_60_phases_follow_one_another() {
        let phases = GracePhases::new(vec![phase(30, true, 0), phase(5, false, 0)]).unwrap();
        let expiry = Day::new(2026, 1, 15).unwrap();
        for (after, index) in [
            (-1, None),
            (0, None),
            (1, Some(0)),
            (30, Some(0)),
            (31, Some(1)),
            (35, Some(1)),
            (36, None),
        ] {
            let found = phases.on(expiry, expiry.plus_days(after));
            assert_eq!(found.map(|(index, _)| index), index, "{after}");
            assert_eq!(found.map(|(_, phase)| phase), index.and_then(|at| phases.phases().get(at)));
        }
        assert_eq!((phases.days_total(), phases.days_renewable()), (35, 30));
        assert_eq!(phases.last_day(expiry), expiry.plus_days(35));
        assert_eq!(phases.last_renewable_day(expiry), expiry.plus_days(30));
    }

    #[test]
    fn without_phases_grace_ends_with_expiry() {
        let phases = GracePhases::new(vec![]).unwrap();
        let expiry = Day::new(2026, 1, 15).unwrap();
        assert_eq!(phases.on(expiry, expiry.next()), None);
        assert_eq!((phases.last_day(expiry), phases.last_renewable_day(expiry)), (expiry, expiry));
    }

    #[test]
    fn r_98_phases_out_of_order_are_refused() {
        for (phases, text) in [
            (vec![phase(1, true, 0); 9], "9 grace phases: expected at most 8"),
            (vec![phase(0, true, 0)], "a grace phase of 0 days: expected 1 to 3650"),
            (vec![phase(3651, true, 0)], "a grace phase of 3651 days: expected 1 to 3650"),
            (
                vec![phase(3650, true, 0), phase(1, true, 0)],
                "grace phases of 3651 days together: expected at most 3650",
            ),
            (
                vec![phase(1, true, 0), phase(1, false, 0), phase(1, true, 0)],
                "grace phase 2 is renewable after one that is not: expected the other order",
            ),
            (
                vec![phase(1, true, 1_000), phase(1, true, 999)],
                "grace phase 1 has a late fee of 9.99 after 10.00: expected no less",
            ),
        ] {
            assert_eq!(GracePhases::new(phases).unwrap_err().to_string(), text);
        }
        assert!(GracePhases::new(vec![phase(1, true, 1_000), phase(1, true, 1_000)]).is_ok());
        assert!(GracePhases::new(vec![phase(3650, true, 0)]).is_ok());
        assert!(GracePhases::new(vec![phase(1, true, 0); 8]).is_ok());
    }

    #[test]
    fn is_checked_again_when_read() {
        let json = concat!(
            r#"[{"days":30,"access":{"send":false,"receive":true,"read":false},"#,
            r#""late_fee_net":"10.00","renewable":true}]"#
        );
        assert_wire(&GracePhases::new(vec![phase(30, true, 1_000)]).unwrap(), json);
        assert_eq!(
            refusal::<GracePhases>(&json.replace("30", "0")),
            "a grace phase of 0 days: expected 1 to 3650"
        );
    }
}
