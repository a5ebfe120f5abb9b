//! Dated scripts in plain text, and the transcripts that were read and accepted.
//!
//! `scenarios/*.pec` are the scripts, in the language that one page of the manual describes; each is
//! a situation of a holder's or a provider's life, named by its file. `transcripts/*.txt` say what
//! the engine makes of them, line by line.

use std::{collections::BTreeSet, fs, path::PathBuf};

use pec_renewal::{Command, Fact, Notice, Refusal, offer::Policy, values::TaxId};
use pec_scenario::{Reached, Transcript, read, run};

use crate::golden::assert_golden;

#[test]
fn every_script_says_what_it_should_come_to_and_comes_to_it() {
    for (name, transcript) in transcripts() {
        let failures: Vec<String> = transcript.failures().iter().map(ToString::to_string).collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
        assert!(0 < transcript.expectations(), "{name}.pec expects nothing: say what it shows");
    }
}

#[test]
fn every_transcript_is_the_one_accepted() {
    for (name, transcript) in transcripts() {
        assert_golden(&format!("audit/transcripts/{name}.txt"), &transcript.to_string());
    }
}

#[test]
fn no_transcript_is_left_of_a_script_that_is_gone() {
    let scripts: BTreeSet<String> = transcripts().into_iter().map(|(name, _)| name).collect();
    let left: Vec<String> =
        names("transcripts", "txt").into_iter().filter(|name| !scripts.contains(name)).collect();
    assert!(left.is_empty(), "transcripts without a script: {}", left.join(", "));
}

#[test]
fn no_transcript_holds_a_tax_id() {
    for (name, transcript) in transcripts() {
        let script = fs::read_to_string(script_file(&name)).expect("a script is text");
        for word in script.split_whitespace().filter(|word| word.parse::<TaxId>().is_ok()) {
            let found = transcript.to_string().contains(word);
            assert!(!found, "the transcript of {name}.pec holds a tax id");
        }
    }
}

#[test]
fn every_command_event_notice_and_refusal_is_reached_by_a_script() {
    let mut reached = Reached::default();
    for (_, transcript) in transcripts() {
        reached.extend(transcript.reached());
    }
    let mut missing = Vec::new();
    for (what, all, reached) in [
        ("command", Command::NAMES, &reached.commands),
        ("event", Fact::NAMES, &reached.facts),
        ("notice", Notice::NAMES, &reached.notices),
        ("refusal", Refusal::CODES, &reached.refusals),
    ] {
        for name in all {
            let excused = NOT_BY_SCENARIO.iter().any(|(excused, _)| excused == name);
            match (reached.contains(name), excused) {
                (true, false) | (false, true) => {}
                (false, false) => missing.push(format!("no script reaches {what} {name}")),
                (true, true) => {
                    missing.push(format!("{what} {name} is reached: excuse it no more"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_scripts_in_the_manual_run_as_they_say() {
    let mut scripts = 0;
    for part in MANUAL.split("```pec\n").skip(1) {
        let script = part.split("```").next().unwrap_or_default();
        let script = read("scenario_language.md", script.as_bytes()).unwrap_or_else(|errors| {
            panic!("{}", listed(&errors));
        });
        let transcript = run(&script);
        assert!(transcript.failures().is_empty(), "{}", listed(transcript.failures()));
        assert!(0 < transcript.expectations());
        scripts += 1;
    }
    assert!(0 < scripts, "the page shows a script");
}

#[test]
fn the_page_of_the_manual_names_every_parameter() {
    let parameters =
        serde_json::to_value(Policy::aruba().parameters()).expect("it has a JSON form");
    for name in parameters.as_object().expect("parameters are an object").keys() {
        assert!(
            MANUAL.contains(&format!("`set {name} ")),
            "the manual does not say how to set {name}"
        );
    }
}

/// The page that documents the language.
const MANUAL: &str = include_str!("../../src/manual/scenario_language.md");

/// What no script can reach, each with the reason.
const NOT_BY_SCENARIO: &[(&str, &str)] =
    &[("broken", "it says that the engine contradicts itself, which no command may bring about")];

fn listed<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<String>>().join("\n")
}

/// Every script with its transcript, by name.
fn transcripts() -> Vec<(String, Transcript)> {
    let names = names("scenarios", "pec");
    assert!(!names.is_empty(), "there are scripts in tests/audit/scenarios");
    names
        .into_iter()
        .map(|name| {
            let bytes = fs::read(script_file(&name)).expect("a script that was listed can be read");
            let script = read(&format!("{name}.pec"), &bytes)
                .unwrap_or_else(|errors| panic!("{}", listed(&errors)));
            (name, run(&script))
        })
        .collect()
}

/// The files of a folder with an ending, without it, in order.
fn names(of: &str, ending: &str) -> Vec<String> {
    let files = fs::read_dir(folder(of)).expect("the folder is there");
    let mut names: Vec<String> = files
        .map(|file| file.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

fn script_file(name: &str) -> PathBuf {
    folder("scenarios").join(format!("{name}.pec"))
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/audit").join(name)
}
