//! How a transcript looks: the script's own lines, and under each what became of it, indented.

use std::fmt::Write;

use pec_renewal::{
    Errand, Event, Fact, Mailbox, Notice, Refusal, access,
    audit::explain::{English, Language},
    catalogue::Policy,
    next_deadline,
    values::Day,
};

use super::{
    lang::{Label, Lang},
    transcript::{Failure, Reached, Told, Transcript},
};
use crate::{
    read::{account_id, consent_id, mailbox_id, method_id},
    script::{Line, Script},
    shown,
};

pub(super) struct Page<'a> {
    script: &'a Script,
    lang: Lang,
    words: Words,
    text: String,
    expected: Vec<Told>,
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

    /// A fact as an English transcript shows it, without its rule: what expectations look at.
    pub(super) fn fact(&self, fact: &Fact) -> String {
        self.fact_in(&English, fact)
    }

    fn fact_in(&self, language: &dyn Language, fact: &Fact) -> String {
        format!("{}: {}", name_of(fact), self.name(&language.fact(fact)))
    }
}

/// The name of a fact, and of the notice that it makes due.
pub(super) fn name_of(fact: &Fact) -> String {
    match fact {
        Fact::NoticeDue { notice, .. } => format!("NoticeDue {}", notice.name()),
        other => other.name().to_string(),
    }
}

/// What a day brought: each sentence with what stands at its left.
pub(super) struct Entry {
    pub(super) day: Day,
    pub(super) lines: Vec<(String, String)>,
    /// How many ticks before it did nothing.
    pub(super) quiet: usize,
}

impl<'a> Page<'a> {
    pub(super) fn new(script: &'a Script, lang: Lang) -> Self {
        Self {
            script,
            lang,
            words: Words::new(script),
            text: String::new(),
            expected: Vec::new(),
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

    /// A fact with its rule, as it is listed.
    pub(super) fn listed(&self, fact: &Fact) -> (String, String) {
        (fact.rule().to_string(), self.words.fact_in(self.lang.engine(), fact))
    }

    /// A notice with the rule of its fact, as it is listed.
    pub(super) fn notice(&self, fact: &Fact, notice: &Notice) -> (String, String) {
        let sentence = self.words.name(&self.lang.engine().notice(notice));
        (fact.rule().to_string(), format!("{}: {sentence}", notice.name()))
    }

    /// An errand with the rule of its fact, as it is listed.
    pub(super) fn errand(&self, fact: &Fact, errand: &Errand) -> (String, String) {
        let sentence = self.words.name(&self.lang.engine().errand(errand));
        (fact.rule().to_string(), format!("{}: {sentence}", errand.name()))
    }

    pub(super) fn events(&mut self, events: &[Event]) {
        for event in events {
            let (rule, sentence) = self.listed(&event.fact);
            self.margin(&rule, &sentence);
        }
    }

    /// An event that an expectation is about.
    pub(super) fn expected(&mut self, event: &Event) {
        let sentence = self.lang.engine().fact(&event.fact);
        self.tell(event.at.day(), &sentence);
    }

    /// A refusal that an expectation is about.
    pub(super) fn expected_refusal(&mut self, day: Day, refusal: &Refusal) {
        let sentence = self.lang.engine().reason(refusal);
        self.tell(day, &sentence);
    }

    fn tell(&mut self, day: Day, sentence: &str) {
        let told = Told { day, sentence: self.words.name(sentence) };
        if !self.expected.contains(&told) {
            self.expected.push(told);
        }
    }

    /// What each of some days brought. Where three or more brought the same at equal distances, it is
    /// told once, with how often and from when to when: no day is lost.
    pub(super) fn entries(&mut self, one: Label, many: Label, entries: &[Entry]) {
        let mut rest = entries;
        while let Some(first) = rest.first() {
            self.quiet_ticks(first.quiet);
            let (alike, every) = alike(rest);
            let (these, others) = rest.split_at(alike);
            let last = these.last().map_or(first.day, |last| last.day);
            if alike == 1 {
                self.label(one, &self.lang.engine().day(first.day));
            } else {
                self.label(many, &self.lang.times(alike, every, first.day, last));
            }
            for (left, sentence) in &first.lines {
                self.margin(left, sentence);
            }
            match these.iter().skip(1).map(|entry| entry.quiet).sum() {
                0 => {}
                quiet => self.note(&self.lang.between_them(quiet)),
            }
            rest = others;
        }
    }

    pub(super) fn quiet_ticks(&mut self, count: usize) {
        if 0 < count {
            self.note(&self.lang.quiet_ticks(count));
        }
    }

    pub(super) fn nothing_changes(&mut self) {
        self.note(self.lang.nothing_changes());
    }

    pub(super) fn nothing_to_show(&mut self) {
        self.note(self.lang.nothing_to_show());
    }

    pub(super) fn no_mailbox(&mut self) {
        self.label(Label::State, self.lang.no_mailbox());
    }

    pub(super) fn refusal(&mut self, refusal: &Refusal) {
        let sentence = self.words.name(&self.lang.engine().refusal(refusal));
        self.label(Label::Refused, &sentence);
    }

    pub(super) fn policy(&mut self, policy: &Policy) {
        self.label(Label::Policy, &self.lang.policy(policy));
    }

    /// The state in words, access, and the next deadline.
    pub(super) fn standing(&mut self, state: Option<&Mailbox>, policy: &Policy, day: Day) {
        let Some(state) = state else {
            return self.no_mailbox();
        };
        let sentence = self.words.name(&self.lang.engine().state(state, day));
        self.label(Label::State, &sentence);
        self.label(Label::Access, &self.lang.engine().access(access(state, day)));
        self.next(next_deadline(state, policy));
    }

    pub(super) fn next(&mut self, deadline: Option<Day>) {
        let none = self.lang.no_deadline().to_string();
        let deadline = deadline.map_or(none, |day| self.lang.engine().day(day));
        self.label(Label::Next, &deadline);
    }

    /// The expectation of a line holds.
    pub(super) fn holds(&mut self, line: &Line) {
        self.expectations += 1;
        self.label(Label::Holds, line.text.trim());
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
        let told = format!("{} {expected}", self.lang.expected().trim_end());
        self.label(Label::Failed, &shown::text(&told));
        self.note(&shown::text(&format!("{} {found}", self.lang.found())));
        self.failures.push(Failure {
            file: self.script.file.clone(),
            line: line.number,
            expected: shown::text(expected),
            found: shown::text(found),
            defect,
        });
    }

    pub(super) fn into_transcript(mut self) -> Transcript {
        self.expected.sort_by_key(|told| told.day);
        Transcript {
            text: self.text,
            expected: self.expected,
            failures: self.failures,
            expectations: self.expectations,
            reached: self.reached,
        }
    }

    fn note(&mut self, note: &str) {
        self.margin("", note);
    }

    fn label(&mut self, label: Label, words: &str) {
        self.margin(self.lang.label(label), words);
    }

    /// A label and its words under the script's line, folded to the width of the page.
    fn margin(&mut self, label: &str, words: &str) {
        let left = self.lang.label_width();
        let mut width = 0;
        let _ = write!(self.text, "  {label:<left$}");
        for word in words.split(' ') {
            let length = word.chars().count();
            if 0 < width && WIDTH < left + 3 + width + 1 + length {
                let _ = write!(self.text, "\n  {:<left$}  ", "");
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
        let key = KEYED.iter().any(|keyed| before.ends_with(keyed));
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

/// How many of the entries at the beginning brought the same at equal distances, and how many days lie
/// between them.
fn alike(entries: &[Entry]) -> (usize, i32) {
    let distance = |two: &[Entry]| match two {
        [one, other] if one.lines == other.lines => Some(one.day.days_until(other.day)),
        _ => None,
    };
    let mut distances = entries.windows(2).map(distance);
    let Some(every) = distances.next().flatten() else {
        return (1, 0);
    };
    let count = 2 + distances.take_while(|next| *next == Some(every)).count();
    if count < FOLDED { (1, 0) } else { (count, every) }
}

/// So many days that brought the same are told once.
const FOLDED: usize = 3;

/// The ends of the words before a key.
const KEYED: [&str; 4] = ["order", "charge", "ordine", "addebito"];
const KEY_HEAD: usize = 42;
const WIDTH: usize = 100;
