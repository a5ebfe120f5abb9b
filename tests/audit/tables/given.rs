//! What the specimens are made of: one order, its days and its methods.

use pec_renewal::{
    catalogue::{Method, MethodKind, Plan, Policy, Purchase, Term},
    order::{Agreed, Due, OpenOrder, Origin},
    values::{Day, Money, OrderId},
};
use pec_test_support::{card, day, mailbox_id, method, money, paypal};

/// Lists the specimens of an enum by variant.
///
/// A variant that is not listed does not compile, and a specimen listed under a variant that is not
/// its own panics.
macro_rules! specimens {
    ($type:ty { $($pattern:pat_param => [$($specimen:expr),+ $(,)?],)+ }) => {{
        let _every_variant_is_listed: fn(&$type) = |value| match value {
            $($pattern)|+ => (),
        };
        let mut all: Vec<$type> = Vec::new();
        $($(
            let specimen: $type = $specimen;
            assert!(
                matches!(specimen, $pattern),
                "{specimen:?} is listed under {}",
                stringify!($pattern)
            );
            all.push(specimen);
        )+)+
        all
    }};
}

pub(super) use specimens;

/// The expiry that the order renews.
pub fn expiry() -> Day {
    day("2026-01-15")
}

/// A day between two rungs, on which everything happens that has no day of its own.
pub fn today() -> Day {
    day("2026-01-09")
}

/// The day of the charge requested before.
pub fn requested() -> Day {
    day("2026-01-08")
}

/// The last day on which the order can be paid, and the last of grace.
pub fn last_day() -> Day {
    day("2026-04-15")
}

/// What the order costs.
pub fn due() -> Money {
    money("12.08")
}

/// The mailbox's only order.
pub fn order() -> OrderId {
    OrderId::new(mailbox_id(), expiry(), 1)
}

/// A method of a kind, which never expires and has no cap.
pub const fn of_kind(kind: MethodKind) -> Method {
    match kind {
        MethodKind::Card => card(),
        MethodKind::PayPal => paypal(),
        MethodKind::BankTransfer
        | MethodKind::PostalSlip
        | MethodKind::PrefilledSlip
        | MethodKind::Credit => method(0xBB, kind),
    }
}

/// The order as it was agreed under the preset.
pub fn open_order() -> OpenOrder {
    let policy = Policy::aruba();
    let opened_on = expiry().minus_days(i32::from(policy.parameters().order_lead_days));
    let purchase = Purchase::new(Plan::Standard, Term::ONE);
    OpenOrder {
        id: order(),
        origin: Origin::Generated,
        purchase,
        price: policy.prices().price(&purchase, opened_on).expect("the preset has prices that day"),
        net_only: false,
        archive_consent: false,
        opened_on,
        limit: None,
        asks: vec![Due { amount: due(), late_fee: Money::ZERO, until: last_day() }],
        agreed: Agreed::of(&policy),
    }
}
