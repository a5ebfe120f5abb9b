//! Space: how much was bought, how much is there, how much is used.

use alloc::boxed::Box;
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::text::{Text, excerpt, number};

/// A number of bytes.
///
/// Its text names the largest fitting unit and is exact: `1.6 GB`, `700 MB`, `512 B`. Any of the
/// three units is read, with as many decimals as give whole bytes. A GB is a thousand MB, and an
/// MB a million bytes, as in the SI.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(transparent)]
pub struct Bytes(u64);

impl Bytes {
    /// One GB: 10⁹ bytes, the unit in which space is sold.
    ///
    /// The providers say GB and no more, so the SI meaning is taken; fixed here, once, so that no
    /// two checks of the same mailbox can disagree about it.
    pub const GB: Self = Self(1_000_000_000);

    /// No byte at all.
    pub const ZERO: Self = Self(0);

    /// So many bytes; any number will do.
    #[must_use]
    pub const fn new(count: u64) -> Self {
        Self(count)
    }

    /// So many GB, of 10⁹ bytes each.
    #[must_use]
    pub const fn gb(count: u16) -> Self {
        #[expect(clippy::as_conversions, reason = "widens; `From` is not const")]
        let count = count as u64;
        Self(Self::GB.0.saturating_mul(count))
    }

    /// The number of bytes.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.0
    }

    /// The sum, stopping at `u64::MAX` bytes.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left after taking `other` away, never below zero.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name, places) = match self.0 {
            GIGA.. => (GIGA, b" GB".as_slice(), 9),
            MEGA.. => (MEGA, b" MB".as_slice(), 6),
            _ => (1, b" B".as_slice(), 0),
        };
        let (mut part, mut places) = (self.0.checked_rem(unit).unwrap_or_default(), places);
        let mut text = Text::<32>::new().number(self.0.checked_div(unit).unwrap_or_default(), 1);
        while 0 < places && part % 10 == 0 {
            part /= 10;
            places = usize::saturating_sub(places, 1);
        }
        if 0 < places {
            text = text.text(b".").number(part, places);
        }
        f.pad(text.text(name).as_str())
    }
}

impl FromStr for Bytes {
    type Err = SpaceError;

    /// Reads a number, a space and `GB`, `MB` or `B`.
    ///
    /// # Errors
    /// - [`SpaceError::NotASpace`] for any other text, a fraction of a byte, or more bytes than
    ///   a `u64` counts.
    fn from_str(text: &str) -> Result<Self, SpaceError> {
        bytes_of(text).map(Bytes).ok_or_else(|| SpaceError::NotASpace { received: excerpt(text) })
    }
}

/// The room that a mailbox has: for its mail, and for its archive.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// What its mail may take up, extra space included.
    pub mailbox: Bytes,
    /// What its archived mail may take up, extra space included; nothing if the plan has no archive.
    pub archive: Bytes,
}

impl Room {
    /// Whether what is used fits; exactly full fits (R-51).
    #[must_use]
    pub fn fits(self, used: UsedSpace) -> bool {
        used.mailbox <= self.mailbox && used.archive <= self.archive
    }

    /// Whether this room is smaller than the other in mailbox, archive or both (R-51).
    #[must_use]
    pub fn is_smaller_than(self, other: Self) -> bool {
        self.mailbox < other.mailbox || self.archive < other.archive
    }

    /// The larger of both in the mailbox, and in the archive.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self { mailbox: self.mailbox.max(other.mailbox), archive: self.archive.max(other.archive) }
    }

    /// Whether a larger room may shrink to this one: what is used fits, or is an archive whose end
    /// the holder agreed to and that this room does not have (R-51).
    pub(crate) fn may_replace(self, used: UsedSpace, archive_consent: bool) -> bool {
        let archive_ends = archive_consent && self.archive == Bytes::ZERO;
        self.fits(if archive_ends { used.without_archive() } else { used })
    }
}

/// The space that a mailbox uses, as last reported.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UsedSpace {
    /// What its mail takes up.
    pub mailbox: Bytes,
    /// What its archived mail takes up.
    pub archive: Bytes,
}

impl UsedSpace {
    /// What is left once the archive is deleted.
    #[must_use]
    pub const fn without_archive(self) -> Self {
        Self { archive: Bytes::ZERO, ..self }
    }
}

/// Space bought on top of the plan's (*GB aggiuntivi*), in whole GB.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraSpace {
    /// For mail, in GB.
    pub mailbox_gb: u16,
    /// For archived mail, in GB.
    pub archive_gb: u16,
}

impl ExtraSpace {
    /// No extra space: the room of the plan alone.
    pub const NONE: Self = Self { mailbox_gb: 0, archive_gb: 0 };
}

impl fmt::Display for ExtraSpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.mailbox_gb, self.archive_gb) {
            (0, 0) => f.write_str("+0"),
            (mailbox, 0) => write!(f, "+{mailbox} GB mailbox"),
            (0, archive) => write!(f, "+{archive} GB archive"),
            (mailbox, archive) => write!(f, "+{mailbox} GB mailbox +{archive} GB archive"),
        }
    }
}

impl FromStr for ExtraSpace {
    type Err = SpaceError;

    /// Reads what is printed: `+0`, `+1 GB mailbox`, `+3 GB archive`, or both in that order.
    ///
    /// # Errors
    /// - [`SpaceError::NotExtraSpace`] for any other text.
    fn from_str(text: &str) -> Result<Self, SpaceError> {
        extra_of(text).ok_or_else(|| SpaceError::NotExtraSpace { received: excerpt(text) })
    }
}

/// Why a text is not a space; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum SpaceError {
    /// The text is no number of bytes.
    #[error("{received:?} is not a space: expected whole bytes, as in 1.6 GB, 700 MB or 512 B")]
    NotASpace {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text is no extra space.
    #[error(
        "{received:?} is not extra space: expected +0, +1 GB mailbox, +3 GB archive or both in \
         this order"
    )]
    NotExtraSpace {
        /// The text, or its beginning.
        received: Box<str>,
    },
}

fn bytes_of(text: &str) -> Option<u64> {
    let (amount, unit) = text.split_once(' ')?;
    let (unit, places) = match unit {
        "GB" => (GIGA, 9),
        "MB" => (MEGA, 6),
        "B" => (1, 0),
        _ => return None,
    };
    let (whole, decimals) = match amount.split_once('.') {
        None => (amount, None),
        Some((whole, decimals)) => (whole, Some(decimals)),
    };
    let mut part = 0;
    if let Some(decimals) = decimals {
        let missing = usize::checked_sub(places, decimals.len())?;
        let scale = 10_u64.checked_pow(u32::try_from(missing).ok()?)?;
        part = number(decimals.as_bytes())?.checked_mul(scale)?;
    }
    // Only digits, and no more of them than a `u64` holds.
    let whole: u64 = number(whole.as_bytes()).and_then(|_| whole.parse().ok())?;
    whole.checked_mul(unit)?.checked_add(part)
}

fn extra_of(text: &str) -> Option<ExtraSpace> {
    if text == "+0" {
        return Some(ExtraSpace::NONE);
    }
    let (mailbox, archive) = match text.split_once(" GB mailbox") {
        Some((mailbox, "")) => (Some(mailbox), None),
        Some((mailbox, rest)) => (Some(mailbox), Some(rest.strip_prefix(' ')?)),
        None => (None, Some(text)),
    };
    let archive = match archive {
        Some(archive) => Some(archive.strip_suffix(" GB archive")?),
        None => None,
    };
    Some(ExtraSpace { mailbox_gb: gb_of(mailbox)?, archive_gb: gb_of(archive)? })
}

/// The number of GB of one part: 0 without it, above 0 with it.
fn gb_of(part: Option<&str>) -> Option<u16> {
    let Some(part) = part else { return Some(0) };
    let count = super::text::canonical_number(part.strip_prefix('+')?.as_bytes())?;
    u16::try_from(count).ok().filter(|count| 0 < *count)
}

const GIGA: u64 = Bytes::GB.0;
const MEGA: u64 = 1_000_000;

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::{any, proptest};

    use super::{Bytes, ExtraSpace, Room, SpaceError, UsedSpace};
    use crate::values::testing::{assert_text, assert_wire};

    #[test]
    fn bytes_print_exactly() {
        for (count, text) in [
            (0, "0 B"),
            (512, "512 B"),
            (999_999, "999999 B"),
            (1_000_000, "1 MB"),
            (700_000_000, "700 MB"),
            (999_999_999, "999.999999 MB"),
            (1_000_000_000, "1 GB"),
            (1_600_000_000, "1.6 GB"),
            (1_000_000_001, "1.000000001 GB"),
            (u64::MAX, "18446744073.709551615 GB"),
        ] {
            assert_text(&Bytes::new(count), text);
        }
        assert_eq!("1000 B".parse(), Ok(Bytes::new(1_000)));
        assert_eq!("0.5 GB".parse(), Ok(Bytes::new(500_000_000)));
        assert_eq!("1.50 MB".parse(), Ok(Bytes::new(1_500_000)));
        assert_eq!(Bytes::gb(3).count(), 3_000_000_000);
        assert_wire(&Bytes::GB, "1000000000");
    }

    #[test]
    fn refuses_every_other_text() {
        for text in [
            "",
            "1",
            "1GB",
            "1 gb",
            "1 GiB",
            "1.5 B",
            "1. GB",
            ".5 GB",
            "-1 GB",
            "+1 GB",
            "1  GB",
            "1.0000000001 GB",
            "18446744073.709551616 GB",
            "18446744073709551616 B",
        ] {
            let error = SpaceError::NotASpace { received: text.into() };
            assert_eq!(text.parse::<Bytes>(), Err(error));
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(count in any::<u64>(), shift in 0..64_u32) {
            let bytes = Bytes::new(count >> shift);
            assert_eq!(bytes.to_string().parse(), Ok(bytes));
        }
    }

    #[test]
    fn sums_stop_at_the_ends() {
        let (one, most) = (Bytes::new(1), Bytes::new(u64::MAX));
        assert_eq!(most.saturating_add(one), most);
        assert_eq!(one.saturating_sub(most), Bytes::ZERO);
        assert_eq!(Bytes::GB.saturating_add(one).saturating_sub(Bytes::GB), one);
    }

    #[test]
    fn r_51_exactly_full_fits() {
        let room = Room { mailbox: Bytes::gb(2), archive: Bytes::gb(3) };
        let used = UsedSpace { mailbox: Bytes::gb(2), archive: Bytes::gb(3) };
        let one = Bytes::new(1);
        assert!(room.fits(used));
        assert!(!room.fits(UsedSpace { mailbox: used.mailbox.saturating_add(one), ..used }));
        assert!(!room.fits(UsedSpace { archive: used.archive.saturating_add(one), ..used }));
        assert!(!room.is_smaller_than(room));
        assert!(Room { mailbox: Bytes::gb(1), archive: Bytes::gb(8) }.is_smaller_than(room));
        assert!(Room { mailbox: Bytes::gb(8), archive: Bytes::gb(1) }.is_smaller_than(room));
        assert!(!Room { mailbox: Bytes::gb(8), archive: Bytes::gb(3) }.is_smaller_than(room));
        assert_wire(&room, r#"{"mailbox":2000000000,"archive":3000000000}"#);
        assert_wire(&used, r#"{"mailbox":2000000000,"archive":3000000000}"#);
    }

    #[test]
    fn extra_space_prints_what_was_added() {
        for (mailbox_gb, archive_gb, text) in [
            (0, 0, "+0"),
            (1, 0, "+1 GB mailbox"),
            (0, 3, "+3 GB archive"),
            (1, 65_535, "+1 GB mailbox +65535 GB archive"),
        ] {
            assert_text(&ExtraSpace { mailbox_gb, archive_gb }, text);
        }
        for text in [
            "",
            "0",
            "+1",
            "1 GB mailbox",
            "+0 GB mailbox",
            "+01 GB mailbox",
            "+65536 GB mailbox",
            "+1 GB mailbox ",
            "+1 GB mailbox+1 GB archive",
            "+1 GB archive +1 GB mailbox",
        ] {
            let error = SpaceError::NotExtraSpace { received: text.into() };
            assert_eq!(text.parse::<ExtraSpace>(), Err(error));
        }
        assert_eq!(ExtraSpace::default(), ExtraSpace::NONE);
        assert_wire(&ExtraSpace::NONE, r#"{"mailbox_gb":0,"archive_gb":0}"#);
    }
}
