//! What auditors read.

mod driver;
mod fixtures;
mod golden;
mod model;
mod pains;
mod properties;
mod scenarios;
mod search;
mod situations;
mod tables;
