//! One life: an address, its holder, the backend and the world around it; and its birth.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{
    Activation, Command,
    catalogue::{Holder, Plan, Policy, Purchase, Term},
    charge::Outcome,
    values::{ChargeKey, Day, MailboxId, uuid::Uuid},
};

use super::{
    chance::Chance,
    clock::Clock,
    comeback::Comeback,
    desks::{Bank, Desk},
    gateway::Gateway,
    holder::{HOLDERS, Mood, Person, new_method},
    policies::POLICIES,
    post::Post,
    seen::Seen,
    store::Store,
};

#[expect(clippy::struct_excessive_bools, reason = "each is one thing that goes on or not")]
pub struct World {
    pub policy: &'static Policy,
    pub chance: Chance,
    /// The refund desk's own, so that what it does leaves a life without refunds as it is.
    pub desk_chance: Chance,
    pub clock: Clock,
    pub store: Store,
    pub gateway: Gateway,
    pub bank: Bank,
    pub desk: Desk,
    pub comeback: Comeback,
    pub post: Post,
    pub person: Person,
    pub seen: Seen,
    /// The mailbox that the holder has now; a deleted one is followed by another.
    pub current: MailboxId,
    /// Another worker is at work, and is not raced itself.
    pub racing: bool,
    /// The clock of the worker now at work is slow.
    pub slow: bool,
    /// Nothing goes wrong any more: a life is brought to its end.
    pub healthy: bool,
    /// Errands run before, done or not.
    pub run_before: BTreeSet<(MailboxId, u64)>,
    /// Until when a charge stays in the outbox.
    pub late_until: BTreeMap<(MailboxId, u64), Day>,
    /// What this backend does not keep to.
    pub breaks: Option<Promise>,
    /// Every step is printed.
    pub told: bool,
    /// The scheduler does nothing through this day.
    pub stopped_until: Day,
}

/// A promise of the caller's contract, which a backend can break.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Promise {
    /// Events and errands are written in one transaction.
    OneTransaction,
    /// After a crash the same key is sent again.
    TheSameKeyAgain,
    /// Silence is no failure.
    SilenceIsUnknown,
    /// An errand run twice does its work once.
    ErrandsAreIdempotent,
    /// The errands of one mailbox are run in their order.
    ErrandsInTheirOrder,
    /// Only a request whose key is awaited is sent.
    OnlyAwaitedIsSent,
    /// A request that may have left is unknown until the gateway answers.
    WhatMayHaveLeftIsUnknown,
    /// After its last moment a request is taken by nobody.
    RequestsHaveALastMoment,
    /// The last moment of a request comes before the gateway forgets its key.
    LastMomentWithinMemory,
    /// Sent again, a request has the last moment that it had.
    OneLastMoment,
    /// An inquiry sends the request again only if its key is awaited.
    OnlyAwaitedIsAskedForAgain,
    /// What the gateway does not find later is unknown.
    NotFoundLaterIsUnknown,
}

impl Promise {
    /// All of them, in the words of whoever keeps them.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::OneTransaction, "events and errands are written in one transaction"),
        (Self::TheSameKeyAgain, "after a crash the same key is sent again"),
        (Self::SilenceIsUnknown, "silence of the gateway is no failure"),
        (Self::ErrandsAreIdempotent, "an errand run twice does its work once"),
        (Self::ErrandsInTheirOrder, "the errands of one mailbox are run in their order"),
        (Self::OnlyAwaitedIsSent, "only a request whose key is awaited is sent"),
        (
            Self::WhatMayHaveLeftIsUnknown,
            "a request that may have left is unknown until the gateway answers",
        ),
        (Self::RequestsHaveALastMoment, "after its last moment a request is taken by nobody"),
        (
            Self::LastMomentWithinMemory,
            "the last moment of a request comes before the gateway forgets its key",
        ),
        (Self::OneLastMoment, "sent again, a request has the last moment that it had"),
        (
            Self::OnlyAwaitedIsAskedForAgain,
            "an inquiry sends the request again only if its key is awaited",
        ),
        (Self::NotFoundLaterIsUnknown, "what the gateway does not find later is unknown"),
    ];
}

impl World {
    /// Sends a report to the backend.
    pub fn report(&mut self, mailbox: MailboxId, command: Command) {
        let today = self.clock.today();
        let chance = (!self.healthy).then_some(&mut self.chance);
        self.post.report(mailbox, command, today, chance, &mut self.seen);
    }

    pub fn gateway_reports(&mut self, key: ChargeKey, outcome: Outcome) {
        self.tell(|| format!("** the gateway says of {key}: {outcome:?}"));
        self.report(key.order().mailbox(), Command::ChargeOutcome { key, outcome });
    }

    /// Tells of a step, where the life is told.
    pub fn tell(&self, words: impl FnOnce() -> String) {
        if self.told {
            println!("{}", words());
        }
    }

    pub fn new(life: u64, breaks: Option<Promise>, told: bool) -> Self {
        let mut chance = Chance::of(life);
        let start = first_day(&mut chance);
        let mood = chance.pick(&[Mood::Quiet, Mood::Quiet, Mood::Careful, Mood::Restless]);
        let tax_id = HOLDER.parse().expect("a tax id");
        let holder = Holder { kind: chance.pick(&HOLDERS), tax_id };
        let methods = (0..2).map(|number| new_method(0xCA00 + number, start, &mut chance));
        let methods = methods.collect();
        Self {
            policy: chance.pick(&POLICIES.each_ref()),
            chance,
            desk_chance: Chance::of(!life),
            clock: Clock::at(start),
            store: Store::default(),
            gateway: Gateway::default(),
            bank: Bank::default(),
            desk: Desk::default(),
            comeback: Comeback::default(),
            post: Post::default(),
            person: Person::new(mood, holder, methods),
            seen: Seen::default(),
            current: MailboxId::new(Uuid::from_u128(0x0001)),
            racing: false,
            slow: false,
            healthy: false,
            run_before: BTreeSet::new(),
            late_until: BTreeMap::new(),
            breaks,
            told,
            stopped_until: start,
        }
    }

    /// The mailbox is bought and activated; many a holder stores a card at once.
    pub fn is_born(&mut self) {
        self.clock.comes_to(500);
        let plan = self.chance.pick(Plan::ALL);
        let years = self.chance.pick(&[1, 1, 1, 1, 1, 1, 2, 3]);
        let term = Term::new(years).expect("from one to five");
        let purchase = Purchase::new(plan, term);
        let activation = Activation {
            mailbox: self.current,
            holder: self.person.holder,
            account: self.person.account,
            purchase,
            activated_on: self.clock.today(),
        };
        let mut opening = activation.opening().expect("a life ends long before the calendar");
        let method = self.person.methods[0];
        if self.chance.percent(75) {
            opening.bound_method = Some(method);
        }
        let open = Command::Open(Box::new(opening));
        while self.store.row(self.current).is_none() {
            // Whoever dies before appending is followed by another, who opens the same mailbox.
            let _ = self.handle(self.current, &open, None);
        }
    }
}

/// Some day of four years; on 29 February more often than others.
fn first_day(chance: &mut Chance) -> Day {
    if chance.percent(6) {
        return Day::new(2028, 2, 29).expect("a leap day");
    }
    Day::new(2026, 1, 1).expect("a day").plus_days(chance.days(0, 1_460))
}

const HOLDER: &str = "XXXXXX00X00X000X";
