//! A worker of the backend: it loads, decides, appends and runs errands, and can die between any two
//! of these. Another one may be at work on the same mailbox.

use std::mem;

use pec_renewal::{
    Allocation, Command, Event, Fact, Fulfilment, Mailbox, PaymentSource, Refusal, Step,
    audit::explain::{English, Language},
    next_deadline, replay,
    values::{ChargeKey, Day, MailboxId, Moment},
};
use pec_test_support::decided;

use super::{
    seen::Sight,
    store::{Decided, Row, VersionRefused},
    world::{Promise, World},
};
use crate::told::{all_kept, is_ordinary};

/// The process is gone, and with it all that was not committed.
pub struct Died;

impl World {
    /// Works until nothing is left to do today, or the process dies; then often another one starts.
    pub fn shift(&mut self) {
        for _ in 0..3 {
            self.slow = !self.healthy && self.chance.percent(8);
            let worked = self.work();
            self.slow = false;
            if worked.is_ok() || self.chance.percent(40) {
                break;
            }
        }
    }

    fn work(&mut self) -> Result<(), Died> {
        for _ in 0..ROUNDS {
            let mut letters = self.store.letters();
            self.chance.shuffle(&mut letters);
            for letter in letters {
                self.handle(letter.mailbox, &letter.command, Some(letter.number))?;
            }
            for mailbox in self.store.due(self.now().day()) {
                self.tick(mailbox)?;
            }
            self.run_errands()?;
            self.invoice()?;
            if self.store.is_quiet() && self.store.due(self.now().day()).is_empty() {
                break;
            }
        }
        Ok(())
    }

    fn tick(&mut self, mailbox: MailboxId) -> Result<(), Died> {
        let due = self.store.row(mailbox).and_then(|row| row.deadline);
        if due.is_some_and(|due| due < self.now().day()) {
            self.seen.see(Sight::TickedLate);
        }
        self.handle(mailbox, &Command::Tick, None)
    }

    /// Decides on what is stored; where another worker was faster, decides anew.
    pub fn handle(
        &mut self,
        mailbox: MailboxId,
        command: &Command,
        letter: Option<u64>,
    ) -> Result<(), Died> {
        let mut first: Option<Result<Vec<Fact>, Refusal>> = None;
        loop {
            self.maybe_lose_the_cache(mailbox);
            let at = self.now();
            let row = self.store.row(mailbox);
            let mut state = row.map(|row| row.state.clone());
            let step = Step::of(&mut state, command, self.policy, at);
            self.assert_proved(row, command, at, &step, state.as_ref());
            if let (Ok(step), Some(after)) = (&step, &state) {
                self.assert_told_truly(&step.events, after);
            }
            if let (Command::Tick, Some(row), Ok(step)) = (command, row, &step) {
                self.assert_ticks_follow_the_deadline(row, at, &step.events);
            }
            let facts = step.as_ref().map(|step| facts_of(&step.events)).map_err(Clone::clone);
            if first.take().is_some_and(|first| first != facts) {
                self.seen.see(Sight::RefusedVersionDecidedOtherwise);
            }
            self.may_die(Sight::DiedBeforeAppend)?;
            self.maybe_race(mailbox, command, letter);
            let mut step = match step {
                Ok(step) => step,
                Err(refusal) => {
                    self.refused(mailbox, command, letter, &refusal);
                    return Ok(());
                }
            };
            let made = step.events.clone();
            let in_one = self.breaks != Some(Promise::OneTransaction);
            let kept_out = if in_one { Vec::new() } else { mem::take(&mut step.errands) };
            let decided = Decided { mailbox, step, after: state, answers: letter };
            if let Err(VersionRefused) = self.store.append(decided) {
                self.seen.see(Sight::VersionRefused);
                first = Some(facts);
                continue;
            }
            self.appended(mailbox, command, at, &made);
            self.may_die(Sight::DiedBeforeErrand)?;
            self.store.enqueue(mailbox, kept_out);
            return Ok(());
        }
    }

    /// The present, as this worker's clock has it.
    pub fn now(&self) -> Moment {
        if self.slow { self.clock.slow_moment() } else { self.clock.moment() }
    }

    /// The process may die here.
    pub fn may_die(&mut self, at: Sight) -> Result<(), Died> {
        if self.healthy || !self.chance.per_mille(12) {
            return Ok(());
        }
        self.seen.see(at);
        self.tell(|| format!("-- {}", words_of(at)));
        Err(Died)
    }

    /// What the holder is told comes true, if nobody acts: of one decision in so many, or it would
    /// take the most of the time.
    fn assert_told_truly(&self, events: &[Event], after: &Mailbox) {
        let is_looked_at = self.breaks.is_none() && after.sequence() % LOOKED_AT == 0;
        if is_looked_at && is_ordinary(after) {
            all_kept(events, after, self.policy).unwrap_or_else(|why| panic!("{why}"));
        }
    }

    /// The step is the decision that was proved, with what its events and its state say of
    /// sequence, errands and deadline; after a refusal the mailbox is as it was.
    fn assert_proved(
        &self,
        row: Option<&Row>,
        command: &Command,
        at: Moment,
        step: &Result<Step, Refusal>,
        after: Option<&Mailbox>,
    ) {
        let before = row.map(|row| &row.state);
        let step = match (step, decided(before, command, self.policy, at)) {
            (Ok(step), Ok((events, folded))) => {
                assert_eq!(step.events, events, "{command:?} at {at}");
                assert_eq!(after, folded.as_ref(), "{command:?} at {at}");
                step
            }
            (Err(refusal), Err(proved)) => {
                assert_eq!((refusal, after), (&proved, before), "{command:?} at {at}");
                return;
            }
            (step, proved) => panic!("{command:?} at {at}: {step:?}, but {proved:?}"),
        };
        let expected = row.map_or(0, |row| row.events.len() as u64);
        assert_eq!(step.expected_sequence, expected, "so many events are stored");
        let errands = (expected + 1..).zip(&step.events);
        let errands = errands.filter_map(|(sequence, it)| Some((sequence, it.fact.errand()?)));
        assert_eq!(step.errands, errands.collect::<Vec<_>>(), "what the events ask for");
        let deadline = after.and_then(|after| next_deadline(after, self.policy));
        assert_eq!(step.deadline, deadline, "the deadline under the policy decided with");
    }

    /// A tick does something exactly if the stored deadline has come.
    fn assert_ticks_follow_the_deadline(&self, row: &Row, at: Moment, events: &[Event]) {
        let due = row.deadline;
        assert_eq!(due, next_deadline(&row.state, self.policy), "the deadline stored");
        let is_due = due.is_some_and(|due| due <= at.day());
        assert_eq!(is_due, !events.is_empty(), "a tick on {at}, due on {due:?}");
    }

    /// Another worker takes the same command, a letter, a tick or a click, and may be faster.
    fn maybe_race(&mut self, mailbox: MailboxId, command: &Command, letter: Option<u64>) {
        if self.racing || self.healthy || !self.chance.per_mille(30) {
            return;
        }
        self.racing = true;
        // What becomes of the other worker is not this one's business.
        let _ = match self.chance.below(4) {
            0 => self.handle(mailbox, command, letter),
            1 => self.handle(mailbox, &Command::Tick, None),
            2 => match self.store.letters().into_iter().find(|other| other.mailbox == mailbox) {
                Some(other) => self.handle(mailbox, &other.command, Some(other.number)),
                None => Ok(()),
            },
            _ => {
                self.holder_acts();
                Ok(())
            }
        };
        self.racing = false;
    }

    /// The state is a cache: now and then it is gone, and what the events add up to is the same.
    fn maybe_lose_the_cache(&mut self, mailbox: MailboxId) {
        if !self.chance.per_mille(10) {
            return;
        }
        if let Some(row) = self.store.row(mailbox) {
            let replayed = replay(&row.events).expect("what is stored folds again");
            assert_eq!(replayed.as_ref(), Some(&row.state), "state = fold of its events");
            self.seen.see(Sight::CacheLost);
        }
    }

    fn refused(
        &mut self,
        mailbox: MailboxId,
        command: &Command,
        letter: Option<u64>,
        refusal: &Refusal,
    ) {
        self.seen.name(command.name());
        self.seen.name(refusal.code());
        self.tell(|| format!("{} {command:?}\n    refused: {refusal}", short(mailbox)));
        let later = match refusal {
            Refusal::DatedInTheFuture { .. } => true,
            // The report of the payment itself is on its way.
            Refusal::UnknownPayment { .. } => {
                self.seen.see(Sight::TakenBackBeforeTold);
                true
            }
            Refusal::ClockWentBackwards { .. } => {
                self.seen.see(Sight::ClockRefused);
                assert!(self.slow, "{command:?}: the clock of the world never runs backwards");
                false
            }
            _ => false,
        };
        let money = matches!(
            command,
            Command::Payment(_)
                | Command::RefundPaid { .. }
                | Command::Reversal(_)
                | Command::ChargeOutcome { .. }
        );
        assert!(!money || later, "news of money is refused (R-49): {command:?}: {refusal}");
        // What comes from the future is tried again; what is refused for good is put away.
        if let Some(number) = letter.filter(|_| !later) {
            self.store.put_away(number);
        }
    }

    fn appended(&mut self, mailbox: MailboxId, command: &Command, at: Moment, events: &[Event]) {
        self.seen.name(command.name());
        self.tell(|| format!("{} {at} {command:?}", short(mailbox)));
        for event in events {
            self.seen.name(event.fact.name());
            self.tell(|| format!("    {} {}", event.rule(), English.fact(&event.fact)));
            self.witness(&event.fact);
        }
        if self.clock.is_in_the_hour_that_comes_twice() && !events.is_empty() {
            self.seen.see(Sight::HourThatComesTwice);
        }
        if self.slow && at.day() != self.clock.today() {
            self.seen.see(Sight::SlowClock);
        }
        if is_leap_day(self.clock.today()) && !events.is_empty() {
            self.seen.see(Sight::LeapDay);
        }
        match self.clock.hours() {
            23 => self.seen.see(Sight::DayOf23Hours),
            25 => self.seen.see(Sight::DayOf25Hours),
            _ => {}
        }
    }

    fn witness(&mut self, fact: &Fact) {
        if let Fact::MailboxOpened { opening, .. } = fact
            && is_leap_day(opening.anchor)
        {
            self.seen.see(Sight::LeapDayAnchor);
        }
        if let Fact::OrderFulfilled(fulfilment) = fact {
            let Fulfilment { paid_by, previous_expiry, period, .. } = &**fulfilment;
            let charged = paid_by.as_str().parse::<ChargeKey>().is_ok();
            self.seen.see(if charged { Sight::RenewedByCharge } else { Sight::RenewedByHand });
            if *previous_expiry < self.now().day() {
                self.seen.see(Sight::RenewedInGrace);
            }
            if is_leap_day(period.expiry) && !is_leap_day(*previous_expiry) {
                self.seen.see(Sight::LeapDayComesBack);
            }
        }
        if let Fact::PaymentRegistered(payment) = fact
            && matches!(payment.source, PaymentSource::Charge { .. })
            && payment.allocation == Allocation::OwedBack
        {
            self.seen.see(Sight::SettledAfterClosing);
        }
        if let Fact::MailboxDeleted { .. } = fact {
            self.seen.see(Sight::Deleted);
        }
        if let Fact::RenewalWithdrawn { declared_at, undone } = fact {
            self.seen.see(Sight::Withdrawn);
            if 14 <= declared_at.day().days_until(self.now().day()) {
                self.seen.see(Sight::WithdrawalToldLate);
            }
            if undone.period.is_none() {
                self.seen.see(Sight::WithdrawnFromDeleted);
            }
        }
        if let Fact::TermLeft { .. } = fact {
            self.seen.see(Sight::Left);
        }
    }
}

fn is_leap_day(day: Day) -> bool {
    (day.month(), day.day()) == (2, 29)
}

fn facts_of(events: &[Event]) -> Vec<Fact> {
    events.iter().map(|event| event.fact.clone()).collect()
}

/// The end of a mailbox's name tells it from the others of its life.
fn short(mailbox: MailboxId) -> String {
    let name = mailbox.to_string();
    format!("[{}]", &name[name.len() - 4..])
}

fn words_of(sight: Sight) -> &'static str {
    let found = Sight::ALL.iter().find(|(other, _)| *other == sight);
    found.map_or("something", |(_, words)| words)
}

/// An errand leads to a letter, that to a decision, and that perhaps to an errand: more in a day is
/// left for tomorrow.
const ROUNDS: usize = 8;

/// Of which decisions what they told is held against what comes: one in so many.
pub const LOOKED_AT: u64 = 8;
