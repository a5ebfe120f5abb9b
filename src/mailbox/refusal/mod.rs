//! Why a command is refused: typed reasons, in the order in which they are checked.
//!
//! `reason` declares them, `remedy` words what would do instead, `meaning`
//! says of each its code, who can act and whether waiting may help.

mod meaning;
mod opening;
mod reason;
mod remedy;

pub use meaning::Who;
pub use opening::OpeningField;
pub use reason::Refusal;
