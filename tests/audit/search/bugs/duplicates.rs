//! Bugs of things done or booked twice.

use pec_renewal::{Command, Event, Fact, Invariant, Mailbox, charge::Outcome};
use pec_test_support::noon;
use serde_json::{Value, json};

use super::{
    bug::{Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, as_if, edited, recorded, rightly},
    in_doubt::ONE_DOUBT,
};
use crate::search::world::Node;

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "an order is generated although a transfer for one by hand is awaited",
        rule: "R-28",
        class: "DO",
        pains: &[38, 45, 46],
        decide: generated_beside_the_manual_one,
        evolve: order_recorded_over_another,
        found_by: FoundBy::Invariant(Invariant::WhatIsFinalStaysSo),
        length: 7,
        ..NOTHING
    },
    Bug {
        wrong: "every click makes another order",
        rule: "R-23",
        class: "D",
        pains: &[37],
        decide: every_click_an_order,
        evolve: order_recorded_over_another,
        found_by: FoundBy::Invariant(Invariant::WhatIsFinalStaysSo),
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "the last outcome reported of a charge stands, not the first",
        rule: "R-39",
        class: "D",
        pains: &[41],
        bounds: LEFT_ALONE,
        evolve: last_outcome_stands,
        length: 9,
        ..NOTHING
    },
    Bug {
        wrong: "unknown, reported after a final outcome, makes the charge unresolved again",
        rule: "R-39",
        class: "FD",
        pains: &[2, 41],
        bounds: ONE_DOUBT,
        decide: unknown_after_all,
        evolve: outcome_forgotten,
        found_by: FoundBy::Invariant(Invariant::AtMostOneChargeIsUnresolved),
        length: 9,
    },
    Bug {
        wrong: "a payment told twice is booked twice",
        rule: "R-43",
        class: "D",
        pains: &[38, 41],
        decide: payment_booked_again,
        evolve: payment_recorded_again,
        found_by: FoundBy::Invariant(Invariant::MoneyIsConserved),
        length: 2,
        ..NOTHING
    },
];

fn no_order_open(m: &mut Value) {
    m["order"] = Value::Null;
    m["charge"] = json!("Idle");
}

fn generated_beside_the_manual_one(node: &Node, command: &Command) -> Decided {
    let manual = node.mailbox.open_order().is_some_and(|order| !order.is_generated());
    match command {
        Command::Tick if manual => as_if(node, command, no_order_open),
        _ => rightly(node, command),
    }
}

fn every_click_an_order(node: &Node, command: &Command) -> Decided {
    match command {
        Command::RenewByHand(_) => as_if(node, command, no_order_open),
        _ => rightly(node, command),
    }
}

fn order_recorded_over_another(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::OrderOpened(_) => recorded(edited(&mailbox, no_order_open), event),
        _ => recorded(mailbox, event),
    }
}

fn last_outcome_stands(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::ChargeContradicted { key, received, .. } => edited(&after, |m| {
            let attempts = m["remembered"]["attempts"].as_array_mut().expect("a list");
            for attempt in attempts {
                if attempt["key"] == json!(key) {
                    attempt["outcome"] = json!(received);
                }
            }
        }),
        _ => after,
    })
}

fn unknown_after_all(node: &Node, command: &Command) -> Decided {
    let events = rightly(node, command)?;
    let free = node.mailbox.charge().unresolved().is_none();
    match *command {
        Command::ChargeOutcome { key, outcome: Outcome::Unknown } if free => {
            Ok(vec![Event::new(noon(node.today), Fact::ChargeUnknown { key })])
        }
        _ => Ok(events),
    }
}

fn outcome_forgotten(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::ChargeUnknown { .. } if mailbox.charge().unresolved().is_none() => {
            let sequence = mailbox.sequence() + 1;
            Ok(edited(&mailbox, |m| {
                m["remembered"]["attempts"][0]["outcome"] = Value::Null;
                m["sequence"] = json!(sequence);
            }))
        }
        _ => recorded(mailbox, event),
    }
}

fn no_payment_known(m: &mut Value) {
    m["remembered"]["payments"] = json!([]);
}

fn payment_booked_again(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Payment(_) => as_if(node, command, no_payment_known),
        _ => rightly(node, command),
    }
}

fn payment_recorded_again(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match &event.fact {
        Fact::PaymentRegistered(payment)
            if mailbox.payments().find(&payment.reference).is_some() =>
        {
            recorded(edited(&mailbox, no_payment_known), event)
        }
        _ => recorded(mailbox, event),
    }
}
