//! What is remembered for ever of a charge, and what a report of it comes to.

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::Rung,
    charge::{Death, OutcomeKind},
    values::{ChargeKey, Day, MethodId},
};

/// What is remembered for ever of a charge.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// Its key: the order and the attempt.
    pub key: ChargeKey,
    /// The day of the request.
    pub on: Day,
    /// The method asked.
    pub method: MethodId,
    /// The rung that it was requested on; none outside the ladder.
    pub rung: Option<Rung>,
    /// The request was the one that a newly bound method is owed.
    pub is_retry: bool,
    /// The final outcome that stands; none while it is unresolved.
    pub outcome: Option<OutcomeKind>,
    /// Since that outcome, news of the method made its hard decline a thing of the past.
    pub refreshed: bool,
    /// Outcomes told that do not stand, *unknown* among them, each recorded once: a bit each.
    pub told: u8,
}

/// A method that is not to be asked again before a day, as the soft decline of a charge said.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutOff {
    pub(crate) key: ChargeKey,
    pub(crate) method: MethodId,
    /// The first day on which it may be asked again.
    pub(crate) until: Day,
}

/// A charge in doubt: *unknown* was reported after it had failed or had not been executed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// The key that the charge was requested under.
    pub key: ChargeKey,
    /// The day on which it was put in doubt.
    pub on: Day,
    /// The day of the last inquiry since.
    pub inquired_on: Option<Day>,
}

/// What a report of an outcome comes to. Money is more than that: a settlement is registered
/// whatever is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Heard {
    /// The first final outcome.
    First,
    /// *Unknown*, for the first time, of a charge that is unresolved anyway.
    Unknown,
    /// *Unknown*, for the first time, after the charge failed or was not executed: it is in doubt.
    Doubt,
    /// The final outcome that ends a doubt and stands in place of the first.
    Replaces,
    /// It contradicts the outcome that stands, and changes nothing.
    Contradicts(OutcomeKind),
    /// It was known.
    Known,
}

impl Attempt {
    /// What a report comes to: every pair of what is known of a charge and what is told stands
    /// here. `doubtful` says whether a failure of this charge can come into doubt.
    #[expect(clippy::match_same_arms, reason = "the match is the table, in the order it is read")]
    pub(crate) fn hears(&self, received: OutcomeKind, in_doubt: bool, doubtful: bool) -> Heard {
        use OutcomeKind::{
            AuthenticationRequired, HardDecline, NotExecuted, Settled, SoftDecline, Stopped,
            Unknown,
        };
        let was_told = self.was_told(received);
        match (self.outcome, received) {
            (None, Unknown) if was_told => Heard::Known,
            (None, Unknown) => Heard::Unknown,
            (
                None,
                Settled
                | SoftDecline
                | HardDecline
                | AuthenticationRequired
                | Stopped
                | NotExecuted,
            ) => Heard::First,

            // Nobody doubts money.
            (Some(Settled), Settled | Unknown) => Heard::Known,
            (
                Some(SoftDecline | HardDecline | AuthenticationRequired | Stopped | NotExecuted),
                Unknown,
            ) => {
                if was_told || self.was_told(Settled) {
                    Heard::Known
                } else if doubtful {
                    Heard::Doubt
                } else {
                    self.contradicted()
                }
            }
            (
                Some(SoftDecline | HardDecline | AuthenticationRequired | Stopped | NotExecuted),
                Settled
                | SoftDecline
                | HardDecline
                | AuthenticationRequired
                | Stopped
                | NotExecuted,
            ) if in_doubt => Heard::Replaces,
            (
                Some(
                    Settled
                    | SoftDecline
                    | HardDecline
                    | AuthenticationRequired
                    | Stopped
                    | NotExecuted,
                ),
                Settled
                | SoftDecline
                | HardDecline
                | AuthenticationRequired
                | Stopped
                | NotExecuted,
            ) => {
                if self.outcome == Some(received) || was_told {
                    Heard::Known
                } else {
                    self.contradicted()
                }
            }
            // *Unknown* is no final outcome, so it never stands.
            (
                Some(Unknown),
                Settled
                | SoftDecline
                | HardDecline
                | AuthenticationRequired
                | Stopped
                | NotExecuted
                | Unknown,
            ) => Heard::Known,
        }
    }

    pub(crate) const fn was_told(&self, kind: OutcomeKind) -> bool {
        self.told & outcome_bit(kind) != 0
    }

    pub(crate) const fn tell(&mut self, kind: OutcomeKind) {
        self.told |= outcome_bit(kind);
    }

    /// A final outcome that stands from now on; one that stood before is remembered as told.
    pub(crate) fn resolve(&mut self, kind: OutcomeKind) {
        self.refreshed = false;
        if let Some(first) = self.outcome.replace(kind) {
            self.tell(first);
        }
    }

    /// What it leaves its method dead of.
    pub(crate) fn death(&self) -> Option<Death> {
        let of = self.outcome.and_then(Death::of);
        of.filter(|of| !(self.refreshed && of.is_lifted_by_news()))
    }

    fn contradicted(&self) -> Heard {
        self.outcome.map_or(Heard::Known, Heard::Contradicts)
    }
}

const fn outcome_bit(kind: OutcomeKind) -> u8 {
    match kind {
        OutcomeKind::Settled => 1,
        OutcomeKind::SoftDecline => 2,
        OutcomeKind::HardDecline => 4,
        OutcomeKind::AuthenticationRequired => 8,
        OutcomeKind::NotExecuted => 16,
        OutcomeKind::Unknown => 32,
        OutcomeKind::Stopped => 64,
    }
}
