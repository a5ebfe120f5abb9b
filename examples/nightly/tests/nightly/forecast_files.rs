//! `--forecast`: what it writes, that its three forms say the same, and what it says where it cannot.

use std::{collections::BTreeMap, fs};

use pec_nightly::{args::Args, job};
use serde_json::Value;

use crate::{
    bench::{Bench, StopAfter},
    command_line::call,
    program::{assert_ended, program},
};

/// Three mailboxes whose days can be reckoned by hand, which was done for this file.
#[test]
fn the_csv_of_three_mailboxes_is_what_their_rules_give() {
    let bench = Bench::new();
    bench.write("three.csv", THREE);
    call_forecast(&bench, &["--forecast", "12", "--portfolio", "three.csv", "--shares", "50/50"]);
    let found = bench.read("forecast.csv");
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/nightly/forecast.csv");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, &found).expect("it is written");
    }
    assert_eq!(found, fs::read_to_string(golden).unwrap_or_default());
}

#[test]
fn csv_json_and_page_say_the_same_numbers() {
    let bench = Bench::new();
    let output = call_forecast(&bench, &["--forecast", "45", "--shares", "70/20/6/4", "--json"]);
    let json = bench.read("forecast.json");
    assert_eq!(output, json + "\n", "what is printed with --json is the file");
    let from_csv = numbers_of_csv(&bench);
    assert_eq!(from_csv.len(), 45 * 3 * 12);
    assert_eq!(from_csv, numbers_of_json(&bench));
    assert_eq!(from_csv, numbers_of_page(&bench));
    let broken = from_csv.values().filter(|number| number.contains('.')).count();
    assert!(100 < broken, "nothing is broken: {broken}");
}

#[test]
fn the_page_asks_nobody_for_anything_and_has_no_script() {
    let bench = Bench::new();
    call_forecast(&bench, &["--forecast", "45"]);
    let page = bench.read("forecast.html");
    for of_a_network in
        ["//", "src=", "href", "url(", "@import", "<script", "<link", "<img", "<iframe", "http:"]
    {
        assert!(!page.contains(of_a_network), "the page has {of_a_network}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_page_can_be_heard_as_well_as_seen() {
    let bench = Bench::new();
    call_forecast(&bench, &["--forecast", "45"]);
    let page = bench.read("forecast.html");
    let plots = page.matches("<svg ").count();
    assert!(10 < plots, "{plots}");
    assert_eq!(page.matches(" role=\"img\" aria-label=\"Plot. ").count(), plots);
    let tables = page.matches("<table>").count();
    assert_eq!(tables, 9);
    assert_eq!(page.matches("<table><caption>").count(), tables);
    assert_eq!(page.matches("<th ").count(), page.matches("<th scope=\"").count());
    assert_eq!(page.matches("<th>").count(), 0);
}

#[test]
fn the_page_says_where_its_shares_come_from() {
    let bench = Bench::new();
    for (args, said) in [
        (&["--forecast", "3"][..], "they are a guess"),
        (&["--forecast", "3", "--shares", "80/20"], "They were given when the forecast was made."),
    ] {
        call_forecast(&bench, args);
        assert!(bench.read("forecast.html").contains(said), "{args:?}");
    }
    call(&bench, &["--nights", "30", "--no-check"]);
    call_forecast(&bench, &["--forecast", "3"]);
    let page = bench.read("forecast.html");
    assert!(page.contains("They were counted from the charges that the stored history has;"));
    assert!(page.contains("From 31 January 2026 on"), "it begins with the next night");
}

#[test]
fn a_forecast_leaves_the_database_as_it_is() {
    let bench = Bench::new();
    bench.run("a.sqlite", 20);
    let before = bench.dump("a.sqlite");
    call_forecast(&bench, &["--database", "a.sqlite", "--forecast", "30"]);
    let in_force = bench.read("forecast.csv");
    // Under another policy too, which would generate orders earlier.
    let preset = String::from_utf8(call(&bench, &["--print-policy"]).stdout).expect("UTF-8");
    let mut policy: Value = serde_json::from_str(&preset).expect("JSON");
    policy["parameters"]["version"] = 2.into();
    policy["parameters"]["order_lead_days"] = 25.into();
    bench.write("mine.json", &policy.to_string());
    let args = ["--database", "a.sqlite", "--forecast", "30", "--policy", "mine.json"];
    call_forecast(&bench, &args);
    assert_ne!(bench.read("forecast.csv"), in_force, "the policy changes nothing");
    assert_eq!(bench.dump("a.sqlite"), before);
}

#[test]
fn without_a_database_none_is_left_behind() {
    let bench = Bench::new();
    call_forecast(&bench, &["--forecast", "5"]);
    let files = files(&bench);
    assert_eq!(
        files,
        ["forecast.csv", "forecast.html", "forecast.json", "portfolio.csv"],
        "of the temporary database and of what is written aside nothing is left"
    );
}

#[test]
fn what_cannot_be_forecast_is_refused_and_nothing_is_written() {
    let bench = Bench::new();
    bench.run("a.sqlite", 1);
    bench.write("bad.csv", "mailbox,address\n1,2\n");
    fs::create_dir_all(bench.path("taken/forecast.html")).expect("a folder");
    let before = files(&bench);
    for (args, said) in [
        (&["--forecast", "0"][..], "0 is not in 1..=366"),
        (&["--forecast", "367"], "367 is not in 1..=366"),
        (&["--forecast", "9", "--nights", "3"], "cannot be used with"),
        (&["--shares", "80/20"], "--forecast <DAYS>"),
        (&["--into", "."], "--forecast <DAYS>"),
        (
            &["--forecast", "9", "--shares", "80/20,60/30"],
            "the shares 60/30 of rung 2 add up to 90: expected 2 to 4 whole numbers that add up to 100",
        ),
        (&["--forecast", "9", "--shares", "80"], "rung 1 is \"80\": expected 2 to 4 whole"),
        (&["--forecast", "9", "--shares", "80/20/0/0/0"], "expected 2 to 4 whole numbers"),
        (&["--forecast", "9", "--shares", "80.5/19.5"], "rung 1 has the share \"80.5\""),
        (&["--forecast", "9", "--shares", "-1/101"], "rung 1 has the share \"-1\""),
        (
            &["--forecast", "9", "--into", "no/such"],
            "cannot be written into no/such: does that folder exist",
        ),
        (&["--forecast", "9", "--into", "bad.csv"], "Name another with --into"),
        (&["--forecast", "9", "--into", "taken"], "forecast.html is a folder; move it away"),
        (&["--forecast", "9", "--portfolio", "bad.csv"], "no forecast was made"),
        (
            &["--forecast", "9", "--database", "a.sqlite", "--portfolio", "portfolio.csv"],
            "a forecast imports nothing into it: leave --portfolio out",
        ),
        (
            &["--forecast", "9", "--database", "a.sqlite", "--mailboxes", "5"],
            "has 80 mailboxes: leave --mailboxes out",
        ),
        (&["--forecast", "9", "--database", "bad.csv"], "name another file with --database"),
    ] {
        let mut called = program(&bench, "none.sqlite", &[]);
        if args.contains(&"--database") {
            called = std::process::Command::new(crate::program::PROGRAM);
            called.current_dir(bench.path("."));
        }
        called.args(args);
        let text = assert_ended(called, 2);
        assert!(text.contains(said), "{args:?}: {text}");
        assert_eq!(files(&bench), before, "{args:?}");
    }
    assert_eq!(fs::read_dir(bench.path("taken")).expect("a folder").count(), 1);
}

#[test]
fn a_forecast_that_is_stopped_leaves_nothing() {
    let bench = Bench::new();
    let before = files(&bench);
    let args = Args {
        forecast: Some(30),
        into: bench.path("."),
        ..Args::new(bench.path("none.sqlite"), 0)
    };
    // In the import, in the counting of the history, and in the forecast.
    for pieces in [0, 100, 500, 900] {
        job::run(&args, &mut StopAfter(pieces)).expect_err("it is stopped");
        assert_eq!(files(&bench), before, "after {pieces}");
    }
    job::run(&args, &mut StopAfter(1_200)).expect("that is all there is to do");
    assert_eq!(files(&bench).len(), before.len() + 3);
}

/// A disk that takes only the beginning of the page.
#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_whole_is_not_written() {
    let bench = Bench::new();
    let mut limited = std::process::Command::new("sh");
    let call = format!(
        "ulimit -f 40; trap '' XFSZ; exec {} --database a.sqlite --forecast 60 --portfolio one.csv",
        crate::program::PROGRAM
    );
    bench.write("one.csv", THREE);
    limited.args(["-c", &call]).current_dir(bench.path("."));
    let text = assert_ended(limited, 2);
    assert!(text.contains("make room there, or name another folder"), "{text}");
    assert_eq!(files(&bench), ["one.csv", "portfolio.csv"]);
}

/// What is printed by a forecast that is written.
#[track_caller]
fn call_forecast(bench: &Bench, args: &[&str]) -> String {
    let output = call(bench, args);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn files(bench: &Bench) -> Vec<String> {
    let entries = fs::read_dir(bench.path(".")).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("an entry").file_name().to_string_lossy().into_owned()
    };
    let mut files: Vec<String> = entries.map(name).collect();
    files.sort();
    files
}

/// By day, scenario and column, as text.
type Numbers = BTreeMap<(String, String, String), String>;

fn numbers_of_csv(bench: &Bench) -> Numbers {
    let text = bench.read("forecast.csv");
    let mut rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let columns = rows.next().expect("a header");
    let mut numbers = Numbers::new();
    for row in rows {
        for (column, cell) in columns.iter().zip(&row).skip(2) {
            let key = (row[0].to_owned(), row[1].to_owned(), (*column).to_owned());
            numbers.insert(key, (*cell).to_owned());
        }
    }
    numbers
}

fn numbers_of_json(bench: &Bench) -> Numbers {
    let forecast: Value = serde_json::from_str(&bench.read("forecast.json")).expect("JSON");
    let mut numbers = Numbers::new();
    for day in forecast["days"].as_array().expect("days") {
        let on = day["day"].as_str().expect("a day");
        for scenario in SCENARIOS {
            for (figure, number) in day[scenario].as_object().expect("figures") {
                let mut add = |column: String, text: String| {
                    numbers.insert((on.to_owned(), scenario.to_owned(), column), text)
                };
                let count = number["count"].to_string();
                // JSON has no need of the last nought of 0.50.
                let places = count.split_once('.').map_or(0, |(_, places)| places.len());
                add(figure.clone(), if places == 1 { count + "0" } else { count });
                if let Some(cents) = number["cents"].as_u64() {
                    add(format!("{figure}_euro"), format!("{}.{:02}", cents / 100, cents % 100));
                }
            }
        }
    }
    numbers
}

fn numbers_of_page(bench: &Bench) -> Numbers {
    let page = bench.read("forecast.html");
    let mut numbers = Numbers::new();
    for (caption, figure, has_amount) in [
        ("Orders generated", "orders", true),
        ("Charges asked for", "charges", true),
        ("Charges settled", "settled", true),
        ("Notices", "notices", false),
        ("Services suspended", "suspended", false),
        ("Services ended", "ended", false),
        ("Mailboxes deleted", "deleted", false),
        ("Sums owed back", "refunds", true),
    ] {
        let begin = format!("<caption>{caption}, by day</caption>");
        let (_, table) = page.split_once(&begin).expect("the table is there");
        let (_, body) = table.split_once("<tbody>").expect("it has rows");
        let (body, _) = body.split_once("</tbody>").expect("they end");
        for row in body.split("<tr>").skip(1) {
            let cells: Vec<String> = row
                .split("<t")
                .filter_map(|cell| Some(cell.split_once('>')?.1.split_once("</")?.0))
                .map(|cell| cell.replace("<time>", "").replace([',', '€', '\u{a0}'], ""))
                .filter(|cell| !cell.is_empty())
                .collect();
            let (on, cells) = cells.split_first().expect("a day");
            let each = if has_amount { 2 } else { 1 };
            for (scenario, cells) in SCENARIOS.into_iter().zip(cells.chunks(each)) {
                for (column, cell) in
                    [figure.to_owned(), format!("{figure}_euro")].into_iter().zip(cells)
                {
                    numbers.insert((on.clone(), scenario.to_owned(), column), cell.clone());
                }
            }
        }
    }
    numbers
}

const SCENARIOS: [&str; 3] = ["all_settle", "expected", "all_decline"];
/// One that renews, one that runs out, and one whose grace is nearly over.
const THREE: &str = "\
mailbox,address,holder,tax_id,account,hosting,plan,extra_mailbox_gb,extra_archive_gb,term,anchor,expiry,\
method,method_kind,method_valid_until,mandate_cap,method_dead,statutory_notice_delivered,orders_before
0ca5e11a-0000-4000-8000-000000000001,a@pec.example,business,00000000001,\
0000acc0-0000-4000-8000-000000000001,provider,standard,,,1,2025-01-10,2026-01-10,\
0000ca5d-0000-4000-8000-000000000001,card,,,,,
0ca5e11a-0000-4000-8000-000000000002,b@pec.example,business,00000000002,\
0000acc0-0000-4000-8000-000000000002,provider,pro,,,1,2025-01-05,2026-01-05,,,,,,,
0ca5e11a-0000-4000-8000-000000000003,c@pec.example,business,00000000003,\
0000acc0-0000-4000-8000-000000000003,provider,pro,,,1,2024-10-10,2025-10-10,,,,,,,
";
