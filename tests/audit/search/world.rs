//! The small world that is searched: its policy, its days, its mailbox.

use pec_renewal::{
    Command, Mailbox, Opening,
    catalogue::{
        GracePhase, GracePhases, Ladder, LatePayment, MailAccess, Method, Parameters, Plan, Policy,
        Purchase, Term,
    },
    values::{Bytes, Day, Money, UsedSpace},
};
use pec_test_support::{card, day, money, opening, paypal};

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

/// A consumer's mailbox with automatic renewal on and little mail, on the first day looked at.
#[must_use]
pub fn birth() -> ([Command; 2], Day) {
    let expiry = first_expiry();
    let today = expiry.plus_days(DAYS[0]);
    let opening = Opening {
        purchase: as_last_time(Plan::Pro),
        bound_method: Some(card()),
        ..opening(day("2026-03-31"))
    };
    ([Command::Open(Box::new(opening)), Command::UsedSpace { used: used(HALF), on: today }], today)
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

impl Node {
    /// The clock on the next day looked at.
    #[must_use]
    pub fn next_day(&self) -> Option<Self> {
        let today = day_after(self.today, self.mailbox.expiry())?;
        Some(Self { today, ..self.clone() })
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
