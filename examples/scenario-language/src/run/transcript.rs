//! What a run leaves behind: a text, the failures, and what of the engine was reached.

use std::{collections::BTreeSet, fmt};

use pec_renewal::{Command, Event, Fact, Refusal, values::Day};

/// The annotated transcript of a run; its text is the whole of it.
#[derive(Clone, Debug)]
pub struct Transcript {
    pub(super) text: String,
    pub(super) expected: Vec<Told>,
    pub(super) failures: Vec<Failure>,
    pub(super) expectations: usize,
    pub(super) reached: Reached,
}

impl Transcript {
    /// What was not as it should be, in the order of the lines.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// What the expectations that hold were about, each event and each refusal once, by day: what
    /// whoever wrote the script wanted to be seen.
    #[must_use]
    pub fn expected(&self) -> &[Told] {
        &self.expected
    }

    /// How many expectations the script has.
    #[must_use]
    pub fn expectations(&self) -> usize {
        self.expectations
    }

    /// What of the engine the script reached.
    #[must_use]
    pub fn reached(&self) -> &Reached {
        &self.reached
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An event or a refusal, as a transcript tells it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Told {
    /// The day on which it was handled.
    pub day: Day,
    /// The sentence of the event, or the reason of the refusal, in the language of the transcript and
    /// with the script's names.
    pub sentence: String,
}

/// Something that is not as it should be: an expectation, a refusal that none awaited, or a law of
/// the engine.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Failure {
    /// The file, as it was named to the reader.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What should be so.
    pub expected: String,
    /// What is so.
    pub found: String,
    /// Whether the engine broke a law of its own.
    pub(super) defect: bool,
}

impl Failure {
    /// Whether the engine broke a law of its own, which no script may bring about: please report
    /// the script.
    #[must_use]
    pub fn is_defect(&self) -> bool {
        self.defect
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, expected, found, defect: _ } = self;
        writeln!(f, "{file}:{line}: expected {expected}")?;
        write!(f, "  found    {found}")
    }
}

/// The names of what a run reached, so that a test can count what none does.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reached {
    /// Names of commands.
    pub commands: BTreeSet<&'static str>,
    /// Names of facts.
    pub facts: BTreeSet<&'static str>,
    /// Names of notices.
    pub notices: BTreeSet<&'static str>,
    /// Codes of refusals.
    pub refusals: BTreeSet<&'static str>,
    /// Names of commands that were refused, each with the code.
    pub refused: BTreeSet<(&'static str, &'static str)>,
}

impl Reached {
    /// Adds what another run reached.
    pub fn extend(&mut self, other: &Self) {
        self.commands.extend(&other.commands);
        self.facts.extend(&other.facts);
        self.notices.extend(&other.notices);
        self.refusals.extend(&other.refusals);
        self.refused.extend(&other.refused);
    }

    pub(super) fn command(&mut self, command: &Command) {
        self.commands.insert(command.name());
    }

    pub(super) fn event(&mut self, event: &Event) {
        self.facts.insert(event.fact.name());
        if let Fact::NoticeDue { notice, .. } = &event.fact {
            self.notices.insert(notice.name());
        }
    }

    pub(super) fn refusal(&mut self, command: &Command, refusal: &Refusal) {
        self.refused.insert((command.name(), refusal.code()));
        self.refusals.insert(refusal.code());
    }
}
