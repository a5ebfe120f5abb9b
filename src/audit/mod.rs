//! What an auditor reads: the engine's facts and states in words.
//!
//! Nothing here decides anything. It stands above the engine and only reads what the engine made,
//! so that whoever audits a mailbox can do so without Rust and without JSON.
//!
//! [`explain`] puts facts, states, access and refusals into plain sentences. A tax id is never among
//! the words.

pub mod explain;
