//! The holder's consent to automatic renewal, on record.

use serde::{Deserialize, Serialize};

use crate::values::{ConsentId, Day};

/// A consent to automatic renewal, as the caller keeps it on record.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The day on which the holder gave it, not after that of the command.
    pub on: Day,
    /// The caller's record of it.
    pub record: ConsentId,
}
