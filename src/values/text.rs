//! Text at the door: a small inline buffer to print into, strict digits to read.

use alloc::{boxed::Box, string::String};

/// Text of at most `N` bytes, built without an allocation; what does not fit is left out, so `N`
/// is the length of the longest value.
pub(super) struct Text<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Text<N> {
    pub(super) fn new() -> Self {
        Self { bytes: [0; N], length: 0 }
    }

    /// Appends a piece.
    pub(super) fn text(mut self, piece: &[u8]) -> Self {
        let end = self.length.saturating_add(piece.len());
        if let Some(room) = self.bytes.get_mut(self.length..end) {
            room.copy_from_slice(piece);
            self.length = end;
        }
        self
    }

    /// Appends a number of at least `width` digits, filled up with zeros.
    pub(super) fn number(self, number: u64, width: usize) -> Self {
        let mut digits = [b'0'; 20];
        let mut left = number;
        let mut used = 0_usize;
        for slot in digits.iter_mut().rev() {
            if left == 0 && width <= used {
                break;
            }
            *slot = b'0'.saturating_add(u8::try_from(left % 10).unwrap_or_default());
            left /= 10;
            used = used.saturating_add(1);
        }
        let start = digits.len().saturating_sub(used);
        self.text(digits.get(start..).unwrap_or_default())
    }

    pub(super) fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// The number that these ASCII digits write, stopping at `u64::MAX`; `None` without any digit or
/// with anything else among them.
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte.saturating_sub(b'0')))?;
        Some(sum.saturating_mul(10).saturating_add(digit))
    })
}

/// The number in its only spelling: as [`number`], without leading zeros, within `u32`.
pub(super) fn canonical_number(digits: &[u8]) -> Option<u32> {
    match digits {
        [b'0', _, ..] => None,
        _ => u32::try_from(number(digits)?).ok(),
    }
}

/// The hundredths that a decimal with at most two places writes, stopping at `u64::MAX`.
pub(super) fn hundredths(decimal: &str) -> Option<u64> {
    let (whole, part) = match decimal.split_once('.') {
        None => (decimal, 0),
        Some((whole, places)) => {
            let part = number(places.as_bytes())?;
            match places.len() {
                1 => (whole, part.saturating_mul(10)),
                2 => (whole, part),
                _ => return None,
            }
        }
    };
    Some(number(whole.as_bytes())?.saturating_mul(100).saturating_add(part))
}

/// The beginning of what was received, for an error text: it may be long, and it is not ours.
pub(super) fn excerpt(received: &str) -> Box<str> {
    received.chars().take(EXCERPT_CHARS).collect::<String>().into_boxed_str()
}

const EXCERPT_CHARS: usize = 80;
