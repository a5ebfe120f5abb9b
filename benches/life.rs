//! The lives that are measured: real commands on the days on which they come.

use pec_renewal::{
    Command, Event, Mailbox, ManualRenewal, Opening,
    catalogue::{Holder, HolderKind, Method, MethodKind, Plan, Policy, Purchase, Term},
    charge::Outcome,
    decide, evolve, next_deadline, replay,
    values::{AccountId, Day, ExtraSpace, MailboxId, MethodId, Moment, Money, uuid::Uuid},
};

/// One mailbox with its history and the commands that led to it.
pub struct Life {
    pub history: Vec<Event>,
    /// What was asked after the opening.
    pub steps: Vec<(Command, Moment)>,
    state: Option<Mailbox>,
}

impl Life {
    pub fn born(policy: &Policy, opening: Opening, on: Day) -> Self {
        let command = Command::Open(Box::new(opening));
        let history = decide(None, &command, policy, morning(on)).unwrap();
        let state = replay(&history).unwrap();
        Self { history, steps: Vec::new(), state }
    }

    pub fn mailbox(&self) -> &Mailbox {
        self.state.as_ref().unwrap()
    }

    pub fn tick_until(&mut self, policy: &Policy, last: Day) {
        while let Some(due) = next_deadline(self.mailbox(), policy).filter(|due| *due <= last) {
            self.give(policy, Command::Tick, due);
        }
    }

    pub fn report(&mut self, policy: &Policy, outcome: impl Fn(Money) -> Outcome) {
        let asked = *self.mailbox().charge().unresolved().expect("a charge was asked for");
        let (key, outcome) = (asked.key, outcome(asked.amount));
        self.give(policy, Command::ChargeOutcome { key, outcome }, asked.on);
    }

    #[track_caller]
    pub fn give(&mut self, policy: &Policy, command: Command, on: Day) {
        let at = morning(on);
        let events = decide(self.state.as_ref(), &command, policy, at).unwrap();
        assert!(!events.is_empty(), "{} on {on} does nothing", command.name());
        for event in &events {
            self.state = Some(evolve(self.state.take(), event).unwrap());
        }
        self.history.extend(events);
        self.steps.push((command, at));
    }
}

pub fn morning(day: Day) -> Moment {
    format!("{day}T09:00:00+01:00").parse().unwrap()
}

/// What the holder asks for who renews as last time, and pays by transfer.
pub fn as_last_time(mailbox: &Mailbox) -> ManualRenewal {
    let Purchase { plan, extra, term } = mailbox.purchase();
    ManualRenewal {
        expiry: mailbox.expiry(),
        plan,
        extra,
        term,
        method_kind: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
    }
}

pub fn opening(activated_on: Day, kind: HolderKind) -> Opening {
    let holder = Holder { kind, tax_id: "XXXXXX00X00X000X".parse().unwrap() };
    let purchase = Purchase { plan: Plan::Standard, extra: ExtraSpace::NONE, term: Term::ONE };
    let mailbox = MailboxId::new(Uuid::from_u128(1));
    let account = AccountId::new(Uuid::from_u128(2));
    let opening = Opening::activated(mailbox, holder, account, purchase, activated_on).unwrap();
    Opening { bound_method: Some(card()), ..opening }
}

pub fn card() -> Method {
    let id = MethodId::new(Uuid::from_u128(3));
    Method { id, kind: MethodKind::Card, valid_until: None, mandate_cap: None }
}

pub fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).unwrap()
}
