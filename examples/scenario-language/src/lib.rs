//! The scenario language: dated scripts about a certified mailbox, run through `pec-renewal`, come
//! back as annotated transcripts that anyone can read.
//!
//! ```
//! let script = b"2026-01-15 open standard for 1 year\n\
//!                expect expiry 2027-01-15\n";
//! let script = pec_scenario::read("first.pec", script).expect("every line can be read");
//! let transcript = pec_scenario::run(&script);
//! assert!(transcript.failures().is_empty());
//! assert!(transcript.to_string().contains("in service until 2027-01-15"));
//! ```
//!
//! [`read()`] turns bytes into a [`Script`], or says of every line that cannot be read where and why.
//! [`run()`] hands each command to the engine as it stands in the crate, folds the events, and checks
//! after every line that the state is what its history adds up to, that the invariants hold and that
//! deadlines keep their word; [`run_in()`] tells it in another language. The language itself is described in one page of the crate's manual.
//!
//! - `cursor`, `clock`: the words of a line, the moments of a zone. `shown`, `near`: what may be
//!   shown of a line, and hints.
//! - `script`: what was read. `read`: how. `run`: what becomes of it.
//! - `written`: parameters in the words that set them.

mod clock;
mod command_line;
mod cursor;
mod error;
mod near;
mod read;
mod run;
mod script;
mod shown;
mod written;

pub use command_line::command_line;
pub use error::ReadError;
pub use read::read;
pub use run::{Failure, Lang, Reached, Told, Transcript, run, run_in};
pub use script::Script;
pub use written::written;
