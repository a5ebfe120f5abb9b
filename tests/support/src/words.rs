//! Names of the code in the words of a page that people read.

/// A name such as `CancelOrder`, or a code such as `unknown-order`, as words: "cancel order".
#[must_use]
pub fn spoken(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        match letter {
            '-' | '_' => words.push(' '),
            letter if letter.is_ascii_uppercase() => {
                if !words.is_empty() {
                    words.push(' ');
                }
                words.push(letter.to_ascii_lowercase());
            }
            letter => words.push(letter),
        }
    }
    words
}

/// A text in which orders and charges are called by their ordinals alone, without mailbox and expiry.
#[must_use]
pub fn by_ordinals(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let begins = !plain.ends_with(|before: char| before.is_ascii_alphanumeric());
        if begins && is_identity(rest.as_bytes()) {
            rest = &rest[IDENTITY..];
        } else {
            plain.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    plain
}

/// Whether it begins with a mailbox and an expiry, as in `00000000000000000000000000000001.20260115.1`.
fn is_identity(text: &[u8]) -> bool {
    let Some(begin) = text.get(..IDENTITY) else { return false };
    let (mailbox, expiry) = begin.split_at(MAILBOX);
    mailbox.iter().all(u8::is_ascii_hexdigit)
        && matches!(expiry, [b'.', day @ .., b'.'] if day.iter().all(u8::is_ascii_digit))
}

const MAILBOX: usize = 32;
const IDENTITY: usize = MAILBOX + ".20260115.".len();

#[cfg(test)]
mod tests {
    use super::{by_ordinals, spoken};

    #[test]
    fn orders_and_charges_are_called_by_their_ordinals() {
        let whole = "charge 00000000000000000000000000000001.20260115.1.2 of \
                     00000000000000000000000000000002.20270115.3, 9,64 €";
        assert_eq!(by_ordinals(whole), "charge 1.2 of 3, 9,64 €");
    }

    #[test]
    fn a_name_is_spoken_as_its_words() {
        assert_eq!(spoken("CancelOrder"), "cancel order");
        assert_eq!(spoken("above-mandate-cap"), "above mandate cap");
        assert_eq!(spoken("credit_until"), "credit until");
        assert_eq!(spoken("Tick"), "tick");
    }
}
