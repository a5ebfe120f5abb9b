//! The forecast for programs: as CSV, a row for a day in a scenario, and as JSON.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    shares::{Answer, Basis},
    sums::{Figure, Scenario},
    table::{Forecast, Number, Numbers},
    words::{plain_count, plain_euro},
};

/// As CSV: the day, the scenario, and each figure with its amount in euro where it has one.
///
/// # Errors
///
/// Never in practice: it is written to memory.
pub fn csv(forecast: &Forecast) -> Result<Vec<u8>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let figures = Figure::ALL.into_iter().flat_map(|figure| {
        let euro = figure.has_amount().then(|| format!("{}_euro", figure.name()));
        std::iter::once(figure.name().to_owned()).chain(euro)
    });
    file.write_record(["day", "scenario"].map(str::to_owned).into_iter().chain(figures))?;
    for (day, numbers) in &forecast.days {
        for scenario in Scenario::ALL {
            let cells = Figure::ALL.into_iter().flat_map(|figure| {
                let Number { hundredths, cents } = numbers.get(scenario, figure);
                let euro = figure.has_amount().then(|| plain_euro(cents));
                std::iter::once(plain_count(hundredths)).chain(euro)
            });
            let name = scenario.name().to_owned();
            file.write_record([day.to_string(), name].into_iter().chain(cells))?;
        }
    }
    Ok(file.into_inner()?)
}

/// As JSON, with names that do not change. Amounts are whole cents.
///
/// # Errors
///
/// Never in practice: what is shown as a number is one.
pub fn json(forecast: &Forecast) -> Result<String> {
    let days = forecast.days.iter().map(|(day, numbers)| {
        let mut value = in_each_scenario(numbers)?;
        value.insert("day".to_owned(), day.to_string().into());
        Ok(Value::Object(value))
    });
    let value = json!({
        "first_day": forecast.days.first().map(|(day, _)| day.to_string()),
        "last_day": forecast.days.last().map(|(day, _)| day.to_string()),
        "portfolio": forecast.portfolio,
        "mailboxes": forecast.mailboxes,
        "on_own_domain": forecast.own_domain,
        "policy": forecast.policy_version,
        "shares": shares(forecast)?,
        "total": in_each_scenario(&forecast.total)?,
        "days": days.collect::<Result<Vec<Value>>>()?,
    });
    Ok(format!("{value:#}\n"))
}

/// Where the shares come from, in one word.
#[must_use]
pub const fn name_of(basis: Basis) -> &'static str {
    match basis {
        Basis::Given => "given",
        Basis::Counted => "counted",
        Basis::Assumed => "assumed",
    }
}

fn shares(forecast: &Forecast) -> Result<Value> {
    let rungs = forecast.expected.by_rung(forecast.rungs.len());
    let rungs = (1..).zip(rungs).map(|(rung, shares)| {
        let mut value = Map::new();
        for (answer, share) in Answer::ALL.into_iter().zip(shares) {
            value.insert(answer.to_string().replace(' ', "_"), number(share)?);
        }
        value.insert("charges_counted".to_owned(), forecast.history.charges_on(rung).into());
        Ok(Value::Object(value))
    });
    Ok(json!({
        "basis": name_of(forecast.basis),
        "percent_by_rung": rungs.collect::<Result<Vec<Value>>>()?,
    }))
}

fn in_each_scenario(numbers: &Numbers) -> Result<Map<String, Value>> {
    let of = |scenario: Scenario| -> Result<(String, Value)> {
        let figures = Figure::ALL.into_iter().map(|figure| {
            let Number { hundredths, cents } = numbers.get(scenario, figure);
            let count = number(hundredths)?;
            let value = if figure.has_amount() {
                json!({ "count": count, "cents": cents })
            } else {
                json!({ "count": count })
            };
            Ok((figure.name().to_owned(), value))
        });
        let figures = figures.collect::<Result<Map<String, Value>>>()?;
        Ok((scenario.name().to_owned(), Value::Object(figures)))
    };
    Scenario::ALL.into_iter().map(of).collect()
}

/// Hundredths as a number of JSON, written as people would.
fn number(hundredths: u64) -> Result<Value> {
    Ok(Value::Number(plain_count(hundredths).parse()?))
}
