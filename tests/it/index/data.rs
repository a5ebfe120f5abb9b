//! What an index is: of each rule what shows it, and of each name its rules.

use std::collections::BTreeSet;

use pec_renewal::values::Rule;

/// From each rule to its evidence, and back.
pub struct Index {
    pub rules: Vec<Entry>,
    pub back: Vec<Back>,
    /// All situations, those of any rule and of none.
    pub situations: Vec<Item>,
    /// All scripts.
    pub scripts: Vec<Item>,
}

/// All that shows one rule.
pub struct Entry {
    pub rule: Rule,
    /// By kind, in the order of [`Kind::ALL`].
    pub evidence: Vec<(Kind, Vec<Item>)>,
}

/// One thing that shows a rule.
#[derive(Clone, Eq, PartialEq)]
pub struct Item {
    pub words: String,
    /// A file, from `tests/audit/`.
    pub link: Option<String>,
}

/// Names of one kind, each with its rules.
pub struct Back {
    pub title: &'static str,
    pub names: Vec<(String, BTreeSet<Rule>)>,
}

/// What kind of evidence it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    Manual,
    Decisions,
    Code,
    Parameters,
    Refusals,
    Events,
    Notices,
    Errands,
    Invariants,
    Tables,
    Situations,
    Answers,
    Scripts,
    Tests,
    Pains,
    SeededBugs,
}

impl Kind {
    pub const ALL: [Self; 16] = [
        Self::Manual,
        Self::Decisions,
        Self::Code,
        Self::Parameters,
        Self::Refusals,
        Self::Events,
        Self::Notices,
        Self::Errands,
        Self::Invariants,
        Self::Tables,
        Self::Situations,
        Self::Answers,
        Self::Scripts,
        Self::Tests,
        Self::Pains,
        Self::SeededBugs,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Decisions => "decisions",
            Self::Code => "code",
            Self::Parameters => "parameters",
            Self::Refusals => "refusals",
            Self::Events => "events",
            Self::Notices => "notices",
            Self::Errands => "errands",
            Self::Invariants => "invariants",
            Self::Tables => "tables",
            Self::Situations => "situations",
            Self::Answers => "answers",
            Self::Scripts => "scripts",
            Self::Tests => "tests",
            Self::Pains => "pains",
            Self::SeededBugs => "wrong versions",
        }
    }

    /// What it is, for whoever never saw one.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Manual => "paragraphs of the manual that the rule heads",
            Self::Decisions => "what the change log says of how the rule is read",
            Self::Code => "files that cite the rule, with the functions that do",
            Self::Parameters => "what a provider may choose in it",
            Self::Refusals => "codes of refusals that it gives",
            Self::Events => "events that name it as their cause",
            Self::Notices => "notices that it owes the holder",
            Self::Errands => "what it asks the backend to do",
            Self::Invariants => "what must always hold because of it",
            Self::Tables => "pages of tables/ that cite it, and how many rows do",
            Self::Situations => "situations that came about by an event of it",
            Self::Answers => "situations in which some command is answered by it",
            Self::Scripts => "scripts whose transcript shows it",
            Self::Tests => "tests that are named after it",
            Self::Pains => {
                "what goes wrong elsewhere, and one of those tests shows that it does not here"
            }
            Self::SeededBugs => "wrong versions of it that the tests find",
        }
    }
}

impl Index {
    /// All that there are of this kind, with and without the rule, where that is worth knowing.
    fn all(&self, kind: Kind) -> Option<&[Item]> {
        match kind {
            Kind::Situations | Kind::Answers => Some(&self.situations),
            Kind::Scripts => Some(&self.scripts),
            Kind::Manual
            | Kind::Decisions
            | Kind::Code
            | Kind::Parameters
            | Kind::Refusals
            | Kind::Events
            | Kind::Notices
            | Kind::Errands
            | Kind::Invariants
            | Kind::Tables
            | Kind::Tests
            | Kind::Pains
            | Kind::SeededBugs => None,
        }
    }

    /// How many items of a kind a rule has, in words, and which to name: where most of all there are show the
    /// rule, those that do not.
    pub fn counted<'i>(&'i self, kind: Kind, items: &'i [Item]) -> (String, Vec<&'i Item>) {
        let count = items.len();
        let named = items.iter().collect();
        match self.all(kind) {
            _ if items.is_empty() => ("none".to_owned(), named),
            Some(all) if count == all.len() => (format!("all {count}"), Vec::new()),
            Some(all) if all.len() < 2 * count => {
                let others = all.iter().filter(|other| !items.contains(other)).collect();
                (format!("{count} of {}, all but", all.len()), others)
            }
            Some(all) => (format!("{count} of {}", all.len()), named),
            None => (count.to_string(), named),
        }
    }
}

impl Entry {
    pub fn of(&self, kind: Kind) -> &[Item] {
        let found = self.evidence.iter().find(|(known, _)| *known == kind);
        found.map_or(&[], |(_, items)| items)
    }
}

impl Item {
    pub fn plain(words: impl Into<String>) -> Self {
        Self { words: words.into(), link: None }
    }

    pub fn linked(words: impl Into<String>, link: impl Into<String>) -> Self {
        Self { words: words.into(), link: Some(link.into()) }
    }
}
