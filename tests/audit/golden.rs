//! Golden texts: files that were read and accepted once, and are compared ever after.
//!
//! A change of behaviour shows as a difference in one of them. `UPDATE_GOLDEN=1 cargo test` writes
//! them anew; what then differs is read before it is committed.

use std::{env, fs, path::PathBuf};

/// The text is that of the file, named from `tests/`.
#[track_caller]
pub fn assert_golden(file: &str, actual: &str) {
    let path = path_of(file);
    if env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        fs::create_dir_all(path.parent().expect("a golden text stands in a folder"))
            .expect("the folder can be made");
        fs::write(&path, actual).expect("the golden text can be written");
        return;
    }
    let expected = read(file);
    if expected == actual {
        return;
    }
    let line = expected.lines().zip(actual.lines()).take_while(|(was, is)| was == is).count();
    let at = |text: &str| text.lines().nth(line).unwrap_or("(the text ends)").to_owned();
    panic!(
        "tests/{file} differs from line {} on\n  expected: {}\n  received: {}\n\
         If the change is wanted, accept it with UPDATE_GOLDEN=1 and read the difference.",
        line + 1,
        at(&expected),
        at(actual),
    );
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
