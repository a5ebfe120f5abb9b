//! An order opened, with all that it freezes, and one that gives way to another.

use alloc::{boxed::Box, vec::Vec};

use super::extension::extended;
use crate::{
    catalogue::{ExtensionBase, Policy, Purchase, Term},
    mailbox::{
        event::Fact, payments::fulfilment::fulfil_from_held, recorder::Recorder, state::Mailbox,
    },
    order::{Agreed, OpenOrder, Origin},
    values::{Day, Price},
};

pub(super) fn open(
    recorder: &mut Recorder<'_>,
    purchase: Purchase,
    price: Price,
    origin: Origin,
    archive_consent: bool,
) {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    let mut order = OpenOrder {
        id: mailbox.next_order(),
        origin,
        purchase,
        price,
        net_only: mailbox.holder.owes_net_only(),
        archive_consent,
        opened_on: today,
        limit: limit(mailbox, policy, purchase.term, today, None),
        asks: Vec::new(),
        agreed: Agreed::of(policy),
    };
    order.asks = order.dues(&mailbox.grace_on(today), today, mailbox.ledger.held);
    recorder.record(Fact::OrderOpened(Box::new(order)));
}

/// Where the holder of today would owe the open order differently, one takes its place that differs
/// only in that. A charge of it that is unresolved is waited for.
pub(crate) fn reissue_if_owed_differently(recorder: &mut Recorder<'_>) {
    let mailbox = recorder.mailbox();
    let net_only = mailbox.holder.owes_net_only();
    let Some(open) = mailbox.open_order().filter(|open| {
        open.net_only != net_only
            && !mailbox.service.is_gone()
            && !mailbox.is_leaving()
            && !mailbox.is_in_collection(open.id)
    }) else {
        return;
    };
    let (order, id) = (open.id, mailbox.next_order());
    let mut new = Box::new(OpenOrder { id, net_only, ..open.clone() });
    let today = recorder.today();
    new.asks = new.dues(&mailbox.grace_on(today), today, mailbox.ledger.held);
    recorder.record(Fact::OrderReissued { order, new });
    fulfil_from_held(recorder);
}

/// The agreed lapse, or the day before the expiry that the order would give, whichever is earlier
/// . The lapse is the one `stated`, or else the policy's, counted from the day of its opening.
pub(crate) fn limit(
    mailbox: &Mailbox,
    policy: &Policy,
    term: Term,
    opened_on: Day,
    stated: Option<Day>,
) -> Option<Day> {
    let base = policy.parameters().extension_base;
    let lapse = policy.parameters().unpaid_order_days;
    let lapse = stated.or_else(|| lapse.map(|days| opened_on.plus_days(i32::from(days))));
    let before_expiry = match base {
        ExtensionBase::PreviousExpiry => {
            extended(mailbox, base, term, opened_on).map(|next| next.expiry.previous())
        }
        // The expiry is then counted from the payment, so it always comes later.
        ExtensionBase::PaymentDay => None,
    };
    [lapse, before_expiry].into_iter().flatten().min()
}
