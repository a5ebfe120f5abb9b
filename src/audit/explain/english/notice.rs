//! What a notice says, in one line of words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    causes,
    words::{charge, counted, euro, method_id, order, room, years},
};
use crate::{
    audit::explain::clauses::{join, says_nothing},
    mailbox::{
        ChargeFailed, DeletionWarning, DepartureReceived, ExpiryReminder, IfNotRenewed, NextCharge,
        NoRenewal, Notice, Outlook, OutlookChanged, Overtaken, PaymentIncomplete, Renewed,
        TacitRenewal, Termination, Trouble, WayOut,
    },
    order::Due,
    values::{Bytes, Day, OrderId},
};

#[expect(clippy::too_many_lines, reason = "one arm a notice, in the order of their declaration")]
pub(super) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::ExpiryReminder(told) => reminder(told),
        Notice::TacitRenewal(told) => tacit_renewal(told),
        Notice::DeletionWarning(told) => deletion_warning(told),
        Notice::OutlookChanged(told) => outlook_changed(told),
        Notice::AutoRenewalSwitchedOn { method, cause } => {
            format!("automatic renewal is {}", causes::on(&method_id(*method), *cause))
        }
        Notice::AutoRenewalSwitchedOff { cause, expiry, if_not_renewed: follows } => {
            let follows = if_not_renewed(*follows);
            let off = format!("automatic renewal is {}", causes::off(*cause));
            if follows.is_empty() {
                return off;
            }
            let alone = format!("the mailbox that expires on {expiry} is not renewed by itself");
            join(format!("{off}: {alone}"), &[follows])
        }
        Notice::ChargeStillOnItsWay { key, renews: true } => {
            format!(
                "{} may still settle: the mailbox is then renewed; if it does not, nothing renews it by itself",
                charge(*key)
            )
        }
        Notice::ChargeStillOnItsWay { key, renews: false } => {
            format!("{} may still settle: what it takes is then owed back", charge(*key))
        }
        Notice::ChargeInDoubt { key } => {
            format!(
                "{} may have happened after all: automatic renewal waits until that is known; if its \
                 order is paid by hand as well, {TAKEN_TWICE}",
                charge(*key)
            )
        }
        Notice::OrderNotGenerated { expiry, reason, outlook: coming } => {
            let reason = causes::not_generated(*reason);
            let none = format!("no order is generated for the expiry of {expiry}: {reason}");
            match coming {
                Outlook::WillRenew { .. } => {
                    format!("{none}; once that has passed, {}", outlook(coming))
                }
                Outlook::AwaitsOutcome { .. } => format!("{none}; {}", outlook(coming)),
                Outlook::WillNotRenew { .. } => format!("{none}; it is not renewed by itself"),
            }
        }
        Notice::ChargeFailed(told) => charge_failed(told),
        Notice::PaymentIncomplete(told) => payment_incomplete(told),
        Notice::BoundMethodDead { method, why } => {
            let (method, why) = (method_id(*method), causes::will_bar(*why));
            format!("the next charge of {method} will fail: {why}")
        }
        Notice::MethodNeedsHolder { method } => {
            format!("{} can only go on if its holder acts", method_id(*method))
        }
        Notice::Renewed(Renewed { order: id, expiry, paid, receivable }) => {
            let to_come = if receivable.is_zero() {
                String::new()
            } else {
                format!(", and {} is to come by the commitment", euro(*receivable))
            };
            format!(
                "{} is paid with {}{to_come}: the mailbox is renewed until {expiry}",
                order(*id),
                euro(*paid)
            )
        }
        Notice::MoneyOwedBack { refund, amount, order, reason, form, due } => {
            causes::owed_back(*refund, *amount, *order, *reason, (*form, *due), None)
        }
        Notice::TerminationReceived {
            when: Termination::AtExpiry,
            expiry,
            renewable_until,
            if_not_renewed: follows,
        } => {
            let ends = format!(
                "the termination is received: the mailbox ends with its expiry of {expiry}; until \
                 then the termination can be revoked"
            );
            let renewable = renewable_until.map_or(String::new(), |last| {
                format!("after that the mailbox can still be renewed by hand, until {last}")
            });
            join(ends, &[renewable, if_not_renewed(*follows)])
        }
        Notice::TerminationReceived { when: Termination::Now, .. } => {
            "the termination is received: the mailbox ends now, with all its mail".to_string()
        }
        Notice::WithdrawalReceived { declared_at, received } => departure_received(
            format!(
                "the withdrawal from the renewal by {}, declared at {declared_at}, is received",
                order(received.order)
            ),
            received,
        ),
        Notice::LeavingReceived(received) => departure_received(
            format!("the request to leave the term of {} is received", order(received.order)),
            received,
        ),
        Notice::TerminationRevoked { expiry } => format!(
            "the termination is revoked: the mailbox that expires on {expiry} can be renewed again; \
             automatic renewal stays off"
        ),
        Notice::TerminationMoved { expiry } => {
            format!(
                "the mailbox was renewed by a charge on its way: its termination now stands at {expiry}"
            )
        }
        Notice::MailboxDeleted { cause } => {
            format!("the mailbox is deleted with all its mail, {}", causes::deleted(*cause))
        }
        Notice::RoomKept { room: kept, entitled } => {
            // An archive whose end was agreed is nobody's room any more.
            if entitled.archive == Bytes::ZERO {
                let (kept, entitled) = (kept.mailbox, entitled.mailbox);
                return format!(
                    "the mailbox keeps {kept}, as its mail does not fit into {entitled}"
                );
            }
            let (kept, entitled) = (room(*kept), room(*entitled));
            format!("the room stays {kept}, as data does not fit into {entitled}")
        }
    }
}

fn departure_received(received: String, told: &DepartureReceived) -> String {
    let DepartureReceived { owed_back, expiry, way_out: way, if_not_renewed: follows, .. } = told;
    let money = if owed_back.is_zero() {
        "nothing of it comes back".to_string()
    } else {
        format!("{} come back in cash", euro(*owed_back))
    };
    let expiry = expiry.map_or(String::new(), |expiry| format!("the expiry is {expiry}"));
    let way = match way {
        None => String::new(),
        Some(WayOut::Pay { order: id, dues }) => {
            format!("{} can be paid with {}", order(*id), sums(dues))
        }
        Some(WayOut::Renew { dues, .. }) => {
            format!("it can be renewed by hand again, for {}", sums(dues))
        }
    };
    join(received, &[money, expiry, way, if_not_renewed(*follows)])
}

pub(super) fn reminder(told: &ExpiryReminder) -> String {
    let ExpiryReminder {
        expiry,
        days_left,
        outlook: coming,
        way_out: way,
        if_not_renewed: follows,
    } = told;
    let days = counted(days_left.unsigned_abs().into(), "day");
    let when = match *days_left {
        0 => "the mailbox expires today".to_string(),
        1.. => format!("the mailbox expires on {expiry}, in {days}"),
        _ => format!("the mailbox expired on {expiry}, {days} ago"),
    };
    let today = expiry.minus_days(*days_left);
    let way = way_out(way.as_ref(), coming, today);
    join(when, &[outlook(coming), way, follows_from(coming, *follows)])
}

fn tacit_renewal(told: &TacitRenewal) -> String {
    let TacitRenewal { expiry, term, opt_out_by, charge: coming, outlook: now, .. } = told;
    let term = years(*term);
    let renewed =
        format!("the contract of {expiry} will be renewed tacitly for {term} (art. 65-bis)");
    let by = opt_out_by
        .map_or("switching off may come too late to prevent the charge".to_string(), |by| {
            format!("switching off by {by} certainly prevents the charge")
        });
    let lead = match now {
        Outlook::WillRenew { .. } => renewed,
        Outlook::AwaitsOutcome { .. } => {
            let may =
                format!("the contract of {expiry} may be renewed tacitly for {term} (art. 65-bis)");
            format!("{}; {may}", outlook(now))
        }
        Outlook::WillNotRenew { .. } => format!("{}; if that changes, {renewed}", outlook(now)),
    };
    match (coming, now) {
        (Some(coming), _) => format!("{lead}: {}; {by}", next_charge(*coming)),
        // The sum being collected is named already.
        (None, Outlook::AwaitsOutcome { .. }) => {
            let none = "no other charge is foretold before that outcome";
            format!("{lead}; {none}; switching off no longer stops that charge")
        }
        (None, Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. }) => {
            let by = opt_out_by.map(|_| by).unwrap_or_default();
            join(lead, &["no sum can be named yet".to_string(), by])
        }
    }
}

fn outlook_changed(told: &OutlookChanged) -> String {
    let OutlookChanged {
        expiry,
        days_left,
        overtaken,
        outlook: coming,
        way_out: way,
        if_not_renewed: follows,
    } = told;
    let today = expiry.minus_days(*days_left);
    let said = match overtaken {
        Overtaken::WillNotRenew => "it renews by itself".to_string(),
        Overtaken::SumRose { said } => format!("{} is charged", euro(*said)),
        Overtaken::ChargeNearer { said } => format!("nothing is charged before {said}"),
        Overtaken::OfferEndsSooner { amount, said } => {
            format!("{} suffices until {said}", euro(*amount))
        }
    };
    let changed = format!(
        "it was said of the mailbox with the expiry of {expiry} that {said}, and that no longer holds"
    );
    let way = way_out(way.as_ref(), coming, today);
    join(changed, &[outlook(coming), way, follows_from(coming, *follows)])
}

fn deletion_warning(told: &DeletionWarning) -> String {
    let DeletionWarning {
        expiry,
        deletion,
        days_left,
        renewable_until,
        outlook: coming,
        way_out: way,
    } = told;
    let today = deletion.minus_days(*days_left);
    let deleted = format!(
        "the mailbox with the expiry of {expiry} is deleted with all its mail on {deletion}"
    );
    let warning = match coming {
        _ if today <= *renewable_until => {
            format!("{deleted}, if it is not renewed by {renewable_until}")
        }
        Outlook::AwaitsOutcome { .. } => format!(
            "{deleted}, unless the charge whose outcome is awaited renews it; the last day to renew it \
             by hand was {renewable_until}"
        ),
        Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. } => {
            format!("{deleted}; the last day to renew it was {renewable_until}")
        }
    };
    join(warning, &[outlook(coming), way_out(way.as_ref(), coming, today)])
}

fn charge_failed(told: &ChargeFailed) -> String {
    let ChargeFailed {
        order: id,
        trouble,
        next_charge: coming,
        reason,
        dues,
        with_another_method,
        if_not_renewed: follows,
    } = told;
    let went_wrong = match trouble {
        Trouble::Failed(failure) => format!("the charge {}", causes::failed(*failure)),
        Trouble::Barred(bar) => format!("no charge was asked for: {}", causes::bar(*bar)),
        Trouble::Exhausted => "the last charge was made".to_string(),
    };
    let next = match (coming, reason) {
        (Some(coming), _) => format!("next, {}", next_charge(*coming)),
        (None, Some(NoRenewal::MethodBarred(reason))) if *trouble == Trouble::Barred(*reason) => {
            "no charge follows".to_string()
        }
        (None, Some(reason)) => format!("no charge follows: {}", causes::no_renewal(*reason)),
        (None, None) => "no charge follows before the outcome of another one is known".to_string(),
    };
    let by_hand = match (dues.as_slice(), coming, reason) {
        ([], _, _) => String::new(),
        (_, None, None) => format!("by hand it can be paid with {}; {TAKEN_TWICE}", sums(dues)),
        (_, _, _) => format!("by hand it can be paid with {}", sums(dues)),
    };
    let other = with_another_method.map_or(String::new(), |charge| {
        format!("if another method is bound today, {}", next_charge(charge))
    });
    let follows = match (coming, reason) {
        (None, None) if says_nothing(*follows) => DEPENDS.to_string(),
        (_, _) => if_not_renewed(*follows),
    };
    let failed = format!("{} could not be charged: {went_wrong}", order(*id));
    join(failed, &[next, by_hand, other, follows])
}

fn payment_incomplete(told: &PaymentIncomplete) -> String {
    let PaymentIncomplete {
        order: id,
        held,
        missing,
        outlook: coming,
        dues,
        if_not_renewed: follows,
    } = told;
    let held = format!("{} is held for {}", euro(*held), order(*id));
    let missing = match coming {
        Outlook::AwaitsOutcome { key, .. } if !dues.is_empty() => {
            let dues = sums(dues);
            let payable = format!(
                "missing and payable is {dues}, although {} may still settle",
                charge(*key)
            );
            join(payable, &[taken_twice(*id, coming)])
        }
        Outlook::AwaitsOutcome { key, .. } => format!(
            "{} is missing, but {} is on its way: nothing needs to be paid now, its outcome is awaited",
            euro(*missing),
            charge(*key)
        ),
        Outlook::WillRenew { charge } => {
            let (missing, charge) = (euro(*missing), next_charge(*charge));
            format!("{missing} is missing; {charge}, unless it is paid by hand before")
        }
        Outlook::WillNotRenew { .. } if dues.is_empty() => {
            format!("{} is missing, and can no longer be paid", euro(*missing))
        }
        Outlook::WillNotRenew { .. } => {
            format!("what is missing can be paid with {}", sums(dues))
        }
    };
    join(held, &[missing, follows_from(coming, *follows)])
}

/// What happens by itself.
fn outlook(coming: &Outlook) -> String {
    match coming {
        Outlook::WillRenew { charge } => {
            format!("it renews by itself: {}", next_charge(*charge))
        }
        Outlook::AwaitsOutcome { key, amount: Some(amount), .. } => format!(
            "{} of {} is being collected: what follows depends on its outcome",
            charge(*key),
            euro(*amount)
        ),
        Outlook::AwaitsOutcome { key, amount: None, .. } => {
            format!("{} may have happened: what follows depends on its outcome", charge(*key))
        }
        Outlook::WillNotRenew { reason } => {
            format!("it does not renew by itself: {}", causes::no_renewal(*reason))
        }
    }
}

fn next_charge(coming: NextCharge) -> String {
    format!("{} is charged on {}", euro(coming.amount), coming.on)
}

/// What can be done, and from which day on where that is not `today`.
fn way_out(way: Option<&WayOut>, coming: &Outlook, today: Day) -> String {
    match way {
        None => String::new(),
        Some(WayOut::Pay { order: id, dues }) => {
            let payable = format!("{} can be paid with {}", order(*id), sums(dues));
            join(payable, &[taken_twice(*id, coming)])
        }
        Some(WayOut::Renew { from, dues }) if today == *from => {
            format!("it can be renewed by hand for {}", sums(dues))
        }
        Some(WayOut::Renew { from, dues }) => {
            format!("from {from} on it can be renewed by hand, for {}", sums(dues))
        }
    }
}

/// Said wherever an order can be paid although a charge of it may settle.
fn taken_twice(paid: OrderId, coming: &Outlook) -> String {
    match coming {
        Outlook::AwaitsOutcome { order, .. } if *order == paid => TAKEN_TWICE.to_string(),
        Outlook::AwaitsOutcome { .. }
        | Outlook::WillRenew { .. }
        | Outlook::WillNotRenew { .. } => String::new(),
    }
}

/// Sums, each with the last day on which it suffices.
pub(super) fn sums(dues: &[Due]) -> String {
    let sums: Vec<String> = dues
        .iter()
        .map(|Due { amount, late_fee, until }| {
            let fee = if late_fee.is_zero() {
                String::new()
            } else {
                format!(" (late fee of {} included)", euro(*late_fee))
            };
            let sum = if amount.is_zero() { "nothing more".to_string() } else { euro(*amount) };
            format!("{sum} until {until}{fee}")
        })
        .collect();
    sums.join(", then ")
}

/// What follows if it is not renewed, or that it depends on the outcome awaited.
fn follows_from(coming: &Outlook, follows: IfNotRenewed) -> String {
    match coming {
        Outlook::AwaitsOutcome { .. } if says_nothing(follows) => DEPENDS.to_string(),
        Outlook::AwaitsOutcome { .. }
        | Outlook::WillRenew { .. }
        | Outlook::WillNotRenew { .. } => if_not_renewed(follows),
    }
}

fn if_not_renewed(follows: IfNotRenewed) -> String {
    let IfNotRenewed { sending_stops, deletion } = follows;
    let stops = sending_stops.map(|day| format!("sending stops on {day}"));
    let deleted = deletion.map(|day| format!("it is deleted with all its mail on {day}"));
    let follows: Vec<String> = [stops, deleted].into_iter().flatten().collect();
    if follows.is_empty() {
        String::new()
    } else {
        format!("if it is not renewed, {}", follows.join(" and "))
    }
}

const TAKEN_TWICE: &str = "what is taken twice comes back in cash";
const DEPENDS: &str = "if it is not renewed, what becomes of it depends on that outcome too";
