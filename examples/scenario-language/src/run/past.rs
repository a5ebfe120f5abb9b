//! What should have been led to, against what was: by the line before, or in the whole life so far.

use pec_renewal::{
    Event, Fact, Refusal,
    audit::explain::{English, Language},
};

use super::expectation::{Failed, View, unless};
use crate::script::{Kind, Named, Past};

impl View<'_> {
    /// Checks one such expectation; the events that it names.
    ///
    /// # Errors
    /// It does not hold.
    pub(super) fn past(&self, past: &Past) -> Result<Vec<&Event>, Failed> {
        self.can_be_asked(past)?;
        let none = |()| Vec::new();
        match past {
            Past::Refusal { code, words } => self.refusal(*code, words).map(none),
            Past::Who(who) => {
                let fits = |refusal: &Refusal| refusal.who() == *who;
                self.of_the_refusal(fits, format!("who {who}")).map(none)
            }
            Past::Waiting { helps } => {
                let fits = |refusal: &Refusal| refusal.is_transient() == *helps;
                let expected = if *helps { "waiting may help" } else { "waiting does not help" };
                self.of_the_refusal(fits, expected.to_string()).map(none)
            }
            Past::Event(what) => {
                let these = self.these(self.of_the_line(), what);
                unless(!these.is_empty(), named(what), self.found()).map(|()| these)
            }
            Past::NoEvent(what) => self.no_event(what.as_ref()).map(none),
            Past::Told(what) => {
                let these = self.these(self.of_the_life(), what);
                unless(!these.is_empty(), named(what), self.told()).map(|()| these)
            }
            Past::Times { count, what } => self.times(*count, what),
            Past::InOrder(all) => self.in_order(all),
        }
    }

    /// Nothing came of a mailbox that was never opened, or on a day that is still to come: to expect
    /// so would hold, and show nothing.
    fn can_be_asked(&self, past: &Past) -> Result<(), Failed> {
        let of_the_line = match past {
            Past::Refusal { .. } | Past::Who(_) | Past::Waiting { .. } => return Ok(()),
            Past::Event(_) | Past::NoEvent(_) => true,
            Past::Told(_) | Past::Times { .. } | Past::InOrder(_) => false,
        };
        if !of_the_line && self.life.state.is_none() {
            return unless(false, "a mailbox".to_string(), "none that was opened".to_string());
        }
        let Some(on) = self.on else { return Ok(()) };
        let begins = self.outcome.from.filter(|_| of_the_line);
        if begins.is_some_and(|from| on < from) {
            let expected = "a day of the line before".to_string();
            return unless(false, expected, format!("{on}, which lies before it"));
        }
        let last = self.life.history.last().map(|event| event.at.day());
        let reached = self.outcome.day.max(last).is_some_and(|day| on <= day);
        let expected = || "a day to which the script has come".to_string();
        unless(reached, expected(), format!("{on}, which is still to come"))
    }

    fn refusal(&self, code: Option<&str>, words: &[String]) -> Result<(), Failed> {
        let expected = code.map_or("refusal".to_string(), |code| format!("refusal {code}"));
        let fits = |refusal: &Refusal| {
            code.is_none_or(|code| code == refusal.code())
                && all_in(words, &self.words.name(&English.refusal(refusal)))
        };
        self.of_the_refusal(fits, with(&expected, words))
    }

    fn of_the_refusal(
        &self,
        fits: impl Fn(&Refusal) -> bool,
        expected: String,
    ) -> Result<(), Failed> {
        let refusal = self.outcome.refusal.as_ref();
        let text = |refusal| format!("refusal {}", self.words.name(&English.refusal(refusal)));
        let found = refusal.map_or("no refusal".to_string(), text);
        unless(refusal.is_some_and(fits), expected, found)
    }

    fn no_event(&self, what: Option<&Named>) -> Result<(), Failed> {
        let Some(what) = what else {
            let refused = self.outcome.refusal.is_some();
            let holds = !refused && self.of_the_line().next().is_none();
            return unless(holds, "no event".to_string(), self.found());
        };
        let holds = !self.of_the_line().any(|event| self.is(event, what));
        unless(holds, format!("no {}", named(what)), self.found())
    }

    fn times(&self, count: usize, what: &Named) -> Result<Vec<&Event>, Failed> {
        let these = self.these(self.of_the_life(), what);
        let days: Vec<String> = these.iter().map(|event| event.at.day().to_string()).collect();
        let found = match days.as_slice() {
            [] => times(0),
            days => format!("{}, on {}", times(days.len()), days.join(", ")),
        };
        let expected = format!("{} {}", times(count), named(what));
        unless(these.len() == count, expected, found).map(|()| these)
    }

    fn in_order(&self, all: &[Named]) -> Result<Vec<&Event>, Failed> {
        let mut events = self.of_the_life();
        let these: Vec<&Event> =
            all.iter().map_while(|what| events.find(|event| self.is(event, what))).collect();
        let Some(missing) = all.get(these.len()) else { return Ok(these) };
        let expected: Vec<String> = all.iter().map(named_in_order).collect();
        let missing = format!("no {}", named(missing));
        let found: Vec<String> = all
            .iter()
            .zip(&these)
            .map(|(what, event)| format!("{} on {}", what.name, event.at.day()))
            .collect();
        let found = match found.as_slice() {
            [] => missing,
            found => format!("{}, and after that {missing}", found.join(", ")),
        };
        Err(Failed { expected: format!("in order {}", expected.join(", ")), found })
    }

    fn these<'a>(&self, events: impl Iterator<Item = &'a Event>, what: &Named) -> Vec<&'a Event> {
        events.filter(|event| self.is(event, what)).collect()
    }

    /// The events of the last line, on the day that this line names.
    fn of_the_line(&self) -> impl Iterator<Item = &Event> {
        self.on_the_day(&self.outcome.events)
    }

    /// The events of the whole life so far, on the day that this line names.
    fn of_the_life(&self) -> impl Iterator<Item = &Event> {
        self.on_the_day(&self.life.history)
    }

    fn on_the_day<'a>(&'a self, events: &'a [Event]) -> impl Iterator<Item = &'a Event> {
        events.iter().filter(|event| self.on.is_none_or(|on| on == event.at.day()))
    }

    fn is(&self, event: &Event, what: &Named) -> bool {
        let name = match (what.kind, &event.fact) {
            (Kind::Event, fact) => fact.name(),
            (Kind::Notice, Fact::NoticeDue { notice, .. }) => notice.name(),
            (Kind::Notice, _) => return false,
        };
        name == what.name && all_in(&what.words, &self.words.fact(&event.fact))
    }

    /// What the last line led to.
    fn found(&self) -> String {
        if let Some(refusal) = &self.outcome.refusal {
            return format!("refusal {}", refusal.code());
        }
        let events: Vec<String> =
            self.of_the_line().map(|event| self.words.fact(&event.fact)).collect();
        if events.is_empty() { "no event".to_string() } else { events.join(" | ") }
    }

    /// What was told so far.
    fn told(&self) -> String {
        let notice = |event: &Event| match &event.fact {
            Fact::NoticeDue { notice, .. } => {
                Some(format!("{} on {}", notice.name(), event.at.day()))
            }
            _ => None,
        };
        let told: Vec<String> = self.of_the_life().filter_map(notice).collect();
        if told.is_empty() {
            "no notice".to_string()
        } else {
            format!("notices {}", told.join(", "))
        }
    }
}

/// Whether every word stands in the text, as a whole word: `9.6` and `64` do not stand in `9.64`.
fn all_in(words: &[String], text: &str) -> bool {
    words.iter().all(|word| {
        text.match_indices(word.as_str()).any(|(start, found)| {
            let before = text[..start].chars().rev();
            let after = text[start + found.len()..].chars();
            !goes_on(before) && !goes_on(after)
        })
    })
}

/// Whether a word goes on here: with a letter or digit, or with one behind a point or a hyphen.
fn goes_on(mut characters: impl Iterator<Item = char>) -> bool {
    match characters.next() {
        Some('.' | '-') => characters.next().is_some_and(char::is_alphanumeric),
        Some(character) => character.is_alphanumeric(),
        None => false,
    }
}

/// An event or notice as a line names it.
fn named(what: &Named) -> String {
    let kind = match what.kind {
        Kind::Event => "event",
        Kind::Notice => "notice",
    };
    with(&format!("{kind} {}", what.name), &what.words)
}

/// The same between commas, where an event needs no word before its name.
fn named_in_order(what: &Named) -> String {
    match what.kind {
        Kind::Event => with(what.name, &what.words),
        Kind::Notice => named(what),
    }
}

fn times(count: usize) -> String {
    if count == 1 { "1 time".to_string() } else { format!("{count} times") }
}

fn with(what: &str, words: &[String]) -> String {
    if words.is_empty() { what.to_string() } else { format!("{what} {}", words.join(" ")) }
}
