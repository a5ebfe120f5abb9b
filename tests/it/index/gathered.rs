//! Reads all that shows a rule.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use pec_renewal::{Fact, Notice, values::Rule};
use pec_test_support::spoken;

use super::{
    back::{ERRANDS, EVENTS, INVARIANTS, NOTICES, PARAMETERS, REFUSALS, back},
    cited::{functions_citing, rules_in},
    data::{Entry, Index, Item, Kind},
};
use crate::{
    golden::read,
    source::{Source, files},
};

/// The whole index.
pub fn index() -> Index {
    let mut shown = Shown::default();
    shown.manual();
    shown.decisions();
    shown.code();
    shown.tables();
    shown.situations();
    shown.scripts();
    let tests = shown.tests();
    shown.pains(&tests);
    shown.seeded_bugs();
    let back = back();
    for names in &back {
        let kind = match names.title {
            REFUSALS => Kind::Refusals,
            EVENTS => Kind::Events,
            NOTICES => Kind::Notices,
            ERRANDS => Kind::Errands,
            INVARIANTS => Kind::Invariants,
            PARAMETERS => Kind::Parameters,
            other => panic!("{other} have no kind of evidence"),
        };
        for (name, rules) in &names.names {
            for rule in rules {
                shown.add(*rule, kind, Item::plain(name.clone()));
            }
        }
    }
    let entry = |rule: &Rule| {
        let evidence = Kind::ALL.map(|kind| (kind, shown.take(*rule, kind)));
        Entry { rule: *rule, evidence: evidence.into() }
    };
    let rules = Rule::ALL.iter().map(entry).collect();
    let all = |folder: &str, item: fn(&Source) -> Item| {
        files(folder, &[".txt"]).iter().map(item).collect()
    };
    Index {
        rules,
        back,
        situations: all("tests/audit/tables/situations", situation),
        scripts: all("tests/audit/transcripts", script),
    }
}

/// What was found so far.
#[derive(Default)]
struct Shown(Vec<(Rule, Kind, Item)>);

impl Shown {
    fn add(&mut self, rule: Rule, kind: Kind, item: Item) {
        self.0.push((rule, kind, item));
    }

    fn take(&mut self, rule: Rule, kind: Kind) -> Vec<Item> {
        let of_it = self.0.extract_if(.., |(of, what, _)| *of == rule && *what == kind);
        of_it.map(|(_, _, item)| item).collect()
    }

    fn manual(&mut self) {
        for source in files("src/manual", &[".rs"]) {
            let lines = source.text.lines().filter_map(|line| line.strip_prefix("//! "));
            let headings = lines.filter_map(|line| line.strip_prefix("## R-"));
            for heading in headings.map(|heading| format!("R-{heading}")) {
                let chapter = stem(&source.path).replace('_', " ");
                for rule in rules_in(&heading) {
                    let words = format!("{chapter}, \"{heading}\"");
                    self.add(rule, Kind::Manual, Item::linked(words, from_audit(&source.path)));
                }
            }
        }
    }

    /// Those of the change log; of each the first sentence.
    fn decisions(&mut self) {
        let log = read("../CHANGELOG.md");
        for part in log.split("\n### Rules\n").skip(1) {
            let (part, _) = part.split_once("\n## ").unwrap_or((part, ""));
            for decision in part.split("\n- **R-").skip(1) {
                let (decision, _) = decision.split_once("\n\n").unwrap_or((decision, ""));
                let whole = format!("**R-{decision}");
                let lines: Vec<&str> = whole.lines().map(str::trim).collect();
                let whole = lines.join(" ");
                let (numbers, says) = numbers_of(&whole);
                let first = says.split_inclusive(['.', ':', ';']).next().unwrap_or(says);
                let words = spoken_where_code(first.trim_end_matches([':', ';', '.']));
                for rule in rules_in(numbers) {
                    let item = Item::linked(words.clone(), "../../CHANGELOG.md");
                    self.add(rule, Kind::Decisions, item);
                }
            }
        }
    }

    fn code(&mut self) {
        let is_code = |source: &Source| {
            !source.path.starts_with("src/manual") && source.path != "src/values/rule.rs"
        };
        for source in files("src", &[".rs"]).iter().filter(|source| is_code(source)) {
            for rule in rules_in(&source.text) {
                let Some(functions) = functions_citing(&source.text, rule) else { continue };
                let functions: Vec<&str> = functions.into_iter().collect();
                let words = match functions[..] {
                    [] => source.path.clone(),
                    _ => format!("{}: {}", source.path, functions.join(", ")),
                };
                self.add(rule, Kind::Code, Item::linked(words, from_audit(&source.path)));
            }
        }
    }

    /// Those of the machines and whatever else stands beside them.
    fn tables(&mut self) {
        let is_page = |source: &&Source| {
            !source.path.contains("/situations/") && !source.path.contains("seeded_bugs")
        };
        for source in files("tests/audit/tables", &[".txt"]).iter().filter(is_page) {
            for rule in rules_in(&source.text) {
                let rows = source.text.lines().filter(|line| line.contains(" | "));
                let rows = rows.filter(|row| rules_in(row).contains(&rule)).count();
                let name = stem(&source.path);
                let words = match rows {
                    0 => format!("{name}.txt"),
                    1 => format!("{name}.txt (1 row)"),
                    _ => format!("{name}.txt ({rows} rows)"),
                };
                self.add(rule, Kind::Tables, Item::linked(words, from_audit(&source.path)));
            }
        }
    }

    fn situations(&mut self) {
        for source in files("tests/audit/tables/situations", &[".txt"]) {
            let part = |from: &str, to: &str| {
                let (_, rest) = source.text.split_once(from).unwrap_or_default();
                rules_in(rest.split_once(to).map_or(rest, |(part, _)| part))
            };
            let lived = part("\nHow it came about\n", "\nWhat the holder can do\n");
            let answered = part("\nWhat the holder can do\n", "\u{0}");
            for (kind, rules) in [(Kind::Situations, lived), (Kind::Answers, answered)] {
                for rule in rules {
                    self.add(rule, kind, situation(&source));
                }
            }
        }
    }

    fn scripts(&mut self) {
        for source in files("tests/audit/transcripts", &[".txt"]) {
            for rule in rules_in(&source.text) {
                self.add(rule, Kind::Scripts, script(&source));
            }
        }
    }

    /// The names of the tests, too, each with its rules.
    fn tests(&mut self) -> BTreeMap<String, BTreeSet<Rule>> {
        let mut all = BTreeMap::new();
        for source in files("tests", &[".rs"]).into_iter().chain(files("src", &[".rs"])) {
            for name in functions(&source.text) {
                let numbers = name.split('_').collect::<Vec<&str>>();
                let of = |pair: &[&str]| match pair {
                    ["r", number] => format!("R-{number}").parse::<Rule>().ok(),
                    _ => None,
                };
                let rules: BTreeSet<Rule> = numbers.windows(2).filter_map(of).collect();
                for rule in &rules {
                    let words = format!("{name} in {}", source.path);
                    let item = Item::linked(words, from_audit(&source.path));
                    self.add(*rule, Kind::Tests, item);
                }
                if !rules.is_empty() {
                    all.insert(name.to_owned(), rules);
                }
            }
        }
        all
    }

    fn pains(&mut self, tests: &BTreeMap<String, BTreeSet<Rule>>) {
        let text = read("audit/pains.txt");
        for row in text.lines().filter(|line| !line.starts_with('#')) {
            let parts: Vec<&str> = row.split('|').map(str::trim).collect();
            let [number, wrong, shown] = parts[..] else { continue };
            let mut rules = BTreeSet::<Rule>::new();
            for test in shown.split(',').filter_map(|proof| proof.trim().strip_prefix("test ")) {
                rules.extend(tests.get(test).into_iter().flatten().copied());
            }
            for rule in rules {
                let words = format!("{number}, {wrong}");
                self.add(rule, Kind::Pains, Item::linked(words, "pains.txt"));
            }
        }
    }

    fn seeded_bugs(&mut self) {
        let text = read("audit/tables/seeded_bugs.txt");
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2) {
            let [wrong, rule] = pair else { continue };
            let Some(rule) = rule.strip_prefix("  rule       ") else { continue };
            for rule in rules_in(rule) {
                let item = Item::linked(*wrong, "tables/seeded_bugs.txt");
                self.add(rule, Kind::SeededBugs, item);
            }
        }
    }
}

/// A situation, by its sentence.
fn situation(table: &Source) -> Item {
    let name = table.text.lines().next().unwrap_or_default();
    Item::linked(name, from_audit(&table.path))
}

/// A script, by its transcript.
fn script(transcript: &Source) -> Item {
    Item::linked(stem(&transcript.path), from_audit(&transcript.path))
}

/// The numbers at the head of a decision, and what it says.
fn numbers_of(decision: &str) -> (&str, &str) {
    let mut end = 0;
    while let Some(rest) = decision[end..].trim_start_matches([',', ' ']).strip_prefix("**R-") {
        let begins = decision.len() - rest.len();
        end = begins + rest.find("**").map_or(0, |at| at + 2);
    }
    (&decision[..end], decision[end..].trim())
}

/// A sentence of the change log for whoever reads no code: what stands there as code, and is no name that the
/// manual lists, in words.
fn spoken_where_code(text: &str) -> String {
    let word = |(place, part): (usize, &str)| {
        let is_code = place % 2 == 1 && part.starts_with(|it: char| it.is_ascii_uppercase());
        let is_listed = Fact::NAMES.contains(&part) || Notice::NAMES.contains(&part);
        if is_code && !is_listed { spoken(part) } else { part.to_owned() }
    };
    text.split('`').enumerate().map(word).collect()
}

/// The names of a file's functions.
fn functions(code: &str) -> impl Iterator<Item = &str> {
    code.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next())
}

fn stem(path: &str) -> &str {
    Path::new(path).file_stem().and_then(|name| name.to_str()).unwrap_or(path)
}

/// A path of this repository as it is linked from `tests/audit/`.
fn from_audit(path: &str) -> String {
    path.strip_prefix("tests/audit/").map_or_else(|| format!("../../{path}"), str::to_owned)
}
