//! What a renewal requires of plan and space.

use crate::{
    catalogue::{Package, Plan},
    mailbox::{refusal::Refusal, state::Mailbox},
    values::{Bytes, ExtraSpace, Room, UsedSpace},
};

/// Whether what is used fits the room asked for, if that is smaller than the present room. More
/// extra space is advised only where it is sold.
pub(crate) fn require_room(
    mailbox: &Mailbox,
    package: Package,
    archive_consent: bool,
    is_sold: impl FnOnce(Package) -> bool,
) -> Result<(), Refusal> {
    let plan = package.plan;
    if !package.is_offered() {
        return Err(Refusal::SpaceNotOffered { package });
    }
    let room = package.room();
    let has = mailbox.roomiest();
    let archive_ends = !plan.has_archive() && Bytes::ZERO < has.archive;
    if archive_ends && !archive_consent {
        return Err(Refusal::ArchiveConsentMissing { plan });
    }
    let archive_shrinks = !archive_ends && room.archive < has.archive;
    if !archive_shrinks && has.mailbox <= room.mailbox {
        return Ok(());
    }
    let Some((used, _)) = mailbox.space.used else {
        return Err(Refusal::UsedSpaceUnknown);
    };
    let counted = if archive_ends { used.without_archive() } else { used };
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
        extra_would_do: extra_that_fits(plan, counted)
            .filter(|extra| is_sold(Package { plan, extra: *extra })),
        no_cut_from: mailbox
            .space
            .planned
            .last()
            .filter(|change| room == room.max(change.package.room()))
            .map(|change| change.on),
    })
}

/// The least extra space with which `used` fits the plan, if the plan offers that much.
fn extra_that_fits(plan: Plan, used: UsedSpace) -> Option<ExtraSpace> {
    let extra = plan.extra_to_reach(Room { mailbox: used.mailbox, archive: used.archive });
    let package = Package { plan, extra };
    (package.is_offered() && package.room().fits(used)).then_some(extra)
}
