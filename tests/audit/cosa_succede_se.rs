//! The page of the manual that answers in Italian what holders ask: under each question an answer, a script,
//! and the sentences of the engine on what the script expects. Those are made here, so none can fall behind;
//! the answer above them is written by hand, and held to the days and the amounts below it.

use std::fmt::Write;

use pec_renewal::{
    audit::explain::{Italian, Language},
    values::Day,
};
use pec_scenario::{Lang, Told, read, run_in};
use pec_test_support::same_values::MONTHS;

use crate::golden::{assert_golden, read as text_of};

const PAGE: &str = "../src/manual/cosa_succede_se.md";

#[test]
fn the_sentences_under_each_script_are_those_of_the_engine() {
    let mut page = text_of(PAGE);
    for question in questions(&page) {
        let script = format!("{SCRIPT}{}{END}{TOLD}", question.script);
        let told = format!("{script}{}{END}", question.told);
        assert!(page.contains(&told), "after its script stands what is told: {}", question.title);
        page = page.replace(&told, &format!("{script}{}{END}", sentences(&question)));
    }
    assert_golden(PAGE, &page);
}

#[test]
fn every_day_and_every_amount_of_an_answer_is_one_that_its_script_led_to() {
    let mut wrong = Vec::new();
    for question in questions(&text_of(PAGE)) {
        let told: Vec<&str> = question.told.split_whitespace().collect();
        let known = format!("{} {}", told.join(" "), question.script);
        for named in named_in(&question.answer) {
            if !named.forms.iter().any(|form| stands_in(&known, form)) {
                wrong.push(format!("{}: {}", question.title, named.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_answer_that_lists_days_lists_each_day_on_which_something_is_told() {
    let mut lists = 0;
    for question in questions(&text_of(PAGE)) {
        let items = question.answer.lines().filter_map(|line| line.strip_prefix("- "));
        let listed: Vec<&str> = items.filter_map(|item| Some(item.split_once(": ")?.0)).collect();
        let lines = question.told.lines().filter(|line| !line.starts_with(' '));
        let mut told: Vec<&str> = lines.filter_map(|line| Some(line.split_once(": ")?.0)).collect();
        told.dedup();
        if !listed.is_empty() {
            assert_eq!(listed, told, "{}", question.title);
            lists += 1;
        }
    }
    assert_eq!(lists, 1, "what a failing card brings is listed");
}

/// Whether a number stands there, and not only the end of a longer one.
fn stands_in(text: &str, number: &str) -> bool {
    text.match_indices(number)
        .any(|(at, _)| !text[..at].ends_with(|before: char| before.is_ascii_digit()))
}

/// Whoever reads the answers knows no program: codes stand in the scripts alone.
#[test]
fn no_answer_holds_a_word_of_a_program() {
    let is_code = |word: &&str| {
        let inner = word.trim_matches(|character: char| !character.is_alphanumeric());
        let mixed = inner.chars().any(char::is_lowercase)
            && inner.chars().skip(1).any(char::is_uppercase)
            && inner != "PayPal";
        word.contains(['`', '_', '/']) || mixed
    };
    let mut wrong = Vec::new();
    for question in questions(&text_of(PAGE)) {
        let told = format!("{} {} {}", question.title, question.answer, question.told);
        let codes = told.split_whitespace().filter(is_code);
        wrong.extend(codes.map(|code| format!("{}: {code}", question.title)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

struct Question {
    title: String,
    answer: String,
    script: String,
    told: String,
}

/// The questions of the page: each is a heading, an answer and, folded away, a script and what is told of it.
fn questions(page: &str) -> Vec<Question> {
    let questions: Vec<Question> = page.split("\n### ").skip(1).map(question).collect();
    assert!(!questions.is_empty(), "the page asks something");
    questions
}

fn question(text: &str) -> Question {
    let (title, rest) = text.split_once('\n').expect("a question is a line");
    let (answer, rest) = rest.split_once(SCRIPT).expect("under an answer stands a script");
    let (script, rest) = rest.split_once(END).expect("a script ends");
    let told = rest.split_once(TOLD).expect("under a script stands what is told").1;
    let (told, rest) = told.split_once(END).expect("what is told ends");
    assert!(rest.starts_with(UNFOLDED), "after what is told the fold ends: {title}");
    let [title, answer, script, told] = [title, answer, script, told].map(str::to_owned);
    Question { title, answer, script, told }
}

/// What the script of a question leads to, a line for each event and refusal that it expects.
fn sentences(question: &Question) -> String {
    let script = read(&question.title, question.script.as_bytes());
    let script = script.unwrap_or_else(|errors| panic!("{}", errors[0]));
    let transcript = run_in(&script, Lang::It);
    let failures: Vec<String> = transcript.failures().iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let told = transcript.expected();
    assert!(!told.is_empty(), "{} leads to nothing that it expects", question.title);
    told.iter().map(line).collect()
}

fn line(told: &Told) -> String {
    let text = format!("{}: {}", Italian.day(told.day), told.sentence);
    let (mut line, mut width) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if 0 < width && WIDTH < width + 1 + length {
            line.push_str("\n  ");
            width = 2;
        } else if 0 < width {
            line.push(' ');
            width += 1;
        }
        line.push_str(word);
        width += length;
    }
    let _ = writeln!(line);
    line
}

/// A day or an amount of an answer, and the ways in which it may stand below it.
struct Named {
    text: String,
    forms: Vec<String>,
}

fn named_in(answer: &str) -> Vec<Named> {
    let words: Vec<&str> = answer.split_whitespace().collect();
    let days = words.windows(3).filter_map(|three| {
        let [day, month, year] = three else { return None };
        let month = 1 + MONTHS.iter().position(|name| name == month)?;
        let day = day.rsplit(['\'', '\u{2019}']).next()?.trim_end_matches('º');
        let year: String = year.chars().take_while(char::is_ascii_digit).collect();
        let text = three.join(" ");
        let Ok(day) = format!("{year}-{month:02}-{day:0>2}").parse::<Day>() else {
            return Some(Named { text: format!("{text} is no whole day"), forms: Vec::new() });
        };
        Some(Named { text, forms: vec![Italian.day(day), day.to_string()] })
    });
    let amounts = words.windows(2).filter(|two| two[1].starts_with('€')).map(|two| Named {
        text: two.join(" "),
        forms: vec![format!("{} €", two[0]), two[0].replace(',', ".")],
    });
    days.chain(amounts).collect()
}

/// Blank lines around the fences, so that they are read as such in whatever shows the page.
const SCRIPT: &str = "<details><summary>Il copione e ciò che dice il motore</summary>\n\n```pec\n";
const TOLD: &str = "\n```text\n";
const END: &str = "```\n";
const UNFOLDED: &str = "\n</details>\n";
const WIDTH: usize = 100;
