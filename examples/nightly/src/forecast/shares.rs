//! How charges are answered: of a hundred on each rung, how many in which way.

use std::{fmt, iter, str::FromStr};

use anyhow::{Error, Result, bail, ensure};
use pec_renewal::{
    Mailbox,
    catalogue::Rung,
    charge::{Outcome, OutcomeKind},
    values::Money,
};

use super::weight::{Weight, apportioned};

/// How a gateway answers a charge for good.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// It settles in full.
    Settled,
    /// It is declined for now: the next rung tries again.
    DeclinedForNow,
    /// It is declined for good, or its holder stopped it: the method is dead.
    DeclinedForGood,
    /// The holder must authenticate: the method waits for that.
    NeedsHolder,
}

/// Of the charges on each rung, how many are answered in which way: numbers that are to each other as the
/// shares are, so that counted ones stay exact.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Shares(Vec<[u64; Answer::ALL.len()]>);

/// Where the shares come from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Basis {
    /// They were given.
    Given,
    /// They were counted from the charges that the stored history has.
    Counted,
    /// Nobody gave any, and the history has no charge: they are a guess.
    Assumed,
}

/// The charges of a history, by rung and answer.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct History(Vec<[u64; Answer::ALL.len()]>);

impl Answer {
    /// Every answer, in the order in which shares are given.
    pub const ALL: [Self; 4] =
        [Self::Settled, Self::DeclinedForNow, Self::DeclinedForGood, Self::NeedsHolder];

    /// What the gateway reports of a charge of so much.
    #[must_use]
    pub const fn outcome(self, amount: Money) -> Outcome {
        match self {
            Self::Settled => Outcome::Settled { amount },
            Self::DeclinedForNow => Outcome::SOFT_DECLINE,
            Self::DeclinedForGood => Outcome::HardDecline,
            Self::NeedsHolder => Outcome::AuthenticationRequired,
        }
    }

    /// The answer that an outcome is; none where the charge was never made, or nobody knows.
    const fn of(outcome: OutcomeKind) -> Option<Self> {
        match outcome {
            OutcomeKind::Settled => Some(Self::Settled),
            OutcomeKind::SoftDecline => Some(Self::DeclinedForNow),
            OutcomeKind::HardDecline | OutcomeKind::Stopped => Some(Self::DeclinedForGood),
            OutcomeKind::AuthenticationRequired => Some(Self::NeedsHolder),
            OutcomeKind::NotExecuted | OutcomeKind::Unknown => None,
        }
    }
}

impl Shares {
    /// Every charge is answered like this.
    #[must_use]
    pub fn all(answer: Answer) -> Self {
        Self(vec![Answer::ALL.map(|one| u64::from(one == answer))])
    }

    /// The guess for where nothing is known: of five charges, one is declined for now.
    #[must_use]
    pub fn assumed() -> Self {
        Self(vec![[80, 20, 0, 0]])
    }

    /// How likely each answer is for a charge on a rung.
    ///
    /// Rungs beyond the last one told of are like that one. A charge outside the ladder asks a method for
    /// the first time, as the first rung does.
    #[must_use]
    pub fn split(&self, weight: Weight, rung: Option<Rung>) -> [Weight; Answer::ALL.len()] {
        weight.split(&self.on(rung.map_or(1, Rung::place)))
    }

    /// The same for a rung that may be beyond the last one told of, as numbers.
    fn on(&self, place: u8) -> [u64; Answer::ALL.len()] {
        let index = usize::from(place).saturating_sub(1);
        self.0.get(index).or(self.0.last()).copied().unwrap_or_default()
    }

    /// The share of each answer on each of so many rungs, in hundredths of a percent.
    #[must_use]
    pub fn by_rung(&self, rungs: usize) -> Vec<[u64; Answer::ALL.len()]> {
        let rungs = (1..=rungs.max(self.0.len())).filter_map(|rung| u8::try_from(rung).ok());
        rungs.map(|rung| apportioned(10_000, &self.on(rung))).collect()
    }
}

/// As they are given: `80/20,60/30/10`, a rung after the other.
impl FromStr for Shares {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let rungs: Vec<&str> = text.split(',').collect();
        ensure!(
            rungs.len() <= RUNGS_MAX,
            "{} rungs: a ladder has no more than {RUNGS_MAX}",
            rungs.len()
        );
        let rungs = (1..).zip(rungs).map(|(rung, shares)| shares_of(rung, shares.trim()));
        rungs.collect::<Result<_>>().map(Self)
    }
}

fn shares_of(rung: usize, text: &str) -> Result<[u64; Answer::ALL.len()]> {
    let expected = "expected 2 to 4 whole numbers that add up to 100, as 80/20 or 70/20/6/4";
    let mut shares = [0; Answer::ALL.len()];
    let given: Vec<&str> = text.split('/').collect();
    ensure!((2..=shares.len()).contains(&given.len()), "rung {rung} is {text:?}: {expected}");
    for (share, given) in shares.iter_mut().zip(given) {
        match given.trim().parse::<u8>() {
            Ok(percent) => *share = u64::from(percent),
            Err(_) => bail!("rung {rung} has the share {given:?}: {expected}"),
        }
    }
    let sum: u64 = shares.iter().sum();
    ensure!(sum == 100, "the shares {text} of rung {rung} add up to {sum}: {expected}");
    Ok(shares)
}

impl History {
    /// Counts the charges of a mailbox that a rung asked for and that were answered for good.
    pub fn count(&mut self, mailbox: &Mailbox) {
        for attempt in mailbox.attempts() {
            let answer = attempt.outcome.and_then(Answer::of);
            let (Some(rung), Some(answer)) = (attempt.rung, answer) else { continue };
            let index = usize::from(rung.place()).saturating_sub(1);
            if self.0.len() <= index {
                self.0.resize(index.saturating_add(1), [0; Answer::ALL.len()]);
            }
            let counts = self.0.get_mut(index).into_iter().flatten();
            for (count, one) in counts.zip(Answer::ALL) {
                *count = count.saturating_add(u64::from(one == answer));
            }
        }
    }

    /// Adds what was counted elsewhere.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        let rungs = self.0.len().max(other.0.len());
        self.0.resize(rungs, [0; Answer::ALL.len()]);
        for (counts, more) in self.0.iter_mut().zip(&other.0) {
            add(counts, more);
        }
        self
    }

    /// How many charges were counted on a rung.
    #[must_use]
    pub fn charges_on(&self, rung: usize) -> u64 {
        let counts = rung.checked_sub(1).and_then(|index| self.0.get(index));
        counts.into_iter().flatten().sum()
    }

    /// The shares of what was counted; none where nothing was. A rung of so many on which no charge was
    /// answered has the shares of all rungs together.
    #[must_use]
    pub fn shares(&self, rungs: usize) -> Option<Shares> {
        let mut together = [0; Answer::ALL.len()];
        for counts in &self.0 {
            add(&mut together, counts);
        }
        if together == [0; Answer::ALL.len()] {
            return None;
        }
        let counted = self.0.iter().map(Some).chain(iter::repeat(None));
        let of = |counts: Option<&[u64; Answer::ALL.len()]>| {
            counts.filter(|counts| counts.iter().any(|count| *count != 0)).copied()
        };
        let rungs = rungs.max(self.0.len());
        Some(Shares(counted.take(rungs).map(|counts| of(counts).unwrap_or(together)).collect()))
    }
}

fn add(counts: &mut [u64; Answer::ALL.len()], more: &[u64; Answer::ALL.len()]) {
    for (count, more) in counts.iter_mut().zip(more) {
        *count = count.saturating_add(*more);
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Settled => "settled",
            Self::DeclinedForNow => "declined for now",
            Self::DeclinedForGood => "declined for good",
            Self::NeedsHolder => "needs the holder",
        })
    }
}

const RUNGS_MAX: usize = 32;
