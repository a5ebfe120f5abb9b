//! How far a run has come: watched by bars for people, and by tests that stop it half-way.

use std::fmt;

use anyhow::Result;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use pec_renewal::values::Day;

/// A part of the run that is made of many transactions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// Rows of a portfolio file are read.
    Import,
    /// Deadlines are worked out under a new policy.
    Deadlines,
    /// Reports are taken in.
    Reports,
    /// Mailboxes that are due are ticked.
    Ticks,
    /// Errands go out.
    Errands,
    /// The database is checked.
    Check,
    /// Charges of the past are counted.
    History,
    /// The days to come are lived.
    Forecast,
}

/// Follows a run.
pub trait Watch {
    /// So many nights begin.
    fn nights(&mut self, count: u64);

    /// A night begins.
    fn night(&mut self, day: Day);

    /// A step of so many pieces begins.
    fn begin(&mut self, step: Step, pieces: u64);

    /// The next piece begins.
    ///
    /// # Errors
    ///
    /// Where the run is to stop here; of what was done before, whole transactions stand.
    fn advance(&mut self) -> Result<()>;

    /// The step is over.
    fn end(&mut self);

    /// The night is over.
    fn night_over(&mut self);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

/// Progress bars on the terminal; nothing where there is none.
#[derive(Debug)]
pub struct Bars {
    all: MultiProgress,
    nights: Option<ProgressBar>,
    step: Option<ProgressBar>,
}

impl Bars {
    /// No bar yet.
    #[must_use]
    pub fn new() -> Self {
        Self { all: MultiProgress::new(), nights: None, step: None }
    }
}

impl Default for Bars {
    fn default() -> Self {
        Self::new()
    }
}

impl Watch for Quiet {
    fn nights(&mut self, _count: u64) {}
    fn night(&mut self, _day: Day) {}
    fn begin(&mut self, _step: Step, _pieces: u64) {}
    fn advance(&mut self) -> Result<()> {
        Ok(())
    }
    fn end(&mut self) {}
    fn night_over(&mut self) {}
}

impl Watch for Bars {
    fn nights(&mut self, count: u64) {
        if count != 0 {
            let bar = ProgressBar::new(count).with_style(style(NIGHTS));
            self.nights = Some(self.all.add(bar));
        }
    }

    fn night(&mut self, day: Day) {
        if let Some(bar) = &self.nights {
            bar.set_message(day.to_string());
        }
    }

    fn begin(&mut self, step: Step, pieces: u64) {
        let bar = ProgressBar::new(pieces).with_style(style(PIECES)).with_message(step.to_string());
        self.step = Some(self.all.add(bar));
    }

    fn advance(&mut self) -> Result<()> {
        if let Some(bar) = &self.step {
            bar.inc(1);
        }
        Ok(())
    }

    fn end(&mut self) {
        if let Some(bar) = self.step.take() {
            bar.finish_and_clear();
            self.all.remove(&bar);
        }
    }

    fn night_over(&mut self) {
        if let Some(bar) = &self.nights {
            bar.inc(1);
            if bar.length().is_some_and(|length| length <= bar.position()) {
                bar.finish_and_clear();
            }
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Import => "import",
            Self::Deadlines => "deadlines",
            Self::Reports => "reports",
            Self::Ticks => "ticks",
            Self::Errands => "errands",
            Self::Check => "check",
            Self::History => "history",
            Self::Forecast => "forecast",
        })
    }
}

/// A wrong template would only cost the looks, so it is no reason to stop.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

const NIGHTS: &str = "{bar:30} night {pos}/{len}  {msg}  {per_sec}  {eta} left";
const PIECES: &str = "{bar:30} {msg} {human_pos}/{human_len}  {per_sec}  {eta} left";
