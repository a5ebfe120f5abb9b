//! The days of a life: what each brings, in any order; and how a life comes to rest in the end.

use pec_renewal::{Command, Mailbox, values::Day};

use super::{
    books,
    clock::Clock,
    desks::is_heard,
    policies::POLICIES,
    post::Parcel,
    seen::{Seen, Sight},
    world::{Promise, World},
};

impl World {
    /// The life of this number, lived to its end: what was seen, or what does not hold.
    ///
    /// # Errors
    ///
    /// What does not add up in the end.
    pub fn live(life: u64, breaks: Option<Promise>, told: bool) -> Result<Seen, String> {
        let mut world = Self::new(life, breaks, told);
        let start = world.clock.today();
        world.is_born();
        let end = start.plus_years(YEARS).expect("a life ends long before the calendar");
        let change = world.chance.percent(35).then(|| start.plus_days(world.chance.days(1, 1_800)));
        let mut today = start.next();
        while today <= end {
            world.a_day(today, start, change == Some(today));
            today = today.next();
        }
        world.comes_to_rest(today)?;
        books::reconcile(&mut world)?;
        Ok(world.seen)
    }

    /// The worker's, the holder's and everybody's day.
    fn a_day(&mut self, today: Day, start: Day, policy_changes: bool) {
        self.clock = Clock::at(today);
        if policy_changes {
            self.policy = self.chance.pick(&POLICIES.each_ref());
            self.store.policy_changed(self.policy);
            self.seen.see(Sight::PolicyChanged);
            self.tell(|| format!("== {today}: another policy"));
        }
        if self.stopped_until < today && self.chance.per_mille(2) {
            self.stopped_until = today.plus_days(self.chance.days(7, 45));
            self.seen.see(Sight::SchedulerStopped);
            self.tell(|| format!("== {today}: the scheduler stops for weeks"));
        }
        if start.days_until(today) % 30 == 0 {
            self.statement(today.minus_days(45));
        }
        self.money_comes_back();
        let works = self.stopped_until < today
            && (!self.store.is_quiet() || !self.store.due(today).is_empty());
        let arrives = self.post.is_due(today) || self.gateway.is_due(today);
        let acts = self.holder_is_up();
        let pays = self.desk.is_due(today, &self.store);
        if !works && !arrives && !acts && !pays {
            return;
        }
        if pays {
            self.pays_back();
        }
        self.says_what_went_out_twice();
        let arrives = arrives || self.post.is_due(today);
        // Many a job is run soon after midnight.
        let night = self.chance.percent(30);
        let mut hours = [0; 4].map(|_| self.chance.days(0, if night { 120 } else { 999 }));
        hours.sort_unstable();
        let mut parts = [Part::Post, Part::Holder, Part::Worker];
        self.chance.shuffle(&mut parts);
        for (part, hour) in parts.into_iter().chain([Part::Worker]).zip(hours) {
            self.clock.comes_to(hour);
            match part {
                Part::Post if arrives => self.post_comes(),
                Part::Holder if acts => {
                    self.slow = self.chance.percent(8);
                    self.holder_acts();
                    self.slow = false;
                }
                Part::Worker if self.stopped_until < today => self.shift(),
                Part::Post | Part::Holder | Part::Worker => {}
            }
        }
    }

    /// Faults cease, all that is on its way arrives, and everybody works until nothing is left.
    fn comes_to_rest(&mut self, first: Day) -> Result<(), String> {
        self.healthy = true;
        self.tell(|| format!("== {first}: nothing goes wrong any more"));
        let mut today = first;
        for _ in 0..DAYS_TO_REST {
            self.clock = Clock::at(today);
            self.clock.comes_to(500);
            for (key, outcome) in self.gateway.says_all(today, &mut self.seen) {
                self.gateway_reports(key, outcome);
            }
            if today == first {
                self.statement(Day::MIN);
            }
            self.pays_back();
            self.says_what_went_out_twice();
            self.post.hurry(today);
            self.post_comes();
            self.shift();
            if self.is_at_rest() {
                return Ok(());
            }
            today = today.next();
        }
        Err("the life does not come to rest".to_owned())
    }

    fn is_at_rest(&self) -> bool {
        let resolved = |state: &Mailbox| state.awaited_outcome().is_none();
        self.store.is_quiet()
            && self.post.is_empty()
            && self.gateway.is_quiet()
            && self.desk.is_quiet(&self.store)
            && self.comeback.beyond.iter().all(|(mailbox, number, payout, _)| {
                is_heard(&self.store, *mailbox, *number, payout)
            })
            && self.store.rows().all(|(_, row)| resolved(&row.state))
    }

    /// What the gateway has to say is said, and what is on its way arrives.
    fn post_comes(&mut self) {
        let today = self.clock.today();
        for (key, outcome) in self.gateway.says(today, &mut self.seen) {
            self.gateway_reports(key, outcome);
        }
        for parcel in self.post.arrivals(today, &mut self.chance, &mut self.seen) {
            match &parcel {
                Parcel::Request(request) => {
                    self.arrives_at_the_gateway(request);
                }
                Parcel::Report(report) => {
                    if self.may_die(Sight::DiedBeforeStoring).is_err() {
                        self.post.again(parcel, today);
                        continue;
                    }
                    let (number, command) = (report.number, report.command.clone());
                    if !self.store.receive(number, report.mailbox, command) {
                        self.seen.see(Sight::ReportKnown);
                    }
                    if self.may_die(Sight::DiedBeforeAnswering).is_err() {
                        self.post.again(parcel, today);
                    }
                }
            }
        }
    }

    /// Gateway and bank repeat all the money that came in since a day.
    fn statement(&mut self, from: Day) {
        let (charges, payments) = (self.gateway.statement(from), self.bank.statement(from));
        if !charges.is_empty() && !payments.is_empty() {
            self.seen.see(Sight::Statement);
        }
        for (key, outcome) in charges {
            self.gateway_reports(key, outcome);
        }
        for (mailbox, payment) in payments {
            self.report(mailbox, Command::Payment(payment));
        }
        for (mailbox, command) in self.comeback.statement(from) {
            self.report(mailbox, command);
        }
    }
}

/// The parts of a day, which come in any order.
#[derive(Clone, Copy)]
enum Part {
    Post,
    Holder,
    Worker,
}

pub const YEARS: u16 = 5;

/// A gateway in good health answers on the day it is asked.
pub const DAYS_TO_REST: u32 = 60;
