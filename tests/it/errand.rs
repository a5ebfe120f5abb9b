//! What facts ask the backend to do, and how a store is given it.

use std::collections::BTreeMap;

use pec_renewal::{
    Command, Errand, Event, Fact, NextCharge, Notice, Opening, Outlook, Renewed, Step,
    catalogue::{MailAccess, Policy},
    charge::Outcome,
    next_deadline, replay,
    values::{AccountId, ChargeKey, Day, Money, uuid::Uuid},
};
use pec_test_support::{Life, account, card, day, noon, paypal, transfer};

use crate::specimens::{bought, errands, facts};

/// Each fact that asks for something, and what it asks for; every other asks for nothing.
const ASKED: [(&str, &str); 9] = [
    ("MailboxOpened", "SetAccess"),
    ("AccessChanged", "SetAccess"),
    ("ChargeRequested", "Charge"),
    ("InquiryRequested", "Inquire"),
    ("RefundOwed", "Refund"),
    ("UsedSpaceRequested", "MeasureSpace"),
    ("ContentsDeletionDue", "DeleteContents"),
    ("AddressReleased", "OpenNewLife"),
    ("NoticeDue", "Notify"),
];

#[test]
fn r_83_every_fact_asks_for_what_the_table_says_and_no_other_for_anything() {
    let asked: BTreeMap<&str, &str> = ASKED.into();
    for fact in facts() {
        let errand = fact.errand();
        let name = errand.as_ref().map(Errand::name);
        assert_eq!(name, asked.get(fact.name()).copied(), "{fact:?}");
    }
}

/// Amount, method, number, reason: nothing of the fact is lost or changed on the way.
#[test]
fn r_83_an_errand_carries_what_its_fact_says() {
    let mut asked: Vec<Errand> = Vec::new();
    for errand in facts().iter().filter_map(Fact::errand) {
        // A charge asked for on a rung and one outside the ladder are the same to the gateway, and an
        // opening and a change of access to the mail platform.
        if !asked.contains(&errand) {
            asked.push(errand);
        }
    }
    let wanted = errands();
    assert_eq!(asked.len(), wanted.len());
    for errand in wanted {
        assert!(asked.contains(&errand), "no fact asks for {errand:?}");
    }
}

#[test]
fn the_names_of_errands_stand_in_their_order() {
    let mut names: Vec<&str> = errands().iter().map(Errand::name).collect();
    names.dedup();
    assert_eq!(names, Errand::NAMES);
}

/// The number of stored events before it, each errand under the sequence of its event, the next
/// deadline: all that a store writes beside the events.
#[test]
fn a_step_says_what_a_store_writes() {
    let (policy, mut mailbox, mut stored) = (Policy::aruba(), None, Vec::<Event>::new());
    let mut errands = 0;
    let mut on = bought().anchor;
    let mut command = Command::Open(Box::new(bought()));
    while on <= day("2026-06-01") {
        let before = mailbox.clone();
        let step = Step::of(&mut mailbox, &command, &policy, noon(on)).unwrap();
        assert_eq!(step.expected_sequence, u64::try_from(stored.len()).unwrap());
        stored.extend(step.events.iter().cloned());
        for (sequence, errand) in &step.errands {
            let event = &stored[usize::try_from(*sequence).unwrap() - 1];
            assert_eq!(event.fact.errand().as_ref(), Some(errand));
        }
        errands += step.errands.len();
        assert_eq!(step.deadline, next_deadline(mailbox.as_ref().unwrap(), &policy));
        assert!(!step.events.is_empty() && before != mailbox, "what was due on {on} was done");
        let Some(deadline) = step.deadline else { break };
        (on, command) = (deadline, Command::Tick);
    }
    assert_eq!(replay(&stored).unwrap(), mailbox);
    assert_eq!(errands, stored.iter().filter(|event| event.fact.errand().is_some()).count());
    assert!(0 < errands);
}

#[test]
fn a_step_that_is_refused_leaves_the_mailbox_as_it_was() {
    let (policy, mailbox) = (Policy::aruba(), asked().mailbox().clone());
    let mut tried = Some(mailbox.clone());
    let early = noon(mailbox.last_moment().day().previous());
    assert!(Step::of(&mut tried, &Command::Tick, &policy, early).is_err());
    assert_eq!(tried, Some(mailbox));
}

/// What may happen between a request and the moment at which it would be sent, and whether it is
/// still to be sent then.
#[test]
fn r_32_a_charge_is_awaited_until_its_outcome_is_known_or_no_longer_wanted() {
    let before = asked();
    let request = *before.mailbox().charge().unresolved().unwrap();
    let (key, order) = (request.key, before.mailbox().open_order().unwrap().id);
    let report = |outcome| Command::ChargeOutcome { key, outcome };
    let paid = transfer("TRN 2026-0001", order, request.amount, request.on);
    let paid = Command::Payment(paid);
    let rebound = Command::SwitchOn { method: card(), consent: None };
    for (commands, awaited) in [
        (vec![], true),
        (vec![Command::Tick], true),
        (vec![report(Outcome::Unknown)], true),
        (vec![report(Outcome::Settled { amount: request.amount })], false),
        (vec![report(Outcome::SOFT_DECLINE)], false),
        (vec![report(Outcome::HardDecline)], false),
        (vec![report(Outcome::AuthenticationRequired)], false),
        (vec![report(Outcome::Stopped)], false),
        (vec![report(Outcome::NotExecuted)], false),
        (vec![paid], false),
        (vec![Command::SwitchOff], false),
        (vec![Command::SwitchOff, rebound], true),
        (vec![Command::RemoveMethod { method: card().id }], false),
        (vec![Command::ReplaceMethod { old: card().id, new: paypal() }], false),
        (vec![Command::AccountChanged { account: account() }], true),
        (vec![Command::AccountChanged { account: AccountId::new(Uuid::from_u128(0xAD)) }], false),
        (vec![Command::TerminateAtExpiry], false),
        (vec![Command::TerminateNow], false),
    ] {
        let mut life = before.clone();
        for command in &commands {
            life.give(command, noon(request.on)).unwrap();
        }
        assert_eq!(life.mailbox().awaits(&key), awaited, "after {commands:?}");
    }
}

#[test]
fn r_32_no_charge_is_awaited_but_the_unresolved_one() {
    let life = asked();
    let mailbox = life.mailbox();
    let key = mailbox.charge().unresolved().unwrap().key;
    assert!(!mailbox.awaits(&ChargeKey::new(key.order(), key.attempt() + 1)));
}

#[test]
fn r_67_the_mail_platform_is_told_at_birth_at_expiry_and_at_deletion() {
    let born = noon(bought().anchor);
    let mut life = Life::opened(Policy::aruba(), bought(), born);
    let mut told = vec![life.mailbox().access_told()];
    while let Some(due) = life.due_by(Day::LAST_EXPIRY) {
        let events = life.give(&Command::Tick, noon(due)).unwrap();
        let errands = events.iter().filter_map(|event| event.fact.errand());
        told.extend(errands.filter_map(|errand| match errand {
            Errand::SetAccess { access } => Some(access),
            _ => None,
        }));
    }
    let in_grace = MailAccess { send: false, receive: true, read: true };
    assert_eq!(told, [MailAccess::FULL, in_grace, MailAccess::NONE]);
}

#[test]
fn r_84_the_charge_that_a_reminder_names_is_the_one_that_is_asked_for() {
    let life = asked();
    let request = life.mailbox().charge().unresolved().unwrap();
    let named: Vec<NextCharge> = notices(&life)
        .filter_map(|notice| match notice {
            Notice::ExpiryReminder(told) => Some(told.outlook),
            _ => None,
        })
        .filter_map(|outlook| match outlook {
            Outlook::WillRenew { charge } => Some(charge),
            Outlook::AwaitsOutcome { .. } | Outlook::WillNotRenew { .. } => None,
        })
        .collect();
    assert!(!named.is_empty());
    for charge in named {
        assert_eq!((charge.on, charge.amount), (request.on, request.amount));
    }
}

#[test]
fn r_85_who_was_charged_is_told_of_the_renewal_and_of_what_was_paid() {
    let mut life = asked();
    let request = *life.mailbox().charge().unresolved().unwrap();
    let outcome = Outcome::Settled { amount: request.amount };
    life.give(&Command::ChargeOutcome { key: request.key, outcome }, noon(request.on)).unwrap();
    let expiry = life.mailbox().expiry();
    let renewed = Renewed {
        order: request.key.order(),
        expiry,
        paid: request.amount,
        receivable: Money::ZERO,
    };
    assert_eq!(notices(&life).last(), Some(&Notice::Renewed(renewed)));
}

fn notices(life: &Life<Policy>) -> impl Iterator<Item = &Notice> {
    life.history().iter().filter_map(|event| match &event.fact {
        Fact::NoticeDue { notice, .. } => Some(notice),
        _ => None,
    })
}

/// A mailbox that renews itself, on the day of its first charge.
fn asked() -> Life<Policy> {
    let opening = Opening { bound_method: Some(card()), ..bought() };
    let born = noon(opening.anchor);
    let mut life = Life::opened(Policy::aruba(), opening, born);
    while life.mailbox().charge().unresolved().is_none() {
        let deadline = life.due_by(Day::LAST_EXPIRY).expect("the charge is still to come");
        life.give(&Command::Tick, noon(deadline)).unwrap();
    }
    life
}
