//! What holds of the crate as a whole: its wire form, its public types, its floors, its rules.

#[path = "../audit/golden.rs"]
mod golden;

mod answers;
mod api;
mod codes;
mod errand;
mod floors;
mod glossary;
mod index;
mod languages;
mod links;
mod manual;
mod policy;
mod providers;
mod rule_book;
mod source;
mod specimens;
mod traceability;
mod wire;
