//! A step of a machine, as the fold asks for it: what the machine does not allow cannot have been.

use crate::{
    auto_renewal::{self, AutoRenewal},
    charge::{self},
    mailbox::{corrupt::Contradiction, state::Mailbox},
    service::{self},
};

pub(super) fn auto_step(
    m: &Mailbox,
    input: auto_renewal::Input,
) -> Result<AutoRenewal, Contradiction> {
    m.auto_renewal.step(input).map_err(|_| Contradiction::AutoRenewalBarsIt)
}

pub(super) fn charge_step(m: &mut Mailbox, input: charge::Input) -> Result<(), Contradiction> {
    m.charge = m.charge.step(input).map_err(|invalid| match invalid {
        charge::InvalidTransition::NotUnresolved => Contradiction::NotTheUnresolvedCharge,
        charge::InvalidTransition::NothingToCollect
        | charge::InvalidTransition::AlreadyCollecting
        | charge::InvalidTransition::ChargeUnresolved(_)
        | charge::InvalidTransition::MethodBarred(_)
        | charge::InvalidTransition::LadderExhausted
        | charge::InvalidTransition::RungsOutOfOrder => Contradiction::ChargeBarsIt,
    })?;
    Ok(())
}

pub(super) fn service_step(m: &mut Mailbox, input: &service::Input) -> Result<(), Contradiction> {
    m.service = m.service.step(input).map_err(|_| Contradiction::ServiceBarsIt)?;
    Ok(())
}

pub(super) const fn require(holds: bool, otherwise: Contradiction) -> Result<(), Contradiction> {
    if holds { Ok(()) } else { Err(otherwise) }
}
