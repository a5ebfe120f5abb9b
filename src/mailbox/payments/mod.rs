//! Money that was registered, what it pays, and what is taken back of it (R-11, R-36, R-40 … ).

pub(super) mod asked;
pub(super) mod folded;
pub(super) mod fulfilment;
pub(super) mod receiving;
pub(super) mod reversals_asked;
pub(super) mod reversals_folded;
