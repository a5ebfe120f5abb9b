//! The books on disk: a line for everything that happened.

use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::Path,
};

use anyhow::{Context, Result};

use super::books::{Books, Entry, Manner};

/// A file of entries, and the books that they add up to.
#[derive(Debug)]
pub struct Journal {
    books: Books,
    /// None where the books live as long as the process.
    file: Option<File>,
}

impl Journal {
    /// Reads the books of a file, which is begun where there is none.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or a line of it is no entry.
    pub fn open(seed: u64, manner: Manner, path: Option<&Path>) -> Result<Self> {
        let mut books = Books::new(seed, manner);
        let Some(path) = path else { return Ok(Self { books, file: None }) };
        let shown = path.display();
        let file = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = file.with_context(|| format!("the books {shown} cannot be opened"))?;
        for (index, line) in BufReader::new(&file).lines().enumerate() {
            let entry = serde_json::from_str(&line?);
            books.add(entry.with_context(|| format!("line {} of {shown}", index + 1))?);
        }
        Ok(Self { books, file: Some(file) })
    }

    /// The books.
    #[must_use]
    pub const fn books(&self) -> &Books {
        &self.books
    }

    /// Writes down what happened, and then lets it have happened.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn add(&mut self, entry: Entry) -> Result<()> {
        if let Some(file) = &mut self.file {
            let mut line = serde_json::to_vec(&entry)?;
            line.push(b'\n');
            file.write_all(&line).context("the books cannot be written")?;
        }
        self.books.add(entry);
        Ok(())
    }
}
