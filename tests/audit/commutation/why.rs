//! Why two commands do not commute: each difference belongs to one class, and each class to its rules.

use super::race::Kind;

/// A reason for which the order of two commands matters.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Why {
    FirstClosesTheOrder,
    OnlyAnOutcomeFreesTheOrder,
    FirstOutcomeStands,
    NotAskedForYet,
    BeforeTheTick,
    BoundBeforeOrAfter,
    LastWordOfTheHolder,
    FirstCauseStands,
    EndsAtExpiry,
    EndsNow,
    EndsTerm,
}

impl Why {
    /// All, in the order of their letters.
    pub const ALL: [Self; 11] = [
        Self::FirstClosesTheOrder,
        Self::OnlyAnOutcomeFreesTheOrder,
        Self::FirstOutcomeStands,
        Self::NotAskedForYet,
        Self::BeforeTheTick,
        Self::BoundBeforeOrAfter,
        Self::LastWordOfTheHolder,
        Self::FirstCauseStands,
        Self::EndsAtExpiry,
        Self::EndsNow,
        Self::EndsTerm,
    ];

    /// The letter that it has in the table.
    pub const fn letter(self) -> char {
        match self {
            Self::FirstClosesTheOrder => 'A',
            Self::OnlyAnOutcomeFreesTheOrder => 'B',
            Self::FirstOutcomeStands => 'C',
            Self::NotAskedForYet => 'D',
            Self::BeforeTheTick => 'E',
            Self::BoundBeforeOrAfter => 'F',
            Self::LastWordOfTheHolder => 'G',
            Self::FirstCauseStands => 'H',
            Self::EndsAtExpiry => 'I',
            Self::EndsNow => 'J',
            Self::EndsTerm => 'K',
        }
    }

    /// The reason, with its rules.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::FirstClosesTheOrder => {
                "What comes first closes the order, and what is closed stays so: money that comes \
                 afterwards is owed back, a request is refused (R-22, R-24, R-27, R-45)."
            }
            Self::OnlyAnOutcomeFreesTheOrder => {
                "An order whose charge is unresolved can be neither cancelled nor replaced; once the \
                 failure is reported it can (R-24, R-29, R-32)."
            }
            Self::FirstOutcomeStands => {
                "The first final outcome of a charge stands; money that settles after it is money all \
                 the same (R-39)."
            }
            Self::NotAskedForYet => {
                "Of a charge that no tick has asked for yet nothing can be reported: a failure is \
                 refused, and money is taken and owed back (R-30, R-39)."
            }
            Self::BeforeTheTick => {
                "What is handled before the day's tick wins; what is handled after it finds what the \
                 tick did: a rung spent, a charge that can no longer be stopped (R-07, R-12, R-24, \
                 R-33, R-45)."
            }
            Self::BoundBeforeOrAfter => {
                "A charge goes to the method bound when the tick asks for it; one bound afterwards is \
                 asked if that charge fails (R-21, R-34)."
            }
            Self::LastWordOfTheHolder => {
                "Of two wishes of the holder the later one holds: switching on lifts the cancelling of \
                 an order before it, not one after it; where nothing is bound any more, nothing is \
                 replaced (R-12, R-16, R-17)."
            }
            Self::FirstCauseStands => {
                "Automatic renewal that is off already is not switched off again, so the first cause \
                 is the one on record (R-12, R-63, R-91)."
            }
            Self::EndsAtExpiry => {
                "A termination at expiry can be asked for up to that day; it cancels the open order, \
                 and forbids renewal and what serves it until then. What was paid before it stays \
                 renewed, and ends at the new expiry (R-45, R-63)."
            }
            Self::EndsNow => {
                "A termination now ends everything at once: what came before it stands, afterwards \
                 every request is refused and all money is owed back (R-45, R-63, R-97)."
            }
            Self::EndsTerm => {
                "Withdrawing from a term, or leaving it, ends every later one with it, cancels the open \
                 order and switches automatic renewal off: what came before goes with it, and what \
                 comes afterwards finds the earlier expiry (R-64, R-82)."
            }
        }
    }
}

/// What the refusals and refunds of a race show.
#[derive(Clone, Copy)]
pub struct Evidence {
    /// A charge was reported of that was not requested yet.
    pub unrequested: bool,
    /// A request was refused because a charge is unresolved.
    pub in_collection: bool,
}

/// The reason for which these two do not commute, the one named first in the table first.
pub const fn why(one: Kind, other: Kind, evidence: Evidence) -> Why {
    use Kind as K;
    match (one, other) {
        (K::CallsOff | K::Pays, K::Reports) if evidence.in_collection => {
            Why::OnlyAnOutcomeFreesTheOrder
        }
        (K::CallsOff | K::Pays, K::CallsOff | K::Pays | K::Reports) => Why::FirstClosesTheOrder,
        (K::Reports, K::Reports) => Why::FirstOutcomeStands,
        (K::Reports, K::Ticks) if evidence.unrequested => Why::NotAskedForYet,
        (K::CallsOff | K::Pays | K::Reports, K::Ticks)
        | (K::Ticks, K::SwitchesOff | K::EndsAtExpiry) => Why::BeforeTheTick,
        (K::Ticks | K::Reports, K::Binds) => Why::BoundBeforeOrAfter,
        (K::CallsOff | K::Pays | K::SwitchesOff | K::Binds, K::Binds)
        | (K::CallsOff | K::Pays | K::Reports, K::SwitchesOff) => Why::LastWordOfTheHolder,
        (K::SwitchesOff, K::EndsAtExpiry | K::EndsNow) => Why::FirstCauseStands,
        (K::CallsOff | K::Pays | K::Reports | K::Binds, K::EndsAtExpiry) => Why::EndsAtExpiry,
        (
            K::CallsOff | K::Pays | K::Reports | K::Ticks | K::Binds | K::EndsAtExpiry | K::EndsNow,
            K::EndsNow,
        ) => Why::EndsNow,
        (
            K::CallsOff
            | K::Pays
            | K::Reports
            | K::Ticks
            | K::SwitchesOff
            | K::Binds
            | K::EndsAtExpiry
            | K::EndsNow,
            K::EndsTerm,
        ) => Why::EndsTerm,
        (
            K::Reports
            | K::Ticks
            | K::SwitchesOff
            | K::Binds
            | K::EndsAtExpiry
            | K::EndsNow
            | K::EndsTerm,
            K::CallsOff
            | K::Pays
            | K::Reports
            | K::Ticks
            | K::SwitchesOff
            | K::Binds
            | K::EndsAtExpiry,
        )
        | (K::EndsTerm, K::EndsNow | K::EndsTerm) => {
            panic!("the table names the two the other way round")
        }
    }
}
