//! From rules and reported pains to what shows them: nothing stands in the rule book alone.

use std::collections::BTreeSet;

use pec_renewal::values::Rule;

use crate::{
    golden,
    source::{Source, files},
};

/// Rules are cited as `R-01`; a test carries the number in its name, as `r_01`.
#[test]
fn every_rule_is_cited_in_code_and_manual_and_names_a_test() {
    let code: Vec<Source> = files("src", &[".rs"])
        .into_iter()
        .filter(|source| source.path != "src/values/rule.rs" && !is_manual(source))
        .collect();
    let manual: Vec<Source> = files("src", &[".rs", ".md"]).into_iter().filter(is_manual).collect();
    let tests: Vec<Source> =
        files("tests", &[".rs"]).into_iter().chain(files("src", &[".rs"])).collect();
    let mut missing = Vec::new();
    for rule in Rule::ALL {
        let number = rule.to_string();
        let in_a_name = format!("{}_", number.to_lowercase().replace('-', "_"));
        if !code.iter().any(|source| source.text.contains(&number)) {
            missing.push(format!("{number} is not cited in src/"));
        }
        if !manual.iter().any(|source| headings(source).any(|line| line.contains(&number))) {
            missing.push(format!("{number} heads no paragraph of the manual"));
        }
        if !tests.iter().flat_map(functions).any(|name| name.contains(&in_a_name)) {
            missing.push(format!("no test is named {in_a_name}…"));
        }
    }
    assert!(missing.is_empty(), "{} gaps:\n{}", missing.len(), missing.join("\n"));
}

/// Only rules that exist are cited.
#[test]
fn no_other_rule_is_cited() {
    let mut unknown = BTreeSet::new();
    for source in files("src", &[".rs", ".md"]).iter().chain(&files("tests", &[".rs", ".pec"])) {
        for (at, _) in source.text.match_indices("R-") {
            let number: String = source.text[at..].chars().take(4).collect();
            let is_number = number.chars().skip(2).filter(char::is_ascii_digit).count() == 2;
            let begins = !source.text[..at].ends_with(|before: char| before.is_alphanumeric());
            let known = number.parse::<Rule>().is_ok();
            let about_numbers = ["src/values/rule.rs", "tests/it/traceability.rs"];
            if begins && is_number && !known && !about_numbers.contains(&source.path.as_str()) {
                unknown.insert(format!("{}: {number}", source.path));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// The pains that users of other engines reported: each is shown not to arise here.
#[test]
fn every_pain_names_what_shows_that_it_cannot_arise() {
    let tests = files("tests", &[".rs"]);
    let units = files("src", &[".rs"]);
    let mut numbers = Vec::new();
    let mut missing = Vec::new();
    for (number, proofs) in pains() {
        assert!(!proofs.is_empty(), "pain {number} names nothing");
        numbers.push(number);
        for proof in proofs {
            let (kind, name) = proof.split_once(' ').unwrap_or((&proof, ""));
            let stands = match kind {
                "test" => {
                    let header = format!("fn {name}(");
                    tests.iter().chain(&units).any(|source| source.text.contains(&header))
                }
                "scenario" => golden::path_of(&format!("audit/scenarios/{name}")).is_file(),
                "table" => golden::path_of(&format!("audit/tables/{name}")).is_file(),
                other => panic!("pain {number} names {other:?}: expected test, scenario or table"),
            };
            if !stands {
                missing.push(format!("pain {number}: there is no {proof}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert_eq!(numbers, PAINS, "the pains in scope, in their order");
}

/// The numbers of the pains: those left out by whoever collected them stay left out.
const PAINS: &[u8] = &[
    1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29,
    30, 31, 32, 33, 34, 35, 37, 38, 39, 41, 42, 45, 46, 47, 49, 51, 52, 53, 54,
];

/// The rows of `pains.txt`: number and what shows it; blank lines and comments apart.
fn pains() -> Vec<(u8, Vec<String>)> {
    let text = golden::read("audit/pains.txt");
    let rows = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let row = |line: &str| {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [number, wrong, proofs] = parts[..] else {
            panic!("pains.txt: expected <number> | <what went wrong> | <what shows it>: {line}")
        };
        assert!(!wrong.is_empty(), "pains.txt: {line}");
        let number = number.parse().unwrap_or_else(|_| panic!("pains.txt: no number: {line}"));
        let proofs = proofs.split(',').map(|proof| proof.trim().to_owned());
        (number, proofs.filter(|proof| !proof.is_empty()).collect())
    };
    rows.map(row).collect()
}

fn headings(source: &Source) -> impl Iterator<Item = &str> {
    source
        .text
        .lines()
        .map(|line| {
            line.trim_start().trim_start_matches("//!").trim_start_matches("///").trim_start()
        })
        .filter(|line| line.starts_with('#'))
}

/// The names of a file's functions.
fn functions(source: &Source) -> impl Iterator<Item = &str> {
    let begins = source.text.split("fn ").skip(1);
    begins.filter_map(|rest| rest.split('(').next())
}

fn is_manual(source: &Source) -> bool {
    source.path.starts_with("src/manual")
}
