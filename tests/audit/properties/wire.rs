//! State = fold, and both come back from the wire (invariant 7): as JSON, the form of record, and in
//! a compact binary form.

use std::fmt::Debug;

use pec_renewal::{Event, replay};
use proptest::prelude::*;
use serde_json::Value;

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(320))]

    #[test]
    fn r_90_every_state_is_the_fold_of_its_history(history in histories(50)) {
        history.watched(|story, _| story.life.prove());
    }

    #[test]
    fn every_event_and_every_state_come_back_from_the_wire(history in histories(60)) {
        let story = history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let bytes = postcard::to_allocvec(mailbox).unwrap();
            assert_eq!(&postcard::from_bytes::<pec_renewal::Mailbox>(&bytes).unwrap(), mailbox);
        });
        let mailbox = story.life.mailbox();
        let text = serde_json::to_string(mailbox).unwrap();
        assert_eq!(&serde_json::from_str::<pec_renewal::Mailbox>(&text).unwrap(), mailbox);

        let lines: Vec<String> = as_lines(story.life.history());
        let read: Vec<Event> = lines.iter().map(|line| from_line(line)).collect();
        assert_eq!(read, story.life.history());
        assert_eq!(replay(&read).unwrap().as_ref(), story.life.state());

        let bytes = postcard::to_allocvec(story.life.history()).unwrap();
        let read: Vec<Event> = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(read, story.life.history());
    }

    #[test]
    fn every_command_and_every_refusal_come_back_from_the_wire(history in histories(60)) {
        history.watched(|_, step| {
            assert_comes_back(&step.command);
            if let Err(refusal) = &step.outcome {
                assert_comes_back(refusal);
            }
        });
    }

    #[test]
    fn no_amount_of_money_is_a_number_on_the_wire(history in histories(40)) {
        let story = history.lived();
        for event in story.life.history() {
            assert_no_fraction(&serde_json::to_value(event).unwrap());
        }
    }
}

#[track_caller]
fn assert_comes_back<T>(value: &T)
where
    T: Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
{
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "as {text}");
    let bytes = postcard::to_allocvec(value).unwrap();
    assert_eq!(&postcard::from_bytes::<T>(&bytes).unwrap(), value, "in binary form");
}

/// A number with a point would pass through floating point somewhere.
#[track_caller]
fn assert_no_fraction(value: &Value) {
    match value {
        Value::Number(number) => assert!(number.is_i64() || number.is_u64(), "{number}"),
        Value::Array(values) => values.iter().for_each(assert_no_fraction),
        Value::Object(fields) => fields.values().for_each(assert_no_fraction),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn as_lines(events: &[Event]) -> Vec<String> {
    events.iter().map(|event| serde_json::to_string(event).unwrap()).collect()
}

#[track_caller]
fn from_line(line: &str) -> Event {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"))
}
