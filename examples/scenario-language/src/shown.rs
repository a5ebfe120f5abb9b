//! A script's line as it may be shown: without tax ids, and without what would upset a terminal.

use pec_renewal::values::TaxId;

/// The line, one character for each of its own, so that columns stay true. Tax ids are masked but
/// for their last two characters, and so is whatever begins at the column `hidden`.
pub(crate) fn line(source: &str, hidden: Option<usize>) -> String {
    let mut shown = String::with_capacity(source.len());
    let mut run = String::new();
    let mut begins = 1;
    for (column, character) in (1..).zip(source.chars()) {
        if character.is_ascii_alphanumeric() || (character == '~' && run.is_empty()) {
            if run.is_empty() {
                begins = column;
            }
            run.push(character);
            continue;
        }
        // Eleven digits before a point are an amount.
        push(&mut shown, &run, character != '.', hidden == Some(begins));
        run.clear();
        shown.push(match character {
            blank if blank.is_whitespace() => ' ',
            control if control.is_control() => '\u{fffd}',
            other => other,
        });
    }
    push(&mut shown, &run, true, hidden == Some(begins));
    shown
}

/// A text that may repeat words of a script.
pub(crate) fn text(text: &str) -> String {
    line(text, None)
}

fn push(shown: &mut String, run: &str, may_be_private: bool, hidden: bool) {
    // A name of sixteen letters, such as that of an event, is none.
    let may_be_one = |text: &str| {
        !text.bytes().any(|byte| byte.is_ascii_lowercase())
            || text.bytes().any(|byte| byte.is_ascii_digit())
    };
    let is_tax_id = |text: &str| may_be_one(text) && text.parse::<TaxId>().is_ok();
    let is_private = is_tax_id(run) || run.strip_prefix('~').is_some_and(is_tax_id);
    if hidden || (may_be_private && is_private) {
        let masked = run.len().saturating_sub(LEGIBLE);
        shown.extend(std::iter::repeat_n('*', masked));
        shown.push_str(&run[masked..]);
    } else {
        shown.push_str(run);
    }
}

/// How much of a tax id may be read.
const LEGIBLE: usize = 2;

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn tax_ids_are_masked_in_place() {
        let shown = line("holder consumer RSSMRA80A01H501U # and \"01234567897\"", None);
        assert_eq!(shown, "holder consumer **************1U # and \"*********97\"");
        let shown = line("(~0123456789abcdef0123456789abcdef, ~01234567897, ~1)", None);
        let masked = format!("({}ef, {}97, ~1)", "*".repeat(31), "*".repeat(10));
        assert_eq!(shown, masked);
        assert_eq!(line("holder consumer RSSMRA8 A1", Some(17)), "holder consumer *****A8 A1");
        assert_eq!(line("payment 10000000000.00", None), "payment 10000000000.00");
    }

    #[test]
    fn one_character_stays_one_character() {
        assert_eq!(line("a\tb\u{1b}[1m è", None), "a b\u{fffd}[1m è");
    }
}
