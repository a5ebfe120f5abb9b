//! What auditors read.

mod commutation;
mod contradictions;
mod cosa_succede_se;
mod fixtures;
mod golden;
mod migration;
mod model;
mod pains;
mod properties;
mod refused;
mod rules;
mod scenarios;
mod search;
mod simulation;
mod situations;
mod tables;
mod told;

/// The searches clone and drop mailboxes by the million, on every core at once: with the system's allocator they
/// take a third longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
