//! An order opened, with all that it freezes.

use alloc::boxed::Box;

use super::extension::extended;
use crate::{
    catalogue::{ExtensionBase, Policy, Purchase, Term},
    mailbox::{event::Fact, recorder::Recorder, state::Mailbox},
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
    let order = OpenOrder {
        id: mailbox.next_order(),
        origin,
        purchase,
        price,
        net_only: mailbox.holder.owes_net_only(),
        archive_consent,
        opened_on: today,
        last_day: last_day(mailbox, policy, purchase.term, today),
        agreed: Agreed::of(policy),
    };
    recorder.record(Fact::OrderOpened(Box::new(order)));
}

/// The last renewable day or, if earlier, the agreed lapse or the day before the expiry that the
/// order would give.
fn last_day(mailbox: &Mailbox, policy: &Policy, term: Term, today: Day) -> Day {
    let mut last = mailbox.last_renewable_day();
    if let Some(days) = policy.parameters().unpaid_order_days {
        last = last.min(today.plus_days(i32::from(days)));
    }
    match policy.parameters().extension_base {
        ExtensionBase::PreviousExpiry => extended(mailbox, policy, term, today)
            .map_or(last, |next| last.min(next.expiry.previous())),
        // The expiry is then counted from the payment, so it always comes later.
        ExtensionBase::PaymentDay => last,
    }
}
