//! The index as a page for a browser: one file, with no script and nothing from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use pec_renewal::values::Rule;

use super::{
    cited::rules_in,
    data::{Back, Entry, Index, Item, Kind},
    tables::{self, Cancelling, Group, Machine, Refusals},
    text::between,
    unchecked::Unchecked,
};

/// The whole page.
pub fn page(index: &Index, unchecked: &[Unchecked]) -> String {
    let (refusals, situations) = (tables::refusals(), tables::situations());
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                title { (TITLE) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (TITLE) }
                    p {
                        "From each rule to all that shows it, and back. For auditors: names of functions and \
                         files say only where the code is, and nobody need read it. The tests compare this \
                         page with what the code does."
                    }
                }
                (questions())
                main {
                    (numbers(index))
                    @for entry in &index.rules { (rule(index, entry)) }
                    (names(&index.back))
                    (cancelling(&tables::cancelling(), &situations))
                    (refused(&refusals, &situations))
                    (machines(&tables::machines()))
                    (not_checked(unchecked))
                }
            }
        }
    };
    in_lines(&page.into_string())
}

/// A line for each item and row, so that a difference can be read.
fn in_lines(page: &str) -> String {
    ENDS.iter().fold(page.to_owned(), |page, end| page.replace(end, &format!("{end}\n"))) + "\n"
}

const ENDS: [&str; 11] = [
    "</li>",
    "</dt>",
    "</dd>",
    "</dl>",
    "</tr>",
    "</p>",
    "</h2>",
    "</h3>",
    "</h4>",
    "</table>",
    "</section>",
];

const TITLE: &str = "Rules and what shows them";

const STYLE: &str = include_str!("page.css");

/// What somebody comes with, and where it is answered.
fn questions() -> Markup {
    let here = [
        ("#rules", "Trace a rule, such as R-34, through everything"),
        ("#back", "Which rule does a code, an event, a notice or a parameter come of?"),
        ("#cancelling", "When is cancelling refused?"),
        ("#refusals", "Which command is refused, and why?"),
        ("#machines", "What follows from each state, whatever happens?"),
        ("#not-checked", "What was not checked?"),
    ];
    let beside = [
        ("../../src/manual/providers.md", "Which values of a provider are assumed?"),
        ("../../src/manual/mod.rs", "The manual: the rules, chapter by chapter"),
        (
            "../../src/manual/glossary.md",
            "What does a word mean, in Italian, in English and in the code?",
        ),
        (
            "../../src/manual/cosa_succede_se.md",
            "Cosa succede se…: what holders ask most, in Italian",
        ),
        ("../../src/manual/known_harm.rs", "What may hurt a holder although every rule is kept?"),
        ("scenarios/INDEX.md", "Which script shows my case?"),
        ("pains.txt", "What goes wrong elsewhere, and what shows that it does not here?"),
        ("tables/search.txt", "What did the exhaustive search explore?"),
        ("tables/simulation.txt", "What happens if everything around goes wrong?"),
        ("tables/broken_promises.txt", "What does a careless backend cost?"),
        ("tables/model.txt", "Who read the rules a second time?"),
        ("tables/seeded_bugs.txt", "Would the tests find a wrong version of a rule?"),
    ];
    html! {
        nav aria-label="What is asked" {
            div {
                h2 { "On this page" }
                ul { @for (to, words) in here { li { a href=(to) { (words) } } } }
            }
            div {
                h2 { "Beside it" }
                ul { @for (to, words) in beside { li { a href=(to) { (words) } } } }
            }
        }
    }
}

fn numbers(index: &Index) -> Markup {
    html! {
        section id="rules" {
            h2 { "The rules" }
            ol class="numbers" {
                @for entry in &index.rules {
                    li { a href={ "#" (entry.rule) } { (entry.rule) } " " (entry.rule.title()) }
                }
            }
            h3 { "What can show a rule" }
            dl class="kinds" {
                @for kind in Kind::ALL {
                    dt { (kind.title()) }
                    dd { (kind.meaning()) }
                }
            }
        }
    }
}

fn rule(index: &Index, entry: &Entry) -> Markup {
    html! {
        section class="rule" id=(entry.rule) {
            h3 { (entry.rule) " " (entry.rule.title()) }
            dl {
                @for (kind, items) in &entry.evidence {
                    @let (counted, named) = index.counted(*kind, items);
                    dt { (kind.title()) " " span { (counted) } }
                    dd {
                        @if let Some(end) = between(*kind) {
                            @for (place, shown) in named.iter().enumerate() {
                                (item(*kind, shown))
                                @if place + 1 < named.len() { (end) " " }
                            }
                        } @else {
                            ul { @for shown in named { li { (item(*kind, shown)) } } }
                        }
                    }
                }
            }
        }
    }
}

fn item(kind: Kind, item: &Item) -> Markup {
    let back = back_of(kind).map(|title| format!("#{}", place(title, &item.words)));
    html! {
        @if let Some(link) = item.link.clone().or(back) { a href=(link) { (item.words) } }
        @else { (item.words) }
    }
}

/// The chapter that leads back from what is of this kind.
const fn back_of(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Parameters => Some(super::back::PARAMETERS),
        Kind::Refusals => Some(super::back::REFUSALS),
        Kind::Events => Some(super::back::EVENTS),
        Kind::Notices => Some(super::back::NOTICES),
        Kind::Errands => Some(super::back::ERRANDS),
        Kind::Invariants => Some(super::back::INVARIANTS),
        Kind::Manual
        | Kind::Decisions
        | Kind::Code
        | Kind::Tables
        | Kind::Situations
        | Kind::Answers
        | Kind::Scripts
        | Kind::Tests
        | Kind::Pains
        | Kind::SeededBugs => None,
    }
}

/// What a name is called on this page, where links lead to it.
fn place(chapter: &str, name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{}-{}", chapter.to_lowercase(), words.join("-"))
}

fn names(back: &[Back]) -> Markup {
    html! {
        section id="back" {
            h2 { "From a name to its rules" }
            @for Back { title, names } in back {
                h3 { (title) }
                table class="names" {
                    thead { tr { th scope="col" { "name" } th scope="col" { "rules" } } }
                    tbody {
                        @for (name, rules) in names {
                            tr id=(place(title, name)) {
                                th scope="row" { (name) }
                                td { (links(rules)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn links(rules: &BTreeSet<Rule>) -> Markup {
    html! {
        @if rules.is_empty() { "of no one rule" }
        @for (place, rule) in rules.iter().enumerate() {
            @if 0 < place { ", " }
            a href={ "#" (rule) } { (rule) }
        }
    }
}

/// A text in which every rule leads to its place.
fn with_rules(text: &str) -> Markup {
    let mut rest = text;
    let mut parts: Vec<Markup> = Vec::new();
    while let Some(at) = rest.find("R-") {
        let (before, from) = rest.split_at(at);
        let cut = from.len().min("R-34".len());
        let (number, after) = from.split_at(if from.is_char_boundary(cut) { cut } else { 2 });
        parts.push(html! { (before) });
        parts.push(html! {
            @if let Some(rule) = rules_in(number).first() { a href={ "#" (rule) } { (number) } }
            @else { (number) }
        });
        rest = after;
    }
    html! { @for part in &parts { (part) } (rest) }
}

fn paragraphs(text: &str) -> Markup {
    html! {
        @for part in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
            p { (with_rules(part)) }
        }
    }
}

fn cancelling(page: &Cancelling, situations: &BTreeMap<String, String>) -> Markup {
    html! {
        section id="cancelling" {
            h2 { "When cancelling is refused" }
            (paragraphs(&page.says))
            @for way in &page.ways {
                h3 { (with_rules(&way.title)) }
                @for Group { title, below } in &way.refusals {
                    h4 { (with_rules(title)) }
                    dl class="said" {
                        @for (reason, places) in below {
                            dt { (reason) }
                            dd { (situations_in(places, situations)) }
                        }
                    }
                }
            }
        }
    }
}

fn situations_in(names: &[String], situations: &BTreeMap<String, String>) -> Markup {
    html! {
        @for (place, name) in names.iter().enumerate() {
            @if 0 < place { "; " }
            @if let Some(file) = situations.get(name) { a href=(file) { (name) } }
            @else { (name) }
        }
    }
}

fn refused(page: &Refusals, situations: &BTreeMap<String, String>) -> Markup {
    html! {
        section id="refusals" {
            h2 { "Which command is refused, and why" }
            (paragraphs(&page.says))
            div class="scroll" {
                table class="grid" {
                    thead {
                        tr {
                            th scope="col" { "refusal" }
                            @for command in &page.commands {
                                th scope="col" {
                                    a href={ "#" (place("refused", command)) } { span { (command) } }
                                }
                            }
                        }
                    }
                    tbody {
                        @for (code, cells) in &page.rows {
                            tr {
                                th scope="row" {
                                    a href={ "#" (place(super::back::REFUSALS, code)) } { (code) }
                                }
                                @for cell in cells { td { (cell) } }
                            }
                        }
                    }
                }
            }
            @for Group { title, below } in &page.places {
                h3 id=(place("refused", title)) { (title) }
                dl class="said" {
                    @for (code, places) in below {
                        dt { (with_rules(code)) }
                        @for line in places { dd { (places_in(line, situations)) } }
                    }
                }
            }
        }
    }
}

/// "situations 2: this; that", "scripts 2: this, that", and all of them but some.
fn places_in(line: &str, situations: &BTreeMap<String, String>) -> Markup {
    let Some((what, names)) = line.rsplit_once(": all but ").map_or_else(
        || line.split_once(": "),
        |(what, rest)| {
            let (but, names) = rest.split_once(": ")?;
            Some((&line[..what.len() + ": all but ".len() + but.len()], names))
        },
    ) else {
        return html! { (line) };
    };
    if what.starts_with("scripts") {
        let names: Vec<&str> = names.split(", ").collect();
        return html! {
            (what) ": "
            @for (place, name) in names.iter().enumerate() {
                @if 0 < place { ", " }
                a href={ "transcripts/" (name) ".txt" } { (name) }
            }
        };
    }
    let names: Vec<String> = names.split("; ").map(str::to_owned).collect();
    html! { (what) ": " (situations_in(&names, situations)) }
}

fn machines(machines: &[Machine]) -> Markup {
    html! {
        section id="machines" {
            h2 { "What follows from each state" }
            p {
                "Every state of each machine, with what every input makes of it. Inputs that lead to the same stand \
                 together."
            }
            @for machine in machines {
                h3 id=(place("machine", machine.name)) { (machine.name.replace('_', " ")) }
                (paragraphs(&machine.says))
                p { a href={ "tables/" (machine.name) ".txt" } { "The same, an input a line" } }
                @for state in &machine.states {
                    h4 { (with_rules(&state.name)) }
                    table class="outcomes" {
                        tbody {
                            @for (outcome, inputs) in &state.outcomes {
                                tr {
                                    th scope="row" { (with_rules(outcome)) }
                                    td { (inputs.join("; ")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn not_checked(unchecked: &[Unchecked]) -> Markup {
    html! {
        section id="not-checked" {
            h2 { "What was not checked" }
            p { "What each page says that it leaves out, and the limits that the README names." }
            @for Unchecked { pages, says } in unchecked {
                h3 {
                    @for (place, page) in pages.iter().enumerate() {
                        @if 0 < place { ", " }
                        a href=(page) { (page.trim_start_matches("../../")) }
                    }
                }
                @if says.starts_with("Not shown") { p { (with_rules(says)) } }
                @else { p class="lines" { (with_rules(says)) } }
            }
        }
    }
}
