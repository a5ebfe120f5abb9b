//! What will happen if nobody acts, read from the projection.
//!
//! Nothing here knows a condition of its own: what ticks will do is asked of the projection, without
//! notices but the warning before deletion. The warning itself asks without it.

use alloc::vec::Vec;

use crate::{
    catalogue::{Method, Policy},
    charge::{Bar, Charge},
    mailbox::{
        advance::advance_open,
        charges::due::is_above_cap,
        command::Command,
        event::{Fact, NotGenerated},
        notice::{NextCharge, NoRenewal, Outlook},
        projection::{Assumption, Projection},
        recorder::Telling,
        state::Mailbox,
    },
    order::Origin,
    values::{Day, MethodId, Moment, Money, uuid::Uuid},
};

/// Whether the mailbox renews by itself from `today` on, and if not, what bars it.
pub(crate) fn outlook(mailbox: &Mailbox, policy: &Policy, today: Day) -> Outlook {
    outlook_through(Day::MAX, mailbox, policy, today, Telling::WarningOnly)
}

/// The same with no notice at all, not even the warning before deletion: what that one asks.
pub(crate) fn outlook_without_notices(mailbox: &Mailbox, policy: &Policy, today: Day) -> Outlook {
    outlook_through(Day::MAX, mailbox, policy, today, Telling::Nothing)
}

/// Whether the mailbox renews by itself by a day, itself included, told nothing. It is asked of nothing
/// later: unwarned, a mailbox is never deleted, and what is owed daily would go on for ever.
pub(crate) fn renews_by(last: Day, mailbox: &Mailbox, policy: &Policy, today: Day) -> bool {
    match outlook_through(last, mailbox, policy, today, Telling::Nothing) {
        Outlook::WillRenew { charge } => charge.on <= last,
        Outlook::AwaitsOutcome { .. } | Outlook::WillNotRenew { .. } => false,
    }
}

fn outlook_through(
    last: Day,
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
    telling: Telling,
) -> Outlook {
    if let Some(key) = mailbox.awaited_outcome() {
        let order = mailbox.stands_for(key.order());
        let amount = mailbox.charge.unresolved().map(|request| request.amount);
        return Outlook::AwaitsOutcome { key, order, amount };
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
    let mut charge = None;
    let mut reason = exhausted(mailbox, today);
    let settled = Assumption::Settled;
    for (on, fact) in Projection::new(copy, policy, today, settled, telling).through(last) {
        match comes_of(&fact) {
            Comes::Charge(amount) => charge = charge.or(Some(NextCharge { on, amount })),
            Comes::Renewal => match charge {
                Some(charge) => return Outlook::WillRenew { charge },
                None => break,
            },
            // What barred an order before bars no more.
            Comes::Order => reason = None,
            Comes::Bar(bar) => reason = reason.or(Some(bar)),
            Comes::End => break,
            Comes::Other => {}
        }
        if matches!(reason, Some(reason) if is_for_good(reason)) {
            break;
        }
    }
    // Nothing bars it, and yet nothing comes: of an order that is open, no rung is left.
    let nothing_comes = match mailbox.open_order() {
        Some(order) if order.is_generated() => NoRenewal::LadderExhausted,
        Some(_) | None => NoRenewal::NoOrder(NotGenerated::NotRenewable),
    };
    will_not(reason.unwrap_or(nothing_comes))
}

/// What a fact to come means for the renewal.
enum Comes {
    Charge(Money),
    Renewal,
    Order,
    Bar(NoRenewal),
    End,
    Other,
}

fn comes_of(fact: &Fact) -> Comes {
    if let Fact::ChargeRequested { amount, .. } = fact {
        Comes::Charge(*amount)
    } else if let Fact::OrderFulfilled(_) = fact {
        Comes::Renewal
    } else if let Fact::OrderOpened(_) = fact {
        Comes::Order
    } else if let Fact::OrderNotGenerated { reason, .. } = fact {
        Comes::Bar(NoRenewal::NoOrder(*reason))
    } else if let Fact::ChargeBarred { bar, .. } = fact {
        Comes::Bar(NoRenewal::MethodBarred(*bar))
    } else if let Fact::LadderExhausted { .. } = fact {
        Comes::Bar(NoRenewal::LadderExhausted)
    } else if let Fact::MailboxDeleted { .. } = fact {
        Comes::End
    } else {
        Comes::Other
    }
}

/// Why no charge of the open order follows, where its ladder is at its end already.
fn exhausted(mailbox: &Mailbox, today: Day) -> Option<NoRenewal> {
    match &mailbox.charge {
        // What was above the cap may fit by now: then it is the ladder that is at its end.
        Charge::Exhausted { bar: Some(Bar::AboveMandateCap), .. }
            if !is_above_cap(mailbox, mailbox.amount_due(today)) =>
        {
            Some(NoRenewal::LadderExhausted)
        }
        Charge::Exhausted { bar: Some(bar), .. } => Some(NoRenewal::MethodBarred(*bar)),
        Charge::Exhausted { bar: None, .. } => Some(NoRenewal::LadderExhausted),
        Charge::Idle
        | Charge::Waiting { .. }
        | Charge::RetryDue { .. }
        | Charge::Barred { .. }
        | Charge::Unresolved { .. }
        | Charge::Orphaned { .. } => None,
    }
}

/// Whether a reason lasts to the end of the period, if nobody acts.
const fn is_for_good(reason: NoRenewal) -> bool {
    match reason {
        NoRenewal::TerminationStands
        | NoRenewal::AutoRenewalOff
        | NoRenewal::LadderExhausted
        | NoRenewal::NoOrder(
            NotGenerated::OrderCancelled
            | NotGenerated::OrderLapsed
            | NotGenerated::NotRenewable
            | NotGenerated::TermTooShort,
        ) => true,
        NoRenewal::NoOrder(NotGenerated::ManualOrderOpen | NotGenerated::NoPrice)
        | NoRenewal::MethodBarred(_) => false,
    }
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
    for command in cancel.into_iter().chain([Command::SwitchOn { method, consent: None }]) {
        let mut events = Vec::new();
        advance_open(&mut events, &mut freed, &command, policy, at, Telling::Nothing).ok()?;
    }
    match outlook(&freed, policy, today) {
        Outlook::WillRenew { charge } => Some(charge),
        Outlook::AwaitsOutcome { .. } | Outlook::WillNotRenew { .. } => None,
    }
}
