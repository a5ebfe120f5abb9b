//! A random life, lived: the clock runs, commands are given, and what came of them is kept.

use std::thread;

use pec_renewal::{
    Command, Event, Fact, Opening, Payment, Payout, Refusal, Reversal,
    catalogue::Policy,
    next_deadline,
    service::Service,
    values::{ChargeKey, Day, Moment, Money, RefundNumber},
};
use pec_test_support::{Life, day, noon};

use super::{
    moves::{Birth, Born, Clock, History, Landmark, Move},
    policies::POLICIES,
};

/// A life as far as it is lived, and what the world outside remembers of it.
///
/// Where a test fails, the commands that led there are printed.
pub struct Story {
    pub life: Life<&'static Policy>,
    /// Today: the day that the next command meets.
    pub clock: Day,
    /// The day of its opening.
    pub start: Day,
    /// Every charge requested, with its amount.
    pub charges: Vec<(ChargeKey, Money)>,
    /// Every payment told of.
    pub payments: Vec<Payment>,
    /// Every payout told of.
    pub payouts: Vec<(RefundNumber, Payout)>,
    /// Everything told of that was taken back.
    pub reversals: Vec<Reversal>,
    said: Vec<(Moment, Command)>,
}

/// One command given, and what came of it.
pub struct Step {
    pub command: Command,
    pub at: Moment,
    pub outcome: Result<Vec<Event>, Refusal>,
}

impl History {
    /// The life lived to its end.
    pub fn lived(&self) -> Story {
        self.watched(|_, _| ())
    }

    /// The same moves in the life of a mailbox taken over on this day, looked at after every step.
    pub fn watched_from(
        &self,
        (opening, today, policy): (Opening, Day, &'static Policy),
        mut look: impl FnMut(&Story, &Step),
    ) -> Story {
        let mut story = Story::beginning(policy, today);
        let step = story.say(Command::Open(Box::new(opening)), noon(today));
        look(&story, &step);
        self.go_on(&mut story, look);
        story
    }

    /// The life lived, and looked at after every step.
    pub fn watched(&self, mut look: impl FnMut(&Story, &Step)) -> Story {
        let mut story = Story::new(self.policy, &self.birth);
        let too_soon = story.say(Command::Tick, noon(story.clock));
        look(&story, &too_soon);
        for opening in [story.opening(&self.birth), story.plain_opening(&self.birth)] {
            let step = story.say(Command::Open(Box::new(opening)), noon(story.clock));
            look(&story, &step);
            if step.outcome.is_ok() {
                break;
            }
        }
        self.go_on(&mut story, look);
        story
    }

    fn go_on(&self, story: &mut Story, mut look: impl FnMut(&Story, &Step)) {
        let mut after_deletion = 0;
        for choice in &self.moves {
            let step = story.make(choice);
            look(story, &step);
            after_deletion += u32::from(story.is_deleted());
            if COMMANDS_AFTER_DELETION < after_deletion {
                break;
            }
        }
    }
}

impl Story {
    /// How many commands were given.
    pub fn age(&self) -> usize {
        self.said.len()
    }

    /// Nothing is open yet.
    fn new(policy: usize, birth: &Birth) -> Self {
        let start = match birth.when {
            Born::EndOfCalendar => day("2895-06-01"),
            Born::Activated { .. } | Born::TakenOver { .. } | Born::OffAnchor | Born::NotYet => {
                day("2026-01-08")
            }
        };
        let (_, policy) = &POLICIES[policy];
        Self::beginning(policy, start)
    }

    fn beginning(policy: &'static Policy, start: Day) -> Self {
        Self {
            life: Life::new(policy),
            clock: start,
            said: Vec::new(),
            charges: Vec::new(),
            payments: Vec::new(),
            payouts: Vec::new(),
            reversals: Vec::new(),
            start,
        }
    }

    /// Changes the policy and moves the clock, where the choice says so, and gives the command that
    /// it means now.
    pub fn make(&mut self, choice: &Move) -> Step {
        if let Some(policy) = choice.policy {
            self.life.change_policy(&POLICIES[policy].1);
        }
        let at = self.moved(choice.clock);
        let command = self.meant(&choice.act);
        self.say(command, noon(at))
    }

    /// Gives a command, and remembers what the world outside would.
    pub fn say(&mut self, command: Command, at: Moment) -> Step {
        self.said.push((at, command.clone()));
        let outcome = self.life.give(&command, at).map(<[Event]>::to_vec);
        for event in outcome.iter().flatten() {
            if let Fact::ChargeRequested { key, amount, .. } = event.fact {
                self.charges.push((key, amount));
            }
        }
        if let (Command::Payment(payment), Ok(events)) = (&command, &outcome)
            && !events.is_empty()
        {
            self.payments.push(payment.clone());
        }
        if let (Command::RefundPaid { refund, payout }, Ok(events)) = (&command, &outcome)
            && !events.is_empty()
        {
            self.payouts.push((*refund, payout.clone()));
        }
        if let (Command::Reversal(reversal), Ok(events)) = (&command, &outcome)
            && !events.is_empty()
        {
            self.reversals.push(reversal.clone());
        }
        Step { command, at, outcome }
    }

    fn moved(&mut self, clock: Clock) -> Day {
        let wanted = match clock {
            Clock::Stay => self.clock,
            Clock::Days(days) => self.clock.plus_days(days.into()),
            Clock::Near(landmark, days) => {
                self.landmark(landmark).map_or(self.clock, |day| day.plus_days(days.into()))
            }
            Clock::Late(days) => return self.clock.minus_days(days.into()).max(FIRST_DAY),
        };
        self.clock = wanted.clamp(self.clock, Day::LAST_EXPIRY);
        self.clock
    }

    fn is_deleted(&self) -> bool {
        matches!(self.life.mailbox().service(), Service::Deleted { .. })
    }

    fn landmark(&self, landmark: Landmark) -> Option<Day> {
        let mailbox = self.life.state()?;
        match landmark {
            Landmark::Deadline => next_deadline(mailbox, self.life.policy()),
            Landmark::Expiry => Some(mailbox.expiry()),
            Landmark::LastRenewableDay => Some(mailbox.last_renewable_day(self.clock)),
            Landmark::LastGraceDay => Some(mailbox.last_grace_day(self.clock)),
            Landmark::LastDayOfOrder => mailbox.last_day_of_order(self.clock),
            Landmark::WarningDue => Some(mailbox.warning_due()),
            Landmark::Deletion => mailbox.warning().map(|warning| warning.deletion),
        }
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("\nThe commands that led to the failure:");
            for (at, command) in &self.said {
                eprintln!("  {at} {command:?}");
            }
        }
    }
}

/// Facts are told late, but never as of a day before this.
const FIRST_DAY: Day = Day::MIN.plus_days(40_000);

/// A deleted mailbox says the same for ever: a few commands tell.
const COMMANDS_AFTER_DELETION: u32 = 8;
