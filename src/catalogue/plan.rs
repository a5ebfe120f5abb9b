//! What can be bought: a plan, extra space, a term.

use alloc::boxed::Box;
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::values::{Bytes, ExtraSpace, Room};

/// A plan (*tipologia*): how much room a mailbox has, and whether it has an archive (R-51).
///
/// Plans have no order of their own: which room is smaller, [`Room::is_smaller_than`] says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Plan {
    /// 1 GB for mail, at most one more, and no archive.
    Standard,
    /// 2 GB for mail and an archive of 3 GB; more of both without a limit.
    Pro,
    /// 2 GB for mail and an archive of 8 GB; more of both without a limit.
    Premium,
}

impl Plan {
    /// Every plan.
    pub const ALL: &'static [Self] = &[Self::Standard, Self::Pro, Self::Premium];

    /// The least extra space, in whole GB, with which the plan gives at least this room; none for an
    /// archive that the plan does not have. Whether it is sold is another question.
    #[must_use]
    pub fn extra_to_reach(self, room: Room) -> ExtraSpace {
        let base = Package::from(self).room();
        let archive = if self.has_archive() { room.archive } else { Bytes::ZERO };
        ExtraSpace {
            mailbox_gb: whole_gb(room.mailbox.saturating_sub(base.mailbox)),
            archive_gb: whole_gb(archive.saturating_sub(base.archive)),
        }
    }

    /// Whether the plan has an archive; going down to one without deletes it (R-51).
    #[must_use]
    pub const fn has_archive(self) -> bool {
        match self {
            Self::Standard => false,
            Self::Pro | Self::Premium => true,
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Standard => "standard",
            Self::Pro => "pro",
            Self::Premium => "premium",
        })
    }
}

impl FromStr for Plan {
    type Err = PlanError;

    /// Reads the lower-case name.
    ///
    /// # Errors
    /// - [`PlanError`] for any other text.
    fn from_str(text: &str) -> Result<Self, PlanError> {
        match text {
            "standard" => Ok(Self::Standard),
            "pro" => Ok(Self::Pro),
            "premium" => Ok(Self::Premium),
            _ => Err(PlanError { received: text.into() }),
        }
    }
}

/// Why a text is not a plan; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{received:?} is not a plan: expected standard, pro or premium")]
pub struct PlanError {
    /// The text.
    pub received: Box<str>,
}

/// How many years one order buys, 1 to 5; its text and its wire form are that number.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "u8", try_from = "u8")]
pub struct Term(u8);

impl Term {
    /// Every term, the shortest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// One year, the shortest.
    pub const ONE: Self = Self(1);

    /// The term of so many years.
    ///
    /// # Errors
    /// - [`TermError::OutOfRange`] for none, or more than five.
    pub const fn new(years: u8) -> Result<Self, TermError> {
        match years {
            1..=5 => Ok(Self(years)),
            received => Err(TermError::OutOfRange { received, minimum: 1, maximum: 5 }),
        }
    }

    /// The number of years.
    #[must_use]
    pub const fn years(self) -> u8 {
        self.0
    }
}

impl Term {
    /// After *for*: `1 year`.
    pub(crate) const fn in_years(self) -> &'static str {
        match self.0 {
            1 => "1 year",
            2 => "2 years",
            3 => "3 years",
            4 => "4 years",
            _ => "5 years",
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Term {
    type Err = TermError;

    /// Reads one digit.
    ///
    /// # Errors
    /// - [`TermError::NotATerm`] for any text but `1` to `5`.
    fn from_str(text: &str) -> Result<Self, TermError> {
        match text {
            "1" => Ok(Self(1)),
            "2" => Ok(Self(2)),
            "3" => Ok(Self(3)),
            "4" => Ok(Self(4)),
            "5" => Ok(Self(5)),
            _ => Err(TermError::NotATerm { received: text.into() }),
        }
    }
}

impl From<Term> for u8 {
    fn from(term: Term) -> Self {
        term.years()
    }
}

impl TryFrom<u8> for Term {
    type Error = TermError;

    fn try_from(years: u8) -> Result<Self, TermError> {
        Self::new(years)
    }
}

/// Why something is not a term; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum TermError {
    /// No such number of years is sold.
    #[error("a term of {received} years is not sold: expected {minimum} to {maximum}")]
    OutOfRange {
        /// The number of years received.
        received: u8,
        /// The shortest term.
        minimum: u8,
        /// The longest term.
        maximum: u8,
    },
    /// The text is no term.
    #[error("{received:?} is not a term: expected a number of years from 1 to 5")]
    NotATerm {
        /// The text.
        received: Box<str>,
    },
}

/// A plan with the extra space on top of it: what a mailbox has, apart from the time (R-13, R-51).
///
/// Its text is the plan, and the extra space where there is any.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The plan.
    pub plan: Plan,
    /// The space on top of the plan's.
    pub extra: ExtraSpace,
}

impl Package {
    /// The room of a mailbox with this package; no archive comes of extra space alone.
    #[must_use]
    pub const fn room(self) -> Room {
        let (mailbox, archive) = match self.plan {
            Plan::Standard => (Bytes::gb(1), Bytes::ZERO),
            Plan::Pro => (Bytes::gb(2), Bytes::gb(3)),
            Plan::Premium => (Bytes::gb(2), Bytes::gb(8)),
        };
        let extra_archive = if self.plan.has_archive() { self.extra.archive_gb } else { 0 };
        Room {
            mailbox: mailbox.saturating_add(Bytes::gb(self.extra.mailbox_gb)),
            archive: archive.saturating_add(Bytes::gb(extra_archive)),
        }
    }

    /// Whether this much extra space is sold with the plan.
    #[must_use]
    pub const fn is_offered(self) -> bool {
        match self.plan {
            Plan::Standard => self.extra.mailbox_gb <= 1 && self.extra.archive_gb == 0,
            Plan::Pro | Plan::Premium => true,
        }
    }
}

impl From<Plan> for Package {
    /// The plan as it is, with no extra space.
    fn from(plan: Plan) -> Self {
        Self { plan, extra: ExtraSpace::NONE }
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.plan)?;
        if self.extra == ExtraSpace::NONE { Ok(()) } else { write!(f, " {}", self.extra) }
    }
}

/// What one order buys: a package for a term (R-13).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    /// The plan, with its extra space.
    pub package: Package,
    /// For how long.
    pub term: Term,
}

impl Purchase {
    /// A plan, or a plan with extra space, for a term.
    ///
    /// # Examples
    /// ```
    /// use pec_renewal::catalogue::{Package, Plan, Purchase, Term};
    ///
    /// let plain = Purchase::new(Plan::Pro, Term::ONE);
    /// let larger = Package { plan: Plan::Pro, extra: "+2 GB archive".parse()? };
    /// assert_ne!(plain, Purchase::new(larger, Term::ONE));
    /// # Ok::<(), pec_renewal::values::SpaceError>(())
    /// ```
    #[must_use]
    pub fn new(package: impl Into<Package>, term: Term) -> Self {
        Self { package: package.into(), term }
    }
}

/// The GB that hold these bytes, begun ones counted whole; at most as many as can be written down.
fn whole_gb(bytes: Bytes) -> u16 {
    u16::try_from(bytes.count().div_ceil(Bytes::GB.count())).unwrap_or(u16::MAX)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{format, string::ToString};

    use super::{ExtraSpace, Package, Plan, PlanError, Purchase, Term, TermError};
    use crate::values::testing::{assert_text, assert_wire, refusal};

    fn extra(mailbox_gb: u16, archive_gb: u16) -> ExtraSpace {
        ExtraSpace { mailbox_gb, archive_gb }
    }

    #[test]
    fn plans_have_their_room() {
        for (plan, bought, mailbox, archive) in [
            (Plan::Standard, extra(0, 0), "1 GB", "0 B"),
            (Plan::Standard, extra(1, 0), "2 GB", "0 B"),
            (Plan::Standard, extra(1, 5), "2 GB", "0 B"),
            (Plan::Pro, extra(0, 0), "2 GB", "3 GB"),
            (Plan::Pro, extra(1, 2), "3 GB", "5 GB"),
            (Plan::Premium, extra(0, 0), "2 GB", "8 GB"),
        ] {
            let room = Package { plan, extra: bought }.room();
            assert_eq!(
                (room.mailbox.to_string(), room.archive.to_string()),
                (mailbox.into(), archive.into())
            );
        }
    }

    #[test]
    fn standard_is_sold_with_one_gb_at_most() {
        let offers = |plan, extra| Package { plan, extra }.is_offered();
        assert!(offers(Plan::Standard, extra(1, 0)));
        assert!(!offers(Plan::Standard, extra(2, 0)));
        assert!(!offers(Plan::Standard, extra(0, 1)));
        for plan in [Plan::Pro, Plan::Premium] {
            assert!(offers(plan, extra(u16::MAX, u16::MAX)) && plan.has_archive());
        }
        assert!(!Plan::Standard.has_archive());
    }

    #[test]
    fn plans_are_named_in_lower_case() {
        for (plan, name) in Plan::ALL.iter().zip(["standard", "pro", "premium"]) {
            assert_text(plan, name);
            assert_wire(plan, &format!("\"{plan:?}\""));
        }
        let error = PlanError { received: "Pro".into() };
        assert_eq!("Pro".parse::<Plan>(), Err(error.clone()));
        assert_eq!(error.to_string(), r#""Pro" is not a plan: expected standard, pro or premium"#);
    }

    #[test]
    fn terms_are_one_to_five_years() {
        for (term, years) in Term::ALL.into_iter().zip(1..) {
            assert_eq!((Term::new(years), term.years()), (Ok(term), years));
            assert_text(&term, &years.to_string());
            assert_wire(&term, &years.to_string());
        }
        assert_eq!(Term::ONE.years(), 1);
        for received in [0, 6, u8::MAX] {
            let error = TermError::OutOfRange { received, minimum: 1, maximum: 5 };
            assert_eq!(Term::new(received), Err(error));
        }
        assert_eq!(refusal::<Term>("6"), "a term of 6 years is not sold: expected 1 to 5");
        assert_eq!(
            "01".parse::<Term>().unwrap_err().to_string(),
            r#""01" is not a term: expected a number of years from 1 to 5"#
        );
    }

    #[test]
    fn a_purchase_refuses_unknown_fields() {
        let package = Package { plan: Plan::Pro, extra: extra(1, 0) };
        let purchase = Purchase::new(package, Term::ONE);
        let json = r#"{"package":{"plan":"Pro","extra":{"mailbox_gb":1,"archive_gb":0}},"term":1}"#;
        assert_wire(&purchase, json);
        let json = r#"{"package":{"plan":"Pro","extra":{"mailbox_gb":1,"archive_gb":0}},"term":1,"sms":1}"#;
        assert!(refusal::<Purchase>(json).starts_with("unknown field `sms`"));
    }
}
