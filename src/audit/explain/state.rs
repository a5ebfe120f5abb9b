//! The state of a mailbox on a day, in words.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::causes;
use super::words::{and_extra, charge, euro, listed, method, order, purchase, room};
use crate::auto_renewal::AutoRenewal;
use crate::charge::Charge;
use crate::mailbox::{Hosting, Mailbox, Space};
use crate::service::{Access, Standing};
use crate::values::Day;

/// The state of the mailbox on a day, in clauses parted by semicolons; ticked or not (R-07).
///
/// Service, automatic renewal, the open order and its collection always stand there; a planned
/// plan, room that is still to shrink, and money held or owed back only where there is any.
#[must_use]
pub fn state(mailbox: &Mailbox, day: Day) -> String {
    let mut clauses = Vec::from([standing(mailbox, day)]);
    clauses.push(match mailbox.auto_renewal() {
        AutoRenewal::Off { cause } => format!("automatic renewal off, {}", causes::off(*cause)),
        AutoRenewal::On { method: bound, cause } => {
            format!("automatic renewal on with {}, {}", method(bound), causes::on(*cause))
        }
    });
    clauses.push(open_order(mailbox, day));
    clauses.extend(collection(mailbox.charge(), mailbox.auto_renewal().is_on()));
    clauses.extend(space(mailbox.space()));
    let ledger = mailbox.ledger();
    if !ledger.held.is_zero() {
        clauses.push(format!("{} held", euro(ledger.held)));
    }
    if !ledger.owed_back.is_zero() {
        clauses.push(format!("{} owed back", euro(ledger.owed_back)));
    }
    clauses.join("; ")
}

/// What the mailbox may do, in words: `send, receive, read and renew`.
///
/// # Examples
/// ```
/// use pec_renewal::audit::explain;
/// use pec_renewal::service::Access;
///
/// let access = Access { send: false, receive: true, read: true, renew: true };
/// assert_eq!(explain::access(access), "receive, read and renew");
/// ```
#[must_use]
pub fn access(access: Access) -> String {
    let Access { send, receive, read, renew } = access;
    listed(&[(send, "send"), (receive, "receive"), (read, "read"), (renew, "renew")])
}

fn standing(mailbox: &Mailbox, day: Day) -> String {
    let expiry = mailbox.expiry();
    let mut text = match mailbox.standing(day) {
        Standing::InService => format!("in service until {expiry}"),
        Standing::InGrace { phase, day, renewable } => {
            let renewable = if renewable { "" } else { ", not renewable" };
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
    match mailbox.hosting() {
        Hosting::Provider => {}
        Hosting::OwnDomain => text.push_str(", on the customer's own domain"),
    }
    text
}

fn open_order(mailbox: &Mailbox, day: Day) -> String {
    let Some(open) = mailbox.open_order_on(day) else {
        return "no order open".to_string();
    };
    let origin = if open.is_generated() { "generated" } else { "manual" };
    let (named, bought) = (order(open.id), purchase(open.purchase));
    let held = mailbox.ledger().held;
    let due = match open.due_on(mailbox.grace(), day) {
        Some(due) => format!("{} due", euro(due.saturating_sub(held))),
        None => "an amount due that is beyond counting".to_string(),
    };
    format!("{named} open ({origin}): {bought}, {due}, payable until {}", open.last_day)
}

fn collection(collected: &Charge, automatic: bool) -> Option<String> {
    match collected {
        Charge::Idle => None,
        Charge::Waiting { .. } | Charge::RetryDue { .. } if !automatic => {
            Some("no charge while automatic renewal is off".to_string())
        }
        Charge::Waiting { .. } => Some("the next rung is awaited".to_string()),
        Charge::RetryDue { .. } => Some("one charge of the newly bound method is owed".to_string()),
        Charge::Barred { bar, .. } => Some(format!("charges barred: {}", causes::bar(*bar))),
        Charge::Exhausted { .. } => Some("the retry ladder is exhausted".to_string()),
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
        .map(|change| {
            let (plan, extra) = (change.plan, and_extra(change.extra));
            format!("the plan will be {plan}{extra} from {} on", change.on)
        })
        .collect();
    if space.shrink.is_some() {
        let entitled = space.plan.room(space.extra);
        let (has, entitled) = (room(space.room), room(entitled));
        clauses.push(format!("room of {has}, to shrink to {entitled}"));
    }
    clauses
}
