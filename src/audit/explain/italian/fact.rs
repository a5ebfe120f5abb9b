//! Every fact in one line of words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    calendar::{al, at, dal, day, del, il},
    carried, causes,
    notice::{notice, sums},
    words::{
        can, charge, counted, days, elsewhere, euro, extra, grace, holder, means, method,
        method_id, of_amount, order, package, price, purchase, room, used,
    },
};
use crate::{
    catalogue::Rung,
    mailbox::{
        Allocation, Commitment, EndedTerm, Fact, Fulfilment, LeftDebt, MethodNews, Opening,
        PaymentSource, Payout, PlanChange, RegisteredPayment, ReturnedPayout, Reversal,
        ReversalKind, ReversedPayment, SettledDebt, TermRight, Termination, Undone, Unused,
    },
    order::{Due, OpenOrder, Origin},
    values::{DebtNumber, Money, RefundNumber},
};

#[expect(clippy::too_many_lines, reason = "one arm a fact, in the order of their declaration")]
pub(super) fn fact(fact: &Fact) -> String {
    match fact {
        Fact::MailboxOpened { opening, grace: phases, deletion_warning_days, access, judged } => {
            let carried = opening.carried.as_ref().zip(judged.as_ref());
            let carried = carried.map(|(carried, judged)| carried::carried(carried, judged));
            format!(
                "{}; dopo la scadenza {}, con un preavviso di cancellazione di {}; {}{}",
                opened(opening),
                grace(phases),
                days((*deletion_warning_days).into()),
                can(*access),
                carried.map_or(String::new(), |carried| format!("; {carried}"))
            )
        }
        Fact::AutoRenewalSwitchedOn { method: bound, cause, consent } => {
            let on = causes::on_by_consent(&method(bound), *cause, *consent);
            format!("il rinnovo automatico è {on}")
        }
        Fact::ConsentRecorded { consent } => {
            format!("il rinnovo automatico è attivo, {}", causes::consent(*consent))
        }
        Fact::MethodNewsReported { method, news } => {
            format!("novità sul {}: {}", method_id(*method), method_news(*news))
        }
        Fact::AutoRenewalSwitchedOff { cause } => {
            format!("il rinnovo automatico è {}", causes::off(*cause))
        }
        Fact::MethodReplaced { old, new } => {
            format!("al posto del {} c'è ora {}", method_id(*old), method(new))
        }
        Fact::OrderOpened(open) => order_opened(open),
        Fact::OrderNotGenerated { expiry, reason } => {
            let reason = causes::not_generated(*reason);
            format!("nessun ordine automatico per la scadenza {}: {reason}", del(*expiry))
        }
        Fact::OrderCancelled { order: id, cause } => {
            format!("l'{} è annullato {}", order(*id), causes::cancelled(*cause))
        }
        Fact::OrderReissued { order: id, new } => format!(
            "l'{} prende il posto dell'{}: al nuovo titolare costa {}",
            order(new.id),
            order(*id),
            euro(new.payable())
        ),
        Fact::OrderLapsed { order: id, on } => format!(
            "l'{} è decaduto {}: non è stato pagato entro il suo ultimo giorno",
            order(*id),
            il(*on)
        ),
        Fact::OrderFulfilled(fulfilment) => {
            let Fulfilment { order: id, .. } = &**fulfilment;
            let paid = covered(fulfilment);
            format!("l'{} è evaso con {paid}; {}", order(*id), renewed(fulfilment))
        }
        Fact::RungSkipped { order: id, rung, day: on } => format!(
            "il tentativo n. {rung} per l'{}, previsto {}, è passato senza addebito",
            order(*id),
            il(*on)
        ),
        Fact::ChargeBarred { order: id, method, rung, due, bar } => {
            let (method, due, bar) = (method_id(*method), euro(*due), causes::bar(*bar));
            let of = order(*id);
            format!("nessun addebito di {due} per l'{of}{} sul {method}: {bar}", at_rung(*rung))
        }
        Fact::ChargeRequested { key, amount, method, rung } => {
            let (amount, method) = (euro(*amount), method_id(*method));
            format!("si richiede l'{} di {amount} sul {method}{}", charge(*key), at_rung(*rung))
        }
        Fact::ChargeUnknown { key } => format!(
            "l'{} potrebbe essere avvenuto: il gestore dei pagamenti non lo sa",
            charge(*key)
        ),
        Fact::ChargeFailed { key, failure } => {
            format!("l'{} {}", charge(*key), causes::failure(*failure))
        }
        Fact::ChargeNotExecuted { key } => {
            format!("l'{} certamente non è avvenuto", charge(*key))
        }
        Fact::ChargeInDoubt { key, first } => format!(
            "l'{}, dato come {}, potrebbe essere avvenuto: è in dubbio",
            charge(*key),
            causes::outcome(*first)
        ),
        Fact::ChargeContradicted { key, first, received } => {
            let (first, received) = (causes::outcome(*first), causes::outcome(*received));
            format!("per l'{} arriva ora l'esito {received}: resta valido {first}", charge(*key))
        }
        Fact::LadderExhausted { order: id } => format!(
            "i tentativi di addebito per l'{} sono esauriti: si può pagare manualmente",
            order(*id)
        ),
        Fact::InquiryRequested { key, awaited } => {
            let only = if *awaited { "" } else { ", che non va più inviato" };
            format!(
                "si chiede al gestore dei pagamenti che cosa ne è stato dell'{}{only}",
                charge(*key)
            )
        }
        Fact::PaymentRegistered(payment) => payment_registered(payment),
        Fact::RefundOwed { number, amount, order, reason, form, due, replaces } => {
            causes::owed_back(*number, *amount, *order, *reason, (*form, *due), *replaces)
        }
        Fact::RefundPaid { number, payout, settles, beyond } => {
            settled(*number, payout, *settles, *beyond)
        }
        Fact::PaymentReversed(reversed) => payment_reversed(reversed),
        Fact::PayoutCameBack(returned) => payout_came_back(returned),
        Fact::CommitmentRegistered(Commitment { reference, order: id, on }) => format!(
            "è registrato un impegno a pagare l'{}, con data {}, riferimento {reference}",
            order(*id),
            day(*on)
        ),
        Fact::PlanChanged { package: now, entitled, room: has, archive_consent } => {
            let shrinking = if has == entitled {
                String::new()
            } else {
                let (entitled, consent) = (room(*entitled), agreed(*archive_consent));
                format!(", da ridurre a {entitled} quando i dati lo permettono{consent}")
            };
            format!("la tipologia è ora {}, con spazio di {}{shrinking}", package(*now), room(*has))
        }
        Fact::UsedSpaceRequested => {
            "si chiede di misurare e comunicare lo spazio occupato".to_string()
        }
        Fact::UsedSpaceReported { used: found, on } => {
            format!("spazio occupato {}: {}", il(*on), used(*found))
        }
        Fact::RoomShrunk { room: left } => format!("lo spazio si riduce a {}", room(*left)),
        Fact::RoomKept { room: kept, entitled, used: found } => {
            let (kept, entitled) = (room(*kept), room(*entitled));
            format!(
                "lo spazio resta di {kept}: i dati non entrano in {entitled}, perché occupano {}",
                used(*found)
            )
        }
        Fact::SpaceBought { extra: bought } => {
            format!("lo spazio aggiuntivo è ora in tutto {}", extra(*bought))
        }
        Fact::HolderChanged { holder: new } => {
            format!("il titolare è ora {}", holder(new.kind))
        }
        Fact::AccountChanged { account } => format!("la casella passa all'account {account}"),
        Fact::AccessChanged { access } => {
            format!("si comunica al sistema di posta che la casella {}", can(*access))
        }
        Fact::TerminationRequested { when } => match when {
            Termination::AtExpiry => "il titolare dà disdetta alla scadenza".to_string(),
            Termination::Now => {
                "il titolare chiede la chiusura immediata della casella".to_string()
            }
        },
        Fact::TerminationRevoked => "la disdetta alla scadenza è revocata".to_string(),
        Fact::RenewalWithdrawn { declared_at, undone } => format!(
            "il titolare esercita il recesso dal rinnovo dell'{}, dichiarato {}: {}",
            order(undone.order),
            at(*declared_at),
            ended(undone)
        ),
        Fact::TermLeft { undone } => format!(
            "il titolare recede senza spese dal periodo acquistato con l'{}: {}",
            order(undone.order),
            ended(undone)
        ),
        Fact::ExitRightLifted { order: id } => format!(
            "per il periodo acquistato con l'{} non c'è più diritto di recesso senza spese: un \
             avviso corretto dell'art. 65-bis è arrivato in tempo",
            order(*id)
        ),
        Fact::WithdrawalInformationGiven { order: id, on, until } => format!(
            "{} il titolare è stato informato del diritto di recesso dall'{}, che ora termina {}",
            il(*on),
            order(*id),
            il(*until)
        ),
        Fact::MailboxDeleted { cause, logs_until } => format!(
            "la casella è cancellata {}; i suoi log sono conservati fino {}",
            causes::deleted(*cause),
            al(*logs_until)
        ),
        Fact::ContentsDeletionDue => "si chiede di cancellare il contenuto".to_string(),
        Fact::AddressReleased { to } => {
            format!(
                "l'indirizzo passa alla casella {to}, dello stesso codice fiscale o partita IVA"
            )
        }
        Fact::NoticeDue { number, notice: told, .. } => {
            format!("si invia l'avviso {number}: {}", notice(told))
        }
        Fact::DueDayMissed { day: missed } => format!(
            "quanto previsto per {} non è stato fatto e non si può più fare: l'elaborazione non \
             è stata eseguita in tempo, o da allora sono cambiate le condizioni",
            il(*missed)
        ),
        Fact::ReminderSkipped { day: skipped } => {
            format!("il promemoria {} è saltato: il suo giorno è passato", del(*skipped))
        }
        Fact::NoticeDelivered { number, on } => {
            format!("l'avviso {number} è stato consegnato {}", il(*on))
        }
        Fact::NoticeFailed { number } => {
            format!("l'avviso {number} non è stato consegnato")
        }
    }
}

fn opened(opening: &Opening) -> String {
    let (bought, kind) = (purchase(opening.purchase), holder(opening.holder.kind));
    let mut parts = Vec::from([
        format!("si apre una casella: {bought}, intestata a {kind}"),
        format!("attiva fino {}, con periodi contati {}", al(opening.expiry), dal(opening.anchor)),
    ]);
    parts.extend(elsewhere(opening.hosting).map(str::to_string));
    parts.push(match &opening.bound_method {
        None => "rinnovo automatico disattivato".to_string(),
        Some(bound) => format!("rinnovo automatico attivo con {}", method(bound)),
    });
    if !opening.dead_methods.is_empty() {
        let dead: Vec<String> = opening.dead_methods.iter().map(|id| method_id(*id)).collect();
        parts.push(format!("da non addebitare mai: {}", dead.join(", ")));
    }
    if let Some(on) = opening.statutory_notice_delivered {
        parts.push(format!("avviso dell'art. 65-bis consegnato {}", il(on)));
    }
    if 0 < opening.orders_before {
        let before =
            counted(opening.orders_before.into(), "ordine precedente", "ordini precedenti");
        parts.push(before);
    }
    parts.join("; ")
}

fn payment_registered(payment: &RegisteredPayment) -> String {
    let RegisteredPayment { reference, order: id, debt, amount, day: counted, source, allocation } =
        payment;
    let named = match (debt, id) {
        (Some(debt), _) => format!("per il debito {debt}"),
        (None, Some(id)) => format!("per l'{}", order(*id)),
        (None, None) => "senza indicare un ordine".to_string(),
    };
    let (amount, came, allocation) = (euro(*amount), came_by(source), went_to(*allocation));
    let counted = day(*counted);
    format!(
        "è registrato un pagamento di {amount} {came} {named}, con data {counted}, riferimento \
         {reference}: {allocation}"
    )
}

pub(super) fn settled(
    number: RefundNumber,
    payout: &Payout,
    settles: Option<RefundNumber>,
    beyond: Option<LeftDebt>,
) -> String {
    let Payout { reference, amount, on } = payout;
    let settled = match settles {
        Some(settled) if settled == number => format!("il rimborso {number} è saldato"),
        Some(settled) => {
            format!(
                "il rimborso {number}, al cui posto era dovuto il rimborso {settled}, è saldato"
            )
        }
        None => format!("il rimborso {number} è versato un'altra volta"),
    };
    let beyond = beyond.map_or(String::new(), |debt| {
        let becomes = of_amount(debt.amount, "diventa", "diventano");
        let (more, number) = (euro(debt.amount), debt.number);
        format!(", cioè {more} più del dovuto, che {becomes} il debito {number}")
    });
    format!("{settled} con {} {}, riferimento {reference}{beyond}", euro(*amount), del(*on))
}

fn order_opened(open: &OpenOrder) -> String {
    let (order_named, bought) = (order(open.id), purchase(open.purchase));
    let (by, replaces, stated) = match &open.origin {
        Origin::Generated => ("è generato dal rinnovo automatico".to_string(), None, String::new()),
        Origin::Manual { method_kind, replaces, informed, start_requested } => (
            format!("è aperto manualmente, da pagare con {}", means(*method_kind)),
            *replaces,
            stated(*informed, *start_requested),
        ),
    };
    let replaces = replaces.map_or(String::new(), |old| format!(" al posto dell'{}", order(old)));
    format!(
        "l'{order_named} {by}{replaces}: {bought} a {}{}, per rinnovare la scadenza {}, \
         {}{}{stated} (condizioni v. {}, listino v. {})",
        price(&open.price),
        net_only(open),
        del(open.id.expiry()),
        payable(&open.asks),
        agreed(open.archive_consent),
        open.agreed.policy_version,
        open.agreed.price_list_version,
    )
}

pub(super) fn net_only(open: &OpenOrder) -> &'static str {
    if open.net_only { ", di cui è dovuto il solo imponibile" } else { "" }
}

pub(super) fn payable(asks: &[Due]) -> String {
    if asks.is_empty() {
        "non più pagabile".to_string()
    } else if asks.iter().all(|due| due.amount.is_zero()) {
        "senza altro da pagare".to_string()
    } else {
        format!("pagabile con {}", sums(asks))
    }
}

pub(super) fn agreed(archive_consent: bool) -> &'static str {
    if archive_consent {
        ", con il consenso del titolare alla cancellazione dell'archivio"
    } else {
        ""
    }
}

/// What R-22 has a renewal by hand say, where it does.
pub(super) fn stated(informed: bool, start_requested: bool) -> String {
    let told = if informed { ", titolare informato del diritto di recesso" } else { "" };
    let asked = if start_requested { ", inizio immediato richiesto" } else { "" };
    format!("{told}{asked}")
}

fn covered(fulfilment: &Fulfilment) -> String {
    let Fulfilment { paid_by, applied, receivable, late_fee, waived, .. } = fulfilment;
    let fee = if late_fee.is_zero() {
        String::new()
    } else {
        format!(", di cui {} di maggiorazione", euro(*late_fee))
    };
    let waived = if waived.is_zero() {
        String::new()
    } else {
        format!(", con un abbuono di {}", euro(*waived))
    };
    let to_come = if receivable.is_zero() {
        String::new()
    } else {
        format!(", di cui {} ancora da incassare", euro(*receivable))
    };
    format!("il pagamento {paid_by} per {}{fee}{waived}{to_come}", euro(*applied))
}

/// What was taken back, and where it came from.
fn payment_reversed(reversed: &ReversedPayment) -> String {
    let ReversedPayment { reversal, held, withdrawn, debt, written_off, dead } = reversed;
    let mut from = Vec::new();
    if !held.is_zero() {
        from.push(format!("{} dall'importo accantonato", euro(*held)));
    }
    from.extend(withdrawn.iter().map(|taken| {
        format!("{} dal rimborso {}, che è annullato", euro(taken.amount), taken.refund)
    }));
    from.extend(debt.map(|debt| format!("{} come debito {}", euro(debt.amount), debt.number)));
    if !written_off.is_zero() {
        let written = of_amount(*written_off, "stralciato", "stralciati");
        from.push(format!("{} {written}", euro(*written_off)));
    }
    let killed =
        dead.map(|method| format!("; il {} non sarà mai più addebitato", method_id(method)));
    format!("{}: {}{}", taken_back(reversal), from.join(", "), killed.unwrap_or_default())
}

fn payout_came_back(returned: &ReturnedPayout) -> String {
    let ReturnedPayout { reversal, refund, settles, written_off } = returned;
    let mut settled: Vec<String> = settles.iter().map(settled_debt).collect();
    if !written_off.is_zero() {
        let written = of_amount(*written_off, "già stralciato", "già stralciati");
        settled.push(format!("{} {written}", euro(*written_off)));
    }
    let settled =
        if settled.is_empty() { String::new() } else { format!(": {}", settled.join(", ")) };
    format!("{}, che era stato versato per il rimborso {refund}{settled}", taken_back(reversal))
}

fn taken_back(reversal: &Reversal) -> String {
    let Reversal { reference, of, amount, on, kind } = reversal;
    let why = match kind {
        ReversalKind::Chargeback => "contestato dal pagatore",
        ReversalKind::Return => "restituito dalla banca",
        ReversalKind::Correction { owed: true } => "registrato per errore, ma dovuto",
        ReversalKind::Correction { owed: false } => "registrato per errore e non dovuto",
    };
    let (amount, on) = (euro(*amount), il(*on));
    format!("storno di {amount} {on}, riferimento {reference}, dal pagamento {of}, {why}")
}

fn settled_debt(settled: &SettledDebt) -> String {
    towards_debt(settled.amount, settled.number)
}

/// That money goes towards a debt, which may need more.
fn towards_debt(amount: Money, debt: DebtNumber) -> String {
    let counted = of_amount(amount, "imputato", "imputati");
    format!("{} {counted} al debito {debt}", euro(amount))
}

fn renewed(fulfilment: &Fulfilment) -> String {
    let Fulfilment { previous_expiry, period, change, right, .. } = fulfilment;
    let right = match right {
        Some(TermRight::Exit { .. }) => {
            ", con diritto di recesso senza spese, perché manca la prova di un avviso corretto \
             dell'art. 65-bis consegnato in tempo"
                .to_string()
        }
        Some(TermRight::Withdrawal { until, .. }) => {
            format!(", con diritto di recesso fino {}", al(*until))
        }
        None => String::new(),
    };
    let planned = change.map_or(String::new(), |change| {
        let PlanChange { on, package: coming, archive_consent } = change;
        let consent = agreed(archive_consent);
        format!("; la tipologia è {} {}{consent}", package(coming), dal(on))
    });
    let (before, now) = (dal(*previous_expiry), al(period.expiry));
    format!("la scadenza passa {before} {now}{right}{planned}")
}

/// The terms that end, what is owed back of each, and the period that follows.
fn ended(undone: &Undone) -> String {
    let terms: Vec<String> = undone.ended.iter().map(ended_term).collect();
    let terms = terms.join(", ");
    match undone.period {
        Some(period) => format!("{terms}; la scadenza è {}", il(period.expiry)),
        None => format!("{terms}; la casella non ha più una scadenza"),
    }
}

fn ended_term(term: &EndedTerm) -> String {
    let (of, owed_back) = (order(term.order), euro(term.owed_back));
    let come_back = of_amount(term.owed_back, "torna", "tornano");
    let settled: Vec<String> = term.settles.iter().map(settled_debt).collect();
    let settled =
        if settled.is_empty() { String::new() } else { format!(": {}", settled.join(", ")) };
    let to_come = if term.receivable.is_zero() {
        String::new()
    } else {
        format!(": {} ancora da incassare", euro(term.receivable))
    };
    let part = match term.unused {
        Some(Unused { days: unused, of: all }) => {
            format!("per {} su {all}", days(unused.into()))
        }
        None => "cioè tutto l'importo applicato".to_string(),
    };
    format!("dell'{of} {come_back} {owed_back}, {part}{settled}{to_come}")
}

fn at_rung(rung: Option<Rung>) -> String {
    match rung {
        Some(rung) => format!(" al tentativo previsto n. {rung}"),
        None => ", fuori dai tentativi previsti".to_string(),
    }
}

fn method_news(news: MethodNews) -> String {
    match news {
        MethodNews::Refreshed { valid_until, mandate_cap } => {
            let valid = valid_until.map_or_else(
                || "senza ultimo giorno di validità".to_string(),
                |last| format!("valido fino {}", al(last)),
            );
            let cap = mandate_cap.map_or(String::new(), |cap| {
                format!(", con importo massimo autorizzato di {}", euro(cap))
            });
            format!("resta in uso, {valid}{cap}")
        }
        MethodNews::Closed => "è stato chiuso".to_string(),
        MethodNews::AskHolder => "bisogna chiedere al suo intestatario".to_string(),
    }
}

fn came_by(source: &PaymentSource) -> String {
    match source {
        PaymentSource::ByHand { method_kind, paid_on, signed_in_with, consent } => {
            let with = signed_in_with.map_or(String::new(), |with| {
                format!(", dopo l'accesso all'account, sul {}", method_id(with.id))
            });
            let given = consent.map_or(String::new(), |it| format!(", {}", causes::consent(it)));
            let paid = paid_on.map_or(String::new(), |paid| format!(", eseguito {},", il(paid)));
            format!("con {}{with}{given}{paid}", means(*method_kind))
        }
        PaymentSource::Charge { key } => format!("tramite l'{}", charge(*key)),
    }
}

fn went_to(allocation: Allocation) -> String {
    match allocation {
        Allocation::Held => "accantonato per l'ordine aperto".to_string(),
        Allocation::OwedBack => "da restituire".to_string(),
        Allocation::Debt { number, amount } => towards_debt(amount, number),
        Allocation::Receivable { order: id, amount, written_off } => {
            let short = if written_off.is_zero() {
                String::new()
            } else {
                format!(", con stralcio degli ultimi {}", euro(written_off))
            };
            format!("{} di quanto restava da incassare per l'{}{short}", euro(amount), order(id))
        }
    }
}
