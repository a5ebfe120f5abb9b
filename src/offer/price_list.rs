//! What a purchase costs, and from when to when.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::plan::{Plan, Purchase, Term};
use crate::values::{Day, ExtraSpace, Money, Price, VatRate};

/// One line of a price list: what a plan costs for a term, while the line is valid.
///
/// All amounts are for the whole term and without tax.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRow {
    /// The plan.
    pub plan: Plan,
    /// The term.
    pub term: Term,
    /// For the plan alone; above zero.
    pub net: Money,
    /// For each extra GB of mail; without one, none is sold.
    pub extra_mailbox_gb_net: Option<Money>,
    /// For each extra GB of archive; without one, none is sold.
    pub extra_archive_gb_net: Option<Money>,
    /// The rate of the tax.
    pub vat: VatRate,
    /// The first day on which the line is valid.
    pub from: Day,
    /// The last day on which it is, inclusive; without one it is valid until further notice.
    pub until: Option<Day>,
}

/// A dated price list, with its version.
///
/// # Properties
/// - At most one row is valid for a plan and term on any day.
/// - Every price is above zero and within [`Money::MAX`], tax included, whatever extra space is
///   asked for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "Parts")]
pub struct PriceList {
    version: u32,
    rows: Vec<PriceRow>,
}

impl PriceList {
    /// The list of these rows, in any order; none at all is a list on which nothing has a price.
    ///
    /// # Errors
    /// - [`PriceListError::NetZero`] for a row that asks for nothing.
    /// - [`PriceListError::EndsBeforeItBegins`] for a row that is never valid.
    /// - [`PriceListError::TooHigh`] for a row of which some price could not be stated.
    /// - [`PriceListError::Overlap`] for two rows valid for the same purchase on the same day.
    pub fn new(version: u32, rows: Vec<PriceRow>) -> Result<PriceList, PriceListError> {
        rows.iter().try_for_each(PriceRow::check)?;
        for plan in Plan::ALL {
            for term in Term::ALL {
                let same = rows.iter().filter(|row| row.plan == *plan && row.term == term);
                check_overlap(same.collect())?;
            }
        }
        Ok(PriceList { version, rows })
    }

    /// A list written in this crate; a test proves that [`PriceList::new`] accepts it.
    pub(super) fn preset(version: u32, rows: Vec<PriceRow>) -> PriceList {
        PriceList { version, rows }
    }

    /// The version, as the provider counts them.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The rows, in the order given.
    #[must_use]
    pub fn rows(&self) -> &[PriceRow] {
        &self.rows
    }

    /// What the purchase costs on that day.
    ///
    /// `None` if no row is valid then, or the extra space is not offered with the plan, or not
    /// priced.
    #[must_use]
    pub fn price(&self, purchase: &Purchase, day: Day) -> Option<Price> {
        self.rows.iter().filter(|row| row.is_valid_on(day)).find_map(|row| row.price(purchase))
    }

    /// The first day, not before `from`, on which the purchase has a price, if any.
    #[must_use]
    pub fn first_priced_day(&self, purchase: &Purchase, from: Day) -> Option<Day> {
        self.rows
            .iter()
            .filter(|row| row.price(purchase).is_some())
            .map(|row| (row, row.from.max(from)))
            .filter(|(row, day)| row.is_valid_on(*day))
            .map(|(_, day)| day)
            .min()
    }
}

impl PriceRow {
    fn is_valid_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    fn price(&self, purchase: &Purchase) -> Option<Price> {
        let Purchase { plan, extra, term } = *purchase;
        if (plan, term) != (self.plan, self.term) || !plan.offers(extra) {
            return None;
        }
        self.price_with(extra)
    }

    fn price_with(&self, extra: ExtraSpace) -> Option<Price> {
        let mailbox = extra_net(self.extra_mailbox_gb_net, extra.mailbox_gb)?;
        let archive = extra_net(self.extra_archive_gb_net, extra.archive_gb)?;
        let net = self.net.checked_add(mailbox)?.checked_add(archive)?;
        Price::of(net, self.vat)
    }

    fn check(&self) -> Result<(), PriceListError> {
        let PriceRow { plan, term, from, .. } = *self;
        if self.net.is_zero() {
            return Err(PriceListError::NetZero { plan, term, from });
        }
        if let Some(until) = self.until.filter(|until| *until < from) {
            return Err(PriceListError::EndsBeforeItBegins { plan, term, from, until });
        }
        let most = ExtraSpace {
            mailbox_gb: self.extra_mailbox_gb_net.map_or(0, |_| u16::MAX),
            archive_gb: self.extra_archive_gb_net.map_or(0, |_| u16::MAX),
        };
        if self.price_with(most).is_none() {
            return Err(PriceListError::TooHigh { plan, term, from, maximum: Money::MAX });
        }
        Ok(())
    }
}

/// Why rows are not a price list; whoever wrote the list can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PriceListError {
    /// A row asks for nothing: prices are above zero.
    #[error("{plan} for {term} years from {from} costs 0.00: expected a net price above zero")]
    NetZero {
        /// The plan of the row.
        plan: Plan,
        /// The term of the row.
        term: Term,
        /// The first day of the row.
        from: Day,
    },
    /// A row ends before it begins.
    #[error(
        "{plan} for {term} years is priced from {from} until {until}: expected {from} or later"
    )]
    EndsBeforeItBegins {
        /// The plan of the row.
        plan: Plan,
        /// The term of the row.
        term: Term,
        /// The first day of the row.
        from: Day,
        /// Its last.
        until: Day,
    },
    /// With as much extra space as can be asked for, the price is too high to be stated.
    #[error(
        "{plan} for {term} years from {from} can cost more than {maximum}, tax included, with all \
         the extra space that can be asked for: expected lower prices"
    )]
    TooHigh {
        /// The plan of the row.
        plan: Plan,
        /// The term of the row.
        term: Term,
        /// The first day of the row.
        from: Day,
        /// The largest amount.
        maximum: Money,
    },
    /// Two rows are valid for the same purchase on the same day.
    #[error(
        "{plan} for {term} years is priced twice on {second_from}, from {first_from} and from \
         {second_from}: expected the first row to end the day before"
    )]
    Overlap {
        /// The plan of both rows.
        plan: Plan,
        /// The term of both rows.
        term: Term,
        /// The first day of the row that begins first.
        first_from: Day,
        /// The first day of the other.
        second_from: Day,
    },
}

/// A price list as it stands on the wire, not yet believed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "PriceList")]
struct Parts {
    version: u32,
    rows: Vec<PriceRow>,
}

impl TryFrom<Parts> for PriceList {
    type Error = PriceListError;

    fn try_from(parts: Parts) -> Result<PriceList, PriceListError> {
        PriceList::new(parts.version, parts.rows)
    }
}

fn extra_net(gb_net: Option<Money>, gb: u16) -> Option<Money> {
    if gb == 0 { Some(Money::ZERO) } else { gb_net?.times(gb.into()) }
}

/// Rows of one plan and term, each in itself sound.
fn check_overlap(mut rows: Vec<&PriceRow>) -> Result<(), PriceListError> {
    rows.sort_unstable_by_key(|row| row.from);
    for (first, second) in rows.iter().zip(rows.iter().skip(1)) {
        if first.is_valid_on(second.from) {
            return Err(PriceListError::Overlap {
                plan: first.plan,
                term: first.term,
                first_from: first.from,
                second_from: second.from,
            });
        }
    }
    Ok(())
}
