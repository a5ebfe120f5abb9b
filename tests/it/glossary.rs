//! The glossary: no word of the manual without a row, no row without a use, and one word for one thing in
//! Italian, in English and in the code.

use std::collections::BTreeSet;

use pec_renewal::{
    Action, Allocation, Errand, MethodNews, Notice, RefundForm, ReversalKind, Termination, Who,
    audit::Code,
    auto_renewal::AutoRenewal,
    catalogue::{HolderKind, MethodKind, Plan},
    charge::{Bar, Charge, Death, OutcomeKind},
    order::FinalStatus,
    service::{Service, Standing},
};

use crate::source::{Source, files};

const GLOSSARY: &str = include_str!("../../src/manual/glossary.md");

/// What a reader of a transcript or of an alert meets by name.
#[test]
fn every_state_outcome_action_notice_and_errand_has_a_row() {
    let rows = rows();
    let mut missing = Vec::new();
    macro_rules! classes {
        ($($class:ident),+ $(,)?) => {
            $(for code in $class::CODES {
                let name = format!("{}::{}", stringify!($class), code.replace('-', ""));
                let has = |row: &Row| row.code.iter().any(|it| it.eq_ignore_ascii_case(&name));
                if !rows.iter().any(has) {
                    missing.push(format!("{} {code}", stringify!($class)));
                }
            })+
        };
    }
    classes![
        Action,
        Allocation,
        AutoRenewal,
        Bar,
        Charge,
        Death,
        Errand,
        FinalStatus,
        HolderKind,
        MethodKind,
        MethodNews,
        Notice,
        OutcomeKind,
        Plan,
        RefundForm,
        ReversalKind,
        Service,
        Standing,
        Termination,
        Who,
    ];
    assert!(missing.is_empty(), "the glossary lacks {missing:#?}");
}

/// A word that a chapter sets in bold, without a capital, is defined there; one in italics and parentheses, such as
/// (*casella*), is what the thing is called in Italian or elsewhere.
#[test]
fn every_word_that_the_manual_defines_or_translates_has_a_row() {
    let rows = rows();
    let english: BTreeSet<String> = rows.iter().flat_map(|row| row.english.clone()).collect();
    let italian: BTreeSet<String> = rows.iter().flat_map(|row| row.italian.clone()).collect();
    let mut missing = Vec::new();
    for source in files("src", &[".rs"]).into_iter().chain(chapters()) {
        for rest in prose(&source.text).split("(*").skip(1) {
            let Some((word, after)) = rest.split_once('*') else { continue };
            let named = after.starts_with([')', ',', ';']) && !word.is_empty();
            if named && !italian.contains(word) && !english.contains(word) {
                missing.push(format!("{}: (*{word}*)", source.path));
            }
        }
    }
    for source in chapters() {
        let text = prose(&source.text);
        for word in between(&text, "**", "**") {
            // With a capital it begins a paragraph, as a heading does.
            if word.chars().all(|it| !it.is_uppercase()) && !english.contains(word) {
                missing.push(format!("{}: **{word}**", source.path));
            }
        }
    }
    assert!(missing.is_empty(), "the glossary lacks {missing:#?}");
}

#[test]
fn no_row_is_without_use() {
    let manual: String =
        chapters().iter().map(|source| prose(&source.text).to_lowercase()).collect();
    for Row { english, code, .. } in rows() {
        let spoken = english.iter().any(|word| manual.contains(word.as_str()));
        let not_done = english.iter().any(|word| word.ends_with("(not done)"));
        assert!(!code.is_empty() || spoken || not_done, "{english:?} is used nowhere");
        assert!(!not_done || code.is_empty(), "{english:?} is done");
    }
}

#[test]
fn what_is_named_in_the_code_is_there() {
    let mut words = BTreeSet::new();
    for source in files("src", &[".rs"]).iter().filter(|it| !it.path.starts_with("src/manual")) {
        for (_, line) in source.code() {
            let parts = line.split(|it: char| !it.is_alphanumeric() && it != '_');
            words.extend(parts.map(str::to_owned));
        }
    }
    for Row { english, code, .. } in rows() {
        for name in code.iter().flat_map(|name| name.split("::")) {
            assert!(words.contains(name), "{english:?}: nothing in src/ is called {name}");
        }
    }
}

/// A word in italics is one that the engine says, so that no term of a sentence is another here.
#[test]
fn what_is_in_italics_is_said_in_italian() {
    let said: String = files("src/audit/explain/italian", &[".rs"]).iter().map(sentences).collect();
    let mut unsaid = Vec::new();
    for line in GLOSSARY.lines().filter(|line| line.starts_with("| ")) {
        let italian = line.split('|').nth(1).unwrap_or_default();
        unsaid.extend(between(italian, "*", "*").filter(|word| !said.contains(word)));
    }
    assert!(unsaid.is_empty(), "no Italian sentence says {unsaid:#?}");
}

#[test]
fn one_word_stands_for_one_thing() {
    let (mut english, mut italian) = (BTreeSet::new(), BTreeSet::new());
    for row in rows() {
        for word in row.english {
            assert!(english.insert(word.clone()), "{word} has two rows");
        }
        for word in row.italian {
            assert!(italian.insert(word.clone()), "{word} has two rows");
        }
    }
}

/// A row of the glossary: the words of each cell.
struct Row {
    italian: Vec<String>,
    english: Vec<String>,
    code: Vec<String>,
}

/// Every row; a dash is no word.
fn rows() -> Vec<Row> {
    let words = |cell: &str| -> Vec<String> {
        let words = cell.split(", ").map(|word| word.trim().trim_matches(['*', '`']).to_owned());
        words.filter(|word| word != "–").collect()
    };
    let lines =
        GLOSSARY.lines().filter(|line| line.starts_with("| ") && !line.contains("| in the code |"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, italian, english, code, what, _] = cells[..] else {
                panic!("four cells: {line}")
            };
            assert!(
                !english.is_empty() && !what.is_empty() && !what.ends_with('.'),
                "a word, and what it is: {line}"
            );
            Row { italian: words(italian), english: words(english), code: words(code) }
        })
        .collect()
}

/// The pages of the manual that explain the rules, and how to run them.
fn chapters() -> Vec<Source> {
    let pages = files("src/manual", &[".rs", "running_it.md", "providers.md"]);
    pages.into_iter().filter(|source| source.path != "src/manual/example.rs").collect()
}

/// A page, or what the documentation of a file says, in one line, without marks and examples.
fn prose(text: &str) -> String {
    let is_code = text.starts_with("//");
    let marks = |line: &str| line.trim_start_matches(['/', '!']).trim().to_owned() + " ";
    let lines = text.split("```").step_by(2).flat_map(str::lines).map(str::trim);
    lines.filter(|line| !is_code || line.starts_with("//")).map(marks).collect()
}

/// What stands between two marks.
fn between<'a>(text: &'a str, opens: &'a str, closes: &'a str) -> impl Iterator<Item = &'a str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(opens)?;
        let (word, after) = after.split_once(closes)?;
        rest = after;
        Some(word)
    })
}

/// The sentences of a file, each in one line.
fn sentences(source: &Source) -> String {
    let joined = |line: &str| match line.trim().strip_suffix('\\') {
        Some(begun) => begun.to_owned(),
        None => line.trim().to_owned() + "\n",
    };
    source.text.lines().filter(|line| !line.trim().starts_with("//")).map(joined).collect()
}
