//! What is killed how often, and over what.

use std::fmt;

use anyhow::{Context, Result};

pub struct Plan {
    pub seed: u64,
    pub kills: u64,
    pub mailboxes: u64,
    pub days: u16,
    pub nodes: u16,
    /// How long a day takes, in milliseconds.
    pub day: u64,
}

impl Plan {
    pub fn from_environment() -> Result<Self> {
        Ok(Self {
            seed: number("KILLS_SEED", 1)?,
            kills: number("KILLS", 3)?,
            mailboxes: number("KILLS_MAILBOXES", 100)?,
            days: u16::try_from(number("KILLS_DAYS", 365)?)?,
            nodes: u16::try_from(number("KILLS_NODES", 1)?)?,
            day: number("KILLS_DAY", 30)?,
        })
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, kills, mailboxes, days, nodes, day } = self;
        write!(
            f,
            "KILLS_SEED={seed} KILLS={kills} KILLS_MAILBOXES={mailboxes} KILLS_DAYS={days} \
             KILLS_NODES={nodes} KILLS_DAY={day}"
        )
    }
}

/// A number from the environment.
fn number(name: &str, otherwise: u64) -> Result<u64> {
    match std::env::var(name) {
        Err(_) => Ok(otherwise),
        Ok(text) => text.parse().with_context(|| format!("{name} is {text:?}, and no number")),
    }
}
