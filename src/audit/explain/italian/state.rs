//! The state of a mailbox on a day, in words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    calendar::{al, dal, del, il},
    causes,
    words::{
        charge, elsewhere, euro, holder, method, order, package, purchase, room, unless_renewable,
    },
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
    format!("{}, intestata a {}", purchase(mailbox.purchase()), holder(mailbox.holder().kind))
}

pub(super) fn state(mailbox: &Mailbox, day: Day) -> String {
    let mut clauses = Vec::from([standing(mailbox, day)]);
    clauses.push(match mailbox.auto_renewal() {
        AutoRenewal::Off { .. } if is_off_since_terminated(mailbox) => {
            format!("rinnovo automatico {}", causes::OFF_SINCE_TERMINATED)
        }
        AutoRenewal::Off { cause } => format!("rinnovo automatico {}", causes::off(*cause)),
        AutoRenewal::On { method: bound, cause, consent } => {
            let on = causes::on_by_consent(&method(bound), *cause, *consent);
            format!("rinnovo automatico {on}")
        }
    });
    clauses.push(open_order(mailbox, day));
    clauses.extend(collection(mailbox));
    let in_doubt = |doubt: &Doubt| format!("{} in dubbio {}", charge(doubt.key), dal(doubt.on));
    clauses.extend(mailbox.doubts().iter().map(in_doubt));
    clauses.extend(space(mailbox.space()));
    let ledger = mailbox.ledger();
    let sums = [
        ("importo accantonato", ledger.held),
        ("importo da restituire", ledger.owed_back),
        ("debiti per", ledger.debts),
        ("da incassare su impegni di pagamento", ledger.receivables),
    ];
    let sums = sums.into_iter().filter(|(_, sum)| !sum.is_zero());
    clauses.extend(sums.map(|(what, sum)| format!("{what} {}", euro(sum))));
    clauses.join("; ")
}

fn standing(mailbox: &Mailbox, day: Day) -> String {
    let expiry = mailbox.expiry();
    let mut text = match mailbox.standing(day) {
        Standing::InService => format!("attiva fino {}", al(expiry)),
        Standing::InGrace { phase, day, renewable } => {
            let (on, barred) = (il(expiry), unless_renewable(renewable));
            format!("scaduta {on}, giorno {day} di tolleranza, fase {phase}{barred}")
        }
        Standing::GraceOver => format!("scaduta {}, tolleranza finita", il(expiry)),
        Standing::Ending => "in chiusura, appena si conosce l'esito di un addebito".to_string(),
        Standing::Deleted => "cancellata".to_string(),
    };
    if mailbox.service().termination_stands(day) {
        text.push_str(", con disdetta alla scadenza");
    }
    if has_exit_right(mailbox, day) {
        text.push_str(", con diritto di recesso senza spese");
    }
    if let Some(elsewhere) = elsewhere(mailbox.hosting()) {
        text.push_str(", ");
        text.push_str(elsewhere);
    }
    text
}

fn open_order(mailbox: &Mailbox, day: Day) -> String {
    match order_now(mailbox, day) {
        OrderNow::None => "nessun ordine aperto".to_string(),
        OrderNow::RenewsNothing(order) => format!(
            "{}, che non rinnova più nulla; resta aperto solo per l'esito del suo addebito",
            open(order)
        ),
        OrderNow::PastLastDay { order, last_day, margin_ends } => {
            let open = format!("{}, ultimo giorno {}", open(order), il(last_day));
            match margin_ends {
                Some(ends) => format!(
                    "{open}; un pagamento di quel giorno o precedente vale se comunicato entro {}",
                    il(ends)
                ),
                None => format!("{open}; resta aperto solo per l'esito del suo addebito"),
            }
        }
        OrderNow::Payable { order, due, last_day } => {
            format!("{}, {} da pagare entro {}", open(order), euro(due), il(last_day))
        }
    }
}

fn open(open: &OpenOrder) -> String {
    let origin = if open.is_generated() { "automatico" } else { "manuale" };
    format!("{} aperto ({origin}): {}", order(open.id), purchase(open.purchase))
}

fn collection(mailbox: &Mailbox) -> Option<String> {
    Some(match collection_now(mailbox)? {
        CollectionNow::SwitchedOff => {
            "nessun addebito finché il rinnovo automatico è disattivato".to_string()
        }
        CollectionNow::NextRung => "si attende il prossimo tentativo di addebito".to_string(),
        CollectionNow::OneOwed => {
            "è previsto un addebito sul metodo di pagamento appena associato".to_string()
        }
        CollectionNow::Barred(bar) => format!("addebiti bloccati: {}", causes::bar(bar)),
        CollectionNow::Exhausted => causes::LADDER_EXHAUSTED.to_string(),
        CollectionNow::Unresolved(request) => {
            let (key, on) = (charge(request.key), del(request.on));
            let unknown = if request.unknown { ", forse avvenuto" } else { "" };
            format!("{key} {on} in attesa di esito{unknown}")
        }
    })
}

fn space(space: &Space) -> Vec<String> {
    let mut clauses: Vec<String> = space
        .planned
        .iter()
        .map(|change| format!("{} la tipologia sarà {}", dal(change.on), package(change.package)))
        .collect();
    if space.shrink.is_some() {
        let (has, entitled) = (room(space.room), room(space.package.room()));
        clauses.push(format!("spazio di {has}, da ridurre a {entitled}"));
    }
    clauses
}
