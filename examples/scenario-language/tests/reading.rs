//! Lines that cannot be read: each error says where, what is wrong, and what was expected there.

use pec_scenario::read;

/// What reading a script of these lines is refused with, without the picture of the line.
#[track_caller]
fn errors(script: &str) -> Vec<String> {
    let errors = read("s.pec", script.as_bytes()).expect_err("a line that cannot be read");
    errors
        .iter()
        .map(|error| format!("{}:{}: {}", error.line, error.column, error.problem))
        .collect()
}

#[track_caller]
fn assert_error(script: &str, error: &str) {
    assert_eq!(errors(script), [error]);
}

#[test]
fn an_error_shows_the_line_and_the_place() {
    let errors = read("s.pec", b"\n2026-01-08 tick\n2026-01-09 switch of\n").unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "s.pec:3:19: `of` does not fit here (did you mean `off`?): expected `on with` or `off`\n  \
         |\n\
         3 | 2026-01-09 switch of\n  \
         |                   ^"
    );
}

#[test]
fn every_line_that_cannot_be_read_is_told() {
    let script = "colour blue\n2026-13-01 tick\n2026-01-01 tick\n2026-01-01 tick tock\n";
    assert_eq!(
        errors(script),
        [
            "1:1: `colour` does not fit here: expected `holder`, `policy`, `zone`, `expect`, `set`, \
             `prices clear` or another of 7 words (src/manual/scenario_language.md lists them)",
            "2:1: year 2026 has no day 1 of month 13: expected a day of the calendar",
            "4:17: `tock` does not fit here: expected the end of the line",
        ]
    );
}

#[test]
fn what_is_missing_is_missed_at_the_end() {
    assert_error("zone", "1:5: the line ends here: expected the name of a zone, as in Europe/Rome");
    assert_error(
        "2026-01-01 open pro",
        "1:20: the line ends here: expected extra space, as in +1 GB mailbox or `for`",
    );
    assert_error("2026-01-01 renew pro by bank", "1:29: the line ends here: expected `transfer`");
    assert_error(
        "2026-01-01 renew pro by cheque",
        "1:25: `cheque` does not fit here: expected `card`, `paypal`, `bank transfer`, \
         `postal slip`, `pre-filled slip` or `credit`",
    );
    assert_error(
        "2026-01-01 payment by card",
        "1:20: \"by\" is not an amount: expected euro with at most two decimals, as in 12.50",
    );
    assert_error(
        "2026-01-01 10:75 tick",
        "1:12: \"10:75\" is not a time: expected HH:MM, as in 10:30",
    );
}

#[test]
fn a_decimal_comma_is_told_to_be_a_point() {
    let wrong = "the decimal sign is a point: expected";
    assert_error("2026-01-01 payment 9,64 by card", &format!("1:20: {wrong} `9.64`"));
    assert_error("2026-01-01 charge settles 9,6", &format!("1:27: {wrong} `9.6`"));
    assert_error("expect due 9,64", &format!("1:12: {wrong} `9.64`"));
    assert_error("2026-01-01 used 1,6 GB", &format!("1:17: {wrong} `1.6`"));
    assert!(
        read("s.pec", b"set grace 30 receive fee 10, 60 read fee 20").is_ok(),
        "phases are parted so"
    );
}

#[test]
fn names_are_known_before_they_are_used() {
    assert_error(
        "2026-01-01 switch on with visa",
        "1:27: no method is called \"visa\": expected a line above it such as `method visa card`",
    );
    assert_error(
        "expect event OrderOpend",
        "1:14: \"OrderOpend\" is not the name of an event: expected one such as `OrderOpened` \
         (src/manual/events.md lists them)",
    );
    assert_error(
        "expect refusal wrong-expire",
        "1:16: \"wrong-expire\" is not the code of a refusal: expected one such as `wrong-expiry` \
         (src/manual/refusals.md lists them)",
    );
    assert_error("method \"my card", "1:8: this quote is not closed: expected another \"");
}

#[test]
fn every_name_of_an_event_or_a_notice_is_checked() {
    let event = |column, text, near| {
        format!(
            "1:{column}: {text:?} is not the name of an event: expected one such as `{near}` \
             (src/manual/events.md lists them)"
        )
    };
    let notice = |column, text, near| {
        format!(
            "1:{column}: {text:?} is not the name of a notice: expected one such as `{near}` \
             (src/manual/events.md lists them)"
        )
    };
    for (line, error) in [
        ("expect no event OrderOpend", event(17, "OrderOpend", "OrderOpened")),
        ("expect 2 times event ChargeFaild", event(22, "ChargeFaild", "ChargeFailed")),
        ("expect in order OrderOpened, ChargeFaild", event(30, "ChargeFaild", "ChargeFailed")),
        ("expect in order OrderOpened,", "1:29: the line ends here: expected `notice` or the name of an event".to_owned()),
        ("expect event NoticeDue ChargeFaild", notice(24, "ChargeFaild", "ChargeFailed")),
        ("expect no event NoticeDue ChargeFaild", notice(27, "ChargeFaild", "ChargeFailed")),
        ("expect notice Renewd", notice(15, "Renewd", "Renewed")),
        ("expect notice OrderOpened", notice(15, "OrderOpened", "Renewed")),
        ("expect 1 time notice Renewd", notice(22, "Renewd", "Renewed")),
        ("expect in order notice Renewd", notice(24, "Renewd", "Renewed")),
        (
            "expect no event ExpiryReminder",
            "1:17: \"ExpiryReminder\" is the name of a notice, not of an event: expected `NoticeDue \
             ExpiryReminder`, or `notice ExpiryReminder`"
                .to_owned(),
        ),
    ] {
        assert_error(line, &error);
    }
}

#[test]
fn a_name_is_that_of_a_line_above() {
    assert_error(
        "method visa card\n2026-01-01 switch on with vsa",
        "2:27: no method is called \"vsa\" (did you mean `visa`?): expected a line above it such as \
         `method vsa card`",
    );
    assert_error(
        "mailbox first\nmailbox second\n2026-01-01 cancel order 1 of frist",
        "3:30: no mailbox is called \"frist\" (did you mean `first`?): expected a line above it such \
         as `mailbox frist`",
    );
    assert_error(
        "expect method visa dead",
        "1:15: no method is called \"visa\": expected a line above it such as `method visa card`",
    );
    assert_error(
        "policy arubba",
        "1:8: `arubba` does not fit here (did you mean `aruba`?): expected `aruba`, `register_it`, \
         `pecpro`, `tim`, `virgilio` or `abwebsolutions`",
    );
    let unread = errors("set lader 7 3").concat();
    assert!(unread.contains("1:5: `lader` does not fit here (did you mean `ladder`?)"), "{unread}");
    let unread = errors("2026-01-01 last notice Renewd delivered").concat();
    assert!(unread.contains("(did you mean `Renewed`?)"), "{unread}");
    let unread = errors("expect regstered 12.08").concat();
    assert!(unread.contains("(did you mean `registered`?)"), "{unread}");
}

#[test]
fn what_is_asked_of_a_refusal_is_checked() {
    assert_error(
        "expect who holdr",
        "1:12: `holdr` does not fit here (did you mean `holder`?): expected `holder`, `caller`, \
         `provider` or `nobody`",
    );
    assert_error(
        "expect waiting must help",
        "1:16: `must` does not fit here: expected `may help` or `does not help`",
    );
    for line in ["refusal", "who nobody", "waiting may help"] {
        assert_error(
            &format!("2026-01-01 expect {line}"),
            "1:19: a refusal is that of the line before: expected no day",
        );
    }
    assert_error(
        "expect 2 event Renewed",
        "1:10: `event` does not fit here: expected `times` or `time`",
    );
    assert_error(
        "expect 2 times order",
        "1:16: `order` does not fit here: expected `notice` or `event`",
    );
}

#[test]
fn an_instant_is_in_utc() {
    assert!(read("s.pec", b"2026-03-29T00:30:00Z tick\n2026-03-29T01:30:00Z tick").is_ok());
    for text in ["2026-01-08T07:00", "2026-01-08T07:00:00+01:00", "2026-13-08T07:00:00Z"] {
        assert_error(
            &format!("{text} tick"),
            &format!(
                "1:1: {text:?} is no instant in UTC: expected one such as 2026-01-08T07:00:00Z, or \
                 a day and a time of the zone, as in 2026-01-08 08:00"
            ),
        );
    }
}

#[test]
fn what_is_shown_has_no_day_of_its_own() {
    for line in ["notices", "errands", "project until 2026-04-01 if charges stay unanswered"] {
        assert!(read("s.pec", line.as_bytes()).is_ok(), "{line}");
        let unread = errors(&format!("2026-01-01 {line}")).concat();
        assert!(unread.contains("does not fit here"), "{unread}");
    }
    assert_error(
        "project until tomorrow",
        "1:15: \"tomorrow\" is not a day: expected YYYY-MM-DD, as in 2026-01-15",
    );
    assert_error(
        "project until 2026-04-01 if charges fail",
        "1:37: `fail` does not fit here: expected `settle`, `are declined` or `stay unanswered`",
    );
}

#[test]
fn a_policy_is_checked_when_its_lines_end() {
    assert!(read("s.pec", b"set order_lead_days 20\nset ladder 18 3\n").is_ok());
    assert!(read("s.pec", b"set ladder 18 3\nset order_lead_days 20\n").is_ok());
    assert_error(
        "set ladder 18 3\nset late_charge no\n\n2026-01-01 tick",
        "2:1: this policy does not hold together: orders are generated 15 days before expiry and \
         first charged 18: expected a lead of at least the first rung",
    );
    assert_error(
        "set ladder 3 7",
        "1:12: rung 7 follows rung 3: expected fewer days before expiry",
    );
    assert_error(
        "prices clear\nprice pro for 1 year 25.00\nprice pro for 1 year 30.00 from 2026-06-01",
        "3:1: this policy does not hold together: pro for 1 year is priced twice on 2026-06-01, \
         from 2000-01-01 and from 2026-06-01: expected the first row to end the day before",
    );
    assert_error(
        "2026-01-01 tick\nset late_charge no",
        "2:1: a policy that changes on the way needs a day: expected one before it",
    );
}

#[test]
fn zones_have_gaps_and_the_calendar_has_ends() {
    assert_error(
        "2026-03-29 02:30 tick",
        "1:12: Europe/Rome has no 02:30 on 2026-03-29, as clocks are put forward: expected a time \
         before or after the gap",
    );
    assert!(read("s.pec", b"2026-10-25 02:30 tick").is_ok(), "the first of two is meant");
    assert_error(
        "zone Europe/Roma",
        "1:6: \"Europe/Roma\" is no zone: expected a name such as Europe/Rome",
    );
    assert_error(
        "2026-01-01 tick\nzone Europe/Rome",
        "2:6: the zone comes too late: expected it before the first day",
    );
    assert_error(
        "2026-01-02 ticks until 2026-01-01",
        "1:24: 2026-01-01 lies before 2026-01-02: expected that day or later",
    );
}

#[test]
fn a_tax_id_is_shown_nowhere() {
    for script in [
        "holder consumer rssmra80a01h501",
        "holder consumer RSSMRA80A01H501",
        "holder consumer RSSMRA80A01H501UU",
        "holder consumer RSSMRA80A01H501U tall",
        "2026-01-01 switch on with RSSMRA80A01H501U",
        "2026-01-01 RSSMRA80A01H501U",
    ] {
        let errors = read("s.pec", script.as_bytes()).unwrap_err();
        let shown = errors[0].to_string().to_uppercase();
        assert!(!shown.contains("RSSMRA"), "{shown}");
    }
}

#[test]
fn text_is_utf_8() {
    let errors = read("s.pec", b"# perch\xc3\xa9\n# \xc3\xa9 \xff\n").unwrap_err();
    assert_eq!((errors[0].line, errors[0].column), (2, 5));
    assert_eq!(errors[0].problem, "a byte that is no text: expected UTF-8");
    assert!(read("s.pec", b"\xef\xbb\xbf2026-01-01 tick\r\n# \xc3\xa9\r\n").is_ok());
    assert!(read("s.pec", b"").is_ok());
}
