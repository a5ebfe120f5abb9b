//! Errands on their way out: which may leave, and what is reported of those that may not.

use std::sync::Arc;

use pec_renewal::{Command, Errand, Mailbox, charge::Outcome, values::Day};

/// An errand that was not run yet. Its mailbox and the sequence of its event identify it.
#[derive(Clone, Debug)]
pub struct Outgoing<Key> {
    /// The mailbox that it comes from.
    pub mailbox: Key,
    /// That mailbox as it is stored, with all that was decided so far.
    pub state: Arc<Mailbox>,
    /// The sequence of the event that asks for it.
    pub sequence: u64,
    /// The day of that event.
    pub asked_on: Day,
    /// What is to be done.
    pub errand: Errand,
    /// Whether it was marked as leaving, so that it may have left before a stop.
    pub may_have_left: bool,
}

/// An errand with what is to become of it.
#[derive(Clone, Debug)]
pub struct Ready<Key> {
    /// The errand.
    pub outgoing: Outgoing<Key>,
    /// What is reported in its place; none where it is to be run.
    pub instead: Option<Command>,
}

impl<Key: Copy> Ready<Key> {
    /// What is to become of an errand on this day.
    ///
    /// A charge leaves only while its key is awaited, and on the day that asked for it: the last moment of
    /// its request comes no later than that day ends, so no gateway's memory of keys is outlived.
    #[must_use]
    pub fn on(day: Day, outgoing: Outgoing<Key>) -> Self {
        let instead = match outgoing.errand {
            Errand::Charge { key, .. }
                if !outgoing.state.awaits(&key) || outgoing.asked_on != day =>
            {
                let outcome =
                    if outgoing.may_have_left { Outcome::Unknown } else { Outcome::NotExecuted };
                Some(Command::ChargeOutcome { key, outcome })
            }
            Errand::Charge { .. }
            | Errand::Inquire { .. }
            | Errand::Notify { .. }
            | Errand::Refund { .. }
            | Errand::SetAccess { .. }
            | Errand::MeasureSpace
            | Errand::DeleteContents
            | Errand::OpenNewLife { .. } => None,
        };
        Self { outgoing, instead }
    }

    /// The name of a charge that leaves and is not marked yet.
    #[must_use]
    pub fn is_to_be_marked(&self) -> Option<(Key, u64)> {
        let Outgoing { mailbox, sequence, ref errand, may_have_left, .. } = self.outgoing;
        let is_charge = matches!(errand, Errand::Charge { .. });
        (is_charge && self.instead.is_none() && !may_have_left).then_some((mailbox, sequence))
    }
}
