//! What must come true of each notice.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeSet,
    fmt::Debug,
    iter::successors,
};

use pec_renewal::{
    ChargeFailed, Command, DeletionWarning, Event, ExpiryReminder, Fact, IfNotRenewed, Mailbox,
    NextCharge, NoRenewal, NotGenerated, Notice, Outlook, OutlookChanged, Overtaken,
    PaymentIncomplete, Refund, TacitRenewal, Termination, access,
    auto_renewal::{AutoRenewal, OffCause},
    catalogue::{Method, Policy},
    charge::Outcome,
    order::OpenOrder,
    service::Service,
    values::{Day, MethodId, Money, uuid::Uuid},
};

use super::{
    done::stands_for,
    living::{Charges, Living, renewing_charge},
};

/// Whether what a notice of today says comes true, if nobody acts; if not, what comes instead.
///
/// The events are those of the decision that told it, and the mailbox is as that left it.
pub fn kept(
    notice: &Notice,
    events: &[Event],
    mailbox: &Mailbox,
    policy: &Policy,
) -> Result<(), String> {
    let today = mailbox.last_moment().day();
    let world = World {
        events,
        mailbox,
        policy,
        today,
        alone: RefCell::default(),
        coming: OnceCell::new(),
    };
    match notice {
        Notice::ExpiryReminder(told) => world.reminder(told),
        Notice::TacitRenewal(told) => world.tacit_renewal(told),
        Notice::DeletionWarning(told) => world.deletion_warning(told),
        Notice::OutlookChanged(told) => world.outlook_changed(told),
        Notice::ChargeFailed(told) => world.charge_failed(told),
        Notice::PaymentIncomplete(told) => world.payment_incomplete(told),
        Notice::OrderNotGenerated { outlook, expiry, .. } => {
            same("expiry", expiry, &mailbox.expiry())?;
            world.outlook(*outlook)
        }
        Notice::AutoRenewalSwitchedOff { expiry, if_not_renewed, .. } => {
            same("expiry", expiry, &mailbox.expiry())?;
            same("automatic renewal", &false, &mailbox.auto_renewal().is_on())?;
            world.if_not_renewed(*if_not_renewed)
        }
        Notice::TerminationReceived { when, expiry, renewable_until, if_not_renewed } => {
            same("expiry", expiry, &mailbox.expiry())?;
            match (when, mailbox.service()) {
                (Termination::AtExpiry, Service::TerminatedAtExpiry { .. }) => {
                    world.renewable_after_expiry(*renewable_until)?;
                    world.if_not_renewed(*if_not_renewed)
                }
                (Termination::Now, Service::Ending { .. } | Service::Deleted { .. }) => {
                    world.over()
                }
                (_, service) => Err(format!("ends {when:?}: the service is {service:?}")),
            }
        }
        Notice::WithdrawalReceived { received, .. } | Notice::LeavingReceived(received) => {
            world.departed(received)
        }
        Notice::BoundMethodDead { .. } => world.next_charge_fails(),
        Notice::MethodNeedsHolder { method } => {
            let bound = mailbox.auto_renewal().method().map(|bound| bound.id);
            same("the method to ask about", &Some(*method), &bound)
        }
        Notice::ChargeStillOnItsWay { renews, .. } => world.charge_on_its_way(*renews),
        Notice::ChargeInDoubt { key } => world.charge_in_doubt(*key),
        Notice::AutoRenewalSwitchedOn { method, .. } => {
            let bound = mailbox.auto_renewal().method().map(|bound| bound.id);
            same("the method bound", &Some(*method), &bound)
        }
        Notice::Renewed(told) => world.renewed(told),
        Notice::TerminationMoved { expiry } | Notice::TerminationRevoked { expiry } => {
            same("expiry", expiry, &mailbox.expiry())
        }
        Notice::MailboxDeleted { .. } => {
            same("deleted", &true, &matches!(mailbox.service(), Service::Deleted { .. }))
        }
        Notice::MoneyOwedBack { refund, amount, order, reason, form, due } => {
            let told = Refund {
                number: *refund,
                amount: *amount,
                order: *order,
                reason: *reason,
                form: *form,
                due: *due,
                payout: None,
                beyond: Vec::new(),
                withdrawn: false,
                in_its_place: None,
            };
            world.owed_back(&told)
        }
        Notice::RoomKept { room, .. } => same("room", room, &mailbox.space().room),
    }
}

pub(super) struct World<'a> {
    pub events: &'a [Event],
    pub mailbox: &'a Mailbox,
    pub policy: &'a Policy,
    pub today: Day,
    /// It on later days, if nobody acts and its charges are declined.
    pub alone: RefCell<Vec<(Day, Mailbox)>>,
    /// The charge that renews it, once asked for.
    pub coming: OnceCell<Option<(Day, Money)>>,
}

impl World<'_> {
    fn reminder(&self, told: &ExpiryReminder) -> Result<(), String> {
        same("expiry", &told.expiry, &self.mailbox.expiry())?;
        same("days left", &told.days_left, &self.today.days_until(told.expiry))?;
        self.outlook(told.outlook)?;
        self.way_out(told.way_out.as_ref())?;
        self.if_not_renewed(told.if_not_renewed)
    }

    fn outlook_changed(&self, told: &OutlookChanged) -> Result<(), String> {
        same("expiry", &told.expiry, &self.mailbox.expiry())?;
        same("days left", &told.days_left, &self.today.days_until(told.expiry))?;
        // What is told again on the day of the charge comes true at once.
        let asked = self.events.iter().find_map(|event| match event.fact {
            Fact::ChargeRequested { amount, .. } => Some(NextCharge { on: self.today, amount }),
            _ => None,
        });
        if let Some(charge) = asked {
            return same("what it says", &told.outlook, &Outlook::WillRenew { charge });
        }
        self.outlook(told.outlook)?;
        self.way_out(told.way_out.as_ref())?;
        self.if_not_renewed(told.if_not_renewed)?;
        let coming = self.coming();
        let holds = match told.overtaken {
            Overtaken::WillNotRenew => coming.is_some(),
            Overtaken::SumRose { said } => coming.is_none_or(|(_, amount)| amount <= said),
            Overtaken::ChargeNearer { said } => coming.is_none_or(|(day, _)| said <= day),
            // On every day up to the one that was named.
            Overtaken::OfferEndsSooner { amount, said } => {
                let days = successors(Some(self.today), |day| Some(day.next()));
                let mut days = days.take_while(|day| *day <= said);
                days.all(|day| self.suffices(day, amount, None).is_ok())
            }
        };
        same("what was said still holds", &false, &holds)
    }

    /// Up to the day named nothing is charged; switched off on it, nothing ever is.
    fn tacit_renewal(&self, told: &TacitRenewal) -> Result<(), String> {
        same("expiry", &told.expiry, &self.mailbox.expiry())?;
        self.outlook(told.outlook)?;
        let coming = match told.outlook {
            Outlook::WillRenew { .. } => self.coming(),
            Outlook::WillNotRenew { .. } => self.charge_without_the_bar(),
            Outlook::AwaitsOutcome { .. } => None,
        };
        let said = told.charge.map(|NextCharge { on, amount }| (on, amount));
        same("the charge", &said, &coming)?;
        let Some(by) = told.opt_out_by else { return Ok(()) };
        same("the day of opting out is to come", &true, &(self.today <= by))?;
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::Settle);
        let requested = |(_, fact): &(Day, Fact)| matches!(fact, Fact::ChargeRequested { .. });
        same("charged by then", &false, &living.through(by).iter().any(requested))?;
        living.give(&Command::SwitchOff);
        let charged = living.until(|fact| matches!(fact, Fact::ChargeRequested { .. }));
        same("charged although switched off", &None, &charged.map(|(day, _)| day))
    }

    fn deletion_warning(&self, told: &DeletionWarning) -> Result<(), String> {
        same("expiry", &told.expiry, &self.mailbox.expiry())?;
        self.outlook(told.outlook)?;
        self.way_out(told.way_out.as_ref())?;
        let renewable_until = self.mailbox.last_renewable_day(self.today);
        same("renewable until", &told.renewable_until, &renewable_until)?;
        same("days left", &told.days_left, &self.today.days_until(told.deletion))?;
        if self.mailbox.awaited_outcome().is_some() {
            return self.deleted_after_the_outcome(told.deletion);
        }
        let living = Living::new(self.mailbox, self.policy, self.today, Charges::AreDeclined);
        let (told_last, deleted) = deletion(living, told.deletion);
        same("deleted on", &Some(told_last), &deleted)
    }

    /// Whenever the outcomes come, all of them failures, the mailbox is deleted on the day told last or, where
    /// that is over by then, by the next tick.
    fn deleted_after_the_outcome(&self, told: Day) -> Result<(), String> {
        let later = [-1, 0, 1, 7].map(|days| told.plus_days(days));
        let days = [self.today, self.today.next()].into_iter().chain(later);
        let days: BTreeSet<Day> = days.filter(|day| self.today <= *day).collect();
        let mut waiting = Living::new(self.mailbox, self.policy, self.today, Charges::AreDeclined);
        let mut waited = Vec::new();
        for day in days {
            waited.extend(waiting.through(day));
            let (mut living, mut facts) = (waiting.clone(), waited.clone());
            facts.extend(living.fail_all());
            let told_by_then = facts.iter().filter_map(|(_, fact)| deletion_told(fact)).max();
            let gone = facts.iter().find(|(_, fact)| is_deletion(fact)).map(|(day, _)| *day);
            let (told_last, deleted) = match gone {
                Some(_) => (told.max(told_by_then.unwrap_or(told)), gone),
                None => deletion(living, told.max(told_by_then.unwrap_or(told))),
            };
            let what = format!("failed on {day}, deleted on");
            same(&what, &Some(told_last.max(day)), &deleted)?;
        }
        Ok(())
    }

    fn charge_failed(&self, told: &ChargeFailed) -> Result<(), String> {
        let order = self.mailbox.open_order().map(|open| open.id);
        same("the order", &Some(told.order), &order)?;
        let awaited = self.mailbox.awaited_outcome().is_some();
        let may_come = !awaited && self.mailbox.auto_renewal().is_on();
        let coming = may_come.then(|| self.coming()).flatten();
        let said = told.next_charge.map(|NextCharge { on, amount }| (on, amount));
        same("the next charge", &said, &coming)?;
        let none_follows = coming.is_none() && !awaited;
        same("a reason is given", &told.reason.is_some(), &none_follows)?;
        // Where it is switched off for this in the same decision, that is told beside it.
        if let Some(reason) = told.reason.filter(|_| !self.is_off_by(OffCause::LadderExhausted)) {
            self.reason(reason)?;
        }
        let with_another = told.with_another_method.map(|charge| (charge.on, charge.amount));
        let without_bar = told.reason.and_then(|_| self.charge_without_the_bar());
        same("the charge of another method", &with_another, &without_bar)?;
        self.if_not_renewed(told.if_not_renewed)?;
        self.dues(told.order, &told.dues)
    }

    fn is_off_by(&self, cause: OffCause) -> bool {
        *self.mailbox.auto_renewal() == AutoRenewal::Off { cause }
    }

    fn payment_incomplete(&self, told: &PaymentIncomplete) -> Result<(), String> {
        same("held", &told.held, &self.mailbox.ledger().held)?;
        same("missing", &told.missing, &self.mailbox.amount_due(self.today))?;
        self.outlook(told.outlook)?;
        self.if_not_renewed(told.if_not_renewed)?;
        self.dues(told.order, &told.dues)
    }

    fn outlook(&self, told: Outlook) -> Result<(), String> {
        let awaited = self.mailbox.awaited_outcome();
        match told {
            Outlook::AwaitsOutcome { key, order, amount } => {
                same("its order", &order, &stands_for(self.mailbox, key.order()))?;
                let asked = self.mailbox.charge().unresolved().map(|request| request.amount);
                same("the charge awaited", &(Some(key), amount), &(awaited, asked))
            }
            Outlook::WillRenew { charge } => {
                same("a charge is awaited", &false, &awaited.is_some())?;
                let coming = self.coming();
                same("the charge that renews", &Some((charge.on, charge.amount)), &coming)
            }
            Outlook::WillNotRenew { reason } => {
                same("a charge is awaited", &false, &awaited.is_some())?;
                let coming = self.coming();
                same("a charge that renews", &None, &coming)?;
                self.reason(reason)
            }
        }
    }

    /// The open order is in its margin, and out of the way only when nothing can be renewed any more.
    fn an_order_outlasts(&self) -> bool {
        let last_day = self.mailbox.last_day_of_order(self.today);
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::Settle);
        let lapses = living.until(|fact| matches!(fact, Fact::OrderLapsed { .. }));
        let renewable = self.mailbox.last_renewable_day(self.today);
        last_day.is_some_and(|last_day| last_day < self.today)
            && lapses.is_none_or(|(day, _)| renewable < day)
    }

    /// The reason is one that the mailbox has, or comes to have.
    fn reason(&self, told: NoRenewal) -> Result<(), String> {
        let on = self.mailbox.auto_renewal().is_on();
        let terminated = self.mailbox.service().termination_stands(self.today);
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::Settle);
        let has = match told {
            NoRenewal::TerminationStands => terminated,
            NoRenewal::AutoRenewalOff => !on && !terminated,
            NoRenewal::NoOrder(NotGenerated::NotRenewable)
                if on && !access(self.mailbox, self.today).renew =>
            {
                true
            }
            NoRenewal::NoOrder(NotGenerated::NotRenewable) if on && self.an_order_outlasts() => true,
            NoRenewal::NoOrder(reason) => {
                on && (self.mailbox.period_flags().was_told(reason)
                    || living
                        .until(|fact| {
                            matches!(fact, Fact::OrderNotGenerated { reason: now, .. } if *now == reason)
                        })
                        .is_some())
            }
            NoRenewal::MethodBarred(bar) => {
                on && (self.mailbox.charge().bar() == Some(bar)
                    || living
                        .until(|fact| matches!(fact, Fact::ChargeBarred { bar: now, .. } if *now == bar))
                        .is_some())
            }
            NoRenewal::LadderExhausted => {
                let is_open = self.mailbox.open_order().is_some_and(OpenOrder::is_generated);
                // Told again on the tick that spends the last rung, which may switch automatic renewal off.
                let is_spent =
                    |event: &Event| matches!(event.fact, Fact::LadderExhausted { .. });
                let opens = |fact: &Fact| matches!(fact, Fact::OrderOpened(_));
                self.events.iter().any(is_spent) || on && (is_open || living.until(opens).is_some())
            }
        };
        if has { Ok(()) } else { Err(format!("the reason {told:?} is not there")) }
    }

    pub(super) fn if_not_renewed(&self, told: IfNotRenewed) -> Result<(), String> {
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::AreDeclined);
        let mut stops = None;
        let (sends, mut days) = (self.mailbox.access_told().send, Vec::new());
        let awaits = self.mailbox.awaited_outcome().is_some();
        if awaits {
            same("deletion", &None, &told.deletion)?;
            // A charge that renews nothing any more decides nothing but when it is deleted.
            if !self.mailbox.is_leaving() {
                return Ok(());
            }
            days = living.through(self.mailbox.last_renewable_day(self.today).max(self.today));
        }
        while !awaits && let Some(facts) = living.next(Day::MAX) {
            days.extend(facts.into_iter().map(|fact| (living.today(), fact)));
        }
        for (day, fact) in &days {
            if let Fact::AccessChanged { access } = fact
                && sends
                && !access.send
            {
                stops = stops.or(Some(*day));
            }
        }
        let deleted = days.iter().find(|(_, fact)| matches!(fact, Fact::MailboxDeleted { .. }));
        let deletion = deleted.map(|(day, _)| *day);
        same("sending stops", &told.sending_stops, &stops)?;
        same("deletion", &told.deletion, &deletion)
    }

    /// What comes if the bar falls: no order by hand in the way, and a method that can be charged.
    fn charge_without_the_bar(&self) -> Option<(Day, Money)> {
        let mut freed = Living::new(self.mailbox, self.policy, self.today, Charges::Settle);
        if let Some(open) = self.mailbox.open_order().filter(|open| !open.is_generated()) {
            freed.give(&Command::CancelOrder { order: open.id });
        }
        let method = Method::card(MethodId::new(Uuid::from_u128(0x84)));
        let bound = freed.give(&Command::SwitchOn { method, consent: None });
        if bound.is_empty() {
            return None;
        }
        renewing_charge(freed.mailbox(), self.policy, self.today)
    }

    /// The charge that renews it, if nobody acts and charges settle.
    fn coming(&self) -> Option<(Day, Money)> {
        *self.coming.get_or_init(|| renewing_charge(self.mailbox, self.policy, self.today))
    }

    fn next_charge_fails(&self) -> Result<(), String> {
        same("it renews by itself", &None, &self.coming())
    }

    fn charge_on_its_way(&self, renews: bool) -> Result<(), String> {
        let Some(key) = self.mailbox.awaited_outcome() else {
            return Err("no charge is on its way".to_owned());
        };
        let asked = self.mailbox.charge().unresolved().map(|request| request.amount);
        let amount = asked.unwrap_or(self.mailbox.amount_due(self.today));
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::Settle);
        let outcome = Outcome::Settled { amount };
        let events = living.give(&Command::ChargeOutcome { key, outcome });
        let renewed = events.iter().any(|event| matches!(event.fact, Fact::OrderFulfilled(_)));
        same("renews", &renews, &renewed)
    }
}

/// The day of deletion told last, and the day on which the mailbox is deleted. A day that moves later is told
///
fn deletion(mut living: Living<'_>, told: Day) -> (Day, Option<Day>) {
    let mut told_last = told;
    let deleted = living.until(|fact| {
        told_last = deletion_told(fact).map_or(told_last, |later| later.max(told_last));
        is_deletion(fact)
    });
    (told_last, deleted.map(|(day, _)| day))
}

fn deletion_told(fact: &Fact) -> Option<Day> {
    match fact {
        Fact::NoticeDue { notice: Notice::DeletionWarning(told), .. } => Some(told.deletion),
        _ => None,
    }
}

fn is_deletion(fact: &Fact) -> bool {
    matches!(fact, Fact::MailboxDeleted { .. })
}

pub(super) fn same<T: PartialEq + Debug>(what: &str, told: &T, comes: &T) -> Result<(), String> {
    if told == comes { Ok(()) } else { Err(format!("{what}: told {told:?}, comes {comes:?}")) }
}

pub(super) fn renews(event: &Event) -> bool {
    matches!(event.fact, Fact::OrderFulfilled(_))
}
