//! Renewal orders: by hand or generated, cancelled, replaced, lapsed (R-02, R-03, R-13 … R-15,
//! R-20 … R-29).
//!
//! The machine itself is [`crate::order`]; what pays an order is in the chapter on payments.

pub(super) mod asked;
pub(super) mod closing;
pub(super) mod due;
pub(super) mod extension;
pub(super) mod folded;
pub(super) mod opening;
mod renewal;
pub(super) mod ticked;
