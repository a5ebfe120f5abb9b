//! The end of a mailbox, its deletion, its address, and its holder (R-60 … R-66).
//!
//! The machine itself is [`crate::service`].

pub(super) mod asked;
pub(super) mod due;
pub(super) mod folded;
pub(super) mod required;
pub(super) mod ticked;
