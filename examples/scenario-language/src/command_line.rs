//! What the example `scenario` does, with its streams in the hands of whoever calls it.

use std::{
    fs,
    io::{Read, Write},
};

use crate::{Transcript, read, run};

/// Runs the scripts of these files, `-` being the input; the exit status.
///
/// It is 0 if all is as expected, 1 if an expectation fails or a line cannot be read, and 2 if a
/// file cannot be opened or says no command, or none is named.
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
            Ok(script) if script.says_a_command() => {
                let transcript = run(&script);
                let _ = write!(output, "{transcript}");
                tally.add(file, &transcript);
            }
            Ok(_) => {
                tally.empty += 1;
                let _ = writeln!(errors, "{file}: it says no command: expected {A_COMMAND}");
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
    tally.status()
}

/// What all scripts together came to.
#[derive(Default)]
struct Tally {
    unread: usize,
    /// Files that say no command.
    empty: usize,
    expectations: usize,
    /// Files that were run and expect nothing.
    unexpecting: Vec<String>,
    failures: Vec<String>,
}

impl Tally {
    fn add(&mut self, file: &str, transcript: &Transcript) {
        self.expectations += transcript.expectations();
        if transcript.expectations() == 0 {
            self.unexpecting.push(file.to_string());
        }
        self.failures.extend(transcript.failures().iter().map(ToString::to_string));
    }

    fn status(&self) -> u8 {
        if 0 < self.empty { 2 } else { u8::from(!self.failures.is_empty() || 0 < self.unread) }
    }

    fn summary(&self, files: usize) -> String {
        let mut wrong = Vec::new();
        if !self.failures.is_empty() {
            wrong.push(counted(self.failures.len(), "failure"));
        }
        if 0 < self.unread {
            wrong.push(format!("{} could not be read", counted(self.unread, "line")));
        }
        if 0 < self.empty {
            wrong.push(format!("nothing to run in {}", counted(self.empty, "file")));
        }
        let outcome = match (wrong.is_empty(), self.expectations) {
            (false, _) => wrong.join(", and "),
            (true, 0) => "nothing failed".to_string(),
            (true, _) => "all as expected".to_string(),
        };
        let (expectations, files) =
            (counted(self.expectations, "expectation"), counted(files, "file"));
        let mut summary = format!("{expectations} in {files}: {outcome}\n");
        for file in &self.unexpecting {
            summary.push_str(file);
            summary.push_str(" expects nothing: `expect` lines say what it shows\n");
        }
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

/// What a script cannot be without.
const A_COMMAND: &str = "a line with a day and what happens then, as in \
                         `2026-01-15 open standard for 1 year`";

const USAGE: &str = "\
usage: cargo run --example scenario -- FILE…

Reads dated scripts about a certified mailbox and prints, under each line, the events with their
rules, the state in words, access, and the next deadline. `-` reads the standard input. The language
is described in the manual, and scripts to begin with stand in tests/audit/scenarios.

exit status: 0 as expected; 1 an expectation failed or a line cannot be read; 2 a file cannot be
opened, or says no command";
