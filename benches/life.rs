//! The lives that are measured: real commands on the days on which they come.

use pec_renewal::{
    Command, Event, Mailbox, ManualRenewal, Opening, Payment,
    charge::Outcome,
    decide, evolve, next_deadline,
    offer::{Holder, HolderKind, Method, MethodKind, Plan, Policy, Purchase, Term},
    replay,
    values::{
        AccountId, Day, ExtraSpace, MailboxId, MethodId, Moment, Money, PaymentReference,
        uuid::Uuid,
    },
};

/// One mailbox with its history and the commands that led to it.
pub struct Life {
    pub opening: Opening,
    pub history: Vec<Event>,
    /// What was asked after the opening.
    pub steps: Vec<(Command, Moment)>,
    state: Option<Mailbox>,
}

impl Life {
    fn born(policy: &Policy, opening: Opening, on: Day) -> Self {
        let command = Command::Open(Box::new(opening.clone()));
        let history = decide(None, &command, policy, morning(on)).unwrap();
        let state = replay(&history).unwrap();
        Self { opening, history, steps: Vec::new(), state }
    }

    /// So many years, by turns renewed automatically after a charge was declined, and by hand.
    pub fn lived(policy: &Policy, years: u32) -> Self {
        let activated_on = day(2026, 3, 10);
        let mut life =
            Self::born(policy, opening(activated_on, HolderKind::Business), activated_on);
        for year in 0..years {
            let expiry = life.mailbox().expiry();
            if year % 2 == 0 {
                life.tick_until(policy, expiry.minus_days(7));
                life.report(policy, |_| Outcome::DeclinedSoftly);
                life.tick_until(policy, expiry.minus_days(5));
                life.report(policy, |amount| Outcome::Settled { amount });
                life.give(policy, Command::SwitchOff, expiry.minus_days(4));
            } else {
                life.tick_until(policy, expiry.minus_days(60));
                life.renew_by_hand(policy, expiry.minus_days(50));
                let method = card();
                life.give(policy, Command::SwitchOn { method }, expiry.minus_days(40));
            }
        }
        life
    }

    /// So many years, each renewed by the first charge.
    pub fn automatic(policy: &Policy, years: u32) -> Self {
        let activated_on = day(2026, 3, 10);
        let mut life =
            Self::born(policy, opening(activated_on, HolderKind::Consumer), activated_on);
        for _ in 0..years {
            life.tick_until(policy, life.mailbox().expiry().minus_days(7));
            life.report(policy, |amount| Outcome::Settled { amount });
        }
        life
    }

    fn mailbox(&self) -> &Mailbox {
        self.state.as_ref().unwrap()
    }

    fn tick_until(&mut self, policy: &Policy, last: Day) {
        while let Some(due) = next_deadline(self.mailbox(), policy).filter(|due| *due <= last) {
            self.give(policy, Command::Tick, due);
        }
    }

    fn report(&mut self, policy: &Policy, outcome: impl Fn(Money) -> Outcome) {
        let asked = *self.mailbox().charge().unresolved().expect("a charge was asked for");
        let (key, outcome) = (asked.key, outcome(asked.amount));
        self.give(policy, Command::ChargeOutcome { key, outcome }, asked.on);
    }

    fn renew_by_hand(&mut self, policy: &Policy, on: Day) {
        let Purchase { plan, extra, term } = self.mailbox().bought();
        let renewal = ManualRenewal {
            expiry: self.mailbox().expiry(),
            plan,
            extra,
            term,
            way: MethodKind::BankTransfer,
            archive_consent: false,
            replaces: None,
        };
        self.give(policy, Command::RenewByHand(renewal), on);
        let offer = self.mailbox().open_order().unwrap();
        let payment = Payment {
            reference: format!("CRO {}", offer.id.ordinal()).parse().unwrap(),
            order: Some(offer.id),
            amount: offer.payable(),
            registered_on: on.plus_days(2),
            paid_on: Some(on.plus_days(1)),
            way: MethodKind::BankTransfer,
            signed_in_with: None,
        };
        self.give(policy, Command::Payment(payment), on.plus_days(2));
    }

    #[track_caller]
    fn give(&mut self, policy: &Policy, command: Command, on: Day) {
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

/// A day on which none of [`nothing_due`] has anything due.
pub fn quiet() -> Day {
    day(2026, 6, 1)
}

/// Mailboxes as a sweep finds them on a quiet day: new ones, some with years behind them, some that
/// do not renew by themselves, one with an order open.
pub fn nothing_due(policy: &Policy) -> Vec<Mailbox> {
    let mut mailboxes = Vec::new();
    for months in [1, 2, 3, 4] {
        let activated_on = day(2026, months, 10);
        for kind in [HolderKind::Consumer, HolderKind::Business] {
            let mut born = opening(activated_on, kind);
            mailboxes.push(Life::born(policy, born.clone(), activated_on).state.unwrap());
            born.bound_method = None;
            mailboxes.push(Life::born(policy, born, activated_on).state.unwrap());
        }
    }
    let renewed_on = day(2025, 5, 20);
    let mut renewed = Life::born(policy, opening(renewed_on, HolderKind::Consumer), renewed_on);
    renewed.tick_until(policy, renewed.mailbox().expiry().minus_days(7));
    renewed.report(policy, |amount| Outcome::Settled { amount });
    mailboxes.push(renewed.state.clone().unwrap());
    let offered = ManualRenewal {
        expiry: renewed.mailbox().expiry(),
        plan: Plan::Standard,
        extra: ExtraSpace::NONE,
        term: Term::ONE,
        way: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
    };
    renewed.give(policy, Command::RenewByHand(offered), day(2026, 5, 21));
    mailboxes.push(renewed.state.unwrap());
    mailboxes
}

/// How long the reference of a settled charge is, as text.
pub fn reference_bytes(policy: &Policy) -> u32 {
    let life = Life::automatic(policy, 1);
    let payment = life.mailbox().payments().iter().next().unwrap();
    let reference: &PaymentReference = &payment.reference;
    u32::try_from(reference.as_str().len()).unwrap()
}

pub fn morning(day: Day) -> Moment {
    format!("{day}T09:00:00+01:00").parse().unwrap()
}

fn opening(activated_on: Day, kind: HolderKind) -> Opening {
    let holder = Holder { kind, tax_id: "XXXXXX00X00X000X".parse().unwrap() };
    let bought = Purchase { plan: Plan::Standard, extra: ExtraSpace::NONE, term: Term::ONE };
    let mailbox = MailboxId::new(Uuid::from_u128(1));
    let account = AccountId::new(Uuid::from_u128(2));
    let opening = Opening::activated(mailbox, holder, account, bought, activated_on).unwrap();
    Opening { bound_method: Some(card()), ..opening }
}

fn card() -> Method {
    let id = MethodId::new(Uuid::from_u128(3));
    Method { id, kind: MethodKind::Card, valid_until: None, mandate_cap: None }
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).unwrap()
}
