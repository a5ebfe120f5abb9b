//! The policy, line by line: a preset, its parameters one at a time, the rows of the price list.
//!
//! Lines that follow one another are one policy: only at their end is it checked, so that two
//! parameters that go together only in their new values can be set one after the other.

use pec_renewal::{
    catalogue::{Parameters, Policy, PriceList, PriceRow},
    values::{Day, VatRate},
};

use super::{Reader, parameter, value};
use crate::{cursor::Cursor, error::Fault, script::Statement};

/// A policy that is being written down.
pub(super) struct Draft {
    parameters: Parameters,
    rows: Vec<PriceRow>,
    list_version: u32,
    /// The lines that changed it since it was last checked.
    pending: Option<Pending>,
}

#[derive(Clone, Copy)]
struct Pending {
    /// The last of them, where the policy takes effect.
    line: usize,
    column: usize,
    day: Option<Day>,
    parameters: bool,
    version: bool,
    prices: bool,
}

impl Draft {
    /// A preset, as it stands.
    pub(super) fn of(preset: &Policy) -> Self {
        Self {
            parameters: preset.parameters().clone(),
            rows: preset.prices().rows().to_vec(),
            list_version: preset.prices().version(),
            pending: None,
        }
    }
}

impl Reader {
    /// Reads the line if it is about the policy.
    pub(super) fn policy_line(
        &mut self,
        line: usize,
        day: Option<Day>,
        cursor: &mut Cursor<'_>,
    ) -> Result<bool, Fault> {
        let column = cursor.column();
        let (mut parameters, mut version, mut prices) = (false, false, false);
        if self.draft.pending.is_some_and(|pending| pending.day != day) {
            self.close_policy();
        }
        if cursor.takes("policy") {
            let preset = preset(cursor)?;
            let Draft { parameters: kept, list_version, pending, .. } = &self.draft;
            let (kept_version, list_version, pending) = (kept.version, *list_version, *pending);
            self.draft = Draft { list_version, pending, ..Draft::of(&preset) };
            self.draft.parameters.version = kept_version;
            (parameters, prices) = (true, true);
        } else if cursor.takes("set") {
            version = parameter::read(&mut self.draft.parameters, cursor)?;
            parameters = true;
        } else if cursor.takes("prices clear") {
            self.draft.rows.clear();
            prices = true;
        } else if cursor.takes("price") {
            let row = price_row(cursor)?;
            self.draft.rows.push(row);
            prices = true;
        } else {
            return Ok(false);
        }
        let before = self.draft.pending;
        self.draft.pending = Some(Pending {
            line,
            column,
            day,
            parameters: parameters || before.is_some_and(|before| before.parameters),
            version: version || before.is_some_and(|before| before.version),
            prices: prices || before.is_some_and(|before| before.prices),
        });
        Ok(true)
    }

    /// Checks the policy that the lines before this one wrote down, and puts it in force at the last
    /// of them. One that changes on the way has a version of its own.
    pub(super) fn close_policy(&mut self) {
        let Some(pending) = self.draft.pending.take() else {
            return;
        };
        if self.begun {
            if pending.parameters && !pending.version {
                let version = self.draft.parameters.version;
                self.draft.parameters.version = version.saturating_add(1);
            }
            if pending.prices {
                self.draft.list_version = self.draft.list_version.saturating_add(1);
            }
        }
        match self.draft.policy() {
            Ok(policy) => {
                let line = self.lines.iter_mut().find(|line| line.number == pending.line);
                if let Some(line) = line {
                    line.statement = Statement::Policy(Box::new(policy));
                }
            }
            Err(why) => {
                let problem = format!("this policy does not hold together: {why}");
                self.overdue = Some((pending.line, Fault::new(pending.column, problem)));
            }
        }
    }
}

impl Draft {
    fn policy(&self) -> Result<Policy, String> {
        let prices = PriceList::new(self.list_version, self.rows.clone());
        let prices = prices.map_err(|why| why.to_string())?;
        Policy::new(self.parameters.clone(), prices).map_err(|why| why.to_string())
    }
}

fn preset(cursor: &mut Cursor<'_>) -> Result<Policy, Fault> {
    let named = Policy::PRESETS.iter().find(|(name, _)| cursor.takes(name));
    named.map(|(_, preset)| preset()).ok_or_else(|| cursor.unexpected())
}

fn price_row(cursor: &mut Cursor<'_>) -> Result<PriceRow, Fault> {
    let plan = value::plan(cursor)?;
    cursor.needs("for")?;
    let term = value::years(cursor)?;
    let mut row = PriceRow {
        plan,
        term,
        net: value::money(cursor)?,
        extra_mailbox_gb_net: None,
        extra_archive_gb_net: None,
        vat: VatRate::ORDINARY,
        from: Day::new(2000, 1, 1).unwrap_or(Day::MIN),
        until: None,
    };
    loop {
        if row.extra_mailbox_gb_net.is_none() && cursor.takes("extra mailbox") {
            row.extra_mailbox_gb_net = Some(value::money(cursor)?);
        } else if row.extra_archive_gb_net.is_none() && cursor.takes("extra archive") {
            row.extra_archive_gb_net = Some(value::money(cursor)?);
        } else if cursor.takes("vat") {
            row.vat = cursor.value("a percentage, as in 22")?;
        } else if cursor.takes("from") {
            row.from = value::day(cursor)?;
        } else if row.until.is_none() && cursor.takes("until") {
            row.until = Some(value::day(cursor)?);
        } else {
            return Ok(row);
        }
    }
}
