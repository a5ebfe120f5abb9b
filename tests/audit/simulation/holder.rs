//! The holder: acts at random, on a page that may be out of date, and clicks again when in doubt.

use pec_renewal::{
    Command, Mailbox, ManualRenewal, MethodNews,
    auto_renewal::Consent,
    catalogue::{Holder, HolderKind, Method, MethodKind, Package, Plan, Purchase, Term},
    order::OpenOrder,
    service::Service,
    values::{
        AccountId, ConsentId, Day, ExtraSpace, MailboxId, MethodId, OrderId, TaxId, uuid::Uuid,
    },
};
use pec_test_support::cents;

use super::{seen::Sight, world::World};

/// How often the holder acts, in days of a thousand.
#[derive(Clone, Copy)]
pub enum Mood {
    /// Lets automatic renewal do everything.
    Quiet,
    /// Looks after the mailbox when it is time to.
    Careful,
    /// Cannot leave it alone.
    Restless,
}

/// Who holds the mailbox, and what that person has.
pub struct Person {
    pub mood: Mood,
    pub holder: Holder,
    pub account: AccountId,
    /// Methods stored; new ones come in the course of a life.
    pub methods: Vec<Method>,
    /// The page last looked at.
    page: Option<Mailbox>,
}

impl Person {
    pub const fn new(mood: Mood, holder: Holder, methods: Vec<Method>) -> Self {
        let account = AccountId::new(Uuid::from_u128(0xAC01));
        Self { mood, holder, account, methods, page: None }
    }
}

impl World {
    /// Whether the holder does something today.
    pub fn holder_is_up(&mut self) -> bool {
        let Some(row) = self.store.row(self.current) else { return false };
        let today = self.clock.today();
        let near = row.state.expiry().minus_days(40) <= today;
        let often = match (self.person.mood, near) {
            (Mood::Quiet, false) => 2,
            (Mood::Quiet, true) => 12,
            (Mood::Careful, false) => 5,
            (Mood::Careful, true) => 80,
            (Mood::Restless, false) => 40,
            (Mood::Restless, true) => 120,
        };
        // Who sees that a charge hangs pays by hand.
        let often = if row.state.awaited_outcome().is_some() { often.max(150) } else { often };
        self.chance.per_mille(often)
    }

    /// The holder looks at the page, or goes by one looked at before, and does something.
    pub fn holder_acts(&mut self) {
        let Some(row) = self.store.row(self.current) else { return };
        let old = self.person.page.take().filter(|page| page.id() == self.current);
        let page = match old {
            Some(page) if self.chance.percent(25) => {
                if page.sequence() != row.state.sequence() {
                    self.seen.see(Sight::ActedOnOldPage);
                }
                page
            }
            Some(_) | None => row.state.clone(),
        };
        let today = self.clock.today();
        match (page.service(), page.open_order()) {
            (Service::Deleted { .. }, _) => self.buys_again(&page),
            (Service::Active { .. } | Service::TerminatedAtExpiry { .. }, Some(order))
                if self.chance.percent(60) =>
            {
                self.deals_with(&page, order);
            }
            (Service::Active { .. } | Service::TerminatedAtExpiry { .. }, None)
                if page.expiry().minus_days(60) <= today && self.chance.percent(50) =>
            {
                self.renews(&page, None);
            }
            (
                Service::Active { .. }
                | Service::TerminatedAtExpiry { .. }
                | Service::Ending { .. },
                _,
            ) => {
                self.does_something(&page);
            }
        }
        self.person.page = Some(page);
    }

    fn deals_with(&mut self, page: &Mailbox, order: &OpenOrder) {
        match self.chance.below(10) {
            0 => self.clicks(&Command::CancelOrder { order: order.id }),
            1 => self.renews(page, Some(order.id)),
            _ => self.pays(page, order),
        }
    }

    fn renews(&mut self, page: &Mailbox, replaces: Option<OrderId>) {
        let purchase = page.purchase();
        let as_before = self.chance.percent(60);
        let plan = if as_before { purchase.package.plan } else { self.chance.pick(Plan::ALL) };
        let none = self.chance.percent(70);
        let extra = if as_before { purchase.package.extra } else { self.some_space(none) };
        let years = self.chance.pick(&[1, 1, 1, 1, 2, 2, 3, 4, 5]);
        let renewal = ManualRenewal {
            expiry: page.expiry(),
            purchase: Purchase::new(
                Package { plan, extra },
                Term::new(years).expect("from one to five"),
            ),
            method_kind: self.chance.pick(MethodKind::ALL),
            archive_consent: self.chance.percent(70),
            replaces,
            informed: self.chance.percent(60),
            start_requested: self.chance.percent(50),
        };
        self.clicks(&Command::RenewByHand(renewal));
    }

    fn does_something(&mut self, page: &Mailbox) {
        match self.chance.below(100) {
            0..24 => {
                let (method, consent) = (self.some_method(), self.some_consent());
                self.clicks(&Command::SwitchOn { method, consent });
            }
            24..30 => self.ends_a_term(page),
            30..36 => self.clicks(&Command::SwitchOff),
            36..48 => self.replaces_method(page),
            48..51 => {
                let method = self.some_method().id;
                self.clicks(&Command::RemoveMethod { method });
            }
            51..62 => self.renews(page, None),
            62..68 => self.pays_what_is_closed(page),
            68..71 => {
                self.seen.see(Sight::PaidUnnamed);
                self.transfers(None, cents(1_208));
            }
            71..73 => self.clicks(&Command::TerminateAtExpiry),
            73..82 => self.clicks(&Command::RevokeTermination),
            82 => self.clicks(&Command::TerminateNow),
            83..86 => self.space_is_bought(page),
            86..88 => self.updater_tells(page),
            88..90 => self.holder_changes(),
            90..92 => self.account_changes(),
            92..97 => {
                if let Some(order) = page.open_order() {
                    self.clicks(&Command::CancelOrder { order: order.id });
                }
            }
            _ => {
                let mut opening = page.id().uuid().as_u128();
                opening += 1;
                let mailbox = MailboxId::new(Uuid::from_u128(opening));
                self.clicks(&Command::BuyAgain { mailbox, tax_id: page.holder().tax_id });
            }
        }
    }

    /// Withdraws from a renewal or leaves a term, with whatever right there is; or is informed of it (R-64,
    ///
    fn ends_a_term(&mut self, page: &Mailbox) {
        let now = self.clock.moment();
        let terms = page.bought_terms();
        let withdrawable = terms.iter().rev().find(|term| term.withdrawable_until().is_some());
        if let Some(order) = page.leavable_on(now.day()) {
            self.clicks(&Command::Leave { order });
        } else if let Some(order) = withdrawable.map(|term| term.order) {
            let report = if self.chance.percent(25) {
                Command::WithdrawalInformationGiven { order, on: now.day() }
            } else {
                if page.awaited_outcome().is_some() {
                    self.seen.see(Sight::WithdrawnWhileUnresolved);
                }
                Command::Withdrawal { order, declared_at: now }
            };
            self.report(page.id(), report);
        } else if let Some(closed) = page.closed_orders().last() {
            let order = OrderId::new(page.id(), closed.expiry, closed.ordinal);
            self.clicks(&Command::Leave { order });
        }
    }

    fn replaces_method(&mut self, page: &Mailbox) {
        let new = self.some_method();
        let bound = page.auto_renewal().method().map(|method| method.id);
        let old = bound.unwrap_or(new.id);
        self.clicks(&Command::ReplaceMethod { old, new });
    }

    fn space_is_bought(&mut self, page: &Mailbox) {
        let has = page.space().package.extra;
        let extra = ExtraSpace { mailbox_gb: has.mailbox_gb + 1, ..has };
        self.report(page.id(), Command::SpaceBought { extra });
    }

    /// The card networks tell of a stored method: mostly of the bound one, and mostly that it goes on.
    fn updater_tells(&mut self, page: &Mailbox) {
        let other = self.some_method().id;
        let bound = page.auto_renewal().method().map(|method| method.id);
        let method = bound.filter(|_| self.chance.percent(80)).unwrap_or(other);
        let news = match self.chance.below(10) {
            0 => MethodNews::Closed,
            1..3 => MethodNews::AskHolder,
            _ => {
                let valid_until = Some(self.clock.today().plus_days(1_000));
                MethodNews::Refreshed { valid_until, mandate_cap: None }
            }
        };
        self.seen.see(match news {
            MethodNews::Refreshed { .. } => Sight::MethodRefreshed,
            MethodNews::Closed => Sight::MethodClosed,
            MethodNews::AskHolder => Sight::HolderToBeAsked,
        });
        self.report(page.id(), Command::MethodNews { method, news });
    }

    fn holder_changes(&mut self) {
        let kind = self.chance.pick(&HOLDERS);
        self.person.holder = Holder { kind, tax_id: self.person.holder.tax_id };
        let holder = self.person.holder;
        self.report(self.current, Command::HolderChanged { holder });
    }

    fn account_changes(&mut self) {
        let account = AccountId::new(Uuid::from_u128(self.chance.pick(&[0xAC01, 0xAC02])));
        self.person.account = account;
        self.report(self.current, Command::AccountChanged { account });
    }

    /// The former holder wants the address back; somebody else tries in vain.
    fn buys_again(&mut self, page: &Mailbox) {
        let next = MailboxId::new(Uuid::from_u128(page.id().uuid().as_u128() + 1));
        if self.store.row(next).is_some() {
            self.current = next;
            return;
        }
        let stranger = self.chance.percent(20);
        let tax_id = if stranger { STRANGER.parse().expect("a tax id") } else { self.tax_id() };
        self.clicks(&Command::BuyAgain { mailbox: next, tax_id });
    }

    const fn tax_id(&self) -> TaxId {
        self.person.holder.tax_id
    }

    /// A click is handled at once; when the process dies, nobody knows whether it was done.
    fn clicks(&mut self, command: &Command) {
        let mailbox = self.current;
        if self.handle(mailbox, command, None).is_err() && self.chance.percent(60) {
            self.seen.see(Sight::ClickedAgain);
            let _ = self.handle(mailbox, command, None);
        }
    }

    /// Mostly none on record.
    fn some_consent(&mut self) -> Option<Consent> {
        let on = self.clock.today();
        let record = ConsentId::new(Uuid::from_u128(self.chance.pick(&[0xC1, 0xC2])));
        self.chance.percent(30).then_some(Consent { on, record })
    }

    /// One of the methods stored, or a new one.
    pub fn some_method(&mut self) -> Method {
        if self.chance.percent(75) {
            return self.chance.pick(&self.person.methods);
        }
        let number = 0xCA00 + self.person.methods.len();
        let method = new_method(number, self.clock.today(), &mut self.chance);
        self.person.methods.push(method);
        method
    }

    fn some_space(&mut self, none: bool) -> ExtraSpace {
        if none {
            return ExtraSpace::NONE;
        }
        let (mailbox_gb, archive_gb) = self.chance.pick(&[(1, 0), (2, 0), (1, 1), (0, 2)]);
        ExtraSpace { mailbox_gb, archive_gb }
    }
}

/// A method as holders have them: some are limited, some end.
pub fn new_method(number: usize, today: Day, chance: &mut super::chance::Chance) -> Method {
    let number = u128::try_from(number).expect("a usize has at most 128 bits");
    let kind = chance.pick(&[MethodKind::Card, MethodKind::Card, MethodKind::PayPal]);
    let ends = chance.percent(20).then(|| today.plus_days(chance.days(-20, 1_200)));
    let cap = chance.percent(6).then(|| cents(chance.pick(&[500, 1_208, 2_000])));
    let id = MethodId::new(Uuid::from_u128(number));
    Method { id, kind, valid_until: ends, mandate_cap: cap }
}

/// Who holds mailboxes here.
pub const HOLDERS: [HolderKind; 4] = [
    HolderKind::Consumer,
    HolderKind::Consumer,
    HolderKind::Business { split_payment: false },
    HolderKind::PublicBody { split_payment: true },
];

const STRANGER: &str = "YYYYYY00Y00Y000Y";
