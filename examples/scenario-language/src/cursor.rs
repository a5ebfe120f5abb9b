//! The words of one line, and what was expected where one does not fit.
//!
//! The language is words parted by blanks, with no nesting and no precedence, so a cursor of a
//! hundred lines reads it; and unlike a general parser it remembers every word that would have
//! fitted at the place where reading stopped, which is what a person without Rust needs to be told.

use std::{fmt::Display, str::FromStr};

use crate::{error::Fault, near};

/// One word of a line: bare, quoted, or a comma.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(crate) column: usize,
    /// Written in quotes: then it is a name, never a word of the language.
    pub(crate) quoted: bool,
}

/// The place in a line up to which it was read.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    words: Vec<Word<'a>>,
    next: usize,
    /// The column after the last word, where a missing word is missed.
    end: usize,
    /// What was tried since the last word that fitted, and the place where it did not fit: further
    /// on where the beginning of a phrase did.
    tried: Vec<(usize, String)>,
}

impl<'a> Cursor<'a> {
    /// The words of a line, without its comment.
    ///
    /// # Errors
    /// A quote that is not closed.
    pub(crate) fn new(line: &'a str) -> Result<Self, Fault> {
        let mut words = Vec::new();
        let (mut rest, mut column, mut end) = (line, 1, 1);
        loop {
            let blank = rest.len() - rest.trim_start().len();
            column += rest[..blank].chars().count();
            rest = &rest[blank..];
            if rest.is_empty() || rest.starts_with('#') {
                break;
            }
            let (text, length) = first_of(rest).ok_or_else(|| {
                Fault::new(column, "this quote is not closed: expected another \"")
            })?;
            words.push(Word { text, column, quoted: rest.starts_with('"') });
            column += rest[..length].chars().count();
            rest = &rest[length..];
            end = column;
        }
        Ok(Self { words, next: 0, end, tried: Vec::new() })
    }

    /// Whether every word was read.
    pub(crate) fn is_done(&self) -> bool {
        self.words.len() <= self.next
    }

    /// The column of the next word, or the one where it is missed.
    pub(crate) fn column(&self) -> usize {
        self.peek().map_or(self.end, |word| word.column)
    }

    pub(crate) fn peek(&self) -> Option<Word<'a>> {
        self.words.get(self.next).copied()
    }

    /// Reads these words of the language if they stand here; remembers that they could have.
    pub(crate) fn takes(&mut self, phrase: &str) -> bool {
        let mut place = self.next;
        let mut rest = phrase;
        while !rest.is_empty() {
            let (wanted, others) = rest.split_once(' ').unwrap_or((rest, ""));
            match self.words.get(place) {
                Some(word) if !word.quoted && word.text == wanted => place += 1,
                Some(_) | None => {
                    self.tried.push((place, format!("`{rest}`")));
                    return false;
                }
            }
            rest = others;
        }
        self.advance(place);
        true
    }

    /// Reads these words of the language.
    ///
    /// # Errors
    /// They do not stand here.
    pub(crate) fn needs(&mut self, phrase: &str) -> Result<(), Fault> {
        if self.takes(phrase) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Reads whatever word stands here.
    ///
    /// # Errors
    /// The line ends here.
    pub(crate) fn word(&mut self, expected: &str) -> Result<Word<'a>, Fault> {
        let Some(word) = self.peek() else {
            self.tried.push((self.next, expected.to_string()));
            return Err(self.unexpected());
        };
        self.advance(self.next + 1);
        Ok(word)
    }

    /// Reads a value from the word that stands here.
    ///
    /// # Errors
    /// It is no such value, or the line ends here.
    pub(crate) fn value<T>(&mut self, expected: &str) -> Result<T, Fault>
    where
        T: FromStr<Err: Display>,
    {
        let word = self.word(expected)?;
        word.text.parse().map_err(|why| Fault::new(word.column, format!("{why}")))
    }

    /// Reads a value if the word that stands here is one; remembers that it could have been.
    pub(crate) fn takes_value<T: FromStr>(&mut self, expected: &str) -> Option<T> {
        let value = self.peek().and_then(|word| word.text.parse().ok());
        match value {
            Some(_) => self.advance(self.next + 1),
            None => self.expects(expected),
        }
        value
    }

    /// Reads a whole number.
    ///
    /// # Errors
    /// The word is no whole number, or too large.
    pub(crate) fn number<T: TryFrom<u32>>(&mut self, expected: &str) -> Result<T, Fault> {
        let word = self.word(expected)?;
        word.text.parse::<u32>().ok().and_then(|number| T::try_from(number).ok()).ok_or_else(|| {
            Fault::new(word.column, format!("{:?} does not fit: expected {expected}", word.text))
        })
    }

    /// Makes sure that nothing is left.
    ///
    /// # Errors
    /// Words are left.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        if self.is_done() {
            return Ok(());
        }
        self.expects("the end of the line");
        Err(self.unexpected())
    }

    /// Remembers something else that would have fitted here.
    pub(crate) fn expects(&mut self, what: &str) {
        self.tried.push((self.next, what.to_string()));
    }

    /// What stands here, or after the beginning of a phrase, fits nothing that was tried.
    pub(crate) fn unexpected(&self) -> Fault {
        let furthest = self.tried.iter().map(|(place, _)| *place).fold(self.next, usize::max);
        let tried = self.tried.iter().filter(|(place, _)| *place == furthest);
        let tried: Vec<&str> = tried.map(|(_, what)| what.as_str()).collect();
        let Some(word) = self.words.get(furthest) else {
            let expected = one_of(&tried, "");
            return Fault::new(self.end, format!("the line ends here: expected {expected}"));
        };
        let expected = one_of(&tried, word.text);
        let found = if word.quoted {
            format!("the name {:?}", word.text)
        } else {
            format!("`{}`", word.text.escape_debug())
        };
        let known = tried.iter().filter(|what| what.starts_with('`') && !word.quoted);
        let meant = near::hint(word.text, known.map(|what| first_word(what)));
        Fault::new(word.column, format!("{found} does not fit here{meant}: expected {expected}"))
    }

    /// What was meant where the decimal sign is a comma: the word before, which is whole euro or
    /// gigabytes, and the digits that follow it without a blank.
    pub(crate) fn decimal_comma(&self, whole: Word<'_>) -> Option<String> {
        let [comma, digits] = self.words.get(self.next..self.next + 2)? else { return None };
        let whole_column = whole.column + whole.text.chars().count();
        let adjacent = comma.column == whole_column && digits.column == whole_column + 1;
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let meant = adjacent && comma.text == "," && number(whole.text) && number(digits.text);
        meant.then(|| format!("{}.{}", whole.text, digits.text))
    }

    fn advance(&mut self, place: usize) {
        self.next = place;
        self.tried.clear();
    }
}

/// The word at the beginning of a text that is not blank there, and how many bytes it takes; `None`
/// for a quote that is not closed.
fn first_of(rest: &str) -> Option<(&str, usize)> {
    if let Some(inner) = rest.strip_prefix('"') {
        let (text, _) = inner.split_once('"')?;
        return Some((text, text.len() + 2));
    }
    if rest.starts_with(',') {
        return Some((",", 1));
    }
    let ends = |character: char| character.is_whitespace() || character == ',';
    let length = rest.find(ends).unwrap_or(rest.len());
    Some((&rest[..length], length))
}

/// The alternatives as a person lists them: `a`, `b` or `c`. Of many, those nearest to what stands
/// there.
fn one_of(tried: &[&str], word: &str) -> String {
    let mut known: Vec<&str> = Vec::new();
    for what in tried {
        if !known.contains(what) {
            known.push(what);
        }
    }
    let others = known.len().saturating_sub(LISTED);
    if MANY < known.len() {
        known.sort_by_key(|what| near::distance(first_word(what), word));
        known.truncate(LISTED);
        let known = known.join(", ");
        return format!("{known} or another of {others} words ({PAGE} lists them)");
    }
    match known.split_last() {
        None => "nothing more".to_string(),
        Some((only, [])) => (*only).to_string(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// The first word of an alternative, without its quotes.
fn first_word(what: &str) -> &str {
    what.trim_matches('`').split(' ').next().unwrap_or(what)
}

/// The page that documents the language.
const PAGE: &str = "src/manual/scenario_language.md";

/// More alternatives than these are not all listed.
const MANY: usize = 8;
const LISTED: usize = 6;
