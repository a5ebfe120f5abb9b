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
    mailbox::{
        ChargeFailed, DeletionWarning, ExpiryReminder, IfNotRenewed, NextCharge, NoRenewal, Notice,
        Outlook, OutlookChanged, Overtaken, PaymentIncomplete, Renewed, TacitRenewal, Termination,
        Trouble, WayOut,
    },
    order::Due,
    values::{Bytes, Day},
};

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
            format!("{} may still settle: the mailbox is then renewed", charge(*key))
        }
        Notice::ChargeStillOnItsWay { key, renews: false } => {
            format!("{} may still settle: the money then comes back", charge(*key))
        }
        Notice::ChargeInDoubt { key } => {
            format!(
                "{} may have happened after all: automatic renewal waits until that is known; what \
                 is taken twice is paid back",
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
        Notice::Renewed(Renewed { order: id, expiry, paid }) => {
            format!(
                "{} is paid with {}: the mailbox is renewed until {expiry}",
                order(*id),
                euro(*paid)
            )
        }
        Notice::MoneyOwedBack { refund, amount, order, reason, form, due } => {
            causes::owed_back(*refund, *amount, *order, *reason, (*form, *due))
        }
        Notice::TerminationReceived {
            when: Termination::AtExpiry,
            expiry,
            if_not_renewed: follows,
        } => {
            let ends = format!(
                "the termination is received: the mailbox ends with its expiry of {expiry}"
            );
            join(ends, &[if_not_renewed(*follows)])
        }
        Notice::TerminationReceived { when: Termination::Now, .. } => {
            "the termination is received: the mailbox ends now, with all its mail".to_string()
        }
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

fn reminder(told: &ExpiryReminder) -> String {
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
    join(when, &[outlook(coming), way_out(way.as_ref(), Some(today)), if_not_renewed(*follows)])
}

fn tacit_renewal(told: &TacitRenewal) -> String {
    let TacitRenewal { expiry, term, opt_out_by, charge: coming, outlook: now, .. } = told;
    let (term, article) = (years(*term), "(art. 65-bis)");
    let by = match opt_out_by {
        Some(by) => format!("switching off by {by} surely prevents the charge"),
        None => "switching off may come too late to prevent the charge".to_string(),
    };
    match (now, coming) {
        (Outlook::WillRenew { .. }, Some(coming)) => {
            let coming = next_charge(*coming);
            format!(
                "the contract of {expiry} will be renewed tacitly for {term} {article}: {coming}; {by}"
            )
        }
        (now, coming) => {
            let coming = match coming {
                Some(coming) => format!(": {}; {by}", next_charge(*coming)),
                None => "; no sum can be named yet".to_string(),
            };
            let otherwise = match now {
                Outlook::WillNotRenew { .. } => "if that changes",
                Outlook::WillRenew { .. } | Outlook::AwaitsOutcome { .. } => "otherwise",
            };
            let (now, contract) = (outlook(now), format!("the contract of {expiry}"));
            format!(
                "{now}; {otherwise}, {contract} will be renewed tacitly for {term} {article}{coming}"
            )
        }
    }
}

fn outlook_changed(told: &OutlookChanged) -> String {
    let OutlookChanged {
        expiry,
        overtaken,
        outlook: coming,
        way_out: way,
        if_not_renewed: follows,
    } = told;
    let said = match overtaken {
        Overtaken::WillNotRenew => "it renews by itself".to_string(),
        Overtaken::SumRose { said } => format!("{} is charged", euro(*said)),
        Overtaken::ChargeNearer { said } => format!("nothing is charged before {said}"),
        Overtaken::OfferEndsSooner { amount, said } => {
            format!("{} suffices until {said}", euro(*amount))
        }
    };
    let changed = format!(
        "it was said of the mailbox that expires on {expiry} that {said}, and that no longer holds"
    );
    join(changed, &[outlook(coming), way_out(way.as_ref(), None), if_not_renewed(*follows)])
}

fn deletion_warning(told: &DeletionWarning) -> String {
    let DeletionWarning { expiry, deletion, renewable_until, outlook: coming, way_out: way } = told;
    let warning = format!(
        "the mailbox with the expiry of {expiry} is deleted with all its mail on {deletion}, if it is \
         not renewed by {renewable_until}"
    );
    join(warning, &[outlook(coming), way_out(way.as_ref(), None)])
}

fn charge_failed(told: &ChargeFailed) -> String {
    let ChargeFailed { order: id, trouble, next_charge: coming, reason, dues } = told;
    let went_wrong = match trouble {
        Trouble::Failed(failure) => format!("the charge {}", causes::failure(*failure)),
        Trouble::Barred(bar) => format!("no charge was asked for: {}", causes::bar(*bar)),
        Trouble::Exhausted => "the last charge was made".to_string(),
    };
    let next = match (coming, reason) {
        (Some(coming), _) => format!("next, {}", next_charge(*coming)),
        (None, Some(NoRenewal::MethodBarred(reason))) if *trouble == Trouble::Barred(*reason) => {
            "no charge follows".to_string()
        }
        (None, Some(reason)) => format!("no charge follows: {}", causes::no_renewal(*reason)),
        (None, None) => "no charge follows for now".to_string(),
    };
    let by_hand = if dues.is_empty() {
        String::new()
    } else {
        format!("by hand it can be paid with {}", sums(dues))
    };
    join(format!("{} could not be charged: {went_wrong}", order(*id)), &[next, by_hand])
}

fn payment_incomplete(told: &PaymentIncomplete) -> String {
    let PaymentIncomplete { order: id, held, missing, outlook: coming, dues } = told;
    let held = format!("{} is held for {}", euro(*held), order(*id));
    let missing = match coming {
        Outlook::AwaitsOutcome { .. } if !dues.is_empty() => {
            format!("missing and payable is {}", sums(dues))
        }
        Outlook::AwaitsOutcome { key, .. } => format!(
            "{} is missing, but {} is on its way: nothing is to be paid before its outcome",
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
    format!("{held}; {missing}")
}

/// What happens by itself.
fn outlook(coming: &Outlook) -> String {
    match coming {
        Outlook::WillRenew { charge } => {
            format!("it renews by itself: {}", next_charge(*charge))
        }
        Outlook::AwaitsOutcome { key, amount: Some(amount) } => format!(
            "{} of {} is being collected: what follows hangs on its outcome",
            charge(*key),
            euro(*amount)
        ),
        Outlook::AwaitsOutcome { key, amount: None } => {
            format!("{} may have happened: what follows hangs on its outcome", charge(*key))
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
fn way_out(way: Option<&WayOut>, today: Option<Day>) -> String {
    match way {
        None => String::new(),
        Some(WayOut::Pay { order: id, dues }) => {
            format!("{} can be paid with {}", order(*id), sums(dues))
        }
        Some(WayOut::Renew { from, dues }) if today == Some(*from) => {
            format!("it can be renewed by hand for {}", sums(dues))
        }
        Some(WayOut::Renew { from, dues }) => {
            format!("it can be renewed by hand, from {from} on, for {}", sums(dues))
        }
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
            format!("{} until {until}{fee}", euro(*amount))
        })
        .collect();
    sums.join(", then ")
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

/// Clauses parted by semicolons, those left out that say nothing.
fn join(first: String, others: &[String]) -> String {
    others.iter().filter(|clause| !clause.is_empty()).fold(first, |mut text, clause| {
        text.push_str("; ");
        text.push_str(clause);
        text
    })
}
