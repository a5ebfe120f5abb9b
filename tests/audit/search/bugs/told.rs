//! A way to a fault in plain sentences, each with its day.

use pec_renewal::{
    Command, Fact, ManualRenewal, MethodNews, Notice, Payment,
    charge::Outcome,
    values::{ChargeKey, Day, OrderId},
};
use pec_test_support::{card, spoken};

use super::bug::{Bug, FoundBy, POLICY};
use crate::search::{
    explore::{Fault, born},
    world::{Birth, Move},
};

/// The block of one bug.
pub fn block(bug: &Bug, fault: &Fault) -> String {
    let classes: Vec<String> = bug.class.chars().map(String::from).collect();
    let pains: Vec<String> = bug.pains.iter().map(ToString::to_string).collect();
    let pains = if pains.is_empty() { "none listed".to_owned() } else { pains.join(", ") };
    let days = fault.trace.iter().filter(|step| **step == Move::NextDay).count();
    let what = plain(&fault.what);
    let found_by = match FoundBy::of(&fault.what) {
        FoundBy::Invariant(invariant) => format!("the invariant \"{invariant}\""),
        FoundBy::Ticks => format!("what must hold of every tick: {}", in_words(&what)),
        FoundBy::Model => in_words(&what),
        FoundBy::Fold => format!("the fold: {}", in_words(&what)),
        FoundBy::WhatComes => format!("what comes: {}", in_words(&said(&what))),
    };
    format!(
        "{}\n  rule       {}\n  complaints {}: {pains}\n  found by   {found_by}\n  \
         length     {} moves, {days} of them the clock's\n{}",
        bug.wrong,
        bug.rule,
        classes.join(", "),
        fault.trace.len(),
        lines(&fault.trace, bug.bounds.birth).concat(),
    )
}

/// Without the names of the one mailbox and of its card, and without the events told in full.
fn plain(what: &str) -> String {
    let (what, _) = what.split_once(": Ok([Event").unwrap_or((what, ""));
    what.replace("00000000000000000000000000000001.20270331.", "order ")
        .replace("00000000000000000000000000000001.20280331.", "order ")
        .replace(&format!("{:?}", card().id), "card")
        .replace('\n', "\n             ")
}

/// A value as the code writes it, in words: what wraps it is left out, nothing is "nothing" or "none", and names
/// are spoken, but for those of events and notices, which the manual lists.
fn in_words(code: &str) -> String {
    let mut words = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let end = rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len());
        let (token, after) = rest.split_at(if end == 0 { letter.len_utf8() } else { end });
        rest = after;
        let wraps = rest.starts_with('(') && token.starts_with(|it: char| it.is_uppercase());
        if wraps {
            words += &match token {
                "Some" | "Ok" => String::new(),
                "Err" => "refused: ".to_owned(),
                name => spoken(name) + " ",
            };
            open.push("");
            rest = &rest[1..];
            continue;
        }
        match token {
            "(" => open.push(")"),
            "{" => open.push("}"),
            "[" => open.push(""),
            _ => {}
        }
        match token {
            "[" if rest.starts_with(']') => words.push_str("nothing"),
            "[" | "\"" => {}
            "{" => {
                words.push('(');
                rest = rest.trim_start_matches(' ');
            }
            ")" | "]" => words += open.pop().unwrap_or_default(),
            "}" => {
                open.pop();
                words.truncate(words.trim_end().len());
                words.push(')');
            }
            ":" if open.last() == Some(&"}") => {}
            "None" => words.push_str("none"),
            "true" => words.push_str("yes"),
            "false" => words.push_str("no"),
            name if Fact::NAMES.contains(&name) || Notice::NAMES.contains(&name) => words += name,
            name if is_type_name(name) => words += &spoken(name),
            name if name.contains('_') => words += &spoken(name),
            other => words += other,
        }
    }
    words.replace("order order ", "order ")
}

/// A capital after a small letter, as in `SoftDecline`.
fn is_type_name(word: &str) -> bool {
    let small_then_large =
        |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
    word.as_bytes().windows(2).any(small_then_large)
}

/// Of a notice that was not kept, its day and name, and in what it differs: not all else that it says.
fn said(what: &str) -> String {
    let (told, differs) = what.split_once('\n').expect("what was told, and what comes");
    let (name, _) = told.split_once(['(', '{']).expect("a notice and its content");
    format!("{}; {}", name.trim(), differs.trim())
}

/// What was done on which day; that the clock goes on shows in the next line's day.
fn lines(trace: &[Move], as_given: Birth) -> Vec<String> {
    let mut node = born(&POLICY, as_given);
    let mut lines = Vec::new();
    for step in trace {
        match step {
            Move::NextDay => node = node.next_day().expect("a day within the bounds"),
            Move::Give(command) => {
                let told = sentence(command, node.today);
                lines.push(format!("    {}  {told}\n", node.today));
            }
        }
    }
    lines
}

fn sentence(command: &Command, today: Day) -> String {
    match command {
        Command::Tick => "the scheduler ticks".to_owned(),
        Command::SwitchOn { method, .. } => {
            format!("the holder switches automatic renewal on with {}", method.kind)
        }
        Command::SwitchOff => "the holder switches automatic renewal off".to_owned(),
        Command::ReplaceMethod { new, .. } => {
            format!("the holder replaces the bound method by {}", new.kind)
        }
        Command::RemoveMethod { .. } => "the holder removes the bound method".to_owned(),
        Command::RenewByHand(renewal) => renewed(renewal),
        Command::CancelOrder { order } => format!("the holder cancels {}", named(*order)),
        Command::TerminateAtExpiry => "the holder terminates the mailbox at expiry".to_owned(),
        Command::RevokeTermination => "the holder revokes the termination".to_owned(),
        Command::TerminateNow => "the holder terminates the mailbox now".to_owned(),
        Command::BuyAgain { .. } => "the holder asks for the address again".to_owned(),
        Command::Payment(payment) => paid(payment, today),
        Command::RefundPaid { refund, payout } => {
            format!(
                "refund {refund} is reported paid with {} by {}",
                payout.amount, payout.reference
            )
        }
        Command::Reversal(reversal) => format!(
            "{} of {} is told by {}: a {}",
            reversal.amount, reversal.of, reversal.reference, reversal.kind
        ),
        Command::ChargeOutcome { key, outcome } => reported(*key, *outcome),
        Command::MethodNews { news: MethodNews::Refreshed { .. }, .. } => {
            "news comes that the card has another date".to_owned()
        }
        Command::MethodNews { news: MethodNews::Closed, .. } => {
            "news comes that the card was closed".to_owned()
        }
        Command::Leave { order } => format!("the holder leaves the term of {}", named(*order)),
        Command::Withdrawal { order, declared_at } => {
            format!("a withdrawal from {}, of {}, is told", named(*order), declared_at.day())
        }
        Command::WithdrawalInformationGiven { order, .. } => {
            format!("the holder is told that {} can be withdrawn from", named(*order))
        }
        Command::NoticeDelivered { notice, .. } => {
            format!("notice {} is reported delivered", notice.number())
        }
        Command::NoticeFailed { notice } => {
            format!("notice {} is reported undeliverable", notice.number())
        }
        Command::UsedSpace { used, .. } => format!("{} of mail are measured", used.mailbox),
        Command::SpaceBought { .. } => "extra space is bought".to_owned(),
        Command::HolderChanged { .. } => "the mailbox passes to another holder".to_owned(),
        Command::AccountChanged { .. } => "the mailbox moves to another account".to_owned(),
        other => format!("{} is given", other.name()),
    }
}

fn renewed(renewal: &ManualRenewal) -> String {
    let instead = renewal.replaces.map(|order| format!(" in place of {}", named(order)));
    format!(
        "the holder orders {} by hand{}",
        renewal.purchase.package.plan,
        instead.unwrap_or_default()
    )
}

fn paid(payment: &Payment, today: Day) -> String {
    let order = payment.order.map_or_else(|| "no order".to_owned(), named);
    let order = payment.debt.map_or(order, |debt| format!("debt {debt}"));
    let late = match payment.registered_on {
        on if on == today => String::new(),
        on => format!(", registered on {on}"),
    };
    let payer = if payment.signed_in_with.is_some() { " by a payer signed in" } else { "" };
    let (reference, amount) = (&payment.reference, payment.amount);
    format!("payment {reference} of {amount} comes for {order}{payer}{late}")
}

fn reported(key: ChargeKey, outcome: Outcome) -> String {
    let outcome = match outcome {
        Outcome::Settled { amount } => format!("settled with {amount}"),
        Outcome::SoftDecline { not_before: None } => "soft decline".to_owned(),
        Outcome::SoftDecline { not_before: Some(day) } => format!("soft decline, not before {day}"),
        Outcome::HardDecline => "hard decline".to_owned(),
        Outcome::AuthenticationRequired => "in need of authentication".to_owned(),
        Outcome::Stopped => "stopped by the holder".to_owned(),
        Outcome::NotExecuted => "not executed".to_owned(),
        Outcome::Unknown => "unknown".to_owned(),
    };
    format!("charge {} of {} is reported {outcome}", key.attempt(), named(key.order()))
}

fn named(order: OrderId) -> String {
    format!("order {}", order.ordinal())
}

#[test]
fn a_value_of_the_code_is_told_in_words() {
    for (code, words) in [
        (r#"Ok(["ChargeFailed", "NoticeDue"])"#, "ChargeFailed, NoticeDue"),
        ("Ok([])", "nothing"),
        (r#"Err("charge-unresolved")"#, "refused: charge-unresolved"),
        ("Some((2027-04-01, 30.50))", "(2027-04-01, 30.50)"),
        ("(order 1.1, card, Some(SoftDecline))", "(order 1.1, card, soft decline)"),
        (
            "[Refund { order: Some(order 1), credit_until: None }]",
            "Refund (order 1, credit until none)",
        ),
        ("(RefundNumber(1), true)", "(refund number 1, yes)"),
        ("the next charge: told None", "the next charge: told none"),
    ] {
        assert_eq!(in_words(code), words);
    }
}
