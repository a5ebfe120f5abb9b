//! What the example `scenario` does, with its streams in the hands of whoever calls it.

use std::fs;
use std::io::{Read, Write};

use crate::{Transcript, read, run};

/// Runs the scripts of these files, `-` being the input; the exit status.
///
/// It is 0 if all is as expected, 1 if an expectation fails or a line cannot be read, and 2 if a
/// file cannot be read or none is named.
pub fn command_line(
    files: &[String],
    input: &mut dyn Read,
    output: &mut dyn Write,
    errors: &mut dyn Write,
) -> u8 {
    if files.iter().any(|file| file == "-h" || file == "--help") {
        let _ = writeln!(output, "{USAGE}");
        return 0;
    }
    if files.is_empty() {
        let _ = writeln!(errors, "{USAGE}");
        return 2;
    }
    let mut scripts = Vec::new();
    for file in files {
        match bytes_of(file, input) {
            Ok(bytes) => scripts.push((file, bytes)),
            Err(why) => {
                let expected = "expected the name of a script, or - to read one";
                let _ = writeln!(errors, "{file}: {why}: {expected}");
                return 2;
            }
        }
    }
    let mut tally = Tally::default();
    for (index, (file, bytes)) in scripts.iter().enumerate() {
        if 1 < scripts.len() {
            let _ = writeln!(output, "{}== {file}", if index == 0 { "" } else { "\n" });
        }
        match read(file, bytes) {
            Ok(script) => {
                let transcript = run(&script);
                let _ = write!(output, "{transcript}");
                tally.add(&transcript);
            }
            Err(unread) => {
                tally.unread += unread.len();
                for error in unread {
                    let _ = writeln!(errors, "{error}");
                }
            }
        }
    }
    // A reader that closes the pipe early, such as `head`, is no failure of ours.
    let _ = write!(output, "\n{}", tally.summary(scripts.len()));
    u8::from(!tally.failures.is_empty() || 0 < tally.unread)
}

/// What all scripts together came to.
#[derive(Default)]
struct Tally {
    unread: usize,
    expectations: usize,
    failures: Vec<String>,
}

impl Tally {
    fn add(&mut self, transcript: &Transcript) {
        self.expectations += transcript.expectations();
        self.failures.extend(transcript.failures().iter().map(ToString::to_string));
    }

    fn summary(&self, files: usize) -> String {
        let unread = || format!("{} could not be read", counted(self.unread, "line"));
        let outcome = match (self.failures.len(), self.unread) {
            (0, 0) => "all as expected".to_string(),
            (failed, 0) => counted(failed, "failure"),
            (0, _) => unread(),
            (failed, _) => format!("{}, and {}", counted(failed, "failure"), unread()),
        };
        let (expectations, files) =
            (counted(self.expectations, "expectation"), counted(files, "file"));
        let mut summary = format!("{expectations} in {files}: {outcome}\n");
        for failure in &self.failures {
            summary.push_str(failure);
            summary.push('\n');
        }
        summary
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn bytes_of(file: &str, input: &mut dyn Read) -> std::io::Result<Vec<u8>> {
    if file != "-" {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map(|_| bytes)
}

const USAGE: &str = "\
usage: cargo run --example scenario -- FILE…

Reads dated scripts about a certified mailbox and prints, under each line, the events with their
rules, the state in words, access, and the next deadline. `-` reads the standard input. The language
is described in the manual, and scripts to begin with stand in tests/audit/scenarios.

exit status: 0 as expected; 1 an expectation failed or a line cannot be read; 2 no script was read";
