//! Two policies side by side: the text is golden, and the timeline needs nothing but itself.

use std::path::PathBuf;

use pec_nightly::{
    compare::Pair,
    policy,
    year::{Life, Mark, Year},
};
use pec_renewal::catalogue::Policy;

use crate::{bench::Bench, command_line::call, golden::assert_golden};

#[test]
fn aruba_and_tim_side_by_side() {
    let pair = Pair::read(&["aruba".into(), "tim".into()]).expect("two presets");
    assert_golden("tests/nightly/compare_aruba_tim.txt", &(pair.text().expect("a text") + "\n"));
    assert_golden("tests/nightly/compare_aruba_tim.svg", &pair.svg().expect("a drawing"));
}

#[test]
fn any_two_presets_can_be_compared_and_the_drawing_needs_no_other_file() {
    for (first, _) in Policy::PRESETS {
        for (second, _) in Policy::PRESETS {
            let pair = Pair::read(&[first.into(), second.into()]).expect("two presets");
            let text = pair.text().expect("a text");
            assert_eq!(text.contains("No parameter differs."), first == second, "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
            let svg = pair.svg().expect("a drawing");
            let linked = svg.replace("http://www.w3.org/2000/svg", "");
            for outside in ["http", "href", "<image", "<script", "<style", "@import", "url("] {
                assert!(!linked.contains(outside), "{first} and {second}: {outside}");
            }
        }
    }
}

/// The days of the timeline are those of the pages.
#[test]
fn each_preset_charges_and_deletes_on_its_days() {
    let tries: Vec<i32> = (0..15).collect();
    for (name, opened, charges, deleted) in [
        ("aruba", -15, &[-7, -5, -3, -1][..], 91),
        ("register_it", -15, &[-7, -5, -3, -1], 36),
        ("pecpro", -15, &[-15], 67),
        ("tim", 0, &tries, 46),
        ("virgilio", -15, &[-7, -5, -3, -1], 91),
        ("abwebsolutions", -40, &[-2], 91),
    ] {
        let policy = Policy::named(name).expect("a preset");
        let year = Year::under(&policy, Life::Declined).expect("a year");
        assert_eq!(year.days(Mark::Opened).next(), Some(opened), "{name}");
        assert_eq!(year.days(Mark::Charge).collect::<Vec<_>>(), charges, "{name}");
        let end = year.days(Mark::Deleted).next().expect("it is deleted");
        // An order that can be paid to the last renewable day keeps the mailbox for its margin.
        let margin = i32::from(policy.parameters().report_margin_days);
        assert!((deleted..=deleted + margin).contains(&end), "{name}: D{end:+}");
        let unpaid = Year::under(&policy, Life::Unpaid).expect("a year");
        assert_eq!(unpaid.days(Mark::Deleted).next(), Some(deleted), "{name}");
        assert_eq!(unpaid.days(Mark::Charge).count(), 0, "{name}");
        let settled = Year::under(&policy, Life::Settles).expect("a year");
        assert_eq!(settled.days(Mark::Renewed).next(), charges.first().copied(), "{name}");
    }
}

#[test]
fn a_preset_and_a_file_are_compared_and_the_timeline_is_written() {
    let bench = Bench::new();
    let dearer = policy::text(&Policy::aruba()).expect("a file").replace("\"25.00\"", "\"26.00\"");
    bench.write("a & b.json", &dearer.replace("\"version\": 1", "\"version\": 2"));
    let asked = ["--compare", "aruba", "a & b.json", "--svg", "years.svg"];
    let output = call(&bench, &asked);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for said in ["No parameter differs.", "The price lists differ", "26.00", "years.svg"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let svg = bench.read("years.svg");
    assert!(svg.contains("aruba and a &amp; b.json") && !svg.contains("a & b"), "{svg}");
    assert!(!bench.path("pec-nightly.sqlite").exists(), "no night was run");
}

#[test]
fn what_cannot_be_compared_ends_with_2_and_says_what_there_is() {
    let bench = Bench::new();
    bench.write("bad.json", "{}");
    for (asked, said) in [
        (&["--compare", "aruba", "poste"][..], "aruba, register_it, pecpro, tim, virgilio"),
        (&["--compare", "bad.json", "tim"], "the policy bad.json is refused"),
        (&["--compare", "aruba"], "2 values required"),
        (&["--svg", "years.svg"], "--compare"),
        (&["--compare", "aruba", "tim", "--svg", "no/such/folder.svg"], "does its folder exist"),
    ] {
        let output = call(&bench, asked);
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{asked:?}: {told}");
        assert!(told.contains(said), "{asked:?}: {told}");
    }
    assert!(Pair::read(&[PathBuf::from("aruba")]).is_err());
}
