//! What holds from a line on without being a command: zone, mailbox, holder, methods.

use chrono_tz::Tz;
use pec_renewal::catalogue::Method;

use super::{Reader, method_id, value};
use crate::{cursor::Cursor, error::Fault, script::Statement};

pub(super) fn read(reader: &mut Reader, cursor: &mut Cursor<'_>) -> Result<Statement, Fault> {
    if cursor.takes("zone") {
        reader.close_policy();
        return zone(reader, cursor);
    }
    if cursor.takes("mailbox") {
        reader.close_policy();
        let name = value::name(cursor, "a name for the mailbox")?;
        reader.mailbox = reader.mailbox_named(name);
        return Ok(Statement::Mailbox(reader.mailbox));
    }
    if cursor.takes("holder") {
        reader.close_policy();
        reader.holder = value::holder(cursor)?;
        return Ok(Statement::Quiet);
    }
    if cursor.takes("method") {
        reader.close_policy();
        method(reader, cursor)?;
        return Ok(Statement::Quiet);
    }
    cursor.expects("a day as YYYY-MM-DD");
    Err(cursor.unexpected())
}

fn zone(reader: &mut Reader, cursor: &mut Cursor<'_>) -> Result<Statement, Fault> {
    let word = cursor.word("the name of a zone, as in Europe/Rome")?;
    if reader.begun {
        let problem = "the zone comes too late: expected it before the first day";
        return Err(Fault::new(word.column, problem));
    }
    reader.zone = word.text.parse::<Tz>().map_err(|_| {
        let problem = format!("{:?} is no zone: expected a name such as Europe/Rome", word.text);
        Fault::new(word.column, problem)
    })?;
    Ok(Statement::Quiet)
}

/// A method named again stays the same method; what is said of it holds from here on.
fn method(reader: &mut Reader, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    let name = value::name(cursor, "a name for the method")?;
    let kind = value::method_kind(cursor)?;
    let mut valid_until = None;
    let mut mandate_cap = None;
    loop {
        if valid_until.is_none() && cursor.takes("valid until") {
            valid_until = Some(value::day(cursor)?);
        } else if mandate_cap.is_none() && cursor.takes("cap") {
            mandate_cap = Some(value::money(cursor)?);
        } else {
            break;
        }
    }
    let known = reader.names.methods.iter().position(|known| known == name);
    let index = known.unwrap_or(reader.names.methods.len());
    let method = Method { id: method_id(index), kind, valid_until, mandate_cap };
    if let Some(said) = reader.methods.get_mut(index) {
        *said = method;
    } else {
        reader.names.methods.push(name.to_string());
        reader.methods.push(method);
    }
    Ok(())
}
