//! A text compared with the one that was read and accepted.

use std::{env, fs, path::PathBuf};

/// The text is that of the file, named from this package's folder; `UPDATE_GOLDEN=1` writes it anew, to be
/// read.
#[track_caller]
pub fn assert_golden(file: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).expect("it is written");
    }
    let golden = fs::read_to_string(path).unwrap_or_default();
    let differs = text.lines().zip(golden.lines()).find(|(found, golden)| found != golden);
    assert_eq!(differs, None, "{file}");
    assert_eq!(text.len(), golden.len(), "{file}");
}
