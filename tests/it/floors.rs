//! The house: a module uses only floors below its own, and one file names the calendar crate.

use std::{collections::BTreeSet, fs, path::Path};

use crate::source::{Source, files};

/// The floors, the lowest first; modules of one floor do not use each other.
const FLOORS: &[&[&str]] = &[
    &["values"],
    &["catalogue"],
    &["charge", "auto_renewal"],
    &["order"],
    &["service"],
    &["mailbox"],
    &["audit"],
    &["manual"],
];

#[test]
fn every_module_has_its_floor() {
    let modules: BTreeSet<String> = files("src", &[".rs"])
        .iter()
        .map(|source| source.modules()[0].to_owned())
        .filter(|module| module != "lib")
        .collect();
    let floors: BTreeSet<String> = FLOORS.concat().into_iter().map(str::to_owned).collect();
    let unknown: Vec<&String> = modules.difference(&floors).collect();
    assert!(unknown.is_empty(), "no floor is assigned to {unknown:?}");
}

#[test]
fn a_module_uses_only_floors_below_its_own() {
    let mut wrong = Vec::new();
    for source in files("src", &[".rs"]) {
        let own = source.modules()[0].to_owned();
        if own == "lib" {
            continue;
        }
        for used in used_by(&source) {
            if used != own && floor_of(&own) <= floor_of(&used) {
                wrong.push(format!("{} uses {used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_file_names_chrono() {
    let mut naming: Vec<String> = Vec::new();
    for source in files("src", &[".rs"]) {
        let names = |line: &str| {
            line.contains("chrono::")
                || line.contains("use chrono")
                || line.contains("extern crate chrono")
        };
        if source.code().any(|(_, line)| names(line) && !line.contains("values::chrono")) {
            naming.push(source.path);
        }
    }
    assert_eq!(naming, ["src/values/calendar.rs"]);
}

/// Everything else that the crate needs it has, so that whoever links it links little.
#[test]
fn the_library_has_five_dependencies_and_no_feature() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    let dependencies = table(&manifest, "[dependencies]");
    let names: Vec<&str> =
        dependencies.iter().map(|line| line.split([' ', '.', '=']).next().unwrap()).collect();
    assert_eq!(names, ["chrono", "rust_decimal", "serde", "thiserror", "uuid"]);
    for line in dependencies {
        assert!(line.contains("default-features = false"), "{line}");
    }
    assert!(!manifest.contains("[features]"));
    for other in ["build-dependencies", "[target."] {
        assert!(!manifest.contains(other), "{other}");
    }
}

fn floor_of(module: &str) -> usize {
    FLOORS
        .iter()
        .position(|floor| floor.contains(&module))
        .unwrap_or_else(|| panic!("no floor is assigned to {module}"))
}

/// The modules that a file names from the crate's root; an item re-exported there is the mailbox's.
fn used_by(source: &Source) -> BTreeSet<String> {
    let code = source.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    let mut used = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        // Not the tail of another word; a macro's `$crate` is the crate as well.
        if !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            used.extend(heads(&code[at + "crate::".len()..]).into_iter().map(module_of));
        }
    }
    used
}

/// The first names of a path, or of each path of a braced list.
fn heads(path: &str) -> Vec<&str> {
    let Some(list) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut names, mut expecting) = (0_u32, Vec::new(), true);
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expecting = true,
            letter if expecting && (letter.is_alphabetic() || letter == '_') => {
                names.push(name(&list[at..]));
                expecting = false;
            }
            _ => {}
        }
    }
    names
}

fn name(path: &str) -> &str {
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &path[..end.unwrap_or(path.len())]
}

fn module_of(name: &str) -> String {
    let known = FLOORS.concat().contains(&name);
    if known { name.to_owned() } else { "mailbox".to_owned() }
}

/// The lines of one table of a manifest.
fn table<'a>(manifest: &'a str, heading: &str) -> Vec<&'a str> {
    manifest
        .lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .collect()
}

#[test]
fn paths_are_found_in_every_spelling() {
    let source = |text: &str| Source { path: "src/order/x.rs".into(), text: text.into() };
    let used = |text: &str| used_by(&source(text)).into_iter().collect::<Vec<_>>();
    assert_eq!(used("use crate::values::Day;"), ["values"]);
    assert_eq!(
        used("use crate::{\n    catalogue::{Ladder, Plan},\n    values::Day,\n};"),
        ["catalogue", "values"]
    );
    assert_eq!(used("fn of(mailbox: &crate::Mailbox) {}"), ["mailbox"]);
    assert_eq!(used("// crate::audit is above"), Vec::<String>::new());
    assert_eq!(used("use super::OpenOrder;"), Vec::<String>::new());
}
