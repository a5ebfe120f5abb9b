//! What is said to a mailbox's object, and what it answers, as JSON.

use pec_outside::Report;
use pec_renewal::{
    Command, Event, Mailbox, Opening, Refusal,
    values::{Day, Moment},
};
use serde::{Deserialize, Serialize};

use super::kept::{Handled, Waits};

/// `open`: the mailbox is to be opened.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// With this.
    pub opening: Opening,
    /// When, in a simulation.
    pub at: Option<Moment>,
}

/// `command`: somebody wants something, and waits for the answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// This.
    pub command: Command,
    /// When, in a simulation; without it, at the mailbox's own time.
    pub at: Option<Moment>,
}

/// What became of an opening or a command.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Answer {
    /// It was so already.
    AlreadySo,
    /// These events were recorded.
    Recorded(Vec<Event>),
    /// The engine refused, and nothing changes.
    Refused {
        /// The refusal's own name, which never changes.
        code: String,
        /// The refusal in words.
        says: String,
        /// The refusal, with the facts that it rests on.
        refusal: Box<Refusal>,
    },
    /// No such mailbox was opened.
    Unknown,
}

/// `report`: what happened outside. The answer says whether it was new.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The report.
    pub report: Report,
}

/// `wake`: a timer rang.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wake {
    /// For the night of this day.
    pub night: Day,
}

/// `take_policy`: a policy comes in force.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TakePolicy {
    /// Its version.
    pub version: String,
    /// From then on.
    pub from: Moment,
}

/// `live`: in a simulation, the mailbox lives until the night of this day.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    /// That day.
    pub until: Day,
}

/// `seen`: all that is kept of a mailbox.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Its state.
    pub state: Mailbox,
    /// Its events, in their order.
    pub events: Vec<Event>,
    /// What waits.
    pub waits: Waits,
    /// The reports that were handled.
    pub handled: Vec<Handled>,
}
