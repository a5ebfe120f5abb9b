//! Opening a mailbox: new, or taken over in any phase of its life.

use alloc::{boxed::Box, vec::Vec};

use super::decision::Decision;
use crate::{
    catalogue::Policy,
    mailbox::{
        command::{Hosting, Opening},
        event::{Event, Fact},
        refusal::{OpeningField, Refusal},
    },
    values::{Day, Moment},
};

pub(super) fn open(
    buffer: &mut Vec<Event>,
    opening: &Opening,
    policy: &Policy,
    at: Moment,
) -> Result<(), Refusal> {
    let today = at.day();
    // Where no anchor is known, the expiry itself is one, past or future.
    let anchor = Some(opening.anchor).filter(|anchor| *anchor != opening.expiry);
    for received in [anchor, opening.statutory_notice_delivered].into_iter().flatten() {
        if today < received {
            return Err(Refusal::DatedInTheFuture { today, received });
        }
    }
    match (opening.hosting, opening.bound_method) {
        (Hosting::OwnDomain, Some(_)) => return Err(Refusal::OwnDomain),
        (Hosting::OwnDomain | Hosting::Provider, None) | (Hosting::Provider, Some(_)) => {}
    }
    if !opening.purchase.plan.offers(opening.purchase.extra) {
        let (plan, extra) = (opening.purchase.plan, opening.purchase.extra);
        return Err(Refusal::SpaceNotOffered { plan, extra });
    }
    if let Some(method) = opening.bound_method.filter(|method| !method.kind.is_reusable()) {
        return Err(Refusal::MethodNotReusable { kind: method.kind });
    }
    if !is_on_anchor(opening.anchor, opening.expiry) {
        let (anchor, expiry) = (opening.anchor, opening.expiry);
        return Err(Refusal::ExpiryOffAnchor { anchor, expiry });
    }
    let grace = policy.parameters().grace.clone();
    let fact = Fact::MailboxOpened { opening: Box::new(opening.clone()), grace };
    buffer.push(Event { at, fact });
    Ok(())
}

/// Opening again with the same content is no event; with other content the first difference is named
///
pub(super) fn open_again(d: &Decision<'_>, received: &Opening) -> Result<(), Refusal> {
    let stored = &d.mailbox().opening;
    let differs = if stored.mailbox != received.mailbox {
        OpeningField::Mailbox
    } else if stored.holder != received.holder {
        OpeningField::Holder
    } else if stored.account != received.account {
        OpeningField::Account
    } else if stored.hosting != received.hosting {
        OpeningField::Hosting
    } else if stored.purchase != received.purchase {
        OpeningField::Purchase
    } else if stored.anchor != received.anchor {
        OpeningField::Anchor
    } else if stored.expiry != received.expiry {
        OpeningField::Expiry
    } else if stored.bound_method != received.bound_method {
        OpeningField::BoundMethod
    } else if stored.dead_methods != received.dead_methods {
        OpeningField::DeadMethods
    } else if stored.statutory_notice_delivered != received.statutory_notice_delivered {
        OpeningField::StatutoryNotice
    } else if stored.orders_before != received.orders_before {
        OpeningField::OrdersBefore
    } else {
        return Ok(());
    };
    Err(Refusal::MailboxAlreadyOpen { mailbox: stored.mailbox, differs })
}

fn is_on_anchor(anchor: Day, expiry: Day) -> bool {
    u16::try_from(expiry.year().saturating_sub(anchor.year()))
        .ok()
        .and_then(|years| anchor.plus_years(years))
        .is_some_and(|day| day == expiry)
}
