//! From which day a renewal extends, and to which.

use crate::{
    catalogue::{ExtensionBase, Term},
    mailbox::state::Mailbox,
    service::Period,
    values::Day,
};

/// The period that paying for a term with money of `day` gives.
///
/// `None` if it would leave the calendar, or the mailbox is deleted.
pub(crate) fn extended(
    mailbox: &Mailbox,
    base: ExtensionBase,
    term: Term,
    day: Day,
) -> Option<Period> {
    let period = mailbox.service.period()?;
    let term = u16::from(term.years());
    let rebased = match base {
        ExtensionBase::PreviousExpiry => false,
        ExtensionBase::PaymentDay => period.expiry < day,
    };
    let (anchor, years) =
        if rebased { (day, term) } else { (period.anchor, period.years.checked_add(term)?) };
    let expiry = anchor.plus_years(years)?;
    Some(Period { anchor, years, expiry, began_on: day, exit_right: false })
}
