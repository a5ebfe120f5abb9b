//! The laws of time (R-04 … R-07): missed days lose nothing and double nothing, deadlines are
//! exact, and what days alone decide needs no tick.

use pec_renewal::{
    Command, Event, Fact, Mailbox, NotGenerated, Notice, RefundReason, Refusal, access,
    catalogue::Policy,
    next_deadline,
    order::OpenOrder,
    permitted,
    service::{Service, Standing},
    values::{Day, Money, Price, VatRate},
};
use pec_test_support::{decided, noon};
use proptest::prelude::*;

use super::{
    chances::{histories, moves_one_by_one},
    moves::{History, Move},
    tried,
};

proptest! {
    #![proptest_config(tried(768))]

    #[test]
    fn r_06_a_tick_before_the_deadline_does_nothing_and_on_it_something(
        history in histories(50),
        later in 1_i32..4_000,
    ) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            assert_deadline(mailbox, story.life.policy(), later);
        });
    }

    #[test]
    fn r_06_ticking_twice_on_a_day_equals_ticking_once(history in histories(50)) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let (_, once) = ticked(mailbox, story.life.policy(), story.clock);
            assert_eq!(tick(&once, story.life.policy(), story.clock), vec![]);
        });
    }

    #[test]
    fn r_05_missed_days_lose_nothing_and_double_nothing(
        history in histories(50),
        (first, second) in (0_i32..120, 0_i32..120),
    ) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let a = story.clock.plus_days(first).min(LAST_DAY);
            let b = a.plus_days(second).min(LAST_DAY);
            assert_same_after_missed_days(mailbox, story.life.policy(), a, b);
        });
    }

    #[test]
    fn r_07_reading_at_a_day_needs_no_tick(history in histories(40), later in 0_i32..150) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let day = story.clock.plus_days(later).min(LAST_DAY);
            assert_read_alike(mailbox, story.life.policy(), day);
        });
    }

    #[test]
    fn r_07_an_order_that_has_lapsed_by_a_day_stays_lapsed(
        history in histories(40),
        days in prop::collection::vec(0_i32..200, 8),
    ) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let due = [mailbox.warning_due(), mailbox.warning_due().next()];
            let days = days.iter().map(|days| story.clock.plus_days(*days));
            let mut days: Vec<Day> =
                due.into_iter().chain(days).filter(|day| story.clock <= *day).collect();
            days.sort_unstable();
            let is_open: Vec<bool> =
                days.iter().map(|day| mailbox.open_order_on(*day).is_some()).collect();
            assert!(is_open.is_sorted_by(|sooner, later| later <= sooner), "{days:?}: {is_open:?}");
        });
    }

    #[test]
    fn r_07_an_order_lapses_for_every_command_without_a_tick(
        history in histories(40),
        next in prop::collection::vec(moves_one_by_one(), 8),
    ) {
        assert_lapse_needs_no_tick(&history, &next);
    }

    #[test]
    fn r_04_the_clock_never_runs_backwards(history in histories(50)) {
        let story = history.lived();
        let days = story.life.history().iter().map(|event| event.at.day());
        assert!(days.is_sorted(), "the days of the history run backwards");
        let last = story.life.mailbox().last_moment().day();
        let received = last.previous();
        let (state, policy) = (story.life.state(), story.life.policy());
        let decision = decided(state, &Command::Tick, policy, noon(received));
        let refused = decision.expect_err("a tick of yesterday is refused");
        assert_eq!(refused, Refusal::ClockWentBackwards { last, received });
    }
}

proptest! {
    #![proptest_config(tried(256))]

    /// Whatever a day leaves undone is said to be missed, or a loop over deadlines would never end.
    #[test]
    fn r_06_after_a_days_tick_the_deadline_lies_after_that_day(
        history in histories(50),
        days in prop::collection::vec(0_i32..500, 6),
    ) {
        let mut step = 0;
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            step += 1;
            if step % 4 != 0 {
                return;
            }
            let (policy, last) = (story.life.policy(), mailbox.last_moment().day());
            let deadline = next_deadline(mailbox, policy).unwrap_or(last);
            let edges = [mailbox.expiry(), mailbox.last_grace_day(last), mailbox.warning_due()];
            let near = edges.into_iter().flat_map(|day| [day.previous(), day, day.next()]);
            let near = near.chain([last, deadline, deadline.next()]);
            for day in near.chain(days.iter().map(|days| last.plus_days(*days))) {
                if last <= day && day <= LAST_DAY {
                    let (_, after) = ticked(mailbox, policy, day);
                    let next = next_deadline(&after, policy);
                    assert!(next.is_none_or(|next| day < next), "due on {next:?}, ticked on {day}");
                }
            }
        });
    }
}

fn assert_deadline(mailbox: &Mailbox, policy: &Policy, later: i32) {
    let last = mailbox.last_moment().day();
    let Some(deadline) = next_deadline(mailbox, policy) else {
        for days in [0, 1, 30, later] {
            let day = last.plus_days(days).min(LAST_DAY);
            assert_eq!(tick(mailbox, policy, day), vec![], "on {day}, with no deadline");
        }
        return;
    };
    assert!(last <= deadline, "the deadline {deadline} is before the last event of {last}");
    let wait = last.days_until(deadline);
    let before = (0..wait.min(40)).chain([wait - 1, wait / 2, later % wait.max(1)]);
    for days in before.filter(|days| 0 <= *days && *days < wait) {
        let day = last.plus_days(days);
        if day <= LAST_DAY {
            assert_eq!(tick(mailbox, policy, day), vec![], "on {day}, before {deadline}");
        }
    }
    for day in [deadline, deadline.next(), deadline.plus_days(later)] {
        if day <= LAST_DAY {
            assert_ne!(tick(mailbox, policy, day), vec![], "on {day}, not before {deadline}");
        }
    }
}

/// Ticks on `a` and `b`, or on `b` alone, leave the same. The day of a deletion is that of
/// the tick that does it, and is not compared.
fn assert_same_after_missed_days(mailbox: &Mailbox, policy: &Policy, a: Day, b: Day) {
    let (on_a, after_a) = ticked(mailbox, policy, a);
    if on_a.iter().any(|event| is_excepted(&event.fact)) {
        return;
    }
    let (on_b, after_both) = ticked(&after_a, policy, b);
    let lapsed_between = on_b.iter().any(|event| match event.fact {
        Fact::OrderLapsed { on, .. } => a < on,
        _ => false,
    });
    let (on_b_alone, after_b) = ticked(mailbox, policy, b);
    // Where the price list has a gap, an order opened before it cannot be opened in it.
    let price_missed = [&on_a, &on_b, &on_b_alone].into_iter().flatten().any(|event| {
        let no_price = NotGenerated::NoPrice;
        matches!(event.fact, Fact::OrderNotGenerated { reason, .. } if reason == no_price)
    });
    if lapsed_between || price_missed {
        return;
    }
    assert_eq!(after_both.expiry(), after_b.expiry(), "the expiry, by {a} and {b}");
    assert_eq!(timeless(after_both.service()), timeless(after_b.service()), "service, {a} and {b}");
    assert_eq!(after_both.ledger(), after_b.ledger(), "the money, by {a} and {b}");
    // An order in its margin asks for nothing more: where its days went by unticked, none was generated, or
    // one later.
    let is_in_margin =
        |mailbox: &Mailbox| mailbox.last_day_of_order(b).is_some_and(|last| last < b);
    if is_in_margin(&after_both) || is_in_margin(&after_b) {
        return;
    }
    let orders = [&after_both, &after_b].map(|mailbox| mailbox.open_order().cloned());
    let [both, alone] = orders.map(|order| order.map(without_opening_day));
    assert_eq!(both, alone, "the open order, by {a} and {b}");
}

/// What a tick on an earlier day may change for good: a charge requested, and the warning, whose day fixes
/// that of the deletion.
const fn is_excepted(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::ChargeRequested { .. } | Fact::NoticeDue { notice: Notice::DeletionWarning(_), .. }
    )
}

/// A service without the day of its deletion.
fn timeless(service: &Service) -> Option<Service> {
    match service {
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } | Service::Ending { .. } => {
            Some(*service)
        }
        Service::Deleted { .. } => None,
    }
}

/// An order without its opening day, and what follows from that day alone.
fn without_opening_day(order: OpenOrder) -> OpenOrder {
    let day = order.id.expiry();
    let price = Price::of(Money::ZERO, VatRate::ZERO);
    let counted_from_opening = order.agreed.unpaid_order_days.is_some();
    OpenOrder {
        opened_on: day,
        limit: if counted_from_opening { None } else { order.limit },
        asks: Vec::new(),
        price: price.expect("nothing costs nothing"),
        ..order
    }
}

/// What days alone decide is read the same before the day's tick and after it.
fn assert_read_alike(mailbox: &Mailbox, policy: &Policy, day: Day) {
    let (events, after) = ticked(mailbox, policy, day);
    let deleted = |mailbox: &Mailbox| mailbox.standing(day) == Standing::Deleted;
    if deleted(&after) && !deleted(mailbox) {
        assert_eq!(mailbox.standing(day), Standing::GraceOver, "deletion was due on {day}");
        return;
    }
    assert_eq!(access(mailbox, day), access(&after, day), "access on {day}");
    assert_eq!(mailbox.standing(day), after.standing(day), "standing on {day}");
    let goes_on =
        |mailbox: &Mailbox| (mailbox.last_renewable_day(day), mailbox.last_grace_day(day));
    assert_eq!(goes_on(mailbox), goes_on(&after), "how long grace goes on, on {day}");
    let generated = events.iter().any(|event| matches!(event.fact, Fact::OrderOpened(_)));
    if !generated {
        assert_eq!(mailbox.open_order_on(day), after.open_order_on(day), "the order on {day}");
    }
    if events.iter().all(|event| leaves_permissions(&event.fact)) {
        assert_eq!(
            permitted(mailbox, policy, day),
            permitted(&after, policy, day),
            "what is permitted on {day}, after {events:?}"
        );
    }
}

/// Whether a tick that records it leaves everything permitted as it was: what only ticks do, and
/// holders meet, does not.
fn leaves_permissions(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::OrderOpened(_)
            | Fact::ChargeRequested { .. }
            | Fact::AutoRenewalSwitchedOff { .. }
            | Fact::PlanChanged { .. }
    )
}

/// Where a tick does no more than to record a lapse, every command leads to the same without it, the
/// lapse first; and one that leads to nothing records nothing.
fn assert_lapse_needs_no_tick(history: &History, next: &[Move]) {
    history.watched(|story, _| {
        let (Some(mailbox), policy) = (story.life.state(), story.life.policy()) else { return };
        let Some(last_day) = mailbox.last_day_of_order(story.clock) else { return };
        let margin = mailbox.open_order().map_or(0, |order| order.agreed.report_margin_days);
        let day = last_day.plus_days(margin.into()).next().max(story.clock).min(LAST_DAY);
        let lapse = tick(mailbox, policy, day);
        if lapse.is_empty() || !lapse.iter().all(|event| is_of_a_lapse(&event.fact)) {
            return;
        }
        let (_, lapsed) = ticked(mailbox, policy, day);
        for choice in next {
            let command = story.meant(&choice.act);
            if command == Command::Tick {
                continue;
            }
            let events =
                |state| decided(Some(state), &command, policy, noon(day)).map(|(events, _)| events);
            let expected = events(&lapsed).map(|events| {
                if events.is_empty() { events } else { [lapse.clone(), events].concat() }
            });
            assert_eq!(events(mailbox), expected, "{command:?} on {day}");
        }
    });
}

fn is_of_a_lapse(fact: &Fact) -> bool {
    match fact {
        Fact::OrderLapsed { .. } => true,
        Fact::RefundOwed { reason, .. } => *reason == RefundReason::OrderLapsed,
        _ => false,
    }
}

#[track_caller]
fn tick(mailbox: &Mailbox, policy: &Policy, day: Day) -> Vec<Event> {
    ticked(mailbox, policy, day).0
}

#[track_caller]
fn ticked(mailbox: &Mailbox, policy: &Policy, day: Day) -> (Vec<Event>, Mailbox) {
    let day = day.max(mailbox.last_moment().day());
    let (events, after) =
        decided(Some(mailbox), &Command::Tick, policy, noon(day)).expect("a tick is accepted");
    (events, after.expect("the mailbox is open"))
}

/// The last day that a moment can have.
const LAST_DAY: Day = Day::LAST_EXPIRY;
