//! What is asked: to open a mailbox, and to open it again.

use alloc::boxed::Box;

use super::{
    carried::{Carried, Judged},
    contradiction::first_contradiction,
    folded::newborn,
    judged::judged,
};
use crate::{
    catalogue::{MailAccess, ORDERS_BEFORE_MAX, Policy},
    mailbox::{
        command::{Command, Hosting, Opening},
        event::{Event, Fact},
        life::required::require_not_future,
        refusal::Refusal,
        state::Mailbox,
    },
    values::{Day, Moment},
};

/// The first command of a mailbox: nothing else is possible.
pub(crate) fn first(
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Result<(Event, Mailbox), Refusal> {
    match command {
        Command::Open(opening) => {
            require_openable(opening, at.day())?;
            let grace = policy.parameters().grace.clone();
            let deletion_warning_days = policy.parameters().deletion_warning_days;
            let told = MailAccess::FULL;
            let judged = judged_if_sound(opening, policy, at)?;
            let mut mailbox =
                newborn(opening, judged.as_deref(), &grace, deletion_warning_days, told, at);
            let access = mailbox.mail_access(at.day());
            mailbox.access_told = access;
            let opening = Box::new(Opening::clone(opening));
            let fact =
                Fact::MailboxOpened { opening, grace, deletion_warning_days, access, judged };
            Ok((Event::new(at, fact), mailbox))
        }
        Command::SwitchOn { .. }
        | Command::SwitchOff
        | Command::ReplaceMethod { .. }
        | Command::RemoveMethod { .. }
        | Command::RenewByHand(_)
        | Command::CancelOrder { .. }
        | Command::TerminateAtExpiry
        | Command::RevokeTermination
        | Command::TerminateNow
        | Command::Leave { .. }
        | Command::Withdrawal { .. }
        | Command::WithdrawalInformationGiven { .. }
        | Command::BuyAgain { .. }
        | Command::Tick
        | Command::Payment(_)
        | Command::RefundPaid { .. }
        | Command::Reversal(_)
        | Command::Commitment(_)
        | Command::MethodNews { .. }
        | Command::ChargeOutcome { .. }
        | Command::NoticeDelivered { .. }
        | Command::NoticeFailed { .. }
        | Command::UsedSpace { .. }
        | Command::SpaceBought { .. }
        | Command::HolderChanged { .. }
        | Command::AccountChanged { .. } => Err(Refusal::NoSuchMailbox),
    }
}

/// Opening again with the same content is no event; with other content the first difference is
/// named.
pub(crate) fn again(mailbox: &Mailbox, received: &Opening) -> Result<(), Refusal> {
    match mailbox.opened.difference(mailbox, received) {
        None => Ok(()),
        Some(differs) => Err(Refusal::MailboxAlreadyOpen { mailbox: mailbox.id(), differs }),
    }
}

/// What the policy makes of what is carried, if none of that contradicts itself.
fn judged_if_sound(
    opening: &Opening,
    policy: &Policy,
    at: Moment,
) -> Result<Option<Box<Judged>>, Refusal> {
    let Some(carried) = opening.carried.as_deref() else {
        return Ok(None);
    };
    let today = at.day();
    for received in carried.days() {
        require_not_future(received, today)?;
    }
    require_offered(opening, carried)?;
    let parameters = policy.parameters();
    let (grace, days) = (&parameters.grace, parameters.deletion_warning_days);
    let bare = newborn(opening, None, grace, days, MailAccess::FULL, at);
    let judged = judged(&bare, carried, policy, today);
    match first_contradiction(&bare, opening, carried, &judged, today) {
        Some(what) => Err(Refusal::CarriedContradiction { what }),
        None => Ok(Some(Box::new(judged))),
    }
}

/// What is sold here is on offer, and on the customer's own domain nothing is.
fn require_offered(opening: &Opening, carried: &Carried) -> Result<(), Refusal> {
    match (opening.hosting, &carried.order) {
        (Hosting::OwnDomain, Some(_)) => return Err(Refusal::OwnDomain),
        (Hosting::OwnDomain | Hosting::Provider, None) | (Hosting::Provider, Some(_)) => {}
    }
    let ordered = carried.order.iter().map(|order| order.purchase.package);
    let planned = carried.space.iter().flat_map(|space| {
        core::iter::once(space.package).chain(space.planned.iter().map(|change| change.package))
    });
    match ordered.chain(planned).find(|package| !package.is_offered()) {
        Some(package) => Err(Refusal::SpaceNotOffered { package }),
        None => Ok(()),
    }
}

fn require_openable(opening: &Opening, today: Day) -> Result<(), Refusal> {
    // If no anchor is known, the expiry itself is stated as one, past or future.
    let anchor = Some(opening.anchor).filter(|anchor| *anchor != opening.expiry);
    for received in [anchor, opening.statutory_notice_delivered].into_iter().flatten() {
        if today < received {
            return Err(Refusal::DatedInTheFuture { today, received });
        }
    }
    match (opening.hosting, opening.bound_method) {
        (Hosting::OwnDomain, Some(_)) => return Err(Refusal::OwnDomain),
        (Hosting::OwnDomain | Hosting::Provider, None) | (Hosting::Provider, Some(_)) => {}
    }
    let package = opening.purchase.package;
    if !package.is_offered() {
        return Err(Refusal::SpaceNotOffered { package });
    }
    if let Some(method) = opening.bound_method.filter(|method| !method.kind.is_reusable()) {
        return Err(Refusal::MethodNotReusable { kind: method.kind });
    }
    if !is_on_anchor(opening.anchor, opening.expiry) {
        let (anchor, expiry) = (opening.anchor, opening.expiry);
        return Err(Refusal::ExpiryOffAnchor { anchor, expiry });
    }
    let (received, maximum) = (opening.orders_before, ORDERS_BEFORE_MAX);
    if maximum < received {
        return Err(Refusal::TooManyOrdersBefore { received, maximum });
    }
    let began_on = began_on(opening);
    match opening.statutory_notice_delivered.filter(|received| *received < began_on) {
        Some(received) => Err(Refusal::NoticeOfAnotherTerm { received, began_on }),
        None => Ok(()),
    }
}

/// The first day of the term last bought, if that term ends with the expiry.
fn began_on(opening: &Opening) -> Day {
    let years = i32::from(opening.purchase.term.years());
    opening.expiry.minus_days(years.saturating_mul(DAYS_OF_A_LEAP_YEAR))
}

const DAYS_OF_A_LEAP_YEAR: i32 = 366;

/// Whether an expiry is a whole number of years after its anchor.
pub(crate) fn is_on_anchor(anchor: Day, expiry: Day) -> bool {
    u16::try_from(expiry.year().saturating_sub(anchor.year()))
        .ok()
        .and_then(|years| anchor.plus_years(years))
        .is_some_and(|day| day == expiry)
}
