//! What a mailbox may do on a day, read again from the history day by day; and
//! that the mail platform is told of it.

use pec_renewal::{
    Command, Fact, Hosting, Mailbox, access,
    catalogue::{MailAccess, Policy},
    next_access_change,
    service::Access,
    values::Day,
};
use pec_test_support::{decided, noon};
use proptest::prelude::*;

use super::{chances::histories, period::Period, tried};

proptest! {
    #![proptest_config(tried(512))]

    #[test]
    fn r_60_r_65_access_is_what_the_phases_of_the_period_say(
        history in histories(50),
        days in prop::collection::vec(-3_i32..1_300, 12),
    ) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let book = Period::of(story.life.history()).expect("it is open");
            let today = story.clock;
            let (renewable, grace) =
                (mailbox.last_renewable_day(today), mailbox.last_grace_day(today));
            assert_eq!(renewable, book.last_renewable_day(today), "renewable on {today}");
            assert_eq!(grace, book.last_grace_day(today), "in grace on {today}");
            let edges = [mailbox.expiry(), renewable, grace, book.warning_due()];
            let near = edges.into_iter().flat_map(|day| [day.previous(), day, day.next()]);
            for day in near.chain(days.iter().map(|days| story.clock.plus_days(*days))) {
                assert_eq!(access(mailbox, day), book.access(day), "on {day}");
            }
        });
    }

    /// At once where a command changes it, else by the day's tick; never what is known already.
    #[test]
    fn r_67_the_mail_platform_is_told_whenever_access_changes(history in histories(60)) {
        let mut told = MailAccess::NONE;
        history.watched(|story, step| {
            let (before, events) = (told, step.outcome.iter().flatten());
            for event in events {
                match event.fact {
                    Fact::MailboxOpened { access, .. } => told = access,
                    Fact::AccessChanged { access } => {
                        assert_ne!(access, told, "told what is known already");
                        told = access;
                    }
                    _ => {}
                }
            }
            let Some(mailbox) = story.life.state() else { return };
            assert_eq!(mailbox.access_told(), told);
            let is_told = step.outcome.is_ok() && mailbox.hosting() == Hosting::Provider;
            if is_told && (step.command == Command::Tick || before != told) {
                let today = step.at.day().max(mailbox.last_moment().day());
                assert_eq!(told, mail(access(mailbox, today)), "on {today}");
            }
        });
    }

}

proptest! {
    #![proptest_config(tried(96))]

    #[test]
    fn r_67_the_next_change_of_access_is_the_first_day_that_differs(history in histories(50)) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            assert_next_change(mailbox);
        });
    }

    #[test]
    fn r_67_ticks_tell_of_access_on_the_day_read_ahead(history in histories(40)) {
        let story = history.lived();
        let (mailbox, policy) = (story.life.mailbox(), story.life.policy());
        if mailbox.hosting() == Hosting::Provider {
            assert_told_in_time(mailbox, policy);
        }
    }
}

/// Every day is asked, from the last recorded one on.
fn assert_next_change(mailbox: &Mailbox) {
    let (last, told) = (mailbox.last_moment().day(), mailbox.access_told());
    let differs = |day: &Day| mail(access(mailbox, *day)) != told;
    let change = next_access_change(mailbox);
    if let Some((day, may)) = change {
        assert!(last <= day, "{day} is before the last event of {last}");
        assert_eq!(mail(access(mailbox, day)), may, "on {day}");
    }
    let days = (0..DAYS_ASKED).map(|days| last.plus_days(days));
    let until = change.map_or(Day::LAST_EXPIRY, |(day, _)| day);
    let first = days.take_while(|day| *day <= until).find(differs);
    let expected = change.map(|(day, _)| day).filter(|day| last.days_until(*day) < DAYS_ASKED);
    assert_eq!(first, expected, "the first day on which access is not {told:?}");
}

/// Left alone and ticked every day, nothing is told on a day before the one read ahead, nor after it.
fn assert_told_in_time(mailbox: &Mailbox, policy: &Policy) {
    let mut state = mailbox.clone();
    for days in 0..200 {
        let day = mailbox.last_moment().day().plus_days(days);
        if Day::LAST_EXPIRY < day || state.service().is_deleted() {
            return;
        }
        let ahead = next_access_change(&state);
        let (events, after) =
            decided(Some(&state), &Command::Tick, policy, noon(day)).expect("a tick is accepted");
        let renewed_or_deleted = events.iter().any(|event| {
            matches!(event.fact, Fact::OrderFulfilled(_) | Fact::MailboxDeleted { .. })
        });
        let told = events.iter().find_map(|event| match event.fact {
            Fact::AccessChanged { access } => Some((day, access)),
            _ => None,
        });
        let is_gone = state.service().is_gone();
        if !renewed_or_deleted && !is_gone {
            assert_eq!(told, ahead.filter(|(on, _)| *on <= day), "told on {day}");
        }
        state = after.expect("it is open");
    }
}

const fn mail(access: Access) -> MailAccess {
    let Access { send, receive, read, renew: _ } = access;
    MailAccess { send, receive, read }
}

/// More than any grace here but one.
const DAYS_ASKED: i32 = 480;
