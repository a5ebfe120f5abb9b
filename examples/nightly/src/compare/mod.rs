//! Two policies side by side: what they set differently, and the year of one mailbox under each.
//!
//! The year is the engine's own projection ([`pec_renewal::project`]); nothing here knows a rule.
//!
//! The mailbox is that of [`year`](crate::year). `text`: the comparison in words; `drawing`: as a timeline.

mod drawing;
mod text;

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use pec_renewal::catalogue::Policy;

use crate::policy;

/// Two policies that are compared, each with its name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pair {
    names: [String; 2],
    policies: [Policy; 2],
}

impl Pair {
    /// The presets of these names, or the policies of these files.
    ///
    /// # Errors
    ///
    /// Where there are not two of them, or one is neither a preset's name nor a policy file.
    pub fn read(asked: &[PathBuf]) -> Result<Self> {
        let [first, second] = asked else {
            bail!("two policies are compared: name two presets or files");
        };
        Ok(Self {
            names: [first, second].map(|asked| shown(asked)),
            policies: [policy::read(first)?, policy::read(second)?],
        })
    }

    /// The comparison in words.
    ///
    /// # Errors
    ///
    /// Never in practice: every day of it is in the calendar.
    pub fn text(&self) -> Result<String> {
        text::written_out(self)
    }

    /// The year of a mailbox whose charges are all declined, under each policy, as a drawing that
    /// needs no other file.
    ///
    /// # Errors
    ///
    /// Never in practice: every day of it is in the calendar.
    pub fn svg(&self) -> Result<String> {
        drawing::drawn(self)
    }
}

/// The comparison in words, and the timeline written to a file, where one is named.
///
/// # Errors
///
/// Where a policy cannot be read or the file cannot be written.
pub fn run(asked: &[PathBuf], svg: Option<&Path>) -> Result<String> {
    let pair = Pair::read(asked)?;
    let mut report = pair.text()?;
    if let Some(file) = svg {
        let shown = file.display();
        fs::write(file, pair.svg()?).with_context(|| {
            format!("the timeline cannot be written to {shown}: does its folder exist?")
        })?;
        write!(report, "\n\nThe timeline is in {shown}.")?;
    }
    Ok(report)
}

/// A preset's name, or a file's without its folder.
fn shown(asked: &Path) -> String {
    asked.file_name().unwrap_or(asked.as_os_str()).to_string_lossy().into_owned()
}
