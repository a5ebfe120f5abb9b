//! The gateway and its own books: the keys it was asked with, what it took for each, what it said.
//!
//! It charges once for a key that it remembers, and answers a repeated request with what became of the
//! first; after a day it has forgotten the key, and would charge again. For the rest it is as bad as
//! they come: it does not know yet, it takes less, it declines and takes the money weeks later all the
//! same, it is no longer sure of what it declined, it says declined of what it took.

use std::collections::BTreeMap;

use pec_renewal::{
    charge::Outcome,
    values::{ChargeKey, Day, MethodId, Moment, Money},
};

use super::{
    chance::Chance,
    seen::{Seen, Sight},
};

#[derive(Default)]
pub struct Gateway {
    books: BTreeMap<ChargeKey, Entry>,
    later: Vec<(Day, ChargeKey, Later)>,
    /// What no backend may do: a key asked with two amounts, for one.
    pub complaints: Vec<String>,
}

/// A request, each time that it is sent.
#[derive(Clone, Copy)]
pub struct Request {
    pub key: ChargeKey,
    pub amount: Money,
    pub method: MethodId,
    /// The last second in which it is taken.
    pub last_second: i64,
    /// How many events of the mailbox were stored when it left.
    pub left_after: usize,
}

/// What the gateway knows of one key.
pub struct Entry {
    pub amount: Money,
    pub method: MethodId,
    /// When it was first asked.
    asked_in: i64,
    /// How many events of the mailbox were stored when the request left that it took up.
    pub left_after: usize,
    /// What it says when asked.
    pub answer: Outcome,
    /// The money that it took, and when.
    pub captured: Option<(Money, Day)>,
    /// It said that nothing was taken, and took the money, before or after.
    pub denied_it: bool,
    /// The backend gave this charge up before any request came.
    void: bool,
}

/// What it comes to say later on its own account.
enum Later {
    Resolve(Outcome),
    CaptureAfterAll,
    DeclineFalsely,
    /// It is no longer sure of what it declined; days later it is.
    Doubt(Outcome),
}

/// How a method is, which decides what mostly becomes of its charges.
#[derive(Clone, Copy)]
pub enum Health {
    Good,
    Empty,
    Stolen,
    /// Its holder withdrew the consent.
    Withdrawn,
    Wary,
}

impl Health {
    /// A method keeps its health for ever.
    pub fn of(method: MethodId) -> Self {
        match method.uuid().as_u128() % 16 {
            5 => Self::Stolen,
            7 => Self::Withdrawn,
            9 => Self::Wary,
            3 | 13 => Self::Empty,
            _ => Self::Good,
        }
    }
}

impl Gateway {
    /// A request with a key: what becomes of it. A key that it remembers charges nothing, and what
    /// comes after its last moment is not taken, and not answered.
    pub fn charge(
        &mut self,
        request: &Request,
        now: Moment,
        chance: Option<&mut Chance>,
        seen: &mut Seen,
    ) -> Option<Outcome> {
        let Request { key, amount, method, last_second, left_after } = *request;
        if let Some(entry) = self.remembered(key, now) {
            seen.see(if entry.void { Sight::RequestAfterVoid } else { Sight::KeyKnown });
            let (answer, asked) = (entry.answer, entry.amount);
            if (asked, entry.method) != (amount, method) {
                self.complaints.push(format!("key {key} was asked with {asked} and with {amount}"));
            }
            return Some(answer);
        }
        if last_second < now.unix_seconds() {
            seen.see(Sight::RequestTooLate);
            return None;
        }
        let today = now.day();
        let fate = chance.map_or(Outcome::Settled { amount }, |chance| {
            self.fate(key, amount, Health::of(method), today, chance)
        });
        let captured = match fate {
            Outcome::Settled { amount: taken } => Some((taken, today)),
            Outcome::SoftDecline { .. }
            | Outcome::HardDecline
            | Outcome::AuthenticationRequired
            | Outcome::Stopped
            | Outcome::NotExecuted
            | Outcome::Unknown => None,
        };
        if captured.is_some_and(|(taken, _)| taken < amount) {
            seen.see(Sight::SettledInPart);
        }
        self.judge_when(key, method, now, seen);
        let before = self.books.get(&key).and_then(|entry| entry.captured);
        if captured.is_some() && before.is_some() {
            self.complaints.push(format!("charge {key} was captured twice"));
        }
        let entry = Entry {
            amount,
            method,
            asked_in: now.unix_seconds(),
            left_after,
            answer: fate,
            captured: captured.or(before),
            denied_it: false,
            void: false,
        };
        self.books.insert(key, entry);
        Some(fate)
    }

    /// What is known of a key; nothing, where no request came or the key is forgotten.
    pub fn answer(&self, key: ChargeKey, now: Moment) -> Option<Outcome> {
        self.remembered(key, now).map(|entry| entry.answer)
    }

    /// What a person finds in its books, who has them all opened.
    pub fn finding(&self, key: ChargeKey) -> Outcome {
        self.books.get(&key).map_or(Outcome::NotExecuted, |entry| entry.answer)
    }

    /// Gives up a charge of which no request came: one that still comes charges nothing, as long as
    /// the key is remembered.
    pub fn void(&mut self, request: &Request, now: Moment) -> Outcome {
        let Request { key, amount, method, left_after, last_second: _ } = *request;
        let entry = Entry {
            amount,
            method,
            asked_in: now.unix_seconds(),
            left_after,
            answer: Outcome::NotExecuted,
            captured: None,
            denied_it: false,
            void: true,
        };
        self.books.entry(key).or_insert(entry).answer
    }

    /// A new request to a method, for the same mailbox, comes no earlier than the last answer said that
    /// stands, and never after the holder stopped it.
    fn judge_when(&mut self, key: ChargeKey, method: MethodId, now: Moment, seen: &mut Seen) {
        let (mailbox, today) = (key.order().mailbox(), now.day());
        let is_of_it = |(other, entry): &(&ChargeKey, &Entry)| {
            other.order().mailbox() == mailbox && **other != key && entry.method == method
        };
        for (other, entry) in self.books.iter().filter(is_of_it) {
            match entry.answer {
                Outcome::SoftDecline { not_before: Some(day) } if today < day => {
                    let too_soon = format!("{key} came on {today}: {other} said not before {day}");
                    self.complaints.push(too_soon);
                }
                Outcome::SoftDecline { not_before: Some(_) } => seen.see(Sight::AskedWhenAdvised),
                Outcome::Stopped => {
                    self.complaints.push(format!("{key} came after the holder stopped it"));
                }
                Outcome::Settled { .. }
                | Outcome::SoftDecline { not_before: None }
                | Outcome::HardDecline
                | Outcome::AuthenticationRequired
                | Outcome::NotExecuted
                | Outcome::Unknown => {}
            }
        }
    }

    fn remembered(&self, key: ChargeKey, now: Moment) -> Option<&Entry> {
        let seconds = now.unix_seconds();
        self.books.get(&key).filter(|entry| seconds <= entry.asked_in + MEMORY_SECONDS)
    }

    /// Whether it has something to say by this day.
    pub fn is_due(&self, today: Day) -> bool {
        self.later.iter().any(|(day, _, _)| *day <= today)
    }

    /// Whether it has nothing more to say.
    pub fn is_quiet(&self) -> bool {
        self.later.is_empty()
    }

    /// What it comes to say by this day.
    pub fn says(&mut self, today: Day, seen: &mut Seen) -> Vec<(ChargeKey, Outcome)> {
        let (due, later) = self.later.drain(..).partition(|(day, _, _)| *day <= today);
        self.later = later;
        let due: Vec<(Day, ChargeKey, Later)> = due;
        due.into_iter().map(|(_, key, what)| (key, self.resolve(key, &what, today, seen))).collect()
    }

    /// Everything that it will ever say, it says now.
    pub fn says_all(&mut self, today: Day, seen: &mut Seen) -> Vec<(ChargeKey, Outcome)> {
        self.later.iter_mut().for_each(|(day, _, _)| *day = today);
        self.says(today, seen)
    }

    /// What it took from this day on.
    pub fn statement(&self, from: Day) -> Vec<(ChargeKey, Outcome)> {
        let settled = |(key, entry): (&ChargeKey, &Entry)| {
            let (amount, _) = entry.captured.filter(|(_, on)| from <= *on)?;
            Some((*key, Outcome::Settled { amount }))
        };
        self.books.iter().filter_map(settled).collect()
    }

    pub fn books(&self) -> &BTreeMap<ChargeKey, Entry> {
        &self.books
    }

    fn resolve(&mut self, key: ChargeKey, what: &Later, today: Day, seen: &mut Seen) -> Outcome {
        let entry = self.books.get_mut(&key).expect("it speaks only of keys that it knows");
        let outcome = match what {
            Later::Resolve(outcome) => *outcome,
            Later::CaptureAfterAll => {
                entry.denied_it = true;
                seen.see(Sight::FalseDecline);
                Outcome::Settled { amount: entry.amount }
            }
            Later::DeclineFalsely => {
                entry.denied_it = true;
                seen.see(Sight::ReportedFailedAfterSettled);
                return Outcome::SOFT_DECLINE;
            }
            Later::Doubt(then) => {
                entry.denied_it = true;
                seen.see(Sight::DoubtsItself);
                self.later.push((today.plus_days(3), key, Later::Resolve(*then)));
                Outcome::Unknown
            }
        };
        entry.answer = outcome;
        if let Outcome::Settled { amount } = outcome {
            entry.captured = Some((amount, today));
        }
        outcome
    }

    /// What becomes of a charge, now and later.
    fn fate(
        &mut self,
        key: ChargeKey,
        amount: Money,
        health: Health,
        today: Day,
        chance: &mut Chance,
    ) -> Outcome {
        let usual = match health {
            Health::Good => Outcome::Settled { amount },
            Health::Empty => declined_for_now(today, chance),
            Health::Stolen => Outcome::HardDecline,
            Health::Withdrawn => Outcome::Stopped,
            Health::Wary => Outcome::AuthenticationRequired,
        };
        let outcome = match chance.below(100) {
            0..70 => usual,
            70..80 => Outcome::Settled { amount },
            80..87 => declined_for_now(today, chance),
            87 => Outcome::HardDecline,
            88..90 => Outcome::AuthenticationRequired,
            90..92 => Outcome::NotExecuted,
            92..94 => Outcome::Settled { amount: in_part(amount, chance) },
            _ => Outcome::Unknown,
        };
        let mut afterwards = |days: i32, what: Later| {
            self.later.push((today.plus_days(days), key, what));
        };
        match outcome {
            Outcome::Unknown => {
                let settles = chance.percent(60);
                let then = if settles { Outcome::Settled { amount } } else { usual };
                afterwards(chance.days(1, 20), Later::Resolve(then));
            }
            Outcome::Settled { .. } if chance.percent(3) => {
                afterwards(chance.days(1, 20), Later::DeclineFalsely);
            }
            Outcome::SoftDecline { .. }
            | Outcome::HardDecline
            | Outcome::AuthenticationRequired
            | Outcome::Stopped
            | Outcome::NotExecuted
                if chance.percent(15) =>
            {
                let (days, then) = match chance.below(3) {
                    0 => (chance.days(0, 6), Later::Doubt(outcome)),
                    1 => (chance.days(0, 6), Later::Doubt(Outcome::Settled { amount })),
                    _ => (chance.days(1, 60), Later::CaptureAfterAll),
                };
                afterwards(days, then);
            }
            Outcome::Settled { .. }
            | Outcome::SoftDecline { .. }
            | Outcome::HardDecline
            | Outcome::AuthenticationRequired
            | Outcome::Stopped
            | Outcome::NotExecuted => {}
        }
        outcome
    }
}

/// One time in two it says when to ask again: a scheme's advice is ten days at most.
fn declined_for_now(today: Day, chance: &mut Chance) -> Outcome {
    let advises = chance.percent(50);
    let not_before = advises.then(|| today.plus_days(chance.days(1, 10)));
    Outcome::SoftDecline { not_before }
}

/// Some of an amount, at least a cent.
fn in_part(amount: Money, chance: &mut Chance) -> Money {
    let cents = amount.cents() * u64::try_from(chance.below(100)).expect("below a hundred") / 100;
    Money::from_cents(cents.max(1)).expect("less than an amount is one")
}

/// After a day it would charge the same key again.
pub const MEMORY_SECONDS: i64 = 24 * 60 * 60;
