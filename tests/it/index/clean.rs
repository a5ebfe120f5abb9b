//! Pages for people hold no identifiers and no program text.

use std::collections::BTreeSet;

use pec_renewal::{Fact, Notice};

use super::{gathered, text, unchecked};
use crate::{
    golden::read,
    source::{Source, files},
};

/// Every page that an auditor opens.
fn pages() -> Vec<Source> {
    let mut pages = files("tests/audit/tables", &[".txt"]);
    pages.extend(files("tests/audit/transcripts", &[".txt"]));
    pages.extend(files("tests/audit/scenarios", &[".md"]));
    let own = [
        ("tests/audit/index.txt", text::text(&gathered::index())),
        ("tests/audit/not_checked.txt", unchecked::text(&unchecked::gathered())),
        ("tests/audit/pains.txt", read("audit/pains.txt")),
    ];
    pages.extend(own.map(|(path, text)| Source { path: path.to_owned(), text }));
    pages
}

#[test]
fn no_page_for_people_holds_an_identifier() {
    let mut found = BTreeSet::new();
    for page in pages() {
        for word in words(&page.text) {
            let digits = word.bytes().filter(u8::is_ascii_hexdigit).count();
            let is_long =
                32 <= digits && word.bytes().all(|it| it.is_ascii_hexdigit() || it == b'-');
            if is_long {
                found.insert(format!("{}: {word}", page.path));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Names of events and notices are words of the manual; those of types are not.
#[test]
fn no_page_for_people_holds_program_text() {
    let allowed: BTreeSet<&str> =
        Fact::NAMES.iter().chain(Notice::NAMES).copied().chain(OTHER_NAMES).collect();
    let mut found = BTreeSet::new();
    for page in pages() {
        for line in page.text.lines() {
            for form in PROGRAM_TEXT.iter().filter(|form| line.contains(**form)) {
                found.insert(format!("{}: {form} in {line}", page.path));
            }
            let names = line.split(|letter: char| !letter.is_alphanumeric());
            for name in names.filter(|name| is_type_name(name) && !allowed.contains(name)) {
                found.insert(format!("{}: {name} in {line}", page.path));
            }
        }
    }
    assert!(found.is_empty(), "{} lines: {found:#?}", found.len());
}

/// As the code writes a value: never a page.
const PROGRAM_TEXT: [&str; 12] =
    ["Some(", "None)", "None,", "Ok(", "Err(", "::", " { ", "{:", "&str", "fn ", "[]", "=> "];

/// Names that are written so by those whose they are.
const OTHER_NAMES: [&str; 2] = ["PayPal", "ABWebSolutions"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '-')
}

/// A capital after a small letter, as in `OrderId`.
fn is_type_name(word: &str) -> bool {
    let small_then_large =
        |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
    word.as_bytes().windows(2).any(small_then_large)
}

#[test]
fn a_type_name_is_told_from_a_word() {
    for name in ["OrderId", "SwitchOn", "iPhone"] {
        assert!(is_type_name(name), "{name}");
    }
    for word in ["Order", "VAT", "PEC", "order_lead_days", "R", ""] {
        assert!(!is_type_name(word), "{word}");
    }
}
