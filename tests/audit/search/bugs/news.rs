//! Bugs of news of a method.

use pec_renewal::{Command, Event, Fact, Mailbox, MethodNews};
use serde_json::{Value, json};

use super::bug::{Bug, Decided, LEFT_ALONE, NOTHING, as_if, edited, recorded, rightly};
use crate::search::world::{Bounds, Node};

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "news of another date revives a card that its holder stopped",
        rule: "R-18",
        class: "CR",
        pains: &[53],
        bounds: Bounds { advice: 1, news: 1, ..LEFT_ALONE },
        decide: revived_though_stopped,
        evolve: revival_recorded,
        length: 9,
        ..NOTHING
    },
    Bug {
        wrong: "news of another date revives a card that was closed",
        rule: "R-18",
        class: "R",
        pains: &[53],
        bounds: Bounds { news: 2, ..LEFT_ALONE },
        evolve: closed_only_till_news,
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "news owes the card a request of its own as often as it comes",
        rule: "R-18",
        class: "R",
        pains: &[54],
        bounds: Bounds { news: 2, ..LEFT_ALONE },
        evolve: never_recharged,
        length: 13,
        ..NOTHING
    },
];

/// A death as a decline would have left it.
fn declined(m: &mut Value) {
    for dead in m["dead_methods"].as_array_mut().expect("a list") {
        dead["of"] = json!("Declined");
    }
    for attempt in m["remembered"]["attempts"].as_array_mut().expect("a list") {
        if attempt["outcome"] == json!("Stopped") {
            attempt["outcome"] = json!("HardDecline");
        }
    }
}

const fn is_refreshed(news: MethodNews) -> bool {
    matches!(news, MethodNews::Refreshed { .. })
}

fn revived_though_stopped(node: &Node, command: &Command) -> Decided {
    match command {
        Command::MethodNews { news, .. } if is_refreshed(*news) => as_if(node, command, declined),
        _ => rightly(node, command),
    }
}

fn revival_recorded(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::MethodNewsReported { news, .. } if is_refreshed(news) => {
            recorded(edited(&mailbox, declined), event)
        }
        _ => recorded(mailbox, event),
    }
}

fn closed_only_till_news(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::MethodNewsReported { news, .. } if is_refreshed(news) => {
            recorded(edited(&mailbox, |m| m["dead_methods"] = json!([])), event)
        }
        _ => recorded(mailbox, event),
    }
}

fn never_recharged(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    let recharged = after.charge().progress().is_some_and(|progress| progress.recharged);
    Ok(if recharged { edited(&after, forget_the_request) } else { after })
}

fn forget_the_request(m: &mut Value) {
    for state in ["Waiting", "RetryDue", "Barred", "Exhausted", "Unresolved"] {
        if m["charge"].get(state).is_some() {
            m["charge"][state]["progress"]["recharged"] = json!(false);
        }
    }
}
