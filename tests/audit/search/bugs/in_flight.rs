//! Bugs of charges on their way (R-24, R-26, R-30 … ).

use pec_renewal::{
    Command, Event, Fact, Invariant, Mailbox, Refusal,
    charge::{Failure, Outcome},
    order::OpenOrder,
    values::ChargeKey,
};
use pec_test_support::noon;
use serde_json::{Value, json};

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, ONE_ACTION, as_if, changing, edited, forget_charge,
    in_json, recorded, recorded_beside, rightly,
};
use crate::search::world::Node;

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "a second charge is requested while the first is unresolved",
        rule: "R-32",
        class: "F",
        pains: &[1, 2, 8],
        bounds: LEFT_ALONE,
        decide: second_charge,
        evolve: charge_recorded_over_another,
        found_by: FoundBy::Invariant(Invariant::AtMostOneChargeIsUnresolved),
        length: 11,
    },
    Bug {
        wrong: "a charge that may have happened is taken for one that did not",
        rule: "R-31",
        class: "F",
        pains: &[1, 2],
        bounds: LEFT_ALONE,
        decide: unknown_as_not_executed,
        length: 8,
        ..NOTHING
    },
    Bug {
        wrong: "an unresolved charge counts as failed after a day",
        rule: "R-32",
        class: "FO",
        pains: &[1, 8, 45],
        bounds: LEFT_ALONE,
        decide: failed_after_a_day,
        length: 9,
        ..NOTHING
    },
    Bug {
        wrong: "an order is cancelled while a charge of it is unresolved",
        rule: "R-24",
        class: "FC",
        pains: &[9],
        decide: cancelled_in_flight,
        evolve: cancelling_recorded_beside_the_charge,
        found_by: FoundBy::Invariant(Invariant::OnlyAGeneratedOrderIsCollected),
        length: 8,
        ..NOTHING
    },
    Bug {
        wrong: "every attempt has the key of the first",
        rule: "R-30",
        class: "F",
        pains: &[3, 7],
        decide: every_attempt_the_first,
        evolve: any_key_recorded,
        found_by: FoundBy::Invariant(Invariant::NoChargeKeyComesTwice),
        length: 10,
        ..NOTHING
    },
    Bug {
        wrong: "the key of a charge is made from the clock",
        rule: "R-30",
        class: "F",
        pains: &[5, 7],
        bounds: LEFT_ALONE,
        decide: key_from_the_clock,
        evolve: any_key_recorded,
        found_by: FoundBy::Invariant(Invariant::NoChargeKeyComesTwice),
        length: 7,
    },
    Bug {
        wrong: "a scheduler that fires twice charges twice",
        rule: "R-06",
        class: "FD",
        pains: &[4, 38],
        bounds: LEFT_ALONE,
        decide: charges_at_every_tick,
        evolve: charge_recorded_over_another,
        found_by: FoundBy::Ticks,
        length: 7,
    },
    Bug {
        wrong: "an order lapses while a charge of it is unresolved",
        rule: "R-26",
        class: "FO",
        pains: &[9, 45],
        bounds: LEFT_ALONE,
        decide: lapsed_in_flight,
        evolve: lapse_recorded_beside_the_charge,
        found_by: FoundBy::Invariant(Invariant::OnlyAGeneratedOrderIsCollected),
        length: 15,
    },
    Bug {
        wrong: "money is turned away while a charge of its order is unresolved",
        rule: "R-94",
        class: "FO",
        pains: &[1],
        bounds: ONE_ACTION,
        decide: money_refused_in_flight,
        length: 8,
        ..NOTHING
    },
];

fn money_refused_in_flight(node: &Node, command: &Command) -> Decided {
    let unresolved = node.mailbox.charge().unresolved();
    match (command, unresolved) {
        (Command::Payment(payment), Some(asked)) if payment.order == Some(asked.key.order()) => {
            Err(Refusal::ChargeUnresolved { key: asked.key, requested_on: asked.on })
        }
        _ => rightly(node, command),
    }
}

fn second_charge(node: &Node, command: &Command) -> Decided {
    let mut events = rightly(node, command)?;
    let in_flight = node.mailbox.charge().unresolved().is_some_and(|it| it.on < node.today);
    if matches!(command, Command::Tick) && in_flight {
        let forgetful = as_if(node, command, forget_charge)?;
        let asked = |event: &Event| matches!(event.fact, Fact::ChargeRequested { .. });
        events.extend(forgetful.into_iter().filter(asked));
    }
    Ok(events)
}

fn charge_recorded_over_another(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::ChargeRequested { .. } => recorded(edited(&mailbox, forget_charge), event),
        _ => recorded(mailbox, event),
    }
}

fn unknown_as_not_executed(node: &Node, command: &Command) -> Decided {
    match *command {
        Command::ChargeOutcome { key, outcome: Outcome::Unknown } => {
            rightly(node, &Command::ChargeOutcome { key, outcome: Outcome::NotExecuted })
        }
        _ => rightly(node, command),
    }
}

fn failed_after_a_day(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::InquiryRequested { key, .. } = *fact {
            *fact = Fact::ChargeFailed { key, failure: Failure::SOFT_DECLINE };
        }
    })
}

fn cancelled_in_flight(node: &Node, command: &Command) -> Decided {
    match command {
        Command::CancelOrder { .. } => as_if(node, command, forget_charge),
        _ => rightly(node, command),
    }
}

fn cancelling_recorded_beside_the_charge(
    mailbox: Mailbox,
    event: &Event,
) -> Result<Mailbox, String> {
    let Fact::OrderCancelled { .. } = event.fact else {
        return recorded(mailbox, event);
    };
    beside_the_charge(mailbox, event)
}

fn every_attempt_the_first(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::ChargeRequested { key, .. } = fact {
            *key = ChargeKey::new(key.order(), 1);
        }
    })
}

fn key_from_the_clock(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::ChargeRequested { key, .. } = fact {
            *key = ChargeKey::new(key.order(), node.today.day());
        }
    })
}

/// Recorded as if the attempts before it were as many as its key says.
fn any_key_recorded(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let Fact::ChargeRequested { key, .. } = event.fact else {
        return recorded(mailbox, event);
    };
    let counted = edited(&mailbox, |m| {
        let standing = m["charge"].as_object_mut().and_then(|it| it.values_mut().next());
        if let Some(standing) = standing {
            standing["progress"]["attempts"] = json!(key.attempt() - 1);
        }
    });
    recorded(counted, event)
}

fn charges_at_every_tick(node: &Node, command: &Command) -> Decided {
    let mut events = rightly(node, command)?;
    let asked = node.mailbox.charge().unresolved().filter(|it| it.on == node.today);
    if let (Command::Tick, Some(asked)) = (command, asked) {
        let again = ChargeKey::new(asked.key.order(), asked.key.attempt() + 1);
        let (amount, method) = (asked.amount, asked.method);
        let fact = Fact::ChargeRequested { key: again, amount, method, rung: None };
        events.push(Event::new(noon(node.today), fact));
    }
    Ok(events)
}

fn lapsed_in_flight(node: &Node, command: &Command) -> Decided {
    let mut events = rightly(node, command)?;
    let margin = |order: &&OpenOrder| i32::from(order.agreed.report_margin_days);
    let ends = node.mailbox.last_day_of_order(node.today);
    let over = node.mailbox.open_order().filter(|order| {
        ends.is_some_and(|last_day| last_day.plus_days(margin(order)) < node.today)
    });
    if let (Command::Tick, Some(order)) = (command, over)
        && node.mailbox.is_in_collection(order.id)
    {
        let fact = Fact::OrderLapsed { order: order.id, on: node.today };
        events.push(Event::new(noon(node.today), fact));
    }
    Ok(events)
}

fn lapse_recorded_beside_the_charge(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::OrderLapsed { .. } => beside_the_charge(mailbox, event),
        _ => recorded(mailbox, event),
    }
}

fn beside_the_charge(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    if mailbox.charge().unresolved().is_none() {
        return recorded(mailbox, event);
    }
    let mut forgetful = in_json(&mailbox);
    forget_charge(&mut forgetful);
    let waiting: Value = forgetful["charge"].take();
    recorded_beside(&mailbox, event, &[("charge", waiting)])
}
