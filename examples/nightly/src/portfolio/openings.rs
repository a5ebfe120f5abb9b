//! The rows of a portfolio file for another home than this one.

use std::io::Read;

use anyhow::{Context, Result};
use csv::{ByteRecord, ReaderBuilder, Trim};
use pec_renewal::Opening;

use super::{Defect, Defects, line_of, row, unix_lines::UnixLines};

/// A row of a portfolio file.
#[derive(Clone, Debug)]
pub struct Row {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    /// The address and the opening, or all that is wrong with it.
    pub opening: Result<(String, Opening), Vec<Defect>>,
}

/// Reads a portfolio file row by row.
///
/// # Errors
///
/// [`Defects`] where the header is bad; in a row's place where the file cannot be read.
pub fn openings(file: impl Read) -> Result<impl Iterator<Item = Result<Row>>> {
    let mut reader =
        ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(UnixLines::of(file));
    let header = reader.byte_headers().context("the portfolio cannot be read")?.clone();
    let places = row::places(&header).map_err(Defects::from)?;
    let mut record = ByteRecord::new();
    Ok(std::iter::from_fn(move || {
        match reader.read_byte_record(&mut record).context("the portfolio cannot be read") {
            Ok(false) => None,
            Ok(true) => {
                let line = line_of(&record, reader.position().line());
                Some(Ok(Row { line, opening: row::parse(line, &record, &places) }))
            }
            Err(error) => Some(Err(error)),
        }
    }))
}
