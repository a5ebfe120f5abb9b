//! Automatic renewal, asked for by the holder or reported from outside (R-10 … R-17).

use super::decision::Decision;
use crate::{
    auto_renewal::{AutoRenewal, OffCause, OnCause},
    catalogue::Method,
    charge::{Bar, Charge},
    mailbox::{event::Fact, notice::Notice, refusal::Refusal, state::Mailbox},
    values::{AccountId, Day, MethodId},
};

pub(super) fn switch_on(d: &mut Decision<'_>, method: &Method) -> Result<(), Refusal> {
    require_same_kind(d.mailbox(), method)?;
    d.require_alive_and_here()?;
    d.require_renewable()?;
    require_usable(d.mailbox(), method, d.today())?;
    let m = d.mailbox();
    let bound = m.auto_renewal.method().copied();
    if bound == Some(*method) && !lifts_something(m) {
        return Ok(());
    }
    d.record(Fact::AutoRenewalSwitchedOn { method: *method, cause: OnCause::Holder })?;
    if bound.map(|bound| bound.id) == Some(method.id) {
        return Ok(());
    }
    d.tell(Notice::AutoRenewalSwitchedOn { method: method.id, cause: OnCause::Holder })
}

pub(super) fn switch_off(d: &mut Decision<'_>) -> Result<(), Refusal> {
    d.require_alive_and_here()?;
    if !d.mailbox().auto_renewal.is_on() {
        return Ok(());
    }
    d.record(Fact::AutoRenewalSwitchedOff { cause: OffCause::Holder })?;
    tell_of_charge_on_its_way(d)
}

/// Switching off stops no charge already requested: the holder is told that it may still settle, and
/// then renews.
pub(super) fn tell_of_charge_on_its_way(d: &mut Decision<'_>) -> Result<(), Refusal> {
    match d.mailbox().charge.unresolved().map(|request| request.key) {
        Some(key) => d.tell(Notice::ChargeStillOnItsWay { key }),
        None => Ok(()),
    }
}

pub(super) fn replace_method(
    d: &mut Decision<'_>,
    old: MethodId,
    new: &Method,
) -> Result<(), Refusal> {
    require_same_kind(d.mailbox(), new)?;
    d.require_alive_and_here()?;
    let bound = d.mailbox().auto_renewal.method().copied();
    if bound == Some(*new) {
        return Ok(());
    }
    require_usable(d.mailbox(), new, d.today())?;
    let bound = bound.ok_or(Refusal::NothingBound)?.id;
    if bound != old {
        return Err(Refusal::MethodNotBound { method: old, bound });
    }
    d.record(Fact::MethodReplaced { old, new: *new })
}

/// Removing a method that is not bound concerns nothing here.
pub(super) fn remove_method(d: &mut Decision<'_>, method: MethodId) -> Result<(), Refusal> {
    d.require_alive_and_here()?;
    if d.mailbox().auto_renewal.method().map(|bound| bound.id) != Some(method) {
        return Ok(());
    }
    switched_off_by(d, OffCause::MethodRemoved)
}

/// Stored methods belong to the account: with another account, nothing is bound any more.
pub(super) fn account_changed(d: &mut Decision<'_>, account: AccountId) -> Result<(), Refusal> {
    d.require_alive()?;
    if d.mailbox().account == account {
        return Ok(());
    }
    d.record(Fact::AccountChanged { account })?;
    if d.mailbox().auto_renewal.is_on() {
        switched_off_by(d, OffCause::AccountChanged)
    } else {
        Ok(())
    }
}

/// Switched off by something other than the holder's wish: the holder is told.
pub(super) fn switched_off_by(d: &mut Decision<'_>, cause: OffCause) -> Result<(), Refusal> {
    d.record(Fact::AutoRenewalSwitchedOff { cause })?;
    d.tell(Notice::AutoRenewalSwitchedOff { cause })?;
    tell_of_charge_on_its_way(d)
}

/// Whether a method could be bound today: reusable, and not dead.
pub(super) fn require_usable(m: &Mailbox, method: &Method, today: Day) -> Result<(), Refusal> {
    if !method.kind.is_reusable() {
        return Err(Refusal::MethodNotReusable { kind: method.kind });
    }
    if m.is_dead(method.id) {
        return Err(Refusal::MethodDead { method: method.id });
    }
    match method.valid_until {
        Some(valid_until) if valid_until < today => {
            Err(Refusal::MethodExpired { method: method.id, valid_until })
        }
        Some(_) | None => Ok(()),
    }
}

/// A method keeps its kind; its cap and its validity may be renewed with it.
fn require_same_kind(m: &Mailbox, received: &Method) -> Result<(), Refusal> {
    match &m.auto_renewal {
        AutoRenewal::On { method, .. }
            if method.id == received.id && method.kind != received.kind =>
        {
            Err(Refusal::MethodDiffers {
                method: method.id,
                stored: method.kind,
                received: received.kind,
            })
        }
        AutoRenewal::On { .. } | AutoRenewal::Off { .. } => Ok(()),
    }
}

/// What switching on lifts where it is on with that method already.
fn lifts_something(m: &Mailbox) -> bool {
    let bar = match m.charge {
        Charge::Barred { bar, .. } => Some(bar),
        Charge::Exhausted { bar, .. } => bar,
        Charge::Idle
        | Charge::Waiting { .. }
        | Charge::RetryDue { .. }
        | Charge::Unresolved { .. }
        | Charge::Orphaned { .. } => None,
    };
    let waits = match bar {
        Some(Bar::AuthenticationRequired | Bar::AboveMandateCap) => true,
        Some(Bar::MethodDead | Bar::MethodExpired) | None => false,
    };
    waits || m.period_flags.withholds_orders()
}
