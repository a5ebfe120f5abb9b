//! What the holder can do on a day, and for each action barred, why.

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{
    command::{Command, ManualRenewal},
    decide::decide,
    refusal::Refusal,
    state::Mailbox,
};
use crate::{
    offer::{Method, MethodKind, Plan, Policy, Purchase, Term},
    service::Service,
    values::{Day, ExtraSpace, MailboxId, MethodId, Moment},
};

/// What a holder can want of a mailbox.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
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
    /// End the mailbox at expiry.
    TerminateAtExpiry,
    /// Take a termination at expiry back.
    RevokeTermination,
    /// End the mailbox now.
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
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// `decide` would accept it.
    Permitted,
    /// It is so already: `decide` would answer with no events.
    AlreadySo,
    /// `decide` would refuse it, for this reason.
    Barred(Box<Refusal>),
}

/// What the holder can do on `day`, and for each action barred, why.
///
/// Each answer is that of [`decide`] to the command that the action means, with a method, an order
/// or a choice that is not itself in the way. Paying alone is judged here, since money that comes is
/// always taken: it is barred where no order is open and while a charge of it is unresolved.
#[must_use]
pub fn permitted(state: &Mailbox, policy: &Policy, day: Day) -> Vec<(Action, Permission)> {
    Action::ALL.into_iter().map(|action| (action, permission(state, policy, day, action))).collect()
}

fn permission(m: &Mailbox, policy: &Policy, day: Day, action: Action) -> Permission {
    let ask = |command: &Command| ask(m, policy, day, command);
    match action {
        Action::SwitchOn => ask(&Command::SwitchOn { method: fresh_method() }),
        Action::SwitchOff => ask(&Command::SwitchOff),
        Action::ReplaceMethod => {
            ask(&Command::ReplaceMethod { old: bound(m), new: fresh_method() })
        }
        Action::RemoveMethod => ask(&Command::RemoveMethod { method: bound(m) }),
        Action::RenewByHand => renewal(m, policy, day),
        Action::Pay => paying(m, day),
        Action::CancelOrder => match m.open_order_on(day) {
            Some(offer) => ask(&Command::CancelOrder { order: offer.id }),
            None => no_order(m),
        },
        Action::TerminateAtExpiry => ask(&Command::TerminateAtExpiry),
        Action::RevokeTermination => ask(&Command::RevokeTermination),
        Action::TerminateNow => ask(&Command::TerminateNow),
        Action::BuyAgain => {
            let mailbox = m.released_to.unwrap_or(MailboxId::new(uuid::Uuid::max()));
            ask(&Command::BuyAgain { mailbox, tax_id: m.holder.tax_id })
        }
    }
}

fn ask(m: &Mailbox, policy: &Policy, day: Day, command: &Command) -> Permission {
    let asked = Moment::start_of(day)
        .map_err(|_| Refusal::ClockWentBackwards { last: m.last.day(), received: day })
        .and_then(|at| decide(Some(m), command, policy, at));
    match asked {
        Ok(events) if events.is_empty() => Permission::AlreadySo,
        Ok(_) => Permission::Permitted,
        Err(refusal) => Permission::Barred(Box::new(refusal)),
    }
}

/// Renewing as last time, or else with any choice that would be accepted; barred with the reason
/// against renewing as last time.
fn renewal(m: &Mailbox, policy: &Policy, day: Day) -> Permission {
    let as_last_time = ask(m, policy, day, &renew(m, m.bought, false));
    match as_last_time {
        Permission::Permitted | Permission::AlreadySo => return as_last_time,
        Permission::Barred(_) => {}
    }
    let accepted = choices(m).any(|choice| match ask(m, policy, day, &renew(m, choice, true)) {
        Permission::Permitted => true,
        Permission::AlreadySo | Permission::Barred(_) => false,
    });
    if accepted { Permission::Permitted } else { as_last_time }
}

/// Every plan and term, each with no extra space, with that last paid for, and with as much as keeps
/// the room there is and holds what is used: where none of these is accepted, no choice is.
fn choices(m: &Mailbox) -> impl Iterator<Item = Purchase> {
    let bought = m.bought.extra;
    let mut room = m.roomiest();
    room.mailbox = room.mailbox.max(m.space.room.mailbox);
    room.archive = room.archive.max(m.space.room.archive);
    if let Some((used, _)) = m.space.used {
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

fn renew(m: &Mailbox, purchase: Purchase, archive_consent: bool) -> Command {
    Command::RenewByHand(ManualRenewal {
        expiry: m.expiry(),
        plan: purchase.plan,
        extra: purchase.extra,
        term: purchase.term,
        way: MethodKind::BankTransfer,
        archive_consent,
        replaces: None,
    })
}

fn paying(m: &Mailbox, day: Day) -> Permission {
    let Some(offer) = m.open_order_on(day) else {
        return no_order(m);
    };
    match m.charge.unresolved().filter(|request| request.key.order() == offer.id) {
        Some(request) => Permission::Barred(Box::new(Refusal::ChargeUnresolved {
            key: request.key,
            requested_on: request.on,
        })),
        None if offer.last_day < day => no_order(m),
        None => Permission::Permitted,
    }
}

/// No order is open; where the mailbox itself is the reason, that is the answer.
fn no_order(m: &Mailbox) -> Permission {
    Permission::Barred(Box::new(match m.service {
        Service::Active { .. } | Service::Leaving { .. } => Refusal::NoOrderOpen,
        Service::Ending { .. } => Refusal::MailboxDeleted { since: None },
        Service::Deleted { on, .. } => Refusal::MailboxDeleted { since: Some(on) },
    }))
}

fn bound(m: &Mailbox) -> MethodId {
    m.auto_renewal.method().map_or(MethodId::new(uuid::Uuid::nil()), |method| method.id)
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
