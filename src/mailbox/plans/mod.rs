//! Plans and space: what fits, when it takes effect, and what is reported of it.

pub(super) mod asked;
pub(super) mod due;
pub(super) mod folded;
pub(super) mod required;
pub(super) mod ticked;
