//! What is wrong with a portfolio file: where, what it says, and what would be right.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Defect {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<&'static str>,
    /// The value, and what would be right.
    pub what: String,
}

/// All that is wrong with a file.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Defects(Vec<Defect>);

impl Defect {
    /// Something wrong in a column of a line.
    #[must_use]
    pub fn in_column(line: u64, column: &'static str, what: String) -> Self {
        Self { line, column: Some(column), what }
    }

    /// What is wrong, for a reader who has the row before him.
    pub(super) fn without_line(&self) -> String {
        match self.column {
            Some(column) => format!("{column}: {}", self.what),
            None => self.what.clone(),
        }
    }

    /// Something wrong with a line as a whole.
    #[must_use]
    pub const fn in_row(line: u64, what: String) -> Self {
        Self { line, column: None, what }
    }
}

impl Defects {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong, in the order of the file.
    #[must_use]
    pub fn list(&self) -> &[Defect] {
        &self.0
    }

    /// Adds what else is wrong.
    pub fn extend(&mut self, defects: Vec<Defect>) {
        self.0.extend(defects);
    }

    /// How many lines are bad; one may have several defects, and they stand together.
    fn lines(&self) -> usize {
        let mut lines: Vec<u64> = self.0.iter().map(|defect| defect.line).collect();
        lines.dedup();
        lines.len()
    }
}

impl From<Vec<Defect>> for Defects {
    fn from(defects: Vec<Defect>) -> Self {
        Self(defects)
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl fmt::Display for Defects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = if self.lines() == 1 { "row is" } else { "rows are" };
        writeln!(f, "{} {rows} bad, so nothing was imported:", self.lines())?;
        for defect in &self.0 {
            writeln!(f, "  {defect}")?;
        }
        f.write_str("correct the file and run again, or import the good rows with --skip-bad")
    }
}

impl std::error::Error for Defects {}
