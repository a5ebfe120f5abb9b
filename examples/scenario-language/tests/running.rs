//! What a run tells: failures with both sides, and nothing that panics.

use std::fs;

use pec_scenario::{Transcript, read, run};
use proptest::{
    prelude::{Strategy, any, prop_assert, prop_oneof, proptest},
    test_runner::Config,
};

#[track_caller]
fn transcript(script: &str) -> Transcript {
    run(&read("s.pec", script.as_bytes()).expect("every line can be read"))
}

#[track_caller]
fn failures(script: &str) -> Vec<String> {
    transcript(script).failures().iter().map(ToString::to_string).collect()
}

const OPEN: &str = "2026-01-15 open standard for 1 year\n";

#[test]
fn an_expectation_that_fails_shows_both_sides() {
    for (line, expected, found) in [
        ("expect expiry 2027-01-16", "expiry 2027-01-16", "expiry 2027-01-15"),
        ("expect state in grace phase 2", "state in grace phase 2", "state in service"),
        (
            "expect access none",
            "access to nothing",
            "access to send, receive and read, in a renewable phase",
        ),
        ("expect owed back 12.08", "owed back 12.08", "owed back 0.00"),
        ("expect deadline none", "deadline none", "deadline 2026-10-17"),
        ("expect automatic renewal on", "automatic renewal on", "automatic renewal off"),
        ("expect order 1 open", "order 1 open", "order 1 unknown to this mailbox"),
        ("expect plan pro", "plan pro +0", "plan standard +0"),
        ("expect room 2 GB", "room 2 GB archive 0 B", "room 1 GB archive 0 B"),
        ("expect term 2 years", "term of 2 years", "term of 1 year"),
        ("expect exit right", "exit right given", "exit right not given"),
        ("expect refusal own-domain", "refusal own-domain", "no refusal"),
        (
            "expect can pay",
            "\"pay\" to be possible: yes",
            "\"pay\" to be possible: no, no-order-open",
        ),
    ] {
        let failures = failures(&format!("{OPEN}{line}\n"));
        assert_eq!(failures, [format!("s.pec:2: expected {expected}\n  found    {found}")]);
    }
}

#[test]
fn a_refusal_that_none_awaits_is_a_failure() {
    assert_eq!(
        failures(
            "2026-01-15 tick\n# no expectation\n2026-01-15 open pro for 1 year\nexpect no event"
        ),
        [
            "s.pec:1: expected the line to be accepted, or `expect refusal` after it\n  found    \
             refusal no-such-mailbox"
                .to_owned(),
            failures(&format!("{OPEN}expect no event"))[0]
                .replace("s.pec:2", "s.pec:4")
                .replace("standard for 1 year", "pro for 1 year"),
        ]
    );
    assert!(
        failures("2026-01-15 tick\n\n# as it should be\nexpect refusal no-such-mailbox").is_empty()
    );
}

#[test]
fn a_line_that_speaks_of_nothing_is_a_failure() {
    for (line, needs, found) in [
        (
            "cancel the open order",
            "an open order, or one named by its number, as in `order 2`",
            "no order is open",
        ),
        (
            "charge settles",
            "a charge unresolved or in doubt, or one named as in `charge 1.2`",
            "no charge is unresolved or in doubt",
        ),
        (
            "charge 1.1 settles",
            "a charge that was requested, or how much this one settles",
            "it was never requested",
        ),
        (
            "payment in full by card for no order",
            "an open order to pay in full, or an amount",
            "no order is open",
        ),
        ("last notice TacitRenewal failed", "a TacitRenewal that was due", "none was due yet"),
    ] {
        let failures = failures(&format!("{OPEN}2026-01-16 {line}"));
        assert_eq!(failures, [format!("s.pec:2: expected {needs}\n  found    {found}")]);
    }
    assert_eq!(
        failures("2026-01-01 again"),
        ["s.pec:1: expected a command to repeat\n  found    none before this line"]
    );
}

#[test]
fn ticks_do_not_run_for_ever() {
    let failures = failures(&format!("{OPEN}2026-01-16 ticks daily until 2126-01-16"));
    assert!(failures[0].contains("expected at most 4000 ticks in one line"), "{failures:?}");
}

#[test]
fn a_word_of_an_event_is_found_whole() {
    let bought = format!("{OPEN}2026-02-01 renew by card\n");
    assert!(failures(&format!("{bought}expect event OrderOpened 12.08 \"1 year\"")).is_empty());
    for word in ["9.6", "64", "\"1 years\"", "standar"] {
        assert_eq!(
            failures(&format!("{bought}expect event OrderOpened {word}")).len(),
            1,
            "{word}"
        );
    }
}

#[test]
fn the_same_script_gives_the_same_transcript() {
    let script = "method visa card\n2026-01-15 open pro for 1 year bound visa\n\
                  2026-01-16 ticks until 2027-05-01\n";
    assert_eq!(transcript(script).to_string(), transcript(script).to_string());
}

/// The scripts of the repository, to be spoilt.
fn scripts() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/audit/scenarios");
    let files = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<_> = files.map(|file| file.expect("it can be listed").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).expect("a script is text")).collect()
}

/// One way to spoil a script.
#[derive(Clone, Debug)]
enum Damage {
    DropLine(usize),
    RepeatLine(usize),
    SwapLines(usize, usize),
    SwapWords(usize, usize),
    DropWord(usize),
    Cut(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<usize>;
    prop_oneof![
        place().prop_map(Damage::DropLine),
        place().prop_map(Damage::RepeatLine),
        (place(), place()).prop_map(|(one, other)| Damage::SwapLines(one, other)),
        (place(), place()).prop_map(|(one, other)| Damage::SwapWords(one, other)),
        place().prop_map(Damage::DropWord),
        place().prop_map(Damage::Cut),
    ]
}

fn spoilt(script: &str, damages: &[Damage]) -> String {
    let mut lines: Vec<Vec<String>> =
        script.lines().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
    for damage in damages {
        let count = lines.len().max(1);
        let words: Vec<(usize, usize)> = (0..lines.len())
            .flat_map(|line| (0..lines[line].len()).map(move |word| (line, word)))
            .collect();
        match *damage {
            Damage::DropLine(at) if !lines.is_empty() => drop(lines.remove(at % count)),
            Damage::RepeatLine(at) if !lines.is_empty() => {
                let line = lines[at % count].clone();
                lines.push(line);
            }
            Damage::SwapLines(one, other) if !lines.is_empty() => {
                lines.swap(one % count, other % count);
            }
            Damage::SwapWords(one, other) if !words.is_empty() => {
                let (one, other) = (words[one % words.len()], words[other % words.len()]);
                let word = lines[one.0][one.1].clone();
                lines[one.0][one.1] = std::mem::replace(&mut lines[other.0][other.1], word);
            }
            Damage::DropWord(at) if !words.is_empty() => {
                let (line, word) = words[at % words.len()];
                lines[line].remove(word);
            }
            Damage::Cut(at) => lines.truncate(at % count + 1),
            _ => {}
        }
    }
    lines.iter().map(|line| line.join(" ")).collect::<Vec<String>>().join("\n")
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(script) = read("s.pec", &bytes) {
            let _ = run(&script).to_string();
        }
    }

    #[test]
    fn a_script_with_a_flipped_byte_is_run_or_refused(
        which in any::<usize>(), at in any::<usize>(), byte in any::<u8>(),
    ) {
        let scripts = scripts();
        let mut bytes = scripts[which % scripts.len()].clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(script) = read("s.pec", &bytes) {
            let _ = run(&script).to_string();
        }
    }

    /// The engine keeps its own laws however a script is spoilt: only expectations may fail.
    #[test]
    fn a_spoilt_script_breaks_no_law(
        which in any::<usize>(),
        damages in proptest::collection::vec(damage(), 1..6),
    ) {
        let scripts = scripts();
        let script = spoilt(&scripts[which % scripts.len()], &damages);
        if let Ok(script) = read("s.pec", script.as_bytes()) {
            let transcript = run(&script);
            let broken = transcript.failures().iter().find(|failure| failure.is_defect());
            prop_assert!(broken.is_none(), "{}\n\n{transcript}", broken.unwrap());
        }
    }
}
