//! What a table is, and how it prints.

use std::fmt;

/// Every state of one machine by every input, and what becomes of it.
///
/// It prints as what it says, the names of its states and of its inputs, and one line a pair.
pub struct Table {
    /// The machine's name, as its module is called.
    pub machine: &'static str,
    /// What the table says.
    pub sentence: &'static str,
    /// What the mailbox keeps beside the machine, if anything that its inputs speak of.
    pub beside: Option<&'static str>,
    /// One row for each pair of a state and an input.
    pub rows: Vec<Row>,
}

/// What becomes of one state when one input happens.
pub struct Row {
    /// The state.
    pub from: Words,
    /// The input.
    pub input: Words,
    /// The state that follows, or why the input has no place in this one.
    pub outcome: Result<Words, &'static str>,
}

/// A state or an input in words: what it is called, and what tells it from others so called.
pub struct Words {
    /// The name of the variant.
    pub name: &'static str,
    /// Its data, as far as they matter; may be empty.
    pub detail: String,
}

impl Table {
    /// The table of a machine: asks `step` for every pair.
    pub fn of<S: InWords, I: InWords, N: InWords>(
        machine: &'static str,
        sentence: &'static str,
        states: &[S],
        inputs: impl Fn(&S) -> Vec<I>,
        step: impl Fn(&S, I) -> Result<N, &'static str>,
    ) -> Self {
        let rows_of = |state: &S| -> Vec<Row> {
            let row = |input: I| Row {
                from: state.words(),
                input: input.words(),
                outcome: step(state, input).map(|next| next.words()),
            };
            inputs(state).into_iter().map(row).collect()
        };
        let rows = states.iter().flat_map(rows_of).collect();
        Self { machine, sentence, beside: None, rows }
    }

    /// What its states or its inputs are called, each once, in the order in which they come.
    fn names(&self, part: fn(&Row) -> &Words) -> Vec<&'static str> {
        let mut names = Vec::new();
        for name in self.rows.iter().map(|row| part(row).name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// What can be put in words for a table.
pub trait InWords {
    /// Its words.
    fn words(&self) -> Words;
}

impl Words {
    pub const fn plain(name: &'static str) -> Self {
        Self { name, detail: String::new() }
    }

    pub const fn with(name: &'static str, detail: String) -> Self {
        Self { name, detail }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.detail.is_empty() {
            f.pad(self.name)
        } else {
            f.pad(&format!("{} ({})", self.name, self.detail))
        }
    }
}

const NOT_SHOWN: &str = "Not shown: when an input is given at all, which is for the rules around the machine, \
                         and other numbers and days than those here.";

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |part: fn(&Row) -> &Words| {
            let lengths = self.rows.iter().map(part).map(|words| format!("{words}").len());
            lengths.max().unwrap_or_default()
        };
        let (from, input) = (width(|row| &row.from), width(|row| &row.input));
        writeln!(f, "{}\n", self.sentence)?;
        writeln!(f, "States: {}.", self.names(|row| &row.from).join(", "))?;
        writeln!(f, "Inputs: {}.", self.names(|row| &row.input).join(", "))?;
        writeln!(f, "{NOT_SHOWN}\n")?;
        for row in &self.rows {
            write!(f, "{:from$} | {:input$} | ", row.from, row.input)?;
            match &row.outcome {
                Ok(next) => writeln!(f, "becomes {next}")?,
                Err(why) => writeln!(f, "invalid: {why}")?,
            }
        }
        Ok(())
    }
}
