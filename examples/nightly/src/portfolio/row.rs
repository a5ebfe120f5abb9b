//! One row of a portfolio file: its columns, and what each may say.

use std::{error::Error, str::FromStr};

use csv::ByteRecord;
use pec_renewal::{
    Hosting, Opening,
    catalogue::{Holder, HolderKind, Method, MethodKind, Package, Purchase},
    values::{Day, ExtraSpace, MethodId, Money, TaxId},
};

use super::{Defect, carried};

/// The columns, all of them needed, in any order.
///
/// | column | what it says |
/// |---|---|
/// | `mailbox` | its identity, a UUID of the provider's choice |
/// | `address` | for people to read; the engine never sees it |
/// | `holder` | `consumer`, `business` or `public body`; the last two also `with split payment` |
/// | `tax_id` | 16 letters and digits, or 11 digits, or a pseudonym of `~` and 32 hexadecimal digits |
/// | `account` | the customer account, a UUID |
/// | `hosting` | `provider` or `own domain` |
/// | `plan` | `standard`, `pro` or `premium` |
/// | `extra_mailbox_gb`, `extra_archive_gb` | whole GB bought on top; empty for none |
/// | `term` | years last paid for, 1 to 5 |
/// | `anchor` | the day from which terms are counted |
/// | `expiry` | the last day of service |
/// | `method` | the method bound by automatic renewal, a UUID; empty where that is off |
/// | `method_kind` | `card` or `paypal`; empty without a method |
/// | `method_valid_until` | its last valid day; empty where not known |
/// | `mandate_cap` | the most that one charge may take, in euro; empty for no cap |
/// | `method_dead` | `yes` if it is known never to be charged again; else `no` or empty |
/// | `statutory_notice_delivered` | the day of the notice of art. 65-bis for this expiry |
/// | `orders_before` | how many orders the mailbox ever had; empty for none |
pub const COLUMNS: [&str; 19] = [
    "mailbox",
    "address",
    "holder",
    "tax_id",
    "account",
    "hosting",
    "plan",
    "extra_mailbox_gb",
    "extra_archive_gb",
    "term",
    "anchor",
    "expiry",
    "method",
    "method_kind",
    "method_valid_until",
    "mandate_cap",
    "method_dead",
    "statutory_notice_delivered",
    "orders_before",
];

/// The columns of a life lived elsewhere, in any order: each may be left out of the file, and empty
/// is not so.
///
/// | column | what it says |
/// |---|---|
/// | `terminated` | `yes` if a termination at expiry stands |
/// | `withheld` | `cancelled` or `lapsed`: what became of a generated order in this period |
/// | `order_by` | who made the open order: `automatic renewal`, or a way of paying where the holder did |
/// | `order_net` | its price without VAT, in euro; the VAT is 22 % |
/// | `order_opened_on`, `order_last_day` | its first and its last day; without the latter it has the policy's |
/// | `order_rungs` | how many rungs of the ladder are spent, each by a charge that failed |
/// | `order_number` | the number under which money may still name it |
/// | `held`, `held_reference`, `held_on` | a transfer held for it: amount, reference and day |
/// | `warned_on`, `deletion_told` | the warning before deletion, and the day that it told |
/// | `right` | `leave` or `withdraw`: what the holder may do of the term that ends with the expiry |
/// | `right_paid`, `right_paid_on` | what was paid for that term, and when |
/// | `debt`, `debt_number` | a debt that stands: how much of it, and its number; without one it is 1 |
/// | `receivable`, `receivable_number` | what a public body is still to pay for that term, and the number under which money may name its order |
pub const CARRIED: [&str; 20] = [
    "terminated",
    "withheld",
    "order_by",
    "order_net",
    "order_opened_on",
    "order_last_day",
    "order_rungs",
    "order_number",
    "held",
    "held_reference",
    "held_on",
    "warned_on",
    "deletion_told",
    "right",
    "right_paid",
    "right_paid_on",
    "debt",
    "debt_number",
    "receivable",
    "receivable_number",
];

/// The column that says why a row was rejected: it may stand in a file, and is not read.
pub(super) const REASON: &str = "reason";

/// Where each column stands in the file.
#[derive(Debug)]
pub(super) struct Places {
    columns: [usize; COLUMNS.len()],
    carried: [Option<usize>; CARRIED.len()],
    pub(super) reason: Option<usize>,
}

impl Places {
    /// How many fields a row has.
    fn width(&self) -> usize {
        COLUMNS.len() + self.carried.iter().chain([&self.reason]).flatten().count()
    }
}

/// Reads the header: every column once, and no other than a reason.
pub(super) fn places(header: &ByteRecord) -> Result<Places, Vec<Defect>> {
    let names: Vec<String> =
        header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    if names.len() == 1 && names[0].contains(';') {
        let what = "the columns are separated by semicolons: expected commas".to_owned();
        return Err(vec![Defect::in_row(1, what)]);
    }
    let mut defects = Vec::new();
    let mut columns = [0; COLUMNS.len()];
    let mut find = |column: &str| {
        let mut found = names.iter().enumerate().filter(|(_, name)| *name == column);
        let first = found.next().map(|(index, _)| index);
        if found.next().is_some() {
            defects.push(Defect::in_row(1, format!("the column {column} stands twice")));
        } else if first.is_none() && COLUMNS.contains(&column) {
            defects.push(Defect::in_row(1, format!("the column {column} is missing")));
        }
        first
    };
    for (column, place) in COLUMNS.into_iter().zip(&mut columns) {
        *place = find(column).unwrap_or_default();
    }
    let carried = CARRIED.map(&mut find);
    let reason = find(REASON);
    let ours =
        |name: &&String| [&COLUMNS[..], &CARRIED, &[REASON]].concat().contains(&name.as_str());
    for name in names.iter().filter(|name| !ours(name)) {
        let what = format!("there is no column {name:?}: expected {}", COLUMNS.join(", "));
        defects.push(Defect::in_row(1, what));
    }
    if defects.is_empty() { Ok(Places { columns, carried, reason }) } else { Err(defects) }
}

/// Reads a row, or says everything that is wrong with it.
pub(super) fn parse(
    line: u64,
    record: &ByteRecord,
    places: &Places,
) -> Result<(String, Opening), Vec<Defect>> {
    if record.len() != places.width() {
        let what = format!("{} fields: expected {}", record.len(), places.width());
        return Err(vec![Defect::in_row(line, what)]);
    }
    let mut cells = Cells { line, record, places, defects: Vec::new() };
    match read(&mut cells) {
        Some(row) if cells.defects.is_empty() => Ok(row),
        Some(_) | None => Err(cells.defects),
    }
}

/// Every cell is read before any is missed, so that all defects of a row come at once.
fn read(cells: &mut Cells<'_>) -> Option<(String, Opening)> {
    let mailbox = cells.needed("mailbox");
    let address = cells.with("address", address_of);
    let kind = cells.with("holder", holder_of);
    let tax_id = cells.tax_id();
    let account = cells.needed("account");
    let hosting = cells.with("hosting", hosting_of);
    let plan = cells.needed("plan");
    let mailbox_gb = cells.number("extra_mailbox_gb");
    let archive_gb = cells.number("extra_archive_gb");
    let term = cells.needed("term");
    let anchor = cells.needed("anchor");
    let expiry = cells.needed("expiry");
    let (bound_method, dead_methods) = method(cells);
    let statutory_notice_delivered = cells.optional("statutory_notice_delivered");
    let orders_before = cells.number("orders_before");
    let opening = Opening {
        mailbox: mailbox?,
        holder: Holder { kind: kind?, tax_id: tax_id? },
        account: account?,
        hosting: hosting?,
        purchase: Purchase {
            package: Package {
                plan: plan?,
                extra: ExtraSpace { mailbox_gb: mailbox_gb?, archive_gb: archive_gb? },
            },
            term: term?,
        },
        anchor: anchor?,
        expiry: expiry?,
        bound_method,
        dead_methods,
        statutory_notice_delivered,
        orders_before: orders_before?,
        carried: None,
    };
    let opening = carried::read(cells, opening)?;
    Some((address?, opening))
}

/// The bound method and, if it is dead, its entry among the dead ones.
fn method(cells: &mut Cells<'_>) -> (Option<Method>, Vec<MethodId>) {
    let id: Option<MethodId> = cells.optional("method");
    let kind = cells.with("method_kind", reusable_kind).flatten();
    let valid_until: Option<Day> = cells.optional("method_valid_until");
    let mandate_cap: Option<Money> = cells.optional("mandate_cap");
    let dead = cells.with("method_dead", yes_or_no).unwrap_or(false);
    if cells.text("method").is_some_and(str::is_empty) {
        for column in ["method_kind", "method_valid_until", "mandate_cap"] {
            if cells.text(column).is_some_and(|text| !text.is_empty()) {
                cells.wrong(column, "is said of no method: expected nothing, or a method".into());
            }
        }
        if dead {
            cells.wrong("method_dead", "yes is said of no method: expected a method".into());
        }
    } else if cells.text("method_kind").is_some_and(str::is_empty) {
        cells.wrong("method_kind", "nothing: expected card or paypal, as there is a method".into());
    }
    match (id, kind) {
        (Some(id), Some(kind)) => (
            Some(Method { id, kind, valid_until, mandate_cap }),
            if dead { vec![id] } else { Vec::new() },
        ),
        (Some(_) | None, _) => (None, Vec::new()),
    }
}

/// The cells of one row, and what was found wrong with them.
pub(super) struct Cells<'a> {
    line: u64,
    record: &'a ByteRecord,
    places: &'a Places,
    defects: Vec<Defect>,
}

impl<'a> Cells<'a> {
    /// The text of a cell; `None` where it is not UTF-8.
    pub(super) fn text(&self, column: &'static str) -> Option<&'a str> {
        let elsewhere = CARRIED.iter().position(|name| *name == column);
        let place = if let Some(index) = elsewhere {
            // A column that is left out says nothing.
            let Some(place) = self.places.carried.get(index)? else { return Some("") };
            *place
        } else {
            let index = COLUMNS.iter().position(|name| *name == column)?;
            *self.places.columns.get(index)?
        };
        std::str::from_utf8(self.record.get(place)?).ok()
    }

    pub(super) fn wrong(&mut self, column: &'static str, what: String) {
        self.defects.push(Defect::in_column(self.line, column, what));
    }

    /// A cell read by a function that says what would be right.
    pub(super) fn with<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Some(text) = self.text(column) else {
            self.wrong(column, "is not UTF-8: expected the file in that encoding".to_owned());
            return None;
        };
        match read(text) {
            Ok(value) => Some(value),
            Err(what) => {
                self.wrong(column, what);
                None
            }
        }
    }

    /// A cell that must say something; the engine's own types say what.
    fn needed<T: FromStr<Err: Error>>(&mut self, column: &'static str) -> Option<T> {
        self.with(column, |text| text.parse().map_err(|error: T::Err| error.to_string()))
    }

    /// A cell that may be empty.
    pub(super) fn optional<T: FromStr<Err: Error>>(&mut self, column: &'static str) -> Option<T> {
        if self.text(column).is_some_and(str::is_empty) { None } else { self.needed(column) }
    }

    /// A whole number; nothing is zero.
    pub(super) fn number<T: Default + FromStr>(&mut self, column: &'static str) -> Option<T> {
        self.with(column, |text| {
            if text.is_empty() {
                return Ok(T::default());
            }
            text.parse().map_err(|_| {
                format!("{text:?} is not a number that fits: expected 0, 1, 2, … or nothing")
            })
        })
    }

    /// A tax id, never shown in full: what is wrong with it is said of its masked form.
    fn tax_id(&mut self) -> Option<TaxId> {
        self.with("tax_id", |text| {
            text.parse().map_err(|error| format!("{}: {error}", masked(text)))
        })
    }
}

/// The last two characters of a private value, as the engine shows it too.
fn masked(text: &str) -> String {
    let mut tail: Vec<char> = text.chars().rev().take(2).collect();
    tail.reverse();
    if text.chars().count() <= 2 {
        "…".to_owned()
    } else {
        format!("…{}", String::from_iter(tail))
    }
}

fn address_of(text: &str) -> Result<String, String> {
    let parts =
        text.split_once('@').filter(|(name, domain)| !name.is_empty() && !domain.is_empty());
    match parts {
        Some(_) => Ok(text.to_owned()),
        None => Err(format!("{text:?} is not an address: expected name@domain")),
    }
}

fn holder_of(text: &str) -> Result<HolderKind, String> {
    match text {
        "consumer" => Ok(HolderKind::Consumer),
        "business" => Ok(HolderKind::Business { split_payment: false }),
        "business with split payment" => Ok(HolderKind::Business { split_payment: true }),
        "public body" => Ok(HolderKind::PublicBody { split_payment: false }),
        "public body with split payment" => Ok(HolderKind::PublicBody { split_payment: true }),
        _ => Err(format!(
            "{text:?} is not a holder: expected consumer, business or public body, the last two also \
             with split payment"
        )),
    }
}

fn hosting_of(text: &str) -> Result<Hosting, String> {
    match text {
        "provider" => Ok(Hosting::Provider),
        "own domain" => Ok(Hosting::OwnDomain),
        _ => Err(format!("{text:?} is not a hosting: expected provider or own domain")),
    }
}

fn reusable_kind(text: &str) -> Result<Option<MethodKind>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let kind = text.parse().ok().filter(|kind: &MethodKind| kind.is_reusable());
    kind.map(Some).ok_or_else(|| {
        format!("{text:?} cannot be charged by automatic renewal: expected card, paypal or nothing")
    })
}

pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" | "" => Ok(false),
        _ => Err(format!("{text:?} is no answer: expected yes, no or nothing")),
    }
}
