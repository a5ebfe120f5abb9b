//! Money that was registered, and what it pays (R-11, R-36, R-40 … ).

pub(super) mod asked;
pub(super) mod folded;
pub(super) mod fulfilment;
pub(super) mod receiving;
