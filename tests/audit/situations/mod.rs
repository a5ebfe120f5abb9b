//! The whole mailbox: named situations, each reached by commands, by every command.
//!
//! Each situation has a golden file: how it came about, what it is on the stated day, what the
//! holder can do, and one line for each command tried on it, which gives the events, *changes nothing*,
//! or the refusal's code. Nothing is tried on top of anything else: every line starts from the same state.

mod life;
pub mod list;
mod short;
mod tried;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use pec_renewal::{
    Action, Command, Event, Fact, Mailbox, Permission, Refusal, access,
    audit::explain::{English, Italian, Language, Question, answer},
    catalogue::Policy,
    decide, evolve, next_deadline, permitted,
    service::Service,
    values::{ChargeKey, Day},
};
use pec_test_support::{
    noon,
    same_values::{values_of_english, values_of_italian, wrong_in_italian},
};

use self::short::in_short;
pub use self::{
    life::Life,
    list::{Situation, situations},
    short::named,
    tried::{openings, tried},
};
use crate::golden::{assert_all_golden, assert_golden, path_of};

#[test]
fn every_situation_by_every_command() {
    let mut names = BTreeSet::new();
    assert_all_golden(situations().iter().map(|situation| {
        assert!(names.insert(situation.name), "{} is named twice", situation.name);
        let file = format!("audit/tables/situations/{}.txt", file_name(situation.name));
        (file, text_of(situation))
    }));
}

/// Each situation in both languages, with every event that led to it and every answer that can be given in
/// it: both languages say the same values, and nothing that is asked goes without an answer.
#[test]
fn r_93_every_situation_and_every_answer_in_both_languages() {
    let mut text = String::new();
    for situation in situations() {
        let life = situation.lived();
        let (mailbox, policy, day) = (life.mailbox(), life.policy(), life.today);
        let (english, italian) = (English.state(mailbox, day), Italian.state(mailbox, day));
        let (told, detto) = (named(&english), named(&italian));
        writeln!(text, "{}\n  en  {told}\n  it  {detto}", situation.name).unwrap();
        same(situation.name, &english, &italian);
        same(situation.name, &English.mailbox(mailbox), &Italian.mailbox(mailbox));
        for Event { fact, .. } in life.history() {
            same(situation.name, &English.fact(fact), &Italian.fact(fact));
        }
        for question in Question::ALL {
            let given = answer(*question, mailbox, life.history(), policy, day);
            let (english, italian) = (English.answer(&given), Italian.answer(&given));
            assert_eq!(english.len(), italian.len());
            assert!(!english.is_empty());
            for (english, italian) in english.iter().zip(&italian) {
                same(situation.name, english, italian);
            }
        }
        for (action, permission) in permitted(mailbox, policy, day) {
            let english = English.permission(action, &permission);
            same(situation.name, &english, &Italian.permission(action, &permission));
        }
    }
    assert_golden("audit/tables/states_in_words.txt", &text);
}

#[track_caller]
fn same(of: &str, english: &str, italian: &str) {
    let (said, detto) = (values_of_english(english), values_of_italian(italian));
    assert_eq!(said, detto, "{of}\n  {english}\n  {italian}");
    assert!(!italian.is_empty(), "{of}: {english}");
    assert_eq!(wrong_in_italian(italian), None, "{of}: {italian}");
}

/// A table whose situation is gone would be read as if it still held.
#[test]
fn no_table_is_left_of_a_situation_that_is_gone() {
    let mut expected: BTreeSet<String> =
        situations().iter().map(|situation| format!("{}.txt", file_name(situation.name))).collect();
    expected.insert("never_opened.txt".into());
    let folder = std::fs::read_dir(path_of("audit/tables/situations")).unwrap();
    let found = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = found.filter(|name| !expected.contains(name)).collect();
    assert!(left.is_empty(), "delete {left:?} from tests/audit/tables/situations/");
}

/// Before its opening a mailbox takes no other command.
#[test]
fn never_opened_by_every_command() {
    let newborn = situations().swap_remove(0).lived();
    let today = list::bought_with_a_card().anchor;
    let mut text = String::from("never opened\n\nWhat each command leads to\n");
    let mut all = tried(newborn.mailbox(), today);
    all.extend(openings());
    let width = all.iter().map(|(words, _)| words.len()).max().unwrap_or_default();
    let mut nothing = Life::under(newborn.policy().clone());
    nothing.comes_to(today);
    for (words, command) in all {
        writeln!(text, "    {words:width$} | {}", nothing.try_out(&command)).unwrap();
    }
    assert_golden("audit/tables/situations/never_opened.txt", &text);
}

/// Every command is tried, and every event and refusal comes of a row; how often is counted.
#[test]
fn every_event_and_refusal_is_reached_by_a_row() {
    // It answers "what can I do", never a command.
    const NOT_BY_A_ROW: [&str; 3] = [
        // Its scenario is `true_notice_told_late_lifts_the_exit_right`.
        "event ExitRightLifted",
        "refusal order-past-its-last-day",
        "refusal no-order-open",
    ];
    let mut commands: BTreeSet<&str> = BTreeSet::new();
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    let mut count = |name| *times.entry(name).or_default() += 1;
    let mut try_out = |state: Option<&Mailbox>, command: &Command, policy: &Policy, day: Day| {
        commands.insert(command.name());
        match decide(state, command, policy, noon(day)) {
            Ok(events) => events.iter().for_each(|event| count(event.fact.name())),
            Err(refusal) => count(refusal.code()),
        }
    };
    for situation in situations() {
        let life = situation.lived();
        let state = life.mailbox();
        for (_, command) in tried(state, life.today) {
            try_out(Some(state), &command, life.policy(), life.today);
        }
        let before = state.last_moment().day().previous();
        try_out(Some(state), &Command::Tick, life.policy(), before);
    }
    for (_, command) in openings() {
        try_out(None, &command, &Policy::aruba(), list::bought_with_a_card().anchor);
    }
    try_out(None, &Command::Tick, &Policy::aruba(), list::bought_with_a_card().anchor);
    assert_eq!(commands, Command::NAMES.iter().copied().collect(), "every command is tried");
    let mut text = format!("{} situations reach, so many times each:\n\n", situations().len());
    text.push_str(NOT_SHOWN);
    for name in Fact::NAMES {
        writeln!(text, "event {name}: {}", times.get(name).copied().unwrap_or_default()).unwrap();
    }
    for code in Refusal::CODES {
        writeln!(text, "refusal {code}: {}", times.get(code).copied().unwrap_or_default()).unwrap();
    }
    assert_golden("audit/tables/situations.txt", &text);
    let unreached: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix(": 0")).collect();
    assert_eq!(unreached, NOT_BY_A_ROW);
}

/// A tick before the deadline does nothing, one on it does something, two do what one does.
#[test]
fn r_06_ticks_follow_the_deadline_in_every_situation() {
    for situation in situations() {
        let life = situation.lived();
        let (state, policy, at) = (life.mailbox(), life.policy(), noon(life.today));
        let deadline = next_deadline(state, policy);
        let events = decide(Some(state), &Command::Tick, policy, at).unwrap();
        let due = deadline.is_some_and(|day| day <= life.today);
        assert_eq!(due, !events.is_empty(), "{}: due {deadline:?}", situation.name);
        let mut ticked = state.clone();
        for event in &events {
            ticked = evolve(Some(ticked), event).unwrap();
        }
        let again = decide(Some(&ticked), &Command::Tick, policy, at).unwrap();
        assert_eq!(again, Vec::new(), "{}: ticked twice", situation.name);
        let later = next_deadline(&ticked, policy);
        assert!(later.is_none_or(|day| life.today < day), "{}: {later:?}", situation.name);
    }
}

/// What is permitted is what `decide` accepts.
#[test]
fn r_94_permitted_is_what_decide_accepts_in_every_situation() {
    for situation in situations() {
        let life = situation.lived();
        let (state, policy, day) = (life.mailbox(), life.policy(), life.today);
        for (action, permission) in permitted(state, policy, day) {
            let asked = |command: &Command| match decide(Some(state), command, policy, noon(day)) {
                Ok(events) if events.is_empty() => Permission::AlreadySo,
                Ok(_) => Permission::Permitted,
                Err(refusal) => Permission::Refused(Box::new(refusal)),
            };
            let answers: Vec<Permission> =
                tried::meant_by(action, state, day).iter().map(asked).collect();
            let expected = match answers.first() {
                None => continue,
                Some(_) if answers.contains(&Permission::Permitted) => &Permission::Permitted,
                Some(first) => first,
            };
            // What ending a term leads to is said besides; `r_94_what_is_permitted_is_what_is_accepted`
            // holds it to that.
            let permission = match permission {
                Permission::PermittedEnding { .. } => Permission::Permitted,
                other => other,
            };
            // By code: which method or order stands for "any" is the engine's choice.
            let (permission, expected) =
                (permission_in_words(&permission), permission_in_words(expected));
            assert_eq!(permission, expected, "{}: {action:?}", situation.name);
        }
    }
}

/// A holder is told not to pay for some days while a charge of the open order is unresolved, and where
/// nothing is open or only the outcome keeps it open.
#[test]
fn r_94_paying_is_refused_until_an_unresolved_charge_is_inquired_about() {
    for situation in situations() {
        let life = situation.lived();
        let (state, day) = (life.mailbox(), life.today);
        let open = state.open_order_on(day);
        let asked = state.charge().unresolved();
        let payable = open.is_some_and(|order| {
            let of_it = asked.filter(|request| request.key.order() == order.id);
            // The preset asks the gateway on the day after, so the charge has two days.
            let has_waited = |on: Day| on.plus_days(2) <= day || order.id.expiry() < day;
            let is_kept = !matches!(state.service(), Service::Ending { .. });
            let last_day = state.last_day_of_order(day);
            is_kept
                && last_day.is_some_and(|last_day| day <= last_day)
                && of_it.is_none_or(|request| has_waited(request.on))
        });
        let pay = permitted(state, life.policy(), day)
            .into_iter()
            .find_map(|(action, permission)| (action == Action::Pay).then_some(permission));
        let says = match pay {
            Some(Permission::Permitted) => Some(false),
            Some(Permission::PermittedBesideCharge { .. }) => Some(true),
            Some(
                Permission::PermittedEnding { .. } | Permission::AlreadySo | Permission::Refused(_),
            )
            | None => None,
        };
        assert_eq!(says.is_some(), payable, "{}", situation.name);
        // What is taken twice comes back in cash wherever a charge may still settle beside it.
        let of_the_order = |key: ChargeKey| open.is_some_and(|order| order.id == key.order());
        let may_settle = asked.is_some_and(|request| of_the_order(request.key))
            || state.doubts().iter().any(|doubt| of_the_order(doubt.key));
        if let Some(says) = says {
            assert_eq!(says, may_settle, "{}", situation.name);
        }
    }
}

/// A deleted mailbox takes no request but to buy its address again, and ticks do nothing.
#[test]
fn r_97_a_deleted_mailbox_refuses_every_other_request() {
    let mut deleted = 0;
    for situation in situations() {
        let life = situation.lived();
        let Service::Deleted { on, .. } = *life.mailbox().service() else { continue };
        deleted += 1;
        for (words, command) in tried(life.mailbox(), life.today) {
            let decided = decide(Some(life.mailbox()), &command, life.policy(), noon(life.today));
            match command {
                Command::Tick => assert_eq!(decided, Ok(Vec::new()), "{}", situation.name),
                // Opening it again says that it is open already, or with what else it was.
                Command::BuyAgain { .. } | Command::Open(_) => {}
                // The clock is asked first.
                Command::SwitchOn { consent: Some(consent), .. } if life.today < consent.on => {}
                command if command.is_report() => {}
                _ => {
                    let refusal = Err(Refusal::MailboxDeleted { since: Some(on) });
                    assert_eq!(decided, refusal, "{}: {words}", situation.name);
                }
            }
        }
    }
    assert!(0 < deleted);
}

/// The work of one tick stands in the order of R-08.
#[test]
fn r_08_a_tick_works_in_its_order() {
    const ORDER: [&[&str]; 7] = [
        &["OrderLapsed"],
        &["MailboxDeleted", "ContentsDeletionDue"],
        &["PlanChanged", "UsedSpaceRequested"],
        &["OrderOpened", "OrderNotGenerated"],
        &["RungSkipped", "ChargeBarred", "ChargeRequested", "LadderExhausted"],
        &["InquiryRequested"],
        &["ReminderSkipped"],
    ];
    let place = |event: &Event| ORDER.iter().position(|names| names.contains(&event.fact.name()));
    for situation in situations() {
        let life = situation.lived();
        let at = noon(life.today);
        let events = decide(Some(life.mailbox()), &Command::Tick, life.policy(), at).unwrap();
        let places: Vec<usize> = events.iter().filter_map(place).collect();
        assert!(places.is_sorted(), "{}: {}", situation.name, in_short(&events));
    }
}

fn text_of(situation: &Situation) -> String {
    let life = situation.lived();
    let (state, day) = (life.mailbox(), life.today);
    let mut text = format!("{}\n\nAs of {day}\n", situation.name);
    writeln!(text, "    {}", named(&English.state(state, day))).unwrap();
    let may = English.access(access(state, day));
    let may = if may.starts_with("nothing") { format!("do {may}") } else { may };
    writeln!(text, "    it can {may}").unwrap();
    match next_deadline(state, life.policy()) {
        Some(deadline) if deadline < day => {
            writeln!(text, "    a tick has been due since {deadline}").unwrap();
        }
        Some(deadline) => writeln!(text, "    the next tick is due on {deadline}").unwrap(),
        None => writeln!(text, "    no tick is due").unwrap(),
    }
    writeln!(text, "\nHow it came about").unwrap();
    for line in life.told() {
        writeln!(text, "    {line}").unwrap();
    }
    writeln!(text, "\nWhat the holder can do").unwrap();
    for (action, permission) in permitted(state, life.policy(), day) {
        writeln!(text, "    {:<18} {}", name_of(action), permission_in_words(&permission)).unwrap();
    }
    writeln!(text, "\nWhat each command leads to").unwrap();
    let tried = tried(state, day);
    let width = tried.iter().map(|(words, _)| words.len()).max().unwrap_or_default();
    for (words, command) in tried {
        let outcome = life.try_out(&command);
        writeln!(text, "    {words:width$} | {outcome}").unwrap();
    }
    let outcome = life.try_out_on(state.last_moment().day().previous(), &Command::Tick);
    writeln!(text, "    {:width$} | {outcome}", "tick, dated before the last event").unwrap();
    text
}

fn permission_in_words(permission: &Permission) -> String {
    match permission {
        Permission::Permitted => "yes".into(),
        Permission::PermittedBesideCharge { .. } => {
            "yes: what is taken twice comes back in cash".into()
        }
        Permission::PermittedEnding { owed_back, expiry, deletion, .. } => {
            let expiry = expiry.map_or(String::new(), |day| format!("; the expiry is then {day}"));
            let deletion = deletion.map_or(String::new(), |day| format!(", and deletion {day}"));
            format!("yes: {owed_back} € come back in cash{expiry}{deletion}")
        }
        Permission::AlreadySo => "already so".into(),
        Permission::Refused(refusal) => format!("no: {} ({})", refusal.code(), refusal.rule()),
    }
}

const fn name_of(action: Action) -> &'static str {
    match action {
        Action::SwitchOn => "switch on",
        Action::SwitchOff => "switch off",
        Action::ReplaceMethod => "replace the method",
        Action::RemoveMethod => "remove the method",
        Action::RenewByHand => "renew by hand",
        Action::Pay => "pay",
        Action::CancelOrder => "cancel the order",
        Action::TerminateAtExpiry => "terminate at expiry",
        Action::RevokeTermination => "revoke that",
        Action::TerminateNow => "terminate now",
        Action::Leave => "leave",
        Action::Withdraw => "withdraw",
        Action::BuyAgain => "buy it again",
    }
}

const NOT_SHOWN: &str = "\
Each situation is one mailbox, and each command is given to it once, on one day. Not shown here: what follows on
later days, other numbers, other policies. What is reached 0 times here is reached by scripts and random lives, or
is an answer only to what the holder can do.

";

fn file_name(name: &str) -> String {
    let word = |letter: char| if letter.is_alphanumeric() { letter } else { ' ' };
    let words: String = name.to_lowercase().chars().map(word).collect();
    words.split_whitespace().collect::<Vec<_>>().join("_")
}
