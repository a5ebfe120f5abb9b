//! What is remembered for ever of a charge.

use serde::{Deserialize, Serialize};

use crate::{
    charge::OutcomeKind,
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
    /// The first final outcome; none while it is unresolved.
    pub outcome: Option<OutcomeKind>,
    /// Other outcomes reported since, each recorded once: a bit each.
    pub contradicted: u8,
}

impl Attempt {
    /// The first final outcome, where `received` contradicts it and was not told before.
    pub(crate) fn contradicted_outcome(&self, received: OutcomeKind) -> Option<OutcomeKind> {
        let is_new = !self.was_contradicted_by(received);
        self.outcome
            .filter(|first| *first != received && received != OutcomeKind::Unknown && is_new)
    }

    pub(crate) const fn was_contradicted_by(self, kind: OutcomeKind) -> bool {
        self.contradicted & outcome_bit(kind) != 0
    }

    pub(crate) const fn contradict(&mut self, kind: OutcomeKind) {
        self.contradicted |= outcome_bit(kind);
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
    }
}
