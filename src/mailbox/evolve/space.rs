//! What the events of space record.

use super::steps::require;
use crate::{
    mailbox::{corrupt::Contradiction, state::Mailbox},
    values::{Day, UsedSpace},
};

pub(super) fn used_space_reported(
    m: &mut Mailbox,
    used: UsedSpace,
    on: Day,
) -> Result<(), Contradiction> {
    let newer = m.space.used.is_none_or(|(_, day)| day <= on);
    require(newer, Contradiction::NothingNew)?;
    m.space.used = Some((used, on));
    Ok(())
}

/// Extra space bought widens the room at once; a shrinking that it makes needless is over.
pub(super) fn grow_room(m: &mut Mailbox) {
    let entitled = m.space.plan.room(m.space.extra);
    if entitled.is_smaller_than(m.space.room) && m.space.shrink.is_some() {
        m.space.room.mailbox = m.space.room.mailbox.max(entitled.mailbox);
        m.space.room.archive = m.space.room.archive.max(entitled.archive);
    } else {
        m.space.room = entitled;
        m.space.shrink = None;
    }
}
