//! How near a word is to another, for a hint after a slip of the pen.

/// The word that a slip of the pen made another of: the nearest, if it is near.
pub(crate) fn meant<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.map(|name| (distance(name, word), name)).min()?;
    (near.0 <= SLIPS && near.0 * 2 <= word.chars().count()).then_some(near.1)
}

/// The nearest word of all, in brackets after what is wrong, if a slip of the pen made the other of it.
pub(crate) fn hint<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    meant(word, known).map_or(String::new(), |meant| format!(" (did you mean `{meant}`?)"))
}

/// How many letters are to be changed, added or left out to make one word of the other.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(LONGEST_NAME).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (done, letter) in (1..).zip(one.chars()) {
        let mut diagonal = std::mem::replace(&mut row[0], done);
        for (place, wanted) in other.iter().enumerate() {
            let swap = diagonal + usize::from(!letter.eq_ignore_ascii_case(wanted));
            diagonal = row[place + 1];
            row[place + 1] = swap.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

/// Two letters that changed places are two slips.
const SLIPS: usize = 2;

/// No name of the language is longer.
const LONGEST_NAME: usize = 64;

#[cfg(test)]
mod tests {
    use super::{distance, meant};

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let known = || ["open", "payment", "by", "card"].into_iter();
        assert_eq!(meant("opne", known()), Some("open"));
        assert_eq!(meant("paymnet", known()), Some("payment"));
        assert_eq!(meant("crd", known()), Some("card"));
        assert_eq!(meant("cd", known()), None);
        assert_eq!(meant("colour", known()), None);
    }

    #[test]
    fn counts_slips() {
        for (one, other, slips) in [
            ("tick", "tick", 0),
            ("tick", "Tick", 0),
            ("tick", "tik", 1),
            ("tick", "trick", 1),
            ("tick", "tack", 1),
            ("", "tick", 4),
            ("tick", "", 4),
        ] {
            assert_eq!(distance(one, other), slips, "{one} {other}");
        }
    }
}
