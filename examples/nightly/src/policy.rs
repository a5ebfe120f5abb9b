//! The policy of a database: the preset or the file asked for, or the one that was in force before.
//!
//! Orders and deadlines name the policy they were made under by its versions alone. So the database
//! keeps the content of every version that was ever in force, parameters and price list apart, and
//! a version never comes to mean something else.

use std::{fs, path::Path};

use anyhow::{Context, Result, anyhow, ensure};
use pec_renewal::catalogue::{Parameters, Policy, PriceList};
use pec_step::version_of;
use rusqlite::Connection;
use serde_json::Value;

use crate::store::{set, setting};

/// The preset of that name, or else the policy of a file; a file with the name of a preset is named
/// with its folder, as `./tim`.
///
/// # Errors
///
/// Where it is no preset's name and the file cannot be read, or is no policy: the message lists the
/// names, or names the field, or the values that contradict each other.
pub fn read(asked: &Path) -> Result<Policy> {
    if let Some(preset) = asked.to_str().and_then(Policy::named) {
        return Ok(preset);
    }
    let shown = asked.display();
    let text = fs::read_to_string(asked).with_context(|| {
        let names = names();
        format!(
            "cannot read the policy {shown}: is the path right? It is not the name of a preset \
             either: {names}"
        )
    })?;
    parse(&text).with_context(|| {
        format!("the policy {shown} is refused and nothing was changed: correct it and run again")
    })
}

/// The names of the presets, as a person lists them.
#[must_use]
pub fn names() -> String {
    let names: Vec<&str> = Policy::PRESETS.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

/// A policy as the text of a file.
///
/// # Errors
///
/// Never in practice: a policy has no value without a wire form.
pub fn text(policy: &Policy) -> Result<String> {
    Ok(serde_json::to_string_pretty(policy)?)
}

/// Puts a policy in force, in the caller's transaction; without one, that last in force stays, and
/// a new database begins with Aruba's preset.
///
/// # Errors
///
/// Where the database has other content under the same version, or cannot be read or written.
pub fn settle(db: &Connection, asked: Option<&Policy>) -> Result<Policy> {
    let policy = match asked {
        Some(asked) => asked.clone(),
        None => in_force(db)?.unwrap_or_else(Policy::aruba),
    };
    let (parameters, prices) = (policy.parameters(), policy.prices());
    keep(db, PARAMETERS, parameters.version, &serde_json::to_value(parameters)?)?;
    keep(db, PRICES, prices.version(), &serde_json::to_value(prices)?)?;
    set(db, IN_FORCE, &version_of(&policy))?;
    Ok(policy)
}

fn parse(text: &str) -> Result<Policy> {
    let mut source = serde_json::Deserializer::from_str(text);
    let policy = serde_path_to_error::deserialize(&mut source).map_err(|error| {
        let field = error.path().to_string();
        let error = error.into_inner();
        // A contradiction lies between fields, and names both values itself.
        if field == "." { anyhow!(error) } else { anyhow!("{field}: {error}") }
    })?;
    source.end()?;
    Ok(policy)
}

fn in_force(db: &Connection) -> Result<Option<Policy>> {
    let Some(versions) = setting(db, IN_FORCE)? else { return Ok(None) };
    let part = |name: &str, version: &str| -> Result<String> {
        setting(db, &format!("{name} {version}"))?
            .with_context(|| format!("it lacks version {version} of the {name}"))
    };
    let load = || -> Result<Policy> {
        let (parameters, prices) =
            versions.split_once('/').with_context(|| format!("it is named {versions:?}"))?;
        let parameters: Parameters = serde_json::from_str(&part(PARAMETERS, parameters)?)?;
        let prices: PriceList = serde_json::from_str(&part(PRICES, prices)?)?;
        Ok(Policy::new(parameters, prices)?)
    };
    load().map(Some).context(
        "the policy last in force cannot be read from the database: name it again with --policy",
    )
}

/// Keeps the content of a version, or makes sure that it is the one kept.
fn keep(db: &Connection, part: &str, version: u32, content: &Value) -> Result<()> {
    let name = format!("{part} {version}");
    let Some(kept) = setting(db, &name)? else { return set(db, &name, &content.to_string()) };
    let kept: Value = serde_json::from_str(&kept)
        .with_context(|| format!("version {version} of the {part} in the database"))?;
    ensure!(
        kept == *content,
        "version {version} of the {part} says something else in the database ({}): give what you \
         changed a version of its own",
        differences(&kept, content),
    );
    Ok(())
}

/// The fields that differ, by name.
fn differences(kept: &Value, content: &Value) -> String {
    let (Some(kept), Some(content)) = (kept.as_object(), content.as_object()) else {
        return "all of it".to_owned();
    };
    let differs = |name: &&String| kept.get(*name) != content.get(*name);
    content.keys().filter(differs).cloned().collect::<Vec<_>>().join(", ")
}

/// The versions of the policy in force.
const IN_FORCE: &str = "policy";
/// Under this name and its version stands the content of each part.
const PARAMETERS: &str = "parameters";
const PRICES: &str = "price list";
