//! The outside: a gateway, a bank, a mailer, a refund desk and the holders, in a process of their own.
//!
//! ```text
//! home ──charges, inquiries, errands──▶ the outside's process ──reports──▶ home
//! ```
//!
//! Every home with a server uses it. A home reaches it by HTTP through [`Outside`], and so all that goes
//! wrong between two machines goes wrong here: a request that comes late, an answer that is lost, a
//! process that is gone. The other end is a [simulation](gateway) that keeps books of its own; nothing
//! of the engine ever reads them, but whoever [compares](reckoning) the two at the end.
//!
//! What the outside says on its own account, a webhook of a real gateway, is fetched from its list of
//! reports: a list can be read again, so a caller that was killed loses nothing, and needs no server of
//! its own.

mod client;
pub mod gateway;
pub mod process;
pub mod reckoning;
pub mod wire;

pub use self::client::Outside;

use anyhow::{Context, Result};
use chrono_tz::Europe::Rome;
use pec_nightly::today::Today;
use pec_renewal::{
    Command, Event, Fact, LeftDebt,
    catalogue::Policy,
    values::{
        Day, Moment,
        chrono::{NaiveDate, NaiveTime, TimeZone},
    },
};
use serde::{Deserialize, Serialize};

/// What the outside reports, and what waits in the inbox for its time.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Report {
    /// Its sender's own name for it: it comes in once.
    pub source: String,
    /// When it comes in.
    pub due: Moment,
    /// What it says.
    pub command: Command,
}

/// The debt that an event left, if any: no notice tells of it, so a desk asks for it (R-48, R-53).
#[must_use]
pub fn debt_of(event: &Event) -> Option<LeftDebt> {
    if let Fact::PaymentReversed(reversed) = &event.fact {
        reversed.debt
    } else if let Fact::RefundPaid { beyond, .. } = &event.fact {
        *beyond
    } else {
        None
    }
}

/// The moment of all that is done in the night of a day.
///
/// # Errors
///
/// Where the engine's calendar has no such moment.
pub fn night(day: Day) -> Result<Moment> {
    // The hour depends on day and zone alone, whatever the policy.
    Ok(Today::new(&Policy::aruba(), day, Rome)?.at())
}

/// The first moment of a day where the outside is.
///
/// # Errors
///
/// Where the engine's calendar has no such moment.
pub fn start_of(day: Day) -> Result<Moment> {
    let date = NaiveDate::from(day).and_time(NaiveTime::MIN);
    let midnight = Rome
        .from_local_datetime(&date)
        .earliest()
        .with_context(|| format!("{day} has no midnight in Rome"))?;
    Moment::in_zone(midnight.to_utc(), &Rome)
        .with_context(|| format!("the first moment of {day}: choose another day"))
}
