//! Mailboxes left alone: ticks on the days that the engine names, and nothing else. What was said of
//! the future comes true, and every life comes to its end.

use pec_renewal::{
    Command, Event, Fact, Hosting, Mailbox, Notice, Outlook,
    catalogue::Policy,
    next_deadline,
    order::OpenOrder,
    service::{Service, Standing},
    values::Day,
};
use pec_test_support::{decided, noon};
use proptest::prelude::*;

use super::{chances::histories, tried};
use crate::told::is_ordinary;

proptest! {
    #![proptest_config(tried(512))]

    #[test]
    fn r_61_a_mailbox_left_alone_is_deleted_on_the_day_named(history in histories(40)) {
        history.watched(|story, _| {
            if let Some(mailbox) = story.life.state() {
                assert_comes_to_its_end(mailbox, story.life.policy());
            }
        });
    }

    #[test]
    fn r_80_what_a_reminder_says_of_the_renewal_comes_true(history in histories(50)) {
        history.watched(|story, step| {
            let Some(mailbox) = story.life.state().filter(|mailbox| is_ordinary(mailbox)) else {
                return;
            };
            for event in step.outcome.iter().flatten() {
                if let Fact::NoticeDue { notice: Notice::ExpiryReminder(reminder), .. } = &event.fact
                {
                    assert_outlook(mailbox, story.life.policy(), reminder.outlook);
                }
            }
        });
    }

    #[test]
    fn r_81_switching_off_on_the_last_day_named_prevents_the_charge(history in histories(50)) {
        history.watched(|story, step| {
            let Some(mailbox) = story.life.state() else { return };
            for event in step.outcome.iter().flatten() {
                if let Fact::NoticeDue { notice: Notice::TacitRenewal(told), .. } =
                    &event.fact
                {
                    let by = told.opt_out_by;
                    assert_opt_out(mailbox, story.life.policy(), by, event.at.day());
                }
            }
        });
    }
}

/// Deleted on the day named by the last warning, which is the day after grace where nothing puts it off;
/// or a charge is unresolved or in doubt, and asked about for ever; or it is on the customer's own domain,
/// where ticks do nothing.
pub fn assert_comes_to_its_end(mailbox: &Mailbox, policy: &Policy) {
    let was_deleted = matches!(mailbox.service(), Service::Deleted { .. });
    let last = mailbox.last_moment().day();
    let after_grace = mailbox.last_grace_day(last).next();
    // Room for a warning that is put off, and for an order's margin.
    if Day::LAST_EXPIRY < after_grace.plus_days(200) {
        return;
    }
    let nothing_puts_it_off = mailbox.warning().is_none()
        && last <= mailbox.warning_due()
        && mailbox.open_order().is_none()
        && !mailbox.auto_renewal().is_on();
    let mut end = mailbox.clone();
    let mut named = mailbox.warning().map(|warning| warning.deletion);
    for (event, after) in Alone::new(mailbox, policy) {
        assert_eq!(after.expiry(), mailbox.expiry(), "it renewed, and nobody paid");
        if let Fact::NoticeDue { notice: Notice::DeletionWarning(told), .. } = &event.fact {
            named = Some(told.deletion);
        }
        end = after;
        let waits = end.awaited_outcome().is_some();
        if waits && after_grace.plus_days(100) < end.last_moment().day() {
            break;
        }
    }
    let today = end.last_moment().day();
    if end.awaited_outcome().is_some() {
        let gone = matches!(end.standing(today), Standing::GraceOver | Standing::Ending);
        assert!(gone, "stopped on {today} in {:?}", end.standing(today));
    } else if mailbox.hosting() == Hosting::OwnDomain {
        assert_eq!(&end, mailbox, "a mailbox managed elsewhere was touched");
    } else {
        let Service::Deleted { on, .. } = end.service() else {
            panic!("it ended on {today} in {:?}", end.standing(today));
        };
        assert!(was_deleted || Some(*on) == named.map(|day| day.max(last)), "deleted on {on}");
        if nothing_puts_it_off && !was_deleted {
            assert_eq!(*on, after_grace, "nothing puts it off");
        }
    }
}

fn assert_outlook(mailbox: &Mailbox, policy: &Policy, outlook: Outlook) {
    let first = || first_charge(mailbox, policy);
    match outlook {
        Outlook::WillRenew { charge } => assert_eq!(first(), Some(charge.on), "{outlook:?}"),
        Outlook::AwaitsOutcome { key, .. } => {
            assert_eq!(mailbox.awaited_outcome(), Some(key), "{outlook:?}");
        }
        Outlook::WillNotRenew { .. } => assert_eq!(first(), None, "{outlook:?}"),
    }
}

/// Up to the day named nothing is charged; switched off on it, nothing is charged at all. A day
/// later may be too late.
fn assert_opt_out(mailbox: &Mailbox, policy: &Policy, opt_out_by: Option<Day>, today: Day) {
    let Some(by) = opt_out_by else {
        return;
    };
    assert_eq!(mailbox.awaited_outcome(), None, "{by} is named, and a charge is on its way");
    assert!(today <= by, "the day named, {by}, is over on {today}");
    let first = first_charge(mailbox, policy);
    let is_manual = |order: &OpenOrder| !order.is_generated();
    if mailbox.open_order().is_some_and(is_manual) {
        // It can be cancelled any day, and then the first rung counts.
        assert!(first.is_none_or(|day| by < day), "charged on {first:?}, surely not up to {by}");
    } else {
        assert!(first.is_none_or(|day| day == by.next()), "charged on {first:?}, not after {by}");
    }
    let mut state = mailbox.clone();
    for (_, after) in Alone::new(mailbox, policy).take_while(|(event, _)| event.at.day() <= by) {
        state = after;
    }
    if !state.auto_renewal().is_on() || Day::LAST_EXPIRY < by {
        return;
    }
    let off = decided(Some(&state), &Command::SwitchOff, policy, noon(by));
    let (_, off) = off.expect("switching off is accepted");
    assert_eq!(first_charge(&off.expect("it is open"), policy), None, "switched off on {by}");
}

/// The day of the first charge requested if nobody does anything.
fn first_charge(mailbox: &Mailbox, policy: &Policy) -> Option<Day> {
    Alone::new(mailbox, policy)
        .find(|(event, _)| matches!(event.fact, Fact::ChargeRequested { .. }))
        .map(|(event, _)| event.at.day())
}

/// Ticks on every day that the engine names: each event, with the state after its tick.
struct Alone<'p> {
    state: Mailbox,
    policy: &'p Policy,
    events: Vec<Event>,
    ticks: u32,
}

impl<'p> Alone<'p> {
    fn new(mailbox: &Mailbox, policy: &'p Policy) -> Self {
        Self { state: mailbox.clone(), policy, events: Vec::new(), ticks: 0 }
    }
}

impl Iterator for Alone<'_> {
    type Item = (Event, Mailbox);

    fn next(&mut self) -> Option<(Event, Mailbox)> {
        if self.events.is_empty() {
            let day = next_deadline(&self.state, self.policy)?;
            if Day::LAST_EXPIRY < day {
                return None;
            }
            self.ticks += 1;
            assert!(self.ticks < TICKS_MAX, "left alone, it never rests");
            let tick = decided(Some(&self.state), &Command::Tick, self.policy, noon(day));
            let (events, after) = tick.expect("a tick is accepted");
            assert_ne!(events, vec![], "the deadline {day} was none");
            self.events = events.into_iter().rev().collect();
            self.state = after.expect("it is open");
        }
        self.events.pop().map(|event| (event, self.state.clone()))
    }
}

/// Used space is asked for daily, a charge asked about daily: over all years that a term and grace
/// can take.
const TICKS_MAX: u32 = 5_000;
