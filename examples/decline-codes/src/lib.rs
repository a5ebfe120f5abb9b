//! What the codes of card schemes and `PayPal` mean to `pec-renewal`: a [`Table`] read from
//! `codes.csv`, which gives the [`Outcome`](pec_renewal::charge::Outcome) that a backend reports.
//!
//! ```
//! use chrono::TimeZone;
//! use chrono_tz::Europe::Rome;
//! use pec_decline_codes::{Code, Scheme, Table};
//! use pec_renewal::{charge::Outcome, values::Money};
//!
//! // Declined at half past eleven at night, with the advice to ask again in an hour.
//! let at = Rome.with_ymd_and_hms(2027, 1, 8, 23, 30, 0).unwrap();
//! let table = Table::bundled()?;
//! let answer = [Code::new(Scheme::Mastercard, "51"), Code::new(Scheme::MastercardAdvice, "24")];
//! let outcome = table.reading(&answer).meaning().outcome(Money::ZERO, &at)?;
//! assert_eq!(outcome, Outcome::SoftDecline { not_before: Some("2027-01-09".parse()?) });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod command_line;
mod meaning;
mod reading;
mod scheme;
mod table;

pub use meaning::{Meaning, UnknownMeaning, Wait};
pub use reading::{Code, Reading};
pub use scheme::{Scheme, UnknownScheme};
pub use table::{Row, Source, Table, TableError};
