//! Withdrawing and leaving: told late it comes to the same, and wrong versions of the rules are
//! found.
//!
//! The wrong versions are looked for where the search does not go: on a few lives of a consumer, by what must
//! always hold, by the fold, and by the books that count the money again from the events.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pec_renewal::{
    Command, Event, Fact, Mailbox, ManualRenewal, RefundForm, RefundReason, Refusal, Unused,
    advance,
    catalogue::{MethodKind, Plan, Policy, Purchase, Term},
    charge::Outcome,
    check, check_step, decide, evolve, next_deadline,
    service::Period,
    values::{ChargeKey, Day, Money, OrderId},
};
use pec_test_support::{card, day, decided, mailbox_id, money, noon, opening, transfer};
use proptest::prelude::*;

use super::{chances::histories, money::Books, tried};

proptest! {
    #![proptest_config(tried(192))]

    /// Ticks in between change nothing of it, and it is never refused.
    #[test]
    fn r_64_told_weeks_later_a_withdrawal_gives_back_what_it_would_have_at_once(
        history in histories(60),
        later in 0_i32..60,
    ) {
        let story = history.lived();
        let (mailbox, policy) = (story.life.mailbox(), story.life.policy());
        let today = story.clock.max(mailbox.last_moment().day());
        let told = today.plus_days(later).min(Day::LAST_EXPIRY);
        let in_time = |until: Day| today <= until;
        let terms = mailbox.bought_terms().iter();
        for term in terms.filter(|term| term.withdrawable_until().is_some_and(in_time)) {
            let order = term.order;
            let declared = Command::Withdrawal { order, declared_at: noon(today) };
            let (at_once, _) = decided(Some(mailbox), &declared, policy, noon(today)).expect("in time");
            let mut state = mailbox.clone();
            while let Some(due) = next_deadline(&state, policy).filter(|due| *due <= told) {
                let due = due.max(today);
                let ticked = decided(Some(&state), &Command::Tick, policy, noon(due));
                state = ticked.expect("a tick is accepted").1.expect("it is open");
                if told <= due {
                    break;
                }
            }
            let (late, _) = decided(Some(&state), &declared, policy, noon(told)).expect("in time");
            prop_assert_eq!(back(&at_once), back(&late), "of {}, told on {}", order, told);
        }
    }
}

/// What a withdrawal owes back, of which order, how and by when.
fn back(events: &[Event]) -> Vec<(Option<OrderId>, Money, RefundForm, Option<Day>)> {
    let owed = events.iter().filter_map(|event| match event.fact {
        Fact::RefundOwed { order, amount, form, due, reason: RefundReason::Withdrawn, .. } => {
            Some((order, amount, form, due))
        }
        _ => None,
    });
    owed.collect()
}

/// What shows that a version of the rules is wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum FoundBy {
    /// What must always hold.
    Invariant,
    /// The fold refuses an event.
    Fold,
    /// The money, counted again.
    Books,
    /// What was asked for is not what was done.
    Answer,
}

/// The engine but for one thing.
struct Wrong {
    what: &'static str,
    decide: fn(&Mailbox, &Command, Day, &Policy) -> Decided,
    found_by: FoundBy,
}

type Decided = Result<Vec<Event>, Refusal>;

const WRONG: &[Wrong] = &[
    Wrong {
        what: "leaving cuts a day that was earned",
        decide: a_day_less,
        found_by: FoundBy::Books,
    },
    Wrong {
        what: "a withdrawal deletes a paid term that was not withdrawn from",
        decide: the_first_instead,
        found_by: FoundBy::Answer,
    },
    Wrong {
        what: "what was held is kept when the holder withdraws",
        decide: held_is_kept,
        found_by: FoundBy::Fold,
    },
    Wrong {
        what: "the used days are counted to the day on which it was told",
        decide: counted_from_the_day_told,
        found_by: FoundBy::Books,
    },
    Wrong {
        what: "the used part is kept although nobody asked for the start",
        decide: deducted_without_a_request,
        found_by: FoundBy::Books,
    },
    Wrong {
        what: "a later term goes on, and its money is kept",
        decide: the_later_term_is_kept,
        found_by: FoundBy::Fold,
    },
    Wrong {
        what: "what is owed back of a withdrawal becomes a credit",
        decide: credited,
        found_by: FoundBy::Books,
    },
    Wrong {
        what: "automatic renewal stays on",
        decide: automatic_renewal_stays_on,
        found_by: FoundBy::Answer,
    },
];

#[test]
fn r_64_r_82_each_wrong_version_of_withdrawing_and_leaving_is_found() {
    let policy = Policy::aruba();
    for life in lives() {
        assert_eq!(found(&life, &policy, rightly), None, "the engine itself");
    }
    for wrong in WRONG {
        let found: Vec<FoundBy> =
            lives().iter().filter_map(|life| found(life, &policy, wrong.decide)).collect();
        assert_eq!(found.first(), Some(&wrong.found_by), "{}: {found:?}", wrong.what);
    }
}

type Step = (Day, Command);

/// Left, withdrawn from and told late, withdrawn from with a later term and money held, and by the second of
/// two.
fn lives() -> Vec<Vec<Step>> {
    let open = |bound| {
        let bound_method = if bound { Some(card()) } else { None };
        let opening = pec_renewal::Opening { bound_method, ..opening(day("2025-01-15")) };
        (day("2025-01-15"), Command::Open(Box::new(opening)))
    };
    let tick = |date| (day(date), Command::Tick);
    let key = ChargeKey::new(order(1), 1);
    let settled =
        Command::ChargeOutcome { key, outcome: Outcome::Settled { amount: money("12.08") } };
    let charged = vec![
        open(true),
        tick("2025-12-31"),
        tick("2026-01-08"),
        (day("2026-01-08"), settled),
        (day("2026-11-03"), Command::Leave { order: order(1) }),
    ];
    let withdraw = |of: u32, told, declared| {
        let declared_at = noon(day(declared));
        (day(told), Command::Withdrawal { order: ordered(of), declared_at })
    };
    let mut late = vec![open(false)];
    late.extend(renewed("2026-01-05", 1, true, "12.08"));
    late.push(withdraw(1, "2026-02-10", "2026-01-20"));
    let mut with_more = vec![open(true)];
    with_more.extend(renewed("2026-01-20", 1, false, "12.08"));
    with_more.extend(renewed("2026-01-21", 2, true, "12.08"));
    with_more.extend(renewed("2026-01-22", 3, true, "5.00"));
    with_more.push(withdraw(1, "2026-02-02", "2026-01-25"));
    let mut second = vec![open(false)];
    second.extend(renewed("2026-01-20", 1, false, "12.08"));
    second.extend(renewed("2026-01-21", 2, true, "12.08"));
    second.push(withdraw(2, "2026-01-25", "2026-01-25"));
    vec![charged, late, with_more, second]
}

/// Ordered by hand and paid, on one day; informed, and with the start asked for at once where that is said.
fn renewed(date: &str, ordinal: u32, start_requested: bool, amount: &str) -> [Step; 2] {
    let renewal = ManualRenewal {
        expiry: ordered(ordinal).expiry(),
        purchase: Purchase::new(Plan::Standard, Term::ONE),
        method_kind: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
        informed: true,
        start_requested,
    };
    let paid = transfer(&format!("TRN {ordinal}"), ordered(ordinal), money(amount), day(date));
    [(day(date), Command::RenewByHand(renewal)), (day(date), Command::Payment(paid))]
}

fn order(ordinal: u32) -> OrderId {
    OrderId::new(mailbox_id(), day("2026-01-15"), ordinal)
}

/// The order with this ordinal, where each renewed the mailbox for a year.
fn ordered(ordinal: u32) -> OrderId {
    let years = u16::try_from(ordinal - 1).unwrap();
    OrderId::new(mailbox_id(), day("2026-01-15").plus_years(years).unwrap(), ordinal)
}

/// The first thing that shows a version to be wrong, if anything does.
fn found(
    life: &[Step],
    policy: &Policy,
    decide: fn(&Mailbox, &Command, Day, &Policy) -> Decided,
) -> Option<FoundBy> {
    let (mut state, mut books) = (None, Books::default());
    for (today, command) in life {
        let events = match &state {
            None => {
                let (mut events, mut opened) = (Vec::new(), None);
                advance(&mut events, &mut opened, command, policy, noon(*today)).unwrap();
                events
            }
            Some(mailbox) => decide(mailbox, command, *today, policy).expect("it is accepted"),
        };
        for event in &events {
            let Ok(after) = evolve(state.clone(), event) else { return Some(FoundBy::Fold) };
            if check_step(state.as_ref(), event, &after).is_err() {
                return Some(FoundBy::Invariant);
            }
            let entered = catch_unwind(AssertUnwindSafe(|| books.enter(event, policy)));
            if entered.is_err() {
                return Some(FoundBy::Books);
            }
            state = Some(after);
        }
        let after = state.as_ref().expect("it is open");
        if check(after).is_err() {
            return Some(FoundBy::Invariant);
        }
        let asked = match command {
            Command::Leave { order } | Command::Withdrawal { order, .. } => Some(*order),
            _ => None,
        };
        let was_bought =
            |order: u32| after.bought_terms().iter().any(|term| term.order == ordered(order));
        if let Some(order) = asked {
            let earlier_stand = (1..order.ordinal()).all(was_bought);
            if !after.has_ended(order) || !earlier_stand || after.auto_renewal().is_on() {
                return Some(FoundBy::Answer);
            }
        }
    }
    books.close(state.expect("it is open").ledger());
    None
}

fn rightly(mailbox: &Mailbox, command: &Command, today: Day, policy: &Policy) -> Decided {
    decide(Some(mailbox), command, policy, noon(today))
}

fn changing(decided: Decided, change: impl Fn(&mut Fact)) -> Decided {
    let mut events = decided?;
    for event in &mut events {
        change(&mut event.fact);
    }
    Ok(events)
}

fn without(decided: Decided, left_out: impl Fn(&Fact) -> bool) -> Decided {
    let mut events = decided?;
    events.retain(|event| !left_out(&event.fact));
    Ok(events)
}

fn a_day_less(mailbox: &Mailbox, command: &Command, today: Day, policy: &Policy) -> Decided {
    changing(rightly(mailbox, command, today, policy), |fact| {
        if let Fact::TermLeft { undone } = fact
            && let Some(period) = &mut undone.period
        {
            let expiry = period.expiry.previous();
            *period = Period { anchor: expiry, expiry, ..*period };
        }
    })
}

fn the_first_instead(mailbox: &Mailbox, command: &Command, today: Day, policy: &Policy) -> Decided {
    match command {
        Command::Withdrawal { declared_at, .. } => {
            let first = mailbox.bought_terms().first().expect("a term was bought").order;
            let declared_at = *declared_at;
            rightly(mailbox, &Command::Withdrawal { order: first, declared_at }, today, policy)
        }
        _ => rightly(mailbox, command, today, policy),
    }
}

fn held_is_kept(mailbox: &Mailbox, command: &Command, today: Day, policy: &Policy) -> Decided {
    without(rightly(mailbox, command, today, policy), |fact| {
        matches!(fact, Fact::RefundOwed { reason: RefundReason::OrderCancelled, .. })
    })
}

fn counted_from_the_day_told(
    mailbox: &Mailbox,
    command: &Command,
    today: Day,
    policy: &Policy,
) -> Decided {
    let Command::Withdrawal { order, declared_at } = command else {
        return rightly(mailbox, command, today, policy);
    };
    // However late: the right is taken to stand.
    let told =
        Command::Withdrawal { order: *order, declared_at: noon(today.min(day("2026-01-23"))) };
    changing(rightly(mailbox, &told, today, policy), |fact| {
        if let Fact::RenewalWithdrawn { declared_at: declared, .. } = fact {
            *declared = *declared_at;
        }
    })
}

fn deducted_without_a_request(
    mailbox: &Mailbox,
    command: &Command,
    today: Day,
    policy: &Policy,
) -> Decided {
    let less = money("9.37");
    changing(rightly(mailbox, command, today, policy), |fact| match fact {
        Fact::RenewalWithdrawn { undone, .. } => {
            for term in undone.ended.iter_mut().filter(|term| term.order.ordinal() == 1) {
                (term.owed_back, term.unused) = (less, Some(Unused { days: 355, of: 365 }));
            }
        }
        Fact::RefundOwed {
            order: Some(order), amount, reason: RefundReason::Withdrawn, ..
        } if order.ordinal() == 1 => {
            *amount = less;
        }
        _ => {}
    })
}

fn the_later_term_is_kept(
    mailbox: &Mailbox,
    command: &Command,
    today: Day,
    policy: &Policy,
) -> Decided {
    let events = changing(rightly(mailbox, command, today, policy), |fact| {
        if let Fact::RenewalWithdrawn { undone, .. } = fact {
            undone.ended.truncate(1);
        }
    });
    without(events, |fact| {
        matches!(fact, Fact::RefundOwed { order: Some(order), reason: RefundReason::Withdrawn, .. }
            if order.ordinal() == 2)
    })
}

fn credited(mailbox: &Mailbox, command: &Command, today: Day, policy: &Policy) -> Decided {
    changing(rightly(mailbox, command, today, policy), |fact| {
        if let Fact::RefundOwed { reason: RefundReason::Withdrawn, form, .. } = fact {
            *form = RefundForm::Credit { until: today.plus_days(365) };
        }
    })
}

fn automatic_renewal_stays_on(
    mailbox: &Mailbox,
    command: &Command,
    today: Day,
    policy: &Policy,
) -> Decided {
    without(rightly(mailbox, command, today, policy), |fact| {
        matches!(fact, Fact::AutoRenewalSwitchedOff { .. })
    })
}
