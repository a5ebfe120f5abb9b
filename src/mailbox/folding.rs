//! The two ways of folding an event, and the steps of the machines as a fold takes them.

use core::convert::Infallible;

use super::{corrupt::Contradiction, state::Mailbox};
use crate::{
    auto_renewal::{self},
    charge::{self},
    service::{self},
};

/// How an event is folded: what happens to one that cannot have happened.
pub(super) trait Folding {
    /// What stops the fold.
    type Bar;

    /// The event cannot have happened, for this reason.
    fn bar(why: Contradiction) -> Result<(), Self::Bar>;

    /// The event cannot have happened unless this holds.
    fn require(holds: impl FnOnce() -> bool, otherwise: Contradiction) -> Result<(), Self::Bar>;
}

/// A stored history: each event must be one that can have happened.
pub(super) struct Replayed;

impl Folding for Replayed {
    type Bar = Contradiction;

    fn bar(why: Contradiction) -> Result<(), Contradiction> {
        Err(why)
    }

    fn require(
        holds: impl FnOnce() -> bool,
        otherwise: Contradiction,
    ) -> Result<(), Contradiction> {
        if holds() { Ok(()) } else { Err(otherwise) }
    }
}

/// What was just decided: the decision has asked, and nothing is asked again. If it had asked
/// wrongly, the state would stay as it is and its history would not replay; every test compares the
/// two.
pub(super) struct Recorded;

impl Folding for Recorded {
    type Bar = Infallible;

    fn bar(_why: Contradiction) -> Result<(), Infallible> {
        Ok(())
    }

    fn require(_holds: impl FnOnce() -> bool, _otherwise: Contradiction) -> Result<(), Infallible> {
        Ok(())
    }
}

pub(super) fn auto_renewal_step<F: Folding>(
    mailbox: &mut Mailbox,
    input: auto_renewal::Input,
) -> Result<(), F::Bar> {
    match mailbox.auto_renewal.step(input) {
        Ok(next) => mailbox.auto_renewal = next,
        Err(why) => return F::bar(Contradiction::AutoRenewal(why)),
    }
    Ok(())
}

pub(super) fn charge_step<F: Folding>(
    mailbox: &mut Mailbox,
    input: charge::Input,
) -> Result<(), F::Bar> {
    match mailbox.charge.step(input) {
        Ok(next) => mailbox.charge = next,
        Err(why) => return F::bar(Contradiction::Charge(why)),
    }
    // What a notice of a failure named ends with the episode.
    if mailbox.charge.progress().is_none_or(|progress| !progress.episode) {
        mailbox.notices.next_charge_told = None;
    }
    Ok(())
}

pub(super) fn service_step<F: Folding>(
    mailbox: &mut Mailbox,
    input: &service::Input,
) -> Result<(), F::Bar> {
    match mailbox.service.step(input) {
        Ok(next) => mailbox.service = next,
        Err(why) => return F::bar(Contradiction::Service(why)),
    }
    Ok(())
}
