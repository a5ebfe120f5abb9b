// What the examples of the manual begin with, hidden: no module of the library, and included by
// its documentation tests only.

pub use pec_renewal::{
    Action, Activation, Assumption, Command, DeletionCause, Event, Fact, Hosting, Mailbox, ManualRenewal,
    NoRenewal, NotGenerated, Notice, Opening, OpeningField, Outlook, Payment, Payout, Permission,
    PlanChange, Projected, RefundForm, RefundReason, Refusal, StatutoryNotice, Who, access, advance,
    catalogue::{
        GracePhase, GracePhases, Holder, HolderKind, Ladder, MailAccess, Method, MethodKind,
        Package, Parameters, Plan, Policy, PolicyContradiction, PriceList, Purchase, Rung, Term,
    },
    charge::{Bar, Charge, Outcome},
    check, decide, next_deadline, permitted, project, replay,
    service::Standing,
    values::{
        AccountId, Bytes, ChargeKey, Day, ExtraSpace, MailboxId, MethodId, Moment, Money,
        NoticeNumber, OrderId, Price, RefundNumber, Rule, UsedSpace, VatRate, uuid::Uuid,
    },
};

/// One mailbox under a policy, from its opening on.
pub struct Life {
    pub policy: Policy,
    pub mailbox: Mailbox,
}

impl Life {
    /// Plan Standard for a year, activated that day under the preset; automatic renewal is off.
    pub fn of_a_consumer(activated_on: &str) -> Life {
        Life::open(Policy::aruba(), activated_on, standard(HolderKind::Consumer, activated_on))
    }

    pub fn of_a_business(activated_on: &str) -> Life {
        Life::open(Policy::aruba(), activated_on, standard(HolderKind::Business { split_payment: false }, activated_on))
    }

    pub fn open(policy: Policy, date: &str, opening: Opening) -> Life {
        let command = Command::Open(Box::new(opening));
        let mut mailbox = None;
        advance(&mut Vec::new(), &mut mailbox, &command, &policy, morning(date)).unwrap();
        Life { policy, mailbox: mailbox.unwrap() }
    }

    /// Decides and folds, and says what happened.
    pub fn on(&mut self, date: &str, command: Command) -> Result<Vec<Fact>, Refusal> {
        let (mut events, mut mailbox) = (Vec::new(), Some(self.mailbox.clone()));
        advance(&mut events, &mut mailbox, &command, &self.policy, morning(date))?;
        self.mailbox = mailbox.unwrap();
        check(&self.mailbox).unwrap();
        Ok(events.into_iter().map(|event| event.fact).collect())
    }

    /// Ticks on every deadline up to that day, that day included.
    pub fn ticks_until(&mut self, date: &str) -> Vec<Fact> {
        let mut facts = Vec::new();
        while let Some(due) = self.deadline().filter(|due| *due <= day(date)) {
            facts.extend(self.on(&due.to_string(), Command::Tick).unwrap());
        }
        facts
    }

    pub fn deadline(&self) -> Option<Day> {
        next_deadline(&self.mailbox, &self.policy)
    }

    pub fn open_order(&self) -> OrderId {
        self.mailbox.open_order().unwrap().id
    }

    /// The charge whose outcome is not known.
    pub fn charge(&self) -> ChargeKey {
        self.mailbox.charge().unresolved().unwrap().key
    }
}

pub fn standard(kind: HolderKind, activated_on: &str) -> Opening {
    opening(kind, Purchase::new(Plan::Standard, Term::ONE), activated_on)
}

pub fn opening(kind: HolderKind, purchase: Purchase, activated_on: &str) -> Opening {
    let holder = Holder { kind, tax_id: "XXXXXX00X00X000X".parse().unwrap() };
    let mailbox = MailboxId::new(Uuid::from_u128(1));
    let account = AccountId::new(Uuid::from_u128(2));
    let activated_on = day(activated_on);
    Activation { mailbox, holder, account, purchase, activated_on }.opening().unwrap()
}

/// A stored card with that number, good without an end.
pub fn card(number: u128) -> Method {
    Method::card(MethodId::new(Uuid::from_u128(number)))
}

/// A renewal by hand of a Standard mailbox for a year, by bank transfer.
pub fn by_hand(expiry: &str) -> ManualRenewal {
    ManualRenewal {
        expiry: day(expiry),
        purchase: Purchase::new(Plan::Standard, Term::ONE),
        method_kind: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
        informed: false,
        start_requested: false,
    }
}

/// A bank transfer for an order, registered on that day.
pub fn transfer(reference: &str, order: OrderId, amount: &str, registered_on: &str) -> Payment {
    Payment::transfer(reference.parse().unwrap(), order, money(amount), day(registered_on))
}

/// A refund was paid out on that day.
pub fn paid_out(refund: RefundNumber, reference: &str, amount: &str, on: &str) -> Command {
    let reference = reference.parse().unwrap();
    Command::RefundPaid { refund, payout: Payout { reference, amount: money(amount), on: day(on) } }
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// Nine in the morning of that day in Rome.
pub fn morning(date: &str) -> Moment {
    use pec_renewal::values::chrono::TimeZone;
    let day = day(date);
    let local = chrono_tz::Europe::Rome
        .with_ymd_and_hms(day.year(), day.month(), day.day(), 9, 0, 0)
        .unwrap();
    Moment::in_zone(local.to_utc(), &chrono_tz::Europe::Rome).unwrap()
}

pub fn names(facts: &[Fact]) -> Vec<&'static str> {
    facts.iter().map(Fact::name).collect()
}
