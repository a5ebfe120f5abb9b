//! What it writes down that a term is ended: by withdrawing, by leaving, by ending all of it now (R-64,
//!

use pec_renewal::{
    catalogue::Policy,
    values::{Day, Moment, OrderId},
};

use super::{
    goods,
    record::{Change, Period, Record, Refund, Right, Term},
    slips::{At, Behind, Slip},
};

/// How terms are ended.
#[derive(Clone, Copy)]
pub enum Ends {
    /// By a declaration of this day.
    Withdrawn {
        on: Day,
    },
    Left,
}

impl Term {
    pub fn can_be_left_on(&self, day: Day) -> bool {
        matches!(self.right, Right::Exit { .. }) && day <= self.last_day
    }
}

impl Record {
    pub fn term_to_leave(&self, order: OrderId) -> Option<usize> {
        let can_be_left = |term: &Term| term.order == order && term.can_be_left_on(self.today);
        self.terms.iter().position(can_be_left)
    }

    pub fn withdrawable_until(&self, order: OrderId) -> Option<Day> {
        self.terms.iter().find(|term| term.order == order).and_then(|term| match term.right {
            Right::Withdrawal { until, .. } => Some(until),
            Right::None | Right::Exit { .. } => None,
        })
    }

    /// The term that runs, or is to come last, carries the exit right.
    pub fn has_exit_right(&self) -> bool {
        self.terms.last().is_some_and(|term| {
            matches!(term.right, Right::Exit { .. }) && term.last_day == self.expiry()
        })
    }

    pub fn leave(&mut self, order: OrderId, policy: &Policy) -> Result<(), &'static str> {
        self.against_leaving(order).judged()?;
        if let Some(place) = self.term_to_leave(order) {
            self.write("TermLeft");
            let back = self.end_terms(place, Ends::Left, policy);
            self.acknowledge("LeavingReceived", order, back);
        }
        Ok(())
    }

    /// The day of the declaration counts, however late it is told.
    pub fn withdrawal(
        &mut self,
        order: OrderId,
        declared_at: Moment,
        policy: &Policy,
    ) -> Result<(), &'static str> {
        let on = declared_at.day();
        self.against_withdrawal(order, on).judged()?;
        if self.ended.contains(&order) {
            return Ok(());
        }
        let place = self.terms.iter().position(|term| term.order == order).expect("it was judged");
        self.write("RenewalWithdrawn");
        let back = self.end_terms(place, Ends::Withdrawn { on }, policy);
        self.acknowledge("WithdrawalReceived", order, back);
        Ok(())
    }

    /// Told late of the right, the holder has as long from then on as anyone.
    pub fn informed(&mut self, order: OrderId, on: Day) -> Result<(), &'static str> {
        self.against_report_of_withdrawal(order, on).judged()?;
        let term = self.terms.iter_mut().find(|term| term.order == order);
        if let Some(Right::Withdrawal { until, days, paid_on, .. }) =
            term.map(|term| &mut term.right)
        {
            let ends = on.max(*paid_on).plus_days((*days).into());
            if ends < *until {
                *until = ends;
                self.write("WithdrawalInformationGiven");
            }
        }
        Ok(())
    }

    fn acknowledge(&mut self, what: &'static str, order: OrderId, back: u64) {
        let expiry = (!self.is_gone()).then(|| self.expiry());
        self.tell(what, format!("{order} {back} {expiry:?}"));
        if expiry.is_some() {
            self.tell_of_charge_on_its_way();
        }
    }

    /// Ends this term and every later one, and says how much of them is owed back. Of a mailbox that is
    /// deleted or ending only the money is.
    pub fn end_terms(&mut self, place: usize, ends: Ends, policy: &Policy) -> u64 {
        let terms = self.terms.split_off(place);
        let first = terms[0].clone();
        let on = match ends {
            Ends::Withdrawn { on } => on,
            Ends::Left => self.today,
        };
        self.ended.extend(terms.iter().map(|term| term.order));
        if !self.is_gone() {
            self.go_back_to_before(&first, on, ends);
            self.leaving = self.open_order().is_some();
            self.unbind(match ends {
                Ends::Withdrawn { .. } => "Withdrawal",
                Ends::Left => "Leaving",
            });
            self.cancel_unless_in_collection(policy);
            self.undone_at = Some(self.journal.len());
        }
        let mut sum = 0;
        for (index, term) in terms.iter().enumerate() {
            let off = |slip: &Slip| {
                slip.behind == Behind::Nothing && slip.at == At::Used(Some(term.order))
            };
            let left = Term { applied: term.applied - self.cents(off), ..term.clone() };
            let back = owed_back_of(&left, index == 0, on, ends);
            let back = self.take_back(term.order, back);
            sum += back;
            self.pay_back_ended(back, term.order, on, ends, policy);
        }
        if !self.is_gone() {
            self.plans_take_effect();
        }
        sum
    }

    /// What a withdrawal owes back is due 14 days after the declaration, where the policy names no day.
    fn pay_back_ended(
        &mut self,
        amount: u64,
        order: OrderId,
        on: Day,
        ends: Ends,
        policy: &Policy,
    ) {
        let order = Some(order);
        match ends {
            Ends::Left => self.pay_back_in_cash(amount, order, policy),
            Ends::Withdrawn { .. } if amount == 0 => {}
            Ends::Withdrawn { .. } => {
                let days = policy.parameters().refund_days.unwrap_or(14);
                let due = Some(on.plus_days(days.into()));
                self.owe(Refund { amount, order, credit_until: None, due });
            }
        }
    }

    /// The period before the term comes back, with all that was told in it but the warning; or one that
    /// ends on the day that counts begins, if the old grace would be over by then. It never ends later than
    /// now.
    fn go_back_to_before(&mut self, term: &Term, on: Day, ends: Ends) {
        let now = self.period().clone();
        self.periods.retain(|period| period.number <= term.period);
        let before = self.period().clone();
        let old = term.order.expiry();
        let grace: i32 = before.phases.iter().map(|phase| i32::from(phase.days)).sum();
        let comes_back = matches!(ends, Ends::Withdrawn { .. }) && on <= old.plus_days(grace);
        let expiry = if comes_back { old } else { on.max(old) }.min(now.expiry);
        let came_back = Some((self.journal.len() - 1, self.today));
        let number = self.periods_begun;
        let next = if expiry == old {
            Period { came_back, ..before }
        } else if expiry == now.expiry {
            let Period { anchor, years, began_on, .. } = now;
            Period { anchor, years, expiry, began_on, number, came_back, ..before }
        } else {
            Period { anchor: expiry, years: 0, expiry, number, came_back, ..before }
        };
        self.periods_begun += usize::from(next.number == number);
        *self.periods.last_mut().expect("a mailbox has a period") = next;
        self.bought.push(term.repeated);
        self.plan_again(term);
    }

    /// What the plan was then, or would be by now; what was planned for later is again.
    fn plan_again(&mut self, term: &Term) {
        let today = self.today;
        self.changes.iter_mut().for_each(|change| change.done = true);
        let (due, later): (Vec<Change>, Vec<Change>) =
            term.planned.iter().partition(|change| change.on <= today);
        let last = due.last();
        let package = last.map_or(term.package, |change| change.package);
        let archive_consent = last.is_some_and(|change| change.archive_consent);
        if package != self.size().package {
            self.changes.push(Change { on: today, package, archive_consent, done: false });
        }
        self.changes.extend(later);
    }

    /// Space bought stays, where what comes back could have it.
    pub fn widen_terms(&mut self, extra: pec_renewal::values::ExtraSpace) {
        for term in &mut self.terms {
            for package in [&mut term.package, &mut term.repeated.package] {
                let mut wider = *package;
                wider.extra.mailbox_gb = wider.extra.mailbox_gb.max(extra.mailbox_gb);
                wider.extra.archive_gb = wider.extra.archive_gb.max(extra.archive_gb);
                if goods::is_sold(wider) {
                    *package = wider;
                }
            }
        }
    }
}

/// All that was applied, or the part for the days that lie after both the old expiry and the day that
/// counts: of a term left, and of a renewal withdrawn from by whoever was informed and asked for the start
/// at once. Half a cent rounds up.
fn owed_back_of(term: &Term, is_first: bool, on: Day, ends: Ends) -> u64 {
    let deducts = match (ends, &term.right) {
        (Ends::Left, _) => true,
        (Ends::Withdrawn { .. }, Right::Withdrawal { deducts, .. }) => is_first && *deducts,
        (Ends::Withdrawn { .. }, Right::None | Right::Exit { .. }) => false,
    };
    if !deducts {
        return term.applied;
    }
    let old = term.order.expiry();
    let days = |from: Day| u64::try_from(from.days_until(term.last_day)).unwrap_or(0);
    let (unused, of) = (days(on.max(old)), days(old));
    (2 * term.applied * unused + of) / (2 * of)
}
