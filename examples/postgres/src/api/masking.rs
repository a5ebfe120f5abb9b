//! Tax ids in answers: masked, unless the key has the scope for them.

use serde_json::Value;

/// Masks every tax id in an answer, down to its last two characters, as the engine's own `Debug` does.
///
/// The engine writes tax ids in fields of this name and nowhere else.
pub fn mask(answer: &mut Value) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "tax_id" => *text = masked(text),
                    other => mask(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A pseudonym stays recognisable as one.
fn masked(text: &str) -> String {
    let mark = if text.starts_with('~') { "~" } else { "" };
    let tail = text.get(text.len().saturating_sub(2)..).unwrap_or_default();
    format!("{mark}…{tail}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::mask;

    #[test]
    fn a_tax_id_is_masked_wherever_it_stands() {
        let mut answer = json!({
            "holder": {"tax_id": "XXXXXX00X00X000X"},
            "events": [{"fact": {"HolderChanged": {"holder": {"tax_id": "01234567897"}}}}],
            "expiry": "2027-03-10",
        });
        mask(&mut answer);
        assert_eq!(answer["holder"]["tax_id"], "…0X");
        assert_eq!(answer["events"][0]["fact"]["HolderChanged"]["holder"]["tax_id"], "…97");
        assert_eq!(answer["expiry"], "2027-03-10");
    }

    #[test]
    fn a_masked_pseudonym_is_still_known_as_one() {
        let mut answer = json!({"tax_id": "~a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"});
        mask(&mut answer);
        assert_eq!(answer["tax_id"], "~…a1");
    }
}
