//! The wire form: JSON, which is the form of record, and one compact binary format.
//!
//! The JSON of every event stands in `wire/`, one file a fact, one line an event. A line that was
//! once released stays for ever. The binary form is only promised within one version; its bytes stand
//! there so that a change of them is seen.

use std::{
    collections::BTreeMap,
    fmt::{Debug, Write},
};

use pec_renewal::{Command, Errand, Event, Fact, Refusal, values::Rule};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    golden::{assert_all_golden, assert_golden},
    specimens::{commands, errands, event, facts, histories, refusals},
};

#[test]
fn every_fact_has_its_json() {
    let mut by_name: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for fact in facts() {
        by_name.entry(fact.name()).or_default().push(event(fact));
    }
    assert_eq!(by_name.len(), Fact::NAMES.len());
    let texts =
        by_name.iter().map(|(name, events)| (format!("it/wire/events/{name}.json"), lines(events)));
    assert_all_golden(texts);
}

#[test]
fn every_command_has_its_json() {
    let mut by_name: BTreeMap<&str, Vec<Command>> = BTreeMap::new();
    for command in commands() {
        by_name.entry(command.name()).or_default().push(command);
    }
    assert_eq!(by_name.len(), Command::NAMES.len());
    let texts = by_name
        .iter()
        .map(|(name, commands)| (format!("it/wire/commands/{name}.json"), lines(commands)));
    assert_all_golden(texts);
}

/// Errands stand in outboxes, written by one version and read by the next.
#[test]
fn every_errand_has_its_json() {
    let mut by_name: BTreeMap<&str, Vec<Errand>> = BTreeMap::new();
    for errand in errands() {
        by_name.entry(errand.name()).or_default().push(errand);
    }
    assert_eq!(by_name.len(), Errand::NAMES.len());
    let texts = by_name
        .iter()
        .map(|(name, errands)| (format!("it/wire/errands/{name}.json"), lines(errands)));
    assert_all_golden(texts);
}

#[test]
fn every_event_has_its_bytes() {
    let mut text = String::new();
    for fact in facts() {
        text.push_str(fact.name());
        text.push(' ');
        for byte in postcard::to_allocvec(&event(fact)).unwrap() {
            write!(text, "{byte:02x}").unwrap();
        }
        text.push('\n');
    }
    assert_golden("it/wire/events.postcard.txt", &text);
}

#[test]
fn what_is_written_is_read_back() {
    for fact in facts() {
        comes_back(&event(fact));
    }
    commands().iter().for_each(comes_back);
    refusals().iter().for_each(comes_back);
    histories().iter().for_each(comes_back);
    errands().iter().for_each(comes_back);
}

/// Whatever was written before the first release is not guessed at.
#[test]
fn an_event_that_names_no_form_is_refused() {
    for fact in facts() {
        let without = with_form(&event(fact.clone()), None);
        let with_null = with_form(&event(fact), Some(Value::Null));
        for json in [without, with_null] {
            let says = "the event names no form: it was recorded before the first release and cannot \
                        be read";
            assert_refused(&json, says);
        }
    }
}

#[test]
fn an_event_of_a_newer_form_is_refused_by_its_number() {
    for fact in facts() {
        let json = with_form(&event(fact), Some(2.into()));
        let says = "the event is of form 2: this version reads form 1, and a later one is needed";
        assert_refused(&json, says);
    }
}

#[test]
fn unknown_names_are_refused() {
    let mut let_in = Vec::new();
    let_in.extend(facts().into_iter().flat_map(|fact| unknown_let_in(&event(fact))));
    let_in.extend(commands().iter().flat_map(unknown_let_in));
    let_in.extend(refusals().iter().flat_map(unknown_let_in));
    let_in.extend(histories().iter().flat_map(unknown_let_in));
    let_in.extend(errands().iter().flat_map(unknown_let_in));
    assert!(let_in.is_empty(), "{} unknown names are let in:\n{}", let_in.len(), let_in.join("\n"));
}

#[test]
fn truncated_bytes_are_refused() {
    for fact in facts() {
        let bytes = postcard::to_allocvec(&event(fact)).unwrap();
        for length in 0..bytes.len() {
            let read = postcard::from_bytes::<Event>(&bytes[..length]);
            assert!(read.is_err(), "{length} bytes of {} are an event: {read:?}", bytes.len());
        }
    }
}

/// The rule is the way from an event to the manual.
#[test]
fn r_93_every_fact_names_its_rule() {
    let mut lines = Vec::new();
    for fact in facts() {
        assert!(Rule::ALL.contains(&fact.rule()));
        let mut line = format!("{} {}", fact.rule(), fact.name());
        kinds(&serde_json::to_value(&fact).unwrap(), &mut line);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    assert_golden("it/wire/rules.txt", &format!("{}\n", lines.join("\n")));
}

/// Requests may be refused for coming late, reports are not.
#[test]
fn r_96_every_command_is_a_request_or_a_report() {
    let kind = |command: &Command| if command.is_report() { "report" } else { "request" };
    let mut lines: Vec<String> =
        commands().iter().map(|command| format!("{} {}", kind(command), command.name())).collect();
    lines.dedup();
    assert_golden("it/wire/commands.txt", &format!("{}\n", lines.join("\n")));
}

/// Codes and texts are what a front end shows and a log is searched for.
#[test]
fn r_92_every_refusal_has_its_code_and_text() {
    let mut seen: Vec<&str> = refusals().iter().map(Refusal::code).collect();
    seen.dedup();
    assert_eq!(seen, Refusal::CODES, "in the order in which they are checked");
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), Refusal::CODES.len(), "a code stands for one refusal");
    let mut text = String::new();
    for refusal in refusals() {
        let waiting = if refusal.is_transient() { "may help" } else { "does not help" };
        let (code, who) = (refusal.code(), refusal.who());
        writeln!(text, "{code}: {refusal}\n    {who:?} can act; waiting {waiting}").unwrap();
    }
    assert_golden("it/wire/refusals.txt", &text);
}

/// What an operator reads who finds a history that does not fold.
#[test]
fn r_90_every_corrupt_history_has_its_text() {
    let mut text = String::new();
    for history in histories() {
        writeln!(text, "{history}").unwrap();
    }
    assert_golden("it/wire/histories.txt", &text);
}

/// The kinds named inside a fact: causes, reasons and the like, and whether a rung or an order to
/// be replaced is named.
fn kinds(fact: &Value, words: &mut String) {
    const KINDS: [&str; 8] =
        ["cause", "reason", "bar", "origin", "source", "allocation", "notice", "when"];
    for (name, value) in fact.as_object().into_iter().flatten() {
        let variant = value.as_str().or_else(|| value.as_object()?.keys().next().map(|key| &**key));
        if let Some(variant) = variant.filter(|_| KINDS.contains(&name.as_str())) {
            write!(words, " {variant}").unwrap();
        } else if ["rung", "replaces"].contains(&name.as_str()) && !value.is_null() {
            write!(words, " with {name}").unwrap();
        }
        // What a reminder foretells changes nothing about its rule.
        if name != "outlook" {
            kinds(value, words);
        }
    }
}

/// A list of one compact JSON text a line, so that a difference shows which.
fn lines<T: Serialize>(values: &[T]) -> String {
    let lines: Vec<String> =
        values.iter().map(|value| serde_json::to_string(value).unwrap()).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// The JSON of an event with another form, or with none.
fn with_form(event: &Event, form: Option<Value>) -> String {
    let mut json = serde_json::to_value(event).unwrap();
    let fields = json.as_object_mut().unwrap();
    fields.remove("form").expect("an event names its form");
    fields.extend(form.map(|form| ("form".to_owned(), form)));
    json.to_string()
}

#[track_caller]
fn assert_refused(event: &str, says: &str) {
    let refused = serde_json::from_str::<Event>(event).unwrap_err().to_string();
    // The reader adds the place in the text.
    assert!(refused.starts_with(&format!("{says} at line ")), "{refused}\nfor {event}");
}

#[track_caller]
fn comes_back<T: Debug + DeserializeOwned + PartialEq + Serialize>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
    let bytes = postcard::to_allocvec(value).unwrap();
    assert_eq!(&postcard::from_bytes::<T>(&bytes).unwrap(), value);
}

/// What is read although an object of the JSON, at any depth, has one name more or another name.
fn unknown_let_in<T: DeserializeOwned + Serialize>(value: &T) -> Vec<String> {
    let json = serde_json::to_value(value).unwrap();
    let texts = changed(&json).into_iter().map(|changed| changed.to_string());
    texts.filter(|text| serde_json::from_str::<T>(text).is_ok()).collect()
}

/// The same JSON with one name added, or one name misspelt, in one place.
fn changed(json: &Value) -> Vec<Value> {
    match json {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        Value::Array(items) => {
            let with = |index: usize, item: Value| {
                let mut items = items.clone();
                items[index] = item;
                Value::Array(items)
            };
            let of_item = |(index, item)| changed(item).into_iter().map(move |new| (index, new));
            items
                .iter()
                .enumerate()
                .flat_map(of_item)
                .map(|(index, new)| with(index, new))
                .collect()
        }
        Value::Object(fields) => {
            let mut all = Vec::new();
            let mut more = fields.clone();
            more.insert("unheard_of".into(), Value::Null);
            all.push(Value::Object(more));
            for (name, field) in fields {
                let mut misspelt = fields.clone();
                misspelt.remove(name);
                misspelt.insert(format!("{name}_"), field.clone());
                all.push(Value::Object(misspelt));
                for new in changed(field) {
                    let mut inner = fields.clone();
                    inner.insert(name.clone(), new);
                    all.push(Value::Object(inner));
                }
            }
            all
        }
    }
}
