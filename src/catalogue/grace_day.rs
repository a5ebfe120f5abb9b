//! The time after an expiry as it stands on a day.

use super::grace::{GracePhases, MailAccess};
use crate::values::{Day, Money, Price, VatRate};

/// The time after an expiry as it stands on a day: the phases with which the period began or, where
/// the warning before deletion is not given on its day, the last renewable one going on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Grace<'a> {
    expiry: Day,
    phases: &'a GracePhases,
    goes_on_until: Option<Day>,
}

/// A day after the expiry, and what the mailbox may do on it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct GraceDay {
    /// The phase, counted from 1; 0 where the period has no phase.
    pub phase: u8,
    /// What the mailbox may do with mail.
    pub access: MailAccess,
    /// What a renewal with money of that day costs on top of its price, without tax.
    pub late_fee_net: Money,
    /// Whether the mailbox can still be renewed.
    pub renewable: bool,
    /// Whether grace is over: deletion is due, or waits.
    pub over: bool,
}

impl<'a> Grace<'a> {
    /// The phases as they were fixed, or the last renewable one going on through a later day.
    #[must_use]
    pub const fn new(expiry: Day, phases: &'a GracePhases, goes_on_until: Option<Day>) -> Self {
        Self { expiry, phases, goes_on_until }
    }

    /// The last day on which the mailbox can be renewed, never before the expiry.
    #[must_use]
    pub fn last_renewable_day(&self) -> Day {
        let fixed = self.phases.last_renewable_day(self.expiry);
        self.goes_on_until.map_or(fixed, |day| day.max(fixed))
    }

    /// The last day of grace, still good; the expiry itself if there is no phase.
    #[must_use]
    pub fn last_day(&self) -> Day {
        let fixed = self.phases.last_day(self.expiry);
        self.goes_on_until.map_or(fixed, |day| day.max(fixed))
    }

    /// What holds on a day after the expiry; `None` up to it.
    ///
    /// After the last phase the mailbox keeps that phase's access, and without a phase it only
    /// reads. Where the last renewable phase goes on, those after it fall away; where there is none to
    /// go on, access is that of the phases.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<GraceDay> {
        if day <= self.expiry {
            return None;
        }
        let phases = self.phases.phases();
        let fixed = self.phases.on(self.expiry, day).map(|(index, _)| index);
        let goes_on =
            fixed.and_then(|index| phases.get(index)).is_none_or(|phase| !phase.renewable)
                && self.goes_on_until.is_some_and(|until| day <= until);
        let renewable = phases.iter().take_while(|phase| phase.renewable).count().checked_sub(1);
        let last = self.goes_on_until.and(renewable).or(phases.len().checked_sub(1));
        let index = if goes_on { renewable.or(fixed) } else { fixed }.or(last);
        let phase = index.and_then(|index| phases.get(index));
        let over = fixed.is_none() && !goes_on;
        Some(GraceDay {
            phase: index
                .and_then(|index| u8::try_from(index).ok())
                .map_or(0, |index| index.saturating_add(1)),
            access: phase.map_or(MailAccess::READ_ONLY, |phase| phase.access),
            late_fee_net: phase
                .filter(|phase| !over && phase.renewable)
                .map_or(Money::ZERO, |phase| phase.late_fee_net),
            renewable: goes_on || (!over && phase.is_some_and(|phase| phase.renewable)),
            over,
        })
    }

    /// What a renewal with money of `day` costs on top of its price: the late fee of that day, with
    /// tax at `rate`, or without it for a holder who owes the net only.
    ///
    /// Nothing up to expiry and after grace; [`Money::MAX`] where fee and tax together would be more.
    #[must_use]
    pub fn late_fee(&self, day: Day, rate: VatRate, net_only: bool) -> Money {
        let net = self.on(day).map_or(Money::ZERO, |on_day| on_day.late_fee_net);
        if net_only || net.is_zero() {
            return net;
        }
        Price::of(net, rate).map_or(Money::MAX, |fee| fee.gross())
    }

    /// The days on which something of it may change: the first of each phase, the day after the last,
    /// and the day after the expiry.
    pub(crate) fn turns(&self) -> impl Iterator<Item = Day> {
        let mut next = self.expiry.next();
        let ends = self.phases.phases().iter().map(move |phase| {
            next = next.plus_days(phase.days.into());
            next
        });
        let goes_on = self.goes_on_until.map(Day::next);
        core::iter::once(self.expiry.next()).chain(ends).chain(goes_on)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::vec;

    use super::{Day, Grace, GracePhases, MailAccess, Money, VatRate};
    use crate::catalogue::grace::GracePhase;

    fn phase(days: u16, renewable: bool, fee_cents: u64) -> GracePhase {
        GracePhase {
            days,
            access: if renewable { MailAccess::RECEIVE_ONLY } else { MailAccess::NONE },
            late_fee_net: Money::of_cents(fee_cents),
            renewable,
        }
    }

    fn expiry() -> Day {
        Day::new(2026, 1, 15).unwrap()
    }

    #[test]
    fn r_44_the_late_fee_is_that_of_the_day() {
        let phases = GracePhases::new(vec![phase(30, true, 0), phase(5, true, 1_000)]).unwrap();
        let grace = Grace::new(expiry(), &phases, None);
        for (after, net, gross) in
            [(0, 0, 0), (1, 0, 0), (30, 0, 0), (31, 1_000, 1_220), (35, 1_000, 1_220), (36, 0, 0)]
        {
            let fee =
                |net_only| grace.late_fee(expiry().plus_days(after), VatRate::ORDINARY, net_only);
            assert_eq!(fee(true), Money::of_cents(net), "{after}");
            assert_eq!(fee(false), Money::of_cents(gross), "{after}");
        }
    }

    #[test]
    fn r_40_a_late_fee_stops_at_the_largest_amount() {
        let half = Money::MAX.cents() / 2;
        for (net, gross) in [(half - 1, 2 * half - 2), (half, 2 * half), (half + 1, 2 * half)] {
            let phases = GracePhases::new(vec![phase(1, true, net)]).unwrap();
            let grace = Grace::new(expiry(), &phases, None);
            let fee = |net_only| grace.late_fee(expiry().next(), VatRate::MAX, net_only);
            assert_eq!(fee(true), Money::of_cents(net));
            assert_eq!(fee(false), Money::of_cents(gross));
        }
    }

    #[test]
    fn r_60_after_the_last_phase_its_access_stays_and_nothing_renews() {
        let phases = GracePhases::new(vec![phase(30, true, 0), phase(5, false, 0)]).unwrap();
        let grace = Grace::new(expiry(), &phases, None);
        for (after, number, renewable, over) in [
            (30, 1, true, false),
            (31, 2, false, false),
            (35, 2, false, false),
            (36, 2, false, true),
        ] {
            let day = grace.on(expiry().plus_days(after)).unwrap();
            assert_eq!((day.phase, day.renewable, day.over), (number, renewable, over), "{after}");
        }
        assert_eq!(grace.on(expiry()), None);
        let none = GracePhases::new(vec![]).unwrap();
        let day = Grace::new(expiry(), &none, None).on(expiry().next()).unwrap();
        assert_eq!((day.phase, day.access, day.over), (0, MailAccess::READ_ONLY, true));
        assert!(!day.renewable);
    }

    #[test]
    fn r_61_unwarned_the_last_renewable_phase_goes_on() {
        let phases =
            GracePhases::new(vec![phase(30, true, 1_000), phase(5, false, 1_000)]).unwrap();
        let until = expiry().plus_days(45);
        let grace = Grace::new(expiry(), &phases, Some(until));
        for (after, number, renewable, over) in
            [(30, 1, true, false), (31, 1, true, false), (45, 1, true, false), (46, 1, false, true)]
        {
            let day = grace.on(expiry().plus_days(after)).unwrap();
            assert_eq!((day.phase, day.renewable, day.over), (number, renewable, over), "{after}");
            let fee = if renewable { Money::of_cents(1_000) } else { Money::ZERO };
            assert_eq!(day.late_fee_net, fee, "{after}");
        }
        assert_eq!((grace.last_renewable_day(), grace.last_day()), (until, until));
    }

    #[test]
    fn r_61_unwarned_a_mailbox_without_a_renewable_phase_can_be_renewed_all_the_same() {
        let phases = GracePhases::new(vec![]).unwrap();
        let grace = Grace::new(expiry(), &phases, Some(expiry().plus_days(10)));
        let day = grace.on(expiry().next()).unwrap();
        assert_eq!((day.renewable, day.over, day.late_fee_net), (true, false, Money::ZERO));
        assert_eq!((day.phase, day.access), (0, MailAccess::READ_ONLY));
    }
}
