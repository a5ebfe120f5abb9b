//! What a command leads to: events, folded as they are recorded, or a refusal (R-90 … R-97).
//!
//! The router checks what concerns every command (is there a mailbox, does the clock run forward,
//! has the open order lapsed by the day alone), then hands it to its chapter. Every chapter
//! checks in the order in which the refusals are declared.

use alloc::vec::Vec;

use super::{
    automatic_renewal::asked as automatic_renewal,
    charges::asked as charges,
    command::Command,
    event::Event,
    leaving::asked as leaving,
    life::{asked as life, ticked::tell_of_access},
    notices::asked as notices,
    opening,
    orders::{asked as orders, closing::lapse},
    payments::{asked as payments, reversals_asked as reversals},
    plans::asked as plans,
    recorder::{Recorder, Telling},
    refusal::Refusal,
    state::Mailbox,
    tick,
};
use crate::{catalogue::Policy, values::Moment};

/// Decides on `command` and folds what follows, in place: the events are appended to `events`, and
/// `mailbox` is what they make of it.
///
/// If there is no new event, what is asked for is so already. It is pure and total: no
/// panic, no clock, no randomness, no I/O. A [`Step`](crate::Step) adds what a store needs besides
/// the events.
///
/// # Errors
///
/// A [`Refusal`]; if several apply, the one declared first. `events` and `mailbox` are then
/// unchanged.
pub fn advance(
    events: &mut Vec<Event>,
    mailbox: &mut Option<Mailbox>,
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Result<(), Refusal> {
    let Some(open) = mailbox else {
        let (event, newborn) = opening::asked::first(command, policy, at)?;
        events.push(event);
        *mailbox = Some(newborn);
        return Ok(());
    };
    advance_open(events, open, command, policy, at, Telling::Everything)
}

/// [`advance`] of a mailbox that is open, where the holder is told no more than `telling` says.
pub(super) fn advance_open(
    events: &mut Vec<Event>,
    open: &mut Mailbox,
    command: &Command,
    policy: &Policy,
    at: Moment,
    telling: Telling,
) -> Result<(), Refusal> {
    let at = handled_at(open, command, at)?;
    if command.is_tick() || !open.has_lapsed_order(at.day()) {
        return telling_of_access(&mut Recorder::new(events, open, policy, at, telling), command);
    }
    // The order's last day is over, unticked: for the command it has lapsed all the same. That
    // is decided on a copy, since the lapse is recorded with what the command leads to and not for
    // itself: that is the tick's.
    let (mut appended, mut lapsed) = (Vec::new(), open.clone());
    let mut recorder = Recorder::new(&mut appended, &mut lapsed, policy, at, telling);
    lapse(&mut recorder);
    let sequence = recorder.mailbox().sequence();
    telling_of_access(&mut recorder, command)?;
    if sequence < lapsed.sequence() {
        events.append(&mut appended);
        *open = lapsed;
    }
    Ok(())
}

/// [`advance`] on a copy: the events that `command` leads to, to be appended to the mailbox's
/// history and folded by whoever stores them.
///
/// # Errors
///
/// As [`advance`].
pub fn decide(
    state: Option<&Mailbox>,
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    // A tick that is not due copies nothing.
    if let Some(mailbox) = state.filter(|_| command.is_tick()) {
        let at = handled_at(mailbox, command, at)?;
        if !tick::is_due(mailbox, policy, at.day()) {
            return Ok(events);
        }
    }
    advance(&mut events, &mut state.cloned(), command, policy, at)?;
    Ok(events)
}

/// Reports that come late are handled on the last recorded day; commands dated before it are
/// refused.
fn handled_at(mailbox: &Mailbox, command: &Command, at: Moment) -> Result<Moment, Refusal> {
    let (last, received) = (mailbox.last.day(), at.day());
    if last <= received {
        Ok(at)
    } else if command.is_report() {
        Ok(mailbox.last)
    } else {
        Err(Refusal::ClockWentBackwards { last, received })
    }
}

/// Where the command changes what the mailbox may do with mail, the mail platform is told at once; what
/// days alone change is told by that day's tick, which a mailbox that is ending no longer has.
fn telling_of_access(recorder: &mut Recorder<'_>, command: &Command) -> Result<(), Refusal> {
    let today = recorder.today();
    let before = recorder.mailbox().mail_access(today);
    chapter(recorder, command)?;
    let changes = before != recorder.mailbox().mail_access(today);
    if changes || recorder.mailbox().service.is_gone() {
        tell_of_access(recorder);
    }
    Ok(())
}

fn chapter(recorder: &mut Recorder<'_>, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Open(opening) => opening::asked::again(recorder.mailbox(), opening),
        Command::SwitchOn { method, consent } => {
            automatic_renewal::switch_on(recorder, method, *consent)
        }
        Command::SwitchOff => automatic_renewal::switch_off(recorder),
        Command::ReplaceMethod { old, new } => {
            automatic_renewal::replace_method(recorder, *old, new)
        }
        Command::RemoveMethod { method } => automatic_renewal::remove_method(recorder, *method),
        Command::RenewByHand(renewal) => orders::renew_by_hand(recorder, renewal),
        Command::CancelOrder { order } => orders::cancel_order(recorder, *order),
        Command::TerminateAtExpiry => life::terminate_at_expiry(recorder),
        Command::RevokeTermination => life::revoke_termination(recorder),
        Command::TerminateNow => life::terminate_now(recorder),
        Command::Leave { order } => leaving::leave(recorder, *order),
        Command::Withdrawal { order, declared_at } => {
            leaving::withdrawal(recorder, *order, *declared_at)
        }
        Command::WithdrawalInformationGiven { order, on } => {
            leaving::withdrawal_information_given(recorder, *order, *on)
        }
        Command::BuyAgain { mailbox, tax_id } => life::buy_again(recorder, *mailbox, tax_id),
        Command::Tick => {
            tick::tick(recorder);
            Ok(())
        }
        Command::Payment(payment) => payments::payment(recorder, payment),
        Command::RefundPaid { refund, payout } => payments::refund_paid(recorder, *refund, payout),
        Command::Reversal(reversal) => reversals::reversal(recorder, reversal),
        Command::Commitment(commitment) => payments::commitment(recorder, commitment),
        Command::ChargeOutcome { key, outcome } => charges::outcome(recorder, *key, *outcome),
        Command::MethodNews { method, news } => {
            automatic_renewal::method_news(recorder, *method, *news)
        }
        Command::NoticeDelivered { notice, on } => notices::delivered(recorder, *notice, *on),
        Command::NoticeFailed { notice } => notices::failed(recorder, *notice),
        Command::UsedSpace { used, on } => plans::used_space(recorder, *used, *on),
        Command::SpaceBought { extra } => plans::space_bought(recorder, *extra),
        Command::HolderChanged { holder } => life::holder_changed(recorder, holder),
        Command::AccountChanged { account } => {
            automatic_renewal::account_changed(recorder, *account)
        }
    }
}
