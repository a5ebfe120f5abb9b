//! One value of everything that goes over the wire, or several where the content has kinds.
//!
//! Facts and notices are listed by variant, and one that is missing does not compile. Commands and
//! refusals may grow between major versions, so no outsider can list them so; there the names are
//! counted instead.

mod commands;
mod facts;
mod notices;
mod refusals;

pub use commands::commands;
pub use facts::facts;
pub use refusals::refusals;

use pec_renewal::{
    Event, Fact, Opening,
    catalogue::{Holder, HolderKind, Method, MethodKind, Plan, Policy, Purchase, Term},
    order::{Agreed, OpenOrder, Origin},
    values::{
        AccountId, ChargeKey, Day, ExtraSpace, MailboxId, MethodId, Moment, Money, NoticeNumber,
        OrderId, Price, uuid::Uuid,
    },
};

/// The tax id of every holder here; it stands for nobody.
pub const TAX_ID: &str = "XXXXXX00X00X000X";

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

pub(crate) use {by_variant, every};

/// The event of a fact, at the moment at which everything happens here.
pub fn event(fact: Fact) -> Event {
    Event { at: at(), fact }
}

/// Half past nine in Rome, a week before expiry.
pub fn at() -> Moment {
    "2026-01-08T09:30:00+01:00".parse().unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn expiry() -> Day {
    day("2026-01-15")
}

pub fn mailbox() -> MailboxId {
    MailboxId::new(Uuid::from_u128(1))
}

pub fn account() -> AccountId {
    AccountId::new(Uuid::from_u128(0xAC))
}

pub fn order() -> OrderId {
    OrderId::new(mailbox(), expiry(), 1)
}

pub fn key() -> ChargeKey {
    ChargeKey::new(order(), 1)
}

pub fn notice_number() -> NoticeNumber {
    NoticeNumber::new(1)
}

pub fn card() -> Method {
    let id = MethodId::new(Uuid::from_u128(0xCA));
    Method {
        id,
        kind: MethodKind::Card,
        valid_until: Some(day("2027-05-31")),
        mandate_cap: Some(money("60.00")),
    }
}

pub fn paypal() -> Method {
    let id = MethodId::new(Uuid::from_u128(0xAA));
    Method { id, kind: MethodKind::PayPal, valid_until: None, mandate_cap: None }
}

pub fn holder(kind: HolderKind) -> Holder {
    Holder { kind, tax_id: TAX_ID.parse().unwrap() }
}

pub fn purchase() -> Purchase {
    Purchase { plan: Plan::Standard, extra: extra(), term: Term::ONE }
}

pub fn extra() -> ExtraSpace {
    ExtraSpace { mailbox_gb: 1, archive_gb: 0 }
}

pub fn price() -> Price {
    Policy::aruba().prices().price(&purchase(), at().day()).unwrap()
}

pub fn opening() -> Opening {
    Opening::activated(
        mailbox(),
        holder(HolderKind::Consumer),
        account(),
        purchase(),
        day("2025-01-15"),
    )
    .unwrap()
}

pub fn open_order(origin: Origin) -> OpenOrder {
    let policy = Policy::aruba();
    let parameters = policy.parameters();
    OpenOrder {
        id: order(),
        origin,
        purchase: purchase(),
        price: price(),
        net_only: false,
        archive_consent: false,
        opened_on: day("2025-12-31"),
        last_day: day("2026-04-15"),
        agreed: Agreed {
            ladder: parameters.ladder.clone(),
            late_charge: parameters.late_charge,
            recharge_on_method_update: parameters.recharge_on_method_update,
            after_exhaustion: parameters.after_exhaustion,
            unpaid_order_days: parameters.unpaid_order_days,
            policy_version: parameters.version,
            price_list_version: policy.prices().version(),
        },
    }
}
