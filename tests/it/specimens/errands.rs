//! Every errand, with every notice and every reason that it can carry.

use pec_renewal::{
    Errand,
    values::{MailboxId, uuid::Uuid},
};
use pec_test_support::{card, money};

use super::{
    by_variant,
    facts::{accesses, refunds},
    key, notice_number,
    notices::notices,
    order, refund_due, refund_number,
};

pub fn errands() -> Vec<Errand> {
    by_variant!(Errand {
        Errand::Charge { .. } => {
            vec![Errand::Charge { key: key(), amount: money("18.18"), method: card().id }]
        },
        Errand::Inquire { .. } => {
            [true, false].map(|awaited| Errand::Inquire { key: key(), awaited }).into()
        },
        Errand::Notify { .. } => notices()
            .into_iter()
            .map(|notice| Errand::Notify { number: notice_number(), notice })
            .collect(),
        Errand::Refund { .. } => refunds()
            .map(|(reason, form)| Errand::Refund {
                number: refund_number(),
                amount: money("5.00"),
                order: Some(order()),
                reason,
                form,
                due: Some(refund_due()),
            })
            .collect(),
        Errand::SetAccess { .. } => {
            accesses().map(|access| Errand::SetAccess { access }).into()
        },
        Errand::MeasureSpace => vec![Errand::MeasureSpace],
        Errand::DeleteContents => vec![Errand::DeleteContents],
        Errand::OpenNewLife { .. } => {
            vec![Errand::OpenNewLife { mailbox: MailboxId::new(Uuid::from_u128(2)) }]
        },
    })
}
