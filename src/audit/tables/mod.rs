//! Tables of every state and every input of the four machines, made by asking the machines.
//!
//! A row is one call of a machine's `step`, put in words; nothing is written by hand but the
//! specimens. There is one specimen per case that the machine tells apart: a charge that is
//! unresolved with and without a method bound since, a payment that covers what is due and one that
//! does not. They are listed by variant, and a variant without a specimen does not compile.
//!
//! The tables are golden in the tests of this crate, so that a change of behaviour is a difference
//! between two texts.

mod auto_renewal;
mod charge;
mod given;
mod order;
mod service;
mod table;

pub use self::table::{Row, Table, Words, machines};
