//! What the holder can do, and why not, in words.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{
    refusal::reason,
    words::{charge, euro, order},
};
use crate::{
    audit::explain::clauses::join,
    mailbox::{Action, Permission},
};

pub(super) fn action(action: Action) -> &'static str {
    match action {
        Action::SwitchOn => "switch automatic renewal on",
        Action::SwitchOff => "switch automatic renewal off",
        Action::ReplaceMethod => "replace the bound method",
        Action::RemoveMethod => "remove the bound method",
        Action::RenewByHand => "renew by hand",
        Action::Pay => "pay the open order",
        Action::CancelOrder => "cancel the open order",
        Action::TerminateAtExpiry => "terminate the mailbox at expiry",
        Action::RevokeTermination => "revoke the termination",
        Action::TerminateNow => "terminate the mailbox now",
        Action::Leave => "leave the term",
        Action::Withdraw => "withdraw from the renewal by hand",
        Action::BuyAgain => "buy the address again",
    }
}

pub(super) fn permission(asked: Action, permission: &Permission) -> String {
    let asked = action(asked);
    match permission {
        Permission::Permitted => format!("{asked}: possible"),
        Permission::PermittedBesideCharge { key } => format!(
            "{asked}: possible, although {} may settle as well; what is taken twice comes back in cash",
            charge(*key)
        ),
        Permission::PermittedEnding { order: id, owed_back, expiry, deletion } => {
            let money = if owed_back.is_zero() {
                "nothing comes back".to_string()
            } else {
                format!("{} come back in cash", euro(*owed_back))
            };
            let ends = format!("{asked}: possible; the term of {} ends: {money}", order(*id));
            let expiry =
                expiry.map_or(String::new(), |expiry| format!("the expiry is then {expiry}"));
            let deleted = deletion.map_or(String::new(), |day| {
                format!("if it is not renewed, it is deleted with all its mail on {day}")
            });
            join(ends, &[expiry, deleted])
        }
        Permission::AlreadySo => format!("{asked}: it is so already"),
        Permission::Refused(refusal) => format!("{asked}: not possible: {}", reason(refusal)),
    }
}
