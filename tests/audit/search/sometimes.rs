//! What must be met somewhere, or the search proves nothing of it.

use pec_renewal::{
    Allocation, Backing, Event, Fact, Lies, Mailbox, Notice, PaymentSource, RefundReason,
    ReversedPayment,
    auto_renewal::OffCause,
    catalogue::{MailAccess, Rung},
    charge::{Charge, Death, Failure, Rebound},
    order::FinalStatus,
    service::Service,
    values::{Day, OrderId, PaymentReference},
};
use pec_test_support::card;

use super::{explore::Sometimes, world::capped_paypal};

/// What one term leads to.
pub const SOMETIMES: &[Sometimes] = &[
    ("a mailbox is renewed in grace", |before, event, _| {
        is_fulfilled(event) && before.expiry() < event.at.day()
    }),
    ("a mailbox is renewed in the grace phase with a late fee", |before, event, _| {
        is_fulfilled(event) && before.expiry().plus_days(2) == event.at.day()
    }),
    ("an order is paid after a charge of it was declined", |before, event, _| {
        is_fulfilled(event) && before.charge().progress().is_some_and(|p| p.episode)
    }),
    ("a charge settles after another one of its order failed", |before, event, _| {
        is_charged(before, event) && before.charge().progress().is_some_and(|p| 1 < p.attempts)
    }),
    ("a charge first reported declined settles all the same, for its order", |before, event, _| {
        settles(event).is_some_and(|allocation| allocation == Allocation::Held)
            && before.charge().unresolved().is_none()
    }),
    ("a charge of unknown outcome settles", |before, event, _| {
        settles(event).is_some() && before.charge().unresolved().is_some_and(|r| r.unknown)
    }),
    ("a charge is orphaned, its order paid by hand meanwhile", |_, event, after| {
        is_fulfilled(event) && matches!(after.charge(), Charge::Orphaned { .. })
    }),
    ("a method is bound while a charge is unresolved", |_, _, after| {
        matches!(after.charge(), Charge::Unresolved { rebound: Some(Rebound::RetryDue), .. })
    }),
    ("a method bound after a failure is asked at once", |before, event, _| {
        matches!(event.fact, Fact::ChargeRequested { .. })
            && matches!(before.charge(), Charge::RetryDue { .. })
    }),
    ("a ladder is exhausted", |_, event, _| matches!(event.fact, Fact::LadderExhausted { .. })),
    ("money is held as part payment", |_, _, after| !after.ledger().held.is_zero()),
    ("an order is paid in two parts", |before, event, _| {
        is_fulfilled(event)
            && 1 < before.payments().iter().filter(|p| p.method_kind.is_some()).count()
    }),
    ("more than the price came, and the excess is owed back", |_, event, _| {
        owes(event, |reason| matches!(reason, RefundReason::Excess))
    }),
    ("money of a cancelled order is owed back", |_, event, _| {
        owes(event, |reason| {
            matches!(reason, RefundReason::OrderCancelled | RefundReason::CancelledBefore)
        })
    }),
    ("money for no known order is owed back", |_, event, _| {
        owes(event, |reason| matches!(reason, RefundReason::UnknownOrder))
    }),
    ("only the report of money was late", |_, event, _| {
        owes(event, |reason| matches!(reason, RefundReason::ReportedLate))
    }),
    ("automatic renewal is off when a charge of it renews", |before, event, _| {
        is_charged(before, event) && !before.auto_renewal().is_on()
    }),
    ("a termination stands when a charge renews", |before, event, _| {
        is_charged(before, event) && matches!(before.service(), Service::TerminatedAtExpiry { .. })
    }),
    ("a mailbox that its holder terminated waits for its charge", |_, _, after| {
        matches!(after.service(), Service::Ending { .. })
    }),
    ("a deletion waited for a charge", |before, event, _| {
        matches!(event.fact, Fact::MailboxDeleted { .. })
            && before.warning().is_some_and(|warning| warning.deletion < event.at.day())
    }),
    (
        "a consumer is renewed without proof of the notice, with the exit right",
        |_, event, after| {
            is_fulfilled(event) && after.service().period().is_some_and(|p| p.exit_right)
        },
    ),
    ("a consumer is renewed by a charge, the notice proved", |before, event, after| {
        is_charged(before, event) && after.service().period().is_some_and(|p| !p.exit_right)
    }),
    ("no order is generated, since one was cancelled", |before, event, _| {
        matches!(event.fact, Fact::OrderNotGenerated { .. })
            && before.period_flags().order_cancelled
    }),
    ("no order is generated while a manual one is open", |before, event, _| {
        matches!(event.fact, Fact::OrderNotGenerated { .. }) && before.open_order().is_some()
    }),
    ("a payer who was signed in switches automatic renewal on", |before, event, _| {
        matches!(event.fact, Fact::AutoRenewalSwitchedOn { .. })
            && !before.payments().iter().all(|payment| payment.method_kind.is_none())
    }),
    (
        "the room stays larger than the plan, mail being in the way",
        |_, event, _| matches!(&event.fact, Fact::NoticeDue { notice, .. } if matches!(notice, Notice::RoomKept { .. })),
    ),
    ("money of a good day is told in the margin of its order, and renews", |before, event, _| {
        is_fulfilled(event) && is_in_margin(before, event)
    }),
    ("an order is cancelled in its margin", |before, event, _| {
        matches!(event.fact, Fact::OrderCancelled { .. }) && is_in_margin(before, event)
    }),
    ("an order's margin moves the day of deletion", |before, event, _| {
        warned(event).is_some_and(|told| is_warned_in_time(before, event) && day_4(before) < told)
    }),
    ("the day of deletion moves later, and that is told", |before, event, _| {
        let told = before.warning().map(|warning| warning.deletion);
        warned(event).is_some_and(|deletion| told.is_some_and(|told| told < deletion))
    }),
    ("a warning that did not arrive is given again", |before, event, _| {
        warned(event).is_some() && before.warning().is_some_and(|warning| warning.failed.is_some())
    }),
    ("grace goes on, nobody being warned, and the mailbox is renewed in it", |before, event, _| {
        is_fulfilled(event) && before.warning().is_none() && day_2(before) < event.at.day()
    }),
    ("a mailbox warned late is renewed in the days that this gave", |before, event, _| {
        is_fulfilled(event) && is_warned_late(before) && day_2(before) < event.at.day()
    }),
    ("a mailbox warned late is deleted on the day that was named", |before, event, _| {
        matches!(event.fact, Fact::MailboxDeleted { .. })
            && before.warning().is_some_and(|warning| warning.deletion == event.at.day())
            && is_warned_late(before)
    }),
    ("a refund is paid short, and the rest owed under another number", |_, event, _| {
        owes(event, |reason| matches!(reason, RefundReason::PaidShort { .. }))
    }),
    ("a refund is paid when the mailbox is deleted", |before, event, _| {
        matches!(event.fact, Fact::RefundPaid { .. })
            && matches!(before.service(), Service::Deleted { .. })
    }),
    ("the mail platform is told that a mailbox sends no more", |before, event, _| {
        told_of(event).is_some_and(|access| before.access_told().send && !access.send)
    }),
    ("the mail platform is told that a mailbox receives no more", |before, event, _| {
        told_of(event).is_some_and(|access| before.access_told().receive && !access.receive)
    }),
    ("the mail platform is told that a renewed mailbox sends again", |before, event, _| {
        told_of(event).is_some_and(|access| !before.access_told().send && access.send)
    }),
];

/// What takes a second term.
pub const SECOND_TERM: &[Sometimes] = &[
    ("a mailbox is renewed for a second term", |before, event, _| {
        is_fulfilled(event)
            && before.closed_orders().iter().any(|order| order.status == FinalStatus::Fulfilled)
    }),
    ("a generated order waits for the charge of the one before", |_, _, after| {
        matches!(after.charge(), Charge::Orphaned { next: Some(_), .. })
    }),
    ("money of a fulfilled order is owed back", |_, event, _| {
        owes(event, |reason| matches!(reason, RefundReason::OrderFulfilled))
    }),
    ("a charge first reported declined settles once its order is closed", |_, event, _| {
        settles(event).is_some_and(|allocation| allocation == Allocation::OwedBack)
    }),
    ("a second term is renewed by a charge", |before, event, _| {
        is_charged(before, event) && !before.closed_orders().is_empty()
    }),
    ("used space is asked for, and a room shrinks", |_, event, _| {
        matches!(event.fact, Fact::RoomShrunk { .. })
    }),
    ("a change of plan takes effect with the term", |before, event, _| {
        matches!(event.fact, Fact::PlanChanged { .. }) && !before.space().planned.is_empty()
    }),
];

/// What follows from charges in doubt.
pub const IN_DOUBT: &[Sometimes] = &[
    ("a charge comes into doubt", |_, event, _| is_doubt(event)),
    ("a charge comes into doubt while another one is unresolved", |before, event, _| {
        is_doubt(event) && before.charge().unresolved().is_some()
    }),
    (
        "an inquiry is made about a charge in doubt",
        |before, event, _| matches!(event.fact, Fact::InquiryRequested { key, .. } if before.is_in_doubt(key)),
    ),
    (
        "not executed takes the place of a failure, and the rung comes back",
        |before, event, after| ends_doubt(before, event) && spent(after) < spent(before),
    ),
    ("a failure takes the place of not executed, and the rung is spent", |before, event, after| {
        ends_doubt(before, event) && spent(before) < spent(after)
    }),
    ("a dead method comes back", |before, _, after| {
        after.dead_methods().len() < before.dead_methods().len()
    }),
    ("a method dies by the outcome that ends a doubt", |before, event, after| {
        ends_doubt(before, event) && before.dead_methods().len() < after.dead_methods().len()
    }),
    ("a doubt ends, and a method bound meanwhile is asked at once", |before, event, after| {
        ends_doubt(before, event) && matches!(after.charge(), Charge::RetryDue { .. })
    }),
    ("a doubt ends with an exhausted ladder that stays so", |before, event, after| {
        ends_doubt(before, event) && matches!(after.charge(), Charge::Exhausted { .. })
    }),
    ("a charge in doubt settles for its order", |before, event, _| {
        is_of_doubt(before, event, Allocation::Held)
    }),
    ("a charge in doubt settles, and its order is closed", |before, event, _| {
        is_of_doubt(before, event, Allocation::OwedBack)
    }),
    ("an order is paid by hand while a charge of it is in doubt", |before, event, _| {
        is_fulfilled(event) && !is_charged(before, event) && !before.doubts().is_empty()
    }),
    ("a mailbox that its holder terminated waits for a charge in doubt", |_, _, after| {
        matches!(after.service(), Service::Ending { .. }) && !after.doubts().is_empty()
    }),
    ("grace is over, and a charge in doubt holds deletion back", |before, event, _| {
        ends_doubt(before, event) && before.last_grace_day(event.at.day()) < event.at.day()
    }),
];

/// What follows where a method is stopped, or put off to a day.
pub const ADVISED: &[Sometimes] = &[
    ("automatic renewal goes off with a method that its holder stopped", |_, event, _| {
        matches!(event.fact, Fact::AutoRenewalSwitchedOff { cause: OffCause::Stopped })
    }),
    ("another method is stopped than the one bound, and automatic renewal stays on", {
        |before, event, after| {
            is_stop(event) && before.auto_renewal().is_on() && !is_dead_bound(after)
        }
    }),
    (
        "another method is switched on after one was stopped, and asked at once",
        |before, event, _| {
            matches!(event.fact, Fact::ChargeRequested { rung: None, .. })
                && before.dead_methods().iter().any(|dead| dead.of == Death::Stopped)
        },
    ),
    ("a mailbox that its holder terminated has its method stopped", |before, event, _| {
        is_stop(event) && matches!(before.service(), Service::Ending { .. })
    }),
    ("a method is asked on the day to which it was put off", |before, event, _| {
        matches!(event.fact, Fact::ChargeRequested { .. })
            && is_put_off(before, &Event::new(before.last_moment(), event.fact.clone()))
    }),
    ("another method is asked while the first is put off", |before, event, _| match &event.fact {
        Fact::ChargeRequested { method, .. } => {
            let others = [card(), capped_paypal()].into_iter().filter(|it| it.id != *method);
            others.clone().any(|it| before.not_before(it.id, event.at.day()).is_some())
        }
        _ => false,
    }),
];

/// What news of the card leads to.
pub const TOLD_NEWS: &[Sometimes] = &[
    ("news revives a card that was declined for good", |before, event, after| {
        is_news(event) && is_dead_bound(before) && !is_dead_bound(after)
    }),
    ("news lifts what barred the card, and one request is owed at once", |before, event, after| {
        is_news(event)
            && !matches!(before.charge(), Charge::RetryDue { .. })
            && matches!(after.charge(), Charge::RetryDue { .. })
    }),
    ("news lifts a bar a second time, and no request is owed", |before, event, after| {
        let recharged = before.charge().progress().is_some_and(|progress| progress.recharged);
        is_news(event)
            && recharged
            && is_dead_bound(before)
            && !is_dead_bound(after)
            && !matches!(after.charge(), Charge::RetryDue { .. })
    }),
    ("a card is closed while a charge of it is unresolved", |before, event, after| {
        is_news(event) && before.charge().unresolved().is_some() && is_dead_bound(after)
    }),
    ("a card is closed, and news revives it no more", |before, event, after| {
        is_news(event) && is_dead_bound(before) && is_dead_bound(after)
    }),
];

/// What ending terms leads to.
pub const ENDED: &[Sometimes] = &[
    ("a withdrawal in the old grace brings the old expiry back", |before, event, after| {
        is_withdrawal(event) && after.expiry() < event.at.day() && before.expiry() != after.expiry()
    }),
    ("a withdrawal after the old grace ends the period on its day", |_, event, after| {
        is_withdrawal(event) && after.expiry() == event.at.day()
    }),
    ("a withdrawal ends a term and a later one", |_, event, _| match &event.fact {
        Fact::RenewalWithdrawn { undone, .. } => 1 < undone.ended.len(),
        _ => false,
    }),
    ("a withdrawal is told two days after its declaration", |_, event, _| match &event.fact {
        Fact::RenewalWithdrawn { declared_at, .. } => declared_at.day() < event.at.day(),
        _ => false,
    }),
    ("a withdrawal comes while a charge is unresolved", |before, event, _| {
        is_withdrawal(event) && before.charge().unresolved().is_some()
    }),
    ("a charge settles after its order was withdrawn from or left", |before, event, _| {
        before.is_leaving() && settles(event) == Some(Allocation::OwedBack)
    }),
    ("a withdrawal first settles the debt that a chargeback of its money left", |_, event, _| {
        match &event.fact {
            Fact::RenewalWithdrawn { undone, .. } => {
                undone.ended.iter().any(|term| !term.settles.is_empty())
            }
            _ => false,
        }
    }),
    ("a term is left by a holder who owes", |before, event, _| {
        matches!(event.fact, Fact::TermLeft { .. }) && stands(before)
    }),
    ("a withdrawal finds the mailbox deleted, and only money comes back", |before, event, _| {
        is_withdrawal(event) && matches!(before.service(), Service::Deleted { .. })
    }),
    ("a term that renewed itself without a true notice is left", |_, event, _| {
        matches!(event.fact, Fact::TermLeft { .. })
    }),
    ("a mailbox whose term was ended is deleted", |before, event, _| {
        let mut closed = before.closed_orders().iter();
        matches!(event.fact, Fact::MailboxDeleted { .. })
            && closed.any(|it| before.has_ended(OrderId::new(before.id(), it.expiry, it.ordinal)))
    }),
];

/// What follows from what was carried over.
pub const CARRIED_ON: &[Sometimes] = &[
    ("it is deleted on the day that the warning given elsewhere told", |before, event, _| {
        let told = before.warning().map(|warning| (warning.number.number(), warning.deletion));
        matches!(event.fact, Fact::MailboxDeleted { .. }) && told == Some((0, event.at.day()))
    }),
    ("it is renewed in grace, and no longer deleted", |before, event, after| {
        is_fulfilled(event) && before.warning().is_some() && after.warning().is_none()
    }),
    ("the term bought elsewhere is withdrawn from, and its money owed back", |_, event, _| {
        is_withdrawal(event)
    }),
    ("the next charge has the number after the one requested elsewhere", |_, event, _| {
        matches!(event.fact, Fact::ChargeRequested { key, .. }
            if key.attempt() == 2 && key.order().ordinal() == 2)
    }),
    ("the refund owed elsewhere is settled under its number", |_, event, _| match &event.fact {
        Fact::RefundPaid { number, .. } => number.number() == 1,
        _ => false,
    }),
];

/// What takes money that is taken back.
pub const REVERSED: &[Sometimes] = &[
    PAID_OUT_BEFORE,
    ("money held is taken back", |_, event, _| {
        reversed(event).is_some_and(|it| !it.held.is_zero())
    }),
    REFUND_WITHDRAWN,
    REST_OWED,
    WRITTEN_OFF,
    ("a charge is charged back, and its bound method is dead", |before, event, _| {
        let bound = before.auto_renewal().method().map(|bound| bound.id);
        reversed(event).is_some_and(|it| it.dead.is_some() && it.dead == bound)
    }),
    ("money of a deleted mailbox is taken back", |before, event, _| {
        reversed(event).is_some() && matches!(before.service(), Service::Deleted { .. })
    }),
    PAID_IN_ITS_PLACE,
    PAID_IN_VAIN,
    CAME_BACK,
    RENEWED_OWING,
    DELETED_OWING,
];

/// What takes a debt.
pub const OWING: &[Sometimes] = &[
    ("what an order was paid with is taken back, and leaves a debt", |before, event, _| {
        reversed(event).is_some_and(|it| {
            it.debt.is_some()
                && lay(before, &it.reversal.of, |lies| matches!(lies, Lies::Applied { .. }))
        })
    }),
    PAID_OUT_BEFORE,
    REFUND_WITHDRAWN,
    WRITTEN_OFF,
    CAME_BACK,
    ("a payout comes back, and settles the debt that it left", |_, event, _| match &event.fact {
        Fact::PayoutCameBack(returned) => !returned.settles.is_empty(),
        _ => false,
    }),
    ("a debt is paid in part", |before, event, after| {
        for_debt(event) && after.ledger().debts < before.ledger().debts && stands(after)
    }),
    ("a debt is paid", |_, event, after| for_debt(event) && !stands(after)),
    ("more is paid than a debt is", |_, event, _| {
        owes(event, |reason| matches!(reason, RefundReason::Excess))
    }),
    RENEWED_OWING,
    DELETED_OWING,
];

const PAID_OUT_BEFORE: Sometimes =
    ("what was paid out already is taken back, and leaves a debt", |before, event, _| {
        reversed(event).is_some_and(|it| {
            it.debt.is_some()
                && lay(before, &it.reversal.of, |lies| matches!(lies, Lies::PaidOut { .. }))
        })
    });

const REFUND_WITHDRAWN: Sometimes =
    ("money is taken back that is owed back, and its refund is withdrawn", |_, event, _| {
        reversed(event).is_some_and(|it| !it.withdrawn.is_empty())
    });

const REST_OWED: Sometimes =
    ("the rest of a withdrawn refund is owed under another number", |_, event, _| {
        matches!(event.fact, Fact::RefundOwed { replaces: Some(_), .. })
    });

const WRITTEN_OFF: Sometimes =
    ("what was booked wrongly and is not owed is written off", |_, event, _| {
        reversed(event).is_some_and(|it| !it.written_off.is_zero())
    });

const PAID_IN_ITS_PLACE: Sometimes =
    ("a payout for a withdrawn refund settles the one in its place", |_, event, _| {
        match &event.fact {
            Fact::RefundPaid { number, settles: Some(settled), .. } => number != settled,
            _ => false,
        }
    });

const PAID_IN_VAIN: Sometimes =
    ("a payout for a withdrawn refund leaves a debt", |before, event, _| match &event.fact {
        Fact::RefundPaid { number, beyond: Some(_), .. } => {
            before.refund(*number).is_some_and(|refund| refund.withdrawn)
        }
        _ => false,
    });

const CAME_BACK: Sometimes =
    ("a payout comes back, and is owed again", |_, event, after| match &event.fact {
        Fact::PayoutCameBack(_) => !after.ledger().owed_back.is_zero(),
        _ => false,
    });

const RENEWED_OWING: Sometimes = ("a mailbox whose holder owes is renewed", |before, event, _| {
    is_fulfilled(event) && stands(before)
});

const DELETED_OWING: Sometimes = ("a mailbox whose holder owes is deleted", |before, event, _| {
    matches!(event.fact, Fact::MailboxDeleted { .. }) && stands(before)
});

/// What takes two of them.
pub const TWO_IN_DOUBT: &[Sometimes] = &[
    ("two charges are in doubt at once", |_, _, after| after.doubts().len() == 2),
    ("of two charges in doubt, one settles and renews", |before, event, after| {
        is_fulfilled(event) && is_charged(before, event) && !after.doubts().is_empty()
    }),
];

const fn is_news(event: &Event) -> bool {
    matches!(event.fact, Fact::MethodNewsReported { .. })
}

const fn is_withdrawal(event: &Event) -> bool {
    matches!(event.fact, Fact::RenewalWithdrawn { .. })
}

fn is_stop(event: &Event) -> bool {
    matches!(event.fact, Fact::ChargeFailed { failure: Failure::Stopped, .. })
}

/// Whether the bound method is dead, which stays so until automatic renewal goes off with it.
fn is_dead_bound(mailbox: &Mailbox) -> bool {
    mailbox.auto_renewal().method().is_some_and(|bound| mailbox.is_dead(bound.id))
}

/// Whether the bound method is put off on the day of the event.
fn is_put_off(mailbox: &Mailbox, event: &Event) -> bool {
    let bound = mailbox.auto_renewal().method();
    bound.is_some_and(|bound| mailbox.not_before(bound.id, event.at.day()).is_some())
}

fn day_2(before: &Mailbox) -> Day {
    before.expiry().plus_days(2)
}

fn day_4(before: &Mailbox) -> Day {
    before.expiry().plus_days(4)
}

fn is_in_margin(before: &Mailbox, event: &Event) -> bool {
    let today = event.at.day();
    before.last_day_of_order(today).is_some_and(|last_day| last_day < today)
}

/// The day of deletion that the event warns of, if it does.
fn warned(event: &Event) -> Option<Day> {
    match &event.fact {
        Fact::NoticeDue { notice: Notice::DeletionWarning(told), .. } => Some(told.deletion),
        _ => None,
    }
}

fn is_warned_in_time(before: &Mailbox, event: &Event) -> bool {
    before.warning().is_none() && event.at.day() <= before.warning_due()
}

fn is_warned_late(mailbox: &Mailbox) -> bool {
    mailbox.warning().is_some_and(|warning| mailbox.warning_due() < warning.on)
}

/// What the mail platform is told that the mailbox may do, if the event tells it.
fn told_of(event: &Event) -> Option<MailAccess> {
    match event.fact {
        Fact::AccessChanged { access } => Some(access),
        _ => None,
    }
}

fn is_doubt(event: &Event) -> bool {
    matches!(event.fact, Fact::ChargeInDoubt { .. })
}

/// A final outcome but *settled* ends a doubt.
fn ends_doubt(before: &Mailbox, event: &Event) -> bool {
    match event.fact {
        Fact::ChargeFailed { key, .. } | Fact::ChargeNotExecuted { key } => before.is_in_doubt(key),
        _ => false,
    }
}

/// A charge in doubt settles, and its money goes there.
fn is_of_doubt(before: &Mailbox, event: &Event, wanted: Allocation) -> bool {
    match &event.fact {
        Fact::PaymentRegistered(payment) => match payment.source {
            PaymentSource::Charge { key } => {
                before.is_in_doubt(key) && payment.allocation == wanted
            }
            PaymentSource::ByHand { .. } => false,
        },
        _ => false,
    }
}

fn spent(mailbox: &Mailbox) -> Option<Rung> {
    mailbox.charge().progress().and_then(|progress| progress.spent)
}

fn is_fulfilled(event: &Event) -> bool {
    matches!(event.fact, Fact::OrderFulfilled(_))
}

/// Whether the event fulfils an order with the money of a charge.
fn is_charged(before: &Mailbox, event: &Event) -> bool {
    let Fact::OrderFulfilled(fulfilment) = &event.fact else {
        return false;
    };
    before.payments().find(&fulfilment.paid_by).is_some_and(|payment| payment.method_kind.is_none())
}

/// Where the money of a charge goes, if the event is its settlement.
fn settles(event: &Event) -> Option<Allocation> {
    match &event.fact {
        Fact::PaymentRegistered(payment) => match payment.source {
            PaymentSource::Charge { .. } => Some(payment.allocation),
            PaymentSource::ByHand { .. } => None,
        },
        _ => None,
    }
}

fn owes(event: &Event, holds: fn(&RefundReason) -> bool) -> bool {
    matches!(&event.fact, Fact::RefundOwed { reason, .. } if holds(reason))
}

/// What is taken back of a payment, if the event takes something back.
fn reversed(event: &Event) -> Option<&ReversedPayment> {
    match &event.fact {
        Fact::PaymentReversed(reversed) => Some(reversed),
        _ => None,
    }
}

/// Whether any money of the payment lay in such a place.
fn lay(mailbox: &Mailbox, reference: &PaymentReference, there: fn(&Lies) -> bool) -> bool {
    let backing = Backing::Payment { reference: reference.clone() };
    mailbox.portions().backed_by(&backing).any(|portion| there(&portion.lies))
}

/// Whether any debt stands.
fn stands(mailbox: &Mailbox) -> bool {
    !mailbox.ledger().debts.is_zero()
}

fn for_debt(event: &Event) -> bool {
    match &event.fact {
        Fact::PaymentRegistered(payment) => matches!(payment.allocation, Allocation::Debt { .. }),
        _ => false,
    }
}
