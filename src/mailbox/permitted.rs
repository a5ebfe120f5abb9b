//! What the holder can do on a day, and for each action refused, why.

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{
    advance::{advance_open, decide},
    automatic_renewal::asked as automatic_renewal,
    command::{Command, ManualRenewal},
    event::{Fact, Undone},
    life::{
        asked as life,
        required::{require_alive, require_alive_and_here},
    },
    notices::left_alone::LeftAlone,
    orders::asked::require_payable,
    recorder::Telling,
    refusal::Refusal,
    state::Mailbox,
};
use crate::{
    catalogue::{MethodKind, Package, Plan, Policy, Purchase, Term},
    values::{ChargeKey, Day, ExtraSpace, Moment, Money, OrderId, Room, listed},
};

listed! {
    /// What a holder can want of a mailbox, in the order in which [`permitted`] lists it.
    #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    pub enum Action {
        /// Switch automatic renewal on, with a usable method.
        SwitchOn,
        /// Switch automatic renewal off.
        SwitchOff,
        /// Replace the bound method by a usable one.
        ReplaceMethod,
        /// Remove the bound method.
        RemoveMethod,
        /// Renew by hand with at least one choice of plan, extra space and term, agreeing to the
        /// deletion of the archive if the plan has none, and in place of an order in its margin.
        RenewByHand,
        /// Pay the open order.
        Pay,
        /// Cancel the open order.
        CancelOrder,
        /// Terminate the mailbox at expiry.
        TerminateAtExpiry,
        /// Revoke a termination at expiry.
        RevokeTermination,
        /// Terminate the mailbox now.
        TerminateNow,
        /// Leave the first term that carries the exit right.
        Leave,
        /// Withdraw from the latest renewal by a manual order.
        Withdraw,
        /// Buy the address of the deleted mailbox again.
        BuyAgain,
    }
}

/// Whether an action is possible, and if not, why.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Permission {
    /// `decide` would accept it.
    Permitted,
    /// It is permitted to pay, although this charge for the order is unresolved or in doubt: tell the
    /// payer that what is taken twice comes back in cash.
    PermittedBesideCharge {
        /// The charge that may settle as well.
        key: ChargeKey,
    },
    /// `decide` would accept it, and a term that was bought would end: this is what it would lead to (R-64,
    ///
    PermittedEnding {
        /// The order that bought the term.
        order: OrderId,
        /// What would be owed back in cash, of it and of every later one.
        owed_back: Money,
        /// The last day of service from then on; none where the mailbox is deleted or ending.
        expiry: Option<Day>,
        /// The day on which the mailbox would be deleted if it is not renewed; none where it is deleted
        /// already, and while that depends on a charge.
        deletion: Option<Day>,
    },
    /// It is so already: `decide` would answer with no events.
    AlreadySo,
    /// `decide` would refuse it, for this reason.
    Refused(Box<Refusal>),
}

/// What the holder can do on `day`, and for each action refused, why.
///
/// Each answer is what [`decide`] says to the action's command, given a method, an order or a
/// choice that is not itself the obstacle. Only paying is judged here, because money that arrives
/// is always accepted. It is refused if no order is open, and while a charge of that order is
/// unresolved: until `charge_unresolved_days` after its first inquiry is owed, or through the expiry
/// if it was requested by then, whichever is first. From then on, and while a charge is in doubt,
/// it is [permitted beside it](Permission::PermittedBesideCharge). After the order's last day it is
/// refused: with `not-renewable` where nothing can be renewed by hand any more.
#[must_use]
pub fn permitted(state: &Mailbox, policy: &Policy, day: Day) -> Vec<(Action, Permission)> {
    let all = Action::ALL.iter().copied();
    all.map(|action| (action, permission(state, policy, day, action))).collect()
}

fn permission(mailbox: &Mailbox, policy: &Policy, day: Day, action: Action) -> Permission {
    let last = mailbox.last.day();
    if day < last {
        return refused(Refusal::ClockWentBackwards { last, received: day });
    }
    let ask = |command: &Command| ask(mailbox, policy, day, command);
    match action {
        Action::SwitchOn => permitted_if(automatic_renewal::require_switchable(mailbox, day)),
        Action::SwitchOff => ask(&Command::SwitchOff),
        Action::ReplaceMethod => permitted_if(automatic_renewal::require_bound(mailbox)),
        Action::RemoveMethod => match mailbox.auto_renewal.method() {
            Some(method) => ask(&Command::RemoveMethod { method: method.id }),
            None => match require_alive_and_here(mailbox) {
                Ok(()) => Permission::AlreadySo,
                Err(refusal) => refused(refusal),
            },
        },
        Action::RenewByHand => renewal(mailbox, policy, day),
        Action::Pay => paying(mailbox, policy, day),
        Action::CancelOrder => match mailbox.open_order_on(day) {
            Some(order) => ask(&Command::CancelOrder { order: order.id }),
            None => no_order(mailbox),
        },
        Action::TerminateAtExpiry => ask(&Command::TerminateAtExpiry),
        Action::RevokeTermination => ask(&Command::RevokeTermination),
        Action::TerminateNow => ask(&Command::TerminateNow),
        Action::Leave => match (require_alive_and_here(mailbox), mailbox.leavable_on(day)) {
            (Err(refusal), _) => refused(refusal),
            (Ok(()), None) => refused(Refusal::NoExitRight),
            (Ok(()), Some(order)) => ending(mailbox, policy, day, &Command::Leave { order }),
        },
        Action::Withdraw => withdrawing(mailbox, policy, day),
        Action::BuyAgain => match (life::require_deleted(mailbox), mailbox.released_to) {
            (Err(refusal), _) => refused(refusal),
            (Ok(()), Some(_)) => Permission::AlreadySo,
            (Ok(()), None) => Permission::Permitted,
        },
    }
}

fn ask(mailbox: &Mailbox, policy: &Policy, day: Day, command: &Command) -> Permission {
    let asked = Moment::start_of(day)
        .map_err(|_| Refusal::ClockWentBackwards { last: mailbox.last.day(), received: day })
        .and_then(|at| decide(Some(mailbox), command, policy, at));
    match asked {
        Ok(events) if events.is_empty() => Permission::AlreadySo,
        Ok(_) => Permission::Permitted,
        Err(refusal) => refused(refusal),
    }
}

/// Withdrawing on that day from the latest renewal by a manual order. It may put a mailbox that was renewed
/// late in grace past its last day: the answer says so beforehand.
fn withdrawing(mailbox: &Mailbox, policy: &Policy, day: Day) -> Permission {
    let terms = mailbox.bought_terms().iter().rev();
    let mut withdrawable = terms.filter(|term| term.withdrawable_until().is_some());
    let declared_at = Moment::start_of(day);
    match (withdrawable.next().map(|term| term.order), declared_at) {
        (Some(order), Ok(declared_at)) => {
            ending(mailbox, policy, day, &Command::Withdrawal { order, declared_at })
        }
        (Some(_), Err(_)) | (None, _) => refused(Refusal::NoWithdrawalRight),
    }
}

/// What ending a term would lead to: it is asked on a copy, told nothing.
fn ending(mailbox: &Mailbox, policy: &Policy, day: Day, command: &Command) -> Permission {
    let (mut events, mut copy) = (Vec::new(), mailbox.clone());
    let asked = Moment::start_of(day)
        .map_err(|_| Refusal::ClockWentBackwards { last: mailbox.last.day(), received: day })
        .and_then(|at| advance_open(&mut events, &mut copy, command, policy, at, Telling::Nothing));
    if let Err(refusal) = asked {
        return refused(refusal);
    }
    let undone = events.iter().find_map(|event| undone_by(&event.fact));
    let Some(Undone { order, ended, .. }) = undone else {
        return Permission::AlreadySo;
    };
    let owed_back = ended.iter().fold(Money::ZERO, |sum, term| sum.saturating_add(term.refunded()));
    let is_gone = copy.service.is_gone();
    let deletion =
        if is_gone { None } else { LeftAlone::new(&copy, policy, day).if_not_renewed().deletion };
    let expiry = (!is_gone).then_some(copy.expiry());
    Permission::PermittedEnding { order: *order, owed_back, expiry, deletion }
}

fn undone_by(fact: &Fact) -> Option<&Undone> {
    if let Fact::RenewalWithdrawn { undone, .. } | Fact::TermLeft { undone } = fact {
        Some(undone)
    } else {
        None
    }
}

fn permitted_if(required: Result<(), Refusal>) -> Permission {
    required.map_or_else(refused, |()| Permission::Permitted)
}

fn refused(refusal: Refusal) -> Permission {
    Permission::Refused(Box::new(refusal))
}

/// Renewing as last time, or with any choice that would be accepted. If there is none, the reason
/// is the one against renewing as last time.
fn renewal(mailbox: &Mailbox, policy: &Policy, day: Day) -> Permission {
    let replaces = in_its_margin(mailbox, day);
    let renew = |purchase, consent| renew(mailbox, purchase, consent, replaces);
    let as_last_time = ask(mailbox, policy, day, &renew(mailbox.purchase, false));
    match as_last_time {
        Permission::Refused(_) => {}
        Permission::Permitted
        | Permission::PermittedBesideCharge { .. }
        | Permission::PermittedEnding { .. }
        | Permission::AlreadySo => return as_last_time,
    }
    let accepted =
        choices(mailbox).any(|choice| match ask(mailbox, policy, day, &renew(choice, true)) {
            Permission::Permitted
            | Permission::PermittedBesideCharge { .. }
            | Permission::PermittedEnding { .. } => true,
            Permission::AlreadySo | Permission::Refused(_) => false,
        });
    if accepted { Permission::Permitted } else { as_last_time }
}

/// Every plan and term: with no extra space, with the extra space last paid for, with as much as keeps
/// the present room, and with the least that holds what is used. What is offered, fits and is priced
/// does not change between these, so if none of them is accepted, no choice is.
fn choices(mailbox: &Mailbox) -> impl Iterator<Item = Purchase> {
    let last = mailbox.purchase.package.extra;
    let keeps = mailbox.roomiest().max(mailbox.space.room);
    let holds = mailbox
        .space
        .used
        .map_or(keeps, |(used, _)| Room { mailbox: used.mailbox, archive: used.archive });
    Plan::ALL.iter().flat_map(move |plan| {
        let (keeps, holds) = (plan.extra_to_reach(keeps), plan.extra_to_reach(holds));
        let mailbox = [0, last.mailbox_gb, keeps.mailbox_gb, holds.mailbox_gb];
        mailbox.into_iter().flat_map(move |mailbox_gb| {
            let archive = [0, last.archive_gb, keeps.archive_gb, holds.archive_gb];
            archive.into_iter().flat_map(move |archive_gb| {
                let package = Package { plan: *plan, extra: ExtraSpace { mailbox_gb, archive_gb } };
                Term::ALL.into_iter().map(move |term| Purchase { package, term })
            })
        })
    })
}

fn renew(
    mailbox: &Mailbox,
    purchase: Purchase,
    archive_consent: bool,
    replaces: Option<OrderId>,
) -> Command {
    let same = ManualRenewal::same_as_last(mailbox, MethodKind::BankTransfer);
    Command::RenewByHand(ManualRenewal { purchase, archive_consent, replaces, ..same })
}

/// The open order whose last day is over: it can no longer be paid, and a renewal may take its place.
fn in_its_margin(mailbox: &Mailbox, day: Day) -> Option<OrderId> {
    let is_over = mailbox.last_day_of_order(day).is_some_and(|last_day| last_day < day);
    mailbox.open_order_on(day).filter(|_| is_over).map(|order| order.id)
}

fn paying(mailbox: &Mailbox, policy: &Policy, day: Day) -> Permission {
    let Some(order) = mailbox.open_order_on(day).filter(|_| !mailbox.service.is_gone()) else {
        return no_order(mailbox);
    };
    match require_payable(mailbox, policy, order, day) {
        Ok(()) => mailbox
            .may_settle_for(order.id)
            .map_or(Permission::Permitted, |key| Permission::PermittedBesideCharge { key }),
        Err(Refusal::OrderPastItsLastDay { order, last_day, .. }) => {
            let replaceable = match renewal(mailbox, policy, day) {
                Permission::Permitted
                | Permission::PermittedBesideCharge { .. }
                | Permission::PermittedEnding { .. }
                | Permission::AlreadySo => true,
                Permission::Refused(_) => false,
            };
            refused(Refusal::OrderPastItsLastDay { order, last_day, replaceable })
        }
        Err(refusal) => refused(refusal),
    }
}

/// No order is open, or the reason why the mailbox can have none.
fn no_order(mailbox: &Mailbox) -> Permission {
    refused(require_alive(mailbox).err().unwrap_or(Refusal::NoOrderOpen))
}
