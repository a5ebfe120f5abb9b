//! The states of collecting one order, and what they carry.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::Rung,
    values::{ChargeKey, Day, MethodId, Money},
};

/// Where the collection of the mailbox's generated order stands (R-30 … R-38).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Charge {
    /// There is no generated order to collect and no charge unresolved.
    #[default]
    Idle,
    /// The bound method will be charged on the ladder's next unspent rung.
    Waiting {
        /// How far the ladder has come.
        progress: Progress,
    },
    /// A method was bound after a failure: one request is due at once, outside the ladder.
    RetryDue {
        /// How far the ladder has come.
        progress: Progress,
    },
    /// The bound method may not be charged for this order until a method is bound anew (R-34,
    ///
    Barred {
        /// How far the ladder has come.
        progress: Progress,
        /// Why the method may not be charged; that it waits for the customer, before all else.
        bar: Bar,
    },
    /// The last rung is spent and nothing is unresolved; the order stays payable by hand.
    Exhausted {
        /// How far the ladder has come.
        progress: Progress,
        /// What barred the method, if anything did.
        bar: Option<Bar>,
    },
    /// A charge was requested and no final outcome is known.
    Unresolved {
        /// How far the ladder has come, this request included.
        progress: Progress,
        /// The charge asked for.
        request: Request,
        /// If another method was bound since the request, what that method is owed.
        rebound: Option<Rebound>,
    },
    /// Orphaned: the order was closed by other money while its charge is still unresolved.
    Orphaned {
        /// The charge asked for.
        request: Request,
        /// The next generated order, which waits for this outcome before it may be charged.
        next: Option<Progress>,
    },
}

/// What a method is owed that was bound while a charge of another was unresolved, if that charge
/// fails.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Rebound {
    /// One request to it is due at once.
    RetryDue,
    /// It waits for the next rung.
    NextRung,
}

/// How far the collection of one order has come.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The last rung spent, if one is.
    pub spent: Option<Rung>,
    /// The ordinal of the last charge requested; the next one's is larger.
    pub attempts: u32,
    /// A failure episode is open, and its notice given.
    pub episode: bool,
    /// The day before which a returned rung may not be used.
    pub not_before: Option<Day>,
    /// News of the method lifted a bar, and a request was owed for it: once an order.
    pub recharged: bool,
}

/// One charge asked for and not yet resolved.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The idempotency key.
    pub key: ChargeKey,
    /// The amount due on the day of the request.
    pub amount: Money,
    /// The method asked.
    pub method: MethodId,
    /// The day of the request, for which a settlement counts.
    pub on: Day,
    /// The day of the last inquiry.
    pub inquired_on: Option<Day>,
    /// The gateway answered that the charge may have happened.
    pub unknown: bool,
    /// The last rung spent before this request, restored if it was not executed.
    pub spent_before: Option<Rung>,
    /// The request was the one that a newly bound method is owed.
    pub is_retry: bool,
}

/// Why a method may not be charged for the open order.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Bar {
    /// The method is dead: it met a hard decline, its holder stopped it, or it was closed (R-18, R-31,
    ///
    MethodDead,
    /// The method is past its own expiry date.
    MethodExpired,
    /// The customer must act; the method waits until it is bound anew.
    AuthenticationRequired,
    /// The amount due is above the method's mandate cap.
    AboveMandateCap,
}

/// What a method is dead of: for ever, but for what say.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Death {
    /// It was declined for good.
    Declined,
    /// Its holder withdrew the consent at the bank or with `PayPal`.
    Stopped,
    /// It was dead when the mailbox was taken over; of what, is not known here.
    TakenOver,
    /// A charge of it was charged back.
    ChargedBack,
    /// News came that it was closed.
    Closed,
}

/// A method that is never charged, and why.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DeadMethod {
    /// The method.
    pub method: MethodId,
    /// What it is dead of.
    pub of: Death,
}

/// A final outcome that collected nothing because the method was refused.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Failure {
    /// Try again later.
    SoftDecline {
        /// The day before which the method is not to be asked again, where one was told.
        not_before: Option<Day>,
    },
    /// Never again with this method.
    HardDecline,
    /// The customer must act.
    AuthenticationRequired,
    /// The holder withdrew the consent at the bank or with `PayPal`.
    Stopped,
}

/// A final outcome, without its amount.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum FinalOutcome {
    /// The money was collected.
    Settled,
    /// The method was refused.
    Failed(Failure),
    /// It certainly did not happen.
    NotExecuted,
}

/// What a gateway reports of one charge.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Outcome {
    /// The money was collected.
    Settled {
        /// What was collected, above zero.
        amount: Money,
    },
    /// Declined for now.
    SoftDecline {
        /// The day before which the method is not to be asked again, where one was told.
        not_before: Option<Day>,
    },
    /// Declined for good.
    HardDecline,
    /// The customer must authenticate.
    AuthenticationRequired,
    /// The holder withdrew the consent at the bank or with `PayPal`.
    Stopped,
    /// It certainly did not happen, and the request can no longer leave.
    NotExecuted,
    /// It may have happened; not final.
    Unknown,
}

/// An outcome without its amount: what is remembered of a charge.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum OutcomeKind {
    /// The money was collected.
    Settled,
    /// Declined for now.
    SoftDecline,
    /// Declined for good.
    HardDecline,
    /// The customer must authenticate.
    AuthenticationRequired,
    /// The holder withdrew the consent at the bank or with `PayPal`.
    Stopped,
    /// It certainly did not happen.
    NotExecuted,
    /// It may have happened.
    Unknown,
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::MethodDead => "it is dead",
            Self::MethodExpired => "it is past its own expiry date",
            Self::AuthenticationRequired => "it waits for authentication",
            Self::AboveMandateCap => "the amount is above its mandate cap",
        })
    }
}

impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Declined => "was declined for good",
            Self::Stopped => "was stopped by its holder at the bank or with PayPal",
            Self::TakenOver => "was dead when the mailbox was taken over",
            Self::ChargedBack => "is dead since a charge of it was charged back",
            Self::Closed => "was closed",
        })
    }
}

impl Death {
    /// What a final outcome that stands makes its method dead of, if it does.
    #[must_use]
    pub const fn of(outcome: OutcomeKind) -> Option<Self> {
        match outcome {
            OutcomeKind::HardDecline => Some(Self::Declined),
            OutcomeKind::Stopped => Some(Self::Stopped),
            OutcomeKind::Settled
            | OutcomeKind::SoftDecline
            | OutcomeKind::AuthenticationRequired
            | OutcomeKind::NotExecuted
            | OutcomeKind::Unknown => None,
        }
    }
}

impl Death {
    /// Whether news of the method revives it.
    #[must_use]
    pub const fn is_lifted_by_news(self) -> bool {
        match self {
            Self::Declined => true,
            Self::Stopped | Self::TakenOver | Self::ChargedBack | Self::Closed => false,
        }
    }

    /// Whether it follows from an outcome of a charge: another in its place may take it back.
    #[must_use]
    pub const fn is_of_an_outcome(self) -> bool {
        match self {
            Self::Declined | Self::Stopped => true,
            Self::TakenOver | Self::ChargedBack | Self::Closed => false,
        }
    }
}

impl Bar {
    /// Whether news of the method can lift it: all but a wait for the customer.
    #[must_use]
    pub const fn falls_by_news(self) -> bool {
        !self.waits_for_binding()
    }

    /// Whether it lasts until a method is bound, although the method itself can be charged. The
    /// other bars follow from the method and the amount on each day.
    #[must_use]
    pub const fn waits_for_binding(self) -> bool {
        match self {
            Self::AuthenticationRequired => true,
            Self::MethodDead | Self::MethodExpired | Self::AboveMandateCap => false,
        }
    }
}

impl Failure {
    /// A soft decline that names no day.
    pub const SOFT_DECLINE: Self = Self::SoftDecline { not_before: None };

    /// The day before which the method is not to be asked again, where one was told.
    #[must_use]
    pub const fn not_before(self) -> Option<Day> {
        match self {
            Self::SoftDecline { not_before } => not_before,
            Self::HardDecline | Self::AuthenticationRequired | Self::Stopped => None,
        }
    }

    /// What it bars the method by, if it does.
    #[must_use]
    pub const fn bar(self) -> Option<Bar> {
        match self {
            Self::SoftDecline { .. } => None,
            Self::HardDecline | Self::Stopped => Some(Bar::MethodDead),
            Self::AuthenticationRequired => Some(Bar::AuthenticationRequired),
        }
    }

    /// What the method is dead of from then on, if it is.
    #[must_use]
    pub const fn death(self) -> Option<Death> {
        match self {
            Self::HardDecline => Some(Death::Declined),
            Self::Stopped => Some(Death::Stopped),
            Self::SoftDecline { .. } | Self::AuthenticationRequired => None,
        }
    }
}

impl Outcome {
    /// A soft decline that names no day.
    pub const SOFT_DECLINE: Self = Self::SoftDecline { not_before: None };

    /// The outcome without its amount.
    #[must_use]
    pub const fn kind(self) -> OutcomeKind {
        match self {
            Self::Settled { .. } => OutcomeKind::Settled,
            Self::SoftDecline { .. } => OutcomeKind::SoftDecline,
            Self::HardDecline => OutcomeKind::HardDecline,
            Self::AuthenticationRequired => OutcomeKind::AuthenticationRequired,
            Self::Stopped => OutcomeKind::Stopped,
            Self::NotExecuted => OutcomeKind::NotExecuted,
            Self::Unknown => OutcomeKind::Unknown,
        }
    }
}

impl From<FinalOutcome> for OutcomeKind {
    fn from(outcome: FinalOutcome) -> Self {
        match outcome {
            FinalOutcome::Settled => Self::Settled,
            FinalOutcome::Failed(failure) => failure.into(),
            FinalOutcome::NotExecuted => Self::NotExecuted,
        }
    }
}

impl From<Failure> for OutcomeKind {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::SoftDecline { .. } => Self::SoftDecline,
            Failure::HardDecline => Self::HardDecline,
            Failure::AuthenticationRequired => Self::AuthenticationRequired,
            Failure::Stopped => Self::Stopped,
        }
    }
}

/// How many days ahead a soft decline may put off the next request, at most; inclusive. Card schemes
/// give ten days at most, so a later day is a slip.
pub const NOT_BEFORE_DAYS_MAX: u16 = 60;
