//! What no language of the library says: titles, the names of notices, what is asked, and short days.

use pec_renewal::{
    Notice, Outlook, WayOut,
    audit::explain::{Italian, Language},
    values::{Day, Money},
};

use crate::{args::Lang, forecast::words, year::Life};

/// The words of the page and of the drawing.
#[derive(Debug)]
pub struct Words {
    lang: Lang,
    pub title: &'static str,
    pub mailbox: &'static str,
    pub expires: &'static str,
    pub lives: [&'static str; 3],
    pub day: &'static str,
    pub happens: &'static str,
    pub told: &'static str,
    pub may: &'static str,
    pub service: &'static str,
    pub reminders: &'static str,
    pub notices: &'static str,
    pub asked: &'static str,
    pub order: &'static str,
    pub open: &'static str,
    pub paid: &'static str,
    pub lapsed: &'static str,
    pub charges: [&'static str; 3],
    pub law: &'static str,
    pub mail: &'static str,
    pub holder_may: &'static str,
    pub not_while: &'static str,
    pub possible: &'static str,
    pub now_possible: &'static str,
    pub no_longer: &'static str,
    pub never: &'static str,
    pub while_charged: &'static str,
    pub each_notice: &'static str,
    pub last_of_service: &'static str,
    pub last_to_renew: &'static str,
    pub prevents: &'static str,
    pub prevents_until: &'static str,
    pub source: &'static str,
    pub drawn_in: &'static str,
    nothing: &'static str,
    pay: &'static str,
    renew: &'static str,
}

impl Words {
    pub const fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &ENGLISH,
            Lang::It => &ITALIAN,
        }
    }

    pub const fn life(&self, life: Life) -> &'static str {
        let [settles, declined, unpaid] = self.lives;
        match life {
            Life::Settles => settles,
            Life::Declined => declined,
            Life::Unpaid => unpaid,
        }
    }

    /// `15 Jan`, `15 gen`.
    pub fn short_day(&self, day: Day) -> String {
        match self.lang {
            Lang::En => words::short_day(day),
            Lang::It => {
                let long = Italian.day(day);
                let mut parts = long.split(' ');
                let number = parts.next().unwrap_or_default();
                let month: String = parts.next().unwrap_or_default().chars().take(3).collect();
                format!("{number} {month}")
            }
        }
    }

    pub fn long_day(&self, day: Day) -> String {
        match self.lang {
            Lang::En => words::day(day),
            Lang::It => Italian.day(day),
        }
    }

    fn euro(&self, amount: Money) -> String {
        match self.lang {
            Lang::En => format!("{amount} €"),
            Lang::It => format!("{amount} €").replace('.', ","),
        }
    }

    /// What the notice asks of its holder; none where it leaves that as it is.
    pub fn asks(&self, notice: &Notice) -> Option<String> {
        let asks = |outlook: &Outlook, way: Option<&WayOut>| match (outlook, way) {
            (Outlook::WillRenew { .. }, _) => Some(self.nothing.to_owned()),
            (Outlook::AwaitsOutcome { .. }, _) | (Outlook::WillNotRenew { .. }, None) => None,
            (Outlook::WillNotRenew { .. }, Some(WayOut::Pay { dues, .. })) => {
                dues.first().map(|due| format!("{}: {}", self.pay, self.euro(due.amount)))
            }
            (Outlook::WillNotRenew { .. }, Some(WayOut::Renew { dues, .. })) => {
                dues.first().map(|due| format!("{}: {}", self.renew, self.euro(due.amount)))
            }
        };
        match notice {
            Notice::ExpiryReminder(told) => asks(&told.outlook, told.way_out.as_ref()),
            Notice::DeletionWarning(told) => asks(&told.outlook, told.way_out.as_ref()),
            Notice::OutlookChanged(told) => asks(&told.outlook, told.way_out.as_ref()),
            Notice::ChargeFailed(told) => {
                told.dues.first().map(|due| format!("{}: {}", self.pay, self.euro(due.amount)))
            }
            Notice::Renewed(_) => Some(String::new()),
            Notice::TacitRenewal(_)
            | Notice::AutoRenewalSwitchedOn { .. }
            | Notice::AutoRenewalSwitchedOff { .. }
            | Notice::ChargeStillOnItsWay { .. }
            | Notice::ChargeInDoubt { .. }
            | Notice::OrderNotGenerated { .. }
            | Notice::PaymentIncomplete(_)
            | Notice::BoundMethodDead { .. }
            | Notice::MethodNeedsHolder { .. }
            | Notice::MoneyOwedBack { .. }
            | Notice::TerminationReceived { .. }
            | Notice::WithdrawalReceived { .. }
            | Notice::LeavingReceived(_)
            | Notice::TerminationRevoked { .. }
            | Notice::TerminationMoved { .. }
            | Notice::MailboxDeleted { .. }
            | Notice::RoomKept { .. } => None,
        }
    }

    /// The notice by name.
    pub const fn notice(&self, notice: &Notice) -> &'static str {
        let (english, italian) = match notice {
            Notice::ExpiryReminder(_) => ("reminder", "promemoria di scadenza"),
            Notice::TacitRenewal(_) => ("notice of art. 65-bis", "avviso art. 65-bis"),
            Notice::DeletionWarning(_) => ("warning of deletion", "preavviso di cancellazione"),
            Notice::OutlookChanged(_) => ("what was said has changed", "previsione cambiata"),
            Notice::AutoRenewalSwitchedOn { .. } => {
                ("automatic renewal is on", "rinnovo automatico attivato")
            }
            Notice::AutoRenewalSwitchedOff { .. } => {
                ("automatic renewal is off", "rinnovo automatico disattivato")
            }
            Notice::ChargeStillOnItsWay { .. } => {
                ("a charge is on its way", "addebito ancora in corso")
            }
            Notice::ChargeInDoubt { .. } => ("a charge is in doubt", "addebito in dubbio"),
            Notice::OrderNotGenerated { .. } => ("no order was generated", "ordine non generato"),
            Notice::ChargeFailed(_) => ("charge failed", "addebito non riuscito"),
            Notice::PaymentIncomplete(_) => ("payment incomplete", "pagamento incompleto"),
            Notice::BoundMethodDead { .. } => {
                ("the next charge will fail", "il prossimo addebito non riuscirà")
            }
            Notice::MethodNeedsHolder { .. } => {
                ("the method needs its holder", "metodo di pagamento da confermare")
            }
            Notice::Renewed(_) => ("renewed", "rinnovata"),
            Notice::MoneyOwedBack { .. } => ("money comes back", "denaro da restituire"),
            Notice::TerminationReceived { .. } => ("termination received", "disdetta ricevuta"),
            Notice::WithdrawalReceived { .. } => ("withdrawal received", "recesso ricevuto"),
            Notice::LeavingReceived(_) => ("leaving received", "recesso senza spese ricevuto"),
            Notice::TerminationRevoked { .. } => ("termination revoked", "disdetta revocata"),
            Notice::TerminationMoved { .. } => ("termination moved", "disdetta spostata"),
            Notice::MailboxDeleted { .. } => ("deleted", "cancellata"),
            Notice::RoomKept { .. } => ("the room stays", "spazio conservato"),
        };
        match self.lang {
            Lang::En => english,
            Lang::It => italian,
        }
    }
}

const ENGLISH: Words = Words {
    lang: Lang::En,
    title: "The days around an expiry",
    mailbox: "A consumer’s mailbox on plan Standard, bought for a year.",
    expires: "It expires on",
    lives: [
        "Automatic renewal is on, and every charge settles",
        "Automatic renewal is on, and every charge is declined for now",
        "Automatic renewal is off, and nobody acts",
    ],
    day: "day",
    happens: "what happens",
    told: "what is told",
    may: "what may be done from then on",
    service: "mailbox",
    reminders: "reminders",
    notices: "other notices",
    asked: "what is asked",
    order: "order, charges",
    open: "order open",
    paid: "paid: renewed",
    lapsed: "lapsed",
    charges: ["charge", "settled", "failed"],
    law: "asked by law",
    mail: "with mail, the mailbox may",
    holder_may: "the holder may",
    not_while: "not while the outcome of a charge is awaited",
    possible: "possible",
    now_possible: "now possible",
    no_longer: "no longer",
    never: "Never possible in these days",
    while_charged: "While the outcome of a charge is awaited",
    each_notice: "What each notice says",
    last_of_service: "the last day of service",
    last_to_renew: "the last day to renew",
    prevents: "the last day on which switching off certainly prevents the charge",
    prevents_until: "certainly prevents the charge until",
    source: "What would happen as the engine projects it, if nobody acts and every notice arrives. A preset \
             follows public pages and assumes what they leave open; no provider made or endorsed it.",
    drawn_in: "The drawing is in",
    nothing: "nothing: it renews by itself",
    pay: "pay the order",
    renew: "renew by hand",
};

const ITALIAN: Words = Words {
    lang: Lang::It,
    title: "I giorni attorno alla scadenza",
    mailbox: "La casella di un consumatore, tipologia Standard, acquistata per un anno.",
    expires: "Scade il",
    lives: [
        "Il rinnovo automatico è attivo e ogni addebito riesce",
        "Il rinnovo automatico è attivo e ogni addebito viene per ora rifiutato",
        "Il rinnovo automatico è disattivato e nessuno interviene",
    ],
    day: "giorno",
    happens: "che cosa succede",
    told: "che cosa viene comunicato",
    may: "che cosa si può fare da quel giorno",
    service: "casella",
    reminders: "promemoria",
    notices: "altri avvisi",
    asked: "che cosa si chiede",
    order: "ordine, addebiti",
    open: "ordine aperto",
    paid: "pagato: rinnovata",
    lapsed: "decaduto",
    charges: ["addebito", "riuscito", "non riuscito"],
    law: "richiesto dalla legge",
    mail: "con la posta, la casella può",
    holder_may: "il titolare può",
    not_while: "non mentre si attende l'esito di un addebito",
    possible: "si può",
    now_possible: "ora si può",
    no_longer: "non si può più",
    never: "Mai possibile in questi giorni",
    while_charged: "Mentre si attende l'esito di un addebito",
    each_notice: "Che cosa dice ciascun avviso",
    last_of_service: "ultimo giorno di servizio",
    last_to_renew: "ultimo giorno per rinnovare",
    prevents: "ultimo giorno in cui disattivare il rinnovo automatico evita certamente l'addebito",
    prevents_until: "evita certamente l'addebito fino al",
    source: "Che cosa accadrebbe secondo la proiezione, se nessuno interviene e ogni avviso arriva. Ciò che le \
             pagine pubbliche non dicono è supposto; nessun gestore l'ha approvato.",
    drawn_in: "Il disegno è in",
    nothing: "nulla: si rinnova da sola",
    pay: "pagare l'ordine",
    renew: "rinnovare manualmente",
};
