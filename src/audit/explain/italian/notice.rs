//! What a notice says, in one line of words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    calendar::{al, at, dal, del, il},
    causes,
    words::{bytes, charge, days, euro, method_id, of_amount, order, room, years},
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
            let with = format!("il {}", method_id(*method));
            format!("il rinnovo automatico è {}", causes::on(&with, *cause))
        }
        Notice::AutoRenewalSwitchedOff { cause, expiry, if_not_renewed: follows } => {
            let follows = if_not_renewed(*follows);
            let off = format!("il rinnovo automatico è {}", causes::off(*cause));
            if follows.is_empty() {
                return off;
            }
            let alone = format!("la casella, con scadenza {}, non si rinnova da sola", il(*expiry));
            join(format!("{off}: {alone}"), &[follows])
        }
        Notice::ChargeStillOnItsWay { key, renews: true } => format!(
            "l'{} può ancora riuscire: in quel caso la casella si rinnova; altrimenti non si \
             rinnova da sola",
            charge(*key)
        ),
        Notice::ChargeStillOnItsWay { key, renews: false } => format!(
            "l'{} può ancora riuscire: in quel caso l'importo prelevato va restituito",
            charge(*key)
        ),
        Notice::ChargeInDoubt { key } => format!(
            "l'{} potrebbe essere comunque avvenuto: il rinnovo automatico attende di saperlo; \
             se il suo ordine viene pagato anche manualmente, {TAKEN_TWICE}",
            charge(*key)
        ),
        Notice::OrderNotGenerated { expiry, reason, outlook: coming } => {
            let reason = causes::not_generated(*reason);
            let none =
                format!("nessun ordine automatico per la scadenza {}: {reason}", del(*expiry));
            match coming {
                Outlook::WillRenew { .. } => {
                    format!("{none}; superato questo, {}", outlook_of_mailbox(coming))
                }
                Outlook::AwaitsOutcome { .. } => format!("{none}; {}", outlook(coming)),
                Outlook::WillNotRenew { .. } => {
                    format!("{none}; la casella non si rinnova da sola")
                }
            }
        }
        Notice::ChargeFailed(told) => charge_failed(told),
        Notice::PaymentIncomplete(told) => payment_incomplete(told),
        Notice::BoundMethodDead { method, why } => {
            let (method, why) = (method_id(*method), causes::will_bar(*why));
            format!("il prossimo addebito sul {method} non riuscirà: {why}")
        }
        Notice::MethodNeedsHolder { method } => {
            format!("il {} resta in uso solo se interviene il suo intestatario", method_id(*method))
        }
        Notice::Renewed(Renewed { order: id, expiry, paid, receivable }) => {
            let to_come = if receivable.is_zero() {
                String::new()
            } else {
                format!(", con {} da incassare in base all'impegno di pagamento", euro(*receivable))
            };
            let (paid, until) = (euro(*paid), al(*expiry));
            let id = order(*id);
            format!("l'{id} è pagato con {paid}{to_come}: la casella è rinnovata fino {until}")
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
                "la disdetta è ricevuta: la casella termina alla scadenza {}; fino ad allora la \
                 disdetta si può revocare",
                del(*expiry)
            );
            let renewable = renewable_until.map_or(String::new(), |last| {
                format!("dopo, la casella si può ancora rinnovare manualmente, fino {}", al(last))
            });
            join(ends, &[renewable, if_not_renewed(*follows)])
        }
        Notice::TerminationReceived { when: Termination::Now, .. } => {
            "la richiesta di chiusura immediata è ricevuta: la casella termina ora, con tutta la \
             posta"
                .to_string()
        }
        Notice::WithdrawalReceived { declared_at, received } => departure_received(
            format!(
                "il recesso dal rinnovo dell'{}, dichiarato {}, è ricevuto",
                order(received.order),
                at(*declared_at)
            ),
            received,
        ),
        Notice::LeavingReceived(received) => departure_received(
            format!(
                "il recesso senza spese dal periodo acquistato con l'{} è ricevuto",
                order(received.order)
            ),
            received,
        ),
        Notice::TerminationRevoked { expiry } => format!(
            "la disdetta è revocata: la casella, che scade {}, si può di nuovo rinnovare; il \
             rinnovo automatico resta disattivato",
            il(*expiry)
        ),
        Notice::TerminationMoved { expiry } => format!(
            "la casella è stata rinnovata da un addebito già in corso: la disdetta vale ora per la \
             scadenza {}",
            del(*expiry)
        ),
        Notice::MailboxDeleted { cause } => {
            format!("la casella è cancellata con tutta la posta, {}", causes::deleted(*cause))
        }
        Notice::RoomKept { room: kept, entitled } => {
            // An archive whose end was agreed is nobody's room any more.
            if entitled.archive == Bytes::ZERO {
                let (kept, entitled) = (bytes(kept.mailbox), bytes(entitled.mailbox));
                return format!(
                    "la casella conserva {kept}, perché la posta non entra in {entitled}"
                );
            }
            let (kept, entitled) = (room(*kept), room(*entitled));
            format!("lo spazio resta di {kept}, perché i dati non entrano in {entitled}")
        }
    }
}

fn departure_received(received: String, told: &DepartureReceived) -> String {
    let DepartureReceived { owed_back, expiry, way_out: way, if_not_renewed: follows, .. } = told;
    let money = if owed_back.is_zero() {
        "non c'è nulla da restituire".to_string()
    } else {
        let returned = of_amount(*owed_back, "sarà rimborsato", "saranno rimborsati");
        format!("{} {returned} in denaro", euro(*owed_back))
    };
    let expiry = expiry.map_or(String::new(), |expiry| format!("la scadenza è {}", il(expiry)));
    let way = match way {
        None => String::new(),
        Some(WayOut::Pay { order: id, dues }) => {
            format!("l'{} si può pagare con {}", order(*id), sums(dues))
        }
        Some(WayOut::Renew { dues, .. }) => {
            format!("si può rinnovare di nuovo manualmente, con {}", sums(dues))
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
    let count = days(days_left.unsigned_abs().into());
    let when = match *days_left {
        0 => "la casella scade oggi".to_string(),
        1.. => format!("la casella scade {}, tra {count}", il(*expiry)),
        _ => format!("la casella è scaduta {}, {count} fa", il(*expiry)),
    };
    let today = expiry.minus_days(*days_left);
    let way = way_out(way.as_ref(), coming, today);
    join(when, &[outlook(coming), way, follows_from(coming, *follows)])
}

fn tacit_renewal(told: &TacitRenewal) -> String {
    let TacitRenewal { expiry, term, opt_out_by, charge: coming, outlook: now, .. } = told;
    let (contract, term) = (format!("il contratto con scadenza {}", il(*expiry)), years(*term));
    let renewed = format!(
        "{contract} si rinnoverà tacitamente per {term} (art. 65-bis del Codice del consumo)"
    );
    let by = opt_out_by.map_or(
        "disattivare il rinnovo automatico potrebbe non bastare più a evitare l'addebito"
            .to_string(),
        |by| {
            format!(
                "disattivando il rinnovo automatico entro {} l'addebito è certamente evitato",
                il(by)
            )
        },
    );
    let lead = match now {
        Outlook::WillRenew { .. } => renewed,
        Outlook::AwaitsOutcome { .. } => format!(
            "{}; {contract} potrebbe rinnovarsi tacitamente per {term} (art. 65-bis del Codice \
             del consumo)",
            outlook(now)
        ),
        Outlook::WillNotRenew { .. } => {
            format!("{}; se questo cambia, {renewed}", outlook_of_mailbox(now))
        }
    };
    match (coming, now) {
        (Some(coming), _) => format!("{lead}: {}; {by}", next_charge(*coming)),
        // The sum being collected is named already.
        (None, Outlook::AwaitsOutcome { .. }) => format!(
            "{lead}; prima di quell'esito non sono previsti altri addebiti; disattivare il rinnovo \
             automatico non ferma più quell'addebito"
        ),
        (None, Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. }) => {
            let by = opt_out_by.map(|_| by).unwrap_or_default();
            join(lead, &["non si può ancora indicare un importo".to_string(), by])
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
        Overtaken::WillNotRenew => "si sarebbe rinnovata da sola".to_string(),
        Overtaken::SumRose { said } => format!("l'addebito sarebbe stato di {}", euro(*said)),
        Overtaken::ChargeNearer { said } => {
            format!("non ci sarebbe stato alcun addebito prima {}", del(*said))
        }
        Overtaken::OfferEndsSooner { amount, said } => {
            let sufficed = of_amount(*amount, "sarebbe bastato", "sarebbero bastati");
            format!("{} {sufficed} fino {}", euro(*amount), al(*said))
        }
    };
    let changed = format!(
        "della casella con scadenza {} era stato detto che {said}, ma non è più così",
        il(*expiry)
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
        "la casella con scadenza {} viene cancellata con tutta la posta {}",
        il(*expiry),
        il(*deletion)
    );
    let last_day = il(*renewable_until);
    let warning = match coming {
        _ if today <= *renewable_until => {
            format!("{deleted}, se non viene rinnovata entro {last_day}")
        }
        Outlook::AwaitsOutcome { .. } => format!(
            "{deleted}, a meno che non la rinnovi l'addebito di cui si attende l'esito; l'ultimo \
             giorno per rinnovarla manualmente era {last_day}"
        ),
        Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. } => {
            format!("{deleted}; l'ultimo giorno per rinnovarla era {last_day}")
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
        Trouble::Failed(failure) => format!("l'addebito {}", causes::failed(*failure)),
        Trouble::Barred(bar) => format!("l'addebito non è stato richiesto: {}", causes::bar(*bar)),
        Trouble::Exhausted => "l'ultimo addebito previsto è stato tentato".to_string(),
    };
    let next = match (coming, reason) {
        (Some(coming), _) => another_charge(*coming),
        (None, Some(NoRenewal::MethodBarred(reason))) if *trouble == Trouble::Barred(*reason) => {
            "non seguono altri addebiti".to_string()
        }
        (None, Some(reason)) => {
            format!("non seguono altri addebiti: {}", causes::no_renewal(*reason))
        }
        (None, None) => {
            "non seguono altri addebiti finché non si conosce l'esito di un altro".to_string()
        }
    };
    let by_hand = match (dues.as_slice(), coming, reason) {
        ([], _, _) => String::new(),
        (_, None, None) => format!("si può pagare manualmente con {}; {TAKEN_TWICE}", sums(dues)),
        (_, _, _) => format!("si può pagare manualmente con {}", sums(dues)),
    };
    let other = with_another_method.map_or(String::new(), |charge| {
        format!("se oggi si associa un altro metodo di pagamento, {}", another_charge(charge))
    });
    let follows = match (coming, reason) {
        (None, None) if says_nothing(*follows) => DEPENDS.to_string(),
        (_, _) => if_not_renewed(*follows),
    };
    let failed = format!("l'{} non è stato incassato: {went_wrong}", order(*id));
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
    let kept = of_amount(*held, "è accantonato", "sono accantonati");
    let held = format!("per l'{} {kept} {}", order(*id), euro(*held));
    let lacks = of_amount(*missing, "manca", "mancano");
    let missing = format!("{lacks} {}", euro(*missing));
    let missing = match coming {
        Outlook::AwaitsOutcome { key, .. } if !dues.is_empty() => {
            let payable = format!(
                "la parte mancante si può pagare con {}, anche se l'{} può ancora riuscire",
                sums(dues),
                charge(*key)
            );
            join(payable, &[taken_twice(*id, coming)])
        }
        Outlook::AwaitsOutcome { key, .. } => format!(
            "{missing}, ma l'{} è in corso: per ora non occorre pagare, se ne attende l'esito",
            charge(*key)
        ),
        Outlook::WillRenew { charge } => {
            format!("{missing}; {}, salvo un pagamento manuale prima", next_charge(*charge))
        }
        Outlook::WillNotRenew { .. } if dues.is_empty() => {
            format!("{missing}, e non è più possibile pagare")
        }
        Outlook::WillNotRenew { .. } => {
            format!("la parte mancante si può pagare con {}", sums(dues))
        }
    };
    join(held, &[missing, follows_from(coming, *follows)])
}

/// What happens by itself, where the mailbox is not yet the subject.
fn outlook_of_mailbox(coming: &Outlook) -> String {
    match coming {
        Outlook::AwaitsOutcome { .. } => outlook(coming),
        Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. } => {
            format!("la casella {}", outlook(coming))
        }
    }
}

/// What happens by itself.
fn outlook(coming: &Outlook) -> String {
    match coming {
        Outlook::WillRenew { charge } => {
            format!("si rinnova da sola: {}", next_charge(*charge))
        }
        Outlook::AwaitsOutcome { key, amount: Some(amount), .. } => format!(
            "è in corso l'{} di {}: il seguito dipende dal suo esito",
            charge(*key),
            euro(*amount)
        ),
        Outlook::AwaitsOutcome { key, amount: None, .. } => {
            format!("l'{} potrebbe essere avvenuto: il seguito dipende dal suo esito", charge(*key))
        }
        Outlook::WillNotRenew { reason } => {
            format!("non si rinnova da sola: {}", causes::no_renewal(*reason))
        }
    }
}

fn next_charge(coming: NextCharge) -> String {
    format!("l'addebito di {} è previsto per {}", euro(coming.amount), il(coming.on))
}

/// The same after one that failed.
fn another_charge(coming: NextCharge) -> String {
    format!("il prossimo addebito, di {}, è previsto per {}", euro(coming.amount), il(coming.on))
}

/// What can be done, and from which day on where that is not `today`.
fn way_out(way: Option<&WayOut>, coming: &Outlook, today: Day) -> String {
    match way {
        None => String::new(),
        Some(WayOut::Pay { order: id, dues }) => {
            let payable = format!("l'{} si può pagare con {}", order(*id), sums(dues));
            join(payable, &[taken_twice(*id, coming)])
        }
        Some(WayOut::Renew { from, dues }) if today == *from => {
            format!("si può rinnovare manualmente con {}", sums(dues))
        }
        Some(WayOut::Renew { from, dues }) => {
            format!("{} si può rinnovare manualmente, con {}", dal(*from), sums(dues))
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
                format!(" (maggiorazione di {} compresa)", euro(*late_fee))
            };
            let sum = if amount.is_zero() { "nient'altro".to_string() } else { euro(*amount) };
            format!("{sum} fino {}{fee}", al(*until))
        })
        .collect();
    sums.join(", poi ")
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
    let stops = sending_stops.map(|day| format!("{} non può più inviare", dal(day)));
    let deleted = deletion.map(|day| format!("{} viene cancellata con tutta la posta", il(day)));
    let follows: Vec<String> = [stops, deleted].into_iter().flatten().collect();
    if follows.is_empty() {
        String::new()
    } else {
        format!("se la casella non viene rinnovata, {}", follows.join(" e "))
    }
}

const TAKEN_TWICE: &str = "quanto pagato due volte viene rimborsato in denaro";
const DEPENDS: &str = "anche ciò che accade senza rinnovo dipende da quell'esito";
