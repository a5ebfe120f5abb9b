//! Why a command is refused: typed reasons, in the order in which they are checked.
//!
//! `reason` declares each once, with its code, its rule, who can act and whether waiting may help;
//! `declaration` makes the enum out of them. `remedy` says what would do instead.

mod declaration;
mod opening;
mod reason;
mod remedy;
mod who;

pub use opening::OpeningField;
pub use reason::Refusal;
pub use who::Who;
