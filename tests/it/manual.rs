//! The lists of the manual that come from the code: what is refused, and what can happen; and the shape
//! of its page on known harm.
//!
//! Both lists are golden texts beside the chapter that shows them, so that no code and no name is missing
//! there or says something else than the library.

use std::{collections::BTreeSet, fmt::Write};

use pec_renewal::{
    Fact, Refusal,
    audit::explain::{English, Language},
    catalogue::Policy,
};
use pec_test_support::{account, card, mailbox_id, paypal};

use crate::{
    golden::assert_golden,
    specimens::{facts, key, notices, order, refusals},
};

#[test]
fn r_92_the_manual_lists_every_refusal() {
    let mut text = String::from(
        "### The codes of refusals\n\n\
         Every reason for which the engine refuses what it is asked (R-92), in the order in which they are \
         checked. Each row is\na sample of its own: its days and sums do not belong to those of another row.\n\n\
         *Who can act* is whoever can take the reason away. *Waiting* says whether the same may be accepted later \
         if\nnothing else is done. Where that depends on the state, both answers stand there.\n\n\
         | code | rule | what it says, for instance | who can act | waiting |\n|---|---|---|---|---|\n",
    );
    let all = refusals();
    for code in Refusal::CODES {
        let of_code: Vec<&Refusal> = all.iter().filter(|refusal| refusal.code() == *code).collect();
        let first = of_code.first().unwrap_or_else(|| panic!("{code} has no specimen"));
        let rule = first.rule();
        for other in &of_code {
            assert_eq!(other.rule(), rule, "a row speaks for every {code}");
        }
        // Where who can act, or whether waiting helps, depends on the facts, the row says both.
        let who = each(&of_code, |refusal| format!("{:?}", refusal.who()).to_lowercase());
        let waiting = each(&of_code, |refusal| {
            if refusal.is_transient() { "may help" } else { "does not help" }.to_owned()
        });
        let says = cell(&first.to_string());
        writeln!(text, "| `{code}` | {rule} | {says} | {who} | {waiting} |").unwrap();
    }
    assert_golden("../src/manual/refusals.md", &text);
}

#[test]
fn r_93_the_manual_lists_every_event_with_its_rules() {
    let mut text = String::from(
        "### The names of events\n\n\
         All that is ever recorded of a mailbox, each with the rules that cause it (R-93): where there are several, \
         the cause\ndecides which one applies. A notice to the holder is the event `NoticeDue`, with a name of its \
         own.\n\n\
         Each row is a sample of its own: its days and sums do not belong to those of another row. In \
         `1.1` the first\nnumber is the order, the second the charge.\n\n\
         | event | rules | its sentence, for instance |\n|---|---|---|\n",
    );
    let all = facts();
    let mut listed: Vec<String> = all.iter().map(named).collect();
    listed.dedup();
    let names: Vec<&str> = listed.iter().map(|name| name.split(' ').next().unwrap()).collect();
    for name in Fact::NAMES {
        assert!(names.contains(name), "{name} has no specimen");
    }
    for name in listed {
        let of_name: Vec<&Fact> = all.iter().filter(|fact| named(fact) == name).collect();
        let mut rules: Vec<String> = of_name.iter().map(|fact| fact.rule().to_string()).collect();
        rules.sort();
        rules.dedup();
        let says = cell(&English.fact(of_name[0]));
        writeln!(text, "| `{name}` | {} | {says} |", rules.join(", ")).unwrap();
    }
    assert_golden("../src/manual/events.md", &text);
}

/// Each thing that a notice can say, in each outlook and with each way out, once.
#[test]
fn r_84_every_notice_in_words() {
    let mut text = String::new();
    for notice in notices() {
        writeln!(text, "{}: {}", notice.name(), cell(&English.notice(&notice))).unwrap();
    }
    assert_golden("it/notices.txt", &text);
}

/// What may still hurt a holder: each harm says all that there is to say of it, rests on rules, and
/// names only parameters that a policy has.
#[test]
fn the_manual_says_of_every_harm_what_why_and_what_to_do() {
    let page = include_str!("../../src/manual/known_harm.rs");
    let text: String =
        page.lines().map(|line| line.trim_start_matches("//!").trim().to_owned() + "\n").collect();
    let (harms, questions) = text.split_once("\n# What to ask a lawyer\n").expect("it ends so");
    let parameters = parameters();
    let mut told = Vec::new();
    for harm in harms.split("\n## ").skip(1) {
        let (harm, _example) = harm.split_once("\n```").unwrap_or((harm, ""));
        let title = harm.lines().next().unwrap_or_default();
        let mut rest = harm;
        for part in ["What happens", "To whom", "Why it is so", "What a provider can do"] {
            let (_, after) = rest
                .split_once(&format!("\n- **{part}:** "))
                .unwrap_or_else(|| panic!("{title}: it does not say in its place: {part}"));
            rest = after;
        }
        let rules = harm.matches("(R-").count();
        assert!(0 < rules, "{title}: it rests on no rule");
        let (_, can_do) = harm.split_once("**What a provider can do:**").expect("it was found");
        for name in can_do.split('`').skip(1).step_by(2).filter(|name| !name.contains("::")) {
            let link = can_do.contains(&format!("[`{name}`](crate::"));
            assert!(link || parameters.contains(name), "{title}: no policy has a parameter {name}");
        }
        told.push(title);
    }
    told.sort_unstable();
    told.dedup();
    assert_eq!(told.len(), harms.matches("\n## ").count(), "two harms have one title");
    let asked = questions.lines().filter(|line| line.starts_with("- ")).count();
    assert!(0 < asked, "no question is asked");
    assert!(questions.matches('?').count() >= asked, "each is a question");
}

/// The names of the parameters of a policy.
fn parameters() -> BTreeSet<String> {
    let policy = serde_json::to_value(Policy::aruba().parameters()).expect("a policy is JSON");
    policy.as_object().expect("its parameters have names").keys().cloned().collect()
}

/// An event as scripts name it: a notice by its own name too.
fn named(fact: &Fact) -> String {
    match fact {
        Fact::NoticeDue { notice, .. } => format!("NoticeDue {}", notice.name()),
        other => other.name().to_owned(),
    }
}

/// A sentence as a cell of a table, with short names in the place of identities.
pub fn cell(sentence: &str) -> String {
    let short = [
        (key().to_string(), "1.1"),
        (order().to_string(), "1"),
        (card().id.to_string(), "visa"),
        (paypal().id.to_string(), "wallet"),
        (account().to_string(), "1"),
        (mailbox_id().to_string(), "1"),
        ("00000000-0000-0000-0000-000000000002".to_owned(), "2"),
    ];
    let sentence =
        short.iter().fold(sentence.to_owned(), |text, (id, name)| text.replace(id, name));
    assert!(!sentence.contains(['|', '<', '[', '\n', '`']), "this breaks the table: {sentence}");
    sentence
}

/// What refusals of one code say, each answer once.
fn each(refusals: &[&Refusal], answer: impl Fn(&Refusal) -> String) -> String {
    let mut answers: Vec<String> = Vec::new();
    for refusal in refusals {
        let answer = answer(refusal);
        if !answers.contains(&answer) {
            answers.push(answer);
        }
    }
    answers.join(" or ")
}
