//! Where a text cites rules, and in which function of the code.

use std::collections::BTreeSet;

use pec_renewal::values::Rule;

/// The rules that a text cites; of a range, such as R-30 … R-32, all in it.
pub fn rules_in(text: &str) -> BTreeSet<Rule> {
    let mut rules = BTreeSet::new();
    for (at, _) in text.match_indices("R-") {
        let Some(rule) = rule_at(text, at) else { continue };
        rules.insert(rule);
        let after = &text[at + NUMBER..];
        for between in [" … ", " to "] {
            let end = at + NUMBER + between.len();
            if let Some(last) = after.starts_with(between).then(|| rule_at(text, end)).flatten() {
                rules.extend(Rule::ALL.iter().filter(|it| rule < **it && **it < last));
            }
        }
    }
    rules
}

fn rule_at(text: &str, at: usize) -> Option<Rule> {
    let begins = !text[..at].ends_with(char::is_alphanumeric);
    text.get(at..at + NUMBER).filter(|_| begins)?.parse().ok()
}

/// The functions of a Rust file that cite each rule; where none does, the file alone.
pub fn functions_citing(code: &str, rule: Rule) -> Option<BTreeSet<&str>> {
    let (code, _tests) = code.split_once("#[cfg(test)]").unwrap_or((code, ""));
    let lines: Vec<&str> = code.lines().collect();
    let mut functions = BTreeSet::new();
    let mut cites = false;
    for (place, line) in lines.iter().enumerate() {
        if rules_in(line).contains(&rule) {
            cites = true;
            functions.extend(function_at(&lines, place));
        }
    }
    cites.then_some(functions)
}

/// The function that a line stands in, or whose documentation it is.
fn function_at<'c>(lines: &[&'c str], place: usize) -> Option<&'c str> {
    let line = lines[place].trim_start();
    if line.starts_with("///") {
        let is_before = |line: &&&str| {
            let line = line.trim_start();
            line.starts_with("///") || line.starts_with("#[")
        };
        return lines[place..].iter().find(|line| !is_before(line)).copied().and_then(function);
    }
    let depth = |line: &str| line.len() - line.trim_start().len();
    let around = lines[..place].iter().rev();
    let mut around = around.filter(|line| depth(line) < depth(lines[place]));
    around.find_map(|line| function(line))
}

/// The name of the function that a line begins.
fn function(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("fn ")?;
    let before = before.trim();
    let begins = before.is_empty()
        || before.split(' ').all(|word| word.starts_with("pub") || word == "const")
        || before.ends_with(')');
    let name = rest.split(['(', '<']).next()?;
    (begins && !name.is_empty()).then_some(name)
}

/// What carries a documentation in a Rust file, each with the rules that this cites, in order.
pub fn documented(code: &str) -> Vec<(&str, BTreeSet<Rule>)> {
    let mut all = Vec::new();
    let mut documentation = String::new();
    let mut in_attribute = false;
    for line in code.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            documentation += text;
            documentation.push(' ');
        } else if in_attribute || line.starts_with("#[") {
            in_attribute = !line.ends_with(']');
        } else if !documentation.is_empty() {
            let name = line.strip_prefix("pub ").unwrap_or(line);
            let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            all.push((&name[..end.unwrap_or(name.len())], rules_in(&documentation)));
            documentation.clear();
        }
    }
    all
}

const NUMBER: usize = "R-34".len();

#[test]
fn a_range_of_rules_cites_all_between_its_ends() {
    let of = |text| rules_in(text).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(of("(R-30 … R-32), XR-33, R-x9"), "R-30 R-31 R-32");
    assert_eq!(of("R-60 to R-62, R-82"), "R-60 R-61 R-62 R-82");
}

#[test]
fn a_citation_is_found_in_the_function_around_it_or_below_it() {
    let code = "/// About this (R-34).\n#[must_use]\npub const fn told() {}\n\
                impl It {\n    fn inside(&self) {\n        // R-34\n    }\n    /// R-34.\n    field: u8,\n}\n\
                #[cfg(test)]\nmod tests {\n    fn not_this() { /* R-34 */ }\n}\n";
    let rule = Rule::R34;
    assert_eq!(functions_citing(code, rule), Some(BTreeSet::from(["told", "inside"])));
    assert_eq!(functions_citing(code, Rule::R33), None);
}
