//! What travels between the backend and the world outside: it can be lost, late, repeated, and out of
//! order.

use pec_renewal::{
    Command,
    values::{ChargeKey, Day, MailboxId},
};

use super::{
    chance::Chance,
    gateway::Request,
    seen::{Seen, Sight},
};

#[derive(Default)]
pub struct Post {
    parcels: Vec<(Day, Parcel)>,
    reports: u64,
    latest: u64,
}

/// What travels.
#[derive(Clone)]
pub enum Parcel {
    /// A request on its way to the gateway.
    Request(Request),
    /// A report on its way to the backend.
    Report(Report),
}

/// Something that the backend is told.
#[derive(Clone)]
pub struct Report {
    /// What its sender calls it: the same when it is sent again.
    pub number: u64,
    pub mailbox: MailboxId,
    pub command: Command,
}

impl Post {
    /// Sends a report; without chance it arrives today.
    pub fn report(
        &mut self,
        mailbox: MailboxId,
        command: Command,
        today: Day,
        chance: Option<&mut Chance>,
        seen: &mut Seen,
    ) {
        self.reports += 1;
        let report = Report { number: self.reports, mailbox, command };
        let Some(chance) = chance else {
            self.parcels.push((today, Parcel::Report(report)));
            return;
        };
        if chance.percent(8) {
            seen.see(Sight::ReportLost);
            return;
        }
        if chance.percent(10) {
            seen.see(Sight::ReportRepeated);
            // A sender that repeats itself may call the same report by another name.
            self.reports += u64::from(chance.percent(50));
            let again = Report { number: self.reports, ..report.clone() };
            self.parcels.push((arrives(today, chance, seen), Parcel::Report(again)));
        }
        self.parcels.push((arrives(today, chance, seen), Parcel::Report(report)));
    }

    /// The same parcel comes again tomorrow, since nobody acknowledged it.
    pub fn again(&mut self, parcel: Parcel, today: Day) {
        self.parcels.push((today.next(), parcel));
    }

    /// A request that will reach the gateway on a day.
    pub fn request(&mut self, request: Request, on: Day) {
        self.parcels.push((on, Parcel::Request(request)));
    }

    /// Whether a request with this key is on its way.
    pub fn carries(&self, key: ChargeKey) -> bool {
        self.parcels.iter().any(|(_, parcel)| match parcel {
            Parcel::Request(request) => request.key == key,
            Parcel::Report(_) => false,
        })
    }

    pub fn is_due(&self, today: Day) -> bool {
        self.parcels.iter().any(|(day, _)| *day <= today)
    }

    pub fn is_empty(&self) -> bool {
        self.parcels.is_empty()
    }

    /// All that is on its way arrives today.
    pub fn hurry(&mut self, today: Day) {
        self.parcels.iter_mut().for_each(|(day, _)| *day = today);
    }

    /// What arrives by today, in any order.
    pub fn arrivals(&mut self, today: Day, chance: &mut Chance, seen: &mut Seen) -> Vec<Parcel> {
        let (due, later) = self.parcels.drain(..).partition(|(day, _)| *day <= today);
        self.parcels = later;
        let due: Vec<(Day, Parcel)> = due;
        let mut due: Vec<Parcel> = due.into_iter().map(|(_, parcel)| parcel).collect();
        chance.shuffle(&mut due);
        for parcel in &due {
            if let Parcel::Report(report) = parcel {
                if report.number < self.latest {
                    seen.see(Sight::ReportsReordered);
                }
                self.latest = self.latest.max(report.number);
            }
        }
        due
    }
}

/// Most come on the same day, some within days, a few after weeks.
fn arrives(today: Day, chance: &mut Chance, seen: &mut Seen) -> Day {
    let days = match chance.below(20) {
        0..13 => 0,
        13..19 => chance.days(1, 6),
        _ => chance.days(7, 120),
    };
    if 0 < days {
        seen.see(Sight::ReportLate);
    }
    today.plus_days(days)
}
