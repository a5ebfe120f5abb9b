//! The nightly job, end to end, over a small portfolio in a folder of its own.

mod bench;
mod command_line;
mod interrupted;
mod nights;
mod policy_change;
mod portfolio;
mod tampering;
