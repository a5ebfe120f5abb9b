//! The tax id of a holder: the one private value of the crate.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::wire::TextVisitor;

/// A holder's tax id, or a pseudonym in its place.
///
/// Three forms are read, and told apart by their first character and length:
///
/// - a *codice fiscale*: 16 letters and digits;
/// - a *partita IVA*: 11 digits, also the *codice fiscale* of a company;
/// - a pseudonym: `~` and 32 hexadecimal digits, the 128 bits of [`TaxId::pseudonym`].
///
/// One holder has one spelling: letters of a tax id are put into upper case, hexadecimal digits into
/// lower case, and an `IT` before the 11 digits is left out. Nothing is trimmed. The form is checked,
/// the check digit is not. It is stored in full and compared in full, but it has no `Display`, its
/// `Debug` shows the last two characters only, and no error repeats it.
///
/// # Pseudonyms
/// Events are kept for ever, and a holder may ask to be forgotten. A provider that must be able to
/// do that gives pseudonyms from the start: a keyed hash, such as the first 16 bytes of HMAC-SHA-256,
/// of the tax id as [`TaxId::reveal`] spells it. The key stays outside the history, one for each holder
/// beside the tax id; when both are erased, nobody can lead the history back to the person. The same
/// key gives the same pseudonym, so that a former holder is known again (R-62) until then. An id and
/// its own pseudonym are two holders: a mailbox opened with one is not bought again with the other.
///
/// # Examples
/// ```
/// use pec_renewal::values::TaxId;
///
/// let vat_number: TaxId = "IT01234567897".parse()?;
/// assert_eq!(vat_number, "01234567897".parse()?);
/// assert_eq!(vat_number.reveal(), "01234567897");
///
/// let hash = [0xA1; 16]; // a keyed hash of `vat_number.reveal()`, by the caller
/// let pseudonym = TaxId::pseudonym(hash);
/// assert_eq!(pseudonym, "~a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1".parse()?);
/// # Ok::<(), pec_renewal::values::TaxIdError>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
// What is shorter than a pseudonym is filled up with zero bytes.
pub struct TaxId([u8; LENGTH_MAX]);

impl TaxId {
    /// The pseudonym of this keyed hash of a tax id: each hash has its own.
    #[must_use]
    pub fn pseudonym(hash: [u8; 16]) -> Self {
        let digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
        Self::of_bytes(core::iter::once(b'~').chain(digits.map(hexadecimal)))
    }

    /// The tax id, or its pseudonym, in full: for the caller's own records, never for a log.
    #[must_use]
    pub fn reveal(&self) -> &str {
        let length = self.0.iter().take_while(|byte| **byte != 0).count();
        let bytes = self.0.get(..length).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Whether a pseudonym stands in the place of the tax id.
    #[must_use]
    pub fn is_pseudonym(&self) -> bool {
        self.0.first() == Some(&b'~')
    }

    fn of_bytes(bytes: impl Iterator<Item = u8>) -> Self {
        let mut stored = [0; LENGTH_MAX];
        for (to, from) in stored.iter_mut().zip(bytes) {
            *to = from;
        }
        Self(stored)
    }
}

impl fmt::Debug for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.reveal();
        let mark = if self.is_pseudonym() { "~" } else { "" };
        let tail = text.get(text.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "TaxId({mark}…{tail})")
    }
}

impl FromStr for TaxId {
    type Err = TaxIdError;

    /// Reads a tax id or a pseudonym, and brings it into its one spelling.
    ///
    /// # Errors
    /// - [`TaxIdError`] for any other form.
    fn from_str(text: &str) -> Result<Self, TaxIdError> {
        let bytes = text.as_bytes();
        let (form, are_well_formed): (&[u8], bool) = match bytes {
            [b'~', digits @ ..] => {
                (bytes, digits.len() == 32 && digits.iter().all(u8::is_ascii_hexdigit))
            }
            [b'I' | b'i', b'T' | b't', digits @ ..] if digits.len() == 11 => {
                (digits, digits.iter().all(u8::is_ascii_digit))
            }
            digits if digits.len() == 11 => (digits, digits.iter().all(u8::is_ascii_digit)),
            other => (other, other.len() == 16 && other.iter().all(u8::is_ascii_alphanumeric)),
        };
        if !are_well_formed {
            return Err(TaxIdError { characters: text.chars().count() });
        }
        let spelled = |byte: &u8| match form {
            [b'~', ..] => byte.to_ascii_lowercase(),
            _ => byte.to_ascii_uppercase(),
        };
        Ok(Self::of_bytes(form.iter().map(spelled)))
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
    "{characters} characters that are not a tax id: expected the 16 letters and digits of a codice \
     fiscale, the 11 digits of a partita IVA, or ~ and the 32 hexadecimal digits of a pseudonym"
)]
pub struct TaxIdError {
    /// How many characters were received.
    pub characters: usize,
}

/// The lower-case digit of a number below 16.
const fn hexadecimal(number: u8) -> u8 {
    let first = if number < 10 { b'0' } else { b'a'.saturating_sub(10) };
    first.saturating_add(number)
}

/// `~`, and two digits for each byte of the hash.
const LENGTH_MAX: usize = 33;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{format, string::ToString};

    use proptest::prelude::{any, proptest};

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
    fn one_holder_has_one_spelling() {
        for (text, spelled) in [
            ("rssmra80a01h501u", "RSSMRA80A01H501U"),
            ("RssMra80A01h501U", "RSSMRA80A01H501U"),
            ("IT01234567897", "01234567897"),
            ("it01234567897", "01234567897"),
            // A codice fiscale may begin with these letters.
            ("ITLMRA80A01H501U", "ITLMRA80A01H501U"),
            ("~00FFa1a1a1a1a1a1a1a1a1a1a1a1a1a1", "~00ffa1a1a1a1a1a1a1a1a1a1a1a1a1a1"),
        ] {
            let tax_id: TaxId = text.parse().unwrap();
            assert_eq!(tax_id.reveal(), spelled);
            assert_eq!(spelled.parse(), Ok(tax_id));
            assert_wire(&tax_id, &format!("{spelled:?}"));
            assert_eq!(serde_json::from_str::<TaxId>(&format!("{text:?}")).unwrap(), tax_id);
        }
    }

    #[test]
    fn a_pseudonym_stands_in_the_place_of_a_tax_id() {
        let text = "~0123456789abcdef0123456789abcdef";
        let pseudonym: TaxId = text.parse().unwrap();
        assert_eq!(
            pseudonym,
            TaxId::pseudonym(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef_u128.to_be_bytes())
        );
        assert_eq!(pseudonym.reveal(), text);
        assert_eq!(format!("{pseudonym:?}"), "TaxId(~…ef)");
        assert!(pseudonym.is_pseudonym());
        assert!(!"01234567897".parse::<TaxId>().unwrap().is_pseudonym());
        assert_wire(&pseudonym, &format!("{text:?}"));
        for text in [
            "~",
            "~0123456789abcdef0123456789abcde",
            "~0123456789abcdef0123456789abcdef0",
            "~0123456789abcdef0123456789abcdeg",
            "~~123456789abcdef0123456789abcdef",
            "0123456789abcdef0123456789abcdef",
            // As long as a tax id, and none.
            "~0123456789",
            "~0123456789abcde",
        ] {
            assert_eq!(text.parse::<TaxId>(), Err(TaxIdError { characters: text.len() }));
        }
    }

    proptest! {
        #[test]
        fn each_hash_has_its_own_pseudonym(one in any::<[u8; 16]>(), other in any::<[u8; 16]>()) {
            let (pseudonym, another) = (TaxId::pseudonym(one), TaxId::pseudonym(other));
            assert_eq!(pseudonym.reveal().parse(), Ok(pseudonym));
            assert_eq!(pseudonym == another, one == other);
        }

        #[test]
        fn what_is_read_is_spelled_so_that_it_is_read_again(text in "(IT|it)?[0-9A-Za-z~]{10,17}") {
            if let Ok(tax_id) = text.parse::<TaxId>() {
                assert_eq!(tax_id.reveal().parse(), Ok(tax_id));
            }
        }
    }

    #[test]
    fn no_error_repeats_it() {
        for text in [
            "",
            "IT",
            "IT0123456789",
            "IT012345678970",
            "FR01234567897",
            " 01234567897",
            "RSSMRA80A01H501",
            "0123456789A",
            "RSSMRA80A01H501È",
            "rssmra80a01h50-u",
        ] {
            let characters = text.chars().count();
            assert_eq!(text.parse::<TaxId>(), Err(TaxIdError { characters }));
        }
        let expected = "16 characters that are not a tax id: expected the 16 letters and digits of \
                        a codice fiscale, the 11 digits of a partita IVA, or ~ and the 32 \
                        hexadecimal digits of a pseudonym";
        let error = "RSSMRA80A01H501È".parse::<TaxId>().unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(refusal::<TaxId>(r#""RSSMRA80A01H501È""#), expected);
    }
}
