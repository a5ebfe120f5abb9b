//! The index as a text.

use std::{collections::BTreeSet, fmt::Write};

use pec_renewal::values::Rule;

use super::data::{Index, Item, Kind};

/// The whole of it.
pub fn text(index: &Index) -> String {
    let mut text = String::from(INTRODUCTION);
    for kind in Kind::ALL {
        writeln!(text, "  {:14} {}", kind.title(), kind.meaning()).unwrap();
    }
    text.push_str("\nThe rules\n\n");
    for entry in &index.rules {
        writeln!(text, "  {}  {}", entry.rule, entry.rule.title()).unwrap();
    }
    for entry in &index.rules {
        writeln!(text, "\n{}  {}", entry.rule, entry.rule.title()).unwrap();
        for (kind, items) in &entry.evidence {
            let (counted, named) = index.counted(*kind, items);
            writeln!(text, "  {}: {counted}", kind.title()).unwrap();
            match between(*kind) {
                Some(end) => wrapped(&mut text, &named, end),
                None => named.iter().for_each(|item| {
                    writeln!(text, "      {}", item.words).unwrap();
                }),
            }
        }
    }
    for back in &index.back {
        writeln!(text, "\n{} and their rules\n", back.title).unwrap();
        let width =
            back.names.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, rules) in &back.names {
            writeln!(text, "  {name:width$}  {}", listed(rules)).unwrap();
        }
    }
    text
}

/// Rules one after the other.
pub fn listed(rules: &BTreeSet<Rule>) -> String {
    if rules.is_empty() {
        return "of no one rule".to_owned();
    }
    rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What stands between names that share a line; what is a sentence has its own.
pub const fn between(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Situations | Kind::Answers => Some(";"),
        Kind::Parameters
        | Kind::Refusals
        | Kind::Events
        | Kind::Notices
        | Kind::Errands
        | Kind::Tables
        | Kind::Scripts => Some(","),
        Kind::Manual
        | Kind::Decisions
        | Kind::Code
        | Kind::Invariants
        | Kind::Tests
        | Kind::Pains
        | Kind::SeededBugs => None,
    }
}

fn wrapped(text: &mut String, items: &[&Item], end: &str) {
    let mut line = String::new();
    for (place, item) in items.iter().enumerate() {
        let end = if place + 1 == items.len() { "" } else { end };
        if !line.is_empty() && WIDTH < line.len() + item.words.len() {
            writeln!(text, "     {line}").unwrap();
            line.clear();
        }
        write!(line, " {}{end}", item.words).unwrap();
    }
    if !line.is_empty() {
        writeln!(text, "     {line}").unwrap();
    }
}

const WIDTH: usize = 106;

const INTRODUCTION: &str = "\
From each rule to all that shows it, and back. The same for a browser, with the machines, the refusals and what was
not checked: index.html, one file that needs no other.

Look for a number such as R-34: the first place is the list, the second is all of it. Look for a code, an event, a
notice or a parameter: the last chapters lead to its rules. Files are named from the folder of the whole project, those
of tables/ and transcripts/ from this one. Functions, tests and parameters are called as in the code. Values of
providers that are assumed: src/manual/providers.md.

What can show a rule

";
