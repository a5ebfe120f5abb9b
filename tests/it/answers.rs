//! Answers to what is asked of a mailbox: what they rest on, and how they read.

use std::fmt::Write;

use pec_renewal::{
    Command, Fact, Opening, Permission, Refusal,
    audit::explain::{Answer, English, Ground, Italian, Language, Question, answer},
    catalogue::Policy,
    charge::Outcome,
    next_deadline,
    values::Day,
};
use pec_test_support::{Life, card, day, money, noon, transfer};

use crate::{golden::assert_golden, manual::cell, specimens::bought};

/// A card that fails until no charge is left, part of the sum by transfer, then the rest: what is asked on
/// the way, with the rule of every line, in both languages.
#[test]
fn r_93_what_is_asked_of_a_mailbox_is_answered_with_rules_and_in_words() {
    let mut text = String::new();
    let mut life = Life::opened(Policy::aruba(), with_a_card(), noon(bought().anchor));
    tick_through(&mut life, day("2026-01-08"));
    tell(&mut text, &life, day("2026-01-08"), "while the first charge is unresolved");
    while let Some(request) = life.mailbox().charge().unresolved().copied() {
        let outcome = Outcome::SOFT_DECLINE;
        let on = life.mailbox().last_moment();
        life.give(&Command::ChargeOutcome { key: request.key, outcome }, on).unwrap();
        tick_through(&mut life, day("2026-01-14").min(on.day().plus_days(2)));
    }
    tick_through(&mut life, day("2026-01-20"));
    tell(&mut text, &life, day("2026-01-20"), "in grace, every charge declined");
    let order = life.mailbox().open_order().unwrap().id;
    let part = transfer("TRN 1", order, money("10.00"), day("2026-01-21"));
    life.give(&Command::Payment(part), noon(day("2026-01-21"))).unwrap();
    tell(&mut text, &life, day("2026-01-21"), "paid in part");
    let rest = transfer("TRN 2", order, money("8.50"), day("2026-01-22"));
    life.give(&Command::Payment(rest), noon(day("2026-01-22"))).unwrap();
    tell(&mut text, &life, day("2026-01-22"), "paid, and a little more");
    assert_golden("it/answers.txt", &text);
}

/// The grounds are data: what each is, and which rule it names.
#[test]
fn r_93_an_answer_rests_on_facts_permissions_and_the_ledger() {
    let mut life = Life::opened(Policy::aruba(), with_a_card(), noon(bought().anchor));
    tick_through(&mut life, day("2026-01-08"));
    let today = day("2026-01-08");
    let facts = |given: &Answer| -> Vec<&'static str> {
        let fact = |ground: &Ground| match ground {
            Ground::Recorded(event) => Some(event.fact.name()),
            Ground::Coming(coming) => Some(coming.fact.name()),
            _ => None,
        };
        given.grounds.iter().filter_map(fact).collect()
    };
    let charged = asked(&life, Question::WhyCharged, today);
    assert_eq!(facts(&charged), ["MailboxOpened", "OrderOpened", "ChargeRequested"]);
    let refused = asked(&life, Question::WhyNotPossible, today);
    let key = life.mailbox().charge().unresolved().unwrap().key;
    assert!(refused.grounds.iter().any(|ground| matches!(
        ground,
        Ground::Action { permission: Permission::Refused(refusal), .. }
            if matches!(**refusal, Refusal::ChargeUnresolved { key: named, .. } if named == key)
    )));
    let next = asked(&life, Question::WhatNext, today);
    let deadline = next_deadline(life.mailbox(), life.policy()).unwrap();
    assert!(matches!(
        &next.grounds[0],
        Ground::Coming(coming)
            if coming.on == deadline && matches!(coming.fact, Fact::InquiryRequested { .. })
    ));
    assert!(asked(&life, Question::WhereIsTheMoney, today).grounds.is_empty());
    for question in Question::ALL {
        let given = asked(&life, *question, today);
        let text = serde_json::to_string(&given).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), given);
    }
}

fn with_a_card() -> Opening {
    Opening { bound_method: Some(card()), ..bought() }
}

/// Ticks on every deadline up to a day.
fn tick_through(life: &mut Life<Policy>, last: Day) {
    while let Some(due) = next_deadline(life.mailbox(), life.policy()).filter(|due| *due <= last) {
        life.give(&Command::Tick, noon(due)).unwrap();
    }
}

fn asked(life: &Life<Policy>, question: Question, today: Day) -> Answer {
    answer(question, life.mailbox(), life.history(), life.policy(), today)
}

fn tell(text: &mut String, life: &Life<Policy>, today: Day, when: &str) {
    writeln!(text, "{today}, {when}").unwrap();
    for question in Question::ALL {
        let given = asked(life, *question, today);
        writeln!(text, "\n  {} ({})", English.question(*question), question.code()).unwrap();
        writeln!(text, "  {}", Italian.question(*question)).unwrap();
        let rules: Vec<String> = given.grounds.iter().map(|it| it.rule().to_string()).collect();
        let lines = English.answer(&given).into_iter().zip(Italian.answer(&given));
        for (place, (english, italian)) in lines.enumerate() {
            let rule = rules.get(place).map_or("", |rule| rule);
            let (english, italian) = (cell(&english), cell(&italian));
            writeln!(text, "    {rule:4}  {english}\n          {italian}").unwrap();
        }
    }
    text.push('\n');
}
