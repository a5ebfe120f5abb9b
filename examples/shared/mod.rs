//! What the stories share: one mailbox, told day by day.

use chrono_tz::Europe::Rome;
use pec_renewal::{
    Activation, Command, Event, Mailbox, Opening, Refusal, access, advance,
    audit::explain::{English, Language},
    catalogue::{Holder, HolderKind, Method, Plan, Policy, Purchase, Term},
    charge::Outcome,
    check, next_deadline,
    values::{AccountId, Day, MailboxId, MethodId, Moment, Money, chrono::TimeZone, uuid::Uuid},
};

/// A mailbox that prints what happens to it.
pub struct Story {
    policy: Policy,
    mailbox: Option<Mailbox>,
    /// Everything that happened, oldest first.
    pub history: Vec<Event>,
}

impl Story {
    /// A mailbox is opened on the day of its activation.
    pub fn begin(activated_on: &str) -> Self {
        let mut story = Self { policy: Policy::aruba(), mailbox: None, history: Vec::new() };
        story
            .on(activated_on, &Command::Open(Box::new(opening(activated_on))))
            .expect("a new mailbox opens");
        story
    }

    /// Gives the mailbox a command on a day, and prints what it leads to.
    pub fn on(&mut self, date: &str, command: &Command) -> Result<(), Refusal> {
        let at = morning(day(date));
        println!("{date}  {}", command.name());
        let before = self.history.len();
        match advance(&mut self.history, &mut self.mailbox, command, &self.policy, at) {
            Ok(()) => {
                for event in &self.history[before..] {
                    println!("    {}  {}", event.rule(), English.fact(&event.fact));
                }
                check(self.mailbox()).expect("no invariant is ever broken");
                Ok(())
            }
            Err(refusal) => {
                println!("    refused, {}", English.refusal(&refusal));
                Err(refusal)
            }
        }
    }

    /// Lets the days go by up to this one, with a tick on each day on which one is due.
    pub fn wait_until(&mut self, date: &str) {
        while let Some(due) = next_deadline(self.mailbox(), &self.policy) {
            if day(date) < due {
                break;
            }
            self.on(&due.to_string(), &Command::Tick).expect("a tick is not refused");
        }
    }

    /// Reports what became of the charge that is unresolved.
    pub fn gateway_answers(&mut self, date: &str, outcome: Outcome) -> Result<(), Refusal> {
        let request = self.mailbox().charge().unresolved().expect("a charge is unresolved");
        self.on(date, &Command::ChargeOutcome { key: request.key, outcome })
    }

    /// The mailbox as it stands.
    pub fn mailbox(&self) -> &Mailbox {
        self.mailbox.as_ref().expect("the story began with its opening")
    }

    /// What is still to be paid for the open order with money of a day.
    pub fn due(&self, date: &str) -> Money {
        self.mailbox().amount_due(day(date))
    }

    /// Prints how the mailbox stands on a day.
    pub fn stands(&self, date: &str) {
        let (mailbox, today) = (self.mailbox(), day(date));
        println!("{date}  {}", English.state(mailbox, today));
        println!("            it can {}", English.access(access(mailbox, today)));
    }
}

/// A consumer's Standard mailbox, bought for a year and activated on this day.
pub fn opening(activated_on: &str) -> Opening {
    let holder = Holder {
        kind: HolderKind::Consumer,
        tax_id: "XXXXXX00X00X000X".parse().expect("a fictitious tax id is well formed"),
    };
    let purchase = Purchase::new(Plan::Standard, Term::ONE);
    let (mailbox, account) =
        (MailboxId::new(Uuid::from_u128(1)), AccountId::new(Uuid::from_u128(2)));
    Activation { mailbox, holder, account, purchase, activated_on: day(activated_on) }
        .opening()
        .expect("the story lies within the calendar")
}

/// A stored card, good through a day or without an end.
pub fn card(number: u128, valid_until: Option<&str>) -> Method {
    let card = Method::card(MethodId::new(Uuid::from_u128(number)));
    Method { valid_until: valid_until.map(day), ..card }
}

/// A day, written as `YYYY-MM-DD`.
pub fn day(date: &str) -> Day {
    date.parse().expect("the day exists")
}

/// Nine in the morning in Rome.
pub fn morning(day: Day) -> Moment {
    let local = Rome
        .with_ymd_and_hms(day.year(), day.month(), day.day(), 9, 0, 0)
        .single()
        .expect("no clock is changed at nine");
    Moment::in_zone(local.to_utc(), &Rome).expect("the story lies within the calendar")
}
