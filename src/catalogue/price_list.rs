//! What a purchase costs, and from when to when.

use alloc::{collections::BTreeMap, vec::Vec};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::plan::{Package, Plan, Purchase, Term};
use crate::values::{CopyOnWrite, Day, ExtraSpace, Money, Price, VatRate};

/// One line of a price list: what a plan costs for a term, while the line is valid (R-41).
///
/// All amounts are without tax.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRow {
    /// The plan that has this price.
    pub plan: Plan,
    /// The term that it is bought for: all amounts are for the whole of it.
    pub term: Term,
    /// For the plan alone; above zero.
    pub net: Money,
    /// For each extra GB of mail; without one, none is sold.
    pub extra_mailbox_gb_net: Option<Money>,
    /// For each extra GB of archive; without one, none is sold.
    pub extra_archive_gb_net: Option<Money>,
    /// The rate of the tax, put on all of them.
    pub vat: VatRate,
    /// The first day on which the line is valid.
    pub from: Day,
    /// The last day on which it is, inclusive; without one it is valid until further notice.
    pub until: Option<Day>,
}

/// A dated price list, with its version (R-41).
///
/// # Properties
/// - At most one row is valid for a plan and term on any day.
/// - Every price is above zero and within [`Money::MAX`], tax included, whatever extra space is
///   asked for.
/// - Looking up a price takes time that grows with the logarithm of the number of rows.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "Parts")]
pub struct PriceList {
    version: u32,
    rows: CopyOnWrite<[PriceRow]>,
    /// The rows by what they sell, and by the first day on which they do.
    #[serde(skip)]
    index: CopyOnWrite<BTreeMap<(Sold, Day), PriceRow>>,
}

/// What a row has a price for: its plan and term and, where extra space is bought, that space.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Sold {
    plan: Plan,
    term: Term,
    extra_mailbox: bool,
    extra_archive: bool,
}

impl PriceList {
    /// The list of these rows, in any order; none at all is a list on which nothing has a price.
    ///
    /// # Errors
    /// - [`PriceListError::NetZero`] for a row that asks for nothing.
    /// - [`PriceListError::EndsBeforeItBegins`] for a row that is never valid.
    /// - [`PriceListError::TooHigh`] for a row of which some price could not be stated.
    /// - [`PriceListError::Overlap`] for two rows valid for the same purchase on the same day.
    pub fn new(version: u32, rows: Vec<PriceRow>) -> Result<Self, PriceListError> {
        rows.iter().try_for_each(PriceRow::check)?;
        for plan in Plan::ALL {
            for term in Term::ALL {
                let same = rows.iter().filter(|row| row.plan == *plan && row.term == term);
                check_overlap(same.collect())?;
            }
        }
        Ok(Self::indexed(version, rows))
    }

    /// A list written in this crate; a test proves that [`PriceList::new`] accepts it.
    pub(super) fn preset(version: u32, rows: Vec<PriceRow>) -> Self {
        Self::indexed(version, rows)
    }

    fn indexed(version: u32, rows: Vec<PriceRow>) -> Self {
        let sold = rows.iter().flat_map(|row| row.sold().map(|sold| ((sold, row.from), *row)));
        let index: BTreeMap<_, _> = sold.collect();
        Self { version, rows: rows.into(), index: index.into() }
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
        self.row(*purchase, day)?.price_with(purchase.package.extra)
    }

    /// Whether the purchase has a price on that day.
    pub(crate) fn has_price(&self, purchase: Purchase, day: Day) -> bool {
        self.row(purchase, day).is_some()
    }

    /// The row that prices the purchase on that day: the last that begins by then, unless it is
    /// over.
    fn row(&self, purchase: Purchase, day: Day) -> Option<&PriceRow> {
        let sold = Sold::of(purchase)?;
        let ((found, _), row) = self.index.range(..=(sold, day)).next_back()?;
        Some(row).filter(|row| *found == sold && row.is_valid_on(day))
    }

    /// The first day, not before `from`, on which the purchase has a price, if any.
    #[must_use]
    pub fn first_priced_day(&self, purchase: &Purchase, from: Day) -> Option<Day> {
        if self.has_price(*purchase, from) {
            return Some(from);
        }
        let sold = Sold::of(*purchase)?;
        let ((found, first), _) = self.index.range((sold, from)..).next()?;
        Some(*first).filter(|_| *found == sold)
    }
}

impl PriceList {
    /// The days from `first` through `last` on which what a purchase costs may change: the first of each
    /// row that sells it, and the day after its last.
    pub(crate) fn turns(
        &self,
        purchase: Purchase,
        first: Day,
        last: Day,
    ) -> impl Iterator<Item = Day> {
        let to_come = Sold::of(purchase).filter(|_| first <= last);
        let to_come = to_come.map(|sold| self.index.range((sold, first)..=(sold, last)));
        let rows = to_come.into_iter().flatten().map(|(_, row)| row);
        rows.chain(self.row(purchase, first))
            .flat_map(|row| [Some(row.from), row.until.map(Day::next)])
            .flatten()
    }
}

impl PriceRow {
    fn is_valid_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// All that it has a price for: every price of a row can be stated.
    fn sold(&self) -> impl Iterator<Item = Sold> + use<> {
        let Self { plan, term, extra_mailbox_gb_net, extra_archive_gb_net, .. } = *self;
        let (mailbox, archive) = (extra_mailbox_gb_net.is_some(), extra_archive_gb_net.is_some());
        [(false, false), (true, false), (false, true), (true, true)]
            .into_iter()
            .filter(move |(extra_mailbox, extra_archive)| {
                (mailbox || !extra_mailbox) && (archive || !extra_archive)
            })
            .map(move |(extra_mailbox, extra_archive)| Sold {
                plan,
                term,
                extra_mailbox,
                extra_archive,
            })
    }

    fn price_with(&self, extra: ExtraSpace) -> Option<Price> {
        let mailbox = extra_net(self.extra_mailbox_gb_net, extra.mailbox_gb)?;
        let archive = extra_net(self.extra_archive_gb_net, extra.archive_gb)?;
        let net = self.net.checked_add(mailbox)?.checked_add(archive)?;
        Price::of(net, self.vat)
    }

    /// The price with all the extra space that can be asked for; a row of a [`PriceList`] has one.
    pub(super) fn dearest(&self) -> Option<Price> {
        self.price_with(ExtraSpace {
            mailbox_gb: self.extra_mailbox_gb_net.map_or(0, |_| u16::MAX),
            archive_gb: self.extra_archive_gb_net.map_or(0, |_| u16::MAX),
        })
    }

    fn check(&self) -> Result<(), PriceListError> {
        let Self { plan, term, from, .. } = *self;
        if self.net.is_zero() {
            return Err(PriceListError::NetZero { plan, term, from });
        }
        if let Some(until) = self.until.filter(|until| *until < from) {
            return Err(PriceListError::EndsBeforeItBegins { plan, term, from, until });
        }
        if self.dearest().is_none() {
            return Err(PriceListError::TooHigh { plan, term, from, maximum: Money::MAX });
        }
        Ok(())
    }
}

impl Sold {
    /// What a purchase asks a row for, if it is offered at all.
    fn of(purchase: Purchase) -> Option<Self> {
        let Purchase { package, term } = purchase;
        let Package { plan, extra } = package;
        package.is_offered().then_some(Self {
            plan,
            term,
            extra_mailbox: 0 < extra.mailbox_gb,
            extra_archive: 0 < extra.archive_gb,
        })
    }
}

/// Why rows are not a price list; whoever wrote the list can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PriceListError {
    /// A row asks for nothing: prices are above zero (R-40).
    #[error(
        "{plan} for {} from {from} costs 0.00: expected a net price above zero",
        .term.in_years()
    )]
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
        "{plan} for {} is priced from {from} until {until}: expected {from} or later",
        .term.in_years()
    )]
    EndsBeforeItBegins {
        /// The plan of the row.
        plan: Plan,
        /// The term of the row.
        term: Term,
        /// The first day of the row.
        from: Day,
        /// The last day of the row.
        until: Day,
    },
    /// With as much extra space as can be asked for, the price is too high to be stated.
    #[error(
        "{plan} for {} from {from} can cost more than {maximum}, tax included, with all \
         the extra space that can be asked for: expected lower prices",
        .term.in_years()
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
        "{plan} for {} is priced twice on {second_from}, from {first_from} and from \
         {second_from}: expected the first row to end the day before",
        .term.in_years()
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

    fn try_from(parts: Parts) -> Result<Self, PriceListError> {
        Self::new(parts.version, parts.rows)
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{string::ToString, vec};

    use super::{
        Day, ExtraSpace, Money, Package, Plan, PriceList, PriceListError, PriceRow, Purchase, Term,
    };
    use crate::values::{
        VatRate,
        testing::{assert_wire, refusal},
    };

    #[track_caller]
    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[track_caller]
    fn row(plan: Plan, net: &str, from: &str, until: Option<&str>) -> PriceRow {
        PriceRow {
            plan,
            term: Term::ONE,
            net: net.parse().unwrap(),
            extra_mailbox_gb_net: Some("5".parse().unwrap()),
            extra_archive_gb_net: None,
            vat: VatRate::ORDINARY,
            from: day(from),
            until: until.map(day),
        }
    }

    fn purchase(plan: Plan, mailbox_gb: u16, archive_gb: u16) -> Purchase {
        let extra = ExtraSpace { mailbox_gb, archive_gb };
        Purchase::new(Package { plan, extra }, Term::ONE)
    }

    fn list() -> PriceList {
        let rows = vec![
            row(Plan::Pro, "30", "2027-01-01", None),
            row(Plan::Pro, "25", "2026-01-01", Some("2026-06-30")),
            row(Plan::Standard, "7.90", "2026-01-01", None),
        ];
        PriceList::new(3, rows).unwrap()
    }

    #[test]
    fn r_41_the_price_is_that_of_the_day() {
        let pro = purchase(Plan::Pro, 0, 0);
        for (on, net) in [
            ("2025-12-31", None),
            ("2026-01-01", Some("25.00")),
            ("2026-06-30", Some("25.00")),
            ("2026-07-01", None),
            ("2026-12-31", None),
            ("2027-01-01", Some("30.00")),
            ("2999-12-31", Some("30.00")),
        ] {
            let price = list().price(&pro, day(on)).map(|price| price.net().to_string());
            assert_eq!(price.as_deref(), net, "{on}");
        }
        assert_eq!(list().version(), 3);
        assert_eq!(list().rows().len(), 3);
    }

    #[test]
    fn r_41_the_first_day_with_a_price() {
        let pro = purchase(Plan::Pro, 0, 0);
        for (from, first) in [
            ("2025-12-31", "2026-01-01"),
            ("2026-03-01", "2026-03-01"),
            ("2026-06-30", "2026-06-30"),
            ("2026-07-01", "2027-01-01"),
            ("2027-01-02", "2027-01-02"),
        ] {
            assert_eq!(list().first_priced_day(&pro, day(from)), Some(day(first)), "{from}");
        }
        let premium = purchase(Plan::Premium, 0, 0);
        assert_eq!(list().first_priced_day(&premium, day("2026-01-01")), None);
    }

    #[test]
    fn extra_space_must_be_offered_and_priced() {
        let today = day("2026-01-01");
        let gross = |plan, mailbox, archive| {
            list().price(&purchase(plan, mailbox, archive), today).map(|price| price.gross())
        };
        assert_eq!(gross(Plan::Standard, 1, 0), Some(Money::of_cents(1_574)));
        assert_eq!(gross(Plan::Standard, 2, 0), None, "not offered");
        assert_eq!(gross(Plan::Pro, 2, 0), Some(Money::of_cents(4_270)));
        assert_eq!(gross(Plan::Pro, 0, 1), None, "not priced");
        let two_years = Purchase { term: Term::new(2).unwrap(), ..purchase(Plan::Pro, 0, 0) };
        assert_eq!(list().price(&two_years, today), None);
        assert_eq!(list().first_priced_day(&purchase(Plan::Pro, 0, 1), today), None);
    }

    #[test]
    fn r_41_refuses_what_is_no_list() {
        let good = row(Plan::Pro, "25", "2026-01-01", Some("2026-06-30"));
        let free = row(Plan::Pro, "0", "2026-01-01", None);
        let backwards = row(Plan::Pro, "25", "2026-01-02", Some("2026-01-01"));
        let dear = row(Plan::Pro, "9999000000", "2026-01-01", None);
        let overlapping = row(Plan::Pro, "30", "2026-06-30", None);
        for (rows, text) in [
            (
                vec![free],
                "pro for 1 year from 2026-01-01 costs 0.00: expected a net price above zero",
            ),
            (
                vec![backwards],
                "pro for 1 year is priced from 2026-01-02 until 2026-01-01: \
                 expected 2026-01-02 or later",
            ),
            (
                vec![dear],
                "pro for 1 year from 2026-01-01 can cost more than 10000000000.00, tax included, \
                 with all the extra space that can be asked for: expected lower prices",
            ),
            (
                vec![overlapping, good],
                "pro for 1 year is priced twice on 2026-06-30, from 2026-01-01 and from \
                 2026-06-30: expected the first row to end the day before",
            ),
        ] {
            assert_eq!(PriceList::new(1, rows).unwrap_err().to_string(), text);
        }
        // The same days for another plan, or the next day for the same, do not overlap.
        let next = row(Plan::Pro, "30", "2026-07-01", None);
        let other = row(Plan::Premium, "30", "2026-06-30", None);
        assert!(PriceList::new(1, vec![next, other, good]).is_ok());
        assert!(matches!(PriceList::new(1, vec![next, next]), Err(PriceListError::Overlap { .. })));
        assert!(PriceList::new(1, vec![]).is_ok());
    }

    #[test]
    fn is_checked_again_when_read() {
        let rows = vec![row(Plan::Pro, "25", "2026-01-01", Some("2026-06-30"))];
        let json = concat!(
            r#"{"version":1,"rows":[{"plan":"Pro","term":1,"net":"25.00","#,
            r#""extra_mailbox_gb_net":"5.00","extra_archive_gb_net":null,"#,
            r#""vat":"22","from":"2026-01-01","until":"2026-06-30"}]}"#
        );
        assert_wire(&PriceList::new(1, rows).unwrap(), json);
        assert!(refusal::<PriceList>(&json.replace("25.00", "0.00")).contains("costs 0.00"));
    }
}
