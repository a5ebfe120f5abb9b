//! The table holds together, and two codes of one answer lead to the stricter.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, TimeZone};
use chrono_tz::Europe::Rome;
use pec_decline_codes::{Code, Meaning, Scheme, Table, Wait, command_line::command_line};
use pec_renewal::{
    charge::{NOT_BEFORE_DAYS_MAX, Outcome, OutcomeKind},
    values::Money,
};
use pec_test_support::{day, money};

#[test]
fn every_row_gives_an_outcome_and_names_a_source() {
    let table = table();
    assert!(!table.rows().is_empty());
    for row in table.rows() {
        let name = format!("{} {}", row.scheme, row.code);
        row.meaning
            .outcome(money("9.64"), &evening())
            .unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(!row.sources.is_empty(), "{name} names no source");
        for key in &row.sources {
            assert!(table.source(key).is_some(), "{name} names {key}, which is not listed");
        }
    }
}

#[test]
fn every_source_has_an_address_or_says_why_it_has_none_and_is_named_by_a_row() {
    let table = table();
    for (key, source) in table.sources() {
        let named = table.rows().iter().any(|row| row.sources.iter().any(|of_row| of_row == key));
        assert!(named, "no row names {key}");
        let explained = ["check with your gateway", "read in a copy"];
        assert!(
            source.address.starts_with("https://")
                || explained.iter().any(|words| source.title.contains(words)),
            "{key} has no address"
        );
    }
}

#[test]
fn no_code_stands_there_twice_for_a_scheme() {
    let table = table();
    let mut seen = BTreeSet::new();
    for row in table.rows() {
        assert!(seen.insert((row.scheme, &row.code)), "{} {} twice", row.scheme, row.code);
    }
    let twice =
        "scheme,code,says,outcome,advice,source\nvisa,51,a,unknown,,p\nvisa,51,b,stopped,,p\n";
    let refused = Table::read(twice, "source,title,address\np,a page,\n").unwrap_err();
    assert_eq!(refused.to_string(), "codes.csv, line 3: visa 51 stands there already");
}

#[test]
fn a_code_that_names_no_listed_source_is_refused() {
    let codes =
        |source| format!("scheme,code,says,outcome,advice,source\nvisa,51,a,unknown,,{source}\n");
    let sources = "source,title,address\np,a page,\n";
    assert!(Table::read(&codes("p"), sources).is_ok());
    let refused = Table::read(&codes("p q"), sources).unwrap_err().to_string();
    assert_eq!(refused, "codes.csv, line 2: the source q is to stand in sources.csv once");
    let refused = Table::read(&codes(""), sources).unwrap_err().to_string();
    assert_eq!(refused, "codes.csv, line 2: source is empty");
}

#[test]
fn every_kind_of_outcome_that_an_answer_can_have_occurs() {
    let table = table();
    let outcomes: BTreeSet<OutcomeKind> = table
        .rows()
        .iter()
        .map(|row| row.meaning.outcome(money("9.64"), &evening()).unwrap().kind())
        .collect();
    let expected = [
        OutcomeKind::Settled,
        OutcomeKind::SoftDecline,
        OutcomeKind::HardDecline,
        OutcomeKind::AuthenticationRequired,
        OutcomeKind::Stopped,
        OutcomeKind::Unknown,
    ];
    assert_eq!(outcomes, BTreeSet::from(expected)); // never: not executed
    let waits: Vec<Wait> = table.rows().iter().filter_map(|row| wait(row.meaning)).collect();
    assert!(waits.contains(&Wait::Hours(1)) && waits.contains(&Wait::Days(10)));
}

#[test]
fn every_scheme_occurs_and_its_name_reads_back() {
    let table = table();
    for scheme in Scheme::ALL {
        assert!(table.codes(scheme).next().is_some(), "no code of {scheme}");
        assert_eq!(scheme.to_string().parse(), Ok(scheme));
    }
}

#[test]
fn a_meaning_reads_back_from_its_own_words() {
    for row in table().rows() {
        assert_eq!(row.meaning.to_string().parse(), Ok(row.meaning));
    }
    for other in ["declined", "soft decline not before 0 hours", "soft decline not before 2 weeks"]
    {
        assert!(other.parse::<Meaning>().is_err(), "{other}");
    }
}

#[test]
fn the_stricter_of_two_codes_wins_whichever_comes_first() {
    use Scheme::{Mastercard, MastercardAdvice, Visa, VisaCategory};
    let soft = |wait| Meaning::SoftDecline { not_before: Some(wait) };
    for (one, other, expected) in [
        // The advice is stricter.
        ((Mastercard, "51"), (MastercardAdvice, "03"), Meaning::HardDecline),
        ((Mastercard, "51"), (MastercardAdvice, "21"), Meaning::Stopped),
        ((Mastercard, "14"), (MastercardAdvice, "21"), Meaning::Stopped),
        ((Mastercard, "51"), (MastercardAdvice, "24"), soft(Wait::Hours(1))),
        ((Visa, "05"), (VisaCategory, "1"), Meaning::HardDecline),
        // The response code is.
        ((Mastercard, "14"), (MastercardAdvice, "02"), Meaning::HardDecline),
        ((Mastercard, "65"), (MastercardAdvice, "30"), Meaning::AuthenticationRequired),
        ((Visa, "R1"), (VisaCategory, "1"), Meaning::Stopped),
        // What may have happened outweighs every refusal.
        ((Mastercard, "94"), (MastercardAdvice, "03"), Meaning::Unknown),
        // The advice leaves it to the response code.
        ((Mastercard, "54"), (MastercardAdvice, "01"), Meaning::SoftDecline { not_before: None }),
        ((Mastercard, "41"), (MastercardAdvice, "40"), Meaning::HardDecline),
    ] {
        assert_eq!(read(&[one, other]), expected, "{one:?} and {other:?}");
        assert_eq!(read(&[other, one]), expected, "{other:?} and {one:?}");
    }
}

#[test]
fn of_two_waits_the_longer_is_stricter() {
    let waits = [Wait::Hours(1), Wait::Hours(24), Wait::Days(2), Wait::Hours(72), Wait::Days(10)];
    let strictness = waits.map(|wait| Meaning::SoftDecline { not_before: Some(wait) }.strictness());
    assert!(strictness.is_sorted_by(|shorter, longer| shorter < longer));
    assert!(Meaning::SoftDecline { not_before: None }.strictness() < strictness[0]);
}

#[test]
fn an_approval_stands_whatever_advice_comes_beside_it() {
    use Scheme::{Mastercard, MastercardAdvice};
    for advice in ["01", "03", "40", "77"] {
        let answer = [(Mastercard, "00"), (MastercardAdvice, advice)];
        assert_eq!(read(&answer), Meaning::Settled, "{advice}");
    }
    let outcome = Meaning::Settled.outcome(money("9.64"), &evening());
    assert_eq!(outcome, Ok(Outcome::Settled { amount: money("9.64") }));
}

#[test]
fn an_advice_that_can_come_with_an_approval_is_unknown_alone() {
    for advice in ["01", "40", "41", "43"] {
        assert_eq!(read(&[(Scheme::MastercardAdvice, advice)]), Meaning::Unknown, "{advice}");
    }
}

#[test]
fn a_code_that_is_not_listed_is_unknown_alone_and_beside_a_refusal() {
    use Scheme::{Iso8583, MastercardAdvice, Visa};
    for answer in [
        vec![(Visa, "ZZ")],
        vec![(Visa, "5")], // the scheme writes 05
        vec![(Visa, "")],
        vec![(Iso8583, "R1")], // Visa's alone
        vec![(Scheme::Mastercard, "51"), (MastercardAdvice, "77")],
        vec![(Scheme::Mastercard, "ZZ"), (MastercardAdvice, "03")],
        vec![],
    ] {
        assert_eq!(read(&answer), Meaning::Unknown, "{answer:?}");
    }
    assert_eq!(Meaning::Unknown.outcome(Money::ZERO, &evening()), Ok(Outcome::Unknown));
}

#[test]
fn two_response_codes_that_contradict_one_another_are_unknown() {
    assert_eq!(read(&[(Scheme::Visa, "00"), (Scheme::Iso8583, "51")]), Meaning::Unknown);
    assert_eq!(read(&[(Scheme::Visa, "00"), (Scheme::Iso8583, "ZZ")]), Meaning::Unknown);
    assert_eq!(read(&[(Scheme::Visa, "00"), (Scheme::Iso8583, "00")]), Meaning::Settled);
}

#[test]
fn hours_round_up_over_midnight() {
    let at = |text| DateTime::parse_from_rfc3339(text).unwrap();
    for (hours, answered, expected) in [
        (1, "2027-01-08T22:59:59+01:00", "2027-01-08"),
        (1, "2027-01-08T23:00:00+01:00", "2027-01-09"),
        (1, "2027-01-08T23:30:00+01:00", "2027-01-09"),
        (24, "2027-01-08T00:00:00+01:00", "2027-01-09"),
        (24, "2027-01-08T23:59:59+01:00", "2027-01-09"),
        (72, "2027-02-26T10:00:00+01:00", "2027-03-01"),
    ] {
        assert_eq!(Wait::Hours(hours).over_on(&at(answered)), Ok(day(expected)), "{answered}");
    }
}

#[test]
fn days_are_civil_days_also_where_the_clock_changes() {
    // In the night to the 28th of March 2027 Rome loses an hour.
    let at = Rome.with_ymd_and_hms(2027, 3, 27, 23, 30, 0).unwrap();
    assert_eq!(Wait::Days(1).over_on(&at), Ok(day("2027-03-28")));
    assert_eq!(Wait::Hours(24).over_on(&at), Ok(day("2027-03-29"))); // half past midnight
}

#[test]
fn no_wait_is_longer_than_the_engine_takes() {
    for row in table().rows() {
        let Some(wait) = wait(row.meaning) else { continue };
        let days = match wait {
            Wait::Hours(hours) => hours.div_ceil(24),
            Wait::Days(days) => days,
        };
        assert!(i64::from(days) <= i64::from(NOT_BEFORE_DAYS_MAX), "{} {}", row.scheme, row.code);
    }
}

#[test]
fn r_31_what_a_holder_stopped_is_stopped_and_never_only_declined() {
    use Scheme::{MastercardAdvice, PayPal, PayPalNvp, Visa};
    for code in [
        (Visa, "R0"),
        (Visa, "R1"),
        (Visa, "R3"),
        (MastercardAdvice, "21"),
        (PayPal, "AGREEMENT_ALREADY_CANCELLED"),
        (PayPalNvp, "10201"),
    ] {
        assert_eq!(read(&[code]), Meaning::Stopped, "{code:?}");
    }
}

#[test]
fn the_program_prints_the_outcome_why_and_the_source() {
    let (status, output, errors) = run(&["visa", "51"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(output.starts_with("soft decline\n"), "{output}");
    assert!(output.contains("visa 51: too little money"), "{output}");
    assert!(output.contains("source: Checkout.com"), "{output}");

    let later =
        ["mastercard", "51", "mastercard-advice", "24", "--at", "2027-01-08T23:30:00+01:00"];
    let (status, output, _) = run(&later);
    assert_eq!(status, 0);
    assert!(output.starts_with("soft decline not before 1 hour (2027-01-09)\n"), "{output}");
    assert!(output.contains("why: the strictest of the codes counts"), "{output}");
}

#[test]
fn the_program_says_of_an_unlisted_code_that_it_is_unknown_and_which_are_listed() {
    let (status, output, errors) = run(&["visa-category", "5"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(output.starts_with("unknown\n"), "{output}");
    assert!(
        output.ends_with("visa-category 5: not listed\n  listed are: 1, 2, 3, 4\n"),
        "{output}"
    );
}

#[test]
fn the_program_prints_the_whole_table_with_its_sources() {
    let (status, output, _) = run(&[]);
    assert_eq!(status, 0);
    let table = table();
    let headings = 2 * Scheme::ALL.len() + 1;
    assert_eq!(output.lines().count(), table.rows().len() + headings + table.sources().count());
    assert!(output.contains("\n  general: commonly documented"), "{output}");
}

#[test]
fn wrong_input_is_refused_with_what_is_known() {
    for (arguments, expected) in [
        (vec!["viza", "51"], "there is no scheme \"viza\": expected one of iso-8583, visa, "),
        (vec!["visa-category"], "visa-category without a code: expected one of 1, 2, 3, 4"),
        (vec!["visa", "51", "visa", "54"], "visa twice: expected one code of each scheme"),
        (
            vec!["visa", "51", "--at", "tomorrow"],
            "--at \"tomorrow\" is no moment: expected one as ",
        ),
        (vec!["--at", "2027-01-08T23:30:00+01:00"], "--at without a code: expected a scheme and "),
    ] {
        let (status, output, errors) = run(&arguments);
        assert_eq!((status, output.as_str()), (2, ""), "{arguments:?}");
        assert!(errors.starts_with(&format!("pec-decline-codes: {expected}")), "{errors}");
    }
}

fn wait(meaning: Meaning) -> Option<Wait> {
    if let Meaning::SoftDecline { not_before } = meaning { not_before } else { None }
}

fn table() -> Table {
    Table::bundled().unwrap_or_else(|why| panic!("{why}"))
}

#[track_caller]
fn read(codes: &[(Scheme, &str)]) -> Meaning {
    let codes: Vec<Code> = codes.iter().map(|(scheme, code)| Code::new(*scheme, code)).collect();
    table().reading(&codes).meaning()
}

fn run(arguments: &[&str]) -> (u8, String, String) {
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let status = command_line(&arguments, &mut output, &mut errors);
    let text = |bytes| String::from_utf8(bytes).expect("it writes text");
    (status, text(output), text(errors))
}

fn evening() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2027-01-08T23:30:00+01:00").expect("a moment")
}
