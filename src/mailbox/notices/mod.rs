//! Notices: what they say, when they fall due, and what is reported of their delivery (R-80 … R-83).

pub(super) mod asked;
pub(super) mod due;
pub(super) mod folded;
pub(super) mod outlook;
pub(super) mod ticked;
