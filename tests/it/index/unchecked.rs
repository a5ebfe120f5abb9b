//! What was not checked: gathered from the pages that say it, each of its own work, and from the README.

use std::fmt::Write;

use crate::{golden::read, source::files};

/// What some pages say that they leave out.
pub struct Unchecked {
    /// From `tests/audit/`.
    pub pages: Vec<String>,
    /// In the lines of the page.
    pub says: String,
}

/// All of it; what several pages say in the same words stands once.
pub fn gathered() -> Vec<Unchecked> {
    let mut all: Vec<Unchecked> = Vec::new();
    for source in files("tests/audit/tables", &[".txt"]) {
        let Some(says) = left_out(&source.text) else { continue };
        let page = source.path.trim_start_matches("tests/audit/").to_owned();
        match all.iter_mut().find(|known| known.says == says) {
            Some(known) => known.pages.push(page),
            None => all.push(Unchecked { pages: vec![page], says }),
        }
    }
    all.push(Unchecked { pages: vec!["../../README.md".to_owned()], says: limits() });
    all
}

/// The page of its own.
pub fn text(all: &[Unchecked]) -> String {
    let mut text = String::from(INTRODUCTION);
    for Unchecked { pages, says } in all {
        writeln!(text, "\n{}", pages.join(", ")).unwrap();
        for line in says.lines() {
            writeln!(text, "    {line}").unwrap();
        }
    }
    text
}

/// From "Not shown", "Not explored" or "Not compared" to the end of the paragraph or of the list.
fn left_out(page: &str) -> Option<String> {
    let begins =
        ["Not shown", "Not explored", "Not compared"].iter().filter_map(|it| page.find(it));
    let rest = &page[begins.min()?..];
    let says = rest.split("\n\n").next().unwrap_or(rest);
    Some(says.lines().map(str::trim).collect::<Vec<_>>().join("\n"))
}

/// The limits that the README names, without links and marks.
fn limits() -> String {
    let readme = read("../README.md");
    let (_, rest) = readme.split_once("\n## Limits\n").expect("the README names its limits");
    let (limits, _) = rest.split_once("\n## ").unwrap_or((rest, ""));
    let mut plain = String::new();
    let mut rest = limits.trim();
    while let Some((before, link)) = rest.split_once("](") {
        let (_, after) = link.split_once(')').expect("a link ends");
        plain += before;
        rest = after;
    }
    plain += rest;
    plain.replace(['[', '`'], "").lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

const INTRODUCTION: &str = "\
What was not checked, in one place: what each page says that it leaves out, with the pages that say so, and the limits
that the README names. What may hurt a holder although every rule is kept: src/manual/known_harm.rs. Which values of
providers are assumed: src/manual/providers.md.
";

/// A page that claims much and says nothing of what it leaves out would be read as if it left out nothing.
#[test]
fn every_page_of_evidence_says_what_it_leaves_out() {
    // It is a list of sentences, and shows nothing.
    let lists = ["tests/audit/tables/states_in_words.txt"];
    let silent: Vec<String> = files("tests/audit/tables", &[".txt"])
        .into_iter()
        .filter(|page| !page.path.contains("/situations/") && left_out(&page.text).is_none())
        .map(|page| page.path)
        .collect();
    assert_eq!(silent, lists);
}
