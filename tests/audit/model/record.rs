//! What is kept of one mailbox: lists, to which things are added. Nothing that can be looked up in
//! them is kept beside them.

use pec_renewal::{
    Commitment, Opening, Reversal,
    auto_renewal::Consent,
    catalogue::{
        ExtensionBase, GracePhase, Holder, LatePayment, MailAccess, Method, MethodKind, Package,
        Policy, Purchase,
    },
    charge::OutcomeKind,
    order::FinalStatus,
    values::{
        AccountId, ChargeKey, Day, DebtNumber, MailboxId, MethodId, OrderId, PaymentReference,
        RefundNumber, UsedSpace,
    },
};

use super::{
    calendar::months_after,
    goods::{Cost, Room},
    slips::Slip,
};

/// A place in the journal: of two things, the one written later has the larger one.
pub type Place = usize;

/// Everything that was written down of one mailbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The day of the last entry; while something is being written, today.
    pub today: Day,
    /// What the holder is told of what is written down.
    pub tells: Tells,
    pub opening: Opening,
    pub elsewhere: Elsewhere,
    /// The name of everything that happened, one after the other.
    pub journal: Vec<&'static str>,
    pub holders: Vec<Holder>,
    pub accounts: Vec<AccountId>,
    /// Those that stand: of terms that were ended, none does.
    pub periods: Vec<Period>,
    /// How many periods there ever were.
    pub periods_begun: usize,
    /// Terms bought, as long as they were not ended.
    pub terms: Vec<Term>,
    /// The orders whose terms were ended.
    pub ended: Vec<OrderId>,
    /// Where a term was ended last: an order cancelled for that withholds no other.
    pub undone_at: Option<Place>,
    /// A term was ended while a charge of the open order was waited for: that order renews nothing.
    pub leaving: bool,
    pub bindings: Vec<Binding>,
    /// With what each died of.
    pub dead_methods: Vec<(MethodId, &'static str)>,
    /// What automatic renewal repeats: the last one.
    pub bought: Vec<Purchase>,
    pub orders: Vec<Order>,
    pub charges: Vec<Charge>,
    pub payments: Vec<Money>,
    /// Reasons for which no order was generated, with the period they were told in.
    pub reasons: Vec<(usize, &'static str)>,
    pub notices: Vec<Told>,
    /// Money that is to be paid back, in the order in which it was said.
    pub refunds: Vec<Refund>,
    /// Where every cent is.
    pub slips: Vec<Slip>,
    /// In cents: what was taken back.
    pub reversed: u64,
    /// What each debt was when it was left; its number is its place in the list, from 1.
    pub debts: Vec<u64>,
    /// What public bodies gave their word for, and by how much the last part may fall short.
    pub words: Vec<(OrderId, u64, u64)>,
    pub reversals: Vec<Reversal>,
    pub commitments: Vec<Commitment>,
    /// Refunds that are no longer to be paid, and those in their place.
    pub withdrawn: Vec<(RefundNumber, Option<RefundNumber>)>,
    /// What went out for them.
    pub payouts: Vec<Payout>,
    /// What the mail platform was told that the mailbox may do.
    pub accesses: Vec<MailAccess>,
    /// Days of reminders that are done with, given or passed, with their period.
    pub reminders: Vec<(usize, Day)>,
    /// The plan and the space in effect: the last one.
    pub sizes: Vec<Size>,
    pub changes: Vec<Change>,
    pub measured: Vec<(UsedSpace, Day)>,
    /// Days on which the used space was asked for.
    pub asked: Vec<(Place, Day)>,
    /// Places where the holder was told that the old room stays.
    pub rooms_kept: Vec<Place>,
    pub terminations: Vec<(Place, Termination)>,
    /// The last news of the bound method was to ask its holder.
    pub asks_holder: bool,
    /// Places at which news lifted what barred the bound method.
    pub lifted: Vec<Place>,
    /// The holder's consent to automatic renewal on record, while that is on.
    pub consent: Option<Consent>,
    pub deleted_on: Option<Day>,
    pub logs_until: Option<Day>,
    pub released_to: Option<MailboxId>,
    /// While a day's work is done: that it tells something again.
    pub tells_again: bool,
}

/// From one renewal to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    pub anchor: Day,
    /// All years bought since the anchor.
    pub years: u32,
    pub expiry: Day,
    pub began_on: Day,
    /// How many there had been before it: what was told in it is told of this one only.
    pub number: usize,
    /// The day of the renewal that began it; none where the mailbox was opened with it.
    pub renewed_on: Option<Day>,
    /// It came back when a later term was ended: from this place and day on it is warned of, and
    /// reminders are given, anew.
    pub came_back: Option<(Place, Day)>,
    /// The phases of grace as they were when the period began.
    pub phases: Vec<GracePhase>,
    /// How many days before its deletion the holder is warned.
    pub warning_days: u16,
}

/// A term bought: what ends it, and what was before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub order: OrderId,
    pub last_day: Day,
    /// In cents.
    pub applied: u64,
    pub right: Right,
    /// The number of the period before it.
    pub period: usize,
    pub repeated: Purchase,
    pub package: Package,
    /// Plans that were to take effect by then.
    pub planned: Vec<Change>,
}

/// The right to end a term.
#[derive(Clone, Debug, PartialEq)]
pub enum Right {
    None,
    /// To withdraw, up to this day; so many days after this one, once the holder is informed.
    Withdrawal {
        until: Day,
        days: u16,
        paid_on: Day,
        deducts: bool,
    },
    /// To leave, unless it is told that one of these notices was delivered in time.
    Exit {
        lifted_by: Vec<usize>,
    },
}

/// What automatic renewal was made to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    pub at: Place,
    pub on: Day,
    /// The method bound from then on; none where it went off.
    pub method: Option<Method>,
    /// In the words of the rules: who or what did it.
    pub why: &'static str,
    /// Switched on, by wish or by payment, and not only bound to another method.
    pub switched_on: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub id: OrderId,
    pub generated: bool,
    /// How the holder said it would be paid, and what it replaced.
    pub method_kind: Option<MethodKind>,
    pub replaces: Option<OrderId>,
    /// Informed of the right to withdraw, and the start asked for at once.
    pub stated: (bool, bool),
    pub purchase: Purchase,
    pub cost: Cost,
    /// The holder owes the net amount only.
    pub net_only: bool,
    pub archive_consent: bool,
    pub opened_on: Day,
    pub opened_at: Place,
    /// No payment fulfils it after this day, whatever grace says.
    pub limit: Option<Day>,
    pub agreed: Agreed,
    pub closed: Option<Closed>,
    /// What was done to collect it, in its order.
    pub file: Vec<Line>,
}

/// What an order keeps of the policy of its day.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreed {
    /// In days before expiry.
    pub ladder: Vec<i16>,
    pub late_charge: bool,
    /// A method bound after trouble is asked at once.
    pub recharge: bool,
    pub off_when_exhausted: bool,
    /// Days in which money of a good day may still be told of.
    pub margin_days: u16,
    /// In cents.
    pub shortfall_waived: u64,
    pub extension_base: ExtensionBase,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closed {
    pub at: Place,
    pub how: FinalStatus,
    /// The last day on which a payment could have fulfilled it.
    pub last_day: Day,
    /// The order that took its place.
    pub gave_way_to: Option<OrderId>,
}

/// A line in the file of an order that automatic renewal made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line {
    /// A method was bound, this one or another; or news of the bound one lifted what barred it.
    Bound { method: MethodId, by_news: bool },
    /// A rung passed unused.
    Skipped { rung: usize },
    /// The bound method could not be asked; a rung in force is spent by that. Where nothing but the sum was
    /// against it, its cap was.
    Barred { rung: Option<usize>, by_cap: bool },
    /// The bound method was asked.
    Requested { key: ChargeKey, method: MethodId, on: Day, rung: Option<usize> },
    /// A final outcome of a request; one that ended a doubt comes after the first. Another method may
    /// be bound by then.
    Answered { key: ChargeKey, how: OutcomeKind, on: Day, another_bound: bool },
    /// The last rung is spent.
    Exhausted,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    pub key: ChargeKey,
    pub on: Day,
    pub method: MethodId,
    /// In cents.
    pub amount: u64,
    /// The final outcome that stands.
    pub outcome: Option<OutcomeKind>,
    /// The gateway said that it does not know.
    pub unknown: bool,
    /// It says so since this day, after an outcome that may have been wrong.
    pub doubted_on: Option<Day>,
    pub told_otherwise: Vec<OutcomeKind>,
    /// Since its outcome, news of the method made a hard decline a thing of the past.
    pub refreshed: bool,
    /// The day before which its method is not to be asked again, as the outcome that stands says.
    pub put_off: Option<Day>,
    /// Days on which the gateway was asked what became of it, since it is unresolved or in doubt.
    pub asked: Vec<Day>,
}

/// Money registered.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    pub reference: PaymentReference,
    /// In cents.
    pub amount: u64,
    /// The day that counts.
    pub day: Day,
    pub named: Option<OrderId>,
    /// The debt that it names.
    pub debt: Option<DebtNumber>,
    /// None where a charge settled.
    pub method_kind: Option<MethodKind>,
    /// The method of a payer who was signed in and paid with it.
    pub signed_in_with: Option<Method>,
    /// The consent that came with it.
    pub consent: Option<Consent>,
    /// The order that it was put to; none where it is owed back at once.
    pub put_to: Option<OrderId>,
    /// It came elsewhere.
    pub elsewhere: bool,
}

/// What was lived before the mailbox was taken over, as far as no list has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Elsewhere {
    /// In cents: all that counts as registered.
    pub registered: u64,
    /// How many periods and orders are in the lists that did not begin here.
    pub periods: usize,
    pub orders: usize,
    /// What of the period in which it was opened withholds another generated order.
    pub withheld: Option<&'static str>,
    /// The notice of art. 65-bis that is known to have named a charge, and the warning before deletion.
    pub notice: Option<Told>,
    pub warning: Option<Told>,
}

/// Money to be paid back, and the last day on which it can be used where it is a credit; its number is
/// its place in the list, from 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refund {
    pub amount: u64,
    pub order: Option<OrderId>,
    pub credit_until: Option<Day>,
    /// By when it is to be paid out or credited.
    pub due: Option<Day>,
}

/// Money that went out, or was credited.
#[derive(Clone, Debug, PartialEq)]
pub struct Payout {
    pub reference: PaymentReference,
    /// The refund that it was for.
    pub number: RefundNumber,
    /// In cents.
    pub amount: u64,
    pub on: Day,
}

/// What went wrong today of the order that is collected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trouble {
    None,
    /// The bound method could not be asked.
    Barred,
    /// A charge failed.
    Failed,
}

/// What the holder is told: all, or on a copy, where days to come are tried, nothing but the warning
/// before deletion, or not even that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tells {
    All,
    WarningOnly,
    Nothing,
}

/// A charge that is to come: its day, and what it asks for, in cents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ToCome {
    pub on: Day,
    pub amount: u64,
}

/// What is to come of the renewal if nobody acts and charges settle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prospect {
    /// It renews by itself, by this charge.
    Renews(ToCome),
    /// The bound method cannot be charged, and nothing bars it before that.
    MethodBarred,
    /// It does not, for another reason, or it hangs on a charge whether it does.
    Otherwise,
}

/// A notice; its number is its place in the list, from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub what: &'static str,
    pub at: Place,
    pub on: Day,
    /// What it says that is plain, in words.
    pub says: String,
    /// The charge that it named.
    pub names: Option<ToCome>,
    /// The day of deletion that it told.
    pub deletion: Option<Day>,
    /// The versions of policy and price list by which it was given.
    pub versions: (u32, u32),
    /// The period and the holder that it was for: how many there had been.
    pub period: usize,
    pub holder: usize,
    pub delivered: Option<Day>,
    /// The day on which its failure was reported.
    pub failed: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub at: Place,
    pub package: Package,
    /// Larger than the plan gives, while data is in the way.
    pub room: Room,
    /// It came with a plan that took effect that day, and the holder agreed that the archive goes.
    pub change: Option<(Day, bool)>,
}

/// A plan that was bought, from when it is to take effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub on: Day,
    pub package: Package,
    pub archive_consent: bool,
    /// It took effect, or gave way to another.
    pub done: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Termination {
    AtExpiry,
    Revoked,
    Now,
}

impl Record {
    /// Writes the name of what happens now, and says where that stands.
    pub fn write(&mut self, name: &'static str) -> Place {
        self.journal.push(name);
        self.journal.len() - 1
    }

    /// Tells the holder something.
    pub fn tell(&mut self, what: &'static str, says: String) {
        self.tell_naming(what, says, None);
    }

    /// Tells the holder something that names a charge to come.
    pub fn tell_naming(&mut self, what: &'static str, says: String, names: Option<ToCome>) {
        if self.tells == Tells::All {
            self.notices.push(self.told(what, says, names));
            self.write("NoticeDue");
        }
    }

    /// A notice as it stands when it is given.
    pub fn told(&self, what: &'static str, says: String, names: Option<ToCome>) -> Told {
        Told {
            what,
            at: self.journal.len(),
            on: self.today,
            says,
            names,
            deletion: None,
            versions: (0, 0),
            period: self.period().number,
            holder: self.holders.len(),
            delivered: None,
            failed: None,
        }
    }

    /// Says that money paid on a day is to be paid back, if any is: as the policy says, but in cash
    /// where less than 30 days would be left of a credit.
    pub fn pay_back(&mut self, amount: u64, order: Option<OrderId>, paid_on: Day, policy: &Policy) {
        if amount == 0 {
            return;
        }
        let today = self.today;
        let credit_until = match policy.parameters().late_payment {
            LatePayment::Refund => None,
            LatePayment::Credit { months } => {
                months_after(paid_on, months.into()).filter(|until| today.plus_days(30) <= *until)
            }
        };
        let due = self.refund_due(policy);
        self.owe(Refund { amount, order, credit_until, due });
    }

    /// What was taken twice, or came beyond what was asked, goes back in cash, never as credit.
    pub fn pay_back_in_cash(&mut self, amount: u64, order: Option<OrderId>, policy: &Policy) {
        if 0 < amount {
            let due = self.refund_due(policy);
            self.owe(Refund { amount, order, credit_until: None, due });
        }
    }

    /// So many days after it was owed.
    fn refund_due(&self, policy: &Policy) -> Option<Day> {
        policy.parameters().refund_days.map(|days| self.today.plus_days(days.into()))
    }

    pub fn owe(&mut self, refund: Refund) {
        let Refund { amount, due, order, .. } = refund;
        self.write("RefundOwed");
        self.refunds.push(refund);
        let number = u32::try_from(self.refunds.len()).expect("few refunds");
        self.number(number, order, amount);
        self.tell("MoneyOwedBack", format!("{} {amount} {due:?}", self.refunds.len()));
    }
}
