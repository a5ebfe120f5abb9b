//! What news from outside writes down: of charges, of notices, of holder and account.

use pec_renewal::{
    MethodNews,
    catalogue::{Holder, Method, Policy},
    charge::{Outcome, OutcomeKind},
    values::{AccountId, ChargeKey, Day, MethodId, NoticeNumber},
};

use super::record::{
    Charge, Line, Order, Prospect, Record, Right, Tells, Term, ToCome, Told, Trouble,
};

/// Charges.
impl Record {
    pub fn outcome(
        &mut self,
        key: ChargeKey,
        outcome: Outcome,
        policy: &Policy,
    ) -> Result<(), &'static str> {
        self.against_outcome(key, outcome).judged()?;
        let how = outcome.kind();
        if let Outcome::Settled { amount } = outcome {
            if self.settlement(key).is_none() {
                self.settled(key, amount.cents(), policy);
            }
            return Ok(());
        }
        let Some(charge) = self.charge(key) else {
            // It was reported settled before, though never requested: that report stands.
            return Ok(());
        };
        let money_came = self.settlement(key).is_some();
        let of_this_period = key.order().expiry() == self.expiry() && self.deleted_on.is_none();
        let is_doubted = charge.doubted_on.is_some();
        match (charge.outcome, how) {
            (None, OutcomeKind::Unknown) if charge.unknown => {}
            (None, OutcomeKind::Unknown) => {
                self.write("ChargeUnknown");
                self.charge_mut(key).unknown = true;
            }
            (None, _) => self.failed_or_not_executed(key, outcome, policy),
            // Told before, or after money: it says nothing new.
            (Some(_), OutcomeKind::Unknown) if charge.unknown || money_came => {}
            (Some(_), OutcomeKind::Unknown) => {
                self.charge_mut(key).unknown = true;
                if of_this_period {
                    self.put_in_doubt(key);
                } else {
                    self.write("ChargeContradicted");
                }
            }
            (Some(_), _) if is_doubted => self.failed_or_not_executed(key, outcome, policy),
            (Some(first), _) if how == first || charge.told_otherwise.contains(&how) => {}
            (Some(_), _) => {
                self.write("ChargeContradicted");
                self.charge_mut(key).told_otherwise.push(how);
            }
        }
        Ok(())
    }

    /// It may have happened after all: the holder is told that automatic renewal waits.
    fn put_in_doubt(&mut self, key: ChargeKey) {
        let today = self.today;
        self.write("ChargeInDoubt");
        let charge = self.charge_mut(key);
        charge.doubted_on = Some(today);
        charge.asked.clear();
        if self.bound().is_some() && !self.is_gone() {
            self.tell("ChargeInDoubt", String::new());
        }
    }

    fn failed_or_not_executed(&mut self, key: ChargeKey, outcome: Outcome, policy: &Policy) {
        let trouble_before = self.is_in_trouble();
        let executed = outcome != Outcome::NotExecuted;
        self.write(if executed { "ChargeFailed" } else { "ChargeNotExecuted" });
        self.resolve(key, outcome.kind());
        if let Outcome::SoftDecline { not_before } = outcome {
            self.charge_mut(key).put_off = not_before;
        }
        let method = self.charge(key).map(|charge| charge.method).expect("it was requested");
        let order = self.order(self.stands_for(key.order()));
        let paid_otherwise = order.is_some_and(|order| order.closed.is_some());
        // What the holder takes back at the bank, he takes back from automatic renewal.
        let is_bound = self.bound().is_some_and(|bound| bound.id == method);
        let stops = is_bound && outcome == Outcome::Stopped;
        if stops {
            self.unbind("Stopped");
        }
        let what = if executed { Trouble::Failed } else { Trouble::None };
        self.after_outcome(trouble_before, what, policy);
        if stops {
            self.tell_switched_off();
        }
        let bound = self.bound().map(|bound| bound.id);
        if paid_otherwise && executed && bound == Some(method) && self.is_dead(method) {
            self.tell("BoundMethodDead", String::new());
        }
    }

    /// The final outcome of a charge that stands from now on. The file of its order has it too, unless
    /// a later charge of that order decides how its collection goes on.
    pub fn resolve(&mut self, key: ChargeKey, how: OutcomeKind) {
        let on = self.today;
        let bound = self.bound();
        let charge = self.charge_mut(key);
        let method = charge.method;
        let another_bound = bound.is_some_and(|bound| bound.id != method);
        charge.doubted_on = None;
        charge.put_off = None;
        charge.refreshed = false;
        charge.told_otherwise.extend(charge.outcome.replace(how));
        let died_of = self.died_of(method);
        // The file goes with the collection to the order that took its place.
        let id = self.stands_for(key.order());
        let order = self.orders.iter_mut().find(|order| order.id == id);
        let order = order.expect("a charge has an order");
        if order.last_requested() == Some(key) {
            order.file.push(Line::Answered { key, how, on, another_bound });
        }
        self.is_now(method, died_of);
    }

    pub fn is_now(&mut self, method: MethodId, died_of: Option<&'static str>) {
        let dead = self.dead_methods.iter_mut().find(|(dead, _)| *dead == method);
        match (dead, died_of) {
            (Some(dead), Some(of)) => dead.1 = of,
            (Some(_), None) => self.dead_methods.retain(|(dead, _)| *dead != method),
            (None, of) => self.dead_methods.extend(of.map(|of| (method, of))),
        }
    }

    /// News of a method: what is known of it already is none.
    pub fn method_news(
        &mut self,
        method: MethodId,
        news: MethodNews,
        policy: &Policy,
    ) -> Result<(), &'static str> {
        self.against_report_about_life().judged()?;
        let bound = self.bound().filter(|bound| bound.id == method);
        let dead = self.dead_methods.iter().find(|(dead, _)| *dead == method).map(|it| it.1);
        let is_new = match news {
            MethodNews::Refreshed { valid_until, mandate_cap } => {
                let same =
                    |it: &Method| (it.valid_until, it.mandate_cap) == (valid_until, mandate_cap);
                bound.is_some_and(|it| !same(&it)) || dead == Some("declined")
            }
            MethodNews::Closed => dead != Some("closed"),
            MethodNews::AskHolder => bound.is_some() && !self.asks_holder,
        };
        if !is_new {
            return Ok(());
        }
        let is_barred =
            |it: &Self| it.prospect(policy, Tells::WarningOnly) == Prospect::MethodBarred;
        let was_barred = bound.is_some() && (dead.is_some() || is_barred(self));
        let at = self.write("MethodNewsReported");
        self.asks_holder =
            if bound.is_some() { news == MethodNews::AskHolder } else { self.asks_holder };
        match news {
            MethodNews::Refreshed { valid_until, mandate_cap } => {
                let could_not = self.may_not_be_asked_today();
                let of_it = self.charges.iter_mut().filter(|charge| charge.method == method);
                if dead == Some("declined") {
                    of_it.for_each(|charge| charge.refreshed = true);
                    self.is_now(method, self.died_of(method));
                }
                if let Some(bound) = bound {
                    let binding = self.bindings.last_mut().expect("a method is bound");
                    binding.method = Some(Method { valid_until, mandate_cap, ..bound });
                    let falls = could_not && !self.may_not_be_asked_today();
                    let free = self.unresolved().is_none();
                    let order = self.open_order_mut().filter(|order| order.generated);
                    if let Some(order) = order.filter(|it| falls && free && it.is_barred()) {
                        order.file.push(Line::Bound { method, by_news: true });
                        self.lifted.push(at);
                    }
                }
            }
            MethodNews::Closed => self.is_now(method, Some("closed")),
            MethodNews::AskHolder => self.tell("MethodNeedsHolder", String::new()),
        }
        let bars = bound.is_some() && !was_barred && is_barred(self);
        if bars && news != MethodNews::AskHolder {
            self.tell("BoundMethodDead", String::new());
        }
        Ok(())
    }

    /// Dead, past its date, or above its cap with what is due today.
    fn may_not_be_asked_today(&self) -> bool {
        let Some(bound) = self.bound() else { return false };
        self.is_dead(bound.id) || self.is_past_its_date() || self.is_above_cap_today()
    }

    pub fn is_past_its_date(&self) -> bool {
        let last = self.bound().and_then(|bound| bound.valid_until);
        last.is_some_and(|last| last < self.today)
    }

    /// What is due today is more than the bound method may be asked for.
    pub fn is_above_cap_today(&self) -> bool {
        let due = self
            .open_order()
            .map_or(0, |order| self.due(order, self.today).saturating_sub(self.held()));
        let cap = self.bound().and_then(|bound| bound.mandate_cap);
        cap.is_some_and(|cap| cap.cents() < due)
    }

    /// What waited for the outcome follows: deletion, cancelling, lapse, another order for another
    /// holder; the end of the ladder.
    pub fn after_outcome(&mut self, trouble_before: bool, what: Trouble, policy: &Policy) {
        if self.leaving {
            self.cancel_unless_in_collection(policy);
            self.undone_at = Some(self.journal.len());
        }
        if self.is_ending() {
            self.cancel_unless_in_collection(policy);
            if !self.waits_for_outcome() {
                self.delete(policy);
            }
            return;
        }
        if self.is_terminated_at_expiry() {
            self.cancel_unless_in_collection(policy);
        } else {
            self.lapse_if_over(policy);
            self.reissue_if_owed_differently(policy);
        }
        self.after_trouble(trouble_before, what, policy);
    }

    /// The holder is told once an episode, and again where a charge that the last notice named is barred,
    /// put off or missing, and where the ladder is exhausted; an exhausted ladder may end automatic
    /// renewal.
    pub fn after_trouble(&mut self, trouble_before: bool, what: Trouble, policy: &Policy) {
        let free = !self.waits_for_outcome();
        let generated = self.open_order().filter(|order| order.generated);
        let exhausted = free && generated.is_some_and(Order::has_run_out);
        if exhausted {
            self.write("LadderExhausted");
            self.open_order_mut().expect("an order is open").file.push(Line::Exhausted);
        }
        let overtaken = match what {
            Trouble::None => false,
            Trouble::Barred => self.charge_told().is_some(),
            Trouble::Failed => self.charge_told().is_some_and(|told| {
                let comes = self.charge_to_come(policy, Tells::WarningOnly);
                free && comes.is_none_or(|comes| told.on < comes.on)
            }),
        };
        let is_new = !trouble_before || exhausted || overtaken;
        if is_new && self.is_in_trouble() && self.tells == Tells::All {
            let names = self.charge_to_come(policy, Tells::WarningOnly);
            let id = self.open_order().expect("an order is open").id;
            self.tell_naming("ChargeFailed", id.to_string(), names);
        }
        let ends = self.open_order().is_some_and(|order| order.agreed.off_when_exhausted);
        if exhausted && ends && self.bound().is_some() {
            self.end_automatic_renewal("LadderExhausted");
        }
    }

    /// The charge that the last notice of a failure named, if it has neither been asked for since, nor
    /// been overtaken by a method that the holder bound.
    fn charge_told(&self) -> Option<ToCome> {
        let last = self.notices.iter().rfind(|told| told.what == "ChargeFailed")?;
        let since = ["ChargeRequested", "AutoRenewalSwitchedOn", "MethodReplaced"];
        let is_over = self.journal[last.at..].iter().any(|written| since.contains(written))
            || self.lifted.iter().any(|lifted| last.at <= *lifted);
        last.names.filter(|_| !is_over)
    }

    /// Of the open order.
    pub fn is_in_trouble(&self) -> bool {
        self.open_order().is_some_and(Order::is_in_trouble)
    }

    fn charge_mut(&mut self, key: ChargeKey) -> &mut Charge {
        let charge = self.charges.iter_mut().find(|charge| charge.key == key);
        charge.expect("the charge was requested")
    }
}

/// Notices: what was reported delivered was.
impl Record {
    pub fn notice_delivered(&mut self, number: NoticeNumber, on: Day) -> Result<(), &'static str> {
        self.against_delivery(number, on).judged()?;
        if self.notice(number).is_some_and(|told| told.delivered.is_none()) {
            self.write("NoticeDelivered");
            self.told_mut(number).delivered = Some(on);
            self.lift_exit_right(number, on);
        }
        Ok(())
    }

    /// A true notice had come in time: the right that nobody used is no more.
    fn lift_exit_right(&mut self, number: NoticeNumber, on: Day) {
        let place = usize::try_from(number.number()).expect("a number of notices");
        let (is_gone, today) = (self.is_gone(), self.today);
        let lifts = |term: &&mut Term| {
            let of_it =
                matches!(&term.right, Right::Exit { lifted_by } if lifted_by.contains(&place));
            of_it && today <= term.last_day && on <= term.order.expiry().minus_days(30)
        };
        if let Some(term) = self.terms.iter_mut().find(lifts).filter(|_| !is_gone) {
            term.right = Right::None;
            self.write("ExitRightLifted");
        }
    }

    pub fn notice_failed(&mut self, number: NoticeNumber) -> Result<(), &'static str> {
        self.against_failure(number).judged()?;
        let unreported = |told: &Told| told.delivered.is_none() && told.failed.is_none();
        if self.notice(number).is_some_and(unreported) {
            self.write("NoticeFailed");
            self.told_mut(number).failed = Some(self.today);
        }
        Ok(())
    }

    fn told_mut(&mut self, number: NoticeNumber) -> &mut Told {
        let place = usize::try_from(number.number()).expect("a number of notices") - 1;
        &mut self.notices[place]
    }
}

/// Holder and account.
impl Record {
    pub fn holder_changed(&mut self, holder: &Holder, policy: &Policy) -> Result<(), &'static str> {
        self.against_report_about_life().judged()?;
        if self.holder() != holder {
            self.write("HolderChanged");
            if self.holder().tax_id != holder.tax_id {
                self.consent = None;
            }
            self.holders.push(*holder);
            self.reissue_if_owed_differently(policy);
        }
        Ok(())
    }

    pub fn account_changed(&mut self, account: AccountId) -> Result<(), &'static str> {
        self.against_report_about_life().judged()?;
        if self.accounts.last() != Some(&account) {
            self.write("AccountChanged");
            self.accounts.push(account);
            if self.bound().is_some() {
                self.end_automatic_renewal("AccountChanged");
            }
        }
        Ok(())
    }
}
