//! What a notice says, in one line of words.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{
    causes,
    words::{charge, counted, euro, method_id, order, price, room, years},
};
use crate::{
    mailbox::{ExpiryReminder, Notice, Outlook},
    values::Price,
};

pub(super) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::ExpiryReminder(reminder) => self::reminder(reminder),
        Notice::TacitRenewal { expiry, opt_out_by, term, price: cost } => {
            let by = match opt_out_by {
                Some(by) => format!("switching off by {by} surely prevents the charge"),
                None => "switching off may come too late to prevent the charge".to_string(),
            };
            let (years, cost) = (years(*term), self::cost(cost.as_ref()));
            format!(
                "the contract of {expiry} will be renewed tacitly for {years} (art. 65-bis); {by}; \
                 {cost}"
            )
        }
        Notice::AutoRenewalSwitchedOn { method, cause } => {
            format!("automatic renewal is {}", causes::on(&method_id(*method), *cause))
        }
        Notice::AutoRenewalSwitchedOff { cause } => {
            format!("automatic renewal is {}", causes::off(*cause))
        }
        Notice::ChargeStillOnItsWay { key } => {
            format!("automatic renewal is off, but {} may still settle", charge(*key))
        }
        Notice::ChargeInDoubt { key } => {
            format!(
                "{} may have happened after all: automatic renewal waits until that is known; what \
                 is taken twice is paid back",
                charge(*key)
            )
        }
        Notice::OrderNotGenerated { expiry, reason } => {
            let reason = causes::not_generated(*reason);
            format!("the expiry of {expiry} is not renewed automatically for now: {reason}")
        }
        Notice::ChargeFailed { order: id, due, bar, next_charge, last_day } => {
            let bar = bar.map_or(String::new(), |bar| format!("; {}", causes::bar(bar)));
            let next = match next_charge {
                Some(day) => format!("; the next charge is on {day}"),
                None => "; no charge follows".to_string(),
            };
            let (id, due) = (order(*id), euro(*due));
            format!("{id} could not be charged{bar}{next}; {due} can be paid until {last_day}")
        }
        Notice::PaymentIncomplete { order: id, held, missing, last_day } => {
            let (id, held, missing) = (order(*id), euro(*held), euro(*missing));
            format!("{held} is held for {id}; {missing} is missing, payable until {last_day}")
        }
        Notice::BoundMethodDead { method } => {
            let method = method_id(*method);
            format!("the next charge will fail: {method} was declined for good")
        }
        Notice::RoomKept { room: kept, entitled } => {
            let (kept, entitled) = (room(*kept), room(*entitled));
            format!("the room stays {kept}, as data does not fit into {entitled}")
        }
    }
}

fn reminder(reminder: &ExpiryReminder) -> String {
    let ExpiryReminder {
        expiry,
        days_left,
        renewable_until,
        price: cost,
        late_fee,
        open_order,
        outlook,
    } = reminder;
    let days = |count: i32| counted(count.unsigned_abs().into(), "day");
    let when = match days_left {
        0 => format!("the mailbox expires today, {expiry}"),
        1.. => format!("the mailbox expires on {expiry}, in {}", days(*days_left)),
        _ => format!("the mailbox expired on {expiry}, {} ago", days(*days_left)),
    };
    let open = match open_order {
        None => String::new(),
        Some(open) => {
            let (id, due) = (order(open.order), euro(open.due));
            match outlook {
                Outlook::AwaitsOutcome { key } if key.order() == open.order => {
                    format!("; {id} is open, and {due} is being collected")
                }
                Outlook::AwaitsOutcome { .. }
                | Outlook::WillRenew { .. }
                | Outlook::WillNotRenew { .. } => {
                    format!("; {id} is open, with {due} to be paid until {}", open.last_day)
                }
            }
        }
    };
    let cost = self::cost(cost.as_ref());
    let fee = if late_fee.is_zero() {
        String::new()
    } else {
        format!(" and a late fee of {}", euro(*late_fee))
    };
    let outlook = match outlook {
        Outlook::WillRenew { charge_on } => format!("it is charged from {charge_on} on"),
        Outlook::AwaitsOutcome { key } => {
            format!("{} is unresolved: nothing else is charged until its outcome", charge(*key))
        }
        Outlook::WillNotRenew { reason } => {
            format!("it does not renew by itself: {}", causes::no_renewal(*reason))
        }
    };
    format!("{when}, and is renewable until {renewable_until}; {cost}{fee}{open}; {outlook}")
}

fn cost(renewal: Option<&Price>) -> String {
    match renewal {
        Some(renewal) => format!("renewing costs {}", price(renewal)),
        None => "there is no price today".to_string(),
    }
}
