//! The manual's page on the presets: every value beside where it comes from, and none that is not the
//! preset's.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::catalogue::Policy;
use pec_scenario::written;

const PAGE: &str = include_str!("../../src/manual/providers.md");
const SOURCES: &str = include_str!("../../src/manual/sources.md");

#[test]
fn every_value_on_the_page_is_the_presets_and_every_value_of_a_preset_is_on_the_page() {
    let open: BTreeMap<&str, &str> =
        rows("What pages leave open").iter().map(|row| (row[0], row[1])).collect();
    let mut wrong = Vec::new();
    for (name, preset) in Policy::PRESETS {
        let told: BTreeMap<&str, &str> =
            rows(heading(name)).iter().map(|row| (row[0], row[1])).collect();
        assert_eq!(told.len(), rows(heading(name)).len(), "{name} tells a parameter twice");
        let parameters = written(preset().parameters());
        for (parameter, value) in &parameters {
            let found = told.get(parameter).or_else(|| open.get(parameter));
            if found != Some(&value.as_str()) {
                wrong.push(format!("{name}: {parameter} is {value}, the page says {found:?}"));
            }
        }
        let known: BTreeSet<&str> = parameters.iter().map(|(parameter, _)| *parameter).collect();
        wrong.extend(
            told.keys()
                .filter(|told| !known.contains(*told))
                .map(|told| format!("{name}: there is no parameter {told}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let every = written(Policy::aruba().parameters()).len();
    assert_eq!(open.len(), every, "each has a value where pages leave it open");
    assert_eq!(rows("Aruba").len(), every, "Aruba's table lists every parameter");
}

#[test]
fn every_value_names_its_page_and_the_day_it_was_read_or_is_assumed() {
    let mut wrong = Vec::new();
    for (name, _) in Policy::PRESETS {
        for row in rows(heading(name)) {
            let [parameter, _, says, source, read] = row[..] else {
                panic!("{name}: a row of {} cells: {row:?}", row.len());
            };
            let sourced = source != "assumed";
            let law = SOURCES.contains(&format!("**{source}**"));
            let pages = source.split(", ").all(|code| SOURCES.contains(&format!("| {code} |")));
            if sourced && !law && !pages {
                wrong.push(format!("{name}: {parameter}: the page of sources lacks {source}"));
            }
            if sourced && !law && (says.is_empty() || !is_date(read)) {
                wrong.push(format!("{name}: {parameter}: {source} says {says:?}, read on {read}"));
            }
            if (!sourced || law) && read != "–" {
                wrong.push(format!("{name}: {parameter}: {source}, and yet read on {read}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The plain list of what is assumed of Aruba has a point for each value that is assumed, in whole or in
/// part, and its counts are right.
#[test]
fn what_is_assumed_of_aruba_is_listed_and_counted() {
    let (mut whole, mut part) = (BTreeSet::new(), BTreeSet::new());
    for row in rows("Aruba") {
        if row[3] == "assumed" {
            whole.insert(row[0]);
        } else if row[2].contains("assumed") {
            part.insert(row[0]);
        }
    }
    let text = section("Aruba");
    let numbered = |line: &&str| line.starts_with(|first: char| first.is_ascii_digit());
    let points: Vec<&str> = text.lines().filter(numbered).collect();
    for (place, point) in (1..).zip(&points) {
        assert!(point.starts_with(&format!("{place}. ")), "{point}");
    }
    let (_, list) = text.split_once("\n1. ").expect("a list");
    let (list, _) = list.split_once("\n\n").expect("it ends");
    let listed: BTreeSet<&str> = list.split('`').skip(1).step_by(2).collect();
    assert_eq!(listed, whole.union(&part).copied().collect());
    let others = points.len() - listed.len();
    let counted = format!(
        "Assumed are {} points: {} values of the table, a part of {} more, and {others} that no parameter sets.",
        points.len(),
        whole.len(),
        part.len(),
    );
    assert!(text.contains(&counted), "{counted}");
}

/// Where a preset departs from what pages leave open, its own table says so: it is not a slip.
#[test]
fn no_table_but_arubas_repeats_what_is_open_unless_a_page_says_it() {
    let open: BTreeMap<&str, &str> =
        rows("What pages leave open").iter().map(|row| (row[0], row[1])).collect();
    for (name, _) in Policy::PRESETS.iter().filter(|(name, _)| *name != "aruba") {
        for row in rows(heading(name)) {
            let same = open.get(row[0]) == Some(&row[1]);
            assert!(!same || row[3] != "assumed", "{name}: {} is open like any other", row[0]);
        }
    }
}

#[test]
fn of_every_provider_the_page_says_what_the_engine_cannot() {
    for (name, _) in Policy::PRESETS {
        let (_, cannot) = section(heading(name))
            .split_once("and the engine cannot:\n")
            .unwrap_or_else(|| panic!("{name}: nothing is said of what the engine cannot"));
        assert!(0 < cannot.matches("\n- ").count(), "{name}: a list");
        let path = format!("[`Policy::{name}`]");
        assert!(section(heading(name)).contains(&path), "{name}: its function is named");
    }
}

/// The page that documents the language of scripts names every preset.
#[test]
fn the_language_of_scripts_names_every_preset() {
    let page = include_str!("../../src/manual/scenario_language.md");
    let line = page.lines().find(|line| line.starts_with("| `policy NAME`")).expect("a line");
    for (name, _) in Policy::PRESETS {
        assert!(line.contains(&format!("`{name}`")), "{name}");
    }
}

/// The heading of a preset's section.
fn heading(name: &str) -> &'static str {
    match name {
        "aruba" => "Aruba",
        "register_it" => "Register.it",
        "pecpro" => "PECpro",
        "tim" => "TIM",
        "virgilio" => "Virgilio",
        "abwebsolutions" => "ABWebSolutions",
        other => panic!("{other} has no section on the page"),
    }
}

/// The text under a heading, to the next.
#[track_caller]
fn section(heading: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("\n# {heading}\n")).expect(heading);
    rest.split("\n# ").next().unwrap_or(rest)
}

/// The rows of the table under a heading, cell by cell, the parameter without its backticks.
#[track_caller]
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let lines = section(heading).lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> = lines
        .map(|line| {
            let cells = line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`'));
            cells.collect()
        })
        .collect();
    assert!(!rows.is_empty(), "{heading} has a table");
    rows
}

/// A day, or a month where no more is known.
fn is_date(text: &str) -> bool {
    let mut parts =
        text.split('-').map(|part| (part.len(), part.bytes().all(|byte| byte.is_ascii_digit())));
    parts.next() == Some((4, true))
        && parts.next() == Some((2, true))
        && parts.all(|part| part == (2, true))
        && (text.len() == 7 || text.len() == 10)
}
