//! What must come true of each notice.

use pec_renewal::{
    ChargeFailed, Command, DeletionWarning, Event, ExpiryReminder, Fact, IfNotRenewed, Mailbox,
    ManualRenewal, NextCharge, NoRenewal, NotGenerated, Notice, Outlook, OutlookChanged, Overtaken,
    Payment, PaymentIncomplete, TacitRenewal, WayOut, access,
    catalogue::{Method, MethodKind, Policy},
    charge::Outcome,
    next_deadline,
    order::{Due, OpenOrder},
    service::Service,
    values::{Day, MethodId, Money, OrderId, uuid::Uuid},
};

use super::living::{Charges, Living, renewing_charge};

/// Whether what a notice of today says comes true, if nobody acts; if not, what comes instead.
///
/// The mailbox is as the decision that told it left it.
pub fn kept(notice: &Notice, mailbox: &Mailbox, policy: &Policy, today: Day) -> Result<(), String> {
    let world = World { mailbox, policy, today };
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
        Notice::TerminationReceived { expiry, if_not_renewed, .. } => {
            same("expiry", expiry, &mailbox.expiry())?;
            match mailbox.service() {
                Service::Active { .. } => Err("no termination stands".to_owned()),
                Service::TerminatedAtExpiry { .. } => world.if_not_renewed(*if_not_renewed),
                Service::Ending { .. } | Service::Deleted { .. } => Ok(()),
            }
        }
        Notice::BoundMethodDead { .. } => world.next_charge_fails(),
        Notice::ChargeStillOnItsWay { renews, .. } => world.charge_on_its_way(*renews),
        Notice::ChargeInDoubt { key } => same("in doubt", &true, &mailbox.is_in_doubt(*key)),
        Notice::AutoRenewalSwitchedOn { .. } => {
            same("automatic renewal", &true, &mailbox.auto_renewal().is_on())
        }
        Notice::Renewed(told) => same("expiry", &told.expiry, &mailbox.expiry()),
        Notice::TerminationMoved { expiry } | Notice::TerminationRevoked { expiry } => {
            same("expiry", expiry, &mailbox.expiry())
        }
        Notice::MailboxDeleted { .. } => {
            same("deleted", &true, &matches!(mailbox.service(), Service::Deleted { .. }))
        }
        Notice::MoneyOwedBack { amount, .. } => {
            same("owed back", &true, &(*amount <= mailbox.ledger().owed_back))
        }
        Notice::RoomKept { room, .. } => same("room", room, &mailbox.space().room),
    }
}

struct World<'a> {
    mailbox: &'a Mailbox,
    policy: &'a Policy,
    today: Day,
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
        self.outlook(told.outlook)?;
        self.way_out(told.way_out.as_ref())?;
        self.if_not_renewed(told.if_not_renewed)?;
        let coming = renewing_charge(self.mailbox, self.policy, self.today);
        let holds = match told.overtaken {
            Overtaken::WillNotRenew => coming.is_some(),
            Overtaken::SumRose { said } => coming.is_none_or(|(_, amount)| amount <= said),
            Overtaken::ChargeNearer { said } => coming.is_none_or(|(day, _)| said <= day),
            Overtaken::OfferEndsSooner { amount, said } => {
                self.suffices(said, amount, None).is_ok()
            }
        };
        same("what was said still holds", &false, &holds)
    }

    /// Up to the day named nothing is charged; switched off on it, nothing ever is.
    fn tacit_renewal(&self, told: &TacitRenewal) -> Result<(), String> {
        same("expiry", &told.expiry, &self.mailbox.expiry())?;
        self.outlook(told.outlook)?;
        let coming = match told.outlook {
            Outlook::WillRenew { .. } => renewing_charge(self.mailbox, self.policy, self.today),
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
        if self.mailbox.awaited_outcome().is_some() {
            return Ok(());
        }
        // A day that moves later is told, and the mailbox deleted on the day told last.
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::AreDeclined);
        let mut told_last = told.deletion;
        let deleted = living.until(|fact| {
            if let Fact::NoticeDue { notice: Notice::DeletionWarning(later), .. } = fact {
                told_last = told_last.max(later.deletion);
            }
            matches!(fact, Fact::MailboxDeleted { .. })
        });
        same("deleted on", &Some(told_last), &deleted.map(|(day, _)| day))
    }

    fn charge_failed(&self, told: &ChargeFailed) -> Result<(), String> {
        let order = self.mailbox.open_order().map(|open| open.id);
        if order != Some(told.order) {
            // The order closed in the same decision: nothing is said of the future.
            return Ok(());
        }
        if self.mailbox.awaited_outcome().is_none() && self.mailbox.auto_renewal().is_on() {
            let coming = renewing_charge(self.mailbox, self.policy, self.today);
            let said = told.next_charge.map(|NextCharge { on, amount }| (on, amount));
            same("the next charge", &said, &coming)?;
        }
        self.dues(told.order, &told.dues)
    }

    fn payment_incomplete(&self, told: &PaymentIncomplete) -> Result<(), String> {
        same("held", &told.held, &self.mailbox.ledger().held)?;
        same("missing", &told.missing, &self.mailbox.amount_due(self.today))?;
        self.outlook(told.outlook)?;
        self.dues(told.order, &told.dues)
    }

    fn outlook(&self, told: Outlook) -> Result<(), String> {
        let awaited = self.mailbox.awaited_outcome();
        match told {
            Outlook::AwaitsOutcome { key, amount } => {
                let asked = self.mailbox.charge().unresolved().map(|request| request.amount);
                same("the charge awaited", &(Some(key), amount), &(awaited, asked))
            }
            Outlook::WillRenew { charge } => {
                same("a charge is awaited", &false, &awaited.is_some())?;
                let coming = renewing_charge(self.mailbox, self.policy, self.today);
                same("the charge that renews", &Some((charge.on, charge.amount)), &coming)
            }
            Outlook::WillNotRenew { reason } => {
                same("a charge is awaited", &false, &awaited.is_some())?;
                let coming = renewing_charge(self.mailbox, self.policy, self.today);
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
                on && (is_open || living.until(|fact| matches!(fact, Fact::OrderOpened(_))).is_some())
            }
        };
        if has { Ok(()) } else { Err(format!("the reason {told:?} is not there")) }
    }

    fn way_out(&self, told: Option<&WayOut>) -> Result<(), String> {
        match told {
            None => Ok(()),
            Some(WayOut::Pay { order, dues }) => {
                same("sums are named", &false, &dues.is_empty())?;
                self.dues(*order, dues)
            }
            Some(WayOut::Renew { from, dues }) => {
                same("sums are named", &false, &dues.is_empty())?;
                let mut start = *from;
                for due in dues {
                    for day in [start, due.until] {
                        self.suffices(day, due.amount, None)?;
                    }
                    start = due.until.next();
                }
                Ok(())
            }
        }
    }

    /// Each sum suffices on its first and last day, and the day after it a larger one is asked.
    fn dues(&self, order: OrderId, dues: &[Due]) -> Result<(), String> {
        let mut start = self.today;
        for (index, due) in dues.iter().enumerate() {
            for day in [start, due.until] {
                self.suffices(day, due.amount, Some(order))?;
            }
            start = due.until.next();
            if dues.get(index + 1).is_some_and(|next| due.amount < next.amount)
                && self.suffices(start, due.amount, Some(order)).is_ok()
            {
                return Err(format!(
                    "{} suffices on {start} too, not only until {}",
                    due.amount, due.until
                ));
            }
        }
        Ok(())
    }

    /// Left alone until a day, its charges declined, money of that day and amount renews the mailbox:
    /// for the order named or, where none is, for the one open then or renewed by hand.
    fn suffices(&self, day: Day, amount: Money, order: Option<OrderId>) -> Result<(), String> {
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::AreDeclined);
        living.through(day);
        let open = living.mailbox.open_order().map(|open| open.id);
        let by_hand = Living::new(&living.mailbox, self.policy, day, Charges::AreDeclined);
        let tried = if order.is_some() {
            vec![(living, order)]
        } else {
            let mut renewed = by_hand;
            let same = ManualRenewal::same_as_last(&renewed.mailbox, MethodKind::BankTransfer);
            let renewal = Command::RenewByHand(ManualRenewal { replaces: open, ..same });
            // What is held for the order that gives way may cover it.
            if renewed.give(&renewal).iter().any(renews) {
                return Ok(());
            }
            let ordered = renewed.mailbox.open_order().map(|open| open.id);
            vec![(living, open), (renewed, ordered)]
        };
        for (mut living, order) in tried {
            if let Some(order) = order {
                let reference = "TRN of the reader".parse().expect("a reference");
                let payment = Payment::transfer(reference, order, amount, day);
                let events = living.give(&Command::Payment(payment));
                if events.iter().any(renews) {
                    return Ok(());
                }
            }
        }
        Err(format!("{amount} on {day} does not renew the mailbox"))
    }

    fn if_not_renewed(&self, told: IfNotRenewed) -> Result<(), String> {
        if self.mailbox.awaited_outcome().is_some() {
            return same("deletion", &None, &told.deletion);
        }
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::AreDeclined);
        let mut stops = None;
        let (sends, mut days) = (self.mailbox.access_told().send, Vec::new());
        while let Some(day) = next_deadline(&living.mailbox, self.policy) {
            let lived = living.through(day.max(living.today()));
            if lived.is_empty() {
                break;
            }
            days.extend(lived);
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
        let bound = freed.give(&Command::SwitchOn { method });
        if bound.is_empty() {
            return None;
        }
        renewing_charge(&freed.mailbox, self.policy, self.today)
    }

    fn next_charge_fails(&self) -> Result<(), String> {
        same("it renews by itself", &None, &renewing_charge(self.mailbox, self.policy, self.today))
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

fn same<T: PartialEq + std::fmt::Debug>(what: &str, told: &T, comes: &T) -> Result<(), String> {
    if told == comes { Ok(()) } else { Err(format!("{what}: told {told:?}, comes {comes:?}")) }
}

fn renews(event: &Event) -> bool {
    matches!(event.fact, Fact::OrderFulfilled(_))
}
