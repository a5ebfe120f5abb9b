//! The runner as it is called: its exit status, and where it says what.

use pec_scenario::command_line;

/// The exit status, the output and the errors, with a script on the input.
fn called(arguments: &[&str], script: &str) -> (u8, String, String) {
    let files: Vec<String> = arguments.iter().map(|&file| file.to_owned()).collect();
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let status = command_line(&files, &mut script.as_bytes(), &mut output, &mut errors);
    let text = |bytes| String::from_utf8(bytes).expect("it is text");
    (status, text(output), text(errors))
}

const OPEN: &str = "2026-01-15 open standard for 1 year\n";

#[test]
fn as_expected_is_0() {
    let (status, output, errors) = called(&["-"], &format!("{OPEN}expect expiry 2027-01-15\n"));
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(output.ends_with("\n1 expectation in 1 file: all as expected\n"), "{output}");
}

#[test]
fn an_expectation_that_fails_is_1() {
    let (status, output, errors) = called(&["-"], &format!("{OPEN}expect expiry 2027-01-16\n"));
    assert_eq!((status, errors.as_str()), (1, ""));
    assert!(
        output.ends_with(
            "\n1 expectation in 1 file: 1 failure\n\
             -:2: expected expiry 2027-01-16\n  found    expiry 2027-01-15\n"
        ),
        "{output}"
    );
}

#[test]
fn a_line_that_cannot_be_read_is_1() {
    let (status, output, errors) = called(&["-"], "2026-01-15 opne\n");
    assert_eq!(status, 1);
    assert!(errors.starts_with("-:1:12: `opne` does not fit here: expected `open`"), "{errors}");
    assert_eq!(output, "\n0 expectations in 1 file: 1 line could not be read\n");
}

#[test]
fn nothing_to_run_is_2() {
    let (status, output, errors) = called(&[], "");
    assert_eq!((status, output.as_str()), (2, ""));
    assert!(errors.starts_with("usage: "), "{errors}");
    let (status, output, errors) = called(&["-", "no-such-file.pec"], OPEN);
    assert_eq!((status, output.as_str()), (2, ""));
    assert!(errors.starts_with("no-such-file.pec: "), "{errors}");
    assert_eq!(called(&["--help"], "").0, 0);
}
