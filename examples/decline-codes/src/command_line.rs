//! What the program does, with its streams in the hands of whoever calls it.

use std::{
    error::Error,
    io::{self, Write},
};

use chrono::{DateTime, FixedOffset};

use crate::{Code, Meaning, Scheme, Table};

/// Prints what these arguments ask for; the exit status.
///
/// It is 0 if they were answered, and 2 if they are not understood or the answer cannot be written.
pub fn command_line(arguments: &[String], output: &mut dyn Write, errors: &mut dyn Write) -> u8 {
    let answered = Asked::read(arguments).and_then(|asked| {
        let table = Table::bundled()?;
        match asked {
            Asked::Help => writeln!(output, "{USAGE}")?,
            Asked::Table => whole(&table, output)?,
            Asked::Answer { codes, at } => answer(&table, &codes, at.as_ref(), output)?,
        }
        Ok(output.flush()?)
    });
    match answered {
        Ok(()) => 0,
        // A reader that closes the pipe early, such as `head`, is no failure of ours.
        Err(error)
            if error
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) =>
        {
            0
        }
        Err(error) => {
            let _ = writeln!(errors, "pec-decline-codes: {error}");
            2
        }
    }
}

enum Asked<'a> {
    Help,
    Table,
    Answer { codes: Vec<Code<'a>>, at: Option<DateTime<FixedOffset>> },
}

impl<'a> Asked<'a> {
    fn read(arguments: &'a [String]) -> Result<Self, Box<dyn Error>> {
        let mut codes: Vec<Code<'_>> = Vec::new();
        let mut at = None;
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "-h" | "--help" => return Ok(Self::Help),
                "--at" => {
                    let text = words.next().unwrap_or_default();
                    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| {
                        format!(
                            "--at {text:?} is no moment: expected one as 2027-01-08T23:30:00+01:00"
                        )
                    })?;
                    at = Some(moment);
                }
                _ => {
                    let scheme: Scheme = word.parse()?;
                    if codes.iter().any(|code| code.scheme == scheme) {
                        return Err(
                            format!("{scheme} twice: expected one code of each scheme").into()
                        );
                    }
                    let Some(code) = words.next() else {
                        let known = known(&Table::bundled()?, scheme);
                        return Err(
                            format!("{scheme} without a code: expected one of {known}").into()
                        );
                    };
                    codes.push(Code::new(scheme, code));
                }
            }
        }
        match (codes.is_empty(), at) {
            (true, None) => Ok(Self::Table),
            (true, Some(_)) => Err("--at without a code: expected a scheme and a code too".into()),
            (false, at) => Ok(Self::Answer { codes, at }),
        }
    }
}

fn answer(
    table: &Table,
    codes: &[Code<'_>],
    at: Option<&DateTime<FixedOffset>>,
    output: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let reading = table.reading(codes);
    write!(output, "{}", reading.meaning())?;
    if let (Meaning::SoftDecline { not_before: Some(wait) }, Some(at)) = (reading.meaning(), at) {
        write!(output, " ({})", wait.over_on(at)?)?;
    }
    writeln!(output)?;
    if !reading.why().is_empty() {
        writeln!(output, "  why: {}", reading.why())?;
    }
    for row in reading.rows() {
        writeln!(output, "\n{} {}: {}", row.scheme, row.code, row.says)?;
        writeln!(output, "  outcome: {}", row.meaning)?;
        if !row.advice.is_empty() {
            writeln!(output, "  advice: {}", row.advice)?;
        }
        for source in row.sources.iter().filter_map(|key| table.source(key)) {
            let address = if source.address.is_empty() { "" } else { ", " };
            writeln!(output, "  source: {}{address}{}", source.title, source.address)?;
        }
    }
    for code in reading.unlisted() {
        writeln!(output, "\n{} {}: not listed", code.scheme, code.code)?;
        writeln!(output, "  listed are: {}", known(table, code.scheme))?;
    }
    Ok(())
}

fn whole(table: &Table, output: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let outcomes = table.rows().iter().map(|row| row.meaning.to_string().len());
    let outcome_width = outcomes.max().unwrap_or_default();
    for scheme in Scheme::ALL {
        writeln!(output, "{scheme}")?;
        let code_width = table.codes(scheme).map(str::len).max().unwrap_or_default();
        for row in table.rows().iter().filter(|row| row.scheme == scheme) {
            let outcome = row.meaning.to_string();
            write!(output, "  {:code_width$}  {outcome:outcome_width$}  {}", row.code, row.says)?;
            if !row.advice.is_empty() {
                write!(output, "; advice: {}", row.advice)?;
            }
            writeln!(output, " [{}]", row.sources.join(", "))?;
        }
        writeln!(output)?;
    }
    writeln!(output, "sources")?;
    for (key, source) in table.sources() {
        let address = if source.address.is_empty() { "" } else { ", " };
        writeln!(output, "  {key}: {}{address}{}", source.title, source.address)?;
    }
    Ok(())
}

fn known(table: &Table, scheme: Scheme) -> String {
    table.codes(scheme).collect::<Vec<&str>>().join(", ")
}

const USAGE: &str = "\
usage: cargo run -p pec-decline-codes -- [SCHEME CODE]… [--at MOMENT]

Prints which outcome to report to pec-renewal for an answer of a gateway, why, and the sources. Give
all codes of one answer, each after its scheme. With --at, the moment of the answer in the provider's
zone, it also prints the day before which the method is not to be asked again. Without arguments it
prints the whole table.

  visa 51
  mastercard 51 mastercard-advice 24 --at 2027-01-08T23:30:00+01:00

schemes: iso-8583, visa, visa-category, mastercard, mastercard-advice, paypal, paypal-nvp
exit status: 0 answered; 2 not understood, and the message names what is known";
