//! What an opening carries of a life lived elsewhere.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    causes,
    fact::{agreed, payable, settled, stated},
    words::{counted, euro, order, price, purchase, room},
};
use crate::{
    mailbox::{
        Carried, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment, CarriedReceivable,
        CarriedSpace, CarriedTerm, Judged, LargerRoom, PlanChange, Refund, TermRight, Withheld,
    },
    order::OpenOrder,
};

/// Everything carried, a part each, with what the policy made of it.
pub(super) fn carried(carried: &Carried, judged: &Judged) -> String {
    let mut parts = Vec::new();
    if carried.terminated {
        parts.push("terminated at expiry".to_string());
    }
    parts.extend(carried.withheld.map(|withheld| {
        let what = match withheld {
            Withheld::Cancelled => "cancelled",
            Withheld::Lapsed => "lapsed",
        };
        format!("a generated order {what} in this period")
    }));
    parts.extend(carried.space.as_ref().map(space));
    if let (Some(stated), Some(frozen)) = (&carried.order, &judged.order) {
        parts.push(open(stated, frozen));
    }
    parts.extend(carried.payments.iter().map(payment));
    parts.extend(carried.refunds.iter().map(refund));
    parts.extend(carried.debts.iter().map(debt));
    parts.extend(carried.receivables.iter().map(receivable));
    parts.extend(
        carried.terms.iter().zip(&judged.rights).map(|(it, right)| term(it, right.as_ref())),
    );
    parts.extend(carried.notice_named.map(|named| {
        format!("that notice named a charge of {} on {}", euro(named.amount), named.on)
    }));
    parts.extend(
        carried.warning.map(|warning| {
            format!("warned on {} of a deletion on {}", warning.on, warning.deletion)
        }),
    );
    parts.extend(carried.deleted_on.map(|on| match judged.logs_until {
        Some(until) => format!("deleted on {on}, its logs kept until {until}"),
        None => format!("deleted on {on}"),
    }));
    if parts.is_empty() {
        return "nothing else is taken over".to_string();
    }
    format!("taken over: {}", parts.join("; "))
}

fn space(space: &CarriedSpace) -> String {
    let CarriedSpace { package, planned, larger } = space;
    let later = planned.iter().map(|change| {
        let PlanChange { on, package, archive_consent } = *change;
        format!(", {package} from {on}{}", agreed(archive_consent))
    });
    let later: String = later.collect();
    let larger = larger.map_or(String::new(), |LargerRoom { room: has, archive_consent }| {
        let consent = agreed(archive_consent);
        format!(", with room of {}, to shrink when data allows{consent}", room(has))
    });
    format!("the plan in effect {package}{later}{larger}")
}

fn open(stated_order: &CarriedOrder, frozen: &OpenOrder) -> String {
    let (by, collected) = match stated_order.origin {
        CarriedOrigin::Generated { attempts, spent, waits_for_authentication, told_of_failure } => {
            let rungs = spent.map_or(String::new(), |rung| format!(", spent through rung {rung}"));
            let waits = if waits_for_authentication {
                ", the method waiting for authentication"
            } else {
                ""
            };
            let told = if told_of_failure { ", the holder told of the failure" } else { "" };
            let attempts = counted(attempts.into(), "charge");
            ("generated".to_string(), format!(", {attempts} requested{rungs}{waits}{told}"))
        }
        CarriedOrigin::Manual { method_kind, informed, start_requested } => {
            (format!("by hand, to be paid by {method_kind}"), stated(informed, start_requested))
        }
    };
    let number = stated_order.number.as_ref();
    let number = number.map_or(String::new(), |number| format!(", known as {number}"));
    let net_only = if frozen.net_only { ", of which the net only is owed" } else { "" };
    format!(
        "{} open{number}, {by}, opened on {}: {} for {}{net_only}, {}{}{collected} (policy {}, price \
         list {})",
        order(frozen.id),
        frozen.opened_on,
        purchase(frozen.purchase),
        price(&frozen.price),
        payable(&frozen.asks),
        agreed(frozen.archive_consent),
        frozen.agreed.policy_version,
        frozen.agreed.price_list_version,
    )
}

fn payment(carried: &CarriedPayment) -> String {
    let CarriedPayment { payment, applied, held } = carried;
    let owed_back = payment.amount.saturating_sub(*applied).saturating_sub(*held);
    let lies = [(*applied, "applied"), (*held, "held"), (owed_back, "owed back")];
    let lies = lies.into_iter().filter(|(sum, _)| !sum.is_zero());
    let lies: Vec<String> = lies.map(|(sum, how)| format!("{} {how}", euro(sum))).collect();
    format!("payment {}, {} of {}: {}", payment.reference, euro(payment.amount), payment.day, {
        lies.join(", ")
    })
}

fn refund(refund: &Refund) -> String {
    let Refund { number, amount, order, reason, form, due, payout, .. } = refund;
    match payout {
        Some(payout) => settled(*number, payout, Some(*number), None),
        None => causes::owed_back(*number, *amount, *order, *reason, (*form, *due), None),
    }
}

fn debt(debt: &CarriedDebt) -> String {
    let CarriedDebt { number, amount, order: id } = *debt;
    let of = id.map_or(String::new(), |id| format!(" of {}", order(id)));
    format!("debt {number}{of}, of which {} still stands", euro(amount))
}

fn receivable(receivable: &CarriedReceivable) -> String {
    let CarriedReceivable { order: id, number, amount, shortfall_waived } = receivable;
    let number = number.as_ref().map_or(String::new(), |number| format!(", known as {number}"));
    let waived = if shortfall_waived.is_zero() {
        String::new()
    } else {
        format!(", {} short at most", euro(*shortfall_waived))
    };
    format!("{} still to come for {}{number}{waived}", euro(*amount), order(*id))
}

fn term(term: &CarriedTerm, right: Option<&TermRight>) -> String {
    let CarriedTerm { order: id, last_day, applied, .. } = *term;
    let right = match right {
        Some(TermRight::Exit { .. }) => ", which can be left".to_string(),
        Some(TermRight::Withdrawal { until, informed, start_requested, .. }) => {
            format!(", withdrawable until {until}{}", stated(*informed, *start_requested))
        }
        None => String::new(),
    };
    let first_day = id.expiry().next();
    format!("{} bought {first_day} to {last_day} with {}{right}", order(id), euro(applied))
}
