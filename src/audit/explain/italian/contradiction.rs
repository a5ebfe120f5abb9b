//! What of a life lived elsewhere contradicts itself, and what to do.

use crate::mailbox::CarriedContradiction as Found;

#[expect(
    clippy::too_many_lines,
    reason = "one arm a contradiction, in the order of their declaration"
)]
pub(super) fn contradiction(what: Found) -> &'static str {
    match what {
        Found::DeletedInUse => {
            "la casella è cancellata, ma è indicato ciò che ha solo una casella in uso (ordine, \
             rinnovo automatico, tipologia o spazio futuri, disdetta, avviso o preavviso): va tolto"
        }
        Found::TerminatedInUse => {
            "una disdetta alla scadenza è indicata insieme a un ordine aperto o al rinnovo \
             automatico: va tolta la disdetta, oppure il resto"
        }
        Found::OrderIdentity => {
            "l'ordine aperto non è l'ultimo degli ordini precedenti, di questa casella e per la \
             sua scadenza: va indicato così"
        }
        Found::OrderOpenedTooLate => {
            "l'ordine risulta aperto dopo il suo ultimo giorno: vanno controllate le due date, o \
             tolto l'ordine"
        }
        Found::OrderPrice => {
            "il prezzo dell'ordine aperto è zero, o più di quanto un ordine possa costare: va \
             controllato"
        }
        Found::OrderWithheld => {
            "è aperto un ordine automatico, ma per questa scadenza non se ne doveva generare: va \
             tolta una delle due indicazioni"
        }
        Found::RungsBeyondLadder => {
            "risultano consumati più tentativi di quanti ne sono previsti oggi: va indicato al \
             massimo l'ultimo"
        }
        Found::AttemptsBeyondCount => {
            "per l'ordine aperto sono indicati più addebiti di quanti se ne possano contare: vanno \
             controllati"
        }
        Found::NumberIsAnOrder => {
            "il numero esterno dell'ordine aperto ha la forma di un ordine di questo sistema: va \
             tolto"
        }
        Found::PlansOutOfOrder => {
            "le tipologie future non sono in ordine di data, dopo oggi, fino all'ultima pagata: \
             vanno ordinate"
        }
        Found::RoomNotLarger => {
            "lo spazio maggiore non supera quello della tipologia in vigore: va tolto"
        }
        Found::AmountZero => {
            "un pagamento, un rimborso, un versamento o un importo da incassare è zero: va tolto"
        }
        Found::PaymentOverspent => {
            "di un pagamento risulta applicato e accantonato più di quanto è arrivato: va \
             controllato"
        }
        Found::HeldForNoOrder => {
            "un importo è accantonato da un pagamento che non indica l'ordine aperto: va \
             indicato per quale ordine, o come importo da restituire"
        }
        Found::HeldCoversOrder => {
            "l'importo accantonato copre l'ordine aperto: va prima evaso nella gestione \
             precedente, e la casella indicata come rinnovata"
        }
        Found::RefundsOutOfOrder => {
            "i rimborsi non sono in ordine di numero, da 1 in poi e una volta ciascuno: vanno \
             ordinati"
        }
        Found::PayoutExceedsRefund => {
            "per un rimborso è stato versato più del dovuto: va indicato al massimo il dovuto"
        }
        Found::RefundNotAsItStands => {
            "un rimborso è indicato come annullato, o come versato un'altra volta: va indicato \
             ciò che è dovuto o saldato, e l'eccedenza come debito"
        }
        Found::DebtsOutOfOrder => {
            "i debiti non sono in ordine di numero, da 1 in poi e una volta ciascuno: vanno \
             ordinati"
        }
        Found::ReceivablesOutOfOrder => {
            "gli importi da incassare non sono in ordine, una volta ciascuno e per un ordine \
             precedente a quello aperto: vanno ordinati"
        }
        Found::TermOverowed => {
            "di un periodo risulta come debito o da incassare più di quanto è stato applicato: \
             vanno controllati gli importi"
        }
        Found::ReferenceIsChargeKey => {
            "un pagamento manuale, o un versamento, ha come riferimento il codice di un \
             addebito: va controllato"
        }
        Found::ReferenceTwice => {
            "un riferimento compare due volte: ciascuno indica un solo pagamento o versamento"
        }
        Found::SumsTooLarge => {
            "le somme di denaro sono più di quanto si possa registrare: vanno controllate"
        }
        Found::TermsOutOfOrder => {
            "i periodi acquistati non si susseguono fino alla scadenza, ciascuno con un ordine \
             precedente a quello aperto: vanno ordinati"
        }
        Found::NoticeWithoutDay => {
            "l'avviso dell'art. 65-bis risulta avere indicato un addebito, ma manca il giorno di \
             consegna: va indicato"
        }
        Found::WarningOfNoDeletion => {
            "il preavviso indica una cancellazione prima del giorno successivo, o prima che \
             finisca la tolleranza: va indicato il giorno successivo ancora valido, o nessun \
             preavviso"
        }
    }
}
