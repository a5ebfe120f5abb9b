//! From the bytes of a file to a [`Script`]: every line read, every name resolved.
//!
//! - `value`: days, amounts, purchases, orders: what several lines share.
//! - `setting`: zone, mailbox, holder, methods. `policy`, `parameter`: the policy and its prices.
//! - `act`: what is asked or reported on a day. `expectation`, `past`: what should then be so. `show`:
//!   what is to be shown.

mod act;
mod carried;
mod expectation;
mod parameter;
mod past;
mod policy;
mod setting;
mod show;
mod value;

use chrono_tz::Tz;
pub(crate) use expectation::action_name;
use pec_renewal::{
    catalogue::{Holder, HolderKind, Method, Policy},
    values::{AccountId, ConsentId, Day, MailboxId, MethodId, Moment, TaxId, uuid::Uuid},
};
use policy::Draft;

use crate::{
    clock::{self, MORNING, Time},
    cursor::Cursor,
    error::{Fault, ReadError},
    script::{Line, Names, Script, Statement},
    shown,
};

/// Reads a script.
///
/// The file name is only repeated in errors and failures.
///
/// # Errors
/// Every line that cannot be read, in their order.
pub fn read(file: &str, bytes: &[u8]) -> Result<Script, Vec<ReadError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader::new();
    let mut errors = Vec::new();
    let mut sources = Vec::new();
    let mut lines = bytes.split(|byte| *byte == b'\n').peekable();
    let mut number = 0;
    while let Some(line) = lines.next() {
        // After the last line break there is no line.
        if line.is_empty() && lines.peek().is_none() {
            break;
        }
        number += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match text(line) {
            Ok(source) => {
                sources.push(source.to_string());
                if let Err(fault) = reader.line(number, source) {
                    errors.push(fault.at(file, number, source));
                }
            }
            Err((fault, legible)) => {
                errors.push(fault.at(file, number, &legible));
                sources.push(legible);
            }
        }
        if let Some((number, fault)) = reader.overdue.take() {
            errors.push(fault.at(file, number, sources.get(number - 1).map_or("", |line| line)));
        }
    }
    reader.close_policy();
    if let Some((number, fault)) = reader.overdue.take() {
        errors.push(fault.at(file, number, sources.get(number - 1).map_or("", |line| line)));
    }
    if errors.is_empty() {
        Ok(Script {
            file: file.to_string(),
            zone: reader.zone,
            lines: reader.lines,
            names: reader.names,
        })
    } else {
        errors.sort_by_key(|error| (error.line, error.column));
        Err(errors)
    }
}

/// The line as text, or what is wrong with it and as much of it as is text.
fn text(line: &[u8]) -> Result<&str, (Fault, String)> {
    std::str::from_utf8(line).map_err(|why| {
        let legible = String::from_utf8_lossy(line).into_owned();
        let before = line.get(..why.valid_up_to()).unwrap_or_default();
        let column = String::from_utf8_lossy(before).chars().count() + 1;
        (Fault::new(column, "a byte that is no text: expected UTF-8"), legible)
    })
}

/// What the lines read so far say about those to come.
struct Reader {
    zone: Tz,
    /// A dated line was read: settings from the start come too late now.
    begun: bool,
    draft: Draft,
    holder: Holder,
    /// What is said of each named method, in the order of naming.
    methods: Vec<Method>,
    mailbox: MailboxId,
    names: Names,
    /// Payments without a reference of their own.
    payments: u32,
    lines: Vec<Line>,
    /// A fault of an earlier line that only shows now.
    overdue: Option<(usize, Fault)>,
}

/// When a line happens.
#[derive(Clone, Copy)]
struct When {
    day: Day,
    time: Time,
    /// Where the line names an instant in place of a day and a time of the zone.
    instant: Option<Moment>,
    /// The column of the date, and of the time if there is one.
    column: usize,
}

impl Reader {
    fn new() -> Self {
        let mut reader = Self {
            zone: Tz::Europe__Rome,
            begun: false,
            draft: Draft::of(&Policy::aruba()),
            holder: Holder { kind: HolderKind::Consumer, tax_id: fictitious() },
            methods: Vec::new(),
            mailbox: mailbox_id(0),
            names: Names::default(),
            payments: 0,
            lines: Vec::new(),
            overdue: None,
        };
        reader.mailbox = reader.mailbox_named(UNNAMED);
        reader
    }

    fn line(&mut self, number: usize, source: &str) -> Result<(), Fault> {
        let text = shown::line(source, None);
        self.lines.push(Line { number, text, statement: Statement::Quiet });
        let mut cursor = Cursor::new(source)?;
        let Some(first) = cursor.peek() else {
            return Ok(());
        };
        let statement = if first.text.starts_with(|start: char| start.is_ascii_digit()) {
            self.dated(number, &mut cursor)?
        } else {
            self.undated(number, &mut cursor)?
        };
        cursor.end()?;
        if let Some(line) = self.lines.last_mut() {
            line.statement = statement;
        }
        Ok(())
    }

    fn dated(&mut self, number: usize, cursor: &mut Cursor<'_>) -> Result<Statement, Fault> {
        let when = self.when(cursor)?;
        if cursor.takes("expect") {
            self.close_policy();
            let column = cursor.column();
            let expectation = expectation::read(self, cursor)?;
            if expectation.is_of_the_refusal() {
                let problem = "a refusal is that of the line before: expected no day";
                return Err(Fault::new(column, problem));
            }
            return Ok(Statement::Expect { on: Some(when.day), expectation });
        }
        if self.policy_line(number, Some(when.day), cursor)? {
            return Ok(Statement::Quiet);
        }
        self.close_policy();
        self.begun = true;
        let at = match when.instant {
            Some(instant) => instant,
            None => clock::moment(self.zone, when.day, when.time)
                .map_err(|why| Fault::new(when.column, why))?,
        };
        let act = act::read(self, &when, cursor)?;
        Ok(Statement::Act { at, act })
    }

    fn undated(&mut self, number: usize, cursor: &mut Cursor<'_>) -> Result<Statement, Fault> {
        if cursor.takes("expect") {
            self.close_policy();
            let expectation = expectation::read(self, cursor)?;
            return Ok(Statement::Expect { on: None, expectation });
        }
        let column = cursor.column();
        if self.policy_line(number, None, cursor)? {
            if self.begun {
                return Err(Fault::new(
                    column,
                    "a policy that changes on the way needs a day: expected one before it",
                ));
            }
            return Ok(Statement::Quiet);
        }
        if let Some(show) = show::read(cursor)? {
            self.close_policy();
            return Ok(Statement::Show(show));
        }
        setting::read(self, cursor)
    }

    /// A day, a day and a time of the zone, or an instant.
    fn when(&self, cursor: &mut Cursor<'_>) -> Result<When, Fault> {
        let column = cursor.column();
        if cursor.peek().is_some_and(|word| word.text.contains('T')) {
            let instant = value::instant(cursor)?;
            let moment = Moment::in_zone(instant, &self.zone)
                .map_err(|why| Fault::new(column, why.to_string()))?;
            let (day, time) = (moment.day(), Time::of(instant, self.zone));
            return Ok(When { day, time, instant: Some(moment), column });
        }
        let day = value::day(cursor)?;
        let Some(word) = cursor.peek().filter(|word| word.text.contains(':')) else {
            return Ok(When { day, time: MORNING, instant: None, column });
        };
        let time = value::time(cursor)?;
        Ok(When { day, time, instant: None, column: word.column })
    }

    /// The identity of a mailbox, of its name's first mention.
    fn mailbox_named(&mut self, name: &str) -> MailboxId {
        let known = self.names.mailboxes.iter().position(|known| known == name);
        mailbox_id(known.unwrap_or_else(|| {
            self.names.mailboxes.push(name.to_string());
            self.names.mailboxes.len() - 1
        }))
    }

    /// The identity of a consent's record, of its name's first mention.
    fn consent_named(&mut self, name: &str) -> ConsentId {
        let known = self.names.consents.iter().position(|known| known == name);
        consent_id(known.unwrap_or_else(|| {
            self.names.consents.push(name.to_string());
            self.names.consents.len() - 1
        }))
    }

    fn account(&mut self, number: u32) -> AccountId {
        if !self.names.accounts.contains(&number) {
            self.names.accounts.push(number);
        }
        account_id(number)
    }
}

/// The identities that a script gives are the same on every run: they follow from the order of
/// naming. Mailboxes, methods, accounts and consents never share one.
pub(crate) fn mailbox_id(index: usize) -> MailboxId {
    MailboxId::new(Uuid::from_u128(1 + index as u128))
}

pub(crate) fn method_id(index: usize) -> MethodId {
    MethodId::new(Uuid::from_u128(0xCA4D_0000_0000_0001 + index as u128))
}

pub(crate) fn account_id(number: u32) -> AccountId {
    AccountId::new(Uuid::from_u128(0xACC0_0000_0000_0000 + u128::from(number)))
}

pub(crate) fn consent_id(index: usize) -> ConsentId {
    ConsentId::new(Uuid::from_u128(0xC025_0000_0000_0001 + index as u128))
}

/// The tax id of a holder of whom the script says nothing.
fn fictitious() -> TaxId {
    "XXXXXX00X00X000X".parse().expect("it has the form of a tax id")
}

/// What the mailbox is called until a script names one.
const UNNAMED: &str = "mailbox";
