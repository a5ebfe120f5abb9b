//! What is remembered of notices: which were given when, and what was reported of them (R-61, R-81,
//!

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::outlook::NextCharge;
use crate::{
    catalogue::STATUTORY_NOTICE_DAYS_MIN,
    values::{Day, Money, NoticeNumber},
};

/// Where the notice of art. 65-bis stands in the running period.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum StatutoryNotice {
    /// Not given yet.
    #[default]
    NotGiven,
    /// Given, with no report of its delivery.
    Given {
        /// The day on which it was given.
        on: Day,
    },
    /// Its delivery failed.
    Failed {
        /// The day on which that was reported.
        on: Day,
    },
    /// Delivered: the proof.
    Delivered {
        /// The earliest day on which it was.
        on: Day,
    },
}

/// What is remembered of the warning before deletion of the running period.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// The day on which it was first given: from it the days are counted.
    pub on: Day,
    /// The day of deletion last told.
    pub deletion: Day,
    /// The number of the last notice that told it.
    pub number: NoticeNumber,
    /// The day on which the delivery of that notice was reported to have failed.
    pub failed: Option<Day>,
}

/// What is remembered of a mailbox's notices.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// How many notices there were; they are numbered from 1.
    pub count: u32,
    /// Reminders of days up to this one are done with.
    pub reminded_through: Day,
    /// The notice of art. 65-bis of the running period.
    pub statutory: StatutoryNotice,
    /// Every such notice of the running period: a delivery of any of them is the proof.
    pub statutory_given: Vec<StatutoryGiven>,
    /// The day of the next charge that a notice of a failure named, until it comes or is taken back
    ///
    pub next_charge_told: Option<Day>,
    /// What the latest notices said that another policy or price list can make untrue.
    pub said: Option<Said>,
    /// From which number on notices were due on which day.
    pub given: Vec<(u32, Day)>,
    /// What was reported of their delivery.
    pub reports: Reports,
}

/// A notice of art. 65-bis that was given, and the charge that it named.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StatutoryGiven {
    /// Its number in the mailbox.
    pub number: NoticeNumber,
    /// The day on which it was due.
    pub on: Day,
    /// The charge that it named, if it named one. What the holder's own acts have changed since counts
    /// as named: an earlier day with a method bound, any sum with space bought.
    pub charge: Option<NextCharge>,
    /// The earliest day on which it was delivered, if it was.
    pub delivered: Option<Day>,
    /// The version of the policy by which it was given.
    pub policy_version: u32,
    /// The version of the price list by which it was given.
    pub price_list_version: u32,
}

/// What was said of a renewal that no open order has frozen.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// What was said.
    pub coming: Coming,
    /// The version of the policy by which it was said.
    pub policy_version: u32,
    /// The version of the price list by which it was said.
    pub price_list_version: u32,
}

/// How a mailbox is to be renewed, as it was said.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Coming {
    /// By itself. What the holder's own acts have changed since counts as said: an earlier day with a
    /// method bound, any sum with space bought.
    Charge(NextCharge),
    /// By hand only.
    Offer {
        /// The first sum that was offered.
        amount: Money,
        /// The last day on which that suffices.
        until: Day,
    },
}

/// Which notices were reported delivered or failed. They are kept as runs of numbers, so years of
/// notices that all arrived take no more room than one.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Reports(Vec<(u32, u32, Delivery)>);

/// What was reported of a notice.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Delivery {
    /// It reached the holder.
    Delivered,
    /// It did not.
    Failed,
}

impl StatutoryNotice {
    /// The last day of delivery that is in time for an expiry: 30 days before it (L1, R-81).
    #[must_use]
    pub fn last_day_in_time(expiry: Day) -> Day {
        expiry.minus_days(i32::from(STATUTORY_NOTICE_DAYS_MIN))
    }

    /// Whether it is proved that it was delivered in time for this expiry.
    #[must_use]
    pub fn is_proved_for(&self, expiry: Day) -> bool {
        match self {
            Self::Delivered { on } => *on <= Self::last_day_in_time(expiry),
            Self::NotGiven | Self::Given { .. } | Self::Failed { .. } => false,
        }
    }
}

impl StatutoryGiven {
    /// Whether it named this charge, or an earlier day and a larger sum.
    fn is_true_of(&self, on: Option<Day>, amount: Money) -> bool {
        let said = self.charge;
        said.is_some_and(|said| amount <= said.amount && on.is_none_or(|on| said.on <= on))
    }
}

impl Notices {
    /// The number that the next notice takes.
    pub(crate) const fn next_number(&self) -> NoticeNumber {
        NoticeNumber::new(self.count.saturating_add(1))
    }

    /// Whether there was a notice of this number.
    pub(crate) const fn has_given(&self, number: NoticeNumber) -> bool {
        0 < number.number() && number.number() <= self.count
    }

    /// The day on which a notice was due; `None` where there was none of this number.
    #[must_use]
    pub fn given_on(&self, number: NoticeNumber) -> Option<Day> {
        if !self.has_given(number) {
            return None;
        }
        let after = self.given.partition_point(|(first, _)| *first <= number.number());
        self.given.get(after.checked_sub(1)?).map(|(_, day)| *day)
    }

    /// Remembers the day of the notice of this number, the latest.
    pub(crate) fn remember(&mut self, number: NoticeNumber, day: Day) {
        self.count = number.number();
        if self.given.last().is_none_or(|(_, last)| *last != day) {
            self.given.push((number.number(), day));
        }
    }

    /// Whether a notice of art. 65-bis was delivered in time for this expiry that named this charge, or
    /// an earlier day and a larger sum; a day is compared only where one is given.
    ///
    /// Of a notice given elsewhere, before the opening, nothing is known but its day: it counts.
    #[must_use]
    pub fn is_true_notice(&self, expiry: Day, on: Option<Day>, amount: Money) -> bool {
        if self.statutory_given.iter().all(|given| given.delivered.is_none()) {
            return self.statutory.is_proved_for(expiry);
        }
        let in_time = StatutoryNotice::last_day_in_time(expiry);
        self.statutory_given.iter().any(|given| {
            given.delivered.is_some_and(|delivered| delivered <= in_time)
                && given.is_true_of(on, amount)
        })
    }

    /// The notices of art. 65-bis that named this charge, or an earlier day and a larger sum: told that one
    /// was delivered in time, it is the true one.
    pub(crate) fn true_if_delivered(&self, on: Option<Day>, amount: Money) -> Vec<NoticeNumber> {
        let given = self.statutory_given.iter().filter(|given| given.is_true_of(on, amount));
        given.map(|given| given.number).collect()
    }

    /// The notice of art. 65-bis of the running period of this number.
    #[must_use]
    pub fn statutory_of(&self, number: NoticeNumber) -> Option<&StatutoryGiven> {
        self.statutory_given.iter().find(|given| given.number == number)
    }
}

impl Reports {
    /// What was reported of a notice, if anything was.
    #[must_use]
    pub fn of(&self, number: NoticeNumber) -> Option<Delivery> {
        let number = number.number();
        let after = self.0.partition_point(|(first, _, _)| *first <= number);
        let (_, last, delivery) = self.0.get(after.checked_sub(1)?)?;
        (number <= *last).then_some(*delivery)
    }

    /// The last notice that was reported on.
    pub(crate) fn last(&self) -> Option<NoticeNumber> {
        self.0.last().map(|(_, last, _)| NoticeNumber::new(*last))
    }

    /// Whether the runs are runs of numbers from 1 on, one after the other.
    pub(crate) fn are_in_order(&self) -> bool {
        let mut before = 0;
        self.0.iter().all(|(first, last, _)| {
            let follows = before < *first && first <= last;
            before = *last;
            follows
        })
    }

    /// Remembers a report; a delivery takes the place of a failure.
    pub(crate) fn remember(&mut self, number: NoticeNumber, delivery: Delivery) {
        let number = number.number();
        let mut runs = Vec::with_capacity(self.0.len().saturating_add(2));
        let mut pending = Some((number, number, delivery));
        for (first, last, kind) in self.0.iter().copied() {
            // What a run holds of the number itself gives way to the new report.
            if first < number {
                push(&mut runs, (first, last.min(number.saturating_sub(1)), kind));
            }
            if number <= last {
                if let Some(run) = pending.take() {
                    push(&mut runs, run);
                }
                if number < last {
                    push(&mut runs, (first.max(number.saturating_add(1)), last, kind));
                }
            }
        }
        if let Some(run) = pending {
            push(&mut runs, run);
        }
        self.0 = runs;
    }
}

/// Appends a run, joining it to the one before where they touch and say the same.
fn push(runs: &mut Vec<(u32, u32, Delivery)>, run: (u32, u32, Delivery)) {
    match runs.last_mut() {
        Some((_, last, kind)) if last.saturating_add(1) == run.0 && *kind == run.2 => *last = run.1,
        Some(_) | None => runs.push(run),
    }
}
