//! Values that cannot be wrong: money, days, names, space, and the numbers of the rules.
//!
//! Whatever enters the crate is parsed once, at the door, into one of these types; behind the
//! door nothing is checked twice, because nothing invalid can be written down.
//!
//! - **Ranges are stated.** Every value says what it accepts. The days and moments accepted at
//!   the door stay far from the ends of the calendar, so that arithmetic inside cannot meet them.
//! - **Text is the identity.** [`Display`](core::fmt::Display) and
//!   [`FromStr`](core::str::FromStr) are inverses, and in JSON, the form of record, a value is that
//!   same text.
//! - **Numbers where only programs read.** In a format that is not for people, as postcard, days,
//!   moments, amounts, rates and keys are numbers, which are shorter. Whatever the format, every
//!   value is checked when it is read: its range is the same in both forms.
//! - **chrono stays in one file.** Only the calendar names it; everything above counts days.
//! - **A tax id is private.** It is written out only where it is asked for by name
//!   ([`TaxId::reveal`]) and where it is stored; a pseudonym can stand in its place.

mod calendar;
mod calendar_error;
mod copy_on_write;
mod day;
mod ids;
mod kept_list;
mod keys;
mod money;
mod named;
mod price;
mod rule;
mod space;
mod tax_id;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod wire;

pub use self::{
    calendar::{Moment, chrono},
    calendar_error::CalendarError,
    day::Day,
    ids::{
        AccountId, ConsentId, DebtNumber, IdError, MailboxId, MethodId, NoticeNumber, RefundNumber,
        uuid,
    },
    kept_list::{KeptList, KeptListIter},
    keys::{ChargeKey, ForeignNumber, KeyError, OrderId, PaymentReference},
    money::{Money, MoneyError},
    price::{Price, PriceError, VatRate, VatRateError},
    rule::{Rule, RuleError},
    space::{Bytes, ExtraSpace, Room, SpaceError, UsedSpace},
    tax_id::{TaxId, TaxIdError},
};
pub(crate) use self::{
    copy_on_write::CopyOnWrite,
    named::{listed, named, worded},
};
