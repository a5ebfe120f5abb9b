//! Portfolio files: the sample is what it promises, and a bad file is refused whole.

use std::{collections::BTreeSet, io::Cursor};

use pec_nightly::{
    args::Args,
    job,
    portfolio::{self, COLUMNS, Defects, SAMPLE},
    store::Store,
    today::Today,
    world::Dice,
};
use pec_renewal::catalogue::Policy;
use pec_test_support::day;

use crate::bench::{Bench, Quiet};

#[test]
fn the_sample_covers_what_a_portfolio_holds() {
    let bench = Bench::new();
    let outcome = job::run(&Args::new(bench.path("a.sqlite"), 0), &mut Quiet).expect("it ends");
    assert!(outcome.sound);
    let mut seen = BTreeSet::new();
    let mut reader = csv::Reader::from_reader(SAMPLE.as_bytes());
    for row in reader.records() {
        let row = row.expect("a row");
        let cell = |column: &str| {
            let index = COLUMNS.iter().position(|name| *name == column).expect("a column");
            row.get(index).expect("a cell").to_owned()
        };
        for column in ["holder", "hosting", "plan", "method_kind", "term", "method_dead"] {
            seen.insert(format!("{column} {}", cell(column)));
        }
        for column in ["mandate_cap", "statutory_notice_delivered", "extra_archive_gb"] {
            seen.insert(format!("{column} {}", if cell(column).is_empty() { "no" } else { "yes" }));
        }
        let left = day("2026-01-01").days_until(day(&cell("expiry")));
        seen.insert(format!(
            "phase {}",
            match left {
                91.. => "far",
                46..91 => "reminders",
                16..46 => "statutory notice",
                8..16 => "order",
                0..8 => "charges",
                -90..0 => "grace",
                _ => "past grace",
            }
        ));
    }
    for expected in [
        "holder business",
        "holder consumer",
        "holder public body",
        "holder public body with split payment",
        "hosting own domain",
        "hosting provider",
        "plan standard",
        "plan pro",
        "plan premium",
        "method_kind ",
        "method_kind card",
        "method_kind paypal",
        "method_dead yes",
        "mandate_cap yes",
        "statutory_notice_delivered yes",
        "extra_archive_gb yes",
        "term 1",
        "term 2",
        "term 3",
        "term 4",
        "term 5",
        "phase far",
        "phase reminders",
        "phase statutory notice",
        "phase order",
        "phase charges",
        "phase grace",
        "phase past grace",
    ] {
        assert!(seen.contains(expected), "no row has {expected:?}");
    }
}

#[test]
fn a_bad_file_is_refused_whole_with_every_row() {
    let bench = Bench::new();
    bench.write("portfolio.csv", BAD);
    let error = job::run(&bench.args("a.sqlite", 1), &mut Quiet).expect_err("a bad file");
    let defects = error.downcast_ref::<Defects>().expect("defects");
    let listed: Vec<String> = defects.list().iter().map(ToString::to_string).collect();
    assert_eq!(listed, EXPECTED.map(str::to_owned));
    assert_eq!(bench.count("a.sqlite", "SELECT count(*) FROM mailbox"), 0);
    let text = format!("{error:#}");
    assert!(text.contains("15 rows are bad, so nothing was imported"), "{text}");
    assert!(!text.contains("XXXXXX00X02"), "a tax id is shown: {text}");
}

/// Whatever ends a line, and where lines are empty, a row is named by the line that an editor shows.
#[test]
fn a_bad_row_is_named_by_its_line() {
    let (header, rows) = BAD.split_once('\n').expect("a header");
    for (file, later) in [
        (BAD.replace('\n', "\r\n"), 0),
        (BAD.replace('\n', "\r"), 0),
        (format!("{header}\n\n{rows}"), 1),
        (format!("{header}\r\n\r\n{}", rows.trim_end().replace('\n', "\r\n")), 1),
    ] {
        let bench = Bench::new();
        bench.write("portfolio.csv", &file);
        let error = job::run(&bench.args("a.sqlite", 1), &mut Quiet).expect_err("a bad file");
        let lines = error.downcast_ref::<Defects>().expect("defects").list().iter().map(|defect| {
            let text = defect.to_string();
            let line = text.strip_prefix("line ").and_then(|rest| rest.split([',', ':']).next());
            line.and_then(|line| line.parse::<usize>().ok()).expect("a line")
        });
        let expected = EXPECTED.iter().map(|text| {
            let line = text["line ".len()..].split([',', ':']).next().expect("a line");
            line.parse::<usize>().expect("a number") + later
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{file:?}");
    }
}

#[test]
fn a_header_that_is_not_ours_is_refused() {
    let bench = Bench::new();
    bench.write("portfolio.csv", "mailbox,address,colour,mailbox\n1,2,3,4\n");
    let error = job::run(&bench.args("a.sqlite", 1), &mut Quiet).expect_err("a bad header");
    let text = format!("{error:#}");
    for found in [
        "line 1: the column mailbox stands twice",
        "line 1: the column holder is missing",
        "line 1: there is no column \"colour\": expected mailbox, address, holder",
    ] {
        assert!(text.contains(found), "{text}");
    }
}

#[test]
fn semicolons_are_named_as_what_they_are() {
    let bench = Bench::new();
    bench.write("portfolio.csv", &SAMPLE.replace(',', ";"));
    let error = job::run(&bench.args("a.sqlite", 1), &mut Quiet).expect_err("a bad file");
    assert!(format!("{error:#}").contains("line 1: the columns are separated by semicolons"));
}

#[test]
fn more_mailboxes_can_be_imported_later() {
    let bench = Bench::new();
    bench.run("a.sqlite", 5);
    let all =
        Args { portfolio: Some(bench.path("all.csv")), ..Args::new(bench.path("a.sqlite"), 5) };
    bench.write("all.csv", SAMPLE);
    let outcome = job::run(&all, &mut Quiet).expect("the run ends");
    assert!(outcome.sound, "{}", outcome.report);
    assert_eq!(bench.count("a.sqlite", "SELECT count(*) FROM mailbox"), 400);
    // The same mailbox with another expiry is not the same row again.
    bench.write("all.csv", &SAMPLE.replacen(",provider,", ",own domain,", 1));
    let text = format!("{:#}", job::run(&all, &mut Quiet).expect_err("a changed row"));
    assert!(text.contains("is already open, with a different kind of hosting"), "{text}");
}

#[test]
fn no_bytes_make_the_import_panic() {
    let bench = Bench::new();
    let policy = Policy::aruba();
    let today = Today::new(&policy, day("2026-01-01"), chrono_tz::Europe::Rome).expect("a night");
    let sample: Vec<u8> =
        SAMPLE.lines().take(12).flat_map(|line| [line, "\n"]).collect::<String>().into();
    let mut store = Store::open(&bench.path("a.sqlite")).expect("a database");
    let mut dice = Dice::cast(1, &["bytes"]);
    let mut place = |length: usize| {
        usize::try_from(dice.below(u64::try_from(length).expect("a length"))).expect("a place")
    };
    let mut refused = 0;
    for _ in 0..400 {
        let mut bytes = sample.clone();
        for _ in 0..=place(6) {
            if bytes.is_empty() {
                break;
            }
            let at = place(bytes.len());
            match place(4) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes.insert(at, b",\"\n\0"[place(4)]),
                2 => drop(bytes.remove(at)),
                _ => bytes[at] = u8::try_from(place(256)).expect("a byte"),
            }
        }
        let result = portfolio::import(&mut store, &today, Cursor::new(bytes), 0, &mut Quiet);
        refused += usize::from(result.is_err());
    }
    assert!(300 < refused, "{refused}");
}

/// Mailboxes in the middle of something: each is opened with what its row says (R-68).
#[test]
fn r_68_a_portfolio_brings_what_stands_elsewhere() {
    let bench = Bench::new();
    let path = bench.path("carried.csv");
    std::fs::write(&path, CARRIED).expect("it is written");
    let mut args = Args::new(bench.path("a.sqlite"), 120);
    args.portfolio = Some(path);
    args.from = Some(day("2026-01-01"));
    let outcome = job::run(&args, &mut Quiet).expect("it ends");
    assert!(outcome.sound, "{}", outcome.report);
}

/// One mailbox for each thing that can be stated.
const CARRIED: &str = include_str!("../../taken_over.csv");

const BAD: &str = "\
mailbox,address,holder,tax_id,account,hosting,plan,extra_mailbox_gb,extra_archive_gb,term,anchor,expiry,method,method_kind,method_valid_until,mandate_cap,method_dead,statutory_notice_delivered,orders_before
00000000000000000000000000000001,a@pec.example,consumer,XXXXXX00X01X001X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,,,,,,,
2,a-2@pec.example,person,XXXXXX00X02-002X,000000000000000000000000000000a1,here,gold,-1,x,6,2025-02-30,1.3.2026,1,cash,soon,9.999,maybe,never,-
00000000000000000000000000000003,a-3@pec.example,consumer,XXXXXX00X03X003X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-02,2026-03-01,,,,,,,
00000000000000000000000000000004,no-address,consumer,XXXXXX00X04X004X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,,,,,,,
00000000000000000000000000000005,A@PEC.example,consumer,XXXXXX00X05X005X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,,,,,,,
00000000000000000000000000000001,a-6@pec.example,consumer,XXXXXX00X06X006X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,,,,,,,
00000000000000000000000000000007,a-7@pec.example,consumer,XXXXXX00X07X007X,000000000000000000000000000000a1,provider,standard,2,,1,2025-03-01,2026-03-01,,,,,,,
00000000000000000000000000000008,a-8@pec.example,consumer,XXXXXX00X08X008X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,000000000000000000000000000000d1,bank transfer,,,,,
00000000000000000000000000000009,a-9@pec.example,consumer,XXXXXX00X09X009X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,000000000000000000000000000000d1,,,,,,
00000000000000000000000000000010,a-10@pec.example,consumer,XXXXXX00X10X010X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,,card,,9.00,yes,,
00000000000000000000000000000011,a-11@pec.example,consumer,XXXXXX00X11X011X,000000000000000000000000000000a1,own domain,pro,,,1,2025-03-01,2026-03-01,000000000000000000000000000000d1,card,,,,,
00000000000000000000000000000012,a-12@pec.example,consumer,XXXXXX00X12X012X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,,,,,,2026-01-02,
00000000000000000000000000000013,a-13@pec.example,consumer,XXXXXX00X13X013X,000000000000000000000000000000a1,provider,pro,,,1,2026-03-01,2027-03-01,,,,,,,
00000000000000000000000000000014,a-14@pec.example,consumer
00000000000000000000000000000015,a-15@pec.example,consumer,XXXXXX00X15X015X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,,,,,,,4294967295
00000000000000000000000000000016,a-16@pec.example,consumer,XXXXXX00X16X016X,000000000000000000000000000000a1,provider,pro,,,1,2025-03-01,2026-03-01,,,,,,1900-01-01,
";

const EXPECTED: [&str; 33] = [
    "line 3, column mailbox: \"2\" is not a UUID: expected 32 hexadecimal digits, with or without hyphens",
    "line 3, column holder: \"person\" is not a holder: expected consumer, business or public body, the last two also with split payment",
    "line 3, column tax_id: …2X: 16 characters that are not a tax id: expected the 16 letters and digits of a codice fiscale, the 11 digits of a partita IVA, or ~ and the 32 hexadecimal digits of a pseudonym",
    "line 3, column hosting: \"here\" is not a hosting: expected provider or own domain",
    "line 3, column plan: \"gold\" is not a plan: expected standard, pro or premium",
    "line 3, column extra_mailbox_gb: \"-1\" is not a number that fits: expected 0, 1, 2, … or nothing",
    "line 3, column extra_archive_gb: \"x\" is not a number that fits: expected 0, 1, 2, … or nothing",
    "line 3, column term: \"6\" is not a term: expected a number of years from 1 to 5",
    "line 3, column anchor: year 2025 has no day 30 of month 2: expected a day of the calendar",
    "line 3, column expiry: \"1.3.2026\" is not a day: expected YYYY-MM-DD, as in 2026-01-15",
    "line 3, column method: \"1\" is not a UUID: expected 32 hexadecimal digits, with or without hyphens",
    "line 3, column method_kind: \"cash\" cannot be charged by automatic renewal: expected card, paypal or nothing",
    "line 3, column method_valid_until: \"soon\" is not a day: expected YYYY-MM-DD, as in 2026-01-15",
    "line 3, column mandate_cap: \"9.999\" is not an amount: expected euro with at most two decimals, as in 12.50",
    "line 3, column method_dead: \"maybe\" is no answer: expected yes, no or nothing",
    "line 3, column statutory_notice_delivered: \"never\" is not a day: expected YYYY-MM-DD, as in 2026-01-15",
    "line 3, column orders_before: \"-\" is not a number that fits: expected 0, 1, 2, … or nothing",
    "line 4, column anchor: the expiry 2026-03-01 is not a whole number of years after the anchor 2025-03-02: expected the day of activation, or the expiry of an earlier term",
    "line 5, column address: \"no-address\" is not an address: expected name@domain",
    "line 6, column address: \"A@PEC.example\" is the address of line 2 already: expected one of its own",
    "line 7, column mailbox: 00000000-0000-0000-0000-000000000001 is that of line 2 already: expected one of its own",
    "line 8, column extra_mailbox_gb: the standard plan does not offer +2 GB mailbox: expected no more than standard offers",
    "line 9, column method_kind: \"bank transfer\" cannot be charged by automatic renewal: expected card, paypal or nothing",
    "line 10, column method_kind: nothing: expected card or paypal, as there is a method",
    "line 11, column method_kind: is said of no method: expected nothing, or a method",
    "line 11, column mandate_cap: is said of no method: expected nothing, or a method",
    "line 11, column method_dead: yes is said of no method: expected a method",
    "line 12, column method: the mailbox is on the customer's own domain and is managed there: expected no method",
    "line 13, column statutory_notice_delivered: the report is dated 2026-01-02, after today 2026-01-01: expected a day up to 2026-01-01",
    "line 14, column anchor: the report is dated 2026-03-01, after today 2026-01-01: expected a day up to 2026-01-01",
    "line 15: 3 fields: expected 19",
    "line 16, column orders_before: the mailbox had 4294967295 orders before, more than 1000000000: expected a number up to 1000000000",
    "line 17, column statutory_notice_delivered: the statutory notice of 1900-01-01 lies before the term that began on 2025-02-28: expected a day from 2025-02-28 on, or nothing",
];
