//! The state of a mailbox on a day, in words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    causes,
    words::{charge, elsewhere, euro, holder, method, order, purchase, room, unless_renewable},
};
use crate::{
    audit::explain::clauses::{
        CollectionNow, OrderNow, collection_now, has_exit_right, is_off_since_terminated, order_now,
    },
    auto_renewal::AutoRenewal,
    mailbox::{Doubt, Mailbox, Space},
    order::OpenOrder,
    service::Standing,
    values::Day,
};

/// What the mailbox is, and whose.
pub(super) fn held(mailbox: &Mailbox) -> String {
    format!("{}, held by {}", purchase(mailbox.purchase()), holder(mailbox.holder().kind))
}

pub(super) fn state(mailbox: &Mailbox, day: Day) -> String {
    let mut clauses = Vec::from([standing(mailbox, day)]);
    clauses.push(match mailbox.auto_renewal() {
        AutoRenewal::Off { .. } if is_off_since_terminated(mailbox) => {
            format!("automatic renewal {}", causes::OFF_SINCE_TERMINATED)
        }
        AutoRenewal::Off { cause } => format!("automatic renewal {}", causes::off(*cause)),
        AutoRenewal::On { method: bound, cause, consent } => {
            let on = causes::on_by_consent(&method(bound), *cause, *consent);
            format!("automatic renewal {on}")
        }
    });
    clauses.push(open_order(mailbox, day));
    clauses.extend(collection(mailbox));
    let in_doubt = |doubt: &Doubt| format!("{} in doubt since {}", charge(doubt.key), doubt.on);
    clauses.extend(mailbox.doubts().iter().map(in_doubt));
    clauses.extend(space(mailbox.space()));
    let ledger = mailbox.ledger();
    if !ledger.held.is_zero() {
        clauses.push(format!("{} held", euro(ledger.held)));
    }
    if !ledger.owed_back.is_zero() {
        clauses.push(format!("{} owed back", euro(ledger.owed_back)));
    }
    if !ledger.debts.is_zero() {
        clauses.push(format!("{} of debts", euro(ledger.debts)));
    }
    if !ledger.receivables.is_zero() {
        clauses.push(format!("{} to come by commitments", euro(ledger.receivables)));
    }
    clauses.join("; ")
}

fn standing(mailbox: &Mailbox, day: Day) -> String {
    let expiry = mailbox.expiry();
    let mut text = match mailbox.standing(day) {
        Standing::InService => format!("in service until {expiry}"),
        Standing::InGrace { phase, day, renewable } => {
            let renewable = unless_renewable(renewable);
            format!("expired on {expiry}, day {day} of grace, phase {phase}{renewable}")
        }
        Standing::GraceOver => format!("expired on {expiry}, grace over"),
        Standing::Ending => "ending now, when the outcome of a charge is known".to_string(),
        Standing::Deleted => "deleted".to_string(),
    };
    if mailbox.service().termination_stands(day) {
        text.push_str(", with a termination at expiry");
    }
    if has_exit_right(mailbox, day) {
        text.push_str(", with the exit right");
    }
    if let Some(elsewhere) = elsewhere(mailbox.hosting()) {
        text.push_str(", ");
        text.push_str(elsewhere);
    }
    text
}

fn open_order(mailbox: &Mailbox, day: Day) -> String {
    match order_now(mailbox, day) {
        OrderNow::None => "no order open".to_string(),
        OrderNow::RenewsNothing(order) => format!(
            "{}, which renews nothing any more; only the outcome of its charge keeps it open",
            open(order)
        ),
        OrderNow::PastLastDay { order, last_day, margin_ends } => {
            let open = format!("{}, its last day was {last_day}", open(order));
            match margin_ends {
                Some(ends) => {
                    format!(
                        "{open}; money of that day or before counts if it is reported by {ends}"
                    )
                }
                None => format!("{open}; only the outcome of its charge keeps it open"),
            }
        }
        OrderNow::Payable { order, due, last_day } => {
            format!("{}, {} due, payable until {last_day}", open(order), euro(due))
        }
    }
}

fn open(open: &OpenOrder) -> String {
    let origin = if open.is_generated() { "generated" } else { "manual" };
    format!("{} open ({origin}): {}", order(open.id), purchase(open.purchase))
}

fn collection(mailbox: &Mailbox) -> Option<String> {
    Some(match collection_now(mailbox)? {
        CollectionNow::SwitchedOff => "no charge while automatic renewal is off".to_string(),
        CollectionNow::NextRung => "the next rung is awaited".to_string(),
        CollectionNow::OneOwed => "one charge of the newly bound method is owed".to_string(),
        CollectionNow::Barred(bar) => format!("charges barred: {}", causes::bar(bar)),
        CollectionNow::Exhausted => causes::LADDER_EXHAUSTED.to_string(),
        CollectionNow::Unresolved(request) => {
            let (key, on) = (charge(request.key), request.on);
            let unknown = if request.unknown { ", perhaps done" } else { "" };
            format!("{key} of {on} unresolved{unknown}")
        }
    })
}

fn space(space: &Space) -> Vec<String> {
    let mut clauses: Vec<String> = space
        .planned
        .iter()
        .map(|change| format!("the plan will be {} from {} on", change.package, change.on))
        .collect();
    if space.shrink.is_some() {
        let entitled = space.package.room();
        let (has, entitled) = (room(space.room), room(entitled));
        clauses.push(format!("room of {has}, to shrink to {entitled}"));
    }
    clauses
}
