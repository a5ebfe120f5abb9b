//! What is reported: the space used, and extra space bought between renewals.

use super::ticked::tell_of_kept_room;
use crate::{
    catalogue::Package,
    mailbox::{
        event::Fact,
        life::required::{require_alive, require_alive_and_here, require_not_future},
        recorder::Recorder,
        refusal::Refusal,
    },
    values::{Day, ExtraSpace, UsedSpace},
};

/// A measurement older than the last one known says nothing new.
pub(crate) fn used_space(
    recorder: &mut Recorder<'_>,
    used: UsedSpace,
    on: Day,
) -> Result<(), Refusal> {
    require_not_future(on, recorder.today())?;
    require_alive(recorder.mailbox())?;
    let known = recorder.mailbox().space.used;
    if known.is_some_and(|(before, day)| on < day || (on == day && before == used)) {
        return Ok(());
    }
    recorder.record(Fact::UsedSpaceReported { used, on });
    let space = &recorder.mailbox().space;
    let entitled = space.package.room();
    match space.shrink.filter(|shrink| shrink.since <= on) {
        Some(shrink) if entitled.may_replace(used, shrink.archive_consent) => {
            recorder.record(Fact::RoomShrunk { room: entitled });
        }
        Some(shrink) if !shrink.answered => tell_of_kept_room(recorder, entitled, used),
        Some(_) | None => {}
    }
    Ok(())
}

/// Extra space is sold elsewhere; what is reported here is the total that the mailbox has now
///
pub(crate) fn space_bought(recorder: &mut Recorder<'_>, extra: ExtraSpace) -> Result<(), Refusal> {
    require_alive_and_here(recorder.mailbox())?;
    let Package { plan, extra: has } = recorder.mailbox().space.package;
    if has == extra {
        return Ok(());
    }
    let package = Package { plan, extra };
    if !package.is_offered() {
        return Err(Refusal::SpaceNotOffered { package });
    }
    if extra.mailbox_gb < has.mailbox_gb || extra.archive_gb < has.archive_gb {
        return Err(Refusal::ExtraSpaceShrank { has, received: extra });
    }
    recorder.record(Fact::SpaceBought { extra });
    Ok(())
}
