//! What a day does, in the order of R-08: lapse, access, deletion, plan, generated order, charge,
//! inquiries, notices.

use pec_renewal::{
    catalogue::{Method, Policy},
    values::{ChargeKey, Day},
};

use super::{
    books::versions,
    goods,
    record::{Charge, Line, Order, Record, Tells, Told, Trouble},
};

impl Record {
    pub fn work(&mut self, policy: &Policy) {
        if !self.is_here() || self.deleted_on.is_some() {
            return;
        }
        if self.is_ending() {
            self.inquire(policy);
            return;
        }
        self.lapse_if_over(policy);
        self.tell_of_access();
        let is_due = self.deletion_due().is_some_and(|day| day <= self.today);
        if is_due && !self.waits_for_outcome() {
            self.skip_reminders_gone_by(policy);
            self.delete(policy);
            self.write("ContentsDeletionDue");
            return;
        }
        self.plans_take_effect();
        self.ask_for_used_space();
        if self.tells == Tells::All && self.tells_again {
            self.tell("OutlookChanged", self.expiry().to_string());
        }
        self.generate(policy);
        self.collect(policy);
        self.inquire(policy);
        if self.tells != Tells::Nothing && self.owes_warning(policy) {
            self.warn();
        }
        if self.tells == Tells::All {
            self.give_statutory_notice_if_owed(policy);
            self.remind(policy);
        }
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
                let told = (self.period().number, reason);
                if !self.reasons.contains(&told) {
                    self.reasons.push(told);
                    self.write("OrderNotGenerated");
                    self.tell("OrderNotGenerated", format!("{} {reason}", self.expiry()));
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
        let next = self.extended(years, self.today, policy.parameters().extension_base);
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
    fn collect(&mut self, policy: &Policy) {
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
            || self.last_day(&order, today) < today
            || !self.is_renewable(today)
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
        let amount = self.due(&order, today).saturating_sub(self.held());
        let mut barred = false;
        let put_off = self.is_put_off(method.id);
        if (owed || rung.is_some()) && 0 < amount && !put_off {
            if order.waits_for_authentication() || self.cannot_be_charged(&method, amount) {
                barred = true;
                self.write("ChargeBarred");
                let by_cap = !self.cannot_be_charged(&method, 0);
                self.add_to_file(Line::Barred { rung, by_cap });
            } else {
                self.request(&order, method.id, amount, rung);
            }
        }
        let what = if barred { Trouble::Barred } else { Trouble::None };
        self.after_trouble(trouble_before, what, policy);
    }

    /// Dead, past its date, or allowed less than that.
    pub fn cannot_be_charged(&self, method: &Method, amount: u64) -> bool {
        let above_cap = method.mandate_cap.is_some_and(|cap| cap.cents() < amount);
        let expired = method.valid_until.is_some_and(|last| last < self.today);
        self.is_dead(method.id) || expired || above_cap
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
        let key = ChargeKey::new(order.id, attempt);
        self.add_to_file(Line::Requested { key, method, on, rung });
        self.charges.push(Charge {
            key,
            on,
            method,
            amount,
            outcome: None,
            unknown: false,
            doubted_on: None,
            told_otherwise: vec![],
            refreshed: false,
            put_off: None,
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

    /// The warning before deletion, with the day that it names.
    fn warn(&mut self) {
        let deletion = self.deletion_to_tell();
        let says = format!("{} {deletion}", self.expiry());
        let told = Told { deletion: Some(deletion), ..self.told("DeletionWarning", says, None) };
        self.notices.push(told);
        self.write("NoticeDue");
    }

    /// The notice of art. 65-bis.
    fn give_statutory_notice_if_owed(&mut self, policy: &Policy) {
        if self.owes_statutory_notice(policy) {
            let names = self.named_by_statutory_notice(policy);
            let says = self.expiry().to_string();
            let told = self.told("TacitRenewal", says, names);
            self.notices.push(Told { versions: versions(policy), ..told });
            self.write("NoticeDue");
        }
    }

    /// Today's reminder; those of days gone by are skipped.
    fn remind(&mut self, policy: &Policy) {
        self.skip_reminders_gone_by(policy);
        if self.reminders_come(policy).contains(&self.today) {
            self.reminders.push((self.period().number, self.today));
            self.tell("ExpiryReminder", self.expiry().to_string());
        }
    }

    fn skip_reminders_gone_by(&mut self, policy: &Policy) {
        let today = self.today;
        for day in self.reminders_come(policy).into_iter().filter(|day| *day < today) {
            self.reminders.push((self.period().number, day));
            self.write("ReminderSkipped");
        }
    }

    /// Days up to today on which one is due and not done with, in grace at the latest; the one of the
    /// day of the warning is left out.
    fn reminders_come(&self, policy: &Policy) -> Vec<Day> {
        let (parameters, expiry) = (policy.parameters(), self.expiry());
        let before =
            parameters.reminders_before.iter().map(|days| expiry.minus_days((*days).into()));
        let after = parameters.reminders_after.iter().map(|days| expiry.plus_days((*days).into()));
        let warned_on = self.warnings().next().map(|told| told.on);
        let comes = |day: &Day| {
            self.reminded_through() < *day
                && *day <= self.today
                && *day <= self.last_grace_day(*day)
                && Some(*day) != warned_on
        };
        before.chain(after).filter(comes).collect()
    }

    /// Whether a tick on a day gone by would have found work that none finds any more: something ran out
    /// on one of these days.
    pub fn missed_something_before(&self, today: Day, policy: &Policy) -> bool {
        let prices = policy.prices().rows().iter().filter_map(|row| row.until);
        let order = self.open_order().map(|order| self.last_day(order, self.today));
        let years = self.repeated().term.years();
        let next = self.extended(years, self.today, policy.parameters().extension_base);
        let ends = [
            Some(self.today),
            Some(self.expiry()),
            Some(self.expiry().minus_days(30)),
            Some(self.last_renewable_day_of_phases()),
            Some(self.last_renewable_day(self.today)),
            self.warnings().next_back().and_then(|told| told.deletion).map(Day::previous),
            order,
            next.map(|next| next.expiry.previous()),
            Some(today.previous()),
        ];
        let mut days: Vec<Day> = ends.into_iter().flatten().chain(prices).collect();
        days.retain(|day| self.today <= *day && *day < today);
        days.sort_unstable();
        days.dedup();
        days.into_iter().any(|day| {
            let mut copy = self.clone();
            copy.today = day;
            copy.work(policy);
            self.journal.len() < copy.journal.len()
        })
    }

    /// Reminders up to this day are done with: those of before the period began are none of it.
    fn reminded_through(&self) -> Day {
        let period = self.period();
        let mine = self.reminders.iter().filter(|(number, _)| *number == period.number);
        let done = mine.map(|(_, day)| *day).max();
        let since = period.came_back.map_or(period.began_on, |(_, day)| day).previous();
        done.map_or(since, |done| done.max(since))
    }
}
