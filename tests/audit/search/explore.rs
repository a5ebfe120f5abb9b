//! Breadth-first search over everything that can happen, with every invariant on every state and
//! every step. It runs the production `decide` and `evolve`.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
    hash::{BuildHasherDefault, Hash, Hasher},
    sync::Mutex,
    thread,
};

use pec_renewal::{
    Command, Event, Fact, Mailbox, Refusal, catalogue::Policy, check, check_step, decide, evolve,
    next_deadline, values::Day,
};
use pec_test_support::noon;
use xxhash_rust::xxh3::xxh3_128;

use super::world::{Birth, Bounds, Move, Node, birth, is_over};
use crate::told;

/// What the search found.
pub struct Found {
    /// Distinct states.
    pub states: usize,
    /// Steps that led from a state to a state, new or known, and changed something.
    pub edges: usize,
    /// Commands that were refused or changed nothing.
    pub idle: usize,
    /// Steps that led out of the bounds and were checked, but not followed.
    pub beyond: usize,
    /// States from which nothing is followed, the mailbox having been renewed as often as the bounds
    /// allow.
    pub over: usize,
    /// Notices held against what then comes, those told alike before one future taken for one.
    pub foretold: usize,
    /// The longest of the shortest paths from birth.
    pub depth: usize,
    /// The first thing that does not hold, with the shortest way there.
    pub fault: Option<Fault>,
    /// What was met on the way.
    pub seen: Seen,
}

/// What was met on the way: how often each *sometimes* property held, and how often each command was
/// accepted, each event recorded, each refusal given.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub sometimes: Vec<usize>,
    pub names: BTreeMap<&'static str, usize>,
}

impl Seen {
    fn of(sometimes: &[Sometimes]) -> Self {
        Self { sometimes: vec![0; sometimes.len()], names: BTreeMap::new() }
    }

    fn add(&mut self, other: &Self) {
        for (sum, more) in self.sometimes.iter_mut().zip(&other.sometimes) {
            *sum += more;
        }
        for (name, times) in &other.names {
            *self.names.entry(name).or_default() += times;
        }
    }

    fn meet(&mut self, name: &'static str) {
        *self.names.entry(name).or_default() += 1;
    }
}

/// Something that does not hold, and how to get there.
#[derive(Debug)]
pub struct Fault {
    pub what: String,
    pub trace: Vec<Move>,
}

/// How a command is decided and an event folded: the engine itself, or a wrong version of it.
pub trait Engine: Sync {
    fn decide(
        &self,
        state: &Mailbox,
        command: &Command,
        node: &Node,
    ) -> Result<Vec<Event>, Refusal>;
    fn evolve(&self, before: &Mailbox, event: &Event) -> Result<Mailbox, String>;
    fn policy(&self) -> &Policy;

    /// Whether what these events tell the holder comes true, if nobody acts.
    fn keeps_its_word(&self, events: &[Event], mailbox: &Mailbox) -> Result<(), String>;
}

/// The engine as it is.
pub struct Production(pub Policy);

impl Engine for Production {
    fn decide(
        &self,
        state: &Mailbox,
        command: &Command,
        node: &Node,
    ) -> Result<Vec<Event>, Refusal> {
        decide(Some(state), command, &self.0, noon(node.today))
    }

    fn evolve(&self, before: &Mailbox, event: &Event) -> Result<Mailbox, String> {
        let mut after = before.clone();
        after.apply(event).map_err(|corrupt| corrupt.to_string())?;
        Ok(after)
    }

    fn policy(&self) -> &Policy {
        &self.0
    }

    fn keeps_its_word(&self, events: &[Event], mailbox: &Mailbox) -> Result<(), String> {
        told::all_kept(events, mailbox, &self.0)
    }
}

/// A property that is to be seen somewhere, or the search proves nothing of it.
pub type Sometimes = (&'static str, fn(&Mailbox, &Event, &Mailbox) -> bool);

type Fingerprint = u128;
type Fingerprints = HashSet<Fingerprint, BuildHasherDefault<Truncated>>;

struct Visited {
    states: Fingerprints,
    /// The notices held against what comes, each with the future that it was told before.
    foretold: Fingerprints,
    /// For each state, the one it was first reached from, and the move that led there.
    parents: Vec<(u32, u16)>,
}

/// A fingerprint is a hash already: half of it is as good as another.
#[derive(Default)]
struct Truncated(u64);

impl Hasher for Truncated {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_le_bytes(word);
        }
    }
}

/// So many nodes of a level a worker takes at a time.
const SHARE: usize = 32;

/// A part of a level: each node with its place among all states.
type Share = Vec<(u32, Box<Node>)>;

/// What a share leads to, in order: the nodes that are new, each with the place of the one before it and the
/// move that leads there, up to the step that does not hold.
#[derive(Default)]
struct Successors {
    next: Vec<(Fingerprint, Box<Node>, u32, u16)>,
    fault: Option<(u32, u16, String)>,
}

/// What a worker finds in all shares of a level that it takes.
#[derive(Default)]
struct Batch {
    new: Fingerprints,
    edges: usize,
    idle: usize,
    beyond: usize,
    over: usize,
    foretold: Fingerprints,
    seen: Seen,
    by_share: Vec<(usize, Successors)>,
}

/// Searches everything within the bounds, from birth.
pub fn explore(engine: &impl Engine, bounds: Bounds, sometimes: &[Sometimes]) -> Found {
    let start = born(engine.policy(), bounds.birth);
    let mut visited = Visited {
        states: Fingerprints::default(),
        foretold: Fingerprints::default(),
        parents: vec![(0, 0)],
    };
    visited.states.insert(fingerprint(&start, bounds));
    let mut level = vec![vec![(0_u32, Box::new(start))]];
    let mut sum = Batch { seen: Seen::of(sometimes), ..Batch::default() };
    let (mut depth, mut fault) = (0, None);
    while !level.is_empty() {
        let mut by_share = Vec::new();
        for batch in expand(engine, bounds, sometimes, &visited, level) {
            sum.edges += batch.edges;
            sum.idle += batch.idle;
            sum.beyond += batch.beyond;
            sum.over += batch.over;
            sum.seen.add(&batch.seen);
            visited.foretold.extend(batch.foretold);
            by_share.extend(batch.by_share);
        }
        // In the level's order whatever the number of workers, so that what is found first does not
        // depend on the machine.
        by_share.sort_unstable_by_key(|(share, _)| *share);
        level = Vec::new();
        for (_, successors) in by_share {
            for (print, node, parent, by) in successors.next {
                let place = u32::try_from(visited.parents.len()).expect("fewer than 2^32 states");
                if visited.states.insert(print) {
                    visited.parents.push((parent, by));
                    match level.last_mut().filter(|share: &&mut Share| share.len() < SHARE) {
                        Some(share) => share.push((place, node)),
                        None => level.push(vec![(place, node)]),
                    }
                }
            }
            if let Some((place, by, what)) = successors.fault {
                fault = Some(Fault { what, trace: trace(&visited, engine, bounds, place, by) });
                break;
            }
        }
        if fault.is_some() {
            break;
        }
        depth += usize::from(!level.is_empty());
    }
    let Batch { edges, idle, beyond, over, seen, .. } = sum;
    let (states, foretold) = (visited.parents.len(), visited.foretold.len());
    Found { states, edges, idle, beyond, over, foretold, depth, fault, seen }
}

/// The mailbox as it is born.
pub fn born(policy: &Policy, as_given: Birth) -> Node {
    let (mut mailbox, mut today) = (None, Day::MIN);
    for (on, command) in birth(as_given) {
        let events = decide(mailbox.as_ref(), &command, policy, noon(on)).expect("a birth");
        mailbox = events.iter().fold(mailbox, |state, event| evolve(state, event).ok());
        today = on;
    }
    let mailbox = mailbox.expect("a newborn");
    // Of every other state this is asked on the step that leads to it.
    assert_eq!(check(&mailbox), Ok(()));
    Node { mailbox, today, actions: 0, doubts: 0, advice: 0, news: 0, endings: 0, reversals: 0 }
}

/// The successors of a whole level, as the workers find them. Whoever has done with a share takes the next.
fn expand(
    engine: &impl Engine,
    bounds: Bounds,
    sometimes: &[Sometimes],
    visited: &Visited,
    level: Vec<Share>,
) -> Vec<Batch> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(level.len());
    let shares = Mutex::new(level.into_iter().enumerate());
    let left = || shares.lock().expect("no worker panics");
    // The lock is held while a share is taken, and not while it is worked on.
    let next_share = || left().next();
    let work = || {
        let mut batch = Batch { seen: Seen::of(sometimes), ..Batch::default() };
        while let Some((number, share)) = next_share() {
            let mut found = Successors::default();
            for (place, node) in &share {
                let from = (*place, &**node);
                successors(engine, bounds, sometimes, visited, from, &mut batch, &mut found);
                if found.fault.is_some() {
                    // What comes later in the level is not looked at.
                    left().by_ref().for_each(drop);
                    break;
                }
            }
            batch.by_share.push((number, found));
        }
        batch
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("a worker that does not panic"))
            .collect()
    })
}

/// Every step to a state that no shorter way led to is held to what it told. So it does not depend on the
/// number of workers which notices those are.
fn successors(
    engine: &impl Engine,
    bounds: Bounds,
    sometimes: &[Sometimes],
    visited: &Visited,
    (place, node): (u32, &Node),
    batch: &mut Batch,
    found: &mut Successors,
) {
    batch.over += usize::from(is_over(&node.mailbox, bounds));
    for (by, step) in node.moves(bounds).iter().enumerate() {
        let by = u16::try_from(by).expect("fewer than 65536 moves");
        let next = match step {
            Move::NextDay => node.next_day().map(|next| (next, Vec::new())),
            Move::Give(command) => match give(engine, node, command, sometimes, &mut batch.seen) {
                Ok(next) => next,
                Err(what) => {
                    found.fault = Some((place, by, what));
                    return;
                }
            },
        };
        match next {
            Some((next, events)) if next.is_within(bounds) => {
                batch.edges += 1;
                let print = fingerprint(&next, bounds);
                if !visited.states.contains(&print) {
                    if is_news(&events, &next, bounds, visited, batch)
                        && let Err(what) = engine.keeps_its_word(&events, &next.mailbox)
                    {
                        found.fault = Some((place, by, what));
                        return;
                    }
                    if batch.new.insert(print) {
                        found.next.push((print, Box::new(next), place, by));
                    }
                }
            }
            Some(_) => batch.beyond += 1,
            None => batch.idle += 1,
        }
    }
}

/// What a command makes of a node, with the events: `None` where it changes nothing, an error where a law is
/// broken.
pub fn give(
    engine: &impl Engine,
    node: &Node,
    command: &Command,
    sometimes: &[Sometimes],
    seen: &mut Seen,
) -> Result<Option<(Node, Vec<Event>)>, String> {
    let before = &node.mailbox;
    let decided = engine.decide(before, command, node);
    if matches!(command, Command::Tick) {
        let deadline = next_deadline(before, engine.policy());
        tick_is_lawful(node, deadline, &decided)?;
    }
    let events = match decided {
        Ok(events) => events,
        Err(refusal) => {
            seen.meet(refusal.code());
            return Ok(None);
        }
    };
    if events.is_empty() {
        return Ok(None);
    }
    seen.meet(command.name());
    let mut reached: Option<Mailbox> = None;
    for event in &events {
        let was = reached.as_ref().unwrap_or(before);
        let after = engine.evolve(was, event)?;
        check_step(Some(was), event, &after).map_err(|violation| violation.to_string())?;
        seen.meet(event.fact.name());
        for ((_, holds), times) in sometimes.iter().zip(&mut seen.sometimes) {
            *times += usize::from(holds(was, event, &after));
        }
        reached = Some(after);
    }
    let mailbox = reached.unwrap_or_else(|| before.clone());
    check(&mailbox).map_err(|violation| violation.to_string())?;
    let next = node.after(command, &events, mailbox);
    if matches!(command, Command::Tick) {
        let again = engine.decide(&next.mailbox, command, &next);
        if again != Ok(Vec::new()) {
            return Err(format!("ticking twice is not ticking once (R-06): {again:?}"));
        }
    }
    Ok(Some((next, events)))
}

/// A tick before the deadline does nothing, and one on it does something.
fn tick_is_lawful(
    node: &Node,
    deadline: Option<Day>,
    decided: &Result<Vec<Event>, Refusal>,
) -> Result<(), String> {
    let idle = match decided {
        Ok(events) => events.is_empty(),
        Err(refusal) => return Err(format!("a tick is refused: {refusal}")),
    };
    match deadline {
        Some(day) if node.today < day && !idle => {
            Err(format!("a tick acts before its deadline {day} (R-06)"))
        }
        Some(day) if node.today == day && idle => {
            Err(format!("a tick on its deadline {day} is a no-op (R-06)"))
        }
        None if !idle => Err("a tick acts where there is no deadline (R-06)".to_owned()),
        Some(_) | None => Ok(()),
    }
}

/// Whether any notice among these events was not told before with the same future to come.
fn is_news(
    events: &[Event],
    next: &Node,
    bounds: Bounds,
    visited: &Visited,
    batch: &mut Batch,
) -> bool {
    let mut is_news = false;
    for event in events {
        if let Fact::NoticeDue { notice, .. } = &event.fact {
            let print = fingerprint_of(|bytes| {
                notice.hash(bytes);
                next.future(bounds, bytes);
            });
            is_news |= !visited.foretold.contains(&print) && batch.foretold.insert(print);
        }
    }
    is_news
}

/// A fingerprint of 128 bits. Among a hundred million states, the odds that any two share one are
/// below 2 in 10^23.
fn fingerprint(node: &Node, bounds: Bounds) -> Fingerprint {
    fingerprint_of(|bytes| node.identity(bounds, bytes))
}

fn fingerprint_of(write: impl FnOnce(&mut Bytes)) -> Fingerprint {
    thread_local! {
        static BYTES: RefCell<Bytes> = const { RefCell::new(Bytes(Vec::new())) };
    }
    BYTES.with_borrow_mut(|bytes| {
        bytes.0.clear();
        write(bytes);
        xxh3_128(&bytes.0)
    })
}

/// All that is hashed, one after the other.
struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn finish(&self) -> u64 {
        0
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

/// The shortest way to a state, and the step that broke a law there.
fn trace(
    visited: &Visited,
    engine: &impl Engine,
    bounds: Bounds,
    state: u32,
    by: u16,
) -> Vec<Move> {
    let mut way = vec![by];
    let mut index = state;
    while index != 0 {
        let (parent, by) = visited.parents[index as usize];
        way.push(by);
        index = parent;
    }
    way.reverse();
    let mut node = born(engine.policy(), bounds.birth);
    let mut moves = Vec::new();
    for by in way {
        let step = node.moves(bounds)[usize::from(by)].clone();
        let next = match &step {
            Move::NextDay => node.next_day(),
            Move::Give(command) => {
                let given = give(engine, &node, command, &[], &mut Seen::default()).ok().flatten();
                given.map(|(next, _)| next)
            }
        };
        moves.push(step);
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    moves
}
