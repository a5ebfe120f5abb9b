//! Automatic renewal (*rinnovo automatico*): off with a cause, or on with one bound method and a
//! cause (R-10 … R-19).
//!
//! ```text
//!              switch on: by the holder, or by a payment with a reusable method
//!            ┌──────────────────────────────────────────────────────────────┐
//!            │                                                              ▼
//!           Off ◀──────────────────────────────────────────────────────── On ◀┐
//!                 switch off: holder, method removed or stopped,           └──┘
//!                 account changed, termination, ladder             replace, switch on
//!                 exhausted, deletion, withdrawal, leaving
//! ```
//!
//! While on, it keeps the holder's consent on record, if one came with it: it stays when the method
//! changes, and goes with the holder or when automatic renewal goes off (R-19).
//!
//! The term that it buys next is not kept here: it is that of the last order paid (R-11, R-13), and
//! the mailbox remembers it whether automatic renewal is on or off.
//!
//! # Deadlines
//!
//! None of its own: what being on leads to is an order (R-14) and a notice (R-81).

mod consent;
mod machine;

pub use consent::Consent;
pub use machine::{AutoRenewal, Input, InvalidTransition, OffCause, OnCause};
