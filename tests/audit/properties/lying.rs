//! States and events that cannot be are said to be so, and no report is taken for another's.

use pec_renewal::{
    Command, Contradiction, Event, Fact, Invariant, Mailbox, PaymentSource, Refusal,
    catalogue::{Package, Plan},
    charge::{Outcome, OutcomeKind},
    check, decide, evolve,
    values::{ChargeKey, MailboxId, Money, OrderId, PaymentReference, uuid::Uuid},
};
use pec_test_support::{folded, money, noon};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(256))]

    #[test]
    fn a_state_that_cannot_be_does_not_pass(history in histories(60)) {
        let story = history.lived();
        let mailbox = story.life.mailbox();
        prop_assert_eq!(check(mailbox), Ok(()));
        for (invariant, lie) in lies(mailbox) {
            let lying: Mailbox = serde_json::from_value(lie).unwrap();
            let broken = check(&lying).map_err(|violation| violation.invariant);
            prop_assert_eq!(broken, Err(invariant));
        }
    }

    #[test]
    fn an_event_that_nobody_decided_does_not_fold(history in histories(60)) {
        let story = history.lived();
        let mut mailbox = None;
        for event in story.life.history() {
            for (why, altered) in altered(event) {
                let refused = evolve(mailbox.clone(), &altered).map_err(|corrupt| corrupt.why);
                prop_assert_eq!(refused, Err(why), "{:?}", altered);
            }
            mailbox = Some(evolve(mailbox, event).unwrap());
        }
    }

    #[test]
    fn r_39_an_outcome_is_of_the_charge_of_its_whole_key(history in histories(60)) {
        let story = history.lived();
        let (mailbox, policy) = (story.life.mailbox(), story.life.policy());
        let at = noon(mailbox.last_moment().day());
        for key in others(mailbox) {
            for outcome in outcomes() {
                let told = Command::ChargeOutcome { key, outcome };
                match decide(Some(mailbox), &told, policy, at) {
                    Ok(events) => {
                        prop_assert!(outcome.kind() == OutcomeKind::Settled || events.is_empty());
                        let after = folded(Some(mailbox.clone()), &events).unwrap();
                        prop_assert_eq!(after.attempts(), mailbox.attempts());
                        prop_assert_eq!(after.charge(), mailbox.charge());
                        prop_assert_eq!(after.ledger().held, mailbox.ledger().held);
                        prop_assert_eq!(after.expiry(), mailbox.expiry());
                    }
                    Err(
                        Refusal::ForeignKey { key: named } | Refusal::UnknownCharge { key: named },
                    ) => prop_assert_eq!(named, key),
                    Err(Refusal::AmountTooLarge { .. } | Refusal::PaymentDiffers { .. }) => {}
                    Err(refusal) => prop_assert!(false, "{}", refusal),
                }
            }
        }
    }
}

fn outcomes() -> [Outcome; 7] {
    [
        Outcome::Settled { amount: money("0.01") },
        Outcome::SOFT_DECLINE,
        Outcome::HardDecline,
        Outcome::AuthenticationRequired,
        Outcome::Stopped,
        Outcome::NotExecuted,
        Outcome::Unknown,
    ]
}

/// The state, altered in one thing that can never be so, with what that breaks.
fn lies(mailbox: &Mailbox) -> Vec<(Invariant, Value)> {
    let truth = serde_json::to_value(mailbox).unwrap();
    let mut lies = Vec::new();
    let mut lie = |invariant, change: &dyn Fn(&mut Value)| {
        let mut altered = truth.clone();
        change(&mut altered);
        lies.push((invariant, altered));
    };
    lie(Invariant::EventsAreCountedInOrder, &|state| state["sequence"] = json!(0));
    for list in ["payments", "attempts"] {
        // A doubt about a charge would be found before.
        let is_doubted = list == "attempts" && mailbox.awaited_outcome().is_some();
        if 1 < truth["remembered"][list].as_array().unwrap().len() && !is_doubted {
            lie(Invariant::WhatIsRememberedIsInOrder, &|state| {
                state["remembered"][list].as_array_mut().unwrap().reverse();
            });
        }
    }
    if let Some(order) = mailbox.open_order().filter(|order| !order.asks.is_empty()) {
        let before = json!(order.opened_on.previous());
        lie(Invariant::TheOpenOrderCouldBePaid, &|state| {
            state["order"]["asks"][0]["until"] = before.clone();
        });
    }
    if mailbox.space().shrink.is_none() && !mailbox.service().is_deleted() {
        let others = Plan::ALL.iter().map(|plan| Package::from(*plan).room());
        for room in others.filter(|room| *room != mailbox.space().room) {
            lie(Invariant::TheRoomIsThePlans, &|state| state["space"]["room"] = json!(room));
        }
    }
    let next = mailbox.notices().count + 1;
    lie(Invariant::OnlyGivenNoticesAreReported, &|state| {
        let reports = state["notices"]["reports"].as_array_mut().unwrap();
        reports.push(json!([next, next, "Delivered"]));
    });
    lies
}

/// The event, altered in one thing that no decision writes, with what contradicts it.
fn altered(event: &Event) -> Vec<(Contradiction, Event)> {
    let with = |fact| {
        let mut altered = event.clone();
        altered.fact = fact;
        altered
    };
    if let Fact::MailboxOpened { .. } = &event.fact {
        let mut fact = event.fact.clone();
        if let Fact::MailboxOpened { opening, .. } = &mut fact {
            opening.anchor = opening.expiry.next();
        }
        return vec![(Contradiction::OffAnchor, with(fact))];
    }
    let Fact::PaymentRegistered(payment) = &event.fact else {
        return Vec::new();
    };
    let mut nothing = payment.clone();
    nothing.amount = Money::ZERO;
    let mut ahead = payment.clone();
    ahead.day = event.at.day().next();
    let mut other = payment.clone();
    let key = ChargeKey::new(OrderId::new(OTHER, payment.day, 1), 1);
    other.reference = match payment.source {
        PaymentSource::ByHand { .. } => PaymentReference::of_charge(&key),
        PaymentSource::Charge { .. } => "CRO 0".parse().unwrap(),
    };
    vec![
        (Contradiction::PaymentOfNothing, with(Fact::PaymentRegistered(nothing))),
        (Contradiction::PaymentAhead, with(Fact::PaymentRegistered(ahead))),
        (Contradiction::OtherReference, with(Fact::PaymentRegistered(other))),
    ]
}

/// Keys that were never asked, each beside one that was in a single thing.
fn others(mailbox: &Mailbox) -> Vec<ChargeKey> {
    let asked = mailbox.attempts().iter().map(|attempt| attempt.key);
    let open = mailbox.open_order().map(|order| ChargeKey::new(order.id, 1));
    let beside = asked.chain(open).flat_map(|key| {
        let (order, attempt) = (key.order(), key.attempt());
        let (expiry, ordinal) = (order.expiry(), order.ordinal());
        [
            ChargeKey::new(OrderId::new(OTHER, expiry, ordinal), attempt),
            ChargeKey::new(OrderId::new(mailbox.id(), expiry.next(), ordinal), attempt),
            ChargeKey::new(OrderId::new(mailbox.id(), expiry, ordinal + 1), attempt),
            ChargeKey::new(order, attempt + 1),
        ]
    });
    let is_asked = |key| mailbox.attempts().iter().any(|attempt| attempt.key == key);
    beside.filter(|key| !is_asked(*key)).collect()
}

const OTHER: MailboxId = MailboxId::new(Uuid::from_u128(9));
