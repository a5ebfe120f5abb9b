//! What is recorded of automatic renewal and its method, and how it folds.

use crate::{
    auto_renewal::{Consent, Input, InvalidTransition, OffCause, OnCause},
    catalogue::Method,
    charge::{self, Death},
    mailbox::{
        charges::folded::{method_closed, method_refreshed},
        command::MethodNews,
        corrupt::Contradiction,
        folding::{Folding, auto_renewal_step, charge_step},
        life::folded::resume,
        state::Mailbox,
    },
    values::{AccountId, Day, MethodId},
};

pub(crate) fn switched_on<F: Folding>(
    mailbox: &mut Mailbox,
    method: Method,
    cause: OnCause,
    consent: Option<Consent>,
    today: Day,
) -> Result<(), F::Bar> {
    F::require(|| !mailbox.is_dead(method.id), Contradiction::MethodIsDead)?;
    require_given::<F>(consent, today)?;
    resume::<F>(mailbox, today)?;
    mailbox.bound_method_changes();
    auto_renewal_step::<F>(mailbox, Input::SwitchOn { method, cause, consent })?;
    mailbox.period_flags.lift();
    bind::<F>(mailbox, today)
}

/// A consent alone binds nothing anew, so that it owes no charge.
pub(crate) fn consent_recorded<F: Folding>(
    mailbox: &mut Mailbox,
    consent: Consent,
    today: Day,
) -> Result<(), F::Bar> {
    require_given::<F>(Some(consent), today)?;
    let is_new = || mailbox.auto_renewal.consent() != Some(consent);
    F::require(is_new, Contradiction::NothingNew)?;
    auto_renewal_step::<F>(mailbox, Input::RecordConsent { consent })
}

/// News of a stored method; the same again is none.
pub(crate) fn method_news_reported<F: Folding>(
    mailbox: &mut Mailbox,
    method: MethodId,
    news: MethodNews,
    today: Day,
) -> Result<(), F::Bar> {
    F::require(|| is_news(mailbox, method, news), Contradiction::NothingNew)?;
    if mailbox.auto_renewal.method().is_some_and(|bound| bound.id == method) {
        mailbox.needs_holder = news == MethodNews::AskHolder;
    }
    match news {
        MethodNews::Refreshed { valid_until, mandate_cap } => {
            method_refreshed::<F>(mailbox, method, valid_until, mandate_cap, today)
        }
        MethodNews::Closed => {
            method_closed(mailbox, method);
            Ok(())
        }
        MethodNews::AskHolder => Ok(()),
    }
}

/// Whether news says of a method what is not known of it yet.
pub(crate) fn is_news(mailbox: &Mailbox, method: MethodId, news: MethodNews) -> bool {
    let bound = mailbox.auto_renewal.method().filter(|bound| bound.id == method);
    let death = mailbox.death_of(method);
    match news {
        MethodNews::Refreshed { valid_until, mandate_cap } => {
            let changes = |bound: &Method| {
                bound.valid_until != valid_until || bound.mandate_cap != mandate_cap
            };
            bound.is_some_and(changes) || death.is_some_and(Death::is_lifted_by_news)
        }
        MethodNews::Closed => death != Some(Death::Closed),
        MethodNews::AskHolder => bound.is_some() && !mailbox.needs_holder,
    }
}

/// A consent on record was given by the day on which it is recorded.
pub(crate) fn require_given<F: Folding>(
    consent: Option<Consent>,
    today: Day,
) -> Result<(), F::Bar> {
    F::require(|| consent.is_none_or(|consent| consent.on <= today), Contradiction::ConsentAhead)
}

pub(crate) fn switched_off<F: Folding>(
    mailbox: &mut Mailbox,
    cause: OffCause,
) -> Result<(), F::Bar> {
    mailbox.forget_what_was_said();
    mailbox.bound_method_changes();
    mailbox.needs_holder = false;
    auto_renewal_step::<F>(mailbox, Input::SwitchOff { cause })
}

pub(crate) fn method_replaced<F: Folding>(
    mailbox: &mut Mailbox,
    old: MethodId,
    new: Method,
    today: Day,
) -> Result<(), F::Bar> {
    let bound = mailbox.auto_renewal.method().map(|method| method.id);
    F::require(|| bound == Some(old), Contradiction::MethodIsNotBound)?;
    F::require(|| !mailbox.is_dead(new.id), Contradiction::MethodIsDead)?;
    mailbox.bound_method_changes();
    auto_renewal_step::<F>(mailbox, Input::Replace { method: new })?;
    bind::<F>(mailbox, today)
}

pub(crate) fn account_changed(mailbox: &mut Mailbox, account: AccountId) {
    mailbox.account_changes();
    mailbox.account = account;
}

/// A method was bound: what that means for an order being collected stands in the order.
fn bind<F: Folding>(mailbox: &mut Mailbox, today: Day) -> Result<(), F::Bar> {
    mailbox.charge_may_come_from(today);
    mailbox.needs_holder = false;
    let Some(method) = mailbox.auto_renewal.method().map(|method| method.id) else {
        return F::bar(Contradiction::AutoRenewal(InvalidTransition::NothingBound));
    };
    let recharge =
        mailbox.order.as_ref().is_some_and(|order| order.agreed.recharge_on_method_update);
    charge_step::<F>(mailbox, charge::Input::BindMethod { method, recharge })
}
