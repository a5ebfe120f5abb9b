//! What the lists say of expiry and service, and of automatic renewal. Each answer goes through the
//! lists anew.

use pec_renewal::{
    Hosting,
    catalogue::{ExtensionBase, Holder, HolderKind, MailAccess, Method, Purchase},
    order::FinalStatus,
    service::{Access, Standing},
    values::{Day, MethodId},
};

use super::{
    calendar::years_after,
    record::{Order, Period, Place, Record, Termination},
};

/// Expiry, grace, and the end (R-01, R-02, R-03, R-60 … R-65).
impl Record {
    pub fn period(&self) -> &Period {
        self.periods.last().expect("a mailbox has a period")
    }

    /// The one in which the mailbox was opened.
    pub fn is_first_period(&self) -> bool {
        self.period().number == self.elsewhere.periods
    }

    pub fn expiry(&self) -> Day {
        self.period().expiry
    }

    /// As the phases give it.
    pub fn last_day_of_phases(&self) -> Day {
        let days = self.period().phases.iter().map(|phase| i32::from(phase.days));
        self.expiry().plus_days(days.sum())
    }

    /// As the phases give it.
    pub fn last_renewable_day_of_phases(&self) -> Day {
        let phases = self.period().phases.iter().take_while(|phase| phase.renewable);
        self.expiry().plus_days(phases.map(|phase| i32::from(phase.days)).sum())
    }

    /// The day on which the warning before deletion is due, put off or not.
    pub fn warning_due(&self) -> Day {
        self.last_day_of_phases().next().minus_days(self.period().warning_days.into())
    }

    /// The last day that unwarned grace adds, as that stands on a day; none where the warning came on
    /// its day, or that is not over. On the customer's own domain nobody is ever warned, and
    /// nothing deleted.
    pub fn goes_on_until(&self, as_of: Day) -> Option<Day> {
        let first = self.warnings().next().map(|told| told.on);
        let unwarned = self.is_here().then_some(as_of);
        let late = first.or(unwarned).filter(|on| self.warning_due() < *on);
        late.map(|on| on.plus_days(self.period().warning_days.into()).previous())
    }

    pub fn last_grace_day(&self, as_of: Day) -> Day {
        self.last_day_of_phases().max(self.goes_on_until(as_of).unwrap_or(Day::MIN))
    }

    pub fn last_renewable_day(&self, as_of: Day) -> Day {
        self.last_renewable_day_of_phases().max(self.goes_on_until(as_of).unwrap_or(Day::MIN))
    }

    /// The phase of a day after the expiry, as that stands on another: its place, none where there is
    /// none, and whether it goes on beyond its days. None after grace.
    fn phase_of(&self, day: Day, as_of: Day) -> Option<(Option<usize>, bool)> {
        let phases = &self.period().phases;
        let mut lasts = phases.iter().scan(self.expiry(), |last, phase| {
            *last = last.plus_days(phase.days.into());
            Some(*last)
        });
        let place = lasts.position(|last| day <= last);
        let renewable =
            place.is_some_and(|place| phases[..=place].iter().all(|phase| phase.renewable));
        if renewable {
            return Some((place, false));
        }
        if self.goes_on_until(as_of).is_some_and(|until| day <= until) {
            return Some((
                self.last_renewable_phase().or(place).or(phases.len().checked_sub(1)),
                true,
            ));
        }
        place.map(|place| (Some(place), false))
    }

    fn last_renewable_phase(&self) -> Option<usize> {
        self.period().phases.iter().take_while(|phase| phase.renewable).count().checked_sub(1)
    }

    pub fn is_here(&self) -> bool {
        match self.opening.hosting {
            Hosting::Provider => true,
            Hosting::OwnDomain => false,
        }
    }

    /// Ended now, and waiting for a charge.
    pub fn is_ending(&self) -> bool {
        self.deleted_on.is_none()
            && self.terminations.iter().any(|(_, what)| *what == Termination::Now)
    }

    pub fn is_gone(&self) -> bool {
        self.deleted_on.is_some() || self.is_ending()
    }

    /// A termination at expiry was asked for, and neither revoked nor, once the expiry was over, ended
    /// by a renewal ordered or by switching on.
    pub fn is_terminated_at_expiry(&self) -> bool {
        let Some((asked, Termination::AtExpiry)) = self.terminations.last() else {
            return false;
        };
        let ordered = self.orders.iter().any(|order| asked < &order.opened_at);
        let switched_on = self.bindings.iter().any(|it| it.switched_on && asked < &it.at);
        !self.is_gone() && !ordered && !switched_on
    }

    /// It forbids renewal up to the expiry day.
    pub fn termination_stands(&self, day: Day) -> bool {
        self.is_terminated_at_expiry() && day <= self.expiry()
    }

    pub fn is_renewable(&self, day: Day) -> bool {
        self.is_here() && !self.is_gone() && day <= self.last_renewable_day(day)
    }

    pub fn standing(&self, day: Day) -> Standing {
        if self.deleted_on.is_some() {
            return Standing::Deleted;
        }
        if self.is_ending() {
            return Standing::Ending;
        }
        if day <= self.expiry() {
            return Standing::InService;
        }
        match self.phase_of(day, day) {
            Some((place, goes_on)) => Standing::InGrace {
                phase: place
                    .map_or(0, |place| u8::try_from(place + 1).expect("a number of phases")),
                // The count of days ends where it ends.
                day: u16::try_from(self.expiry().days_until(day)).unwrap_or(u16::MAX),
                renewable: goes_on
                    || place.is_some_and(|place| self.period().phases[place].renewable),
            },
            None => Standing::GraceOver,
        }
    }

    /// What it may do with mail: after grace what its last phase allows. Where grace went on, the
    /// phases after the renewable ones have fallen away.
    pub fn mail_access(&self, day: Day) -> MailAccess {
        let phases = &self.period().phases;
        if self.is_gone() {
            return MailAccess::NONE;
        }
        if day <= self.expiry() {
            return MailAccess::FULL;
        }
        let last = match self.goes_on_until(day) {
            Some(_) => self.last_renewable_phase().or(phases.len().checked_sub(1)),
            None => phases.len().checked_sub(1),
        };
        let place = self.phase_of(day, day).map_or(last, |(place, _)| place);
        place.map_or(MailAccess::READ_ONLY, |place| phases[place].access)
    }

    pub fn access(&self, day: Day) -> Access {
        let renew = self.is_renewable(day) && !self.termination_stands(day);
        let MailAccess { send, receive, read } = self.mail_access(day);
        Access { send, receive, read, renew }
    }

    /// The late fee, net, of the phase in which a day falls, as that stands today.
    pub fn late_fee_net(&self, day: Day) -> u64 {
        if day <= self.expiry() {
            return 0;
        }
        let place = self.phase_of(day, self.today).and_then(|(place, _)| place);
        let phase = place.map(|place| self.period().phases[place]);
        phase.filter(|phase| phase.renewable).map_or(0, |phase| phase.late_fee_net.cents())
    }

    /// The period that a term bought with money of `day` gives; none beyond the calendar.
    pub fn extended(&self, years: u8, day: Day, base: ExtensionBase) -> Option<Period> {
        let now = self.period();
        let (anchor, years) = match base {
            ExtensionBase::PaymentDay if now.expiry < day => (day, u32::from(years)),
            ExtensionBase::PaymentDay | ExtensionBase::PreviousExpiry => {
                (now.anchor, now.years + u32::from(years))
            }
        };
        let expiry = years_after(anchor, years)?;
        Some(Period {
            anchor,
            years,
            expiry,
            began_on: self.today,
            number: self.periods_begun,
            renewed_on: Some(self.today),
            came_back: None,
            ..now.clone()
        })
    }
}

/// Who holds it, and what renews it (R-10 … ).
impl Record {
    pub fn holder(&self) -> &Holder {
        self.holders.last().expect("a mailbox has a holder")
    }

    pub fn is_a_consumers(&self) -> bool {
        self.holder().kind == HolderKind::Consumer
    }

    pub fn owes_net_only(&self) -> bool {
        match self.holder().kind {
            HolderKind::Consumer => false,
            HolderKind::Business { split_payment } | HolderKind::PublicBody { split_payment } => {
                split_payment
            }
        }
    }

    /// The bound method; none where automatic renewal is off.
    pub fn bound(&self) -> Option<Method> {
        self.bindings.last().and_then(|binding| binding.method)
    }

    pub fn is_dead(&self, method: MethodId) -> bool {
        self.dead_methods.iter().any(|(dead, _)| *dead == method)
    }

    pub fn repeated(&self) -> Purchase {
        *self.bought.last().expect("something was bought")
    }

    /// Since when nothing that withholds orders was lifted.
    pub fn last_switched_on(&self) -> Option<Place> {
        self.bindings.iter().filter(|binding| binding.switched_on).map(|binding| binding.at).max()
    }

    /// What of this period withholds another generated order, the first first.
    pub fn bar_on_generating(&self) -> Option<&'static str> {
        let lifted = self.last_switched_on();
        let closed = |order: &&Order| {
            order.id.expiry() == self.expiry()
                && order.closed.is_some_and(|closed| lifted.max(self.undone_at) < Some(closed.at))
        };
        // An order that gave way to another is not remembered.
        let ended = |order: &Order, how| {
            order.closed.is_some_and(|closed| closed.how == how && closed.gave_way_to.is_none())
        };
        let of_this_period = || self.orders.iter().filter(closed);
        if of_this_period().any(|it| it.generated && ended(it, FinalStatus::Cancelled)) {
            return Some("OrderCancelled");
        }
        if of_this_period().any(|it| it.generated && ended(it, FinalStatus::Lapsed)) {
            return Some("OrderLapsed");
        }
        let is_lifted = lifted.max(self.undone_at).is_some();
        self.elsewhere.withheld.filter(|_| self.is_first_period() && !is_lifted)
    }
}
