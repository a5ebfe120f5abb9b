//! Bugs of cancelling and ending.

use pec_renewal::{
    Allocation, Command, Event, Fact, Invariant, Mailbox, PaymentSource, Refusal,
    RegisteredPayment,
    auto_renewal::{AutoRenewal, OnCause},
    order::FinalStatus,
    service::Service,
};
use serde_json::{Value, json};

use super::bug::{
    Bug, Decided, FoundBy, NOTHING, SMALL, as_if, edited, in_json, one_year_more, recorded,
    recorded_beside, rightly, without,
};
use crate::search::world::{Bounds, Node};

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "a generated order that was cancelled comes back",
        rule: "R-15",
        class: "C",
        pains: &[17, 19],
        bounds: Bounds { actions: 1, ..SMALL },
        decide: cancelled_order_comes_back,
        length: 8,
        ..NOTHING
    },
    Bug {
        wrong: "switching off does not stop the charge",
        rule: "R-12",
        class: "CR",
        pains: &[16, 20, 53],
        bounds: Bounds { actions: 1, ..SMALL },
        decide: charged_though_off,
        evolve: charge_recorded_though_off,
        found_by: FoundBy::Invariant(Invariant::NoChargeWithoutItsConditions),
        length: 10,
    },
    Bug {
        wrong: "ending the mailbox now leaves its order open",
        rule: "R-62",
        class: "C",
        pains: &[18, 24],
        decide: ended_with_its_order_open,
        evolve: deletion_recorded_beside_the_order,
        found_by: FoundBy::Invariant(Invariant::ADeletedMailboxIsAtRest),
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "money for a cancelled order renews all the same",
        rule: "R-45",
        class: "FC",
        pains: &[9, 11],
        bounds: Bounds { actions: 3, ..SMALL },
        evolve: late_payment_revives,
        found_by: FoundBy::Invariant(Invariant::OnlyFulfilmentMovesTheExpiry),
        length: 3,
        ..NOTHING
    },
    Bug {
        wrong: "money that comes late makes a deleted mailbox active again",
        rule: "R-62",
        class: "FC",
        pains: &[10, 25],
        evolve: late_payment_undeletes,
        found_by: FoundBy::Invariant(Invariant::WhatIsFinalStaysSo),
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "what is held for an order is kept as a fee when it is cancelled",
        rule: "R-25",
        class: "C",
        pains: &[24, 25],
        bounds: Bounds { actions: 3, ..SMALL },
        decide: held_kept_as_a_fee,
        found_by: FoundBy::Invariant(Invariant::AllThatIsOwedBackIsInstructed),
        length: 3,
        ..NOTHING
    },
    Bug {
        wrong: "an order cannot be cancelled once a charge of it was tried",
        rule: "R-24",
        class: "C",
        pains: &[22, 23],
        bounds: Bounds { actions: 1, ..SMALL },
        decide: not_cancelled_between_attempts,
        length: 9,
        ..NOTHING
    },
];

fn cancelled_order_comes_back(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Tick => {
            as_if(node, command, |m| m["period_flags"]["order_cancelled"] = json!(false))
        }
        _ => rightly(node, command),
    }
}

/// Whatever tick has work to do charges the method that was bound at first.
fn charged_though_off(node: &Node, command: &Command) -> Decided {
    let mut events = rightly(node, command)?;
    let off = !node.mailbox.auto_renewal().is_on() && node.mailbox.open_order().is_some();
    if matches!(command, Command::Tick) && off && !events.is_empty() {
        let on = as_if(node, command, |m| m["auto_renewal"] = still_on(&node.mailbox))?;
        let asked = |event: &Event| matches!(event.fact, Fact::ChargeRequested { .. });
        events.extend(on.into_iter().filter(asked));
    }
    Ok(events)
}

fn charge_recorded_though_off(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::ChargeRequested { .. } if !mailbox.auto_renewal().is_on() => {
            let on = still_on(&mailbox);
            recorded_beside(&mailbox, event, &[("auto_renewal", on)])
        }
        _ => recorded(mailbox, event),
    }
}

fn still_on(mailbox: &Mailbox) -> Value {
    let method = in_json(mailbox)["opened"]["bound_method"]["Was"].take();
    let method = serde_json::from_value(method).expect("a method");
    json!(AutoRenewal::On { method, cause: OnCause::Opening, consent: None })
}

fn ended_with_its_order_open(node: &Node, command: &Command) -> Decided {
    let events = rightly(node, command);
    match command {
        Command::TerminateNow => {
            without(events, |fact| matches!(fact, Fact::OrderCancelled { .. }))
        }
        _ => events,
    }
}

fn deletion_recorded_beside_the_order(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::MailboxDeleted { .. } => {
            recorded_beside(&mailbox, event, &[("order", Value::Null), ("charge", json!("Idle"))])
        }
        _ => recorded(mailbox, event),
    }
}

fn late_payment_revives(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    let Fact::PaymentRegistered(RegisteredPayment {
        order: Some(order),
        allocation: Allocation::OwedBack,
        source,
        ..
    }) = event.fact
    else {
        return Ok(after);
    };
    let by_hand = matches!(source, PaymentSource::ByHand { .. });
    let cancelled = |ordinal| {
        let mut closed = after.closed_orders().iter();
        closed.any(|it| it.ordinal == ordinal && it.status == FinalStatus::Cancelled)
    };
    Ok(if by_hand && cancelled(order.ordinal()) { one_year_more(&after) } else { after })
}

fn late_payment_undeletes(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let gone = matches!(mailbox.service(), Service::Deleted { .. });
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::PaymentRegistered { .. } if gone => edited(&after, |m| {
            let opened = |field: &str| m["opened"][field]["Was"].clone();
            let (anchor, expiry) = (opened("anchor"), opened("expiry"));
            m["service"] = json!({ "Active": { "period": {
                "anchor": anchor, "years": 1, "expiry": expiry, "began_on": anchor,
                "exit_right": false,
            } } });
        }),
        _ => after,
    })
}

fn held_kept_as_a_fee(node: &Node, command: &Command) -> Decided {
    let events = rightly(node, command);
    match command {
        Command::CancelOrder { .. } => {
            without(events, |fact| matches!(fact, Fact::RefundOwed { .. }))
        }
        _ => events,
    }
}

fn not_cancelled_between_attempts(node: &Node, command: &Command) -> Decided {
    let events = rightly(node, command)?;
    let tried = node.mailbox.attempts().last();
    match (command, tried) {
        (Command::CancelOrder { order }, Some(tried))
            if !events.is_empty() && tried.key.order() == *order =>
        {
            Err(Refusal::ChargeUnresolved { key: tried.key, requested_on: tried.on })
        }
        _ => Ok(events),
    }
}
