//! The small world that is searched: its policy, its days, its mailbox.

use pec_renewal::{
    Carried, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment, CarriedRight, CarriedTerm,
    CarriedWarning, Command, Commitment, Event, Fact, KnownPayment, Mailbox, ManualRenewal,
    Opening, Payment, Payout, Refund, RefundForm, RefundReason, Reversal, ReversalKind,
    catalogue::{
        GracePhase, GracePhases, Holder, HolderKind, Ladder, LatePayment, MailAccess, Method,
        MethodKind, Parameters, Plan, Policy, Purchase, Rung, Term,
    },
    charge::Outcome,
    values::{Bytes, Day, DebtNumber, Money, OrderId, Price, RefundNumber, UsedSpace, VatRate},
};
use pec_test_support::{card, day, mailbox_id, money, opening, paypal};

/// How far the search goes: what lies beyond is not explored, and is printed beside what is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Bounds {
    /// Renewals: a mailbox renewed so often is not followed further.
    pub renewals: u16,
    /// Orders that a mailbox may have.
    pub orders: u32,
    /// Charges of one order.
    pub attempts: u32,
    /// Things done by the holder, or changed outside, in one life: switching, methods, orders,
    /// cancelling, paying by hand, ending; holder, account, space.
    pub actions: u8,
    /// Charges of one life that come into doubt.
    pub doubts: u8,
    /// Charges of one life of which it is told that the holder stopped the method, or before which day
    /// not to ask it again.
    pub advice: u8,
    /// News of the bound method in one life: that it has another date, or was closed.
    pub news: u8,
    /// Withdrawals, leavings and information about the right to withdraw in one life.
    pub endings: u8,
    /// Reversals, payouts and payments for debts in one life.
    pub reversals: u8,
    /// How the life begins.
    pub birth: Birth,
    /// The last day looked at, counted from the expiry.
    pub last: i32,
}

/// The mailbox, the day, and what of the bounds is used up.
#[derive(Clone, Debug)]
pub struct Node {
    pub mailbox: Mailbox,
    pub today: Day,
    pub actions: u8,
    pub doubts: u8,
    pub advice: u8,
    pub news: u8,
    pub endings: u8,
    pub reversals: u8,
}

/// How a life begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Birth {
    /// With automatic renewal on, before the notice of art. 65-bis is due.
    BeforeExpiry,
    /// Warned of deletion in grace, and renewed by hand on that day, with the right to withdraw; a part of
    /// the money was charged back.
    RenewedInGrace,
    /// The same, and the price came a second time, for no order, and was paid out.
    RenewedAndPaidTwice,
    /// A public body's, renewed by hand on the first day of grace by its commitment to pay.
    Committed,
    /// With automatic renewal on, before the notice of art. 65-bis is due, and a debt that stood elsewhere.
    TakenOverOwing,
    /// Taken over in grace, warned, in the middle of collecting, with a right to withdraw, a refund owed
    /// and a debt.
    TakenOver,
}

/// What can happen next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Move {
    /// The clock goes on to the next day looked at; nobody ticks.
    NextDay,
    /// A command or a fact, dated today.
    Give(Box<Command>),
}

/// The policy searched: few deadlines, but one of every kind.
#[must_use]
pub fn policy() -> Policy {
    let aruba = Policy::aruba();
    let phase = |days, late_fee: &str, renewable| GracePhase {
        days,
        access: if renewable { MailAccess::RECEIVE_AND_READ } else { MailAccess::READ_ONLY },
        late_fee_net: money(late_fee),
        renewable,
    };
    let phases = vec![phase(1, "0.00", true), phase(1, "1.00", true), phase(1, "1.00", false)];
    let parameters = Parameters {
        order_lead_days: 3,
        ladder: Ladder::new(vec![2, -1]).expect("a ladder"),
        grace: GracePhases::new(phases).expect("grace phases"),
        reminders_before: vec![1],
        reminders_after: vec![1],
        statutory_notice_days: 31,
        deletion_warning_days: 3,
        report_margin_days: 2,
        late_payment: LatePayment::Refund,
        ..aruba.parameters().clone()
    };
    Policy::new(parameters, aruba.prices().clone()).expect("a policy without contradictions")
}

/// The days looked at around an expiry: each deadline of the policy, and both its neighbours, as far as
/// the bounds go. The warning of day 1, or of day 2 where it was put off or nobody ticked, leads to
/// deletion on day 4 or 5, and on day 5 or 7 where an order is open in its margin.
pub const DAYS: [i32; 16] = [-32, -31, -30, -29, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7];

/// The days looked at around an expiry that a renewal has moved on: a change of plan takes effect on
/// the second of them.
const DAYS_AFTERWARDS: [i32; 3] = [0, 1, 2];

/// The days of the policy's reminders about an expiry.
pub fn reminders(expiry: Day) -> impl Iterator<Item = Day> {
    [-1, 1].into_iter().map(move |days| expiry.plus_days(days))
}

/// The expiry with which the mailbox is born.
fn first_expiry() -> Day {
    day("2027-03-31")
}

/// The next day looked at in the life of a mailbox with this expiry.
pub fn day_after(today: Day, expiry: Day) -> Option<Day> {
    let renewals = (0..).map_while(|years| first_expiry().plus_years(years));
    let earlier = renewals.take_while(|earlier| *earlier < expiry);
    let earlier = earlier.flat_map(|earlier| DAYS_AFTERWARDS.map(|days| earlier.plus_days(days)));
    earlier.chain(DAYS.map(|days| expiry.plus_days(days))).find(|day| today < *day)
}

/// Whether a mailbox was renewed as often as the bounds allow: it is not followed further.
#[must_use]
pub fn is_over(mailbox: &Mailbox, bounds: Bounds) -> bool {
    first_expiry().plus_years(bounds.renewals).is_some_and(|end| end <= mailbox.expiry())
}

/// A mailbox with little mail, a consumer's but for one that commits itself, and the day of its birth: what
/// it was given until then.
#[must_use]
pub fn birth(birth: Birth) -> Vec<(Day, Command)> {
    let expiry = first_expiry();
    let (first, in_grace) = (expiry.plus_days(DAYS[0]), expiry.next());
    let opening = Opening { purchase: as_last_time(Plan::Pro), ..opening(day("2026-03-31")) };
    let (opened, opening) = match birth {
        Birth::BeforeExpiry => (first, Opening { bound_method: Some(card()), ..opening }),
        Birth::RenewedInGrace | Birth::RenewedAndPaidTwice => (first, opening),
        Birth::Committed => {
            let kind = HolderKind::PublicBody { split_payment: false };
            (first, Opening { holder: Holder { kind, ..opening.holder }, ..opening })
        }
        Birth::TakenOver => {
            let carried = Some(Box::new(lived_elsewhere(in_grace)));
            let bound_method = Some(card());
            (in_grace, Opening { bound_method, carried, orders_before: 2, ..opening })
        }
        Birth::TakenOverOwing => {
            let debt = CarriedDebt { number: DebtNumber::new(7), amount: part(), order: None };
            let carried = Carried { debts: vec![debt], ..Carried::default() };
            let carried = Some(Box::new(carried));
            (first, Opening { bound_method: Some(card()), carried, ..opening })
        }
    };
    let mut given = vec![
        (opened, Command::Open(Box::new(opening))),
        (opened, Command::UsedSpace { used: used(HALF), on: opened }),
    ];
    let order = OrderId::new(mailbox_id(), expiry, 1);
    let renewed = match birth {
        Birth::BeforeExpiry | Birth::TakenOver | Birth::TakenOverOwing => return given,
        Birth::Committed => {
            let reference = "IMP-1".parse().expect("a reference");
            vec![Command::Commitment(Commitment { reference, order, on: in_grace })]
        }
        Birth::RenewedInGrace | Birth::RenewedAndPaidTwice => vec![
            payment("TRN-1", Some(order), price(), in_grace, Some(card())),
            reversal("REV-1", "TRN-1", part(), in_grace, ReversalKind::Chargeback),
        ],
    };
    let by_hand = Command::RenewByHand(renewal(expiry, Plan::Pro, None));
    given.extend([Command::Tick, by_hand].into_iter().chain(renewed).map(|it| (in_grace, it)));
    if birth == Birth::RenewedAndPaidTwice {
        let (refund, reference) = (RefundNumber::new(1), "SCT-1".parse().expect("a reference"));
        let payout = Payout { reference, amount: price(), on: in_grace };
        given.extend([
            (in_grace, payment("TRN-2", None, price(), in_grace, None)),
            (in_grace, Command::RefundPaid { refund, payout }),
        ]);
    }
    given
}

/// What is stated of a life lived elsewhere until this day: the last renewal was paid by transfer and a little
/// too much, the rest is still owed back, and 5.00 of it was charged back, which is a debt; nobody was informed that it can be withdrawn from; the first charge of
/// the next order was declined; and the warning before deletion was given today.
fn lived_elsewhere(today: Day) -> Carried {
    let order = OrderId::new(mailbox_id(), day("2026-03-31"), 1);
    let (excess, debt, paid_on) = (money("1.00"), money("5.00"), day("2026-03-30"));
    let applied = price().saturating_sub(debt);
    let payment = KnownPayment {
        reference: "TRN-1".parse().expect("a reference"),
        amount: price().checked_add(excess).expect("a sum"),
        day: paid_on,
        order: Some(order),
        debt: None,
        method_kind: Some(MethodKind::BankTransfer),
    };
    let collected = CarriedOrder {
        id: OrderId::new(mailbox_id(), first_expiry(), 2),
        number: None,
        origin: CarriedOrigin::Generated {
            attempts: 1,
            spent: Some(Rung::new(1).expect("the first rung")),
            waits_for_authentication: false,
            told_of_failure: true,
        },
        purchase: as_last_time(Plan::Pro),
        price: Price::of(money("25.00"), VatRate::ORDINARY).expect("a price"),
        archive_consent: false,
        opened_on: today.minus_days(4),
        last_day: None,
    };
    let right = CarriedRight::Withdraw { paid_on, informed: false, start_requested: false };
    Carried {
        payments: vec![CarriedPayment { payment, applied, held: Money::ZERO }],
        refunds: vec![Refund {
            number: RefundNumber::new(1),
            amount: excess,
            order: Some(order),
            reason: RefundReason::Excess,
            form: RefundForm::Refund,
            due: Some(today.plus_days(1)),
            payout: None,
            beyond: vec![],
            withdrawn: false,
            in_its_place: None,
        }],
        debts: vec![CarriedDebt { number: DebtNumber::new(1), amount: debt, order: Some(order) }],
        terms: vec![CarriedTerm {
            order,
            last_day: first_expiry(),
            applied: price(),
            right: Some(right),
        }],
        order: Some(collected),
        warning: Some(CarriedWarning { on: today, deletion: today.plus_days(3) }),
        ..Carried::default()
    }
}

/// A renewal by hand of which nobody was informed that it can be withdrawn from.
pub fn renewal(expiry: Day, plan: Plan, replaces: Option<OrderId>) -> ManualRenewal {
    ManualRenewal {
        expiry,
        purchase: as_last_time(plan),
        method_kind: MethodKind::BankTransfer,
        archive_consent: true,
        replaces,
        informed: false,
        start_requested: false,
    }
}

/// A payment by hand: a transfer, or with the method of a payer who is signed in.
pub fn payment(
    reference: &str,
    order: Option<OrderId>,
    amount: Money,
    registered_on: Day,
    signed_in_with: Option<Method>,
) -> Command {
    Command::Payment(Payment {
        reference: reference.parse().expect("a reference"),
        order,
        debt: None,
        amount,
        registered_on,
        paid_on: None,
        method_kind: signed_in_with.map_or(MethodKind::BankTransfer, |method| method.kind),
        signed_in_with,
        consent: None,
    })
}

/// Money taken back.
pub fn reversal(reference: &str, of: &str, amount: Money, on: Day, kind: ReversalKind) -> Command {
    let (reference, of) =
        (reference.parse().expect("a reference"), of.parse().expect("a reference"));
    Command::Reversal(Reversal { reference, of, amount, on, kind })
}

/// So much mail, and nothing in the archive.
pub fn used(mail: Bytes) -> UsedSpace {
    UsedSpace { mailbox: mail, archive: Bytes::ZERO }
}

/// Half of what the plan Standard holds.
pub const HALF: Bytes = Bytes::new(500_000_000);

/// A PayPal account whose cap covers the price, but not the late fee.
pub fn capped_paypal() -> Method {
    Method { mandate_cap: Some(price()), ..paypal() }
}

fn as_last_time(plan: Plan) -> Purchase {
    Purchase::new(plan, Term::ONE)
}

/// The price of one year of Pro, VAT included.
#[must_use]
pub fn price() -> Money {
    money("30.50")
}

/// What is taken back in part, of any payment.
#[must_use]
pub fn part() -> Money {
    money("10.00")
}

impl Node {
    /// The clock on the next day looked at.
    #[must_use]
    pub fn next_day(&self) -> Option<Self> {
        let today = day_after(self.today, self.mailbox.expiry())?;
        Some(Self { today, ..self.clone() })
    }

    /// The mailbox as a command left it, on the same day; what of the bounds that used up is counted.
    #[must_use]
    pub fn after(&self, command: &Command, events: &[Event], mailbox: Mailbox) -> Self {
        Self {
            mailbox,
            today: self.today,
            actions: self.actions + u8::from(self.counts(command)),
            doubts: self.doubts + doubts_in(events),
            advice: self.advice + u8::from(is_advice(command)),
            news: self.news + u8::from(is_method_news(command)),
            endings: self.endings + u8::from(is_ending(command)),
            reversals: self.reversals + u8::from(is_reversal(command)),
        }
    }

    /// Whether a mailbox is still within the bounds.
    #[must_use]
    pub fn is_within(&self, bounds: Bounds) -> bool {
        let m = &self.mailbox;
        let orders = m.closed_orders().len() + usize::from(m.open_order().is_some());
        self.today <= m.expiry().plus_days(bounds.last)
            && u32::try_from(orders).is_ok_and(|orders| orders <= bounds.orders)
            && m.attempts().iter().all(|attempt| attempt.key.attempt() <= bounds.attempts)
    }
}

/// Whether it is told that the method was stopped, or before which day not to ask it again.
pub const fn is_advice(command: &Command) -> bool {
    matches!(
        command,
        Command::ChargeOutcome {
            outcome: Outcome::Stopped | Outcome::SoftDecline { not_before: Some(_) },
            ..
        }
    )
}

/// Whether it is news of a method.
const fn is_method_news(command: &Command) -> bool {
    matches!(command, Command::MethodNews { .. })
}

/// Whether it ends a term, or bears on the right to.
const fn is_ending(command: &Command) -> bool {
    matches!(
        command,
        Command::Leave { .. }
            | Command::Withdrawal { .. }
            | Command::WithdrawalInformationGiven { .. }
    )
}

/// Whether it is money that is taken back, goes out, or is for a debt.
const fn is_reversal(command: &Command) -> bool {
    matches!(
        command,
        Command::Reversal(_)
            | Command::RefundPaid { .. }
            | Command::Payment(Payment { debt: Some(_), .. })
    )
}

/// How many charges come into doubt by these events.
fn doubts_in(events: &[Event]) -> u8 {
    let doubts = events.iter().filter(|event| matches!(event.fact, Fact::ChargeInDoubt { .. }));
    u8::try_from(doubts.count()).expect("one a command")
}
