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

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn a_name_is_spoken_as_its_words() {
        assert_eq!(spoken("CancelOrder"), "cancel order");
        assert_eq!(spoken("above-mandate-cap"), "above mandate cap");
        assert_eq!(spoken("credit_until"), "credit until");
        assert_eq!(spoken("Tick"), "tick");
    }
}
