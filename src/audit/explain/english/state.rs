//! The state of a mailbox on a day, in words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    causes,
    words::{charge, elsewhere, euro, method, order, purchase, room, unless_renewable},
};
use crate::{
    auto_renewal::{AutoRenewal, OffCause},
    charge::Charge,
    mailbox::{Doubt, Mailbox, Space},
    service::{Service, Standing},
    values::Day,
};

pub(super) fn state(mailbox: &Mailbox, day: Day) -> String {
    let mut clauses = Vec::from([standing(mailbox, day)]);
    clauses.push(match mailbox.auto_renewal() {
        AutoRenewal::Off { cause: OffCause::Termination } if is_no_longer_terminated(mailbox) => {
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

const fn is_no_longer_terminated(mailbox: &Mailbox) -> bool {
    matches!(mailbox.service(), Service::Active { .. })
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
    if mailbox.service().period().is_some_and(|period| period.exit_right && day <= period.expiry) {
        text.push_str(", with the exit right");
    }
    if let Some(elsewhere) = elsewhere(mailbox.hosting()) {
        text.push_str(", ");
        text.push_str(elsewhere);
    }
    text
}

fn open_order(mailbox: &Mailbox, day: Day) -> String {
    let Some(open) = mailbox.open_order_on(day) else {
        return "no order open".to_string();
    };
    let origin = if open.is_generated() { "generated" } else { "manual" };
    let (named, bought) = (order(open.id), purchase(open.purchase));
    if mailbox.is_leaving() {
        return format!(
            "{named} open ({origin}): {bought}, which renews nothing any more; only the outcome of its \
             charge keeps it open"
        );
    }
    let due = euro(mailbox.amount_due(day));
    let last_day = mailbox.last_day_of_order(day).unwrap_or(day);
    if last_day < day {
        let open = format!("{named} open ({origin}): {bought}, its last day was {last_day}");
        return match mailbox.margin_ends(day) {
            Some(ends) if day <= ends => {
                format!("{open}; money of that day or before counts if it is reported by {ends}")
            }
            Some(_) | None => format!("{open}; only the outcome of its charge keeps it open"),
        };
    }
    format!("{named} open ({origin}): {bought}, {due} due, payable until {last_day}")
}

fn collection(mailbox: &Mailbox) -> Option<String> {
    match mailbox.charge() {
        Charge::Idle => None,
        // Nothing is charged until the outcome of the charge in doubt.
        Charge::Waiting { .. } | Charge::RetryDue { .. } | Charge::Exhausted { .. }
            if !mailbox.doubts().is_empty() =>
        {
            None
        }
        Charge::Waiting { .. } | Charge::RetryDue { .. } | Charge::Barred { .. }
            if !mailbox.auto_renewal().is_on() =>
        {
            Some("no charge while automatic renewal is off".to_string())
        }
        Charge::Waiting { .. } => Some("the next rung is awaited".to_string()),
        Charge::RetryDue { .. } => Some("one charge of the newly bound method is owed".to_string()),
        Charge::Barred { bar, .. } => Some(format!("charges barred: {}", causes::bar(*bar))),
        Charge::Exhausted { .. } => Some(causes::LADDER_EXHAUSTED.to_string()),
        Charge::Unresolved { request, .. } | Charge::Orphaned { request, .. } => {
            let (key, on) = (charge(request.key), request.on);
            let unknown = if request.unknown { ", perhaps done" } else { "" };
            Some(format!("{key} of {on} unresolved{unknown}"))
        }
    }
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
