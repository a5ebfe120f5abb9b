//! What ending a term comes to: the period that follows, and what of each term is not used (R-64,
//!

use alloc::vec::Vec;

use super::bought::BoughtTerm;
use crate::{
    catalogue::REFUND_DAYS_MAX,
    mailbox::{
        booking::TakenBack,
        event::{CancelCause, EndedTerm, TermRight, Unused},
        state::Mailbox,
    },
    service::Period,
    values::{Day, Moment},
};

/// How a term is ended.
#[derive(Clone, Copy)]
pub(crate) enum Ending {
    /// The holder withdraws from the renewal that bought it.
    Withdrawal {
        /// The moment of the declaration.
        declared_at: Moment,
    },
    /// The holder leaves it.
    Leaving {
        /// The day of the command.
        on: Day,
    },
}

impl Ending {
    /// The day that counts: of the declaration or of the command, however late it is told.
    pub(crate) fn day(self) -> Day {
        match self {
            Self::Withdrawal { declared_at } => declared_at.day(),
            Self::Leaving { on } => on,
        }
    }

    pub(crate) const fn cause(self) -> CancelCause {
        match self {
            Self::Withdrawal { .. } => CancelCause::Withdrawal,
            Self::Leaving { .. } => CancelCause::Leaving,
        }
    }

    /// What is owed back of the term at this place and of every later one, oldest first.
    pub(crate) fn ended(self, mailbox: &Mailbox, place: usize) -> Vec<EndedTerm> {
        let terms = mailbox.bought.iter().enumerate().skip(place);
        terms.map(|(index, term)| self.owed_back_of(mailbox, term, index == place)).collect()
    }

    /// Of a renewal that is withdrawn from, all, or the unused part where the holder was informed and
    /// asked for the start at once; of a later one, all. Of a term that is left, and of each later
    /// one, the unused part. It is reckoned on what was applied less what was written off, and first
    /// settles the debts that a reversal of that money left.
    fn owed_back_of(self, mailbox: &Mailbox, term: &BoughtTerm, is_first: bool) -> EndedTerm {
        let deducts = match (self, &term.right) {
            (Self::Leaving { .. }, _) => true,
            (
                Self::Withdrawal { .. },
                Some(TermRight::Withdrawal { informed: true, start_requested: true, .. }),
            ) => is_first,
            (
                Self::Withdrawal { .. },
                Some(TermRight::Withdrawal { .. } | TermRight::Exit { .. }) | None,
            ) => false,
        };
        let unused = deducts.then(|| unused_of(term, self.day()));
        let (order, portions) = (term.order, &mailbox.remembered.portions);
        let applied = term.applied.saturating_sub(portions.written_off(order));
        let owed_back = unused.map_or(applied, |unused| applied.share(unused.days, unused.of));
        let taken = portions.taken_back(order, owed_back).unwrap_or_default();
        let TakenBack { settles, receivable, refunded: _ } = taken;
        EndedTerm { order, owed_back, settles, receivable, unused }
    }

    /// The period that follows: what was before the term or, where that would be over by then, one that
    /// ends on the day that counts. The expiry never moves later.
    pub(crate) fn period(self, mailbox: &Mailbox, place: usize) -> Option<Period> {
        let now = mailbox.service.period()?;
        let term = mailbox.bought.get(place)?;
        let (before, day, old) = (&term.before, self.day(), term.order.expiry());
        let expiry = match self {
            Self::Withdrawal { .. } if day <= before.grace.last_day(old) => old,
            Self::Withdrawal { .. } | Self::Leaving { .. } => day.max(old),
        }
        .min(now.expiry);
        let stands = place.checked_sub(1).and_then(|last| mailbox.bought.get(last));
        let exit_right =
            stands.is_some_and(|last| last.carries_exit_right() && last.last_day == expiry);
        Some(if expiry == old {
            Period { exit_right, ..before.period }
        } else if expiry == now.expiry {
            Period { exit_right, ..*now }
        } else {
            // The count begins anew.
            let began_on = before.period.began_on;
            Period { anchor: expiry, years: 0, expiry, began_on, exit_right }
        })
    }

    /// The day by which what is owed back is due: counted from the declaration, for which the law sets a
    /// day where the policy sets none.
    pub(crate) fn due(self, refund_days: Option<u16>, today: Day) -> Option<Day> {
        let days = |days: u16| i32::from(days);
        match self {
            Self::Withdrawal { .. } => {
                Some(self.day().plus_days(days(refund_days.unwrap_or(REFUND_DAYS_MAX))))
            }
            Self::Leaving { .. } => refund_days.map(|wanted| today.plus_days(days(wanted))),
        }
    }
}

/// The days of a term that lie after both this day and the old expiry, of all its days.
fn unused_of(term: &BoughtTerm, day: Day) -> Unused {
    let old = term.order.expiry();
    let count = |from: Day| u32::try_from(from.days_until(term.last_day)).unwrap_or(0);
    Unused { days: count(day.max(old)), of: count(old) }
}
