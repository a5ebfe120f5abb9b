//! A life: a mailbox driven by commands, with everything that must hold checked at every event.

use pec_renewal::{
    Command, Event, Mailbox, Refusal, check, check_step, decide, evolve, next_deadline,
    offer::Policy,
    replay,
    values::{
        Day, Moment,
        chrono::{DateTime, Utc},
    },
};

use super::in_short;

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
    /// The policy by which it is decided.
    pub policy: Policy,
    /// The day that it has come to.
    pub today: Day,
    told: Vec<Told>,
    mailbox: Option<Mailbox>,
    history: Vec<Event>,
}

impl Life {
    /// Nothing has happened yet.
    pub fn under(policy: Policy) -> Self {
        let (told, history) = (Vec::new(), Vec::new());
        Self { policy, today: Day::MIN, told, mailbox: None, history }
    }

    /// The mailbox as it stands.
    #[track_caller]
    pub fn mailbox(&self) -> &Mailbox {
        self.mailbox.as_ref().expect("a life begins with the opening")
    }

    /// What was done, one line a command; the same again and again is one line.
    pub fn told(&self) -> impl Iterator<Item = String> {
        self.told.iter().map(|Told { first, last, times, words, led_to }| match times {
            1 => format!("{first} {words}: {led_to}"),
            _ => format!("{first} {words}: {led_to}; {times} times until {last}"),
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
        let events = self.decided(day, command).unwrap_or_else(|refusal| {
            panic!("{day} {words}: refused: {}: {refusal}", refusal.code())
        });
        for event in &events {
            self.mailbox = Some(folded(self.mailbox.as_ref(), event));
        }
        let led_to = if events.is_empty() { "already so".into() } else { in_short(&events) };
        match self.told.last_mut() {
            Some(before) if before.words == words && before.led_to == led_to => {
                (before.last, before.times) = (day, before.times + 1);
            }
            _ => {
                let (words, first, last) = (words.to_owned(), day, day);
                self.told.push(Told { first, last, times: 1, words, led_to });
            }
        }
        self.history.extend(events);
        self.state_is_fold_and_comes_back();
    }

    /// Ticks on every deadline up to a day, and comes to that day.
    #[track_caller]
    pub fn ticks_through(&mut self, day: Day) {
        while let Some(deadline) = next_deadline(self.mailbox(), &self.policy) {
            if day < deadline {
                break;
            }
            self.does(deadline, "tick", &Command::Tick);
        }
        self.today = day;
    }

    /// What a command would lead to today, in words; the life stays as it is.
    pub fn try_out(&self, command: &Command) -> String {
        self.try_out_on(self.today, command)
    }

    /// What a command would lead to on a day.
    pub fn try_out_on(&self, day: Day, command: &Command) -> String {
        match self.decided(day, command) {
            Ok(events) if events.is_empty() => "already so".into(),
            Ok(events) => {
                let mut state = self.mailbox.clone();
                for event in &events {
                    state = Some(folded(state.as_ref(), event));
                }
                holds(&state.expect("an event makes a state"));
                in_short(&events)
            }
            Err(refusal) => format!("refused: {}", refusal.code()),
        }
    }

    fn decided(&self, day: Day, command: &Command) -> Result<Vec<Event>, Refusal> {
        let at = moment(day);
        let decided = decide(self.mailbox.as_ref(), command, &self.policy, at);
        let again = decide(self.mailbox.as_ref(), command, &self.policy, at);
        assert_eq!(decided, again, "the same input gives the same output (R-90)");
        if let Err(refusal @ Refusal::Broken { .. }) = &decided {
            panic!("{command:?}: {refusal}");
        }
        decided
    }

    #[track_caller]
    fn state_is_fold_and_comes_back(&self) {
        let state = self.mailbox();
        holds(state);
        assert_eq!(replay(&self.history).unwrap().as_ref(), Some(state), "state is the fold");
        let json = serde_json::to_string(state).unwrap();
        assert_eq!(&serde_json::from_str::<Mailbox>(&json).unwrap(), state);
        let bytes = postcard::to_allocvec(state).unwrap();
        assert_eq!(&postcard::from_bytes::<Mailbox>(&bytes).unwrap(), state);
    }
}

/// Noon in Rome, or an hour later in summer.
pub fn moment(day: Day) -> Moment {
    let instant: DateTime<Utc> = format!("{day}T11:00:00Z").parse().unwrap();
    Moment::in_zone(instant, &chrono_tz::Europe::Rome).unwrap()
}

#[track_caller]
fn folded(before: Option<&Mailbox>, event: &Event) -> Mailbox {
    let after = evolve(before.cloned(), event)
        .unwrap_or_else(|corrupt| panic!("{event:?} is decided and not folded: {corrupt}"));
    if let Err(violation) = check_step(before, event, &after) {
        panic!("{event:?}: {violation}");
    }
    after
}

#[track_caller]
fn holds(state: &Mailbox) {
    if let Err(violation) = check(state) {
        panic!("{violation}");
    }
}
