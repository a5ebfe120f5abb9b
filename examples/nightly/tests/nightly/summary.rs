//! `--json`: the closing summary for programs, alone on standard output.

use serde_json::Value;

use crate::{bench::Bench, command_line::call};

#[test]
fn the_summary_is_json_alone_on_standard_output() {
    let bench = Bench::new();
    let output = call(&bench, &["--nights", "3", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
    assert_eq!(summary["first_night"], "2026-01-01");
    assert_eq!(summary["last_night"], "2026-01-03");
    assert_eq!((&summary["nights"], &summary["nights_in_all"]), (&3.into(), &3.into()));
    assert_eq!(summary["import"]["opened"], 400);
    assert_eq!(summary["import"]["rejects_file"], Value::Null);
    assert_eq!(summary["check"]["sound"], true);
    assert_eq!(summary["check"]["mailboxes"], 400);
    let database = "pec-nightly.sqlite";
    let orders = "SELECT count(*) FROM event WHERE name = 'OrderOpened'";
    let generated = &summary["counts"]["orders_generated"]["run"];
    let by_hand = &summary["counts"]["orders_by_hand"]["run"];
    assert_eq!(
        number(&generated["count"]) + number(&by_hand["count"]),
        bench.count(database, orders)
    );
    let taken = "SELECT sum(cents) FROM world_taken";
    assert_eq!(number(&summary["money"]["taken"]), bench.count(database, taken));
}

#[test]
fn its_names_do_not_change() {
    let bench = Bench::new();
    let output = call(&bench, &["--nights", "0", "--json"]);
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut names = Vec::new();
    collect("", &summary, &mut names);
    assert_eq!(names.join("\n") + "\n", include_str!("summary_names.txt"));
}

#[test]
fn a_violation_is_told_in_json_too() {
    let bench = Bench::new();
    call(&bench, &["--nights", "3"]);
    bench.open("pec-nightly.sqlite").execute("DELETE FROM tally", []).expect("it can be changed");
    let output = call(&bench, &["--nights", "0", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(summary["check"]["sound"], false);
    assert!(0 < number(&summary["check"]["violations"]));
    assert!(summary["check"]["shown"][0].as_str().is_some_and(|text| text.contains("not counted")));
}

#[test]
fn without_the_check_nothing_is_said_of_it() {
    let bench = Bench::new();
    let output = call(&bench, &["--nights", "1", "--json", "--no-check"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&summary["check"], &summary["money"]), (&Value::Null, &Value::Null));
    assert_ne!(summary["counts"]["reminders"]["run"]["count"], 0);
    let text = String::from_utf8(call(&bench, &["--nights", "1", "--no-check"]).stdout);
    assert!(text.expect("UTF-8").contains("Nothing was checked"));
}

#[track_caller]
fn number(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

fn collect(path: &str, value: &Value, names: &mut Vec<String>) {
    let Some(object) = value.as_object() else { return names.push(path.to_owned()) };
    if object.keys().eq(["cents", "count"]) {
        return names.push(format!("{path}: cents, count"));
    }
    for (name, value) in object {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        collect(&path, value, names);
    }
}
