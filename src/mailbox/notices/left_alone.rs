//! What becomes of a mailbox if nobody acts and every charge is declined.

use core::cell::OnceCell;

use crate::{
    catalogue::{Grace, Policy},
    mailbox::{
        event::Fact,
        notice::IfNotRenewed,
        projection::{Assumption, Projection},
        recorder::Telling,
        state::Mailbox,
    },
    values::Day,
};

/// A mailbox that is left alone from a day on. What comes is walked once, however much of it a notice
/// asks, and not at all where it asks nothing.
pub(crate) struct LeftAlone<'a> {
    pub(super) mailbox: &'a Mailbox,
    pub(super) policy: &'a Policy,
    pub(super) today: Day,
    walked: OnceCell<Walked>,
}

/// The days that are asked for.
struct Walked {
    sending_stops: Option<Day>,
    deletion: Option<Day>,
    warned: Option<Day>,
}

impl<'a> LeftAlone<'a> {
    pub(crate) const fn new(mailbox: &'a Mailbox, policy: &'a Policy, today: Day) -> Self {
        Self { mailbox, policy, today, walked: OnceCell::new() }
    }

    /// What follows if it is not renewed: nothing is known while it depends on the outcome of a charge.
    /// Where a term was ended meanwhile, that charge renews nothing, and only deletion waits for it.
    pub(crate) fn if_not_renewed(&self) -> IfNotRenewed {
        let awaits = self.mailbox.awaited_outcome().is_some();
        if awaits && !self.mailbox.is_leaving() {
            return IfNotRenewed { sending_stops: None, deletion: None };
        }
        let Walked { sending_stops, deletion, warned: _ } = *self.walked();
        IfNotRenewed { sending_stops, deletion: deletion.filter(|_| !awaits) }
    }

    /// Its grace as it stands today. Where the warning is put off, it goes on by the day on which that
    /// comes.
    pub(crate) fn grace(&self) -> Grace<'a> {
        let mailbox = self.mailbox;
        // Only what renews by itself puts its warning off.
        let may_be_put_off = mailbox.warning.is_none() && mailbox.auto_renewal.is_on();
        let warned = may_be_put_off.then(|| self.walked().warned).flatten();
        match warned.filter(|on| *on <= self.last_day()) {
            Some(on) => mailbox.grace_once_warned(on),
            None => mailbox.grace_on(self.today),
        }
    }

    /// The mailbox as it comes to a later day.
    pub(crate) fn on(&self, day: Day) -> Mailbox {
        let mut coming = self.coming().through(day);
        while coming.next().is_some() {}
        coming.mailbox().clone()
    }

    fn walked(&self) -> &Walked {
        self.walked.get_or_init(|| {
            let sends = self.mailbox.access_told.send;
            let mut walked = Walked { sending_stops: None, deletion: None, warned: None };
            // While an outcome is awaited nothing is deleted: then no more is asked than the warning.
            let mut coming = match self.mailbox.awaited_outcome() {
                Some(_) => self.coming().through(self.last_day()),
                None => self.coming(),
            };
            while let Some((on, fact)) = coming.next() {
                if coming.mailbox().warning.is_some() {
                    walked.warned = walked.warned.or(Some(on));
                }
                if let Fact::MailboxDeleted { .. } = fact {
                    walked.deletion = Some(on);
                    break;
                }
                if matches!(fact, Fact::AccessChanged { access } if sends && !access.send) {
                    walked.sending_stops = walked.sending_stops.or(Some(on));
                }
            }
            walked
        })
    }

    fn coming(&self) -> Projection<'a> {
        let (copy, declined) = (self.mailbox.clone(), Assumption::SoftlyDeclined);
        Projection::new(copy, self.policy, self.today, declined, Telling::WarningOnly)
    }

    /// The last day on which it can be renewed as that stands today, or today if that is over.
    fn last_day(&self) -> Day {
        self.mailbox.last_renewable_day(self.today).max(self.today)
    }
}
