//! English.
//!
//! An order is `order 2`, a charge is `charge 2.1` (the first charge of order 2), and amounts are
//! euro. Whatever two sentences have in common stands once, in `words` or, if it is a reason, in
//! `causes`.

mod answer;
mod carried;
mod causes;
mod errand;
mod fact;
mod language;
mod notice;
mod permitted;
mod refusal;
mod state;
mod words;

pub use self::language::English;
