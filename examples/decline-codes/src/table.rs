//! The table, and where each row comes from.

use std::collections::BTreeMap;

use crate::{Meaning, Scheme, UnknownMeaning, UnknownScheme};

/// What is known of codes, in the order of the files.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Row>,
    sources: BTreeMap<String, Source>,
}

/// One code of one scheme.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// Whose code it is.
    pub scheme: Scheme,
    /// The code, as the scheme writes it.
    pub code: String,
    /// What the scheme says, in short words of our own.
    pub says: String,
    /// What that means to the engine.
    pub meaning: Meaning,
    /// What may help beside it; empty where nothing is known.
    pub advice: String,
    /// The keys of the sources, at least one.
    pub sources: Vec<String>,
}

/// Where rows come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// Whose page it is, and which.
    pub title: String,
    /// Its address; empty where it has none.
    pub address: String,
}

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// It is not a table of that shape.
    #[error("{file}: {why}")]
    Unreadable {
        /// Which of the two files.
        file: &'static str,
        /// What is wrong with it.
        why: csv::Error,
    },
    /// The columns are others.
    #[error("{file}: the columns are {received:?}: expected {expected:?}")]
    OtherColumns {
        /// Which of the two files.
        file: &'static str,
        /// Those that it has.
        received: Vec<String>,
        /// Those that it should have.
        expected: &'static [&'static str],
    },
    /// A field is empty that must say something.
    #[error("{file}, line {line}: {column} is empty")]
    Empty {
        /// Which of the two files.
        file: &'static str,
        /// The line.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// A scheme is none.
    #[error("codes.csv, line {line}: {why}")]
    Scheme {
        /// The line.
        line: u64,
        /// What it says instead.
        why: UnknownScheme,
    },
    /// An outcome is none.
    #[error("codes.csv, line {line}: {why}")]
    Meaning {
        /// The line.
        line: u64,
        /// What it says instead.
        why: UnknownMeaning,
    },
    /// One code stands there twice.
    #[error("codes.csv, line {line}: {scheme} {code} stands there already")]
    CodeTwice {
        /// The line of the second one.
        line: u64,
        /// The scheme.
        scheme: Scheme,
        /// The code.
        code: String,
    },
    /// A source is not in the list of sources, or stands there twice.
    #[error("{file}, line {line}: the source {source_key} is to stand in sources.csv once")]
    Source {
        /// Which of the two files.
        file: &'static str,
        /// The line.
        line: u64,
        /// The key of the source.
        source_key: String,
    },
}

impl Table {
    /// The table that comes with this package.
    ///
    /// # Errors
    /// - As [`Table::read`]; a test reads it, so that it never comes to that.
    pub fn bundled() -> Result<Self, TableError> {
        Self::read(include_str!("../codes.csv"), include_str!("../sources.csv"))
    }

    /// Reads a table from the texts of two files, such as your own edition of this one.
    ///
    /// # Errors
    /// - [`TableError`], with the file and the line.
    pub fn read(codes: &str, sources: &str) -> Result<Self, TableError> {
        let mut table = Self { rows: Vec::new(), sources: BTreeMap::new() };
        for (line, [key, title, address]) in
            records(SOURCES, sources, &["source", "title", "address"])?
        {
            filled(SOURCES, line, "source", &key)?;
            filled(SOURCES, line, "title", &title)?;
            let twice = table.sources.insert(key.clone(), Source { title, address });
            if twice.is_some() {
                return Err(TableError::Source { file: SOURCES, line, source_key: key });
            }
        }
        let columns = &["scheme", "code", "says", "outcome", "advice", "source"];
        for (line, [scheme, code, says, outcome, advice, source]) in records(CODES, codes, columns)?
        {
            filled(CODES, line, "code", &code)?;
            filled(CODES, line, "says", &says)?;
            filled(CODES, line, "source", &source)?;
            let scheme: Scheme = scheme.parse().map_err(|why| TableError::Scheme { line, why })?;
            let meaning = outcome.parse().map_err(|why| TableError::Meaning { line, why })?;
            if table.row(scheme, &code).is_some() {
                return Err(TableError::CodeTwice { line, scheme, code });
            }
            let sources: Vec<String> = source.split(' ').map(str::to_owned).collect();
            if let Some(missing) = sources.iter().find(|key| !table.sources.contains_key(*key)) {
                let source_key = missing.clone();
                return Err(TableError::Source { file: CODES, line, source_key });
            }
            table.rows.push(Row { scheme, code, says, meaning, advice, sources });
        }
        Ok(table)
    }

    /// What stands there of a code, if it is listed. It is written as the scheme writes it: `05`, not
    /// `5`.
    #[must_use]
    pub fn row(&self, scheme: Scheme, code: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.scheme == scheme && row.code == code)
    }

    /// Every row, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Every source with its key, in the order of the keys.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.sources.iter().map(|(key, source)| (key.as_str(), source))
    }

    /// The source of that key.
    #[must_use]
    pub fn source(&self, key: &str) -> Option<&Source> {
        self.sources.get(key)
    }

    /// The codes that are listed of a scheme.
    pub fn codes(&self, scheme: Scheme) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(move |row| row.scheme == scheme).map(|row| row.code.as_str())
    }
}

/// The rows of a file with their lines, once its columns are those expected.
fn records<const N: usize>(
    file: &'static str,
    text: &str,
    expected: &'static [&'static str; N],
) -> Result<Vec<(u64, [String; N])>, TableError> {
    let unreadable = |why| TableError::Unreadable { file, why };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let received: Vec<String> =
        reader.headers().map_err(unreadable)?.iter().map(str::to_owned).collect();
    if received != expected {
        return Err(TableError::OtherColumns { file, received, expected });
    }
    let mut records = Vec::new();
    for record in reader.records() {
        // A row of another length is refused by the reader.
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut fields = record.iter().map(|field| field.trim().to_owned());
        records.push((line, std::array::from_fn(|_| fields.next().unwrap_or_default())));
    }
    Ok(records)
}

fn filled(
    file: &'static str,
    line: u64,
    column: &'static str,
    field: &str,
) -> Result<(), TableError> {
    if field.is_empty() { Err(TableError::Empty { file, line, column }) } else { Ok(()) }
}

const CODES: &str = "codes.csv";
const SOURCES: &str = "sources.csv";
