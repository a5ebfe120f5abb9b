//! The comparison in words: the parameters that differ, and day by day what happens.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::Result;
use comfy_table::{ContentArrangement, Table, presets::UTF8_BORDERS_ONLY};
use pec_renewal::{
    catalogue::{Plan, Policy, Purchase, Term},
    values::Day,
};
use pec_scenario::written;

use super::Pair;
use crate::{
    timeline::from_expiry,
    year::{Life, Year},
};

/// Everything, for a terminal.
pub fn written_out(pair: &Pair) -> Result<String> {
    let Pair { names: [first, second], policies } = pair;
    let mut text = format!("Two policies side by side: {first} and {second}\n");
    text.push_str(&parameters(pair)?);
    for (number, life) in (1..).zip(Life::ALL) {
        let years = [Year::under(&policies[0], life)?, Year::under(&policies[1], life)?];
        let expiry = years[0].expiry;
        if number == 1 {
            write!(
                text,
                "\n\nThe same mailbox under each: a consumer's, on plan Standard, bought for a year; it \
                 expires\non {expiry} (D). Nobody acts, and every notice arrives."
            )?;
        }
        write!(text, "\n\n{number}. {}\n{}", life.says(), days(pair, &years, expiry))?;
    }
    text.push_str(
        "\n\nA preset follows public pages and assumes what they leave open: the page \"providers\" of the \
         manual says\nwhich value is which. No provider made or endorsed one.",
    );
    Ok(text)
}

/// The parameters that differ, in the words that a script sets them with, and the prices.
fn parameters(pair: &Pair) -> Result<String> {
    let Pair { names: [first, second], policies: [one, other] } = pair;
    let (ones, others) = (written(one.parameters()), written(other.parameters()));
    let mut table = table(["parameter", first, second]);
    let mut alike = Vec::new();
    for ((name, value), (_, other)) in ones.iter().zip(&others) {
        if value == other {
            alike.push(*name);
        } else {
            table.add_row([name, value.as_str(), other.as_str()]);
        }
    }
    let mut text = String::new();
    if alike.len() == ones.len() {
        text.push_str("\nNo parameter differs.");
    } else {
        write!(text, "\nParameters that differ ({} are alike)\n{table}", alike.len())?;
    }
    if one.prices().rows() == other.prices().rows() {
        text.push_str("\nThe price lists are alike.");
    } else {
        text.push_str(&prices(pair)?);
    }
    Ok(text)
}

/// What a year of each plan costs under lists that differ, on the day of the expiry.
fn prices(pair: &Pair) -> Result<String> {
    let Pair { names: [first, second], policies } = pair;
    let today = Year::under(&policies[0], Life::Unpaid)?.expiry;
    let mut table = table(["a year, without VAT", first, second]);
    for plan in Plan::ALL {
        let of = |policy: &Policy| {
            let price = policy.prices().price(&Purchase::new(*plan, Term::ONE), today);
            price.map_or_else(|| "not sold".to_owned(), |price| price.net().to_string())
        };
        table.add_row([plan.to_string(), of(&policies[0]), of(&policies[1])]);
    }
    Ok(format!("\nThe price lists differ; on {today}\n{table}"))
}

/// What happens on each day on which something does under either.
fn days(pair: &Pair, years: &[Year; 2], expiry: Day) -> String {
    let mut by_day: BTreeMap<i32, [Vec<&str>; 2]> = BTreeMap::new();
    for (index, year) in years.iter().enumerate() {
        for one in &year.happenings {
            by_day.entry(one.day).or_default()[index].push(&one.words);
        }
    }
    let [first, second] = &pair.names;
    let mut table = table(["", "day", first, second]);
    for (day, [one, other]) in by_day {
        let date = expiry.plus_days(day).to_string();
        table.add_row([from_expiry(day), date, one.join("\n"), other.join("\n")]);
    }
    table.to_string()
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_BORDERS_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(header);
    table
}

/// How many columns of a terminal are used; no more, so that the text is the same everywhere.
const WIDTH: u16 = 110;
