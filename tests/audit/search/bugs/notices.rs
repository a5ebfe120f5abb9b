//! Bugs of notices, of plans, and of what is told afterwards (R-50, R-80 … ).

use pec_renewal::{
    Command, Event, Fact, Invariant, Mailbox, Notice, StatutoryNotice, auto_renewal::OffCause,
    decide, values::NoticeNumber,
};
use pec_test_support::noon;
use serde_json::json;

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, POLICY, as_if, changing, edited, in_json, recorded,
    rightly, without,
};
use crate::search::world::Node;

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "the notice of art. 65-bis is given once a mailbox, not once a term",
        rule: "R-81",
        class: "N",
        pains: &[49],
        evolve: notice_per_mailbox,
        length: 4,
        ..NOTHING
    },
    Bug {
        wrong: "the notice of art. 65-bis is given again at every tick",
        rule: "R-81",
        class: "N",
        pains: &[49],
        bounds: LEFT_ALONE,
        evolve: notice_not_remembered,
        found_by: FoundBy::Ticks,
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "the notice of art. 65-bis is not given again when it failed",
        rule: "R-81",
        class: "N",
        pains: &[49],
        bounds: LEFT_ALONE,
        decide: failed_notice_not_repeated,
        found_by: FoundBy::Ticks,
        length: 5,
        ..NOTHING
    },
    Bug {
        wrong: "a consumer charged without notice has no right to leave",
        rule: "R-82",
        class: "N",
        pains: &[49],
        bounds: LEFT_ALONE,
        decide: exit_right_forgotten,
        found_by: FoundBy::Invariant(Invariant::NoSilentRenewalOfAConsumer),
        length: 8,
        ..NOTHING
    },
    Bug {
        wrong: "a reminder is given again at every tick of its day",
        rule: "R-80",
        class: "N",
        pains: &[46],
        bounds: LEFT_ALONE,
        evolve: reminder_not_remembered,
        found_by: FoundBy::Ticks,
        length: 8,
        ..NOTHING
    },
    Bug {
        wrong: "a reminder of a day gone by is given all the same",
        rule: "R-80",
        class: "N",
        pains: &[46],
        bounds: LEFT_ALONE,
        decide: reminded_late,
        length: 9,
        ..NOTHING
    },
    Bug {
        wrong: "that the mailbox is renewed is not confirmed",
        rule: "R-85",
        class: "N",
        pains: &[],
        decide: renewal_not_confirmed,
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "the plan takes effect when it is ordered, before it is paid",
        rule: "R-50",
        class: "P",
        pains: &[],
        evolve: plan_before_payment,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "switching off leaves no event to show for it",
        rule: "R-90",
        class: "X",
        pains: &[51],
        evolve: switching_off_not_counted,
        found_by: FoundBy::Invariant(Invariant::EventsAreCountedInOrder),
        length: 1,
        ..NOTHING
    },
];

fn notice_per_mailbox(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let notices = in_json(&mailbox)["notices"].take();
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::OrderFulfilled { .. } => edited(&after, |m| {
            for part in ["statutory", "statutory_given"] {
                m["notices"][part] = notices[part].clone();
            }
        }),
        _ => after,
    })
}

fn notice_not_remembered(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::NoticeDue { notice: Notice::TacitRenewal(_), .. } => {
            edited(&after, |m| m["notices"]["statutory"] = json!(StatutoryNotice::NotGiven))
        }
        _ => after,
    })
}

fn failed_notice_not_repeated(node: &Node, command: &Command) -> Decided {
    match (command, node.mailbox.notices().statutory) {
        (Command::Tick, StatutoryNotice::Failed { on }) => as_if(node, command, |m| {
            m["notices"]["statutory"] = json!(StatutoryNotice::Given { on });
        }),
        _ => rightly(node, command),
    }
}

fn reminder_not_remembered(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let before = mailbox.notices().reminded_through;
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::NoticeDue { notice: Notice::ExpiryReminder(_), .. } => {
            edited(&after, |m| m["notices"]["reminded_through"] = json!(before))
        }
        _ => after,
    })
}

/// Reckoned as on the day of the reminder.
fn reminded_late(node: &Node, command: &Command) -> Decided {
    let events = rightly(node, command)?;
    let skipped = events.iter().find_map(|event| match event.fact {
        Fact::ReminderSkipped { day } => Some(day),
        _ => None,
    });
    let Some(day) = skipped.filter(|day| node.mailbox.last_moment().day() <= *day) else {
        return Ok(events);
    };
    decide(Some(&node.mailbox), command, &POLICY, noon(day))
}

fn renewal_not_confirmed(node: &Node, command: &Command) -> Decided {
    let is_confirmation =
        |fact: &Fact| matches!(fact, Fact::NoticeDue { notice: Notice::Renewed(_), .. });
    let mut events = without(rightly(node, command), is_confirmation)?;
    // The notices that follow take the numbers that are free.
    let mut number = node.mailbox.notices().count;
    for event in &mut events {
        if let Fact::NoticeDue { number: given, .. } = &mut event.fact {
            number += 1;
            *given = NoticeNumber::new(number);
        }
    }
    Ok(events)
}

fn exit_right_forgotten(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::OrderFulfilled(fulfilment) = fact {
            fulfilment.period.exit_right = false;
            fulfilment.right = None;
        }
    })
}

fn plan_before_payment(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    Ok(match &event.fact {
        Fact::OrderOpened(order) => {
            edited(&after, |m| m["space"]["package"] = json!(order.purchase.package))
        }
        _ => after,
    })
}

fn switching_off_not_counted(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let before = mailbox.sequence();
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::AutoRenewalSwitchedOff { cause: OffCause::Holder } => {
            edited(&after, |m| m["sequence"] = json!(before))
        }
        _ => after,
    })
}
