//! How a transcript looks: the script's own lines, and under each what became of it, indented.

use std::fmt::Write;

use pec_renewal::{
    Event, Fact, Mailbox, Refusal, access,
    audit::explain::{English, Language},
    catalogue::Policy,
    next_deadline,
    values::Day,
};

use super::transcript::{Failure, Reached, Transcript};
use crate::{
    read::{account_id, consent_id, mailbox_id, method_id},
    script::{Line, Script},
    shown,
};

pub(super) struct Page<'a> {
    script: &'a Script,
    words: Words,
    text: String,
    failures: Vec<Failure>,
    expectations: usize,
    reached: Reached,
}

/// The script's own names in the place of identities.
pub(super) struct Words(Vec<(String, String)>);

impl Words {
    fn new(script: &Script) -> Self {
        let names = &script.names;
        let mut words = Vec::new();
        for (index, name) in names.mailboxes.iter().map(|name| shown::text(name)).enumerate() {
            let uuid = mailbox_id(index).uuid();
            words.push((uuid.hyphenated().to_string(), name.clone()));
            words.push((uuid.simple().to_string(), name));
        }
        for (index, name) in names.methods.iter().enumerate() {
            words.push((method_id(index).to_string(), shown::text(name)));
        }
        for (index, name) in names.consents.iter().enumerate() {
            words.push((consent_id(index).to_string(), shown::text(name)));
        }
        for number in &names.accounts {
            words.push((account_id(*number).to_string(), number.to_string()));
        }
        Self(words)
    }

    /// The sentence with the script's names for what it speaks of.
    pub(super) fn name(&self, sentence: &str) -> String {
        let names = self.0.iter();
        names.fold(shortened(sentence), |text, (id, name)| text.replace(id, name))
    }

    /// An event as the transcript shows it, without its rule.
    pub(super) fn event(&self, event: &Event) -> String {
        let name = match &event.fact {
            Fact::NoticeDue { notice, .. } => format!("NoticeDue {}", notice.name()),
            other => other.name().to_string(),
        };
        format!("{name}: {}", self.name(&English.fact(&event.fact)))
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(script: &'a Script) -> Self {
        Self {
            script,
            words: Words::new(script),
            text: String::new(),
            failures: Vec::new(),
            expectations: 0,
            reached: Reached::default(),
        }
    }

    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    pub(super) fn reached_mut(&mut self) -> &mut Reached {
        &mut self.reached
    }

    /// A line of the script, as it stands.
    pub(super) fn echo(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    pub(super) fn events(&mut self, events: &[Event]) {
        for event in events {
            let sentence = self.words.event(event);
            self.margin(&event.rule().to_string(), &sentence);
        }
    }

    pub(super) fn tick(&mut self, day: Day) {
        self.margin("tick", &day.to_string());
    }

    pub(super) fn quiet_ticks(&mut self, count: usize) {
        match count {
            0 => {}
            1 => self.note("one tick that does nothing"),
            _ => self.note(&format!("{count} ticks that do nothing")),
        }
    }

    pub(super) fn note(&mut self, note: &str) {
        self.margin("", note);
    }

    pub(super) fn refusal(&mut self, refusal: &Refusal) {
        let sentence = self.words.name(&English.refusal(refusal));
        self.margin("refused", &sentence);
    }

    pub(super) fn policy(&mut self, policy: &Policy) {
        let (version, list) = (policy.parameters().version, policy.prices().version());
        self.margin("policy", &format!("version {version}, price list version {list}"));
    }

    /// The state in words, access, and the next deadline.
    pub(super) fn standing(&mut self, state: Option<&Mailbox>, policy: &Policy, day: Day) {
        let Some(state) = state else {
            return self.margin("state", "no mailbox");
        };
        let sentence = self.words.name(&English.state(state, day));
        self.margin("state", &sentence);
        self.margin("access", &English.access(access(state, day)));
        self.next(next_deadline(state, policy));
    }

    pub(super) fn next(&mut self, deadline: Option<Day>) {
        let deadline = deadline.map_or("none".to_string(), |day| day.to_string());
        self.margin("next", &deadline);
    }

    /// The expectation of a line holds.
    pub(super) fn holds(&mut self, line: &Line) {
        self.expectations += 1;
        self.margin("holds", line.text.trim());
    }

    /// The expectation of a line does not hold.
    pub(super) fn fails(&mut self, line: &Line, expected: &str, found: &str) {
        self.expectations += 1;
        self.echo(&line.text);
        self.failure(line, expected, found);
    }

    /// Something is not as it should be.
    pub(super) fn failure(&mut self, line: &Line, expected: &str, found: &str) {
        self.fail(line, expected, found, false);
    }

    /// The engine broke a law of its own.
    pub(super) fn defect(&mut self, line: &Line, expected: &str, found: &str) {
        self.fail(line, expected, found, true);
    }

    fn fail(&mut self, line: &Line, expected: &str, found: &str, defect: bool) {
        self.margin("FAILED", &shown::text(&format!("expected {expected}")));
        self.margin("", &shown::text(&format!("found    {found}")));
        self.failures.push(Failure {
            file: self.script.file.clone(),
            line: line.number,
            expected: shown::text(expected),
            found: shown::text(found),
            defect,
        });
    }

    pub(super) fn into_transcript(self) -> Transcript {
        Transcript {
            text: self.text,
            failures: self.failures,
            expectations: self.expectations,
            reached: self.reached,
        }
    }

    /// A label and its words under the script's line, folded to the width of the page.
    fn margin(&mut self, label: &str, words: &str) {
        let mut width = 0;
        let _ = write!(self.text, "  {label:<LABEL$}");
        for word in words.split(' ') {
            let length = word.chars().count();
            if 0 < width && WIDTH < LABEL + 3 + width + 1 + length {
                let _ = write!(self.text, "\n  {:<LABEL$}  ", "");
                width = 2;
            }
            self.text.push(' ');
            self.text.push_str(word);
            width += 1 + length;
        }
        let trimmed = self.text.trim_end().len();
        self.text.truncate(trimmed);
        self.text.push('\n');
    }
}

/// An order's or a charge's key after the word that says what it is: only its numbers are kept.
fn shortened(sentence: &str) -> String {
    let words = sentence.split(' ').scan("", |before, word| {
        let key = matches!(*before, "order" | "charge");
        *before = word;
        Some(if key { word.get(KEY_HEAD..).filter(|_| is_key(word)).unwrap_or(word) } else { word })
    });
    words.collect::<Vec<&str>>().join(" ")
}

/// Whether a word begins as a key does: 32 hexadecimal digits, a point, 8 digits, a point.
fn is_key(word: &str) -> bool {
    word.bytes().take(KEY_HEAD).enumerate().all(|(place, byte)| match place {
        32 | 41 => byte == b'.',
        _ => byte.is_ascii_hexdigit(),
    })
}

const KEY_HEAD: usize = 42;
const LABEL: usize = 7;
const WIDTH: usize = 100;
