//! What the database answers when it cannot go on, in words that say what to do.

use std::path::Path;

use anyhow::Error;
use rusqlite::ErrorCode;

/// An error of the database, under a sentence that says which database and what to do; any other
/// error as it is.
#[must_use]
pub fn explained(error: Error, path: &Path) -> Error {
    let code = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<rusqlite::Error>())
        .and_then(rusqlite::Error::sqlite_error_code);
    let Some(code) = code else { return error };
    let shown = path.display();
    #[expect(clippy::wildcard_enum_match_arm, reason = "of the other codes SQLite says enough")]
    let what = match code {
        ErrorCode::CannotOpen => format!(
            "cannot open the database {shown}: does its folder exist, and may you write there?"
        ),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            format!("the database {shown} is in use: wait for the other run to end")
        }
        ErrorCode::NotADatabase => format!(
            "{shown} is no SQLite database: name another file with --database, or move it away"
        ),
        ErrorCode::DatabaseCorrupt => {
            format!("the database {shown} is damaged: restore a copy from before, and run again")
        }
        ErrorCode::DiskFull => format!(
            "the disk of the database {shown} is full: make room, and run again; what was done \
             before stands"
        ),
        ErrorCode::SystemIoFailure => format!(
            "the database {shown} cannot be read or written: look at its disk, its quota and the \
             largest size of a file, and run again; what was done before stands"
        ),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            format!("the database {shown} may not be written: change who may, and run again")
        }
        _ => format!("cannot use the database {shown}"),
    };
    error.context(what)
}

#[cfg(test)]
mod tests {
    use anyhow::Context;
    use rusqlite::Connection;

    use super::{Path, explained};

    #[test]
    fn a_full_disk_is_named_below_whatever_was_being_done() {
        let db = Connection::open_in_memory().expect("a database");
        db.execute_batch("CREATE TABLE a (b); PRAGMA max_page_count = 3").expect("a table");
        let full = db
            .execute("INSERT INTO a VALUES (zeroblob(100000))", [])
            .context("night of 2026-01-01, ticks")
            .expect_err("there is no room");
        let text = format!("{:#}", explained(full, Path::new("mine.sqlite")));
        assert!(
            text.starts_with("the disk of the database mine.sqlite is full: make room"),
            "{text}"
        );
        assert!(text.contains("night of 2026-01-01, ticks"), "{text}");
    }

    #[test]
    fn what_is_not_of_the_database_stays_as_it_is() {
        let error = explained(anyhow::anyhow!("a word"), Path::new("mine.sqlite"));
        assert_eq!(format!("{error:#}"), "a word");
    }
}
