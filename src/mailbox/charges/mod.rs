//! Charges: the bound method asked on the rungs of the ladder, and what the gateway answers
//! (R-30 … R-39).
//!
//! The machine itself is [`crate::charge`].

pub(super) mod asked;
pub(super) mod due;
pub(super) mod folded;
pub(super) mod ticked;
mod trouble;
