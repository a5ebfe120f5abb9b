//! Golden texts: files that were read and accepted once, and are compared ever after.
//!
//! A change of behaviour shows as a difference in one of them. `UPDATE_GOLDEN=1 cargo test` writes
//! them anew; what then differs is read before it is committed.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The text is that of the file, named from `tests/`.
#[track_caller]
pub fn assert_golden(file: &str, actual: &str) {
    assert_all_golden([(file.to_owned(), actual.to_owned())]);
}

/// Each text is that of its file; every file that differs is told, not the first alone.
#[track_caller]
pub fn assert_all_golden(texts: impl IntoIterator<Item = (String, String)>) {
    let update = env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1");
    let mut differences = Vec::new();
    for (file, actual) in texts {
        if update {
            write(&path_of(&file), &actual);
        } else {
            differences.extend(difference(&file, &actual));
        }
    }
    assert!(
        differences.is_empty(),
        "{}\nGolden texts that differ: {}. If the change is wanted, accept it with \
         UPDATE_GOLDEN=1 and read the difference.",
        differences.join("\n"),
        differences.len(),
    );
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a golden text stands in a folder"))
        .expect("the folder can be made");
    fs::write(path, text).expect("the golden text can be written");
}

/// The first line in which a text differs from that of its file, if one does.
fn difference(file: &str, actual: &str) -> Option<String> {
    let expected = match fs::read_to_string(path_of(file)) {
        Ok(expected) if expected == actual => return None,
        Ok(expected) => expected,
        Err(error) => return Some(format!("tests/{file} cannot be read ({error})")),
    };
    let line = expected.lines().zip(actual.lines()).take_while(|(was, is)| was == is).count();
    let at = |text: &str| text.lines().nth(line).unwrap_or("(the text ends)").to_owned();
    Some(format!(
        "tests/{file} differs from line {} on\n  expected: {}\n  received: {}",
        line + 1,
        at(&expected),
        at(actual),
    ))
}

/// The text of a file, named from `tests/`.
#[track_caller]
pub fn read(file: &str) -> String {
    fs::read_to_string(path_of(file)).unwrap_or_else(|error| {
        panic!("tests/{file} cannot be read ({error}); UPDATE_GOLDEN=1 writes it")
    })
}

/// Where a file named from `tests/` is.
pub fn path_of(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(file)
}
