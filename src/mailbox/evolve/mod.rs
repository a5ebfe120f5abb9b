//! The fold, one file per subject: `fold` has its doors and an arm for every fact, the others what an
//! arm records where that takes more than a few lines.
//!
//! It records, and asks the machines whether what is recorded can have been; it computes nothing from
//! policy.

mod charges;
mod fold;
mod money;
mod notices;
mod orders;
mod space;
mod steps;

pub(crate) use fold::fold;
pub use fold::{evolve, replay};
