//! What the policy makes of what an opening carries, once and for all.

use alloc::{boxed::Box, vec::Vec};

use super::carried::{Carried, CarriedOrder, CarriedOrigin, CarriedRight, CarriedTerm, Judged};
use crate::{
    catalogue::Policy,
    mailbox::{
        event::TermRight, life::ticked::logs_until, orders::opening::limit,
        payments::fulfilment::withdrawable_until, state::Mailbox,
    },
    order::{Agreed, OpenOrder, Origin},
    values::{Day, Money},
};

/// What is not stated is the policy's of today; nothing stated is changed.
pub(super) fn judged(mailbox: &Mailbox, carried: &Carried, policy: &Policy, today: Day) -> Judged {
    let held = carried.held().unwrap_or(Money::MAX);
    let order = carried.order.as_ref();
    Judged {
        order: order.map(|order| Box::new(frozen(mailbox, order, held, policy, today))),
        rights: carried.terms.iter().map(|term| right(term, policy)).collect(),
        logs_until: carried.deleted_on.map(|on| logs_until(policy, on)),
    }
}

/// The order with all that it freezes.
fn frozen(
    mailbox: &Mailbox,
    order: &CarriedOrder,
    held: Money,
    policy: &Policy,
    today: Day,
) -> OpenOrder {
    let origin = match order.origin {
        CarriedOrigin::Generated { .. } => Origin::Generated,
        CarriedOrigin::Manual { method_kind, informed, start_requested } => {
            Origin::Manual { method_kind, replaces: None, informed, start_requested }
        }
    };
    let lapse = order.last_day;
    let mut frozen = OpenOrder {
        id: order.id,
        origin,
        purchase: order.purchase,
        price: order.price,
        net_only: mailbox.holder.owes_net_only(),
        archive_consent: order.archive_consent,
        opened_on: order.opened_on,
        limit: limit(mailbox, policy, order.purchase.term, order.opened_on, lapse),
        asks: Vec::new(),
        agreed: Agreed::of(policy),
    };
    frozen.asks = frozen.dues(&mailbox.grace_on(today), order.opened_on, held);
    frozen
}

fn right(term: &CarriedTerm, policy: &Policy) -> Option<TermRight> {
    Some(match term.right? {
        CarriedRight::Leave => TermRight::Exit { lifted_by: Vec::new() },
        CarriedRight::Withdraw { paid_on, informed, start_requested } => {
            let days = policy.parameters().withdrawal_days;
            let until = withdrawable_until(paid_on, days, informed);
            TermRight::Withdrawal { until, days, paid_on, informed, start_requested }
        }
    })
}
