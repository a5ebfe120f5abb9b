//! What the lives reached, counted: model and engine agree about all there is, or the comparison is
//! worth less than it seems.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{Command, Event, Fact, Notice, Refusal};

/// How often each thing was seen.
#[derive(Default)]
pub struct Seen(BTreeMap<(&'static str, &'static str), u64>);

impl Seen {
    pub fn look(&mut self, command: &Command, outcome: &Result<Vec<Event>, Refusal>) {
        self.count("given", "commands");
        match outcome {
            Ok(events) => {
                if !events.is_empty() {
                    self.count("command", command.name());
                }
                for event in events {
                    self.count("event", event.fact.name());
                    if let Fact::NoticeDue { notice, .. } = &event.fact {
                        self.count("notice", notice.name());
                    }
                }
            }
            Err(refusal) => self.count("refusal", refusal.code()),
        }
    }

    /// A life that was as long as asked for.
    pub fn count_whole_life(&mut self) {
        self.count(WHOLE.0, WHOLE.1);
    }

    pub fn whole_lives(&self) -> u64 {
        self.0.get(&WHOLE).copied().unwrap_or_default()
    }

    fn count(&mut self, what: &'static str, name: &'static str) {
        *self.0.entry((what, name)).or_default() += 1;
    }

    pub fn add(&mut self, other: Self) {
        for (name, count) in other.0 {
            *self.0.entry(name).or_default() += count;
        }
    }

    pub fn print(&self) {
        for ((what, name), count) in &self.0 {
            println!("{what:>8} {count:>9}  {name}");
        }
    }

    pub fn assert_all_reached(&self) {
        for (what, all, excepted) in [
            ("command", Command::NAMES, &[][..]),
            ("event", Fact::NAMES, &[][..]),
            ("notice", Notice::NAMES, &[][..]),
            ("refusal", Refusal::CODES, NEVER_REFUSED),
        ] {
            let of_it = self.0.keys().filter(|(kind, _)| *kind == what);
            let reached: BTreeSet<_> = of_it.map(|(_, name)| *name).collect();
            let wanted = all.iter().copied().filter(|name| !excepted.contains(name)).collect();
            assert_eq!(reached, wanted, "each {what} is reached, and nothing else");
        }
    }
}

/// What only `permitted` says, as no command asks for it.
const NEVER_REFUSED: &[&str] = &["no-order-open"];

const WHOLE: (&str, &str) = ("lives", "as long as asked for");
