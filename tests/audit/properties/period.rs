//! The running period, counted again from the history: its phases, its warning, and
//! what follows from them on each day.

use pec_renewal::{
    Event, Fact, Hosting, Notice, Opening, Termination, Undone,
    catalogue::{GracePhase, GracePhases, MailAccess},
    order::OpenOrder,
    service::Access,
    values::{Day, OrderId},
};

use super::prices::tax;

/// What the history says of the period that runs.
pub struct Period {
    pub expiry: Day,
    phases: Vec<GracePhase>,
    warning_days: i32,
    /// The day of the first warning.
    pub warned_on: Option<Day>,
    pub own_domain: bool,
    /// A termination at expiry stands.
    terminated: bool,
    /// It was deleted, or is ending.
    pub gone: bool,
    /// What each renewal took the place of: grace phases, and days of the warning.
    before: Vec<(OrderId, Vec<GracePhase>, i32)>,
}

impl Period {
    /// The period of the last event.
    pub fn of(history: &[Event]) -> Option<Self> {
        let mut period = None;
        for event in history {
            Self::enter(&mut period, event);
        }
        period
    }

    /// Counts one event more.
    pub fn enter(period: &mut Option<Self>, event: &Event) {
        match (&event.fact, period) {
            (Fact::MailboxOpened { opening, grace, deletion_warning_days, .. }, period) => {
                *period = Some(Self::opened(opening, grace, *deletion_warning_days));
            }
            (_, None) => panic!("a history begins with the opening"),
            (_, Some(period)) => period.entered(event),
        }
    }

    fn opened(opening: &Opening, grace: &GracePhases, warning_days: u16) -> Self {
        Self {
            expiry: opening.expiry,
            phases: grace.phases().to_vec(),
            warning_days: warning_days.into(),
            warned_on: None,
            own_domain: opening.hosting == Hosting::OwnDomain,
            terminated: false,
            gone: false,
            before: Vec::new(),
        }
    }

    fn entered(&mut self, event: &Event) {
        let today = event.at.day();
        match &event.fact {
            Fact::OrderFulfilled(fulfilment) => {
                self.before.push((fulfilment.order, self.phases.clone(), self.warning_days));
                self.expiry = fulfilment.period.expiry;
                self.phases = fulfilment.grace.phases().to_vec();
                self.warning_days = fulfilment.deletion_warning_days.into();
                self.warned_on = None;
            }
            Fact::RenewalWithdrawn { undone, .. } | Fact::TermLeft { undone } => self.undo(undone),
            Fact::NoticeDue { notice: Notice::DeletionWarning(_), .. } => {
                self.warned_on = self.warned_on.or(Some(today));
            }
            Fact::TerminationRequested { when: Termination::AtExpiry } => self.terminated = true,
            Fact::TerminationRevoked => self.terminated = false,
            // After the expiry the request is spent: who renews or switches on has come back.
            Fact::OrderOpened(_) | Fact::AutoRenewalSwitchedOn { .. } => {
                self.terminated &= today <= self.expiry;
            }
            Fact::TerminationRequested { when: Termination::Now } | Fact::MailboxDeleted { .. } => {
                self.gone = true;
            }
            _ => {}
        }
    }

    /// The period before stands again, to be warned anew.
    fn undo(&mut self, undone: &Undone) {
        assert_eq!(undone.period.is_none(), self.gone, "of what is gone only money comes back");
        let place = self.before.iter().position(|(order, ..)| *order == undone.order);
        let mut ended = self.before.drain(place.expect("it was bought")..);
        let (_, phases, warning_days) = ended.next().expect("it was bought");
        drop(ended);
        if let Some(period) = undone.period {
            (self.phases, self.warning_days) = (phases, warning_days);
            self.expiry = period.expiry;
            self.warned_on = None;
        }
    }

    /// The last day of grace that the period before a renewal gave for an expiry.
    pub fn grace_before(&self, order: OrderId, expiry: Day) -> Day {
        let before = self.before.iter().find(|(of, ..)| *of == order);
        let (_, phases, _) = before.expect("it was bought");
        expiry.plus_days(phases.iter().map(|phase| i32::from(phase.days)).sum())
    }

    /// The day after grace, as the phases give it.
    pub fn after_grace(&self) -> Day {
        self.after(self.phases.iter())
    }

    /// The last renewable day, as the phases give it.
    pub fn last_renewable_of_phases(&self) -> Day {
        self.after(self.phases.iter().take_while(|phase| phase.renewable)).previous()
    }

    /// The day of the warning before deletion, put off or not.
    pub fn warning_due(&self) -> Day {
        self.after_grace().minus_days(self.warning_days)
    }

    pub fn warning_days(&self) -> i32 {
        self.warning_days
    }

    /// The day through which the last renewable phase goes on, as that stands on `today`: past the
    /// warning's day until it is given, and from then on as that day fixed it.
    fn goes_on_through(&self, today: Day) -> Option<Day> {
        let counted_from = match self.warned_on {
            Some(on) => on,
            None if self.own_domain => return None,
            None => today,
        };
        let is_late = self.warning_due() < counted_from;
        is_late.then(|| counted_from.plus_days(self.warning_days - 1))
    }

    pub fn last_renewable_day(&self, today: Day) -> Day {
        let of_phases = self.last_renewable_of_phases();
        self.goes_on_through(today).map_or(of_phases, |day| day.max(of_phases))
    }

    pub fn last_grace_day(&self, today: Day) -> Day {
        let of_phases = self.after_grace().previous();
        self.goes_on_through(today).map_or(of_phases, |day| day.max(of_phases))
    }

    /// The last day of an order, as that stands on `today`.
    pub fn last_day_of(&self, order: &OpenOrder, today: Day) -> Day {
        let renewable = self.last_renewable_day(today);
        order.limit.map_or(renewable, |limit| limit.min(renewable))
    }

    /// What an order costs with money of `day`, in cents: its price, and the late fee of the phase that
    /// the day falls in, both as this holder owes them.
    pub fn cost(&self, order: &OpenOrder, day: Day, today: Day) -> u64 {
        order.payable().cents() + self.fee(order, day, today)
    }

    /// The late fee of an order with money of `day`, in cents.
    pub fn fee(&self, order: &OpenOrder, day: Day, today: Day) -> u64 {
        let phase = self.phase(day, today).filter(|phase| phase.renewable);
        let net = phase.map_or(0, |phase| phase.late_fee_net.cents());
        if order.net_only { net } else { net + tax(net, order.price.rate().hundredths()) }
    }

    /// What it may do on a day of which nothing more is recorded.
    pub fn access(&self, day: Day) -> Access {
        let here = !self.own_domain;
        let of = |mail: MailAccess, renew| {
            let MailAccess { send, receive, read } = mail;
            Access { send, receive, read, renew }
        };
        if self.gone {
            of(MailAccess::NONE, false)
        } else if day <= self.expiry {
            of(MailAccess::FULL, here && !self.terminated)
        } else {
            let mail = self.phase(day, day).map_or(MailAccess::READ_ONLY, |phase| phase.access);
            of(mail, here && day <= self.last_renewable_day(day))
        }
    }

    /// The phase that a day falls in, as that stands on `today`: the last one keeps its access until
    /// deletion. None up to the expiry, and where the period has none.
    fn phase(&self, day: Day, today: Day) -> Option<&GracePhase> {
        if day <= self.expiry {
            return None;
        }
        let mut first = self.expiry.next();
        let of_day = self.phases.iter().find(|phase| {
            first = first.plus_days(phase.days.into());
            day < first
        });
        let goes_on_through = self.goes_on_through(today);
        let goes_on = goes_on_through.is_some_and(|last| day <= last);
        let renewable = self.phases.iter().take_while(|phase| phase.renewable).last();
        match of_day {
            Some(phase) if phase.renewable => Some(phase),
            _ if goes_on && renewable.is_some() => renewable,
            // Where it went on, the phases after it fell away.
            of_day => of_day.or(goes_on_through.and(renewable)).or(self.phases.last()),
        }
    }

    fn after<'p>(&self, phases: impl Iterator<Item = &'p GracePhase>) -> Day {
        let days = phases.map(|phase| i32::from(phase.days)).sum::<i32>();
        self.expiry.next().plus_days(days)
    }
}
