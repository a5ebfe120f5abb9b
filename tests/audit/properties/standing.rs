//! What a mailbox may do on a day: read again from the history and the
//! phases written there, day by day.

use pec_renewal::{
    Event, Fact, Hosting, Termination, access, catalogue::GracePhases, service::Access, values::Day,
};
use proptest::prelude::*;

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(512))]

    #[test]
    fn r_60_r_65_access_is_what_the_phases_of_the_period_say(
        history in histories(50),
        days in prop::collection::vec(-3_i32..1_300, 12),
    ) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let book = Book::of(story.life.history());
            let today = story.clock;
            let (renewable, grace) =
                (mailbox.last_renewable_day(today), mailbox.last_grace_day(today));
            let edges = [mailbox.expiry(), renewable, grace];
            let near = edges.into_iter().flat_map(|day| [day.previous(), day, day.next()]);
            for day in near.chain(days.iter().map(|days| story.clock.plus_days(*days))) {
                assert_eq!(access(mailbox, day), book.access(day), "on {day}");
            }
        });
    }
}

/// What the history says of the period that runs.
struct Book {
    expiry: Day,
    grace: GracePhases,
    own_domain: bool,
    /// A termination at expiry stands.
    terminated: bool,
    /// It was deleted, or is ending.
    gone: bool,
}

impl Book {
    fn of(history: &[Event]) -> Self {
        let Some(Fact::MailboxOpened { opening, grace, .. }) = history.first().map(|event| &event.fact)
        else {
            panic!("a history begins with the opening");
        };
        let mut book = Self {
            expiry: opening.expiry,
            grace: grace.clone(),
            own_domain: opening.hosting == Hosting::OwnDomain,
            terminated: false,
            gone: false,
        };
        for event in history {
            match &event.fact {
                Fact::OrderFulfilled(fulfilment) => {
                    book.expiry = fulfilment.period.expiry;
                    book.grace = fulfilment.grace.clone();
                }
                Fact::TerminationRequested { when: Termination::AtExpiry } => {
                    book.terminated = true;
                }
                Fact::TerminationRevoked => book.terminated = false,
                // After the expiry the request is spent: who renews or switches on has come back.
                Fact::OrderOpened(_) | Fact::AutoRenewalSwitchedOn { .. } => {
                    book.terminated &= event.at.day() <= book.expiry;
                }
                Fact::TerminationRequested { when: Termination::Now }
                | Fact::MailboxDeleted { .. } => book.gone = true,
                _ => {}
            }
        }
        book
    }

    fn access(&self, day: Day) -> Access {
        let nothing = Access { send: false, receive: false, read: false, renew: false };
        if self.gone {
            return nothing;
        }
        let here = !self.own_domain;
        if day <= self.expiry {
            let renew = here && !self.terminated;
            return Access { send: true, receive: true, read: true, renew };
        }
        let mut last = self.expiry;
        for phase in self.grace.phases() {
            last = last.plus_days(phase.days.into());
            if day <= last {
                let (may, renew) = (phase.access, here && phase.renewable);
                return Access { send: may.send, receive: may.receive, read: may.read, renew };
            }
        }
        nothing
    }
}
