//! The manual as the rule book: one paragraph a rule, each built alike, with no value that is not the
//! preset's and no page that is not among the sources.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{catalogue::Policy, values::Rule};
use pec_scenario::written;

use crate::source::files;

const SOURCES: &str = include_str!("../../src/manual/sources.md");
const PROVIDERS: &str = include_str!("../../src/manual/providers.md");
const CHANGELOG: &str = include_str!("../../CHANGELOG.md");

#[test]
fn every_rule_has_one_paragraph_under_its_title() {
    let found: Vec<(Rule, String)> =
        paragraphs().into_iter().map(|paragraph| (paragraph.rule, paragraph.title)).collect();
    let mut sorted = found.clone();
    sorted.sort_by_key(|(rule, _)| *rule);
    let all: Vec<(Rule, String)> =
        Rule::ALL.iter().map(|rule| (*rule, rule.title().to_owned())).collect();
    assert_eq!(sorted, all);
}

/// Whoever looks for one of the four parts knows where it stands.
#[test]
fn a_paragraph_says_the_rule_then_what_was_decided_where_it_differs_and_an_example() {
    let mut wrong = Vec::new();
    for Paragraph { rule, parts, .. } in paragraphs() {
        let kinds: Vec<Kind> = parts.iter().map(|part| part.kind).collect();
        if !kinds.is_sorted() || kinds.first() != Some(&Kind::Rule) {
            wrong.push(format!("{rule}: {kinds:?}"));
        }
        for part in parts.iter().filter(|part| part.kind != Kind::Example) {
            let (_, inside) = part.text.split_at_checked(1).unwrap_or_default();
            if inside.contains("*Decided") || inside.contains("*Differs") {
                wrong.push(format!("{rule}: this begins in the middle: {}", part.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_differs_from_a_provider_names_its_page() {
    let codes = codes();
    let mut told = 0;
    for Paragraph { rule, parts, .. } in paragraphs() {
        for part in parts.iter().filter(|part| part.kind == Kind::Differs) {
            assert!(words(&part.text).any(|word| codes.contains(word)), "{rule}: {}", part.text);
            told += 1;
        }
    }
    assert!(0 < told, "nothing differs");
}

/// A code looks like `A10`. Those of the card schemes, such as `R0`, begin with letters of no source.
#[test]
fn every_page_that_is_cited_is_among_the_sources_and_every_source_is_cited() {
    let codes = codes();
    let letters = |code: &str| code.trim_end_matches(|it: char| it.is_ascii_digit()).to_owned();
    let prefixes: BTreeSet<String> = codes.iter().map(|code| letters(code)).collect();
    let mut cited = BTreeSet::new();
    for source in files("src/manual", &[".rs", ".md"]) {
        let text = prose(&source.text);
        for word in words(&text) {
            let named = prefixes.contains(&letters(word)) && letters(word) != word;
            let is_code = named && word.len() <= 4 && source.path != "src/manual/sources.md";
            if is_code {
                assert!(codes.contains(word), "{}: {word} is no source", source.path);
                cited.insert(word.to_owned());
            }
        }
    }
    let unused: Vec<&&str> = codes.iter().filter(|code| !cited.contains(**code)).collect();
    assert!(unused.is_empty(), "nothing rests on {unused:?}");
}

/// The one place that explains a parameter writes it as (`order_lead_days`: 15, assumed): its name, the
/// value of the preset as scripts write it, and the page, or that none states it.
#[test]
fn every_parameter_is_explained_in_one_place_with_the_value_of_the_preset() {
    let chapters: String = paragraphs()
        .iter()
        .flat_map(|paragraph| &paragraph.parts)
        .filter(|part| part.kind != Kind::Example)
        .map(|part| part.text.clone() + "\n")
        .collect();
    let (sources, codes) = (sources_of_the_preset(), codes());
    let mut wrong = Vec::new();
    for (name, value) in written(Policy::aruba().parameters()) {
        let places: Vec<&str> = chapters
            .split(&format!("(`{name}`: "))
            .skip(1)
            .map(|rest| rest.split(')').next().unwrap_or(rest))
            .collect();
        let [said] = places[..] else {
            wrong.push(format!("{name} is explained in {} places", places.len()));
            continue;
        };
        let after = said.strip_prefix(&value);
        if !after.is_some_and(|rest| rest.starts_with([',', ';'])) {
            wrong.push(format!("{name} is {value}, the manual says {said}"));
        }
        let source = sources[name];
        let cited: BTreeSet<&str> = words(said).filter(|word| codes.contains(word)).collect();
        let says = match source {
            "assumed" => said.contains("assumed"),
            "DPR 68/2005" => said.contains(source),
            pages => cited == pages.split(", ").collect(),
        };
        if !says {
            wrong.push(format!("{name}: its source is {source}, the manual says {said}"));
        }
        let mention = format!("`{name}`");
        let beside = chapters.split(&mention).skip(1);
        for rest in beside.filter(|rest| !rest.starts_with(": ")) {
            let aside: String = rest.chars().take_while(|it| !")`.".contains(*it)).collect();
            if aside.contains(|it: char| it.is_ascii_digit()) && rest.starts_with([',', ';']) {
                wrong.push(format!("{name} has a value beside it a second time:{aside}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the change log says of how a rule is read stands in the manual under that number: as a decision, and
/// with every name and code of the entry.
#[test]
fn every_reading_in_the_change_log_stands_under_its_rule() {
    let (_, rules) = CHANGELOG.split_once("\n### Rules\n").expect("the section of rules");
    let rules = rules.split("\n## ").next().unwrap_or(rules);
    let paragraphs: BTreeMap<Rule, Paragraph> =
        paragraphs().into_iter().map(|paragraph| (paragraph.rule, paragraph)).collect();
    let mut wrong = Vec::new();
    let entries: Vec<&str> = rules.split("\n- ").skip(1).collect();
    for entry in &entries {
        let numbers = entry.split("**").skip(1).step_by(2);
        let numbers: Vec<Rule> = numbers.filter_map(|number| number.parse().ok()).collect();
        assert!(!numbers.is_empty(), "no rule: {entry}");
        let parts = || numbers.iter().flat_map(|number| &paragraphs[number].parts);
        if !parts().any(|part| part.kind == Kind::Decided) {
            wrong.push(format!("{numbers:?}: nothing is decided in the manual: {entry}"));
        }
        let told: String = parts().map(|part| part.text.clone() + "\n").collect();
        for name in entry.split('`').skip(1).step_by(2) {
            if !told.contains(&format!("`{name}`")) {
                wrong.push(format!("{numbers:?}: the manual does not name {name}: {entry}"));
            }
        }
    }
    assert!(50 < entries.len(), "the section was read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names of events, codes and parameters stand in the text; what only a programmer reads does not.
#[test]
fn no_program_text_stands_outside_the_examples() {
    let mut wrong = Vec::new();
    for source in files("src/manual", &[".rs"]) {
        let text: String = documentation(&source.text).split("```").step_by(2).collect();
        let spans: Vec<&str> = text.split('`').collect();
        for pair in spans.windows(2).skip(1).step_by(2) {
            let is_link = pair[1].starts_with("](");
            if !is_link
                && ["::", "(", "{", ";", "->", "&"].iter().any(|sign| pair[0].contains(sign))
            {
                wrong.push(format!("{}: {}", source.path, pair[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What the manual says of one rule.
struct Paragraph {
    rule: Rule,
    title: String,
    parts: Vec<Part>,
}

/// A block of text, or an example.
struct Part {
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Kind {
    Rule,
    Decided,
    Differs,
    Example,
}

/// Every paragraph of the manual, in the order of its files; a list below a third heading is none of it.
fn paragraphs() -> Vec<Paragraph> {
    let mut all = Vec::new();
    for source in files("src/manual", &[".rs"]) {
        let text = documentation(&source.text);
        for section in text.split("\n## R-").skip(1) {
            let (head, body) = section.split_once('\n').unwrap_or((section, ""));
            let (number, title) = head.split_once(' ').expect("a number and a title");
            let rule = format!("R-{number}").parse().expect("a rule");
            let body = body.split("\n## ").next().unwrap_or(body);
            let body = body.split("\n### ").next().unwrap_or(body);
            let mut parts = Vec::new();
            for (place, block) in body.split("```").enumerate() {
                if place % 2 == 1 {
                    parts.push(Part { kind: Kind::Example, text: block.to_owned() });
                    continue;
                }
                let blocks = block.split("\n\n").map(|block| block.trim().replace('\n', " "));
                parts.extend(blocks.filter(|block| !block.is_empty()).map(part));
            }
            all.push(Paragraph { rule, title: title.to_owned(), parts });
        }
    }
    all
}

fn part(text: String) -> Part {
    let kind = if text.starts_with("*Decided:* ") {
        Kind::Decided
    } else if text.starts_with("*Differs:* ") {
        Kind::Differs
    } else {
        Kind::Rule
    };
    Part { kind, text }
}

/// The documentation of a module, without its marks.
fn documentation(source: &str) -> String {
    let lines = source.lines().filter_map(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n").collect()
}

/// What is read, without examples and addresses.
fn prose(text: &str) -> String {
    let outside = text.split("```").step_by(2).collect::<String>();
    outside.split_whitespace().filter(|word| !word.contains("http")).fold(
        String::new(),
        |mut text, word| {
            text.push_str(word);
            text.push(' ');
            text
        },
    )
}

/// Words and numbers, without what stands around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_alphanumeric() && it != '-').filter(|word| !word.is_empty())
}

/// The codes of the pages.
fn codes() -> BTreeSet<&'static str> {
    let rows = SOURCES.lines().filter_map(|line| line.strip_prefix("| "));
    let codes = rows.filter_map(|row| row.split(" |").next());
    codes.filter(|code| code.ends_with(|it: char| it.is_ascii_digit())).collect()
}

/// Where each value of the preset comes from, as its table says.
fn sources_of_the_preset() -> BTreeMap<&'static str, &'static str> {
    let (_, rest) = PROVIDERS.split_once("\n# Aruba\n").expect("its section");
    let section = rest.split("\n# ").next().unwrap_or(rest);
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = |row: &'static str| row.split('|').map(str::trim).collect::<Vec<_>>();
    rows.map(|row| (cells(row)[1].trim_matches('`'), cells(row)[4])).collect()
}
