//! What the holder can do on a day, and for each action refused, why.

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{
    command::{Command, ManualRenewal},
    decide::decide,
    refusal::Refusal,
    state::Mailbox,
};
use crate::{
    catalogue::{Method, MethodKind, Plan, Policy, Purchase, Term},
    service::Service,
    values::{Day, ExtraSpace, MailboxId, MethodId, Moment},
};

/// What a holder can want of a mailbox.
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
    /// Renew by hand, with at least one choice of plan, extra space and term, the archive's end agreed
    /// to where the plan has none.
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
    /// Buy the address of the deleted mailbox again.
    BuyAgain,
}

impl Action {
    /// All actions, in the order in which [`permitted`] lists them.
    pub const ALL: [Self; 11] = [
        Self::SwitchOn,
        Self::SwitchOff,
        Self::ReplaceMethod,
        Self::RemoveMethod,
        Self::RenewByHand,
        Self::Pay,
        Self::CancelOrder,
        Self::TerminateAtExpiry,
        Self::RevokeTermination,
        Self::TerminateNow,
        Self::BuyAgain,
    ];
}

/// Whether an action is possible, and if not, why.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Permission {
    /// `decide` would accept it.
    Permitted,
    /// It is so already: `decide` would answer with no events.
    AlreadySo,
    /// `decide` would refuse it, for this reason.
    Refused(Box<Refusal>),
}

/// What the holder can do on `day`, and for each action refused, why.
///
/// Each answer is that of [`decide`] to the command that the action means, with a method, an order
/// or a choice that is not itself in the way. Paying alone is judged here, since money that comes is
/// always taken: it is refused where no order is open and while a charge of it is unresolved.
#[must_use]
pub fn permitted(state: &Mailbox, policy: &Policy, day: Day) -> Vec<(Action, Permission)> {
    Action::ALL.into_iter().map(|action| (action, permission(state, policy, day, action))).collect()
}

fn permission(mailbox: &Mailbox, policy: &Policy, day: Day, action: Action) -> Permission {
    let ask = |command: &Command| ask(mailbox, policy, day, command);
    match action {
        Action::SwitchOn => ask(&Command::SwitchOn { method: fresh_method() }),
        Action::SwitchOff => ask(&Command::SwitchOff),
        Action::ReplaceMethod => {
            ask(&Command::ReplaceMethod { old: bound(mailbox), new: fresh_method() })
        }
        Action::RemoveMethod => ask(&Command::RemoveMethod { method: bound(mailbox) }),
        Action::RenewByHand => renewal(mailbox, policy, day),
        Action::Pay => paying(mailbox, day),
        Action::CancelOrder => match mailbox.open_order_on(day) {
            Some(order) => ask(&Command::CancelOrder { order: order.id }),
            None => no_order(mailbox),
        },
        Action::TerminateAtExpiry => ask(&Command::TerminateAtExpiry),
        Action::RevokeTermination => ask(&Command::RevokeTermination),
        Action::TerminateNow => ask(&Command::TerminateNow),
        Action::BuyAgain => {
            let to = mailbox.released_to.unwrap_or(MailboxId::new(uuid::Uuid::max()));
            ask(&Command::BuyAgain { mailbox: to, tax_id: mailbox.holder.tax_id })
        }
    }
}

fn ask(mailbox: &Mailbox, policy: &Policy, day: Day, command: &Command) -> Permission {
    let asked = Moment::start_of(day)
        .map_err(|_| Refusal::ClockWentBackwards { last: mailbox.last.day(), received: day })
        .and_then(|at| decide(Some(mailbox), command, policy, at));
    match asked {
        Ok(events) if events.is_empty() => Permission::AlreadySo,
        Ok(_) => Permission::Permitted,
        Err(refusal) => Permission::Refused(Box::new(refusal)),
    }
}

/// Renewing as last time, or else with any choice that would be accepted; refused with the reason
/// against renewing as last time.
fn renewal(mailbox: &Mailbox, policy: &Policy, day: Day) -> Permission {
    let as_last_time = ask(mailbox, policy, day, &renew(mailbox, mailbox.purchase, false));
    match as_last_time {
        Permission::Permitted | Permission::AlreadySo => return as_last_time,
        Permission::Refused(_) => {}
    }
    let accepted = choices(mailbox).any(|choice| {
        match ask(mailbox, policy, day, &renew(mailbox, choice, true)) {
            Permission::Permitted => true,
            Permission::AlreadySo | Permission::Refused(_) => false,
        }
    });
    if accepted { Permission::Permitted } else { as_last_time }
}

/// Every plan and term, each with no extra space, with that last paid for, and with as much as keeps
/// the room there is and holds what is used: where none of these is accepted, no choice is.
fn choices(mailbox: &Mailbox) -> impl Iterator<Item = Purchase> {
    let bought = mailbox.purchase.extra;
    let mut room = mailbox.roomiest();
    room.mailbox = room.mailbox.max(mailbox.space.room.mailbox);
    room.archive = room.archive.max(mailbox.space.room.archive);
    if let Some((used, _)) = mailbox.space.used {
        room.mailbox = room.mailbox.max(used.mailbox);
        room.archive = room.archive.max(used.archive);
    }
    Plan::ALL.iter().flat_map(move |plan| {
        let keeps = plan.extra_to_reach(room);
        let mailbox = [0, bought.mailbox_gb, keeps.mailbox_gb];
        mailbox.into_iter().flat_map(move |mailbox_gb| {
            let archive = [0, bought.archive_gb, keeps.archive_gb];
            archive.into_iter().flat_map(move |archive_gb| {
                let extra = ExtraSpace { mailbox_gb, archive_gb };
                Term::ALL.into_iter().map(move |term| Purchase { plan: *plan, extra, term })
            })
        })
    })
}

fn renew(mailbox: &Mailbox, purchase: Purchase, archive_consent: bool) -> Command {
    Command::RenewByHand(ManualRenewal {
        expiry: mailbox.expiry(),
        plan: purchase.plan,
        extra: purchase.extra,
        term: purchase.term,
        method_kind: MethodKind::BankTransfer,
        archive_consent,
        replaces: None,
    })
}

fn paying(mailbox: &Mailbox, day: Day) -> Permission {
    let Some(order) = mailbox.open_order_on(day) else {
        return no_order(mailbox);
    };
    match mailbox.charge.unresolved().filter(|request| request.key.order() == order.id) {
        Some(request) => Permission::Refused(Box::new(Refusal::ChargeUnresolved {
            key: request.key,
            requested_on: request.on,
        })),
        None if order.last_day < day => no_order(mailbox),
        None => Permission::Permitted,
    }
}

/// No order is open; where the mailbox itself is the reason, that is the answer.
fn no_order(mailbox: &Mailbox) -> Permission {
    Permission::Refused(Box::new(match mailbox.service {
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } => Refusal::NoOrderOpen,
        Service::Ending { .. } => Refusal::MailboxDeleted { since: None },
        Service::Deleted { on, .. } => Refusal::MailboxDeleted { since: Some(on) },
    }))
}

fn bound(mailbox: &Mailbox) -> MethodId {
    mailbox.auto_renewal.method().map_or(MethodId::new(uuid::Uuid::nil()), |method| method.id)
}

/// A card that nothing is known against.
const fn fresh_method() -> Method {
    Method {
        id: MethodId::new(uuid::Uuid::max()),
        kind: MethodKind::Card,
        valid_until: None,
        mandate_cap: None,
    }
}
