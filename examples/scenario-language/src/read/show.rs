//! What is to be shown of the mailbox as it stands.

use pec_renewal::Assumption;

use super::value;
use crate::{cursor::Cursor, error::Fault, script::Show};

pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Option<Show>, Fault> {
    if cursor.takes("notices") {
        return Ok(Some(Show::Notices));
    }
    if cursor.takes("errands") {
        return Ok(Some(Show::Errands));
    }
    if !cursor.takes("project until") {
        return Ok(None);
    }
    let until = value::day(cursor)?;
    let others = [
        ("if charges settle", Assumption::Settled),
        ("if charges are declined", Assumption::SoftlyDeclined),
        ("if charges stay unanswered", Assumption::Unanswered),
    ];
    let assumed = others.into_iter().find(|(phrase, _)| cursor.takes(phrase));
    // Notices speak of this one, too.
    let assumption = assumed.map_or(Assumption::Settled, |(_, assumption)| assumption);
    Ok(Some(Show::Projection { until, assumption }))
}
