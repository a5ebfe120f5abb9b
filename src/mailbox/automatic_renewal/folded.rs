//! What is recorded of automatic renewal and its method, and how it folds.

use crate::{
    auto_renewal::{Input, InvalidTransition, OffCause, OnCause},
    catalogue::Method,
    charge,
    mailbox::{
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
    today: Day,
) -> Result<(), F::Bar> {
    F::require(|| !mailbox.is_dead(method.id), Contradiction::MethodIsDead)?;
    resume::<F>(mailbox, today)?;
    mailbox.bound_method_changes();
    auto_renewal_step::<F>(mailbox, Input::SwitchOn { method, cause })?;
    mailbox.period_flags.lift();
    bind::<F>(mailbox, today)
}

pub(crate) fn switched_off<F: Folding>(
    mailbox: &mut Mailbox,
    cause: OffCause,
) -> Result<(), F::Bar> {
    mailbox.forget_what_was_said();
    mailbox.bound_method_changes();
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
    let Some(method) = mailbox.auto_renewal.method().map(|method| method.id) else {
        return F::bar(Contradiction::AutoRenewal(InvalidTransition::NothingBound));
    };
    let recharge =
        mailbox.order.as_ref().is_some_and(|order| order.agreed.recharge_on_method_update);
    charge_step::<F>(mailbox, charge::Input::BindMethod { method, recharge })
}
