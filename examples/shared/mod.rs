//! What the stories share: one mailbox, told day by day.

use chrono_tz::Europe::Rome;
use pec_renewal::{
    Command, Event, Mailbox, Opening, Refusal, access,
    audit::explain,
    catalogue::{Holder, HolderKind, Method, MethodKind, Plan, Policy, Purchase, Term},
    charge::Outcome,
    check, decide, evolve, next_deadline,
    values::{
        AccountId, Day, ExtraSpace, MailboxId, MethodId, Moment, Money, chrono::TimeZone,
        uuid::Uuid,
    },
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
        match decide(self.mailbox.as_ref(), command, &self.policy, at) {
            Ok(events) => {
                for event in events {
                    println!("    {}  {}", event.rule(), explain::fact(&event.fact));
                    let mailbox = evolve(self.mailbox.take(), &event).expect("it was just decided");
                    check(&mailbox).expect("no invariant is ever broken");
                    self.mailbox = Some(mailbox);
                    self.history.push(event);
                }
                Ok(())
            }
            Err(refusal) => {
                println!("    refused, {}", explain::refusal(&refusal));
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

    /// What is still to be paid for the open order with money of a day: what covers it, less what is
    /// held for it already.
    pub fn due(&self, date: &str) -> Money {
        let (mailbox, order) = (self.mailbox(), self.mailbox().open_order());
        let covers = order.and_then(|order| order.due_on(mailbox.grace(), day(date)));
        covers.expect("an order is open").saturating_sub(mailbox.ledger().held)
    }

    /// Prints how the mailbox stands on a day.
    pub fn stands(&self, date: &str) {
        let (mailbox, today) = (self.mailbox(), day(date));
        println!("{date}  {}", explain::state(mailbox, today));
        println!("            it can {}", explain::access(access(mailbox, today)));
    }
}

/// A consumer's Standard mailbox, bought for a year and activated on this day.
pub fn opening(activated_on: &str) -> Opening {
    let holder = Holder {
        kind: HolderKind::Consumer,
        tax_id: "XXXXXX00X00X000X".parse().expect("a fictitious tax id is well formed"),
    };
    let purchase = Purchase { plan: Plan::Standard, extra: ExtraSpace::NONE, term: Term::ONE };
    let (mailbox, account) =
        (MailboxId::new(Uuid::from_u128(1)), AccountId::new(Uuid::from_u128(2)));
    Opening::activated(mailbox, holder, account, purchase, day(activated_on))
        .expect("the story lies within the calendar")
}

/// A stored card, good through a day or without an end.
pub fn card(number: u128, valid_until: Option<&str>) -> Method {
    Method {
        id: MethodId::new(Uuid::from_u128(number)),
        kind: MethodKind::Card,
        valid_until: valid_until.map(day),
        mandate_cap: None,
    }
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
