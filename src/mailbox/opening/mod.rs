//! Opening a mailbox: new, or taken over in any phase of its life.
//!
//! `carried` is what an opening states of a life lived elsewhere, `judged` what the policy of that day
//! makes of it, `contradiction` what cannot be so, and `taken_over` what is recorded of it, with
//! `portions` for where its money lies.

pub(super) mod asked;
pub(super) mod carried;
pub(super) mod contradiction;
pub(super) mod folded;
mod judged;
mod portions;
mod remembered;
pub(super) mod taken_over;

pub(crate) use remembered::Opened;
