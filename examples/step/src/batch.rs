//! Mailboxes as they are stored, what is asked of them, and what comes of it.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
};

use pec_renewal::{
    Command, Event, Mailbox, Refusal, Step,
    catalogue::Policy,
    next_deadline,
    values::{Day, Moment},
};

/// Mailboxes as they are stored, and what is asked of them.
#[derive(Clone, Debug)]
pub struct Batch<Key> {
    mailboxes: BTreeMap<Key, Option<Mailbox>>,
    pieces: Vec<Piece<Key>>,
}

/// Something that is asked of a mailbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece<Key> {
    /// The mailbox.
    pub mailbox: Key,
    /// What is asked.
    pub asked: Asked,
}

/// What is asked of a mailbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Its deadline, under the policy of today.
    Deadline,
    /// A tick, or what somebody wants who waits for the answer.
    Command(Command),
    /// What came in as a report, by its name in the inbox.
    Report(i64, Command),
}

/// What became of a piece.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It was so already.
    AlreadySo,
    /// So many events were recorded.
    Recorded(usize),
    /// The engine refused, and nothing changes.
    Refused(Refusal),
}

/// In words, for whoever reads what became of a report.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadySo => f.write_str("already so"),
            Self::Recorded(1) => f.write_str("1 event"),
            Self::Recorded(events) => write!(f, "{events} events"),
            Self::Refused(refusal) => write!(f, "refused, {}: {refusal}", refusal.code()),
        }
    }
}

/// What a store writes of a batch, in one transaction.
#[derive(Clone, Debug)]
pub struct Decided<Key> {
    /// When it was decided.
    pub at: Moment,
    /// The policy that it was decided under, by its version: that of the deadlines.
    pub policy_version: String,
    /// The mailboxes that change, each once.
    pub changes: Vec<Change<Key>>,
    /// What became of each piece, in their order.
    pub verdicts: Vec<(Piece<Key>, Verdict)>,
}

/// What a batch comes to for one mailbox.
#[derive(Clone, Debug)]
pub struct Change<Key> {
    /// The mailbox.
    pub mailbox: Key,
    /// How many events it has in the store. If there are more, nothing of this is written.
    pub expected_sequence: u64,
    /// The events to append: none where its deadline alone was worked out.
    pub events: Vec<Event>,
    /// The sequences of those events that ask for something outside.
    pub errands: Vec<u64>,
    /// The day of the next tick, under the policy of this batch.
    pub deadline: Option<Day>,
    /// The mailbox, with those events.
    pub after: Mailbox,
}

impl Asked {
    /// That what is due be done.
    pub const TICK: Self = Self::Command(Command::Tick);
}

impl<Key: Copy + Ord> Batch<Key> {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { mailboxes: BTreeMap::new(), pieces: Vec::new() }
    }

    /// Adds a mailbox as it is stored; none where it is to be opened.
    pub fn hold(&mut self, key: Key, stored: Option<Mailbox>) {
        self.mailboxes.insert(key, stored);
    }

    /// Loads every mailbox of which something is asked, each once.
    ///
    /// # Errors
    ///
    /// The first of `load`.
    pub fn hold_all<Error>(
        &mut self,
        mut load: impl FnMut(Key) -> Result<Option<Mailbox>, Error>,
    ) -> Result<(), Error> {
        for Piece { mailbox, .. } in &self.pieces {
            if let Entry::Vacant(place) = self.mailboxes.entry(*mailbox) {
                place.insert(load(*mailbox)?);
            }
        }
        Ok(())
    }

    /// Adds something that is asked of a mailbox, after all that was added before.
    pub fn ask(&mut self, mailbox: Key, asked: Asked) {
        self.pieces.push(Piece { mailbox, asked });
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Decides on each piece in its order. A piece sees what those before it came to.
    ///
    /// A mailbox of which something is asked and that is not held counts as one to be opened.
    #[must_use]
    pub fn decide(self, policy: &Policy, at: Moment) -> Decided<Key> {
        let Self { mut mailboxes, pieces } = self;
        let mut begun: BTreeMap<Key, Begun> = BTreeMap::new();
        let mut verdicts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let mailbox = mailboxes.entry(piece.mailbox).or_default();
            let verdict = begun
                .entry(piece.mailbox)
                .or_insert_with(|| Begun::with(mailbox.as_ref()))
                .take(mailbox, &piece.asked, policy, at);
            verdicts.push((piece, verdict));
        }
        let changes = begun
            .into_iter()
            .filter_map(|(key, begun)| begun.end(key, mailboxes.remove(&key)??, policy))
            .collect();
        Decided { at, policy_version: version_of(policy), changes, verdicts }
    }
}

impl<Key: Copy + Ord> Default for Batch<Key> {
    fn default() -> Self {
        Self::new()
    }
}

/// The version that a deadline is worked out under: of the parameters and of the price list, since
/// it depends on both.
#[must_use]
pub fn version_of(policy: &Policy) -> String {
    format!("{}/{}", policy.parameters().version, policy.prices().version())
}

/// What was recorded of a mailbox so far.
#[derive(Default)]
struct Begun {
    expected_sequence: u64,
    events: Vec<Event>,
    errands: Vec<u64>,
    is_deadline_asked: bool,
}

impl Begun {
    fn with(stored: Option<&Mailbox>) -> Self {
        Self { expected_sequence: stored.map_or(0, Mailbox::sequence), ..Self::default() }
    }

    fn take(
        &mut self,
        mailbox: &mut Option<Mailbox>,
        asked: &Asked,
        policy: &Policy,
        at: Moment,
    ) -> Verdict {
        let command = match asked {
            Asked::Deadline => {
                self.is_deadline_asked = true;
                return Verdict::AlreadySo;
            }
            Asked::Command(command) | Asked::Report(_, command) => command,
        };
        match Step::of(mailbox, command, policy, at) {
            Err(refusal) => Verdict::Refused(refusal),
            Ok(step) if step.events.is_empty() => Verdict::AlreadySo,
            Ok(step) => {
                let recorded = step.events.len();
                self.events.extend(step.events);
                self.errands.extend(step.errands.iter().map(|(sequence, _)| sequence));
                Verdict::Recorded(recorded)
            }
        }
    }

    fn end<Key>(self, mailbox: Key, after: Mailbox, policy: &Policy) -> Option<Change<Key>> {
        let Self { expected_sequence, events, errands, is_deadline_asked } = self;
        let changes = is_deadline_asked || !events.is_empty();
        changes.then(|| Change {
            deadline: next_deadline(&after, policy),
            mailbox,
            expected_sequence,
            events,
            errands,
            after,
        })
    }
}
