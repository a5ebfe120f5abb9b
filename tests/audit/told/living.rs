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
    /// It is open, or nothing would live on.
    state: Option<Mailbox>,
    policy: &'p Policy,
    today: Day,
    charges: Charges,
}

impl<'p> Living<'p> {
    pub fn new(mailbox: &Mailbox, policy: &'p Policy, today: Day, charges: Charges) -> Self {
        Self { state: Some(mailbox.clone()), policy, today, charges }
    }

    pub const fn mailbox(&self) -> &Mailbox {
        self.state.as_ref().expect("it is open")
    }

    /// Lives on through a day, and gives what was recorded.
    pub fn through(&mut self, last: Day) -> Vec<(Day, Fact)> {
        let mut lived = Vec::new();
        while let Some(facts) = self.next(last) {
            lived.extend(facts.into_iter().map(|fact| (self.today, fact)));
        }
        self.today = self.today.max(last);
        lived
    }

    /// Lives on until something is recorded, or a few years have gone by.
    pub fn until(&mut self, mut is_it: impl FnMut(&Fact) -> bool) -> Option<(Day, Fact)> {
        let end = self.today.plus_days(DAYS_LOOKED_AT);
        while let Some(facts) = self.next(end) {
            if let Some(found) = facts.into_iter().find(|fact| is_it(fact)) {
                return Some((self.today, found));
            }
        }
        None
    }

    /// Lives on to the next deadline that is not after `last`, and gives what a tick records on it, with what
    /// comes of the charges. Whether the deadline then moves on is asked elsewhere.
    pub fn next(&mut self, last: Day) -> Option<Vec<Fact>> {
        let day = next_deadline(self.mailbox(), self.policy)?.max(self.today);
        if last < day {
            return None;
        }
        self.today = day;
        let (mut facts, mut commands) = (Vec::new(), vec![Command::Tick]);
        while let Some(command) = commands.pop() {
            for event in self.give(&command) {
                commands.extend(self.answer(&event.fact));
                facts.push(event.fact);
            }
        }
        (!facts.is_empty()).then_some(facts)
    }

    /// Gives a command today; what it is refused for does not matter here.
    pub fn give(&mut self, command: &Command) -> Vec<Event> {
        let mut events = Vec::new();
        let at = noon(self.today);
        // A refusal leaves all as it was.
        let _ = advance(&mut events, &mut self.state, command, self.policy, at);
        events
    }

    /// Every charge awaited is reported declined today.
    pub fn fail_all(&mut self) -> Vec<(Day, Fact)> {
        let mut lived = Vec::new();
        while let Some(key) = self.mailbox().awaited_outcome() {
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
