//! What a notice offers: it is possible, each sum suffices on its days and no longer, and where nothing is
//! offered nothing is possible.

use std::collections::BTreeSet;

use pec_renewal::{
    Command, Fact, ManualRenewal, Payment, WayOut, access,
    catalogue::MethodKind,
    order::Due,
    values::{Day, Money, OrderId},
};

use super::{
    kept::{World, renews, same},
    living::{Charges, Living},
};

impl World<'_> {
    pub(super) fn way_out(&self, told: Option<&WayOut>) -> Result<(), String> {
        match told {
            None => self.nothing_can_be_done(),
            Some(WayOut::Pay { order, dues }) => {
                same("sums are named", &false, &dues.is_empty())?;
                self.dues(*order, dues)
            }
            Some(WayOut::Renew { from, dues }) => {
                same("sums are named", &false, &dues.is_empty())?;
                if self.today < *from {
                    let is_earlier = self.ordered_by_hand(from.previous()).is_some();
                    same("it can be renewed a day earlier", &false, &is_earlier)?;
                }
                let mut start = *from;
                for (index, due) in dues.iter().enumerate() {
                    for day in BTreeSet::from([start, due.until]) {
                        self.suffices(day, due.amount, None)?;
                    }
                    start = due.until.next();
                    let ends = self.falls_short(due, dues.get(index + 1));
                    if ends && self.renews_by_hand(start, due.amount) {
                        return Err(too_short(due));
                    }
                }
                Ok(())
            }
        }
    }

    /// Each sum suffices on its first and last day, and the day after it a larger one is asked, or none. Where
    /// paying is barred none is named, and one is where it is not.
    pub(super) fn dues(&self, order: OrderId, dues: &[Due]) -> Result<(), String> {
        same("it can be paid", &!dues.is_empty(), &self.can_be_paid())?;
        let mut start = self.today;
        for (index, due) in dues.iter().enumerate() {
            for day in BTreeSet::from([start, due.until]) {
                self.suffices(day, due.amount, Some(order))?;
            }
            start = due.until.next();
            let ends = self.falls_short(due, dues.get(index + 1));
            if ends && self.suffices(start, due.amount, Some(order)).is_ok() {
                return Err(too_short(due));
            }
        }
        Ok(())
    }

    /// After its expiry it can be renewed through the day told, and no longer; where none is told, on no day.
    pub(super) fn renewable_after_expiry(&self, told: Option<Day>) -> Result<(), String> {
        let expiry = self.mailbox.expiry();
        let renewable = |day| access(self.left_alone(day).mailbox(), day).renew;
        let Some(last) = told else {
            return same("renewable after the expiry", &false, &renewable(expiry.next()));
        };
        same("after the expiry", &true, &(expiry < last))?;
        same("renewable on the last day", &true, &renewable(last))?;
        same("renewable the day after", &false, &renewable(last.next()))
    }

    /// Neither paying nor, for what was last paid for, renewing by hand is possible today.
    fn nothing_can_be_done(&self) -> Result<(), String> {
        same("it can be paid", &false, &self.can_be_paid())?;
        let is_possible = self.ordered_by_hand(self.today).is_some();
        same("it can be renewed by hand", &false, &is_possible)
    }

    /// Today is no later than the order's last day, and a charge of it bars paying no more.
    fn can_be_paid(&self) -> bool {
        let (m, today) = (self.mailbox, self.today);
        let Some(open) = m.open_order_on(today).filter(|_| !m.service().is_gone()) else {
            return false;
        };
        let days = i32::from(self.policy.parameters().charge_unresolved_days);
        let of_it = m.charge().unresolved().filter(|asked| asked.key.order() == open.id);
        let is_barred = of_it.is_some_and(|asked| {
            let through_expiry = m.expiry().next();
            let given_up = asked.on.plus_days(days).plus_days(days);
            today < if asked.on <= m.expiry() { given_up.min(through_expiry) } else { given_up }
        });
        !is_barred && m.last_day_of_order(today).is_some_and(|last_day| today <= last_day)
    }

    /// Left alone until a day, its charges declined, money of that day and amount renews the mailbox:
    /// for the order named or, where none is, for the one open then or renewed by hand.
    pub(super) fn suffices(
        &self,
        day: Day,
        amount: Money,
        order: Option<OrderId>,
    ) -> Result<(), String> {
        let living = self.left_alone(day);
        let open = living.mailbox().open_order().map(|open| open.id);
        if pays(living, order.or(open), day, amount)
            || (order.is_none() && self.renews_by_hand(day, amount))
        {
            return Ok(());
        }
        Err(format!("{amount} on {day} does not renew the mailbox"))
    }

    /// Renewed by hand on a day, in place of the order that is open then, and paid on it.
    fn renews_by_hand(&self, day: Day, amount: Money) -> bool {
        self.ordered_by_hand(day).is_some_and(|(ordered, is_renewed)| {
            let order = ordered.mailbox().open_order().map(|open| open.id);
            // What is held for the order that gives way may cover it.
            is_renewed || pays(ordered, order, day, amount)
        })
    }

    /// The mailbox renewed by hand as last time on a day, in place of the order that is open then, where that is
    /// accepted; and whether what is held for that order paid for it.
    fn ordered_by_hand(&self, day: Day) -> Option<(Living<'_>, bool)> {
        let mut living = self.left_alone(day);
        let replaces = living.mailbox().open_order().map(|open| open.id);
        let same = ManualRenewal::same_as_last(living.mailbox(), MethodKind::BankTransfer);
        let events = living.give(&Command::RenewByHand(ManualRenewal { replaces, ..same }));
        let is_opened = events.iter().any(|event| matches!(event.fact, Fact::OrderOpened(_)));
        is_opened.then(|| (living, events.iter().any(renews)))
    }

    /// The next sum is larger by more than is waived, or there is none.
    fn falls_short(&self, due: &Due, next: Option<&Due>) -> bool {
        let waived = self.policy.parameters().shortfall_waived;
        let agreed = self.mailbox.open_order().map(|open| open.agreed.shortfall_waived);
        let waived = waived.max(agreed.unwrap_or(Money::ZERO));
        next.is_none_or(|next| due.amount.saturating_add(waived) < next.amount)
    }

    /// The mailbox on a day, if nobody acts and its charges are declined. It lives on from the last day that was
    /// asked for.
    fn left_alone(&self, day: Day) -> Living<'_> {
        let mut alone = self.alone.borrow_mut();
        let before = alone.iter().rev().find(|(before, _)| *before <= day);
        let (from, mailbox) = before.map_or((self.today, self.mailbox), |(on, at)| (*on, at));
        let mut living = Living::new(mailbox, self.policy, from, Charges::AreDeclined);
        if before.is_none() || from < day {
            living.through(day);
            alone.push((day, living.mailbox().clone()));
        }
        living
    }
}

/// Whether money of today for an order renews the mailbox.
fn pays(mut living: Living<'_>, order: Option<OrderId>, day: Day, amount: Money) -> bool {
    let Some(order) = order else { return false };
    let reference = "TRN of the reader".parse().expect("a reference");
    let payment = Payment::transfer(reference, order, amount, day);
    living.give(&Command::Payment(payment)).iter().any(renews)
}

fn too_short(due: &Due) -> String {
    format!("{} suffices after {} too", due.amount, due.until)
}
