//! The same moves given to an engine and to the reference model, shortest ways first: where no
//! invariant can know better, the second reading of the rules does.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hasher},
};

use pec_renewal::{Command, Event, Mailbox, Refusal, decide, evolve};

use crate::{
    model::{
        difference::differences,
        given::{Given, Model},
    },
    search::{
        explore::{Engine, Fault},
        world::{Bounds, Move, Node, at, birth},
    },
};

use super::bug::POLICY;

/// A life so far, as the engine and as the model has it.
#[derive(Clone)]
struct Lived {
    node: Node,
    model: Model,
    trace: Vec<Move>,
}

/// The shortest way to a difference, if there is one of at most so many moves.
pub fn differs(engine: &impl Engine, bounds: Bounds, longest: usize) -> Option<Fault> {
    let mut level = vec![born()];
    let mut met = HashSet::new();
    while level.first().is_some_and(|lived| lived.trace.len() < longest) {
        let mut next = Vec::new();
        for lived in level {
            for step in lived.node.moves(bounds) {
                match after(engine, bounds, &lived, step) {
                    Ok(Some(lived)) if lived.node.is_within(bounds) => {
                        if met.insert(identity(&lived.node)) {
                            next.push(lived);
                        }
                    }
                    Ok(Some(_) | None) => {}
                    Err(fault) => return Some(fault),
                }
            }
        }
        level = next;
    }
    None
}

fn born() -> Lived {
    let (command, today) = birth();
    let events = decide(None, &command, &POLICY, at(today)).expect("a birth");
    let mailbox = evolve(None, &events[0]).expect("a newborn");
    let model = Model::of(&[Given { command, policy: &POLICY, day: today }]);
    Lived { node: Node { mailbox, today, actions: 0 }, model, trace: Vec::new() }
}

/// The life one move on; none where nothing changed.
fn after(
    engine: &impl Engine,
    bounds: Bounds,
    lived: &Lived,
    step: Move,
) -> Result<Option<Lived>, Fault> {
    let Move::Give(command) = &step else {
        return Ok(lived.node.next_day(bounds).map(|node| {
            let trace = [lived.trace.as_slice(), &[step]].concat();
            Lived { node, model: lived.model.clone(), trace }
        }));
    };
    let (command, day) = ((**command).clone(), lived.node.today);
    let outcome = engine.decide(&lived.node.mailbox, &command, &lived.node);
    let fold = |mailbox, event: &Event| engine.evolve(mailbox, event);
    let events = outcome.iter().flatten();
    let Ok(mailbox) = events.clone().try_fold(lived.node.mailbox.clone(), fold) else {
        return Ok(None);
    };
    let trace = [lived.trace.as_slice(), &[step]].concat();
    let mut model = lived.model.clone();
    let it = Given { command, policy: &POLICY, day };
    let found = compared(&mut model, &it, &outcome, &mailbox);
    if let Some(first) = found.into_iter().next() {
        return Err(Fault { what: format!("the model answers otherwise: {first}"), trace });
    }
    if events.clone().next().is_none() {
        return Ok(None);
    }
    let holder = !matches!(it.command, Command::Tick)
        && (!it.command.is_fact() || matches!(it.command, Command::Payment(_)));
    let actions = lived.node.actions + u8::from(holder);
    Ok(Some(Lived { node: Node { mailbox, today: day, actions }, model, trace }))
}

fn compared(
    model: &mut Model,
    given: &Given,
    outcome: &Result<Vec<Event>, Refusal>,
    mailbox: &Mailbox,
) -> Vec<String> {
    differences(model, given, outcome, Some(mailbox))
}

fn identity(node: &Node) -> u64 {
    let mut hasher = DefaultHasher::new();
    node.identity(&mut hasher);
    hasher.finish()
}
