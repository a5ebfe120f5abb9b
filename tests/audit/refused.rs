//! What is refused, to whom and where: every command by every refusal, as far as it was seen.
//!
//! Nothing here is claimed: a cell is filled by a situation in which the command was tried and refused, or by
//! a script whose line was. What nobody saw is blank.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use pec_renewal::{
    Command, Mailbox, Refusal,
    audit::explain::{English, Language},
    catalogue::Policy,
    decide,
    values::Rule,
};
use pec_test_support::{noon, spoken};

use crate::{
    golden::assert_golden,
    scenarios,
    situations::{Situation, list, named, openings, situations, tried},
};

/// Where one command was refused for one reason.
#[derive(Default)]
struct Seen {
    situations: BTreeSet<&'static str>,
    scripts: BTreeSet<String>,
}

/// All that was seen refused.
#[derive(Default)]
struct Refused {
    /// By the command's name and the refusal's code.
    cells: BTreeMap<(&'static str, &'static str), Seen>,
    /// The rule of each code.
    rules: BTreeMap<&'static str, Rule>,
}

#[test]
fn r_92_every_command_by_every_refusal() {
    let Refused { cells, rules } = seen();
    let mut text = String::from(INTRODUCTION);
    writeln!(text, "\nThe commands\n").unwrap();
    for (number, command) in (1..).zip(Command::NAMES) {
        writeln!(text, "{number:>4}  {}", spoken(command)).unwrap();
    }
    write!(text, "\nIn how many situations and scripts each was refused so\n\n{:27}", "").unwrap();
    for (number, _) in (1..).zip(Command::NAMES) {
        write!(text, "{number:>4}").unwrap();
    }
    text.push('\n');
    for code in Refusal::CODES {
        let mut row = format!("{code:27}");
        for command in Command::NAMES {
            let times = cells.get(&(*command, *code)).map(Seen::times);
            write!(row, "{:>4}", times.map_or(String::new(), |times| times.to_string())).unwrap();
        }
        writeln!(text, "{}", row.trim_end()).unwrap();
    }
    let listed = situations();
    let mut all: BTreeSet<&str> = listed.iter().map(|situation| situation.name).collect();
    all.insert(NEVER_OPENED);
    for command in Command::NAMES {
        writeln!(text, "\n{}", spoken(command)).unwrap();
        let mut refused = false;
        for code in Refusal::CODES {
            let Some(seen) = cells.get(&(*command, *code)) else { continue };
            refused = true;
            writeln!(text, "  {code} ({})", rules[code]).unwrap();
            let others: BTreeSet<&str> = all.difference(&seen.situations).copied().collect();
            let count = seen.situations.len();
            if others.is_empty() {
                writeln!(text, "    situations {count}: all, never opened too").unwrap();
            } else if others.len() < count {
                let but = format!("situations {count}: all but {}", others.len());
                list_of(&mut text, &but, others.iter().copied(), "; ");
            } else {
                let what = format!("situations {count}");
                list_of(&mut text, &what, seen.situations.iter().copied(), "; ");
            }
            let what = format!("scripts {}", seen.scripts.len());
            list_of(&mut text, &what, seen.scripts.iter().map(String::as_str), ", ");
        }
        if !refused {
            writeln!(text, "  never seen refused").unwrap();
        }
    }
    assert_golden("audit/tables/refusals.txt", &text);
}

/// Each is given to some command, or its reason for being given to none stands here.
#[test]
fn r_92_every_refusal_is_given_to_a_command_or_it_is_said_why_not() {
    let Refused { cells, .. } = seen();
    let given: BTreeSet<&str> = cells.keys().map(|(_, code)| *code).collect();
    let never: Vec<&str> =
        Refusal::CODES.iter().copied().filter(|code| !given.contains(code)).collect();
    let said: Vec<&str> = ONLY_AN_ANSWER.to_vec();
    assert_eq!(never, said);
    for code in said {
        assert!(INTRODUCTION.contains(code), "the page says why {code} is given to no command");
    }
}

/// The list that somebody asks for who wants to get rid of an order, of automatic renewal or of the mailbox.
#[test]
fn every_situation_in_which_cancelling_is_refused() {
    let mut text = String::from(CANCELLING);
    let all = situations();
    for (what, wish) in WAYS_OUT {
        let told: Vec<Told> =
            all.iter().filter_map(|situation| refused_in(situation, wish)).collect();
        let (refused, of) = (told.len(), all.len());
        let accepted = of - refused;
        writeln!(
            text,
            "\n{what}: refused in {refused} of {of} situations, accepted in {accepted}\n"
        )
        .unwrap();
        text += &by_reason(told);
    }
    assert_golden("audit/tables/cancelling_refused.txt", &text);
}

/// A refusal, what is said with it, and where.
struct Told {
    /// Where the refusal stands among all.
    place: usize,
    code: String,
    said: String,
    situation: &'static str,
}

/// Why a wish is refused in a situation, if it is.
fn refused_in(situation: &Situation, wish: &str) -> Option<Told> {
    let life = situation.lived();
    let (state, day) = (life.mailbox(), life.today);
    let tried = tried(state, day);
    let wanted = tried.iter().find(|(words, _)| *words == wish);
    let (_, command) = wanted.unwrap_or_else(|| panic!("{wish} is not tried"));
    let refusal = decide(Some(state), command, life.policy(), noon(day)).err()?;
    let place = Refusal::CODES.iter().position(|code| *code == refusal.code());
    Some(Told {
        place: place.expect("a known code"),
        code: format!("{} ({})", refusal.code(), refusal.rule()),
        said: format!("{}; {}", named(&English.reason(&refusal)), advice(&refusal)),
        situation: situation.name,
    })
}

/// Refusals in their order, and below each those that are told the same.
fn by_reason(mut told: Vec<Told>) -> String {
    let mut text = String::new();
    told.sort_by(|one, other| (one.place, &one.said).cmp(&(other.place, &other.said)));
    for of_code in told.chunk_by(|one, next| one.place == next.place) {
        writeln!(text, "  {}: {}", of_code[0].code, of_code.len()).unwrap();
        for alike in of_code.chunk_by(|one, next| one.said == next.said) {
            writeln!(text, "    {}", alike[0].said).unwrap();
            for Told { situation, .. } in alike {
                writeln!(text, "      {situation}").unwrap();
            }
        }
    }
    text
}

fn advice(refusal: &Refusal) -> String {
    let all = English.refusal(refusal);
    let mut parts = all.rsplitn(3, "; ");
    let (waiting, who) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{who}; {waiting}")
}

fn list_of<'n>(text: &mut String, what: &str, names: impl Iterator<Item = &'n str>, end: &str) {
    let mut names = names.peekable();
    if names.peek().is_none() {
        return;
    }
    let mut line = format!("    {what}:");
    while let Some(name) = names.next() {
        let end = if names.peek().is_none() { "" } else { end.trim_end() };
        if 112 < line.len() + name.len() {
            writeln!(text, "{line}").unwrap();
            line = " ".repeat(7);
        }
        write!(line, " {name}{end}").unwrap();
    }
    writeln!(text, "{line}").unwrap();
}

impl Seen {
    fn times(&self) -> usize {
        self.situations.len() + self.scripts.len()
    }
}

fn seen() -> Refused {
    let mut all = Refused::default();
    let mut try_out = |name, state: Option<&Mailbox>, command: &Command, policy: &Policy, day| {
        if let Err(refusal) = decide(state, command, policy, noon(day)) {
            all.rules.insert(refusal.code(), refusal.rule());
            let cell = all.cells.entry((command.name(), refusal.code())).or_default();
            cell.situations.insert(name);
        }
    };
    for situation in situations() {
        let life = situation.lived();
        let (state, policy) = (life.mailbox(), life.policy());
        for (_, command) in tried(state, life.today) {
            try_out(situation.name, Some(state), &command, policy, life.today);
        }
        let before = state.last_moment().day().previous();
        try_out(situation.name, Some(state), &Command::Tick, policy, before);
    }
    let newborn = situations().swap_remove(0).lived();
    let day = list::bought_with_a_card().anchor;
    for (_, command) in tried(newborn.mailbox(), day).into_iter().chain(openings()) {
        try_out(NEVER_OPENED, None, &command, &Policy::aruba(), day);
    }
    for (name, transcript) in scenarios::transcripts() {
        for refused in &transcript.reached().refused {
            all.cells.entry(*refused).or_default().scripts.insert(name.clone());
        }
    }
    all
}

/// Before its opening a mailbox takes no other command.
const NEVER_OPENED: &str = "never opened";

/// Codes that only the question "what can I do" is answered with.
const ONLY_AN_ANSWER: [&str; 2] = ["order-past-its-last-day", "no-order-open"];

/// What somebody wants who says "cancel", in the words of the situations.
const WAYS_OUT: [(&str, &str); 6] = [
    ("To cancel the latest order (R-24)", "cancel the latest order"),
    ("To switch automatic renewal off (R-12)", "switch off"),
    ("To terminate the mailbox at its expiry (R-63)", "terminate at expiry"),
    ("To terminate the mailbox now (R-63)", "terminate now"),
    ("To leave a term (R-82)", "leave the term that may be left, or the last"),
    ("To withdraw from the last renewal (R-64)", "withdraw from the last renewal"),
];

const INTRODUCTION: &str = "\
Which command is refused, and why: every command by every refusal, as far as it was seen. A cell counts the
situations (situations/) in which the command was tried and refused so, and the scripts (../scenarios/) with a
line that was. Below, command by command, stand their names. A cell that nobody saw is blank: that is no promise
that it cannot be.

Two refusals are given to no command. A payment is always taken, also one that comes too late or for nothing
(R-49), so that whoever asks what can be done is told order-past-its-last-day, or no-order-open, and whoever pays is
not.

Not shown here: other days and numbers than those of the situations and scripts, other policies than theirs; what
is refused to random lives.
";

const CANCELLING: &str = "\
Every situation in which cancelling is refused.

Whoever says \"cancel\" may mean one of six things. Each was tried in every situation of situations/ in which there is a
mailbox; here stands, for each refusal, what is said (the reason, who can act, whether waiting may help) and in which
situations it is said. What is accepted may change nothing, where it is so already. Where the latest order is named and
there never was one, the refusal is unknown-order.

Not shown here: other days, numbers and policies than those of the situations, and what refuses every command alike: a
mailbox that does not exist (no-such-mailbox) and a day before the last event (clock-went-backwards). The refusals of
scripts stand in refusals.txt.
";
