//! What an auditor reads: the engine's facts and states in words.
//!
//! Nothing here decides anything. It stands above the engine and only reads what the engine made,
//! so that whoever audits a mailbox can do so without Rust and without JSON.
//!
//! [`explain`] puts facts, notices, refusals, errands, states and permissions into plain sentences, in
//! English and Italian, and answers what is asked about a mailbox. A tax id is never among the words.
//! [`Code`] gives the causes and kinds that texts and alerts depend on a stable code.

mod code;
pub mod explain;

pub use self::code::Code;
