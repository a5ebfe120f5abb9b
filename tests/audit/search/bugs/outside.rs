//! Bugs of what is outside the mailbox: its holder, and the platform that serves its mail.

use pec_renewal::{CancelCause, Command, Event, Fact, Mailbox};
use pec_test_support::noon;
use serde_json::json;

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, SMALL, edited, in_json, recorded, rightly, without,
};
use crate::search::world::{Bounds, Node};

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "the order of the former holder is cancelled when the mailbox passes to another",
        rule: "R-66",
        class: "C",
        pains: &[],
        decide: cancelled_for_the_new_holder,
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "the former holder's notice of art. 65-bis is good for the new one",
        rule: "R-66",
        class: "N",
        pains: &[49],
        bounds: Bounds { actions: 1, ..SMALL },
        evolve: notice_of_the_former_holder,
        length: 4,
        ..NOTHING
    },
    Bug {
        wrong: "the mail platform is not told that sending ends with the expiry",
        rule: "R-67",
        class: "N",
        pains: &[],
        bounds: LEFT_ALONE,
        decide: platform_not_told_by_ticks,
        found_by: FoundBy::Ticks,
        length: 11,
        ..NOTHING
    },
    Bug {
        wrong: "the mail platform is told of the same access at every tick",
        rule: "R-67",
        class: "N",
        pains: &[],
        bounds: LEFT_ALONE,
        evolve: access_not_remembered,
        found_by: FoundBy::Ticks,
        length: 10,
        ..NOTHING
    },
    Bug {
        wrong: "a mailbox ended now keeps its access until its charge has an outcome",
        rule: "R-67",
        class: "C",
        pains: &[18],
        bounds: Bounds { actions: 1, ..SMALL },
        decide: platform_not_told_of_the_end,
        length: 8,
        ..NOTHING
    },
];

fn cancelled_for_the_new_holder(node: &Node, command: &Command) -> Decided {
    let mut events = rightly(node, command)?;
    if let (Command::HolderChanged { .. }, Some(open)) = (command, node.mailbox.open_order()) {
        let fact = Fact::OrderCancelled { order: open.id, cause: CancelCause::Holder };
        events.push(Event::new(noon(node.today), fact));
    }
    Ok(events)
}

fn notice_of_the_former_holder(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let notices = in_json(&mailbox)["notices"].take();
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::HolderChanged { .. } => edited(&after, |m| {
            for part in ["statutory", "statutory_given"] {
                m["notices"][part] = notices[part].clone();
            }
        }),
        _ => after,
    })
}

fn platform_not_told_by_ticks(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Tick => without(rightly(node, command), is_of_access),
        _ => rightly(node, command),
    }
}

fn access_not_remembered(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let told = mailbox.access_told();
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::AccessChanged { .. } => edited(&after, |m| m["access_told"] = json!(told)),
        _ => after,
    })
}

fn platform_not_told_of_the_end(node: &Node, command: &Command) -> Decided {
    match command {
        Command::TerminateNow if node.mailbox.awaited_outcome().is_some() => {
            without(rightly(node, command), is_of_access)
        }
        _ => rightly(node, command),
    }
}

const fn is_of_access(fact: &Fact) -> bool {
    matches!(fact, Fact::AccessChanged { .. })
}
