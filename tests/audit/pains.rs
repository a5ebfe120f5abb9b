//! What users of other renewal engines complain of, where no table or scenario shows it already.
//!
//! `pains.txt` lists all of it, with what shows how each goes here.

use pec_renewal::{
    Command, Event, Fact, Mailbox, NoRenewal, NotGenerated, Notice, Opening, Outlook, WayOut,
    access,
    catalogue::{Ladder, Policy},
    charge::Outcome,
    decide, evolve,
    values::{
        ChargeKey, Day, Moment,
        chrono::{DateTime, Utc},
    },
};
use pec_test_support::{day, noon};

use crate::situations::{Life, Situation, list, situations};

/// Pains 4, 5, 7: a scheduler that fires twice, a retry two seconds later, a refresh. Whoever asks
/// before the first answer was stored is given the same key, whoever asks after it is given none.
#[test]
fn r_30_two_requests_of_one_attempt_have_one_key() {
    let life = lived("first rung's day, not ticked yet");
    let first = charges(&tick(life.mailbox(), life.policy(), "2026-01-08T01:00:00+01:00"));
    let second = charges(&tick(life.mailbox(), life.policy(), "2026-01-08T01:00:02+01:00"));
    assert_eq!(first, [list::charge(1, 1)]);
    assert_eq!(first, second);
    let after = after_tick(life.mailbox(), life.policy(), "2026-01-08T01:00:00+01:00");
    assert_eq!(tick(&after, life.policy(), "2026-01-08T01:00:02+01:00"), []);
}

/// Pains 30, 31, 33: the day is the one in Rome, whatever day it is in UTC, and on the nights on
/// which the clock changes as well.
#[test]
fn r_04_one_civil_day_is_one_day_whatever_the_offset() {
    // The same night in UTC terms: 23:30 of the 7th, and 08:30 of the 8th.
    let life = lived("first rung's day, not ticked yet");
    let after = after_tick(life.mailbox(), life.policy(), "2026-01-08T00:30:00+01:00");
    assert_eq!(tick(&after, life.policy(), "2026-01-08T09:30:00+01:00"), []);

    // Seven days before the expiry of 2026-11-01 is the day of 25 hours: half past two comes twice.
    let (mailbox, policy) = expiring("2026-11-01", "2026-10-24");
    let after = after_tick(&mailbox, &policy, "2026-10-25T02:30:00+02:00");
    assert!(after.charge().unresolved().is_some());
    assert_eq!(tick(&after, &policy, "2026-10-25T02:30:00+01:00"), []);
    assert_eq!(tick(&after, &policy, "2026-10-25T23:30:00+01:00"), []);

    // Service on the day of 23 hours ends with that day, which Rome leaves at 22:00 in UTC.
    let (mailbox, _) = expiring("2026-03-29", "2026-03-01");
    let rome = |instant: &str| {
        let instant: DateTime<Utc> = instant.parse().unwrap();
        Moment::in_zone(instant, &chrono_tz::Europe::Rome).unwrap().day()
    };
    assert!(access(&mailbox, rome("2026-03-29T21:59:59Z")).send);
    assert!(!access(&mailbox, rome("2026-03-29T22:00:00Z")).send);
}

/// Pain 32: the day is that of the zone that the caller names, so a provider elsewhere has its own.
#[test]
fn r_04_the_day_is_that_of_the_zone_that_the_caller_names() {
    let life = lived("first rung's day, not ticked yet");
    let instant: DateTime<Utc> = "2026-01-07T23:30:00Z".parse().unwrap();
    let in_lisbon = Moment::in_zone(instant, &chrono_tz::Europe::Lisbon).unwrap();
    let in_rome = Moment::in_zone(instant, &chrono_tz::Europe::Rome).unwrap();
    let charged = |at| {
        let events = decide(Some(life.mailbox()), &Command::Tick, life.policy(), at).unwrap();
        charges(&events)
    };
    assert_eq!(in_lisbon.day(), day("2026-01-07"));
    assert_eq!(charged(in_lisbon), [], "in Lisbon the first rung's day has not begun");
    assert_eq!(charged(in_rome), [list::charge(1, 1)]);
}

/// Pain 52: no clock is shared, so that one mailbox can be a year ahead of another.
#[test]
fn r_04_each_mailbox_keeps_the_time_that_it_is_told() {
    let ahead = lived("first rung's day, not ticked yet");
    let mut behind = Life::under(ahead.policy().clone());
    behind.does(day("2025-01-15"), "bought", &list::open(list::bought_with_a_card()));
    assert_eq!(
        charges(&tick(ahead.mailbox(), ahead.policy(), "2026-01-08T12:00:00+01:00")).len(),
        1
    );
    assert_eq!(tick(behind.mailbox(), behind.policy(), "2025-01-16T12:00:00+01:00"), []);
    behind.ticks_through(day("2025-10-17"));
    assert_eq!(behind.mailbox().last_moment().day(), day("2025-10-17"));
    assert!(behind.mailbox().last_moment().day() < ahead.mailbox().last_moment().day());
}

/// Pain 46: whoever has sent a transfer is still reminded, as nobody knows of it before it is
/// registered; but of the order that it pays, and no charge and no new method is spoken of.
#[test]
fn r_80_while_a_transfer_is_awaited_reminders_name_its_order_and_no_method() {
    let life = lived("manual order open inside the lead, automatic renewal on");
    let events = tick(life.mailbox(), life.policy(), "2026-01-14T12:00:00+01:00");
    let notices: Vec<&Notice> = events
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::NoticeDue { notice, .. } => Some(notice),
            _ => None,
        })
        .collect();
    let [Notice::ExpiryReminder(reminder)] = notices[..] else {
        panic!("one reminder the day before expiry and no other notice: {notices:?}")
    };
    let Some(WayOut::Pay { order, .. }) = &reminder.way_out else {
        panic!("the order that is open can be paid: {reminder:?}")
    };
    assert_eq!(*order, list::order(1));
    let reason = NoRenewal::NoOrder(NotGenerated::ManualOrderOpen);
    assert_eq!(reminder.outlook, Outlook::WillNotRenew { reason });
}

/// Pain 14: the retry days are changed while an order is being retried. It keeps those agreed.
#[test]
fn r_21_a_new_ladder_leaves_open_orders_as_they_were_agreed() {
    let mut life = lived("soft decline");
    let mut parameters = life.policy().parameters().clone();
    parameters.version += 1;
    parameters.ladder = Ladder::new(vec![7, 6, 2]).unwrap();
    life.change_policy(Policy::new(parameters, life.policy().prices().clone()).unwrap());
    let days = days_of_charges(life, "2026-01-20");
    assert_eq!(days, ["2026-01-10", "2026-01-12", "2026-01-14"], "{ARUBA}; 7, 6, 2 came later");
}

/// Pains 16, 17, 19, 20, 25: charged after cancelling, again and again.
#[test]
fn r_25_nothing_is_charged_after_the_order_is_cancelled() {
    for name in [
        "generated order cancelled",
        "generated order cancelled, then renewed by hand to Pro by transfer",
        "terminated at expiry, order cancelled",
        "terminated now",
    ] {
        let days = days_of_charges(lived(name), "2026-06-01");
        assert!(days.is_empty(), "{name}: charged on {days:?}; {ARUBA}");
    }
}

/// Pain 53: a retry with no method at all.
#[test]
fn r_37_nothing_is_charged_without_a_bound_method() {
    for name in [
        "the bound method was removed",
        "switched off by the holder while the order is open",
        "exhausted under a policy that switches off then",
        "the mailbox moved to another account",
    ] {
        let days = days_of_charges(lived(name), "2026-06-01");
        assert!(days.is_empty(), "{name}: charged on {days:?}; {ARUBA}");
    }
}

/// Pain 54: the days between retries are the provider's choice, and no retry meets the next period.
#[test]
fn r_33_retries_come_on_the_provider_s_days_and_on_no_other() {
    let days = days_of_charges(lived("first rung's day, not ticked yet"), "2026-06-01");
    assert_eq!(days, ["2026-01-08", "2026-01-10", "2026-01-12", "2026-01-14"], "{ARUBA}");
}

/// Pain 22: a failed subscription that cannot be cancelled for a month.
#[test]
fn r_24_between_two_attempts_the_order_can_be_cancelled() {
    for name in ["soft decline", "hard decline", "authentication required", "not executed"] {
        let life = lived(name);
        let cancel = Command::CancelOrder { order: list::order(1) };
        let decided = decide(Some(life.mailbox()), &cancel, life.policy(), noon(life.today));
        assert_eq!(decided.map(|events| events.len()), Ok(1), "{name}");
    }
}

/// What the days here rest on, for whoever changed the preset.
const ARUBA: &str = "these days are those of the preset of Aruba, src/catalogue/presets/aruba.rs: a ladder of \
                     7, 5, 3 and 1 days before the expiry of 2026-01-15, 90 days of grace";

/// The days on which a mailbox is charged if it is ticked daily and every charge is declined.
fn days_of_charges(mut life: Life, until: &str) -> Vec<String> {
    let until = day(until);
    let mut days = Vec::new();
    let mut day = life.today;
    while day <= until {
        life.does(day, "tick", &Command::Tick);
        if let Some(request) = life.mailbox().charge().unresolved() {
            let (key, outcome) = (request.key, Outcome::SOFT_DECLINE);
            days.push(day.to_string());
            life.does(day, "soft decline", &Command::ChargeOutcome { key, outcome });
        }
        day = day.next();
    }
    days
}

/// A mailbox that renews by itself and expires on a day, ticked through another.
fn expiring(expiry: &str, ticked_through: &str) -> (Mailbox, Policy) {
    let expiry = day(expiry);
    let anchor = Day::new(expiry.year() - 1, expiry.month(), expiry.day()).unwrap();
    let mut life = Life::under(Policy::aruba());
    let opening = Opening { anchor, expiry, ..list::bought_with_a_card() };
    life.does(anchor, "bought", &list::open(opening));
    life.ticks_through(day(ticked_through));
    (life.mailbox().clone(), life.policy().clone())
}

fn after_tick(mailbox: &Mailbox, policy: &Policy, at: &str) -> Mailbox {
    let events = tick(mailbox, policy, at);
    events.iter().fold(mailbox.clone(), |state, event| evolve(Some(state), event).unwrap())
}

#[track_caller]
fn tick(mailbox: &Mailbox, policy: &Policy, at: &str) -> Vec<Event> {
    decide(Some(mailbox), &Command::Tick, policy, at.parse().unwrap()).unwrap()
}

fn charges(events: &[Event]) -> Vec<ChargeKey> {
    let key = |event: &Event| match &event.fact {
        Fact::ChargeRequested { key, .. } => Some(*key),
        _ => None,
    };
    events.iter().filter_map(key).collect()
}

#[track_caller]
fn lived(name: &str) -> Life {
    let named = |situation: &Situation| situation.name == name;
    situations().into_iter().find(named).expect("a situation of that name").lived()
}
