//! What an opening carries of a life lived elsewhere.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    calendar::{al, dal, del, il},
    causes,
    fact::{agreed, net_only, payable, settled, stated},
    words::{counted, euro, means, of_amount, order, package, price, purchase, room},
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
        parts.push("disdetta alla scadenza".to_string());
    }
    parts.extend(carried.withheld.map(|withheld| {
        let what = match withheld {
            Withheld::Cancelled => "annullato",
            Withheld::Lapsed => "decaduto",
        };
        format!("un ordine automatico già {what} per questa scadenza")
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
        let (amount, on) = (euro(named.amount), il(named.on));
        format!("quell'avviso indicava un addebito di {amount} {on}")
    }));
    parts.extend(carried.warning.map(|warning| {
        let (on, deletion) = (il(warning.on), il(warning.deletion));
        format!("preavviso dato {on} di una cancellazione {deletion}")
    }));
    parts.extend(carried.deleted_on.map(|on| match judged.logs_until {
        Some(until) => {
            format!("cancellata {}, con log conservati fino {}", il(on), al(until))
        }
        None => format!("cancellata {}", il(on)),
    }));
    if parts.is_empty() {
        return "non si riporta altro".to_string();
    }
    format!("si riporta dalla gestione precedente: {}", parts.join("; "))
}

fn space(space: &CarriedSpace) -> String {
    let CarriedSpace { package: now, planned, larger } = space;
    let later = planned.iter().map(|change| {
        let PlanChange { on, package: coming, archive_consent } = *change;
        format!(", {} {}{}", package(coming), dal(on), agreed(archive_consent))
    });
    let later: String = later.collect();
    let larger = larger.map_or(String::new(), |LargerRoom { room: has, archive_consent }| {
        let consent = agreed(archive_consent);
        format!(", con spazio di {}, da ridurre quando i dati lo permettono{consent}", room(has))
    });
    format!("tipologia in vigore {}{later}{larger}", package(*now))
}

fn open(stated_order: &CarriedOrder, frozen: &OpenOrder) -> String {
    let (by, collected) = match stated_order.origin {
        CarriedOrigin::Generated { attempts, spent, waits_for_authentication, told_of_failure } => {
            let rungs = spent.map_or(String::new(), |rung| {
                format!(", consumati i tentativi previsti fino al n. {rung}")
            });
            let waits =
                if waits_for_authentication { ", metodo in attesa di autenticazione" } else { "" };
            let told =
                if told_of_failure { ", titolare avvisato del mancato addebito" } else { "" };
            let attempts = counted(attempts.into(), "addebito richiesto", "addebiti richiesti");
            ("automatico".to_string(), format!(", {attempts}{rungs}{waits}{told}"))
        }
        CarriedOrigin::Manual { method_kind, informed, start_requested } => (
            format!("manuale, da pagare con {}", means(method_kind)),
            stated(informed, start_requested),
        ),
    };
    let number = stated_order.number.as_ref();
    let number = number.map_or(String::new(), |number| format!(", noto come {number}"));
    format!(
        "{} aperto{number}, {by}, {}: {} a {}{}, {}{}{collected} (condizioni v. {}, listino v. {})",
        order(frozen.id),
        del(frozen.opened_on),
        purchase(frozen.purchase),
        price(&frozen.price),
        net_only(frozen),
        payable(&frozen.asks),
        agreed(frozen.archive_consent),
        frozen.agreed.policy_version,
        frozen.agreed.price_list_version,
    )
}

fn payment(carried: &CarriedPayment) -> String {
    let CarriedPayment { payment, applied, held } = carried;
    let owed_back = payment.amount.saturating_sub(*applied).saturating_sub(*held);
    let lies = [
        (*applied, "applicato", "applicati"),
        (*held, "accantonato", "accantonati"),
        (owed_back, "da restituire", "da restituire"),
    ];
    let lies = lies.into_iter().filter(|(sum, _, _)| !sum.is_zero());
    let lies: Vec<String> = lies
        .map(|(sum, one, more)| format!("{} {}", euro(sum), of_amount(sum, one, more)))
        .collect();
    let (amount, on) = (euro(payment.amount), del(payment.day));
    format!("pagamento {}, {amount} {on}: {}", payment.reference, lies.join(", "))
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
    let of = id.map_or(String::new(), |id| format!(" dell'{}", order(id)));
    format!("debito {number}{of}, ancora aperto per {}", euro(amount))
}

fn receivable(receivable: &CarriedReceivable) -> String {
    let CarriedReceivable { order: id, number, amount, shortfall_waived } = receivable;
    let number = number.as_ref().map_or(String::new(), |number| format!(", noto come {number}"));
    let waived = if shortfall_waived.is_zero() {
        String::new()
    } else {
        format!(", con un abbuono massimo di {}", euro(*shortfall_waived))
    };
    format!("{} ancora da incassare per l'{}{number}{waived}", euro(*amount), order(*id))
}

fn term(term: &CarriedTerm, right: Option<&TermRight>) -> String {
    let CarriedTerm { order: id, last_day, applied, .. } = *term;
    let right = match right {
        Some(TermRight::Exit { .. }) => ", con diritto di recesso senza spese".to_string(),
        Some(TermRight::Withdrawal { until, informed, start_requested, .. }) => {
            let stated = stated(*informed, *start_requested);
            format!(", con diritto di recesso fino {}{stated}", al(*until))
        }
        None => String::new(),
    };
    let first_day = id.expiry().next();
    let (from, to) = (dal(first_day), al(last_day));
    format!("l'{} ha acquistato il periodo {from} {to} con {}{right}", order(id), euro(applied))
}
