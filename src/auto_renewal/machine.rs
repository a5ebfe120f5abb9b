//! The two states of automatic renewal, and the one match over (state, input).

use serde::{Deserialize, Serialize};

use super::consent::Consent;
use crate::{
    catalogue::Method,
    values::{Day, Money, OrderId},
};

/// Whether the mailbox renews by itself.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum AutoRenewal {
    /// It does not.
    Off {
        /// Who or what switched it off, or that it never was on.
        cause: OffCause,
    },
    /// It does, charging the bound method.
    On {
        /// The bound method, always a reusable one.
        method: Method,
        /// Who or what switched it on.
        cause: OnCause,
        /// The holder's consent on record, if there is one.
        consent: Option<Consent>,
    },
}

/// Why automatic renewal is off.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum OffCause {
    /// The mailbox was opened without it.
    Opening,
    /// The holder switched it off.
    Holder,
    /// The bound method was removed.
    MethodRemoved,
    /// The mailbox moved to another account.
    AccountChanged,
    /// The holder withdrew the consent to the bound method, at the bank or with `PayPal`.
    Stopped,
    /// The holder terminated the mailbox.
    Termination,
    /// The ladder was exhausted under a policy that switches off then.
    LadderExhausted,
    /// The mailbox was deleted.
    Deletion,
    /// The holder withdrew from a renewal.
    Withdrawal,
    /// The holder left a term.
    Leaving,
}

/// Why automatic renewal is on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum OnCause {
    /// The mailbox was opened with it.
    Opening,
    /// The holder switched it on.
    Holder,
    /// A signed-in payer paid an order with a reusable method.
    Payment {
        /// The order paid.
        order: OrderId,
    },
}

/// What can happen to automatic renewal.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Input {
    /// Switch on with a method, or bind it anew.
    SwitchOn {
        /// The method to bind.
        method: Method,
        /// Who or what switches it on.
        cause: OnCause,
        /// The consent that comes with it; without one, that on record stays.
        consent: Option<Consent>,
    },
    /// Switch off.
    SwitchOff {
        /// Who or what switches it off.
        cause: OffCause,
    },
    /// Replace the bound method.
    Replace {
        /// The method to bind.
        method: Method,
    },
    /// News of the bound method: it has another validity or cap.
    Refresh {
        /// The last day on which it can be charged, where known.
        valid_until: Option<Day>,
        /// The most that a charge may ask, where there is a limit.
        mandate_cap: Option<Money>,
    },
    /// The holder's consent, while it is on as it was.
    RecordConsent {
        /// The consent.
        consent: Consent,
    },
    /// The mailbox has another holder, who gave no consent.
    ChangeHolder,
}

/// Why an input has no place in a state.
#[derive(Clone, Copy, Debug, Deserialize, Eq, thiserror::Error, Hash, PartialEq, Serialize)]
pub enum InvalidTransition {
    /// Only card and PayPal can be bound.
    #[error("the method is not reusable")]
    MethodNotReusable,
    /// It is off already.
    #[error("automatic renewal is off already")]
    AlreadyOff,
    /// It is off, so no method is bound.
    #[error("no method is bound")]
    NothingBound,
}

impl AutoRenewal {
    /// The bound method, while on.
    #[must_use]
    pub const fn method(&self) -> Option<&Method> {
        match self {
            Self::Off { .. } => None,
            Self::On { method, .. } => Some(method),
        }
    }

    /// The holder's consent on record, while on.
    #[must_use]
    pub const fn consent(&self) -> Option<Consent> {
        match self {
            Self::Off { .. } => None,
            Self::On { consent, .. } => *consent,
        }
    }

    /// Whether it is on.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.method().is_some()
    }

    /// What automatic renewal becomes when `input` happens: every pair stands here.
    ///
    /// # Errors
    ///
    /// [`InvalidTransition`] where the input has no place in this state.
    pub fn step(&self, input: Input) -> Result<Self, InvalidTransition> {
        match (*self, input) {
            (Self::Off { .. } | Self::On { .. }, Input::SwitchOn { method, cause, consent }) => {
                bound(method, cause, consent.or(self.consent()))
            }
            (Self::Off { .. }, Input::SwitchOff { .. }) => Err(InvalidTransition::AlreadyOff),
            (Self::On { .. }, Input::SwitchOff { cause })
            | (Self::Off { cause }, Input::ChangeHolder) => Ok(Self::Off { cause }),
            (
                Self::Off { .. },
                Input::Replace { .. } | Input::Refresh { .. } | Input::RecordConsent { .. },
            ) => Err(InvalidTransition::NothingBound),
            (Self::On { cause, consent, .. }, Input::Replace { method }) => {
                bound(method, cause, consent)
            }
            (Self::On { method, cause, consent }, Input::Refresh { valid_until, mandate_cap }) => {
                let method = Method { valid_until, mandate_cap, ..method };
                Ok(Self::On { method, cause, consent })
            }
            (Self::On { method, cause, .. }, Input::RecordConsent { consent }) => {
                Ok(Self::On { method, cause, consent: Some(consent) })
            }
            (Self::On { method, cause, .. }, Input::ChangeHolder) => {
                Ok(Self::On { method, cause, consent: None })
            }
        }
    }
}

fn bound(
    method: Method,
    cause: OnCause,
    consent: Option<Consent>,
) -> Result<AutoRenewal, InvalidTransition> {
    if method.kind.is_reusable() {
        Ok(AutoRenewal::On { method, cause, consent })
    } else {
        Err(InvalidTransition::MethodNotReusable)
    }
}
