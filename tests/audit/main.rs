//! What auditors read.

mod commutation;
mod contradictions;
mod fixtures;
mod golden;
mod migration;
mod model;
mod pains;
mod properties;
mod rules;
mod scenarios;
mod search;
mod simulation;
mod situations;
mod tables;
mod told;
