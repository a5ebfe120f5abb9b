//! What a support desk is answered about one mailbox.

use std::fs;

use pec_nightly::{
    args::{Args, Lang},
    job,
};
use serde_json::Value;

use crate::{
    bench::{Bench, Quiet},
    program::{assert_ended, program},
};

/// Renewed after a charge that failed, charged in vain, deleted, with money taken back, and with money to
/// pay back: in each language the page is the
/// one that was read and accepted (`UPDATE_GOLDEN=1` writes it anew).
#[test]
fn a_support_desk_is_answered_in_each_language() {
    let bench = Bench::in_memory();
    sample(&bench);
    for (lang, name) in [(Lang::En, "en"), (Lang::It, "it")] {
        let pages: Vec<String> =
            TOLD.iter().map(|mailbox| explained(&bench, mailbox, lang, false)).collect();
        let found = pages.join("\n\n") + "\n";
        let golden = format!("{}/tests/nightly/explain.{name}.txt", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
            fs::write(&golden, &found).expect("it is written");
        }
        assert!(
            found == fs::read_to_string(&golden).unwrap_or_default(),
            "{golden} says something else: read it, and accept it with UPDATE_GOLDEN=1\n{found}"
        );
        assert!(!found.contains("-4000-8000-"), "an identity cannot be read aloud: {found}");
    }
}

#[test]
fn the_answers_come_as_data_with_their_rules() {
    let bench = Bench::in_memory();
    sample(&bench);
    let told: Value =
        serde_json::from_str(&explained(&bench, TOLD[0], Lang::En, true)).expect("it is JSON");
    assert_eq!(told["address"], TOLD[0]);
    let questions: Vec<&str> = told["answers"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|answer| answer["question"].as_str().expect("a code"))
        .collect();
    assert_eq!(
        questions,
        [
            "why-charged",
            "why-not-renewed",
            "why-not-possible",
            "what-next",
            "what-would-renew",
            "where-is-the-money"
        ]
    );
    for answer in told["answers"].as_array().expect("a list") {
        for ground in answer["grounds"].as_array().expect("a list") {
            assert!(ground["rule"].as_str().is_some_and(|rule| rule.starts_with("R-")), "{ground}");
        }
    }
}

#[test]
fn what_is_not_there_is_told_with_what_to_do_and_nothing_is_changed() {
    let bench = Bench::new();
    let none = program(&bench, "none.sqlite", &["--explain", TOLD[0]]);
    assert!(assert_ended(none, 2).contains("name another file with --database"));
    assert!(!bench.path("none.sqlite").exists());
    bench.run("small.sqlite", 2);
    let before = bench.dump("small.sqlite");
    let unknown = program(&bench, "small.sqlite", &["--explain", "nobody@pec.example"]);
    let said = assert_ended(unknown, 2);
    assert!(said.contains("has no mailbox nobody@pec.example: give its address"), "{said}");
    let by_identity = program(
        &bench,
        "small.sqlite",
        &["--explain", "0CA5E11A-0000-4000-8000-000000000001", "--lang", "it"],
    );
    assert_ended(by_identity, 0);
    assert_eq!(bench.dump("small.sqlite"), before);
    let alone = program(&bench, "small.sqlite", &["--lang", "it"]);
    assert!(assert_ended(alone, 2).contains("--explain"));
}

/// The sample, so many nights on.
fn sample(bench: &Bench) {
    let args = Args { no_check: true, ..Args::new(bench.path("sample.sqlite"), NIGHTS) };
    job::run(&args, &mut Quiet).expect("the run ends");
}

fn explained(bench: &Bench, mailbox: &str, lang: Lang, json: bool) -> String {
    let args = Args {
        explain: Some(mailbox.to_owned()),
        lang,
        json,
        ..Args::new(bench.path("sample.sqlite"), 0)
    };
    job::run(&args, &mut Quiet).expect("it is there").report
}

const NIGHTS: u16 = 45;

const TOLD: [&str; 5] = [
    "casella-0044@pec.example",
    "casella-0043@pec.example",
    "casella-0014@pec.example",
    "casella-0208@pec.example",
    "casella-0169@pec.example",
];
