//! What is asked: on, off, another method, another account (R-10 … R-19).

use crate::{
    auto_renewal::{AutoRenewal, Consent, Input, InvalidTransition, OffCause, OnCause},
    catalogue::Method,
    charge::Bar,
    mailbox::{
        automatic_renewal::folded::is_news,
        command::MethodNews,
        event::Fact,
        life::required::{
            require_alive, require_alive_and_here, require_not_future, require_renewable,
        },
        notice::Notice,
        notices::content::{bound_method_dead, charge_on_its_way, switched_off},
        recorder::Recorder,
        refusal::Refusal,
        state::Mailbox,
    },
    values::{AccountId, Day, MethodId},
};

pub(crate) fn switch_on(
    recorder: &mut Recorder<'_>,
    method: &Method,
    consent: Option<Consent>,
) -> Result<(), Refusal> {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    if let Some(consent) = consent {
        require_not_future(consent.on, today)?;
    }
    require_same_kind(mailbox, method)?;
    require_switchable(mailbox, today)?;
    require_bindable(mailbox, method, today)?;
    let bound = mailbox.auto_renewal.method().copied();
    if bound == Some(*method) && !lifts_something(mailbox) {
        let is_news = consent != mailbox.auto_renewal.consent();
        if let Some(consent) = consent.filter(|_| is_news) {
            recorder.record(Fact::ConsentRecorded { consent });
        }
        return Ok(());
    }
    let cause = OnCause::Holder;
    recorder.record(Fact::AutoRenewalSwitchedOn { method: *method, cause, consent });
    if bound.map(|bound| bound.id) != Some(method.id) {
        let method = method.id;
        recorder.tell(|_, _, _| Notice::AutoRenewalSwitchedOn { method, cause });
    }
    Ok(())
}

/// Whether automatic renewal can be switched on, given a usable method.
pub(crate) fn require_switchable(mailbox: &Mailbox, today: Day) -> Result<(), Refusal> {
    require_alive_and_here(mailbox)?;
    require_renewable(mailbox, today)
}

pub(crate) fn switch_off(recorder: &mut Recorder<'_>) -> Result<(), Refusal> {
    require_alive_and_here(recorder.mailbox())?;
    switched_off_by(recorder, OffCause::Holder);
    Ok(())
}

pub(crate) fn replace_method(
    recorder: &mut Recorder<'_>,
    old: MethodId,
    new: &Method,
) -> Result<(), Refusal> {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    require_same_kind(mailbox, new)?;
    require_alive_and_here(mailbox)?;
    let bound = mailbox.auto_renewal.method().copied();
    if bound == Some(*new) {
        return Ok(());
    }
    require_bindable(mailbox, new, today)?;
    mailbox.auto_renewal.step(Input::Replace { method: *new }).map_err(|why| refused(why, new))?;
    if let Some(bound) = bound.map(|bound| bound.id).filter(|bound| *bound != old) {
        return Err(Refusal::MethodNotBound { method: old, bound });
    }
    recorder.record(Fact::MethodReplaced { old, new: *new });
    Ok(())
}

/// Whether there is a bound method that could be replaced.
pub(crate) fn require_bound(mailbox: &Mailbox) -> Result<(), Refusal> {
    require_alive_and_here(mailbox)?;
    mailbox.auto_renewal.method().map(|_| ()).ok_or(Refusal::NothingBound)
}

/// Removing a method that is not bound is no event.
pub(crate) fn remove_method(recorder: &mut Recorder<'_>, method: MethodId) -> Result<(), Refusal> {
    require_alive_and_here(recorder.mailbox())?;
    if recorder.mailbox().auto_renewal.method().map(|bound| bound.id) == Some(method) {
        switched_off_by(recorder, OffCause::MethodRemoved);
    }
    Ok(())
}

/// What the news bars is told at once, unless it was barred anyway. It is no act of the holder.
pub(crate) fn method_news(
    recorder: &mut Recorder<'_>,
    method: MethodId,
    news: MethodNews,
) -> Result<(), Refusal> {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    require_alive(mailbox)?;
    if !is_news(mailbox, method, news) {
        return Ok(());
    }
    let is_bound = mailbox.auto_renewal.method().is_some_and(|bound| bound.id == method);
    let was_barred = is_bound && bound_method_dead(mailbox, policy, today).is_some();
    recorder.record(Fact::MethodNewsReported { method, news });
    match news {
        MethodNews::AskHolder => recorder.tell(|_, _, _| Notice::MethodNeedsHolder { method }),
        MethodNews::Refreshed { .. } | MethodNews::Closed if is_bound && !was_barred => {
            recorder.tell(bound_method_dead);
        }
        MethodNews::Refreshed { .. } | MethodNews::Closed => {}
    }
    Ok(())
}

/// Stored methods belong to the account: with another account, nothing is bound any more.
pub(crate) fn account_changed(
    recorder: &mut Recorder<'_>,
    account: AccountId,
) -> Result<(), Refusal> {
    require_alive(recorder.mailbox())?;
    if recorder.mailbox().account != account {
        recorder.record(Fact::AccountChanged { account });
        switched_off_by(recorder, OffCause::AccountChanged);
    }
    Ok(())
}

/// Switched off, by the holder or by something else: the holder is told by whom, and what follows
///
pub(crate) fn switched_off_by(recorder: &mut Recorder<'_>, cause: OffCause) {
    if switch_off_if_on(recorder, cause) {
        tell_switched_off(recorder, cause);
    }
}

/// The holder is told that it is off, and of a charge still on its way.
pub(crate) fn tell_switched_off(recorder: &mut Recorder<'_>, cause: OffCause) {
    recorder.tell(|mailbox, policy, today| switched_off(mailbox, policy, today, cause));
    tell_of_charge_on_its_way(recorder);
}

/// Whether it was on; it is off now.
pub(crate) fn switch_off_if_on(recorder: &mut Recorder<'_>, cause: OffCause) -> bool {
    let is_on = recorder.mailbox().auto_renewal.step(Input::SwitchOff { cause }).is_ok();
    if is_on {
        recorder.record(Fact::AutoRenewalSwitchedOff { cause });
    }
    is_on
}

/// Switching off does not stop a charge already requested: the holder is told that it may still
/// settle, and what then follows.
pub(crate) fn tell_of_charge_on_its_way(recorder: &mut Recorder<'_>) {
    if recorder.mailbox().awaited_outcome().is_some() {
        recorder.tell(charge_on_its_way);
    }
}

/// Whether a method could be bound today: the machine accepts it, and it is neither dead nor past
/// its date.
pub(crate) fn require_bindable(
    mailbox: &Mailbox,
    method: &Method,
    today: Day,
) -> Result<(), Refusal> {
    mailbox
        .auto_renewal
        .step(Input::SwitchOn { method: *method, cause: OnCause::Holder, consent: None })
        .map_err(|why| refused(why, method))?;
    if let Some(of) = mailbox.death_of(method.id) {
        return Err(Refusal::MethodDead { method: method.id, of });
    }
    match method.valid_until {
        Some(valid_until) if valid_until < today => {
            Err(Refusal::MethodExpired { method: method.id, valid_until })
        }
        Some(_) | None => Ok(()),
    }
}

/// What the machine bars, as a refusal.
const fn refused(why: InvalidTransition, method: &Method) -> Refusal {
    match why {
        InvalidTransition::MethodNotReusable => Refusal::MethodNotReusable { kind: method.kind },
        InvalidTransition::NothingBound | InvalidTransition::AlreadyOff => Refusal::NothingBound,
    }
}

/// A method keeps its kind; its cap and its expiry date may change.
fn require_same_kind(mailbox: &Mailbox, received: &Method) -> Result<(), Refusal> {
    match &mailbox.auto_renewal {
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
fn lifts_something(mailbox: &Mailbox) -> bool {
    mailbox.charge.bar().is_some_and(Bar::waits_for_binding)
        || mailbox.period_flags.withheld().is_some()
}
