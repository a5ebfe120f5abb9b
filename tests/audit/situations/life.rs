//! A life: a mailbox driven by commands, with everything that must hold checked at every event.

use pec_renewal::{
    Command, Event, Mailbox, Refusal,
    catalogue::Policy,
    check, check_step, decide, evolve, next_deadline, replay,
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
    /// Whose life it is, for what a failure says.
    whose: String,
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
        let whose = "a life of this test's own".into();
        Self { whose, policy, today: Day::MIN, told, mailbox: None, history }
    }

    /// The life is of this name in every failure.
    pub fn named(self, whose: String) -> Self {
        Self { whose, ..self }
    }

    /// The mailbox as it stands.
    #[track_caller]
    pub fn mailbox(&self) -> &Mailbox {
        let Some(mailbox) = &self.mailbox else {
            panic!("{}: a life begins with the opening", self.whose)
        };
        mailbox
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
        let events = match self.decided(day, command) {
            Ok(events) => events,
            Err(refusal) => {
                panic!("{}: {day} {words}: refused: {}: {refusal}", self.whose, refusal.code())
            }
        };
        for event in &events {
            self.mailbox = Some(self.folded(self.mailbox.as_ref(), event));
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
    #[track_caller]
    pub fn try_out(&self, command: &Command) -> String {
        self.try_out_on(self.today, command)
    }

    /// What a command would lead to on a day.
    #[track_caller]
    pub fn try_out_on(&self, day: Day, command: &Command) -> String {
        match self.decided(day, command) {
            Ok(events) if events.is_empty() => "already so".into(),
            Ok(events) => {
                let mut state = self.mailbox.clone();
                for event in &events {
                    state = Some(self.folded(state.as_ref(), event));
                }
                self.holds(&state.expect("an event makes a state"));
                in_short(&events)
            }
            Err(refusal) => format!("refused: {}", refusal.code()),
        }
    }

    #[track_caller]
    fn decided(&self, day: Day, command: &Command) -> Result<Vec<Event>, Refusal> {
        let at = moment(day);
        let decided = decide(self.mailbox.as_ref(), command, &self.policy, at);
        let again = decide(self.mailbox.as_ref(), command, &self.policy, at);
        let whose = &self.whose;
        assert_eq!(decided, again, "{whose}: {day}: the same input gives the same output (R-90)");
        if let Err(refusal @ Refusal::Broken { .. }) = &decided {
            panic!("{whose}: {day}: {command:?}: {refusal}");
        }
        decided
    }

    #[track_caller]
    fn state_is_fold_and_comes_back(&self) {
        let (state, whose) = (self.mailbox(), &self.whose);
        self.holds(state);
        let fold = replay(&self.history).unwrap();
        assert_eq!(fold.as_ref(), Some(state), "{whose}: state is the fold");
        let json = serde_json::to_string(state).unwrap();
        assert_eq!(&serde_json::from_str::<Mailbox>(&json).unwrap(), state, "{whose}");
        let bytes = postcard::to_allocvec(state).unwrap();
        assert_eq!(&postcard::from_bytes::<Mailbox>(&bytes).unwrap(), state, "{whose}");
    }

    #[track_caller]
    fn folded(&self, before: Option<&Mailbox>, event: &Event) -> Mailbox {
        let whose = &self.whose;
        let after = match evolve(before.cloned(), event) {
            Ok(after) => after,
            Err(corrupt) => panic!("{whose}: {event:?} is decided and not folded: {corrupt}"),
        };
        if let Err(violation) = check_step(before, event, &after) {
            panic!("{whose}: {event:?}: {violation}");
        }
        after
    }

    #[track_caller]
    fn holds(&self, state: &Mailbox) {
        if let Err(violation) = check(state) {
            panic!("{}: {violation}", self.whose);
        }
    }
}

/// Noon in Rome, or an hour later in summer.
pub fn moment(day: Day) -> Moment {
    let instant: DateTime<Utc> = format!("{day}T11:00:00Z").parse().unwrap();
    Moment::in_zone(instant, &chrono_tz::Europe::Rome).unwrap()
}
