//! What a run tells: failures with both sides, and nothing that panics.

use std::fs;

use pec_scenario::{Lang, Transcript, read, run, run_in};
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

/// A card that is declined twice and then settles, ticked daily.
const LADDER: &str = "method visa card\n\
                      2025-01-15 open standard for 1 year bound visa\n\
                      2025-10-01 ticks daily until 2026-01-08\n\
                      2026-01-08 charge soft decline\n\
                      2026-01-09 ticks daily until 2026-01-10\n\
                      2026-01-10 charge soft decline\n\
                      2026-01-11 ticks daily until 2026-01-12\n\
                      2026-01-12 charge settles\n";

#[test]
fn the_whole_life_is_counted_and_ordered() {
    for line in [
        "expect 3 times event ChargeRequested 12.08",
        "expect 1 time event OrderFulfilled",
        "expect 0 times event OrderCancelled",
        "expect 1 time notice ChargeFailed",
        "expect notice TacitRenewal 2026-01-07",
        "expect in order OrderOpened, ChargeFailed, ChargeFailed, OrderFulfilled, notice Renewed",
        "expect in order ChargeRequested \"at rung 1\", notice ChargeFailed, ChargeRequested",
        "2026-01-10 expect 1 time event ChargeRequested \"at rung 2\"",
        "2026-01-11 expect 0 times event ChargeRequested",
        "2026-01-08 expect in order ChargeRequested, ChargeFailed, notice ChargeFailed",
        "2026-01-12 expect notice Renewed",
        "2026-01-12 expect event OrderFulfilled",
        "2026-01-12 expect no event ChargeFailed",
    ] {
        assert!(failures(&format!("{LADDER}{line}")).is_empty(), "{line}");
    }
}

#[test]
fn what_did_not_come_so_says_what_did() {
    for (line, expected, found) in [
        (
            "expect 2 times event ChargeRequested",
            "2 times event ChargeRequested",
            "3 times, on 2026-01-08, 2026-01-10, 2026-01-12",
        ),
        ("expect 1 time event OrderCancelled", "1 time event OrderCancelled", "0 times"),
        (
            "expect 0 times notice ChargeFailed",
            "0 times notice ChargeFailed",
            "1 time, on 2026-01-08",
        ),
        (
            "2026-01-11 expect 1 time event ChargeRequested",
            "1 time event ChargeRequested",
            "0 times",
        ),
        (
            "2026-01-08 expect notice DeletionWarning",
            "notice DeletionWarning",
            "notices ExpiryReminder on 2026-01-08, ChargeFailed on 2026-01-08",
        ),
        ("2026-01-09 expect notice Renewed", "notice Renewed", "no notice"),
        (
            "expect in order ChargeFailed, OrderOpened",
            "in order ChargeFailed, OrderOpened",
            "ChargeFailed on 2026-01-08, and after that no event OrderOpened",
        ),
        (
            "expect in order notice MoneyOwedBack, OrderOpened 7.90",
            "in order notice MoneyOwedBack, OrderOpened 7.90",
            "no notice MoneyOwedBack",
        ),
        (
            "2026-01-11 expect no event OrderFulfilled",
            "a day of the line before",
            "2026-01-11, which lies before it",
        ),
        (
            "2026-01-13 expect no event ChargeFailed",
            "a day to which the script has come",
            "2026-01-13, which is still to come",
        ),
        (
            "2026-01-13 expect 0 times event ChargeFailed",
            "a day to which the script has come",
            "2026-01-13, which is still to come",
        ),
    ] {
        let line_number = LADDER.lines().count() + 1;
        let failure = format!("s.pec:{line_number}: expected {expected}\n  found    {found}");
        assert_eq!(failures(&format!("{LADDER}{line}")), [failure], "{line}");
    }
}

#[test]
fn nothing_is_asked_of_a_mailbox_that_was_never_opened() {
    for line in [
        "expect 0 times event OrderOpened",
        "expect notice Renewed",
        "expect in order OrderOpened, OrderFulfilled",
    ] {
        let failures = failures(&format!("{OPEN}mailbox mailbx\n{line}\n"));
        let expected = "s.pec:3: expected a mailbox\n  found    none that was opened";
        assert_eq!(failures, [expected], "{line}");
    }
}

#[test]
fn a_refusal_says_who_can_act_and_whether_to_wait() {
    let refused = "2026-01-15 open standard for 1 year\n2026-01-16 cancel order 9\n";
    for line in [
        "expect refusal",
        "expect refusal unknown-order",
        "expect refusal unknown-order \"calling program\"",
        "expect who caller",
        "expect waiting does not help",
    ] {
        assert!(failures(&format!("{refused}{line}")).is_empty(), "{line}");
    }
    for line in ["expect who holder", "expect waiting may help", "expect refusal own-domain"] {
        let failure = failures(&format!("{refused}{line}")).concat();
        let expected = line.trim_start_matches("expect ");
        assert!(failure.starts_with(&format!("s.pec:3: expected {expected}\n")), "{failure}");
        assert!(failure.contains("found    refusal unknown-order (R-24): "), "{failure}");
    }
    for line in ["expect refusal", "expect who nobody", "expect waiting may help"] {
        let failure = failures(&format!("{OPEN}{line}")).concat();
        assert!(failure.ends_with("found    no refusal"), "{failure}");
    }
}

/// In winter Rome is an hour ahead of UTC.
#[test]
fn an_instant_falls_on_the_day_of_the_zone() {
    for (instant, day) in
        [("2026-12-31T22:59:59Z", "2026-12-31"), ("2026-12-31T23:00:00Z", "2027-01-01")]
    {
        let renewed = format!("{OPEN}{instant} renew by card\n{day} expect event OrderOpened\n");
        assert!(failures(&renewed).is_empty(), "{instant} is on {day}");
        let ticked = format!("{OPEN}{instant} ticks until {day}\n{day} expect access none\n");
        assert_eq!(failures(&ticked).len(), 1, "ticked on {day} alone, and then read");
    }
    let again = format!("{OPEN}2026-12-31T22:59:59Z ticks until 2026-12-30\n");
    assert!(read("s.pec", again.as_bytes()).is_err());
}

#[test]
fn days_that_bring_the_same_are_told_once() {
    let script = "method visa card\nset reminders_before none\nset reminders_after none\n\
                  holder business 00000000123\n\
                  2025-01-15 open standard for 1 year bound visa\n\
                  2025-01-16 ticks until 2026-01-08\n\
                  2026-01-09 ticks daily until 2026-03-02\n";
    let text = transcript(script).to_string();
    let (_, told) = text.split_once("2026-01-09 ticks daily until 2026-03-02\n").expect("it ran");
    let inquiry =
        "  R-32    InquiryRequested: the gateway is to be asked what became of charge 1.1\n";
    let access = "  R-67    AccessChanged: the mail platform is to be told that the mailbox may receive \
                  and read\n";
    let expected = format!(
        "  ticks   7 times, daily from 2026-01-09 to 2026-01-15\n{inquiry}\
         \x20 tick    2026-01-16\n{access}{inquiry}\
         \x20 ticks   22 times, daily from 2026-01-17 to 2026-02-07\n{inquiry}\
         \x20         6 ticks that do nothing\n\
         \x20 ticks   3 times, every 7 days from 2026-02-14 to 2026-02-28\n{inquiry}\
         \x20         between them 12 ticks that do nothing\n\
         \x20         2 ticks that do nothing\n\
         \x20 state "
    );
    assert!(told.starts_with(&expected), "{told}");
}

/// Twice is told twice: what repeats itself only once is no rhythm.
#[test]
fn two_days_that_bring_the_same_are_told_apart() {
    let script = "method visa card\nholder business 00000000123\n\
                  2025-01-15 open standard for 1 year bound visa\n\
                  2025-01-16 ticks until 2026-01-08\n2026-01-09 ticks until 2026-01-10\n";
    let text = transcript(script).to_string();
    assert!(text.contains("  tick    2026-01-09\n"), "{text}");
    assert!(text.contains("  tick    2026-01-10\n"), "{text}");
}

#[test]
fn what_is_shown_is_shown_as_it_stands() {
    let shown = |line: &str| {
        let text = transcript(&format!("{LADDER}{line}\n")).to_string();
        let (_, shown) = text.split_once(&format!("{line}\n")).expect("the line is repeated");
        shown.to_owned()
    };
    let notices = shown("notices");
    let days: Vec<&str> =
        notices.lines().filter_map(|line| line.strip_prefix("  on      ")).collect();
    assert_eq!(
        days,
        [
            "2025-10-17",
            "2025-11-16",
            "2025-12-01",
            "2025-12-16",
            "2025-12-31",
            "2026-01-08",
            "2026-01-12"
        ]
    );
    assert!(notices.contains("  R-81    TacitRenewal: the contract of 2026-01-15 "), "{notices}");
    assert!(notices.contains("  R-85    Renewed: order 1 is paid with 12.08 €"), "{notices}");
    let errands = shown("errands");
    assert!(errands.contains("  R-33    Charge: charge 12.08 € to method visa as charge 1.1"));
    assert!(errands.contains("  R-80    Notify: tell the holder, as notice 1: "), "{errands}");
    assert!(!errands.contains("ChargeFailed"), "{errands}");
    let settled = shown("project until 2027-01-20");
    assert!(settled.contains("  on      2027-01-08\n  R-33    ChargeRequested: "), "{settled}");
    assert!(settled.contains("OrderFulfilled"), "{settled}");
    assert_eq!(settled, shown("project until 2027-01-20 if charges settle"));
    let declined = shown("project until 2027-01-20 if charges are declined");
    assert!(declined.contains("ChargeFailed") && !declined.contains("OrderFulfilled"));
    let unanswered = shown("project until 2027-01-20 if charges stay unanswered");
    assert!(unanswered.contains("InquiryRequested"), "{unanswered}");
    assert_eq!(shown("project until 2026-01-13"), "          nothing\n");
    assert_eq!(transcript("notices\n").to_string(), "notices\n  state   no mailbox\n");
}

/// Showing changes nothing, and what follows is still about the last command.
#[test]
fn what_is_shown_comes_between_without_a_trace() {
    let script = format!("{LADDER}notices\nerrands\nproject until 2028-01-01\n");
    assert!(failures(&format!("{script}expect event OrderFulfilled\n")).is_empty());
}

#[test]
fn what_the_expectations_are_about_is_told_once_and_by_day() {
    let script = format!(
        "{LADDER}expect event OrderFulfilled\nexpect 3 times event ChargeRequested\n\
         expect in order OrderOpened, ChargeRequested\nexpect 0 times event OrderCancelled\n\
         expect no event ChargeFailed\nexpect expiry 2027-01-15\n\
         2026-01-13 cancel order 1\nexpect refusal\nexpect waiting does not help\n"
    );
    let transcript = transcript(&script);
    let days: Vec<String> = transcript.expected().iter().map(|told| told.day.to_string()).collect();
    assert_eq!(
        days,
        ["2025-12-31", "2026-01-08", "2026-01-10", "2026-01-12", "2026-01-12", "2026-01-13"]
    );
    let told = |place: usize| transcript.expected()[place].sentence.as_str();
    assert!(told(0).starts_with("order 1 is generated: "), "{}", told(0));
    assert!(told(3).starts_with("order 1 is fulfilled by "), "{}", told(3));
    assert!(told(4).starts_with("charge 1.3 of 12.08 € is requested "), "{}", told(4));
    assert_eq!(told(5), "order 1 is closed: it was fulfilled");
}

#[test]
fn a_transcript_is_told_in_italian_and_holds_the_same() {
    let script = format!("{LADDER}expect in order OrderOpened, notice Renewed\nnotices\n");
    let read = read("s.pec", script.as_bytes()).expect("every line can be read");
    let (english, italian) = (run(&read), run_in(&read, Lang::It));
    assert!(italian.failures().is_empty());
    assert_eq!(english.expectations(), italian.expectations());
    let told = italian.expected();
    assert_eq!(told.len(), english.expected().len());
    assert!(told[0].sentence.starts_with("l'ordine 1 è generato"), "{told:?}");
    let text = italian.to_string();
    for told in [
        "  giorno     31 dicembre 2025\n  R-14       OrderOpened: l'ordine 1 è generato",
        "  stato      attiva fino al 15 gennaio 2027",
        "  vale       expect in order OrderOpened, notice Renewed\n",
        "giorni senza novità\n",
    ] {
        assert!(text.contains(told), "{told:?} is missing in\n{text}");
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
