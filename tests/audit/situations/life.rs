//! A life that is told: what was done to a mailbox and what came of it, line by line.

use std::thread;

use pec_renewal::{Command, Event, Mailbox, catalogue::Policy, values::Day};
use pec_test_support::{self as support, decided, noon};

use super::short::in_short;

/// A command, the days on which it was given one after the other, and what came of it each time.
struct Told {
    first: Day,
    last: Day,
    times: u32,
    words: String,
    led_to: String,
}

/// A mailbox from its birth to a day.
pub struct Life {
    proved: support::Life<Policy>,
    /// The day that it has come to.
    pub today: Day,
    told: Vec<Told>,
    _whose: Whose,
}

/// Whose life it is: where a test fails, it is printed.
struct Whose(String);

impl Life {
    /// Nothing has happened yet.
    pub const fn under(policy: Policy) -> Self {
        let proved = support::Life::new(policy);
        Self { proved, today: Day::MIN, told: Vec::new(), _whose: Whose(String::new()) }
    }

    /// The life is of this name in every failure.
    pub fn named(self, whose: String) -> Self {
        Self { _whose: Whose(whose), ..self }
    }

    /// The mailbox as it stands.
    #[track_caller]
    pub const fn mailbox(&self) -> &Mailbox {
        self.proved.mailbox()
    }

    /// Every event so far.
    pub fn history(&self) -> &[Event] {
        self.proved.history()
    }

    /// The policy by which it is decided.
    pub const fn policy(&self) -> &Policy {
        self.proved.policy()
    }

    /// From now on another policy holds.
    pub fn change_policy(&mut self, policy: Policy) {
        self.proved.change_policy(policy);
    }

    /// What was done, one line a command; the same again and again is one line.
    pub fn told(&self) -> impl Iterator<Item = String> {
        self.told.iter().map(|Told { first, last, times, words, led_to }| match times {
            1 => format!("{first} {words}: {led_to}"),
            _ => format!("{first} {words}: {led_to}, {times} times until {last}"),
        })
    }

    /// Lets a day come, with nothing done on it.
    pub const fn comes_to(&mut self, day: Day) {
        self.today = day;
    }

    /// Does something on a day; it must be accepted.
    #[track_caller]
    pub fn does(&mut self, day: Day, words: &str, command: &Command) {
        self.today = day;
        let led_to = in_words(self.proved.give(command, noon(day)))
            .unwrap_or_else(|why| panic!("{day} {words}: refused: {}: {why}", why.code()));
        match self.told.last_mut() {
            Some(before) if before.words == words && before.led_to == led_to => {
                (before.last, before.times) = (day, before.times + 1);
            }
            _ => {
                let (words, first, last) = (words.to_owned(), day, day);
                self.told.push(Told { first, last, times: 1, words, led_to });
            }
        }
        self.proved.prove();
        self.comes_back();
    }

    /// Ticks on every deadline up to a day, and comes to that day.
    #[track_caller]
    pub fn ticks_through(&mut self, day: Day) {
        while let Some(deadline) = self.proved.due_by(day) {
            self.does(deadline, "tick", &Command::Tick);
        }
        self.today = day;
    }

    /// What a command would lead to today, in words; the life stays as it is.
    #[track_caller]
    pub fn try_out(&self, command: &Command) -> String {
        self.try_out_on(self.today, command)
    }

    /// What a command would lead to on a day.
    #[track_caller]
    pub fn try_out_on(&self, day: Day, command: &Command) -> String {
        let tried = decided(self.proved.state(), command, self.policy(), noon(day));
        in_words(tried.as_ref().map(|(events, _)| events.as_slice()))
            .unwrap_or_else(|refusal| format!("refused: {} ({})", refusal.code(), refusal.rule()))
    }

    /// The state is the same after it was stored in either form.
    #[track_caller]
    fn comes_back(&self) {
        let state = self.mailbox();
        let json = serde_json::to_string(state).unwrap();
        assert_eq!(&serde_json::from_str::<Mailbox>(&json).unwrap(), state);
        let bytes = postcard::to_allocvec(state).unwrap();
        assert_eq!(&postcard::from_bytes::<Mailbox>(&bytes).unwrap(), state);
    }
}

impl Drop for Whose {
    fn drop(&mut self) {
        if thread::panicking() && !self.0.is_empty() {
            eprintln!("\nThis was {}", self.0);
        }
    }
}

fn in_words<R>(decided: Result<&[Event], R>) -> Result<String, R> {
    let words = |events: &[Event]| {
        if events.is_empty() { "changes nothing".into() } else { in_short(events) }
    };
    decided.map(words)
}
