//! What two languages must have in common: the values that their sentences say.
//!
//! It knows nothing of how a language makes its sentences: it reads them, as a person does.

use pec_renewal::values::Day;

/// The numbers of an English sentence: those of days, amounts, counts and names, in order of size.
#[must_use]
pub fn values_of_english(sentence: &str) -> Vec<String> {
    sorted(numbers(sentence).into_iter().map(|number| number.replace(',', "")))
}

/// The numbers of an Italian sentence, written as in English.
#[must_use]
pub fn values_of_italian(sentence: &str) -> Vec<String> {
    sorted(numbers(&iso(sentence)).into_iter().map(|number| english_number(&number)))
}

/// What no Italian would write: an article that is not elided before *otto* and *undici*, a plural of one,
/// two words that merge, a day in figures alone, a full stop at the end.
#[must_use]
pub fn wrong_in_italian(sentence: &str) -> Option<String> {
    let padded = format!(" {} ", sentence.replace(['(', ')', ',', ';', ':'], " "));
    let wrong = WRONG.iter().find(|wrong| padded.contains(&format!(" {wrong} ")));
    let figures = sentence.split(|sign: char| !sign.is_ascii_digit() && sign != '-');
    let day = figures.into_iter().find(|it| it.parse::<Day>().is_ok());
    let stop = Some(".").filter(|stop| sentence.ends_with(stop));
    wrong.copied().or(day).or(stop).map(str::to_owned)
}

/// The sentence without its days, written in either way.
#[must_use]
pub fn without_days(sentence: &str) -> String {
    let words = iso(sentence);
    let is_day = |word: &&str| {
        let word = word.trim_matches(['(', ')', ',', ';', ':']);
        word.len() == 10 && word.bytes().filter(|byte| *byte == b'-').count() == 2
    };
    words.split(' ').filter(|word| !is_day(word)).collect::<Vec<_>>().join(" ")
}

/// The day as Italian writes it.
#[must_use]
pub fn italian_day(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    let [year, month, day] = parts[..] else { panic!("{iso} is no day") };
    let (month, day): (usize, u8) = (month.parse().unwrap(), day.parse().unwrap());
    let ordinal = if day == 1 { "º" } else { "" };
    format!("{day}{ordinal} {} {year}", MONTHS[month - 1])
}

/// An Italian number as English writes it: `1.234,50` is `1234.50`; `2.1` is a name and stays.
fn english_number(number: &str) -> String {
    if number.contains(',') { number.replace('.', "").replace(',', ".") } else { number.to_owned() }
}

/// The sentence with its Italian days as `2026-01-15`.
fn iso(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split(' ').collect();
    let mut said = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let of_day = words.get(at..at + 3).and_then(|three| {
            let month = MONTHS.iter().position(|month| *month == three[1])?;
            let digits = three[0].rsplit('\'').next()?.trim_start_matches('(');
            let day: u8 = digits.trim_end_matches('º').parse().ok()?;
            let (year, rest) = three[2].split_at_checked(4)?;
            Some(format!("{year}-{:02}-{day:02}{rest}", month + 1))
        });
        at += if of_day.is_some() { 3 } else { 1 };
        said.push(of_day.unwrap_or_else(|| words[at - 1].to_owned()));
    }
    said.join(" ")
}

/// Each run of digits, with the points and commas inside it.
fn numbers(sentence: &str) -> Vec<String> {
    sentence
        .split(|sign: char| !sign.is_ascii_digit() && sign != '.' && sign != ',')
        .map(|number| number.trim_matches(['.', ',']).to_owned())
        .filter(|number| !number.is_empty())
        .collect()
}

fn sorted(numbers: impl Iterator<Item = String>) -> Vec<String> {
    let mut numbers: Vec<String> = numbers.collect();
    numbers.sort();
    numbers
}

const WRONG: [&str; 25] = [
    "il 8",
    "il 11",
    "del 8",
    "del 11",
    "al 8",
    "al 11",
    "dal 8",
    "dal 11",
    "l'1",
    "1 giorni",
    "1 anni",
    "1 ordini precedenti",
    "di il",
    "di l'ordine",
    "a il",
    "da il",
    "fino il",
    "entro al",
    "a l'ordine",
    "la addebito",
    "lo ordine",
    "il ordine",
    "una ordine",
    "un'ordine",
    "un casella",
];

/// The months as Italian names them, January first.
pub const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];
