//! What all codes of one answer say together.

use crate::{Meaning, Row, Scheme, Table};

/// One code of an answer.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Code<'a> {
    /// Whose code it is.
    pub scheme: Scheme,
    /// The code, as the scheme writes it.
    pub code: &'a str,
}

/// What all codes of one answer say together.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    meaning: Meaning,
    why: &'static str,
    rows: Vec<&'a Row>,
    unlisted: Vec<Code<'a>>,
}

impl<'a> Code<'a> {
    /// That code of that scheme.
    #[must_use]
    pub const fn new(scheme: Scheme, code: &'a str) -> Self {
        Self { scheme, code }
    }
}

impl Table {
    /// What the codes of one answer say together: its response code and, where there is one, the
    /// advice or the category beside it.
    ///
    /// - A response code that approves stands by itself: an advice beside it is about later charges.
    /// - Otherwise a code that is not listed makes the answer *unknown*, as do no codes at all.
    /// - Otherwise the strictest counts ([`Meaning::strictness`]).
    /// - What leaves it to the response code, and has none beside it, is *unknown*.
    #[must_use]
    pub fn reading<'a>(&'a self, codes: &[Code<'a>]) -> Reading<'a> {
        let mut rows: Vec<&Row> = Vec::new();
        let mut unlisted = Vec::new();
        for code in codes {
            match self.row(code.scheme, code.code) {
                Some(row) => rows.push(row),
                None => unlisted.push(*code),
            }
        }
        let (meaning, why) = together(&rows, &unlisted);
        Reading { meaning, why, rows, unlisted }
    }
}

impl<'a> Reading<'a> {
    /// What they say together; never [`Meaning::AsTheResponseCode`].
    #[must_use]
    pub const fn meaning(&self) -> Meaning {
        self.meaning
    }

    /// Why, where it is more than what one listed code says; otherwise empty.
    #[must_use]
    pub const fn why(&self) -> &'static str {
        self.why
    }

    /// The rows of the codes that are listed, in the order of the answer.
    #[must_use]
    pub fn rows(&self) -> &[&'a Row] {
        &self.rows
    }

    /// The codes that are not listed.
    #[must_use]
    pub fn unlisted(&self) -> &[Code<'a>] {
        &self.unlisted
    }
}

fn together(rows: &[&Row], unlisted: &[Code<'_>]) -> (Meaning, &'static str) {
    let mut responses = rows.iter().filter(|row| !row.scheme.is_advice()).peekable();
    let unlisted_response = unlisted.iter().any(|code| !code.scheme.is_advice());
    let approves = |row: &&&Row| row.meaning == Meaning::Settled;
    if !unlisted_response
        && responses.peek().is_some()
        && responses.clone().all(|row| approves(&row))
    {
        let alone = rows.len() + unlisted.len() == 1;
        return (Meaning::Settled, if alone { "" } else { APPROVED });
    }
    if !unlisted.is_empty() {
        return (Meaning::Unknown, UNLISTED);
    }
    if responses.any(|row| approves(&row)) {
        return (Meaning::Unknown, CONTRADICTION);
    }
    match rows.iter().map(|row| row.meaning).max_by_key(|meaning| meaning.strictness()) {
        None | Some(Meaning::AsTheResponseCode) => (Meaning::Unknown, NO_RESPONSE),
        Some(meaning) => (meaning, if rows.len() == 1 { "" } else { STRICTEST }),
    }
}

const APPROVED: &str = "the response code approves; what stands beside it is about later charges";
const UNLISTED: &str = "a code that is not listed may mean anything, also that it happened";
const CONTRADICTION: &str = "one response code approves and another does not";
const NO_RESPONSE: &str = "no response code says whether it was approved";
const STRICTEST: &str = "the strictest of the codes counts";
