//! Plans and space: what fits, when it takes effect, and what is reported of it.

use super::decision::Decision;
use crate::{
    catalogue::{Plan, Purchase},
    mailbox::{
        event::{Fact, PlanChange},
        notice::Notice,
        refusal::Refusal,
        state::Mailbox,
    },
    values::{Bytes, Day, ExtraSpace, Room, UsedSpace},
};

/// Whether what is used fits the room asked for, where that is smaller than the room there is.
pub(super) fn require_room(
    m: &Mailbox,
    purchase: Purchase,
    archive_consent: bool,
) -> Result<(), Refusal> {
    let Purchase { plan, extra, .. } = purchase;
    if !plan.offers(extra) {
        return Err(Refusal::SpaceNotOffered { plan, extra });
    }
    let room = plan.room(extra);
    let has = m.roomiest();
    let archive_ends = !plan.has_archive() && Bytes::new(0) < has.archive;
    if archive_ends && !archive_consent {
        return Err(Refusal::ArchiveConsentMissing { plan });
    }
    let archive_shrinks = !archive_ends && room.archive < has.archive;
    if !archive_shrinks && has.mailbox <= room.mailbox {
        return Ok(());
    }
    let Some((used, _)) = m.space.used else {
        return Err(Refusal::UsedSpaceUnknown);
    };
    let counted = if archive_ends { without_archive(used) } else { used };
    if room.fits(counted) {
        return Ok(());
    }
    Err(Refusal::SpaceInUse {
        used,
        room,
        to_free: UsedSpace {
            mailbox: counted.mailbox.saturating_sub(room.mailbox),
            archive: counted.archive.saturating_sub(room.archive),
        },
        extra_would_do: extra_that_fits(plan, counted),
    })
}

/// Every plan bought takes effect once its day has come.
pub(super) fn take_effect_if_due(d: &mut Decision<'_>) -> Result<(), Refusal> {
    while let Some(change) = first_due(d) {
        take_effect(d, change)?;
    }
    Ok(())
}

fn first_due(d: &Decision<'_>) -> Option<PlanChange> {
    d.mailbox().space.planned.first().copied().filter(|change| change.on <= d.today())
}

/// The plan changes; the room shrinks only where a report of used space of that day or later fits
///
fn take_effect(d: &mut Decision<'_>, change: PlanChange) -> Result<(), Refusal> {
    let m = d.mailbox();
    let entitled = change.plan.room(change.extra);
    let report = m.space.used.filter(|(_, day)| change.on <= *day).map(|(used, _)| used);
    let fits = report.is_some_and(|used| shrinks(entitled, used, change.archive_consent));
    let room = if !entitled.is_smaller_than(m.space.room) || fits {
        entitled
    } else {
        Room {
            mailbox: m.space.room.mailbox.max(entitled.mailbox),
            archive: m.space.room.archive.max(entitled.archive),
        }
    };
    d.record(Fact::PlanChanged {
        plan: change.plan,
        extra: change.extra,
        entitled,
        room,
        archive_consent: change.archive_consent,
    })?;
    match report {
        Some(used) if room != entitled => kept(d, entitled, used),
        Some(_) | None => Ok(()),
    }
}

/// A measurement older than the last one known says nothing new.
pub(super) fn used_space(d: &mut Decision<'_>, used: UsedSpace, on: Day) -> Result<(), Refusal> {
    d.require_not_future(on)?;
    d.require_alive()?;
    let known = d.mailbox().space.used;
    if known.is_some_and(|(before, day)| on < day || (on == day && before == used)) {
        return Ok(());
    }
    d.record(Fact::UsedSpaceReported { used, on })?;
    let space = &d.mailbox().space;
    let Some(shrink) = space.shrink.filter(|shrink| shrink.since <= on) else {
        return Ok(());
    };
    let entitled = space.plan.room(space.extra);
    if shrinks(entitled, used, shrink.archive_consent) {
        d.record(Fact::RoomShrunk { room: entitled })
    } else if shrink.answered {
        Ok(())
    } else {
        kept(d, entitled, used)
    }
}

/// Extra space is sold elsewhere; here it is the total that the mailbox has now.
pub(super) fn space_bought(d: &mut Decision<'_>, extra: ExtraSpace) -> Result<(), Refusal> {
    d.require_alive_and_here()?;
    let space = &d.mailbox().space;
    let (plan, has) = (space.plan, space.extra);
    if has == extra {
        return Ok(());
    }
    if !plan.offers(extra) {
        return Err(Refusal::SpaceNotOffered { plan, extra });
    }
    if extra.mailbox_gb < has.mailbox_gb || extra.archive_gb < has.archive_gb {
        return Err(Refusal::ExtraSpaceShrank { has, received: extra });
    }
    d.record(Fact::SpaceBought { extra })
}

fn kept(d: &mut Decision<'_>, entitled: Room, used: UsedSpace) -> Result<(), Refusal> {
    let room = d.mailbox().space.room;
    d.record(Fact::RoomKept { room, entitled, used })?;
    d.tell(Notice::RoomKept { room, entitled })
}

/// Whether the room may shrink to `entitled`: an archive whose end the holder agreed to is not in the
/// way.
fn shrinks(entitled: Room, used: UsedSpace, archive_consent: bool) -> bool {
    let ends = archive_consent && entitled.archive == Bytes::new(0);
    entitled.fits(if ends { without_archive(used) } else { used })
}

const fn without_archive(used: UsedSpace) -> UsedSpace {
    UsedSpace { archive: Bytes::new(0), ..used }
}

/// The least extra space with which `used` fits the plan, where the plan offers that much.
fn extra_that_fits(plan: Plan, used: UsedSpace) -> Option<ExtraSpace> {
    let extra = plan.extra_to_reach(Room { mailbox: used.mailbox, archive: used.archive });
    (plan.offers(extra) && plan.room(extra).fits(used)).then_some(extra)
}
