//! The lives that are measured: real commands on the days on which they come.

use pec_renewal::{
    Command, Event, Mailbox, ManualRenewal, Opening,
    catalogue::{MethodKind, Policy},
    charge::Outcome,
    values::{Day, Moment, Money},
};
use pec_test_support::{self as support, noon};

/// One mailbox with its history and the commands that led to it. It is proved while it is lived, so
/// that living is prepared and never measured.
pub struct Life<'p> {
    life: support::Life<&'p Policy>,
    /// What was asked after the opening.
    pub steps: Vec<(Command, Moment)>,
}

impl<'p> Life<'p> {
    pub fn born(policy: &'p Policy, opening: Opening) -> Self {
        let born = noon(opening.anchor);
        Self { life: support::Life::opened(policy, opening, born), steps: Vec::new() }
    }

    pub fn mailbox(&self) -> &Mailbox {
        self.life.mailbox()
    }

    pub fn history(&self) -> &[Event] {
        self.life.history()
    }

    pub fn tick_until(&mut self, last: Day) {
        while let Some(due) = self.life.due_by(last) {
            self.give(Command::Tick, due);
        }
    }

    pub fn report(&mut self, outcome: impl Fn(Money) -> Outcome) {
        let asked = *self.mailbox().charge().unresolved().expect("a charge was asked for");
        let (key, outcome) = (asked.key, outcome(asked.amount));
        self.give(Command::ChargeOutcome { key, outcome }, asked.on);
    }

    #[track_caller]
    pub fn give(&mut self, command: Command, on: Day) {
        let events = self.life.give(&command, noon(on)).expect("it is accepted");
        assert!(!events.is_empty(), "{} on {on} does nothing", command.name());
        self.steps.push((command, noon(on)));
    }
}

/// What the holder asks for who renews as last time, and pays by transfer.
pub fn as_last_time(mailbox: &Mailbox) -> ManualRenewal {
    ManualRenewal::same_as_last(mailbox, MethodKind::BankTransfer)
}
