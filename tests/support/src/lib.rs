//! What the tests and benches of this workspace have in common: values read from text, a holder with
//! a mailbox and methods, and a [`Life`] that proves every step. It decides nothing of its own.
#![expect(clippy::missing_panics_doc, reason = "a test stops where it fails")]

mod life;
pub mod same_values;
mod words;

use pec_renewal::{
    Activation, Opening, Payment,
    catalogue::{Holder, HolderKind, Method, MethodKind, Plan, Purchase, Term},
    values::{
        AccountId, Day, MailboxId, MethodId, Moment, Money, OrderId,
        chrono::{NaiveDate, NaiveTime},
        uuid::Uuid,
    },
};

pub use self::{
    life::{Life, decided, folded},
    words::{by_ordinals, spoken},
};

/// The tax id of the holder; it stands for nobody.
pub const TAX_ID: &str = "XXXXXX00X00X000X";

/// A day, such as `2026-01-15`.
#[must_use]
#[track_caller]
pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// About noon in Rome.
#[must_use]
#[track_caller]
pub fn noon(day: Day) -> Moment {
    let date = NaiveDate::from_ymd_opt(day.year(), day.month(), day.day());
    let instant = date.expect("a day is a date").and_time(HALF_PAST_TEN).and_utc();
    Moment::in_zone(instant, &chrono_tz::Europe::Rome).expect("the day can be lived")
}

/// An amount, such as `9.64`.
#[must_use]
#[track_caller]
pub fn money(text: &str) -> Money {
    text.parse().expect("an amount")
}

/// An amount in cents.
#[must_use]
#[track_caller]
pub fn cents(count: u64) -> Money {
    Money::from_cents(count).expect("within the range of money")
}

/// The mailbox.
#[must_use]
pub const fn mailbox_id() -> MailboxId {
    MailboxId::new(Uuid::from_u128(1))
}

/// The account that the mailbox belongs to.
#[must_use]
pub const fn account() -> AccountId {
    AccountId::new(Uuid::from_u128(0xAC))
}

/// A holder of a kind.
#[must_use]
pub fn holder(kind: HolderKind) -> Holder {
    Holder { kind, tax_id: TAX_ID.parse().expect("a tax id") }
}

/// A card with nothing known against it.
#[must_use]
pub const fn card() -> Method {
    method(0xCA, MethodKind::Card)
}

/// A PayPal account with nothing known against it.
#[must_use]
pub const fn paypal() -> Method {
    method(0xAA, MethodKind::PayPal)
}

/// A method with nothing known against it.
#[must_use]
pub const fn method(id: u128, kind: MethodKind) -> Method {
    let id = MethodId::new(Uuid::from_u128(id));
    Method { id, kind, valid_until: None, mandate_cap: None }
}

/// A consumer's mailbox, bought that day on the Standard plan for a year, with nothing bound.
#[must_use]
#[track_caller]
pub fn opening(activated_on: Day) -> Opening {
    let activation = Activation {
        mailbox: mailbox_id(),
        holder: holder(HolderKind::Consumer),
        account: account(),
        purchase: Purchase::new(Plan::Standard, Term::ONE),
        activated_on,
    };
    activation.opening().expect("it stays in the calendar")
}

/// A transfer for an order.
#[must_use]
#[track_caller]
pub fn transfer(reference: &str, order: OrderId, amount: Money, registered_on: Day) -> Payment {
    let reference = reference.parse().expect("a reference");
    Payment::transfer(reference, order, amount, registered_on)
}

/// In UTC; in Rome an hour or two later, and the same day.
const HALF_PAST_TEN: NaiveTime = NaiveTime::from_hms_opt(10, 30, 0).unwrap();
