//! Italian, for holders and auditors of an Italian provider.
//!
//! An order is `ordine 2`, a charge `addebito 2.1` (the first charge of order 2); amounts are
//! `1.234,50 €` and days `15 gennaio 2026`. The terms are those of the trade: a mailbox deleted is
//! *cancellata*, an order cancelled *annullato*, fulfilled *evaso* and lapsed *decaduto*; a termination
//! at expiry is a *disdetta*, one at once a *chiusura immediata*, withdrawing from a renewal by hand
//! *recesso* and leaving a term *recesso senza spese*, as art. 65-bis puts it; a rung is a planned
//! *tentativo*. The [glossary](crate::manual::glossary) has them all. Whatever two sentences have in
//! common stands once: days in `calendar`, names and amounts in `words`, reasons in `causes`.

mod answer;
mod calendar;
mod carried;
mod causes;
mod contradiction;
mod errand;
mod fact;
mod language;
mod notice;
mod permitted;
mod refusal;
mod state;
mod words;

pub use self::language::Italian;
