//! One wrong version of the rules: what it gets wrong, how it is played to the search, and what finds
//! it.

use std::sync::LazyLock;

use pec_renewal::{
    Command, Event, Fact, Invariant, Mailbox, Refusal, catalogue::Policy, decide, evolve,
};
use pec_test_support::noon;
use serde_json::{Value, json};

use super::against_model::differs;
use crate::search::{
    BOUNDS,
    explore::{Engine, Fault, Production, explore},
    world::{self, Bounds, Node},
};

/// A wrong version of the engine.
pub struct Bug {
    /// What it gets wrong, as a sentence.
    pub wrong: &'static str,
    /// The rule that it breaks.
    pub rule: &'static str,
    /// The class of complaint.
    pub class: &'static str,
    /// The complaints, by their number in `pains.txt`.
    pub pains: &'static [u8],
    pub bounds: Bounds,
    pub decide: Decide,
    pub evolve: Evolve,
    pub found_by: FoundBy,
    /// The moves of the shortest way to it.
    pub length: usize,
}

pub type Decide = fn(&Node, &Command) -> Decided;
pub type Decided = Result<Vec<Event>, Refusal>;
pub type Evolve = fn(Mailbox, &Event) -> Result<Mailbox, String>;

/// What shows that an engine is wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FoundBy {
    Invariant(Invariant),
    /// What must hold of every tick.
    Ticks,
    /// The reference model answers otherwise.
    Model,
    /// The fold refuses the event.
    Fold,
    /// What comes is not what was told.
    WhatComes,
}

/// Enough to find most of them.
pub const SMALL: Bounds = Bounds { orders: 2, last: 7, ..BOUNDS };

/// Where the holder does nothing.
pub const LEFT_ALONE: Bounds = Bounds { actions: 0, ..SMALL };

/// Where the holder does one thing.
pub const ONE_ACTION: Bounds = Bounds { actions: 1, ..SMALL };

/// The engine with nothing wrong: a bug says in what it differs.
pub const NOTHING: Bug = Bug {
    wrong: "",
    rule: "",
    class: "",
    pains: &[],
    bounds: SMALL,
    decide: rightly,
    evolve: recorded,
    found_by: FoundBy::Model,
    length: 0,
};

pub static POLICY: LazyLock<Policy> = LazyLock::new(world::policy);

/// As it should be.
pub static RIGHT: LazyLock<Production> = LazyLock::new(|| Production(world::policy()));

impl Engine for Bug {
    fn decide(&self, _: &Mailbox, command: &Command, node: &Node) -> Decided {
        (self.decide)(node, command)
    }

    fn evolve(&self, before: &Mailbox, event: &Event) -> Result<Mailbox, String> {
        (self.evolve)(before.clone(), event)
    }

    fn policy(&self) -> &Policy {
        &POLICY
    }

    fn keeps_its_word(&self, events: &[Event], mailbox: &Mailbox) -> Result<(), String> {
        if self.found_by == FoundBy::WhatComes {
            RIGHT.keeps_its_word(events, mailbox)
        } else {
            Ok(())
        }
    }
}

impl Bug {
    /// The first fault that the search comes upon, or the first difference from the model.
    pub fn found(&self) -> Option<Fault> {
        match self.found_by {
            FoundBy::Invariant(_) | FoundBy::Ticks | FoundBy::Fold | FoundBy::WhatComes => {
                explore(self, self.bounds, &[]).fault
            }
            FoundBy::Model => differs(self, self.bounds, usize::MAX),
        }
    }
}

impl FoundBy {
    /// What the text of a fault of the search says of who found it.
    pub fn of(what: &str) -> Self {
        let broken = |invariant: &Invariant| what.ends_with(&format!(": {invariant}"));
        match Invariant::ALL.iter().copied().find(broken) {
            Some(invariant) => Self::Invariant(invariant),
            None if what.contains("(R-06)") || what.starts_with("a tick is refused") => Self::Ticks,
            None if what.starts_with("the model") => Self::Model,
            None if what.starts_with("on ") => Self::WhatComes,
            None => Self::Fold,
        }
    }
}

/// What the engine decides.
pub fn rightly(node: &Node, command: &Command) -> Decided {
    decide(Some(&node.mailbox), command, &POLICY, noon(node.today))
}

/// What the engine would decide if the mailbox were not as it is.
pub fn as_if(node: &Node, command: &Command, edit: impl FnOnce(&mut Value)) -> Decided {
    decide(Some(&edited(&node.mailbox, edit)), command, &POLICY, noon(node.today))
}

/// What the engine records.
pub fn recorded(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    evolve(Some(mailbox), event).map_err(|corrupt| corrupt.to_string())
}

/// The event recorded in spite of what stands in its way: these parts of the mailbox are put aside
/// for it, and put back as they were.
pub fn recorded_beside(
    mailbox: &Mailbox,
    event: &Event,
    aside: &[(&str, Value)],
) -> Result<Mailbox, String> {
    let before = in_json(mailbox);
    let without = edited(mailbox, |m| {
        for (part, value) in aside {
            m[*part] = value.clone();
        }
    });
    let after = recorded(without, event)?;
    Ok(edited(&after, |m| {
        for (part, _) in aside {
            m[*part] = before[*part].clone();
        }
    }))
}

/// Another mailbox: a stored state is JSON, and anyone can write in it.
pub fn edited(mailbox: &Mailbox, edit: impl FnOnce(&mut Value)) -> Mailbox {
    let mut json = in_json(mailbox);
    edit(&mut json);
    serde_json::from_value(json).expect("a mailbox")
}

pub fn in_json(mailbox: &Mailbox) -> Value {
    serde_json::to_value(mailbox).expect("a mailbox can be stored")
}

/// Puts out of mind that a charge is unresolved.
pub fn forget_charge(m: &mut Value) {
    wait_instead_of(m, "Unresolved");
}

/// Lets the ladder wait for its next rung where the charge stands otherwise.
pub fn wait_instead_of(m: &mut Value, state: &str) {
    if let Some(standing) = m["charge"].get(state) {
        m["charge"] = json!({ "Waiting": { "progress": standing["progress"] } });
    }
}

/// The same, with a fact of another content wherever it is of this kind.
pub fn changing(decided: Decided, change: impl Fn(&mut Fact)) -> Decided {
    let mut events = decided?;
    for event in &mut events {
        change(&mut event.fact);
    }
    Ok(events)
}

/// The same, without some facts.
pub fn without(decided: Decided, left_out: impl Fn(&Fact) -> bool) -> Decided {
    let mut events = decided?;
    events.retain(|event| !left_out(&event.fact));
    Ok(events)
}

/// The expiry a year on, whatever led to it.
pub fn one_year_more(mailbox: &Mailbox) -> Mailbox {
    let next = mailbox.expiry().plus_years(1).expect("a day");
    edited(mailbox, |m| {
        for service in ["Active", "TerminatedAtExpiry"] {
            if let Some(period) = m["service"].get_mut(service).map(|it| &mut it["period"]) {
                period["expiry"] = json!(next);
                period["years"] = json!(period["years"].as_u64().expect("years") + 1);
            }
        }
    })
}
