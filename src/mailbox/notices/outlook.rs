//! What will happen if nobody acts, read from the projection.
//!
//! Nothing here knows a condition of its own: what ticks will do is asked of the projection, without
//! notices but the warning before deletion. The warning itself asks without it.

use crate::{
    catalogue::{Method, Policy},
    mailbox::{
        advance::advance_open,
        command::Command,
        event::{Fact, NotGenerated},
        notice::{IfNotRenewed, NextCharge, NoRenewal, Outlook},
        projection::{Assumption, Projection},
        recorder::Telling,
        state::Mailbox,
    },
    order::{OpenOrder, Origin},
    values::{Day, MethodId, Moment, uuid::Uuid},
};

/// Whether the mailbox renews by itself from `today` on, and if not, what bars it.
pub(crate) fn outlook(mailbox: &Mailbox, policy: &Policy, today: Day) -> Outlook {
    outlook_telling(mailbox, policy, today, Telling::WarningOnly)
}

/// The same, without the warning before deletion: what that one asks.
pub(crate) fn outlook_unwarned(mailbox: &Mailbox, policy: &Policy, today: Day) -> Outlook {
    outlook_telling(mailbox, policy, today, Telling::Nothing)
}

fn outlook_telling(mailbox: &Mailbox, policy: &Policy, today: Day, telling: Telling) -> Outlook {
    if let Some(request) = mailbox.charge.unresolved() {
        return Outlook::AwaitsOutcome { key: request.key, amount: request.amount };
    }
    let will_not = |reason| Outlook::WillNotRenew { reason };
    if mailbox.service.termination_stands(today) {
        return will_not(NoRenewal::TerminationStands);
    }
    if !mailbox.auto_renewal.is_on() {
        return will_not(NoRenewal::AutoRenewalOff);
    }
    // A reason that was told is recorded no more: on this copy it counts as not told.
    let mut copy = mailbox.clone();
    copy.period_flags.told = 0;
    let (mut charge, mut reason) = (None, None);
    for (on, fact) in Projection::new(copy, policy, today, Assumption::Settled, telling) {
        match fact {
            Fact::ChargeRequested { amount, .. } => {
                charge = charge.or(Some(NextCharge { on, amount }));
            }
            Fact::OrderFulfilled(_) => {
                if let Some(charge) = charge {
                    return Outlook::WillRenew { charge };
                }
            }
            // What barred an order before bars no more.
            Fact::OrderOpened(_) => reason = None,
            Fact::OrderNotGenerated { reason: withheld, .. } => {
                reason = reason.or(Some(NoRenewal::NoOrder(withheld)));
                if is_for_good(withheld) {
                    break;
                }
            }
            Fact::ChargeBarred { bar, .. } => {
                reason = reason.or(Some(NoRenewal::MethodBarred(bar)));
            }
            Fact::LadderExhausted { .. } => {
                reason = reason.or(Some(NoRenewal::LadderExhausted));
                break;
            }
            Fact::MailboxDeleted { .. } => break,
            _ => {}
        }
    }
    will_not(reason.unwrap_or_else(|| standing_bar(mailbox)))
}

/// What bars the next charge already, where nothing new will be recorded of it.
fn standing_bar(mailbox: &Mailbox) -> NoRenewal {
    match (mailbox.charge.bar(), mailbox.open_order().map(OpenOrder::is_generated)) {
        (Some(bar), _) => NoRenewal::MethodBarred(bar),
        (None, Some(true)) => NoRenewal::LadderExhausted,
        (None, Some(false)) => NoRenewal::NoOrder(NotGenerated::ManualOrderOpen),
        (None, None) => NoRenewal::NoOrder(NotGenerated::NotRenewable),
    }
}

/// Whether a reason lasts to the end of the period, if nobody acts.
const fn is_for_good(reason: NotGenerated) -> bool {
    match reason {
        NotGenerated::OrderCancelled
        | NotGenerated::OrderLapsed
        | NotGenerated::NotRenewable
        | NotGenerated::TermTooShort => true,
        NotGenerated::ManualOrderOpen | NotGenerated::NoPrice => false,
    }
}

/// What follows if nobody acts and every charge is declined.
pub(crate) fn if_not_renewed(mailbox: &Mailbox, policy: &Policy, today: Day) -> IfNotRenewed {
    let mut follows = IfNotRenewed { sending_stops: None, deletion: None };
    if mailbox.charge.unresolved().is_some() {
        return follows;
    }
    let sends = mailbox.access_told.send;
    let declined = Assumption::SoftlyDeclined;
    let copy = mailbox.clone();
    for (on, fact) in Projection::new(copy, policy, today, declined, Telling::WarningOnly) {
        match fact {
            Fact::AccessChanged { access } if sends && !access.send => {
                follows.sending_stops = follows.sending_stops.or(Some(on));
            }
            Fact::MailboxDeleted { .. } => {
                follows.deletion = Some(on);
                break;
            }
            _ => {}
        }
    }
    follows
}

/// The charge that comes if what bars it falls: if no order by hand is in the way, and a method that
/// can be charged is bound.
pub(crate) fn charge_if_the_bar_falls(
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
) -> Option<NextCharge> {
    let at = Moment::start_of(today).ok()?;
    let mut freed = mailbox.clone();
    let in_the_way = freed.open_order().filter(|order| match order.origin {
        Origin::Manual { .. } => true,
        Origin::Generated => false,
    });
    let cancel = in_the_way.map(|order| Command::CancelOrder { order: order.id });
    let method = Method::card(MethodId::new(Uuid::nil()));
    // Whatever stands in the way of these stands in the way of the charge as well.
    for command in cancel.into_iter().chain([Command::SwitchOn { method }]) {
        let mut events = alloc::vec::Vec::new();
        advance_open(&mut events, &mut freed, &command, policy, at, Telling::Nothing).ok()?;
    }
    match outlook(&freed, policy, today) {
        Outlook::WillRenew { charge } => Some(charge),
        Outlook::AwaitsOutcome { .. } | Outlook::WillNotRenew { .. } => None,
    }
}
