//! Bugs of the ladder and of what a failure leads to (R-21, R-33 … ).

use pec_renewal::{
    Command, Event, Fact, Invariant, Mailbox, Notice, auto_renewal::OffCause, charge::Outcome,
    values::ChargeKey,
};
use pec_test_support::noon;
use serde_json::{Value, json};

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, as_if, edited, recorded, recorded_beside, rightly,
    wait_instead_of, without,
};
use crate::search::world::{Bounds, Node};

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "a method declined for good is charged again on the next rung",
        rule: "R-34",
        class: "R",
        pains: &[53],
        bounds: LEFT_ALONE,
        decide: dead_method_charged,
        evolve: charge_of_a_dead_method_recorded,
        found_by: FoundBy::Invariant(Invariant::NoChargeWithoutItsConditions),
        length: 12,
    },
    Bug {
        wrong: "a declined charge is tried again at once",
        rule: "R-33",
        class: "R",
        pains: &[54],
        bounds: LEFT_ALONE,
        decide: tried_again_at_once,
        evolve: charge_recorded_off_the_ladder,
        found_by: FoundBy::Invariant(Invariant::NoChargeWithoutItsConditions),
        length: 8,
    },
    Bug {
        wrong: "an open order is retried by the ladder of today's policy, which has one rung only",
        rule: "R-21",
        class: "R",
        pains: &[14],
        bounds: LEFT_ALONE,
        decide: ladder_read_live,
        length: 8,
        ..NOTHING
    },
    Bug {
        wrong: "a charge that fails a day late is never retried",
        rule: "R-33",
        class: "R",
        pains: &[13],
        bounds: LEFT_ALONE,
        decide: late_failure_is_final,
        length: 9,
        ..NOTHING
    },
    Bug {
        wrong: "the method is not charged although its rung is in force",
        rule: "R-33",
        class: "TR",
        pains: &[13, 34],
        bounds: LEFT_ALONE,
        decide: rung_missed,
        found_by: FoundBy::Ticks,
        length: 8,
        ..NOTHING
    },
    Bug {
        wrong: "automatic renewal stays on with a method that its holder stopped at the bank",
        rule: "R-31",
        class: "CR",
        pains: &[53],
        bounds: ADVISED,
        decide: stays_on,
        found_by: FoundBy::Invariant(Invariant::NoStoppedMethodIsBound),
        length: 8,
        ..NOTHING
    },
    Bug {
        wrong: "a method is asked again before the day that its soft decline named",
        rule: "R-33",
        class: "R",
        pains: &[54],
        bounds: ADVISED,
        decide: asked_too_soon,
        evolve: recorded_too_soon,
        found_by: FoundBy::Invariant(Invariant::NoChargeWithoutItsConditions),
        length: 12,
    },
    Bug {
        wrong: "a failed charge is not told to the holder",
        rule: "R-35",
        class: "X",
        pains: &[15],
        bounds: LEFT_ALONE,
        decide: failure_not_told,
        length: 8,
        ..NOTHING
    },
];

/// Where it is told once that the method was stopped, or before which day not to ask it again.
const ADVISED: Bounds = Bounds { advice: 1, ..LEFT_ALONE };

fn stays_on(node: &Node, command: &Command) -> Decided {
    without(rightly(node, command), |fact| {
        matches!(fact, Fact::AutoRenewalSwitchedOff { cause: OffCause::Stopped })
    })
}

fn asked_too_soon(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Tick => as_if(node, command, |m| m["put_off"] = json!([])),
        _ => rightly(node, command),
    }
}

fn recorded_too_soon(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::ChargeRequested { .. } => recorded_beside(&mailbox, event, &[("put_off", json!([]))]),
        _ => recorded(mailbox, event),
    }
}

fn method_alive(m: &mut Value) {
    m["dead_methods"] = json!([]);
    wait_instead_of(m, "Barred");
}

fn dead_method_charged(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Tick => as_if(node, command, method_alive),
        _ => rightly(node, command),
    }
}

fn charge_of_a_dead_method_recorded(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::ChargeRequested { .. } => recorded(edited(&mailbox, method_alive), event),
        _ => recorded(mailbox, event),
    }
}

fn tried_again_at_once(node: &Node, command: &Command) -> Decided {
    let mut events = rightly(node, command)?;
    let asked = node.mailbox.charge().unresolved();
    if let (Command::ChargeOutcome { outcome: Outcome::SoftDecline { .. }, key }, Some(asked)) =
        (command, asked)
        && asked.key == *key
    {
        let (amount, method) = (asked.amount, asked.method);
        let key = ChargeKey::new(key.order(), key.attempt() + 1);
        let fact = Fact::ChargeRequested { key, amount, method, rung: None };
        events.push(Event::new(noon(node.today), fact));
    }
    Ok(events)
}

fn charge_recorded_off_the_ladder(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::ChargeRequested { rung: None, .. } => {
            let is_retry = edited(&mailbox, |m| {
                if let Some(standing) = m["charge"].get("Waiting").cloned() {
                    m["charge"] = json!({ "RetryDue": standing });
                }
            });
            recorded(is_retry, event)
        }
        _ => recorded(mailbox, event),
    }
}

fn ladder_read_live(node: &Node, command: &Command) -> Decided {
    match command {
        Command::ChargeOutcome { .. } if node.mailbox.open_order().is_some() => {
            as_if(node, command, |m| m["order"]["agreed"]["ladder"] = json!([2]))
        }
        _ => rightly(node, command),
    }
}

fn late_failure_is_final(node: &Node, command: &Command) -> Decided {
    let late = node.mailbox.charge().unresolved().is_some_and(|it| it.on < node.today);
    match *command {
        Command::ChargeOutcome { key, outcome: Outcome::SoftDecline { .. } } if late => {
            rightly(node, &Command::ChargeOutcome { key, outcome: Outcome::HardDecline })
        }
        _ => rightly(node, command),
    }
}

fn rung_missed(node: &Node, command: &Command) -> Decided {
    without(rightly(node, command), |fact| matches!(fact, Fact::ChargeRequested { .. }))
}

fn failure_not_told(node: &Node, command: &Command) -> Decided {
    without(rightly(node, command), |fact| match fact {
        Fact::NoticeDue { notice, .. } => matches!(notice, Notice::ChargeFailed(_)),
        _ => false,
    })
}
