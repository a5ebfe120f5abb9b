#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::todo,
    clippy::unimplemented,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::wildcard_enum_match_arm,
    missing_docs
)]
//! Decides everything about renewing a certified mailbox (PEC).

extern crate alloc;

pub mod audit;
pub mod auto_renewal;
pub mod charge;
mod mailbox;
pub mod manual;
pub mod offer;
pub mod order;
pub mod service;
pub mod values;

pub use mailbox::*;
