//! Bugs of charges in doubt.

use pec_renewal::{Command, Event, Fact, Invariant, Mailbox, charge::Outcome, values::ChargeKey};
use serde_json::{Value, json};

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, as_if, edited, in_json, recorded, recorded_beside,
    rightly,
};
use crate::search::world::{Bounds, Node};

pub const ONE_DOUBT: Bounds = Bounds { doubts: 1, ..LEFT_ALONE };

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "a charge is requested while another one is in doubt",
        rule: "R-37",
        class: "F",
        pains: &[1, 2],
        bounds: ONE_DOUBT,
        decide: charged_in_doubt,
        evolve: recorded_beside_the_doubt,
        found_by: FoundBy::Invariant(Invariant::NoChargeWithoutItsConditions),
        length: 11,
    },
    Bug {
        wrong: "a mailbox is deleted while a charge is in doubt",
        rule: "R-61",
        class: "FT",
        pains: &[8],
        bounds: ONE_DOUBT,
        decide: deleted_in_doubt,
        evolve: recorded_beside_the_doubt,
        found_by: FoundBy::Invariant(Invariant::NoDeletionBeforeItsDay),
        length: 17,
    },
    Bug {
        wrong: "unknown after a failure says nothing",
        rule: "R-39",
        class: "F",
        pains: &[1, 2],
        bounds: ONE_DOUBT,
        decide: never_in_doubt,
        length: 9,
        ..NOTHING
    },
    Bug {
        wrong: "an order lapses while a charge of it is in doubt",
        rule: "R-26",
        class: "FO",
        pains: &[9, 45],
        bounds: ONE_DOUBT,
        decide: lapsed_in_doubt,
        evolve: recorded_beside_the_doubt,
        length: 17,
        ..NOTHING
    },
    Bug {
        wrong: "the same outcome again ends no doubt",
        rule: "R-39",
        class: "FR",
        pains: &[8],
        bounds: ONE_DOUBT,
        decide: the_same_again_is_nothing,
        length: 10,
        ..NOTHING
    },
    Bug {
        wrong: "a method stays dead, whatever takes the place of its hard decline",
        rule: "R-39",
        class: "R",
        pains: &[8],
        bounds: ONE_DOUBT,
        evolve: dead_for_ever,
        length: 10,
        ..NOTHING
    },
    Bug {
        wrong: "a rung does not come back where not executed ends a doubt",
        rule: "R-33",
        class: "R",
        pains: &[8],
        bounds: ONE_DOUBT,
        evolve: the_rung_stays_spent,
        length: 10,
        ..NOTHING
    },
];

fn without_doubts(m: &mut Value) {
    m["doubts"] = json!([]);
}

/// What the engine would do besides if nothing were in doubt.
fn besides(node: &Node, command: &Command, is_wrong: fn(&Fact) -> bool) -> Decided {
    let mut events = rightly(node, command)?;
    if matches!(command, Command::Tick) && !node.mailbox.doubts().is_empty() {
        let careless = as_if(node, command, without_doubts)?;
        events.extend(careless.into_iter().filter(|event| is_wrong(&event.fact)));
    }
    Ok(events)
}

fn charged_in_doubt(node: &Node, command: &Command) -> Decided {
    besides(node, command, |fact| matches!(fact, Fact::ChargeRequested { .. }))
}

fn deleted_in_doubt(node: &Node, command: &Command) -> Decided {
    if !matches!(command, Command::Tick) || node.mailbox.doubts().is_empty() {
        return rightly(node, command);
    }
    let careless = as_if(node, command, without_doubts)?;
    let deleted = careless.iter().any(|event| matches!(event.fact, Fact::MailboxDeleted { .. }));
    if deleted { Ok(careless) } else { rightly(node, command) }
}

fn lapsed_in_doubt(node: &Node, command: &Command) -> Decided {
    besides(node, command, |fact| matches!(fact, Fact::OrderLapsed { .. }))
}

fn recorded_beside_the_doubt(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::ChargeRequested { .. } | Fact::OrderLapsed { .. } | Fact::MailboxDeleted { .. } => {
            recorded_beside(&mailbox, event, &[("doubts", json!([]))])
        }
        _ => recorded(mailbox, event),
    }
}

fn never_in_doubt(node: &Node, command: &Command) -> Decided {
    let events = rightly(node, command)?;
    let doubted = events.iter().any(|event| matches!(event.fact, Fact::ChargeInDoubt { .. }));
    Ok(if doubted { Vec::new() } else { events })
}

fn the_same_again_is_nothing(node: &Node, command: &Command) -> Decided {
    let first = |key: ChargeKey| {
        let attempt = node.mailbox.attempts().iter().find(|attempt| attempt.key == key);
        attempt.and_then(|attempt| attempt.outcome)
    };
    match command {
        Command::ChargeOutcome { key, outcome }
            if node.mailbox.is_in_doubt(*key)
                && !matches!(outcome, Outcome::Unknown)
                && first(*key) == Some(outcome.kind()) =>
        {
            Ok(Vec::new())
        }
        _ => rightly(node, command),
    }
}

fn dead_for_ever(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let (before, dead) = (in_json(&mailbox), mailbox.dead_methods().len());
    let after = recorded(mailbox, event)?;
    if after.dead_methods().len() < dead {
        return Ok(edited(&after, |m| m["dead_methods"] = before["dead_methods"].clone()));
    }
    Ok(after)
}

fn the_rung_stays_spent(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let ends_doubt =
        matches!(event.fact, Fact::ChargeNotExecuted { key } if mailbox.is_in_doubt(key));
    let spent = mailbox.charge().progress().filter(|_| ends_doubt).map(|it| it.spent);
    let after = recorded(mailbox, event)?;
    let Some(spent) = spent else {
        return Ok(after);
    };
    Ok(edited(&after, |m| {
        for state in ["Waiting", "RetryDue", "Barred"] {
            if let Some(standing) = m["charge"].get_mut(state) {
                standing["progress"]["spent"] = json!(spent);
            }
        }
    }))
}
