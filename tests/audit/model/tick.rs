//! What a day does, in the order of R-08: lapse, deletion, plan, generated order, charge,
//! inquiries, notices.

use pec_renewal::{
    catalogue::Policy,
    values::{ChargeKey, Day},
};

use super::{
    goods,
    record::{Charge, Line, Order, Record},
};

impl Record {
    pub fn tick(&mut self, policy: &Policy) {
        if !self.is_here() || self.deleted_on.is_some() {
            return;
        }
        if self.is_ending() {
            self.inquire(policy);
            return;
        }
        self.lapse_if_over();
        if self.last_grace_day() < self.today && !self.waits_for_outcome() {
            self.delete(policy);
            return;
        }
        self.plans_take_effect();
        self.ask_for_used_space();
        self.generate(policy);
        self.collect();
        self.inquire(policy);
        if self.owes_statutory_notice(policy) {
            self.tell("TacitRenewal");
        }
        self.remind(policy);
    }

    /// Within the lead, with automatic renewal on: an order, or the reason why not, told once a period
    ///
    fn generate(&mut self, policy: &Policy) {
        let lead = i32::from(policy.parameters().order_lead_days);
        let is_time = self.expiry().minus_days(lead) <= self.today;
        let is_made = self.open_order().is_some_and(|order| order.generated);
        if self.bound().is_none() || !is_time || is_made {
            return;
        }
        match self.reason_not_to_generate(policy) {
            None => self.open_new_order(self.repeated(), None, policy),
            Some(reason) => {
                let told = (self.periods.len(), reason);
                if !self.reasons.contains(&told) {
                    self.reasons.push(told);
                    self.write("OrderNotGenerated");
                    self.tell("OrderNotGenerated");
                }
            }
        }
    }

    /// The first that applies.
    fn reason_not_to_generate(&self, policy: &Policy) -> Option<&'static str> {
        if self.open_order().is_some() {
            return Some("ManualOrderOpen");
        }
        if let Some(reason) = self.bar_on_generating() {
            return Some(reason);
        }
        let years = self.repeated().term.years();
        let next = self.extended(years, self.today, policy.parameters());
        if !self.is_renewable(self.today) {
            Some("NotRenewable")
        } else if goods::cost(policy.prices(), self.repeated(), self.today).is_none() {
            Some("NoPrice")
        } else {
            match next {
                None => Some("NotRenewable"),
                Some(next) if next.expiry <= self.today => Some("TermTooShort"),
                Some(_) => None,
            }
        }
    }

    /// Asks the bound method, or says what bars it; rungs that have passed are skipped (R-30 … R-38).
    fn collect(&mut self) {
        let today = self.today;
        let Some(method) = self.bound() else {
            return;
        };
        let Some(order) = self.open_order().filter(|order| order.generated).cloned() else {
            return;
        };
        let owed = order.owes_request_at_once();
        let has_come = order.unspent().any(|rung| order.day_of(rung) <= today);
        if self.waits_for_outcome()
            || order.last_day < today
            || !order.may_be_asked(method.id, today)
            || !(owed || has_come)
        {
            return;
        }
        let trouble_before = self.is_in_trouble();
        let in_force = order.rung_in_force(today);
        for rung in order.unspent() {
            if order.is_ladder_over(today) || in_force.is_some_and(|now| rung < now) {
                self.write("RungSkipped");
                self.add_to_file(Line::Skipped { rung });
            }
        }
        let rung = in_force.filter(|rung| !order.is_spent(*rung));
        if owed || rung.is_some() {
            let amount = self.due(&order, today) - self.held();
            let above_cap = method.mandate_cap.is_some_and(|cap| cap.cents() < amount);
            let expired = method.valid_until.is_some_and(|last| last < today);
            let waits_for_customer = order.waits_for_customer() || above_cap;
            if self.is_dead(method.id) || expired || waits_for_customer {
                self.write("ChargeBarred");
                let above_cap = above_cap && !order.waits_for_authentication();
                self.add_to_file(Line::Barred { rung, above_cap });
            } else {
                self.request(&order, method.id, amount, rung);
            }
        }
        self.after_trouble(trouble_before);
    }

    fn request(
        &mut self,
        order: &Order,
        method: pec_renewal::values::MethodId,
        amount: u64,
        rung: Option<usize>,
    ) {
        let is_free = |attempt: &u32| {
            let key = ChargeKey::new(order.id, *attempt);
            self.charge(key).is_none() && self.settlement(key).is_none()
        };
        let on = self.today;
        let attempt =
            (order.last_attempt() + 1..=u32::MAX).find(is_free).expect("there is a free number");
        self.write("ChargeRequested");
        self.add_to_file(Line::Requested { attempt, method, on, rung });
        self.charges.push(Charge {
            key: ChargeKey::new(order.id, attempt),
            on,
            method,
            amount,
            outcome: None,
            unknown: false,
            doubted_on: None,
            told_otherwise: vec![],
            asked: vec![],
        });
    }

    fn add_to_file(&mut self, line: Line) {
        self.open_order_mut().expect("an order is open").file.push(line);
    }

    /// From so many days after the request, or after a doubt began: on thirty days, then once a week
    ///
    fn inquire(&mut self, policy: &Policy) {
        let days = i32::from(policy.parameters().charge_unresolved_days);
        let today = self.today;
        let mut written = 0;
        for charge in &mut self.charges {
            let Some(since) = charge.waits_since() else {
                continue;
            };
            let first = since.plus_days(days);
            let due = match charge.asked.last() {
                None => first <= today,
                Some(last) if first.days_until(*last) < 29 => *last < today,
                Some(last) => 7 <= last.days_until(today),
            };
            if due && first <= today {
                charge.asked.push(today);
                written += 1;
            }
        }
        for _ in 0..written {
            self.write("InquiryRequested");
        }
    }

    /// Today's reminder; those of days gone by are skipped.
    fn remind(&mut self, policy: &Policy) {
        let (parameters, expiry) = (policy.parameters(), self.expiry());
        let before =
            parameters.reminders_before.iter().map(|days| expiry.minus_days((*days).into()));
        let after = parameters.reminders_after.iter().map(|days| expiry.plus_days((*days).into()));
        let days: Vec<Day> = before.chain(after).filter(|day| *day <= self.today).collect();
        for day in days {
            if day <= self.reminded_through() || self.last_grace_day() < day {
                continue;
            }
            self.reminders.push((self.periods.len(), day));
            if day == self.today {
                self.tell("ExpiryReminder");
            } else {
                self.write("ReminderSkipped");
            }
        }
    }

    /// Reminders up to this day are done with: those of before the period began are none of it.
    fn reminded_through(&self) -> Day {
        let mine = self.reminders.iter().filter(|(period, _)| *period == self.periods.len());
        let done = mine.map(|(_, day)| *day).max();
        done.unwrap_or_else(|| self.period().began_on.previous())
    }
}
