//! Dated scripts in plain text, and the transcripts that were read and accepted.
//!
//! `scenarios/*.pec` are the scripts, in the language that one page of the manual describes; each is
//! a situation of a holder's or a provider's life, named by its file. `transcripts/*.txt` say what
//! the engine makes of them, line by line.

use std::{collections::BTreeSet, fs, path::PathBuf};

use pec_renewal::{Command, Fact, Notice, Refusal, catalogue::Policy, values::TaxId};
use pec_scenario::{Reached, ReadError, Script, Transcript, read, run};

use crate::golden::assert_all_golden;

/// The other tests pass over what this one tells.
#[test]
fn every_script_can_be_read() {
    let unread: Vec<ReadError> =
        scripts().into_iter().filter_map(|(_, read)| read.err()).flatten().collect();
    assert!(unread.is_empty(), "{}", listed(&unread));
}

#[test]
fn every_script_says_what_it_should_come_to_and_comes_to_it() {
    let mut wrong = Vec::new();
    for (name, transcript) in transcripts() {
        wrong.extend(transcript.failures().iter().map(ToString::to_string));
        if transcript.expectations() == 0 {
            wrong.push(format!("{name}.pec expects nothing: say what it shows"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_transcript_is_the_one_accepted() {
    assert_all_golden(transcripts().into_iter().map(|(name, transcript)| {
        (format!("audit/transcripts/{name}.txt"), transcript.to_string())
    }));
}

#[test]
fn no_transcript_is_left_of_a_script_that_is_gone() {
    let scripts: BTreeSet<String> = names("scenarios", "pec").into_iter().collect();
    let left: Vec<String> =
        names("transcripts", "txt").into_iter().filter(|name| !scripts.contains(name)).collect();
    assert!(left.is_empty(), "transcripts without a script: {}", left.join(", "));
}

#[test]
fn no_transcript_holds_a_tax_id() {
    let mut found = BTreeSet::new();
    for (name, transcript) in transcripts() {
        let script = fs::read_to_string(script_file(&name)).expect("a script is text");
        // A name of sixteen letters, such as that of an event, is none.
        let is_tax_id = |word: &&str| {
            word.bytes().any(|byte| byte.is_ascii_digit()) && word.parse::<TaxId>().is_ok()
        };
        for word in script.split_whitespace().filter(is_tax_id) {
            if transcript.to_string().contains(word) {
                found.insert(format!("the transcript of {name}.pec holds a tax id"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
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
            if !reached.contains(name) {
                missing.push(format!("no script reaches {what} {name}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_scripts_in_the_manual_run_as_they_say() {
    let mut scripts = 0;
    let mut wrong = Vec::new();
    for part in MANUAL.split("```pec\n").skip(1) {
        scripts += 1;
        let script = part.split("```").next().unwrap_or_default();
        match read("scenario_language.md", script.as_bytes()).map(|script| run(&script)) {
            Ok(transcript) if transcript.expectations() == 0 => {
                wrong.push(format!("script {scripts} of the page expects nothing"));
            }
            Ok(transcript) => wrong.push(listed(transcript.failures())),
            Err(errors) => wrong.push(listed(&errors)),
        }
    }
    wrong.retain(|text| !text.is_empty());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(0 < scripts, "the page shows a script");
}

#[test]
fn the_page_of_the_manual_names_every_parameter() {
    let parameters =
        serde_json::to_value(Policy::aruba().parameters()).expect("it has a JSON form");
    let names = parameters.as_object().expect("parameters are an object").keys();
    let missing: Vec<&String> =
        names.filter(|name| !MANUAL.contains(&format!("`set {name} "))).collect();
    assert!(missing.is_empty(), "the manual does not say how to set {missing:?}");
}

/// The page that documents the language.
const MANUAL: &str = include_str!("../../src/manual/scenario_language.md");

fn listed<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<String>>().join("\n")
}

/// Every script that can be read, with its transcript, by name.
pub fn transcripts() -> Vec<(String, Transcript)> {
    let read = scripts().into_iter().filter_map(|(name, read)| Some((name, run(&read.ok()?))));
    read.collect()
}

/// Every script, or why it cannot be read, by name.
fn scripts() -> Vec<(String, Result<Script, Vec<ReadError>>)> {
    let names = names("scenarios", "pec");
    assert!(!names.is_empty(), "there are scripts in tests/audit/scenarios");
    let read_script = |name: String| {
        let bytes = fs::read(script_file(&name)).expect("a script that was listed can be read");
        let script = read(&format!("{name}.pec"), &bytes);
        (name, script)
    };
    names.into_iter().map(read_script).collect()
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
