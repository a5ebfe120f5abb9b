//! Opening a mailbox: new, or taken over in any phase of its life.

pub(super) mod asked;
pub(super) mod folded;
mod remembered;

pub(crate) use remembered::Opened;
