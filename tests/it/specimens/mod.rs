//! One value of everything that goes over the wire, or several where the content has kinds.
//!
//! Facts and notices are listed by variant, and one that is missing does not compile. Commands and
//! refusals may grow between major versions, so no outsider can list them so; there the names are
//! counted instead.

mod commands;
mod errands;
mod facts;
mod notices;
mod refusals;

pub use commands::commands;
pub use errands::errands;
pub use facts::facts;
pub use notices::notices;
use pec_renewal::{
    Event, Fact, Opening, Payout,
    auto_renewal::Consent,
    catalogue::{Method, Package, Plan, Policy, Purchase, Rung, Term},
    order::{Agreed, Due, OpenOrder, Origin},
    values::{
        ChargeKey, ConsentId, Day, DebtNumber, ExtraSpace, Moment, NoticeNumber, OrderId, Price,
        RefundNumber, uuid::Uuid,
    },
};
use pec_test_support::{card, day, mailbox_id, money, opening};
pub use refusals::{histories, refusals};

/// Lists specimens by variant: each pattern gives a `Vec` of them.
macro_rules! by_variant {
    ($type:ty { $($pattern:pat_param => $specimens:expr,)+ }) => {{
        let _every_variant_is_listed: fn(&$type) = |value| match value {
            $($pattern)|+ => (),
        };
        let mut all: Vec<$type> = Vec::new();
        $(
            let specimens: Vec<$type> = $specimens;
            assert!(!specimens.is_empty(), "{} has no specimen", stringify!($pattern));
            for specimen in specimens {
                assert!(
                    matches!(specimen, $pattern),
                    "{specimen:?} is listed under {}",
                    stringify!($pattern)
                );
                all.push(specimen);
            }
        )+
        all
    }};
}

/// Lists every variant of an enum whose variants hold nothing.
macro_rules! every {
    ($type:ident: $($variant:ident),+ $(,)?) => {{
        let _every_variant_is_listed: fn($type) = |value| match value {
            $($type::$variant)|+ => (),
        };
        [$($type::$variant),+]
    }};
}

pub(crate) use by_variant;
pub(crate) use every;

/// The event of a fact, at the moment at which everything happens here.
pub fn event(fact: Fact) -> Event {
    Event::new(at(), fact)
}

/// Half past nine in Rome, a week before expiry.
pub fn at() -> Moment {
    "2026-01-08T09:30:00+01:00".parse().unwrap()
}

pub fn expiry() -> Day {
    day("2026-01-15")
}

pub fn order() -> OrderId {
    OrderId::new(mailbox_id(), expiry(), 1)
}

/// The holder's consent, as the caller keeps it on record.
pub fn consent() -> Consent {
    Consent { on: day("2026-01-07"), record: ConsentId::new(Uuid::from_u128(0xC1)) }
}

pub fn key() -> ChargeKey {
    ChargeKey::new(order(), 1)
}

pub fn notice_number() -> NoticeNumber {
    NoticeNumber::new(1)
}

pub fn refund_number() -> RefundNumber {
    RefundNumber::new(1)
}

pub fn debt_number() -> DebtNumber {
    DebtNumber::new(1)
}

pub fn refund_due() -> Day {
    day("2026-01-22")
}

/// What went out for a refund: less than was owed.
pub fn payout() -> Payout {
    Payout {
        reference: "SCT 2026-0042".parse().unwrap(),
        amount: money("4.00"),
        on: day("2026-01-07"),
    }
}

/// A card with everything that may be known of one.
pub fn limited_card() -> Method {
    Method { valid_until: Some(day("2027-05-31")), mandate_cap: Some(money("60.00")), ..card() }
}

pub fn purchase() -> Purchase {
    Purchase::new(with_extra(Plan::Standard), Term::ONE)
}

/// A plan with the extra space that every mailbox has here.
pub fn with_extra(plan: Plan) -> Package {
    Package { plan, extra: extra() }
}

pub fn rung(place: u8) -> Rung {
    Rung::new(place).unwrap()
}

pub fn extra() -> ExtraSpace {
    ExtraSpace { mailbox_gb: 1, archive_gb: 0 }
}

pub fn price() -> Price {
    Policy::aruba().prices().price(&purchase(), at().day()).unwrap()
}

pub fn bought() -> Opening {
    Opening { purchase: purchase(), ..opening(day("2025-01-15")) }
}

pub fn open_order(origin: Origin) -> OpenOrder {
    OpenOrder {
        id: order(),
        origin,
        purchase: purchase(),
        price: price(),
        net_only: false,
        archive_consent: false,
        opened_on: day("2025-12-31"),
        limit: None,
        asks: vec![Due {
            amount: money("18.18"),
            late_fee: money("0.00"),
            until: day("2026-04-15"),
        }],
        agreed: Agreed::of(&Policy::aruba()),
    }
}
