//! One mailbox: composes the machines and owns what crosses them.

mod command;
mod corrupt;
mod event;
mod evolve;
mod ledger;
mod notice;
mod refusal;
mod state;

pub use command::*;
pub use corrupt::*;
pub use event::*;
pub use evolve::{evolve, replay};
pub use ledger::*;
pub use notice::*;
pub use refusal::*;
pub use state::*;
