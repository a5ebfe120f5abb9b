//! What a tick does, and a payment: plans take effect.

use super::due::change_due;
use crate::{
    mailbox::{
        event::{Fact, PlanChange},
        notice::Notice,
        recorder::Recorder,
    },
    values::{Room, UsedSpace},
};

pub(crate) fn ask_used_space(recorder: &mut Recorder<'_>) {
    recorder.record(Fact::UsedSpaceRequested);
}

/// Every plan bought takes effect once its day has come.
pub(crate) fn take_effect(recorder: &mut Recorder<'_>) {
    while let Some(change) = change_due(recorder.mailbox(), recorder.today()) {
        change_plan(recorder, change);
    }
}

/// The plan changes; the room shrinks only where a report of used space of that day or later fits
///
fn change_plan(recorder: &mut Recorder<'_>, change: PlanChange) {
    let space = &recorder.mailbox().space;
    let entitled = change.package.room();
    let report = space.used.filter(|(_, day)| change.on <= *day).map(|(used, _)| used);
    let fits = report.is_some_and(|used| entitled.may_replace(used, change.archive_consent));
    let room = if !entitled.is_smaller_than(space.room) || fits {
        entitled
    } else {
        entitled.max(space.room)
    };
    recorder.record(Fact::PlanChanged {
        package: change.package,
        entitled,
        room,
        archive_consent: change.archive_consent,
    });
    if let Some(used) = report.filter(|_| room != entitled) {
        tell_of_kept_room(recorder, entitled, used);
    }
}

/// Data is in the way: the room stays as it is, and the holder is told.
pub(super) fn tell_of_kept_room(recorder: &mut Recorder<'_>, entitled: Room, used: UsedSpace) {
    let room = recorder.mailbox().space.room;
    recorder.record(Fact::RoomKept { room, entitled, used });
    recorder.tell(|_, _, _| Notice::RoomKept { room, entitled });
}
