//! What model and engine were compared on, and what was left out, in words.

use std::fmt::Write;

use pec_renewal::{Command, Fact, Notice, Refusal};
use pec_test_support::spoken;

use super::{
    lives::{COMMANDS, COMMANDS_ELSEWHERE, LIVES_A_BATCH, MOVED_A_BATCH},
    seen::{NEVER_REFUSED, REACHED, Seen},
};
use crate::properties::policies::POLICIES;

/// The page that auditors read of the second reading of the rules.
pub fn text(seen: &Seen) -> String {
    let mut page = String::from(HEADER);
    write!(
        page,
        "Within these bounds
  lives         {} of {COMMANDS} commands each, and others that end before, their mailbox being deleted; the same
                in every run
  taken over    {MOVED_A_BATCH} of {LIVES_A_BATCH} lives may begin with a mailbox that lived {COMMANDS_ELSEWHERE} commands elsewhere
  compared      {} times, after every command
",
        seen.whole_lives(),
        seen.commands(),
    )
    .unwrap();
    page.push_str(COMPARED);
    writeln!(page, "The policies; one may follow another in the middle of a life").unwrap();
    for (name, _) in POLICIES.iter() {
        writeln!(page, "  {name}").unwrap();
    }
    let commands = seen.times("command", Command::NAMES).map(|(name, times)| (spoken(name), times));
    chapter(&mut page, "Commands accepted with effect; each must be", commands);
    for (title, what, names) in [
        ("Events recorded; each must be", "event", Fact::NAMES),
        ("Notices owed; each must be", "notice", Notice::NAMES),
        ("Refusals given; each must be, but those below", "refusal", Refusal::CODES),
        ("Reached; each must be, or the test fails", "reached", REACHED),
    ] {
        let rows = seen.times(what, names).filter(|(_, times)| 0 < *times);
        chapter(&mut page, title, rows.map(|(name, times)| (name.to_owned(), times)));
    }
    page.push_str(LEFT_OUT);
    writeln!(page, "  refusals that no life is given: {}", NEVER_REFUSED.join(", ")).unwrap();
    page
}

fn chapter(page: &mut String, title: &str, rows: impl Iterator<Item = (String, u64)>) {
    writeln!(page, "\n{title}").unwrap();
    for (name, times) in rows {
        writeln!(page, "{times:>12}  {name}").unwrap();
    }
}

const HEADER: &str = "\
The reference model: the rules a second time, read straight from the manual and not from the code. It keeps lists,
as a clerk with paper would, and shares with the library the words for days, amounts, names and policies, and no
decision. Both are given the same random commands, and after every one of them their answers are compared. Where they
differ, one of them misreads the rules; they differ nowhere here.

";

const COMPARED: &str = "
What is compared
  whether the command is refused, and with which reason: of all that speaks against it, the one declared first
  else the events by name, the notices by kind, the refunds that are owed
  what the mailbox then is: orders, charges, methods, money to the cent, room, rights, service and access
  whether a tick would find work on the day that the library calls its deadline, and on no day before it

";

const LEFT_OUT: &str = "
Not compared
  what a notice says of the outlook, of ways out and of sums to come beside the charge that it names, and when that
  is told again (R-84)
  the rule that an event names, and the order of events within one decision
  what people are told in sentences
";
