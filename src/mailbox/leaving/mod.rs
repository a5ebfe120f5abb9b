//! The end of a term that was bought: a consumer withdraws from a renewal, or leaves one of which no
//! true notice came in time.

pub(super) mod asked;
pub(super) mod bought;
pub(super) mod folded;
pub(super) mod reckoned;
