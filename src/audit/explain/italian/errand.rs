//! What is to be done outside, in words.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{
    causes,
    notice::notice,
    words::{can, charge, euro, method_id},
};
use crate::mailbox::Errand;

pub(super) fn errand(errand: &Errand) -> String {
    match errand {
        Errand::Charge { key, amount, method } => {
            let (amount, method) = (euro(*amount), method_id(*method));
            format!("addebitare {amount} sul {method} come {}, se è ancora atteso", charge(*key))
        }
        Errand::Inquire { key, awaited } => {
            let only = if *awaited { "" } else { ", che non va più inviato" };
            format!(
                "chiedere al gestore dei pagamenti che cosa ne è stato dell'{}{only}",
                charge(*key)
            )
        }
        Errand::Notify { number, notice: told } => {
            format!("comunicare al titolare, come avviso {number}: {}", notice(told))
        }
        Errand::Refund { number, amount, order, reason, form, due } => {
            causes::owed_back(*number, *amount, *order, *reason, (*form, *due), None)
        }
        Errand::SetAccess { access } => {
            format!("comunicare al sistema di posta che la casella {}", can(*access))
        }
        Errand::MeasureSpace => "misurare lo spazio occupato e comunicarlo".to_string(),
        Errand::DeleteContents => "cancellare definitivamente il contenuto".to_string(),
        Errand::OpenNewLife { mailbox } => {
            format!("aprire la casella {mailbox}, che riceve l'indirizzo")
        }
    }
}
