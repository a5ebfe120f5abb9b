//! What the file of a generated order says of its collection (R-30 … R-38): which rungs are spent,
//! whether there is trouble, whether a newly bound method is owed a request. Each answer reads the
//! file from its first line.

use pec_renewal::{
    charge::OutcomeKind,
    values::{ChargeKey, Day, MethodId},
};

use super::record::{Line, Order};

/// What bars the bound method: itself, or its cap.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Bar {
    Method,
    Cap,
}

impl Order {
    /// The number of the last charge requested for it, 0 where none was.
    pub fn last_attempt(&self) -> u32 {
        let numbers = self.file.iter().filter_map(|line| match line {
            Line::Requested { key, .. } if key.order() == self.id => Some(key.attempt()),
            Line::Requested { .. }
            | Line::Bound { .. }
            | Line::Skipped { .. }
            | Line::Barred { .. }
            | Line::Answered { .. }
            | Line::Exhausted => None,
        });
        numbers.max().unwrap_or(0)
    }

    /// The charge that decides how its collection goes on: the last one requested.
    pub fn last_requested(&self) -> Option<ChargeKey> {
        self.file.iter().rev().find_map(|line| match line {
            Line::Requested { key, .. } => Some(*key),
            Line::Bound { .. }
            | Line::Skipped { .. }
            | Line::Barred { .. }
            | Line::Answered { .. }
            | Line::Exhausted => None,
        })
    }

    pub fn day_of(&self, rung: usize) -> Day {
        self.id.expiry().minus_days(i32::from(self.agreed.ladder[rung]))
    }

    /// Used, or passed unused, or a later one was; what was *not executed* returned its rung.
    pub fn is_spent(&self, rung: usize) -> bool {
        (rung..self.agreed.ladder.len()).any(|later| self.was_used(later))
    }

    fn was_used(&self, rung: usize) -> bool {
        self.file.iter().any(|line| match line {
            Line::Skipped { rung: skipped } => *skipped == rung,
            Line::Barred { rung: barred, .. } => *barred == Some(rung),
            Line::Requested { rung: used, key, .. } => {
                *used == Some(rung) && !self.was_returned(*key)
            }
            Line::Bound { .. } | Line::Answered { .. } | Line::Exhausted => false,
        })
    }

    pub fn unspent(&self) -> impl Iterator<Item = usize> {
        (0..self.agreed.ladder.len()).filter(|rung| !self.is_spent(*rung))
    }

    /// The rung in force on a day: the last one that has come. The last rung of all goes on, or ends
    /// with the expiry, or with its own day if that is later.
    pub fn rung_in_force(&self, day: Day) -> Option<usize> {
        let come = (0..self.agreed.ladder.len()).filter(|rung| self.day_of(*rung) <= day).max();
        come.filter(|_| !self.is_ladder_over(day))
    }

    /// Every rung has come and gone.
    pub fn is_ladder_over(&self, day: Day) -> bool {
        let last = self.day_of(self.agreed.ladder.len() - 1).max(self.id.expiry());
        !self.agreed.late_charge && last < day
    }

    /// A failure of the bound method, a barred rung, or exhaustion, since a method was last bound
    ///
    pub fn is_in_trouble(&self) -> bool {
        self.was_in_trouble_before(self.file.len())
    }

    /// The customer must act before the bound method is asked again for this order: the gateway said so of
    /// the last request, and that stands.
    pub fn waits_for_authentication(&self) -> bool {
        let since = self.last_bound_before(self.file.len());
        (since..self.file.len()).any(|index| match self.file[index] {
            Line::Answered { key, how: OutcomeKind::AuthenticationRequired, .. } => {
                self.stands(index, key) && self.is_trouble(index)
            }
            Line::Barred { .. }
            | Line::Bound { .. }
            | Line::Skipped { .. }
            | Line::Requested { .. }
            | Line::Answered { .. }
            | Line::Exhausted => false,
        })
    }

    /// A method was bound after trouble, or while a charge was unresolved that has ended since; and no
    /// method was asked, or found barred, after that.
    pub fn owes_request_at_once(&self) -> bool {
        let bound = (0..self.file.len()).filter(|index| self.arms(*index));
        self.agreed.recharge
            && bound.filter_map(|bound| self.owed_since(bound)).any(|since| !self.was_tried(since))
    }

    /// A method bound may be owed a request; one that news made good, the first time only.
    fn arms(&self, index: usize) -> bool {
        let by_news = |line: &Line| matches!(line, Line::Bound { by_news: true, .. });
        match self.file[index] {
            Line::Bound { by_news: true, .. } => !self.file[..index].iter().any(by_news),
            Line::Bound { by_news: false, .. } => true,
            Line::Skipped { .. }
            | Line::Barred { .. }
            | Line::Requested { .. }
            | Line::Answered { .. }
            | Line::Exhausted => false,
        }
    }

    /// The bound method was found barred, or died, since it was last bound and asked, and it does not
    /// wait for the customer.
    pub fn is_barred(&self) -> bool {
        self.bar().is_some()
    }

    /// What bars it so.
    pub fn bar(&self) -> Option<Bar> {
        let since = self.last_bound_before(self.file.len());
        let found = (since..self.file.len()).rev().find_map(|index| match self.file[index] {
            Line::Requested { .. } => Some(None),
            Line::Barred { by_cap, .. } => Some(Some(if by_cap { Bar::Cap } else { Bar::Method })),
            Line::Answered {
                key, how: OutcomeKind::HardDecline | OutcomeKind::Stopped, ..
            } => (self.stands(index, key) && self.is_trouble(index)).then_some(Some(Bar::Method)),
            Line::Bound { .. } | Line::Skipped { .. } | Line::Answered { .. } | Line::Exhausted => {
                None
            }
        });
        found.flatten().filter(|_| !self.waits_for_authentication())
    }

    /// The last rung is spent, and that is written down; a method bound and asked later begins anew.
    pub fn is_exhausted(&self) -> bool {
        self.was_exhausted_before(self.file.len())
    }

    fn was_exhausted_before(&self, end: usize) -> bool {
        let written = self.file[..end].iter().rposition(|line| *line == Line::Exhausted);
        written.is_some_and(|since| {
            !(since..end).any(|index| match self.file[index] {
                Line::Requested { .. } | Line::Barred { .. } => true,
                // Told a second time it returns nothing more.
                Line::Answered { key, how: OutcomeKind::NotExecuted, .. } => {
                    !self.was_returned_before(key, index)
                }
                Line::Bound { .. }
                | Line::Skipped { .. }
                | Line::Answered { .. }
                | Line::Exhausted => false,
            })
        })
    }

    /// Something to write down that is not yet: the last rung spent, and no request owed.
    pub fn has_run_out(&self) -> bool {
        let last = self.agreed.ladder.len() - 1;
        self.is_spent(last) && !self.owes_request_at_once() && !self.is_exhausted()
    }

    /// One request a day to one method; and what was not executed comes back the day after (R-33,
    ///
    pub fn may_be_asked(&self, method: MethodId, today: Day) -> bool {
        !self.file.iter().any(|line| match line {
            Line::Requested { method: asked, on, .. } => *asked == method && *on == today,
            Line::Answered { key, how: OutcomeKind::NotExecuted, on, .. } => {
                *on == today && self.was_returned(*key)
            }
            Line::Bound { .. }
            | Line::Skipped { .. }
            | Line::Barred { .. }
            | Line::Answered { .. }
            | Line::Exhausted => false,
        })
    }

    fn was_returned(&self, key: ChargeKey) -> bool {
        self.was_returned_before(key, self.file.len())
    }

    fn was_returned_before(&self, key: ChargeKey, end: usize) -> bool {
        let told = self.file[..end].iter().rev().find_map(|line| match line {
            Line::Answered { key: it, how, .. } if *it == key => Some(*how),
            Line::Bound { .. }
            | Line::Skipped { .. }
            | Line::Barred { .. }
            | Line::Requested { .. }
            | Line::Answered { .. }
            | Line::Exhausted => None,
        });
        told == Some(OutcomeKind::NotExecuted)
    }

    /// No later answer to that request took its place.
    fn stands(&self, index: usize, key: ChargeKey) -> bool {
        !self.file[index + 1..]
            .iter()
            .any(|line| matches!(line, Line::Answered { key: it, .. } if *it == key))
    }

    fn was_in_trouble_before(&self, end: usize) -> bool {
        (self.last_bound_before(end)..end).any(|index| self.is_trouble(index))
    }

    fn last_bound_before(&self, end: usize) -> usize {
        self.file[..end].iter().rposition(|line| matches!(line, Line::Bound { .. })).unwrap_or(0)
    }

    /// A failure of a method that was replaced in the meantime says nothing of the new one.
    fn is_trouble(&self, index: usize) -> bool {
        match self.file[index] {
            Line::Barred { .. } | Line::Exhausted => true,
            Line::Answered { key, how, .. } => match how {
                OutcomeKind::SoftDecline
                | OutcomeKind::HardDecline
                | OutcomeKind::AuthenticationRequired
                | OutcomeKind::Stopped => {
                    !self.was_replaced(self.request(key), index)
                        && !self.was_bound_since_it_failed(key, index)
                }
                OutcomeKind::Settled | OutcomeKind::NotExecuted | OutcomeKind::Unknown => false,
            },
            Line::Bound { .. } | Line::Skipped { .. } | Line::Requested { .. } => false,
        }
    }

    /// The answer ends a doubt, and after the first answer a method was bound with a right to its own
    /// request or rung: that first answer was a failure, or there was other trouble.
    fn was_bound_since_it_failed(&self, wanted: ChargeKey, answered: usize) -> bool {
        let first = self.file[..answered]
            .iter()
            .position(|line| matches!(line, Line::Answered { key, .. } if *key == wanted));
        first.is_some_and(|first| {
            let how = &self.file[first];
            let failed = !matches!(how, Line::Answered { how: OutcomeKind::NotExecuted, .. });
            let bound = |since: usize| {
                (since..answered).filter(|index| matches!(self.file[*index], Line::Bound { .. }))
            };
            let is_owed = |bound: usize| self.owed_within(bound, answered).is_some();
            (failed && bound(first).next().is_some())
                || self.agreed.recharge && bound(self.request(wanted)).any(is_owed)
        })
    }

    /// From which line on a request is owed to the method bound in this line, if one is.
    fn owed_since(&self, bound: usize) -> Option<usize> {
        self.owed_within(bound, self.file.len())
    }

    fn owed_within(&self, bound: usize, end: usize) -> Option<usize> {
        let is_waiting = self.file[..bound].iter().any(
            |line| matches!(line, Line::Requested { key, .. } if !self.was_answered(*key, bound)),
        );
        let failed = self.was_in_trouble_before(bound) || self.was_exhausted_before(bound);
        if !is_waiting && failed {
            return Some(bound);
        }
        (bound..end).find(|index| match self.file[*index] {
            Line::Answered { key, .. } => {
                let asked = self.request(key);
                asked < bound
                    && self.was_replaced(asked, *index)
                    && !self.file[bound..*index]
                        .iter()
                        .any(|line| matches!(line, Line::Requested { .. } | Line::Barred { .. }))
            }
            Line::Bound { .. }
            | Line::Skipped { .. }
            | Line::Barred { .. }
            | Line::Requested { .. }
            | Line::Exhausted => false,
        })
    }

    fn was_answered(&self, wanted: ChargeKey, end: usize) -> bool {
        self.file[..end]
            .iter()
            .any(|line| matches!(line, Line::Answered { key, .. } if *key == wanted))
    }

    /// Another method was bound when the answer came than the one asked.
    fn was_replaced(&self, asked: usize, answered: usize) -> bool {
        let Line::Requested { method: before, .. } = self.file[asked] else {
            return false;
        };
        // What ends a doubt may come long after: what is bound by then counts.
        if let Line::Answered { key, another_bound, .. } = self.file[answered]
            && self.was_answered(key, answered)
        {
            return another_bound;
        }
        let last = self.file[asked..answered].iter().rev().find_map(|line| match line {
            Line::Bound { method, .. } => Some(*method),
            Line::Skipped { .. }
            | Line::Barred { .. }
            | Line::Requested { .. }
            | Line::Answered { .. }
            | Line::Exhausted => None,
        });
        last.is_some_and(|method| method != before)
    }

    fn was_tried(&self, since: usize) -> bool {
        (since..self.file.len()).any(|index| match self.file[index] {
            Line::Requested { key, .. } => !self.was_returned(key),
            Line::Barred { .. } => !self.was_barred_by_mistake(since, index),
            Line::Bound { .. } | Line::Skipped { .. } | Line::Answered { .. } | Line::Exhausted => {
                false
            }
        })
    }

    /// The request owed since was thought to have failed then, and was not executed after all. A
    /// method bound after that request was barred in its own right.
    fn was_barred_by_mistake(&self, since: usize, barred: usize) -> bool {
        let before = (since..barred).rev().find_map(|index| match &self.file[index] {
            Line::Answered { key, how, .. } => {
                let failed = *how != OutcomeKind::NotExecuted;
                let asked = self.request(*key);
                let is_its_own = since <= asked && !self.was_replaced(asked, index);
                Some(failed && is_its_own && self.was_returned(*key))
            }
            Line::Bound { .. } => Some(false),
            Line::Skipped { .. }
            | Line::Barred { .. }
            | Line::Requested { .. }
            | Line::Exhausted => None,
        });
        before.unwrap_or(false)
    }

    fn request(&self, wanted: ChargeKey) -> usize {
        let asked = self
            .file
            .iter()
            .position(|line| matches!(line, Line::Requested { key, .. } if *key == wanted));
        asked.expect("an answer follows a request")
    }
}
