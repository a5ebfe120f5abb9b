//! Bugs of days and terms (R-02 … ).

use pec_renewal::{
    Command, DeletionCause, Event, Fact, Invariant, Mailbox, Notice, Refusal, decide,
    next_deadline, service::Service, values::NoticeNumber,
};
use pec_test_support::noon;
use serde_json::{Value, json};

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, ONE_ACTION, POLICY, changing, edited, recorded,
    recorded_beside, rightly, without,
};
use crate::search::world::Node;

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "a year is 365 days, so that terms drift off their anchor",
        rule: "R-02",
        class: "T",
        pains: &[27, 28, 29],
        decide: year_of_365_days,
        found_by: FoundBy::Invariant(Invariant::TheExpiryStandsOnItsAnchor),
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "a renewal paid early is counted from today",
        rule: "R-03",
        class: "E",
        pains: &[42],
        decide: counted_from_today,
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "the day is that of a zone further west",
        rule: "R-04",
        class: "T",
        pains: &[30, 31, 32, 33],
        bounds: LEFT_ALONE,
        decide: a_day_behind,
        found_by: FoundBy::Ticks,
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "what was due on a day without a tick is never done",
        rule: "R-05",
        class: "T",
        pains: &[34, 35],
        bounds: LEFT_ALONE,
        decide: missed_days_are_lost,
        length: 3,
        ..NOTHING
    },
    Bug {
        wrong: "the mailbox is deleted on the day before the one that the warning named",
        rule: "R-61",
        class: "E",
        pains: &[],
        bounds: LEFT_ALONE,
        decide: deleted_a_day_early,
        evolve: early_deletion_recorded,
        found_by: FoundBy::Invariant(Invariant::NoDeletionBeforeItsDay),
        length: 15,
    },
    Bug {
        wrong: "the mailbox is deleted when its grace is over, though nobody was warned",
        rule: "R-61",
        class: "N",
        pains: &[],
        bounds: LEFT_ALONE,
        decide: deleted_unwarned,
        evolve: early_deletion_recorded,
        found_by: FoundBy::Invariant(Invariant::NoDeletionBeforeItsDay),
        length: 13,
    },
    Bug {
        wrong: "a warning before deletion that did not arrive is not given again",
        rule: "R-85",
        class: "N",
        pains: &[],
        bounds: ONE_ACTION,
        decide: failed_warning_not_repeated,
        found_by: FoundBy::Ticks,
        length: 14,
        ..NOTHING
    },
    Bug {
        wrong: "the mailbox is deleted while a charge is unresolved",
        rule: "R-61",
        class: "FO",
        pains: &[9, 45],
        bounds: LEFT_ALONE,
        decide: deleted_in_flight,
        evolve: deletion_recorded_beside_the_charge,
        found_by: FoundBy::Invariant(Invariant::NoDeletionBeforeItsDay),
        length: 15,
    },
    Bug {
        wrong: "a mailbox in grace can no longer be renewed by hand",
        rule: "R-60",
        class: "RX",
        pains: &[26],
        bounds: ONE_ACTION,
        decide: expired_is_over,
        length: 10,
        ..NOTHING
    },
];

fn year_of_365_days(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::OrderFulfilled(fulfilment) = fact {
            fulfilment.period.expiry = fulfilment.previous_expiry.plus_days(365);
        }
    })
}

fn counted_from_today(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::OrderFulfilled(fulfilment) = fact {
            let period = &mut fulfilment.period;
            period.anchor = node.today;
            period.years = 1;
            period.expiry = node.today.plus_years(1).expect("a day");
        }
    })
}

fn a_day_behind(node: &Node, command: &Command) -> Decided {
    let day = node.today.previous().max(node.mailbox.last_moment().day());
    decide(Some(&node.mailbox), command, &POLICY, noon(day))
}

fn missed_days_are_lost(node: &Node, command: &Command) -> Decided {
    let deadline = next_deadline(&node.mailbox, &POLICY);
    match command {
        Command::Tick if deadline.is_some_and(|day| day < node.today) => Ok(Vec::new()),
        _ => rightly(node, command),
    }
}

/// A tick deletes on the day before the one that the warning named.
fn deleted_a_day_early(node: &Node, command: &Command) -> Decided {
    let m = &node.mailbox;
    let tomorrow = node.today.next();
    let is_due = m.warning().is_some_and(|warning| warning.deletion == tomorrow);
    deleted_besides(node, command, is_due && m.awaited_outcome().is_none())
}

/// Recorded as a deletion at the holder's wish is, which waits for no day.
fn early_deletion_recorded(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match (&event.fact, *mailbox.service()) {
        (Fact::MailboxDeleted { .. }, Service::Active { period }) => {
            let ending = |m: &mut Value| m["service"] = json!(Service::Ending { period });
            deletion_recorded_beside_the_charge(edited(&mailbox, ending), event)
        }
        _ => recorded(mailbox, event),
    }
}

/// Where no tick came until the phases of grace were over, the first one deletes, and does not warn.
fn deleted_unwarned(node: &Node, command: &Command) -> Decided {
    let m = &node.mailbox;
    let is_over = m.grace().last_day(m.expiry()) < node.today;
    let wrongly = is_over && m.warning().is_none() && m.awaited_outcome().is_none();
    if !wrongly {
        return rightly(node, command);
    }
    let mut events = without(deleted_besides(node, command, wrongly), is_warning)?;
    // The notices after the one left out are numbered as if it had never been.
    for event in &mut events {
        if let Fact::NoticeDue { number, .. } = &mut event.fact {
            *number = NoticeNumber::new(number.number() - 1);
        }
    }
    Ok(events)
}

fn failed_warning_not_repeated(node: &Node, command: &Command) -> Decided {
    let is_failed = node.mailbox.warning().is_some_and(|warning| warning.failed.is_some());
    if is_failed { without(rightly(node, command), is_warning) } else { rightly(node, command) }
}

const fn is_warning(fact: &Fact) -> bool {
    matches!(fact, Fact::NoticeDue { notice: Notice::DeletionWarning(_), .. })
}

fn deleted_in_flight(node: &Node, command: &Command) -> Decided {
    let m = &node.mailbox;
    let is_due = m.warning().is_some_and(|warning| warning.deletion <= node.today);
    deleted_besides(node, command, is_due && m.charge().unresolved().is_some())
}

/// What the engine does, and the deletion.
fn deleted_besides(node: &Node, command: &Command, wrongly: bool) -> Decided {
    let mut events = rightly(node, command)?;
    if wrongly && matches!(command, Command::Tick) {
        let cause = pec_renewal::auto_renewal::OffCause::Deletion;
        let logs_until = node.today.plus_months(30).expect("a day");
        let deleted = Fact::MailboxDeleted { cause: DeletionCause::GraceOver, logs_until };
        let facts = [Fact::AutoRenewalSwitchedOff { cause }, deleted];
        events.extend(facts.map(|fact| Event::new(noon(node.today), fact)));
    }
    Ok(events)
}

fn deletion_recorded_beside_the_charge(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::MailboxDeleted { .. } => {
            recorded_beside(&mailbox, event, &[("order", Value::Null), ("charge", json!("Idle"))])
        }
        _ => recorded(mailbox, event),
    }
}

fn expired_is_over(node: &Node, command: &Command) -> Decided {
    let expiry = node.mailbox.expiry();
    match command {
        Command::RenewByHand(_) if expiry < node.today => {
            Err(Refusal::NotRenewable { last_renewable_day: expiry })
        }
        _ => rightly(node, command),
    }
}
