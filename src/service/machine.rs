//! The states of the service, and the one match over (state, input).

use serde::{Deserialize, Serialize};

use crate::{order::Paid, values::Day};

/// Where the service of one mailbox stands, apart from what days alone decide.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Service {
    /// Served, or in grace, by the day.
    Active {
        /// The running period.
        period: Period,
    },
    /// The holder terminated it at expiry: nothing renews until then.
    TerminatedAtExpiry {
        /// The running period.
        period: Period,
    },
    /// The holder terminated it now while a charge was unresolved: access is over and deletion
    /// follows the outcome.
    Ending {
        /// The period that ran.
        period: Period,
    },
    /// Contents gone, address kept for the same tax id for ever.
    Deleted {
        /// The last expiry it had.
        expiry: Day,
        /// The day of deletion.
        on: Day,
        /// The last day on which its logs are kept.
        logs_until: Day,
    },
}

/// The time up to one expiry and through its grace.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The day from which terms are counted.
    pub anchor: Day,
    /// Years bought since the anchor, all together.
    pub years: u16,
    /// The last day of service, inclusive.
    pub expiry: Day,
    /// The day the period began: of opening, or of the fulfilment that started it.
    pub began_on: Day,
    /// The consumer may leave until the next expiry: the notice of art. 65-bis is not proved
    ///
    pub exit_right: bool,
}

/// What can happen to the service.
#[derive(Debug, Eq, Hash, PartialEq)]
pub enum Input {
    /// A paid order extends it.
    Renew {
        /// The proof of payment.
        paid: Paid,
        /// The period that begins.
        next: Period,
    },
    /// The holder terminates it at expiry.
    TerminateAtExpiry {
        /// The day of the request.
        on: Day,
    },
    /// The holder revokes that.
    RevokeTermination {
        /// The day of the request.
        on: Day,
    },
    /// The holder renews after the expiry at which the mailbox was terminated: the request is
    /// spent.
    Resume {
        /// The day on which the holder renews.
        on: Day,
    },
    /// The holder terminates it now.
    TerminateNow,
    /// The term that runs, or one to come, is ended: another period runs from now on.
    Undo {
        /// The period that runs from now on; its expiry is no later.
        next: Period,
    },
    /// A true notice is told to have come in time: the exit right is no more.
    LiftExitRight,
    /// The mailbox is deleted with its contents.
    Delete {
        /// The day of deletion.
        on: Day,
        /// The day from which it is due: the one that the holder was warned of; none if nobody was
        /// warned.
        due: Option<Day>,
        /// The last day on which logs are kept.
        logs_until: Day,
        /// A charge is unresolved.
        unresolved: bool,
    },
}

/// Why an input has no place in a state.
#[derive(Clone, Copy, Debug, Deserialize, Eq, thiserror::Error, Hash, PartialEq, Serialize)]
pub enum InvalidTransition {
    /// It is deleted.
    #[error("the mailbox is deleted")]
    Deleted,
    /// It ends now: nothing renews any more.
    #[error("the mailbox is ending")]
    Ending,
    /// It ends at expiry, and that is not over.
    #[error("a termination at expiry stands")]
    TerminationStands,
    /// No termination stands.
    #[error("no termination stands")]
    NotTerminated,
    /// Its expiry is over.
    #[error("the expiry is over")]
    ExpiryOver,
    /// The order paid renews another expiry, or the new one is not later.
    #[error("the expiry is not extended")]
    ExpiryNotExtended,
    /// The expiry would move later.
    #[error("the expiry would move later")]
    ExpiryNotMovedBack,
    /// The day of which the holder was warned has not come.
    #[error("the day of which the holder was warned has not come")]
    GraceNotOver,
    /// Nobody was warned.
    #[error("the holder was not warned")]
    Unwarned,
    /// A charge is unresolved, and deletion waits for it.
    #[error("a charge is unresolved")]
    ChargeUnresolved,
}

impl Service {
    /// The running period, unless deleted.
    #[must_use]
    pub const fn period(&self) -> Option<&Period> {
        match self {
            Self::Active { period }
            | Self::TerminatedAtExpiry { period }
            | Self::Ending { period } => Some(period),
            Self::Deleted { .. } => None,
        }
    }

    /// The expiry: of the running period, or the last one it had.
    #[must_use]
    pub const fn expiry(&self) -> Day {
        match self {
            Self::Active { period }
            | Self::TerminatedAtExpiry { period }
            | Self::Ending { period } => period.expiry,
            Self::Deleted { expiry, .. } => *expiry,
        }
    }

    /// Whether it is deleted, or ending: nothing renews any more.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        match self {
            Self::Ending { .. } | Self::Deleted { .. } => true,
            Self::Active { .. } | Self::TerminatedAtExpiry { .. } => false,
        }
    }

    /// Whether it is deleted.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        self.deleted_on().is_some()
    }

    /// The day of deletion, once it is deleted.
    #[must_use]
    pub const fn deleted_on(&self) -> Option<Day> {
        match self {
            Self::Deleted { on, .. } => Some(*on),
            Self::Active { .. } | Self::TerminatedAtExpiry { .. } | Self::Ending { .. } => None,
        }
    }

    /// Whether a termination at expiry forbids renewal on `day`: up to the expiry, not after
    ///
    #[must_use]
    pub fn termination_stands(&self, day: Day) -> bool {
        match self {
            Self::TerminatedAtExpiry { period } => day <= period.expiry,
            Self::Active { .. } | Self::Ending { .. } | Self::Deleted { .. } => false,
        }
    }

    /// What the service becomes when `input` happens: every pair of state and input stands here.
    ///
    /// # Errors
    ///
    /// [`InvalidTransition`] where the input has no place in this state.
    pub fn step(&self, input: &Input) -> Result<Self, InvalidTransition> {
        match (*self, input) {
            (Self::Active { period }, Input::Renew { paid, next }) => {
                Ok(Self::Active { period: renewed(&period, paid, next)? })
            }
            // A charge already on its way when the holder terminated: paid, it renews, and the
            // request stands for the new expiry.
            (Self::TerminatedAtExpiry { period }, Input::Renew { paid, next }) => {
                Ok(Self::TerminatedAtExpiry { period: renewed(&period, paid, next)? })
            }
            (Self::Active { period }, Input::TerminateAtExpiry { on }) => {
                if *on <= period.expiry {
                    Ok(Self::TerminatedAtExpiry { period })
                } else {
                    Err(InvalidTransition::ExpiryOver)
                }
            }
            (Self::TerminatedAtExpiry { .. }, Input::TerminateAtExpiry { .. }) => {
                Err(InvalidTransition::TerminationStands)
            }
            (Self::TerminatedAtExpiry { period }, Input::RevokeTermination { on }) => {
                if *on <= period.expiry {
                    Ok(Self::Active { period })
                } else {
                    Err(InvalidTransition::ExpiryOver)
                }
            }
            (Self::TerminatedAtExpiry { period }, Input::Resume { on }) => {
                if *on <= period.expiry {
                    Err(InvalidTransition::TerminationStands)
                } else {
                    Ok(Self::Active { period })
                }
            }
            (Self::Active { .. }, Input::RevokeTermination { .. } | Input::Resume { .. }) => {
                Err(InvalidTransition::NotTerminated)
            }
            (
                Self::Active { period } | Self::TerminatedAtExpiry { period },
                Input::TerminateNow,
            ) => Ok(Self::Ending { period }),
            (Self::Active { period }, Input::Undo { next }) => {
                Ok(Self::Active { period: undone(&period, next)? })
            }
            // A termination stands for the expiry that comes back; if that is over, it is spent.
            (Self::TerminatedAtExpiry { period }, Input::Undo { next }) => {
                Ok(Self::TerminatedAtExpiry { period: undone(&period, next)? })
            }
            (Self::Active { period }, Input::LiftExitRight) => {
                Ok(Self::Active { period: without_exit_right(period) })
            }
            (Self::TerminatedAtExpiry { period }, Input::LiftExitRight) => {
                Ok(Self::TerminatedAtExpiry { period: without_exit_right(period) })
            }
            (
                Self::Active { period } | Self::TerminatedAtExpiry { period },
                Input::Delete { on, due, logs_until, unresolved },
            ) => match due {
                None => Err(InvalidTransition::Unwarned),
                Some(due) if on < due => Err(InvalidTransition::GraceNotOver),
                Some(_) => deleted(&period, *on, *logs_until, *unresolved),
            },
            (Self::Ending { period }, Input::Delete { on, logs_until, unresolved, .. }) => {
                deleted(&period, *on, *logs_until, *unresolved)
            }
            (
                Self::Ending { .. },
                Input::Renew { .. }
                | Input::TerminateAtExpiry { .. }
                | Input::RevokeTermination { .. }
                | Input::Resume { .. }
                | Input::TerminateNow
                | Input::Undo { .. }
                | Input::LiftExitRight,
            ) => Err(InvalidTransition::Ending),
            (
                Self::Deleted { .. },
                Input::Renew { .. }
                | Input::TerminateAtExpiry { .. }
                | Input::RevokeTermination { .. }
                | Input::Resume { .. }
                | Input::TerminateNow
                | Input::Undo { .. }
                | Input::LiftExitRight
                | Input::Delete { .. },
            ) => Err(InvalidTransition::Deleted),
        }
    }
}

fn renewed(period: &Period, paid: &Paid, next: &Period) -> Result<Period, InvalidTransition> {
    if paid.order().expiry() == period.expiry && period.expiry < next.expiry {
        Ok(*next)
    } else {
        Err(InvalidTransition::ExpiryNotExtended)
    }
}

fn undone(period: &Period, next: &Period) -> Result<Period, InvalidTransition> {
    if next.expiry <= period.expiry {
        Ok(*next)
    } else {
        Err(InvalidTransition::ExpiryNotMovedBack)
    }
}

const fn without_exit_right(period: Period) -> Period {
    Period { exit_right: false, ..period }
}

fn deleted(
    period: &Period,
    on: Day,
    logs_until: Day,
    unresolved: bool,
) -> Result<Service, InvalidTransition> {
    if unresolved {
        Err(InvalidTransition::ChargeUnresolved)
    } else {
        Ok(Service::Deleted { expiry: period.expiry, on, logs_until })
    }
}
