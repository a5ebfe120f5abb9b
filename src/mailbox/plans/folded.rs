//! What is recorded of plans and space, and how it folds.

use crate::{
    mailbox::{
        corrupt::Contradiction,
        event::PlanChange,
        folding::Folding,
        state::{Mailbox, Shrink},
    },
    values::{Day, ExtraSpace, Room, UsedSpace},
};

pub(crate) fn changed<F: Folding>(
    mailbox: &mut Mailbox,
    change: PlanChange,
    entitled: Room,
    room: Room,
) -> Result<(), F::Bar> {
    let planned = mailbox.space.planned.first();
    let as_planned =
        planned.is_some_and(|planned| planned.package == change.package && planned.on <= change.on);
    F::require(|| as_planned, Contradiction::PlanNotPlanned)?;
    if as_planned {
        mailbox.space.planned.remove(0);
    }
    mailbox.space.package = change.package;
    mailbox.space.room = room;
    mailbox.space.shrink = (room != entitled).then_some(Shrink {
        since: change.on,
        archive_consent: change.archive_consent,
        asked: None,
        answered: false,
    });
    Ok(())
}

pub(crate) fn measuring_requested<F: Folding>(
    mailbox: &mut Mailbox,
    today: Day,
) -> Result<(), F::Bar> {
    match &mut mailbox.space.shrink {
        Some(shrink) => shrink.asked = Some(today),
        None => return F::bar(Contradiction::NothingNew),
    }
    Ok(())
}

pub(crate) fn measured<F: Folding>(
    mailbox: &mut Mailbox,
    used: UsedSpace,
    on: Day,
) -> Result<(), F::Bar> {
    let known = mailbox.space.used;
    F::require(|| known.is_none_or(|(_, day)| day <= on), Contradiction::NothingNew)?;
    mailbox.space.used = Some((used, on));
    Ok(())
}

pub(crate) fn room_shrunk<F: Folding>(mailbox: &mut Mailbox, room: Room) -> Result<(), F::Bar> {
    F::require(|| mailbox.space.shrink.is_some(), Contradiction::PlanNotPlanned)?;
    mailbox.space.room = room;
    mailbox.space.shrink = None;
    Ok(())
}

pub(crate) fn room_kept<F: Folding>(mailbox: &mut Mailbox) -> Result<(), F::Bar> {
    match &mut mailbox.space.shrink {
        Some(shrink) => shrink.answered = true,
        None => return F::bar(Contradiction::PlanNotPlanned),
    }
    Ok(())
}

/// Extra space widens the room at once; if that makes a planned shrinking unnecessary, it is
/// dropped.
pub(crate) fn space_bought(mailbox: &mut Mailbox, extra: ExtraSpace) {
    mailbox.charge_may_ask_for_any_sum();
    mailbox.widen_terms(extra);
    mailbox.space.package.extra = extra;
    if mailbox.space.planned.is_empty() {
        mailbox.purchase_changes();
        mailbox.purchase.package.extra = extra;
    }
    let entitled = mailbox.space.package.room();
    if entitled.is_smaller_than(mailbox.space.room) && mailbox.space.shrink.is_some() {
        mailbox.space.room = entitled.max(mailbox.space.room);
    } else {
        mailbox.space.room = entitled;
        mailbox.space.shrink = None;
    }
}
