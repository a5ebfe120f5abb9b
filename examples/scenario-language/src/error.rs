//! What is wrong with a line that cannot be read.

use std::fmt;

use thiserror::Error;

use crate::shown;

/// A line that cannot be read: where, why, and what was expected there.
///
/// Its text is the place, the reason, and the line with a caret under the place. Whoever wrote the
/// script can correct it. A tax id in the line is masked.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub struct ReadError {
    /// The file, as it was named to the reader.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters, counted from 1.
    pub column: usize,
    /// What is wrong, and what was expected.
    pub problem: String,
    /// The line itself, with tax ids masked.
    pub source_line: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, problem, source_line } = self;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(f, "{file}:{line}:{column}: {problem}")?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {source_line}")?;
        write!(f, "{margin} | {}^", " ".repeat(column.saturating_sub(1)))
    }
}

/// What is wrong at a column of the line that is being read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Fault {
    pub(crate) column: usize,
    pub(crate) problem: String,
    /// The word at the column may be a tax id, although it is none.
    pub(crate) private: bool,
}

impl Fault {
    pub(crate) fn new(column: usize, problem: impl Into<String>) -> Self {
        Self { column, problem: problem.into(), private: false }
    }

    pub(crate) fn at(self, file: &str, line: usize, source: &str) -> ReadError {
        let hidden = self.private.then_some(self.column);
        ReadError {
            file: file.to_string(),
            line,
            column: self.column,
            problem: shown::text(&self.problem),
            source_line: shown::line(source, hidden),
        }
    }
}
