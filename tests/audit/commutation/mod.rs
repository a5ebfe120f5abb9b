//! Racing commands: what any two of them yield, given on one day in either order.
//!
//! Two people act on what the page showed a minute ago, or the gateway reports while the night job
//! ticks: the store decides who is first. The table says for every pair whether that matters. Where
//! it does, it says what differs and to which class of reasons the difference belongs; a difference
//! of a pair that has no reason does not pass the test.

mod race;
mod standing;
mod why;

use std::{collections::BTreeSet, fmt::Write};

use pec_renewal::{Event, Fact, RefundReason, Refusal};

use self::{
    race::{Base, Raced, Racer, bases, raced, racers},
    standing::{points, without_counts},
    why::{Evidence, Why, why},
};
use crate::golden::assert_golden;

#[test]
fn every_pair_of_racing_commands_in_either_order() {
    let mut text = String::from(HEADER);
    let bases = bases();
    let (mut same, mut told, mut differ) = (0, 0, 0);
    let mut seen = BTreeSet::new();
    let mut chapters = String::new();
    for base in &bases {
        let pairs = pairs(base);
        for pair in &pairs {
            match pair.verdict {
                Verdict::Same => same += 1,
                Verdict::Told => told += 1,
                Verdict::Differs(why) => {
                    differ += 1;
                    seen.insert(why);
                }
            }
        }
        write_chapter(&mut chapters, base, &pairs);
    }
    writeln!(
        text,
        "Of {} pairs, {same} end the same, {told} end the same with other words on the way, and \
         {differ} differ.\n",
        same + told + differ
    )
    .unwrap();
    for why in Why::ALL {
        write_wrapped(&mut text, why.letter(), why.sentence());
    }
    text.push_str(&chapters);
    assert_golden("audit/tables/commutation.txt", &text);
    assert_eq!(seen.len(), Why::ALL.len(), "every class of reasons is met: {seen:?}");
}

/// What two commands yield in either order.
struct Pair {
    names: [&'static str; 2],
    verdict: Verdict,
    /// What holds only if the one, or the other, comes first.
    only: [Vec<String>; 2],
}

enum Verdict {
    Same,
    /// The mailbox is the same, the answers or notices are not.
    Told,
    Differs(Why),
}

fn pairs(base: &Base) -> Vec<Pair> {
    let all = racers(base);
    let rest = |place: usize| all.iter().skip(place + 1);
    all.iter()
        .enumerate()
        .flat_map(|(place, one)| rest(place).map(move |other| compared(base, one, other)))
        .collect()
}

fn compared(base: &Base, one: &Racer, other: &Racer) -> Pair {
    let (there, back) = (raced(base, one, other), raced(base, other, one));
    let before = base.life.mailbox();
    let ends = [points(&there, [one, other], before), points(&back, [other, one], before)];
    let only = |this: &[String], that: &[String]| -> Vec<String> {
        this.iter().filter(|point| !that.contains(point)).cloned().collect()
    };
    let only = [only(&ends[0], &ends[1]), only(&ends[1], &ends[0])];
    let names = [one.name, other.name];
    let verdict = if without_counts(&there.mailbox) != without_counts(&back.mailbox) {
        assert_ne!(only, NOTHING, "{names:?} differ in something that no point tells");
        Verdict::Differs(why(one.kind, other.kind, evidence(&[there, back])))
    } else if only == NOTHING {
        Verdict::Same
    } else {
        Verdict::Told
    };
    Pair { names, verdict, only }
}

fn evidence(races: &[Raced]) -> Evidence {
    let refused = |by: fn(&Refusal) -> bool| {
        races
            .iter()
            .flat_map(|raced| &raced.outcomes)
            .any(|outcome| outcome.as_ref().is_err_and(by))
    };
    let owed_back = |event: &Event| {
        matches!(event.fact, Fact::RefundOwed { reason: RefundReason::UnknownOrder, .. })
    };
    let mut events = races.iter().flat_map(|raced| &raced.outcomes).flatten().flatten();
    Evidence {
        unrequested: refused(|refusal| matches!(refusal, Refusal::UnknownCharge { .. }))
            || events.any(owed_back),
        in_collection: refused(|refusal| matches!(refusal, Refusal::ChargeUnresolved { .. })),
    }
}

fn write_chapter(text: &mut String, base: &Base, pairs: &[Pair]) {
    writeln!(text, "\n\n{}: {}\n", base.today, base.name).unwrap();
    write_matrix(text, &racers(base), pairs);
    for pair in pairs {
        let verdict = match pair.verdict {
            Verdict::Same => continue,
            Verdict::Told => "the same in the end, but".to_owned(),
            Verdict::Differs(why) => format!("differ ({})", why.letter()),
        };
        let [one, other] = pair.names;
        writeln!(text, "\n{one} / {other}: {verdict}").unwrap();
        let width = one.chars().count().max(other.chars().count());
        for (name, only) in pair.names.iter().zip(&pair.only) {
            let only = if only.is_empty() { "-".to_owned() } else { only.join("; ") };
            writeln!(text, "    {name:width$} first | {only}").unwrap();
        }
    }
}

/// One line a command, one letter a pair.
fn write_matrix(text: &mut String, racers: &[Racer], pairs: &[Pair]) {
    let width = racers.iter().map(|racer| racer.name.len()).max().unwrap_or_default();
    for (row, racer) in racers.iter().enumerate() {
        write!(text, "{:2} {:width$} |", row + 1, racer.name).unwrap();
        for column in &racers[..row] {
            let pair = pairs.iter().find(|pair| pair.names == [column.name, racer.name]);
            let letter = match pair.expect("every two are a pair").verdict {
                Verdict::Same => '=',
                Verdict::Told => '~',
                Verdict::Differs(why) => why.letter(),
            };
            write!(text, "  {letter}").unwrap();
        }
        text.push('\n');
    }
    write!(text, "   {:width$} |", "").unwrap();
    (1..racers.len()).for_each(|number| write!(text, " {number:2}").unwrap());
    text.push('\n');
}

fn write_wrapped(text: &mut String, letter: char, sentence: &str) {
    let mut line = format!("{letter} ");
    for word in sentence.split(' ') {
        if COLUMNS < line.chars().count() + 1 + word.chars().count() {
            writeln!(text, "{line}").unwrap();
            "  ".clone_into(&mut line);
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(text, "{line}").unwrap();
}

const COLUMNS: usize = 100;

const NOTHING: [Vec<String>; 2] = [Vec::new(), Vec::new()];

const HEADER: &str = "\
Racing commands: what any two of them yield, given on one day in either order.

=  the mailbox ends the same, but for the sequence of its events and the number of its notices.
~  it ends the same, but an answer or a notice on the way differs.
A letter: it ends differently; below the letter says why, and under each situation what differs.

Not shown here: three commands at once, commands on two days, other situations than these and other commands than
those listed under each; the simulation races more of them.

";
