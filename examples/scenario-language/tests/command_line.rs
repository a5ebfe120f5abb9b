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
    assert!(
        errors.starts_with(
            "-:1:12: `opne` does not fit here (did you mean `open`?): expected `open`"
        ),
        "{errors}"
    );
    assert!(errors.contains("words (src/manual/scenario_language.md lists them)"), "{errors}");
    assert_eq!(output, "\n0 expectations in 1 file: 1 line could not be read\n");
}

#[test]
fn a_script_without_a_command_is_2() {
    for script in ["", "\n", "# only a comment\n", "policy aruba\nset late_charge no\n"] {
        let (status, output, errors) = called(&["-"], script);
        assert_eq!(status, 2, "{script:?}");
        assert!(
            errors.starts_with("-: it says no command: expected a line with a day"),
            "{errors}"
        );
        assert_eq!(output, "\n0 expectations in 1 file: nothing to run in 1 file\n");
    }
}

/// That a file was not run at all is told before what failed in another.
#[test]
fn a_file_that_was_not_run_outranks_a_failure() {
    let empty = std::env::temp_dir().join(format!("pec-scenario-empty-{}.pec", std::process::id()));
    std::fs::write(&empty, "# nothing\n").expect("a file can be written");
    let files = [empty.to_str().expect("the path is text"), "-"];
    let (status, output, _) = called(&files, &format!("{OPEN}expect expiry 2027-01-16\n"));
    std::fs::remove_file(&empty).expect("the file is there");
    assert_eq!(status, 2);
    assert!(
        output.contains("1 expectation in 2 files: 1 failure, and nothing to run in 1 file\n"),
        "{output}"
    );
}

#[test]
fn a_script_that_expects_nothing_is_0_and_told() {
    let (status, output, errors) = called(&["-"], OPEN);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(
        output.ends_with(
            "\n0 expectations in 1 file: nothing failed\n\
             - expects nothing: `expect` lines say what it shows\n"
        ),
        "{output}"
    );
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

#[test]
fn a_script_is_told_in_italian_with_what_it_came_to() {
    let script = format!("{OPEN}2026-01-20 tick\nexpect expiry 2027-01-16\n");
    for arguments in [&["--lang", "it", "-"][..], &["-", "--lang=it"]] {
        let (status, output, errors) = called(arguments, &script);
        assert_eq!((status, errors.as_str()), (1, ""));
        for told in [
            "2026-01-20 tick\n             non cambia nulla\n",
            "  stato      attiva fino al 15 gennaio 2027;",
            "  accesso    inviare, ricevere e leggere",
            "  prossimo   17 ottobre 2026\n",
            "  FALLITO    atteso expiry 2027-01-16\n             trovato  expiry 2027-01-15\n",
            "\n1 attesa in 1 file: 1 non rispettata\n",
        ] {
            assert!(output.contains(told), "{told:?} is missing in\n{output}");
        }
    }
}

#[test]
fn another_language_is_2() {
    for arguments in [&["--lang", "de", "-"][..], &["-", "--lang"]] {
        let (status, output, errors) = called(arguments, OPEN);
        assert_eq!((status, output.as_str()), (2, ""));
        assert!(
            errors.ends_with("is no language of transcripts: expected `en` or `it`\n"),
            "{errors}"
        );
    }
}
