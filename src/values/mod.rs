//! Values that cannot be wrong: money, days, names, space, and the numbers of the rules.
//!
//! Whatever enters the crate is parsed once, at the door, into one of these types; behind the
//! door nothing is checked twice, because nothing invalid can be written down.
//!
//! - **Ranges are stated.** Every value says what it accepts. The days and moments accepted at
//!   the door stay far from the ends of the calendar, so that arithmetic inside cannot meet them.
//! - **Text is the identity.** [`Display`](core::fmt::Display) and
//!   [`FromStr`](core::str::FromStr) are inverses, and the wire form is that same text.
//! - **One wire for all formats.** JSON is the form of record. A compact binary format reads the
//!   same types back, and every value is checked again when it is read.
//! - **chrono stays in one file.** Only the calendar names it; everything above counts days.
//! - **A tax id is private.** It is written out only where it is asked for by name
//!   ([`TaxId::reveal`]) and where it is stored.

mod calendar;
mod calendar_error;
mod copy_on_write;
mod ids;
mod keys;
mod money;
mod price;
mod rule;
mod space;
mod tax_id;
#[cfg(test)]
pub(crate) mod testing;
mod text;

pub use self::calendar::{Day, Moment, chrono};
pub use self::calendar_error::CalendarError;
pub(crate) use self::copy_on_write::CopyOnWrite;
pub use self::ids::{AccountId, IdError, MailboxId, MethodId, NoticeNumber, uuid};
pub use self::keys::{ChargeKey, KeyError, OrderId, PaymentReference};
pub use self::money::{Money, MoneyError};
pub use self::price::{Price, PriceError, VatRate, VatRateError};
pub use self::rule::{Rule, RuleError};
pub use self::space::{Bytes, ExtraSpace, Room, SpaceError, UsedSpace};
pub use self::tax_id::{TaxId, TaxIdError};
