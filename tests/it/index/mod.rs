//! The index that an auditor asks for: from each rule to all that shows it, and back.
//!
//! It is made of what auditors read themselves (manual, transcripts, tables, situations, change log) and of the
//! code, so that whatever it names can be found where it says. One [`Index`](data::Index) becomes a text and a page
//! for a browser, `tests/audit/index.txt` and `index.html`. The page also holds the tables of the machines,
//! who is refused what, and what was not checked, each read from its own text.
//!
//! | file | what it does |
//! |---|---|
//! | `data` | what an index is |
//! | `cited` | where a text cites rules |
//! | `gathered` | reads all that shows a rule |
//! | `back` | from a code, an event, a parameter to its rules |
//! | `unchecked` | gathers what was not checked |
//! | `text`, `page`, `tables` | the two forms |

mod back;
mod cited;
mod clean;
mod data;
mod gathered;
mod page;
mod tables;
mod text;
mod unchecked;

use std::collections::BTreeSet;

use self::data::Kind;
use crate::golden::{assert_all_golden, assert_golden, path_of};

#[test]
fn the_index_leads_from_each_rule_to_all_that_shows_it_and_back() {
    let index = gathered::index();
    assert_all_golden([
        ("audit/index.txt".to_owned(), text::text(&index)),
        ("audit/index.html".to_owned(), page::page(&index, &unchecked::gathered())),
    ]);
}

#[test]
fn what_was_not_checked_is_gathered_in_one_place() {
    let gathered = unchecked::gathered();
    assert_golden("audit/not_checked.txt", &unchecked::text(&gathered));
}

/// The rest may be missing, and the index then says "none".
#[test]
fn no_rule_is_without_paragraph_code_and_test() {
    let index = gathered::index();
    let mut missing = Vec::new();
    for entry in &index.rules {
        for kind in [Kind::Manual, Kind::Code, Kind::Tests] {
            if entry.of(kind).is_empty() {
                missing.push(format!("{}: {}", entry.rule, kind.title()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Whatever is linked is there, and each place of the page has one name.
#[test]
fn nothing_that_the_index_links_is_missing() {
    let index = gathered::index();
    let mut missing = BTreeSet::new();
    for item in
        index.rules.iter().flat_map(|entry| entry.evidence.iter()).flat_map(|(_, items)| items)
    {
        if let Some(link) = &item.link {
            if !path_of("audit").join(link).is_file() {
                missing.insert(link.clone());
            }
        }
    }
    let page = page::page(&index, &unchecked::gathered());
    let mut places = BTreeSet::new();
    for place in page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(places.insert(place), "two places are called {place}");
    }
    for link in page.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let stands = match link.strip_prefix('#') {
            Some(place) => places.contains(place),
            None => path_of("audit").join(link).exists(),
        };
        if !stands {
            missing.insert(link.to_owned());
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
