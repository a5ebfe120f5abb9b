//! What the lists say of expiry and service, and of automatic renewal. Each answer goes through the
//! lists anew.

use pec_renewal::{
    Hosting,
    catalogue::{ExtensionBase, Holder, HolderKind, Method, Parameters, Purchase},
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

    pub fn expiry(&self) -> Day {
        self.period().expiry
    }

    pub fn last_grace_day(&self) -> Day {
        let days = self.period().phases.iter().map(|phase| i32::from(phase.days));
        self.expiry().plus_days(days.sum())
    }

    pub fn last_renewable_day(&self) -> Day {
        let phases = self.period().phases.iter().take_while(|phase| phase.renewable);
        self.expiry().plus_days(phases.map(|phase| i32::from(phase.days)).sum())
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
        self.is_here() && !self.is_gone() && day <= self.last_renewable_day()
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
        let mut last = self.expiry();
        for (phase, number) in self.period().phases.iter().zip(1..) {
            last = last.plus_days(i32::from(phase.days));
            if day <= last {
                return Standing::InGrace {
                    phase: number,
                    day: u16::try_from(self.expiry().days_until(day)).expect("a day of grace"),
                    renewable: phase.renewable,
                };
            }
        }
        Standing::GraceOver
    }

    pub fn access(&self, day: Day) -> Access {
        let renew = self.is_renewable(day) && !self.termination_stands(day);
        let (send, receive, read) = match self.standing(day) {
            Standing::InService => (true, true, true),
            Standing::InGrace { phase, .. } => {
                let mail = self.period().phases[usize::from(phase) - 1].access;
                (mail.send, mail.receive, mail.read)
            }
            Standing::GraceOver | Standing::Ending | Standing::Deleted => (false, false, false),
        };
        Access { send, receive, read, renew }
    }

    /// The late fee, net, of the phase in which a day falls.
    pub fn late_fee_net(&self, day: Day) -> u64 {
        match self.standing(day) {
            Standing::InGrace { phase, .. } => {
                self.period().phases[usize::from(phase) - 1].late_fee_net.cents()
            }
            Standing::InService | Standing::GraceOver | Standing::Ending | Standing::Deleted => 0,
        }
    }

    /// The period that a term bought with money of `day` gives; none beyond the calendar.
    pub fn extended(&self, years: u8, day: Day, policy: &Parameters) -> Option<Period> {
        let now = self.period();
        let (anchor, years) = match policy.extension_base {
            ExtensionBase::PaymentDay if now.expiry < day => (day, u32::from(years)),
            ExtensionBase::PaymentDay | ExtensionBase::PreviousExpiry => {
                (now.anchor, now.years + u32::from(years))
            }
        };
        let expiry = years_after(anchor, years)?;
        let phases = policy.grace.phases().to_vec();
        Some(Period { anchor, years, expiry, began_on: self.today, exit_right: false, phases })
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
        self.holder().kind == HolderKind::PublicBody { split_payment: true }
    }

    /// The bound method; none where automatic renewal is off.
    pub fn bound(&self) -> Option<Method> {
        self.bindings.last().and_then(|binding| binding.method)
    }

    pub fn is_dead(&self, method: MethodId) -> bool {
        self.dead_methods.contains(&method)
    }

    pub fn repeated(&self) -> Purchase {
        *self.bought.last().expect("something was bought")
    }

    /// Since when nothing that withholds orders was lifted.
    pub fn last_switched_on(&self) -> Option<Place> {
        self.bindings.iter().filter(|binding| binding.switched_on).map(|binding| binding.at).max()
    }

    /// What of this period withholds another generated order, the first first (R-15 (a) and (b)).
    pub fn bar_on_generating(&self) -> Option<&'static str> {
        let lifted = self.last_switched_on();
        let closed = |order: &&Order| {
            order.id.expiry() == self.expiry()
                && order.closed.is_some_and(|closed| lifted < Some(closed.at))
        };
        let ended = |order: &Order, how| order.closed.is_some_and(|closed| closed.how == how);
        let of_this_period = || self.orders.iter().filter(closed);
        if of_this_period().any(|it| it.generated && ended(it, FinalStatus::Cancelled)) {
            return Some("OrderCancelled");
        }
        if of_this_period().any(|it| it.generated && ended(it, FinalStatus::Lapsed)) {
            return Some("OrderLapsed");
        }
        let over_expiry = |it: &Order| {
            it.opened_on <= self.expiry()
                && it.closed.is_some_and(|closed| self.expiry() < closed.on)
        };
        of_this_period()
            .any(|it| !it.generated && over_expiry(it))
            .then_some("ManualOrderOpenAtExpiry")
    }
}
