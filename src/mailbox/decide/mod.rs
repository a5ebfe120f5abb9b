//! What a command leads to: events, or a refusal (R-90 … R-97).
//!
//! The router checks what concerns every command (is there a mailbox, does the clock run forward, has
//! the open order lapsed by the day alone), then hands it to the chapter of the rules it belongs to.
//! Every chapter checks in the order in which the refusals are declared.

mod automatic;
mod birth;
mod charges;
mod decision;
mod life;
mod notices;
mod orders;
mod payments;
mod plans;
mod tick;

use alloc::vec::Vec;

use self::decision::Decision;
use super::{command::Command, event::Event, refusal::Refusal, state::Mailbox};
use crate::{catalogue::Policy, values::Moment};

/// What `command` leads to: events to be appended to the mailbox's history, or a refusal.
///
/// Pure and total: no panic, no clock, no randomness, no I/O. `Ok` with no events means that what is
/// asked for is so already.
///
/// # Errors
///
/// A [`Refusal`]; where several apply, the one declared first. Nothing changes.
pub fn decide(
    state: Option<&Mailbox>,
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    decide_into(&mut events, state, command, policy, at)?;
    Ok(events)
}

/// [`decide`], with the events appended to a buffer of the caller's.
///
/// # Errors
///
/// As [`decide`]; the buffer is then as it was.
pub fn decide_into(
    buffer: &mut Vec<Event>,
    state: Option<&Mailbox>,
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Result<(), Refusal> {
    let before = buffer.len();
    let decided = route(buffer, state, command, policy, at);
    if decided.is_err() {
        buffer.truncate(before);
    }
    decided
}

fn route(
    buffer: &mut Vec<Event>,
    state: Option<&Mailbox>,
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Result<(), Refusal> {
    let Some(mailbox) = state else {
        return match command {
            Command::Open(opening) => birth::open(buffer, opening, policy, at),
            Command::SwitchOn { .. }
            | Command::SwitchOff
            | Command::ReplaceMethod { .. }
            | Command::RemoveMethod { .. }
            | Command::RenewByHand(_)
            | Command::CancelOrder { .. }
            | Command::TerminateAtExpiry
            | Command::RevokeTermination
            | Command::TerminateNow
            | Command::BuyAgain { .. }
            | Command::Tick
            | Command::Payment(_)
            | Command::ChargeOutcome { .. }
            | Command::NoticeDelivered { .. }
            | Command::NoticeFailed { .. }
            | Command::UsedSpace { .. }
            | Command::SpaceBought { .. }
            | Command::HolderChanged { .. }
            | Command::AccountChanged { .. } => Err(Refusal::NoSuchMailbox),
        };
    };
    let at = handled_at(mailbox, command, at)?;
    let mut decision = Decision::new(buffer, mailbox, policy, at);
    // An order whose last day is over has lapsed for every command, ticked or not. The lapse
    // is recorded with what the command leads to, and not for itself: that is the tick's.
    if !matches!(command, Command::Tick) {
        orders::lapse_if_over(&mut decision)?;
    }
    let recorded = decision.recorded();
    chapter(&mut decision, command)?;
    if decision.recorded() == recorded {
        decision.forget();
    }
    Ok(())
}

/// Facts that come late are handled on the last recorded day; commands dated before it are refused
///
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

fn chapter(d: &mut Decision<'_>, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Open(opening) => birth::open_again(d, opening),
        Command::SwitchOn { method } => automatic::switch_on(d, method),
        Command::SwitchOff => automatic::switch_off(d),
        Command::ReplaceMethod { old, new } => automatic::replace_method(d, *old, new),
        Command::RemoveMethod { method } => automatic::remove_method(d, *method),
        Command::RenewByHand(renewal) => orders::renew_by_hand(d, renewal),
        Command::CancelOrder { order } => orders::cancel_order(d, *order),
        Command::TerminateAtExpiry => life::terminate_at_expiry(d),
        Command::RevokeTermination => life::revoke_termination(d),
        Command::TerminateNow => life::terminate_now(d),
        Command::BuyAgain { mailbox, tax_id } => life::buy_again(d, *mailbox, tax_id),
        Command::Tick => tick::tick(d),
        Command::Payment(payment) => payments::payment(d, payment),
        Command::ChargeOutcome { key, outcome } => charges::outcome(d, *key, *outcome),
        Command::NoticeDelivered { notice, on } => notices::delivered(d, *notice, *on),
        Command::NoticeFailed { notice } => notices::failed(d, *notice),
        Command::UsedSpace { used, on } => plans::used_space(d, *used, *on),
        Command::SpaceBought { extra } => plans::space_bought(d, *extra),
        Command::HolderChanged { holder } => life::holder_changed(d, holder),
        Command::AccountChanged { account } => automatic::account_changed(d, *account),
    }
}
