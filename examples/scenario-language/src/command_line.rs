//! What the example `scenario` does, with its streams in the hands of whoever calls it.

use std::{
    fs,
    io::{Read, Write},
};

use crate::{Lang, Transcript, read, run_in};

/// Runs the scripts of these files, `-` being the input; the exit status. `--lang it` among the
/// arguments tells them in Italian.
///
/// It is 0 if all is as expected, 1 if an expectation fails or a line cannot be read, and 2 if a
/// file cannot be opened or says no command, or none is named.
pub fn command_line(
    arguments: &[String],
    input: &mut dyn Read,
    output: &mut dyn Write,
    errors: &mut dyn Write,
) -> u8 {
    if arguments.iter().any(|argument| argument == "-h" || argument == "--help") {
        let _ = writeln!(output, "{USAGE}");
        return 0;
    }
    let (files, lang) = match asked(arguments) {
        Ok(asked) => asked,
        Err(why) => {
            let _ = writeln!(errors, "{why}");
            return 2;
        }
    };
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
                let transcript = run_in(&script, lang);
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
    let _ = write!(output, "\n{}", tally.summary(scripts.len(), lang));
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

    fn summary(&self, files: usize, lang: Lang) -> String {
        let mut wrong = Vec::new();
        if !self.failures.is_empty() {
            wrong.push(lang.failures(self.failures.len()));
        }
        if 0 < self.unread {
            wrong.push(lang.unread(self.unread));
        }
        if 0 < self.empty {
            wrong.push(lang.nothing_to_run(self.empty));
        }
        let outcome = match (wrong.is_empty(), self.expectations) {
            (false, _) => wrong.join(lang.and()),
            (true, 0) => lang.nothing_failed().to_string(),
            (true, _) => lang.all_as_expected().to_string(),
        };
        let mut summary = format!("{}: {outcome}\n", lang.expectations(self.expectations, files));
        for file in &self.unexpecting {
            summary.push_str(file);
            summary.push_str(lang.expects_nothing());
        }
        for failure in &self.failures {
            summary.push_str(failure);
            summary.push('\n');
        }
        summary
    }
}

/// The files named, and the language.
fn asked(arguments: &[String]) -> Result<(Vec<&String>, Lang), String> {
    let (mut files, mut lang) = (Vec::new(), Lang::En);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let text = match argument.strip_prefix("--lang") {
            Some("") => rest.next().map_or("", String::as_str),
            Some(value) if value.starts_with('=') => &value[1..],
            Some(_) | None => {
                files.push(argument);
                continue;
            }
        };
        lang = text.parse().map_err(|why| format!("--lang: {why}"))?;
    }
    Ok((files, lang))
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
usage: cargo run --example scenario -- [--lang it] FILE…

Reads dated scripts about a certified mailbox and prints, under each line, the events with their
rules, the state in words, access, and the next deadline. `-` reads the standard input. With
`--lang it` they are told in Italian. The language is described in the manual, and scripts to begin
with stand in tests/audit/scenarios.

exit status: 0 as expected; 1 an expectation failed or a line cannot be read; 2 a file cannot be
opened, or says no command";
