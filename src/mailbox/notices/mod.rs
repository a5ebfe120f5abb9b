//! Notices: what they say, when they fall due, and what is reported of their delivery (R-61, R-80 …
//!
//!
//! `outlook` reads the projection where charges settle, `left_alone` the one where they are declined, and
//! `offers` what can be done and what it costs; `content` makes each notice out of them, and `overtaken`
//! finds what is to be told again.

pub(super) mod asked;
pub(super) mod content;
pub(super) mod due;
pub(super) mod folded;
pub(super) mod left_alone;
mod offers;
pub(super) mod outlook;
pub(super) mod overtaken;
pub(super) mod ticked;
