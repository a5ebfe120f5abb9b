//! Who and what random lives deal with: a mailbox, its holders, a pool of methods.

use pec_renewal::{
    auto_renewal::Consent,
    catalogue::{Holder, HolderKind, Method, MethodKind},
    values::{
        AccountId, Bytes, ConsentId, Day, ExtraSpace, MethodId, TaxId, UsedSpace, uuid::Uuid,
    },
};
use pec_test_support::cents;

/// How many methods the pool has.
pub const METHODS: u8 = 10;

/// The tax ids of all holders here; they stand for nobody.
pub const TAX_IDS: [&str; 3] = ["XXXXXX00X00X000X", "11111111111", "YYYYYY99Y99Y999Y"];

/// A method of the pool: good, limited, expired, not reusable, or another with a known name.
pub fn method(index: u8, start: Day) -> Method {
    let later = |days| Some(start.plus_days(days));
    let (id, kind, valid_until, mandate_cap) = match index {
        0 => (0, MethodKind::Card, None, None),
        1 => (1, MethodKind::PayPal, None, None),
        2 => (2, MethodKind::Card, later(60), None),
        3 => (3, MethodKind::Card, later(-10), None),
        4 => (4, MethodKind::PayPal, None, Some(cents(500))),
        5 => (5, MethodKind::Card, None, Some(cents(2_000))),
        6 => (6, MethodKind::BankTransfer, None, None),
        7 => (0, MethodKind::PayPal, None, None),
        8 => (0, MethodKind::Card, later(400), Some(cents(500))),
        9.. => (4, MethodKind::PayPal, None, None),
    };
    let id = MethodId::new(Uuid::from_u128(0xCA00 + id));
    Method { id, kind, valid_until, mandate_cap }
}

/// A consent of a day; each has its own record.
pub fn consent(on: Day) -> Consent {
    let record = u128::from(on.year().unsigned_abs()) * 10_000 + u128::from(on.month()) * 100;
    let record = record + u128::from(on.day());
    Consent { on, record: ConsentId::new(Uuid::from_u128(0xC0_0000_0000 + record)) }
}

pub fn tax_id(index: usize) -> TaxId {
    TAX_IDS[index].parse().expect("a tax id")
}

pub fn holder(kind: HolderKind, other: bool) -> Holder {
    Holder { kind, tax_id: tax_id(usize::from(other)) }
}

pub fn account(other: bool) -> AccountId {
    AccountId::new(Uuid::from_u128(if other { 0xAC02 } else { 0xAC01 }))
}

pub const fn extra((mailbox_gb, archive_gb): (u16, u16)) -> ExtraSpace {
    ExtraSpace { mailbox_gb, archive_gb }
}

/// What is used: empty, and around the room of each plan.
pub fn used(mailbox: u8, archive: u8) -> UsedSpace {
    let mailbox = [0, 500, 1_000, 1_001, 2_000, 2_500, 9_000][usize::from(mailbox % 7)];
    let archive = [0, 1_000, 3_000, 3_001, 8_000, 9_000][usize::from(archive % 6)];
    let bytes = |mega: u64| Bytes::new(mega * 1_000_000);
    UsedSpace { mailbox: bytes(mailbox), archive: bytes(archive) }
}
