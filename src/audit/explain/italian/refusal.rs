//! A refusal in words: what, by which code, who can act, and whether waiting helps.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    calendar::{al, dal, day, del, il},
    causes,
    contradiction::contradiction,
    words::{
        bytes, charge, counted, euro, extra, means, method_id, of_amount, order, plan, purchase,
    },
};
use crate::{
    mailbox::{
        Booked, Commitment, KnownPayment, OpeningField, Payout, Refusal, Reversal, ReversalKind,
        Who,
    },
    order::FinalStatus,
    values::{Bytes, Day, ExtraSpace, OrderId, Room, UsedSpace},
};

pub(super) fn refusal(refusal: &Refusal) -> String {
    let who = match refusal.who() {
        Who::Caller => "può intervenire il programma chiamante",
        Who::Holder => "può intervenire il titolare",
        Who::Provider => "può intervenire il fornitore",
        Who::Nobody => "nessuno può intervenire",
    };
    let waiting =
        if refusal.is_transient() { "attendere può servire" } else { "attendere non serve" };
    format!("{} ({}): {}; {who}; {waiting}", refusal.code(), refusal.rule(), reason(refusal))
}

/// The reason alone.
#[expect(clippy::too_many_lines, reason = "one arm a refusal, in the order of their declaration")]
pub(super) fn reason(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NoSuchMailbox => "questa casella non esiste".to_string(),
        Refusal::ClockWentBackwards { last, received } => format!(
            "il comando ha data {}, precedente all'ultimo evento, {}",
            day(*received),
            del(*last)
        ),
        Refusal::DatedInTheFuture { today, received } => {
            format!(
                "la comunicazione ha data {}, successiva a oggi, {}",
                day(*received),
                day(*today)
            )
        }
        Refusal::NotBeforeTooFar { latest, received } => format!(
            "il prossimo addebito è rinviato {}, oltre {}, ultimo giorno ammesso",
            al(*received),
            il(*latest)
        ),
        Refusal::MailboxAlreadyOpen { mailbox, differs } => {
            format!("la casella {mailbox} è già aperta, ma {}", differing(*differs))
        }
        Refusal::PaymentDiffers { stored, received } => format!(
            "il riferimento indica già un altro movimento: registrato {}, ricevuto {}",
            booked(stored),
            booked(received)
        ),
        Refusal::MethodDiffers { method, stored, received } => format!(
            "il {} è registrato come {}, non come {}",
            method_id(*method),
            means(*stored),
            means(*received)
        ),
        Refusal::OtherHolder => "l'indirizzo è riservato al suo precedente titolare".to_string(),
        Refusal::AddressAlreadyReleased { to, received } => {
            format!("l'indirizzo è già passato alla casella {to}, non alla casella {received}")
        }
        Refusal::NoticeReportDiffers { due, received } => format!(
            "l'avviso era previsto per {}: non può essere stato consegnato {}",
            il(*due),
            il(*received)
        ),
        Refusal::MailboxDeleted { since: _ } => "la casella è cancellata o in chiusura".to_string(),
        Refusal::OwnDomain => {
            "la casella è sul dominio del cliente e si gestisce da lì".to_string()
        }
        Refusal::TerminationStands { expiry } => {
            format!("è in vigore una disdetta fino {}: occorre prima revocarla", al(*expiry))
        }
        Refusal::TerminationSpent { expiry } => {
            format!("la disdetta ha avuto effetto alla scadenza {}", del(*expiry))
        }
        Refusal::ExpiryOver { expiry } => {
            format!("il giorno di scadenza, {}, è passato", il(*expiry))
        }
        Refusal::NotRenewable { last_renewable_day } => {
            format!("l'ultimo giorno per rinnovare era {}", il(*last_renewable_day))
        }
        Refusal::WrongExpiry { expected, received } => {
            format!("la casella scade {}, non {}", il(*expected), il(*received))
        }
        Refusal::OrderAlreadyOpen {
            order,
            generated: _,
            payable,
            cancellable,
            replaceable,
            free_from,
        } => order_already_open(*order, (*payable, *cancellable, *replaceable), *free_from),
        Refusal::ChargeUnresolved { key, requested_on } => format!(
            "l'{} {} è in attesa di esito: occorre attenderlo",
            charge(*key),
            del(*requested_on)
        ),
        Refusal::UnknownOrder { order } => format!("l'ordine {order} non è di questa casella"),
        Refusal::OrderClosed { order: id, status } => {
            let status = match status {
                FinalStatus::Fulfilled => "è stato evaso",
                FinalStatus::Cancelled => "è stato annullato",
                FinalStatus::Lapsed => "è decaduto",
            };
            format!("l'{} è chiuso: {status}", order(*id))
        }
        Refusal::OrderPastItsLastDay { order: id, last_day, replaceable } => {
            let then = if *replaceable {
                "occorre rinnovare manualmente al suo posto"
            } else {
                "non si può più pagare"
            };
            format!("l'ultimo giorno per pagare l'{} era {}: {then}", order(*id), il(*last_day))
        }
        Refusal::NoOrderOpen => "non c'è nessun ordine aperto".to_string(),
        Refusal::NoExitRight => {
            "per questo periodo non c'è diritto di recesso senza spese".to_string()
        }
        Refusal::NoWithdrawalRight => {
            "non c'è un rinnovo con ordine manuale da cui recedere".to_string()
        }
        Refusal::WithdrawalTooLate { order: id, until, declared_on } => format!(
            "il diritto di recesso dall'{} è terminato {}, prima {}",
            order(*id),
            il(*until),
            del(*declared_on)
        ),
        Refusal::AutoRenewalIsOn { after_exhaustion: _ } => {
            "il rinnovo automatico è attivo: per rinnovare manualmente occorre disattivarlo"
                .to_string()
        }
        Refusal::WindowNotOpen { opens } => {
            format!("il rinnovo manuale è possibile {}", dal(*opens))
        }
        Refusal::RenewalTooSoon { possible_from } => {
            format!("il prossimo rinnovo è possibile {}", dal(*possible_from))
        }
        Refusal::BeyondCalendar { years } => {
            let more = counted((*years).into(), "anno", "anni");
            let exceed = if *years == 1 { "supererebbe" } else { "supererebbero" };
            format!("{more} in più {exceed} la fine del calendario")
        }
        Refusal::TermTooShort { expiry, shortest_years } => {
            let instead = match shortest_years {
                Some(years) => {
                    format!("occorre un periodo di {}", counted((*years).into(), "anno", "anni"))
                }
                None => "nessun periodo basterebbe".to_string(),
            };
            format!("la nuova scadenza, {}, non sarebbe successiva a oggi: {instead}", il(*expiry))
        }
        Refusal::PrepaidTooFar { expiry, furthest } => format!(
            "la nuova scadenza, {}, sarebbe oltre {}, la più lontana ammessa oggi",
            il(*expiry),
            il(*furthest)
        ),
        Refusal::SpaceNotOffered { package } => {
            format!(
                "la tipologia {} non prevede {} in più",
                plan(package.plan),
                extra(package.extra)
            )
        }
        Refusal::ArchiveConsentMissing { plan: asked } => format!(
            "la tipologia {} non ha archivio: il titolare deve acconsentire alla sua cancellazione",
            plan(*asked)
        ),
        Refusal::UsedSpaceUnknown => {
            "lo spazio occupato non è noto: occorre prima comunicarlo".to_string()
        }
        Refusal::SpaceInUse { used, room, to_free, extra_would_do, no_cut_from } => {
            space_in_use(*used, *room, *to_free, *extra_would_do, *no_cut_from)
        }
        Refusal::NoPrice { purchase: asked, day, first_priced_day } => {
            let first = match first_priced_day {
                Some(first) => format!("il primo vale {}", dal(*first)),
                None => "e nemmeno in un giorno successivo".to_string(),
            };
            let parted = if first_priced_day.is_some() { ": " } else { ", " };
            let (asked, on) = (purchase(*asked), il(*day));
            format!("{on} il listino non ha un prezzo per {asked}{parted}{first}")
        }
        Refusal::MethodNotReusable { kind } => format!(
            "con {} non si può attivare il rinnovo automatico: occorre una carta o PayPal",
            means(*kind)
        ),
        Refusal::MethodDead { method, of } => {
            format!("il {} {}", method_id(*method), causes::death(*of))
        }
        Refusal::MethodExpired { method, valid_until } => {
            format!("il {} era valido fino {}", method_id(*method), al(*valid_until))
        }
        Refusal::NothingBound => {
            "il rinnovo automatico è disattivato, quindi non c'è un metodo associato".to_string()
        }
        Refusal::MethodNotBound { method, bound: _ } => {
            format!("il {} non è associato al rinnovo automatico", method_id(*method))
        }
        Refusal::NotDeleted => {
            "la casella non è cancellata: l'indirizzo si può riacquistare solo dopo".to_string()
        }
        Refusal::ExpiryOffAnchor { anchor, expiry } => format!(
            "la scadenza {} non dista un numero intero di anni {}, da cui si contano i periodi",
            del(*expiry),
            dal(*anchor)
        ),
        Refusal::TooManyOrdersBefore { received, maximum } => {
            format!("la casella avrebbe {received} ordini precedenti, più di {maximum}")
        }
        Refusal::NoticeOfAnotherTerm { received, began_on } => format!(
            "l'avviso di legge sul rinnovo {} precede il periodo iniziato {}",
            del(*received),
            il(*began_on)
        ),
        Refusal::CarriedContradiction { what } => contradiction(*what).to_string(),
        Refusal::AmountZero => "l'importo è zero".to_string(),
        Refusal::AmountTooLarge { received } => {
            format!("l'importo di {} è più di quanto si possa registrare", euro(*received))
        }
        Refusal::ReferenceIsChargeKey { reference } => format!(
            "{reference} è il codice di un addebito: va comunicato l'esito di quell'addebito"
        ),
        Refusal::ForeignKey { key } => format!("l'addebito {key} è di un'altra casella"),
        Refusal::UnknownCharge { key } => format!("l'addebito {key} non è mai stato richiesto"),
        Refusal::UnknownNotice { notice } => {
            format!("questa casella non ha un avviso {notice}")
        }
        Refusal::UnknownRefund { refund } => {
            format!("questa casella non ha un rimborso {refund}")
        }
        Refusal::UnknownPayment { of } => format!("questa casella non ha un pagamento {of}"),
        Refusal::ReversalExceedsPayment { of, left, received } => {
            let (verb, left) = (of_amount(*left, "resta", "restano"), euro(*left));
            format!("del pagamento {of} {verb} {left}, ma lo storno è di {}", euro(*received))
        }
        Refusal::NotAPublicBody => {
            "il titolare non è un ente pubblico: va comunicato il pagamento quando arriva"
                .to_string()
        }
        Refusal::ExtraSpaceShrank { has, received } => format!(
            "lo spazio aggiuntivo è di {}: quello comunicato, {}, è inferiore",
            extra(*has),
            extra(*received)
        ),
    }
}

fn order_already_open(id: OrderId, can_be: (bool, bool, bool), free_from: Option<Day>) -> String {
    let instead = match can_be {
        (true, true, true) => "si può pagare, annullare o sostituire",
        (true, true, false) => "si può pagare o annullare",
        (false, true, true) => "si può annullare o sostituire",
        (false, true, false) => "si può annullare",
        (true, false, _) => "si può pagare, o attendere l'esito del suo addebito",
        (false, false, _) => "occorre attendere l'esito del suo addebito",
    };
    let free = free_from.map_or(String::new(), |day| {
        format!("; se non viene pagato, non è più di ostacolo {}", dal(day))
    });
    format!("l'{} è aperto: {instead}{free}", order(id))
}

fn space_in_use(
    used: UsedSpace,
    room: Room,
    to_free: UsedSpace,
    extra_would_do: Option<ExtraSpace>,
    no_cut_from: Option<Day>,
) -> String {
    let mailbox = ("nella casella", to_free.mailbox, used.mailbox, room.mailbox);
    let archive = ("nell'archivio", to_free.archive, used.archive, room.archive);
    let parts: Vec<String> = [mailbox, archive]
        .into_iter()
        .filter(|(_, free, _, _)| *free != Bytes::ZERO)
        .map(|(place, free, used, room)| {
            let (free, used, room) = (bytes(free), bytes(used), bytes(room));
            format!("{free} {place} (spazio occupato {used}, disponibile {room})")
        })
        .collect();
    let extra = extra_would_do
        .map_or(String::new(), |more| format!(", oppure rinnovare con {} in più", extra(more)));
    let later = no_cut_from.map_or(String::new(), |day| {
        format!("; {} la tipologia già acquistata non è più grande", dal(day))
    });
    format!("i dati non entrano: occorre liberare {}{extra}{later}", parts.join(" e "))
}

fn booked(booked: &Booked) -> String {
    match booked {
        Booked::Payment(payment) => {
            let KnownPayment { reference, amount, day, order: id, debt, method_kind } = payment;
            let id = id.map_or(String::new(), |id| format!(" per l'ordine {id}"));
            let debt = debt.map_or(String::new(), |debt| format!(" per il debito {debt}"));
            let by = match method_kind {
                Some(kind) => format!("con {}", means(*kind)),
                None => "tramite addebito".to_string(),
            };
            format!("{reference} di {} {}{id}{debt} {by}", euro(*amount), del(*day))
        }
        Booked::Payout { refund, payout: Payout { reference, amount, on } } => {
            let (amount, on) = (euro(*amount), il(*on));
            format!("{reference} di {amount}, versato {on} per il rimborso {refund}")
        }
        Booked::Reversal(Reversal { reference, of, amount, on, kind }) => {
            let kind = match kind {
                ReversalKind::Chargeback => "contestazione",
                ReversalKind::Return => "restituzione della banca",
                ReversalKind::Correction { owed: true } => "correzione, importo dovuto",
                ReversalKind::Correction { owed: false } => "correzione, importo non dovuto",
            };
            let (amount, on) = (euro(*amount), del(*on));
            format!("{reference} di {amount} {on}, storno del pagamento {of} ({kind})")
        }
        Booked::Commitment(Commitment { reference, order, on }) => {
            format!("{reference} {}, impegno a pagare l'ordine {order}", del(*on))
        }
    }
}

/// What differs, as the end of a sentence.
fn differing(field: OpeningField) -> &'static str {
    match field {
        OpeningField::Mailbox => "con un altro identificativo",
        OpeningField::Holder => "con un altro titolare",
        OpeningField::Account => "con un altro account",
        OpeningField::Hosting => "con un altro luogo di gestione",
        OpeningField::Purchase => "con altra tipologia, altro spazio aggiuntivo o altra durata",
        OpeningField::Anchor => "con un altro giorno da cui si contano i periodi",
        OpeningField::Expiry => "con un'altra scadenza",
        OpeningField::BoundMethod => "con un altro metodo associato",
        OpeningField::DeadMethods => "con un altro elenco di metodi da non addebitare",
        OpeningField::StatutoryNotice => "con un altro giorno dell'avviso di legge sul rinnovo",
        OpeningField::OrdersBefore => "con un altro numero di ordini precedenti",
        OpeningField::Termination => "con un'indicazione diversa della disdetta alla scadenza",
        OpeningField::Withheld => {
            "con un'indicazione diversa di un ordine automatico annullato o decaduto"
        }
        OpeningField::Space => "con altra tipologia in vigore o futura, o altro spazio",
        OpeningField::OpenOrder => "con un altro ordine aperto",
        OpeningField::Payments => "con un altro elenco di pagamenti",
        OpeningField::Refunds => "con un altro elenco di rimborsi",
        OpeningField::Debts => "con un altro elenco di debiti",
        OpeningField::Receivables => "con un altro elenco di importi da incassare su impegni",
        OpeningField::Terms => "con un altro elenco di periodi da cui si può recedere",
        OpeningField::NoticeNamed => {
            "con un altro addebito indicato nell'avviso di legge sul rinnovo"
        }
        OpeningField::Warning => "con un altro preavviso di cancellazione",
        OpeningField::Deletion => "con un altro giorno di cancellazione",
    }
}
