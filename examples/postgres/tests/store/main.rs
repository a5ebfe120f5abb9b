//! The store and its workers, against a real server.

mod errands;
mod import;
mod leases;
mod migrations;
mod policy;
mod reports;
mod restored;
mod running_it;
mod sharing;
mod states;
mod support;
mod worker;
