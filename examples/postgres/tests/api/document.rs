//! The document that the API serves, as a judge of what is asked and answered.

use std::sync::LazyLock;

use jsonschema::Validator;
use pec_postgres::api::{DOCUMENT, Kind};
use pec_renewal::{Action, Command, Fact, Refusal};
use serde_json::{Value, json};

static PARSED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(DOCUMENT).expect("the document is JSON"));

/// A route of the document, for one method.
pub struct Operation {
    /// The path as the document writes it.
    pub path: String,
    pointer: String,
}

impl Operation {
    /// The route of a request.
    pub fn of(method: &str, path: &str) -> Self {
        let path = path.split('?').next().expect("a path");
        let paths = PARSED["paths"].as_object().expect("paths");
        let template = paths.keys().find(|template| is_of(template, path));
        let template = template.unwrap_or_else(|| panic!("the document has no route for {path}"));
        let method = method.to_lowercase();
        assert!(!paths[template][&method].is_null(), "the document has no {method} of {template}");
        let escaped = template.replace('~', "~0").replace('/', "~1");
        Self { path: template.clone(), pointer: format!("/paths/{escaped}/{method}") }
    }

    /// Whether the document allows this body.
    pub fn allows(&self, body: &Value) -> bool {
        let pointer = format!("{}/requestBody/content/application~1json/schema", self.pointer);
        PARSED.pointer(&pointer).is_some() && validator(&pointer).is_valid(body)
    }

    /// Makes sure that the document has this answer.
    pub fn assert_answer(&self, status: u16, content_type: &str, body: &str) {
        let mut pointer = format!("{}/responses/{status}", self.pointer);
        let answer = PARSED.pointer(&pointer);
        let answer = answer.unwrap_or_else(|| {
            panic!("the document has no answer {status} of {}: {body}", self.path)
        });
        if let Some(named) = answer["$ref"].as_str() {
            named.trim_start_matches('#').clone_into(&mut pointer);
        }
        let media = content_type.split(';').next().expect("a type");
        let pointer = format!("{pointer}/content/{}/schema", media.replace('/', "~1"));
        assert!(
            PARSED.pointer(&pointer).is_some(),
            "the document has no {media} for the answer {status} of {}",
            self.path
        );
        let body = if media.ends_with("json") {
            serde_json::from_str(body).expect("the answer is JSON")
        } else {
            Value::from(body)
        };
        if let Err(error) = validator(&pointer).validate(&body) {
            panic!(
                "the answer {status} of {} is not that of the document, at {}: {error}\n{body:#}",
                self.path,
                error.instance_path()
            );
        }
    }
}

fn is_of(template: &str, path: &str) -> bool {
    let (templates, parts) = (template.split('/'), path.split('/'));
    template.split('/').count() == path.split('/').count()
        && templates
            .zip(parts)
            .all(|(template, part)| template.starts_with('{') || template == part)
}

/// What judges by the schema at a place of the document.
fn validator(pointer: &str) -> Validator {
    let mut root = PARSED.clone();
    root["$ref"] = Value::from(format!("#{}", pointer.replace('{', "%7B").replace('}', "%7D")));
    jsonschema::validator_for(&root).unwrap_or_else(|error| panic!("{pointer}: {error}"))
}

fn component(name: &str) -> Validator {
    validator(&format!("/components/schemas/{name}"))
}

fn specimens(folder: &str, names: &[&str]) -> Vec<Value> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/it/wire");
    let all = names.iter().flat_map(|name| {
        let file = format!("{root}/{folder}/{name}.json");
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        serde_json::from_str::<Vec<Value>>(&text).expect("a list")
    });
    all.collect()
}

fn enumerated(pointer: &str) -> Vec<&str> {
    let list = PARSED.pointer(pointer).and_then(Value::as_array).expect(pointer);
    list.iter().map(|item| item.as_str().expect("a text")).collect()
}

#[test]
fn the_document_has_every_command_of_the_engine_in_its_form() {
    for specimen in specimens("commands", Command::NAMES) {
        let command: Command = serde_json::from_value(specimen.clone()).expect("a command");
        if let Command::Open(_) = command {
            assert!(component("Opening").is_valid(&specimen["Open"]), "{specimen}");
        } else {
            let name = if command.is_report() { "Report" } else { "Command" };
            if let Err(error) = component(name).validate(&specimen) {
                panic!("{specimen}: {error}");
            }
        }
    }
}

#[test]
fn the_document_has_every_event_of_the_engine() {
    for specimen in specimens("events", Fact::NAMES) {
        if let Err(error) = component("Event").validate(&specimen) {
            panic!("{specimen}: {error}");
        }
    }
}

#[test]
fn the_document_lists_every_code_and_every_action() {
    let kinds = Kind::ALL.iter().map(|kind| kind.code());
    let codes: Vec<&str> = kinds.chain(Refusal::CODES.iter().copied()).collect();
    assert_eq!(enumerated("/components/schemas/Problem/properties/code/enum"), codes);
    let actions: Vec<String> = Action::ALL.iter().map(|action| format!("{action:?}")).collect();
    let items = "/components/schemas/Permissions/properties/actions/items/properties/action/enum";
    assert_eq!(enumerated(items), actions);
}

#[test]
fn the_document_refuses_what_the_engine_refuses() {
    for wrong in [json!("SwitchOver"), json!({"Leave": {}}), json!({"Tick": {}}), json!([])] {
        assert!(!component("Command").is_valid(&wrong), "{wrong}");
        assert!(serde_json::from_value::<Command>(wrong).is_err());
    }
}
