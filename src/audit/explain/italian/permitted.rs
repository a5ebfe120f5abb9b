//! What the holder can do, and why not, in words.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{
    calendar::il,
    refusal::reason,
    words::{charge, euro, of_amount, order},
};
use crate::{
    audit::explain::clauses::join,
    mailbox::{Action, Permission},
};

pub(super) fn action(action: Action) -> &'static str {
    match action {
        Action::SwitchOn => "attivare il rinnovo automatico",
        Action::SwitchOff => "disattivare il rinnovo automatico",
        Action::ReplaceMethod => "sostituire il metodo di pagamento associato",
        Action::RemoveMethod => "rimuovere il metodo di pagamento associato",
        Action::RenewByHand => "rinnovare manualmente",
        Action::Pay => "pagare l'ordine aperto",
        Action::CancelOrder => "annullare l'ordine aperto",
        Action::TerminateAtExpiry => "dare disdetta alla scadenza",
        Action::RevokeTermination => "revocare la disdetta",
        Action::TerminateNow => "chiedere la chiusura immediata",
        Action::Leave => "recedere senza spese dal periodo",
        Action::Withdraw => "esercitare il recesso dal rinnovo manuale",
        Action::BuyAgain => "riacquistare l'indirizzo",
    }
}

pub(super) fn permission(asked: Action, permission: &Permission) -> String {
    let asked = action(asked);
    match permission {
        Permission::Permitted => format!("{asked}: è possibile"),
        Permission::PermittedBesideCharge { key } => format!(
            "{asked}: è possibile, ma può riuscire anche l'{}; quanto pagato due volte viene \
             rimborsato in denaro",
            charge(*key)
        ),
        Permission::PermittedEnding { order: id, owed_back, expiry, deletion } => {
            let money = if owed_back.is_zero() {
                "non c'è nulla da restituire".to_string()
            } else {
                let returned = of_amount(*owed_back, "viene rimborsato", "vengono rimborsati");
                format!("{} {returned} in denaro", euro(*owed_back))
            };
            let ends = format!(
                "{asked}: è possibile; il periodo acquistato con l'{} finisce: {money}",
                order(*id)
            );
            let expiry = expiry
                .map_or(String::new(), |expiry| format!("la scadenza diventa {}", il(expiry)));
            let deleted = deletion.map_or(String::new(), |day| {
                format!(
                    "se la casella non viene rinnovata, {} viene cancellata con tutta la posta",
                    il(day)
                )
            });
            join(ends, &[expiry, deleted])
        }
        Permission::AlreadySo => format!("{asked}: è già così"),
        Permission::Refused(refusal) => format!("{asked}: non è possibile: {}", reason(refusal)),
    }
}
