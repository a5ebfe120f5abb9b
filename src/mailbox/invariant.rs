//! What must always hold, each as a sentence: of every state, and of every step from one to the
//! next.
//!
//! [`check`] is for the state after a whole decision, [`check_step`] for every single event. The
//! tests run both, and they are exported so that a backend can run them too.

use serde::{Deserialize, Serialize};

use super::{
    command::Hosting,
    debt::Debt,
    event::{DeletionCause, Event, Fact},
    notice::{NextCharge, StatutoryNotice},
    opening::carried::Carried,
    portions::{Backing, Lies},
    refund::{Payout, Refund},
    remembered::{Remembered, by_ordinals},
    state::Mailbox,
};
use crate::{
    catalogue::STATUTORY_NOTICE_DAYS_MIN,
    charge::{Charge, Death, OutcomeKind},
    order::FinalStatus,
    service::Service,
    values::{ChargeKey, Day, DebtNumber, Money, RefundNumber, listed},
};

listed! {
    /// What must always hold, in the order in which it is checked.
    #[derive(Clone, Copy, Debug, Deserialize, Eq, thiserror::Error, PartialEq, Serialize)]
    pub enum Invariant {
        /// At most one charge is unresolved that was never told final.
        #[error("at most one charge is unresolved, and it is one that was requested")]
        AtMostOneChargeIsUnresolved,
        /// In doubt is a charge that failed or was not executed, and only once.
        #[error("what is in doubt was requested, and reported as failed or not executed")]
        OnlyWhatTookNothingIsInDoubt,
        /// Registered − reversed + debts + receivables + written off = applied + held + owed back + paid out,
        /// and each sum is that of its portions.
        #[error("every cent that came, and is not taken back, owed or written off lies in one place, and was registered once")]
        MoneyIsConserved,
        /// What still stands of debts and receivables is what backs nothing but them.
        #[error("debts are counted from 1, and what stands of them and of receivables is what they back")]
        WhatIsOwedBacksWhatItStandsFor,
        /// Money is held for an open order only.
        #[error("money is held only while an order is open")]
        MoneyIsHeldOnlyForAnOpenOrder,
        /// The caller was told to pay back all that is owed back.
        #[error("the caller is told of all that is owed back, and of no more")]
        AllThatIsOwedBackIsInstructed,
        /// Refunds are numbered, each is settled at most once, and what settled them is what was paid
        /// out.
        #[error("refunds are counted from 1, each is settled once, and what went out beyond is a debt")]
        ARefundIsSettledOnce,
        /// At most one order is open, and it renews the current expiry.
        #[error("the open order renews the current expiry and is the latest of the mailbox")]
        TheOpenOrderRenewsTheCurrentExpiry,
        /// An order that the holder left waits for the outcome of its charge, and for nothing else (R-64,
        ///
        #[error("after a withdrawal or a leaving, an order stays open only for the outcome of its charge")]
        OnlyAnOutcomeKeepsAnOrderThatWasLeft,
        /// What can still be ended was bought, is not over before what came earlier, and is in the sum
        /// applied.
        #[error("the terms that can be ended follow each other, and all that was applied for them still is")]
        TheTermsBoughtFollowEachOther,
        /// No order identity comes twice.
        #[error("no order identity comes twice")]
        NoOrderIdentityComesTwice,
        /// No key of a charge comes twice: its ordinal is the first that is not recorded.
        #[error("no key of a charge comes twice, not even one that money came under unasked")]
        NoChargeKeyComesTwice,
        /// Only a generated order is collected.
        #[error("only an open generated order is collected")]
        OnlyAGeneratedOrderIsCollected,
        /// Only a card or PayPal is bound.
        #[error("only a reusable method is bound")]
        OnlyAReusableMethodIsBound,
        /// What its holder stopped is not bound.
        #[error("no method is bound that its holder stopped at the bank or with PayPal")]
        NoStoppedMethodIsBound,
        /// In a deleted mailbox nothing is open and nothing is on.
        #[error(
            "a deleted mailbox has no open order, no automatic renewal and no charge unresolved or in \
             doubt"
        )]
        ADeletedMailboxIsAtRest,
        /// The expiry is the anchor and all years bought.
        #[error("the expiry is the anchor plus all years bought")]
        TheExpiryStandsOnItsAnchor,
        /// Only a fulfilled order extends the expiry, and only withdrawing and leaving move it back (R-50,
        ///
        #[error(
            "the expiry moves forward only when an order is fulfilled, and back only when the holder \
             withdraws or leaves"
        )]
        OnlyFulfilmentMovesTheExpiry,
        /// Fulfilled, cancelled, lapsed, deleted are final.
        #[error("what is closed or deleted stays so")]
        WhatIsFinalStaysSo,
        /// A charge is requested only with all that R-37 requires, so of a dead method never.
        #[error("no charge is requested but by automatic renewal, of a usable method, once a day")]
        NoChargeWithoutItsConditions,
        /// No deletion before its day, nor while a charge is unresolved or in doubt.
        #[error(
            "no deletion comes unwarned, before its day, or while a charge is unresolved or in doubt"
        )]
        NoDeletionBeforeItsDay,
        /// A consumer's term renewed automatically has a true notice delivered in time, or the exit right
        ///
        #[error("a consumer renewed automatically without a true notice in time has the exit right, and nobody else")]
        NoSilentRenewalOfAConsumer,
        /// An order is paid once, with exactly what was due, less what is waived.
        #[error("an order is paid once, with exactly what was due, less what is waived")]
        AnOrderIsPaidOnceAndExactly,
        /// The state counts its events.
        #[error("every event is counted once, and days never run backwards")]
        EventsAreCountedInOrder,
        /// References and keys come once, in order, so that each is found again.
        #[error("payments and charges are remembered in order, each of them once")]
        WhatIsRememberedIsInOrder,
        /// An order can be paid on the day of its opening at least.
        #[error("the open order can be paid on the day on which it was opened")]
        TheOpenOrderCouldBePaid,
        /// The room is the plan's, or larger while data is in the way.
        #[error("the room is what the plan gives, or more while data is in the way")]
        TheRoomIsThePlans,
        /// Only notices that were given are reported on.
        #[error("only notices that were given are reported delivered or failed")]
        OnlyGivenNoticesAreReported,
    }
}

/// An invariant that does not hold: a defect of this library, or a state that it did not make.
#[derive(Clone, Copy, Debug, Deserialize, Eq, thiserror::Error, PartialEq, Serialize)]
#[error("broken after event {sequence}: {invariant}")]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// What does not hold.
    pub invariant: Invariant,
    /// The number of events behind the state.
    pub sequence: u64,
}

/// Whether everything holds that must hold of a state after a whole decision.
///
/// # Errors
///
/// The first [`Violation`].
pub fn check(state: &Mailbox) -> Result<(), Violation> {
    first_broken(
        state,
        &[
            (Invariant::AtMostOneChargeIsUnresolved, one_charge_unresolved),
            (Invariant::OnlyWhatTookNothingIsInDoubt, in_doubt_took_nothing),
            (Invariant::MoneyIsConserved, money_is_conserved),
            (Invariant::WhatIsOwedBacksWhatItStandsFor, what_is_owed_backs),
            (Invariant::MoneyIsHeldOnlyForAnOpenOrder, held_only_for_an_open_order),
            (Invariant::AllThatIsOwedBackIsInstructed, all_owed_back_is_instructed),
            (Invariant::ARefundIsSettledOnce, refunds_are_settled_once),
            (Invariant::TheOpenOrderRenewsTheCurrentExpiry, open_order_renews_current_expiry),
            (Invariant::OnlyAnOutcomeKeepsAnOrderThatWasLeft, left_order_is_in_collection),
            (Invariant::TheTermsBoughtFollowEachOther, terms_follow_each_other),
            (Invariant::NoOrderIdentityComesTwice, no_order_twice),
            (Invariant::OnlyAGeneratedOrderIsCollected, only_generated_is_collected),
            (Invariant::OnlyAReusableMethodIsBound, only_reusable_is_bound),
            (Invariant::NoStoppedMethodIsBound, no_stopped_is_bound),
            (Invariant::ADeletedMailboxIsAtRest, deleted_is_at_rest),
            (Invariant::TheExpiryStandsOnItsAnchor, expiry_stands_on_anchor),
            (Invariant::EventsAreCountedInOrder, some_event_is_counted),
            (Invariant::WhatIsRememberedIsInOrder, remembered_in_order),
            (Invariant::TheOpenOrderCouldBePaid, open_order_could_be_paid),
            (Invariant::TheRoomIsThePlans, room_is_the_plans),
            (Invariant::OnlyGivenNoticesAreReported, only_given_notices_are_reported),
        ],
    )
}

/// Whether one event may lead from the one state to the other.
///
/// # Errors
///
/// The first [`Violation`].
pub fn check_step(
    before: Option<&Mailbox>,
    event: &Event,
    after: &Mailbox,
) -> Result<(), Violation> {
    let broken = |invariant| Violation { invariant, sequence: after.sequence };
    for (invariant, holds) in [
        (Invariant::AtMostOneChargeIsUnresolved, one_charge_unresolved(after)),
        (Invariant::OnlyWhatTookNothingIsInDoubt, in_doubt_took_nothing(after)),
        (Invariant::MoneyIsConserved, money_is_conserved(after)),
        (Invariant::WhatIsOwedBacksWhatItStandsFor, what_is_owed_backs(after)),
        (
            Invariant::OnlyFulfilmentMovesTheExpiry,
            before.is_none_or(|before| expiry_moves_rightly(before, event, after)),
        ),
        (Invariant::NoChargeKeyComesTwice, before.is_none_or(|before| key_is_new(before, event))),
        (
            Invariant::WhatIsFinalStaysSo,
            before.is_none_or(|before| final_stays(before, event, after)),
        ),
        (
            Invariant::NoChargeWithoutItsConditions,
            before.is_none_or(|before| charge_is_allowed(before, event)),
        ),
        (
            Invariant::NoDeletionBeforeItsDay,
            before.is_none_or(|before| deletion_is_due(before, event)),
        ),
        (
            Invariant::NoSilentRenewalOfAConsumer,
            before.is_none_or(|before| renewal_is_announced(before, event)),
        ),
        (
            Invariant::AnOrderIsPaidOnceAndExactly,
            before.is_none_or(|before| paid_exactly(before, event)),
        ),
        (
            Invariant::ARefundIsSettledOnce,
            before.is_none_or(|before| settles_rightly(before, event)),
        ),
        (Invariant::EventsAreCountedInOrder, counted(before, event, after)),
    ] {
        if !holds {
            return Err(broken(invariant));
        }
    }
    Ok(())
}

type StateLaw = fn(&Mailbox) -> bool;

fn first_broken(state: &Mailbox, laws: &[(Invariant, StateLaw)]) -> Result<(), Violation> {
    match laws.iter().find(|(_, holds)| !holds(state)) {
        Some((invariant, _)) => Err(Violation { invariant: *invariant, sequence: state.sequence }),
        None => Ok(()),
    }
}

fn one_charge_unresolved(mailbox: &Mailbox) -> bool {
    let open = mailbox.remembered.attempts.iter().filter(|attempt| attempt.outcome.is_none());
    match mailbox.charge.unresolved() {
        Some(request) => open.map(|attempt| attempt.key == request.key).eq([true]),
        None => open.count() == 0,
    }
}

fn in_doubt_took_nothing(mailbox: &Mailbox) -> bool {
    mailbox.doubts.iter().enumerate().all(|(index, doubt)| {
        let is_once = mailbox.doubts.iter().take(index).all(|other| other.key != doubt.key);
        let outcome = mailbox.attempt(doubt.key).and_then(|attempt| attempt.outcome);
        is_once
            && match outcome {
                Some(
                    OutcomeKind::SoftDecline
                    | OutcomeKind::HardDecline
                    | OutcomeKind::AuthenticationRequired
                    | OutcomeKind::Stopped
                    | OutcomeKind::NotExecuted,
                ) => true,
                Some(OutcomeKind::Settled | OutcomeKind::Unknown) | None => false,
            }
    })
}

fn money_is_conserved(mailbox: &Mailbox) -> bool {
    let payments = mailbox.remembered.payments.iter();
    let sum = payments.fold(0_u64, |sum, payment| sum.saturating_add(payment.amount.cents()));
    // What was registered elsewhere lies where the opening says, with a reference or without.
    let carried = |sum: fn(&Carried) -> Option<Money>| {
        mailbox.carried().map_or(0, |carried| sum(carried).map_or(u64::MAX, Money::cents))
    };
    let (registered, referenced) = (carried(Carried::registered), carried(Carried::referenced));
    let all = mailbox.ledger.registered.cents();
    mailbox.ledger.balances()
        && sum.saturating_add(registered) == all.saturating_add(referenced)
        && sums_are_those_of_the_portions(mailbox)
}

fn sums_are_those_of_the_portions(mailbox: &Mailbox) -> bool {
    let (mut came, mut debts, mut receivables, mut written_off) = (0, 0, 0, 0);
    let (mut applied, mut held, mut owed_back, mut paid_out) = (0, 0, 0, 0);
    for (lies, part) in mailbox.remembered.portions.parts_by_place() {
        let backed = match part.backing {
            Backing::Payment { .. } | Backing::Elsewhere => &mut came,
            Backing::Debt { .. } => &mut debts,
            Backing::Receivable { .. } => &mut receivables,
            Backing::WrittenOff => &mut written_off,
        };
        let there = match lies {
            Lies::Applied { .. } => &mut applied,
            Lies::Held => &mut held,
            Lies::OwedBack { .. } | Lies::Released { .. } => &mut owed_back,
            Lies::PaidOut { .. } => &mut paid_out,
        };
        for sum in [backed, there] {
            *sum = part.amount.cents().saturating_add(*sum);
        }
    }
    let ledger = &mailbox.ledger;
    // What came back of payouts was never registered: it is in no sum but that of what is owed back.
    came == ledger.registered.cents().saturating_sub(ledger.reversed.cents())
        && debts == ledger.debts.cents()
        && receivables == ledger.receivables.cents()
        && written_off == ledger.written_off.cents()
        && applied == ledger.applied.cents()
        && held == ledger.held.cents()
        && owed_back == ledger.owed_back.cents()
        && paid_out == ledger.paid_out.cents()
}

/// What was taken back of a payment is what is no longer there of it.
fn what_is_owed_backs(mailbox: &Mailbox) -> bool {
    let Remembered { portions, debts, receivables, .. } = &*mailbox.remembered;
    let taken_over = mailbox.carried().map_or(&[][..], |carried| &carried.debts);
    let mut numbers = taken_over.iter().map(|debt| debt.number);
    let mut last = DebtNumber::new(0);
    let mut in_turn = |debt: &Debt| {
        let expected = numbers.next();
        let expected = expected.unwrap_or(DebtNumber::new(last.number().saturating_add(1)));
        last = debt.number;
        debt.number == expected
    };
    debts.iter().all(&mut in_turn)
        && debts.iter().all(|debt| {
            debt.open <= debt.amount
                && portions.all_backed_by(&Backing::Debt { number: debt.number }) == debt.open
        })
        && receivables.iter().all(|receivable| {
            let backing = Backing::Receivable { order: receivable.order };
            receivable.open <= receivable.amount
                && portions.all_backed_by(&backing) == receivable.open
        })
}

fn held_only_for_an_open_order(mailbox: &Mailbox) -> bool {
    mailbox.order.is_some() || mailbox.ledger.held.is_zero()
}

fn all_owed_back_is_instructed(mailbox: &Mailbox) -> bool {
    let mut open = mailbox.remembered.refunds.iter().filter(|refund| refund.is_open());
    let sum = open.clone().map(|refund| refund.amount).try_fold(Money::ZERO, Money::checked_add);
    let portions = &mailbox.remembered.portions;
    mailbox.ledger.instructed == mailbox.ledger.owed_back
        && sum == Some(mailbox.ledger.instructed)
        && open.all(|refund| {
            let lies = Lies::OwedBack { refund: refund.number };
            portions.all_lying(&lies) == refund.amount
        })
}

fn refunds_are_settled_once(mailbox: &Mailbox) -> bool {
    let Remembered { refunds, payments, portions, .. } = &*mailbox.remembered;
    let payouts = || refunds.iter().flat_map(|it| it.payouts().map(move |payout| (it, payout)));
    let taken_over = mailbox.carried().map_or(&[][..], |carried| &carried.refunds);
    let mut numbers = taken_over.iter().map(|refund| refund.number);
    let mut last = RefundNumber::new(0);
    let mut in_turn = |refund: &Refund| {
        let expected = numbers.next();
        let expected = expected.unwrap_or(RefundNumber::new(last.number().saturating_add(1)));
        last = refund.number;
        refund.number == expected
    };
    let came_back = |payout: &Payout| {
        let of_it = mailbox.remembered.reversals.iter().filter(|it| it.of == payout.reference);
        of_it.map(|reversal| reversal.amount).fold(Money::ZERO, Money::saturating_add)
    };
    refunds.iter().all(&mut in_turn)
        && payouts().all(|(refund, payout)| {
            let lies = Lies::PaidOut { payout: payout.reference.clone() };
            refunds.paid_by(&payout.reference).is_some_and(|by| by == refund)
                && payments.find(&payout.reference).is_none()
                && Some(portions.all_lying(&lies)) == payout.amount.checked_sub(came_back(payout))
        })
}

/// A payout settles what is open of its number, under a reference that named nothing.
fn settles_rightly(before: &Mailbox, event: &Event) -> bool {
    let Fact::RefundPaid { number, payout, settles, beyond } = &event.fact else {
        return true;
    };
    let settled = before.remembered.refunds.settled_for(*number);
    let owed = settled.map_or(Money::ZERO, |refund| refund.amount);
    before.refund(*number).is_some()
        && settled.map(|refund| refund.number) == *settles
        && payout.amount.saturating_sub(owed) == beyond.map_or(Money::ZERO, |beyond| beyond.amount)
        && before.remembered.booked(&payout.reference).is_none()
}

fn open_order_renews_current_expiry(mailbox: &Mailbox) -> bool {
    mailbox.order.as_ref().is_none_or(|order| {
        order.id.mailbox() == mailbox.id()
            && (order.id.expiry() == mailbox.expiry() || mailbox.is_leaving())
            && order.id.ordinal() == mailbox.orders
    })
}

fn left_order_is_in_collection(mailbox: &Mailbox) -> bool {
    let open = mailbox.order.as_ref();
    !mailbox.is_leaving() || open.is_some_and(|order| mailbox.is_in_collection(order.id))
}

fn terms_follow_each_other(mailbox: &Mailbox) -> bool {
    let terms = mailbox.bought_terms();
    let portions = &mailbox.remembered.portions;
    terms.iter().zip(terms.iter().skip(1)).all(|(one, next)| one.last_day <= next.order.expiry())
        && terms.iter().all(|term| {
            term.order.expiry() < term.last_day
                && term.last_day <= mailbox.expiry()
                && !mailbox.has_ended(term.order)
                && term.applied <= portions.all_lying(&Lies::Applied { order: Some(term.order) })
        })
}

fn no_order_twice(mailbox: &Mailbox) -> bool {
    let open = mailbox.order.as_ref().map(|order| order.id.ordinal());
    let ordinals = mailbox.remembered.closed.iter().map(|closed| closed.ordinal).chain(open);
    ordinals.clone().zip(ordinals.skip(1)).all(|(earlier, later)| earlier < later)
}

fn key_is_new(before: &Mailbox, event: &Event) -> bool {
    let Fact::ChargeRequested { key, .. } = &event.fact else {
        return true;
    };
    let is_taken = |attempt| {
        let key = ChargeKey::new(key.order(), attempt);
        before.attempt(key).is_some() || before.remembered.payments.of_charge(key).is_some()
    };
    let asked =
        before.remembered.attempts.iter().filter(|attempt| attempt.key.order() == key.order());
    let last = asked.map(|attempt| attempt.key.attempt()).max().unwrap_or(0);
    let elsewhere = before.attempts_elsewhere(*key);
    last.max(elsewhere) < key.attempt()
        && (elsewhere.saturating_add(1)..key.attempt()).all(is_taken)
        && !is_taken(key.attempt())
}

fn only_generated_is_collected(mailbox: &Mailbox) -> bool {
    let generated = mailbox.order.as_ref().is_some_and(|order| order.is_generated());
    match &mailbox.charge {
        Charge::Idle | Charge::Orphaned { next: None, .. } => !generated,
        Charge::Waiting { .. }
        | Charge::RetryDue { .. }
        | Charge::Barred { .. }
        | Charge::Exhausted { .. }
        | Charge::Orphaned { next: Some(_), .. } => generated,
        Charge::Unresolved { request, .. } => {
            generated && mailbox.is_in_collection(request.key.order())
        }
    }
}

fn only_reusable_is_bound(mailbox: &Mailbox) -> bool {
    mailbox.auto_renewal.method().is_none_or(|method| method.kind.is_reusable())
}

fn no_stopped_is_bound(mailbox: &Mailbox) -> bool {
    let bound = mailbox.auto_renewal.method();
    bound.and_then(|bound| mailbox.death_of(bound.id)) != Some(Death::Stopped)
}

fn deleted_is_at_rest(mailbox: &Mailbox) -> bool {
    match mailbox.service {
        Service::Deleted { .. } => {
            mailbox.order.is_none()
                && !mailbox.auto_renewal.is_on()
                && mailbox.charge == Charge::Idle
                && mailbox.doubts.is_empty()
                && mailbox.ledger.held.is_zero()
        }
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } | Service::Ending { .. } => {
            true
        }
    }
}

fn expiry_stands_on_anchor(mailbox: &Mailbox) -> bool {
    mailbox
        .service
        .period()
        .is_none_or(|period| period.anchor.plus_years(period.years) == Some(period.expiry))
}

fn some_event_is_counted(mailbox: &Mailbox) -> bool {
    0 < mailbox.sequence
}

fn remembered_in_order(mailbox: &Mailbox) -> bool {
    let remembered = &mailbox.remembered;
    let payments = remembered.payments.iter();
    let attempts = remembered.attempts.iter().map(|attempt| attempt.key);
    let is_own = |key: ChargeKey| key.order().mailbox() == mailbox.id();
    payments.clone().zip(payments.skip(1)).all(|(one, next)| one.reference < next.reference)
        && attempts.clone().all(is_own)
        && attempts.clone().zip(attempts.skip(1)).all(|(one, next)| by_ordinals(one, next).is_lt())
}

fn open_order_could_be_paid(mailbox: &Mailbox) -> bool {
    mailbox
        .order
        .as_ref()
        .is_none_or(|order| order.asks.iter().all(|due| order.opened_on <= due.until))
}

fn room_is_the_plans(mailbox: &Mailbox) -> bool {
    let (package, room) = (mailbox.space.package, mailbox.space.room);
    package.is_offered()
        && match mailbox.space.shrink {
            // What was in the way goes with the contents.
            None => room == package.room() || mailbox.service.is_deleted(),
            Some(_) => room == room.max(package.room()),
        }
}

fn only_given_notices_are_reported(mailbox: &Mailbox) -> bool {
    let notices = &mailbox.notices;
    notices.reports.last().is_none_or(|number| notices.has_given(number))
        && notices.reports.are_in_order()
        && notices.statutory_given.iter().all(|given| {
            // One that came with a take-over has no number here.
            given.number.number() == 0 || notices.has_given(given.number)
        })
}

fn expiry_moves_rightly(before: &Mailbox, event: &Event, after: &Mailbox) -> bool {
    if let Fact::RenewalWithdrawn { undone, .. } | Fact::TermLeft { undone } = &event.fact {
        let expiry = undone.period.map_or(before.expiry(), |period| period.expiry);
        return undone.order.expiry().min(before.expiry()) <= expiry
            && after.expiry() == expiry
            && expiry <= before.expiry();
    }
    let Fact::OrderFulfilled(fulfilment) = &event.fact else {
        return before.expiry() == after.expiry();
    };
    fulfilment.previous_expiry == before.expiry()
        && before.expiry() < after.expiry()
        && after.expiry() == fulfilment.period.expiry
}

fn final_stays(before: &Mailbox, event: &Event, after: &Mailbox) -> bool {
    let deleted = |mailbox: &Mailbox| match mailbox.service {
        Service::Deleted { .. } => Some(mailbox.service),
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } | Service::Ending { .. } => {
            None
        }
    };
    let open = |mailbox: &Mailbox| mailbox.order.as_ref().map(|open_order| open_order.id);
    let mut closed = after.remembered.closed.iter();
    let stay = before.remembered.closed.iter().all(|order| closed.next() == Some(order));
    let closed_once = match (closed.next(), closed.next()) {
        (None, _) => open(before).is_none() || open(before) == open(after),
        (Some(closed), None) => {
            // A reissued order is cancelled and replaced in one event.
            let reissued = matches!(event.fact, Fact::OrderReissued { .. });
            (open(after).is_none() || (reissued && closed.replaced))
                && open(before).is_some_and(|order| order.ordinal() == closed.ordinal)
                && match closed.status {
                    FinalStatus::Fulfilled => matches!(event.fact, Fact::OrderFulfilled { .. }),
                    FinalStatus::Cancelled => {
                        reissued || matches!(event.fact, Fact::OrderCancelled { .. })
                    }
                    FinalStatus::Lapsed => matches!(event.fact, Fact::OrderLapsed { .. }),
                }
        }
        (Some(_), Some(_)) => false,
    };
    stay && closed_once && deleted(before).is_none_or(|was| deleted(after) == Some(was))
}

fn charge_is_allowed(before: &Mailbox, event: &Event) -> bool {
    let Fact::ChargeRequested { key, method, .. } = &event.fact else {
        return true;
    };
    let today = event.at.day();
    let bound = before.auto_renewal.method();
    before.awaited_outcome().is_none()
        && before
            .order
            .as_ref()
            .is_some_and(|order| order.is_generated() && order.id == key.order())
        && bound.is_some_and(|bound| bound.id == *method && bound.is_valid_on(today))
        && !before.is_dead(*method)
        && before.not_before(*method, today).is_none()
        && !before.was_asked(key.order(), *method, today)
        && before.hosting == Hosting::Provider
        && before.is_renewable(today)
}

fn deletion_is_due(before: &Mailbox, event: &Event) -> bool {
    let Fact::MailboxDeleted { cause, .. } = &event.fact else {
        return true;
    };
    before.awaited_outcome().is_none()
        && match (cause, before.service) {
            (
                DeletionCause::GraceOver,
                Service::Active { .. } | Service::TerminatedAtExpiry { .. },
            ) => before.warning.is_some_and(|warning| warning.deletion <= event.at.day()),
            (DeletionCause::Termination, Service::Ending { .. }) => true,
            (DeletionCause::GraceOver, Service::Ending { .. } | Service::Deleted { .. })
            | (
                DeletionCause::Termination,
                Service::Active { .. }
                | Service::TerminatedAtExpiry { .. }
                | Service::Deleted { .. },
            ) => false,
        }
}

fn renewal_is_announced(before: &Mailbox, event: &Event) -> bool {
    let Fact::OrderFulfilled(fulfilment) = &event.fact else {
        return true;
    };
    let in_time = before.expiry().minus_days(i32::from(STATUTORY_NOTICE_DAYS_MIN));
    let payment = before.remembered.payments.find(&fulfilment.paid_by);
    let charged = payment.is_some_and(|payment| payment.method_kind.is_none());
    let came = |said: NextCharge| {
        fulfilment.applied <= said.amount
            && (!charged || payment.is_some_and(|payment| said.on <= payment.day))
    };
    let delivered = |on: Option<Day>| on.is_some_and(|on| on <= in_time);
    let given = &before.notices.statutory_given;
    let proved = if given.iter().any(|given| given.delivered.is_some()) {
        given.iter().any(|given| delivered(given.delivered) && given.charge.is_some_and(came))
    } else {
        match before.notices.statutory {
            StatutoryNotice::Delivered { on } => delivered(Some(on)),
            StatutoryNotice::NotGiven
            | StatutoryNotice::Given { .. }
            | StatutoryNotice::Failed { .. } => false,
        }
    };
    let generated = before.order.as_ref().is_some_and(|order| order.is_generated());
    fulfilment.period.exit_right == (generated && before.holder.is_consumer() && !proved)
}

fn paid_exactly(before: &Mailbox, event: &Event) -> bool {
    if let Fact::PaymentRegistered(payment) = &event.fact {
        return before.remembered.payments.find(&payment.reference).is_none();
    }
    let Fact::OrderFulfilled(fulfilment) = &event.fact else {
        return true;
    };
    let paid_by = &fulfilment.paid_by;
    let committed = before.remembered.commitment(paid_by).map(|commitment| commitment.on);
    let paid = before.remembered.payments.find(paid_by).map(|payment| payment.day);
    let day = committed.or(paid);
    before.order.as_ref().zip(day).is_some_and(|(open, day)| {
        open.id == fulfilment.order
            && open.due_on(&before.grace_on(event.at.day()), day)
                == fulfilment.applied.saturating_add(fulfilment.waived)
            && fulfilment.waived <= open.agreed.shortfall_waived
            && fulfilment.applied <= before.ledger.held.saturating_add(fulfilment.receivable)
            && (committed.is_some() || fulfilment.receivable.is_zero())
    })
}

fn counted(before: Option<&Mailbox>, event: &Event, after: &Mailbox) -> bool {
    let (sequence, last) = before.map_or((0, event.at), |before| (before.sequence, before.last));
    after.sequence == sequence.saturating_add(1)
        && after.last == event.at
        && last.day() <= event.at.day()
}
