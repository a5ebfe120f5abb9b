//! When a plan takes effect, and when the room shrinks.

use pec_renewal::{
    catalogue::Package,
    values::{Day, ExtraSpace, UsedSpace},
};

use super::{
    goods,
    record::{Record, Size},
};

impl Record {
    /// Each plan bought, on its day. Its room shrinks only where a report of that day or later fits.
    pub fn plans_take_effect(&mut self) {
        while let Some(change) = self.planned().into_iter().find(|it| it.on <= self.today) {
            let entitled = goods::room(change.package);
            let before = self.size().room;
            let since = self.measured.iter().rev().find(|(_, on)| change.on <= *on).copied();
            let fits = |(used, _)| entitled.holds(used, change.archive_consent);
            let is_smaller = entitled.or_larger(before) != entitled;
            let shrinks = is_smaller && since.is_some_and(fits);
            let room = if shrinks { entitled } else { entitled.or_larger(before) };
            self.resize(
                "PlanChanged",
                Size {
                    at: 0,
                    package: change.package,
                    room,
                    change: Some((self.today, change.archive_consent)),
                },
            );
            let done = self.changes.iter_mut().find(|it| !it.done && it.on <= change.on);
            done.expect("it was planned").done = true;
            if room != entitled && since.is_some() {
                self.tell_room_kept();
            }
        }
    }

    pub fn used_space(&mut self, used: UsedSpace, on: Day) -> Result<(), &'static str> {
        let mut no = self.against_report_about_life();
        no.when(self.today < on, "dated-in-the-future");
        no.judged()?;
        let says_nothing_new = self
            .measured
            .last()
            .is_some_and(|(before, day)| on < *day || (on == *day && before == &used));
        if says_nothing_new {
            return Ok(());
        }
        self.write("UsedSpaceReported");
        self.measured.push((used, on));
        if let Some((_, may_go)) = self.waits_to_shrink().filter(|(since, _)| since <= &on) {
            if self.entitled().holds(used, may_go) {
                let shrunk = Size { room: self.entitled(), change: None, ..*self.size() };
                self.resize("RoomShrunk", shrunk);
            } else if !self.was_told_room_kept() {
                self.tell_room_kept();
            }
        }
        Ok(())
    }

    /// All the extra space there is now. Repeated at renewal, unless another plan is planned.
    pub fn space_bought(&mut self, extra: ExtraSpace) -> Result<(), &'static str> {
        self.against_space_bought(extra).judged()?;
        if self.size().package.extra == extra {
            return Ok(());
        }
        let package = Package { extra, ..self.size().package };
        let room = self.size().room.or_larger(goods::room(package));
        self.resize("SpaceBought", Size { at: 0, package, room, change: None });
        self.widen_terms(extra);
        if self.planned().is_empty() {
            let mut bought = self.repeated();
            bought.package.extra = extra;
            self.bought.push(bought);
        }
        Ok(())
    }

    /// Daily from the day of the change on, until a report comes.
    pub fn ask_for_used_space(&mut self) {
        let (changed, _) = self.last_change();
        let today = self.today;
        let asked = self.asked.iter().any(|(at, on)| changed < *at && *on == today);
        if self.waits_to_shrink().is_some() && !self.was_told_room_kept() && !asked {
            let at = self.write("UsedSpaceRequested");
            self.asked.push((at, today));
        }
    }

    fn tell_room_kept(&mut self) {
        let at = self.write("RoomKept");
        self.rooms_kept.push(at);
        self.tell("RoomKept", String::new());
    }

    fn resize(&mut self, name: &'static str, size: Size) {
        let at = self.write(name);
        self.sizes.push(Size { at, ..size });
    }
}
