//! The same moves given to an engine and to the reference model, shortest ways first: where no
//! invariant can know better, the second reading of the rules does.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hasher},
};

use pec_renewal::{Event, Mailbox, Refusal};

use super::bug::POLICY;
use crate::{
    model::{
        difference::differences,
        given::{Given, Model, ToldAgain},
    },
    search::{
        explore::{Engine, Fault, born},
        world::{Birth, Bounds, Move, Node, birth},
    },
};

/// A life so far, as the engine and as the model has it.
#[derive(Clone)]
struct Lived {
    node: Node,
    model: Model,
    trace: Vec<Move>,
}

/// The shortest way to a difference, if there is one of at most so many moves.
pub fn differs(engine: &impl Engine, bounds: Bounds, longest: usize) -> Option<Fault> {
    let mut level = vec![newborn(bounds.birth)];
    let mut met = HashSet::new();
    while level.first().is_some_and(|lived| lived.trace.len() < longest) {
        let mut next = Vec::new();
        for lived in level {
            for step in lived.node.moves(bounds) {
                match after(engine, &lived, step) {
                    Ok(Some(lived)) if lived.node.is_within(bounds) => {
                        if met.insert(identity(&lived.node, bounds)) {
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

fn newborn(as_given: Birth) -> Lived {
    let told_again = ToldAgain::Nothing;
    let given = birth(as_given).into_iter();
    let given: Vec<_> =
        given.map(|(day, command)| Given { command, policy: &POLICY, day, told_again }).collect();
    Lived { node: born(&POLICY, as_given), model: Model::of(&given), trace: Vec::new() }
}

/// The life one move on; none where nothing changed.
fn after(engine: &impl Engine, lived: &Lived, step: Move) -> Result<Option<Lived>, Fault> {
    let Move::Give(command) = &step else {
        return Ok(lived.node.next_day().map(|node| {
            let trace = [lived.trace.as_slice(), &[step]].concat();
            Lived { node, model: lived.model.clone(), trace }
        }));
    };
    let (command, day) = ((**command).clone(), lived.node.today);
    let outcome = engine.decide(&lived.node.mailbox, &command, &lived.node);
    let fold = |mailbox: Mailbox, event: &Event| engine.evolve(&mailbox, event);
    let events = outcome.iter().flatten();
    let Ok(mailbox) = events.clone().try_fold(lived.node.mailbox.clone(), fold) else {
        return Ok(None);
    };
    let trace = [lived.trace.as_slice(), &[step]].concat();
    let mut model = lived.model.clone();
    let told_again = ToldAgain::of(Some(&lived.node.mailbox), &POLICY, &outcome);
    let it = Given { command, policy: &POLICY, day, told_again };
    let found = compared(&mut model, &it, &outcome, &mailbox);
    if let Some(first) = found.into_iter().next() {
        return Err(Fault { what: format!("the model answers otherwise: {first}"), trace });
    }
    if events.clone().next().is_none() {
        return Ok(None);
    }
    let node = lived.node.after(&it.command, outcome.as_deref().unwrap_or_default(), mailbox);
    Ok(Some(Lived { node, model, trace }))
}

fn compared(
    model: &mut Model,
    given: &Given,
    outcome: &Result<Vec<Event>, Refusal>,
    mailbox: &Mailbox,
) -> Vec<String> {
    differences(model, given, outcome, Some(mailbox))
}

fn identity(node: &Node, bounds: Bounds) -> u64 {
    let mut hasher = DefaultHasher::new();
    node.identity(bounds, &mut hasher);
    hasher.finish()
}
