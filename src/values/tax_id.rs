//! The tax id of a holder: the one private value of the crate.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::text::TextVisitor;

/// A holder's tax id: a *codice fiscale* (16 upper-case letters and digits) or a *partita IVA*
/// (11 digits, also the *codice fiscale* of a company).
///
/// Its form is checked, its check digit is not. It is stored in full and compared in full, but it
/// has no `Display`, its `Debug` shows the last two characters only, and no error repeats it.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
// A partita IVA is filled up with zero bytes.
pub struct TaxId([u8; 16]);

impl TaxId {
    /// The tax id in full: for the caller's own records, never for a log.
    #[must_use]
    pub fn reveal(&self) -> &str {
        let length = self.0.iter().take_while(|byte| **byte != 0).count();
        let bytes = self.0.get(..length).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl fmt::Debug for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.reveal();
        let tail = text.get(text.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "TaxId(…{tail})")
    }
}

impl FromStr for TaxId {
    type Err = TaxIdError;

    /// Reads a tax id as it stands: nothing is trimmed or put into upper case.
    ///
    /// # Errors
    /// - [`TaxIdError`] for any other form.
    fn from_str(text: &str) -> Result<TaxId, TaxIdError> {
        let bytes = text.as_bytes();
        let well_formed = match bytes.len() {
            16 => bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
            11 => bytes.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        if !well_formed {
            return Err(TaxIdError { characters: text.chars().count() });
        }
        let mut stored = [0; 16];
        for (to, from) in stored.iter_mut().zip(bytes) {
            *to = *from;
        }
        Ok(TaxId(stored))
    }
}

impl Serialize for TaxId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.reveal())
    }
}

impl<'de> Deserialize<'de> for TaxId {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_str(TextVisitor::new("a tax id, as text"))
    }
}

/// Why a text is not a tax id; it says how long the text was, never what it said.
///
/// Whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error(
    "{characters} characters that are not a tax id: expected the 16 upper-case letters and digits \
     of a codice fiscale, or the 11 digits of a partita IVA"
)]
pub struct TaxIdError {
    /// How many characters were received.
    pub characters: usize,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::{TaxId, TaxIdError};
    use crate::values::testing::{assert_wire, refusal};

    #[test]
    fn is_shown_in_full_only_when_asked() {
        for (text, mask) in [("RSSMRA80A01H501U", "TaxId(…1U)"), ("01234567897", "TaxId(…97)")]
        {
            let tax_id: TaxId = text.parse().unwrap();
            assert_eq!(tax_id.reveal(), text);
            assert_eq!(format!("{tax_id:?}"), mask);
            assert_wire(&tax_id, &format!("{text:?}"));
        }
    }

    #[test]
    fn no_error_repeats_it() {
        for text in ["", "rssmra80a01h501u", "RSSMRA80A01H501", "0123456789A", "RSSMRA80A01H501È"]
        {
            let characters = text.chars().count();
            assert_eq!(text.parse::<TaxId>(), Err(TaxIdError { characters }));
        }
        let expected = "16 characters that are not a tax id: expected the 16 upper-case letters \
                        and digits of a codice fiscale, or the 11 digits of a partita IVA";
        let error = "rssmra80a01h501u".parse::<TaxId>().unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(refusal::<TaxId>(r#""rssmra80a01h501u""#), expected);
    }
}
