//! Keys: `pec_<id>_<secret>`. The id names the key in lists and logs; the secret is shown once.

mod kept;

pub use self::kept::{Granted, Listed, create, find, list, revoke, table};

use std::{fmt, str::FromStr};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A key as whoever calls the API sends it.
#[derive(Clone)]
pub struct Key {
    id: String,
    secret: [u8; 32],
}

/// A text is not a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected pec_, the key's 16 digits, _ and its 64 digits, all of them hexadecimal")]
pub struct NoKey;

impl Key {
    /// A new key, of 256 random bits.
    ///
    /// # Errors
    ///
    /// Where the machine gives no random bits.
    pub fn random() -> Result<Self> {
        let (mut id, mut secret) = ([0; 8], [0; 32]);
        getrandom::fill(&mut id).context("the machine gives no random bits")?;
        getrandom::fill(&mut secret).context("the machine gives no random bits")?;
        Ok(Self { id: hex::encode(id), secret })
    }

    /// What names it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key in full: to be shown once, and never kept.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("pec_{}_{}", self.id, hex::encode(self.secret))
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.secret).to_vec()
    }

    /// Whether this is what was kept of it, told in a time that does not depend on where they differ.
    #[must_use]
    pub fn is_of(&self, hash: &[u8]) -> bool {
        self.hash().ct_eq(hash).into()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pec_{}_…", self.id)
    }
}

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let (id, digits) =
            text.strip_prefix("pec_").and_then(|rest| rest.split_once('_')).ok_or(NoKey)?;
        let (mut bytes, mut secret) = ([0; 8], [0; 32]);
        hex::decode_to_slice(id, &mut bytes).map_err(|_| NoKey)?;
        hex::decode_to_slice(digits, &mut secret).map_err(|_| NoKey)?;
        Ok(Self { id: hex::encode(bytes), secret })
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, NoKey};

    #[test]
    fn a_key_is_read_as_it_was_shown() {
        let key = Key::random().expect("random bits");
        let read: Key = key.reveal().parse().expect("a key");
        assert_eq!(read.id(), key.id());
        assert!(read.is_of(&key.hash()));
    }

    #[test]
    fn another_secret_is_not_what_was_kept() {
        let (one, other) = (Key::random().expect("random"), Key::random().expect("random"));
        assert!(!one.is_of(&other.hash()));
        assert!(!one.is_of(&[]));
    }

    #[test]
    fn what_is_not_a_key_is_refused_without_being_repeated() {
        for text in ["", "pec_", "pec_1_2", "pec_0123456789abcdef_zz", "sk_0123456789abcdef_00"] {
            assert_eq!(text.parse::<Key>().expect_err(text), NoKey);
        }
    }

    #[test]
    fn a_secret_is_not_shown_by_accident() {
        let key = Key::random().expect("random bits");
        let secret = key.reveal().rsplit('_').next().expect("a secret").to_owned();
        assert!(!format!("{key:?}").contains(&secret));
    }
}
