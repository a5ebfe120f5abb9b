//! m
pub mod time;
