//! Questions and the grounds of their answers, in words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    calendar::il,
    causes, fact,
    notice::reminder,
    permitted::permission,
    words::{euro, of_amount, order},
};
use crate::{
    audit::explain::answers::{Ground, Question},
    mailbox::{Debt, Ledger, Receivable, Refund},
};

pub(super) fn question(question: Question) -> &'static str {
    match question {
        Question::WhyCharged => "Perché mi è stato fatto un addebito?",
        Question::WhyNotRenewed => "Perché la casella non è stata rinnovata?",
        Question::WhyNotPossible => "Che cosa non posso fare, e perché?",
        Question::WhatNext => "Che cosa succede adesso, e quando?",
        Question::WhatWouldRenew => "Che cosa serve per rinnovarla?",
        Question::WhereIsTheMoney => "Dove sono i miei soldi?",
    }
}

/// Where an answer has no grounds.
pub(super) fn nothing(question: Question) -> &'static str {
    match question {
        Question::WhyCharged => "non è mai stato richiesto un addebito",
        Question::WhyNotRenewed => "non risulta nulla che lo abbia impedito",
        Question::WhyNotPossible => "nulla di questo è impedito",
        Question::WhatNext => "non è previsto nulla",
        Question::WhatWouldRenew => "al momento non si può fare nulla",
        Question::WhereIsTheMoney => "non è mai stato registrato alcun importo",
    }
}

pub(super) fn ground(ground: &Ground) -> String {
    match ground {
        Ground::Recorded(event) => {
            format!("{}: {}", il(event.at.day()), fact::fact(&event.fact))
        }
        Ground::Coming(coming) => {
            format!("se nessuno interviene, {}: {}", il(coming.on), fact::fact(&coming.fact))
        }
        Ground::Outlook(told) => reminder(told),
        Ground::Action { action, permission: may } => permission(*action, may),
        Ground::Ledger(sums) => ledger(sums),
        Ground::Refund(refund) => {
            let Refund { number, amount, order, reason, form, due, .. } = &**refund;
            causes::owed_back(*number, *amount, *order, *reason, (*form, *due), None)
        }
        Ground::Debt(Debt { number, open, order: id, .. }) => {
            let of = id.map_or(String::new(), |id| format!(" dell'{}", order(id)));
            format!("debito {number}{of}, ancora aperto per {}", euro(*open))
        }
        Ground::Receivable(Receivable { order: id, open, .. }) => {
            let verb = of_amount(*open, "resta", "restano");
            format!("{verb} da incassare {} per l'{}", euro(*open), order(*id))
        }
    }
}

fn ledger(ledger: &Ledger) -> String {
    let sums = [
        ("registrato in tutto", "registrati in tutto", ledger.registered),
        ("stornato", "stornati", ledger.reversed),
        ("di debiti", "di debiti", ledger.debts),
        (
            "da incassare su impegni di pagamento",
            "da incassare su impegni di pagamento",
            ledger.receivables,
        ),
        ("stralciato", "stralciati", ledger.written_off),
        ("usato per i rinnovi", "usati per i rinnovi", ledger.applied),
        ("accantonato per l'ordine aperto", "accantonati per l'ordine aperto", ledger.held),
        ("da restituire", "da restituire", ledger.owed_back),
        ("già restituito", "già restituiti", ledger.paid_out),
    ];
    let sums = sums.into_iter().filter(|(_, _, sum)| !sum.is_zero());
    let sums: Vec<String> = sums
        .map(|(one, more, sum)| format!("{} {}", euro(sum), of_amount(sum, one, more)))
        .collect();
    if sums.is_empty() { nothing(Question::WhereIsTheMoney).to_string() } else { sums.join("; ") }
}
