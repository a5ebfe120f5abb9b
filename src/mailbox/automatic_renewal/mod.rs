//! Automatic renewal, asked for by the holder or reported from outside (R-10 … R-19).
//!
//! The machine itself is [`crate::auto_renewal`]; nothing of it falls due by itself.

pub(super) mod asked;
pub(super) mod folded;
