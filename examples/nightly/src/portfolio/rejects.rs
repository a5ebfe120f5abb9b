//! The rows of a portfolio file that were not imported, in a file to be corrected and imported.
//!
//! It is written beside its place and put there whole, before the good rows are committed: a run
//! that is stopped in between finds it again and has nothing to add. A file that stands there with
//! anything else is somebody's work, perhaps half corrected, and is never replaced.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use csv::{ByteRecord, Reader, ReaderBuilder, Writer, WriterBuilder};

use super::{Defect, row::REASON};

/// Rows set aside while a portfolio file is read.
pub(super) struct Rejects {
    path: PathBuf,
    header: ByteRecord,
    /// Where an earlier reason stands in the file: it is replaced.
    reason: Option<usize>,
    /// The file and its writer, from the first bad row on.
    partial: Option<Partial>,
    rows: u64,
}

/// A file not yet in its place; gone where it is given up.
struct Partial {
    path: PathBuf,
    writer: Writer<File>,
}

impl Rejects {
    pub(super) fn new(path: &Path) -> Self {
        let path = path.to_owned();
        Self { path, header: ByteRecord::new(), reason: None, partial: None, rows: 0 }
    }

    /// Takes over the columns of the file that is read.
    pub(super) fn begin(&mut self, header: &ByteRecord, reason: Option<usize>) {
        self.header = header.clone();
        self.reason = reason;
    }

    /// Sets a row aside, as it stands, with what is wrong with it.
    pub(super) fn add(&mut self, record: &ByteRecord, defects: &[Defect]) -> Result<()> {
        let place = || format!("cannot write the rejected rows to {}", self.path.display());
        let partial = match &mut self.partial {
            Some(partial) => partial,
            none => {
                let mut partial = Partial::create(&self.path).with_context(place)?;
                partial.write(REASON, &self.header, self.reason).with_context(place)?;
                none.insert(partial)
            }
        };
        let why: Vec<String> = defects.iter().map(Defect::without_line).collect();
        partial.write(&why.join("; "), record, self.reason).with_context(place)?;
        self.rows += 1;
        Ok(())
    }

    /// Puts the file in its place, if a row was set aside, and says how many were.
    pub(super) fn finish(self) -> Result<u64> {
        let Some(mut partial) = self.partial else { return Ok(0) };
        let shown = self.path.display();
        let place = || format!("cannot write the rejected rows to {shown}");
        partial.writer.flush().with_context(place)?;
        partial.writer.get_ref().sync_all().with_context(place)?;
        if !self.path.try_exists().with_context(place)? {
            fs::rename(&partial.path, &self.path).with_context(place)?;
        } else if !holds(&self.path, &partial.path).with_context(place)? {
            bail!(
                "{shown} is there already and does not hold the {} rows that are bad now, so \
                 nothing was imported: import it or move it away, or name another with --rejects",
                self.rows
            );
        }
        Ok(self.rows)
    }
}

impl Partial {
    fn create(place: &Path) -> Result<Self> {
        let mut path = place.to_owned().into_os_string();
        path.push(".partial");
        let path = PathBuf::from(path);
        let file = File::create(&path)?;
        Ok(Self { path, writer: WriterBuilder::new().flexible(true).from_writer(file) })
    }

    /// The reason comes first, so that it stands in its column even where fields are missing.
    fn write(&mut self, reason: &str, record: &ByteRecord, old: Option<usize>) -> Result<()> {
        self.writer.write_field(reason)?;
        let kept = record.iter().enumerate().filter(|(index, _)| Some(*index) != old);
        for (_, field) in kept {
            self.writer.write_field(field)?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }
}

impl Drop for Partial {
    /// Where the file is in its place already, there is nothing to remove.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether a file has all the rows of another, in their order; the reasons may differ.
fn holds(file: &Path, other: &Path) -> Result<bool> {
    let (mut file, mut other) = (open(file)?, open(other)?);
    let (mut row, mut wanted) = (ByteRecord::new(), ByteRecord::new());
    if file.read_byte_record(&mut row)? && other.read_byte_record(&mut wanted)? && row != wanted {
        return Ok(false);
    }
    while other.read_byte_record(&mut wanted)? {
        loop {
            if !file.read_byte_record(&mut row)? {
                return Ok(false);
            }
            if row.iter().skip(1).eq(wanted.iter().skip(1)) {
                break;
            }
        }
    }
    Ok(true)
}

fn open(path: &Path) -> Result<Reader<File>> {
    Ok(ReaderBuilder::new().has_headers(false).flexible(true).from_path(path)?)
}
