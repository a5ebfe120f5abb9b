//! What days alone say of a mailbox, whether a tick came or not (R-07): how long its grace goes on, what it
//! may do, and whether its order is still open.

use super::{command::Hosting, state::Mailbox};
use crate::{
    catalogue::{Grace, MailAccess},
    order::OpenOrder,
    service::{Access, Standing},
    values::{Day, Money},
};

/// What the mailbox may do on `day`: a function of state and day, never of collection (R-65).
#[must_use]
pub fn access(state: &Mailbox, day: Day) -> Access {
    state.access(day)
}

impl Mailbox {
    /// The grace of the running period as it stands on `day`: past the day of the warning before
    /// deletion, the last renewable phase goes on until that warning is given (R-07, R-61).
    #[must_use]
    pub fn grace_on(&self, day: Day) -> Grace<'_> {
        match (self.warning, self.hosting) {
            (Some(warning), _) => self.grace_once_warned(warning.on),
            (None, Hosting::Provider) => self.grace_once_warned(day),
            // Ticks do nothing there, so nobody is warned and nothing deleted (R-52).
            (None, Hosting::OwnDomain) => Grace::new(self.expiry(), &self.grace, None),
        }
    }

    /// The grace of the running period as it stands once the warning before deletion is given on a
    /// day (R-61).
    pub(crate) fn grace_once_warned(&self, on: Day) -> Grace<'_> {
        let late = Some(on).filter(|on| self.warning_due() < *on);
        let days = i32::from(self.deletion_warning_days);
        Grace::new(self.expiry(), &self.grace, late.map(|on| on.plus_days(days).previous()))
    }

    /// The day on which the warning before deletion is due, put off or not: so many days before the
    /// day after grace (R-61).
    #[must_use]
    pub fn warning_due(&self) -> Day {
        let after_grace = self.grace.last_day(self.expiry()).next();
        after_grace.minus_days(i32::from(self.deletion_warning_days))
    }

    /// Where the mailbox stands in its life on `day` (R-07).
    #[must_use]
    pub fn standing(&self, day: Day) -> Standing {
        self.service.standing(&self.grace_on(day), day)
    }

    /// The last day on which it can be renewed, as that stands on `day` (R-60, R-61).
    #[must_use]
    pub fn last_renewable_day(&self, day: Day) -> Day {
        self.grace_on(day).last_renewable_day()
    }

    /// The last day of its grace, still good, as that stands on `day` (R-60, R-61).
    #[must_use]
    pub fn last_grace_day(&self, day: Day) -> Day {
        self.grace_on(day).last_day()
    }

    /// The order open on `day`: on the day after its margin it has lapsed, ticked or not, unless a
    /// charge of it is unresolved or in doubt (R-07, R-26).
    #[must_use]
    pub fn open_order_on(&self, day: Day) -> Option<&OpenOrder> {
        self.open_order().filter(|_| !self.has_lapsed_order(day))
    }

    /// The open order, unless its holder withdrew or left: that one renews nothing any more (R-64, R-82).
    fn renewing_order(&self) -> Option<&OpenOrder> {
        self.open_order().filter(|_| !self.is_leaving())
    }

    /// The last day on which a payment can fulfil the open order, as that stands on `day` (R-26).
    #[must_use]
    pub fn last_day_of_order(&self, day: Day) -> Option<Day> {
        Some(self.renewing_order()?.last_day(&self.grace_on(day)))
    }

    /// The last day of the open order's margin, as that stands on `day` (R-26).
    pub(crate) fn margin_ends(&self, day: Day) -> Option<Day> {
        let order = self.renewing_order()?;
        let last_day = order.last_day(&self.grace_on(day));
        Some(last_day.plus_days(i32::from(order.agreed.report_margin_days)))
    }

    /// The first day, not before `from`, on which the open order counts as lapsed, ticked or not;
    /// none while a charge of it is unresolved (R-07, R-26).
    pub(crate) fn lapse_day(&self, from: Day) -> Option<Day> {
        let order = self.renewing_order()?;
        // Either the last renewable day is the last, which may move with each day, or the limit is.
        let margin = i32::from(order.agreed.report_margin_days);
        let limit = order.limit.map(|limit| limit.plus_days(margin).next());
        let candidates = [Some(from), self.margin_ends(from).map(Day::next), limit];
        let is_lapse = |day: &Day| from <= *day && self.has_lapsed_order(*day);
        candidates.into_iter().flatten().filter(is_lapse).min()
    }

    /// Whether an order is recorded as open that has lapsed by `day` (R-07, R-26).
    pub(crate) fn has_lapsed_order(&self, day: Day) -> bool {
        self.renewing_order().is_some_and(|order| !self.is_in_collection(order.id))
            && self.margin_over(day).is_some_and(|margin_ends| margin_ends < day)
    }

    /// The last day of the open order's margin as it counts by `day`. Once it is over by the day of the
    /// warning it stays so, although the mailbox can be renewed again from the day after, until it is
    /// warned (R-07, R-61).
    pub(crate) fn margin_over(&self, day: Day) -> Option<Day> {
        let due = self.warning_due();
        let is_older = self.renewing_order()?.opened_on <= due && due < day;
        let by_then = Some(due).filter(|_| is_older).and_then(|due| self.margin_ends(due));
        let by_then = by_then.filter(|ends| *ends < due);
        by_then.or_else(|| self.margin_ends(day))
    }

    /// What is still to be paid for the open order with money dated `day`, or dated the order's
    /// last day if that is over; zero if no order is open (R-44).
    ///
    /// # Examples
    /// ```
    /// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
    /// # use example::*;
    /// let mut life = Life::of_a_consumer("2026-01-15");
    /// life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15")))?;
    /// assert_eq!(life.mailbox.amount_due(day("2026-12-01")), money("12.08"));
    ///
    /// let part = transfer("CRO 1", life.open_order(), "9.00", "2026-12-03");
    /// life.on("2026-12-03", Command::Payment(part))?;
    /// assert_eq!(life.mailbox.amount_due(day("2026-12-04")), money("3.08"));
    /// # Ok::<(), Refusal>(())
    /// ```
    #[must_use]
    pub fn amount_due(&self, day: Day) -> Money {
        let grace = self.grace_on(day);
        let due = |order: &OpenOrder| order.due_on(&grace, day.min(order.last_day(&grace)));
        self.renewing_order().map_or(Money::ZERO, due).saturating_sub(self.ledger.held)
    }

    /// What the mailbox may do on `day`, never depending on collection (R-65).
    #[must_use]
    pub(crate) fn access(&self, day: Day) -> Access {
        let mail = self.mail_access(day);
        Access {
            send: mail.send,
            receive: mail.receive,
            read: mail.read,
            renew: self.is_renewable(day) && !self.service.termination_stands(day),
        }
    }

    /// What the mailbox may do with mail on `day` (R-65).
    pub(crate) fn mail_access(&self, day: Day) -> MailAccess {
        self.service.mail_access(&self.grace_on(day), day)
    }

    /// Whether the mailbox is renewable on `day`, terminations apart (R-60, R-52).
    pub(crate) fn is_renewable(&self, day: Day) -> bool {
        match self.hosting {
            Hosting::Provider => self.service.is_renewable(&self.grace_on(day), day),
            Hosting::OwnDomain => false,
        }
    }
}
