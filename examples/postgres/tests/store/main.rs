//! The store and its workers, against a real server.

mod alike;
mod errands;
mod gateway;
mod import;
mod leases;
mod migrations;
mod outside;
mod policy;
mod process;
mod reports;
mod restored;
mod running_it;
mod sharing;
mod states;
mod support;
mod worker;
