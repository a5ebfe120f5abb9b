//! What is to be done outside, in words.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{
    causes,
    notice::notice,
    words::{charge, euro, may, method_id},
};
use crate::mailbox::Errand;

pub(super) fn errand(errand: &Errand) -> String {
    match errand {
        Errand::Charge { key, amount, method } => {
            let (amount, method) = (euro(*amount), method_id(*method));
            format!("charge {amount} to {method} as {}, if it is still awaited", charge(*key))
        }
        Errand::Inquire { key, awaited } => {
            let only = if *awaited { "" } else { ", which is no longer to be sent" };
            format!("ask the gateway what became of {}{only}", charge(*key))
        }
        Errand::Notify { number, notice: told } => {
            format!("tell the holder, as notice {number}: {}", notice(told))
        }
        Errand::Refund { number, amount, order, reason, form, due } => {
            causes::owed_back(*number, *amount, *order, *reason, (*form, *due), None)
        }
        Errand::SetAccess { access } => {
            format!("tell the mail platform that the mailbox may {}", may(*access))
        }
        Errand::MeasureSpace => "measure the used space, and report it".to_string(),
        Errand::DeleteContents => "delete the contents for good".to_string(),
        Errand::OpenNewLife { mailbox } => {
            format!("open mailbox {mailbox}, which takes over the address")
        }
    }
}
