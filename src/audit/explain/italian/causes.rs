//! Why: one phrase for every cause, reason and bar that a fact can carry.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{
    calendar::{al, del, il},
    words::{euro, of_amount, order},
};
use crate::{
    auto_renewal::{Consent, OffCause, OnCause},
    charge::{Bar, Death, Failure, OutcomeKind},
    mailbox::{CancelCause, DeletionCause, NoRenewal, NotGenerated, RefundForm, RefundReason},
    values::{Day, Money, OrderId, RefundNumber},
};

/// Automatic renewal: on with what, and why.
pub(super) fn on(with: &str, cause: OnCause) -> String {
    let why = match cause {
        OnCause::Opening => SINCE_OPENING.to_string(),
        OnCause::Holder => AS_ASKED.to_string(),
        OnCause::Payment { order: paid } => format!(
            "perché l'{} è stato pagato con questo metodo dopo l'accesso all'account",
            order(paid)
        ),
    };
    format!("attivo con {with}, {why}")
}

/// Automatic renewal: off since a termination that was revoked, or is spent.
pub(super) const OFF_SINCE_TERMINATED: &str = "disattivato da una disdetta che non è più in vigore";

/// A consent on record.
pub(super) fn consent(Consent { on, record }: Consent) -> String {
    format!("con il consenso {} registrato come {record}", del(on))
}

/// Automatic renewal: on, and the consent on record, if there is one.
pub(super) fn on_by_consent(with: &str, cause: OnCause, given: Option<Consent>) -> String {
    let given = given.map_or(String::new(), |given| format!(", {}", consent(given)));
    format!("{}{given}", on(with, cause))
}

/// Automatic renewal: off, and why.
pub(super) fn off(cause: OffCause) -> String {
    let why = match cause {
        OffCause::Opening => return format!("disattivato {SINCE_OPENING}"),
        OffCause::Holder => return format!("disattivato {AS_ASKED}"),
        OffCause::MethodRemoved => "il metodo di pagamento associato è stato rimosso",
        OffCause::AccountChanged => "la casella è passata a un altro account",
        OffCause::Stopped => "il titolare ha revocato il consenso in banca o su PayPal",
        OffCause::Termination => "il titolare ha disdetto la casella",
        OffCause::LadderExhausted => LADDER_EXHAUSTED,
        OffCause::Deletion => "la casella è cancellata",
        OffCause::Withdrawal => "il titolare ha esercitato il recesso da un rinnovo",
        OffCause::Leaving => "il titolare ha esercitato il recesso senza spese",
    };
    format!("disattivato perché {why}")
}

pub(super) fn not_generated(reason: NotGenerated) -> &'static str {
    match reason {
        NotGenerated::ManualOrderOpen => "c'è un ordine manuale aperto",
        NotGenerated::OrderCancelled => {
            "per questa scadenza un ordine automatico è già stato annullato"
        }
        NotGenerated::OrderLapsed => "per questa scadenza un ordine automatico è già decaduto",
        NotGenerated::NotRenewable => "la casella non si può più rinnovare",
        NotGenerated::NoPrice => "ciò che andrebbe rinnovato oggi non ha un prezzo a listino",
        NotGenerated::TermTooShort => "la nuova scadenza non sarebbe successiva a oggi",
    }
}

pub(super) fn no_renewal(reason: NoRenewal) -> &'static str {
    match reason {
        NoRenewal::TerminationStands => "è in vigore una disdetta alla scadenza",
        NoRenewal::AutoRenewalOff => "il rinnovo automatico è disattivato",
        NoRenewal::NoOrder(reason) => not_generated(reason),
        NoRenewal::MethodBarred(reason) => will_bar(reason),
        NoRenewal::LadderExhausted => LADDER_EXHAUSTED,
    }
}

pub(super) fn cancelled(cause: CancelCause) -> &'static str {
    match cause {
        CancelCause::Holder => AS_ASKED,
        CancelCause::Replaced => "perché un altro ordine ne prende il posto",
        CancelCause::Termination => "perché il titolare disdice la casella",
        CancelCause::Withdrawal => "perché il titolare ha esercitato il recesso da un rinnovo",
        CancelCause::Leaving => "perché il titolare ha esercitato il recesso senza spese",
    }
}

pub(super) fn bar(bar: Bar) -> &'static str {
    match bar {
        Bar::MethodDead => "il metodo di pagamento associato non è più utilizzabile",
        Bar::MethodExpired => "il metodo di pagamento associato è scaduto",
        Bar::AuthenticationRequired => {
            "il cliente deve autenticarsi per il metodo di pagamento associato"
        }
        Bar::AboveMandateCap => "l'importo supera il massimo autorizzato per il metodo associato",
    }
}

/// What will bar the next charge.
pub(super) fn will_bar(reason: Bar) -> &'static str {
    match reason {
        Bar::MethodExpired => {
            "il metodo di pagamento associato sarà già scaduto al momento dell'addebito"
        }
        Bar::AboveMandateCap => {
            "l'importo supererebbe il massimo autorizzato per il metodo associato"
        }
        Bar::MethodDead | Bar::AuthenticationRequired => bar(reason),
    }
}

/// What a method is dead of.
pub(super) fn death(of: Death) -> &'static str {
    match of {
        Death::Declined => "ha avuto un rifiuto definitivo",
        Death::Stopped => "è stato bloccato dal titolare in banca o su PayPal",
        Death::TakenOver => "era già inutilizzabile quando la casella è stata presa in carico",
        Death::ChargedBack => "non è più utilizzabile da quando un suo addebito è stato contestato",
        Death::Closed => "è stato chiuso",
    }
}

/// How a charge ended, and what may become of its method. That can change: the outcome may come into
/// doubt.
pub(super) fn failure(failure: Failure) -> String {
    let failed = failed(failure);
    match failure {
        Failure::SoftDecline { not_before: None } => format!("{failed}: si potrà ritentare"),
        Failure::SoftDecline { not_before: Some(_) }
        | Failure::HardDecline
        | Failure::AuthenticationRequired
        | Failure::Stopped => failed,
    }
}

/// The same where what comes next is told beside it.
pub(super) fn failed(failure: Failure) -> String {
    match failure {
        Failure::SoftDecline { not_before: None } => {
            "non è riuscito per un rifiuto temporaneo".to_string()
        }
        Failure::SoftDecline { not_before: Some(day) } => {
            format!("non è riuscito per un rifiuto temporaneo: non va ritentato prima {}", del(day))
        }
        Failure::HardDecline => {
            "non è riuscito per un rifiuto definitivo: per quanto risulta ora, questo metodo non \
             sarà più addebitato"
                .to_string()
        }
        Failure::AuthenticationRequired => {
            "è stato rifiutato: il cliente deve autenticarsi".to_string()
        }
        Failure::Stopped => {
            "è stato rifiutato: il titolare ha revocato il consenso in banca o su PayPal e, per \
             quanto risulta ora, questo metodo non sarà più addebitato"
                .to_string()
        }
    }
}

pub(super) fn outcome(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Settled => "«riuscito»",
        OutcomeKind::SoftDecline => "«rifiuto temporaneo»",
        OutcomeKind::HardDecline => "«rifiuto definitivo»",
        OutcomeKind::AuthenticationRequired => "«autenticazione richiesta»",
        OutcomeKind::Stopped => "«consenso revocato»",
        OutcomeKind::NotExecuted => "«non eseguito»",
        OutcomeKind::Unknown => "«esito sconosciuto»",
    }
}

pub(super) fn owed_back(
    number: RefundNumber,
    amount: Money,
    id: Option<OrderId>,
    reason: RefundReason,
    (form, due): (RefundForm, Option<Day>),
    replaces: Option<RefundNumber>,
) -> String {
    let of = id.map_or(String::new(), |id| format!(" per l'{}", order(id)));
    let by = due.map_or(String::new(), |due| format!(" entro {}", il(due)));
    // The day may be over: it is that of the refund that was paid short.
    let is_rest = matches!(reason, RefundReason::PaidShort { .. });
    let (one, more) = match (form, is_rest) {
        (RefundForm::Refund, true) => ("resta da rimborsare", "restano da rimborsare"),
        (RefundForm::Refund, false) => ("sarà rimborsato", "saranno rimborsati"),
        (RefundForm::Credit { .. }, true) => ("resta da riconoscere", "restano da riconoscere"),
        (RefundForm::Credit { .. }, false) => ("sarà riconosciuto", "saranno riconosciuti"),
    };
    let will_be = of_amount(amount, one, more);
    let credit = match form {
        RefundForm::Refund => String::new(),
        RefundForm::Credit { until } => {
            format!(" come credito da usare fino {}", al(until))
        }
    };
    let reason = refund(reason);
    let place = replaces.map_or(String::new(), |it| format!(", al posto del rimborso {it}"));
    format!("{}{of} {will_be}{by}{credit} (rimborso {number}{place}): {reason}", euro(amount))
}

pub(super) fn refund(reason: RefundReason) -> String {
    let reason = match reason {
        RefundReason::Excess => "è arrivato più del dovuto",
        RefundReason::UnknownOrder => "il pagamento non indica un ordine di questa casella",
        RefundReason::UnknownDebt => "il pagamento non indica un debito di questa casella",
        RefundReason::DebtSettled => "il debito indicato era già saldato",
        RefundReason::OrderFulfilled => "l'ordine era già evaso",
        RefundReason::OrderCancelled => "l'importo era accantonato per l'ordine, che è annullato",
        RefundReason::CancelledBefore => {
            "l'ordine era stato annullato prima che arrivasse il pagamento"
        }
        RefundReason::OrderLapsed => "l'importo era accantonato per l'ordine, che è decaduto",
        RefundReason::AfterLastDay => "il pagamento è successivo all'ultimo giorno dell'ordine",
        RefundReason::ReportedLate => {
            "il pagamento è entro l'ultimo giorno dell'ordine, ma è stato comunicato quando \
             l'ordine era già decaduto"
        }
        RefundReason::TermOver => "il periodo che avrebbe acquistato è già finito",
        RefundReason::Withdrawn => "il titolare ha esercitato il recesso dal rinnovo",
        RefundReason::Left => {
            "il titolare ha esercitato il recesso senza spese prima di usufruire di questa parte"
        }
        RefundReason::HolderLeft => {
            "il titolare aveva già esercitato un recesso quando è arrivato il pagamento"
        }
        RefundReason::MailboxGone => "la casella è cancellata o in chiusura",
        RefundReason::PaidShort { of } => {
            return format!("per il rimborso {of} è stato versato meno del dovuto");
        }
        RefundReason::PayoutCameBack { of } => {
            return format!("quanto versato per il rimborso {of} è tornato indietro");
        }
    };
    reason.to_string()
}

pub(super) fn deleted(cause: DeletionCause) -> &'static str {
    match cause {
        DeletionCause::GraceOver => "perché il periodo di tolleranza è finito",
        DeletionCause::Termination => "perché il titolare ne ha chiesto la chiusura immediata",
    }
}

pub(super) const LADDER_EXHAUSTED: &str = "i tentativi di addebito sono esauriti";
const AS_ASKED: &str = "su richiesta del titolare";
const SINCE_OPENING: &str = "fin dall'apertura";
