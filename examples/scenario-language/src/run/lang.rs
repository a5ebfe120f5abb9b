//! The languages in which a transcript is told: the engine's sentences, and the runner's own words.

use std::str::FromStr;

use pec_renewal::{
    audit::explain::{English, Italian, Language},
    catalogue::Policy,
    values::Day,
};

/// A language in which a transcript is told; its text is `en` or `it`.
///
/// The script stays as it was written, and so do the names of events and what an expectation expected
/// and found, which are words of the script.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Italian.
    It,
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "en" => Ok(Self::En),
            "it" => Ok(Self::It),
            other => Err(format!("{other:?} is no language of transcripts: expected `en` or `it`")),
        }
    }
}

/// What stands at the left of a transcript's line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Label {
    Tick,
    Ticks,
    /// The day of what is shown.
    On,
    /// The days of what is shown.
    Days,
    Policy,
    Refused,
    State,
    Access,
    Next,
    Holds,
    Failed,
}

impl Lang {
    /// The engine's sentences.
    pub(super) fn engine(self) -> &'static dyn Language {
        match self {
            Self::En => &English,
            Self::It => &Italian,
        }
    }

    /// The width of the labels: none is wider.
    pub(super) const fn label_width(self) -> usize {
        match self {
            Self::En => 7,
            Self::It => 10,
        }
    }

    pub(super) const fn label(self, label: Label) -> &'static str {
        let (english, italian) = match label {
            Label::Tick => ("tick", "giorno"),
            Label::Ticks => ("ticks", "giorni"),
            Label::On => ("on", "giorno"),
            Label::Days => ("days", "giorni"),
            Label::Policy => ("policy", "condizioni"),
            Label::Refused => ("refused", "rifiutato"),
            Label::State => ("state", "stato"),
            Label::Access => ("access", "accesso"),
            Label::Next => ("next", "prossimo"),
            Label::Holds => ("holds", "vale"),
            Label::Failed => ("FAILED", "FALLITO"),
        };
        self.either(english, italian)
    }

    pub(super) const fn no_mailbox(self) -> &'static str {
        self.either("no mailbox", "nessuna casella")
    }

    pub(super) const fn no_deadline(self) -> &'static str {
        self.either("none", "nulla")
    }

    pub(super) const fn nothing_changes(self) -> &'static str {
        self.either("nothing changes", "non cambia nulla")
    }

    pub(super) const fn nothing_to_show(self) -> &'static str {
        self.either("nothing", "nulla")
    }

    pub(super) const fn expected(self) -> &'static str {
        self.either("expected", "atteso  ")
    }

    pub(super) const fn found(self) -> &'static str {
        self.either("found   ", "trovato ")
    }

    pub(super) fn quiet_ticks(self, count: usize) -> String {
        match (self, count) {
            (Self::En, 1) => "one tick that does nothing".to_string(),
            (Self::En, _) => format!("{count} ticks that do nothing"),
            (Self::It, 1) => "un giorno senza novità".to_string(),
            (Self::It, _) => format!("{count} giorni senza novità"),
        }
    }

    pub(super) fn between_them(self, quiet: usize) -> String {
        let quiet = self.quiet_ticks(quiet);
        match self {
            Self::En => format!("between them {quiet}"),
            Self::It => format!("nel frattempo {quiet}"),
        }
    }

    /// `30 times, daily from 2026-01-09 to 2026-02-07`.
    pub(super) fn times(self, count: usize, every: i32, from: Day, to: Day) -> String {
        let (from, to) = (self.engine().day(from), self.engine().day(to));
        match (self, every) {
            (Self::En, 1) => format!("{count} times, daily from {from} to {to}"),
            (Self::En, _) => format!("{count} times, every {every} days from {from} to {to}"),
            (Self::It, 1) => format!("{count} volte, ogni giorno: {from} – {to}"),
            (Self::It, _) => format!("{count} volte, ogni {every} giorni: {from} – {to}"),
        }
    }

    pub(super) fn policy(self, policy: &Policy) -> String {
        let (version, list) = (policy.parameters().version, policy.prices().version());
        match self {
            Self::En => format!("version {version}, price list version {list}"),
            Self::It => format!("v. {version}, listino v. {list}"),
        }
    }

    pub(crate) fn expectations(self, count: usize, files: usize) -> String {
        match self {
            Self::En => {
                format!("{} in {}", counted(count, "expectation"), counted(files, "file"))
            }
            Self::It => match count {
                1 => format!("1 attesa in {files} file"),
                _ => format!("{count} attese in {files} file"),
            },
        }
    }

    pub(crate) fn failures(self, count: usize) -> String {
        match (self, count) {
            (Self::En, _) => counted(count, "failure"),
            (Self::It, 1) => "1 non rispettata".to_string(),
            (Self::It, _) => format!("{count} non rispettate"),
        }
    }

    pub(crate) fn unread(self, count: usize) -> String {
        match (self, count) {
            (Self::En, _) => format!("{} could not be read", counted(count, "line")),
            (Self::It, 1) => "1 riga illeggibile".to_string(),
            (Self::It, _) => format!("{count} righe illeggibili"),
        }
    }

    pub(crate) fn nothing_to_run(self, files: usize) -> String {
        match self {
            Self::En => format!("nothing to run in {}", counted(files, "file")),
            Self::It => format!("nulla da eseguire in {files} file"),
        }
    }

    pub(crate) const fn and(self) -> &'static str {
        self.either(", and ", " e ")
    }

    pub(crate) const fn nothing_failed(self) -> &'static str {
        self.either("nothing failed", "nessun errore")
    }

    pub(crate) const fn all_as_expected(self) -> &'static str {
        self.either("all as expected", "tutto come atteso")
    }

    pub(crate) const fn expects_nothing(self) -> &'static str {
        self.either(
            " expects nothing: `expect` lines say what it shows\n",
            " non si aspetta nulla: le righe `expect` dicono che cosa mostra\n",
        )
    }

    const fn either(self, english: &'static str, italian: &'static str) -> &'static str {
        match self {
            Self::En => english,
            Self::It => italian,
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
