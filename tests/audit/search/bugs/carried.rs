//! Bugs of what a take-over carries.

use pec_renewal::{Command, Event, Fact, Mailbox, values::ChargeKey};
use serde_json::{Value, json};

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, as_if, changing, edited, recorded, rightly,
};
use crate::search::world::{Birth, Bounds, Node};

/// Taken over in grace and in the middle of collecting, with a warning, a right to withdraw and a refund owed.
const TAKEN_OVER: Bounds = Bounds { actions: 1, endings: 1, birth: Birth::TakenOver, ..LEFT_ALONE };

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "a warning given elsewhere counts for nothing",
        rule: "R-68",
        class: "N",
        pains: &[],
        bounds: TAKEN_OVER,
        decide: unwarned,
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "a right to withdraw ends with the take-over",
        rule: "R-68",
        class: "C",
        pains: &[],
        bounds: TAKEN_OVER,
        decide: without_a_right,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a payment registered elsewhere is booked again when it is told again",
        rule: "R-68",
        class: "D",
        pains: &[38, 41],
        bounds: TAKEN_OVER,
        decide: payment_unknown,
        found_by: FoundBy::Fold,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "the first charge after a take-over has the key of one requested elsewhere",
        rule: "R-68",
        class: "F",
        pains: &[3, 7],
        bounds: TAKEN_OVER,
        decide: keys_begin_anew,
        found_by: FoundBy::Fold,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a refund owed elsewhere is paid, and still owed",
        rule: "R-68",
        class: "P",
        pains: &[],
        bounds: TAKEN_OVER,
        evolve: refund_still_owed,
        length: 1,
        ..NOTHING
    },
];

fn unwarned(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Tick => as_if(node, command, |m| m["warning"] = Value::Null),
        _ => rightly(node, command),
    }
}

fn without_a_right(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Withdrawal { .. } => as_if(node, command, |m| m["bought"] = json!([])),
        _ => rightly(node, command),
    }
}

fn payment_unknown(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Payment(_) => as_if(node, command, |m| m["remembered"]["payments"] = json!([])),
        _ => rightly(node, command),
    }
}

fn keys_begin_anew(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::ChargeRequested { key, .. } = fact {
            *key = ChargeKey::new(key.order(), key.attempt() - 1);
        }
    })
}

fn refund_still_owed(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let before = edited(&mailbox, |_| ());
    match &event.fact {
        Fact::RefundPaid { .. } => Ok(edited(&recorded(mailbox, event)?, |m| {
            let was = serde_json::to_value(&before).expect("a mailbox can be stored");
            m["remembered"]["refunds"] = was["remembered"]["refunds"].clone();
        })),
        _ => recorded(mailbox, event),
    }
}
