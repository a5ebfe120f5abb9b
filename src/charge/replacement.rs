//! The outcome that ends a doubt and stands in place of the first.

use super::{Bar, Charge, FinalOutcome, Progress, Rebound, machine::returned};
use crate::{catalogue::Rung, values::Day};

/// The outcome that ends the doubt about a charge, with what is needed to undo the first: the ladder
/// goes where this one would have led, had it been the first.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Replacement {
    /// The outcome that stands from now on.
    pub outcome: FinalOutcome,
    /// The rung that the charge was requested on; none outside the ladder.
    pub rung: Option<Rung>,
    /// The request was the one that a newly bound method is owed.
    pub is_retry: bool,
    /// The first outcome returned the rung or the request already: what became of it since stays.
    pub was_returned: bool,
    /// What the first outcome barred the method by, if it did.
    pub barred: Option<Bar>,
    /// If a method was bound since the request, what that method is owed.
    pub rebound: Option<Rebound>,
    /// The day of the report.
    pub on: Day,
}

impl Replacement {
    /// Where a ladder that is not at its end goes.
    pub(super) fn leads_to(&self, progress: Progress, standing: Option<Bar>) -> Charge {
        let is_retry = match self.outcome {
            FinalOutcome::NotExecuted => self.is_retry,
            FinalOutcome::Settled | FinalOutcome::Failed(_) => false,
        };
        let progress = self.progress(progress);
        match self.bar(standing) {
            Some(bar) => Charge::Barred { progress, bar },
            None => returned(progress, is_retry, self.rebound),
        }
    }

    /// Whether it returns a rung or a request, or leaves one owed to a method bound since: then a
    /// ladder at its end goes on.
    pub(super) fn returns_a_request(&self, standing: Option<Bar>) -> bool {
        match self.outcome {
            FinalOutcome::NotExecuted if !self.was_returned => true,
            FinalOutcome::NotExecuted | FinalOutcome::Settled | FinalOutcome::Failed(_) => {
                self.rebound == Some(Rebound::RetryDue) && standing.is_none()
            }
        }
    }

    /// The rung is spent after all, or returned for the next day where no later one is spent. A
    /// failure of a method no longer bound opens no episode; one that is open goes on.
    pub(super) fn progress(&self, progress: Progress) -> Progress {
        match self.outcome {
            FinalOutcome::NotExecuted => {
                let is_last = !self.was_returned && progress.spent == self.rung;
                let returned =
                    if is_last { self.rung.and_then(Rung::previous) } else { progress.spent };
                Progress { spent: returned, not_before: Some(self.on.next()), ..progress }
            }
            FinalOutcome::Settled => self.spending(progress),
            FinalOutcome::Failed(_) => {
                let episode = progress.episode || self.rebound.is_none();
                Progress { episode, ..self.spending(progress) }
            }
        }
    }

    /// What bars the bound method from now on: this failure, or what stood and did not follow from
    /// the first outcome.
    pub(super) fn bar(&self, standing: Option<Bar>) -> Option<Bar> {
        if self.rebound.is_some() {
            return standing;
        }
        let otherwise = standing.filter(|bar| self.barred != Some(*bar));
        match self.outcome {
            FinalOutcome::Failed(failure) => failure.bar().or(otherwise),
            FinalOutcome::Settled | FinalOutcome::NotExecuted => otherwise,
        }
    }

    fn spending(&self, progress: Progress) -> Progress {
        Progress { spent: progress.spent.max(self.rung), not_before: None, ..progress }
    }
}
