//! Another policy between two nights: every stored deadline is worked out again before the next.

use std::process::Command;

use pec_nightly::{job, portfolio::SAMPLE};
use pec_renewal::{Event, Fact, catalogue::Policy, order::OpenOrder, values::Money};
use serde_json::{Value, json};

use crate::{
    bench::{Bench, StopAfter},
    program::{PROGRAM, assert_ended, program},
};

#[test]
fn deadlines_follow_the_policy() {
    let bench = Bench::new();
    let (old, new) = (Policy::aruba(), earlier());
    bench.run_under(&old, "a.sqlite", 5);
    let orders = "SELECT count(*) FROM event WHERE name = 'OrderOpened'";
    let before = bench.count("a.sqlite", orders);
    let outcome = bench.run_under(&new, "a.sqlite", 6);
    assert!(outcome.sound, "{}", outcome.report);
    let stale = "SELECT count(*) FROM mailbox WHERE policy_version <> '2/1'";
    assert_eq!(bench.count("a.sqlite", stale), 0);
    // Sixty days of lead instead of fifteen: many orders come at once.
    let after = bench.count("a.sqlite", orders);
    assert!(before + 5 < after, "{before}, then {after}");
}

#[test]
fn what_a_new_policy_makes_due_waits_for_the_next_night_and_was_not_missed() {
    let bench = Bench::new();
    bench.run_under(&Policy::aruba(), "a.sqlite", 5);
    let outcome = bench.run_under(&earlier(), "a.sqlite", 0);
    let due = "SELECT count(*) FROM mailbox WHERE deadline <= (SELECT max(day) FROM night)";
    assert!(0 < bench.count("a.sqlite", due), "the policy makes nothing due");
    assert!(outcome.sound, "{}", outcome.report);
    // Once a night was run under it, nothing up to that night may be left.
    let outcome = bench.run_under(&earlier(), "a.sqlite", 6);
    assert_eq!(bench.count("a.sqlite", due), 0);
    assert!(outcome.sound, "{}", outcome.report);
    let tampered = "UPDATE mailbox SET deadline = '2026-01-02' WHERE number = 1";
    bench.open("a.sqlite").execute(tampered, []).unwrap();
    let outcome = bench.run_under(&earlier(), "a.sqlite", 0);
    assert!(outcome.report.contains("due on a night that is over"), "{}", outcome.report);
}

#[test]
fn a_change_that_is_stopped_half_way_goes_on() {
    let bench = Bench::new();
    // More mailboxes than share a transaction.
    bench.write("portfolio.csv", SAMPLE);
    let (old, new) = (Policy::aruba(), earlier());
    for database in ["whole.sqlite", "stopped.sqlite"] {
        bench.run_under(&old, database, 5);
    }
    let args = bench.args("stopped.sqlite", 8);
    assert!(job::run_under(&new, &args, &mut StopAfter(130)).is_err());
    let stale = "SELECT count(*) FROM mailbox WHERE policy_version <> '2/1'";
    assert_eq!(bench.count("stopped.sqlite", stale), 300, "of 400");
    bench.run_under(&new, "stopped.sqlite", 8);
    bench.run_under(&new, "whole.sqlite", 8);
    assert_eq!(bench.dump("whole.sqlite"), bench.dump("stopped.sqlite"));
}

#[test]
fn a_policy_file_holds_until_another_is_given_and_open_orders_stay_as_agreed() {
    let bench = Bench::new();
    bench.write("policy.json", &policy_file(earlier_and_dearer));
    assert_ended(program(&bench, "a.sqlite", &nights("9", &[])), 0);
    let before = orders(&bench);
    assert_ended(program(&bench, "a.sqlite", &nights("10", &["--policy", "policy.json"])), 0);
    // Without the option, the policy stays; the closing check works out every deadline under it.
    assert_ended(program(&bench, "a.sqlite", &nights("30", &[])), 0);
    let stale = "SELECT count(*) FROM mailbox WHERE policy_version <> '2/2'";
    assert_eq!(bench.count("a.sqlite", stale), 0);
    let (old, new): (Vec<_>, Vec<_>) =
        orders(&bench).into_iter().partition(|order| before.contains(order));
    assert_eq!(old, before);
    let versions = |orders: &[OpenOrder]| {
        let mut versions: Vec<_> = orders
            .iter()
            .map(|order| (order.agreed.policy_version, order.agreed.price_list_version))
            .collect();
        versions.dedup();
        versions
    };
    assert_eq!((versions(&old), versions(&new)), (vec![(1, 1)], vec![(2, 2)]));
    // Charges requested under the new policy: those of old orders ask for what was agreed.
    let charged = charged_since(&bench, "2026-01-10");
    let of = |orders: &[OpenOrder]| {
        let amounts = orders.iter().filter_map(|order| {
            let (_, amount) = charged.iter().find(|(id, _)| *id == order.id.to_string())?;
            Some((*amount, order.payable()))
        });
        amounts.collect::<Vec<_>>()
    };
    for (orders, kind) in [(&old, "old"), (&new, "new")] {
        let amounts = of(orders);
        assert!(!amounts.is_empty(), "no {kind} order was charged");
        assert!(amounts.iter().all(|(asked, agreed)| asked == agreed), "{kind}: {amounts:?}");
    }
}

#[test]
fn a_bad_policy_file_is_refused_with_its_field_and_changes_nothing() {
    let bench = Bench::new();
    assert_ended(program(&bench, "a.sqlite", &nights("3", &[])), 0);
    let before = std::fs::read(bench.path("a.sqlite")).expect("a file");
    let edits: [(Edit, &[&str]); 8] = [
        (
            |file| file["parameters"]["order_lead_days"] = json!("15"),
            &["parameters.order_lead_days: invalid type: string \"15\""],
        ),
        (|file| file["parameters"]["order_leed_days"] = json!(15), &["`order_leed_days`"]),
        (
            |file| drop(file["parameters"].as_object_mut().unwrap().remove("grace")),
            &["parameters: missing field `grace`"],
        ),
        (|file| file["parameters"]["ladder"] = json!([3, 7]), &["parameters.ladder: "]),
        (|file| file["prices"]["rows"][4]["net"] = json!("9,90"), &["prices.rows[4].net: "]),
        (|file| file["prices"]["rows"][4]["net"] = json!("0.00"), &["prices: ", "costs 0.00"]),
        (
            |file| file["parameters"]["order_lead_days"] = json!(6),
            &["orders are generated 6 days before expiry and first charged 7"],
        ),
        (
            |file| file["parameters"]["statutory_notice_days"] = json!(7),
            &["the statutory notice is due 7 days before expiry: expected at least 30"],
        ),
    ];
    let whole = policy_file(|_| ());
    let text = edits.map(|(edit, said)| (policy_file(edit), said));
    let others = [
        (whole.replace('}', ""), &["line"][..]),
        (format!("{whole} and more"), &["trailing characters"]),
        (String::new(), &["EOF"]),
    ];
    for (file, expected) in text.into_iter().chain(others) {
        bench.write("policy.json", &file);
        for database in ["a.sqlite", "new.sqlite"] {
            let call = program(&bench, database, &nights("9", &["--policy", "policy.json"]));
            let said = assert_ended(call, 2);
            assert!(said.contains("the policy policy.json is refused and nothing was"), "{said}");
            assert!(expected.iter().all(|part| said.contains(part)), "{expected:?}: {said}");
        }
    }
    let said = assert_ended(program(&bench, "a.sqlite", &nights("9", &["--policy", "no.json"])), 2);
    assert!(said.contains("cannot read the policy no.json: is the path right?"), "{said}");
    assert!(before == std::fs::read(bench.path("a.sqlite")).expect("a file"), "it was written to");
    assert!(!bench.path("new.sqlite").exists());
}

#[test]
fn a_version_never_comes_to_say_something_else() {
    let bench = Bench::new();
    bench.write("second.json", &policy_file(earlier_and_dearer));
    let second = nights("4", &["--policy", "second.json"]);
    assert_ended(program(&bench, "a.sqlite", &nights("3", &[])), 0);
    assert_ended(program(&bench, "a.sqlite", &second), 0);
    let before = bench.dump("a.sqlite");
    // Neither of the policy in force, nor of an earlier one, nor together with another version.
    let edits: [(Edit, &str); 3] = [
        (
            |file| {
                earlier_and_dearer(file);
                file["parameters"]["order_lead_days"] = json!(61);
            },
            "version 2 of the parameters says something else in the database (order_lead_days)",
        ),
        (
            |file| file["parameters"]["late_charge"] = json!(false),
            "version 1 of the parameters says something else in the database (late_charge)",
        ),
        (
            |file| {
                file["parameters"]["version"] = json!(3);
                file["prices"]["rows"][0]["net"] = json!("8.00");
            },
            "version 1 of the price list says something else in the database (rows)",
        ),
    ];
    for (edit, expected) in edits {
        bench.write("other.json", &policy_file(edit));
        let other = program(&bench, "a.sqlite", &nights("5", &["--policy", "other.json"]));
        let said = assert_ended(other, 2);
        assert!(said.contains(expected), "{said}");
        assert!(said.contains("give what you changed a version of its own"), "{said}");
        assert_eq!(bench.dump("a.sqlite"), before);
    }
    // Going back to an earlier policy, word for word, is a change like any other.
    bench.write("first.json", &policy_file(|_| ()));
    assert_ended(program(&bench, "a.sqlite", &nights("5", &["--policy", "first.json"])), 0);
    let stale = "SELECT count(*) FROM mailbox WHERE policy_version <> '1/1'";
    assert_eq!(bench.count("a.sqlite", stale), 0);
}

type Edit = fn(&mut Value);

fn nights<'a>(nights: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let common = ["--portfolio", "portfolio.csv", "--from", "2026-01-01", "--nights", nights];
    [&common[..], more].concat()
}

fn facts(bench: &Bench, name: &str) -> Vec<Event> {
    let db = bench.open("a.sqlite");
    let mut query = db.prepare("SELECT body FROM event WHERE name = ?1 ORDER BY mailbox, sequence");
    let query = query.as_mut().expect("a query");
    let rows = query.query_map([name], |row| row.get::<_, String>(0)).expect("rows");
    rows.map(|body| serde_json::from_str(&body.expect("a body")).expect("an event")).collect()
}

/// Every order ever opened, as it was agreed.
fn orders(bench: &Bench) -> Vec<OpenOrder> {
    let order = |event: Event| match event.fact {
        Fact::OrderOpened(order) => *order,
        other => panic!("{other:?}"),
    };
    facts(bench, "OrderOpened").into_iter().map(order).collect()
}

/// The charges requested from a day on: of which order, and how much.
fn charged_since(bench: &Bench, day: &str) -> Vec<(String, Money)> {
    let charge = |event: Event| match event.fact {
        Fact::ChargeRequested { key, amount, .. } => (key.order().to_string(), amount),
        other => panic!("{other:?}"),
    };
    let since = |event: &Event| pec_test_support::day(day) <= event.at.day();
    facts(bench, "ChargeRequested").into_iter().filter(since).map(charge).collect()
}

/// The preset as the program prints it, edited.
#[track_caller]
pub fn policy_file(edit: impl FnOnce(&mut Value)) -> String {
    let printed = Command::new(PROGRAM).arg("--print-policy").output().expect("the program runs");
    let mut file = serde_json::from_slice(&printed.stdout).expect("JSON");
    edit(&mut file);
    file.to_string()
}

/// Orders are generated much earlier, and cost ten euro more.
pub fn earlier_and_dearer(file: &mut Value) {
    file["parameters"]["version"] = json!(2);
    file["parameters"]["order_lead_days"] = json!(60);
    file["prices"]["version"] = json!(2);
    for row in file["prices"]["rows"].as_array_mut().expect("rows") {
        let net: Money = row["net"].as_str().expect("a price").parse().expect("a price");
        let dearer = net.checked_add(pec_test_support::money("10.00")).expect("not too high");
        row["net"] = json!(dearer.to_string());
    }
}

/// Orders are generated much earlier.
fn earlier() -> Policy {
    let mut parameters = Policy::aruba().parameters().clone();
    parameters.version = 2;
    parameters.order_lead_days = 60;
    Policy::new(parameters, Policy::aruba().prices().clone()).expect("no contradiction")
}
