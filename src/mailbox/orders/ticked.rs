//! What a tick does: open the order that repeats what was last paid for, or say why not (R-13, R-14,
//!

use super::{
    due::{Generation, generation_on},
    opening::open,
};
use crate::{
    mailbox::{event::Fact, notices::content::order_not_generated, recorder::Recorder},
    order::Origin,
};

pub(crate) fn generate(recorder: &mut Recorder<'_>) {
    let (policy, today) = (recorder.policy(), recorder.today());
    match generation_on(recorder.mailbox(), policy, today) {
        Some(Generation::Order) => {
            let purchase = recorder.mailbox().purchase;
            if let Some(price) = policy.prices().price(&purchase, today) {
                open(recorder, purchase, price, Origin::Generated, false);
            }
        }
        Some(Generation::Withheld(reason)) => {
            let expiry = recorder.mailbox().expiry();
            recorder.record(Fact::OrderNotGenerated { expiry, reason });
            recorder
                .tell(|mailbox, policy, today| order_not_generated(mailbox, policy, today, reason));
        }
        None => {}
    }
}
