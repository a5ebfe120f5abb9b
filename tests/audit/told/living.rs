//! Living on: ticks on the days that the engine names, and what is assumed of charges.

use pec_renewal::{
    Command, Event, Fact, Mailbox, advance,
    catalogue::Policy,
    charge::Outcome,
    next_deadline,
    values::{Day, Money},
};
use pec_test_support::noon;

/// What becomes of every charge requested from now on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Charges {
    Settle,
    AreDeclined,
}

/// A mailbox that is left alone from a day on.
#[derive(Clone)]
pub struct Living<'p> {
    pub mailbox: Mailbox,
    policy: &'p Policy,
    today: Day,
    charges: Charges,
}

impl<'p> Living<'p> {
    pub fn new(mailbox: &Mailbox, policy: &'p Policy, today: Day, charges: Charges) -> Self {
        Self { mailbox: mailbox.clone(), policy, today, charges }
    }

    /// Lives on through a day, and gives what was recorded.
    pub fn through(&mut self, last: Day) -> Vec<(Day, Fact)> {
        let mut lived = Vec::new();
        while let Some(day) = next_deadline(&self.mailbox, self.policy) {
            let day = day.max(self.today);
            if last < day {
                break;
            }
            let before = self.mailbox.sequence();
            self.today = day;
            let mut commands = vec![Command::Tick];
            while let Some(command) = commands.pop() {
                for event in self.give(&command) {
                    commands.extend(self.answer(&event.fact));
                    lived.push((day, event.fact));
                }
            }
            // Whether the deadline moves on is asked elsewhere.
            if self.mailbox.sequence() == before {
                break;
            }
        }
        self.today = self.today.max(last);
        lived
    }

    /// Lives on until something is recorded, or a few years have gone by.
    pub fn until(&mut self, mut is_it: impl FnMut(&Fact) -> bool) -> Option<(Day, Fact)> {
        let end = self.today.plus_days(DAYS_LOOKED_AT);
        while let Some(day) = next_deadline(&self.mailbox, self.policy) {
            let day = day.max(self.today);
            if end < day {
                return None;
            }
            let before = self.mailbox.sequence();
            let lived = self.through(day);
            if let Some(found) = lived.into_iter().find(|(_, fact)| is_it(fact)) {
                return Some(found);
            }
            if self.mailbox.sequence() == before {
                return None;
            }
        }
        None
    }

    /// Gives a command today; what it is refused for does not matter here.
    pub fn give(&mut self, command: &Command) -> Vec<Event> {
        let (mut events, mut state) = (Vec::new(), Some(self.mailbox.clone()));
        let given = advance(&mut events, &mut state, command, self.policy, noon(self.today));
        if given.is_ok() {
            self.mailbox = state.expect("it is open");
        }
        events
    }

    /// Every charge awaited is reported declined today.
    pub fn fail_all(&mut self) -> Vec<(Day, Fact)> {
        let mut lived = Vec::new();
        while let Some(key) = self.mailbox.awaited_outcome() {
            let outcome = Outcome::SOFT_DECLINE;
            let events = self.give(&Command::ChargeOutcome { key, outcome });
            assert!(!events.is_empty(), "an outcome that is awaited is news");
            lived.extend(events.into_iter().map(|event| (self.today, event.fact)));
        }
        lived
    }

    pub const fn today(&self) -> Day {
        self.today
    }

    fn answer(&self, fact: &Fact) -> Option<Command> {
        let Fact::ChargeRequested { key, amount, .. } = fact else {
            return None;
        };
        let outcome = match self.charges {
            Charges::Settle => Outcome::Settled { amount: *amount },
            Charges::AreDeclined => Outcome::SOFT_DECLINE,
        };
        Some(Command::ChargeOutcome { key: *key, outcome })
    }
}

/// The first charge requested, if it renews the mailbox, with what it asks.
pub fn renewing_charge(mailbox: &Mailbox, policy: &Policy, today: Day) -> Option<(Day, Money)> {
    let mut living = Living::new(mailbox, policy, today, Charges::Settle);
    let mut first = None;
    let renewed = living.until(|fact| {
        if let Fact::ChargeRequested { amount, .. } = fact {
            first = first.or(Some(*amount));
        }
        matches!(fact, Fact::OrderFulfilled(_) | Fact::MailboxDeleted { .. })
    });
    let (day, fact) = renewed?;
    matches!(fact, Fact::OrderFulfilled(_)).then_some((day, first?))
}

const DAYS_LOOKED_AT: i32 = 7 * 366;
